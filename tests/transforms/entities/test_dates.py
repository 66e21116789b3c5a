"""Dates: what is one, and the day it means on the day of the article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contract import Paragraph
from transforms.entities import find_entities
from transforms.entities.dates import MONTHS, WEEKDAYS, may_start_date, read_date
from transforms.entities.tokens import tokenise

PUBLISHED = date(2025, 8, 20)  # a Wednesday


def dates(text: str, published: date | None = PUBLISHED) -> list[tuple[str, date | None]]:
    found = find_entities([[Paragraph(text)]], published_on=[published])[0]
    return [(m.text, m.date_value) for m in found if m.type == "DATE"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It sank on Wednesday.", [("Wednesday", date(2025, 8, 20))]),
        ("It sank on Thursday.", [("Thursday", date(2025, 8, 14))]),
        ("They vote next Friday.", [("next Friday", date(2025, 8, 22))]),
        ("They met last Wednesday.", [("last Wednesday", date(2025, 8, 13))]),
        ("They met yesterday.", [("yesterday", date(2025, 8, 19))]),
        ("It began three days ago.", [("three days ago", date(2025, 8, 17))]),
        ("It began on August 6.", [("August 6", date(2025, 8, 6))]),
        ("It ends on 3 January.", [("3 January", date(2026, 1, 3))]),
        ("Born May 5, 1921, in Lima.", [("May 5, 1921", date(1921, 5, 5))]),
        ("Filed 2024-02-29 and 13/4/2021.", [("2024-02-29", date(2024, 2, 29)), ("13/4/2021", date(2021, 4, 13))]),
        ("Filed 3/4/2021.", [("3/4/2021", None)]),
        ("It began in April 2022.", [("April 2022", None)]),
        ("It began in 1998.", [("1998", None)]),
        ("They sold 2000 cars and may march on.", []),
        ("On February 30 nothing happened.", [("February 30", None)]),
    ],
)
def test_dates(text: str, expected: list[tuple[str, date | None]]) -> None:
    assert dates(text) == expected


def test_without_a_day_of_publication_only_whole_dates_have_a_value() -> None:
    assert dates("On Monday and on 5 May 1921.", None) == [("Monday", None), ("5 May 1921", date(1921, 5, 5))]


@settings(max_examples=200)
@given(st.text(max_size=30), st.integers(0, 30), st.dates() | st.none())
def test_never_raises(text: str, start: int, published: date | None) -> None:
    found = read_date(text, min(start, len(text)), published)
    assert found is None or start <= found[0] <= len(text)


BEGINNINGS = (
    *MONTHS,
    *WEEKDAYS,
    "jan.",
    "sept",
    "today",
    "last",
    "next",
    "coming",
    "earlier",
    "two",
    "twelve",
    "a",
    "3",
    "31",
    "2025",
    "the",
)


@given(
    st.sampled_from(BEGINNINGS),
    st.sampled_from((str.lower, str.capitalize, str.upper)),
    st.sampled_from(("", " 5", " 5, 2025", " week", " Friday", " days ago", " May", "-08-20", "th of June", " this year", " 1990s")),
)
def test_what_can_be_a_date_is_looked_at(first: str, case: Callable[[str], str], rest: str) -> None:
    text = case(first) + rest
    if first not in ("a", "the") and read_date(text, 0, PUBLISHED):  # those two are too common to be looked at
        assert may_start_date(text[: tokenise([text]).end[0]])
