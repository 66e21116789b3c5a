"""What a check of the release as a whole found."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from flows.gate.measure import SAMPLE_CHARS
from schemas.checks import RowCheck

SHOWN = 10


@dataclass
class Fault:
    """A fact about the release: over how many rows, how many break it, and the first keys that do."""

    table: str
    check: RowCheck
    rows: int = 0
    failing: int = 0
    keys: list[str] = field(default_factory=list)

    def add(self, rows: int, wrong: pl.DataFrame) -> None:
        """Count `wrong` rows (whose first column is shown) out of `rows`."""
        self.rows += rows
        self.failing += wrong.height
        room = SHOWN - len(self.keys)
        self.keys += [str(key)[:SAMPLE_CHARS] for key in wrong.to_series(0).head(room)] if wrong.height and room else []


def fact(table: str, name: str, description: str) -> Fault:
    """A fact of which nothing has been counted yet; no row may break it."""
    return Fault(table, RowCheck(name, description, "critical", pl.lit(False), tolerated=False))
