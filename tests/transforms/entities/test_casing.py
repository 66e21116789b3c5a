"""Lines in capitals are read with the case that their words have elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.contract import Paragraph
from transforms.entities import find_entities, load_recogniser, recognise
from transforms.entities.casing import read_capitals

BODY = "President Ada Obi told Ivo Brandt on Monday that the war in Ukraine had to end. Obi spoke to Brandt by telephone."


def read(*texts: str) -> list[str]:
    return list(read_capitals([texts], load_recogniser())[0])


@pytest.mark.parametrize(
    ("headline", "as_read"),
    [
        ("OBI TELLS BRANDT TO END WAR IN UKRAINE", "Obi tells Brandt to end war in Ukraine"),
        ("OBI’S PLEA, AND BRANDT WON'T", "Obi’s plea, and Brandt won't"),
        ("NATO TO MEET OBI IN NEW YORK", "NATO to meet Obi in New York"),
        ("ADA OBI MEETS BRANDT", "Ada Obi meets Brandt"),
        ("US TELLS OBI OF WAR", "US tells Obi of war"),
        ("UNITED NATIONS SECURITY COUNCIL VOTES", "United Nations Security Council votes"),
    ],
)
def test_a_headline_in_capitals(headline: str, as_read: str) -> None:
    assert read(headline, BODY) == [as_read, BODY]


def test_names_of_a_headline_in_capitals_are_those_of_the_article() -> None:
    mentions = find_entities([[Paragraph("OBI TELLS BRANDT TO END WAR IN UKRAINE"), Paragraph(BODY)]])[0]
    assert [(m.text, m.name) for m in mentions if m.paragraph == 0] == [
        ("OBI", "Ada Obi"),
        ("BRANDT", "Ivo Brandt"),
        ("UKRAINE", "Ukraine"),
    ]
    assert recognise(["OBI TELLS BRANDT TO END WAR IN UKRAINE", BODY])[:2] == [(0, 0, 3, "PERSON"), (0, 10, 16, "PERSON")]


def test_a_person_is_named_as_outside_of_capitals() -> None:
    mentions = find_entities([[Paragraph("ADA OBI WINS VOTE"), Paragraph("Ada Obi won the vote in Lima.")]])[0]
    assert [m.name for m in mentions if m.type == "PERSON"] == ["Ada Obi", "Ada Obi"]


TEXTS = st.lists(st.one_of(st.text(max_size=40), st.text(max_size=40).map(str.upper), st.sampled_from((BODY, BODY.upper()))), max_size=5)


@given(st.lists(TEXTS, max_size=4))
def test_only_the_case_of_lines_in_capitals_changes(articles: list[list[str]]) -> None:
    found = read_capitals(articles, load_recogniser())
    assert [len(texts) for texts in found] == [len(texts) for texts in articles]
    for text, as_read in ((a, b) for one, other in zip(articles, found, strict=True) for a, b in zip(one, other, strict=True)):
        assert len(as_read) == len(text) and as_read.casefold() == text.casefold()
        assert text.isupper() or as_read == text


@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(min_value=0, max_value=3))
def test_an_article_is_read_alike_in_every_batch(articles: list[list[str]], at: int) -> None:
    at %= len(articles)
    assert read_capitals(articles, load_recogniser())[at] == read_capitals([articles[at]], load_recogniser())[0]
