"""What the model has worked out of word types, kept for the next batch: most words of an archive come again.

Belongs here: looking types up and adding new ones. What is kept changes no answer, since the model's arithmetic is exact.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from transforms.entities.tokens import Ints

MOST_TYPES = 1 << 16  # kept at a time, at most about 120 MB
_AT_ONCE = 4096  # types that are worked out together: what is in between stays in the processor's cache
BEYOND = 0  # the row of what stands beyond the ends of a text


class TypeTable(NamedTuple):
    """Rows of word types; rows that are handed out are never changed."""

    parts: tuple[NDArray[np.int16], ...]  # what a type adds to the window layer, one array a place in the window
    skip: NDArray[np.float32]  # tag scores as a type and the bias make them
    folded: Ints  # equal for types that differ in case only
    capital: NDArray[np.bool_]  # can be in a name by its letters
    reason: NDArray[np.bool_]  # is a reason to look for a name
    by_table: Ints  # the tag that a table of names gives, 0 for none
    date: NDArray[np.bool_]  # can begin a date
    club: NDArray[np.bool_]  # can begin the name of a sports club

    @classmethod
    def empty(cls, size: int, widths: Sequence[int], tags: int) -> TypeTable:
        return cls(
            tuple(np.zeros((size, width), dtype=np.int16) for width in widths),
            np.zeros((size, tags), dtype=np.float32),
            np.zeros(size, dtype=np.int64),
            np.zeros(size, dtype=bool),
            np.zeros(size, dtype=bool),
            np.zeros(size, dtype=np.int64),
            np.zeros(size, dtype=bool),
            np.zeros(size, dtype=bool),
        )

    def columns(self) -> list[NDArray[Any]]:
        return [*self.parts, self.skip, self.folded, self.capital, self.reason, self.by_table, self.date, self.club]


Compute = Callable[[list[str], list[str]], TypeTable]


class KnownTypes:
    """A table of types that grows; threads may share it. `empty` gives a table of that size.

    `compute` gives the rows of new types, from these and their lower case.

    When it is full, the half that the fewest batches asked for is forgotten.
    """

    def __init__(self, compute: Compute, empty: Callable[[int], TypeTable], beyond: TypeTable) -> None:
        self._compute, self._empty = compute, empty
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._folded: dict[str, int] = {}  # lower case -> the row of the first type that is so written
        self._asked = np.zeros(1, dtype=np.int32)  # how often for each row
        self._table = empty(1)
        _fill(self._table, slice(0, 1), beyond)

    def rows_of(self, words: list[str], lower: Callable[[str], str]) -> tuple[Ints, TypeTable]:
        """The row of each word's type, and the table that the rows are of."""
        with self._lock:
            rows = self._look_up(words)
            unknown = (rows == BEYOND).nonzero()[0]
            if len(self._numbers) + len(unknown) + 1 > len(self._table.skip):
                self._make_room(len(set(words)), lower)
                rows = self._look_up(words)
                unknown = (rows == BEYOND).nonzero()[0]
            if len(unknown):
                new = [words[i] for i in unknown.tolist()]
                self._add(list(dict.fromkeys(new)), lower)
                rows[unknown] = self._look_up(new)
            self._asked[rows] += 1
            return rows, self._table

    def _look_up(self, words: list[str]) -> Ints:
        """The row of each word, BEYOND for those that have none yet."""
        return np.fromiter(map(self._numbers.get, words, repeat(BEYOND)), dtype=np.int64, count=len(words))

    def _add(self, new: list[str], lower: Callable[[str], str]) -> None:
        first = len(self._numbers) + 1
        rows = range(first, first + len(new))
        self._numbers.update(zip(new, rows, strict=True))
        low = [lower(w) for w in new]
        same = list(map(self._folded.setdefault, low, rows))
        for i in range(0, len(new), _AT_ONCE):
            some = self._compute(new[i : i + _AT_ONCE], low[i : i + _AT_ONCE])
            some = some._replace(folded=np.array(same[i : i + _AT_ONCE], dtype=np.int64))
            _fill(self._table, slice(first + i, first + i + len(some.skip)), some)

    def _make_room(self, room: int, lower: Callable[[str], str]) -> None:
        """A new table with the half of the old one that is asked for most, and room for so many types."""
        words, old = list(self._numbers), self._table
        most = np.argsort(-self._asked[1 : len(words) + 1], kind="stable")[: MOST_TYPES // 2]
        # room for all types of a batch: those that it knew may be forgotten here
        self._table = self._empty(max(MOST_TYPES, len(most) + room) + 1)
        asked = np.zeros(len(self._table.skip), dtype=np.int32)
        asked[1 : len(most) + 1] = self._asked[most + 1] // 2
        rows = np.concatenate(([BEYOND], most + 1))
        for column, values in zip(self._table.columns(), old.columns(), strict=True):
            column[: len(rows)] = values[rows]
        self._asked, self._numbers, self._folded = asked, {words[i]: row for row, i in enumerate(most.tolist(), 1)}, {}
        self._table.folded[1 : len(rows)] = [self._folded.setdefault(lower(w), row) for w, row in self._numbers.items()]


def _fill(table: TypeTable, rows: slice, new: TypeTable) -> None:
    for column, values in zip(table.columns(), new.columns(), strict=True):
        column[rows] = values
