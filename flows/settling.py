"""From a run's staging to a release: what the gates set aside leaves, settle decides, publish makes it live. Under one lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from flows.release import Release, TableDelta, publish
from flows.runs import RunState
from flows.shards import frames_of
from flows.store import read
from schemas import TABLES
from transforms.settle import Run, settle

# a failing row of these tables withdraws its whole record; a failing entity or quote goes alone
RECORD_TABLES = ("records", "articles", "paragraphs", "cuts")
STAGED = ("records", "articles", "paragraphs", "cuts", "rejects", "entities", "quotes", "article_keys")


def settle_and_publish(
    warehouse: Path,
    base: Release | None,
    run: RunState,
    staging: Path,
    shards: Sequence[str],
    quarantine: pl.DataFrame,
    check: Callable[..., None],
    stage_versions: Mapping[str, str],
    accepted: Mapping[str, str],
) -> tuple[Release, int]:
    """Settle the staged shards against the release `base` and publish the result; the caller holds the lock.

    `quarantine` has table, record_id, key, check and stage: the rows that the stage gates set aside. `check` judges the
    new release before it becomes current and raises to refuse it. Returns the release now current (`base` where nothing
    changed) and how many records had been delivered before.
    """
    staged = _set_aside({name: frames_of(str(staging), shards, name) for name in STAGED}, quarantine)
    old = {name: base.scan(name) if base else _empty(name) for name in TABLES}
    settled = settle(staged, old, _keys(base), _withdrawn(quarantine), Run(run.run_id, run.started_at), again=run.again)
    delta = {name: TableDelta(change.rows, change.drop) for name, change in settled.changes.items()}
    earlier = list(base.manifest.notes.get("runs", [])) if base else []
    notes = {"kind": run.kind, "runs": [*earlier, run.run_id], "accepted": dict(accepted)}
    release = publish(warehouse, run_id=run.run_id, delta=delta, check=check, stage_versions=stage_versions, notes=notes)
    return release, settled.n_again


def _keys(base: Release | None) -> Iterator[pl.DataFrame]:
    """The article_keys of a release, a file at a time."""
    for file in base.files("article_keys") if base else []:
        yield read([file])


def _empty(table: str) -> pl.LazyFrame:
    frame = pl.from_arrow(TABLES[table].released().empty_table())
    assert isinstance(frame, pl.DataFrame)
    return frame.lazy()


def _set_aside(staged: Mapping[str, pl.LazyFrame], quarantine: pl.DataFrame) -> dict[str, pl.LazyFrame]:
    """The staged tables without the entities and quotes that failed, and without references to them."""
    frames = dict(staged)
    mentions = quarantine.filter(pl.col("table") == "entities")["key"].implode()
    quotes = quarantine.filter(pl.col("table") == "quotes")["key"].implode()
    if not quarantine.height:
        return frames
    frames["entities"] = staged["entities"].filter(~pl.col("mention_id").is_in(mentions))
    frames["quotes"] = (
        staged["quotes"]
        .filter(~pl.col("quote_id").is_in(quotes))
        .with_columns(_unless("speaker_mention_id", mentions), _unless("parent_quote_id", quotes))
    )
    return frames


def _unless(column: str, gone: pl.Series) -> pl.Expr:
    return pl.when(pl.col(column).is_in(gone)).then(None).otherwise(pl.col(column)).alias(column)


def _withdrawn(quarantine: pl.DataFrame) -> pl.DataFrame:
    """The quarantine as rows of rejects: one a record and check, with the key of a failing row as its sample."""
    return (
        quarantine.select(
            "record_id",
            "stage",
            pl.lit("failed_check").alias("reason"),
            pl.concat_str("table", pl.lit("."), "check").alias("detail"),
            pl.col("key").alias("sample"),
            pl.col("table").is_in(RECORD_TABLES).alias("is_whole"),
        )
        .unique()
        .sort("record_id", "stage", "detail", "sample")
    )
