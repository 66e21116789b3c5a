"""Rows from stage to stage: of every article that a run made the release has the rows that were staged for it, no more and no less.

A lost mention or quote breaks no reference and no count that an article carries; nothing else would miss it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.gate.fault import Fault, fact
from flows.gate.folders import Folder, files_of, new_by_month, rows_in, rows_with
from flows.gate.judge import WITHDRAWS_RECORD
from schemas import TABLES

RULE = "staged_rows_arrive"
CHILDREN = ("paragraphs", "cuts", "entities", "quotes")


@dataclass(frozen=True)
class Staged:
    """What the stages before left: their tables with a column `shard`, and the rows that their gates set aside.

    `again`: records that the current release knows were taken anew, too.
    """

    tables: Mapping[str, pl.LazyFrame]
    aside: pl.DataFrame
    again: bool = False


def passage_checks(new: Folder, current: Folder | None, touched: Sequence[str], staged: Staged) -> list[Fault]:
    """For each table about articles: do its rows arrive in the release folder `new`, whose months `touched` are not as in `current`?"""
    articles = new_by_month(new, current, "articles", touched)
    made = _made([file for files in articles.values() for file in files], current, staged)
    faults = []
    for name in CHILDREN:
        description = f"Of every article that the run made the release has all rows of {name} that were staged for it, and no others."
        fault = fact(name, RULE, description)
        files = [file for month in articles for file in files_of(new, name, month)]  # where articles lie, their rows do
        counts = _counts(files, name, made, staged).collect()
        fault.add(made.height, counts.filter(pl.col("staged") != pl.col("released")))
        faults.append(fault)
    return faults


def _made(files: Sequence[Path], current: Folder | None, staged: Staged) -> pl.DataFrame:
    """article_id and record_id of the articles in `files` whose rows the run staged and settle took."""
    ids = ("article_id", "record_id")
    withdrawn = staged.aside.filter(pl.col("table").is_in(WITHDRAWS_RECORD))
    taken = staged.tables["articles"].select(ids).join(withdrawn.lazy(), on="record_id", how="anti")
    made = rows_in(files, "articles", ids).join(taken, on=ids, how="semi").collect()
    if staged.again:
        return made
    # what another run has published in the meantime is taken from there
    known = rows_with(current, "records", ("record_id", "outcome"), made["record_id"]).filter(pl.col("outcome") != "held")
    return made.join(known.collect(), on="record_id", how="anti")


def _counts(files: Sequence[Path], name: str, made: pl.DataFrame, staged: Staged) -> pl.LazyFrame:
    """For each of the articles how many rows of a table were staged and not set aside, and how many are released in `files`."""
    key = TABLES[name].key[0]
    aside = staged.aside.filter(pl.col("table") == name)["key"] if name in ("entities", "quotes") else pl.Series(dtype=pl.String)
    rows = staged.tables[name].filter(~pl.col(key).is_in(aside.implode())).join(made.lazy(), on=["article_id", "record_id"], how="semi")
    # a record that two dumps have is staged twice, in two shards: one of them is taken
    wanted = rows.group_by("article_id", "shard").len("staged").group_by("article_id").agg(pl.col("staged").max())
    found = rows_in(files, name, ("article_id",)).join(made.lazy(), on="article_id", how="semi").group_by("article_id").len("released")
    both = made.lazy().select("article_id").join(wanted, on="article_id", how="left").join(found, on="article_id", how="left")
    return both.with_columns(pl.col("staged", "released").fill_null(0))
