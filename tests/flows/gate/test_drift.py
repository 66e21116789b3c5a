"""Drift: bands that odd nights do not move, days compared at the same age, and sentences that say what is usual."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from flows.gate.band import Drift, band_of, some_of
from flows.gate.drift import _figures
from flows.gate.folders import Folder, rows_in
from flows.gate.nights import COLUMNS, articles_since
from flows.gate.volumes import unusual, vanished_publishers, volumes

SUNDAY = date(2026, 8, 2)
NOW = datetime(2026, 8, 3, 3, tzinfo=UTC)


def articles(day: date, count: int, publisher: str = "the-example.com", seen_after: timedelta = timedelta(hours=27)) -> pl.DataFrame:
    seen = datetime(day.year, day.month, day.day, tzinfo=UTC) + seen_after
    rows = {
        "article_id": [f"{publisher} {day} {n}" for n in range(count)],
        "publisher": [publisher] * count,
        "published_on": [day] * count,
        "first_seen_at": [seen] * count,
    }
    kinds = {"article_id": pl.String, "publisher": pl.String, "published_on": pl.Date, "first_seen_at": pl.Datetime("us", "UTC")}
    return pl.DataFrame(rows, schema=kinds)


def weeks(counts: list[int], **kwargs: timedelta) -> pl.DataFrame:
    """A Sunday's counts in the weeks before, the last one first."""
    return pl.concat([articles(SUNDAY - timedelta(weeks=k), n, **kwargs) for k, n in enumerate(counts, 1)])


def say(tonight: pl.DataFrame, before: pl.DataFrame, kind: str = "nightly") -> dict[str, tuple[float | None, str]]:
    after = pl.concat([before, tonight])
    return {d.check.name: (d.value, d.message) for d in volumes(tonight, after, before, kind, NOW, "critical")}


def test_one_odd_night_does_not_move_the_band() -> None:
    calm, odd = band_of([50, 52, 48, 51, 49]), band_of([50, 52, 48, 51, 4900])
    assert odd.median == 51 and calm.median == 50
    assert odd.spread < 3
    assert (odd.least, odd.most) == (48, 4900)


def test_a_publisher_far_below_is_named_with_what_is_usual() -> None:
    found = say(articles(SUNDAY, 3), weeks([41, 58, 50, 49, 52, 47]))
    assert found["articles_a_publisher"] == (1.0, "the-example.com: 3 articles, usually 41-58 on a Sunday (2026-08-02)")
    assert found["day_is_not_empty"][0] == 1


def test_a_night_like_the_others_is_silent() -> None:
    found = say(articles(SUNDAY, 40), weeks([41, 58, 50, 49, 52, 47]))
    assert all(value == 0 for value, _ in found.values())


def test_without_enough_weeks_there_is_no_verdict() -> None:
    found = say(articles(SUNDAY, 3), weeks([41, 58, 50]))
    assert all(value is None for value, _ in found.values())


def test_a_day_on_which_nothing_came_is_judged_too() -> None:
    assert say(articles(SUNDAY, 0), weeks([41, 58, 50, 49]))["day_is_not_empty"][0] == 1


def test_past_days_count_what_had_come_at_the_same_age() -> None:
    """Each Sunday had 20 articles by the next morning and 80 more by noon: 20 this morning are as usual."""
    before = pl.concat([weeks([20] * 5), weeks([80] * 5, seen_after=timedelta(hours=40)).with_columns(pl.col("article_id") + " late")])
    assert say(articles(SUNDAY, 20), before)["articles_a_publisher"][0] == 0
    assert say(articles(SUNDAY, 3), before)["articles_a_publisher"][1].startswith("the-example.com: 3 articles, usually 20-20")


def test_small_publishers_may_miss_a_day_but_not_a_week() -> None:
    assert unusual("small", 0, band_of([4, 5, 3, 6]), SUNDAY, 2.5) is None
    every_week = pl.concat([articles(SUNDAY - timedelta(days=d), 2, "small") for d in range(8, 43)])
    found = vanished_publishers(every_week, every_week, NOW, "nightly")
    assert found.value == 1 and found.message.startswith("small: nothing in seven days, usually 14 articles a week")


@pytest.mark.parametrize(("count", "is_odd"), [(50, False), (30, False), (20, True), (100, False), (200, True)])
def test_far_off_means_by_spread_and_by_proportion(count: int, is_odd: bool) -> None:
    assert (unusual("x", count, band_of([48, 50, 52, 49, 51]), SUNDAY, 2.5) is not None) == is_odd


def test_a_backfill_compares_the_days_that_it_touched() -> None:
    found = say(articles(SUNDAY, 3), weeks([41, 58, 50, 49, 52, 47]), kind="backfill")
    assert found["articles_a_publisher"][0] == 1
    assert say(articles(SUNDAY, 0), weeks([41, 58, 50, 49]), kind="backfill")["articles_a_publisher"][0] is None


def test_long_lists_are_cut() -> None:
    assert some_of([str(n) for n in range(8)]) == "0; 1; 2; 3; 4 (and 3 more)"


def release(path: Path, months: dict[str, pl.DataFrame]) -> Folder:
    """A release's folder with a file of articles in each month, named by what is in it; an older one counts words in another type."""
    empty = rows_in([], "articles", COLUMNS).collect()
    words = pl.Int64() if path.name == "older" else empty.schema["n_words"]
    for month, rows in months.items():
        file = path / "articles" / f"published_month={month}" / f"{month}-{rows.height}-{words}.parquet"
        file.parent.mkdir(parents=True)
        pl.concat([empty, rows], how="diagonal").with_columns(pl.col("n_words").cast(words)).write_parquet(file)
    return Folder(path)


@pytest.mark.parametrize("name", ["current", "older"])
def test_the_articles_of_two_releases_are_those_of_their_own_months(tmp_path: Path, name: str) -> None:
    july, august = articles(SUNDAY - timedelta(weeks=1), 3), articles(SUNDAY, 2)
    new = release(tmp_path / "new", {"2026-05": july, "2026-07": july, "2026-08": august, "unknown": august})
    current = release(tmp_path / name, {"2026-07": july, "2026-08": august.head(1), "2026-09": july})
    after, before = articles_since(new, current, date(2026, 7, 1))
    assert (after.height, before.height) == (3 + 2 + 2, 3 + 1 + 3)
    touched, _ = articles_since(new, current, date(2026, 7, 1), ["2026-05"])
    assert touched.height == after.height + 3
    first, none = articles_since(new, None, date(2026, 7, 1))
    assert (first.height, none.height) == (after.height, 0)
    assert {"article_id", "night", "n_quotes"} <= set(none.columns)


def measured(day: date, **columns: pl.Expr) -> pl.DataFrame:
    """Forty articles of two publishers as drift sees them, alike but for `columns`."""
    rows = pl.concat([articles(day, 30, "alpha"), articles(day, 10, "beta")])
    alike = {
        "night": pl.lit(day),
        "title": pl.lit("A title"),
        "language": pl.lit("en"),
        "is_truncated": pl.lit(False),
        "no_author": pl.lit(False),
        "n_words": pl.lit(300) + pl.int_range(pl.len()),
        "n_quotes": pl.lit(2),
        "n_spoken": pl.lit(2),
        "n_entities": pl.lit(5),
    }
    return rows.with_columns(**(alike | columns))


def figures(tonight: pl.DataFrame) -> dict[str, Drift]:
    before = pl.concat([measured(SUNDAY - timedelta(days=n)) for n in range(1, 15)])
    return {d.check.name: d for d in _figures(tonight, before, "nightly", "critical")}


def test_a_figure_as_usual_shows_no_articles() -> None:
    assert not any(d.articles for d in figures(measured(SUNDAY)).values())


@pytest.mark.parametrize(
    ("name", "columns", "wanted"),
    [
        ("without_author", {"no_author": pl.col("publisher") == "beta"}, lambda row: row["publisher"] == "beta"),
        ("in_english", {"language": pl.when(pl.int_range(pl.len()) > 20).then(pl.lit("de"))}, lambda row: row["language"] == "de"),
        ("without_speaker", {"n_spoken": 2 - (pl.int_range(pl.len()) % 3)}, lambda row: row["n_spoken"] == 0),
        ("words", {"n_words": pl.int_range(pl.len())}, lambda row: row["n_words"] < 30),
    ],
)
def test_a_figure_that_is_off_shows_the_articles_behind_it(
    name: str, columns: dict[str, pl.Expr], wanted: Callable[[dict[str, object]], bool]
) -> None:
    tonight = measured(SUNDAY, **columns)
    by_id = {row["article_id"]: row for row in tonight.iter_rows(named=True)}
    shown = figures(tonight)[name].articles
    assert len(shown) == 10
    assert all(wanted(by_id[article]) for article, _ in shown)


def test_the_articles_shown_are_of_all_publishers_in_turn() -> None:
    shown = figures(measured(SUNDAY, no_author=pl.lit(True)))["without_author"].articles
    assert [text.partition(":")[0] for _, text in shown] == ["alpha", "beta"] * 5
