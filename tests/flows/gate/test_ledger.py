"""The ledger against the tables: looking at what came and what went finds what looking at everything finds."""

from __future__ import annotations

import tempfile
from hashlib import sha256
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.gate.changes import came_and_went
from flows.gate.folders import Folder
from flows.gate.ledger import PAIR, ledger_checks

MONTHS = ("2026-01", "2026-02")
OUTCOMES = ("article", "rejected", "duplicate")
# record -> (month, outcome, the article it is of): what a release holds, where its tables agree
Ledger = dict[str, tuple[str, str, str]]
Rows = dict[str, list[tuple[str, dict[str, str]]]]

ledgers: st.SearchStrategy[Ledger] = st.dictionaries(
    st.sampled_from([f"rec_{n}" for n in range(6)]),
    st.tuples(st.sampled_from(MONTHS), st.sampled_from(OUTCOMES), st.sampled_from(["art_0", "art_1", "art_2"])),
)
damages = st.sets(st.tuples(st.sampled_from(["records", "articles", "rejects"]), st.integers(0, 5)), max_size=3)


def tables_of(ledger: Ledger) -> Rows:
    """The rows of each table that the ledger asks for, with their months."""
    items = sorted(ledger.items())
    return {
        "records": [(m, {"record_id": r, "outcome": o, "article_id": a}) for r, (m, o, a) in items],
        "articles": [(m, {"record_id": r, "article_id": a}) for r, (m, o, a) in items if o == "article"],
        "rejects": [(m, {"record_id": r}) for r, (m, o, _) in items if o == "rejected"],
    }


def lay_out(tables: Rows, release: Path) -> Path:
    """Write a file a table and month, named by its rows."""
    for name, rows in tables.items():
        for month in MONTHS:
            mine = [row for m, row in rows if m == month]
            folder = release / name / f"month={month}"
            folder.mkdir(parents=True)
            if mine:
                pl.DataFrame(mine).write_parquet(folder / f"{sha256(repr(mine).encode()).hexdigest()[:32]}.parquet")
    return release


def broken(new: Path, current: Path | None) -> set[tuple[str, tuple[str, ...]]]:
    folders = Folder(new), Folder(current) if current else None
    records, articles = came_and_went(*folders, "records", (*PAIR, "outcome")), came_and_went(*folders, "articles", PAIR)
    return {(f.check.name, tuple(sorted(f.keys))) for f in ledger_checks(*folders, records, articles) if f.failing}


@settings(max_examples=100)
@given(before=ledgers, after=ledgers, damage=damages)
def test_what_came_and_went_tells_as_much_as_everything(before: Ledger, after: Ledger, damage: set[tuple[str, int]]) -> None:
    tables = tables_of(before | after)
    for name, at in damage:
        del tables[name][at : at + 1]
    with tempfile.TemporaryDirectory() as folder:
        old, new = lay_out(tables_of(before), Path(folder) / "old"), lay_out(tables, Path(folder) / "new")
        by_change, by_all = broken(new, old), broken(new, None)
    gone = {r for r in before if r not in {row["record_id"] for _, row in tables["records"]}}
    assert by_change == by_all | ({("no_record_is_forgotten", tuple(sorted(gone)))} if gone else set())


def test_a_record_without_its_article_is_named(tmp_path: Path) -> None:
    ledger: Ledger = {"rec_1": ("2026-01", "article", "art_1"), "rec_2": ("2026-02", "article", "art_2")}
    tables = tables_of(ledger)
    tables["articles"].pop()
    assert broken(lay_out(tables, tmp_path), None) == {("record_has_its_article", ("rec_2",))}
