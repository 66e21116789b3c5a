"""What a run delivers beside the ledger: which records are to be settled, which of them were refused, and which version each holds."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.versions import VERSION_COLUMNS, number_versions

# where a record lies; of one delivered again in another dump, where it was first delivered
PLACE = ("feed", "dump", "member", "position", "byte_offset", "byte_length")
FORGOTTEN = "forgotten"  # the reason of records whose article was taken down


def new_records(staged: pl.LazyFrame, old: pl.LazyFrame, withdrawn: pl.DataFrame, again: bool) -> tuple[pl.DataFrame, int]:
    """The run's records that are to be settled, each once, with what the ledger knows of them; and how many were staged."""
    found = staged.sort("dump", "position").collect()
    once = found.unique("record_id", keep="first", maintain_order=True)
    known = old.join(once.lazy().select("record_id"), on="record_id", how="semi")
    known_rows = known.select(
        "record_id",
        "first_run_id",
        "delivered_on",
        pl.col("article_id").alias("old_article_id"),
        pl.struct(PLACE).alias("first_place"),
        (pl.col("outcome") == "held").alias("was_held"),
        (pl.col("outcome") == "article").alias("was_article"),
        pl.lit(True).alias("is_known"),
    ).collect()
    records = _keep_places(once.join(known_rows, on="record_id", how="left").with_columns(pl.col("is_known").fill_null(False)))
    if not again:
        records = records.filter(~pl.col("is_known") | pl.col("was_held"))
    return _refuse(records, old, withdrawn), found.height


def find_unread(staged: pl.LazyFrame, old: Mapping[str, pl.LazyFrame], withdrawn: pl.DataFrame) -> pl.DataFrame:
    """record_id and dump of records of the ledger that a run which takes known ones anew has to read as well.

    A record read again may turn out to be of another article, of no article, or an earlier version than it was. Then the article that
    it leaves is what another record makes it, whose rows the release does not have: all records of such articles are read.
    """
    records, _ = new_records(staged, old["records"], withdrawn, again=True)
    numbered = number(records, old)
    article = numbered.filter(pl.col("outcome") == "article").select("article_id", article_revision="revision")
    after = pl.col("revision") > pl.col("article_revision").fill_null(-1)
    lacking = numbered.filter(pl.col("outcome") == "revision").join(article, on="article_id", how="left").filter(after)
    wanted = numbered.join(lacking, on="article_id", how="semi").join(records, on="record_id", how="anti").lazy()
    return old["records"].join(wanted, on="record_id", how="semi").select("record_id", "dump").collect()


def keep_published(records: pl.DataFrame, old: Mapping[str, pl.LazyFrame]) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """The records and how they are numbered (see `number`), and how many of them are left out because their article stays as it is.

    A published record, read again, may bring its article no more. Where an earlier version is in the ledger alone, that one would be
    the article, but its rows cannot be had: what is published stays, with its record, until the earlier one is read again, too.
    """
    others, numbered = records, number(records, old)
    while True:  # one that is left out may be missed by the article that it turned out to be of
        stuck = numbered.join(numbered.filter(pl.col("outcome") == "article"), on="article_id", how="anti")
        leaves = pl.col("was_article") & (pl.col("content_digest").is_null() | (pl.col("article_id") != pl.col("old_article_id")))
        left = others.filter(leaves & pl.col("old_article_id").is_in(stuck["article_id"].implode()))
        if left.is_empty():
            return others, numbered, records.height - others.height
        others = others.join(left, on="record_id", how="anti")
        numbered = number(others, old)


def _keep_places(records: pl.DataFrame) -> pl.DataFrame:
    """The records, each where it was first delivered: a backfill may read it from a dump that brought it again."""
    is_elsewhere = pl.col("is_known") & (pl.col("first_place").struct["dump"] != pl.col("dump"))
    first = {c: pl.when(is_elsewhere).then(pl.col("first_place").struct[c]).otherwise(c) for c in PLACE}
    return records.with_columns(**first).drop("first_place")


def _refuse(records: pl.DataFrame, old: pl.LazyFrame, withdrawn: pl.DataFrame) -> pl.DataFrame:
    """The records with those rejected that a gate refused, and those of articles that were taken down."""
    ids = records.lazy().select("article_id")
    taken_down = old.filter(pl.col("reason") == FORGOTTEN).join(ids, on="article_id", how="semi").select("article_id").unique().collect()
    is_forgotten = pl.col("article_id").is_in(taken_down["article_id"].implode()).fill_null(False)
    is_refused = pl.col("record_id").is_in(withdrawn.filter("is_whole")["record_id"].implode())
    reason = pl.when(is_refused).then(pl.lit("failed_check")).when(is_forgotten).then(pl.lit(FORGOTTEN)).otherwise("reason")
    kept = {c: pl.when(is_refused | is_forgotten).then(None).otherwise(c) for c in ("content_digest", "version_at")}
    return records.with_columns(
        pl.when(is_refused | is_forgotten).then(pl.lit("rejected")).otherwise("outcome").alias("outcome"),
        reason.alias("reason"),
        pl.when(is_refused).then(None).otherwise("article_id").alias("article_id"),  # a tombstone keeps its name
        **kept,
    )


def number(records: pl.DataFrame, old: Mapping[str, pl.LazyFrame]) -> pl.DataFrame:
    """number_versions over all records, new and old, of the articles that the run touches."""
    touched = pl.concat([records["article_id"], records["old_article_id"]]).drop_nulls().unique()
    articles = touched.alias("article_id").to_frame().lazy()
    earlier = (
        old["records"]
        .join(articles, on="article_id", how="semi")
        .join(records.lazy().select("record_id"), on="record_id", how="anti")
        .filter(pl.col("content_digest").is_not_null())
        .select(VERSION_COLUMNS)
    )
    standing = (
        old["articles"]
        .join(articles, on="article_id", how="semi")
        .select("article_id", "content_digest", pl.lit(True).alias("is_available"))
    )
    earlier_available = earlier.join(standing, on=["article_id", "content_digest"], how="left").with_columns(
        pl.col("is_available").fill_null(False)
    )
    new = records.filter(pl.col("content_digest").is_not_null()).select(*VERSION_COLUMNS, pl.lit(True).alias("is_available"))
    return number_versions(pl.concat([new, earlier_available.collect()]))
