"""Signatures in the order of each band: who shares a band with a new article is found by halving, not by looking at all.

The order is an array of row numbers for each band; the values stay in the signatures. A search over n rows reads some
log2(n) of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.stories.signatures import BANDS, Signatures, band_of, join_values

Order = NDArray[np.uint32]  # row numbers, sorted by the value of one band
Orders = NDArray[np.uint32]  # a row for each band
Bands = NDArray[np.int64]
Values = NDArray[np.uint64]

_AT_ONCE = 2_000  # articles looked for together: some ten arrays of 2 MB
_COLUMNS = np.array(BANDS).T  # the first, the second ... column of every band


def order_of(signatures: Signatures, band: int, begun: Order | None = None) -> Order:
    """The rows in the order of their values of a band; `begun` is an order to begin with: sorted stretches make it fast."""
    rows = np.arange(len(signatures), dtype=np.uint32) if begun is None else begun
    return rows[np.argsort(_values(signatures, rows, band), kind="stable")]


def rows_sharing(signatures: Signatures, orders: Orders, wanted: Signatures) -> NDArray[np.uint32]:
    """The rows, sorted, that share a band with a row of `wanted`."""
    found = [_rows_with(signatures, orders, wanted[start : start + _AT_ONCE]) for start in range(0, len(wanted), _AT_ONCE)]
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.uint32)


def _rows_with(signatures: Signatures, orders: Orders, wanted: Signatures) -> NDArray[np.uint32]:
    """All bands are searched together: for a night's few articles each step is a few hundred values, not some of one band."""
    columns = np.ascontiguousarray(wanted.T)
    of_band = [np.unique(band_of(columns, band)) for band in range(len(BANDS))]
    bands, values = np.repeat(np.arange(len(BANDS)), [len(some) for some in of_band]), np.concatenate(of_band)
    first = _places(signatures, orders, bands, values)
    inside = np.flatnonzero(first < len(signatures))
    is_there = np.zeros(len(values), np.bool_)
    is_there[inside] = _values(signatures, orders[bands[inside], first[inside]], bands[inside]) == values[inside]
    first, bands, values = first[is_there], bands[is_there], values[is_there]
    after = _places(signatures, orders, bands, values + np.uint64(1))
    stretches = (orders[band, start:end] for band, start, end in zip(bands, first, after, strict=True))
    return np.concatenate([np.empty(0, np.uint32), *stretches])


def _places(signatures: Signatures, orders: Orders, bands: Bands, wanted: Values) -> NDArray[np.int64]:
    """For each value wanted of a band, how many rows have a smaller one."""
    low, high = np.zeros(len(wanted), np.int64), np.full(len(wanted), len(signatures), np.int64)
    while len(open_ := np.flatnonzero(low < high)):
        middle = (low[open_] + high[open_]) // 2
        is_less = _values(signatures, orders[bands[open_], middle], bands[open_]) < wanted[open_]
        low[open_[is_less]] = middle[is_less] + 1
        high[open_[~is_less]] = middle[~is_less]
    return low


def _values(signatures: Signatures, rows: Order, bands: Bands | int) -> Values:
    """In each row the value of a band."""
    return join_values([signatures[rows, columns[bands]] for columns in _COLUMNS])
