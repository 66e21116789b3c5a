"""What holds of the mentions of every text, here of pieces that the rules for sport, datelines and capitals look at."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.entities.test_restore import check
from transforms.contract import Mention, Paragraph
from transforms.entities import find_entities

NAMES = (
    "Leeds",
    "LEEDS",
    "Kent",
    "Utah Jazz",
    "Jazz",
    "Manchester\u00a0United",
    "Manchester United",
    "Ada Kent",
    "Senator ",
    "US",
    "PARIS",
)
BETWEEN = (" beat ", " BEAT ", " vs. ", " 2-1", " 1", " in ", "The ", ", ", "’S ", "'s ", " (AP) — ", ", Ukraine — ", " 1996-08-30", ". ")
ODD = ("STRAẞE", "ŉ", "İ", "ﬁ", "O\u0301BI", "’", "\u200b", "\u00a0", "ß", "ǅ", "OBI TELLS ", "the prime minister, ")
PIECES = st.one_of(st.sampled_from(NAMES), st.sampled_from(BETWEEN), st.sampled_from(ODD), st.text(max_size=3))
TEXT = st.lists(PIECES, max_size=10).map("".join)
ARTICLES = st.lists(st.lists(st.one_of(TEXT, TEXT.map(str.upper)), max_size=4), min_size=1, max_size=4)


def found_in(articles: list[list[str]]) -> list[list[Mention]]:
    return find_entities([[Paragraph(text) for text in texts] for texts in articles])


@settings(max_examples=100)
@given(ARTICLES)
def test_names_are_where_they_say_and_do_not_overlap_in_any_order_of_articles(articles: list[list[str]]) -> None:
    found = found_in(articles)
    for texts, mentions in zip(articles, found, strict=True):
        assert all(texts[m.paragraph][m.char_start : m.char_end] == m.text != "" for m in mentions)
        names = [(m.paragraph, m.char_start, m.char_end) for m in mentions if m.mention_kind == "name"]
        assert all(a < b and (a[0] < b[0] or a[2] <= b[1]) for a, b in pairwise(names))
    assert found_in(articles[::-1]) == found[::-1]
    assert found_in(articles[:1]) == found[:1]


@settings(max_examples=50)
@given(st.lists(TEXT, max_size=4))
def test_they_are_restored(texts: list[str]) -> None:
    check(texts)
