"""What a run is to read: the dumps under its paths, and how they are packed into shards."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.errors import UsageError

# a name, the path without links, what the disk says of it
File = tuple[str, str, os.stat_result]


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
    return [dump for dump, _ in find_files(paths, inbox, feed)]


def find_files(paths: Sequence[Path], inbox: Path | None = None, feed: str | None = None) -> list[tuple[Dump, int]]:
    """As find_dumps, each with the time of its last change in nanoseconds: an old inbox is looked through night after night."""
    found: dict[str, tuple[Dump, int]] = {}
    paths = [Path(os.path.normpath(p)) for p in paths]
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is nothing at {path}")
        root = _root_of(path, inbox, several=len(paths) > 1)
        for folder, files in _folders(path.absolute()):
            within = "" if folder == root else f"{folder.relative_to(root).as_posix()}/"
            for file, real, about in files:
                name = within + file
                owner = feed or (name.split("/")[0] if "/" in name else "default")
                found.setdefault(real, (Dump(real, name, owner, about.st_size), about.st_mtime_ns))
    return sorted(found.values(), key=lambda pair: (pair[0].name, pair[0].path))


def _root_of(path: Path, inbox: Path | None, several: bool) -> Path:
    absolute = path.absolute()
    if inbox is not None and absolute.is_relative_to(inbox.absolute()):
        return inbox.absolute()
    if path.is_dir() and not several:
        return absolute
    return absolute.parent


def _folders(path: Path) -> Iterator[tuple[Path, Iterator[File]]]:
    """The folders under a path, in order, each with its regular files.

    Links to folders are not followed, pipes and devices are not dumps.
    """
    if path.is_file():
        real = path.resolve()
        yield path.parent, iter([(path.name, str(real), real.stat())])
        return
    waiting = [path]
    while waiting:
        folder = waiting.pop()
        entries = _list(folder)
        yield folder, _files(entries)
        waiting += [folder / entry.name for entry in reversed(entries) if entry.is_dir(follow_symlinks=False)]


def _list(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in a folder, by name. Links are resolved once a folder: an inbox of pages has a million files."""
    try:
        with os.scandir(folder.resolve()) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise UsageError(f"cannot read {error.filename}: {error.strerror}") from None


def _files(entries: Sequence[os.DirEntry[str]]) -> Iterator[File]:
    for entry in entries:
        if entry.is_symlink():
            real = Path(entry.path).resolve()
            if real.is_file():
                yield entry.name, str(real), real.stat()
        elif entry.is_file():
            yield entry.name, entry.path, entry.stat()


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
