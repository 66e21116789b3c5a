"""Where a worker is in its shard, kept in a file that outlives it: so that the record that kills a worker is found and set aside.

The place is written into a mapped page before each step, which costs no system call. When a shard is begun again and the place
of the last attempt is still there, that attempt died; a place at which two attempts died is not tried a third time.
"""

from __future__ import annotations

import mmap
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

FORMAT = struct.Struct("<qqq")
READING, CLEANING = 0, 1
ATTEMPTS_AT_A_PLACE = 2


class Place(NamedTuple):
    """The `dump` (its number in the shard), the `position` of the record in it, and what was being done: READING or CLEANING."""

    dump: int
    position: int
    step: int


NOWHERE = Place(-1, -1, -1)


class Progress:
    """The place of a worker, and the places that it has to keep away from."""

    def __init__(self, page: mmap.mmap, deadly: frozenset[Place]) -> None:
        self._page = page
        self.deadly = deadly

    def is_deadly(self, place: Place) -> bool:
        """Note that this is where the worker is now; True where two attempts before have died."""
        FORMAT.pack_into(self._page, 0, *place)
        return place in self.deadly


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
            yield Progress(page, _deadly(deaths))
    finally:
        marker.unlink()


def _deadly(deaths: Path) -> frozenset[Place]:
    if not deaths.exists():
        return frozenset()
    counted = Counter(Place(*map(int, line.split())) for line in deaths.read_text("utf-8").splitlines())
    return frozenset(place for place, n in counted.items() if n >= ATTEMPTS_AT_A_PLACE)
