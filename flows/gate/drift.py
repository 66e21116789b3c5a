"""Drift: is what a run brings like what came before? Robust figures (median and spread) of the last weeks, in plain words.

Volumes are in flows.gate.volumes. Here are shares and lengths of the articles that came tonight, against the nights before:
of all, and publisher by publisher.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import sqrt
from typing import Any

import polars as pl

from flows.gate.band import SIGMAS, Band, Drift, band_of, some_of
from flows.gate.folders import Folder
from flows.gate.measure import KEYS_SHOWN
from flows.gate.nights import LENGTHS, SHARES, WEEKS, Figure, articles_since, weeks_before
from flows.gate.volumes import NO_BASELINE, missing_feeds, vanished_publishers, volumes
from schemas.checks import RowCheck, Severity, ShareCheck

# so many nights with figures make a baseline; fewer say nothing
MIN_NIGHTS = 5
# fewer articles of a night (or of a publisher in a night) have no shares worth comparing
MIN_ARTICLES = 30
MIN_OF_PUBLISHER = 10


def drift_checks(new: Folder, current: Folder | None, touched: Sequence[str], kind: str, now: datetime) -> list[Drift]:
    """The drift of the release folder `new` against `current`. Only a nightly run is refused for it; others are warned."""
    since = weeks_before(now, WEEKS + 1)
    after, before = articles_since(new, current, since, touched)
    tonight = after.join(before.select("article_id"), on="article_id", how="anti")
    strict: Severity = "critical" if kind == "nightly" else "warning"
    return [
        *volumes(tonight, after, before, kind, now, strict),
        *_figures(tonight, before, kind, strict),
        _publishers(tonight, before),
        _new_publishers(tonight, before),
        vanished_publishers(after, before, now, kind),
        missing_feeds(new, current, now, kind),
    ]


def _figures(tonight: pl.DataFrame, before: pl.DataFrame, kind: str, strict: Severity) -> list[Drift]:
    """Shares and lengths of all that came tonight, each against the nights before."""
    exprs = {figure.name: figure.expr for figure in (*SHARES, *LENGTHS)}
    nights = before.group_by("night").agg(pl.len().alias("rows"), **exprs).filter(pl.col("rows") >= MIN_ARTICLES)
    nights = nights.sort("night").tail(WEEKS * 7)
    here: Mapping[str, Any] = tonight.select(**exprs).row(0, named=True)
    is_comparable = kind == "nightly" and tonight.height >= MIN_ARTICLES

    def values(name: str) -> list[float]:
        return _numbers(nights[name]) if is_comparable and _is_number(here[name]) else []

    shares = [(f, _share(f.name, f.words, here[f.name], values(f.name), tonight.height, strict)) for f in SHARES]
    lengths = [(f, _length(f.name, f.words, here[f.name], values(f.name), tonight.height, strict)) for f in LENGTHS]
    return [replace(drift, articles=_articles_behind(figure, drift, tonight)) for figure, drift in (*shares, *lengths)]


def _articles_behind(figure: Figure, drift: Drift, tonight: pl.DataFrame) -> list[tuple[str, str]]:
    """The articles that have most of a figure that is too high, least of one that is too low; of every publisher one first."""
    check, value = drift.check, drift.value
    if value is None or not isinstance(check, ShareCheck) or check.low is None or check.high is None or check.low <= value <= check.high:
        return []
    weighed = tonight.with_columns(figure.of_row.alias("of_row")).drop_nulls("of_row").sort("article_id")
    in_turn = weighed.with_columns(pl.int_range(pl.len()).over("publisher", "of_row").alias("turn"))
    first = in_turn.sort("of_row", "turn", "article_id", descending=[value > check.high, False, False]).head(KEYS_SHOWN)
    shown = pl.format("{}: {}", pl.col("publisher").fill_null("(no publisher)"), pl.col("title").fill_null("(no title)"))
    return list(first.select("article_id", shown).iter_rows())


def _numbers(values: pl.Series) -> list[float]:
    found: list[float] = values.cast(pl.Float64).drop_nulls().drop_nans().to_list()
    return found


def _is_number(value: float | None) -> bool:
    return value is not None and value == value  # noqa: PLR0124 a share of nothing is not a number


def _margin(usual: Band, rows: int, least: float) -> float:
    """How far a share over `rows` may be off: spread and chance (the deviation of a binomial share), but no less than `least`."""
    chance = sqrt(max(usual.median * (1 - usual.median), 0.01) / rows)
    return max(least, SIGMAS * max(usual.spread, chance))


def _share(name: str, words: str, value: float, values: Sequence[float], rows: int, strict: Severity) -> Drift:
    """A share is off by a margin; nightly it stops the run where it is off by 40 points too."""
    description = f"The share {words} is like that of the nights before."
    if len(values) < MIN_NIGHTS:
        return Drift(ShareCheck(name, description, "warning", pl.lit(0)), rows, None, NO_BASELINE)
    usual = band_of(values, 0.02)
    margin = _margin(usual, rows, 0.15)
    severity: Severity = strict if abs(value - usual.median) > 0.4 else "warning"
    check = ShareCheck(name, description, severity, pl.lit(0), max(0.0, usual.median - margin), min(1.0, usual.median + margin))
    return Drift(check, rows, value, f"{value:.0%} {words}, usually {usual.least:.0%}-{usual.most:.0%}")


def _length(name: str, words: str, value: float, values: Sequence[float], rows: int, strict: Severity) -> Drift:
    """A length is off by two fifths; nightly it stops the run where it is less than 40 % or more than three times the usual."""
    description = f"The number of {words} is like that of the nights before."
    usual = band_of(values) if len(values) >= MIN_NIGHTS else None
    if usual is None or not usual.median:
        return Drift(ShareCheck(name, description, "warning", pl.lit(0)), rows, None, NO_BASELINE)
    margin = max(0.4 * usual.median, SIGMAS * usual.spread)
    severity: Severity = strict if value < 0.4 * usual.median or value > 3 * usual.median else "warning"
    check = ShareCheck(name, description, severity, pl.lit(0), max(0.0, usual.median - margin), usual.median + margin)
    return Drift(check, rows, float(value), f"{value:.3g} {words}, usually {usual.least:.3g}-{usual.most:.3g}")


def _publishers(tonight: pl.DataFrame, before: pl.DataFrame) -> Drift:
    """The same publisher by publisher: one broken layout drowns in the night's total."""
    exprs = {figure.name: figure.expr for figure in (*SHARES, *LENGTHS[:1])}
    enough = pl.col("rows") >= MIN_OF_PUBLISHER
    nights = before.group_by("publisher", "night").agg(pl.len().alias("rows"), **exprs).filter(enough)
    here = tonight.group_by("publisher").agg(pl.len().alias("rows"), **exprs).filter(enough).sort("publisher")
    past = {key[0]: rows for key, rows in nights.partition_by("publisher", as_dict=True).items() if rows.height >= MIN_NIGHTS}
    compared = [row for row in here.iter_rows(named=True) if row["publisher"] in past]
    said = [sentence for row in compared for sentence in _odd_figures(row, past[row["publisher"]])]
    description = "Shares and lengths of every publisher are like those of the nights before."
    check = RowCheck("publisher_is_as_usual", description, "warning", pl.lit(False))
    return Drift(check, len(compared), float(len(said)), some_of(said)) if compared else Drift(check, 0, None, NO_BASELINE)


def _odd_figures(row: Mapping[str, Any], past: pl.DataFrame) -> list[str]:
    said = []
    for figure in (*SHARES, *LENGTHS[:1]):
        value, values = row[figure.name], _numbers(past[figure.name])
        if not _is_number(value) or len(values) < MIN_NIGHTS:
            continue
        if figure in SHARES:
            usual = band_of(values, 0.05)
            if abs(value - usual.median) > _margin(usual, row["rows"], 0.3):
                said.append(f"{row['publisher']}: {value:.0%} {figure.words}, usually {usual.least:.0%}-{usual.most:.0%}")
        else:
            usual = band_of(values)
            if abs(value - usual.median) > max(0.5 * usual.median, SIGMAS * usual.spread):
                said.append(f"{row['publisher']}: {value:.0f} {figure.words}, usually {usual.least:.0f}-{usual.most:.0f}")
    return said


def _new_publishers(tonight: pl.DataFrame, before: pl.DataFrame) -> Drift:
    """Names that were never seen: a few are news of the trade, many are a column gone wrong."""
    description = "At most a third of the articles are of publishers that were never seen."
    check = ShareCheck("new_publishers", description, "warning", pl.lit(0), high=1 / 3)
    if tonight.height < MIN_ARTICLES or before["night"].n_unique() < MIN_NIGHTS:
        return Drift(check, tonight.height, None, NO_BASELINE)
    known = before["publisher"].unique().implode()
    fresh = tonight.filter(~pl.col("publisher").is_in(known) & pl.col("publisher").is_not_null())
    names = fresh["publisher"].unique().sort().to_list()
    return Drift(check, tonight.height, fresh.height / tonight.height, f"new publishers: {some_of(names)}" if names else "")
