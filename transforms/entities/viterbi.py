"""Exact Viterbi for many short sequences at once, and spans from their tags.

Tags are 0 for O, then B, I, E, S of each label in turn. Scores of paths are kept instead of pointers back: of each path only the tags
on the best one are asked for again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.entities.tokens import Ints

Floats = NDArray[np.float32]
_SEQUENCES = 512


def best_tags(scores: Floats, firsts: Ints, transitions: Floats) -> Ints:
    """The best tag of each token: sequence i is scores[firsts[i] : firsts[i + 1]], the last one ends with the scores.

    `transitions` is (tags + 1, tags + 1): from row to column, the last row and column being the ends of a sequence.
    """
    out = np.empty(len(scores), dtype=np.int64)
    lengths = np.diff(firsts, append=len(scores))
    by_length = np.argsort(-lengths, kind="stable")
    for i in range(0, len(firsts), _SEQUENCES):
        part = by_length[i : i + _SEQUENCES]
        at, edges = _by_place(firsts[part], lengths[part])
        paths = np.ascontiguousarray(scores.take(at, axis=0).T)
        _add_paths(paths, edges, transitions)
        out[at] = _trace(paths, edges, lengths[part], transitions)
    return out


def _by_place(firsts: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """The tokens of sequences (the longest first) ordered by their place in it: all first ones, all second ones ...; and where these begin.

    The sequences that have a token at a place are the first ones of those that have one at the place before.
    """
    longest = int(lengths[0])
    going_on = np.searchsorted(-lengths, -np.arange(longest), side="left")
    edges = np.concatenate(([0], np.cumsum(going_on)))
    place = np.repeat(np.arange(longest), going_on)
    return firsts[np.arange(edges[-1]) - edges[place]] + place, edges


def _add_paths(paths: Floats, edges: Ints, table: Floats) -> None:
    """Make of the scores of tags (tags, tokens) those of the best paths that end in them."""
    steps = edges.tolist()
    paths[:, : steps[1]] += table[-1, :-1, None]
    from_to = table[:-1, :-1, None]
    for before, here, after in zip(steps, steps[1:], steps[2:], strict=False):
        new = paths[:, here:after]
        new += (paths[:, None, before : before + after - here] + from_to).max(axis=0)


def _trace(paths: Floats, edges: Ints, lengths: Ints, table: Floats) -> Ints:
    """The tag of each token on the best path of its sequence."""
    steps = edges.tolist()
    by_token = np.ascontiguousarray(paths.T)
    into = np.ascontiguousarray(table.T)
    state = np.empty(steps[-1], dtype=np.int64)
    last = edges[lengths - 1] + np.arange(len(lengths))
    state[last] = (by_token[last] + into[-1, :-1]).argmax(axis=1)
    into = np.ascontiguousarray(into[:-1, :-1])
    for before, here, after in zip(steps[-3::-1], steps[-2:0:-1], steps[:1:-1], strict=True):
        n = after - here
        state[before : before + n] = (by_token[before : before + n] + into.take(state[here:after], axis=0)).argmax(axis=1)
    return state


def spans_of(tags: Ints) -> tuple[Ints, Ints, Ints]:
    """First token, last token and label number of each span; tags are 0 for O, then B, I, E, S of each label in turn."""
    place = np.where(tags == 0, -1, (tags - 1) % 4)
    firsts = np.flatnonzero((place == 0) | (place == 3))
    lasts = np.flatnonzero((place == 2) | (place == 3))
    return firsts, lasts, (tags[firsts] - 1) // 4
