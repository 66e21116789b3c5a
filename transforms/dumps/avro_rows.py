"""Avro container files: one record a row. The payload is the row as JSON, as it is for Parquet.

Blocks are cut out by their lengths and the marker behind each, and decoded one by one: damage in one does not reach the next.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zlib
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Any, NamedTuple, cast

import fastavro
import msgspec
import zstandard
from fastavro.read import SchemaResolutionError
from fastavro.schema import SchemaParseException, UnknownType

from transforms.contract import RawRecord
from transforms.dumps.avro_codecs import unpack
from transforms.dumps.format import Context, Format, Found, Tally, damage, reject
from transforms.dumps.limits import Limits
from transforms.dumps.parquet_rows import fill, row_record
from transforms.dumps.source import SAMPLE, Fault, RefusedError, Source, Stream, of_pull
from transforms.dumps.window import Window

_MAGIC = b"Obj\x01"
_MARKER = 16  # bytes
_MAX_HEAD = 1 << 20
_CHUNK = 1 << 18
_ERRORS = (
    ValueError,
    EOFError,
    OSError,
    KeyError,
    IndexError,
    TypeError,
    StopIteration,
    OverflowError,
    MemoryError,  # damage states a length that nothing has
    SchemaParseException,
    UnknownType,
    SchemaResolutionError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    struct.error,
)


class Head(NamedTuple):
    """What the blocks of a file are read by. `plain` is its head as it would be if they were not packed."""

    plain: bytes
    marker: bytes
    codec: str


class Block(NamedTuple):
    """A block's bytes as they are packed, and the number of rows that it states; `fault` where it is none, and what there is instead."""

    data: bytes
    rows: int
    fault: Fault | None = None


def sniff(head: bytes, _name: str) -> bool:
    return head.startswith(_MAGIC)


def find(source: Source, context: Context) -> Iterator[Found]:
    window = Window(lambda: source.stream.read(_CHUNK))
    try:
        head = _read_head(_take_head(window))
    except _ERRORS as error:
        yield damage("avro", _fault(error), payload=window.peek(SAMPLE)), None
        return
    for block in _blocks(window, head.marker, context.limits):
        if block.fault:
            yield damage("avro", block.fault, payload=block.data[:SAMPLE]), None
        else:
            yield from _rows(head, block, context)


def _read_head(head: bytes) -> Head:
    """Raises one of _ERRORS for a head whose schema cannot be read: it says nothing of any block."""
    marker = head[-_MARKER:]
    reader = fastavro.reader(io.BytesIO(head))
    plain = io.BytesIO()
    fastavro.writer(plain, cast(Any, reader.writer_schema), [], codec="null", sync_marker=marker)
    return Head(plain.getvalue(), marker, reader.codec)


def _as_plain(head: Head, block: Block, limits: Limits) -> io.BytesIO:
    """A file of the one block, unpacked. Raises RefusedError where it is too large, and the codecs' errors."""
    data = unpack(head.codec, block.data, limits)
    file = io.BytesIO()
    file.write(head.plain)
    for number in (block.rows, len(data)):
        fastavro.schemaless_writer(file, "long", number)
    file.write(data)
    file.write(head.marker)
    file.seek(0)
    return file


def _rows(head: Head, block: Block, context: Context) -> Iterator[Found]:
    """The rows of a block, and damage for each that it states and does not hold."""
    found, fault = 0, Fault("corrupt", "the block has fewer rows than it states")
    try:
        for row in fastavro.reader(_as_plain(head, block, context.limits)):
            found += 1
            if isinstance(row, dict):
                yield row_record(row, "avro", context)
            else:
                yield reject(RawRecord(-1, "avro", msgspec.json.encode(row, enc_hook=str)), "not_an_object"), None
    except RefusedError as error:
        fault = error.fault
    except _ERRORS as error:
        fault = _fault(error)
    for _ in range(block.rows - found):
        yield damage("avro", fault), None


def _fault(error: BaseException) -> Fault:
    return Fault("corrupt", f"{type(error).__name__}: {error}")


def _take_head(window: Window) -> bytes:
    """Passes the magic bytes, the map of metadata and the marker, and returns them. Raises IndexError where they do not end."""
    data = window.peek(_MAX_HEAD)
    at = len(_MAGIC)
    while True:
        pairs, at = _long(data, at)
        if pairs < 0:  # the size of the pairs in bytes follows
            _, at = _long(data, at)
        if not pairs:
            break
        for _ in range(2 * abs(pairs)):
            size, at = _long(data, at)
            if size < 0:
                raise IndexError("a text of negative length")
            at += size
    if not 0 < at <= len(data) - _MARKER:
        raise IndexError("the head has no end")
    window.skip(at + _MARKER)
    return data[: at + _MARKER]


def _long(data: bytes, at: int) -> tuple[int, int]:
    """The number at a place, as Avro writes it (seven bits a byte, the sign in the last bit), and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return (value >> 1) ^ -(value & 1), at
        if shift > 63:
            raise IndexError("a number has no end")


def _blocks(window: Window, marker: bytes, limits: Limits) -> Iterator[Block]:
    """The blocks from the window on; what is none is one piece up to behind the next marker, or to the end.

    A block that states more rows than it has bytes is none: the number is damaged.
    """
    pattern = re.compile(re.escape(marker))
    while ahead := window.peek(20):
        try:
            rows, at = _long(ahead, 0)
            size, at = _long(ahead, at)
        except IndexError:
            rows = size = at = -1
        end = at + size
        fault = Fault("corrupt", "no block of rows")
        if 0 <= rows <= size <= limits.max_record_bytes:
            is_whole = window.fill(end + _MARKER)
            data = window.data[window.at : window.at + end + _MARKER]
            if is_whole and data.endswith(marker):
                window.skip(len(data))
                yield Block(data[at:end], rows)
                continue
            fault = fault if is_whole else Fault("truncated", "the block has no end")
        elif 0 <= rows <= size:
            fault = Fault("too_large", f"a block of {size} bytes")
        sample = window.peek(SAMPLE)
        window.seek_match(pattern)
        window.skip(min(_MARKER, len(window.peek(_MARKER))))
        yield Block(sample, 0, fault)


def _unpacked(head: Head, window: Window, limits: Limits) -> Stream:
    """The file with a head that says that blocks are not packed: for whoever walks over them."""
    pieces = chain((head.plain,), iter(partial(_pass, window, _CHUNK), b""))
    return of_pull(partial(_pass, Window(lambda: next(pieces, b""))), limits, name="", member=None, depth=0).stream


def _pass(window: Window, size: int) -> bytes:
    data = window.peek(size)
    window.skip(len(data))
    return data


def count(source: Source, context: Context) -> Tally:
    """Rows as the blocks state them, by fastavro's own walk from block to block, which unpacks none; no count where that fails."""
    rows = 0
    window = Window(lambda: source.stream.read(_CHUNK))
    try:
        head = _read_head(_take_head(window))
        for block in fastavro.block_reader(cast(Any, _unpacked(head, window, context.limits))):
            if not 0 <= block.num_records <= block.size:
                return Tally(None, "damaged blocks")
            rows += block.num_records
    except _ERRORS:
        return Tally(None, "damaged blocks")
    return Tally(rows, "rows stated by blocks", {"rows": rows})


AVRO = Format("avro", sniff, find, fill, count)
