"""The ledger against the tables: every record's outcome has its row, every row its record, and no record is forgotten.

What came and what went with a run's files must balance; the release before was balanced. Only where it does not is the whole
release looked through, so that a night costs what it brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows.gate.fault import Fault, fact
from flows.gate.folders import differing_files, rows_in, rows_of

PAIR = ("record_id", "article_id")


def ledger_checks(new: Path, current: Path | None) -> list[Fault]:
    """The facts about the ledger of the release folder `new`, which was made from the release `current`."""
    return [*_articles(new, current), *_rejects(new, current), _forgotten(new, current)]


def _articles(new: Path, current: Path | None) -> list[Fault]:
    """Records with the outcome article and the rows of articles name the same pairs."""
    columns = (*PAIR, "outcome")
    is_made = pl.col("outcome") == "article"
    made, unmade = (frame.filter(is_made).drop("outcome") for frame in _came_and_went(new, current, "records", columns))
    came, went = _came_and_went(new, current, "articles", PAIR)
    balance = pl.concat([_signed(made, 1), _signed(unmade, -1), _signed(came, -1), _signed(went, 1)])
    suspects = balance.group_by(PAIR).agg(pl.col("n").sum()).filter(pl.col("n") != 0).drop("n")
    ledger = _among(rows_of(new, "records", columns).filter(is_made).select(PAIR), suspects)
    articles = _among(rows_of(new, "articles", PAIR), suspects)
    has_article = fact("ledger", "record_has_its_article", "Every record with the outcome article has its row in articles.")
    has_article.add(made.height, ledger.join(articles, on=PAIR, how="anti", nulls_equal=True))
    has_record = fact("ledger", "article_has_its_record", "Every article has the one record that it was made from.")
    has_record.add(came.height, articles.join(ledger, on=PAIR, how="anti", nulls_equal=True))
    return [has_article, has_record]


def _rejects(new: Path, current: Path | None) -> list[Fault]:
    """Rejected records have rows in rejects, and rejects their records."""
    is_rejected = pl.col("outcome") == "rejected"
    records, before = _came_and_went(new, current, "records", ("record_id", "outcome"))
    came, went = (frame.unique() for frame in _came_and_went(new, current, "rejects", ("record_id",)))
    refused, recorded = records.filter(is_rejected).select("record_id"), records.select("record_id")
    lost = pl.concat([_without(refused, came), _without(went, came)]).unique()
    still = _among(rows_of(new, "records", ("record_id", "outcome")).filter(is_rejected).select("record_id"), lost)
    listed = fact("ledger", "reject_is_recorded", "Every rejected record has a row in rejects.")
    listed.add(refused.height, _without(still, _among(rows_of(new, "rejects", ("record_id",)), lost)))
    strays = pl.concat([_without(came, recorded), _without(before.select("record_id"), recorded)]).unique()
    there = _among(rows_of(new, "rejects", ("record_id",)), strays).unique()
    known = fact("ledger", "rejects_have_records", "Every reject is of a record in the ledger.")
    known.add(came.height, _without(there, _among(rows_of(new, "records", ("record_id",)), strays)))
    return [listed, known]


def _forgotten(new: Path, current: Path | None) -> Fault:
    came, went = _came_and_went(new, current, "records", ("record_id",))
    missing = _without(went, came)
    fault = fact("ledger", "no_record_is_forgotten", "Every record of the release before is still in the ledger.")
    fault.add(went.height, _without(missing, _among(rows_of(new, "records", ("record_id",)), missing)))
    return fault


def _came_and_went(new: Path, current: Path | None, table: str, columns: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of files that only the new release has, and of those that only the current one has."""
    came, went = (rows_in(files, table, columns).collect() for files in differing_files(new, current, table))
    return came, went


def _signed(rows: pl.DataFrame, n: int) -> pl.DataFrame:
    return rows.with_columns(n=pl.lit(n, pl.Int32))


def _among(rows: pl.LazyFrame, suspects: pl.DataFrame) -> pl.DataFrame:
    """Those rows of the whole release that are suspects; where there are none, nothing is read."""
    if suspects.is_empty():
        return suspects
    return rows.join(suspects.lazy(), on=suspects.columns, how="semi", nulls_equal=True).collect(engine="streaming")


def _without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    return rows.join(others, on="record_id", how="anti")
