"""The tables that a stage makes of a shard: written as their rows come, and measured for the gate piece by piece.

Neither waits for the end of the shard, so that the memory of a worker does not grow with the dump that it reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import polars as pl
import pyarrow as pa

from flows.gate import Context, Measures, measure, write_measures
from flows.memory import give_back
from flows.store import TableWriter, open_writer
from schemas import TABLES, Stage

# a piece is measured when its rows weigh this much; the checks' joins and columns take a few times as much for a moment
PIECE_BYTES = 16 << 20


class StagedTables:
    """Takes the rows of whole records. A class, because rows wait to be measured together."""

    def __init__(self, stage: Stage, writers: Mapping[str, TableWriter], context: Context) -> None:
        self.rows = dict.fromkeys(writers, 0)
        self.measured: list[Measures] = []
        self._stage, self._writers, self._context = stage, writers, context
        self._start_piece()

    def add(self, tables: Mapping[str, pa.Table | pl.DataFrame], beside: Mapping[str, pa.Table] | None = None) -> None:
        """Write the rows of some records: of each of the stage's tables some, or none.

        `beside` are the rows of the same records in tables of an earlier stage that the checks look at.
        """
        written = {name: self._writers[name].write(table) for name, table in tables.items()}
        for name, table in written.items():
            self.rows[name] += table.num_rows
        for name, table in (written | dict(beside or {})).items():
            self._waiting.setdefault(name, []).append(table)
            self._bytes += table.nbytes
        if self._bytes >= PIECE_BYTES:
            self._measure()
        give_back()

    def finish(self) -> None:
        """Measure what is left; a shard without rows is measured, too."""
        if self._bytes or not self.measured:
            self._measure()

    def _start_piece(self) -> None:
        self._waiting: dict[str, list[pa.Table]] = {name: [writer.schema.empty_table()] for name, writer in self._writers.items()}
        self._bytes = 0

    def _measure(self) -> None:
        frames = {name: pl.DataFrame(pa.concat_tables(tables)) for name, tables in self._waiting.items()}
        self.measured.append(measure(self._stage, frames, self._context))
        self._start_piece()


@contextmanager
def open_stage(stage: Stage, names: Sequence[str], folder: Path, context: Context) -> Iterator[StagedTables]:
    """The staged tables `names` of a shard; at the end of the block their files and their measures stand in its folder, whole."""
    with ExitStack() as stack:
        writers = {n: stack.enter_context(open_writer(TABLES[n], folder / f"{n}.parquet", schema=TABLES[n].staged(stage))) for n in names}
        staged = StagedTables(stage, writers, context)
        yield staged
        staged.finish()
    write_measures(staged.measured, folder / f"{stage}_measures.json")
