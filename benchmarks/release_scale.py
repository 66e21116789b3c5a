"""What publishing costs in a big archive: the first load, its memory, and then a night, with and without the days of what goes.

Run with the number of articles: python -m benchmarks.release_scale 50000
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.release_rows import Frames, articles, as_delta
from flows.release import Release, TableDelta, publish, verify
from flows.store import write_table
from schemas import TABLES

FIRST_DAY = np.datetime64("2015-01-01")
A_SHARD = 5_000
A_NIGHT = 200
A_DAY = 100


def main(n: int) -> None:
    """Print the cost of the first load, of three nights, and of a check of every file."""
    folder = Path(tempfile.mkdtemp(prefix="release-scale-"))
    shards = [stage(folder / "staging", start) for start in range(0, n, A_SHARD)]
    before = memory()
    start = time.perf_counter()
    delta = {name: TableDelta(rows=[shard[name] for shard in shards]) for name in shards[0]}
    release = put(folder / "w", delta)
    spent = time.perf_counter() - start
    tables = release.manifest.tables.values()
    size = sum(t.bytes for t in tables)
    print(f"first load: {n} articles, {sum(t.rows for t in tables)} rows, {size / 1e6:.0f} MB in {sum(len(t.files) for t in tables)} files")
    print(f"  {spent:.1f} s, {n / spent:.0f} articles/s; peak memory {memory():.0f} MB ({before:.0f} MB before)")
    shutil.rmtree(folder / "staging")
    for night in range(3):
        frames = tonight(n, night)
        days = as_delta(frames)
        print(f"night {night}: {spend(folder / 'w', days if night < 2 else without_days(days))}")
    start = time.perf_counter()
    problems = verify(release)
    print(f"verify: {len(problems)} problems, {time.perf_counter() - start:.1f} s; peak memory {memory():.0f} MB")
    shutil.rmtree(folder)


def stage(folder: Path, start: int) -> dict[str, Path]:
    """One shard's files: articles in the order of their days."""
    numbers = np.arange(start, start + A_SHARD)
    frames = articles(numbers, FIRST_DAY + numbers // A_DAY)
    return {
        name: write_table(frame, TABLES[name], folder / f"{start}-{name}.parquet", schema=TABLES[name].released()).path
        for name, frame in frames.items()
    }


def tonight(n: int, night: int) -> Frames:
    """New articles of the newest day, and two old ones again, revised: rows of the next version."""
    new = np.arange(n + night * A_NIGHT, n + (night + 1) * A_NIGHT)
    old = np.random.default_rng(night).integers(0, n, 2)
    numbers = np.concatenate([new, old])
    days = FIRST_DAY + np.concatenate([np.full(A_NIGHT, n // A_DAY + night), old // A_DAY])
    return articles(numbers, days, version=1)


def without_days(delta: dict[str, TableDelta]) -> dict[str, TableDelta]:
    """The same, but what goes does not tell its day: every file is searched."""
    return {n: TableDelta(d.rows, None if d.drop is None else d.drop.select(d.drop.columns[0])) for n, d in delta.items()}


def spend(warehouse: Path, delta: dict[str, TableDelta]) -> str:
    """Publish, and tell what it cost."""
    start, cpu = time.perf_counter(), time.process_time()
    put(warehouse, delta)
    told = "searched by key and day" if delta["articles"].drop is not None and delta["articles"].drop.width > 1 else "searched by key only"
    return f"{time.perf_counter() - start:.1f} s, {time.process_time() - cpu:.1f} CPU-s, {told}; peak memory {memory():.0f} MB"


def put(warehouse: Path, delta: dict[str, TableDelta]) -> Release:
    """Publish without a gate."""
    return publish(warehouse, run_id="bench", delta=delta, check=lambda *_: None, stage_versions={"read": "1"}, notes={})


def memory() -> float:
    """Peak resident memory of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
