"""A disk that is not mounted is not an empty archive."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from unittest.mock import Mock

import pytest

from flows.errors import RunError
from flows.ingest import run_ingest
from flows.mounts import check_mounted, mount_of, remember_mounts, state_file
from flows.settings import Settings
from tests.flows.wire import deliver, item, night, release, write_settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A warehouse and an inbox in use, remembered."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "w" / "releases").mkdir(parents=True)
    (tmp_path / "w" / "current").symlink_to("releases/one")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.jsonl").write_text("{}")
    found = Settings(inbox=tmp_path / "inbox", warehouse=tmp_path / "w")
    remember_mounts(found)
    return found


def pretend_to_have_lain_on(mount: str) -> None:
    """Write into the state that everything known lay on another disk."""
    known = json.loads(state_file().read_text())
    state_file().write_text(json.dumps({path: {**entry, "mount": mount} for path, entry in known.items()}))


def empty(folder: Path) -> None:
    """What an unmounted mount point looks like."""
    for path in folder.iterdir():
        path.rmdir() if path.is_dir() else path.unlink()


def test_the_mount_point_of_a_path_that_is_not_there_is_that_of_its_parent(tmp_path: Path) -> None:
    assert mount_of(tmp_path / "not" / "there") == mount_of(tmp_path)
    assert Path(mount_of(tmp_path)).is_mount()


@pytest.mark.parametrize("which", ["warehouse", "inbox"])
def test_an_empty_folder_that_lay_on_another_disk_stops_the_run(settings: Settings, which: str) -> None:
    pretend_to_have_lain_on("/mnt/archive")
    check_mounted(settings)
    empty(getattr(settings, which))
    with pytest.raises(RunError, match=f"the {which} .* lay on the disk mounted at /mnt/archive .* not mounted: nothing was done"):
        check_mounted(settings)


def test_a_disk_that_goes_after_the_inbox_was_looked_through_is_no_first_night(settings: Settings) -> None:
    pretend_to_have_lain_on("/mnt/archive")
    empty(settings.warehouse)
    (settings.warehouse / "releases").mkdir()  # as the run before may have left it that the disk was taken from
    with pytest.raises(RunError, match="lay on the disk mounted at /mnt/archive"):
        run_ingest(settings, [], kind="nightly")
    assert not (settings.warehouse / "runs").exists()


def test_a_disk_that_goes_when_all_is_published_is_told_so(prefect_server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_settings(tmp_path)
    deliver(tmp_path, "one", item(1))
    gone = FileNotFoundError(errno.ENOENT, "No such file or directory", str(tmp_path / "run.tmp"))
    with monkeypatch.context() as patch, pytest.raises(RunError, match=r"is the disk still mounted.*; .* is current all the same"):
        patch.setattr("flows.ingest.end_run", Mock(side_effect=gone))
        night(tmp_path, "2025-03-02T02:00:00")
    run = night(tmp_path, "2025-03-03T02:00:00")
    assert (run.state, run.release) == ("unchanged", release(tmp_path).name)


def test_a_warehouse_that_was_removed_begins_anew(settings: Settings) -> None:
    empty(settings.warehouse)
    settings.warehouse.rmdir()
    check_mounted(settings)


def test_a_damaged_state_is_no_reason_to_fail(settings: Settings) -> None:
    state_file().write_text("{")
    check_mounted(settings)
    remember_mounts(settings)
    assert str(settings.warehouse) in json.loads(state_file().read_text())
