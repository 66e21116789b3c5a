"""A publisher killed at any point: the old release stays readable, the next publish is clean, nothing is lost or twice."""

import random
import shutil
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.release import current, read_history, release_names
from flows.release.publishing import STEPS
from tests.flows.release.crashing import CONTEXT, die_at_touch, die_in_place_of_step, read_until, run, the_evening, the_night
from tests.flows.release.invented import article, content, delta, put

Contents = tuple[dict[str, str], dict[str, str]]


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse as it is before the night."""
    warehouse = tmp_path_factory.mktemp("evening")
    put(warehouse, the_evening())
    return warehouse


@pytest.fixture(scope="module")
def contents(evening: Path, tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """What the tables say before the night and after it."""
    before = current(evening)
    assert before is not None
    warehouse = copy(evening, tmp_path_factory.mktemp("contents"))
    return content(before), content(put(warehouse, the_night()))


def copy(evening: Path, folder: Path) -> Path:
    """A warehouse of its own to break."""
    return shutil.copytree(evening, folder / "w", symlinks=True)


def check_after_crash(warehouse: Path, contents: Contents) -> None:
    survived = current(warehouse)
    assert survived is not None
    assert content(survived) in contents
    for table in ("articles", "paragraphs"):
        rows = pl.scan_parquet(f"{warehouse}/current/{table}/**/*.parquet").collect().height
        assert rows == duckdb.sql(f"select count(*) from '{warehouse}/current/{table}/**/*.parquet'").fetchall()[0][0]
        assert rows == survived.manifest.tables[table].rows
    put(warehouse, the_night())
    repaired = current(warehouse)
    assert repaired is not None and content(repaired) == contents[1]
    assert {line.release for line in read_history(warehouse)} == set(release_names(warehouse))
    assert len(release_names(warehouse)) == 2
    assert {p.name for p in (warehouse / "releases").iterdir()} == set(release_names(warehouse))


@pytest.mark.parametrize("step", range(len(STEPS) + 1))
def test_killed_between_two_steps(tmp_path: Path, evening: Path, contents: Contents, step: int) -> None:
    warehouse = copy(evening, tmp_path)
    assert run(die_in_place_of_step, warehouse, step) == -9
    check_after_crash(warehouse, contents)


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_touch_of_the_disk(tmp_path: Path, evening: Path, contents: Contents, seed: int) -> None:
    warehouse = copy(evening, tmp_path)
    assert run(die_at_touch, warehouse, random.Random(seed).randint(2, 60)) == -9
    check_after_crash(warehouse, contents)


def test_readers_never_see_half_a_release(tmp_path: Path) -> None:
    warehouse, stop, rounds = tmp_path / "w", tmp_path / "stop", tmp_path / "rounds"
    put(warehouse, the_evening())
    reader = CONTEXT.Process(target=read_until, args=(warehouse, stop, rounds))
    reader.start()
    for night in range(5):
        put(warehouse, delta([article(k, date(2026, 1 + night % 3, k + 1), f"Night {night}.") for k in range(night, night + 5)]))
    stop.touch()
    reader.join()
    assert reader.exitcode == 0
    assert int(rounds.read_text()) >= 1
