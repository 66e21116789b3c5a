"""Releases in an object store. There are no links there: the manifest is the release, and one conditional write makes it live.

    files/<table>/published_month=2025-08/<digest>.parquet    written once, shared by all releases that name them
    releases/<name>.json                                      manifests
    current.json                                              {"release": ..., "manifest": ...}

A warehouse on a disk is the working copy: `pull` brings it to what is current there, runs settle and publish in it, `push`
takes its current release there. Where another publisher was faster, push raises ReleaseConflict: pull and settle again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from flows.release import bucket as store
from flows.release.build import READ_ONLY, link
from flows.release.errors import ReleaseError, told
from flows.release.history import RELEASES, TEMPORARY, append_history, current_name, point_current, sweep, sync, sync_tree
from flows.release.locking import lock
from flows.release.manifest import MANIFEST, Manifest, files_of
from flows.release.release import Release, current, release_names
from flows.store import digest_of
from schemas import TABLES

CURRENT = "current.json"
FILES = "files"
TRACK = "remote.json"  # in the warehouse: what was current there when it was last pulled or pushed
GRACE = timedelta(days=1)


@dataclass(frozen=True)
class RemoteRelease:
    """A release in an object store, resolved: what it names is never written again."""

    url: str
    manifest: Manifest

    def files(self, table: str, months: Collection[str] | None = None) -> list[str]:
        """URLs of a table's files (only of `months`, where given)."""
        entry = self.manifest.tables.get(table)
        found = [] if entry is None else entry.files
        return [f"{self.url}/{FILES}/{f.path}" for f in found if months is None or f.month in months]

    def scan(self, table: str, months: Collection[str] | None = None) -> pl.LazyFrame:
        """A table's rows in its released schema, lazily."""
        if paths := self.files(table, months):
            return pl.scan_parquet(paths, hive_partitioning=False)
        return pl.DataFrame(TABLES[table].released().empty_table()).lazy()


def remote_current(url: str) -> RemoteRelease | None:
    """The release that is current at `url`; None where nothing was pushed yet."""
    place = store.open_bucket(url)
    with store.reached(place, "the current release cannot be read"):
        data, _ = store.read_tagged(place, CURRENT)
        return None if data is None else RemoteRelease(place.url, read_remote_manifest(place, json.loads(data)["release"])[0])


def remote_names(url: str) -> tuple[list[str], str | None]:
    """Names of the releases at `url`, oldest first, and of the one that is current."""
    place = store.open_bucket(url)
    with store.reached(place, "its releases cannot be listed"):
        data, _ = store.read_tagged(place, CURRENT)
        return sorted(Path(name).stem for name in store.names(place, RELEASES)), None if data is None else json.loads(data)["release"]


def pull(url: str, warehouse: Path) -> Release | None:
    """Make the warehouse's current release the one that is current at `url`, and return it; what it has is not fetched.

    Where nothing was pushed yet, the warehouse stays as it is. Raises ReleaseError in one line where something is not
    reached or not what the manifest says.
    """
    place = store.open_bucket(url)
    with lock(warehouse, who="pull"), told(warehouse, "nothing was changed"), store.reached(place, "nothing was changed"):
        sweep(warehouse)
        data, tag = store.read_tagged(place, CURRENT)
        if data is not None:
            name = json.loads(data)["release"]
            if not (warehouse / RELEASES / name / MANIFEST).exists():
                _fetch(place, name, warehouse)
            if current_name(warehouse) != name:
                point_current(warehouse, name)
                append_history(warehouse, name, "pulled")
        _track(warehouse, place.url, tag)
        return current(warehouse)


def push(warehouse: Path, url: str) -> RemoteRelease:
    """Make the warehouse's current release the current one at `url`, if what was pulled (or pushed) last still is.

    Raises ReleaseConflict where another publisher made one current in the meantime: nothing is changed then.
    """
    place = store.open_bucket(url)
    outcome = "nothing was made current there"
    with lock(warehouse, who="push"), told(warehouse, outcome), store.reached(place, outcome):
        release = current(warehouse)
        if release is None:
            raise ReleaseError(f"nothing was published in {warehouse} yet")
        expected = _tracked(warehouse, place.url)
        there = _named_there(place)
        listed = {f"{FILES}/{f.path}": release.path / f.path for f in files_of(release.manifest.tables)}
        store.upload(place, {name: path for name, path in listed.items() if name not in there})
        manifest = (release.path / MANIFEST).read_bytes()
        store.write(place, manifest_name(release.name), manifest)
        pointer = json.dumps({"release": release.name, "manifest": manifest_name(release.name)}).encode()
        _track(warehouse, place.url, store.swap(place, CURRENT, pointer, expected))
        return RemoteRelease(place.url, release.manifest)


def _named_there(place: store.Bucket) -> set[str]:
    """Names of files that are there for sure: those of the current release. It is not asked what else is: that grows for ever."""
    data, _ = store.read_tagged(place, CURRENT)
    manifest = None if data is None else read_remote_manifest(place, json.loads(data)["release"])[0]
    return {f"{FILES}/{f.path}" for f in files_of(manifest.tables)} if manifest else set()


def prune_remote(url: str, *, keep: int, grace: timedelta = GRACE) -> list[str]:
    """Remove all but the current and the newest releases, `keep` in all, and files that none of them names; returns their names.

    Files younger than `grace` stay: a publisher may have brought them whose release is not current yet.
    """
    if keep < 1:
        raise ReleaseError("the current release stays: keep 1 or more")
    place = store.open_bucket(url)
    with store.reached(place, "not all was removed"):
        data, _ = store.read_tagged(place, CURRENT)
        if data is None:
            return []
        live = json.loads(data)["release"]
        found = sorted((Path(name).stem for name in store.names(place, RELEASES)), key=lambda name: (name == live, name))
        going, staying = found[:-keep], found[-keep:]
        store.delete(place, [manifest_name(name) for name in going])
        named = {f"{FILES}/{f.path}" for n in staying for f in files_of(read_remote_manifest(place, n)[0].tables)}
        before = datetime.now(UTC) - grace
        store.delete(place, [n for n, at in store.names(place, FILES).items() if n not in named and at <= before])
        return going


def manifest_name(release: str) -> str:
    """Under which name a release's manifest lies there."""
    return f"{RELEASES}/{release}.json"


def read_remote_manifest(place: store.Bucket, release: str) -> tuple[Manifest, bytes]:
    """The manifest of a release there, and its bytes. Raises ReleaseError where it is missing."""
    data = store.read(place, manifest_name(release))
    if data is None:
        raise ReleaseError(f"{place.url}: the manifest of {release} is missing")
    return msgspec.json.decode(data, type=Manifest), data


def _fetch(place: store.Bucket, name: str, warehouse: Path) -> None:
    """Bring a release into the warehouse: files that one of its releases has are linked, the others fetched and checked."""
    manifest, data = read_remote_manifest(place, name)
    folder = warehouse / RELEASES / (name + TEMPORARY)
    here = _files_here(warehouse)
    wanted = {}
    for file in files_of(manifest.tables):
        if file.digest in here:
            link(here[file.digest], folder / file.path)
        else:
            wanted[file.digest] = file
    try:
        store.download(place, {f"{FILES}/{f.path}": folder / f.path for f in wanted.values()})
        for digest, file in wanted.items():
            if digest_of(folder / file.path) != digest:
                raise ReleaseError(f"{place.url}: {file.path} is not what the manifest says; nothing was changed")
            (folder / file.path).chmod(READ_ONLY)
        (folder / MANIFEST).write_bytes(data)
        (folder / MANIFEST).chmod(READ_ONLY)
        sync_tree(folder, with_files=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    folder.rename(folder.with_name(name))
    sync(warehouse / RELEASES)


def _files_here(warehouse: Path) -> dict[str, Path]:
    """Every file of the warehouse's releases, by digest."""
    kept = [Release(warehouse / RELEASES / name) for name in release_names(warehouse)]
    return {f.digest: r.path / f.path for r in kept for f in files_of(r.manifest.tables)}


def _track(warehouse: Path, url: str, tag: str | None) -> None:
    part = warehouse / f".{TRACK}{TEMPORARY}"
    part.write_text(json.dumps({"url": url, "tag": tag}), "utf-8")
    part.replace(warehouse / TRACK)


def _tracked(warehouse: Path, url: str) -> str | None:
    """The tag that `current.json` had when it was last seen; None where the warehouse has not met this place."""
    try:
        known: dict[str, Any] = json.loads((warehouse / TRACK).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return known["tag"] if known["url"] == url else None
