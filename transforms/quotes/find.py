"""The way from an article's paragraphs to its quotes."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.lists import TEXT_KINDS
from transforms.contract import Mention, Paragraph, Quote
from transforms.quotes.describe import describe
from transforms.quotes.kinds import is_nickname, is_shouted, is_so_called, is_title, is_whole
from transforms.quotes.marks import Pair, pair_marks
from transforms.quotes.people import Article, read_article
from transforms.quotes.speakers import Speaker, find_speakers
from transforms.quotes.unmarked import find_unmarked
from transforms.quotes.utterances import number_utterances

_PERFORMING = frozenset(("sang", "sings", "sing", "sung", "singing"))
LANGUAGES = frozenset(("en",))


def find_quotes(paragraphs: Sequence[Paragraph], entities: Sequence[Mention], *, language: str | None = "en") -> list[Quote]:
    """The quotes of one article, sorted by (paragraph, char_start, -char_end).

    Looks into paragraphs of the TEXT_KINDS; the others are context. `entities` are the article's mentions in order. Speakers
    are told for English only (None is taken for English); other languages get their spans.
    """
    readable = [index for index, paragraph in enumerate(paragraphs) if paragraph.kind in TEXT_KINDS]
    pairs = {index: found for index in readable if (found := pair_marks(paragraphs[index].text))}
    for index, found in pairs.items():
        for pair in found:
            pair.is_nickname = is_nickname(paragraphs[index].text, pair)
    unmarked = find_unmarked(paragraphs, readable, pairs)
    if not pairs:
        return []
    article = Article(paragraphs, entities, pairs)
    speakers: dict[tuple[int, int], Speaker] = {}
    if language is None or language in LANGUAGES:
        article = read_article(paragraphs, entities, pairs)
        article.unmarked = unmarked
        speakers = find_speakers(article, readable)
    quotes: list[Quote] = []
    for index, found in sorted(pairs.items()):
        base = len(quotes)
        for number, pair in enumerate(found):
            quotes.append(_quote(article, index, pair, speakers.get((index, number)), base, len(quotes)))
    number_utterances(quotes)
    return quotes


def _quote(article: Article, paragraph: int, pair: Pair, speaker: Speaker | None, base: int, number: int) -> Quote:
    text = article.paragraphs[paragraph].text
    parent = None if pair.parent is None else pair.parent + base
    quote = Quote(paragraph, pair.start, pair.end, text[pair.start : pair.end], utterance=number, parent=parent, is_closed=pair.is_closed)
    quote.kind = _kind(text, pair, speaker)
    if speaker is not None and speaker.rule == "same_sentence" and _is_guess(speaker, quote):
        speaker = None
    if speaker is not None and (parent is not None or quote.kind in ("full", "partial")):
        describe(article, quote, speaker)
        if speaker.cue is not None and speaker.cue_paragraph == paragraph:
            quote.cue_char_start, quote.cue_char_end = speaker.cue
            quote.cue = text[speaker.cue[0] : speaker.cue[1]]
    return quote


def _is_guess(speaker: Speaker, quote: Quote) -> bool:
    """True where the sentence has a subject but hardly a verb that carries words: better no speaker than a wrong one."""
    return speaker.strength == 0 or (speaker.strength < 1.5 and quote.text.count(" ") < 2)


def _kind(text: str, pair: Pair, speaker: Speaker | None) -> str:
    """One of QUOTE_KINDS. A few words that no verb of speech carries are scare quotes."""
    if pair.is_nickname:
        return "nickname"
    if pair.outer_start == pair.start:  # speech without marks
        return "full"
    if is_shouted(text, pair):
        return "full" if is_whole(text, pair) else "partial"
    strength = speaker.strength if speaker is not None else 0
    if is_title(text, pair, 0 if _is_performed(text, speaker) else strength):
        return "title"
    blanks = text.count(" ", pair.start, pair.end)
    if is_so_called(text, pair) or (pair.parent is not None and strength < 2 and blanks < 3 and text[pair.end - 1] not in "?!"):
        return "scare"
    whole = is_whole(text, pair)
    if strength == 0 and blanks < 3 and not (whole and (speaker is None or speaker.rule != "same_sentence")):
        return "scare"
    if whole or (speaker is not None and (speaker.rule == "interrupted" or (speaker.rule == "continuation" and blanks > 3))):
        return "full"
    return "partial"


def _is_performed(text: str, speaker: Speaker | None) -> bool:
    """True where the cue is a verb that has works as its object: she sang “A Song”."""
    return speaker is not None and speaker.cue is not None and text[slice(*speaker.cue)] in _PERFORMING
