"""What do the gates cost? `python -m benchmarks.gates_cost PATH...` runs dumps through all stages and times the gates.

The staged rows are then multiplied, with new ids and dates over some months, to shards of a real size: counting costs little
more for two thousand articles than for two hundred. Prints CPU seconds of the pipeline and of each gate for 100,000 such
articles, all of them new to the release, so that the release gate has to look at every row: its worst case.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import polars as pl

import flows.gate.release
import flows.staging
from flows.entity_names import change_entity_names
from flows.gate import Context, judge, judge_release, measure, write_docs
from flows.gate.judge import draw
from flows.plan import find_dumps, pack
from flows.release import TableDelta
from flows.release.layout import month_of
from flows.settings import Settings
from flows.shards import ReadPlan, annotate_shard, read_shard
from flows.store import read
from schemas import STAGED, TABLES
from transforms.dumps import Limits

T = TypeVar("T")
SCALE = 100_000
SHARD_BYTES, SHARD_FILES = 64 << 20, 2000
SHARD_ARTICLES, RELEASE_ARTICLES = 2000, 10_000
Frames = dict[str, pl.DataFrame]


def timed(spent: Counter[str], name: str, work: Callable[..., T]) -> Callable[..., T]:
    """`work`, with its CPU seconds added up under `name`."""

    def run(*args: Any, **kwargs: Any) -> T:
        start = time.process_time()
        try:
            return work(*args, **kwargs)
        finally:
            spent[name] += time.process_time() - start  # type: ignore[assignment]

    return run


def import_seconds() -> float:
    """CPU seconds that importing Great Expectations takes, in a process of its own: once a run."""
    code = "import time; t = time.process_time(); import great_expectations; print(time.process_time() - t)"
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def run_stages(paths: Sequence[Path], folder: Path, spent: Counter[str]) -> list[Frames]:
    """Read and annotate `paths`, timed without their gates; the staged tables, a mapping a shard."""
    context = Context(datetime.now(UTC))
    shards = pack(find_dumps(paths), SHARD_BYTES, SHARD_FILES)
    plan = ReadPlan(str(folder), None, False, Limits(), {}, context)
    with mock.patch.object(flows.staging, "measure", timed(spent, "small", measure)):
        for shard in shards:
            timed(spent, "work", read_shard)(shard, plan)
            timed(spent, "work", annotate_shard)(shard.name, str(folder), Settings().recogniser, context)
    spent["work"] -= spent["small"]
    return [{name: read([folder / shard.name / f"{name}.parquet"]) for name in STAGED} for shard in shards]


def grow(frames: Frames, times: int) -> Frames:
    """The rows `times` over: ids of the same shape, days over eight months by the article's id."""
    grown: Frames = {}
    for name, frame in frames.items():
        day = pl.date(2026, 1, 1) + pl.duration(days=pl.col("article_id").str.slice(4, 2).str.to_integer(base=16, strict=False))
        change = [(pl.col(c).str.slice(0, 22) + pl.col("copy")).alias(c) for c in frame.columns if c.endswith("_id") and c != "external_id"]
        change += [(pl.col("dump") + pl.col("copy")).alias("dump")] if "dump" in frame.columns else []
        dated = "published_on" in frame.columns
        change += [day.alias("published_on")] if dated else []
        change += (
            [pl.lit("meta").alias("published_from"), pl.lit(None, frame.schema["published_at"]).alias("published_at")]
            if name == "articles"
            else []
        )
        copies = [frame.with_columns(pl.lit(f"{n:06x}").alias("copy")).with_columns(change).drop("copy") for n in range(times)]
        grown[name] = pl.concat(copies)
    return grown


def lay_out(frames: Frames, release: Path, now: datetime) -> set[str]:
    """Write staged rows as a release, a file a month; returns the months."""
    settled = {
        "story_id": pl.lit("sto_") + pl.col("article_id").str.slice(4),
        "is_story_original": pl.lit(True),
        "revision": pl.lit(0, pl.Int32),
        "first_seen_at": pl.lit(now),
        "delivered_on": pl.lit(now.date()),
        "first_run_id": pl.lit("cost"),
    }
    months: set[str] = set()
    names = change_entity_names(None, {name: TableDelta(frames[name].lazy()) for name in ("entities", "quotes")}).rows
    assert isinstance(names, pl.LazyFrame)
    whole = {**{name: frame.lazy() for name, frame in frames.items()}, "entity_names": names}
    for name, table in TABLES.items():
        columns = table.released().names
        frame = whole.get(name, pl.LazyFrame(table.released().empty_table()))
        there = frame.collect_schema().names()
        added = (settled.get(n, pl.lit(1, pl.Int32)).alias(n) for n in columns if n not in there)
        rows = frame.with_columns(added).select(columns).collect()
        parts = rows.with_columns(month_of(table).alias("month")).partition_by("month", as_dict=True, include_key=False)
        for (key,), part in (parts or {("unknown",): rows}).items():
            folder = release / name / f"{table.partition}={key}"
            folder.mkdir(parents=True)
            part.write_parquet(folder / "rows.parquet")
            months.add(str(key))
    return months


def cost_of_gates(frames: Frames, folder: Path, spent: Counter[str]) -> tuple[int, int]:
    """Time every gate on a shard of a real size, and on a release; returns the numbers of their articles."""
    now = datetime.now(UTC)
    grown = grow(frames, max(1, SHARD_ARTICLES // frames["articles"].height))
    verdicts = []
    for stage in ("read", "annotate"):
        counts = timed(spent, "measure", measure)(stage, grown, Context(now))
        verdicts.append(timed(spent, "judge", judge)(stage, [counts], run_id="cost", context=Context(now)))
    released = grow(frames, max(1, RELEASE_ARTICLES // frames["articles"].height))
    months = lay_out(released, folder, now)
    before = spent["judge"]
    with mock.patch.object(flows.gate.release, "draw", timed(spent, "judge", draw)):  # as dear for ten articles as for a million
        verdicts.append(timed(spent, "release", judge_release)(folder, None, months, run_id="cost", now=now))
    spent["release"] -= spent["judge"] - before
    timed(spent, "pages", write_docs)(folder, verdicts)
    for verdict in verdicts:
        print(verdict.message)
        for line in verdict.failures + verdict.warnings:
            print(f"   {line[:170]}")
    return grown["articles"].height, released["articles"].height


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    options = parser.parse_args()
    spent: Counter[str] = Counter()
    once = import_seconds()
    __import__("great_expectations")
    with tempfile.TemporaryDirectory() as folder:
        shards = run_stages(options.paths, Path(folder) / "staged", spent)
        articles = sum(frames["articles"].height for frames in shards)
        biggest = max(shards, key=lambda frames: frames["articles"].height)
        staged, released = cost_of_gates(biggest, Path(folder) / "release", spent)
    work = spent["work"] / articles * SCALE
    listed = {
        "counting in the workers": spent["measure"] / staged * SCALE,
        "the release as a whole": spent["release"] / released * SCALE,
        "judging the stages": spent["judge"],
        "pages": spent["pages"],
        "importing the library": once,
    }
    print(f"\n{articles:,} articles read, {staged:,} counted, {released:,} judged as a release; CPU seconds for {SCALE:,} articles")
    for name, seconds in [("reading and annotating", work), *listed.items()]:
        print(f"  {name:<28}{seconds:10,.1f}")
    gates = sum(listed.values())
    print(f"gates together: {gates:,.0f} s, {gates / (work + gates):.1%} of the run's CPU (settle and publish not counted)")


if __name__ == "__main__":
    main()
