"""The whole way: laws that hold for any text, and what a reader of one article expects."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.lists import ENTITY_TYPES, MENTION_KINDS
from transforms.contract import Mention, Paragraph
from transforms.entities import find_entities, recognise

ARTICLE = (
    "Harbour mayor defends ferry plan",
    "LIMA, Aug. 6 (Reuters) - The mayor of Lima, Rosa Quispe Mamani, said on Tuesday that the National Ports Authority (NPA) would "
    "buy two ferries from Hanse Werft GmbH of Germany.",
    "“We cannot wait,” Ms Quispe told Radio Capital. NPA chairman Jorge Salas declined to comment, but Mr Salas’s deputy, Ana María Ruiz, "
    "praised the Peruvian government’s plan.",
    "The mayor said the U.S. and Germany had supported the project since 2019.",
)
WORDS = [
    "Rosa",
    "Lima",
    "Mr",
    "Ms.",
    "the",
    "president",
    "U.S.",
    "’s",
    "(NPA)",
    "Article 5",
    "on X",
    "—",
    "of",
    "Monday",
    "2019",
    "\u00a0",
    "Kim Il-sung",
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))


def article(texts: Sequence[str]) -> list[Paragraph]:
    return [Paragraph(text) for text in texts]


def check(texts: Sequence[str], mentions: Sequence[Mention]) -> None:
    for m in mentions:
        assert m.text == texts[m.paragraph][m.char_start : m.char_end] != ""
        assert m.type in ENTITY_TYPES and m.mention_kind in MENTION_KINDS
        assert m.name and m.entity >= 0
        assert m.type == "DATE" or any(map(str.isalpha, m.text))
        assert (m.folded_name is None) == m.is_partial_name or m.type != "PERSON"
        assert m.score is None or 0 <= m.score <= 1
    places = [(m.paragraph, m.char_start, -m.char_end) for m in mentions]
    assert places == sorted(places)
    named = [m for m in mentions if m.mention_kind == "name"]
    for a, b in pairwise(named):
        assert a.paragraph < b.paragraph or a.char_end <= b.char_start, "names do not overlap"
    for number in {m.entity for m in mentions}:
        same = [m for m in mentions if m.entity == number]
        assert len({m.name for m in same}) == 1 or same[0].type == "DATE"
        assert len({m.type for m in same}) == 1


@settings(max_examples=120)
@given(st.lists(TEXTS, max_size=5), st.dates() | st.none())
def test_spans_are_true_and_nothing_raises(texts: list[str], published: date | None) -> None:
    check(texts, find_entities([article(texts)], published_on=[published])[0])


@settings(max_examples=25)
@given(st.lists(st.lists(TEXTS, max_size=3), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_order_and_size_of_a_batch_do_not_matter(articles: list[list[str]], shuffled: random.Random) -> None:
    batch = [article(ARTICLE), *(article(texts) for texts in articles)]
    alone = [find_entities([a])[0] for a in batch]
    order = list(range(len(batch)))
    shuffled.shuffle(order)
    together = find_entities([batch[i] for i in order])
    assert together == [alone[i] for i in order]


def test_an_article() -> None:
    mentions = find_entities([article(ARTICLE)], published_on=[date(2025, 8, 6)])[0]
    check(ARTICLE, mentions)
    names = {(m.text, m.name, m.type) for m in mentions}
    assert {
        ("Rosa Quispe Mamani", "Rosa Quispe Mamani", "PERSON"),
        ("Quispe", "Rosa Quispe Mamani", "PERSON"),
        ("Jorge Salas", "Jorge Salas", "PERSON"),
        ("Salas", "Jorge Salas", "PERSON"),
        ("Lima", "Lima", "GPE"),
        ("NPA", "National Ports Authority", "ORG"),
        ("U.S.", "United States", "GPE"),
        ("Peruvian", "Peruvian", "NORP"),
    } <= names
    tuesday = next(m for m in mentions if m.text == "Tuesday")
    assert tuesday.date_value == date(2025, 8, 5)


def test_languages_without_a_recogniser_get_nothing() -> None:
    batch = [article(ARTICLE)] * 3
    found = find_entities(batch, languages=["es", "en", None])
    assert found[0] == [] and found[1] == found[2] != []


def test_nothing_in_nothing_out() -> None:
    assert find_entities([]) == []
    assert find_entities([[], article([""]), article(["nothing here"])]) == [[], [], []]
    assert recognise([]) == []


@pytest.mark.parametrize("text", ["O’Brien", "O'Brien", "O’Brien", "Sean\u00a0O’Brien"])
def test_marks_and_spaces_do_no_harm(text: str) -> None:
    found = recognise([f"The minister, {text}, left Dublin."])
    assert (0, 14, 14 + len(text), "PERSON") in found
