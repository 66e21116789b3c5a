"""What is new in the inbox: by content, not by name or time. Files that are still being written are left for the next night."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from flows.errors import UsageError
from flows.plan import Dump, find_files, sign
from flows.release import current
from flows.settings import Settings
from flows.settling import runs_in
from flows.taken import Signed, Taken, note, read_taken


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
    taken, seen = read_taken(settings.warehouse)
    included = set(runs_in(current(settings.warehouse)))
    files = [file for run in taken if _is_in(run, included) for file in run.files]
    known = {file.digest for file in files}
    places = {(file.path, file.size, file.changed_at): file.digest for file in [*seen, *files]}
    dumps, signs, times, again, busy = [], {}, {}, [], 0
    for dump, found_at in find_files([settings.inbox], settings.inbox):
        if places.get((dump.path, dump.size, found_at)) in known:
            continue
        changed_at = Path(dump.path).stat().st_mtime_ns
        if time.time() - changed_at / 1e9 < settings.quiet_seconds:  # its writer may not be done
            busy += 1
            continue
        digest = sign(dump)
        if digest in known:
            again.append(Signed(dump.path, dump.size, changed_at, digest))
            continue
        known.add(digest)
        signs[dump.path], times[dump.path] = digest, changed_at
        dumps.append(dump)
    note(settings.warehouse, again)
    return NewDumps(dumps, signs, times, busy)


def _is_in(run: Taken, included: set[str]) -> bool:
    """True where the current release, which has the records of the runs `included`, has all that the run read.

    So after a rollback what later runs read counts as new again. A run that brought nothing names those that had it all.
    """
    return run.run_id in included or (run.state == "unchanged" and bool(run.base_runs) and set(run.base_runs) <= included)
