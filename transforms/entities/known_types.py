"""What the model has worked out of word types, kept for the next batch: most words of an archive come again.

Belongs here: looking types up and adding new ones. What is kept changes no answer, since the model's arithmetic is exact.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from transforms.entities.tokens import Ints

MOST_TYPES = 1 << 15  # kept at a time, about 60 MB; when more come, all are forgotten
BEYOND = 0  # the row of what stands beyond the ends of a text


class TypeTable(NamedTuple):
    """Rows of word types; rows that are handed out are never changed."""

    parts: tuple[NDArray[np.int16], ...]  # what a type adds to the window layer, one array a place in the window
    skip: NDArray[np.float32]  # what a type adds to tag scores
    folded: Ints  # equal for types that differ in case only
    capital: NDArray[np.bool_]  # can be in a name by its letters
    reason: NDArray[np.bool_]  # is a reason to look for a name

    @classmethod
    def empty(cls, size: int, places: int, width: int, tags: int) -> TypeTable:
        return cls(
            tuple(np.zeros((size, width), dtype=np.int16) for _ in range(places)),
            np.zeros((size, tags), dtype=np.float32),
            np.zeros(size, dtype=np.int64),
            np.zeros(size, dtype=bool),
            np.zeros(size, dtype=bool),
        )


Compute = Callable[[list[str]], TypeTable]


class KnownTypes:
    """A table of types that grows; threads may share it. `compute` gives the rows of new types, `empty` a table of that size."""

    def __init__(self, compute: Compute, empty: Callable[[int], TypeTable], beyond: TypeTable) -> None:
        self._compute, self._empty, self._beyond = compute, empty, beyond
        self._lock = threading.Lock()
        self._forget(0)

    def _forget(self, room: int) -> None:
        self._numbers: dict[str, int] = {}
        self._folded: dict[str, int] = {}
        self._table = self._empty(max(MOST_TYPES, room) + 1)
        self._fill(slice(0, 1), self._beyond)

    def _fill(self, rows: slice, new: TypeTable) -> None:
        for part, values in zip(self._table.parts, new.parts, strict=True):
            part[rows] = values
        kept = self._table
        kept.skip[rows], kept.folded[rows], kept.capital[rows], kept.reason[rows] = new[1:]

    def rows_of(self, types: list[str], lower: Callable[[str], str]) -> tuple[Ints, TypeTable]:
        """The row of each type, and the table that the rows are of."""
        with self._lock:
            numbers = self._numbers
            new = [w for w in types if w not in numbers]
            if len(numbers) + len(new) + 1 > len(self._table.skip):
                self._forget(len(types))
                numbers, new = self._numbers, types
            if new:
                first = len(numbers) + 1
                numbers.update(zip(new, range(first, first + len(new)), strict=True))
                computed = self._compute(new)
                same = [self._folded.setdefault(lower(w), len(self._folded)) for w in new]
                self._fill(slice(first, first + len(new)), computed._replace(folded=np.array(same, dtype=np.int64)))
            return np.fromiter(map(numbers.__getitem__, types), dtype=np.int64, count=len(types)), self._table
