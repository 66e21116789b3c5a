"""What drift is measured on: the articles of the last weeks, with the night on which each came, and the figures of a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import polars as pl

from flows.gate.folders import Folder, differing_months, months_of, rows_of

WEEKS = 8
UNKNOWN = "unknown"
COLUMNS = ("article_id", "publisher", "published_on", "first_seen_at", "authors", "title", "language", "is_truncated", "n_words")
QUOTED = ("article_id", "kind", "speaker_type")


class Figure(NamedTuple):
    """A figure of a group of articles: its name, how it is computed over the group's rows, what it is in words, and `of_row`: what
    an article adds to it, by which those that make it high or low are found.
    """

    name: str
    expr: pl.Expr
    words: str
    of_row: pl.Expr


def _share(name: str, of_row: pl.Expr, words: str) -> Figure:
    return Figure(name, of_row.mean(), words, of_row.cast(pl.Float64))


_LONG_AGO = pl.col("published_on") < pl.col("first_seen_at").dt.date().dt.offset_by("-31d")
_SPEECHLESS = pl.col("n_quotes") - pl.col("n_spoken").cast(pl.Int64)
SHARES = (
    _share("without_date", pl.col("published_on").is_null(), "of articles without a date"),
    _share("dated_long_ago", _LONG_AGO, "of articles dated more than a month before they came"),
    _share("without_author", pl.col("no_author"), "of articles without an author"),
    _share("without_title", pl.col("title").is_null(), "of articles without a title"),
    _share("without_language", pl.col("language").is_null(), "of articles without a language"),
    _share("in_english", pl.col("language") == "en", "of articles in English"),
    _share("cut_short", pl.col("is_truncated"), "of articles cut short"),
    _share("without_quote", pl.col("n_quotes") == 0, "of articles without a quote"),
    _share("without_entity", pl.col("n_entities") == 0, "of articles without an entity"),
    Figure("without_speaker", 1 - pl.col("n_spoken").sum() / pl.col("n_quotes").sum(), "of quotes without a speaker", _SPEECHLESS),
)
LENGTHS = (
    Figure("words", pl.col("n_words").median(), "words in the median article", pl.col("n_words")),
    Figure("entities", pl.col("n_entities").median(), "entities in the median article", pl.col("n_entities")),
    Figure("quotes", pl.col("n_quotes").mean(), "quotes in an article", pl.col("n_quotes")),
)


def articles_since(new: Folder, current: Folder | None, since: date, touched: Sequence[str] = ()) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The articles of the release folders `new` and `current`, a row each, with what drift needs.

    They are those of the months from `since` on, of the touched months, and those without a date. A month that both have alike is read
    once.
    """
    before = {month: _measured(current, month) for month in _months(current, since, touched)}
    months = _months(new, since, touched)
    changed = differing_months(new, current, ("articles", "quotes", "entities"), months)
    after = {month: before[month] if month in before and month not in changed else _measured(new, month) for month in months}
    return _together(after), _together(before)


def _together(measured: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """All months; the current release may be in an older schema, so that only none of them is a frame in today's."""
    return pl.concat(list(measured.values()) or [_measured(None, UNKNOWN)])


def _months(release: Folder | None, since: date, touched: Sequence[str]) -> list[str]:
    there = months_of(release, "articles") if release else []
    return [month for month in there if f"{since:%Y-%m}" <= month or month in touched or month == UNKNOWN]


def _measured(release: Folder | None, month: str) -> pl.DataFrame:
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
