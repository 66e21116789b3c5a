"""What a night costs as the archive grows: the same night's delivery on archives of more and more articles.

    python -m benchmarks.night_growth [ARTICLES ...]

The archive is made up (rows in the tables' real schemas, with the LSH bands of random texts) and has 500 articles a day: what
grows are its years. The night is the whole nightly flow on a real Prefect server: 500 new articles of which some are known,
revised, late or broken, all gates, one release. Printed are the CPU seconds of its parts and of all of it.
"""

from __future__ import annotations

import pkgutil
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from unittest import mock

import numpy as np
import polars as pl

from benchmarks.gates_cost import timed
from benchmarks.release_rows import complete, hex_of
from benchmarks.year import prefect_server, write_settings
from benchmarks.year_deliveries import Year, deliver
from flows.release import TableDelta, publish
from flows.store import write_table
from schemas import TABLES

SIZES = (10_000, 100_000, 1_000_000)
A_DAY = 500
A_SHARD = 50_000
BANDS = 144
WORDS = "The harbour authority put off its vote on the new fees until the spring, its director said on Tuesday."
DRIFT = (
    "without_quote",
    "without_entity",
    "words",
    "entities",
    "quotes",
    "in_english",
    "without_author",
    "articles_a_day",
    "day_is_not_empty",
)


def main(sizes: list[int]) -> None:
    """Print a line for every size."""
    print("CPU seconds of the first night, of the second, and of its parts")
    print(f"{'articles':>10} {'first':>7} {'second':>7} " + " ".join(f"{part:>7}" for part in PARTS), flush=True)
    for n in sizes:
        folder = Path(tempfile.mkdtemp(prefix="copydesk-growth-"))
        load(folder / "warehouse", n)
        told = [spend(folder, night) for night in (0, 1)]
        parts = told[1][1]
        print(f"{n:>10,} {told[0][0]:>7.2f} {told[1][0]:>7.2f} " + " ".join(f"{parts[k]:>7.2f}" for k in PARTS), flush=True)
        shutil.rmtree(folder)


PARTS = {"settle": "flows.ingest.settle_run", "build": "flows.release.publishing.build_table", "gate": "flows.ingest.judge_release"}


def spend(folder: Path, night: int) -> tuple[float, Counter[str]]:
    """The night's CPU seconds, all of it and by part."""
    from flows.pipelines import nightly

    settings = write_settings(folder)
    settings.write_text(settings.read_text("utf-8").replace("/nights", "/warehouse"), "utf-8")
    deliver(Year(date.today(), A_DAY), night, folder / "inbox")
    spent: Counter[str] = Counter()
    accept = {f"drift.{name}": "the archive is made up" for name in DRIFT}
    with ExitStack() as stack:
        for part, place in PARTS.items():
            stack.enter_context(mock.patch(place, timed(spent, part, pkgutil.resolve_name(place))))
        start = time.process_time()
        state = nightly(settings_file=str(settings), runner="threads", workers=1, accept=accept)
        took = time.process_time() - start
    assert state is not None and state.state == "published", state
    return took, spent


def load(warehouse: Path, n: int) -> None:
    """Publish an archive of `n` articles, the newest of yesterday."""
    staging = warehouse.parent / "staging"
    files: dict[str, list[Path]] = {}
    for start in range(0, n, A_SHARD):
        for name, frame in rows(np.arange(start, min(n, start + A_SHARD)), n).items():
            path = staging / f"{start}-{name}.parquet"
            files.setdefault(name, []).append(write_table(frame, TABLES[name], path, schema=TABLES[name].released()).path)
    delta = {name: TableDelta(rows=paths) for name, paths in files.items()}
    publish(warehouse, run_id="archive", delta=delta, check=lambda *_: None, stage_versions={"read": "1"}, notes={})
    shutil.rmtree(staging)


def rows(numbers: np.ndarray, n: int) -> dict[str, pl.DataFrame]:
    """The rows of the archive's articles of these numbers."""
    days = np.datetime64(date.today()) - 1 - (n - 1 - numbers) // A_DAY
    base = pl.DataFrame({"n": numbers.astype(np.int64), "published_on": days.astype("datetime64[D]")}).with_columns(id=hex_of(pl.col("n")))
    base = base.with_columns(
        article_id="art_" + pl.col("id"),
        record_id="rec_" + hex_of(pl.col("n") + 7),
        story_id="sto_" + pl.col("id"),
        delivered_on=pl.col("published_on").dt.offset_by("1d"),
        first_seen_at=pl.col("published_on").cast(pl.Datetime("us", "UTC")).dt.offset_by("27h"),
    )
    about = base.with_columns(
        outcome=pl.lit("article"),
        position=pl.col("n") % A_DAY,
        dump=pl.col("delivered_on").cast(pl.String),
        content_digest=pl.col("id"),
        version_at=pl.lit(datetime(2020, 1, 1, tzinfo=UTC)),
        revision=pl.lit(0),
        n_words=pl.lit(400),
        language=pl.lit("en"),
        title=pl.col("id"),
        text=pl.col("id") + WORDS,
        is_story_original=pl.lit(True),
        published_from=pl.lit("meta"),
        kind=pl.lit("article"),
    )
    paragraphs = about.with_columns(paragraph_id="par_" + pl.col("id"), position=pl.lit(0), kind=pl.lit("body"))
    bands = np.random.default_rng(int(numbers[0])).integers(0, 1 << 16, (len(numbers), BANDS), np.uint16)
    keys = about.with_columns(
        text_digest=pl.col("id") + pl.col("id"), n_shingles=pl.lit(300), bands=pl.Series([bytes(row) for row in bands])
    )
    frames = {"records": about, "articles": about, "paragraphs": paragraphs, "article_keys": keys}
    return {name: complete(name, frame) for name, frame in frames.items()}


if __name__ == "__main__":
    with prefect_server():
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
