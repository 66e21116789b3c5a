"""Each run leaves its summary, its gates and links to them in Prefect's pages, one that a gate refused as well."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from flows.errors import GateRefused
from flows.runs import list_runs

CHECK = """
[[checks]]
table = "articles"
name = "has_no_title"
description = "No article has a title."
severity = "critical"
fails = "title IS NOT NULL"
"""


def left_by(run_id: str) -> dict[str, Any]:
    """The artifacts that tell of a run, by their keys."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        found = client.read_artifacts()
    return {a.key: a for a in found if a.key and run_id in f"{a.description} {a.data}"}


@pytest.mark.parametrize(("checks", "state"), [("", "published"), (CHECK, "refused")])
def test_a_run_leaves_its_summary_gates_and_links(prefect_server: None, sample: Path, tmp_path: Path, checks: str, state: str) -> None:
    from flows.pipelines import ingest

    settings = tmp_path / "copydesk.toml"
    settings.write_text(checks, "utf-8")
    inbox, warehouse = sample / "harbour-gazette", tmp_path / "warehouse"
    with suppress(GateRefused):
        ingest([str(inbox)], settings_file=str(settings), warehouse=str(warehouse), runner="threads", workers=1)
    (run,) = list_runs(warehouse)
    left = left_by(run.run_id)
    assert run.state == state
    assert f"# {state}: run {run.run_id}" in left["copydesk-run"].data
    assert all(line in left["copydesk-run"].data for line in run.refused_by)
    assert {row["gate"]: row["outcome"] for row in json.loads(left["copydesk-gates"].data)} == run.gates
    pages = warehouse / "runs" / run.run_id / "gates" / "index.html"
    assert pages.is_file() and pages.absolute().as_uri() in left["copydesk-gates-pages"].data
    assert bool(run.refused_by) == (state == "refused")
