"""The rules that gates ask: what `--accept` may name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.errors import UsageError
from flows.gate.accounts import account_checks
from flows.gate.folders import Folder
from flows.gate.judge import SET_ASIDE
from flows.gate.own import OwnCheck, own_checks
from flows.gate.passage import CHILDREN, RULE
from flows.gate.release import asked_of
from schemas import TABLES
from schemas.checks import checks_of


def known_rules(own: Sequence[OwnCheck] = ()) -> set[str]:
    """All rules of all gates, the user's own among them. Those of the release are found by asking them of an empty folder."""
    with TemporaryDirectory() as nothing:
        of_release = asked_of(Folder(Path(nothing)), None, ["unknown"], "nightly", datetime.now(UTC))
    return {
        *(f"{table}.{check.name}" for table in TABLES for check in (*checks_of(table), *own_checks(own, table))),
        *(f"{table}.{SET_ASIDE}" for table in TABLES),
        *(f"dumps.{check.name}" for check, _ in account_checks("read", [], [])),
        *(f"{table}.{name}" for table, figures in of_release.items() for name in figures),
        *(f"{table}.{RULE}" for table in CHILDREN),
    }


def check_accepted(accepted: Collection[str], own: Sequence[OwnCheck] = ()) -> None:
    """Raise UsageError for a rule that is accepted and that no gate has: a slip of the pen costs no night."""
    known = known_rules(own) if accepted else set()
    for rule in accepted:
        if rule not in known:
            near = get_close_matches(rule, sorted(known), n=1)
            raise UsageError(f"--accept {rule}: no gate has such a rule" + (f"; there is {near[0]}" if near else ""))
