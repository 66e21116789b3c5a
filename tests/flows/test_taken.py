"""The file of what runs took says what their run.json files say, whatever became of it and of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import flows.taken
from flows.plan import Dump
from flows.runs import RunState, end_run, run_folder, start_run
from flows.taken import PLACE, Signed, Taken, note, read_taken


def run(warehouse: Path, n: int) -> RunState:
    path = f"/inbox/{n}.jsonl"
    dumps = [Dump(path, f"{n}.jsonl", "default", 100 + n), Dump("/inbox/due.jsonl", "due.jsonl", "default", 7)]
    return start_run(warehouse, "nightly", dumps=dumps, signs={path: f"digest {n}"}, times={path: n})


def list_taken(warehouse: Path) -> list[Taken]:
    return read_taken(warehouse)[0]


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A warehouse of three runs."""
    for n in range(3):
        end_run(tmp_path, run(tmp_path, n), "published")
    return tmp_path


def test_a_run_that_the_file_knows_is_not_read_again(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = list_taken(warehouse)
    assert sorted((file for run in taken for file in run.files), key=lambda file: file.path) == [
        Signed(f"/inbox/{n}.jsonl", 100 + n, n, f"digest {n}") for n in range(3)
    ]
    assert [run.run_id for run in taken] == sorted((run.run_id for run in taken), reverse=True)
    monkeypatch.setattr(flows.taken, "read_run", lambda *_: pytest.fail("a run is read again"))
    assert list_taken(warehouse) == taken


def test_a_run_that_goes_on_is_read_again_until_it_has_ended(warehouse: Path) -> None:
    state = run(warehouse, 3)
    assert [run.state for run in list_taken(warehouse)].count("running") == 1
    state.base_release, state.base_runs = "a release", ["a run"]
    end_run(warehouse, state, "unchanged")
    (ended,) = (run for run in list_taken(warehouse) if run.run_id == state.run_id)
    assert (ended.state, ended.base_runs) == ("unchanged", ["a run"])
    assert list_taken(warehouse) == list_taken(warehouse)


def test_a_run_that_is_gone_or_damaged_took_nothing(warehouse: Path) -> None:
    one, other, third = (run.run_id for run in list_taken(warehouse))
    shutil.rmtree(run_folder(warehouse, one))
    (run_folder(warehouse, other) / "run.json").write_text("{", "utf-8")
    assert [run.run_id for run in list_taken(warehouse)] == [third]


def test_a_file_cut_short_anywhere_is_made_whole(warehouse: Path) -> None:
    taken = list_taken(warehouse)
    note(warehouse, [Signed("/inbox/copy.jsonl", 1, 2, "digest 1")])
    assert read_taken(warehouse) == (taken, [Signed("/inbox/copy.jsonl", 1, 2, "digest 1")])
    whole = (warehouse / PLACE).read_bytes()
    for n in range(len(whole)):
        (warehouse / PLACE).write_bytes(whole[:n])
        assert list_taken(warehouse) == taken
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(flows.taken, "read_run", lambda *_: pytest.fail("the line that was cut was not added again"))
            assert list_taken(warehouse) == taken


def test_where_the_file_cannot_be_written_the_runs_are_read(warehouse: Path) -> None:
    taken = list_taken(warehouse)
    (warehouse / PLACE).unlink()
    (warehouse / PLACE).mkdir()
    assert list_taken(warehouse) == taken


def test_without_runs_nothing_is_taken_and_nothing_written(tmp_path: Path) -> None:
    assert list_taken(tmp_path) == []
    assert list(tmp_path.iterdir()) == []
