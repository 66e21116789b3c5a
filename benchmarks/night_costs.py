"""What the same nights cost on a short and on a long archive, part by part: a night is to cost what is new, not what is there.

    python -m benchmarks.night_costs [--folder FOLDER] [--nights N] [ARCHIVE ...]

ARCHIVE is how many nights of the simulated year (see benchmarks/year_deliveries.py) an archive has lived through; all end with the
same night. Then the same N deliveries come to each of them (without news of articles that the shortest cannot know), and each
night's CPU time is told by part, beside what it reads and writes. It is the nightly flow without a Prefect server: shards are worked
on one after the other in this process. The archives stay in FOLDER, where one is given, and are not made again.
"""

from __future__ import annotations

import argparse
import gc
import pkgutil
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import mean, median
from typing import Any, TypeVar
from unittest import mock

from benchmarks.year import FIRST, at_night, write_settings
from benchmarks.year_deliveries import Year, deliver
from flows.gate import Verdict

T = TypeVar("T")
ARCHIVES = (40, 365)
A_NIGHT = 12
NIGHTS = 9
PARTS = {
    "inbox": "flows.pipelines.find_new",
    "read": "flows.ingest._read",
    "annotate": "flows.ingest._annotate",
    "stage gates": "flows.ingest._verdict",
    "settle": "flows.ingest._settle",
    "build": "flows.release.publishing.build_table",
    "release gate": "flows.ingest.judge_release",
    "publish": "flows.ingest.publish",
    "aftercare": "flows.pipelines.look_after",
}
PLACE = "archive"
REST = "rest"  # beginning and ending the run, its folder and its pages
# what is counted beside the time: where, and how much one call is
COUNTED: dict[str, tuple[str, Callable[..., float]]] = {
    "files scanned": ("polars.scan_parquet", lambda _, paths, **__: len(paths)),
    "files linked": ("flows.release.build.link", lambda *_: 1),
    "files written": ("flows.release.build.write_file", lambda *_, **__: 1),
    "kB written": ("flows.release.build.write_file", lambda file, *_, **__: file.bytes / 1000),
    "texts compared": ("transforms.stories.groups.shingle", lambda *_: 1),
}


class Inline:
    """A task runner that does each task at once."""

    def submit(self, task: Any, parameters: dict[str, Any]) -> Any:
        return task.fn(**parameters)


class Spent:
    """CPU seconds by part: what is done within another part counts for the inner one alone."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self._open = [REST]
        self._since = 0.0

    def begin(self) -> None:
        """Count from now on."""
        self._since = time.process_time()

    def tick(self) -> None:
        """Count what was spent since the last time for the part that is going on."""
        now = time.process_time()
        self.seconds[self._open[-1]] += now - self._since  # type: ignore[assignment]
        self._since = now

    def within(self, part: str, work: Callable[..., T]) -> Callable[..., T]:
        """`work`, counted for `part`."""

        def run(*args: Any, **kwargs: Any) -> T:
            self.tick()
            self._open.append(part)
            try:
                return work(*args, **kwargs)
            finally:
                self.tick()
                self._open.pop()

        return run

    def counted(self, name: str, size: Callable[..., float], work: Callable[..., T]) -> Callable[..., T]:
        """`work`, counted by what it returns and was given."""

        def run(*args: Any, **kwargs: Any) -> T:
            result = work(*args, **kwargs)
            self.counts[name] += size(result, *args, **kwargs)  # type: ignore[assignment]
            return result

        return run


@contextmanager
def without_server() -> Iterator[None]:
    """Flows in the block run as plain functions."""
    from prefect import Flow

    @contextmanager
    def inline(*_: Any) -> Iterator[Inline]:
        yield Inline()

    with (
        mock.patch.object(Flow, "__call__", lambda flow, *args, **kwargs: flow.fn(*args, **kwargs)),
        mock.patch("flows.ingest.workers", inline),
        mock.patch("flows.ingest.gather", lambda _, done: list(done)),
        mock.patch("flows.ingest.publish_artifacts"),
        mock.patch("flows.pipelines.publish_artifacts"),
    ):
        yield


def live(folder: Path, year: Year, nights: Sequence[int]) -> Iterator[Spent]:
    """Let deliveries come and nights pass; what each took."""
    for night in nights:
        deliver(year, night, folder / "inbox")
        with at_night(night):
            yield spend(str(write_settings(folder)))


def spend(settings: str) -> Spent:
    """A night, and what its parts took."""
    from flows.pipelines import nightly

    spent = Spent()
    with ExitStack() as stack:
        for name, (place, size) in COUNTED.items():
            stack.enter_context(mock.patch(place, spent.counted(name, size, pkgutil.resolve_name(place))))
        for part, place in PARTS.items():
            stack.enter_context(mock.patch(place, spent.within(part, pkgutil.resolve_name(place))))
        gc.collect()
        spent.begin()
        state = nightly(settings_file=settings, runner="threads", workers=1, learn=False)
        spent.tick()
    assert state is not None and state.state == "published", state
    return spent


def archive(folder: Path, nights: int, last: int) -> Path:
    """The archive that has lived through so many nights up to `last`, made where it is not there: at PLACE, whose path is in its runs."""
    kept, place = folder / f"{nights}-nights", folder / PLACE
    if not kept.exists():
        with ungated():
            for _ in live(place, Year(FIRST, A_NIGHT, last - nights), range(last - nights, last)):
                pass
        place.rename(kept)
    return kept


@contextmanager
def ungated() -> Iterator[None]:
    """No gate judges in the block: half of a small night's time, and what it lets pass it lets pass unchanged."""
    with (
        mock.patch("flows.ingest._verdict", lambda ingest, stage, reports=(): Verdict(stage, ingest.run.run_id, ())),
        mock.patch("flows.ingest.judge_release", lambda *_, run_id, **__: Verdict("release", run_id, ())),
    ):
        yield


def compare(folder: Path, archives: Sequence[int], nights: int) -> list[list[Spent]]:
    """What the nights after took on each of the archives: night by night on one after the other, as a machine is not always as fast."""
    last = max(archives)
    year = Year(FIRST, A_NIGHT, last - min(archives))
    place, copies = folder / PLACE, [folder / f"{PLACE}-{n}" for n in archives]
    shutil.rmtree(place, ignore_errors=True)  # of a comparison that was stopped
    for kept, copy in zip([archive(folder, n, last) for n in archives], copies, strict=True):
        shutil.rmtree(copy, ignore_errors=True)
        subprocess.run(["cp", "-a", kept, copy], check=True)  # links between releases stay links
    told: list[list[Spent]] = [[] for _ in archives]
    for night in range(last, last + nights + 1):
        for copy, spent in zip(copies, told, strict=True):
            copy.rename(place)
            spent.extend(live(place, year, [night]))
            place.rename(copy)
    for copy in copies:
        shutil.rmtree(copy)
    return [spent[1:] for spent in told]  # the first night imports


def tell(archives: Sequence[int], told: Sequence[Sequence[Spent]]) -> Iterator[str]:
    """The table: the median night by part, and the mean of what it reads and writes."""
    yield f"{'CPU-ms a night':>16} " + " ".join(f"{n:>9,}" for n in archives) + f" {'more':>7}"
    for part in [*PARTS, REST]:
        yield line(part, [1000 * median(spent.seconds[part] for spent in nights) for nights in told])
    yield line("all", [1000 * median(spent.seconds.total() for spent in nights) for nights in told])
    for name in COUNTED:
        yield line(name, [mean(spent.counts[name] for spent in nights) for nights in told])


def line(name: str, values: Sequence[float]) -> str:
    return f"{name:>16} " + " ".join(f"{value:>9,.0f}" for value in values) + f" {values[-1] - values[0]:>+7,.0f}"


def main(archives: list[int], nights: int, folder: Path | None) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="copydesk-costs-") as temporary, without_server():
        told = compare(folder or Path(temporary), archives, nights)
        print("\n".join(tell(archives, told)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", nargs="*", type=int, default=ARCHIVES)
    parser.add_argument("--nights", type=int, default=NIGHTS)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    main(list(asked.archives), asked.nights, asked.folder)
