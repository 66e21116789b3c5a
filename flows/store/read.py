"""Reading Parquet files that the store wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq


def scan(paths: Sequence[Path], path_column: str | None = None) -> pl.LazyFrame:
    """The rows of `paths`, lazily: exactly the columns that stand in the files, no partition column.

    Under the name `path_column`, where given, each row has the path of its file.
    """
    return pl.scan_parquet([str(p) for p in paths], hive_partitioning=False, glob=False, include_file_paths=path_column)


def read(paths: Sequence[Path], columns: Sequence[str] | None = None) -> pl.DataFrame:
    """The rows of `paths` (only `columns`, where given)."""
    frame = scan(paths)
    return (frame if columns is None else frame.select(columns)).collect()


def load(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """One file as an Arrow table, as it was written (only `columns`, where given)."""
    return pq.read_table(str(path), columns=None if columns is None else list(columns), partitioning=None)


def load_schema(path: Path) -> pa.Schema:
    """The Arrow schema that a file was written in."""
    return pq.read_schema(str(path))


def batches(paths: Sequence[Path], rows: int, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """The rows of `paths` in order, `rows` at most at a time, as Arrow tables."""
    for path in paths:
        with pq.ParquetFile(str(path)) as file:
            for batch in file.iter_batches(rows, columns=None if columns is None else list(columns)):
                yield pa.Table.from_batches([batch])
