"""What the tests of backfills ask of a release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flows.release import Release, current
from flows.versions import STAGE_VERSIONS

ON_THREADS: dict[str, Any] = {"runner": "threads", "workers": 1}


def released(warehouse: Path) -> Release:
    found = current(warehouse)
    assert found is not None
    return found


def content(release: Release) -> dict[str, str]:
    return {name: entry.content for name, entry in release.manifest.tables.items()}


def versions(release: Release, table: str) -> dict[str, list[str]]:
    """The versions of the stages over all files of a table."""
    found: dict[str, set[str]] = {}
    for file in release.entries(table):
        for stage, of_stage in file.versions.items():
            found.setdefault(stage, set()).update(of_stage)
    return {stage: sorted(of_stage) for stage, of_stage in found.items()}


def today() -> dict[str, list[str]]:
    return {stage: [version] for stage, version in STAGE_VERSIONS.items()}
