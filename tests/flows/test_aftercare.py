"""What follows a night."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flows.aftercare import remove_old_pages
from flows.settings import Settings
from flows.touched import ids_folder
from tests.flows.wire import deliver, item, night, release, write_settings


def test_pages_of_the_newest_runs_stay_and_what_a_crash_left_of_older_ones_goes(tmp_path: Path) -> None:
    settings = replace(Settings(), warehouse=tmp_path, keep_releases=2)
    for n, pages in enumerate((["index"], [], ["read", "index"], ["index", "read"], ["index", "read"])):
        folder = tmp_path / "runs" / f"2025010{n}" / "gates"
        folder.mkdir(parents=True)
        for page in [*pages, "gates"]:
            (folder / f"{page}.{'json' if page == 'gates' else 'html'}").touch()
    remove_old_pages(settings)
    left = sorted(str(path.relative_to(tmp_path / "runs")) for path in tmp_path.rglob("*.html"))
    assert left == [f"2025010{n}/gates/{page}.html" for n in (3, 4) for page in ("index", "read")]
    assert len(list(tmp_path.rglob("gates.json"))) == 5


def test_of_ids_it_is_known_in_which_files_they_are_that_are_there(tmp_path: Path, prefect_server: None) -> None:
    write_settings(tmp_path)
    for n in range(3):
        deliver(tmp_path, f"{n}", item(n), item(9, n + 1))
        night(tmp_path, f"2025-03-0{n + 5}T02:00:00")
    kept = {path.name.partition(".")[0] for path in ids_folder(tmp_path / "warehouse").iterdir()}
    there = {Path(entry.path).stem for table in ("articles", "article_keys", "records") for entry in release(tmp_path).entries(table)}
    assert kept and kept <= there
