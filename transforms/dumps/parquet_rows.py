"""Parquet: one record a row. The payload is the row as JSON, since a column store has no bytes of a row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.contract import RawRecord
from transforms.dumps.format import Context, Format, Found, Tally, damage, reject
from transforms.dumps.json_record import fill_json
from transforms.dumps.source import SAMPLE, Fault, RefusedError, Source

_BATCH_ROWS = 64
_MOST_MISSING = 1 << 21  # rows of a group that are told one by one: damage may state any number
_PARQUET_ERRORS = (pa.ArrowException, OSError, ValueError)


def sniff(head: bytes, _name: str) -> bool:
    return head.startswith(b"PAR1")


def row_record(row: dict[str, Any], format_name: str, context: Context) -> Found:
    """A row as a record, refused where it is too large."""
    payload = msgspec.json.encode(row, enc_hook=str)
    record = RawRecord(-1, format_name, payload)
    if len(payload) > context.limits.max_record_bytes:
        record.payload = payload[:SAMPLE]
        reject(record, "too_large", f"a row of {len(payload)} bytes")
    return record, row


def _file(source: Source, context: Context) -> io.BufferedIOBase:
    """A seekable file: the dump itself, or the bytes of a member (bounded), since a Parquet file is read from its end."""
    return source.file or io.BytesIO(source.read_all(context.limits))


def find(source: Source, context: Context) -> Iterator[Found]:
    try:
        file = pq.ParquetFile(_file(source, context), pre_buffer=False)
    except RefusedError as error:
        yield damage("parquet", error.fault, payload=error.sample), None
        return
    except _PARQUET_ERRORS as error:
        yield damage("parquet", Fault("corrupt", str(error)), payload=source.head(4096)), None
        return
    for group in range(file.num_row_groups):
        rows_read, fault = 0, Fault("corrupt", f"row group {group} has fewer rows than it states")
        try:
            for batch in file.iter_batches(_BATCH_ROWS, row_groups=[group], use_threads=False):
                for row in batch.to_pylist():
                    rows_read += 1
                    yield row_record(row, "parquet", context)
        except _PARQUET_ERRORS as error:
            fault = Fault("corrupt", f"row group {group}: {error}")
        for _ in range(min(file.metadata.row_group(group).num_rows - rows_read, _MOST_MISSING)):
            yield damage("parquet", fault), None


def count(source: Source, context: Context) -> Tally:
    """Rows as the footer states them; no count where its row groups state another number."""
    try:
        metadata = pq.ParquetFile(_file(source, context), pre_buffer=False).metadata
    except RefusedError:
        return Tally(1, "files", {"files": 1})
    except _PARQUET_ERRORS:
        return Tally(1, "damaged file", {"files": 1})
    counts = {"rows": metadata.num_rows, "row_groups": metadata.num_row_groups}
    in_groups = sum(metadata.row_group(group).num_rows for group in range(metadata.num_row_groups))
    return Tally(metadata.num_rows if in_groups == metadata.num_rows else None, "rows in the footer", counts)


def fill(record: RawRecord, parsed: Any, context: Context) -> None:
    fill_json(record, parsed, context)


PARQUET = Format("parquet", sniff, find, fill, count)
