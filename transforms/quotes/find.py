"""The way from an article's paragraphs to its quotes."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.lists import TEXT_KINDS
from transforms.contract import Mention, Paragraph, Quote
from transforms.quotes.marks import pair_marks


def find_quotes(paragraphs: Sequence[Paragraph], entities: Sequence[Mention], *, language: str | None = "en") -> list[Quote]:
    """The quotes of one article, sorted by (paragraph, char_start, -char_end)."""
    quotes: list[Quote] = []
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind not in TEXT_KINDS:
            continue
        base = len(quotes)
        for pair in pair_marks(paragraph.text):
            text = paragraph.text[pair.start : pair.end]
            parent = None if pair.parent is None else pair.parent + base
            kind = "full" if len(text.split()) > 3 else "partial"
            quotes.append(Quote(index, pair.start, pair.end, text, kind, len(quotes), parent=parent, is_closed=pair.is_closed))
    return quotes
