"""Which releases were current, from when: a line each. What stands in neither the history nor `current` is a crash's leftover."""

from __future__ import annotations

import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.release.errors import ReleaseError, told
from flows.release.locking import lock
from flows.release.manifest import MANIFEST

CURRENT = "current"
HISTORY = "history"
RELEASES = "releases"
TEMPORARY = ".tmp"
READY = ".ready"  # a kept release written again, whole, and about to take the old one's place
SYNCS_AT_ONCE = 16
NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")


@dataclass(frozen=True)
class Line:
    """From `at` on (ISO 8601, UTC) `release` was current; `why`: published, rolled back, recovered."""

    at: str
    release: str
    why: str


def now() -> str:
    """The time as the history and the manifest write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_history(warehouse: Path) -> list[Line]:
    """The lines of `history`, oldest first; a line that a crash cut short does not count."""
    try:
        text = (warehouse / HISTORY).read_text("utf-8")
    except FileNotFoundError:
        return []
    parts = (line.split("\t") for line in text.splitlines())
    return [Line(*part) for part in parts if len(part) == 3 and NAME.fullmatch(part[1])]


def append_history(warehouse: Path, release: str, why: str) -> None:
    """Add a line, and see it on disk."""
    path = warehouse / HISTORY
    is_torn = path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size > 0
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if is_torn else "") + f"{now()}\t{release}\t{why}\n")
        file.flush()
        os.fsync(file.fileno())


def current_name(warehouse: Path) -> str | None:
    """Name of the release that `current` leads to; None where nothing was published yet."""
    try:
        return (warehouse / CURRENT).readlink().name
    except FileNotFoundError:
        return None


def point_current(warehouse: Path, release: str) -> None:
    """Make `release` the current one: one atomic swap of the link."""
    link = warehouse / f".{CURRENT}{TEMPORARY}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(RELEASES) / release)
    link.replace(warehouse / CURRENT)
    sync(warehouse)


def sync(path: Path) -> None:
    """See a file's bytes, or a folder's entries, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path, *, with_files: bool = False) -> None:
    """See all folders under one on disk (and their files): many at once, so that the disk can take them together."""
    found = list(os.walk(folder))
    paths = [Path(here) for here, _, _ in found] + [Path(here, f) for here, _, files in found if with_files for f in files]
    with ThreadPoolExecutor(SYNCS_AT_ONCE) as pool:
        list(pool.map(sync, paths))


def put_in_place(warehouse: Path, release: str) -> None:
    """Put <release>.tmp, which is whole, in the place of the release. After a crash on the way, `sweep` goes on with it."""
    releases = warehouse / RELEASES
    (releases / (release + TEMPORARY)).rename(releases / (release + READY))
    _replace(releases, release)


def _replace(releases: Path, release: str) -> None:
    old = releases / release
    gone = releases / (release + TEMPORARY)
    if gone.exists():
        shutil.rmtree(gone)
    if old.exists():
        old.rename(gone)
    (releases / (release + READY)).rename(old)
    sync(releases)
    if gone.exists():
        shutil.rmtree(gone)


def sweep(warehouse: Path) -> list[str]:
    """Clear away what crashed runs left behind, and complete the history; returns what was done, a line each.

    Releases that were never current go. Where the history itself is lost, every whole release is taken into it instead.
    """
    with lock(warehouse, who="sweep"), told(warehouse, "leftovers of a crashed run could not be cleared away"):
        done: list[str] = []
        (warehouse / f".{CURRENT}{TEMPORARY}").unlink(missing_ok=True)
        for ready in sorted((warehouse / RELEASES).glob(f"*{READY}")):
            _replace(warehouse / RELEASES, ready.name.removesuffix(READY))
            done.append(f"finished writing {ready.name.removesuffix(READY)} again")
        _complete_history(warehouse, done)
        known = {line.release for line in read_history(warehouse)}
        for folder in sorted((warehouse / RELEASES).glob("*")):
            if folder.name.endswith(TEMPORARY) or (NAME.fullmatch(folder.name) and folder.name not in known):
                remove(folder)
                done.append(f"removed {folder.name}, which was never current")
        return done


def remove(folder: Path) -> None:
    """Remove a release's folder: first out of sight, by one rename, then file by file."""
    gone = folder if folder.name.endswith(TEMPORARY) else folder.with_name(folder.name + TEMPORARY)
    if gone != folder:
        folder.rename(gone)
    shutil.rmtree(gone)


def _complete_history(warehouse: Path, done: list[str]) -> None:
    known = {line.release for line in read_history(warehouse)}
    lost = [] if known else _whole_releases(warehouse)
    current = current_name(warehouse)
    if current and not (warehouse / RELEASES / current / MANIFEST).exists():
        raise ReleaseError(f"{warehouse / CURRENT} leads to {current}, which is not there: roll back to another release")
    if current:
        lost = [name for name in lost if name != current] + [current] * (current not in known)
    for name in lost:
        append_history(warehouse, name, "recovered")
        done.append(f"added {name} to the history")


def _whole_releases(warehouse: Path) -> list[str]:
    folders = sorted((warehouse / RELEASES).glob("*"))
    return [f.name for f in folders if NAME.fullmatch(f.name) and (f / MANIFEST).exists()]
