"""Exact Viterbi for many short sequences at once, and spans from their tags."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from transforms.entities.tokens import Ints

Floats = NDArray[np.float32]
_ROWS = 4096  # sequences that are decoded together


def best_tags(scores: Floats, firsts: Ints, transitions: Floats) -> Ints:
    """The best tag of each token: sequence i is scores[firsts[i] : firsts[i + 1]], the last one ends with the scores.

    `transitions` is (tags + 1, tags + 1): from row to column, the last row and column being the ends of a sequence.
    """
    lengths = np.diff(np.append(firsts, len(scores)))
    out = np.zeros(len(scores), dtype=np.int64)
    order = np.argsort(lengths, kind="stable")
    for i in range(0, len(order), _ROWS):
        part = order[i : i + _ROWS]
        for length_group in _by_length(part, lengths):
            _decode(scores, firsts[length_group], lengths[length_group], transitions, out)
    return out


def _by_length(part: Ints, lengths: Ints) -> list[Ints]:
    """Cut a run of sequences in order of length where the length has doubled, so that little is padded."""
    edges = [0]
    sizes = lengths[part]
    while edges[-1] < len(part):
        edges.append(int(np.searchsorted(sizes, max(4, sizes[edges[-1]] * 3 // 2), side="right")))
    return [part[a:b] for a, b in pairwise(edges)]


def _decode(scores: Floats, firsts: Ints, lengths: Ints, transitions: Floats, out: Ints) -> None:
    n_tags = scores.shape[1]
    longest = int(lengths.max())
    best = scores[firsts] + transitions[n_tags, :n_tags]
    back = np.zeros((longest, len(firsts), n_tags), dtype=np.int8)
    final = np.zeros((len(firsts), n_tags), dtype=np.float32)
    for t in range(1, longest + 1):
        ended = lengths == t
        final[ended] = best[ended]
        if t == longest:
            break
        best, back[t] = _step(best, transitions)
        best += scores[np.minimum(firsts + t, len(scores) - 1)]
    tag = (final + transitions[:n_tags, n_tags]).argmax(axis=1)
    rows = np.arange(len(firsts))
    for t in range(longest - 1, -1, -1):
        inside = lengths > t
        out[firsts[inside] + t] = tag[inside]
        tag = np.where(inside & (t > 0), back[t, rows, tag], tag)


def _step(best: Floats, transitions: Floats) -> tuple[Floats, NDArray[np.int8]]:
    """The best score of a path to each tag and the tag before it; only the transitions that can make a span are looked at."""
    n_tags = best.shape[1]
    begin, inner, end, single = (np.arange(place, n_tags, 4) for place in (1, 2, 3, 4))
    closed, opening = np.concatenate(([0], end, single)), np.concatenate(([0], begin, single))
    paths = best[:, closed, None] + transitions[closed[:, None], opening]
    chosen = paths.argmax(axis=1)
    new, back = np.empty_like(best), np.empty(best.shape, dtype=np.int8)
    new[:, opening] = np.take_along_axis(paths, chosen[:, None], axis=1)[:, 0]
    back[:, opening] = closed[chosen]
    for to in (inner, end):
        from_begin, from_inner = best[:, begin] + transitions[begin, to], best[:, inner] + transitions[inner, to]
        goes_on = from_inner > from_begin
        new[:, to] = np.where(goes_on, from_inner, from_begin)
        back[:, to] = np.where(goes_on, inner, begin)
    return new, back


def spans_of(tags: Ints) -> tuple[Ints, Ints, Ints]:
    """First token, last token and label number of each span; tags are 0 for O, then B, I, E, S of each label in turn."""
    place = np.where(tags == 0, -1, (tags - 1) % 4)
    firsts = np.flatnonzero((place == 0) | (place == 3))
    lasts = np.flatnonzero((place == 2) | (place == 3))
    return firsts, lasts, (tags[firsts] - 1) // 4
