"""The tables themselves: keys, references, descriptions, names that SQL leaves free."""

from __future__ import annotations

import duckdb
import pytest

from schemas import STAGES, TABLES, ids
from schemas.table import Table

tables = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))


@tables
def test_every_column_is_described_and_named_once(table: Table) -> None:
    names = [c.name for c in table.columns]
    assert len(names) == len(set(names))
    assert all(c.description.endswith(".") and len(c.description) > 5 for c in table.columns)
    assert all(f.metadata[b"description"] for f in table.released())


@tables
def test_keys_order_and_partition_are_released_columns(table: Table) -> None:
    released = set(table.released().names)
    assert set(table.key) <= released and set(table.sort_by) <= released and table.month_of in released | {None}


@tables
def test_references_name_keys_of_tables(table: Table) -> None:
    for reference in table.references:
        assert TABLES[reference.table].key == reference.to
        assert set(reference.columns) <= set(table.released().names)


@tables
def test_each_stage_adds_columns_and_takes_none_away(table: Table) -> None:
    staged = [set(table.staged(stage).names) for stage in STAGES]
    assert staged[0] <= staged[1] <= staged[2]
    assert staged[2] - set(table.released().names) == {c.name for c in table.columns if c.staged_only}


@tables
def test_no_column_name_is_reserved_in_sql(table: Table) -> None:
    for name in table.released().names:
        duckdb.sql(f"SELECT {name} FROM (SELECT 1 AS {name})").fetchall()


@tables
def test_boolean_time_and_day_columns_are_named_as_such(table: Table) -> None:
    for column in table.columns:
        kind = str(column.type)
        assert column.name.startswith(("is_", "has_")) == (kind == "bool"), column.name
        if kind.startswith("timestamp"):
            assert column.name.endswith("_at") or column.name == "embargoed_until"
            assert kind == "timestamp[us, tz=UTC]"


def test_ids_have_their_prefix_and_24_digits_and_parts_do_not_run_together() -> None:
    found = ids.make_id("article", "a", "bc")
    assert found.startswith("art_") and len(found) == 28 and int(found[4:], 16) >= 0
    assert found != ids.make_id("article", "ab", "c")
    assert ids.make_id("article", None) != ids.make_id("article", "")


def test_ids_are_the_same_on_any_machine() -> None:
    assert ids.make_id("story", "harbour", 7) == "sto_" + ids.digest("7:harbour1:7")[:24]
