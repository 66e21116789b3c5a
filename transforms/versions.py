"""Which record is the article, which a revision, which a duplicate.

Decided from all records of an article at once, by an order that is theirs and not that of their delivery: so the answer
is the same whatever came first, in however many pieces.
"""

from __future__ import annotations

import polars as pl

# what a version is ordered by; nulls come first
ORDER = ("version_key", "version_at", "fetched_at", "content_digest", "record_id")
# the columns of the ledger that say it
VERSION_COLUMNS = ("record_id", "article_id", "content_digest", "status", "external_version", "version_at", "fetched_at")


def version_key(column: str = "external_version") -> pl.Expr:
    """A version as text that sorts as its number: digits are padded, anything else stands as it is."""
    version = pl.col(column)
    return pl.when(version.str.contains(r"^\d{1,20}$")).then(version.str.zfill(20)).otherwise(version)


def number_versions(records: pl.DataFrame) -> pl.DataFrame:
    """Number the versions of every article and say what each record is.

    `records` has VERSION_COLUMNS and `is_available` (the rows of that content can be had); all records of an article are
    in it. Returns VERSION_COLUMNS, revision (from 0), outcome, and as status the article's, which is that of its last record.
    Of neighbouring records with equal content the first holds the version and the others are duplicates; the last version that
    can be had is the article, the others are revisions. A record that takes the article back is a withdrawal and no version,
    unless there is nothing else: what was last fit to print stays the text.
    """
    is_cancel = pl.col("status").eq_missing("withdrawn")
    ordered = (
        records.with_columns(version_key().alias("version_key"))
        .sort("article_id", *ORDER)
        .with_columns(
            pl.col("status").fill_null("usable").last().over("article_id").alias("article_status"),
            (is_cancel & (~is_cancel & pl.col("is_available")).any().over("article_id")).alias("is_withdrawal"),
        )
    )
    names = [*(c for c in VERSION_COLUMNS if c != "status"), "revision", "outcome", pl.col("article_status").alias("status")]
    withdrawals = ordered.filter("is_withdrawal").with_columns(
        pl.lit(None, pl.Int32).alias("revision"), pl.lit("withdrawal").alias("outcome")
    )
    return pl.concat([_number(ordered.filter(~pl.col("is_withdrawal"))).select(names), withdrawals.select(names)])


def _number(versions: pl.DataFrame) -> pl.DataFrame:
    """Records in the order of their versions, with revision and outcome."""
    new_version = (pl.col("content_digest") != pl.col("content_digest").shift(1)).over("article_id").fill_null(True)
    ordered = versions.with_columns(new_version.alias("is_first")).with_columns(
        (pl.col("is_first").cast(pl.Int32).cum_sum().over("article_id") - 1).cast(pl.Int32).alias("revision")
    )
    available = pl.col("is_available").any().over("article_id", "revision")
    latest = pl.col("revision").filter(pl.col("is_available")).max().over("article_id")
    outcome = (
        pl.when(~pl.col("is_first"))
        .then(pl.lit("duplicate"))
        .when(available & (pl.col("revision") == latest))
        .then(pl.lit("article"))
        .otherwise(pl.lit("revision"))
    )
    return ordered.with_columns(outcome.alias("outcome"))
