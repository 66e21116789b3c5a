"""Features of words: each is a hash of a part of the word and of nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.features import N_BUCKETS, buckets

WORDS = st.text("abcdeÉß’-Z1", min_size=1, max_size=26)


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_features_of_a_word_are_the_same_in_any_company(words: list[str]) -> None:
    together = buckets(words)
    assert np.array_equal(together, np.concatenate([buckets([word]) for word in words]))
    assert together.min() >= 0
    assert together.max() <= N_BUCKETS


def test_words_share_the_features_of_the_parts_that_they_share() -> None:
    lower, title, ending = buckets(["harbour", "Harbour", "arbour"])
    assert np.flatnonzero(lower != title).tolist() == [1, 2]  # the word itself, and its shape
    assert np.flatnonzero(lower == ending).tolist()[:5] == [2, 6, 7, 8, 9]  # the shape, and the last one to four letters
    assert (buckets(["Abc"])[0] == N_BUCKETS).tolist() == [False] * 4 + [True] * 2 + [False] * 2 + [True] * 2 + [False] * 3 + [True] * 7


def test_no_words_have_no_features() -> None:
    assert buckets([]).shape == (0, 20)
