"""The accounts of the dumps: what an independent count found, what the reader found, and what stands in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from flows.gate.counts import DumpCount, Measures
from schemas.checks import RowCheck

SHOWN = 3


@dataclass(frozen=True)
class Account:
    """Dumps to which an account applies, how many do not balance (None: it applies to none), and which, in words."""

    rows: int
    value: float | None
    note: str


def account_checks(stage: str, measures: Sequence[Measures], dumps: Sequence[DumpCount]) -> list[tuple[RowCheck, Account]]:
    """The accounts of a stage: only read has any. A dump read in several pieces is added up."""
    if stage != "read":
        return []
    total = _by_dump(dumps)
    countable = [d for d in total if d.counted is not None]
    lost = [f"{d.dump}: {d.counted:,} records counted, {d.found:,} read" for d in countable if d.counted != d.found]
    ledger: Counter[str] = Counter()
    for measured in measures:
        ledger.update(measured.dumps)
    missing = [
        f"{d.dump}: {d.found:,} records read, of which {d.known:,} known before, {ledger[d.dump]:,} in the ledger"
        for d in total
        if d.found - d.known != ledger[d.dump]
    ]
    named = {d.dump for d in total}
    missing += [f"{dump}: {rows:,} rows in the ledger, but it was not read" for dump, rows in sorted(ledger.items()) if dump not in named]
    return [
        (
            _check("counted_independently", "An independent count of every dump agrees with the records that were read."),
            _account(len(countable), lost, "no dump has an independent count"),
        ),
        (
            _check("stand_in_ledger", "Every record that was read from a dump stands in the ledger, or stood there before."),
            _account(len(total), missing if total else [], "no dumps"),
        ),
    ]


def _check(name: str, description: str) -> RowCheck:
    return RowCheck(name, description, "critical", pl.lit(False), tolerated=False)


def _account(rows: int, wrong: Sequence[str], otherwise: str) -> Account:
    more = f" (and {len(wrong) - SHOWN:,} more dumps)" if len(wrong) > SHOWN else ""
    note = "; ".join(wrong[:SHOWN]) + more if wrong else ("" if rows else otherwise)
    return Account(rows, float(len(wrong)) if rows else None, note)


def _by_dump(dumps: Sequence[DumpCount]) -> list[DumpCount]:
    merged: dict[str, DumpCount] = {}
    for d in dumps:
        before = merged.get(d.dump)
        if before is None:
            merged[d.dump] = d
            continue
        counted = None if before.counted is None or d.counted is None else before.counted + d.counted
        merged[d.dump] = DumpCount(d.dump, counted, before.found + d.found, before.known + d.known, d.method)
    return [merged[name] for name in sorted(merged)]
