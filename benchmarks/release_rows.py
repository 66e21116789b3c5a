"""Made-up rows for the benchmarks of publishing: many, fast, in the tables' real schemas. Every article has PARAGRAPHS paragraphs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from flows.release import TableDelta
from schemas import TABLES

PARAGRAPHS = 12
MENTIONS = 20
WORDS = np.array(
    [f"{a}{b}{c}" for a in ("ka", "to", "mi", "re", "su") for b in ("n", "l", "r", "st") for c in ("a", "o", "en", "ing", "ed")]
)
PHRASES = pl.Series([" ".join(np.random.default_rng(n).choice(WORDS, 24)) for n in range(4000)])
Frames = dict[str, pl.DataFrame]


def articles(numbers: np.ndarray, days: np.ndarray, version: int = 0) -> Frames:
    """The rows of the articles of these numbers, published on these days (numpy datetime64[D]), by table."""
    base = pl.DataFrame({"n": numbers.astype(np.int64), "published_on": days.astype("datetime64[D]")})
    base = base.with_columns(hex=hex_of(pl.col("n")), v=pl.lit(version, pl.Int64))
    base = base.with_columns(
        article_id="art_" + pl.col("hex"), record_id="rec_" + hex_of(pl.col("n") * 64 + pl.col("v") + 1), title=_text(pl.col("n"), 1)
    )
    paragraphs = _repeat(base, PARAGRAPHS, "position").with_columns(
        paragraph_id="par_" + pl.col("hex").str.head(20) + _suffix("position"),
        text=_text(pl.col("n") * 13 + pl.col("position") + pl.col("v") * 7, 2),
    )
    entities = _repeat(base, MENTIONS, "char_start").with_columns(
        mention_id="men_" + pl.col("hex").str.head(20) + _suffix("char_start"),
        paragraph_id="par_" + pl.col("hex").str.head(20) + "0000",
        name=PHRASES.str.slice(0, 16).gather(0).item() + pl.col("n").cast(pl.String),
    )
    text = paragraphs.group_by("article_id").agg(pl.col("text").str.join("\n\n"))
    rows = base.join(text, on="article_id")
    ledger = base.with_columns(outcome=pl.lit("article"), position=pl.col("n"), delivered_on=pl.col("published_on"))
    found = {"records": ledger, "articles": rows, "paragraphs": paragraphs, "entities": entities}
    return {name: complete(name, frame) for name, frame in found.items()}


def as_delta(frames: Frames) -> dict[str, TableDelta]:
    """What publishing them means: the old rows of the same articles go."""
    keys = frames["articles"].select("article_id", "published_on")
    drops = {"records": frames["records"].select("record_id", "delivered_on")}
    return {name: TableDelta(frame.lazy(), drops.get(name, keys)) for name, frame in frames.items()}


def hex_of(number: pl.Expr) -> pl.Expr:
    """24 hex digits that look random, always the same for a number."""
    mixed = [(number * prime + prime) % 4294967291 for prime in (2654435761, 40503, 2246822519)]
    digits = [pl.format("{}", m + 4294967296).str.tail(8).str.replace_all("8", "a").str.replace_all("9", "b") for m in mixed]
    return pl.concat_str(digits)


def _suffix(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.zfill(4)


def _text(number: pl.Expr, phrases: int) -> pl.Expr:
    parts = [
        (number * 7919 + 31 * k).mod(len(PHRASES)).replace_strict(dict(enumerate(PHRASES)), return_dtype=pl.String) for k in range(phrases)
    ]
    return pl.concat_str([number.cast(pl.String), *parts], separator=" ")


def _repeat(frame: pl.DataFrame, times: int, name: str) -> pl.DataFrame:
    return frame.join(pl.DataFrame({name: range(times)}), how="cross")


def complete(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in the table's released schema; what is not there gets the plainest value."""
    columns = []
    for column in TABLES[table].columns:
        if column.staged_only:
            continue
        empty = pl.DataFrame(pa.schema([column.to_field()]).empty_table()).to_series()
        value = pl.col(column.name) if column.name in frame.columns else pl.lit(_plain(column), dtype=empty.dtype)
        columns.append(value.cast(empty.dtype).alias(column.name))
    return frame.select(columns)


def _plain(column: Any) -> Any:
    if column.nullable:
        return None
    if pa.types.is_list(column.type):
        return []
    if column.values:
        return column.values[0]
    if pa.types.is_timestamp(column.type):
        return datetime(2026, 1, 1, tzinfo=UTC)
    return {"string": "x", "int32": 1, "int64": 1, "bool": False, "double": 0.5}[str(column.type)]
