import shutil
from datetime import date
from pathlib import Path

from flows.release import current, read_history, release_names, sweep
from tests.flows.release.invented import article, delta, put


def publish_two(warehouse: Path) -> list[str]:
    return [put(warehouse, delta([article(n, date(2026, 1, n))])).name for n in (1, 2)]


def test_a_clean_warehouse_has_nothing_to_sweep(tmp_path: Path) -> None:
    names = publish_two(tmp_path)
    assert sweep(tmp_path) == []
    assert [line.release for line in read_history(tmp_path)] == names


def test_leftovers_are_swept_and_releases_stay(tmp_path: Path) -> None:
    names = publish_two(tmp_path)
    releases = tmp_path / "releases"
    shutil.copytree(releases / names[0], releases / "20260101T000000Z-abcdef")
    shutil.copytree(releases / names[0], releases / "20260101T000000Z-abcdee.tmp")
    (releases / "20260101T000000Z-abcded.tmp").mkdir()
    (tmp_path / ".current.tmp").symlink_to("releases/gone")
    (releases / "notes of the archivist").mkdir()
    assert len(sweep(tmp_path)) == 3
    assert release_names(tmp_path) == sorted(names)
    assert (releases / "notes of the archivist").exists()
    assert not (tmp_path / ".current.tmp").is_symlink()
    assert current(tmp_path) is not None


def test_a_line_that_a_crash_cut_short_is_made_good(tmp_path: Path) -> None:
    names = publish_two(tmp_path)
    history = tmp_path / "history"
    text = history.read_text()
    for cut in (5, 25, len(text.splitlines()[1]) - 12):
        history.write_text(text[: len(text.splitlines()[0]) + 1 + cut])
        sweep(tmp_path)
        assert {line.release for line in read_history(tmp_path)} == set(names)
        assert release_names(tmp_path) == sorted(names)


def test_a_lost_history_costs_no_release(tmp_path: Path) -> None:
    names = publish_two(tmp_path)
    (tmp_path / "history").unlink()
    assert len(sweep(tmp_path)) == 2
    assert release_names(tmp_path) == sorted(names)
    assert [line.release for line in read_history(tmp_path)] == names
