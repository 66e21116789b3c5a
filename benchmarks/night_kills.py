"""Nightly runs and backfills killed at random moments, while readers join tables.

    python -m benchmarks.night_kills [KILLS] [FOLDER]

Each round a process begins a nightly run, or a backfill, of the whole pipeline and is killed with SIGKILL after a random time. A
backfill reads the dumps of a feed again, or goes month by month over quotes that look as if an older version had made them.
What is current afterwards has to be a whole release, every key and reference of it, that holds what the one before held.
Every few rounds a night is let through and the next one's deliveries come. Meanwhile two readers resolve `current` again and
again and join its tables, one with DuckDB and one with Polars. At the end one single run over all deliveries has to say the same
(what is learnt about sites is frozen: a single run teaches nothing). The program can be ended and begun again in the same FOLDER,
which stays; where its Prefect server dies, another one is started.
"""

from __future__ import annotations

import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import polars as pl

import flows.pipelines
from benchmarks.lasting_server import LastingServer, lasting_server
from benchmarks.year import FIRST, at_night, differences, released, run_at_once, write_settings
from benchmarks.year_deliveries import FEEDS, Year, deliver
from flows.release import verify
from flows.versions import STAGE_VERSIONS

CONTEXT = multiprocessing.get_context("forkserver")
RUNS = {"nightly": 0.6, "backfill of dumps": 0.2, "backfill of quotes": 0.2}  # what is killed, how often
KILLS_A_NIGHT = 5
A_NIGHT = 4
TRIES = 3
PROGRESS = "progress.json"
# two tables, the key that joins them, and the table whose rows the join has
JOINS = (
    ("articles", "paragraphs", "article_id", "paragraphs"),
    ("paragraphs", "articles", "article_id", "paragraphs"),
    ("quotes", "paragraphs", "paragraph_id", "quotes"),
    ("entities", "paragraphs", "paragraph_id", "entities"),
)


@dataclass
class Kills:
    """How far the program has come: it can be ended and begun again in the same folder."""

    rounds: int = 0
    night: int = 0
    spent: float = 0.0  # seconds of a night that is let through
    found: Counter[str] = field(default_factory=Counter)


def main(rounds: int, folder: Path, server: LastingServer) -> int:
    """Kill, read and compare; print how the rounds ended. Returns how much is wrong."""
    warehouse, stop = folder / "nights", folder / "stop"
    stop.unlink(missing_ok=True)
    settings = str(write_settings(folder))
    done = read_progress(folder)
    if not done.spent:
        deliver(Year(FIRST, A_NIGHT), 0, folder / "inbox")
        done.spent = let_through(0, settings, server)
        save_progress(folder, done)
    readers = [CONTEXT.Process(target=target, args=(warehouse, stop)) for target in (read_with_duckdb, read_with_polars)]
    for reader in readers:
        reader.start()
    try:
        while done.rounds < rounds or done.rounds % KILLS_A_NIGHT:  # the last night has to be let through
            play(done, folder, settings, server)
    finally:
        stop.touch()
        for reader in readers:
            reader.join()
    return tell(done, folder, [reader.exitcode for reader in readers], server)


def play(done: Kills, folder: Path, settings: str, server: LastingServer) -> None:
    """One round: a run that is killed; after some of them a night that is let through."""
    n = done.rounds
    if n % KILLS_A_NIGHT == 0:
        done.night = n // KILLS_A_NIGHT + 1
        deliver(Year(FIRST, A_NIGHT), done.night, folder / "inbox")
    done.found += kill_one(folder / "nights", done, settings, server, random.Random(f"kill {n}"))
    if n % KILLS_A_NIGHT == KILLS_A_NIGHT - 1:
        done.spent = 0.5 * done.spent + 0.5 * let_through(done.night, settings, server)
        done.found["nights completed"] += 1
    done.rounds += 1
    save_progress(folder, done)
    if done.rounds % 20 == 0:
        print(f"{done.rounds:>5} {dict(done.found)} {done.spent:.1f} s a night", flush=True)


def tell(done: Kills, folder: Path, codes: list[int | None], server: LastingServer) -> int:
    """Compare the end with one single run over all deliveries, and print everything."""
    server.address()
    shutil.rmtree(folder / "once", ignore_errors=True)  # of an earlier call
    by_night, at_once = released(folder / "nights"), run_at_once(folder, done.night + 1)
    different, problems = differences(by_night, at_once), verify(by_night)
    for told, count in sorted(done.found.items()):
        print(f"{count:>5}  {told}")
    rounds_read = [(folder / name).read_text() for name in ("duckdb", "polars") if (folder / name).exists()]
    print(f"readers: exit codes {codes}, rounds {rounds_read}; verify: {len(problems)} problems; server starts: {server.starts}")
    print("\n".join([*different, *problems]) or "every table says the same as after one single run: nothing is lost, nothing twice")
    return len(different) + len(problems) + sum(code != 0 for code in codes) + done.found["WRONG"]


def read_progress(folder: Path) -> Kills:
    """How far an earlier call in this folder has come."""
    path = folder / PROGRESS
    return msgspec.json.decode(path.read_bytes(), type=Kills, dec_hook=_as_counter) if path.exists() else Kills()


def _as_counter(kind: type[Counter[str]], counts: dict[str, int]) -> Counter[str]:
    return kind(counts)


def save_progress(folder: Path, done: Kills) -> None:
    """Write down how far it has come: whole, or as it was."""
    part = folder / f".{PROGRESS}"
    part.write_bytes(msgspec.json.encode(done))
    part.replace(folder / PROGRESS)


def kill_one(warehouse: Path, done: Kills, settings: str, server: LastingServer, rng: random.Random) -> Counter[str]:
    """One process, killed after a random time; what was found."""
    before = released(warehouse)
    what = rng.choices(list(RUNS), list(RUNS.values()))[0]
    process = CONTEXT.Process(target=run_night, args=(done.night, settings, server.address(), what))
    process.start()
    time.sleep(rng.uniform(0.1, 1.15 * done.spent))
    process.kill()
    process.join()
    after = released(warehouse)
    how = "killed" if process.exitcode == -9 else f"ended with {process.exitcode}"
    found = Counter({f"{what} {how}, current is {'the old release' if after.name == before.name else 'a new one'}": 1})
    lost = before.scan("records").select("record_id").join(after.scan("records"), on="record_id", how="anti").collect().height
    if lost or (after.name != before.name and verify(after)):
        found["WRONG"] += 1
    return found


def let_through(night: int, settings: str, server: LastingServer) -> float:
    """A nightly run to its end; its seconds. One that its Prefect server has left is begun again."""
    for _ in range(TRIES):
        process = CONTEXT.Process(target=run_night, args=(night, settings, server.address(), "nightly"))
        start = time.perf_counter()
        process.start()
        process.join()
        if not process.exitcode:
            return time.perf_counter() - start
        if server.answers():
            break
    raise RuntimeError(f"the night after the kills ended with {process.exitcode}")


def run_night(night: int, settings: str, api: str, what: str) -> None:
    """A nightly run, or a backfill, in a process that is going to be killed."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: api}), at_night(night):
        where: Any = {"settings_file": settings, "runner": "threads", "workers": 1}
        if what == "nightly":
            flows.pipelines.nightly(**where, learn=False)
        elif what == "backfill of dumps":
            flows.pipelines.backfill(dumps=f"{FEEDS[night % len(FEEDS)]}/*", **where)
        else:
            STAGE_VERSIONS["quotes"] = f"of night {night}"
            flows.pipelines.backfill(stale=True, pieces="month", **where)


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
    CONTEXT.set_forkserver_preload(["benchmarks.year", "flows.pipelines", "great_expectations"])
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp(prefix="copydesk-kills-"))
    place.mkdir(parents=True, exist_ok=True)
    with lasting_server(place / "prefect") as the_server:
        wrong = main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, place, the_server)
    if not wrong and len(sys.argv) <= 2:
        shutil.rmtree(place)
    sys.exit(1 if wrong else 0)
