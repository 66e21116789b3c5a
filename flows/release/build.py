"""A table's files in the new release: those that no change touches are linked, the others written anew.

Memory holds eight bytes a new row (its place), one batch of new rows, and the rows of one file.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pyarrow as pa

from flows.release.arrivals import TableDelta, places_of, set_down, spread
from flows.release.content import add_contents, content_sum
from flows.release.layout import (
    LINE_BITS,
    MONTH,
    UNKNOWN,
    Piece,
    Places,
    day_of,
    fits,
    has_between,
    id_column,
    month_of,
    place_of,
    placing_columns,
    plan,
    recent_months,
)
from flows.release.manifest import File, merge_versions, schema_digest
from flows.release.release import Release, files_holding
from flows.store import TableError, adapt, load, rows_a_file, scan, write_table
from schemas import Table

NO_PLACES: Places = np.empty(0, np.uint64)
READ_ONLY = 0o444
EMPTY = Piece(0, LINE_BITS)  # what the one file of a table without rows is entered as


@dataclass(frozen=True)
class _Leaf:
    """A file to be: a piece of a month, and the old files that hold rows of it."""

    month: str
    piece: Piece
    sources: tuple[File, ...]


def build_table(
    table: Table, delta: TableDelta, previous: Release | None, folder: Path, scratch: Path, versions: Mapping[str, str]
) -> tuple[list[File], set[str]]:
    """Make the table's files under `folder`, the new release; returns their entries and the months that changed.

    `scratch` is for what is set down on the way; `versions` are those of the stages that made the new rows. Raises
    TableError for rows that do not fit or share a key.
    """
    old = _Old(table, previous, _checked(delta.drop, table), _checked(delta.marked, table))
    arrivals = set_down(delta.rows, table, scratch)
    arriving = places_of(arrivals, table)
    by = versions if delta.versions is None else delta.versions
    made = {stage: [version] for stage, version in sorted(by.items())}
    if not arriving and not old.hits and not old.is_outdated:
        return _retell([old.link(file, folder) for file in old.all_files], _checked(delta.remade, table), made, table, folder), set()
    kept, leaves = _plan(old, arriving)
    parts = spread(arrivals, [(leaf.month, leaf.piece) for leaf in leaves], table, scratch) if arriving else {}
    entries = [old.link(file, folder) for file in kept]
    for n, leaf in enumerate(leaves):
        frame, makers, content = _read_leaf(leaf, old, parts.get(n, []), made, is_handed_on=delta.versions is not None)
        entries.append(write_file(frame, table, folder, leaf.month, leaf.piece, makers, content=content, twin=old.folder))
    touched = {leaf.month for leaf in leaves} | {f.month for f in old.files if old.hits.get(f.path)}
    if not entries:
        nothing = pl.DataFrame(table.released().empty_table())
        entries.append(write_file(nothing, table, folder, UNKNOWN, EMPTY, {}, twin=old.folder))
    return _retell(entries, _checked(delta.remade, table), made, table, folder), touched


def _retell(entries: list[File], remade: pl.DataFrame | None, made: dict[str, list[str]], table: Table, folder: Path) -> list[File]:
    """The entries, with the versions in `made` where rows of `remade` lie: instead of older ones, where all rows of a file do."""
    if remade is None:
        return entries
    counts = _count_rows(entries, folder, remade, table)

    def retold(file: File) -> File:
        before = {s: v for s, v in file.versions.items() if s not in made} if counts[file.path] == file.rows else file.versions
        return msgspec.structs.replace(file, versions=merge_versions(before, made))

    return [retold(file) if file.path in counts else file for file in entries]


def _count_rows(files: Sequence[File], folder: Path, wanted: pl.DataFrame, table: Table) -> dict[str, int]:
    """How many rows agree with a row of `wanted` in all of its columns, of each file (by its path) that has any."""
    found = _candidates(files, wanted, table)
    if not found:
        return {}
    paths = {str(folder / f.path): f.path for f in found}
    names = wanted.columns
    rows = (
        scan([Path(p) for p in paths], path_column=".path")
        .select(*names, ".path")
        .join(wanted.lazy(), on=names, how="semi", nulls_equal=True)
        .group_by(".path")
        .len()
        .collect(engine="streaming")
    )
    return {paths[path]: n for path, n in rows.iter_rows()}


def _candidates(files: Sequence[File], wanted: pl.DataFrame, table: Table) -> list[File]:
    """The files that may hold such rows: all that have rows, unless `wanted` tells their days, or their ids where there are none."""
    filled = [f for f in files if f.rows]
    if (table.month_of or id_column(table)) not in wanted.columns:
        return filled
    # without the id a row may lie anywhere in its day
    has_id = id_column(table) in wanted.columns
    place, span = (place_of(table), 0) if has_id else (day_of(table), (1 << 32) - 1)
    return files_holding(filled, wanted.select(month=month_of(table), place=place), span)


class _Old:
    """What the previous release holds of a table, and what of it goes."""

    def __init__(self, table: Table, previous: Release | None, drop: pl.DataFrame | None, marked: pl.DataFrame | None) -> None:
        self.table, self.drop = table, drop
        self.folder = None if previous is None else previous.path
        entry = None if previous is None else previous.manifest.tables.get(table.name)
        self.is_outdated = entry is None or entry.schema != schema_digest(table)
        self.all_files = [] if entry is None else entry.files
        self.files = [f for f in self.all_files if f.rows]
        self.hits = self._count(drop)
        self.marked = self._count(marked)

    def _count(self, wanted: pl.DataFrame | None) -> dict[str, int]:
        """How many rows of `wanted` (those that go, those that come again) are in each file that has any."""
        if wanted is None or self.folder is None:
            return {}
        return _count_rows(self.files, self.folder, wanted, self.table)

    def path(self, file: File) -> Path:
        """Where a file lies."""
        assert self.folder is not None
        return self.folder / file.path

    def read(self, file: File, piece: Piece) -> tuple[pl.DataFrame, str]:
        """The rows of a file that stay and lie in `piece`, in today's schema, and the sum of their content.

        Where the file as such stays, only the rows that go are hashed and taken off its sum: a night costs what it changes.
        """
        arrow = load(self.path(file))
        frame = pl.DataFrame(adapt(arrow, self.table, self.table.released()) if self.is_outdated else arrow)
        is_hit, is_whole = file.path in self.hits, piece.holds(file.piece)
        gone = [content_sum(self._dropped(frame), self.table)] if is_hit and is_whole else []
        frame = self._without_dropped(frame) if is_hit else frame
        frame = frame if is_whole else frame.filter(place_of(self.table).is_between(piece.start, piece.end - 1))
        is_known = is_whole and not self.is_outdated
        return frame, add_contents([file.content], gone) if is_known else content_sum(frame, self.table)

    def places(self, file: File) -> Places:
        """The places of a file's rows that stay."""
        is_hit = file.path in self.hits and self.drop is not None
        names = {*placing_columns(self.table), *(self.drop.columns if is_hit and self.drop is not None else ())}
        frame = pl.DataFrame(load(self.path(file), sorted(names)))
        return (self._without_dropped(frame) if is_hit else frame).select(place_of(self.table)).to_series().to_numpy()

    def _dropped(self, frame: pl.DataFrame) -> pl.DataFrame:
        assert self.drop is not None
        return frame.join(self.drop, on=self.drop.columns, how="semi", nulls_equal=True)

    def _without_dropped(self, frame: pl.DataFrame) -> pl.DataFrame:
        assert self.drop is not None
        return frame.join(self.drop, on=self.drop.columns, how="anti", nulls_equal=True)

    def link(self, file: File, folder: Path) -> File:
        """Take a file over into the new release."""
        link(self.path(file), folder / file.path)
        return file


def _checked(rows: pl.DataFrame | None, table: Table) -> pl.DataFrame | None:
    """Rows that name rows of the table, each once; None where there are none."""
    if rows is None or rows.is_empty():
        return None
    if unknown := [c for c in rows.columns if c not in table.released().names]:
        raise TableError(f"{table.name}: rows cannot be named by {unknown[0]}, which is no column of it")
    return rows.unique()


def _plan(old: _Old, arriving: Mapping[str, Places]) -> tuple[list[File], list[_Leaf]]:
    """The old files that stay, and the files to write."""
    left: dict[str, int] = defaultdict(int)
    there: dict[str, dict[Piece, File]] = defaultdict(dict)
    for file in old.files:
        left[file.month] += file.rows - old.hits.get(file.path, 0)
        there[file.month][file.piece] = file
    months = {*left, *arriving}
    recent = recent_months([m for m in months if left.get(m) or m in arriving])
    kept: list[File] = []
    leaves: list[_Leaf] = []
    for month in sorted(months):
        files = there[month]
        for piece, is_kept in _plan_month(old, files, arriving.get(month, NO_PLACES), month in recent):
            if is_kept:
                kept.append(files[piece])
            else:
                leaves.append(_Leaf(month, piece, tuple(f for p, f in sorted(files.items()) if p.overlaps(piece))))
    return kept, leaves


def _plan_month(old: _Old, files: Mapping[Piece, File], arriving: Places, is_recent: bool) -> list[tuple[Piece, bool]]:
    """The pieces that the month comes to, and whether the old file of a piece stays as it is."""
    opened = [p for p, f in files.items() if old.is_outdated or f.path in old.hits or has_between(arriving, p)]
    limit = rows_a_file(old.table)
    rows = len(arriving) + sum(f.rows - old.hits.get(f.path, 0) for f in files.values())
    if rows and fits(rows, MONTH, limit, is_recent):  # as nearly all are: no row's place need be read
        return [(MONTH, MONTH in files and MONTH not in opened)]
    loose = [arriving, *(old.places(files[p]) for p in opened)]
    while True:
        closed = {p: f.rows for p, f in files.items() if p not in opened}
        pieces, to_cut = plan(np.sort(np.concatenate(loose)), closed, limit, is_recent)
        if not to_cut:
            return [(piece, piece in closed) for piece in pieces]
        opened += to_cut
        loose += [old.places(files[p]) for p in to_cut]


def _read_leaf(
    leaf: _Leaf, old: _Old, arrived: Sequence[Path], made: dict[str, list[str]], *, is_handed_on: bool
) -> tuple[pl.DataFrame, dict[str, list[str]], str]:
    """The rows of a file to be, in order, the versions of the stages that made them, and the sum of their content.

    `is_handed_on`: stages that are not in `made` made the new rows as they made the old ones in their place.
    """
    frames, versions, contents = [], [], []
    for file in leaf.sources:
        rows, content = old.read(file, leaf.piece)
        contents.append(content)
        if rows.height:
            frames.append(rows)
        if rows.height or file.path in old.marked:
            versions.append(file.versions)
        elif is_handed_on:
            versions.append({s: v for s, v in file.versions.items() if s not in made})
    if arrived:
        new = pl.concat([pl.read_ipc(path) for path in arrived])
        frames.append(new)
        contents.append(content_sum(new, old.table))
        versions.append(made)
    return _in_order(pl.concat(frames), old.table), merge_versions(*versions), add_contents(contents)


def write_file(
    frame: pl.DataFrame,
    table: Table,
    folder: Path,
    month: str,
    piece: Piece,
    versions: dict[str, list[str]],
    *,
    content: str | None = None,
    schema: pa.Schema | None = None,
    twin: Path | None = None,
) -> File:
    """Write rows, in order, as a file of the release in `folder`, read-only and named by its digest; returns its entry.

    `content` is the sum of the rows' content, where that is known; `schema` the table's released one, if no other is given.
    Where the release in `twin` has the same file already, it is linked.
    """
    home = Path(table.name) / f"{table.partition}={month}"
    written = write_table(frame, table, folder / home / "new", schema=schema or table.released(), is_sorted=True)
    path = home / f"{written.digest[:32]}.parquet"
    if twin is not None and (twin / path).exists():
        written.path.unlink()
        link(twin / path, folder / path)
    else:
        written.path.chmod(READ_ONLY)
        written.path.replace(folder / path)
    return File(
        path=path.as_posix(),
        month=month,
        start=piece.start,
        bits=piece.bits,
        digest=written.digest,
        rows=written.rows,
        bytes=written.bytes,
        content=content or content_sum(frame, table),
        first_key=written.first_key,
        last_key=written.last_key,
        versions=versions,
    )


def link(old: Path, new: Path) -> None:
    """The same file under a new name: a hard link, or a copy where the disk has no links (or no more of them)."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        new.hardlink_to(old)
    except FileNotFoundError:
        raise
    except OSError:
        with old.open("rb") as source, new.open("xb") as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        new.chmod(READ_ONLY)


def _in_order(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows in the one order that the table and its key give. Raises TableError where two rows share a key."""
    frame = frame.sort(list(dict.fromkeys((*table.sort_by, *table.key))), nulls_last=True)
    twice = frame.filter(pl.struct(table.key).is_duplicated())
    if twice.height:
        raise TableError(f"{table.name}: {twice.height} rows share a key, as {twice.row(0, named=True)[table.key[0]]}")
    return frame
