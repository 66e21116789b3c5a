"""What a table says, told by one number that no order of rows or files changes: so that two warehouses can be compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import polars as pl

from schemas import Table

HASH_BYTES = 16


def content_sum(frame: pl.DataFrame, table: Table) -> str:
    """The sum of the rows' hashes over the table's content columns, modulo 2**128, as 32 hex digits.

    A sum forgets the order and keeps how often a row is there; sums of parts add up to the sum of the whole.
    """
    rows = frame.select(row_text(frame, table.content_columns())).to_series()
    total = sum(int.from_bytes(hashlib.blake2b(row.encode(), digest_size=HASH_BYTES).digest()) for row in rows)
    return f"{total % (1 << 8 * HASH_BYTES):032x}"


def add_contents(there: Iterable[str], gone: Iterable[str] = ()) -> str:
    """The sum of rows that are told by their sums, without those that are `gone`."""
    total = sum(int(content, 16) for content in there) - sum(int(content, 16) for content in gone)
    return f"{total % (1 << 8 * HASH_BYTES):032x}"


def row_text(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Expr:
    """Each row's columns as one line of JSON; bytes in hex digits."""
    is_bytes = [frame.schema[name] == pl.Binary for name in columns]
    values = [pl.col(name).bin.encode("hex") if hex_ else pl.col(name) for name, hex_ in zip(columns, is_bytes, strict=True)]
    return pl.struct(values).struct.json_encode()
