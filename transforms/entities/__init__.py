"""Entities: who and what an article names, and which mentions are of one.

`find_entities` is the whole way for a batch of articles; `recognise` gives the bare spans of one document.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from transforms.contract import Mention, Paragraph
from transforms.entities.gazetteer_rules import GazetteerRecogniser
from transforms.entities.resolve import resolve
from transforms.entities.spans import Recogniser, Span

__all__ = ["LANGUAGES", "Recogniser", "Span", "find_entities", "load_recogniser", "recognise"]

LANGUAGES = frozenset(("en",))


def load_recogniser(name: str = "copydesk") -> Recogniser:
    """The recogniser of that name: 'copydesk' is the one that ships."""
    if name != "copydesk":
        raise ValueError(f"no recogniser named {name!r}")
    return GazetteerRecogniser()


def find_entities(
    articles: Sequence[Sequence[Paragraph]],
    *,
    published_on: Sequence[date | None] | None = None,
    languages: Sequence[str | None] | None = None,
    recogniser: Recogniser | None = None,
) -> list[list[Mention]]:
    """The mentions of each article, sorted by (paragraph, char_start, -char_end).

    `published_on` tells what a date such as 'Tuesday' means. An article whose language has no recogniser gets no mentions;
    a language of None is taken for English.
    """
    recogniser = recogniser or load_recogniser()
    known = [languages is None or languages[i] is None or languages[i] in LANGUAGES for i in range(len(articles))]
    texts = [[p.text for p in article] if known[i] else [] for i, article in enumerate(articles)]
    found = recogniser.recognise(texts)
    out = [resolve(text, spans, recogniser.name) for text, spans in zip(texts, found, strict=True)]
    return [sorted(mentions, key=lambda m: (m.paragraph, m.char_start, -m.char_end)) for mentions in out]


def recognise(paragraphs: Sequence[str]) -> list[tuple[int, int, int, str]]:
    """The spans of one document: (index of the paragraph, start, end, type)."""
    return [(s.paragraph, s.start, s.end, s.type) for s in load_recogniser().recognise([paragraphs])[0]]
