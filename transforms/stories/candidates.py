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


def join_candidates(signatures: Signatures, n_new: int, components: Components, accept: Callable[[int, int], bool] | None = None) -> None:
    """Join in `components` every two rows that share a band, look alike, and that `accept` takes (None: all).

    The first `n_new` rows are new: a pair of two later rows is none of ours. What is joined does not depend on the order
    of the rows, as long as `accept` is a symmetric function of the pair.
    """
    columns = np.ascontiguousarray(signatures.T)
    for band in range(len(BANDS)):
        order, run_of, run_starts = _runs(band_of(columns, band))
        step = 1
        while len(order):
            left, right = _neighbours(order, run_of, step)
            _join(signatures, _of_interest(left, right, n_new, components), components, accept)
            order, run_of, run_starts = _unfinished(order, run_of, run_starts, step, components)
            step += 1


def alike(signatures: Signatures, left: Rows, right: Rows) -> NDArray[np.bool_]:
    """True for the pairs whose signatures say that they may be copies."""
    equal = signatures[left] == signatures[right]
    whole = equal[:, :WHOLE_VALUES].mean(axis=1) >= MIN_LIKENESS
    return np.asarray(whole | (equal[:, WHOLE_VALUES:].mean(axis=1) >= MIN_HEAD_LIKENESS))


def _runs(values: NDArray[np.uint64]) -> tuple[Rows, Rows, Rows]:
    """Rows of equal values, next to each other: the rows, the number of the run of each, and where the runs start."""
    order = np.argsort(values, kind="stable").astype(np.int64)
    ordered = values[order]
    is_next = ordered[1:] == ordered[:-1]
    kept = np.zeros(len(order), np.bool_)
    kept[1:] |= is_next
    kept[:-1] |= is_next
    starts = np.concatenate([[True], ~is_next])[kept] if len(order) else kept
    order = order[kept]
    return order, np.cumsum(starts) - 1, np.flatnonzero(starts)


def _neighbours(order: Rows, run_of: Rows, step: int) -> Pairs:
    """Pairs of rows of one run that stand `step` apart."""
    same = np.flatnonzero(run_of[step:] == run_of[:-step])
    return order[same], order[same + step]


def _of_interest(left: Rows, right: Rows, n_new: int, components: Components) -> Pairs:
    kept = ((left < n_new) | (right < n_new)) & (components.labels[left] != components.labels[right])
    return left[kept], right[kept]


def _join(signatures: Signatures, pairs: Pairs, components: Components, accept: Callable[[int, int], bool] | None) -> None:
    left, right = pairs
    for start in range(0, len(left), _CHUNK):
        ones, others = left[start : start + _CHUNK], right[start : start + _CHUNK]
        hits = np.flatnonzero(alike(signatures, ones, others))
        for one, other in zip(ones[hits].tolist(), others[hits].tolist(), strict=True):
            if components.labels[one] != components.labels[other] and (accept is None or accept(one, other)):
                components.join(one, other)


def _unfinished(order: Rows, run_of: Rows, run_starts: Rows, step: int, components: Components) -> tuple[Rows, Rows, Rows]:
    """The runs that have rows further apart than `step` and are not all of one component yet."""
    if not len(order):
        return order, run_of, run_starts
    labels = components.labels[order]
    sizes = np.diff(np.append(run_starts, len(order)))
    is_mixed = np.minimum.reduceat(labels, run_starts) != np.maximum.reduceat(labels, run_starts)
    kept_runs = (sizes > step + 1) & is_mixed
    kept = np.repeat(kept_runs, sizes)
    kept_sizes = sizes[kept_runs]
    run_starts = np.concatenate([[0], np.cumsum(kept_sizes)[:-1]]).astype(np.int64) if len(kept_sizes) else kept_sizes
    return order[kept], np.repeat(np.arange(len(kept_sizes)), kept_sizes), run_starts
