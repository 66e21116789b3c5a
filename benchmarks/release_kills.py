"""Publishers killed at random moments while readers join tables: python -m benchmarks.release_kills 200

Each round a process begins to publish the same night, and is killed after a random time; every third round it dies in place of one
of the steps of publishing, each in turn. What is current must be the evening or the night, whole; then the night is published to
the end, and must be what it always is. Meanwhile a reader resolves `current` again and again and joins its tables with DuckDB and
Polars.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.process import BaseProcess
from pathlib import Path

from flows.release import current, prune, rollback, sweep, tag, verify
from flows.release.publishing import STEPS
from tests.flows.release.crashing import CONTEXT, die_in_place_of_step, publish_the_night, read_until, run, the_evening, the_night
from tests.flows.release.invented import content, put


def main(rounds: int) -> None:
    """Print how the rounds ended."""
    folder = Path(tempfile.mkdtemp(prefix="release-kills-"))
    warehouse, stop, count = folder / "w", folder / "stop", folder / "rounds"
    evening = put(warehouse, the_evening())
    tag(warehouse, evening.name, "evening")
    publisher, start = begin(warehouse)
    publisher.join()
    spent = time.perf_counter() - start
    night = current(warehouse)
    assert night is not None
    contents = {str(content(evening)): "the evening", str(content(night)): "the night"}
    reader = CONTEXT.Process(target=read_until, args=(warehouse, stop, count))
    reader.start()
    found: Counter[str] = Counter()
    rng = random.Random(1)
    for n in range(rounds):
        rollback(warehouse, evening.name)
        step = n // 3 % (len(STEPS) + 1) if n % 3 == 2 else None
        code = kill_at_random(warehouse, rng.uniform(0, 1.2 * spent)) if step is None else run(die_in_place_of_step, warehouse, step)
        survived = current(warehouse)
        assert survived is not None
        moment = "at random" if step is None else f"in place of {STEPS[step].__name__}" if step < len(STEPS) else "after the last step"
        found[f"{moment}: {'killed' if code == -9 else 'ended'}, current is {contents[str(content(survived))]}"] += 1
        found["leftovers swept"] += len(sweep(warehouse))
        assert content(put(warehouse, the_night())) == content(night)
        prune(warehouse, keep=8)
    stop.touch()
    reader.join()
    last = current(warehouse)
    assert last is not None
    for told, n in sorted(found.items()):
        print(f"{n:>5}  {told}")
    print(f"reader: exit code {reader.exitcode}, {count.read_text()} rounds; verify: {len(verify(last))} problems")
    shutil.rmtree(folder)


def kill_at_random(warehouse: Path, seconds: float) -> int | None:
    """Begin to publish the night, and kill the process after so many seconds; its exit code."""
    publisher, _ = begin(warehouse)
    time.sleep(seconds)
    publisher.kill()
    publisher.join()
    return publisher.exitcode


def begin(warehouse: Path) -> tuple[BaseProcess, float]:
    """A process that publishes the night, and the time at which it began."""
    begun = CONTEXT.Event()
    process = CONTEXT.Process(target=publish_the_night, args=(warehouse, begun))
    process.start()
    begun.wait()
    return process, time.perf_counter()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
