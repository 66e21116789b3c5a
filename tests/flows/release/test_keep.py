from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

import flows.release.keep
from flows.errors import UsageError
from flows.release import (
    ReleaseError,
    current,
    prune,
    read_history,
    read_tags,
    release_names,
    releases,
    rollback,
    sweep,
    tag,
    untag,
)
from flows.release.manifest import MANIFEST, read_manifest, write_manifest
from tests.flows.release.invented import article, content, delta, put


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    """Four releases, made a day apart; the last is current."""
    found = []
    for n in range(1, 5):
        release = put(tmp_path, delta([article(n, date(2026, n, 1))]))
        (release.path / MANIFEST).chmod(0o644)
        manifest = msgspec.structs.replace(read_manifest(release.path), made_at=f"2026-01-0{n}T00:00:00Z")
        (release.path / MANIFEST).unlink()
        write_manifest(manifest, release.path)
        found.append(release.name)
    return found


def test_releases_are_listed_oldest_first(tmp_path: Path, names: list[str]) -> None:
    tag(tmp_path, names[1], "paper-2026")
    found = releases(tmp_path)
    assert [k.name for k in found] == names
    assert [k.is_current for k in found] == [False, False, False, True]
    assert [k.current_since is not None for k in found] == [False, False, False, True]
    assert found[1].tags == ("paper-2026",)
    assert [k.rows for k in found] == [4, 8, 12, 16]
    assert found[0].bytes > found[0].own_bytes >= 0
    assert releases(tmp_path / "nothing") == []


def test_going_back_is_a_swap_and_the_next_release_builds_on_it(tmp_path: Path, names: list[str]) -> None:
    before = current(tmp_path)
    back = rollback(tmp_path, names[0])
    assert current(tmp_path) == back and back.name == names[0]
    assert read_history(tmp_path)[-1].why == "rolled back"
    assert sweep(tmp_path) == []
    assert release_names(tmp_path) == sorted(names)
    again = put(tmp_path, delta([article(2, date(2026, 2, 1))]))
    assert again.manifest.previous == names[0] and again.manifest.tables["articles"].rows == 2
    assert before is not None and before.path.exists()
    assert rollback(tmp_path, again.name) == again
    assert [line.why for line in read_history(tmp_path)] == ["published"] * 4 + ["rolled back", "published"]


def test_one_does_not_go_back_to_what_is_not_whole(tmp_path: Path, names: list[str]) -> None:
    with pytest.raises(UsageError, match="there is no release 'yesterday'"):
        rollback(tmp_path, "yesterday")
    release = rollback(tmp_path, names[3])
    lost = tmp_path / "releases" / names[0] / "articles"
    next(lost.rglob("*.parquet")).unlink()
    with pytest.raises(ReleaseError, match=r"is not whole: articles/.* is missing; nothing was changed"):
        rollback(tmp_path, names[0])
    assert current(tmp_path) == release


def test_prune_keeps_the_newest_the_tagged_and_the_current(tmp_path: Path, names: list[str]) -> None:
    tag(tmp_path, names[0], "first")
    assert [k.name for k in prune(tmp_path, keep=2, is_rehearsal=True)] == [names[1]]
    assert len(release_names(tmp_path)) == 4
    kept = content(rollback(tmp_path, names[1]))
    assert [k.name for k in prune(tmp_path, keep=1)] == names[2:]
    assert release_names(tmp_path) == sorted(names[:2])
    found = current(tmp_path)
    assert found is not None and content(found) == kept
    assert found.scan("articles").collect().height == 2
    assert prune(tmp_path, keep=1) == []
    untag(tmp_path, "first")
    assert [k.name for k in prune(tmp_path, keep=1)] == names[:1]


def test_prune_by_age(tmp_path: Path, names: list[str]) -> None:
    assert prune(tmp_path, older_than=timedelta(days=36500)) == []
    assert prune(tmp_path, keep=4, older_than=timedelta(0)) == []
    assert [k.name for k in prune(tmp_path, older_than=timedelta(0))] == names[:3]
    for wrong in ({}, {"keep": 0}):
        with pytest.raises(ReleaseError):
            prune(tmp_path, **wrong)


def test_to_prune_one_release_the_files_of_the_others_are_not_looked_at(
    tmp_path: Path, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(flows.release.keep, "read_manifest", lambda folder: read.append(folder.name) or read_manifest(folder))
    assert [k.name for k in prune(tmp_path, keep=3)] == names[:1] == read


def test_a_tag_is_a_path_that_readers_can_use(tmp_path: Path, names: list[str]) -> None:
    tag(tmp_path, names[0], "v1")
    assert (tmp_path / "tags" / "v1" / MANIFEST).exists()
    tag(tmp_path, names[1], "v1")
    assert read_tags(tmp_path) == {"v1": names[1]}
    assert (tmp_path / "tags" / "v1").samefile(tmp_path / "releases" / names[1])
    for wrong in ("", "../x", ".hidden"):
        with pytest.raises(ReleaseError, match="cannot be a tag"):
            tag(tmp_path, names[0], wrong)
    with pytest.raises(ReleaseError, match="there is no tag 'v2'"):
        untag(tmp_path, "v2")
