"""Rows made up for the releases under test: the tables' real schemas, invented articles."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from flows.release import Release, TableDelta, publish
from schemas import TABLES, Column
from schemas.ids import make_id, paragraph_id

MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def content(release: Release) -> dict[str, str]:
    """What each table of a release says."""
    return {name: entry.content for name, entry in release.manifest.tables.items()}


def files(release: Release) -> dict[str, str]:
    """Path and digest of every file of a release."""
    return {f.path: f.digest for entry in release.manifest.tables.values() for f in entry.files}


@cache
def _plain_row(table: str) -> dict[str, Any]:
    """The plainest value that the schema allows, for every released column."""
    columns = [c for c in TABLES[table].columns if not c.staged_only]
    return {c.name: None if c.nullable else c.values[0] if c.values and not _is_list(c) else _plain(c.type) for c in columns}


def _is_list(column: Column) -> bool:
    return bool(pa.types.is_list(column.type))


def _plain(type_: pa.DataType) -> Any:
    if pa.types.is_list(type_):
        return []
    if pa.types.is_timestamp(type_):
        return MADE
    if pa.types.is_date(type_):
        return MADE.date()
    return {"string": "x", "int32": 1, "int64": 1, "bool": False, "double": 0.5}[str(type_)]


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of a table in its released schema: what is given, else the plainest value."""
    plain = _plain_row(table)
    full = [{name: row.get(name, value) for name, value in plain.items()} for row in rows]
    return pl.DataFrame(pa.Table.from_pylist(full, schema=TABLES[table].released()))


def article(n: int, day: date | None, text: str = "Rain fell on the harbour.", paragraphs: int = 2) -> dict[str, pl.DataFrame]:
    """Article number `n` in all the tables about it: frames by table."""
    return dict(_article(n, day, text, paragraphs))


@cache
def _article(n: int, day: date | None, text: str, paragraphs: int) -> dict[str, pl.DataFrame]:
    key, record = make_id("article", n), make_id("record", n, text)
    about = {"article_id": key, "published_on": day, "record_id": record}
    texts = [f"{text} {i}" for i in range(paragraphs)]
    return {
        "records": frame("records", [{**about, "dump": f"{n % 7}.jsonl", "position": n, "outcome": "article"}]),
        "articles": frame("articles", [{**about, "title": f"Title {n}", "text": "\n\n".join(texts), "published_from": "meta"}]),
        "paragraphs": frame(
            "paragraphs",
            [{**about, "paragraph_id": paragraph_id(key, t, 0), "position": i, "text": t, "kind": "body"} for i, t in enumerate(texts)],
        ),
    }


def together(parts: list[dict[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    """Several articles' frames as one a table."""
    return {t: pl.concat([p[t] for p in parts]) for t in ("records", "articles", "paragraphs")} if parts else {}


def delta(parts: list[dict[str, pl.DataFrame]]) -> dict[str, TableDelta]:
    """What publishing these articles means: their old rows go, the new ones come."""
    return {name: TableDelta(rows=rows.lazy(), drop=rows.select("article_id").unique()) for name, rows in together(parts).items()}


def no_check(folder: Path, previous: Release | None, touched: Any) -> None:
    """A gate that lets everything pass."""


def put(warehouse: Path, change: dict[str, TableDelta], **given: Any) -> Release:
    """Publish without a gate."""
    options: dict[str, Any] = {"run_id": "run", "check": no_check, "stage_versions": {"read": "1"}, "notes": {}, **given}
    return publish(warehouse, delta=change, **options)
