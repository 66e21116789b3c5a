"""An agency's deliveries into an inbox, night by night, through the real flow."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from flows.release import Release, current
from flows.runs import RunState

TEXT = "<p>The ferry line put off its vote on the fares.</p><p>“We were not asked,” Ilse Voss said on Monday.</p>"
ITEM = {
    "type": "text",
    "firstcreated": "2025-03-01T08:00:00Z",
    "pubstatus": "usable",
    "language": "en",
    "headline": "The ferry line puts off its vote",
    "provider": "Meridian Wire",
    "body_html": TEXT,
}


def write_settings(place: Path, more: str = "") -> Path:
    """Settings of a place of its own: an inbox and a warehouse, files are read as soon as they are there."""
    path = place / "copydesk.toml"
    path.write_text(f'inbox = "{place / "inbox"}"\nwarehouse = "{place / "warehouse"}"\nquiet_seconds = 0\n{more}', "utf-8")
    return path


def item(number: int, version: int = 1, **other: Any) -> str:
    about = {"guid": f"tag:meridian.example,2025:{number}", "version": str(version), "versioncreated": f"2025-03-0{version}T09:00:00Z"}
    return json.dumps({**ITEM, **about, **other})


def deliver(place: Path, name: str, *lines: str) -> Path:
    path = place / "inbox" / "wire" / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return path


def night(place: Path, moment: str) -> RunState:
    from flows.pipelines import nightly

    with mock.patch("flows.runs.clock", return_value=datetime.fromisoformat(moment).replace(tzinfo=UTC)):
        state = nightly(settings_file=str(place / "copydesk.toml"), runner="threads", workers=1, learn=False)
    assert state is not None
    return state


def release(place: Path) -> Release:
    found = current(place / "warehouse")
    assert found is not None
    return found


def ledger(place: Path) -> list[tuple[Any, ...]]:
    return release(place).scan("records").sort("dump", "position").select("outcome", "reason").collect().rows()
