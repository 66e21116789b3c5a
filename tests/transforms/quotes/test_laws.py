"""What holds for any text and any marks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.lists import PARAGRAPH_KINDS, QUOTE_KINDS, QUOTE_RULES, SPEAKER_TYPES, TEXT_KINDS
from transforms.contract import Mention, Paragraph, Quote
from transforms.quotes import find_quotes

PIECES = [
    *"\"“”„«»‹›'‘’`「」『』",
    "''",
    "``",
    " ",
    " ",
    ". ",
    ", ",
    "? ",
    ": ",
    " — ",
    "(",
    ")",
    "\u00a0",
    "Smith",
    "Mara Lindqvist",
    "the official",
    "he",
    "she",
    "they",
    "said",
    "called it",
    "according to",
    "told the paper that",
    "was called",
    "saying",
    "workers",
    "1990s",
    "Q:",
    "A:",
    "MAYOR:",
    "the",
    "a",
    "who",
    "that",
    "and",
    "on Tuesday",
    "report",
    "İ",
    "𝔘",
    "日本",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60)
ARTICLES = st.lists(st.tuples(TEXTS, st.sampled_from(PARAGRAPH_KINDS)), max_size=7)


def _article(parts: list[tuple[str, str]]) -> tuple[list[Paragraph], list[Mention]]:
    paragraphs = [Paragraph(text, kind) for text, kind in parts]
    mentions = []
    for index, paragraph in enumerate(paragraphs):
        for number, (name, gender) in enumerate((("Smith", "m"), ("Mara Lindqvist", "f"))):
            at = paragraph.text.find(name)
            if at >= 0:
                mentions.append(Mention(index, at, at + len(name), "PERSON", name, name, number, gender=gender))
    return paragraphs, sorted(mentions, key=lambda mention: (mention.paragraph, mention.char_start))


def _check(paragraphs: list[Paragraph], mentions: list[Mention], quotes: list[Quote]) -> None:
    assert quotes == sorted(quotes, key=lambda q: (q.paragraph, q.char_start, -q.char_end))
    for quote in quotes:
        text = paragraphs[quote.paragraph].text
        assert paragraphs[quote.paragraph].kind in TEXT_KINDS
        assert 0 <= quote.char_start < quote.char_end <= len(text)
        assert quote.text == text[quote.char_start : quote.char_end] == quote.text.strip()
        assert quote.kind in QUOTE_KINDS and quote.rule in QUOTE_RULES and quote.speaker_type in SPEAKER_TYPES
        assert (quote.speaker_type == "none") == (quote.speaker_text is None) == (quote.speaker_score is None)
        if quote.speaker_text is not None:
            assert quote.speaker_paragraph is not None
            assert quote.speaker_text == paragraphs[quote.speaker_paragraph].text[quote.speaker_char_start : quote.speaker_char_end]
            assert quote.speaker_score is not None and 0 < quote.speaker_score < 1
        if quote.cue is not None:
            assert quote.cue == text[quote.cue_char_start : quote.cue_char_end]
        if quote.speaker_mention is not None:
            assert mentions[quote.speaker_mention].name == quote.speaker_name
            assert mentions[quote.speaker_mention].entity == quote.speaker_entity
        if quote.speaker_entity is not None:
            assert quote.speaker_name in {m.name for m in mentions if m.entity == quote.speaker_entity}
        if quote.speaker_type == "unnamed":
            assert quote.speaker_name is None
        if quote.parent is not None:
            around = quotes[quote.parent]
            assert around.paragraph == quote.paragraph
            assert around.char_start <= quote.char_start and quote.char_end <= around.char_end
            assert not quote.is_countable
    for left, right in pairwise(quotes):
        if left.paragraph == right.paragraph and right.char_start < left.char_end:
            assert right.char_end <= left.char_end


@settings(max_examples=300)
@given(ARTICLES)
def test_spans_are_true_and_overlap_only_by_nesting(parts: list[tuple[str, str]]) -> None:
    paragraphs, mentions = _article(parts)
    _check(paragraphs, mentions, find_quotes(paragraphs, mentions))


@settings(max_examples=60)
@given(ARTICLES, ARTICLES)
def test_the_same_article_gives_the_same_quotes_whatever_was_read_before(
    parts: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    first = find_quotes(*_article(parts))
    find_quotes(*_article(other))
    assert find_quotes(*_article(parts)) == first


@settings(max_examples=60)
@given(ARTICLES, st.data())
def test_wrong_mentions_do_no_harm(parts: list[tuple[str, str]], data: Any) -> None:
    paragraphs = [Paragraph(text, kind) for text, kind in parts]
    mentions = []
    for index, paragraph in enumerate(paragraphs):
        if paragraph.text:
            start = data.draw(st.integers(0, len(paragraph.text) - 1))
            end = data.draw(st.integers(start + 1, len(paragraph.text)))
            kind = data.draw(st.sampled_from(["PERSON", "ORG", "GPE", "NORP", "DATE", "WORK"]))
            text = paragraph.text[start:end]
            mentions.append(Mention(index, start, end, kind, text, text.strip() or "x", index))
    _check(paragraphs, mentions, find_quotes(paragraphs, mentions))


def _events(work: Callable[[], Any]) -> int:
    """How many calls, of Python and of C, some work makes: a measure that does not depend on the machine."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


HOSTILE = {
    "opening marks": "“",
    "marks and words": "“word” and ",
    "unclosed quotes": "“We go. ",
    "straight marks": '"a" "b',
    "guillemets": "«a «b ",
    "single marks": "'tis 'a' dogs' ",
    "pronouns": "“Go,” he said. Smith left. ",
    "nested": "“a ‘b’ c ‘d’ e ",
    "officials": "“Go,” the official said. ",
    "no end": "“go,” said and went, ",
    "labels": 'x="y ',
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    def read(times: int) -> int:
        paragraphs, mentions = _article([("Smith came. " + unit * times, "body")] * 2)
        return _events(lambda: find_quotes(paragraphs, mentions))

    read(10)
    assert read(480) < 4.6 * read(120) + 2000


def test_a_very_long_paragraph_without_marks_or_stops_before_its_quote() -> None:
    text = "word said claims the report called " * 20_000 + "“It is over,” Smith said."
    quotes = find_quotes(*_article([(text, "body")]))
    assert [quote.speaker_name for quote in quotes] == ["Smith"]
