"""One publisher at a time. The kernel drops the lock when its holder dies, so there is no stale lock to clear away."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from flows.release.errors import ReleaseError, told

LOCK = "lock"
POLL_SECONDS = 0.2

_held: ContextVar[Mapping[str, int]] = ContextVar("held", default=MappingProxyType({}))  # warehouse -> lock file
_open: set[int] = set()


@contextmanager
def lock(warehouse: Path, *, who: str = "", wait: float = 0.0) -> Iterator[None]:
    """Hold the warehouse for the block; taken again within it (also by functions it calls) it is held already.

    Waits up to `wait` seconds, then raises ReleaseError that says who holds it since when; `who` is what others are told.
    """
    name = os.path.realpath(warehouse)
    if name in _held.get():
        check_held(warehouse)
        yield
        return
    with told(warehouse, "nothing was changed"):
        warehouse.mkdir(parents=True, exist_ok=True)
        handle = os.open(warehouse / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    token = None
    try:
        _take(handle, warehouse, wait)
        _open.add(handle)
        _sign(handle, who)
        token = _held.set({**_held.get(), name: handle})
        yield
    finally:
        if token is not None:
            _held.reset(token)
        _open.discard(handle)
        os.close(handle)


def check_held(warehouse: Path) -> None:
    """Raise ReleaseError where the lock held is no longer that of the warehouse: its disk is gone, or the file was removed."""
    handle = _held.get()[os.path.realpath(warehouse)]
    with told(warehouse, "nothing was published"):
        is_same = os.path.samestat(os.fstat(handle), (warehouse / LOCK).stat())
    if not is_same:
        raise ReleaseError(f"{warehouse} is not the one that was locked (is its disk still mounted?); nothing was published")


def _take(handle: int, warehouse: Path, wait: float) -> None:
    until = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise ReleaseError(f"{warehouse} is in use by {_holder(handle)}: wait until it is done, or stop it") from None
            time.sleep(min(POLL_SECONDS, wait))
        else:
            return


def _sign(handle: int, who: str) -> None:
    """Say in the lock file who holds it. A full disk is no reason not to hold it."""
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    line = json.dumps({"who": who, "pid": os.getpid(), "host": socket.gethostname(), "since": since})
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, line.encode(), 0)


def _holder(handle: int) -> str:
    try:
        told_by = json.loads(os.pread(handle, 4096, 0))
        return f"{told_by['who'] or 'another run'} (process {told_by['pid']} on {told_by['host']}) since {told_by['since']}"
    except (ValueError, KeyError, TypeError):
        return "another run"


def _forget_in_child() -> None:
    """A forked worker must not hold its parent's lock on after the parent's death."""
    for handle in _open:
        os.close(handle)
    _open.clear()


os.register_at_fork(after_in_child=_forget_in_child)
