"""Takedown: an article leaves every kept release. The ledger keeps its records, rejected as forgotten, so that it stays out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import polars as pl

from flows.release.arrivals import TableDelta
from flows.release.errors import ReleaseError, told
from flows.release.history import RELEASES, sweep
from flows.release.locking import lock
from flows.release.publishing import Check, publish
from flows.release.release import Release, current, release_names
from flows.release.rewriting import COUNTED, SAMPLES, Recount, Rewriting, rewrite_without, takedown_of
from schemas import TABLES

Originals = Callable[[pl.DataFrame], pl.DataFrame]
FORGOTTEN = "forgotten"  # the reason, in records and rejects


def forget(
    warehouse: Path, article_ids: Collection[str], *, reason: str, run_id: str, check: Check, originals: Originals, recount: Recount
) -> tuple[Release, list[str]]:
    """Remove articles from every kept release; returns the release now current and the names of the older ones written again.

    What is current is published anew: without their rows, with their records rejected as 'forgotten' (detail: `reason`),
    their rejects without samples, and a new original in stories that lost theirs: `originals` gets all article rows left
    of these stories and returns article_id and is_story_original. What is counted over articles is what `recount` makes of
    it. Older releases keep their names and lose the rows, and their stories have originals, too. May be repeated: what a crash
    left undone is done then. Raises ReleaseError where nothing was published yet.
    """
    ids = pl.DataFrame({"article_id": sorted(set(article_ids))}, schema={"article_id": pl.String})
    with lock(warehouse, who="forget"):
        sweep(warehouse)
        if (base := current(warehouse)) is None:
            raise ReleaseError(f"nothing was published in {warehouse} yet")
        release = publish(
            warehouse,
            run_id=run_id,
            delta=_takedown(base, ids, reason, run_id, originals, recount),
            check=check,
            stage_versions=base.manifest.stage_versions,
            notes={**base.manifest.notes, "kind": "forget", "reason": reason},
        )
        with told(warehouse, "older releases still hold what was to be forgotten: run it again"):
            return release, _forget_in_older(warehouse, release, ids, originals, recount)


def _forget_in_older(warehouse: Path, release: Release, ids: pl.DataFrame, originals: Originals, recount: Recount) -> list[str]:
    """Write the other kept releases again, where they hold the articles; the ledger they have stays as it was."""
    older = [Release(warehouse / RELEASES / name) for name in release_names(warehouse) if name != release.name]
    found = [r.scan("records").join(ids.lazy(), on="article_id", how="semi").select("record_id").collect() for r in older]
    keys = dict.fromkeys(_about_articles(), ids) | {SAMPLES: pl.concat([ids.select(record_id="article_id").clear(), *found]).unique()}
    work = Rewriting(keys, recount, lambda older: _judge_anew(older, ids, originals))
    return [r.name for r in older if rewrite_without(warehouse, r.name, work)]


def _about_articles() -> list[str]:
    """The tables whose rows go with their article."""
    return [name for name, table in TABLES.items() if name != "records" and "article_id" in table.released().names]


def _takedown(base: Release, ids: pl.DataFrame, reason: str, run_id: str, originals: Originals, recount: Recount) -> dict[str, TableDelta]:
    """What forgetting changes in the current release. Rows that it only marks keep the versions of who made them."""
    gone = {name: TableDelta(drop=ids) for name in _about_articles()} | takedown_of(base, ids)
    gone[COUNTED] = replace(recount(base, gone), versions={})
    judged = _judge_anew(base, ids, originals)
    gone["articles"] = TableDelta(judged.lazy(), pl.concat([ids, judged.select("article_id")]), versions={})
    return {**gone, **_mark(base, ids, reason, run_id)}


def _mark(base: Release, ids: pl.DataFrame, reason: str, run_id: str) -> dict[str, TableDelta]:
    """The articles' records become rejected, each with a reject that tells the reason; other rejects lose their samples."""
    is_new = pl.col("reason").ne_missing(FORGOTTEN)
    records = base.scan("records").join(ids.lazy(), on="article_id", how="semi").filter(is_new).collect()
    blank = [pl.lit(None).cast(records.schema[c]).alias(c) for c in ("content_digest", "version_at", "revision")]
    rejected = records.with_columns(pl.lit("rejected").alias("outcome"), pl.lit(FORGOTTEN).alias("reason"), *blank)
    keys = records.select("record_id")
    rejects = base.scan("rejects").join(keys.lazy(), on="record_id", how="semi").collect()
    why = {"stage": "settle", "reason": FORGOTTEN, "detail": reason, "sample": None, "first_run_id": run_id}
    added = records.select("record_id", "delivered_on", **{c: pl.lit(v, pl.String) for c, v in why.items()})
    bare = rejects.with_columns(sample=pl.lit(None, pl.String)).unique(TABLES["rejects"].key)
    return {
        "records": TableDelta(rejected.lazy(), records.select("record_id", "delivered_on"), versions={}),
        "rejects": TableDelta(pl.concat([bare, added.select(bare.columns)]).lazy(), keys, versions={}),
    }


def _judge_anew(base: Release, ids: pl.DataFrame, originals: Originals) -> pl.DataFrame:
    """Article rows, with their new flag, that become or cease to be the original of a story that loses an article."""
    articles = base.scan("articles")
    stories = articles.join(ids.lazy(), on="article_id", how="semi").select("story_id").unique()
    members = articles.join(stories, on="story_id", how="semi").join(ids.lazy(), on="article_id", how="anti").collect()
    if members.is_empty():
        return members
    judged = members.join(originals(members).select("article_id", is_now="is_story_original"), on="article_id")
    return judged.filter(pl.col("is_now") != pl.col("is_story_original")).with_columns(is_story_original="is_now").drop("is_now")
