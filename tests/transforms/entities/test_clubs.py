"""Sports clubs: where the text says that a name is a club's."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities import recognise
from transforms.entities.club_names import known_clubs
from transforms.entities.clubs import with_clubs
from transforms.entities.spans import Span


def organisations(*texts: str) -> list[str]:
    return [texts[p][start:end] for p, start, end, kind in recognise(texts) if kind == "ORG"]


@pytest.mark.parametrize(
    ("text", "clubs"),
    [
        ("Arsenal beat Chelsea 2-1 on Saturday.", ["Arsenal", "Chelsea"]),
        ("Liverpool midfielder Ivo Brandt scored as Liverpool edged past Everton 1-0.", ["Liverpool", "Liverpool", "Everton"]),
        ("Manchester United lost to Real Madrid in Spain.", ["Manchester United", "Real Madrid"]),
        ("The Utah Jazz won at home. The Jazz lead 2-1 after a win in Utah.", ["Utah Jazz", "Jazz"]),
        ("The Boston Celtics beat Miami, which plays in Miami.", ["Boston Celtics", "Miami"]),
        ("Leeds 1 Blackburn 0", ["Leeds", "Blackburn"]),
        ("Harwich Rovers 2 Upton 2 (halftime 1-0)", ["Harwich Rovers", "Upton"]),
        ("CLEVELAND 8 SEATTLE 3", ["CLEVELAND", "SEATTLE"]),
        ("NEW YORK 74 59 .556 -", ["NEW YORK"]),
        ("England 2 Scotland 0", []),
        ("Yes 52, No 48", []),
        ("She was born in Leeds and lives near Chelsea.", []),
        ("Chelsea Clinton beat Jan Kent 6-3. Chelsea won 2-1 and Kent left.", []),
        ("The Miami Heat won 98-90. Heat killed 20 people, and the Heat left.", ["Miami Heat", "Heat"]),
        ("Sheffield Wednesday won on Wednesday.", ["Sheffield Wednesday"]),
        ("Reading lost 2-1 to Hull City. Reading is good for children.", ["Reading", "Hull City"]),
        ("Senator Kent won 52-48 against Harris. Kent thanked voters.", []),
        ("Monaco lost to France in a dispute over taxes.", []),
        ("Monday 12 Tuesday 14", []),
        ("The jazz in Utah was good, and the heat in Miami great.", []),
    ],
)
def test_clubs_of_a_text(text: str, clubs: list[str]) -> None:
    assert organisations(text) == clubs


def test_a_headline_in_capitals() -> None:
    assert organisations("SOCCER - ARSENAL BEAT CHELSEA", "Arsenal beat Chelsea 2-1 on Saturday.")[:2] == ["ARSENAL", "CHELSEA"]


def test_every_name_of_the_list_is_found_by_its_first_word() -> None:
    clubs = known_clubs()
    assert len(clubs.whole) > 200 and not clubs.whole & set(clubs.nicknames)
    assert all(name.startswith(word) for word, names in clubs.by_word.items() for name in names)
    assert all(list(map(len, names)) == sorted(map(len, names), reverse=True) for names in clubs.by_word.values())


def test_many_clubs_of_one_text_stay_in_order() -> None:
    starts = range(0, 4200, 14)
    found = with_clubs(["Leeds United, " * 300], [Span(0, i, i + 5, "LOC") for i in starts], [(0, i) for i in starts])
    assert found == [Span(0, i, i + 12, "ORG") for i in starts]


PIECES = st.sampled_from(
    ("Leeds", "Chelsea", "Utah Jazz", "Jazz", " beat ", " 2-1", " 1 ", " in ", "The ", "Ada Chelsea", ", ", "’s", " striker ")
)


@given(st.lists(PIECES, max_size=12).map("".join), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=4))
def test_spans_stay_apart_and_in_order(text: str, others: list[tuple[int, int]]) -> None:
    spans, end = [], 0
    for gap, size in others:
        if end + gap + size <= len(text):
            spans.append(Span(0, end + gap, end + gap + size, "PERSON"))
            end += gap + size
    places = [(0, i) for i in range(len(text)) if text.startswith(("Leeds", "Chelsea", "Utah", "Jazz"), i)]
    found = with_clubs([text], spans, places)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= s.start < s.end <= len(text) for s in found)
    assert {s for s in spans if s not in found} == {
        s for s in spans if any(s.start < f.end and f.start < s.end and f not in spans for f in found)
    }
