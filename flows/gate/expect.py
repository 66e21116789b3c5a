"""The one place that runs Great Expectations: a row of totals against a suite.

Importing the library takes seconds, so it is imported when there is something to judge. `warm_up` does it beside other work.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from schemas.checks import RowCheck, ShareCheck, to_expectations

if TYPE_CHECKING:
    from great_expectations.core.expectation_suite import ExpectationSuite
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

_context: EphemeralDataContext | None = None
_lock = threading.Lock()


def warm_up() -> threading.Thread:
    """Begin to import the library on a thread of its own; `judge` waits for it where it must."""
    thread = threading.Thread(target=_quiet_context, name="import great_expectations", daemon=True)
    thread.start()
    return thread


def _quiet_context() -> EphemeralDataContext:
    """A context in memory that sends nothing and prints nothing."""
    global _context  # noqa: PLW0603 one context a process: making one reads settings and sets up logging
    with _lock:
        if _context is None:
            os.environ["GX_ANALYTICS_ENABLED"] = "false"
            import great_expectations as gx
            from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults, ProgressBarsConfig

            logging.getLogger("great_expectations").setLevel(logging.ERROR)
            config = DataContextConfig(
                store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
                progress_bars=ProgressBarsConfig(globally=False),
                analytics_enabled=False,
            )
            context = gx.get_context(mode="ephemeral", project_config=config)
            _context = context
        return _context


def make_suite(name: str, checks: Mapping[str, Sequence[RowCheck | ShareCheck]]) -> ExpectationSuite:
    """The suite of the checks of several tables."""
    from great_expectations.core.expectation_suite import ExpectationSuite

    expectations = [e for table, of_table in checks.items() for e in to_expectations(table, of_table)]
    return ExpectationSuite(name=name, expectations=expectations)


def validate(name: str, checks: Mapping[str, Sequence[RowCheck | ShareCheck]], values: Mapping[str, float]) -> dict[str, Any]:
    """The library's own result, as plain data. `values` has a figure for each `<table>.<check>`; one that is missing fails."""
    context = _quiet_context()
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame({rule: np.array([value], dtype=np.float64) for rule, value in values.items()})
    source = context.data_sources.add_or_update_pandas("copydesk")
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("totals").get_batch({"dataframe": frame})
    suite = make_suite(name, checks)
    validated = batch.validate(suite).to_json_dict()  # type: ignore[no-untyped-call]
    # through JSON, for it keeps numpy's numbers, which its own pages cannot show
    result: dict[str, Any] = json.loads(json.dumps(validated))
    return result


def outcomes(validation: Mapping[str, Any]) -> dict[str, tuple[bool, str | None]]:
    """For each rule: did it hold, and the error where it could not be evaluated."""
    found: dict[str, tuple[bool, str | None]] = {}
    for result in validation["results"]:
        info = result.get("exception_info") or {}
        if "raised_exception" not in info:  # a metric's errors come under its id
            info = next(iter(info.values()), {})
        error = str(info.get("exception_message") or "unknown error") if info.get("raised_exception") else None
        found[result["expectation_config"]["kwargs"]["column"]] = (bool(result["success"]), error)
    return found
