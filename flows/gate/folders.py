"""A release's folders as the gate sees them: files as they lie there, whatever the manifest says of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import polars as pl

from flows.store import files_with, scan
from schemas import TABLES


class Folder:
    """A release's folder. Each of its tables is listed once, when it is first asked for: one gate asks a hundred times.

    `index`: where it is kept which files hold which ids; where there is none, all files of a table are read for an id.
    """

    def __init__(self, path: Path, index: Path | None = None) -> None:
        self.path, self.index = path, index
        self._tables: dict[str, dict[str, list[Path]]] = {}

    def months(self, table: str) -> Mapping[str, list[Path]]:
        """A table's files by month; of a month whose folder is empty there are none."""
        if table not in self._tables:
            folders = sorted(p for p in (self.path / table).glob("*=*") if p.is_dir())
            self._tables[table] = {p.name.partition("=")[2]: sorted(p.glob("*.parquet")) for p in folders}
        return self._tables[table]


def months_of(release: Folder, table: str) -> list[str]:
    """The months for which a table has a folder."""
    return list(release.months(table))


def files_of(release: Folder, table: str, month: str | None = None) -> list[Path]:
    """A table's files, of one month or all."""
    found = release.months(table)
    return [file for files in found.values() for file in files] if month is None else found.get(month, [])


def new_files(release: Folder, current: Folder | None, table: str, month: str | None = None) -> list[Path]:
    """The files, of one month or all, that the current release does not have: a file is named by the digest of its content."""
    known = {file.parts[-2:] for file in files_of(current, table, month)} if current else set()
    return [file for file in files_of(release, table, month) if file.parts[-2:] not in known]


def new_by_month(release: Folder, current: Folder | None, table: str, months: Sequence[str]) -> dict[str, list[Path]]:
    """The new files of each of `months` in which the table has any."""
    return {month: files for month in months if (files := new_files(release, current, table, month))}


def differing_files(new: Folder, current: Folder | None, table: str, month: str | None = None) -> tuple[list[Path], list[Path]]:
    """The files, of one month or all, that only the new release has, and those that only the current one has."""
    return new_files(new, current, table, month), new_files(current, new, table, month) if current else []


def differing_months(new: Folder, current: Folder | None, tables: Sequence[str], months: Sequence[str]) -> list[str]:
    """Those of `months` in which one of the tables has not the files that the current release has."""
    return [month for month in months if any(any(differing_files(new, current, table, month)) for table in tables)]


def rows_of(release: Folder | None, table: str, columns: Sequence[str], month: str | None = None) -> pl.LazyFrame:
    """Columns of a table's rows, lazily; no rows where there is no file."""
    return rows_in(files_of(release, table, month) if release else [], table, columns)


def rows_with(release: Folder | None, table: str, columns: Sequence[str], ids: pl.Series, *, but: Collection[Path] = ()) -> pl.LazyFrame:
    """Columns of the rows that have one of `ids`, which are named as their column, one of `columns`; not those in the files `but`."""
    files = files_of(release, table) if release else []
    found = files_with([file for file in files if file not in but], ids.name, ids, release.index if release else None)
    return rows_in(found, table, columns).join(ids.to_frame().lazy(), on=ids.name, how="semi")


def rows_in(files: Sequence[Path], table: str, columns: Sequence[str]) -> pl.LazyFrame:
    """Columns of the rows of some of a table's files."""
    if files:
        return scan(list(files)).select(columns)
    empty = pl.from_arrow(TABLES[table].released().empty_table())
    assert isinstance(empty, pl.DataFrame)
    return empty.lazy().select(columns)
