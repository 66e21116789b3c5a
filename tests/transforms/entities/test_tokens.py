"""Tokens: what is glued, what is cut, and that offsets are true for any text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.entities import tokens as cutting
from transforms.entities.tokens import tokenise


def words(text: str) -> list[str]:
    tokens = tokenise([text])
    return [text[a:b] for a, b in zip(tokens.start, tokens.end, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr Okafor’s boat", ["Mr", "Okafor", "’s", "boat"]),
        ("they don't, we'll", ["they", "don", "'t", ",", "we", "'ll"]),
        ("O'Brien of Xi’an", ["O'Brien", "of", "Xi’an"]),
        ("the U.S. and J. K. Mbeki", ["the", "U.S.", "and", "J.", "K.", "Mbeki"]),
        ("after World War I. Then", ["after", "World", "War", "I", ".", "Then"]),
        ("Lima’ s port, Lima ' s port", ["Lima", "’ s", "port", ",", "Lima", "' s", "port"]),
        ("a\u00a0b... -- c", ["a", "b", "...", "--", "c"]),
        ("Ruritania-led COVID-19", ["Ruritania", "-", "led", "COVID", "-", "19"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_space_between_texts_is_not_glued_over() -> None:
    tokens = tokenise(["the boys’", "s x", ""])
    assert tokens.text.tolist() == [0, 0, 0, 1, 1]
    assert max(tokens.end[tokens.text == 0]) == len("the boys’")


@settings(max_examples=150)
@given(st.lists(st.text(max_size=40), max_size=6))
def test_offsets_are_true_and_in_order(texts: list[str]) -> None:
    tokens = tokenise(texts)
    last = (-1, 0)
    for text, start, end, kind in zip(tokens.text.tolist(), tokens.start.tolist(), tokens.end.tolist(), tokens.type.tolist(), strict=True):
        assert texts[text][start:end] == tokens.types[kind]
        assert start < end <= len(texts[text])
        assert (text, start) >= last
        last = (text, end)


@given(st.lists(st.integers(0, 9)))
def test_distinct_values_are_numbered_as_they_come(values: list[int]) -> None:
    number, first = cutting._distinct(np.array(values, dtype=np.uint64))
    distinct = list(dict.fromkeys(values))
    assert number.tolist() == [distinct.index(value) for value in values]
    assert first.tolist() == [values.index(value) for value in distinct]


@settings(deadline=None)
@given(st.lists(st.text("ab. ", max_size=40), max_size=6))
def test_words_hashed_in_pieces_are_numbered_as_those_hashed_together(texts: list[str]) -> None:
    together = tokenise(texts)
    size, cutting._PIECE = cutting._PIECE, 4
    try:
        in_pieces = tokenise(texts)
    finally:
        cutting._PIECE = size
    assert in_pieces.types == together.types == list(dict.fromkeys(together.types))
    assert in_pieces.type.tolist() == together.type.tolist()
