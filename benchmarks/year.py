"""A year of nights through the whole pipeline: does the end equal one run over everything, and what does a night cost?

    python -m benchmarks.year [NIGHTS] [ARTICLES_A_NIGHT]

Every night the made-up deliveries of `year_deliveries` arrive, and the nightly flow runs on a real Prefect server, with all
its gates; its clock is the simulated night's, and what is learnt about sites is frozen. After a third and two thirds of the
nights a backfill processes a month, and all dumps of one feed, again. At the end one single run reads the whole inbox into a
warehouse of its own: every table has to say the same in every column but those that name a run or its time.

A machine that others work on is not always as fast. So every few nights the first night is run again, in an archive of its own:
what a night costs is told in such first nights as well. A night writes anew the files that it touches, and months
fill in the course of a year, so what it writes is told, too.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from unittest import mock

from benchmarks.lasting_server import QUIET
from benchmarks.year_deliveries import FEEDS, Year, deliver
from flows.release import Release, current, diff, verify
from flows.release.manifest import files_of
from flows.runs import RunState

FIRST = date(2025, 1, 1)
KEEP = 30
A_MONTH = 30
COLUMNS = (
    ("night", 6),
    ("articles", 9),
    ("s a night", 10),
    ("CPU-s", 6),
    ("in firsts", 10),
    ("MB written", 10),
    ("files", 6),
    ("MB release", 11),
    ("MB on disk", 11),
)
AGAIN_EVERY = 3  # nights after which the first one is run again


class Spent(NamedTuple):
    """What a night took: seconds, CPU seconds, these in first nights run again at the time, and the megabytes of files that it wrote."""

    seconds: float
    cpu: float
    firsts: float
    written: float


@contextmanager
def prefect_server() -> Iterator[None]:
    """A Prefect server of its own for the block."""
    os.environ |= QUIET
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=300):
        yield


@contextmanager
def at_night(night: int) -> Iterator[None]:
    """Runs in the block start at half past two of that night; their gates judge, but draw no pages: a quarter of a small night's time."""
    moment = datetime(FIRST.year, FIRST.month, FIRST.day, 2, 30, tzinfo=UTC) + timedelta(days=night + 1)
    with mock.patch("flows.runs.clock", return_value=moment), mock.patch("flows.ingest.write_docs"):
        yield


def live_through(folder: Path, nights: int, a_night: int) -> Iterator[tuple[int, RunState, float, float]]:
    """The nights one by one: their number, how the run ended, and what it took in seconds and in CPU seconds."""
    from flows.pipelines import backfill, nightly

    year = Year(FIRST, a_night)
    where: Any = {"settings_file": str(write_settings(folder)), "runner": "threads", "workers": 1}
    backfills: dict[int, Any] = {
        nights // 3: {"since": str(FIRST), "until": str(FIRST + timedelta(days=A_MONTH))},
        2 * nights // 3: {"dumps": f"{FEEDS[1]}/*"},
    }
    for night in range(nights):
        deliver(year, night, folder / "inbox")
        with at_night(night):
            start, cpu = time.perf_counter(), time.process_time()
            state = nightly(**where, learn=False)
            assert state is not None
            yield night, state, time.perf_counter() - start, time.process_time() - cpu
            if night in backfills:
                print(f"night {night}: backfill {backfills[night]}: {backfill(**where, **backfills[night]).state}", flush=True)


def first_again(a_night: int) -> float:
    """What the first night costs now, in CPU seconds."""
    with tempfile.TemporaryDirectory(prefix="copydesk-first-") as folder:
        return next(live_through(Path(folder), 1, a_night))[3]


def write_settings(folder: Path) -> Path:
    """Settings of the simulation: an inbox and a warehouse of its own, files are read as soon as they are there."""
    (folder / "inbox").mkdir(parents=True, exist_ok=True)
    text = f'inbox = "{folder / "inbox"}"\nwarehouse = "{folder / "nights"}"\nquiet_seconds = 0\nkeep_releases = {KEEP}\n'
    path = folder / "copydesk.toml"
    path.write_text(text, "utf-8")
    return path


def run_at_once(folder: Path, nights: int) -> Release:
    """The release of one run over all that was delivered."""
    from flows.pipelines import ingest

    with at_night(nights):
        ingest(
            [str(folder / "inbox")], settings_file=str(write_settings(folder)), warehouse=str(folder / "once"), runner="threads", workers=1
        )
    return released(folder / "once")


def released(warehouse: Path) -> Release:
    """The current release, which has to be there."""
    found = current(warehouse)
    assert found is not None
    return found


def differences(one: Release, other: Release) -> list[str]:
    """A line for each table that does not say the same in both."""
    tables = other.manifest.tables
    names = [name for name, entry in one.manifest.tables.items() if entry.content != tables[name].content]
    return [f"{name}: {one.manifest.tables[name].rows} and {tables[name].rows} rows" for name in names]


def main(nights: int, a_night: int) -> int:
    """Print a line a month, where the disk went, and whether the end equals one run."""
    folder = Path(tempfile.mkdtemp(prefix="copydesk-year-"))
    spent: list[Spent] = []
    first = 0.0
    there: dict[str, int] = {}
    ends: Counter[str] = Counter()
    print(" ".join(f"{title:>{width}}" for title, width in COLUMNS) + "  ends", flush=True)
    for night, state, seconds, cpu in live_through(folder, nights, a_night):
        if night % AGAIN_EVERY == 0:
            first = first_again(a_night)
        before, there = there, {file.path: file.bytes for file in files_of(released(folder / "nights").manifest.tables)}
        spent.append(Spent(seconds, cpu, cpu / first, sum(there[path] for path in there.keys() - before.keys()) / 1e6))
        ends[state.state] += 1
        if night % A_MONTH == A_MONTH - 1 or night == nights - 1:
            print(describe(night, released(folder / "nights"), spent, folder / "nights") + f"  {dict(ends)}", flush=True)
    first_month, last_month = (typical(part) for part in (spent[1 : A_MONTH + 1], spent[-A_MONTH:]))
    print(f"median CPU-s a night: {first_month.cpu:.2f} in the first month, {last_month.cpu:.2f} in the last")
    print(f"in first nights run again at the time: {first_month.firsts:.2f} in the first month, {last_month.firsts:.2f} in the last")
    print(f"MB written a night: {first_month.written:.2f} in the first month, {last_month.written:.2f} in the last")
    for line in tell_disk(folder / "nights", folder / "inbox"):
        print(line)
    problems = report(released(folder / "nights"), run_at_once(folder, nights))
    shutil.rmtree(folder)
    return problems


def typical(spent: Sequence[Spent]) -> Spent:
    """The median night."""
    return Spent(*map(median, zip(*spent, strict=True)))


def describe(night: int, release: Release, spent: list[Spent], warehouse: Path) -> str:
    """A month's line."""
    tables = release.manifest.tables
    month = typical(spent[-A_MONTH:])
    files, size = sum(len(t.files) for t in tables.values()), sum(t.bytes for t in tables.values()) / 1e6
    took = (f"{month.seconds:.2f}", f"{month.cpu:.2f}", f"{month.firsts:.2f}", f"{month.written:.2f}")
    told = (night + 1, tables["articles"].rows, *took, files)
    shown = (*told, f"{size:.1f}", f"{on_disk(warehouse):.1f}")
    return " ".join(f"{value:>{width}}" for value, (_, width) in zip(shown, COLUMNS, strict=True))


def on_disk(folder: Path) -> float:
    """Megabytes of the files under a folder, linked ones counted once."""
    inodes = {p.stat().st_ino: p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink()}
    return sum(inodes.values()) / 1e6


def tell_disk(warehouse: Path, inbox: Path) -> Iterator[str]:
    """Where the disk went."""
    release = released(warehouse)
    by_table = {name: entry.bytes / 1e6 for name, entry in release.manifest.tables.items()}
    yield f"inbox {on_disk(inbox):.1f} MB; current release {sum(by_table.values()):.1f} MB: " + ", ".join(
        f"{name} {size:.1f}" for name, size in sorted(by_table.items(), key=lambda pair: -pair[1])
    )
    kept = len(list((warehouse / "releases").iterdir()))
    yield f"{kept} kept releases {on_disk(warehouse / 'releases'):.1f} MB in all; " + ", ".join(
        f"{path.name} {on_disk(path):.1f} MB" for path in sorted(warehouse.iterdir()) if path.is_dir() and path.name != "releases"
    )


def report(by_night: Release, at_once: Release) -> int:
    """Print how the two releases compare; returns the number of tables and checks that are wrong."""
    different, problems = differences(by_night, at_once), verify(by_night)
    for line in different or ["every table says the same as after one single run"]:
        print(line)
    if different:
        print(diff(at_once, by_night))
    print(f"rows: {', '.join(f'{name} {entry.rows:,}' for name, entry in by_night.manifest.tables.items())}")
    print(f"verify: {len(problems)} problems")
    return len(different) + len(problems)


if __name__ == "__main__":
    with prefect_server():
        sys.exit(main(*map(int, [*sys.argv[1:], *("365", "12")[len(sys.argv) - 1 :]])))
