"""Making a release: whole and checked, or not at all. The steps stand in STEPS; a crash between any two leaves the old one."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from flows.release.arrivals import TableDelta
from flows.release.build import build_table
from flows.release.difference import diff
from flows.release.errors import ReleaseError, told
from flows.release.history import RELEASES, TEMPORARY, append_history, point_current, sweep, sync, sync_tree
from flows.release.locking import check_held, lock
from flows.release.manifest import File, Manifest, TableEntry, add_up, all_schemas_digest, files_of, schema_digest, write_manifest
from flows.release.release import Release, current
from schemas import TABLES

Check = Callable[[Path, Release | None, set[str]], None]


@dataclass
class Publication:
    """A release in the making, as it goes from step to step."""

    warehouse: Path
    name: str
    run_id: str
    delta: Mapping[str, TableDelta]
    check: Check
    stage_versions: Mapping[str, str]
    notes: Mapping[str, Any]
    previous: Release | None
    tables: dict[str, TableEntry] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    @property
    def folder(self) -> Path:
        return self.warehouse / RELEASES / (self.name + TEMPORARY)

    @property
    def is_news(self) -> bool:
        """False where the release would be the current one over again."""
        return self.previous is None or self.tables != self.previous.manifest.tables


def build(release: Publication) -> None:
    """Link and write the files of every table."""
    scratch = release.folder / ".scratch"
    scratch.mkdir(parents=True)
    for name, table in TABLES.items():
        delta = release.delta.get(name, TableDelta())
        files, months = build_table(table, delta, release.previous, release.folder, scratch, release.stage_versions)
        release.tables[name] = add_up(files, schema_digest(table))
        release.touched |= months
    shutil.rmtree(scratch)


def describe(release: Publication) -> None:
    """Write the manifest."""
    manifest = Manifest(
        release=release.name,
        run_id=release.run_id,
        made_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        previous=release.previous.name if release.previous else None,
        schema=all_schemas_digest(),
        stage_versions=dict(release.stage_versions),
        notes=dict(release.notes),
        tables=release.tables,
    )
    write_manifest(manifest, release.folder)


def inspect(release: Publication) -> None:
    """Let the gate look at it; the gate raises to refuse."""
    release.check(release.folder, release.previous, release.touched)


def settle_on_disk(release: Publication) -> None:
    """See all of it on disk."""
    sync_tree(release.folder)


def appear(release: Publication) -> None:
    """Give it its name."""
    release.folder.rename(release.warehouse / RELEASES / release.name)
    sync(release.warehouse / RELEASES)


def go_live(release: Publication) -> None:
    """Make it the current one, if this is still the one publisher."""
    check_held(release.warehouse)
    point_current(release.warehouse, release.name)


def remember(release: Publication) -> None:
    """Write it into the history."""
    with told(release.warehouse, f"{release.name} is current all the same, the next run completes the history"):
        append_history(release.warehouse, release.name, "published")


Step = Callable[[Publication], None]
STEPS: tuple[Step, ...] = (build, describe, inspect, settle_on_disk, appear, go_live, remember)


def publish(
    warehouse: Path,
    *,
    run_id: str,
    delta: Mapping[str, TableDelta],
    check: Check,
    stage_versions: Mapping[str, str],
    notes: Mapping[str, Any],
) -> Release:
    """Publish the current release with `delta` (by table name) as a new one, and return it.

    `check(folder, previous, touched months)` sees the whole new release and raises to refuse it. Where nothing
    changes, the current release is returned and nothing published. Raises ReleaseError in one line where the lock is
    taken or the disk refuses, TableError where the rows do not fit; the release that was current then still is.
    """
    if unknown := sorted(set(delta) - set(TABLES)):
        raise ReleaseError(f"there is no table {unknown[0]}")
    with lock(warehouse, who=f"run {run_id}"):
        sweep(warehouse)
        previous = current(warehouse)
        release = Publication(warehouse, _new_name(warehouse), run_id, delta, check, stage_versions, notes, previous)
        outcome = f"nothing was published, {previous.name if previous else 'no release'} is current"
        try:
            with told(warehouse, outcome):
                (warehouse / RELEASES).mkdir(parents=True, exist_ok=True)
                if not _take_steps(release):
                    assert previous is not None
                    return previous
        except BaseException:
            shutil.rmtree(release.folder, ignore_errors=True)
            raise
        return Release((warehouse / RELEASES / release.name).absolute())


def rehearse(warehouse: Path, *, delta: Mapping[str, TableDelta]) -> tuple[pl.DataFrame, list[File]]:
    """What publishing `delta` would change, as `diff` tells it, and the files that it would write: it is made, but not published."""
    with lock(warehouse, who="rehearsal"):
        sweep(warehouse)
        previous = current(warehouse)
        release = Publication(warehouse, _new_name(warehouse), "rehearsal", delta, _pass, {}, {}, previous)
        with told(warehouse, "nothing was published"):
            try:
                build(release)
                describe(release)
                there = {f.path for f in files_of(previous.manifest.tables)} if previous else set()
                written = [f for f in files_of(release.tables) if f.path not in there]
                return diff(previous, Release(release.folder)), written
            finally:
                shutil.rmtree(release.folder, ignore_errors=True)


def _pass(*_: Any) -> None:
    """No gate: nothing is published."""


def _take_steps(release: Publication) -> bool:
    """Take all steps; False where nothing changed, so that there is nothing to publish."""
    for step in STEPS:
        step(release)
        if step is build and not release.is_news:
            shutil.rmtree(release.folder)
            return False
    return True


def _new_name(warehouse: Path) -> str:
    while True:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        if not (warehouse / RELEASES / name).exists():
            return name
