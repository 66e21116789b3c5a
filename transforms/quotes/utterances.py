"""Which quotes are one utterance: parts of a quote that its cue breaks, or that runs over paragraphs."""

from __future__ import annotations

from transforms.contract import Quote

_JOINING = frozenset(("interrupted", "continuation", "previous_paragraph"))


def _same_speaker(left: Quote, right: Quote) -> bool:
    if left.speaker_name is not None or right.speaker_name is not None:
        return left.speaker_name == right.speaker_name
    return (left.speaker_paragraph, left.speaker_char_start) == (right.speaker_paragraph, right.speaker_char_start)


def _joins(left: Quote, right: Quote) -> bool:
    """True where `right` goes on with what `left` began. Fragments ("X" and "Y") are utterances of their own."""
    if left.kind != "full" or right.kind != "full" or left.speaker_text is None or not _same_speaker(left, right):
        return False
    if right.paragraph == left.paragraph:
        return right.rule in _JOINING
    return right.paragraph - left.paragraph <= 1 and (right.rule in _JOINING or not left.is_closed)


def number_utterances(quotes: list[Quote]) -> None:
    """Fill `utterance`, `part` and `is_countable` of an article's quotes, which are in order."""
    last: Quote | None = None
    counted: set[int] = set()
    following = 0
    for quote in quotes:
        if quote.parent is None and last is not None and _joins(last, quote):
            quote.utterance, quote.part = last.utterance, last.part + 1
        else:
            quote.utterance, quote.part = following, 0
            following += 1
        if quote.parent is not None:
            continue
        if quote.kind in ("full", "partial"):
            last = quote
            if quote.speaker_type != "none" and quote.utterance not in counted:
                quote.is_countable = True
                counted.add(quote.utterance)
