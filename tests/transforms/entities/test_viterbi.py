"""The decoder of many sequences at once agrees with the plain one of each."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.entities.model import TAGS
from transforms.entities.viterbi import best_tags

N = len(TAGS)
FORBIDDEN = -1e6


def goes_on(a: str, b: str) -> bool:
    inside = b[0] in "IE" and b[1:] == a[1:]
    return inside if a[0] in "BI" else b[0] in "OBS#"


def plain(scores: np.ndarray, table: np.ndarray) -> float:
    """The best score of one sequence, place by place."""
    best = scores[0] + table[N, :N]
    for row in scores[1:]:
        best = (best[:, None] + table[:N, :N]).max(axis=0) + row
    return float((best + table[:N, N]).max())


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_the_path_is_the_best_one(seed: int, lengths: list[int]) -> None:
    random = np.random.default_rng(seed)
    names = [*TAGS, "#"]
    allowed = np.array([[goes_on(a, b) for b in names] for a in names])
    table = np.where(allowed, random.integers(-50, 50, allowed.shape), FORBIDDEN).astype(np.float32)
    scores = random.integers(-100, 100, (sum(lengths), N)).astype(np.float32)
    firsts = np.cumsum([0, *lengths[:-1]])
    tags = best_tags(scores, firsts, table)
    for first, length in zip(firsts, lengths, strict=True):
        part, path = scores[first : first + length], tags[first : first + length]
        ways = table[np.append(N, path), np.append(path, N)]
        assert ways.sum() + part[np.arange(length), path].sum() == plain(part, table)
