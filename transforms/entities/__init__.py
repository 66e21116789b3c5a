"""Entities: who and what an article names, and which mentions are of one.

`find_entities` is the whole way for a batch of articles; `restore_mentions` makes mentions of rows again; `recognise` gives the bare
spans of one document.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.entities.casing import read_capitals
from transforms.entities.pipeline import LANGUAGES, find_entities, load_recogniser
from transforms.entities.resolve import resolve
from transforms.entities.restore import restore_mentions
from transforms.entities.spans import Recogniser, Span

__all__ = ["LANGUAGES", "Recogniser", "Span", "find_entities", "load_recogniser", "recognise", "restore_mentions"]


def recognise(paragraphs: Sequence[str]) -> list[tuple[int, int, int, str]]:
    """The named stretches of one document, dates left out: (index of the paragraph, start, end, type)."""
    recogniser = load_recogniser()
    spans = recogniser.recognise(read_capitals([paragraphs], recogniser))[0]
    return [(m.paragraph, m.char_start, m.char_end, m.type) for m in resolve(paragraphs, spans, "") if m.mention_kind == "name"]
