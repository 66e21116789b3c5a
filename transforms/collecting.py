"""Garbage collection put off while many small objects are made."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Pauses:
    """The pauses under way in all threads: the first one stops the search for cycles, the last one lets it go on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._n = 0
        self._was_on = False

    def begin(self) -> None:
        with self._lock:
            if not self._n:
                self._was_on = gc.isenabled()
                gc.disable()
            self._n += 1

    def end(self) -> None:
        with self._lock:
            self._n -= 1
            if not self._n and self._was_on:
                gc.enable()


_PAUSES = _Pauses()


@contextmanager
def collection_paused() -> Iterator[None]:
    """No search for cycles inside: what is made there has none, and each search goes through all that the process holds."""
    _PAUSES.begin()
    try:
        yield
    finally:
        _PAUSES.end()
