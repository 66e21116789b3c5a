"""How many articles: a day, a publisher and weekday, a feed.

Days are compared with the same weekday of the weeks before, at the same age: an article counts for a past day only if it had
come as soon after that day as tonight's could have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import sqrt

import polars as pl

from flows.gate.band import SIGMAS, Band, Drift, band_of, some_of
from flows.gate.folders import Folder, rows_of
from flows.gate.nights import WEEKS
from schemas.checks import RowCheck, Severity

# so many weeks with articles make a baseline; fewer say nothing
MIN_WEEKS = 4
# below so many articles on a usual day (or in a usual week) none at all is no news
MIN_USUAL = 8
# nights do not begin at the same minute
SLACK = timedelta(hours=3)
# a nightly run speaks of the last days; later stragglers do not raise an alarm again
JUDGED_DAYS = 4
MAX_DAYS = 60
NO_BASELINE = "no baseline"
DELIVERED = ("feed", "delivered_on")


def volumes(tonight: pl.DataFrame, after: pl.DataFrame, before: pl.DataFrame, kind: str, now: datetime, strict: Severity) -> list[Drift]:
    """Articles a day: all together, and of each publisher."""
    nearly_none: list[str] = []
    of_all: list[str] = []
    of_one: list[str] = []
    compared = 0
    for day in judged_days(tonight, kind, now):
        past = [c for k in range(1, WEEKS + 1) if (c := _count(before, day - timedelta(weeks=k), day, now, kind))]
        if len(past) < MIN_WEEKS:
            continue
        compared += 1
        came = _count(after, day, day, now, kind)
        total, usual = sum(came.values()), band_of([sum(counts.values()) for counts in past])
        if says := unusual("all publishers", total, usual, day, 2.0):
            of_all.append(says)
            nearly_none += [says] if total < 0.2 * usual.median else []
        of_one += _odd_publishers(came, past, day)
    listed: list[tuple[str, str, Severity, list[str]]] = [
        ("day_is_not_empty", "No day has less than a fifth of the articles that are usual on its weekday.", strict, nearly_none),
        ("articles_a_day", "Every day has about as many articles as are usual on its weekday.", "warning", of_all),
        ("articles_a_publisher", "Every publisher has about as many articles as are usual on the weekday.", "warning", of_one),
    ]
    return [_drift(name, description, severity, said, compared) for name, description, severity, said in listed]


def _drift(name: str, description: str, severity: Severity, said: Sequence[str], compared: int) -> Drift:
    check = RowCheck(name, description, severity, pl.lit(False), tolerated=False)
    return Drift(check, compared, float(len(said)), some_of(said)) if compared else Drift(check, 0, None, NO_BASELINE)


def judged_days(tonight: pl.DataFrame, kind: str, now: datetime) -> list[date]:
    """Nightly: the day before, whatever came, and those of the last few that got articles. Else: the days that got articles."""
    came = tonight["published_on"].drop_nulls().unique().sort().to_list()
    if kind != "nightly":
        return [day for day in came if day < now.date()][-MAX_DAYS:]
    yesterday = now.date() - timedelta(days=1)
    return sorted({yesterday} | {day for day in came if now.date() - timedelta(days=JUDGED_DAYS) <= day < now.date()})


def _count(articles: pl.DataFrame, day: date, like: date, now: datetime, kind: str) -> dict[str, int]:
    """Articles a publisher of `day`; for a nightly run only those that had come at the age that the day `like` has now.

    Of an archive that was loaded at once none had: then all count, if `like` is long enough ago to be complete.
    """
    of_day = articles.filter(pl.col("published_on") == day)
    age = now - datetime.combine(like, time(), UTC)
    if kind == "nightly" and day != like:
        in_time = of_day.filter(pl.col("first_seen_at") <= datetime.combine(day, time(), UTC) + age + SLACK)
        if in_time.height or age < timedelta(days=2):
            of_day = in_time
    counts = of_day.group_by(pl.col("publisher").fill_null("(no publisher)")).len()
    return {str(publisher): int(n) for publisher, n in counts.iter_rows()}


def _odd_publishers(came: Mapping[str, int], past: Sequence[Mapping[str, int]], day: date) -> list[str]:
    said = []
    for publisher in sorted({p for counts in past for p in counts}):
        values = [float(counts.get(publisher, 0)) for counts in past]
        if sum(v > 0 for v in values) >= MIN_WEEKS and (says := unusual(publisher, came.get(publisher, 0), band_of(values), day, 2.5)):
            said.append(says)
    return said


def unusual(who: str, count: int, usual: Band, day: date, most: float) -> str | None:
    """A sentence where `count` is far off: in spread, and less than half or more than `most` times the median; else None.

    The spread is at least that of chance (the root of a Poisson count) and a tenth of the median.
    """
    if usual.median < MIN_USUAL:
        return None
    spread = max(usual.spread, sqrt(usual.median), 0.1 * usual.median)
    is_low = count < usual.median - 3 * spread and count < 0.5 * usual.median
    is_high = count > usual.median + SIGMAS * spread and count > most * usual.median
    if not (is_low or is_high):
        return None
    return f"{who}: {count:,} articles, usually {usual.least:,.0f}-{usual.most:,.0f} on a {day:%A} ({day})"


def vanished_publishers(after: pl.DataFrame, before: pl.DataFrame, now: datetime, kind: str) -> Drift:
    """Publishers that came every week and did not for the last seven days: also the small ones, whose days say nothing."""
    check = RowCheck("vanished_publishers", "Every publisher that comes every week has come in the last one.", "warning", pl.lit(False))
    if kind != "nightly":
        return Drift(check, 0, None, "only asked of nightly runs")
    week = ((pl.lit(now.date()) - pl.col("published_on")).dt.total_days() - 1).floordiv(7).alias("week")
    past = before.drop_nulls("publisher").with_columns(week).filter(pl.col("week").is_between(1, WEEKS))
    weekly = past.group_by("publisher", "week").len().group_by("publisher")
    usual = weekly.agg(pl.len().alias("weeks"), pl.col("len").median().alias("usual"))
    regular = usual.filter((pl.col("weeks") >= MIN_WEEKS) & (pl.col("usual") >= MIN_USUAL)).sort("publisher")
    here = after.filter(pl.col("published_on") >= now.date() - timedelta(days=7))["publisher"].unique()
    gone = regular.filter(~pl.col("publisher").is_in(here.implode()))
    said = [f"{row['publisher']}: nothing in seven days, usually {row['usual']:.0f} articles a week" for row in gone.iter_rows(named=True)]
    return Drift(check, regular.height, float(len(said)), some_of(said)) if regular.height else Drift(check, 0, None, NO_BASELINE)


def missing_feeds(new: Folder, current: Folder | None, now: datetime, kind: str) -> Drift:
    """Feeds that delivered on this weekday in most of the weeks before, more than a handful, and not today."""
    check = RowCheck("feeds_that_did_not_come", "Every feed that comes on this weekday has come.", "warning", pl.lit(False))
    if kind != "nightly":
        return Drift(check, 0, None, "only asked of nightly runs")
    days = [now.date() - timedelta(weeks=k) for k in range(1, WEEKS + 1)]
    past = _delivered(current, days).group_by(DELIVERED).len().collect()
    today = _delivered(new, [now.date()]).select("feed").unique().collect()
    usual = past.group_by("feed").agg(pl.len().alias("weeks"), pl.col("len").median().alias("usual"))
    regular = usual.filter((pl.col("weeks") >= MIN_WEEKS) & (pl.col("usual") >= MIN_USUAL))
    gone = regular.filter(~pl.col("feed").is_in(today["feed"].implode())).sort("feed")
    said = [f"{row['feed']}: nothing came, usually {row['usual']:,.0f} records on a {now:%A}" for row in gone.iter_rows(named=True)]
    return Drift(check, regular.height, float(len(said)), some_of(said)) if regular.height else Drift(check, 0, None, NO_BASELINE)


def _delivered(release: Folder | None, days: Sequence[date]) -> pl.LazyFrame:
    """Feed and day of the records that were delivered on `days`: the ledger is parted by months of delivery."""
    months = sorted({f"{day:%Y-%m}" for day in days})
    rows = pl.concat([rows_of(release, "records", DELIVERED, month) for month in months])
    return rows.filter(pl.col("delivered_on").is_in(days))
