"""A disk that is not mounted is not an empty archive."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.errors import RunError
from flows.mounts import check_mounted, mount_of, remember_mounts, state_file
from flows.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A warehouse and an inbox in use, remembered."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "w" / "releases").mkdir(parents=True)
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


def test_a_warehouse_that_was_removed_begins_anew(settings: Settings) -> None:
    empty(settings.warehouse)
    settings.warehouse.rmdir()
    check_mounted(settings)


def test_a_damaged_state_is_no_reason_to_fail(settings: Settings) -> None:
    state_file().write_text("{")
    check_mounted(settings)
    remember_mounts(settings)
    assert str(settings.warehouse) in json.loads(state_file().read_text())
