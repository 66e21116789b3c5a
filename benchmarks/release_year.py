"""A year of nights, published one by one: what a night costs as the archive grows, and whether the end is what one run would give.

Every night brings new articles, some again as they were, some revised, some of them months old. Run with the number of
nights and of articles a night: python -m benchmarks.release_year 365 40
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.release_rows import Frames, articles, as_delta
from flows.release import Release, prune, publish, verify
from schemas import TABLES

FIRST_DAY = np.datetime64("2025-01-01")
KEEP = 30


def main(nights: int, a_night: int) -> None:
    """Print a line for every month of nights, then the comparison with one single run."""
    folder = Path(tempfile.mkdtemp(prefix="release-year-"))
    rng = np.random.default_rng(1)
    versions = np.zeros(nights * a_night, np.int64)
    print(f"{'night':>6} {'articles':>9} {'s a night':>10} {'written':>8} {'linked':>7} {'MB release':>11} {'MB on disk':>11}")
    previous, spent, written = None, [], []
    for night in range(nights):
        frames = deliver(night, a_night, versions, rng)
        start = time.perf_counter()
        release = put(folder / "nights", frames)
        spent.append(time.perf_counter() - start)
        written.append(count_written(release, previous))
        previous = release
        prune(folder / "nights", keep=KEEP)
        if night % 30 == 29 or night == nights - 1:
            total = sum(len(entry.files) for entry in release.manifest.tables.values())
            size = sum(entry.bytes for entry in release.manifest.tables.values()) / 1e6
            print(
                f"{night + 1:>6} {release.manifest.tables['articles'].rows:>9} {np.median(spent[-30:]):>10.2f}"
                f" {np.mean(written[-30:]):>8.1f} {total - np.mean(written[-30:]):>7.1f} {size:>11.1f} {on_disk(folder / 'nights'):>11.1f}"
            )
    assert previous is not None
    compare(previous, folder / "once", versions, a_night)
    shutil.rmtree(folder)


def deliver(night: int, a_night: int, versions: np.ndarray, rng: np.random.Generator) -> Frames:
    """The night's articles: the new ones, and of the old ones some as they were and some revised."""
    new = np.arange(night * a_night, (night + 1) * a_night)
    old = rng.choice(night * a_night, a_night // 10, replace=False) if night else np.empty(0, np.int64)
    versions[old[::2]] += 1
    return by_version(np.concatenate([new, old]), versions, a_night)


def by_version(numbers: np.ndarray, versions: np.ndarray, a_night: int) -> Frames:
    """Rows of the articles in their version of today."""
    days = FIRST_DAY + numbers // a_night
    parts = [articles(numbers[versions[numbers] == v], days[versions[numbers] == v], int(v)) for v in np.unique(versions[numbers])]
    return {name: pl.concat([p[name] for p in parts]) for name in parts[0]}


def put(warehouse: Path, frames: Frames) -> Release:
    """Publish without a gate."""
    return publish(warehouse, run_id="bench", delta=as_delta(frames), check=lambda *_: None, stage_versions={"read": "1"}, notes={})


def count_written(release: Release, previous: Release | None) -> int:
    """Files of a release that the one before had not."""
    old = {f.path for e in previous.manifest.tables.values() for f in e.files} if previous else set()
    return sum(f.path not in old for e in release.manifest.tables.values() for f in e.files)


def on_disk(warehouse: Path) -> float:
    """Megabytes that the files of all kept releases take, each counted once."""
    inodes = {p.stat().st_ino: p.stat().st_size for p in warehouse.rglob("*") if p.is_file() and not p.is_symlink()}
    return sum(inodes.values()) / 1e6


def compare(last: Release, warehouse: Path, versions: np.ndarray, a_night: int) -> None:
    """The last night's release against one run over everything that was ever delivered."""
    numbers = np.arange(len(versions))
    frames = by_version(numbers, versions, a_night)
    earlier = [by_version(numbers[versions > v], np.full_like(versions, v), a_night)["records"] for v in range(versions.max())]
    once = put(warehouse, {**frames, "records": pl.concat([frames["records"], *earlier])})
    for name in TABLES:
        a, b = last.manifest.tables[name], once.manifest.tables[name]
        same = {f.path for f in a.files} == {f.path for f in b.files}
        print(f"{name:<12} content {'equal' if a.content == b.content else 'DIFFERS'}, files {'equal' if same else 'differ'}")
    problems = verify(last)
    print(f"verify: {len(problems)} problems {problems[:2]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 365, int(sys.argv[2]) if len(sys.argv) > 2 else 40)
