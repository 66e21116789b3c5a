"""Which rows of a table share a file: a function of the table's content alone, whatever the order of its deliveries.

A month's rows lie on a line: the day (5 bits), then the first 32 bits of the id's hash. The line is halved, and halved
again, until a piece holds no more rows than a file should (`store.rows_a_file`): so a file holds whole days, or of a very
full day (and of undated rows) a range of ids. In the newest months, which most nights touch, pieces of several days are
kept small, so that days of any size have a file each. A row added or removed changes the piece that holds it, or the
pieces that this one is cut into or joined with, and no others. A table without a date has one month, and its ids have the line
for themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas import Table

UNKNOWN = "unknown"
ALL = "all"  # the one partition of a table without a date
DAY_BITS = 5
ID_BITS = 32
LINE_BITS = DAY_BITS + ID_BITS
# Months in which days have files of their own: this one, the one before, and one for rows dated wrongly into the future;
RECENT_MONTHS = 3
# and a piece of several days of them is this much smaller than a file elsewhere: a night writes it again
RECENT_SHARE = 16

Places = npt.NDArray[np.uint64]


@dataclass(frozen=True, order=True)
class Piece:
    """A stretch of a month's line: `bits` halvings, from `start` on."""

    start: int = 0
    bits: int = 0

    @property
    def end(self) -> int:
        """First place after the piece."""
        return self.start + (1 << (LINE_BITS - self.bits))

    def halves(self) -> tuple[Piece, Piece]:
        """The piece cut in the middle."""
        left = Piece(self.start, self.bits + 1)
        return left, Piece(left.end, self.bits + 1)

    def holds(self, other: Piece) -> bool:
        """True where `other` lies within this piece."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Piece) -> bool:
        """True where one of the two lies within the other."""
        return self.start < other.end and other.start < self.end


MONTH = Piece()


def id_column(table: Table) -> str:
    """The column whose hash parts the rows of a day: the first id that the table is sorted by."""
    return next((name for name in table.sort_by if name.endswith("_id")), table.key[0])


def placing_columns(table: Table) -> list[str]:
    """The columns that say where a row belongs."""
    return sorted({id_column(table), *([table.month_of] if table.month_of else [])})


def month_of(table: Table) -> pl.Expr:
    """Partition of a row: 'YYYY-MM', or 'unknown' where it has no date; 'all' in a table without dates."""
    if table.month_of is None:
        return pl.lit(ALL)
    return pl.col(table.month_of).dt.strftime("%Y-%m").fill_null(UNKNOWN)


def place_of(table: Table) -> pl.Expr:
    """Place of a row on its month's line. An id that ends in no 24 hex digits is placed first in its day."""
    prefix = pl.col(id_column(table)).str.slice(-24, 8).str.to_integer(base=16, strict=False).fill_null(0)
    return day_of(table) + (prefix & 0xFFFFFFFF).cast(pl.UInt64)


def day_of(table: Table) -> pl.Expr:
    """First place of a row's day on its month's line; the undated have one day."""
    if table.month_of is None:
        return pl.lit(0, pl.UInt64)
    return (pl.col(table.month_of).dt.day().cast(pl.UInt64).fill_null(1) - 1) * (1 << ID_BITS)


def recent_months(months: Collection[str]) -> set[str]:
    """The newest of a table's `months` that have rows."""
    return set(sorted(m for m in months if m not in (UNKNOWN, ALL))[-RECENT_MONTHS:])


def fits(rows: int, piece: Piece, limit: int, is_recent: bool) -> bool:
    """True where so many rows of a piece make one file."""
    several_days = is_recent and piece.bits < DAY_BITS
    return rows <= (limit // RECENT_SHARE if several_days else limit)


def plan(loose: Places, kept: Mapping[Piece, int], limit: int, is_recent: bool) -> tuple[list[Piece], list[Piece]]:
    """The pieces that a month is to be cut into, and those of `kept` that would have to be cut for that.

    `loose` are the places, sorted, of the rows whose file is to be written in any case; `kept` tells how many rows the
    other files hold. Where the second list is not empty, its files' places belong to `loose`: plan again.
    """
    pieces: list[Piece] = []
    to_cut: list[Piece] = []
    waiting = [MONTH]
    while waiting:
        piece = waiting.pop()
        first, last = np.searchsorted(loose, np.array([piece.start, piece.end], np.uint64))
        rows = int(last - first) + sum(n for other, n in kept.items() if piece.holds(other))
        if rows == 0:
            continue
        if fits(rows, piece, limit, is_recent) or piece.bits == LINE_BITS:
            pieces.append(piece)
        elif piece in kept:
            to_cut.append(piece)
        else:
            waiting.extend(piece.halves())
    return sorted(pieces), to_cut


def has_between(places: Places, piece: Piece, span: int = 0) -> bool:
    """True where one of the sorted `places` (each a stretch of `span` more) lies in the piece."""
    first = np.searchsorted(places, np.uint64(max(piece.start - span, 0)))
    return bool(first < len(places) and places[first] < piece.end)
