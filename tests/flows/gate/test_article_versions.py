"""Earlier versions against the ledger: what came and went tells what everything tells, and nothing else is read."""

from __future__ import annotations

import tempfile
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.gate.article_versions import VERSION, version_checks
from flows.gate.changes import came_and_went
from flows.gate.folders import Folder
from schemas import TABLES

MONTHS = ("2026-01", "2026-02", "2026-03")
ARTICLES = ("art_0", "art_1", "art_2")
# record -> (month, outcome, article, revision), and the records whose version is kept
Ledger = dict[str, tuple[str, str, str, int]]

ledgers: st.SearchStrategy[Ledger] = st.dictionaries(
    st.sampled_from([f"rec_{n}" for n in range(7)]),
    st.tuples(st.sampled_from(MONTHS), st.sampled_from(["article", "revision", "revision"]), st.sampled_from(ARTICLES), st.integers(0, 2)),
)
records = st.sets(st.sampled_from([f"rec_{n}" for n in range(7)]), max_size=3)


def replaced(ledger: Ledger) -> set[str]:
    return {r for r, (_, outcome, _, _) in ledger.items() if outcome == "revision"}


def lay_out(ledger: Ledger, kept: set[str], release: Path) -> Path:
    """Write a release, a file a table and month, named by its rows; `kept` are the records of which there is a version."""
    rows = {r: {"record_id": r, "outcome": o, "article_id": a, "revision": n} for r, (_, o, a, n) in sorted(ledger.items())}
    of_month = {m: [rows[r] for r, (month, *_) in sorted(ledger.items()) if month == m] for m in MONTHS}
    tables = {
        "records": of_month,
        "article_versions": {m: [row for row in some if row["record_id"] in kept] for m, some in of_month.items()},
        "articles": {MONTHS[0]: [{"article_id": a} for a in ARTICLES]},
    }
    for name, months in tables.items():
        schema = pl.DataFrame(TABLES[name].released().empty_table()).schema
        for month, some in months.items():
            folder = release / name / f"month={month}"
            folder.mkdir(parents=True)
            if some:
                frame = pl.DataFrame(some, schema_overrides={"revision": pl.Int32})
                missing = {c: pl.lit(None, t) for c, t in schema.items() if c not in frame.columns}
                file = folder / f"{sha256(repr(some).encode()).hexdigest()[:32]}.parquet"
                frame.with_columns(**missing).select(schema.names()).write_parquet(file)
    return release


def broken(new: Path, current: Path | None) -> dict[str, set[str]]:
    folders = Folder(new), Folder(current) if current else None
    records = came_and_went(*folders, "records", (*VERSION, "outcome"))
    return {fault.check.name: set(fault.keys) for fault in version_checks(*folders, MONTHS, records)}


@settings(max_examples=100)
@given(before=ledgers, after=ledgers, lost_before=records, lost=records, strays=records)
def test_what_came_and_went_tells_as_much_as_everything(
    before: Ledger, after: Ledger, lost_before: set[str], lost: set[str], strays: set[str]
) -> None:
    ledger = before | after
    kept = replaced(before) - lost_before
    kept_now = (replaced(ledger) - (lost_before & replaced(before)) - lost) | (strays & ledger.keys())
    with tempfile.TemporaryDirectory() as folder:
        old, new = lay_out(before, kept, Path(folder) / "old"), lay_out(ledger, kept_now, Path(folder) / "new")
        found = broken(new, old)
    lacking, lacked = ({of[r][2] for r in replaced(of) - there} for of, there in ((ledger, kept_now), (before, kept)))
    assert found["version_has_its_record"] == {ledger[r][2] for r in kept_now - replaced(ledger)}
    assert found["no_version_is_lost"] == lacking - lacked


@pytest.mark.parametrize("is_lost", [False, True])
def test_files_that_both_releases_have_are_read_only_where_something_is_wrong(tmp_path: Path, is_lost: bool) -> None:
    before: Ledger = {f"rec_{n}": (MONTHS[n], "revision", ARTICLES[n], 0) for n in (0, 1)}
    ledger: Ledger = before | {"rec_2": (MONTHS[2], "revision", ARTICLES[2], 0)}
    kept = set(ledger) - ({"rec_2"} if is_lost else set())
    old, new = lay_out(before, set(before), tmp_path / "old"), lay_out(ledger, kept, tmp_path / "new")
    shared = [file for file in new.rglob("*.parquet") if (old / file.relative_to(new)).exists() and "articles" not in file.parts]
    assert len(shared) == 4
    for file in shared:
        file.write_bytes(b"not to be read")
    if is_lost:
        with pytest.raises(pl.exceptions.ComputeError):
            broken(new, old)
    else:
        assert not any(broken(new, old).values())


def test_columns_that_name_a_version_are_in_both_tables() -> None:
    assert all(set(VERSION) <= set(TABLES[name].released().names) for name in ("records", "article_versions"))
