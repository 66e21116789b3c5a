"""Earlier versions of articles against the ledger, by what came and what went with a run's files, and the order of those that came."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from flows.gate.changes import Changed, among, came_and_went, out_of_balance
from flows.gate.fault import Fault, fact
from flows.gate.folders import Folder, new_by_month, rows_in, rows_of
from transforms.versions import ORDER, version_key

VERSION = ("article_id", "revision", "record_id")
ORDERED_BY = ("external_version", "updated_at", "fetched_at", "content_digest", "record_id")
IS_REPLACED = pl.col("outcome") == "revision"


def version_checks(new: Folder, current: Folder | None, touched: Sequence[str], records: Changed) -> list[Fault]:
    """The facts about article_versions of the release folder `new`, of which the months `touched` differ from the release `current`.

    `records`: what of the ledger came and went, with VERSION and outcome.
    """
    kept, unkept = came_and_went(new, current, "article_versions", VERSION)
    replaced, unreplaced = (frame.filter(IS_REPLACED).select(VERSION) for frame in records)
    suspects = out_of_balance([replaced, unkept], [unreplaced, kept])
    there, recorded = among(_kept(new), suspects), among(_replaced(new), suspects)
    is_recorded = fact("article_versions", "version_has_its_record", "Every earlier version is a revision in the ledger.")
    is_recorded.add(kept.height, there.join(recorded, on=VERSION, how="anti"))
    complete = fact("article_versions", "no_version_is_lost", "Every article has all its earlier versions, unless some were lost before.")
    lost = among(rows_of(new, "articles", ("article_id",)), recorded.join(there, on="record_id", how="anti").select("article_id").unique())
    complete.add(replaced.height, lost.join(_incomplete(current, lost), on="article_id", how="anti"))
    return [is_recorded, complete, _order(new, current, touched)]


def _kept(release: Folder | None) -> pl.LazyFrame:
    return rows_of(release, "article_versions", VERSION)


def _replaced(release: Folder | None) -> pl.LazyFrame:
    """The revisions in the ledger."""
    return rows_of(release, "records", (*VERSION, "outcome")).filter(IS_REPLACED).select(VERSION)


def _incomplete(release: Folder | None, articles: pl.DataFrame) -> pl.DataFrame:
    """Those of `articles` of which the release does not keep a revision: it was replaced before the table was there."""
    if articles.is_empty():
        return articles
    return among(_replaced(release), articles).join(among(_kept(release), articles), on="record_id", how="anti").select("article_id")


def _order(new: Folder, current: Folder | None, touched: Sequence[str]) -> Fault:
    fault = fact("article_versions", "versions_are_in_order", "Revisions are numbered in the order of the versions.")
    for files in new_by_month(new, current, "article_versions", touched).values():
        versions = rows_in(files, "article_versions", ("article_id", "revision", *ORDERED_BY)).collect()
        ordered = versions.rename({"updated_at": "version_at"}).with_columns(version_key().alias("version_key")).sort(ORDER)
        fault.add(versions.height, ordered.filter(pl.col("revision").diff().over("article_id") <= 0))
    return fault
