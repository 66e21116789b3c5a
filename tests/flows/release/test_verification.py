from datetime import date
from pathlib import Path

import msgspec
import polars as pl
import pytest

from flows.release import Release, TableDelta, verify
from flows.release.manifest import MANIFEST, write_manifest
from schemas.ids import make_id
from tests.flows.release.invented import article, delta, frame, put


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return put(tmp_path, delta([article(n, [date(2026, 1, n + 1), None][n % 2]) for n in range(20)]))


def test_a_sound_release_has_no_problems(release: Release) -> None:
    assert verify(release) == []


def test_every_release_of_a_growing_warehouse_is_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.store.write.ROWS_A_FILE", 8)
    monkeypatch.setattr("flows.store.write.ROWS_A_FILE_OF_TEXTS", 4)
    monkeypatch.setattr("flows.release.verification.ROWS_AT_ONCE", 10)
    for night in range(4):
        found = put(tmp_path, delta([article(night * 3 + n, date(2026, night % 4 + 1, n * 5 + 1)) for n in range(5)]))
        assert verify(found) == []


def test_changed_bytes_are_found(release: Release) -> None:
    path = release.files("paragraphs")[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    assert verify(release) == [f"{path.relative_to(release.path)}: its bytes have changed"]


def test_missing_shortened_and_stray_files_are_found(release: Release) -> None:
    gone, short = release.files("articles")[0], release.files("paragraphs")[0]
    gone.unlink()
    short.chmod(0o644)
    short.write_bytes(short.read_bytes()[:100])
    (release.path / "articles" / "notes.txt").write_text("x")
    problems = "\n".join(verify(release))
    assert f"{gone.relative_to(release.path)}: it is missing" in problems
    assert f"{short.relative_to(release.path)}: it has 100 bytes" in problems
    assert "articles/notes.txt: the manifest does not know it" in problems


def test_a_manifest_that_does_not_add_up_is_found(release: Release) -> None:
    manifest = release.manifest
    entry = manifest.tables["articles"]
    first = msgspec.structs.replace(entry.files[0], rows=1, content="0" * 32, start=1)
    wrong = msgspec.structs.replace(entry, files=[first, *entry.files[1:]])
    tables = {k: v for k, v in manifest.tables.items() if k != "cuts"} | {"articles": wrong}
    (release.path / MANIFEST).unlink()
    write_manifest(msgspec.structs.replace(manifest, tables=tables), release.path)
    problems = "\n".join(verify(Release(release.path)))
    for problem in ("rows, not 1", "its rows are not those of the manifest", "totals are not the sums", "cuts: the table is missing"):
        assert problem in problems


def test_keys_that_are_there_twice_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, delta([article(1, date(2026, 1, 1))]))
    twice = article(1, date(2026, 5, 1))["articles"]
    release = put(tmp_path, {"articles": TableDelta(rows=twice.lazy())})
    key = make_id("article", 1)
    assert verify(release) == [f"articles: 1 keys are there more than once, as {key}"]
    monkeypatch.setattr("flows.release.verification.ROWS_AT_ONCE", 1)
    assert verify(release) == [f"articles: 1 keys are there more than once, as {key}"]


def test_references_to_nothing_are_found(tmp_path: Path) -> None:
    parts = delta([article(n, date(2026, 1, 1)) for n in range(4)])
    lost = {"quote_id": "quo_1", "article_id": make_id("article", 0), "paragraph_id": "par_missing", "parent_quote_id": None}
    quotes = frame("quotes", [lost])
    release = put(tmp_path, {**parts, "quotes": TableDelta(rows=quotes.lazy())})
    assert verify(release) == ["quotes: 1 values of paragraph_id are in no row of paragraphs, as par_missing"]
    without = put(tmp_path, {"articles": TableDelta(drop=pl.DataFrame({"article_id": [make_id("article", 0)]}))})
    assert any(p.startswith("paragraphs: 1 values of article_id are in no row of articles") for p in verify(without))


def test_a_record_without_its_article_is_found(tmp_path: Path) -> None:
    parts = delta([article(n, date(2026, 1, 1)) for n in range(4)])
    parts["articles"] = TableDelta(rows=parts["articles"].rows.filter(pl.col("article_id") != make_id("article", 2)))
    parts["paragraphs"] = TableDelta(rows=parts["paragraphs"].rows.filter(pl.col("article_id") != make_id("article", 2)))
    problems = verify(put(tmp_path, parts))
    assert len(problems) == 1 and problems[0].startswith("records: 1 with the outcome article have no row in articles, as rec_")


def test_a_refused_record_without_its_reject_is_found(tmp_path: Path) -> None:
    parts = delta([article(1, date(2026, 1, 1))])
    refused = frame("records", [{"record_id": make_id("record", 9), "outcome": "rejected", "dump": "x", "position": 0}])
    records = TableDelta(rows=pl.concat([parts["records"].rows, refused.lazy()]))
    problems = verify(put(tmp_path, parts | {"records": records}))
    assert problems == [f"records: 1 with the outcome rejected have no row in rejects, as {make_id('record', 9)}"]


def test_an_earlier_version_that_the_ledger_has_otherwise_is_found(tmp_path: Path) -> None:
    parts = delta([article(1, date(2026, 1, 1))])
    about = {"article_id": make_id("article", 1), "published_on": date(2026, 1, 1)}
    replaced = [{**about, "record_id": make_id("record", n), "outcome": "revision", "revision": n, "position": n} for n in (7, 8)]
    records = TableDelta(rows=pl.concat([parts["records"].rows, frame("records", replaced).lazy()]))
    said = [replaced[0], {**replaced[1], "revision": 9}]
    versions = frame("article_versions", [{k: v for k, v in row.items() if k != "outcome"} for row in said])
    problems = verify(put(tmp_path, parts | {"records": records, "article_versions": TableDelta(rows=versions.lazy())}))
    assert problems == [f"article_versions: 1 are no revisions in the ledger, as {make_id('record', 8)}"]


def test_rows_in_a_wrong_file_are_found(release: Release) -> None:
    manifest = release.manifest
    entry = manifest.tables["articles"]
    moved = [msgspec.structs.replace(f, month="2026-02") for f in entry.files]
    tables = {**manifest.tables, "articles": msgspec.structs.replace(entry, files=moved)}
    (release.path / MANIFEST).unlink()
    write_manifest(msgspec.structs.replace(manifest, tables=tables), release.path)
    assert any("rows belong into another file" in problem for problem in verify(Release(release.path)))
