"""The places at the head of wire stories."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities import recognise
from transforms.entities.datelines import with_datelines
from transforms.entities.spans import Span


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("BRUSSELS (AP) — The bridge is open.", "BRUSSELS"),
        ("KYIV, Ukraine — The bridge is open.", "KYIV"),
        ("NEW YORK 1996-08-30 Results of the day:", "NEW YORK"),
        ("AL-AIN, United Arab Emirates 1996-12-06", "AL-AIN"),
        ("LIMA, Aug. 6 (Reuters) - The bridge is open.", "LIMA"),
        ("TEHRAN - Turkey opens the bridge.", "TEHRAN"),
        ("CAIRO - 7 July 2022: The bridge is open.", "CAIRO"),
        ("WATCH — The bridge is open.", None),
        ("NASA — The agency opened a bridge.", None),
        ("OLIVE-TREE roots lifted the bridge.", None),
        ("PHOTO (AP) — The bridge is open.", None),
        ("CNN, Fox News — The networks at war.", None),
        ("NATO, Russia — The talks failed.", None),
        ("Updated 2024-03-05", None),
        ("Police (AP) — The bridge is open.", None),
    ],
)
def test_the_place_of_a_dateline(text: str, place: str | None) -> None:
    first = [text[start:end] for _, start, end, kind in recognise([text]) if start == 0 and kind in ("GPE", "LOC", "FAC")]
    assert first == ([place] if place else [])


def test_an_agency_is_an_organisation() -> None:
    text = "KYIV, Ukraine (AP) — Russian drones hit Kyiv."
    assert with_datelines([text], [Span(0, 0, 4, "LOC"), Span(0, 15, 17, "LOC")]) == [Span(0, 0, 4, "LOC"), Span(0, 15, 17, "ORG")]


def test_what_reaches_into_a_dateline_begins_behind_it() -> None:
    text = "TEHRAN - Turkey opens the bridge."
    assert with_datelines([text], [Span(0, 0, 15, "LOC", 0.7)]) == [Span(0, 0, 6, "LOC"), Span(0, 9, 15, "LOC", 0.7)]


@given(st.text(st.sampled_from("AB a,.-—()19 "), max_size=40), st.integers(0, 20), st.integers(1, 12))
def test_spans_stay_apart(text: str, start: int, size: int) -> None:
    given_spans = [Span(0, start, start + size, "ORG")] if start + size <= len(text) else []
    found = with_datelines([text], given_spans)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(s.start < s.end <= len(text) for s in found)
