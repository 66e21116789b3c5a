"""The way from an article's paragraphs to its quotes."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.lists import TEXT_KINDS
from transforms.contract import Mention, Paragraph, Quote
from transforms.quotes.marks import pair_marks
from transforms.quotes.people import Article, genders_of
from transforms.quotes.sentences import names_by_paragraph
from transforms.quotes.speakers import Speaker, find_speakers


def find_quotes(paragraphs: Sequence[Paragraph], entities: Sequence[Mention], *, language: str | None = "en") -> list[Quote]:
    """The quotes of one article, sorted by (paragraph, char_start, -char_end)."""
    readable = [index for index, paragraph in enumerate(paragraphs) if paragraph.kind in TEXT_KINDS]
    pairs = {index: found for index in readable if (found := pair_marks(paragraphs[index].text))}
    if not pairs:
        return []
    speakers: dict[tuple[int, int], Speaker] = {}
    if language == "en":
        article = Article(paragraphs, entities, names_by_paragraph(entities, set(range(len(paragraphs)))), pairs)
        article.genders = genders_of(entities)
        speakers = find_speakers(article, readable)
    quotes: list[Quote] = []
    for index, found in pairs.items():
        base = len(quotes)
        for number, pair in enumerate(found):
            text = paragraphs[index].text[pair.start : pair.end]
            parent = None if pair.parent is None else pair.parent + base
            kind = "full" if len(text.split()) > 3 else "partial"
            quote = Quote(index, pair.start, pair.end, text, kind, len(quotes), parent=parent, is_closed=pair.is_closed)
            speaker = speakers.get((index, number))
            if speaker is not None:
                _give(quote, speaker, paragraphs, entities)
            quotes.append(quote)
    return quotes


def _give(quote: Quote, speaker: Speaker, paragraphs: Sequence[Paragraph], entities: Sequence[Mention]) -> None:
    quote.speaker_text = paragraphs[speaker.paragraph].text[speaker.start : speaker.end]
    quote.speaker_paragraph, quote.speaker_char_start, quote.speaker_char_end = speaker.paragraph, speaker.start, speaker.end
    quote.rule = speaker.rule
    if speaker.mention is not None and speaker.mention >= 0:
        quote.speaker_name = entities[speaker.mention].name
