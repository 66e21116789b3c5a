"""manifest.json: what a release consists of. The folder is what readers read; the manifest is what it is checked against."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from flows.release.content import add_contents
from flows.release.errors import ReleaseError
from flows.release.layout import Piece
from flows.store import rows_a_file
from schemas import TABLES, Table

T = TypeVar("T")

MANIFEST = "manifest.json"
# Raised when files come to be cut or written otherwise: then every file is written again.
LAYOUT = 2


class File(msgspec.Struct, frozen=True):
    """One file. `path` is relative to the release; `start` and `bits` say which piece of its month it holds.

    `digest` is the SHA-256 of its bytes, `content` the sum of its rows' hashes (see flows.release.content), `versions` the
    versions of the stages that made its rows: several of one stage where rows of different age share the file.
    """

    path: str
    month: str
    start: int
    bits: int
    digest: str
    rows: int
    bytes: int
    content: str
    first_key: str | None
    last_key: str | None
    versions: dict[str, list[str]]

    @property
    def piece(self) -> Piece:
        return Piece(self.start, self.bits)


class TableEntry(msgspec.Struct, frozen=True):
    """A table's files and what they come to; `schema` is the digest of its Arrow schema and layout."""

    rows: int
    bytes: int
    content: str
    schema: str
    files: list[File]


class Manifest(msgspec.Struct, frozen=True):
    """What a release consists of, and where it comes from."""

    release: str
    run_id: str
    made_at: str
    previous: str | None
    schema: str
    stage_versions: dict[str, str]
    notes: dict[str, Any]
    tables: dict[str, TableEntry]


def schema_digest(table: Table) -> str:
    """Digest of everything that shapes a table's files: Arrow schema with its metadata, order, key and layout."""
    schema = table.released()
    told = [LAYOUT, rows_a_file(table), table.key, table.sort_by, table.month_of, sorted((schema.metadata or {}).items())]
    fields = [(f.name, str(f.type), f.nullable, sorted((f.metadata or {}).items())) for f in schema]
    return hashlib.sha256(repr((told, fields)).encode()).hexdigest()


def all_schemas_digest() -> str:
    """Digest of all tables' schemas."""
    return hashlib.sha256("".join(schema_digest(t) for t in TABLES.values()).encode()).hexdigest()


def add_up(files: list[File], schema: str) -> TableEntry:
    """A table's entry: its files in order and their sums; `schema` as schema_digest gives it."""
    return TableEntry(
        rows=sum(f.rows for f in files),
        bytes=sum(f.bytes for f in files),
        content=add_contents(f.content for f in files),
        schema=schema,
        files=sorted(files, key=lambda f: (f.month, f.start, f.bits)),
    )


def files_of(tables: Mapping[str, TableEntry]) -> Iterator[File]:
    """The files of all tables."""
    for entry in tables.values():
        yield from entry.files


def merge_versions(*found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """All versions of each stage, sorted."""
    stages = sorted({stage for versions in found for stage in versions})
    return {stage: sorted({v for versions in found for v in versions.get(stage, [])}) for stage in stages}


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write manifest.json into a release's folder, read-only, and see it on disk."""
    text = msgspec.json.format(msgspec.json.encode(manifest, order="deterministic"), indent=1)
    with (folder / MANIFEST).open("xb") as file:
        file.write(text + b"\n")
        file.flush()
        os.fsync(file.fileno())
    (folder / MANIFEST).chmod(0o444)


class _Head(msgspec.Struct, frozen=True):
    """What is read of a manifest to know when it was made."""

    made_at: str


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a release's folder. Raises ReleaseError in one line where it is missing or no manifest."""
    return _read(folder, Manifest)


def read_made_at(folder: Path) -> str:
    """When a release was made: its files are passed over. Raises as read_manifest does."""
    return _read(folder, _Head).made_at


def _read(folder: Path, kind: type[T]) -> T:
    path = folder / MANIFEST
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        raise ReleaseError(f"{folder} is no release: it has no {MANIFEST} (is the disk still mounted?)") from None
    except msgspec.MsgspecError as error:
        raise ReleaseError(f"{path} is damaged: {error}") from None
