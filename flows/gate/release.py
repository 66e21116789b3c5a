"""The gate before publication: the release as a whole, with what the run changed in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from flows.gate.counts import Context, Failing
from flows.gate.drift import drift_checks
from flows.gate.folders import Folder, files_of, new_by_month, rows_in
from flows.gate.judge import Figure, Figures, draw
from flows.gate.measure import SAMPLES, count_checks
from flows.gate.passage import Staged, passage_checks
from flows.gate.verdict import KEYS_FROM, QUARANTINE_SCHEMA, Verdict
from flows.gate.whole import ARTICLE_TABLES, whole_checks
from schemas import TABLES
from schemas.checks import RowCheck, checks_of

STAGE = "release"


def judge_release(
    new: Path,
    current: Path | None,
    touched: Collection[str],
    *,
    run_id: str,
    accepted: Mapping[str, str] | None = None,
    kind: str = "run",
    now: datetime | None = None,
    staged: Staged | None = None,
    index: Path | None = None,
) -> Verdict:
    """The verdict on the unpublished release folder `new`, which differs from the release `current` in the months `touched`.

    A table without dates is one month, 'all'.
    `kind` is that of the run: only a 'nightly' run is refused for drift. `staged` is what a run that read dumps had staged: its
    rows must have arrived. `index`: see flows.gate.folders. Where nothing was touched nothing is asked.
    """
    now = now or datetime.now(UTC)
    months = sorted(touched)
    if not months:
        return Verdict(STAGE, run_id, ())
    figures = asked_of(Folder(new, index), Folder(current, index) if current else None, months, kind, now, staged)
    return draw(STAGE, run_id, figures, pl.DataFrame(schema=QUARANTINE_SCHEMA), dict(accepted or {}))


def asked_of(new: Folder, current: Folder | None, months: list[str], kind: str, now: datetime, staged: Staged | None = None) -> Figures:
    """The figures of all that is asked of a release, whether it applies or not."""
    figures: Figures = {}
    for fault in (*whole_checks(new, current, months), *(passage_checks(new, current, months, staged) if staged else ())):
        note = f"{fault.failing:,} of {fault.rows:,} fail{KEYS_FROM}{', '.join(fault.keys[:3])}" if fault.failing else ""
        value = float(fault.failing) if fault.rows or fault.failing else None  # what went may leave a fault where nothing came
        figure = Figure(fault.check, fault.rows, value, note=note)
        figure.failing = [Failing(fault.table, fault.check.name, None, key, None) for key in fault.keys]
        figures.setdefault(fault.table, {})[fault.check.name] = figure
    for table in (*ARTICLE_TABLES, "site_evidence", "entity_names"):
        for figure in _rows_again(new, current, table, months, Context(now)):
            figures.setdefault(table, {})[figure.check.name] = figure
    for drift in drift_checks(new, current, months, kind, now):
        figure = Figure(drift.check, drift.rows, drift.value, note=drift.message)
        figure.failing = [Failing("drift", drift.check.name, None, article, shown) for article, shown in drift.articles]
        figures.setdefault("drift", {})[drift.check.name] = figure
    return figures


def _rows_again(new: Folder, current: Folder | None, table: str, months: list[str], context: Context) -> list[Figure]:
    """The table's checks that settling and writing could have broken, over the rows of files that are new.

    A row that the current release has, and that fails there as well, was let through by a run before.
    """
    checks = [c for c in checks_of(table) if isinstance(c, RowCheck) and c.in_release]
    figures = {c.name: Figure(_strict(c)) for c in checks}
    for month, files in new_by_month(new, current, table, months).items():
        counts, failing = count_checks(table, checks, _frames(new, table, month, files, checks), context)
        if failing and current is not None and (old := files_of(current, table, month)):
            _, before = count_checks(table, checks, _frames(current, table, month, old, checks), context)
            known = {(row.check, row.key) for row in before}
            failing = [row for row in failing if (row.check, row.key) not in known]
        for count in counts:
            figure = figures[count.check]
            figure.rows += count.rows
            figure.errors += [count.error] if count.error else []
        for row in failing:
            figures[row.check].failing.append(row)
    for figure in figures.values():
        figure.value = float(len(figure.failing)) if figure.rows else None
    return list(figures.values())


def _strict(check: RowCheck) -> RowCheck:
    return RowCheck(check.name, check.description, check.severity, check.expr, check.needs, tolerated=False, in_release=True)


def _frames(release: Folder, table: str, month: str, files: list[Path], checks: list[RowCheck]) -> dict[str, pl.DataFrame]:
    """The rows to check, and whole months of the tables joined to them; of these only what is joined."""
    joins = [join for check in checks for join in check.needs]
    wanted: dict[str, set[str]] = {table: {*TABLES[table].key, *SAMPLES, "record_id"}}
    for join in joins:
        wanted[table].update(left for left, _ in join.on)
        wanted.setdefault(join.table, {"record_id"}).update(right for _, right in join.on)
        wanted[join.table].update(join.columns, *(total.meta.root_names() for total in join.totals))
    for check in checks:
        wanted[table].update(check.expr.meta.root_names())
    frames: dict[str, pl.DataFrame] = {}
    for name, columns in wanted.items():
        paths = files if name == table else files_of(release, name, month)
        frames[name] = rows_in(paths, name, [c for c in TABLES[name].released().names if c in columns]).collect()
    return frames
