"""The rows that a delta brings: where on their months' lines they belong, and handed out file by file, in bounded memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from flows.release.layout import Piece, Places, month_of, place_of, placing_columns
from flows.store import batches, conform
from schemas import Table

BATCH_ROWS = 65_536


@dataclass(frozen=True)
class TableDelta:
    """What changes in a table: old rows that agree with a row of `drop` in all of drop's columns go, `rows` come.

    `rows` are in the released schema: a lazy frame, or Parquet files. `drop` has key columns of the table; where it also
    has the column that the table is parted by (published_on, delivered_on), only files of those days are searched.
    `versions` are the versions of the stages that made `rows`, where they are not the run's: those of the stages before are handed
    on from the files that `rows` come into; none are given, where `rows` are old rows with a mark changed. `remade` names rows
    that stay as they are, by columns as in `drop`, of which `versions` hold as well: something was made from them anew. `marked`
    names, in the same way, rows of `rows` that are old ones with a mark changed: who made them then is handed on with them.
    """

    rows: pl.LazyFrame | Sequence[Path] = ()
    drop: pl.DataFrame | None = None
    versions: Mapping[str, str] | None = None
    remade: pl.DataFrame | None = None
    marked: pl.DataFrame | None = None


def set_down(rows: pl.LazyFrame | Sequence[Path], table: Table, scratch: Path) -> list[Path]:
    """The new rows as files: they are read more than once. Raises TableError where they are not in the released schema."""
    if not isinstance(rows, pl.LazyFrame):
        return list(rows)
    conform(pl.DataFrame(schema=rows.collect_schema()), table, table.released())
    path = scratch / f"{table.name}.arrow"
    rows.sink_ipc(path, compression="lz4", compat_level=pl.CompatLevel.oldest(), maintain_order=False)
    return [path]


def places_of(paths: Sequence[Path], table: Table) -> dict[str, Places]:
    """The places of the new rows, sorted, by month."""
    found: dict[str, list[Places]] = defaultdict(list)
    for batch in _read(paths, placing_columns(table)):
        places = pl.DataFrame(batch).select(month=month_of(table), place=place_of(table))
        for (month,), part in places.group_by("month"):
            found[str(month)].append(part["place"].to_numpy())
    return {month: np.sort(np.concatenate(parts)) for month, parts in found.items()}


def spread(paths: Sequence[Path], wanted: Sequence[tuple[str, Piece]], table: Table, scratch: Path) -> dict[int, list[Path]]:
    """Set the new rows down by the piece of a month that they belong to: the numbers in `wanted`, and for each its parts."""
    columns = table.released().names
    starts = pl.DataFrame(
        {"month": [month for month, _ in wanted], "start": [piece.start for _, piece in wanted]},
        schema={"month": pl.String, "start": pl.UInt64},
    )
    starts = starts.with_row_index("number").sort("start")
    folder = scratch / f"{table.name}.parts"
    folder.mkdir()
    parts: dict[int, list[Path]] = defaultdict(list)
    for n, batch in enumerate(_read(paths, columns)):
        # columns of these names cannot be the table's own: no released column begins with a dot
        placed = pl.DataFrame(batch).with_columns(month_of(table).alias(".month"), place_of(table).alias(".place"))
        numbered = placed.sort(".place").join_asof(
            starts, left_on=".place", right_on="start", by_left=".month", by_right="month", check_sortedness=False
        )
        for (number,), rows in numbered.group_by("number"):
            path = folder / f"{number}-{n}.arrow"
            rows.select(columns).write_ipc(path, compression="lz4")
            parts[int(str(number))].append(path)
    return parts


def _read(paths: Sequence[Path], columns: Sequence[str]) -> Iterator[pa.Table]:
    for path in paths:
        yield from _read_arrow(path, columns) if path.suffix == ".arrow" else batches([path], BATCH_ROWS, columns)


def _read_arrow(path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    with pa.OSFile(str(path)) as file:
        names = pa.ipc.open_file(file).schema.names
        options = pa.ipc.IpcReadOptions(included_fields=sorted(names.index(c) for c in columns))
        reader = pa.ipc.open_file(file, options=options)
        for n in range(reader.num_record_batches):
            batch = pa.Table.from_batches([reader.get_batch(n)])
            for start in range(0, batch.num_rows, BATCH_ROWS):
                yield batch.slice(start, BATCH_ROWS)
