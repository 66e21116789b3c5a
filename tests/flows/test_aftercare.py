"""What follows a night."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flows.aftercare import remove_old_pages
from flows.settings import Settings


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
