"""Counting in the workers: every check, failing keys, errors that are kept, and files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.gate import Context, Measures, OwnCheck, measure, read_measures, write_measures
from schemas.checks import RowCheck, checks_of

CONTEXT = Context(datetime(2026, 8, 4, 3, tzinfo=UTC))
Frames = dict[str, pl.DataFrame]


def failing(measures: Measures, table: str, check: str) -> set[str]:
    return {row.key for row in measures.failing if (row.table, row.check) == (table, check)}


@pytest.mark.parametrize("stage", ["read", "annotate"])
def test_healthy_rows_fail_no_critical_check(night: Frames, stage: str) -> None:
    found = measure(stage, night, CONTEXT)
    assert all(c.error is None for c in found.checks)
    critical = {(t, c.name) for t in found.tables for c in checks_of(t) if isinstance(c, RowCheck) and c.severity == "critical"}
    assert not [c for c in found.checks if (c.table, c.check) in critical and c.total]


def test_every_declared_check_is_counted_over_all_rows(night: Frames) -> None:
    found = measure("read", night, CONTEXT)
    assert {(c.table, c.check) for c in found.checks} == {(t, c.name) for t in found.tables for c in checks_of(t)}
    rows = {c.check: c.rows for c in found.checks if c.table == "paragraphs"}
    assert rows["stands_in_article_text"] == night["paragraphs"].height


def test_the_failing_row_is_named(night: Frames) -> None:
    bad = night["entities"]["mention_id"][4]
    shifted = pl.when(pl.col("mention_id") == bad).then(pl.col("char_start") + 1).otherwise("char_start").alias("char_start")
    night["entities"] = night["entities"].with_columns(shifted)
    found = measure("annotate", night, CONTEXT)
    assert failing(found, "entities", "span_is_true") == {bad}
    row = next(r for r in found.failing if r.check == "span_is_true")
    assert row.record_id == night["entities"]["record_id"][4]


def test_two_versions_of_an_article_in_one_shard_are_two(night: Frames) -> None:
    """They share the ids of article and paragraphs; only record_id tells them apart."""
    other = {name: night[name].with_columns(pl.col("record_id").str.replace("rec_", "rec_x")) for name in night if name != "rejects"}
    both = {name: pl.concat([night[name], other[name]]) if name in other else night[name] for name in night}
    both["records"] = both["records"].with_columns(pl.int_range(pl.len()).cast(pl.Int64).alias("position"))
    found = measure("read", both, CONTEXT)
    bad = {c.check for c in found.checks if c.table in ("articles", "paragraphs", "cuts") and c.total and not c.check.startswith("share")}
    assert not bad


def test_a_check_that_cannot_be_counted_keeps_its_error(night: Frames) -> None:
    night["entities"] = night["entities"].drop("score")
    found = measure("annotate", night, CONTEXT)
    errors = {c.check: c.error for c in found.checks if c.error}
    assert list(errors) == ["score_is_a_probability"] and "score" in str(errors["score_is_a_probability"])


def test_a_missing_table_is_an_error_for_each_check_that_needs_it(night: Frames) -> None:
    del night["paragraphs"]
    found = {c.check: c for c in measure("annotate", night, CONTEXT).checks if c.table == "entities"}
    assert found["span_is_true"].error == "there is no table paragraphs"
    assert found["has_letters"].error is None and found["has_letters"].rows


def test_doubled_rows_of_a_joined_table_do_not_double_the_counts(night: Frames) -> None:
    night["paragraphs"] = pl.concat([night["paragraphs"], night["paragraphs"]])
    found = next(c for c in measure("annotate", night, CONTEXT).checks if (c.table, c.check) == ("entities", "span_is_true"))
    assert (found.rows, found.total) == (night["entities"].height, 0)


def test_no_rows_are_counted_as_none(night: Frames) -> None:
    empty = {name: frame.clear() for name, frame in night.items()}
    found = measure("read", empty, CONTEXT)
    assert not any(c.rows or c.total or c.error for c in found.checks)


def test_counts_come_back_from_their_file(night: Frames, tmp_path: Path) -> None:
    night["entities"] = night["entities"].with_columns(pl.col("char_start") + 1)
    found = measure("annotate", night, CONTEXT)
    write_measures([found, found], tmp_path / "counts.json")
    assert read_measures(tmp_path / "counts.json") == [found, found]
    with pytest.raises(OSError):
        read_measures(tmp_path / "lost.json")


def test_own_checks_are_counted_beside_the_others(night: Frames) -> None:
    own = (
        OwnCheck("articles", "short_titles", "Titles are short.", fails="length(title) > 10"),
        OwnCheck("articles", "wordy", "Articles are wordy.", measure="n_words", low=1000.0),
        OwnCheck("articles", "odd", "Column that is not there.", fails="no_such_column > 1"),
    )
    found = {c.check: c for c in measure("read", night, Context(CONTEXT.now, own)).checks if c.table == "articles"}
    assert found["short_titles"].total == night["articles"].filter(pl.col("title").str.len_chars() > 10).height
    assert found["wordy"].total == night["articles"]["n_words"].sum()
    assert "no_such_column" in str(found["odd"].error) and "valid columns" not in str(found["odd"].error)
    assert found["text_is_there"].error is None and found["text_is_there"].rows


def test_a_check_that_gives_no_truth_is_an_error_not_a_count(night: Frames) -> None:
    own = (
        OwnCheck("articles", "count", "Not a truth.", fails="n_words"),
        OwnCheck("articles", "name", "No number.", measure="title", low=1.0),
    )
    found = {c.check: c for c in measure("read", night, Context(CONTEXT.now, own)).checks if c.table == "articles"}
    assert "not true or false" in str(found["count"].error) and "not a number" in str(found["name"].error)
    assert found["text_is_there"].error is None
