"""Tokens: what is glued, what is cut, and that offsets are true for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.entities.tokens import tokenise


def words(text: str) -> list[str]:
    return tokenise([text]).words


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
    for word, text, start, end in zip(tokens.words, tokens.text.tolist(), tokens.start.tolist(), tokens.end.tolist(), strict=True):
        assert texts[text][start:end] == word
        assert start < end <= len(texts[text])
        assert (text, start) >= last
        last = (text, end)


@given(st.lists(st.text("ab's’. I", max_size=12), max_size=4))
def test_a_text_is_cut_alike_in_any_company(texts: list[str]) -> None:
    assert tokenise(texts).words == [word for text in texts for word in words(text)]
