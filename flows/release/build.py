"""A table's files in the new release: those that no change touches are linked, the others written anew.

Memory holds eight bytes a new row (its place), one batch of new rows, and the rows of one file.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from flows.release.content import content_sum
from flows.release.layout import LINE_BITS, PARTITION, UNKNOWN, Piece, Places, id_column, month_of, place_of, plan, recent_months
from flows.release.manifest import File, merge_versions, schema_digest
from flows.release.release import Release
from flows.store import TableError, adapt, batches, conform, load, open_writer, rows_a_file, write_table
from schemas import Table

BATCH_ROWS = 65_536
NO_PLACES: Places = np.empty(0, np.uint64)


@dataclass(frozen=True)
class TableDelta:
    """What changes in a table: old rows that agree with a row of `drop` in all of drop's columns go, `rows` come.

    `rows` are in the released schema: a lazy frame, or Parquet files. `drop` has key columns of the table; where it also
    has the column that the table is parted by (published_on, delivered_on), only files of those days are searched.
    `versions` are the versions of the stages that made `rows`, where they are not the run's.
    """

    rows: pl.LazyFrame | Sequence[Path] = ()
    drop: pl.DataFrame | None = None
    versions: Mapping[str, str] | None = None


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
    builder = _Builder(table, delta, previous, folder, scratch, versions)
    return builder.build()


class _Builder:
    def __init__(
        self, table: Table, delta: TableDelta, previous: Release | None, folder: Path, scratch: Path, versions: Mapping[str, str]
    ) -> None:
        self.table, self.schema, self.folder, self.scratch = table, table.released(), folder, scratch
        self.previous = previous
        self.old = [] if previous is None else [f for f in previous.entries(table.name) if f.rows]
        entry = None if previous is None else previous.manifest.tables.get(table.name)
        self.is_rebuilt = entry is None or entry.schema != schema_digest(table)
        self.versions = {stage: [version] for stage, version in sorted((delta.versions or versions).items())}
        self.drop = None if delta.drop is None or delta.drop.is_empty() else delta.drop.unique()
        self.arrivals = _set_down(delta.rows, table, scratch)

    def build(self) -> tuple[list[File], set[str]]:
        arriving = _places_of(self.arrivals, self.table)
        hits = self._count_hits()
        left: dict[str, int] = defaultdict(int)
        for file in self.old:
            left[file.month] += file.rows - hits.get(file.path, 0)
        recent = recent_months([m for m in {*left, *arriving} if left.get(m, 0) > 0 or m in arriving])
        kept: list[File] = []
        leaves: list[_Leaf] = []
        for month in sorted({*left, *arriving}):
            self._plan_month(month, arriving.get(month, NO_PLACES), hits, month in recent, kept, leaves)
        touched = {leaf.month for leaf in leaves} | {f.month for f in self.old if hits.get(f.path)}
        entries = [self._link(file) for file in kept] + self._write(leaves)
        return entries or [self._write_empty()], touched

    def _plan_month(
        self, month: str, arriving: Places, hits: Mapping[str, int], is_recent: bool, kept: list[File], leaves: list[_Leaf]
    ) -> None:
        """Sort the month's old files into those that stay and those that are written again, and say as what."""
        old = {f.piece: f for f in self.old if f.month == month}
        opened = {p: f for p, f in old.items() if self.is_rebuilt or hits.get(f.path) or _has_between(arriving, p)}
        loose = [arriving, *(self._surviving_places(f, hits) for f in opened.values())]
        while True:
            closed = {p: f.rows for p, f in old.items() if p not in opened}
            places = np.sort(np.concatenate(loose))
            pieces, to_cut = plan(places, closed, rows_a_file(self.table), is_recent)
            if not to_cut:
                break
            for piece in to_cut:
                opened[piece] = old[piece]
                loose.append(self._surviving_places(old[piece], hits))
        for piece in pieces:
            if piece in closed and not _has_between(places, piece):
                kept.append(old[piece])
            else:
                leaves.append(_Leaf(month, piece, tuple(f for p, f in sorted(old.items()) if p.overlaps(piece))))

    def _count_hits(self) -> dict[str, int]:
        """How many rows of each old file go."""
        if self.drop is None or self.previous is None:
            return {}
        hits = {}
        for file in self._candidates(self.drop):
            keys = pl.DataFrame(load(self.previous.path / file.path, self.drop.columns))
            if n := keys.join(self.drop, on=self.drop.columns, how="semi", nulls_equal=True).height:
                hits[file.path] = n
        return hits

    def _candidates(self, drop: pl.DataFrame) -> list[File]:
        """The old files that may hold rows of `drop`: all, unless it tells their days."""
        if self.table.month_of not in drop.columns:
            return self.old
        has_id = id_column(self.table) in drop.columns
        places = drop.select(month=month_of(self.table), place=place_of(self.table) if has_id else _day_of(self.table)).unique()
        by_month = {str(month[0]): part["place"].sort().to_numpy() for month, part in places.group_by("month")}
        span = 0 if has_id else (1 << 32) - 1
        return [f for f in self.old if f.month in by_month and _has_between(by_month[f.month], f.piece, span)]

    def _read_old(self, file: File) -> pl.DataFrame:
        """The rows of an old file that stay, in today's schema."""
        assert self.previous is not None
        arrow = load(self.previous.path / file.path)
        if self.is_rebuilt:
            arrow = adapt(arrow, self.table, self.schema)
        return self._without_dropped(pl.DataFrame(arrow))

    def _without_dropped(self, frame: pl.DataFrame) -> pl.DataFrame:
        if self.drop is None:
            return frame
        return frame.join(self.drop, on=self.drop.columns, how="anti", nulls_equal=True, maintain_order="left")

    def _surviving_places(self, file: File, hits: Mapping[str, int]) -> Places:
        assert self.previous is not None
        columns = list(
            dict.fromkeys(
                (id_column(self.table), self.table.month_of, *(self.drop.columns if hits.get(file.path) and self.drop is not None else ()))
            )
        )
        frame = pl.DataFrame(load(self.previous.path / file.path, columns))
        frame = self._without_dropped(frame) if hits.get(file.path) else frame
        return frame.select(place_of(self.table)).to_series().to_numpy()

    def _link(self, file: File) -> File:
        assert self.previous is not None
        link(self.previous.path / file.path, self.folder / file.path)
        return file

    def _write(self, leaves: Sequence[_Leaf]) -> list[File]:
        parts = _spread(self.arrivals, leaves, self.table, self.scratch)
        return [self._write_leaf(leaf, parts.get(n, [])) for n, leaf in enumerate(leaves)]

    def _write_leaf(self, leaf: _Leaf, arrived: Sequence[Path]) -> File:
        frames = []
        found = []
        for file in leaf.sources:
            rows = self._read_old(file).filter(place_of(self.table).is_between(leaf.piece.start, leaf.piece.end, closed="left"))
            if rows.height:
                frames.append(rows)
                found.append(file.versions)
        frames += [pl.read_ipc(path) for path in arrived]
        frame = _in_order(pl.concat(frames), self.table)
        return self._write_file(frame, leaf.month, leaf.piece, merge_versions(*found, *([self.versions] if arrived else [])))

    def _write_empty(self) -> File:
        frame = pl.DataFrame(self.schema.empty_table())
        return self._write_file(frame, UNKNOWN, Piece(0, LINE_BITS), {})

    def _write_file(self, frame: pl.DataFrame, month: str, piece: Piece, versions: dict[str, list[str]]) -> File:
        folder = Path(self.table.name) / f"{PARTITION}={month}"
        written = write_table(frame, self.table, self.folder / folder / "new", schema=self.schema, is_sorted=True)
        path = folder / f"{written.digest[:32]}.parquet"
        written.path.replace(self.folder / path)
        self._share(path)
        return File(
            path=path.as_posix(),
            month=month,
            start=piece.start,
            bits=piece.bits,
            digest=written.digest,
            rows=written.rows,
            bytes=written.bytes,
            content=content_sum(frame, self.table),
            first_key=written.first_key,
            last_key=written.last_key,
            versions=versions,
        )

    def _share(self, path: Path) -> None:
        """Where writing again gave the same bytes, one copy is enough."""
        if self.previous is not None and (twin := self.previous.path / path).exists():
            (self.folder / path).unlink()
            link(twin, self.folder / path)


def link(old: Path, new: Path) -> None:
    """The same file under a new name: a hard link, or a copy where the disk has no links (or no more of them)."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        new.hardlink_to(old)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(old, new)


def _set_down(rows: pl.LazyFrame | Sequence[Path], table: Table, scratch: Path) -> list[Path]:
    """The new rows as files: they are read more than once."""
    if not isinstance(rows, pl.LazyFrame):
        return list(rows)
    conform(pl.DataFrame(schema=rows.collect_schema()), table, table.released())
    path = scratch / f"{table.name}.parquet"
    with open_writer(table, path, schema=table.released()) as writer:
        for batch in rows.collect_batches(chunk_size=BATCH_ROWS, maintain_order=False):
            writer.write(batch)
    return [path]


def _places_of(paths: Sequence[Path], table: Table) -> dict[str, Places]:
    """The places of the new rows, sorted, by month."""
    found: dict[str, list[Places]] = defaultdict(list)
    for batch in batches(paths, BATCH_ROWS, sorted({id_column(table), table.month_of})):
        places = pl.DataFrame(batch).select(month=month_of(table), place=place_of(table))
        for (month,), part in places.group_by("month"):
            found[str(month)].append(part["place"].to_numpy())
    return {month: np.sort(np.concatenate(parts)) for month, parts in found.items()}


def _spread(paths: Sequence[Path], leaves: Sequence[_Leaf], table: Table, scratch: Path) -> dict[int, list[Path]]:
    """Set the new rows down by the file that they belong to: the numbers of `leaves`, and for each its parts."""
    parts: dict[int, list[Path]] = defaultdict(list)
    starts = pl.DataFrame(
        {"month": [f.month for f in leaves], "start": [f.piece.start for f in leaves]}, schema={"month": pl.String, "start": pl.UInt64}
    )
    starts = starts.with_row_index("leaf").sort("start")
    folder = scratch / f"{table.name}.parts"
    folder.mkdir(parents=True, exist_ok=True)
    for n, batch in enumerate(batches(paths, BATCH_ROWS)):
        placed = pl.DataFrame(batch).with_columns(month_of(table).alias("\0month"), place_of(table).alias("\0place")).sort("\0place")
        placed = placed.join_asof(starts, left_on="\0place", right_on="start", by_left="\0month", by_right="month", check_sortedness=False)
        for (leaf,), rows in placed.group_by("leaf"):
            path = folder / f"{leaf}-{n}.arrow"
            rows.select(batch.schema.names).write_ipc(path, compression="lz4")
            parts[int(str(leaf))].append(path)
    return parts


def _in_order(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows in the one order that the table and its key give. Raises TableError where two rows share a key."""
    order = list(dict.fromkeys((*table.sort_by, *table.key)))
    frame = frame.sort(order, nulls_last=True)
    twice = frame.filter(pl.struct(table.key).is_duplicated())
    if twice.height:
        raise TableError(f"{table.name}: {twice.height} rows share a key, as {twice.row(0, named=True)[table.key[0]]}")
    return frame


def _has_between(places: Places, piece: Piece, span: int = 0) -> bool:
    """True where one of the sorted `places` (each a stretch of `span` more) lies in the piece."""
    first = np.searchsorted(places, np.uint64(max(piece.start - span, 0)))
    return bool(first < len(places) and places[first] < piece.end)


def _day_of(table: Table) -> pl.Expr:
    return (pl.col(table.month_of).dt.day().cast(pl.UInt64).fill_null(1) - 1) * (1 << 32)
