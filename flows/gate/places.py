"""Where the rows of a run that is not published come from: they still lie in its staging."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import polars as pl

from flows.gate.measure import key_of
from flows.store import scan
from schemas import TABLES

NAMED_BY = {"art_": "articles", "rec_": "records"}


def staged_rows(run_dir: Path, table: str, columns: Collection[pl.Expr]) -> pl.LazyFrame | None:
    """Columns of a table's rows in all shards of a run; None where nothing of it is staged (any more)."""
    files = sorted((run_dir / "staged").glob(f"*/{table}.parquet"))
    return scan(files).select(*columns) if files else None


def places_of(run_dir: Path, table: str, keys: Collection[str]) -> dict[str, tuple[str, str, int]]:
    """Record, dump and position by a row's key, as checks name it (or by the first column of the key).

    Of checks that are of no table (of the ledger against the tables, of drift) the keys say what they name: articles or records.
    """
    if table not in TABLES:
        table = next((name for prefix, name in NAMED_BY.items() if any(key.startswith(prefix) for key in keys)), table)
    if table not in TABLES or not keys:
        return {}
    first, record = pl.col(TABLES[table].key[0]).alias("first"), pl.col("record_id")
    rows = staged_rows(run_dir, table, (first, key_of(table).alias("key"), record))
    ledger = staged_rows(run_dir, "records", (record, pl.col("dump"), pl.col("position").cast(pl.Int64)))
    if rows is None or ledger is None:
        return {}
    asked = rows.filter(pl.col("key").is_in(list(keys)) | pl.col("first").is_in(list(keys)))
    found = asked.join(ledger, on="record_id").unique(["key"], keep="first", maintain_order=True).collect()
    places = {}
    for first_column, key, *place in found.iter_rows():
        places[key] = places[first_column] = (place[0], place[1], place[2])
    return places
