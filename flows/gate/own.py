"""The user's own checks: as settings they travel to the workers, who make checks of schemas.checks of them.

How they are read from a settings file stands in flows.gate.own_settings.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.errors import UsageError
from schemas import STAGED
from schemas.checks import Check, RowCheck, ShareCheck


@dataclass(frozen=True)
class OwnCheck:
    """A check that a user wrote.

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


def own_checks(own: Sequence[OwnCheck], table: str) -> tuple[Check, ...]:
    """The user's checks of `table`, as checks like any other. Raises UsageError for an expression or file that cannot be read."""
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
        found = module.checks()
    except Exception as error:
        raise UsageError(f"{path}: {type(error).__name__}: {error}") from error
    if not isinstance(found, Mapping) or not all(isinstance(of_table, Sequence) for of_table in found.values()):
        raise UsageError(f"{path}: checks() has to return a mapping of table names to lists of checks")
    if unknown := sorted(str(name) for name in found if name not in STAGED):
        raise UsageError(f"{path}: there is no table {unknown[0]!r}; there are {', '.join(STAGED)}")
    for check in (check for of_table in found.values() for check in of_table):
        if not isinstance(check, RowCheck | ShareCheck):
            raise UsageError(f"{path}: {check!r} is neither a RowCheck nor a ShareCheck of schemas.checks")
    return dict(found)
