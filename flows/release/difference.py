"""How two releases differ: rows added, changed and gone, of each table in each month."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows.release.content import row_text
from flows.release.release import Release
from flows.store import load, load_schema
from schemas import TABLES, Table

COUNTS = {"table": pl.String, "month": pl.String, "added": pl.UInt32, "changed": pl.UInt32, "gone": pl.UInt32}
ROWS = {"key": pl.UInt64, "row": pl.UInt64, "month": pl.String}
Place = tuple[Path, str]  # a file and its month


def diff(a: Release | None, b: Release) -> pl.DataFrame:
    """Rows of `b` that `a` has not (added) or has otherwise (changed), and rows of `a` that `b` has not (gone); None has none.

    Columns: table, month, added, changed, gone; a row for each table and month that differ. A row that moved to
    another month is changed there. Columns that name a run or its time do not count, nor do columns that only one of the
    two has. Files that the two share are not read. Memory: 20 bytes a row of the other files.
    """
    found = [_diff_table(a, b, table) for table in TABLES.values()]
    return pl.concat([pl.DataFrame(schema=COUNTS), *found]).sort("table", "month")


def _diff_table(a: Release | None, b: Release, table: Table) -> pl.DataFrame:
    files_a, files_b = ({f.digest: f for f in r.entries(table.name) if f.rows} if r else {} for r in (a, b))
    only_a = [f for digest, f in files_a.items() if digest not in files_b]
    only_b = [f for digest, f in files_b.items() if digest not in files_a]
    old_paths = [(a.path / f.path, f.month) for f in only_a] if a else []
    new_paths = [(b.path / f.path, f.month) for f in only_b]
    columns = _shared_columns(old_paths, new_paths, table)
    old, new = _rows(old_paths, table, columns), _rows(new_paths, table, columns)
    both = new.join(old, on="key", how="full", suffix="_old", coalesce=True)
    counted = both.select(
        pl.lit(table.name).alias("table"),
        pl.coalesce("month", "month_old").alias("month"),
        pl.col("row_old").is_null().alias("added"),
        (pl.col("row") != pl.col("row_old")).fill_null(False).alias("changed"),
        pl.col("row").is_null().alias("gone"),
    )
    counts = counted.group_by("table", "month").agg(pl.col("added", "changed", "gone").sum().cast(pl.UInt32))
    return counts.filter(pl.any_horizontal(pl.col("added", "changed", "gone") > 0))


def differing_articles(a: Release, b: Release, table: str, articles: pl.DataFrame, *, but_for: Sequence[str] = ()) -> pl.Series:
    """Those of `articles` (article_id, published_on) whose rows in a table are not the same in the two releases, `but_for` some columns.

    Only files that the two do not share are read, and only where they may hold rows of `articles`.
    """
    of_a, of_b = ({f.digest: r.path / f.path for f in r.entries_of(table, articles) if f.rows} for r in (a, b))
    only = [path for mine, theirs in ((of_a, of_b), (of_b, of_a)) for digest, path in mine.items() if digest not in theirs]
    shared = _shared_columns([(p, "") for p in of_a.values()], [(p, "") for p in of_b.values()], TABLES[table])
    columns = [c for c in shared if c not in but_for]
    rows = [pl.DataFrame(load(path, columns)).join(articles, on="article_id", how="semi") for path in only]
    told = [frame.select("article_id", row=row_text(frame, columns)) for frame in rows]
    one_sided = pl.concat([pl.DataFrame(schema={"article_id": pl.String, "row": pl.String}), *told]).group_by("article_id", "row").len()
    return one_sided.filter(pl.col("len") != 2)["article_id"].unique()


def _shared_columns(old: list[Place], new: list[Place], table: Table) -> list[str]:
    """Content columns that both releases have."""
    known = [set(load_schema(places[0][0]).names) for places in (old, new) if places]
    return [c for c in table.content_columns() if all(c in names for names in known)]


def _rows(places: list[Place], table: Table, columns: list[str]) -> pl.DataFrame:
    """Hashes of key and content of every row. They are compared within this process only."""
    parts = []
    for path, month in places:
        frame = pl.DataFrame(load(path, columns))
        key, row = (row_text(frame, names).hash() for names in (table.key, columns))
        parts.append(frame.select(key=key, row=row, month=pl.lit(month)))
    return pl.concat([pl.DataFrame(schema=ROWS), *parts])
