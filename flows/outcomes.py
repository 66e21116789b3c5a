"""What became of a run's records, counted in the release."""

from __future__ import annotations

import polars as pl

from flows.release import Release
from flows.runs import RunState


def outcomes_of(release: Release, run: RunState) -> dict[str, int]:
    """Records a outcome, of those that the run was the first to meet (of all it read, where it read known ones again)."""
    records = release.scan("records")
    if not run.again:
        records = records.filter(pl.col("first_run_id") == run.run_id)
    counted = records.group_by("outcome").len().sort("outcome").collect()
    return dict(counted.iter_rows())
