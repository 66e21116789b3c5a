"""Pairs of articles that share an LSH band and look alike by their signatures: candidates, to be verified on the texts.

A pair is compared once or not at all: pairs that the caller has joined meanwhile, directly or through others, are
passed over, so a story of a thousand copies costs a thousand comparisons and not half a million.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from transforms.stories.components import Components
from transforms.stories.signatures import BANDS, WHOLE_VALUES, Signatures, band_of

# share of equal values in the signatures below which no copy is expected: J of the whole, J of the head
MIN_LIKENESS = 0.12
MIN_HEAD_LIKENESS = 0.15
_CHUNK = 100_000  # pairs compared at once: 60 MB

Rows = NDArray[np.int64]
Pairs = tuple[Rows, Rows]
Accept = Callable[[int, int], bool]


def join_candidates(signatures: Signatures, n_new: int, components: Components, accept: Accept | None = None) -> None:
    """Join in `components` every two rows that share a band, look alike, and that `accept` takes (None: all).

    The first `n_new` rows are new: a pair of two later rows is none of ours. What is joined does not depend on the order
    of the rows, as long as `accept` is a symmetric function of the pair.
    """
    columns = np.ascontiguousarray(signatures.T)
    for band in range(len(BANDS)):
        order, sizes, n_new_of = _with_new(*_runs(band_of(columns, band)), n_new)
        if (n_new_of * sizes).sum() <= _CHUNK:
            _join(signatures, _of_interest(*_pairs_with_new(order, sizes, n_new_of), n_new, components), components, accept)
        else:
            _join_by_steps(signatures, order, sizes, n_new, components, accept)


def _join_by_steps(signatures: Signatures, order: Rows, sizes: Rows, n_new: int, components: Components, accept: Accept | None) -> None:
    """The pairs of long runs by their distance, nearest first: so much has been joined on the way that few are left to compare."""
    step = 1
    while len(order):
        left, right = _neighbours(order, sizes, step)
        _join(signatures, _of_interest(left, right, n_new, components), components, accept)
        order, sizes = _unfinished(order, sizes, step, components)
        step += 1


def alike(signatures: Signatures, left: Rows, right: Rows) -> NDArray[np.bool_]:
    """True for the pairs whose signatures say that they may be copies."""
    equal = signatures[left] == signatures[right]
    whole = equal[:, :WHOLE_VALUES].mean(axis=1) >= MIN_LIKENESS
    return np.asarray(whole | (equal[:, WHOLE_VALUES:].mean(axis=1) >= MIN_HEAD_LIKENESS))


def _runs(values: NDArray[np.uint64]) -> tuple[Rows, Rows]:
    """Rows of equal values, next to each other in ascending order: the rows, and the sizes of the runs."""
    order = np.argsort(values, kind="stable").astype(np.int64)
    ordered = values[order]
    is_next = ordered[1:] == ordered[:-1]
    kept = np.zeros(len(order), np.bool_)
    kept[1:] |= is_next
    kept[:-1] |= is_next
    starts = np.concatenate([[True], ~is_next])[kept] if len(order) else kept
    return order[kept], np.diff(np.append(np.flatnonzero(starts), len(starts)))


def _with_new(order: Rows, sizes: Rows, n_new: int) -> tuple[Rows, Rows, Rows]:
    """The runs that have a new row: their rows, their sizes, and how many rows of each are new."""
    if not len(order):
        return order, sizes, sizes
    n_new_of = np.add.reduceat((order < n_new).astype(np.int64), _starts(sizes))
    is_kept = n_new_of > 0
    return order[np.repeat(is_kept, sizes)], sizes[is_kept], n_new_of[is_kept]


def _starts(sizes: Rows) -> Rows:
    """Where stretches of these sizes start that stand one after the other."""
    return np.cumsum(sizes) - sizes


def _pairs_with_new(order: Rows, sizes: Rows, n_new_of: Rows) -> Pairs:
    """All pairs of a new row, which stand first in their run, and one after it in the run."""
    run_starts = _starts(sizes)
    first = np.repeat(run_starts, n_new_of) + np.arange(n_new_of.sum()) - np.repeat(_starts(n_new_of), n_new_of)
    n_after = np.repeat(run_starts + sizes, n_new_of) - first - 1
    second = np.repeat(first + 1 - _starts(n_after), n_after) + np.arange(n_after.sum())
    return order[np.repeat(first, n_after)], order[second]


def _neighbours(order: Rows, sizes: Rows, step: int) -> Pairs:
    """Pairs of rows of one run that stand `step` apart."""
    run_of = np.repeat(np.arange(len(sizes)), sizes)
    same = np.flatnonzero(run_of[step:] == run_of[:-step])
    return order[same], order[same + step]


def _of_interest(left: Rows, right: Rows, n_new: int, components: Components) -> Pairs:
    kept = ((left < n_new) | (right < n_new)) & (components.labels[left] != components.labels[right])
    return left[kept], right[kept]


def _join(signatures: Signatures, pairs: Pairs, components: Components, accept: Accept | None) -> None:
    left, right = pairs
    for start in range(0, len(left), _CHUNK):
        ones, others = left[start : start + _CHUNK], right[start : start + _CHUNK]
        hits = np.flatnonzero(alike(signatures, ones, others))
        for one, other in zip(ones[hits].tolist(), others[hits].tolist(), strict=True):
            if components.labels[one] != components.labels[other] and (accept is None or accept(one, other)):
                components.join(one, other)


def _unfinished(order: Rows, sizes: Rows, step: int, components: Components) -> tuple[Rows, Rows]:
    """The runs that have rows further apart than `step` and are not all of one component yet."""
    labels, run_starts = components.labels[order], _starts(sizes)
    is_mixed = np.minimum.reduceat(labels, run_starts) != np.maximum.reduceat(labels, run_starts)
    kept_runs = (sizes > step + 1) & is_mixed
    return order[np.repeat(kept_runs, sizes)], sizes[kept_runs]
