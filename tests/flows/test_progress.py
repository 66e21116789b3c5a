"""A record that kills its worker twice is found and set aside; everything else of the dump comes through."""

from __future__ import annotations

import multiprocessing
import signal
from pathlib import Path

import pytest

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


# run by every Python process that starts: its cleaning is killed by the third record, or while there is a file that says so
DEADLY = """
import os
from pathlib import Path
import transforms.clean

clean = transforms.clean.clean

def clean_or_die(record, **options):
    if record.position == 3 and ({always} or "{flag}" and Path("{flag}").exists()):
        os.kill(os.getpid(), 9)
    return clean(record, **options)

transforms.clean.clean = clean_or_die
"""


def _attempt(folder: Path) -> int | None:
    """One attempt at the shard, in a process of its own; its exit code."""
    worker = multiprocessing.get_context("spawn").Process(target=_read, args=(folder,))
    worker.start()
    worker.join()
    return worker.exitcode


def _read(folder: Path):
    dumps = find_dumps([folder / "dumps"])
    plan = ReadPlan(str(folder / "staged"), None, False, Limits(), {}, Context())
    return read_shard(pack(dumps, 1 << 20, 10)[0], plan)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dump of five stories, to be read."""
    (tmp_path / "dumps").mkdir()
    (tmp_path / "staged").mkdir()
    _lines(tmp_path / "dumps" / "stories.jsonl", 5)
    return tmp_path


def test_the_record_that_kills_two_workers_is_set_aside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "sitecustomize.py").write_text(DEADLY.format(always=True, flag=""), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    assert [_attempt(folder) for _ in range(3)] == [-signal.SIGKILL, -signal.SIGKILL, 0]
    records = read([folder / "staged" / "000000" / "records.parquet"]).sort("position")
    assert records["outcome"].to_list() == ["article", "article", "article", "rejected", "article"]
    assert records["reason"].to_list() == [None, None, None, "crashed_reader", None]


def test_a_record_at_which_two_workers_were_killed_from_outside_is_an_article(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flag = folder / "somebody_kills"
    flag.touch()
    (folder / "sitecustomize.py").write_text(DEADLY.format(always=False, flag=flag), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    assert [_attempt(folder) for _ in range(2)] == [-signal.SIGKILL] * 2
    flag.unlink()
    assert _attempt(folder) == 0
    assert read([folder / "staged" / "000000" / "records.parquet"])["outcome"].to_list() == ["article"] * 5


def test_a_worker_that_dies_where_the_record_alone_does_not_ends_after_four(folder: Path) -> None:
    (folder / "staged" / "000000.deaths").write_text("0 3 1\n" * 4, "utf-8")
    _read(folder)
    records = read([folder / "staged" / "000000" / "records.parquet"]).sort("position")
    assert records["outcome"].to_list() == ["article", "article", "article", "rejected", "article"]


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
                assert not progress.is_deadly(Place(0, 7, CLEANING), bytes)
                raise OSError("disk full")
        except OSError:
            pass
    assert not marker.exists() and not marker.with_suffix(".deaths").exists()
