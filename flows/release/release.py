"""A release as readers see it: a folder that never changes, and its manifest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from flows.errors import UsageError
from flows.release.errors import ReleaseError, told
from flows.release.history import CURRENT, RELEASES, TEMPORARY, current_name
from flows.release.layout import day_of, has_between, month_of, place_of, placing_columns
from flows.release.manifest import MANIFEST, File, Manifest, read_manifest, schema_digest
from flows.store import scan
from schemas import TABLES, Table


@dataclass(frozen=True)
class Release:
    """A release, resolved: `path` is its own folder, not the link `current`."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @cached_property
    def manifest(self) -> Manifest:
        """Its manifest, read once."""
        return read_manifest(self.path)

    def entries(self, table: str, months: Collection[str] | None = None) -> list[File]:
        """The manifest's entries of a table's files (only of `months`, where given); none for a table it does not have."""
        entry = self.manifest.tables.get(table)
        return [] if entry is None else [f for f in entry.files if months is None or f.month in months]

    def files(self, table: str, month: str | None = None) -> list[Path]:
        """Paths of a table's files (only of `month`, 'YYYY-MM' or 'unknown', where given)."""
        return [self.path / f.path for f in self.entries(table, None if month is None else (month,))]

    def files_at(self, table: str, places: pl.DataFrame) -> list[Path]:
        """Paths of the files that may hold rows of these days (in the column that the table is parted by) and id prefixes.

        `places` has that column and `place`: the first 32 bits of the id that the table is sorted by.
        """
        about = TABLES[table]
        found = places.select(month=month_of(about), place=day_of(about) + pl.col("place"))
        return [self.path / f.path for f in files_holding(self.entries(table), found)]

    def months(self, table: str) -> list[str]:
        """The partitions of a table that hold rows."""
        return sorted({f.month for f in self.entries(table) if f.rows})

    def scan(self, table: str, months: Collection[str] | None = None) -> pl.LazyFrame:
        """A table's rows (only of `months`, where given) in its released schema, lazily; also where there are none.

        Columns that are younger than the release are null in it.
        """
        return self.scan_files(table, self.entries(table, months))

    def entries_of(self, table: str, articles: pl.DataFrame) -> list[File]:
        """The entries of the files that may hold rows of `articles`: article_id and the column that the table is parted by."""
        about = TABLES[table]
        return files_holding(self.entries(table), articles.select(month=month_of(about), place=place_of(about)))

    def rows_of(self, table: str, articles: pl.DataFrame) -> pl.LazyFrame:
        """The rows of `articles` in a table about articles, lazily: only the files that may hold any are read.

        For a table without dates `articles` has the id that it is sorted by.
        """
        names = placing_columns(TABLES[table])
        keys = articles.lazy().select(names).unique()
        return self.scan_files(table, self.entries_of(table, articles)).join(keys, on=names, how="semi", nulls_equal=True)

    def scan_files(self, table: str, entries: Sequence[File]) -> pl.LazyFrame:
        """The rows of some of a table's files, as `scan` gives them."""
        if not entries:
            return _empty(TABLES[table]).lazy()
        rows = scan([self.path / f.path for f in entries])
        if table not in TABLES or self.manifest.tables[table].schema == schema_digest(TABLES[table]):
            return rows
        today, then = _empty(TABLES[table]).schema, set(rows.collect_schema().names())
        return rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in today.items() if name not in then)


def _empty(table: Table) -> pl.DataFrame:
    return pl.DataFrame(table.released().empty_table())


def files_holding(files: Iterable[File], places: pl.DataFrame, span: int = 0) -> list[File]:
    """The files that may hold a row at one of `places` (month, place), each a stretch of `span` more."""
    by_month = {str(month): part["place"].sort().to_numpy() for (month,), part in places.group_by("month")}
    return [f for f in files if f.month in by_month and has_between(by_month[f.month], f.piece, span)]


def current(warehouse: Path) -> Release | None:
    """The release that is current now, resolved once; None where nothing was published yet.

    Raises ReleaseError where `current` leads nowhere or the warehouse cannot be read.
    """
    with told(warehouse, "the current release cannot be read"):
        name = current_name(warehouse)
    if name is None:
        return None
    if not (warehouse / RELEASES / name / MANIFEST).exists():
        raise ReleaseError(f"{warehouse / CURRENT} leads to {name}, which is not there: roll back to another release")
    return Release((warehouse / RELEASES / name).absolute())


def open_release(warehouse: Path, name: str) -> Release:
    """A kept release, by its name or the beginning of it. Raises UsageError where there is none, or more than one."""
    if name == CURRENT and (found := current(warehouse)):
        return found
    if (warehouse / RELEASES / name / MANIFEST).exists() and "/" not in name:
        return Release((warehouse / RELEASES / name).absolute())
    begun = [n for n in release_names(warehouse) if n.startswith(name)] if name else []
    if len(begun) != 1:
        what = "more than one release begins with" if begun else "there is no release"
        raise UsageError(f"{what} '{name}' in {warehouse}: see them with 'copydesk releases'")
    return Release((warehouse / RELEASES / begun[0]).absolute())


def release_names(warehouse: Path) -> list[str]:
    """Names of the releases that are kept, oldest first."""
    folders = (warehouse / RELEASES).glob(f"*/{MANIFEST}")
    return sorted(f.parent.name for f in folders if not f.parent.name.endswith(TEMPORARY))
