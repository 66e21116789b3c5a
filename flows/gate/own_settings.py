"""The `[[checks]]` of a settings file: read, and tried on tables without rows, so that a mistake is told before a run begins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from flows.errors import UsageError
from flows.gate.counts import Context
from flows.gate.measure import count_checks, tables_of
from flows.gate.own import OwnCheck, own_checks
from schemas import STAGED, STAGES, TABLES, Stage
from schemas.checks import Check, checks_of

SEVERITIES = ("critical", "warning")
# what a value has to be, by key
KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    **dict.fromkeys(("table", "name", "description", "severity", "fails", "measure", "file"), (str, "a text")),
    **dict.fromkeys(("low", "high"), ((int, float), "a number")),
    "min_rows": (int, "a whole number"),
}
# tables that lie beside those of a stage when its rows are counted
BESIDE: dict[Stage, tuple[str, ...]] = {"read": (), "annotate": ("articles", "paragraphs")}


def read_own_checks(entries: Sequence[Mapping[str, Any]], folder: Path) -> tuple[OwnCheck, ...]:
    """The `[[checks]]` of a settings file in `folder`, tried out. Raises UsageError that names the entry and what is wrong."""
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise UsageError("checks in the settings: write each under a heading [[checks]] of its own")
    found = tuple(_to_check(n, entry, folder) for n, entry in enumerate(entries, 1))
    for table in STAGED:
        if of_table := own_checks(found, table):
            _try_out(table, of_table)
    return found


def _to_check(number: int, entry: Mapping[str, Any], folder: Path) -> OwnCheck:
    where = f"check {entry.get('name', number)!r} in the settings"
    for key, value in entry.items():
        if key not in KINDS:
            raise UsageError(f"{where} has an unknown key {key!r}; known are {', '.join(sorted(KINDS))}")
        kind, said = KINDS[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise UsageError(f"{where}: {key} is {value!r}: it must be {said}")
    if "file" in entry:
        return _of_file(where, entry, folder)
    if missing := [key for key in ("table", "name", "description") if not entry.get(key)]:
        raise UsageError(f"{where} needs '{missing[0]}'")
    check = OwnCheck(**entry)
    if check.table not in STAGED:
        raise UsageError(f"{where}: there is no table {check.table!r}; there are {', '.join(STAGED)}")
    if (check.fails is None) == (check.measure is None):
        raise UsageError(f"{where} needs either 'fails' or 'measure'")
    if check.measure is not None and check.low is None and check.high is None:
        raise UsageError(f"{where} has a 'measure', which needs 'low' or 'high'")
    return check


def _of_file(where: str, entry: Mapping[str, Any], folder: Path) -> OwnCheck:
    path = (folder / entry["file"]).resolve()
    if not path.is_file():
        raise UsageError(f"{where}: there is no file {path}")
    if len(entry) > 1:
        raise UsageError(f"{where} names a file: what else there is to say stands there")
    return OwnCheck(file=str(path))


def _try_out(table: str, checks: Sequence[Check]) -> None:
    """Names, severities and expressions of a table's own checks, wherever they come from. Raises UsageError for the first wrong one."""
    taken = {check.name for check in checks_of(table)}
    for check in checks:
        where = f"check {check.name!r} of {table}"
        if not re.fullmatch(r"[A-Za-z]\w*", check.name):
            raise UsageError(f"{where}: a name is of letters, digits and _, for --accept {table}.NAME")
        if check.name in taken:
            raise UsageError(f"{where}: there is a check of that name already")
        if check.severity not in SEVERITIES:
            raise UsageError(f"{where}: severity is critical or warning, not {check.severity!r}")
        taken.add(check.name)
    stage = next(stage for stage in STAGES if table in tables_of(stage))
    counts, _ = count_checks(table, checks, _without_rows(stage), Context())
    if wrong := next((count for count in counts if count.error), None):
        raise UsageError(f"check {wrong.check!r} of {table}, as it is after the stage {stage}: {wrong.error}")


@lru_cache
def _without_rows(stage: Stage) -> dict[str, pl.DataFrame]:
    """The tables as a worker has them at the end of a stage, without rows."""
    frames = {name: pl.from_arrow(TABLES[name].staged(stage).empty_table()) for name in tables_of(stage)}
    frames |= {name: pl.from_arrow(TABLES[name].staged("read").empty_table()) for name in BESIDE.get(stage, ())}
    return {name: frame for name, frame in frames.items() if isinstance(frame, pl.DataFrame)}
