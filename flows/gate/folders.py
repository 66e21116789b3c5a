"""A release's folders as the gate sees them: files as they lie there, whatever the manifest says of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows.store import scan
from schemas import TABLES


def months_of(release: Path, table: str) -> list[str]:
    """The months for which a table has a folder."""
    return sorted(p.name.partition("=")[2] for p in (release / table).glob("*=*") if p.is_dir())


def files_of(release: Path, table: str, month: str | None = None) -> list[Path]:
    """A table's files, of one month or all."""
    return sorted((release / table).glob(f"*={month or '*'}/*.parquet"))


def new_files(release: Path, current: Path | None, table: str, month: str | None = None) -> list[Path]:
    """The files, of one month or all, that the current release does not have: a file is named by the digest of its content."""
    known = {file.parts[-2:] for file in files_of(current, table, month)} if current else set()
    return [file for file in files_of(release, table, month) if file.parts[-2:] not in known]


def differing_files(new: Path, current: Path | None, table: str) -> tuple[list[Path], list[Path]]:
    """The files that only the new release has, and those that only the current one has."""
    return new_files(new, current, table), new_files(current, new, table) if current else []


def rows_of(release: Path | None, table: str, columns: Sequence[str], month: str | None = None) -> pl.LazyFrame:
    """Columns of a table's rows, lazily; no rows where there is no file."""
    return rows_in(files_of(release, table, month) if release else [], table, columns)


def rows_in(files: Sequence[Path], table: str, columns: Sequence[str]) -> pl.LazyFrame:
    """Columns of the rows of some of a table's files."""
    if files:
        return scan(list(files)).select(columns)
    empty = pl.from_arrow(TABLES[table].released().empty_table())
    assert isinstance(empty, pl.DataFrame)
    return empty.lazy().select(columns)
