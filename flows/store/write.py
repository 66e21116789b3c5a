"""Writing Parquet: the same rows give the same bytes, and a file is whole or not there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.store.conform import conform
from schemas import Stage, Table

# Rows of a file (and so of a row group) where nothing else parts them: some 50 MB in memory. An article's row carries its
# whole text, the others a paragraph or less.
ROWS_A_FILE = 131_072
ROWS_A_FILE_OF_TEXTS = 8_192
# a row group of a file that is written batch by batch ends when it weighs this much in memory, however few its rows
BYTES_A_GROUP = 16 << 20
# A night touches rows here and there among all ids: smaller files, so that a small night need not write the whole table again
ROWS_A_FILE_WITHOUT_DATES = 16_384
ZSTD_LEVEL = 3  # level 9 takes five times as long for 4 % less


@dataclass(frozen=True)
class WrittenFile:
    """A file as it was written. `digest`: SHA-256 of its bytes; `first_key` and `last_key`: range of the key's first column."""

    path: Path
    digest: str
    rows: int
    bytes: int
    first_key: str | None
    last_key: str | None


def rows_a_file(table: Table) -> int:
    """How many rows a file of `table` holds before it is parted."""
    if table.month_of is None:
        return ROWS_A_FILE_WITHOUT_DATES
    names = {c.name for c in table.columns}
    return ROWS_A_FILE_OF_TEXTS if {"text", "title"} <= names else ROWS_A_FILE


def write_table(frame: pl.DataFrame | pa.Table, table: Table, path: Path, *, schema: pa.Schema, is_sorted: bool = False) -> WrittenFile:
    """Write `frame` as one Parquet file of exactly `schema`, with the rows in the order given.

    `is_sorted` says that this order is the table's, which the file then declares. The file appears under `path` whole,
    after an fsync, or not at all. Raises TableError for a frame that does not fit (see `conform`), OSError where the
    disk refuses.
    """
    with open_writer(table, path, schema=schema, is_sorted=is_sorted) as writer:
        writer.write(frame)
    return writer.written()


def write_staged(frame: pl.DataFrame | pa.Table, table: Table, stage: Stage, path: Path) -> WrittenFile:
    """`write_table` in the schema that the table has after `stage`."""
    return write_table(frame, table, path, schema=table.staged(stage))


class TableWriter:
    """Takes the batches of one file. Rows are kept until a row group is full, so that how they were batched leaves no trace.

    Only batches that weigh more than BYTES_A_GROUP before that are told apart: memory is bounded, whatever the length of texts.
    """

    def __init__(self, table: Table, schema: pa.Schema, path: Path, is_sorted: bool) -> None:
        self.table, self.schema, self.path, self.is_sorted = table, schema, path, is_sorted
        self._part = path.with_name(f".{path.name}.part")
        self._limit = rows_a_file(table)
        self._waiting: list[pa.Table] = []
        self._waiting_rows = self._waiting_bytes = 0
        self._sink: BinaryIO | None = None
        self._writer: pq.ParquetWriter | None = None
        self._rows = 0
        self._range: tuple[str | None, str | None] = (None, None)
        self._written: WrittenFile | None = None

    def write(self, frame: pl.DataFrame | pa.Table) -> pa.Table:
        """Add rows, and return them in the file's schema. Raises TableError for a frame that does not fit."""
        batch = conform(frame, self.table, self.schema)
        self._rows += batch.num_rows
        self._range = _widen(self._range, batch, self.table.key[0])
        self._waiting.append(batch)
        self._waiting_rows += batch.num_rows
        self._waiting_bytes += batch.nbytes
        if self._waiting_rows >= self._limit or self._waiting_bytes >= BYTES_A_GROUP:
            self._flush_full_groups()
        return batch

    def _flush_full_groups(self) -> None:
        waiting = pa.concat_tables(self._waiting)
        while waiting.num_rows >= self._limit:
            self._flush(waiting.slice(0, self._limit))
            waiting = waiting.slice(self._limit)
        if waiting.nbytes >= BYTES_A_GROUP:
            self._flush(waiting)
            waiting = waiting.slice(waiting.num_rows)
        self._waiting, self._waiting_rows, self._waiting_bytes = [waiting], waiting.num_rows, waiting.nbytes

    def written(self) -> WrittenFile:
        """What was written; only after the file is closed."""
        if self._written is None:
            raise RuntimeError(f"{self.path} is still open")
        return self._written

    def close(self) -> None:
        """Finish the file and move it to its place."""
        waiting = pa.concat_tables(self._waiting) if self._waiting else self.schema.empty_table()
        if waiting.num_rows or self._writer is None:
            self._flush(waiting)
        assert self._writer is not None and self._sink is not None
        self._writer.close()
        self._sink.flush()
        os.fsync(self._sink.fileno())
        self._sink.close()
        digest, size = digest_of(self._part), self._part.stat().st_size
        self._part.replace(self.path)
        self._written = WrittenFile(self.path, digest, self._rows, size, *self._range)

    def abandon(self) -> None:
        """Leave nothing behind."""
        if self._writer is not None:
            self._writer.is_open = False  # or it would still write its footer when collected
        if self._sink is not None:
            with suppress(OSError):  # what could not be flushed is not wanted
                self._sink.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _flush(self, rows: pa.Table) -> None:
        if self._writer is None:
            self._part.parent.mkdir(parents=True, exist_ok=True)
            self._sink = self._part.open("wb")
            options = _options(self.table, self.schema, rows.num_rows, self.is_sorted)
            self._writer = pq.ParquetWriter(self._sink, self.schema, **options)
        self._writer.write_table(rows.combine_chunks(), row_group_size=self._limit)


@contextmanager
def open_writer(table: Table, path: Path, *, schema: pa.Schema, is_sorted: bool = False) -> Iterator[TableWriter]:
    """A writer for many batches into one file, a row group of them in memory at a time.

    The file appears under `path` at the end of the block; where the block raises, nothing is left.
    """
    writer = TableWriter(table, schema, path, is_sorted)
    try:
        yield writer
        writer.close()
    except BaseException:
        writer.abandon()
        raise


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _options(table: Table, schema: pa.Schema, rows: int, is_sorted: bool) -> dict[str, Any]:
    """Settings of the Parquet writer: all of them part of what makes the bytes."""
    ids = [n for n in dict.fromkeys((*table.key, "article_id")) if n.endswith("_id") and n in schema.names]
    order = [(n, "ascending") for n in table.sort_by] if is_sorted else []
    return {
        "compression": "zstd",
        "compression_level": ZSTD_LEVEL,
        "write_page_index": True,
        "sorting_columns": pq.SortingColumn.from_ordering(schema, order) if order else None,
        "bloom_filter_options": {n: {"ndv": rows, "fpp": 0.01} for n in ids} if rows else None,
    }


def _widen(known: tuple[str | None, str | None], batch: pa.Table, key: str) -> tuple[str | None, str | None]:
    if batch.num_rows == 0:
        return known
    found = pc.min_max(batch.column(key)).as_py()
    first, last = found["min"], found["max"]
    return (first if known[0] is None else min(known[0], first), last if known[1] is None else max(known[1], last))
