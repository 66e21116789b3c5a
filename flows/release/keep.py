"""Which releases are kept: list them, go back to one, tag one so that it stays, remove old ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.release.errors import ReleaseError, told
from flows.release.history import RELEASES, TEMPORARY, append_history, current_name, point_current, read_history, remove, sweep, sync
from flows.release.locking import lock
from flows.release.manifest import files_of, read_made_at, read_manifest
from flows.release.release import Release, open_release, release_names

TAGS = "tags"
TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Kept:
    """A kept release. `bytes` are those of its files, `own_bytes` those that no other release shares: pruning it frees them."""

    name: str
    made_at: datetime
    current_since: str | None
    is_current: bool
    tags: tuple[str, ...]
    rows: int
    bytes: int
    own_bytes: int


def releases(warehouse: Path) -> list[Kept]:
    """The kept releases, in the order in which they were made; `current_since` is null for one that is not current."""
    with told(warehouse, "its releases cannot be listed"):
        current = current_name(warehouse)
        since = {line.release: line.at for line in read_history(warehouse)}
        tags = read_tags(warehouse)
        found = [_describe(warehouse, name, current, since, tags) for name in release_names(warehouse)]
    return sorted(found, key=lambda kept: (kept.made_at, kept.name))


def _describe(warehouse: Path, name: str, current: str | None, since: dict[str, str], tags: dict[str, str]) -> Kept:
    folder = warehouse / RELEASES / name
    manifest = read_manifest(folder)
    files = list(files_of(manifest.tables))
    own = sum(f.bytes for f in files if (folder / f.path).stat().st_nlink == 1)
    return Kept(
        name=name,
        made_at=datetime.fromisoformat(manifest.made_at),
        current_since=since.get(name) if name == current else None,
        is_current=name == current,
        tags=tuple(sorted(tag for tag, tagged in tags.items() if tagged == name)),
        rows=sum(entry.rows for entry in manifest.tables.values()),
        bytes=sum(f.bytes for f in files),
        own_bytes=own,
    )


def rollback(warehouse: Path, name: str) -> Release:
    """Make a kept release current again; what is published next builds on it. Raises ReleaseError where there is no such one."""
    with lock(warehouse, who="rollback"), told(warehouse, "nothing was changed"):
        release = open_release(warehouse, name)
        missing = [f.path for f in files_of(release.manifest.tables) if not (release.path / f.path).exists()]
        if missing:
            raise ReleaseError(f"{release.name} is not whole: {missing[0]} is missing; nothing was changed")
        if release.name != current_name(warehouse):
            point_current(warehouse, release.name)
            append_history(warehouse, release.name, "rolled back")
        return release


def read_tags(warehouse: Path) -> dict[str, str]:
    """Tag -> name of the release that it keeps."""
    links = sorted((warehouse / TAGS).glob("*"))
    return {link.name: link.readlink().name for link in links if link.is_symlink()}


def tag(warehouse: Path, name: str, as_tag: str) -> Release:
    """Keep a release from being pruned, and give it a path that stays: tags/<tag>. A tag that exists moves."""
    if not TAG.fullmatch(as_tag):
        raise ReleaseError(f"'{as_tag}' cannot be a tag: use letters, digits, '.', '_' and '-'")
    with lock(warehouse, who="tag"), told(warehouse, "nothing was changed"):
        release = open_release(warehouse, name)
        folder = warehouse / TAGS
        folder.mkdir(exist_ok=True)
        link = folder / f".{as_tag}{TEMPORARY}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("..") / RELEASES / release.name)
        link.replace(folder / as_tag)
        sync(folder)
        return release


def untag(warehouse: Path, as_tag: str) -> None:
    """Remove a tag. The release stays until it is pruned."""
    if as_tag not in read_tags(warehouse):
        raise ReleaseError(f"there is no tag '{as_tag}'")
    with lock(warehouse, who="untag"), told(warehouse, "nothing was changed"):
        (warehouse / TAGS / as_tag).unlink()


def prune(warehouse: Path, *, keep: int | None = None, older_than: timedelta | None = None, is_rehearsal: bool = False) -> list[Kept]:
    """Remove old releases; returns them. The current one and tagged ones stay, and `keep` of the newest (the current one counts).

    Of the others all go, or those `older_than` so much. With `is_rehearsal` nothing is removed.
    """
    if keep is None and older_than is None:
        raise ReleaseError("say how many releases to keep, or how old the ones are that should go")
    if keep is not None and keep < 1:
        raise ReleaseError("the current release stays: keep 1 or more")
    with lock(warehouse, who="prune"), told(warehouse, "some releases were not removed"):
        sweep(warehouse)
        if len(release_names(warehouse)) <= (keep or 1):
            return []
        tags = read_tags(warehouse)
        going = [
            _describe(warehouse, name, None, {}, tags) for name in _names_to_remove(warehouse, keep or 1, older_than, set(tags.values()))
        ]
        if not is_rehearsal:
            for kept in going:
                remove(warehouse / RELEASES / kept.name)
        return going


def _names_to_remove(warehouse: Path, keep: int, older_than: timedelta | None, tagged: set[str]) -> list[str]:
    """The releases that prune removes, oldest first. Of the others only the time is read: a night must not cost what is kept."""
    current, before = current_name(warehouse), datetime.now(UTC) - (older_than or timedelta())
    made_at = {name: datetime.fromisoformat(read_made_at(warehouse / RELEASES / name)) for name in release_names(warehouse)}
    ordered = sorted(made_at, key=lambda name: (name == current, made_at[name], name))
    return [name for name in ordered[:-keep] if name not in tagged and made_at[name] <= before]
