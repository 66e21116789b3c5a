from datetime import UTC, date, datetime

import polars as pl
import pyarrow as pa
import pytest

from flows.store import TableError, adapt, conform
from schemas import Column, Table
from schemas.table import AT, FLAG, INT, ON, TEXT

SPANS = pa.list_(pa.field("element", pa.struct([pa.field("start", INT, nullable=False)]), nullable=False))
THINGS = Table(
    name="things",
    description="Things.",
    columns=(
        Column("thing_id", TEXT, "Key."),
        Column("kind", TEXT, "Kind.", values=("a", "b")),
        Column("notes", pa.list_(pa.field("element", TEXT, nullable=False)), "Notes.", values=("x", "y")),
        Column("spans", SPANS, "Spans."),
        Column("pair", pa.list_(pa.field("element", INT, nullable=False), 2), "Pair.", nullable=True),
        Column("mark", pa.binary(2), "Mark.", nullable=True),
        Column("made_on", ON, "Day.", nullable=True),
        Column("made_at", AT, "Moment.", nullable=True),
        Column("is_good", FLAG, "Good?"),
    ),
    key=("thing_id",),
    sort_by=("made_on", "thing_id"),
    month_of="made_on",
)
SCHEMA = THINGS.released()


def things(**changes: object) -> pl.DataFrame:
    row = {
        "thing_id": "1",
        "kind": "a",
        "notes": ["x"],
        "spans": [{"start": 3}],
        "pair": [1, 2],
        "mark": b"ab",
        "made_on": date(2026, 1, 2),
        "made_at": datetime(2026, 1, 2, tzinfo=UTC),
        "is_good": True,
    }
    return pl.DataFrame(pa.Table.from_pylist([row], schema=SCHEMA)).with_columns(
        **{name: pl.Series(name, [value], strict=False) for name, value in changes.items()}
    )


def test_polars_storage_is_taken_for_the_plain_one() -> None:
    arrow = conform(things(), THINGS, SCHEMA)
    assert arrow.schema.equals(SCHEMA, check_metadata=True)
    assert not arrow.schema.field("thing_id").nullable


def test_columns_come_in_the_schemas_order() -> None:
    shuffled = things().select(sorted(things().columns))
    assert conform(shuffled, THINGS, SCHEMA).equals(conform(things(), THINGS, SCHEMA))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"thing_id": 1}, "things.thing_id is int64, not string"),
        ({"kind": "c"}, "things.kind may not be 'c'; it may be one of a, b"),
        ({"notes": ["x", "z"]}, "things.notes may not be 'z'"),
        ({"kind": None}, "things.kind"),
        ({"thing_id": pl.Series([None], dtype=pl.String)[0]}, "things.thing_id"),
        ({"notes": ["x", None]}, r"things.notes\[\] may not be null"),
        ({"spans": [{"start": None}]}, "things.spans"),
        ({"made_at": datetime(2026, 1, 2)}, "things.made_at is timestamp"),
        ({"extra": 1}, "things has unknown columns extra"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(change: dict[str, object], message: str) -> None:
    with pytest.raises(TableError, match=message):
        conform(things(**change), THINGS, SCHEMA)


def test_a_null_within_a_struct_within_a_list_is_found() -> None:
    spans = pl.Series("spans", [[{"start": None}]], dtype=pl.List(pl.Struct({"start": pl.Int32})))
    with pytest.raises(TableError, match=r"things.spans\[\].start may not be null"):
        conform(things().with_columns(spans), THINGS, SCHEMA)


def test_lists_of_a_fixed_size_may_be_null_but_hold_none() -> None:
    pairs = [pl.Series("pair", [value], dtype=pl.Array(pl.Int32, 2)) for value in (None, [1, None])]
    assert conform(things().with_columns(pairs[0]), THINGS, SCHEMA)["pair"].to_pylist() == [None]
    with pytest.raises(TableError, match=r"things.pair\[\] may not be null"):
        conform(things().with_columns(pairs[1]), THINGS, SCHEMA)
    with pytest.raises(TableError, match=r"things.pair is"):
        conform(things().with_columns(pl.Series("pair", [[1, 2, 3]], dtype=pl.Array(pl.Int32, 3))), THINGS, SCHEMA)


def test_bytes_have_the_length_that_the_schema_says() -> None:
    assert conform(things(mark=b"xy"), THINGS, SCHEMA)["mark"].to_pylist() == [b"xy"]
    with pytest.raises(TableError, match=r"things.mark is large_binary and cannot be fixed_size_binary"):
        conform(things(mark=b"xyz"), THINGS, SCHEMA)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(TableError, match="things lacks kind"):
        conform(things().drop("kind"), THINGS, SCHEMA)


def test_bytes_that_are_no_text_are_refused() -> None:
    arrow = things().to_arrow(compat_level=pl.CompatLevel.oldest())
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.array([0, 1], pa.int32()).buffers()[1], pa.py_buffer(b"\xff")])
    with pytest.raises(TableError, match=r"things.thing_id is damaged"):
        conform(arrow.set_column(0, "thing_id", broken), THINGS, SCHEMA)


def test_old_rows_take_on_a_new_schema() -> None:
    old = pa.table({"thing_id": ["1"], "gone": [1]})
    new = pa.schema([pa.field("thing_id", TEXT, nullable=False), pa.field("added", INT)])
    assert adapt(old, THINGS, new).to_pylist() == [{"thing_id": "1", "added": None}]
    with pytest.raises(TableError, match="is new and may not be null"):
        adapt(old, THINGS, pa.schema([pa.field("added", INT, nullable=False)]))
    with pytest.raises(TableError, match="cannot be"):
        adapt(pa.table({"thing_id": ["one"]}), THINGS, pa.schema([pa.field("thing_id", INT)]))
