"""Is a frame exactly what its schema says: names, types, nullability, closed lists? Nothing is repaired here."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from schemas import Table


class TableError(ValueError):
    """A frame that does not fit its table's schema: a fault of the stage that made it, never of one record."""


def conform(frame: pl.DataFrame | pa.Table, table: Table, schema: pa.Schema) -> pa.Table:
    """`frame` as an Arrow table of exactly `schema`, its columns in the schema's order.

    Polars' own storage types (large strings and lists, views) are taken for the plain ones; any other difference of
    names or types, a null where none may be, and a word outside a closed list (also within lists) raise TableError.
    """
    arrow = frame.to_arrow(compat_level=pl.CompatLevel.oldest()) if isinstance(frame, pl.DataFrame) else frame
    _check_names(arrow.schema.names, table, schema)
    columns = [_conform_column(arrow.column(field.name), field, table) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema).combine_chunks()


def adapt(frame: pa.Table, table: Table, schema: pa.Schema) -> pa.Table:
    """A table as an older release holds it, in today's `schema`: columns that are gone dropped, new ones null, types cast.

    Raises TableError where that cannot be: a new column that may not be null, a value that the new type cannot hold.
    """
    columns = []
    for field in schema:
        if field.name in frame.schema.names:
            column = frame.column(field.name)
        elif field.nullable:
            column = pa.chunked_array([pa.nulls(frame.num_rows, field.type)])
        elif frame.num_rows == 0:
            column = pa.chunked_array([], field.type)
        else:
            raise TableError(f"{table.name}.{field.name} is new and may not be null: older rows must be made again by a backfill")
        columns.append(_cast(column, field, table))
    return pa.Table.from_arrays(columns, schema=schema)


def _check_names(names: list[str], table: Table, schema: pa.Schema) -> None:
    missing = [n for n in schema.names if n not in names]
    unknown = [n for n in names if n not in schema.names]
    doubled = sorted({n for n in names if names.count(n) > 1})
    for what, which in (("lacks", missing), ("has unknown columns", unknown), ("names a column twice:", doubled)):
        if which:
            raise TableError(f"{table.name} {what} {', '.join(which)}")


def _conform_column(column: pa.ChunkedArray, field: pa.Field, table: Table) -> pa.ChunkedArray:
    if not _is_same(column.type, field.type):
        raise TableError(f"{table.name}.{field.name} is {column.type}, not {field.type}")
    for chunk in column.chunks:
        _validate(chunk, field, table)
        for place in _nulls(chunk, field, field.name):
            raise TableError(f"{table.name}.{place} may not be null")
    cast = _cast(column, field, table)
    _check_words(cast, field.name, table)
    return cast


def _validate(chunk: pa.Array, field: pa.Field, table: Table) -> None:
    try:
        chunk.validate(full=True)
    except pa.ArrowInvalid as error:
        raise TableError(f"{table.name}.{field.name} is damaged: {error}") from None


def _cast(column: pa.ChunkedArray, field: pa.Field, table: Table) -> pa.ChunkedArray:
    try:
        return column if column.type == field.type else column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise TableError(f"{table.name}.{field.name} is {column.type} and cannot be {field.type}: {error}") from None


def _is_same(found: pa.DataType, wanted: pa.DataType) -> bool:
    """Same logical type: only how strings and lists are laid out in memory may differ."""
    if (_is_text(found) and _is_text(wanted)) or (_is_bytes(found) and _is_bytes(wanted)):
        return True
    if pa.types.is_fixed_size_list(found) and pa.types.is_fixed_size_list(wanted):
        return bool(found.list_size == wanted.list_size) and _is_same(found.value_type, wanted.value_type)
    if _is_list(found) and _is_list(wanted):
        return _is_same(found.value_type, wanted.value_type)
    if pa.types.is_fixed_size_list(found) and pa.types.is_fixed_size_list(wanted):
        return found.list_size == wanted.list_size and _is_same(found.value_type, wanted.value_type)
    if pa.types.is_struct(found) and pa.types.is_struct(wanted):
        return [f.name for f in found] == [f.name for f in wanted] and all(
            _is_same(found.field(i).type, wanted.field(i).type) for i in range(wanted.num_fields)
        )
    return bool(found == wanted)


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_))


def _is_bytes(type_: pa.DataType) -> bool:
    """Bytes; that all are of a fixed length is told by the cast."""
    kinds = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary)
    return any(kind(type_) for kind in kinds)


def _is_list(type_: pa.DataType) -> bool:
    return bool(pa.types.is_list(type_) or pa.types.is_large_list(type_) or pa.types.is_list_view(type_))


def _nulls(array: pa.Array, field: pa.Field, path: str) -> Iterator[str]:
    """Paths of what is null in `array` and may not be; the children of a null are not asked."""
    if not field.nullable and array.null_count:
        yield path
    if pa.types.is_list(field.type) or pa.types.is_fixed_size_list(field.type):
        yield from _nulls(array.flatten(), field.type.value_field, f"{path}[]")
    elif pa.types.is_struct(field.type):
        present = array.drop_null()
        for i in range(field.type.num_fields):
            child = field.type.field(i)
            yield from _nulls(present.field(i), child, f"{path}.{child.name}")


def _check_words(column: pa.ChunkedArray, name: str, table: Table) -> None:
    known = table.column(name).values
    if not known or len(column) == 0:
        return
    words = pc.list_flatten(column) if pa.types.is_list(column.type) else column
    wrong = sorted(w for w in pc.unique(words).to_pylist() if w is not None and w not in known)
    if wrong:
        raise TableError(f"{table.name}.{name} may not be {wrong[0]!r}; it may be one of {', '.join(known)}")
