"""Judging a stage: the workers' counts are added up, Great Expectations judges the totals, and the verdict is drawn.

A critical row check that fails sets its rows aside as long as they are few; all that a table would set aside is itself a check
(`<table>.rows_set_aside`), and that is what stops the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from flows.gate.accounts import account_checks
from flows.gate.counts import Context, DumpCount, Failing, Measures
from flows.gate.expect import outcomes, validate
from flows.gate.measure import KEYS_SHOWN, tables_of
from flows.gate.own import own_checks
from flows.gate.verdict import KEYS_FROM, QUARANTINE_SCHEMA, Result, Status, Verdict
from schemas import TABLES
from schemas.checks import Check, RowCheck, ShareCheck, checks_of, of_few_rows, stops

# a failing row of these withdraws its whole record, so what is counted against the tolerance is records
WITHDRAWS_RECORD = ("articles", "paragraphs", "cuts", "article_keys")
SET_ASIDE = "rows_set_aside"


@dataclass
class Figure:
    """What is judged about one check: the figure, over how many rows, and why it is missing."""

    check: Check
    rows: int = 0
    value: float | None = None
    errors: list[str] = field(default_factory=list)
    failing: list[Failing] = field(default_factory=list)
    note: str = ""


Figures = dict[str, dict[str, Figure]]


def judge(
    stage: str,
    measures: Sequence[Measures],
    *,
    run_id: str,
    accepted: Mapping[str, str] | None = None,
    dumps: Sequence[DumpCount] = (),
    context: Context | None = None,
) -> Verdict:
    """The verdict on a stage from the counts of all its shards.

    `accepted` maps rules (`<table>.<check>`) to the reason why a failing one is published all the same. `dumps` are the counts
    of the dumps that were read; without them the accounts of the dumps do not apply. Where the stage has no rows at all the
    library is not even imported.
    """
    accepted = dict(accepted or {})
    context = context or Context()
    figures = _add_up(stage, measures, context)
    is_empty = not any(count.rows for measured in measures for count in measured.tables.values())
    for check, account in account_checks(stage, measures, dumps):
        is_trivial = is_empty and not account.value
        note = "nothing new in the dumps, and they balance" if is_trivial and account.rows else account.note
        figures.setdefault("dumps", {})[check.name] = Figure(check, account.rows, None if is_trivial else account.value, note=note)
    quarantine = _set_aside(stage, figures, measures, accepted)
    return draw(stage, run_id, figures, quarantine, accepted)


def draw(stage: str, run_id: str, figures: Figures, quarantine: pl.DataFrame, accepted: Mapping[str, str]) -> Verdict:
    """The verdict on figures: those that apply go before Great Expectations, which is imported if there are any."""
    asked = {t: [f for f in of_table.values() if f.value is not None or f.errors] for t, of_table in figures.items()}
    validation: dict[str, Any] | None = None
    answers: dict[str, tuple[bool, str | None]] = {}
    if any(asked.values()):
        values = {f"{t}.{f.check.name}": f.value for t, fs in asked.items() for f in fs if f.value is not None and not f.errors}
        validation = validate(stage, {t: [f.check for f in fs] for t, fs in asked.items()}, values)
        answers = outcomes(validation)
    results = [
        _result(table, figure, answers.get(f"{table}.{figure.check.name}"), accepted)
        for table, of_table in figures.items()
        for figure in of_table.values()
    ]
    return Verdict(stage, run_id, tuple(results), quarantine, dict(accepted), validation)


def _add_up(stage: str, measures: Sequence[Measures], context: Context) -> Figures:
    """The figures of all checks of the stage's tables. A check that a shard did not count is an error, not a zero."""
    figures: Figures = {}
    for table in tables_of(stage):
        checks = (*checks_of(table), *own_checks(context.own, table))
        of_table = figures.setdefault(table, {check.name: Figure(check) for check in checks})
        totals = dict.fromkeys(of_table, 0.0)
        for measured in measures:
            counted = {c.check: c for c in measured.checks if c.table == table}
            for name, figure in of_table.items():
                if name not in counted:
                    figure.errors.append("a shard was not counted")
                elif error := counted[name].error:
                    figure.errors.append(error)
                else:
                    figure.rows += counted[name].rows
                    totals[name] += counted[name].total
            for row in measured.failing:
                if row.table == table:
                    of_table[row.check].failing.append(row)
        for name, figure in of_table.items():
            _settle(figure, totals[name])
    return figures


def _settle(figure: Figure, total: float) -> None:
    check = figure.check
    if isinstance(check, RowCheck):
        figure.value = total if figure.rows else None
        return
    if figure.rows < check.min_rows:
        fewer = of_few_rows(check, figure.rows)
        if fewer is None:
            return
        figure.check = fewer
    figure.value = total / figure.rows if figure.rows else None


def _set_aside(stage: str, figures: Figures, measures: Sequence[Measures], accepted: Mapping[str, str]) -> pl.DataFrame:
    """The rows that fail a tolerated critical check; adds the check of how many they are to `figures`."""
    aside: list[tuple[str | None, ...]] = []
    for table in tables_of(stage):
        names = {
            name: f
            for name, f in figures[table].items()
            if isinstance(f.check, RowCheck) and f.check.severity == "critical" and f.check.tolerated
        }
        rows = [row for name, f in names.items() if f"{table}.{name}" not in accepted for row in f.failing]
        whole = table in WITHDRAWS_RECORD
        units = {row.record_id if whole else (row.record_id, row.key) for row in rows}
        unnamed = sum(int(f.value or 0) > len(f.failing) for f in names.values())
        counts = [m.tables[table] for m in measures if table in m.tables]
        base = sum(c.records if whole else c.rows for c in counts)
        limit = tolerance(table, base)
        value = max(len(units), limit + 1) if unnamed else len(units)
        figure = Figure(_set_aside_check(table, limit, whole), base, float(value) if base else None)
        figure.note = _set_aside_note(len(units), base, limit, whole, names)
        figures[table] = {SET_ASIDE: figure, **figures[table]}  # first: it is what stops the run, the others say why
        aside += [(row.table, row.record_id, row.key, row.check, stage, row.sample) for row in rows]
    return pl.DataFrame(aside, schema=QUARANTINE_SCHEMA, orient="row").unique(maintain_order=True)


def _set_aside_check(table: str, limit: int, whole: bool) -> ShareCheck:
    what = "records" if whole else "rows"
    return ShareCheck(
        SET_ASIDE, f"At most {limit:,} {what} of {table} are set aside by the checks.", "critical", pl.lit(0), high=limit, min_rows=1
    )


def _set_aside_note(units: int, base: int, limit: int, whole: bool, figures: Mapping[str, Figure]) -> str:
    if not units:
        return ""
    worst = sorted(((int(f.value or 0), name) for name, f in figures.items() if f.value), reverse=True)
    what = "records" if whole else "rows"
    return f"{units:,} of {base:,} {what} fail, {limit:,} may: " + ", ".join(f"{name} {n:,}" for n, name in worst[:4])


def tolerance(table: str, base: int) -> int:
    """How many of `base` records or rows may be set aside: what the table allows, but never more than a quarter (and always one)."""
    rows, share = TABLES[table].tolerance
    return min(max(rows, int(share * base)), max(1, base // 4))


def _result(table: str, figure: Figure, answer: tuple[bool, str | None] | None, accepted: Mapping[str, str]) -> Result:
    check = figure.check
    rule = f"{table}.{check.name}"
    status, message = _status(figure, answer, rule in accepted)
    low, high = (None, 0.0) if isinstance(check, RowCheck) else (check.low, check.high)
    if status == "accepted":
        message = f"{message}; accepted: {accepted[rule]}"
    # a share may be met as a whole although one shard missed it: then its rows are no news
    shown = _one_of_each_record(figure.failing)[:KEYS_SHOWN] if status not in ("passed", "not_applicable") else []
    return Result(
        rule=rule,
        table=table,
        check=check.name,
        description=check.description,
        severity=check.severity,
        status=status,
        rows=figure.rows,
        value=figure.value,
        low=low,
        high=high,
        message=message,
        keys=tuple(row.key for row in shown),
        samples=tuple(row.sample for row in shown),
    )


def _one_of_each_record(failing: Sequence[Failing]) -> list[Failing]:
    """The rows in an order in which the first are of as many records as there are: ten paragraphs of one article say little."""
    first: dict[str | None, Failing] = {}
    others = [row for row in failing if first.setdefault(row.record_id, row) is not row]
    return [*first.values(), *others]


def _status(figure: Figure, answer: tuple[bool, str | None] | None, is_accepted: bool) -> tuple[Status, str]:
    check = figure.check
    if answer is None:
        return "not_applicable", figure.note or ("no rows" if not figure.rows else f"only {figure.rows:,} rows")
    held, error = answer
    if error or figure.errors:
        why = figure.errors[0] if figure.errors else error
        return ("accepted" if is_accepted else "could_not_be_checked"), f"could not be checked: {why}"
    if held:
        return "passed", figure.note
    message = figure.note or _describe(figure)
    if is_accepted:
        return "accepted", message
    if stops(check):
        return "refused", message
    return ("quarantined" if check.severity == "critical" else "warned"), message


def _describe(figure: Figure) -> str:
    check, value = figure.check, figure.value or 0.0
    if isinstance(check, RowCheck):
        some = ", ".join(dict.fromkeys(row.key for row in figure.failing[:3]))
        return f"{int(value):,} of {figure.rows:,} rows fail" + (KEYS_FROM + some if some else "")
    bounds = [bound for bound in (check.low, check.high) if bound is not None]
    is_share = all(0 <= figure <= 1 for figure in (value, *bounds))

    def said(figure: float) -> str:
        return f"{100 * figure:.3g}%" if is_share else f"{figure:,.6g}"

    mean = said(value) if is_share else f"{said(value)} on average"

    sides = [f"{word} {said(bound)}" for word, bound in (("at least", check.low), ("at most", check.high)) if bound is not None]
    return f"{mean} over {figure.rows:,} rows; should be {' and '.join(sides)}"
