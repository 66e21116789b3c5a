"""Takedown in an object store: what was forgotten in the warehouse leaves the releases that lie there, too."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import polars as pl

from flows.release import bucket as store
from flows.release.errors import told
from flows.release.history import RELEASES
from flows.release.locking import lock
from flows.release.manifest import MANIFEST, Manifest, files_of, read_manifest
from flows.release.remote import FILES, RemoteRelease, manifest_name, read_remote_manifest

OUTCOME = "older releases there may still hold what was to be forgotten: run it again"


def forget_remote(warehouse: Path, url: str, article_ids: Collection[str]) -> tuple[list[str], list[str]]:
    """Bring the releases at `url` to what the warehouse's are after `forget`; the current one was pushed before.

    Returns the names of those written again, and of those removed: the warehouse does not keep them, and they hold the articles. Their
    files go at once, without a grace. Raises ReleaseError in one line where the store is not reached; may be repeated.
    """
    place = store.open_bucket(url)
    with lock(warehouse, who="forget"), told(warehouse, OUTCOME), store.reached(place, OUTCOME):
        names = sorted(Path(name).stem for name in store.names(place, RELEASES))
        there = {name: read_remote_manifest(place, name)[0] for name in names}
        here = {name: warehouse / RELEASES / name for name in names if (warehouse / RELEASES / name / MANIFEST).exists()}
        again = {name: read_manifest(folder) for name, folder in here.items()}
        changed = [name for name, manifest in again.items() if manifest != there[name]]
        gone = [name for name in names if name not in here and _holds(RemoteRelease(place.url, there[name]), article_ids)]
        staying = {name: again.get(name, manifest) for name, manifest in there.items() if name not in gone}
        old, new = _files(there.values()), _files(staying.values())
        wanted = {path: here[name] / path for name in changed for path in _files([again[name]]) - old}
        store.upload(place, {f"{FILES}/{path}": file for path, file in wanted.items()})
        # before the manifests: what is cut short here is seen again when it is repeated
        store.delete(place, [f"{FILES}/{path}" for path in sorted(old - new)])
        for name in changed:
            store.write(place, manifest_name(name), (here[name] / MANIFEST).read_bytes())
        store.delete(place, [manifest_name(name) for name in gone])
        return changed, gone


def _files(manifests: Iterable[Manifest]) -> set[str]:
    return {file.path for manifest in manifests for file in files_of(manifest.tables)}


def _holds(release: RemoteRelease, article_ids: Collection[str]) -> bool:
    """Whether a release has one of the articles, or had when it was cut short on its way out."""
    try:
        ids = release.scan("articles").select("article_id").filter(pl.col("article_id").is_in(list(article_ids)))
        return not ids.head(1).collect().is_empty()
    except FileNotFoundError:
        return True
