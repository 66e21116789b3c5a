"""A record that kills its worker twice is found and set aside; everything else of the dump comes through."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

from flows.gate import Context
from flows.plan import find_dumps, pack
from flows.progress import CLEANING, Place, follow
from flows.shards import ReadPlan, read_shard
from flows.store import read
from transforms.dumps import Limits


def _lines(path: Path, n: int) -> None:
    text = " ".join(f"Sentence number {i} of a story about the harbour." for i in range(30))
    rows = (f'{{"url": "https://gazette.example/{i}", "title": "Story {i}", "text": "{text}", "date": "2025-09-01"}}' for i in range(n))
    path.write_text("\n".join(rows) + "\n", "utf-8")


def _read_and_die_at(folder: Path, deadly: int) -> None:
    """What a worker does whose code is killed by the record at `deadly`."""
    from flows import shards

    clean = shards.clean

    def clean_or_die(record, **options):
        if record.position == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return clean(record, **options)

    shards.clean = clean_or_die
    _read(folder)


def _read(folder: Path):
    dumps = find_dumps([folder / "dumps"])
    plan = ReadPlan(str(folder / "staged"), None, False, Limits(), {}, Context())
    return read_shard(pack(dumps, 1 << 20, 10)[0], plan)


def test_the_record_that_kills_two_workers_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "dumps").mkdir()
    (tmp_path / "staged").mkdir()
    _lines(tmp_path / "dumps" / "stories.jsonl", 5)
    spawn = multiprocessing.get_context("spawn")
    codes = []
    for _ in range(3):
        worker = spawn.Process(target=_read_and_die_at, args=(tmp_path, 3))
        worker.start()
        worker.join()
        codes.append(worker.exitcode)
    assert codes == [-signal.SIGKILL, -signal.SIGKILL, 0]
    records = read([tmp_path / "staged" / "000000" / "records.parquet"]).sort("position")
    assert records["outcome"].to_list() == ["article", "article", "article", "rejected", "article"]
    assert records["reason"].to_list() == [None, None, None, "crashed_reader", None]


def test_a_shard_that_was_read_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "dumps").mkdir()
    (tmp_path / "staged").mkdir()
    _lines(tmp_path / "dumps" / "stories.jsonl", 2)
    first = _read(tmp_path)
    (tmp_path / "dumps" / "stories.jsonl").write_text("", "utf-8")
    assert _read(tmp_path) == first and first.rows["records"] == 2


def test_an_exception_is_no_death(tmp_path: Path) -> None:
    marker = tmp_path / "000000.marker"
    for _ in range(3):
        try:
            with follow(marker) as progress:
                assert not progress.is_deadly(Place(0, 7, CLEANING))
                raise OSError("disk full")
        except OSError:
            pass
    assert not marker.exists() and not marker.with_suffix(".deaths").exists()
