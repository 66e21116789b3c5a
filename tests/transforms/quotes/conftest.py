"""Invented articles with the traps of quotation, and their mentions: what the tests of quotes read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from transforms.contract import Mention, Paragraph, Quote

GOLDEN = Path(__file__).with_name("articles.json")
COLUMNS = (
    "paragraph",
    "text",
    "kind",
    "speaker_text",
    "speaker_name",
    "speaker_type",
    "speaker_role",
    "cue",
    "rule",
    "utterance",
    "part",
    "parent",
    "is_closed",
    "is_countable",
)


@dataclass(frozen=True)
class Invented:
    """An article of articles.json: its paragraphs and mentions, its language, and the rows that its quotes should be."""

    name: str
    paragraphs: list[Paragraph]
    mentions: list[Mention]
    language: str
    rows: list[dict[str, Any]]


def row_of(quote: Quote) -> dict[str, Any]:
    """The columns of a quote that the golden file pins."""
    return {column: getattr(quote, column) for column in COLUMNS}


def mentions_of(paragraphs: list[Paragraph], people: dict[str, list[str]], organisations: dict[str, list[str]]) -> list[Mention]:
    """Every form of every name wherever it stands, the longest first. `people`: full name -> [gender, other forms ...]."""
    forms = [(form, name, "PERSON", gender or None) for name, (gender, *others) in people.items() for form in (name, *others)]
    forms += [(form, name, "ORG", None) for name, others in organisations.items() for form in (name, *others)]
    forms.sort(key=lambda entry: -len(entry[0]))
    names = [*people, *organisations]
    found: list[Mention] = []
    for index, paragraph in enumerate(paragraphs):
        taken: list[tuple[int, int]] = []
        for form, name, kind, gender in forms:
            for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", paragraph.text):
                start, end = match.span()
                if all(end <= a or start >= b for a, b in taken):
                    taken.append((start, end))
                    found.append(Mention(index, start, end, kind, form, name, names.index(name), gender=gender))
    return sorted(found, key=lambda mention: (mention.paragraph, mention.char_start))


def read_articles() -> list[Invented]:
    """The invented articles."""
    articles = []
    for entry in json.loads(GOLDEN.read_text("utf-8")):
        paragraphs = [Paragraph(text, kind) for kind, text in entry["paragraphs"]]
        mentions = mentions_of(paragraphs, entry["people"], entry["organisations"])
        articles.append(Invented(entry["name"], paragraphs, mentions, entry["language"], entry["quotes"]))
    return articles


@pytest.fixture(scope="session")
def invented() -> list[Invented]:
    return read_articles()
