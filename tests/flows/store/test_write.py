import resource
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.store import TableError, WrittenFile, batches, digest_of, open_writer, read, scan, write_staged, write_table
from flows.store import write as writing
from schemas import TABLES
from schemas.ids import make_id

REJECTS = TABLES["rejects"]


def rejects(n: int, start: int = 0) -> pl.DataFrame:
    rows = [
        {
            "record_id": make_id("record", i),
            "stage": "read",
            "reason": "bad_json",
            "detail": None if i % 3 else f"line {i}",
            "sample": "{" * (i % 5),
            "delivered_on": None,
            "first_run_id": "r",
        }
        for i in range(start, start + n)
    ]
    schema = pa.schema([f.with_nullable(True) for f in REJECTS.released()])
    frame = pl.DataFrame(pa.Table.from_pylist(rows, schema=schema))
    return frame.with_columns(delivered_on=pl.date(2026, 1, 2))


def write(frame: pl.DataFrame, path: Path) -> WrittenFile:
    return write_table(frame, REJECTS, path, schema=REJECTS.released())


def test_a_file_says_what_it_is(tmp_path: Path) -> None:
    written = write(rejects(50), tmp_path / "deep" / "a.parquet")
    assert written.rows == 50
    assert written.bytes == written.path.stat().st_size
    assert written.digest == digest_of(written.path)
    assert (written.first_key, written.last_key) == (rejects(50)["record_id"].min(), rejects(50)["record_id"].max())
    assert pq.read_schema(written.path).equals(REJECTS.released(), check_metadata=True)
    assert read([written.path]).equals(rejects(50))


def test_the_same_rows_give_the_same_bytes_however_they_come(tmp_path: Path) -> None:
    whole = write(rejects(500), tmp_path / "a").digest
    in_chunks = pl.concat([rejects(200), rejects(300, 200)], rechunk=False)
    assert write(in_chunks, tmp_path / "b").digest == whole
    arrow = in_chunks.to_arrow(compat_level=pl.CompatLevel.newest())
    assert write_table(arrow, REJECTS, tmp_path / "c", schema=REJECTS.released()).digest == whole
    with open_writer(REJECTS, tmp_path / "d", schema=REJECTS.released()) as writer:
        for n in range(0, 500, 100):
            writer.write(rejects(100, n))
    assert writer.written().digest == whole


def test_row_groups_do_not_tell_how_rows_were_batched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.store.write.ROWS_A_FILE", 64)
    whole = write(rejects(300), tmp_path / "a")
    with open_writer(REJECTS, tmp_path / "b", schema=REJECTS.released()) as writer:
        for n in range(0, 300, 50):
            writer.write(rejects(50, n))
    groups = pq.ParquetFile(whole.path).metadata
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [64, 64, 64, 64, 44]
    assert writer.written().digest == whole.digest


def test_an_empty_table_keeps_its_schema(tmp_path: Path) -> None:
    written = write(rejects(0), tmp_path / "a.parquet")
    assert (written.rows, written.first_key, written.last_key) == (0, None, None)
    assert pq.read_schema(written.path).equals(REJECTS.released(), check_metadata=True)
    assert scan([written.path]).collect().schema == rejects(0).schema


def test_nothing_is_left_of_a_file_that_fails(tmp_path: Path) -> None:
    with pytest.raises(TableError), open_writer(REJECTS, tmp_path / "a", schema=REJECTS.released()) as writer:
        writer.write(rejects(10))
        writer.write(rejects(10).with_columns(stage=pl.lit("nowhere")))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_leaves_nothing(tmp_path: Path) -> None:
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write(rejects(100), tmp_path / "a")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    before = write(rejects(5), tmp_path / "a").digest
    with pytest.raises(ZeroDivisionError), open_writer(REJECTS, tmp_path / "a", schema=REJECTS.released()) as writer:
        writer.write(rejects(10))
        raise ZeroDivisionError
    assert digest_of(tmp_path / "a") == before


def test_staged_files_have_the_stages_columns(tmp_path: Path) -> None:
    schema = REJECTS.staged("read")
    written = write_staged(rejects(3).select(schema.names), REJECTS, "read", tmp_path / "a")
    assert pq.read_schema(written.path).equals(schema, check_metadata=True)


def test_batches_cover_a_file_in_order(tmp_path: Path) -> None:
    paths = [write(rejects(70, n), tmp_path / str(n)).path for n in (0, 70)]

    def ids(parts: Iterator[pa.Table]) -> list[list[str]]:
        return [part.column("record_id").to_pylist() for part in parts]

    found = ids(batches(paths, 32, ["record_id"]))
    assert [len(part) for part in found] == [32, 32, 6, 32, 32, 6]
    assert [key for part in found for key in part] == rejects(140)["record_id"].to_list()


def test_readers_can_look_a_key_up_by_its_bloom_filter(tmp_path: Path) -> None:
    written = write(rejects(1000), tmp_path / "a.parquet")
    meta = duckdb.sql(f"select bloom_filter_offset from parquet_metadata('{written.path}') where path_in_schema = 'record_id'")
    assert meta.fetchall()[0][0] is not None
    there, missing = make_id("record", 7), make_id("record", 5000)
    for key, excluded in ((there, False), (missing, True)):
        probe = duckdb.sql(f"select bloom_filter_excludes from parquet_bloom_probe('{written.path}', 'record_id', '{key}')")
        assert probe.fetchall() == [(excluded,)]


def test_sorted_files_say_so(tmp_path: Path) -> None:
    frame = rejects(20).sort("record_id")
    written = write_table(frame, REJECTS, tmp_path / "a", schema=REJECTS.released(), is_sorted=True)
    group = pq.ParquetFile(written.path).metadata.row_group(0)
    names = [group.column(s.column_index).path_in_schema for s in group.sorting_columns]
    assert names == list(REJECTS.sort_by)
    assert group.column(0).has_column_index and group.column(0).has_offset_index


def work_of_writing(path: Path, batches: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """What writing so many batches of five rows costs: bytecodes run in the writer's module, and tables joined."""
    ran = joined = 0
    some = rejects(5)

    def trace(frame: FrameType, event: str, arg: object) -> Callable[..., object] | None:
        nonlocal ran
        if frame.f_code.co_filename != writing.__file__:
            return None
        frame.f_trace_opcodes = True
        ran += event == "opcode"
        return trace

    def concat_tables(tables: list[pa.Table]) -> pa.Table:
        nonlocal joined
        joined += len(tables)
        return pa_concat(tables)

    pa_concat = pa.concat_tables
    with monkeypatch.context() as patch, open_writer(REJECTS, path, schema=REJECTS.released()) as writer:
        patch.setattr(writing.pa, "concat_tables", concat_tables)
        before = sys.gettrace()
        sys.settrace(trace)
        try:
            for _ in range(batches):
                writer.write(some)
        finally:
            sys.settrace(before)
    return ran, joined


def test_work_grows_with_the_batches_and_no_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.store.write.ROWS_A_FILE", 1000)
    few, many = (work_of_writing(tmp_path / f"{n}", n, monkeypatch) for n in (100, 800))
    assert few[0] > 100 and few[1] == 100
    assert many[0] < 9 * few[0]
    assert many[1] < 2 * 800  # each batch once, and what is left over by a row group
