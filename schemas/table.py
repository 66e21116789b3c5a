"""What a table is made of: columns, keys, references. The tables themselves stand in a file each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Stage = Literal["read", "annotate", "settle"]
STAGES: tuple[Stage, ...] = ("read", "annotate", "settle")

AT = pa.timestamp("us", tz="UTC")
ON = pa.date32()
TEXT = pa.string()
INT = pa.int32()
LONG = pa.int64()
FLAG = pa.bool_()
REAL = pa.float64()


@dataclass(frozen=True)
class Column:
    """One column. `stage` fills it; `values` closes the list of what it may hold; `staged_only` keeps it out of a release."""

    name: str
    type: pa.DataType
    description: str
    stage: Stage = "read"
    nullable: bool = False
    values: tuple[str, ...] = ()
    staged_only: bool = False
    is_content: bool = True

    def to_field(self) -> pa.Field:
        return pa.field(self.name, self.type, nullable=self.nullable, metadata={"description": self.description})


@dataclass(frozen=True)
class Reference:
    """`columns` of this table name a row of `table` by its key `to`, wherever they are not null."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: its columns in order, its key, what it refers to, how it is sorted, and what must hold of its rows.

    `month_of` is the date or timestamp column whose month names the partition (see `partition`), None where rows have no date and lie
    in one partition, parted by their ids alone. `tolerance` is how many rows a gate may
    set aside before it stops the run: max(rows, share of the rows checked).
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sort_by: tuple[str, ...]
    month_of: str | None
    references: tuple[Reference, ...] = ()
    tolerance: tuple[int, float] = (20, 0.02)

    @property
    def partition(self) -> str:
        """The column that names a row's folder in a release: published_month, delivered_month ...; part, where there is no date."""
        return "part" if self.month_of is None else self.month_of.removesuffix("_on") + "_month"

    @property
    def made_in(self) -> Stage:
        """The stage that is the first to fill a column of it."""
        return min((c.stage for c in self.columns), key=STAGES.index)

    def released(self) -> pa.Schema:
        """The Arrow schema of the table in a release."""
        fields = [c.to_field() for c in self.columns if not c.staged_only]
        return pa.schema(fields, metadata={"table": self.name, "description": self.description})

    def staged(self, stage: Stage) -> pa.Schema:
        """The Arrow schema after `stage`: exactly the columns filled so far."""
        filled = STAGES[: STAGES.index(stage) + 1]
        return pa.schema([c.to_field() for c in self.columns if c.stage in filled], metadata={"table": self.name})

    def content_columns(self) -> list[str]:
        """Released columns that are part of a row's content: all but those that name a run or its time."""
        return [c.name for c in self.columns if c.is_content and not c.staged_only]

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)
