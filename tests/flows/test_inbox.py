"""What a night finds in its inbox."""

from __future__ import annotations

from pathlib import Path

from flows.inbox import find_new
from flows.settings import load_settings
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


def test_a_copy_under_another_name_is_not_new(prefect_server: None, tmp_path: Path) -> None:
    write_settings(tmp_path)
    deliver(tmp_path, "first", item(1))
    night(tmp_path, "2025-03-02T02:00:00")
    deliver(tmp_path, "second", item(1))
    assert find_new(load_settings(tmp_path / "copydesk.toml")).dumps == []
