"""Where a worker is in its shard, kept in a file that outlives it: so that the record that kills a worker is found and set aside.

The place is written into a mapped page before each step, which costs no system call. When a shard is begun again and the place
of the last attempt is still there, that attempt died. That may be the record's doing, or somebody's who ended the process: a
record at which two attempts have died is tried in a process of its own first.
"""

from __future__ import annotations

import mmap
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

FORMAT = struct.Struct("<qqq")
READING, CLEANING = 0, 1
TRIED_AFTER, GIVEN_UP_AFTER = 2, 4  # attempts that died at a place: then the record is tried alone, then not at all


class Place(NamedTuple):
    """The `dump` (its number in the shard), the `position` of the record in it, and what was being done: READING or CLEANING."""

    dump: int
    position: int
    step: int


NOWHERE = Place(-1, -1, -1)


class Progress:
    """The place of a worker, and how many attempts have died at each place before."""

    def __init__(self, page: mmap.mmap, deaths: Counter[Place]) -> None:
        self._page = page
        self.deaths = deaths

    def is_deadly(self, place: Place, trial: Callable[[], bytes]) -> bool:
        """Note that this is where the worker is now; True where attempts have died and that was the record's doing.

        `trial` makes the input of the module flows.trial, which does in a process of its own what is done at this place.
        """
        FORMAT.pack_into(self._page, 0, *place)
        died = self.deaths.get(place, 0)
        return died >= GIVEN_UP_AFTER or (died >= TRIED_AFTER and _dies(trial()))


def _dies(trial: bytes) -> bool:
    """True where a signal ends the process; an error in it is no death."""
    return subprocess.run([sys.executable, "-m", "flows.trial"], input=trial, capture_output=True, check=False).returncode < 0


@contextmanager
def follow(marker: Path) -> Iterator[Progress]:
    """The progress of an attempt at a shard. `marker` stays where the process dies, not where the block raises."""
    deaths = marker.with_suffix(".deaths")
    if marker.exists() and (place := Place(*FORMAT.unpack(marker.read_bytes()))) != NOWHERE:
        with deaths.open("a") as log:
            log.write(" ".join(map(str, place)) + "\n")
    marker.write_bytes(FORMAT.pack(*NOWHERE))
    try:
        with marker.open("r+b") as file, mmap.mmap(file.fileno(), FORMAT.size) as page:
            yield Progress(page, _count(deaths))
    finally:
        marker.unlink()


def _count(deaths: Path) -> Counter[Place]:
    lines = deaths.read_text("utf-8").splitlines() if deaths.exists() else []
    return Counter(Place(*map(int, line.split())) for line in lines)
