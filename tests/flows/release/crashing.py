"""Publishers that are killed, each in a process of its own, forked from one that has everything imported already."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows.release import TableDelta, current, lock, publishing
from tests.flows.release.invented import article, delta, put

DISK_EVENTS = ("open", "os.rename", "os.link", "os.symlink", "os.mkdir", "os.remove", "os.chmod", "os.rmdir")
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


def run(target: Callable[..., None], *arguments: Any) -> int:
    """Exit code of `target` in a process of its own."""
    process = CONTEXT.Process(target=target, args=arguments)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def the_evening() -> dict[str, TableDelta]:
    return delta([article(k, date(2026, 1, k % 28 + 1)) for k in range(10)])


def the_night() -> dict[str, TableDelta]:
    return delta([article(k, date(2026, 1, k % 28 + 1), "New text.") for k in range(5, 15)])


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_in_place_of_step(warehouse: Path, number: int) -> None:
    """Publish the night, and die in place of the step of that number (after the last one, if there is none)."""
    publishing.STEPS = (*publishing.STEPS[:number], die)
    put(warehouse, the_night())


def die_at_touch(warehouse: Path, number: int) -> None:
    """Publish the night, and die at that touch of the warehouse's disk."""
    change = the_night()
    die_at_touch_while(lambda folder: put(folder, change), warehouse, number)


def die_at_touch_while(do: Callable[[Path], Any], warehouse: Path, number: int) -> None:
    """Do something to a warehouse, and die at that touch of its disk."""
    left = number

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event in DISK_EVENTS and any(str(warehouse) in str(a) for a in arguments):
            left -= 1
            if left == 0:
                die()

    sys.addaudithook(watch)
    do(warehouse)


def publish_the_night(warehouse: Path, begun: Event) -> None:
    """Publish the night, for a process that is going to be killed; says when it begins."""
    change = the_night()
    begun.set()
    put(warehouse, change)


def hold_lock(warehouse: Path, held: Event, forked: Any = None) -> None:
    """Hold a warehouse's lock for ever; with `forked`, put there the number of a child that lives on."""
    with lock(warehouse, who="the nightly run"):
        if forked is not None and (child := os.fork()):
            forked.value = child
        held.set()
        time.sleep(600)


def read_until(warehouse: Path, stop: Path, rounds: Path) -> None:
    """Resolve `current`, read and join its tables with DuckDB and Polars, check them against the manifest; again and again."""
    done = 0
    while not stop.exists() or not done:
        release = current(warehouse)
        assert release is not None
        wanted = {name: entry.rows for name, entry in release.manifest.tables.items()}
        articles = pl.scan_parquet(f"{release.path}/articles/**/*.parquet")
        joined = articles.join(pl.scan_parquet(f"{release.path}/paragraphs/**/*.parquet"), on="article_id").collect()
        assert joined.height == wanted["paragraphs"] == 2 * wanted["articles"]
        assert joined.filter(~pl.col("text_right").str.starts_with(pl.col("text").str.slice(0, 5))).height == 0
        found = duckdb.sql(
            f"select count(*), count(distinct article_id) from '{release.path}/articles/**/*.parquet'"
            f" join '{release.path}/paragraphs/**/*.parquet' using (article_id)"
        ).fetchall()
        assert found == [(wanted["paragraphs"], wanted["articles"])]
        done += 1
        rounds.write_text(str(done))
        time.sleep(0.05)
