"""records: the ledger. One row for everything found in a dump, whatever became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from schemas import checks as c
from schemas.lists import HELD_REASONS, NOT_ARTICLE_REASONS, OUTCOMES, REJECT_REASONS, STATUSES
from schemas.table import AT, INT, LONG, ON, TEXT, Column, Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

RECORDS = Table(
    name="records",
    description="The ledger: one row for every record found in a dump, and what became of it.",
    columns=(
        Column("record_id", TEXT, "Key: hash of payload digest, URL or member path, fetch time, version and ordinal among equals."),
        Column("record_key", TEXT, "The record_id's hash without the ordinal: equal for equal records.", staged_only=True),
        Column("feed", TEXT, "First folder under the inbox, or the setting: whose delivery the dump belongs to."),
        Column("dump", TEXT, "Path of the dump file, relative to the inbox (or to the path given)."),
        Column(
            "member",
            TEXT,
            "Path inside nested archives, parts joined by '!/'; null for a record of the dump itself.",
            nullable=True,
        ),
        Column("position", LONG, "Ordinal of the record within its dump, from 0."),
        Column(
            "byte_offset",
            LONG,
            "First byte of the record in its dump (compressed bytes where the dump is compressed).",
            nullable=True,
        ),
        Column("byte_length", LONG, "Length in bytes from byte_offset.", nullable=True),
        Column("format", TEXT, "Name of the format that read it (see the list of formats)."),
        Column("url", TEXT, "URL that the container states for the record.", nullable=True),
        Column("external_id", TEXT, "The agency's or CMS's own id.", nullable=True),
        Column("external_version", TEXT, "The agency's or CMS's own version.", nullable=True),
        Column("content_type", TEXT, "Declared media type.", nullable=True),
        Column("charset", TEXT, "Character set that the payload was decoded with.", nullable=True),
        Column("fetched_at", AT, "When the payload was fetched, where the container says so.", nullable=True),
        Column("payload_digest", TEXT, "SHA-256 of the payload, 64 hex digits."),
        Column("payload_bytes", LONG, "Length of the payload in bytes."),
        Column("outcome", TEXT, "What became of the record.", values=OUTCOMES),
        Column(
            "reason",
            TEXT,
            "Why it is no article, was rejected, or is held.",
            nullable=True,
            values=NOT_ARTICLE_REASONS + REJECT_REASONS + HELD_REASONS,
        ),
        Column("status", TEXT, "Publication status that the record states.", nullable=True, values=STATUSES),
        Column("embargoed_until", AT, "Not for publication before this moment.", nullable=True),
        Column("article_id", TEXT, "The article that the record holds a version of.", nullable=True),
        Column("content_digest", TEXT, "The version's content digest (see articles.content_digest).", nullable=True),
        Column("version_at", AT, "When the version was made: updated_at of the article.", nullable=True),
        Column("revision", INT, "Which revision of its article the record holds, from 0.", nullable=True, stage="settle"),
        Column("delivered_on", ON, "Day of the first delivery (UTC).", stage="settle", is_content=False),
        Column("first_run_id", TEXT, "Run that first met the record.", stage="settle", is_content=False),
    ),
    key=("record_id",),
    sort_by=("dump", "position", "record_id"),
    month_of="delivered_on",
)


def checks() -> tuple[c.Check, ...]:
    """What must hold of the ledger. A ledger row is never set aside: it says what was found."""
    article = c.Join("article", "articles", (("record_id", "record_id"),), totals=(pl.len().alias("rows"),))
    reject = c.Join("reject", "rejects", (("record_id", "record_id"),), totals=(pl.len().alias("rows"),))
    outcome = pl.col("outcome")
    is_refusal = outcome.is_in(["not_an_article", "rejected", "held"])
    return (
        *(replace(check, tolerated=False) for check in c.closed_lists(RECORDS)),
        replace(c.id_has_shape("record_id", "rec"), tolerated=False),
        c.is_unique("record_id", "dump", description="No record stands in the ledger twice for one dump.", tolerated=False),
        c.is_unique(
            "dump",
            "position",
            name="position_is_unique",
            description="No two records of a dump have the same position.",
            tolerated=False,
        ),
        c.RowCheck(
            "digest_has_shape",
            "Every payload digest is 64 hex digits.",
            "critical",
            ~pl.col("payload_digest").str.contains(r"^[0-9a-f]{64}$"),
            tolerated=False,
        ),
        c.RowCheck(
            "place_is_possible",
            "Positions, byte offsets, and lengths are not negative.",
            "critical",
            pl.any_horizontal(pl.col("position", "byte_offset", "byte_length", "payload_bytes") < 0).fill_null(False),
            tolerated=False,
        ),
        c.RowCheck(
            "refusal_has_reason",
            "A record that is no article, was rejected or is held has a reason, and no other record has one.",
            "critical",
            is_refusal != pl.col("reason").is_not_null(),
            tolerated=False,
        ),
        c.RowCheck(
            "article_is_named",
            "A record that became an article names it; one that was refused names none.",
            "critical",
            (~is_refusal & pl.col("article_id").is_null()) | ((outcome == "not_an_article") & pl.col("article_id").is_not_null()),
            tolerated=False,
        ),
        c.RowCheck(
            "held_until_its_time",
            "A record whose embargo ends after the start of the run is held.",
            "critical",
            ((pl.col("embargoed_until") > c.NOW) & (outcome != "held")).fill_null(False),
            tolerated=False,
        ),
        c.RowCheck(
            "article_is_there",
            "Every record that became an article has exactly one row in articles, and no other record has one.",
            "critical",
            pl.col("article.rows").fill_null(0) != (outcome == "article").cast(pl.UInt32),
            needs=(article,),
            tolerated=False,
        ),
        c.RowCheck(
            "reject_is_there",
            "Every rejected record has its row in rejects, and no other record has one.",
            "critical",
            pl.col("reject.rows").is_not_null() != (outcome == "rejected"),
            needs=(reject,),
            tolerated=False,
        ),
        c.RowCheck(
            "fetched_in_range",
            "The fetch time lies between 1990 and the start of the run.",
            "warning",
            ((pl.col("fetched_at") > c.NOW.dt.offset_by("2d")) | (pl.col("fetched_at").dt.year() < 1990)).fill_null(False),
        ),
        c.ShareCheck("share_rejected", "At most a fifth of the records are rejected.", "warning", outcome == "rejected", high=0.2),
        c.ShareCheck(
            "share_unforeseen",
            "At most one record in a hundred meets an error that nobody foresaw.",
            "critical",
            pl.col("reason").is_in(["unforeseen", "crashed_reader"]).fill_null(False),
            high=0.01,
        ),
    )


def expectations() -> list[Expectation]:
    """The checks for Great Expectations, over one row of totals."""
    return c.to_expectations(RECORDS.name, checks())
