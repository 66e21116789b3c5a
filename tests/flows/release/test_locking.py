import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from flows.release import ReleaseError, current, lock
from tests.flows.release.crashing import CONTEXT, hold_lock
from tests.flows.release.invented import article, delta, put


@contextmanager
def holder(warehouse: Path, *more: Any) -> Iterator[BaseProcess]:
    """A process that holds the lock; killed at the end of the block, if not before."""
    held = CONTEXT.Event()
    process = CONTEXT.Process(target=hold_lock, args=(warehouse, held, *more))
    process.start()
    held.wait()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def test_a_second_publisher_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        with pytest.raises(ReleaseError) as caught:
            put(tmp_path, delta([article(1, date(2026, 1, 1))]))
        who = rf"in use by the nightly run \(process {process.pid} on .+\) since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC: wait"
        assert re.search(who, str(caught.value))
        with pytest.raises(ReleaseError, match="in use"), lock(tmp_path, wait=0.3):
            pass


def test_a_dead_holder_is_no_hindrance(tmp_path: Path) -> None:
    with holder(tmp_path):
        pass
    with lock(tmp_path):
        pass


def test_waiting_gets_the_lock_when_it_is_let_go(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        timer = threading.Timer(0.5, process.kill)
        timer.start()
        with lock(tmp_path, wait=60):
            assert process.exitcode is None or process.exitcode == -9


def test_it_is_held_already_within_itself_but_not_in_another_thread(tmp_path: Path) -> None:
    refused = []

    def other() -> None:
        try:
            with lock(tmp_path):
                pass
        except ReleaseError:
            refused.append(True)

    (tmp_path / "link").symlink_to(tmp_path)
    with lock(tmp_path), lock(tmp_path / "link"):
        put(tmp_path, {})
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert refused == [True]
    with lock(tmp_path):
        pass


def test_a_worker_left_over_does_not_hold_the_lock_of_its_dead_parent(tmp_path: Path) -> None:
    child = CONTEXT.Value("i", 0)
    with holder(tmp_path, child):
        pass
    try:
        with lock(tmp_path, wait=30):  # a child that is just being started has all of its parent's files for a moment
            pass
    finally:
        os.kill(child.value, signal.SIGKILL)


def test_a_warehouse_that_is_replaced_while_locked_is_left_alone(tmp_path: Path) -> None:
    warehouse, elsewhere = tmp_path / "w", tmp_path / "unmounted"
    first = put(warehouse, delta([article(1, date(2026, 1, 1))]))
    with lock(warehouse):
        warehouse.rename(elsewhere)
        with pytest.raises(ReleaseError, match=r"it is not there \(is the disk still mounted\?\); nothing was published"):
            put(warehouse, delta([article(2, date(2026, 1, 1))]))
        with lock(tmp_path / "other"), pytest.raises(ReleaseError, match="is not the one that was locked"):
            warehouse.mkdir()
            (warehouse / "lock").touch()
            put(warehouse, delta([article(2, date(2026, 1, 1))]))
    assert [p.name for p in warehouse.iterdir()] == ["lock"]
    assert (elsewhere / "releases" / first.name).exists()


def test_a_lock_file_removed_meanwhile_stops_the_publisher_that_lost_it(tmp_path: Path) -> None:
    first = put(tmp_path, {})
    with pytest.raises(ReleaseError, match="nothing was published"):
        put(tmp_path, delta([article(1, date(2026, 1, 1))]), check=lambda *_: (tmp_path / "lock").unlink())
    assert current(tmp_path) == first
