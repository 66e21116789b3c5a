"""What is usual: the median and spread of figures before, which single odd ones do not move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from schemas.checks import Check

# 1.4826 x the median absolute deviation estimates the standard deviation of a normal distribution
MAD_TO_SIGMA = 1.4826
SIGMAS = 5
SHOWN = 5


@dataclass(frozen=True)
class Drift:
    """A drift check: over how many articles, days or publishers, the figure (None: no baseline), and what it means in words.

    `articles` are the first that make the figure what it is: article_id, and publisher and title to be shown.
    """

    check: Check
    rows: int
    value: float | None
    message: str = ""
    articles: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Band:
    """What is usual: the median and spread of the figures before, and their range."""

    median: float
    spread: float
    least: float
    most: float


def band_of(values: Sequence[float], least_spread: float = 0.0) -> Band:
    """The band of `values` (at least one): their median, and 1.4826 x MAD but never less than `least_spread`."""
    series = pl.Series(values, dtype=pl.Float64)
    median = float(series.median() or 0)  # type: ignore[arg-type]
    mad = float((series - median).abs().median() or 0)  # type: ignore[arg-type]
    return Band(median, max(MAD_TO_SIGMA * mad, least_spread), float(min(values)), float(max(values)))


def some_of(said: Sequence[str]) -> str:
    """The first of several sentences in one line, and how many more there are."""
    return "; ".join(said[:SHOWN]) + (f" (and {len(said) - SHOWN} more)" if len(said) > SHOWN else "")
