"""What a run is to read: the dumps under its paths, and how they are packed into shards."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.errors import UsageError


@dataclass(frozen=True)
class Dump:
    """One dump file: where it lies, what the ledger calls it, whose delivery it belongs to, its size in bytes."""

    path: str
    name: str
    feed: str
    size: int


@dataclass(frozen=True)
class Shard:
    """A unit of work: one big dump, or a pack of small ones."""

    name: str
    dumps: tuple[Dump, ...]


def find_dumps(paths: Sequence[Path], inbox: Path | None = None, feed: str | None = None) -> list[Dump]:
    """The files under `paths`, by name. Raises UsageError for a path that is not there or cannot be read.

    A dump is named by its path under `inbox` where it lies there, else under the folder given, else by its file name.
    Its feed is `feed`, else the first folder of its name, else 'default'. A file named twice is one dump.
    """
    found: dict[str, Dump] = {}
    paths = [Path(os.path.normpath(p)) for p in paths]
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is nothing at {path}")
        root = _root_of(path, inbox, several=len(paths) > 1)
        for file, real in _files(path.absolute()):
            name = file.relative_to(root).as_posix()
            owner = feed or (name.split("/")[0] if "/" in name else "default")
            found.setdefault(str(real), Dump(str(real), name, owner, real.stat().st_size))
    return sorted(found.values(), key=lambda d: (d.name, d.path))


def _root_of(path: Path, inbox: Path | None, several: bool) -> Path:
    absolute = path.absolute()
    if inbox is not None and absolute.is_relative_to(inbox.absolute()):
        return inbox.absolute()
    if path.is_dir() and not several:
        return absolute
    return absolute.parent


def _files(path: Path) -> Iterator[tuple[Path, Path]]:
    """Regular files under a path, in order, as found and without links.

    Links to folders are not followed, pipes and devices are not dumps. Links are resolved once a folder: an inbox of pages has a
    million files.
    """
    if path.is_file():
        yield path, path.resolve()
        return
    for folder, subfolders, files in os.walk(path, onerror=_refuse):
        subfolders.sort()
        found, without_links = Path(folder), Path(folder).resolve()
        for name in sorted(files):
            real = without_links / name
            real = real.resolve() if real.is_symlink() else real
            if real.is_file():
                yield found / name, real


def _refuse(error: OSError) -> None:
    raise UsageError(f"cannot read {error.filename}: {error.strerror}")


def pack(dumps: Sequence[Dump], shard_bytes: int, shard_files: int, *, first: int = 0) -> list[Shard]:
    """Shards in the order of the dumps: neighbours are packed until `shard_bytes` or `shard_files` is reached. Numbered from `first`."""
    packs: list[list[Dump]] = []
    weight = 0
    for dump in dumps:
        if not packs or weight + dump.size > shard_bytes or len(packs[-1]) >= shard_files:
            packs.append([])
            weight = 0
        packs[-1].append(dump)
        weight += dump.size
    return [Shard(f"{n:06d}", tuple(group)) for n, group in enumerate(packs, first)]


def sign(dump: Dump) -> str:
    """SHA-256 of a dump's bytes: says whether a file has been read before, whatever its name and time."""
    with Path(dump.path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
