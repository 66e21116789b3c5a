"""Backfills that are killed at a certain moment, each in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from flows import backfills, ingest, pieces
from flows.plan import find_dumps
from flows.release import publishing
from tests.flows.release.crashing import CONTEXT
from tests.flows.releases import ON_THREADS

N_DUMP_PIECES = 3


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _second_time(do: Callable[..., Any], then: Callable[..., Any]) -> Callable[..., Any]:
    """The function, but from the second call on `then` is called after it."""
    calls = []

    def watched(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        answer = do(*arguments, **named)
        if len(calls) > 1:
            then()
        return answer

    return watched


def _die_at(moment: str) -> None:
    if moment == "between two pieces":
        backfills.how_far = die
    elif moment == "after annotating the second piece":
        ingest._annotate = _second_time(ingest._annotate, die)
    elif moment == "before the second piece goes live":
        settle_on_disk = publishing.STEPS[3]
        publishing.STEPS = (*publishing.STEPS[:3], _second_time(settle_on_disk, die), *publishing.STEPS[4:])
    else:
        assert moment == "after the second piece went live"
        publishing.STEPS = (*publishing.STEPS[:-1], _second_time(publishing.STEPS[-1], die))


@contextmanager
def small_pieces(inbox: Path) -> Iterator[None]:
    """Within it every month is a piece, and the dumps of the inbox are a few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SHARE", 1 << 40)
        patch.setattr(pieces, "ARTICLES", 1)
        patch.setattr(pieces, "DUMP_BYTES", sum(d.size for d in find_dumps([inbox])) // N_DUMP_PIECES)
        yield


def _run(api: str, moment: str, asked: dict[str, Any]) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.pipelines import backfill

    _die_at(moment)
    with temporary_settings({PREFECT_API_URL: api}), small_pieces(Path(asked["inbox"])):
        backfill(**asked, **ON_THREADS)


def backfill_until(moment: str, **asked: Any) -> None:
    """Begin a backfill in small pieces in another process, which is killed at that moment; `asked` names the inbox."""
    from prefect.settings import PREFECT_API_URL

    process = CONTEXT.Process(target=_run, args=(PREFECT_API_URL.value(), moment, asked))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
