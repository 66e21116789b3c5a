"""What became of a run's records, counted in the release."""

from __future__ import annotations

import polars as pl

from flows.release import Release
from flows.runs import RunState


def outcomes_of(release: Release, base: Release | None, run: RunState) -> dict[str, int]:
    """Records a outcome, of those that the run was the first to meet (of all it read, where it read known ones again).

    Records that the release before held back, and this one does not, belong to them.
    """
    records = release.scan("records")
    if not run.again:
        held = base.scan("records").filter(pl.col("outcome") == "held") if base else records.clear()
        is_freed = pl.col("record_id").is_in(held.select("record_id").collect()["record_id"].implode()) & (pl.col("outcome") != "held")
        records = records.filter((pl.col("first_run_id") == run.run_id) | is_freed)
    counted = records.group_by("outcome").len().sort("outcome").collect()
    return dict(counted.iter_rows())
