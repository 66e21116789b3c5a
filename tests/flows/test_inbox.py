"""What a night finds in its inbox. Where no rows matter, the runs and the release that say what is known are made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import flows.inbox
from flows.inbox import find_new
from flows.plan import find_dumps, sign
from flows.release import current, rollback
from flows.runs import RunState, end_run, save_run, start_run
from flows.settings import Settings, load_settings
from flows.settling import runs_in
from tests.flows.release.invented import article, delta, put
from tests.flows.wire import deliver, item, night, release, write_settings


def test_a_file_that_may_still_be_written_is_left_for_the_next_night_and_told(prefect_server: None, tmp_path: Path) -> None:
    settings = write_settings(tmp_path)
    deliver(tmp_path, "old", item(1))
    night(tmp_path, "2025-03-02T02:00:00")
    settings.write_text(settings.read_text("utf-8").replace("quiet_seconds = 0", "quiet_seconds = 3600"), "utf-8")
    deliver(tmp_path, "new", item(2))
    run = night(tmp_path, "2025-03-03T02:00:00")
    assert run.state == "unchanged"
    assert run.warnings == [
        "1 file changed within the last 3600 seconds (quiet_seconds): left for the next night, as a writer may not be done"
    ]
    settings.write_text(settings.read_text("utf-8").replace("quiet_seconds = 3600", "quiet_seconds = 0"), "utf-8")
    assert night(tmp_path, "2025-03-04T02:00:00").warnings == []
    assert release(tmp_path).scan("records").collect().height == 2


def test_a_copy_under_another_name_is_opened_once(made_up: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    put_file(made_up, "1.jsonl", "delivery 1")
    read_all(made_up, 1, is_news=True)
    put_file(made_up, "2.jsonl", "delivery 1")
    (made_up.inbox / "1.jsonl").touch()
    opened: list[str] = []
    monkeypatch.setattr(flows.inbox, "sign", lambda dump: opened.append(dump.name) or sign(dump))
    assert [find_new(made_up).dumps for _ in range(3)] == [[], [], []]
    assert opened == ["1.jsonl", "2.jsonl"]
    put_file(made_up, "2.jsonl", "delivery 2")
    assert [d.name for d in find_new(made_up).dumps] == ["2.jsonl"]


def test_a_copy_under_another_name_is_not_new(prefect_server: None, tmp_path: Path) -> None:
    write_settings(tmp_path)
    deliver(tmp_path, "first", item(1))
    night(tmp_path, "2025-03-02T02:00:00")
    deliver(tmp_path, "second", item(1))
    assert find_new(load_settings(tmp_path / "copydesk.toml")).dumps == []


@pytest.fixture
def made_up(tmp_path: Path) -> Settings:
    (tmp_path / "inbox").mkdir()
    return replace(Settings(), inbox=tmp_path / "inbox", warehouse=tmp_path / "warehouse", quiet_seconds=0)


def put_file(made_up: Settings, name: str, text: str) -> None:
    (made_up.inbox / name).write_text(text, "utf-8")


def read_all(made_up: Settings, n: int, *, is_news: bool) -> RunState:
    """A nightly run over what is new, which publishes article number `n` or finds nothing new in it."""
    found = find_new(made_up)
    run = start_run(made_up.warehouse, "nightly", dumps=found.dumps, signs=found.signs, times=found.times)
    base = current(made_up.warehouse)
    if is_news:
        notes = {"runs": [*runs_in(base), run.run_id]}
        run.release = put(made_up.warehouse, delta([article(n, date(2026, 1, n))]), notes=notes).name
    elif base:
        run.base_release, run.base_runs = base.name, runs_in(base)
    end_run(made_up.warehouse, run, "published" if is_news else "unchanged")
    return run


def test_known_files_are_not_opened_whether_they_brought_something_or_not(made_up: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for n, is_news in ((1, True), (2, False)):
        put_file(made_up, f"{n}.jsonl", f"delivery {n}")
        assert [d.name for d in find_new(made_up).dumps] == [f"{n}.jsonl"]
        read_all(made_up, n, is_news=is_news)
    monkeypatch.setattr(flows.inbox, "sign", lambda dump: pytest.fail(f"{dump.name} is opened"))
    assert find_new(made_up) == flows.inbox.NewDumps([], {}, {}, 0)


def test_the_same_bytes_under_another_name_are_known_and_other_bytes_under_the_same_are_new(made_up: Settings) -> None:
    put_file(made_up, "1.jsonl", "delivery 1")
    read_all(made_up, 1, is_news=True)
    put_file(made_up, "again.jsonl", "delivery 1")
    assert find_new(made_up).dumps == []
    put_file(made_up, "1.jsonl", "delivery 2")
    assert [d.name for d in find_new(made_up).dumps] == ["1.jsonl"]


def test_after_a_rollback_what_later_runs_read_is_new_again(made_up: Settings) -> None:
    put_file(made_up, "1.jsonl", "delivery 1")
    first = read_all(made_up, 1, is_news=True)
    put_file(made_up, "2.jsonl", "delivery 2")
    read_all(made_up, 2, is_news=False)
    put_file(made_up, "3.jsonl", "delivery 3")
    second = read_all(made_up, 3, is_news=True)
    put_file(made_up, "4.jsonl", "delivery 4")
    read_all(made_up, 4, is_news=False)
    put_file(made_up, "5.jsonl", "delivery 3")
    assert find_new(made_up).dumps == []
    assert first.release and second.release
    rollback(made_up.warehouse, first.release)
    assert [d.name for d in find_new(made_up).dumps] == ["3.jsonl", "4.jsonl"]
    (made_up.inbox / "3.jsonl").unlink()
    assert [d.name for d in find_new(made_up).dumps] == ["4.jsonl", "5.jsonl"]
    rollback(made_up.warehouse, second.release)
    assert find_new(made_up).dumps == []


def test_a_run_that_failed_has_read_nothing(made_up: Settings) -> None:
    put_file(made_up, "1.jsonl", "delivery 1")
    (dump,) = find_dumps([made_up.inbox], made_up.inbox)
    run = start_run(made_up.warehouse, "nightly", dumps=[dump], signs={dump.path: sign(dump)})
    save_run(made_up.warehouse, run)
    end_run(made_up.warehouse, run, "failed", "the disk was full")
    assert [d.name for d in find_new(made_up).dumps] == ["1.jsonl"]
