"""What came and what went with a run's files: where both balance, what held of the release before holds of the new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from flows.gate.folders import Folder, differing_files, rows_in


class Changed(NamedTuple):
    """The rows of files that only the new release has, and of those that only the current one has."""

    came: pl.DataFrame
    went: pl.DataFrame


def came_and_went(new: Folder, current: Folder | None, table: str, columns: Sequence[str]) -> Changed:
    """What of a table came and went: a file in which one row is another comes and goes as a whole."""
    return Changed(*(rows_in(files, table, columns).collect() for files in differing_files(new, current, table)))


def out_of_balance(more: Sequence[pl.DataFrame], less: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The rows that are not in `more` as many times as in `less`, each once."""
    signed = [frame.with_columns(n=pl.lit(sign, pl.Int32)) for sign, frames in ((1, more), (-1, less)) for frame in frames]
    names = signed[0].columns[:-1]
    return pl.concat(signed).group_by(names).agg(pl.col("n").sum()).filter(pl.col("n") != 0).drop("n")


def among(rows: pl.LazyFrame, suspects: pl.DataFrame) -> pl.DataFrame:
    """Those rows of the whole release that are suspects; where there are none, nothing is read."""
    if suspects.is_empty():
        return suspects
    return rows.join(suspects.lazy(), on=suspects.columns, how="semi", nulls_equal=True).collect(engine="streaming")
