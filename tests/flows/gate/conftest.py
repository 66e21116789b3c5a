"""A small night of invented news, and its verdicts."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from benchmarks.gates_nights import Frames, make_night

DAY = date(2026, 8, 3)


@pytest.fixture(scope="session")
def _night() -> Frames:
    return make_night(DAY, scale=0.25)


@pytest.fixture
def night(_night: Frames) -> dict[str, pl.DataFrame]:
    """The staged tables of a night; a test may replace them."""
    return dict(_night)
