"""Nightly runs and backfills killed at random moments, while readers join tables: python -m benchmarks.night_kills 200

Each round a process begins a nightly run, or a backfill, of the whole pipeline and is killed with SIGKILL after a random time.
What is current afterwards has to be a whole release, every key and reference of it, that holds what the one before held.
Every few rounds a night is let through and the next one's deliveries come. Meanwhile two readers resolve `current` again and
again and join its tables, one with DuckDB and one with Polars. At the end one single run over all deliveries has to say the same.
"""

from __future__ import annotations

import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

import flows.pipelines
from benchmarks.year import FIRST, at_night, differences, prefect_server, released, run_at_once, write_settings
from benchmarks.year_deliveries import FEEDS, Year, deliver
from flows.release import verify

CONTEXT = multiprocessing.get_context("forkserver")
KILLS_A_NIGHT = 5
A_NIGHT = 4
# two tables, the key that joins them, and the table whose rows the join has
JOINS = (
    ("articles", "paragraphs", "article_id", "paragraphs"),
    ("paragraphs", "articles", "article_id", "paragraphs"),
    ("quotes", "paragraphs", "paragraph_id", "quotes"),
    ("entities", "paragraphs", "paragraph_id", "entities"),
)


def main(rounds: int) -> int:
    """Print how the rounds ended."""
    from prefect.settings import PREFECT_API_URL

    folder = Path(tempfile.mkdtemp(prefix="copydesk-kills-"))
    warehouse, stop = folder / "nights", folder / "stop"
    settings, api = str(write_settings(folder)), str(PREFECT_API_URL.value())
    deliver(Year(FIRST, A_NIGHT), 0, folder / "inbox")
    spent = let_through(0, settings, api)
    readers = [CONTEXT.Process(target=target, args=(warehouse, stop)) for target in (read_with_duckdb, read_with_polars)]
    for reader in readers:
        reader.start()
    found: Counter[str] = Counter()
    rng = random.Random(1)
    night = 0
    for n in range(rounds):
        if n % KILLS_A_NIGHT == 0:
            night += 1
            deliver(Year(FIRST, A_NIGHT), night, folder / "inbox")
        found += kill_one(warehouse, night, settings, api, rng, spent)
        if n % KILLS_A_NIGHT == KILLS_A_NIGHT - 1:
            spent = 0.5 * spent + 0.5 * let_through(night, settings, api)
            found["nights completed"] += 1
        if n % 20 == 19:
            print(f"{n + 1:>5} {dict(found)} {spent:.1f} s a night", flush=True)
    stop.touch()
    for reader in readers:
        reader.join()
    by_night, at_once = released(warehouse), run_at_once(folder, night + 1)
    different, problems = differences(by_night, at_once), verify(by_night)
    for told, count in sorted(found.items()):
        print(f"{count:>5}  {told}")
    codes = [reader.exitcode for reader in readers]
    rounds_read = [(folder / name).read_text() for name in ("duckdb", "polars") if (folder / name).exists()]
    print(f"readers: exit codes {codes}, rounds {rounds_read}; verify: {len(problems)} problems")
    print("\n".join(different) or "every table says the same as after one single run: nothing is lost, nothing twice")
    shutil.rmtree(folder)
    return len(different) + len(problems) + sum(code != 0 for code in codes) + found["WRONG"]


def kill_one(warehouse: Path, night: int, settings: str, api: str, rng: random.Random, spent: float) -> Counter[str]:
    """One process, killed after a random time; what was found."""
    before = released(warehouse)
    is_backfill = rng.random() < 0.3
    process = CONTEXT.Process(target=run_night, args=(night, settings, api, is_backfill))
    process.start()
    time.sleep(rng.uniform(0.1, 1.15 * spent))
    process.kill()
    process.join()
    after = released(warehouse)
    what = "backfill" if is_backfill else "nightly"
    how = "killed" if process.exitcode == -9 else f"ended with {process.exitcode}"
    found = Counter({f"{what} {how}, current is {'the old release' if after.name == before.name else 'a new one'}": 1})
    lost = before.scan("records").select("record_id").join(after.scan("records"), on="record_id", how="anti").collect().height
    if lost or (after.name != before.name and verify(after)):
        found["WRONG"] += 1
    return found


def let_through(night: int, settings: str, api: str) -> float:
    """A nightly run to its end; its seconds."""
    process = CONTEXT.Process(target=run_night, args=(night, settings, api, False))
    start = time.perf_counter()
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError(f"the night after the kills ended with {process.exitcode}")
    return time.perf_counter() - start


def run_night(night: int, settings: str, api: str, is_backfill: bool) -> None:
    """A nightly run, or a backfill of one feed, in a process that is going to be killed."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: api}), at_night(night):
        where: Any = {"settings_file": settings, "runner": "threads", "workers": 1}
        if is_backfill:
            flows.pipelines.backfill(dumps=f"{FEEDS[night % len(FEEDS)]}/*", **where)
        else:
            flows.pipelines.nightly(**where, learn=False)


def read_with_duckdb(warehouse: Path, stop: Path) -> None:
    """Resolve `current` once, join its tables, check the counts against the manifest; again and again."""
    done = 0
    while not stop.exists():
        release = released(warehouse)
        for one, other, key, counted in JOINS:
            query = f"from '{release.path}/{one}/**/*.parquet' a join '{release.path}/{other}/**/*.parquet' b using ({key})"
            joined = duckdb.sql(f"select {key} {query}")
            rows = joined.to_arrow_table().num_rows if joined else -1
            assert rows == release.manifest.tables[counted].rows
        done += 1
        (stop.parent / "duckdb").write_text(str(done))
        time.sleep(0.2)


def read_with_polars(warehouse: Path, stop: Path) -> None:
    """The same with Polars."""
    done = 0
    while not stop.exists():
        release = released(warehouse)
        for one, other, key, counted in JOINS:
            left, right = (pl.scan_parquet(f"{release.path}/{name}/**/*.parquet").select(key) for name in (one, other))
            rows = left.join(right, on=key).select(pl.len()).collect().item()
            assert rows == release.manifest.tables[counted].rows
        done += 1
        (stop.parent / "polars").write_text(str(done))
        time.sleep(0.2)


if __name__ == "__main__":
    CONTEXT.set_forkserver_preload(["benchmarks.night_kills", "great_expectations"])
    with prefect_server():
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
