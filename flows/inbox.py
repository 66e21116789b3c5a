"""What is new in the inbox: by content, not by name or time. Files that are still being written are left for the next night."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from flows.errors import UsageError
from flows.plan import Dump, find_dumps, sign
from flows.release import current
from flows.runs import RunState, list_runs
from flows.settings import Settings
from flows.settling import runs_in


@dataclass(frozen=True)
class NewDumps:
    """`dumps` to read, and how many were left because they may still be being written.

    `signs` and `times` are each dump's content digest and time of the last change, by path; the time was taken first, so
    that a file that changed meanwhile is looked at again.
    """

    dumps: list[Dump]
    signs: dict[str, str]
    times: dict[str, int]
    n_unfinished: int


def find_new(settings: Settings) -> NewDumps:
    """The dumps of the inbox that no run before has read into the release that is current.

    A file whose path, size and time are those of a file read before is not opened; any other is known by its digest.
    """
    if not settings.inbox.is_dir():
        raise UsageError(f"there is no inbox at {settings.inbox}: make the folder, or set inbox in copydesk.toml")
    runs = _runs_in_release(settings.warehouse)
    known = {digest for run in runs for digest in run.signs.values()}
    places = {(d.path, d.size, run.times.get(d.path)): run.signs.get(d.path) for run in runs for d in run.dumps}
    dumps, signs, times, busy = [], {}, {}, 0
    for dump in find_dumps([settings.inbox], settings.inbox):
        changed_at = Path(dump.path).stat().st_mtime_ns
        digest = places.get((dump.path, dump.size, changed_at))
        if digest is None and time.time() - changed_at / 1e9 < settings.quiet_seconds:  # its writer may not be done
            busy += 1
            continue
        digest = digest or sign(dump)
        if digest in known:
            continue
        known.add(digest)
        signs[dump.path], times[dump.path] = digest, changed_at
        dumps.append(dump)
    return NewDumps(dumps, signs, times, busy)


def _runs_in_release(warehouse: Path) -> list[RunState]:
    """The runs whose records are in the current release: after a rollback what later runs read counts as new again."""
    included = set(runs_in(current(warehouse)))
    return [r for r in list_runs(warehouse) if r.run_id in included or (r.state == "unchanged" and r.base_release and _is_in(r, included))]


def _is_in(run: RunState, included: set[str]) -> bool:
    return bool(run.base_runs) and set(run.base_runs) <= included
