"""What drift is measured on: the articles of the last weeks, with the night on which each came, and the figures of a group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import polars as pl

from flows.gate.folders import months_of, rows_of

WEEKS = 8
UNKNOWN = "unknown"
COLUMNS = ("article_id", "publisher", "published_on", "first_seen_at", "authors", "title", "language", "is_truncated", "n_words")
QUOTED = ("article_id", "kind", "speaker_type")


class Figure(NamedTuple):
    """A figure of a group of articles: its name, how it is computed over the group's rows, and what it is in words."""

    name: str
    expr: pl.Expr
    words: str


_LONG_AGO = pl.col("published_on") < pl.col("first_seen_at").dt.date().dt.offset_by("-31d")
SHARES = (
    Figure("without_date", pl.col("published_on").is_null().mean(), "of articles without a date"),
    Figure("dated_long_ago", _LONG_AGO.mean(), "of articles dated more than a month before they came"),
    Figure("without_author", pl.col("no_author").mean(), "of articles without an author"),
    Figure("without_title", pl.col("title").is_null().mean(), "of articles without a title"),
    Figure("without_language", pl.col("language").is_null().mean(), "of articles without a language"),
    Figure("in_english", (pl.col("language") == "en").mean(), "of articles in English"),
    Figure("cut_short", pl.col("is_truncated").mean(), "of articles cut short"),
    Figure("without_quote", (pl.col("n_quotes") == 0).mean(), "of articles without a quote"),
    Figure("without_entity", (pl.col("n_entities") == 0).mean(), "of articles without an entity"),
    Figure("without_speaker", 1 - pl.col("n_spoken").sum() / pl.col("n_quotes").sum(), "of quotes without a speaker"),
)
LENGTHS = (
    Figure("words", pl.col("n_words").median(), "words in the median article"),
    Figure("entities", pl.col("n_entities").median(), "entities in the median article"),
    Figure("quotes", pl.col("n_quotes").mean(), "quotes in an article"),
)


def articles_since(release: Path | None, since: date, touched: Sequence[str] = ()) -> pl.DataFrame:
    """The articles of the months from `since` on, of the touched months and without a date: a row each, with what drift needs."""
    there = months_of(release, "articles") if release else []
    wanted = [month for month in there if f"{since:%Y-%m}" <= month or month in touched or month == UNKNOWN]
    return pl.concat([_measured(release if wanted else None, month) for month in wanted or [UNKNOWN]])


def _measured(release: Path | None, month: str) -> pl.DataFrame:
    quotes = rows_of(release, "quotes", QUOTED, month).filter(pl.col("kind").is_in(["full", "partial"]))
    said = quotes.group_by("article_id").agg(pl.len().alias("n_quotes"), (pl.col("speaker_type") != "none").sum().alias("n_spoken"))
    named = rows_of(release, "entities", ("article_id",), month).group_by("article_id").agg(pl.len().alias("n_entities"))
    return (
        rows_of(release, "articles", COLUMNS, month)
        .with_columns((pl.col("authors").list.len() == 0).alias("no_author"), pl.col("first_seen_at").dt.date().alias("night"))
        .drop("authors")
        .join(said, on="article_id", how="left")
        .join(named, on="article_id", how="left")
        .with_columns(pl.col("n_quotes", "n_spoken", "n_entities").fill_null(0))
        .collect()
    )


def weeks_before(day: datetime, weeks: int) -> date:
    """The first day of the stretch that a day is compared with."""
    return day.date() - timedelta(weeks=weeks)
