"""From a run's staging to a release: what the gates set aside leaves, settle decides, publish makes it live. Under one lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from flows.aliases import NOTE, apply_to_staged
from flows.band_index import find_keys
from flows.done import made_again, work_done
from flows.entity_names import change_entity_names
from flows.release import Release, TableDelta
from flows.restaging import BASE, read_chosen, standing
from flows.runs import RunState
from flows.shards import ANNOTATE_TABLES, frames_of
from flows.stale import older_files
from flows.touched import files_touched, ids_folder
from flows.versions import STAGE_VERSIONS
from schemas import STAGED, TABLES
from transforms.entity_aliases import NO_ALIASES, Aliases
from transforms.resettle import resettle
from transforms.settle import Change, Run, settle
from transforms.site_evidence import learn
from transforms.story_groups import FindKeys, looking_through

# a failing row of these tables withdraws its whole record; a failing entity or quote goes alone
RECORD_TABLES = ("records", "articles", "paragraphs", "cuts", "article_keys")


@dataclass(frozen=True)
class Delta:
    """What a run changes in the release before it, table by table; what became of its staged records, and how many had been
    delivered before.

    Of a run that recomputed: `n_overtaken` articles had changed in the meantime and are left alone. Of one that read again:
    `n_kept` articles stay, though nothing came of their records (see transforms.delivered.keep_published).
    """

    tables: dict[str, TableDelta]
    outcomes: dict[str, int]
    n_again: int
    n_overtaken: int = 0
    n_kept: int = 0


def settle_run(
    warehouse: Path, base: Release | None, run: RunState, staging: Path, quarantine: pl.DataFrame, aliases: Aliases = NO_ALIASES
) -> Delta:
    """Settle the staged shards of `run` against the release `base` of the warehouse; the caller holds the lock.

    `quarantine` has table, record_id, key, check and stage: the rows that the stage gates set aside. `aliases`: the user's own
    table, as the release has it.
    """
    shards = [shard.name for shard in run.shards]
    staged = apply_to_staged(_set_aside({name: frames_of(str(staging), shards, name) for name in STAGED}, quarantine), aliases)
    old, find = _old_frames(warehouse, base, staged)
    settled = settle(staged, old, find, withdrawn(quarantine), Run(run.run_id, run.started_at), again=run.takes_anew)
    tables = {name: _delta(change) for name, change in settled.changes.items()}
    tables["entity_names"] = change_entity_names(base, tables, aliases)
    if run.is_learning:
        articles = settled.changes["records"].rows.filter(pl.col("outcome") == "article")
        tables["site_evidence"] = _learn(old["site_evidence"], staged["site_evidence"].join(articles, on="record_id", how="semi"))
    if base and run.part and (dumps := work_done(warehouse).whole_dumps()):
        dumps |= set() if settled.n_kept else {dump.name for dump in run.dumps}
        tables = _retold(tables, settled.changes["articles"], base, sorted(dumps))
    return Delta(tables, settled.outcomes, settled.n_again, n_kept=settled.n_kept)


def _retold(tables: dict[str, TableDelta], articles: Change, base: Release, dumps: list[str]) -> dict[str, TableDelta]:
    """The changes, and that rows of `dumps` that stay are of today's stages, too: the pieces before have made them.

    Else a file that several pieces have made would be of older stages for ever.
    """
    of_dumps = base.scan("records").filter(pl.col("dump").is_in(dumps)).select("record_id")
    older = base.scan_files("articles", older_files(base, "articles", STAGE_VERSIONS))
    stay = older.join(of_dumps, on="record_id", how="semi").select("article_id", "published_on")
    come = articles.rows.select("article_id", "published_on")
    if articles.marked is not None:
        come = come.join(articles.marked.lazy(), on="article_id", how="anti")
    remade = {"records": pl.DataFrame({"dump": dumps}), "articles": pl.concat([stay, come]).collect()}
    return tables | {name: replace(tables[name], remade=rows) for name, rows in remade.items()}


def resettle_run(warehouse: Path, base: Release, run: RunState, staging: Path, quarantine: pl.DataFrame, aliases: Aliases) -> Delta:
    """What a run changes that recomputed entities or quotes of published articles; the caller holds the lock.

    An article that is not in the release `base` as the run read it is left as it is there.
    """
    shards = [shard.name for shard in run.shards]
    chosen = read_chosen(staging, shards)
    articles = standing(chosen, base, Release(staging / BASE), run.stages)
    is_old = (pl.col("table") == "entities") & ~pl.col("record_id").is_in(chosen.filter("is_anew")["record_id"].implode())
    quarantine = quarantine.filter(~is_old)  # what was not found anew is not judged anew
    staged = apply_to_staged(_set_aside({name: frames_of(str(staging), shards, name) for name in ANNOTATE_TABLES}, quarantine), aliases)
    old = {"records": base.scan("records"), "rejects": base.scan("rejects")}
    changes = resettle(staged, old, articles, withdrawn(quarantine))
    made = {stage: STAGE_VERSIONS[stage] for stage in run.stages}
    tables = {name: TableDelta(change.rows, change.drop, made) for name, change in changes.items()}
    tables["entity_names"] = change_entity_names(base, tables, aliases)
    earlier = made_again(base, base.entries_of("articles", articles), run.stages, work_done(warehouse))
    remade = pl.concat([articles.select("article_id", "published_on"), earlier.collect()]).unique()
    tables["articles"] = TableDelta(versions=made, remade=remade)
    return Delta(tables, run.outcomes, 0, chosen.height - articles.height)


def learn_run(base: Release | None, run: RunState, staging: Path) -> Delta:
    """What a run that only learns changes: the evidence about sites, and nothing else; the caller holds the lock."""
    pages = frames_of(str(staging), [shard.name for shard in run.shards], "site_evidence")
    old = base.scan("site_evidence") if base else _empty("site_evidence")
    return Delta({"site_evidence": _learn(old, pages)}, run.outcomes, 0)


def _learn(old: pl.LazyFrame, pages: pl.LazyFrame) -> TableDelta:
    return _delta(learn(old, pages.drop("shard").collect()))


def _delta(change: Change) -> TableDelta:
    return TableDelta(change.rows, change.drop, marked=change.marked)


def runs_in(release: Release | None) -> list[str]:
    """The runs whose records are in a release."""
    return list(release.manifest.notes.get("runs", [])) if release else []


def notes_of(base: Release | None, run: RunState, aliases: str | None) -> dict[str, Any]:
    """What the manifest tells of the run: its kind, what was accepted, all runs whose records the release holds, the evidence used,
    and the digest of the user's table of names."""
    runs = [*runs_in(base), *([] if run.kind == "learn" or run.from_stage else [run.run_id])]
    told = {"kind": run.kind, "runs": runs, "accepted": dict(run.accepted), "site_evidence": run.site_evidence}
    return {**told, NOTE: aliases}


def _old_frames(warehouse: Path, base: Release | None, staged: Mapping[str, pl.LazyFrame]) -> tuple[dict[str, pl.LazyFrame], FindKeys]:
    """The tables of the release as settle asks for them, and how it asks for article_keys: by their bands, and by name."""
    if base is None:
        return {name: _empty(name) for name in TABLES}, looking_through([])
    keys = staged["article_keys"].drop("record_id", "shard").collect()
    alike = find_keys(warehouse, base, keys, keys.clear())

    def find(_: pl.DataFrame, also: pl.DataFrame) -> pl.DataFrame:
        """Those that share a band with a staged article are known: there is none among the new that is not staged."""
        return pl.concat([alike, find_keys(warehouse, base, keys.clear(), also)]).unique("article_id", maintain_order=True)

    return {name: base.scan(name) for name in TABLES} | files_touched(base, staged, alike, ids_folder(warehouse)), find


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


def withdrawn(quarantine: pl.DataFrame) -> pl.DataFrame:
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
