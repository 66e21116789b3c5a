"""Nightly runs that publish to an object store: a folder that stands for one (S3 itself is asked in tests/flows/release)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from benchmarks.year_deliveries import Year, deliver
from flows.errors import RunError
from flows.release import current, pull, push, remote_current, remote_names
from flows.runs import RunState

YEAR = Year(date(2025, 3, 1), 6)


def settings_for(folder: Path, name: str, url: str) -> str:
    """The settings of a publisher of its own, with an inbox of its own."""
    (folder / name / "inbox").mkdir(parents=True)
    mine = folder / name
    lines = [f'inbox = "{mine}/inbox"', f'warehouse = "{mine}/w"', f'publish_to = "{url}"', "quiet_seconds = 0", 'runner = "threads"']
    path = folder / name / "copydesk.toml"
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def run_night(settings_file: str) -> RunState:
    from flows.pipelines import nightly

    state = nightly(settings_file=settings_file)
    assert state is not None
    return state


def titles(url: str) -> int:
    found = remote_current(url)
    assert found is not None
    return found.scan("articles").select(pl.col("article_id").n_unique()).collect().item()


def test_two_publishers_of_one_store_lose_nothing(prefect_server: None, tmp_path: Path) -> None:
    url = f"file://{tmp_path}/store"
    one, two = settings_for(tmp_path, "one", url), settings_for(tmp_path, "two", url)
    deliver(YEAR, 0, tmp_path / "one" / "inbox")
    assert run_night(one).state == "published"
    assert titles(url) == 6
    # the second begins with what is there; while it works the first is faster
    pull(url, tmp_path / "two" / "w")
    deliver(YEAR, 1, tmp_path / "one" / "inbox")
    deliver(YEAR, 2, tmp_path / "two" / "inbox")
    assert run_night(one).state == "published"
    state = run_night(two)
    assert (state.state, state.message) == ("published", None)
    here = current(tmp_path / "two" / "w")
    assert here is not None and remote_names(url)[1] == here.name == state.release
    assert titles(url) == here.manifest.tables["articles"].rows >= 18
    assert len(here.manifest.notes["runs"]) == 3


def test_what_could_not_be_taken_there_is_taken_the_next_night(
    prefect_server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.sharing.WAIT_SECONDS", 0.0)
    url = f"file://{tmp_path}/store"
    mine = settings_for(tmp_path, "one", url)
    deliver(YEAR, 0, tmp_path / "one" / "inbox")
    assert run_night(mine).state == "published"
    (tmp_path / "store").rename(tmp_path / "away")
    (tmp_path / "store").write_text("no folder, as a store that is not reached")
    deliver(YEAR, 1, tmp_path / "one" / "inbox")
    with pytest.raises(RunError, match=r"published in .*/w, but not there: .*; the next night tries again"):
        run_night(mine)
    here = current(tmp_path / "one" / "w")
    assert here is not None
    (tmp_path / "store").unlink()
    (tmp_path / "away").rename(tmp_path / "store")
    assert run_night(mine).state == "unchanged"
    names, live = remote_names(url)
    assert (len(names), live) == (2, here.name)
    assert push(tmp_path / "one" / "w", url).manifest.release == here.name
