"""Mentions made of rows again are those that were found: so quotes can be found without the recogniser."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from transforms.annotation_rows import entity_rows, quote_rows, to_mention
from transforms.contract import Mention, Paragraph
from transforms.entities import find_entities, restore_mentions
from transforms.quotes import find_quotes

NAMESAKES = (
    "Mrs Ada Quill, the harbour master, met John Quill and his father, Sir John Quill Sr, in Lisbon on Tuesday.",
    "“Quill knows the tides,” said Mr Quill. The harbour master agreed: “I do,” she said, and Quill laughed.",
    "President Ana Reyes came later. The president, who is from Peru, said: “We were late.” Reyes left on 3 May; she was tired.",
    "Taylor Marsh, the spokesman of the Tide Council, would not say. “Ask Marsh,” the council wrote.",
)


def articles_of(folder: Path) -> list[list[str]]:
    with gzip.open(folder / "bench" / "quotes" / "polnear_dev.jsonl.gz", "rt") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return [[paragraph for paragraph in text.split("\n\n") if paragraph.strip()] for text in texts]


def check(texts: Sequence[str]) -> int:
    """Find, make rows, restore in another order, and compare; how many mentions there were."""
    rows = [
        {"article_id": "art", "publisher": None, "published_on": None, "record_id": "rec", "position": n, "paragraph_id": str(n)}
        for n in range(len(texts))
    ]
    paragraphs = [Paragraph(text) for text in texts]
    found = find_entities([paragraphs])[0]
    kept = sorted(entity_rows(rows, found), key=lambda row: row["mention_id"])
    restored = restore_mentions(texts, [to_mention(row) for row in kept])
    assert [told(m) for m in restored] == [told(m) for m in found]
    assert as_numbered(restored) == as_numbered(found)
    assert quote_rows(rows, restored, find_quotes(paragraphs, restored)) == quote_rows(rows, found, find_quotes(paragraphs, found))
    return len(found)


def told(mention: Mention) -> dict[str, object]:
    """All of a mention but the number of its entity, and is_plural, which nobody asks for."""
    names = [name for name in mention.__struct_fields__ if name not in ("entity", "is_plural")]
    return {name: getattr(mention, name) for name in names}


def as_numbered(mentions: Sequence[Mention]) -> list[int]:
    """Which mentions are of one entity, whatever its number."""
    first: dict[int, int] = {}
    return [first.setdefault(m.entity, n) for n, m in enumerate(mentions)]


def test_namesakes_titles_and_descriptions_are_restored() -> None:
    assert check(NAMESAKES) > 10


def test_mentions_of_real_articles_are_restored(shared: Path) -> None:
    assert sum(check(texts) for texts in articles_of(shared)[::3]) > 5000
