"""What a table says, told by one number that no order of rows or files changes: so that two warehouses can be compared."""

from __future__ import annotations

import hashlib

import polars as pl

from schemas import Table

HASH_BYTES = 16


def content_sum(frame: pl.DataFrame, table: Table) -> str:
    """The sum of the rows' hashes over the table's content columns, modulo 2**128, as 32 hex digits.

    A sum forgets the order and keeps how often a row is there; sums of parts add up to the sum of the whole.
    """
    rows = frame.select(pl.struct(table.content_columns()).struct.json_encode()).to_series()
    total = sum(int.from_bytes(hashlib.blake2b(row.encode(), digest_size=HASH_BYTES).digest()) for row in rows)
    return f"{total % (1 << 8 * HASH_BYTES):032x}"
