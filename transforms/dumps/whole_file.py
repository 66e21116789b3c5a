"""Formats whose file is one record: read it whole, or say why not."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.dumps.format import Context, Found, Tally, reject
from transforms.dumps.page_record import PageRecord
from transforms.dumps.source import RefusedError, Source


def find_whole(source: Source, context: Context, format_name: str) -> Iterator[Found]:
    """The whole stream as one record, refused where it is too large or damaged."""
    record = PageRecord(position=-1, format=format_name, payload=b"", byte_offset=0, charset=source.charset)
    try:
        record.payload = source.read_all(context.limits)
        record.byte_length = len(record.payload)
    except RefusedError as error:
        record.payload = error.sample
        reject(record, *error.fault)
    yield record, None


def count_one(source: Source, _context: Context) -> Tally:
    """One file, one record."""
    return Tally(1, "files", {"files": 1})
