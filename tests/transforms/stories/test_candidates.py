"""Pairs that share a band are joined, however they are looked for."""

from __future__ import annotations

from itertools import combinations
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.stories import candidates
from transforms.stories.components import Components
from transforms.stories.signatures import BANDS, N_VALUES, Signatures


def signatures_of(seeds: list[list[int]]) -> Signatures:
    """Signatures that are alike in stretches: each article's are put together of a few patterns."""
    patterns = np.random.default_rng(1).integers(0, 1 << 16, (3, N_VALUES), np.uint16)
    stretch = np.arange(N_VALUES) * len(seeds[0]) // N_VALUES
    return np.stack([patterns[np.array(seed)[stretch], np.arange(N_VALUES)] for seed in seeds])


def joined_one_by_one(signatures: Signatures, n_new: int) -> list[int]:
    """The groups when every pair is looked at."""
    components = Components(np.arange(len(signatures), dtype=np.int64))
    for one, other in combinations(range(len(signatures)), 2):
        shares = any((signatures[one, list(band)] == signatures[other, list(band)]).all() for band in BANDS)
        is_alike = candidates.alike(signatures, np.array([one]), np.array([other]))[0]
        if one < n_new and shares and is_alike and components.labels[one] != components.labels[other]:
            components.join(one, other)
    return groups_of(components)


def groups_of(components: Components) -> list[int]:
    """For each row the first row of its component."""
    labels = components.labels.tolist()
    return [labels.index(label) for label in labels]


@pytest.mark.parametrize("most", [1, candidates._CHUNK])
@given(st.lists(st.lists(st.integers(0, 2), min_size=9, max_size=9), min_size=1, max_size=9), st.integers(0, 9))
def test_what_is_joined_is_what_all_pairs_say(most: int, seeds: list[list[int]], n_new: int) -> None:
    signatures = signatures_of(seeds)
    components = Components(np.arange(len(signatures), dtype=np.int64))
    with mock.patch.object(candidates, "_CHUNK", most):
        candidates.join_candidates(signatures, n_new, components)
    assert groups_of(components) == joined_one_by_one(signatures, min(n_new, len(signatures)))


def test_a_new_article_is_compared_with_many_of_before_at_once() -> None:
    signatures = signatures_of([[0] * 9, *([[1] * 9] * 50), *([[0, 1] * 4 + [2]] * 50)])
    with mock.patch.object(candidates, "_of_interest", wraps=candidates._of_interest) as looks:
        candidates.join_candidates(signatures, 1, Components(np.arange(101, dtype=np.int64)))
    assert looks.call_count == len(BANDS)
