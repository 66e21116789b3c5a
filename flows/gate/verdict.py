"""What a gate says: a result for every check, and the verdict on the stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

# passed, not_applicable: nothing to say. quarantined: rows are set aside. warned: shown, published. accepted: refused, but the
# user publishes it in the open. refused, could_not_be_checked: nothing is published.
Status = Literal["passed", "not_applicable", "quarantined", "warned", "accepted", "refused", "could_not_be_checked"]
STATUSES: tuple[Status, ...] = ("refused", "could_not_be_checked", "accepted", "quarantined", "warned", "passed", "not_applicable")
STOPPING = ("refused", "could_not_be_checked")

# in a message, what comes after names the first failing rows
KEYS_FROM = ", first "
QUARANTINE_SCHEMA = pl.Schema(dict.fromkeys(("table", "record_id", "key", "check", "stage", "sample"), pl.String()))


@dataclass(frozen=True)
class Result:
    """A check's result. `rule` (`<table>.<check>`) is its name everywhere, and what `--accept` takes.

    `value` is what was judged: failing rows, or a share or figure that has to lie within `low` and `high`. `keys` are the first
    rows that failed. `message` is one line for whoever reads the report.
    """

    rule: str
    table: str
    check: str
    description: str
    severity: str
    status: Status
    rows: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None
    message: str = ""
    keys: tuple[str, ...] = ()
    samples: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The gate of a stage: its results, the rows to be set aside, and what Great Expectations wrote (None: it was not asked)."""

    stage: str
    run_id: str
    results: tuple[Result, ...]
    quarantine: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE_SCHEMA))
    accepted: dict[str, str] = field(default_factory=dict)
    validation: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def passed(self) -> bool:
        """True where the stage may go on."""
        return not any(r.status in STOPPING for r in self.results)

    @property
    def outcome(self) -> Status:
        """The worst status of any check; not_applicable where no check applied."""
        found = {r.status for r in self.results}
        return next((status for status in STATUSES if status in found), "not_applicable")

    def of_status(self, *statuses: Status) -> list[Result]:
        return [r for r in self.results if r.status in statuses]

    @property
    def failures(self) -> list[str]:
        """Why the stage is refused, a line each; empty where it is not."""
        return [f"{r.rule}: {r.message}" for r in self.of_status("refused", "could_not_be_checked")]

    @property
    def warnings(self) -> list[str]:
        """What a reader should know of what was let through, a line each."""
        return [f"{r.rule}: {r.message}" for r in self.of_status("quarantined", "warned", "accepted")]

    @property
    def message(self) -> str:
        """The verdict in one line."""
        if not self.passed:
            first, *others = self.failures
            return f"gate {self.stage} refused: {first}" + (f" (and {len(others)} more)" if others else "")
        counts = {s: len(self.of_status(s)) for s in STATUSES}
        said = ", ".join(f"{n} {s.replace('_', ' ')}" for s, n in counts.items() if n)
        return f"gate {self.stage}: {said or 'nothing to check'}"
