"""What the scorers of a benchmark call: the stages behind the signatures that the scorers want."""

from __future__ import annotations

from typing import Any


def find_quotes(paragraphs: list[str]) -> list[dict[str, Any]]:
    """An article's full and partial quotes as the quotes scorer wants them: offsets into its paragraphs, and the speaker."""
    from transforms.contract import Paragraph
    from transforms.entities import find_entities
    from transforms.quotes import find_quotes as find

    given = [Paragraph(text) for text in paragraphs]
    return [
        {
            "paragraph": quote.paragraph,
            "quote_start": quote.char_start,
            "quote_end": quote.char_end,
            "speaker_paragraph": quote.speaker_paragraph,
            "speaker_start": quote.speaker_char_start,
            "speaker_end": quote.speaker_char_end,
            "speaker": quote.speaker_name,
        }
        for quote in find(given, find_entities(given))
        if quote.kind in ("full", "partial")
    ]
