"""The ledger against the tables: every record's outcome has its row, every row its record, and no record is forgotten.

What came and what went with a run's files must balance; the release before was balanced. Only where it does not is the whole
release looked through, so that a night costs what it brings.
"""

from __future__ import annotations

import polars as pl

from flows.gate.changes import Changed, among, came_and_went, out_of_balance
from flows.gate.fault import Fault, fact
from flows.gate.folders import Folder, rows_of

PAIR = ("record_id", "article_id")


def ledger_checks(new: Folder, current: Folder | None, records: Changed, articles: Changed) -> list[Fault]:
    """The facts about the ledger of the release folder `new`, which was made from the release `current`.

    `records`: what of the ledger came and went, with PAIR and outcome; `articles`: what of theirs, with PAIR.
    """
    return [*_articles(new, records, articles), *_rejects(new, current, records), _forgotten(new, records)]


def _articles(new: Folder, records: Changed, rows: Changed) -> list[Fault]:
    """Records with the outcome article and the rows of articles name the same pairs."""
    columns = (*PAIR, "outcome")
    is_made = pl.col("outcome") == "article"
    made, unmade = (frame.filter(is_made).select(PAIR) for frame in records)
    came, went = (frame.select(PAIR) for frame in rows)
    suspects = out_of_balance([made, went], [unmade, came])
    ledger = among(rows_of(new, "records", columns).filter(is_made).select(PAIR), suspects)
    articles = among(rows_of(new, "articles", PAIR), suspects)
    has_article = fact("ledger", "record_has_its_article", "Every record with the outcome article has its row in articles.")
    has_article.add(made.height, ledger.join(articles, on=PAIR, how="anti", nulls_equal=True))
    has_record = fact("ledger", "article_has_its_record", "Every article has the one record that it was made from.")
    has_record.add(came.height, articles.join(ledger, on=PAIR, how="anti", nulls_equal=True))
    return [has_article, has_record]


def _rejects(new: Folder, current: Folder | None, records: Changed) -> list[Fault]:
    """Rejected records have rows in rejects, and rejects their records."""
    is_rejected = pl.col("outcome") == "rejected"
    came, went = (frame.unique() for frame in came_and_went(new, current, "rejects", ("record_id",)))
    recorded, before = (frame.select("record_id") for frame in records)
    refused = records.came.filter(is_rejected).select("record_id")
    lost = pl.concat([_without(refused, came), _without(went, came)]).unique()
    still = among(rows_of(new, "records", ("record_id", "outcome")).filter(is_rejected).select("record_id"), lost)
    listed = fact("ledger", "reject_is_recorded", "Every rejected record has a row in rejects.")
    listed.add(refused.height, _without(still, among(rows_of(new, "rejects", ("record_id",)), lost)))
    strays = pl.concat([_without(came, recorded), _without(before, recorded)]).unique()
    there = among(rows_of(new, "rejects", ("record_id",)), strays).unique()
    known = fact("ledger", "rejects_have_records", "Every reject is of a record in the ledger.")
    known.add(came.height, _without(there, among(rows_of(new, "records", ("record_id",)), strays)))
    return [listed, known]


def _forgotten(new: Folder, records: Changed) -> Fault:
    came, went = (frame.select("record_id") for frame in records)
    missing = _without(went, came)
    fault = fact("ledger", "no_record_is_forgotten", "Every record of the release before is still in the ledger.")
    fault.add(went.height, _without(missing, among(rows_of(new, "records", ("record_id",)), missing)))
    return fault


def _without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    return rows.join(others, on="record_id", how="anti")
