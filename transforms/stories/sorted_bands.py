"""Signatures in the order of each band: who shares a band with a new article is found by halving, not by looking at all.

The order is an array of row numbers for each band; the values stay in the signatures. A search over n rows reads some
log2(n) of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.stories.signatures import BANDS, Signatures, band_of, join_values

Order = NDArray[np.uint32]  # row numbers, sorted by the value of one band
Orders = Sequence[Order] | NDArray[np.uint32]  # one for each band
Values = NDArray[np.uint64]


def order_of(signatures: Signatures, band: int, begun: Order | None = None) -> Order:
    """The rows in the order of their values of a band; `begun` is an order to begin with: sorted stretches make it fast."""
    rows = np.arange(len(signatures), dtype=np.uint32) if begun is None else begun
    return rows[np.argsort(_values(signatures, rows, band), kind="stable")]


def rows_sharing(signatures: Signatures, orders: Orders, wanted: Signatures) -> NDArray[np.uint32]:
    """The rows, sorted, that share a band with a row of `wanted`."""
    columns = np.ascontiguousarray(wanted.T)
    found = [_rows_with(signatures, orders[band], band, np.unique(band_of(columns, band))) for band in range(len(BANDS))]
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.uint32)


def _rows_with(signatures: Signatures, order: Order, band: int, wanted: Values) -> Order:
    first = _places(signatures, order, band, wanted)
    is_there = np.zeros(len(wanted), np.bool_)
    inside = np.flatnonzero(first < len(order))
    is_there[inside] = _values(signatures, order[first[inside]], band) == wanted[inside]
    first, wanted = first[is_there], wanted[is_there]
    after = _places(signatures, order, band, wanted + np.uint64(1))
    return np.concatenate([np.empty(0, np.uint32), *(order[start:end] for start, end in zip(first, after, strict=True))])


def _places(signatures: Signatures, order: Order, band: int, wanted: Values) -> NDArray[np.int64]:
    """For each wanted value, how many rows have a smaller one."""
    low, high = np.zeros(len(wanted), np.int64), np.full(len(wanted), len(order), np.int64)
    while len(open_ := np.flatnonzero(low < high)):
        middle = (low[open_] + high[open_]) // 2
        is_less = _values(signatures, order[middle], band) < wanted[open_]
        low[open_[is_less]] = middle[is_less] + 1
        high[open_[~is_less]] = middle[~is_less]
    return low


def _values(signatures: Signatures, rows: Order, band: int) -> Values:
    """The value of a band in some rows."""
    return join_values([signatures[rows, column] for column in BANDS[band]])
