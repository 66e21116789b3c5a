import os
import random
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import flows.release.build
from flows.errors import GateRefused, UsageError
from flows.release import Release, ReleaseError, TableDelta, current, diff, open_release, read_history, release_names, verify
from flows.release.content import content_sum
from flows.release.errors import told
from flows.store import TableError, digest_of, load
from schemas import TABLES
from schemas.ids import make_id
from tests.flows.release.invented import article, content, delta, files, frame, no_check, put, together

ABOUT_ARTICLES = ("articles", "paragraphs", "cuts", "entities", "quotes")


def some(n: int, months: int = 3) -> list[dict[str, pl.DataFrame]]:
    return [article(i, date(2026, i % months + 1, i % 28 + 1) if i % 11 else None) for i in range(n)]


def rows(release: Release, table: str) -> pl.DataFrame:
    columns = TABLES[table].content_columns()
    return release.scan(table).select(columns).collect().sort(TABLES[table].key)


def test_a_release_holds_what_was_published(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    parts = some(60)
    release = put(tmp_path, delta(parts), run_id="r1", notes={"why": "test"})
    assert current(tmp_path) == release == open_release(tmp_path, release.name[:12])
    assert release.path.is_absolute() and not release.path.is_symlink()
    for name, wanted in together(parts).items():
        assert rows(release, name).equals(wanted.select(TABLES[name].content_columns()).sort(TABLES[name].key))
    manifest = release.manifest
    assert (manifest.run_id, manifest.notes, manifest.previous) == ("r1", {"why": "test"}, None)
    assert manifest.tables["articles"].rows == 60
    assert release.months("articles") == ["2026-01", "2026-02", "2026-03", "unknown"]
    assert [line.release for line in read_history(tmp_path)] == [release.name]


def test_the_manifest_lists_every_file_as_it_is(tmp_path: Path) -> None:
    release = put(tmp_path, delta(some(40)))
    listed = files(release)
    assert sorted(listed) == sorted(str(p.relative_to(release.path)) for p in release.path.rglob("*.parquet"))
    for path, digest in listed.items():
        full = release.path / path
        assert digest_of(full) == digest
        assert full.stat().st_mode & 0o222 == 0
        assert full.stem == digest[:32]
    others = {p.name for p in release.path.rglob("*") if p.is_file() and p.suffix != ".parquet"}
    assert others == {"manifest.json"}


def test_a_night_writes_only_the_files_that_hold_its_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.store.write.ROWS_A_FILE", 8)
    monkeypatch.setattr("flows.store.write.ROWS_A_FILE_OF_TEXTS", 4)
    first = put(tmp_path, delta(some(70)))
    second = put(tmp_path, delta([article(500, date(2026, 3, 9))]))
    for name in ("articles", "paragraphs"):
        old, new = ({f.path: f for f in r.entries(name)} for r in (first, second))
        assert {f.month for p, f in new.items() if p not in old} == {"2026-03"}
        assert all(f.start <= 8 << 32 < f.piece.end for p, f in new.items() if p not in old)
        for path in old.keys() & new.keys():
            assert (first.path / path).samefile(second.path / path)
    assert len(files(first).keys() & files(second).keys()) > 10


def test_where_links_fail_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(18, "Invalid cross-device link", str(target))

    first = put(tmp_path, delta(some(20)))
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    second = put(tmp_path, delta([article(500, date(2026, 3, 9))]))
    for path in files(first).keys() & files(second).keys():
        assert not (first.path / path).samefile(second.path / path)
        assert digest_of(second.path / path) == files(first)[path]
        assert (second.path / path).stat().st_mode & 0o222 == 0


def test_only_rows_that_come_and_go_are_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, delta([article(n, date(2026, 1, 1)) for n in range(20)]))
    hashed: list[int] = []
    monkeypatch.setattr(flows.release.build, "content_sum", lambda rows, table: hashed.append(rows.height) or content_sum(rows, table))
    release = put(tmp_path, delta([article(3, date(2026, 1, 1), "Snow fell."), article(20, date(2026, 1, 1))]))
    assert sum(hashed) == 2 * 4 + 4  # of each its record, itself and two paragraphs: two come, one goes
    assert verify(release) == []


def test_dropped_rows_go_and_a_moved_article_is_in_one_month(tmp_path: Path) -> None:
    put(tmp_path, delta([article(n, date(2026, 1, 5)) for n in range(5)]))
    release = put(tmp_path, delta([article(3, date(2026, 2, 6), "New text.", paragraphs=1)]))
    assert rows(release, "articles").height == 5
    assert rows(release, "paragraphs").height == 9
    assert [f.rows for f in release.entries("articles")] == [4, 1]
    emptied = put(tmp_path, {"articles": TableDelta(drop=release.scan("articles").select("article_id").collect())})
    assert rows(emptied, "articles").height == 0
    assert [f.month for f in emptied.entries("articles")] == ["unknown"]


def test_drop_may_tell_the_days_to_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = put(tmp_path, delta(some(60)))
    keys = first.scan("articles").filter(pl.col("published_on") == date(2026, 2, 14)).select("article_id", "published_on").collect()
    undated = first.scan("articles").filter(pl.col("published_on").is_null()).select("article_id", "published_on").collect()
    assert keys.height and undated.height
    read: list[str] = []
    load = __import__("flows.store", fromlist=["load"]).load
    monkeypatch.setattr("flows.release.build.load", lambda path, columns=None: (read.append(path.parent.name), load(path, columns))[1])
    second = put(tmp_path, {"articles": TableDelta(drop=pl.concat([keys, undated]))})
    assert second.manifest.tables["articles"].rows == 60 - keys.height - undated.height
    assert set(read) == {"published_month=2026-02", "published_month=unknown"}


def test_nothing_new_publishes_nothing(tmp_path: Path) -> None:
    parts = some(30)
    first = put(tmp_path, delta(parts))
    assert put(tmp_path, {}) == first
    assert put(tmp_path, delta([])) == first
    assert put(tmp_path, delta(parts)) == first
    assert release_names(tmp_path) == [first.name]
    assert len(list((tmp_path / "releases").iterdir())) == 1
    changed = put(tmp_path, delta(parts), stage_versions={"read": "2"})
    assert changed != first and content(changed) == content(first)


def test_a_warehouse_with_nothing_in_it_has_a_release(tmp_path: Path) -> None:
    release = put(tmp_path, {})
    assert {name: entry.rows for name, entry in release.manifest.tables.items()} == dict.fromkeys(TABLES, 0)
    for name in TABLES:
        assert release.scan(name).collect().height == 0
        assert len(release.files(name)) == 1


@given(st.randoms(use_true_random=False), st.integers(2, 3))
@settings(max_examples=3)
def test_the_order_of_deliveries_does_not_matter(tmp_path_factory: Any, rng: random.Random, n_deliveries: int) -> None:
    parts = some(30, months=6)
    whole = put(tmp_path_factory.mktemp("whole"), delta(parts))
    rng.shuffle(parts)
    warehouse = tmp_path_factory.mktemp("parts")
    for n in range(n_deliveries):
        last = put(warehouse, delta(parts[n::n_deliveries]))
    assert content(last) == content(whole)
    for name in ABOUT_ARTICLES:
        assert {f.path for f in last.entries(name)} == {f.path for f in whole.entries(name)}


numbers = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 28), st.sampled_from(["a", "b"])), max_size=6)


@given(st.lists(numbers, max_size=3))
@settings(max_examples=6)
def test_any_sequence_of_deltas_equals_one_merged_delta(tmp_path_factory: Any, nights: list[list[tuple[int, int, str]]]) -> None:
    step_by_step = tmp_path_factory.mktemp("steps")
    merged: dict[int, dict[str, pl.DataFrame]] = {}
    last = put(step_by_step, {})
    for night in nights:
        tonight = {n: article(n, date(2026, n % 3 + 1, day), text) for n, day, text in night}
        change = delta(list(tonight.values()))
        if "records" in change:  # the ledger's row of an article goes by its article here, so that one is left of each
            drop = pl.DataFrame({"article_id": together(list(tonight.values()))["records"]["article_id"].unique()})
            change["records"] = TableDelta(rows=change["records"].rows, drop=drop)
        last = put(step_by_step, change)
        merged |= tonight
    at_once = put(tmp_path_factory.mktemp("once"), delta(list(merged.values())))
    assert content(last) == content(at_once)


def test_the_gate_sees_the_whole_release_and_may_refuse_it(tmp_path: Path) -> None:
    first = put(tmp_path, delta(some(10, months=2)))
    seen: list[Any] = []

    def refuse(folder: Path, previous: Release | None, touched: set[str]) -> None:
        seen.append((Release(folder).scan("articles").collect().height, previous, touched))
        raise GateRefused("no")

    with pytest.raises(GateRefused):
        put(tmp_path, {"articles": delta([article(99, date(2026, 2, 2))])["articles"]}, check=refuse)
    assert seen == [(11, first, {"2026-02"})]
    assert current(tmp_path) == first
    assert [p.name for p in (tmp_path / "releases").iterdir()] == [first.name]


def test_two_rows_of_one_key_are_refused(tmp_path: Path) -> None:
    first = put(tmp_path, delta([article(1, date(2026, 1, 1))]))
    again = article(1, date(2026, 1, 1), "Other.")["articles"]
    with pytest.raises(TableError, match="articles: 2 rows share a key"):
        put(tmp_path, {"articles": TableDelta(rows=again.lazy())})
    assert current(tmp_path) == first


def test_rows_may_come_as_files_and_in_many_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.store import write_table

    monkeypatch.setattr("flows.release.arrivals.BATCH_ROWS", 7)
    parts = some(50)
    frames = together(parts)
    paths = [
        write_table(part, TABLES["articles"], tmp_path / f"{n}.parquet", schema=TABLES["articles"].released()).path
        for n, part in enumerate(frames["articles"].iter_slices(20))
    ]
    one = put(tmp_path / "a", {"articles": TableDelta(rows=paths)})
    other = put(tmp_path / "b", {"articles": TableDelta(rows=frames["articles"].lazy())})
    assert files(one) == files(other)
    assert one.manifest.tables["articles"].rows == 50


def test_files_tell_the_versions_of_the_stages_that_made_their_rows(tmp_path: Path) -> None:
    day = date(2026, 1, 1)
    put(tmp_path, delta([article(n, day) for n in range(3)]), stage_versions={"read": "1", "quotes": "1"})
    mixed = put(tmp_path, delta([article(0, day, "B")]), stage_versions={"read": "2", "quotes": "1"})
    assert mixed.entries("articles")[0].versions == {"quotes": ["1"], "read": ["1", "2"]}
    again = put(tmp_path, delta([article(n, day, "C") for n in range(3)]), stage_versions={"read": "3"})
    assert again.entries("articles")[0].versions == {"read": ["3"]}


def test_rows_of_a_later_stage_hand_on_the_versions_of_the_stages_before(tmp_path: Path) -> None:
    day = date(2026, 1, 1)
    first = put(tmp_path, delta([article(n, day) for n in range(3)]), stage_versions={"read": "1", "quotes": "1"})
    later = {k: TableDelta(v.rows, v.drop, {"quotes": "2"}) for k, v in delta([article(n, day, "C") for n in range(3)]).items()}
    some = {k: TableDelta(v.rows, v.drop, {"quotes": "2"}) for k, v in delta([article(0, day, "C")]).items()}
    assert put(tmp_path, some).entries("paragraphs")[0].versions == {"quotes": ["1", "2"], "read": ["1"]}
    assert put(tmp_path, later).entries("paragraphs")[0].versions == {"quotes": ["2"], "read": ["1"]}
    assert first.entries("paragraphs")[0].versions == {"quotes": ["1"], "read": ["1"]}


def test_of_rows_that_stay_it_is_told_what_was_made_from_them_anew(tmp_path: Path) -> None:
    day = date(2026, 1, 1)
    first = put(tmp_path, delta([article(n, day) for n in range(3)]), stage_versions={"read": "1", "quotes": "1"})
    ids = first.scan("articles").select("article_id", "published_on").collect()
    some = put(tmp_path, {"articles": TableDelta(versions={"quotes": "2"}, remade=ids.head(1))})
    assert some.entries("articles")[0].versions == {"quotes": ["1", "2"], "read": ["1"]}
    every = put(tmp_path, {"articles": TableDelta(versions={"quotes": "2"}, remade=ids)})
    assert every.entries("articles")[0].versions == {"quotes": ["2"], "read": ["1"]}
    assert every.name != some.name and files(every) == files(first)
    assert put(tmp_path, {"articles": TableDelta(versions={"quotes": "2"}, remade=ids)}).name == every.name


def test_rows_that_are_only_marked_keep_the_versions_of_who_made_them(tmp_path: Path) -> None:
    first = put(tmp_path, delta([article(1, date(2026, 1, 1))]), stage_versions={"read": "1"})
    marked = first.scan("articles").with_columns(status=pl.lit("withdrawn"))
    change = {"articles": TableDelta(marked, first.scan("articles").select("article_id").collect(), versions={})}
    second = put(tmp_path, change, stage_versions={"read": "2"})
    assert second.scan("articles").collect()["status"].to_list() == ["withdrawn"]
    assert second.entries("articles")[0].versions == {"read": ["1"]}


@pytest.mark.parametrize("is_alone", [True, False])
def test_rows_marked_beside_new_ones_keep_the_versions_of_who_made_them(tmp_path: Path, is_alone: bool) -> None:
    day = date(2026, 1, 1)
    first = put(tmp_path, delta([article(n, day) for n in ([1] if is_alone else [1, 2])]), stage_versions={"read": "1"})
    marked = first.scan("articles").filter(pl.col("title") == "Title 1").with_columns(revision=pl.lit(9, pl.Int32)).collect()
    new = delta([article(3, day)])["articles"].rows
    assert isinstance(new, pl.LazyFrame)
    ids = marked.select("article_id")
    change = {"articles": TableDelta(pl.concat([marked.lazy(), new]), ids, marked=ids)}
    second = put(tmp_path, change, stage_versions={"read": "2"})
    assert second.scan("articles").filter(pl.col("revision") == 9).collect()["title"].to_list() == ["Title 1"]
    assert second.entries("articles")[0].versions == {"read": ["1", "2"]}


def test_columns_of_bytes_and_lists_go_through(tmp_path: Path) -> None:
    def keys(*numbers: int) -> pl.DataFrame:
        rows = [{"article_id": make_id("article", n), "published_on": date(2026, 1, n), "bands": bytes([n]) * 288} for n in numbers]
        return frame("article_keys", rows)

    first = put(tmp_path, {"article_keys": TableDelta(keys(1, 2).lazy())})
    second = put(tmp_path, {"article_keys": TableDelta(keys(2, 3).lazy(), keys(2).select("article_id"))})
    assert second.scan("article_keys").collect().equals(keys(1, 2, 3))
    assert verify(second) == ["article_keys: 3 values of article_id are in no row of articles, as " + min(keys(1, 2, 3)["article_id"])]
    assert diff(first, second).select("added", "changed", "gone").rows() == [(1, 0, 0)]


def test_a_new_schema_writes_all_files_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from schemas import Column
    from schemas.table import INT

    first = put(tmp_path, delta(some(20)))
    table = TABLES["paragraphs"]
    monkeypatch.setitem(TABLES, "paragraphs", replace(table, columns=(*table.columns, Column("n_new", INT, "New.", nullable=True))))
    second = put(tmp_path, {})
    assert second != first
    assert not {f.path for f in first.entries("paragraphs")} & {f.path for f in second.entries("paragraphs")}
    assert second.scan("paragraphs").collect()["n_new"].null_count() == 40
    assert {f.path for f in first.entries("articles")} == {f.path for f in second.entries("articles")}
    broken = replace(table, columns=(*table.columns, Column("n_new", INT, "New.")), name="paragraphs")
    monkeypatch.setitem(TABLES, "paragraphs", broken)
    with pytest.raises(TableError, match=r"paragraphs\.n_new"):
        put(tmp_path, {})
    assert current(tmp_path) == second


def test_a_month_is_compacted_when_it_is_no_longer_recent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.store.write.ROWS_A_FILE_OF_TEXTS", 60)
    counts = []
    for month in range(1, 6):
        release = put(tmp_path, delta([article(month * 100 + d, date(2026, month, d)) for d in range(1, 29)]))
        counts.append(len(release.entries("articles", ["2026-01"])))
    assert counts[0] == counts[2] > 8
    assert counts[3:] == [1, 1]


def test_unknown_tables_and_releases_are_told_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="there is no table articels"):
        put(tmp_path, {"articels": TableDelta()})
    put(tmp_path, {})
    with pytest.raises(UsageError, match="there is no release '2020'"):
        open_release(tmp_path, "2020")
    with pytest.raises(UsageError, match="no release ''"):
        open_release(tmp_path, "")


def fail(number: int) -> Any:
    def write(*args: Any, **kwargs: Any) -> None:
        raise OSError(number, os.strerror(number), "/disk/file")

    return write


@pytest.mark.parametrize(
    ("number", "message"),
    [(28, "/disk/file: the disk is full; nothing was published"), (30, "read-only"), (116, "the disk is gone"), (5, "mounted")],
)
def test_a_disk_that_refuses_is_told_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, message: str) -> None:
    first = put(tmp_path, delta([article(1, date(2026, 1, 1))]))
    with monkeypatch.context() as patch:
        patch.setattr("flows.release.build.write_table", fail(number))
        with pytest.raises(ReleaseError, match=message) as caught:
            put(tmp_path, delta([article(2, date(2026, 1, 1))]))
    assert f"{first.name} is current" in str(caught.value) and "\n" not in str(caught.value)
    assert current(tmp_path) == first
    assert len(list((tmp_path / "releases").iterdir())) == 1
    assert put(tmp_path, delta([article(2, date(2026, 1, 1))])) != first


def test_polars_tells_of_a_full_disk_in_its_own_way(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="the disk is full; nothing"), told(tmp_path, "nothing was published"):
        raise OSError("No space left on device (os error 28)")


def test_arrow_tells_of_a_file_that_is_not_there_in_its_own_way(tmp_path: Path) -> None:
    with (
        pytest.raises(ReleaseError, match=r"it is not there \(is the disk still mounted\?\); nothing"),
        told(tmp_path, "nothing was published"),
    ):
        load(tmp_path / "gone.parquet")


def test_a_history_that_cannot_be_written_does_not_hide_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("flows.release.publishing.append_history", fail(28))
        with pytest.raises(ReleaseError, match="is current all the same"):
            put(tmp_path, delta([article(1, date(2026, 1, 1))]))
    assert (found := current(tmp_path)) is not None
    put(tmp_path, {})
    assert [line.why for line in read_history(tmp_path)] == ["recovered"]
    assert current(tmp_path) == found


def test_a_vanished_warehouse_is_told_in_a_line(tmp_path: Path) -> None:
    put(tmp_path / "w", {})
    shutil.rmtree(tmp_path / "w" / "releases")
    with pytest.raises(ReleaseError, match=r"leads to .*, which is not there"):
        put(tmp_path / "w", {})
    with pytest.raises(ReleaseError, match="which is not there"):
        _ = current(tmp_path / "w")


def test_rows_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    wrong = frame("rejects", []).with_columns(extra=pl.lit(1))
    with pytest.raises(TableError, match="unknown columns extra"):
        put(tmp_path, {"rejects": TableDelta(rows=wrong.lazy())}, check=no_check)
