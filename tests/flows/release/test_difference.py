from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.release import TableDelta, current, diff, rehearse
from tests.flows.release.invented import article, delta, put, together


def test_rows_added_changed_and_gone_by_table_and_month(tmp_path: Path) -> None:
    first = put(tmp_path, delta([article(n, date(2026, n % 2 + 1, 3)) for n in range(6)]))
    change = delta([article(0, date(2026, 1, 3), "Changed."), article(1, date(2026, 3, 3)), article(9, None)])
    gone = together([article(3, None)])["articles"].select("article_id")
    change["articles"] = TableDelta(change["articles"].rows, gone.vstack(change["articles"].drop))  # type: ignore[arg-type]
    second = put(tmp_path, change)
    found = diff(first, second).filter(table="articles").rows()
    assert found == [
        ("articles", "2026-01", 0, 1, 0),
        ("articles", "2026-02", 0, 0, 1),
        ("articles", "2026-03", 0, 1, 0),
        ("articles", "unknown", 1, 0, 0),
    ]
    paragraphs = diff(first, second).filter(table="paragraphs").rows()
    assert paragraphs == [
        ("paragraphs", "2026-01", 2, 0, 2),
        ("paragraphs", "2026-03", 0, 2, 0),
        ("paragraphs", "unknown", 2, 0, 0),
    ]
    assert diff(first, first).is_empty() and diff(second, second).is_empty()
    back = diff(second, first).filter(table="articles").sum()
    assert back.select("added", "changed", "gone").row(0) == (1, 2, 1)


def test_columns_that_name_the_run_do_not_count(tmp_path: Path) -> None:
    parts = together([article(n, date(2026, 1, 3)) for n in range(3)])
    first = put(tmp_path, {"records": TableDelta(rows=parts["records"].lazy())})
    later = parts["records"].with_columns(first_run_id=pl.lit("later")).lazy()
    second = put(tmp_path, {"records": TableDelta(rows=later, drop=parts["records"].select("record_id"))})
    assert second != first
    assert diff(first, second).is_empty()


days = st.dictionaries(st.integers(0, 8), st.tuples(st.integers(1, 3), st.sampled_from("ab")), max_size=6)


@given(days, days)
@settings(max_examples=5)
def test_it_counts_what_comparing_the_rows_would(tmp_path_factory, old: dict, new: dict) -> None:  # type: ignore[no-untyped-def, type-arg]
    a, b = (
        put(tmp_path_factory.mktemp("diff"), delta([article(n, date(2026, month, 1), text) for n, (month, text) in rows.items()]))
        for rows in (old, new)
    )
    counts = diff(a, b).filter(table="articles").select("added", "changed", "gone").sum().row(0)
    changed = [n for n in old.keys() & new.keys() if old[n] != new[n]]
    assert tuple(c or 0 for c in counts) == (len(new.keys() - old.keys()), len(changed), len(old.keys() - new.keys()))


def test_a_rehearsal_tells_what_publishing_would_change_and_leaves_no_trace(tmp_path: Path) -> None:
    night = [article(n, date(2026, 1, 3)) for n in range(3)]
    assert rehearse(tmp_path, delta=delta(night))[0].filter(table="articles").rows() == [("articles", "2026-01", 3, 0, 0)]
    assert current(tmp_path) is None
    first = put(tmp_path, delta(night))
    change = delta([article(1, date(2026, 1, 3), "Changed."), article(5, date(2026, 1, 3))])
    told, files = rehearse(tmp_path, delta=change)
    assert current(tmp_path) == first and [p.name for p in (tmp_path / "releases").iterdir()] == [first.name]
    second = put(tmp_path, change)
    assert told.equals(diff(first, second))
    assert {f.path for f in files} == {
        f.path for t in second.manifest.tables.values() for f in t.files if not (first.path / f.path).exists()
    }
    told, files = rehearse(tmp_path, delta=change)
    assert told.is_empty() and files == []
