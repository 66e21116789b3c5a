"""What do the gates cost? `python -m benchmarks.gates_cost PATH...` runs dumps through all stages and times the gates in them.

Prints CPU seconds of the pipeline and of each gate on the same rows, in one process, and what 100,000 such articles would take.
Everything is published into a warehouse that is thrown away, so that the release gate has to look at every row: its worst case.
"""

from __future__ import annotations

import argparse
import json
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

import flows.shards
from flows.gate import Context, Verdict, judge, judge_release, measure, read_measures, write_docs
from flows.plan import find_dumps, pack
from flows.release import Release, publish
from flows.runs import RunState
from flows.settings import Settings
from flows.settling import settle_run
from flows.shards import ReadPlan, annotate_shard, read_shard
from transforms.dumps import Limits

T = TypeVar("T")
SCALE = 100_000
SHARD_BYTES, SHARD_FILES = 64 << 20, 2000


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


def run_once(paths: Sequence[Path], folder: Path, spent: Counter[str]) -> int:
    """All stages over `paths`, timed; returns the number of articles."""
    now = datetime.now(UTC)
    context, staging = Context(now), folder / "staged"
    shards = pack(find_dumps(paths), SHARD_BYTES, SHARD_FILES)
    plan = ReadPlan(str(staging), None, False, Limits(), {}, context)
    measured = timed(spent, "measure", measure)
    with mock.patch.object(flows.shards, "measure", measured):
        for shard in shards:
            timed(spent, "read", read_shard)(shard, plan)
            timed(spent, "annotate", annotate_shard)(shard.name, str(staging), Settings().recogniser, context)
    verdicts: list[Verdict] = []
    for stage in ("read", "annotate"):
        counts = [read_measures(staging / shard.name / f"{stage}_measures.json") for shard in shards]
        verdicts.append(timed(spent, "judge", judge)(stage, counts, run_id="cost", context=context))
    run = RunState("cost", "run", now, shards=shards)
    delta = timed(spent, "settle", settle_run)(None, run, staging, pl.concat([v.quarantine for v in verdicts]))

    def check(new: Path, previous: Release | None, touched: set[str]) -> None:
        verdicts.append(timed(spent, "release gate", judge_release)(new, None, touched, run_id="cost", now=now))

    versions = dict.fromkeys(("read", "annotate", "settle"), "1")
    timed(spent, "publish", publish)(
        folder / "warehouse", run_id="cost", delta=delta.tables, check=check, stage_versions=versions, notes={}
    )
    timed(spent, "pages", write_docs)(folder, verdicts)
    for verdict in verdicts:
        print(verdict.message)
        for line in verdict.failures + verdict.warnings:
            print(f"   {line[:170]}")
    manifest = json.loads(next((folder / "warehouse" / "releases").glob("*/manifest.json")).read_text())
    return int(manifest["tables"]["articles"]["rows"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    options = parser.parse_args()
    spent: Counter[str] = Counter()
    once = import_seconds()
    timed(spent, "import", lambda: __import__("great_expectations"))()
    with tempfile.TemporaryDirectory() as folder:
        articles = run_once(options.paths, Path(folder), spent)
    # the gates run inside these stages and are not counted twice
    work = {
        "read": spent["read"] + spent["annotate"] - spent["measure"],
        "settle": spent["settle"],
        "publish": spent["publish"] - spent["release gate"],
    }
    growing = spent["measure"] + spent["release gate"]
    fixed = once + spent["judge"] + spent["pages"]
    factor = SCALE / articles
    total = sum(work.values())
    print(f"\n{articles:,} articles; CPU seconds")
    for name, seconds in [("read, clean, annotate", work["read"]), ("settle", work["settle"]), ("publish", work["publish"])]:
        print(f"  {name:<34}{seconds:10.2f}")
    for name in ("measure", "release gate", "judge", "pages"):
        print(f"  gates: {name:<27}{spent[name]:10.2f}")
    print(f"  gates: {'import':<27}{once:10.2f}")
    print(f"\nscaled to {SCALE:,}: work {total * factor:,.0f} s, gates {growing * factor + fixed:,.0f} s")
    print(f"= {(growing * factor + fixed) / (total * factor + growing * factor + fixed):.2%} of the run's CPU")


if __name__ == "__main__":
    main()
