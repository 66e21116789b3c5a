"""Garbage collection is paused for all threads, and goes on when the last of them has left."""

from __future__ import annotations

import gc
from contextlib import ExitStack

import pytest

from transforms.collecting import collection_paused


def test_the_search_goes_on_after_the_last_pause_only() -> None:
    one, other = ExitStack(), ExitStack()
    one.enter_context(collection_paused())
    other.enter_context(collection_paused())
    one.close()
    assert not gc.isenabled()
    other.close()
    assert gc.isenabled()


def test_a_thread_that_begins_as_another_ends_leaves_the_search_on(monkeypatch: pytest.MonkeyPatch) -> None:
    first, is_enabled = ExitStack(), gc.isenabled
    first.enter_context(collection_paused())

    def look_while_the_first_ends() -> bool:
        answer = is_enabled()
        first.close()
        return answer

    monkeypatch.setattr(gc, "isenabled", look_while_the_first_ends)
    with collection_paused():
        pass
    first.close()
    assert is_enabled()


def test_a_process_without_the_search_stays_so_and_errors_end_a_pause() -> None:
    gc.disable()
    try:
        with collection_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
    with pytest.raises(ValueError, match="inside"), collection_paused():
        raise ValueError("inside")
    assert gc.isenabled()
