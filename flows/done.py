"""What today's stages have already made again, by the runs kept: the manifest tells the versions of a file's rows, not which row is whose.

A backfill of one publisher leaves files whose other rows are of older stages; without this it would do its rows again each time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from flows.release import File, Release
from flows.runs import ENDED_WELL, Part, runs_since_rollback
from flows.selection import Selection, articles_of
from flows.versions import STAGE_VERSIONS


@dataclass(frozen=True)
class Done:
    """By stage: the dumps that were read again, whole, and the articles, of certain months, that were recomputed."""

    dumps: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    articles: dict[str, list[tuple[Selection, tuple[str, ...]]]] = field(default_factory=lambda: defaultdict(list))

    def whole_dumps(self) -> set[str]:
        """The dumps that all of today's stages have read again."""
        return set.intersection(*(self.dumps[stage] for stage in STAGE_VERSIONS))


def work_done(warehouse: Path) -> Done:
    """What pieces of backfills have made with today's stages; without dumps of which something was left as it was."""
    done = Done()
    for run in runs_since_rollback(warehouse):
        if run.part is None or run.state not in ENDED_WELL:
            continue
        selection, made = _asked(run.part)
        for stage in run.stages or STAGE_VERSIONS:
            if made.get(stage) != STAGE_VERSIONS[stage]:
                continue
            if run.from_stage:
                done.articles[stage].append((selection, run.part.months))
            elif not run.kept:
                done.dumps[stage].update(dump.name for dump in run.dumps)
    return done


def job_of(order: Any, inbox: Path) -> str:
    """The name of a backfill: what it is asked for, and the stages that it is done with."""
    return msgspec.json.encode([order, str(inbox), STAGE_VERSIONS], order="sorted").decode()


def _asked(part: Part) -> tuple[Selection, dict[str, str]]:
    order, _, versions = msgspec.json.decode(part.job)
    return msgspec.convert(order["selection"], Selection), versions


def older_articles(release: Release, selection: Selection, stage: str, files: Sequence[File], done: Done) -> pl.LazyFrame:
    """The articles of `files` that the selection means, without those that today's version of a stage is known to have made."""
    articles = articles_of(release, selection, files)
    if dumps := done.dumps[stage]:
        read = release.scan("records").filter(pl.col("dump").is_in(dumps)).select("record_id")
        articles = articles.join(read, on="record_id", how="anti")
    for asked, months in done.articles[stage]:
        recomputed = articles_of(release, asked, [file for file in files if file.month in months])
        articles = articles.join(recomputed.select("article_id"), on="article_id", how="anti")
    return articles


def made_again(release: Release, files: Sequence[File], stages: Sequence[str], done: Done) -> pl.LazyFrame:
    """article_id and published_on of the articles in `files` that today's versions of all `stages` are known to have made again."""
    rows = release.scan_files("articles", files)
    for stage in stages:
        older = older_articles(release, Selection(), stage, files, done)
        rows = rows.join(older.select("article_id"), on="article_id", how="anti")
    return rows.select("article_id", "published_on")
