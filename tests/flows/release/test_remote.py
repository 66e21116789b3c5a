"""Releases in an object store: on moto's S3 server, and in a folder that stands for one."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import fsspec
import pytest

from flows.release import (
    ReleaseConflict,
    ReleaseError,
    current,
    prune,
    prune_remote,
    pull,
    push,
    read_history,
    release_names,
    remote_current,
    verify,
)
from flows.release.bucket import names, open_bucket, read_tagged, swap
from schemas import TABLES
from tests.flows.release.invented import article, content, delta, put


@pytest.fixture(params=["s3", "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place of its own for each test."""
    if request.param == "file":
        return f"file://{tmp_path}/store"
    return f"{request.getfixturevalue('s3')}/{tmp_path.name}"


def night(*numbers: int, text: str = "Rain fell.") -> Any:
    return delta([article(n, date(2026, n % 3 + 1, n % 28 + 1), text) for n in numbers])


def test_what_one_warehouse_pushes_another_pulls(tmp_path: Path, url: str) -> None:
    assert remote_current(url) is None
    assert pull(url, tmp_path / "a") is None
    mine = put(tmp_path / "a", night(*range(12)))
    pushed = push(tmp_path / "a", url)
    assert pushed.manifest == mine.manifest
    theirs = pull(url, tmp_path / "b")
    assert theirs is not None and theirs.name == mine.name
    assert verify(theirs) == []
    assert all(path.stat().st_mode & 0o222 == 0 for path in theirs.path.rglob("*") if path.is_file())
    assert [line.why for line in read_history(tmp_path / "b")] == ["pulled"]
    assert pull(url, tmp_path / "b") == theirs


def test_only_what_is_new_is_carried(tmp_path: Path, url: str) -> None:
    put(tmp_path / "a", night(*range(12)))
    push(tmp_path / "a", url)
    pull(url, tmp_path / "b")
    place = open_bucket(url)
    before = names(place, "files")
    put(tmp_path / "b", night(20, 23))
    push(tmp_path / "b", url)
    after = names(place, "files")
    assert {n: at for n, at in after.items() if n in before} == before
    assert {n.split("/")[2].partition("=")[2] for n in after if n not in before} == {"2026-01", "2026-03"}
    here = pull(url, tmp_path / "a")
    assert here is not None and here.manifest.tables["articles"].rows == 14
    other = next(p for p in release_names(tmp_path / "a") if p != here.name)
    shared = [f.path for f in here.entries("articles") if (tmp_path / "a" / "releases" / other / f.path).exists()]
    assert shared and all((here.path / p).samefile(tmp_path / "a" / "releases" / other / p) for p in shared)


def test_of_two_publishers_the_slower_settles_again(tmp_path: Path, url: str) -> None:
    put(tmp_path / "a", night(1))
    push(tmp_path / "a", url)
    pull(url, tmp_path / "b")
    put(tmp_path / "a", night(2))
    put(tmp_path / "b", night(3))
    won = push(tmp_path / "a", url)
    with pytest.raises(ReleaseConflict, match="another release was made current in the meantime"):
        push(tmp_path / "b", url)
    assert remote_current(url) == won
    pull(url, tmp_path / "b")
    put(tmp_path / "b", night(3))
    both = push(tmp_path / "b", url)
    assert both.scan("articles").collect().height == 3
    assert content(put(tmp_path / "once", night(1, 2, 3))) == {n: t.content for n, t in both.manifest.tables.items()}


def test_of_two_first_pushes_one_wins(tmp_path: Path, url: str) -> None:
    for name in "ab":
        put(tmp_path / name, night(1))
    push(tmp_path / "a", url)
    with pytest.raises(ReleaseConflict):
        push(tmp_path / "b", url)


def test_the_conditional_write_itself(url: str) -> None:
    place = open_bucket(url)
    assert read_tagged(place, "x") == (None, None)
    with pytest.raises(ReleaseConflict):
        swap(place, "x", b"0", "never")
    first = swap(place, "x", b"1", None)
    assert read_tagged(place, "x") == (b"1", first)
    with pytest.raises(ReleaseConflict):
        swap(place, "x", b"2", None)
    second = swap(place, "x", b"2", first)
    with pytest.raises(ReleaseConflict):
        swap(place, "x", b"3", first)
    assert read_tagged(place, "x") == (b"2", second)


def test_every_table_is_read_from_there(tmp_path: Path, url: str) -> None:
    put(tmp_path / "a", night(*range(12)))
    release = push(tmp_path / "a", url)
    for name, entry in release.manifest.tables.items():
        frame = release.scan(name).collect()
        assert frame.height == entry.rows
        assert frame.columns == TABLES[name].released().names
    assert release.scan("articles", ["2026-02"]).collect().height == 4


def test_duckdb_reads_it_by_its_manifest(tmp_path: Path, s3: str) -> None:
    url = f"{s3}/duckdb"
    put(tmp_path / "a", night(*range(12)))
    push(tmp_path / "a", url)
    db = duckdb.connect()
    db.register_filesystem(fsspec.filesystem("s3", skip_instance_cache=True))
    db.sql(f"set variable manifest = (select '{url}/' || manifest from read_json('{url}/current.json'))")
    db.sql(
        f"""set variable files = (select list('{url}/files/' || f.path)
            from (select unnest(tables.articles.files) as f from read_json(getvariable('manifest'))))"""
    )
    query = "select published_month, count(*) from read_parquet(getvariable('files'), hive_partitioning = true) group by all order by 1"
    assert db.sql(query).fetchall() == [("2026-01", 4), ("2026-02", 4), ("2026-03", 4)]


def test_old_releases_and_their_files_go_after_a_grace(tmp_path: Path, url: str) -> None:
    pushed = []
    for n in range(4):
        put(tmp_path / "a", night(1, text=f"Version {n}."))
        pushed.append(push(tmp_path / "a", url).manifest.release)
    place = open_bucket(url)
    files = set(names(place, "files"))
    last = remote_current(url)
    gone = prune_remote(url, keep=2)
    assert len(gone) == 2 and pushed[-1] not in gone
    assert set(names(place, "files")) == files
    prune_remote(url, keep=1, grace=timedelta(0))
    assert remote_current(url) == last is not None
    assert {n.removeprefix("files/") for n in names(place, "files")} == {f.path for t in last.manifest.tables.values() for f in t.files}
    prune(tmp_path / "a", keep=1)
    pulled = pull(url, tmp_path / "c")
    assert pulled is not None and verify(pulled) == []
    with pytest.raises(ReleaseError, match="keep 1 or more"):
        prune_remote(url, keep=0)


def test_a_damaged_object_is_not_taken_over(tmp_path: Path, url: str) -> None:
    put(tmp_path / "a", night(1))
    release = push(tmp_path / "a", url)
    place = open_bucket(url)
    broken = release.files("articles")[0].removeprefix(f"{url}/")
    if url.startswith("file"):
        Path(place.path(broken)).chmod(0o644)
    place.fs.pipe_file(place.path(broken), b"PAR1")
    with pytest.raises(ReleaseError, match="is not what the manifest says"):
        pull(url, tmp_path / "b")
    assert current(tmp_path / "b") is None
    assert list((tmp_path / "b").glob("releases/*")) == []


def test_places_that_cannot_be_are_told_in_a_line(tmp_path: Path, s3: str) -> None:
    put(tmp_path / "a", night(1))
    with pytest.raises(ReleaseError, match="releases can be kept under s3:// or file://"):
        push(tmp_path / "a", "ftp://somewhere/x")
    with pytest.raises(ReleaseError, match="s3://no-such-bucket/x: .*; nothing was made current there") as caught:  # noqa: RUF043
        push(tmp_path / "a", "s3://no-such-bucket/x")
    assert "\n" not in str(caught.value)
    with pytest.raises(ReleaseError, match="nothing was published in"):
        push(tmp_path / "empty", f"{s3}/x")
