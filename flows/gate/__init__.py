"""The gates: what must hold of every table and of a release before anybody reads it.

Workers count (`measure`: Polars only); one process judges (`judge`, `judge_release`: Great Expectations, imported not before
there is something to judge); `write_docs` shows it. What must hold stands in `schemas/`, a table's checks in its own file.
"""

from flows.gate.counts import Context, Counted, DumpCount, Failing, Measures, TableCount, read_measures, write_measures
from flows.gate.docs import read_gates, write_docs
from flows.gate.expect import warm_up
from flows.gate.judge import judge
from flows.gate.measure import measure
from flows.gate.own import OwnCheck
from flows.gate.own_settings import read_own_checks
from flows.gate.passage import CHILDREN, Staged
from flows.gate.release import judge_release
from flows.gate.rules import check_accepted
from flows.gate.verdict import Result, Verdict

__all__ = [
    "CHILDREN",
    "Context",
    "Counted",
    "DumpCount",
    "Failing",
    "Measures",
    "OwnCheck",
    "Result",
    "Staged",
    "TableCount",
    "Verdict",
    "check_accepted",
    "judge",
    "judge_release",
    "measure",
    "read_gates",
    "read_measures",
    "read_own_checks",
    "warm_up",
    "write_docs",
    "write_measures",
]
