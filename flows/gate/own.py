"""The user's own checks: tables in `copydesk.toml`, or a Python file that offers `checks()`."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.errors import UsageError
from schemas import TABLES
from schemas.checks import Check, RowCheck, ShareCheck

SEVERITIES = ("critical", "warning")
_KEYS = {"table", "name", "description", "severity", "fails", "measure", "low", "high", "min_rows", "file"}


@dataclass(frozen=True)
class OwnCheck:
    """A check that a user wrote: as settings it travels to the workers, who build the expression.

    Either `fails` (SQL over the table's columns, true where a row fails), or `measure` (SQL whose mean lies within `low` and
    `high`), or `file`: a Python file whose `checks()` returns a mapping of table name to checks of schemas.checks.
    """

    table: str = ""
    name: str = ""
    description: str = ""
    severity: str = "warning"
    fails: str | None = None
    measure: str | None = None
    low: float | None = None
    high: float | None = None
    min_rows: int = 1
    file: str | None = None


def read_own_checks(entries: Sequence[Mapping[str, Any]], folder: Path) -> tuple[OwnCheck, ...]:
    """The `[[checks]]` of a settings file in `folder`, tried out. Raises UsageError that names the entry and what is wrong."""
    found = tuple(_to_check(n, entry, folder) for n, entry in enumerate(entries, 1))
    for table in TABLES:
        own_checks(found, table)
    return found


def _to_check(number: int, entry: Mapping[str, Any], folder: Path) -> OwnCheck:
    where = f"check {entry.get('name', number)!r} in the settings"
    if unknown := sorted(set(entry) - _KEYS):
        raise UsageError(f"{where} has an unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}")
    if "file" in entry:
        path = (folder / str(entry["file"])).resolve()
        if not path.is_file():
            raise UsageError(f"{where}: there is no file {path}")
        return OwnCheck(file=str(path))
    if missing := [key for key in ("table", "name", "description") if not entry.get(key)]:
        raise UsageError(f"{where} needs '{missing[0]}'")
    check = OwnCheck(**entry)
    if check.table not in TABLES:
        raise UsageError(f"{where}: there is no table {check.table!r}; there are {', '.join(TABLES)}")
    if check.severity not in SEVERITIES:
        raise UsageError(f"{where}: severity is critical or warning, not {check.severity!r}")
    if (check.fails is None) == (check.measure is None):
        raise UsageError(f"{where} needs either 'fails' or 'measure'")
    if check.measure is not None and check.low is None and check.high is None:
        raise UsageError(f"{where} has a 'measure', which needs 'low' or 'high'")
    return check


def own_checks(own: Sequence[OwnCheck], table: str) -> tuple[Check, ...]:
    """The user's checks of `table`, as checks like any other. Raises UsageError for an expression that cannot be read."""
    found: list[Check] = [_build(check) for check in own if check.file is None and check.table == table]
    for check in own:
        if check.file is not None:
            found += _from_file(Path(check.file)).get(table, ())
    return tuple(found)


def _build(check: OwnCheck) -> Check:
    try:
        expr = pl.sql_expr(check.fails or check.measure or "")
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise UsageError(f"check {check.name!r}: cannot read the expression: {str(error).splitlines()[0]}") from None
    severity: Any = check.severity
    if check.fails is not None:
        return RowCheck(check.name, check.description, severity, expr)
    return ShareCheck(check.name, check.description, severity, expr, check.low, check.high, min_rows=check.min_rows)


def _from_file(path: Path) -> dict[str, Sequence[Check]]:
    spec = importlib.util.spec_from_file_location(f"own_checks_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        found: Mapping[str, Sequence[Check]] = module.checks()
    except Exception as error:
        raise UsageError(f"{path}: {type(error).__name__}: {error}") from error
    if unknown := sorted(set(found) - set(TABLES)):
        raise UsageError(f"{path}: there is no table {unknown[0]!r}")
    return dict(found)
