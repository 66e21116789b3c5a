"""CSV and TSV with a header: one record a row. Rows may run over lines inside quotes; a quote that never closes costs one row.

The header is no record; a header that is repeated in the middle is one, set aside.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from transforms.contract import RawRecord
from transforms.dumps.decode import decode
from transforms.dumps.field_names import field_target
from transforms.dumps.format import Context, Format, Found, Tally, reject, set_aside
from transforms.dumps.json_record import fill_json
from transforms.dumps.source import SAMPLE, Source

_DELIMITERS = (",", "\t", ";", "|")
_BOM = b"\xef\xbb\xbf"
_MAX_LINE = 1 << 26
# so many lines in a row that would be good rows by themselves, inside one quoted field: the quote was never closed, unless what
# follows closes it in good order. That is looked for until it has failed so often in a file: each time may go through all that follows
_ROWS_IN_A_FIELD = 20
_MOST_FAILURES = 10
# the Microsoft News dataset's news.tsv has no header
_MIND = ["id", "category", "subcategory", "title", "abstract", "url", "title_entities", "abstract_entities"]
_MIND_LINE = re.compile(rb"N\d+\t[a-z]+\t[^\t]*\t[^\t]*\t[^\t]*\thttps?://")
csv.field_size_limit(_MAX_LINE)  # the default of 128 kB is less than a long read; rows are bounded here


class Shape(NamedTuple):
    """How a file is written."""

    names: list[str]
    delimiter: str
    has_backslashes: bool
    charset: str | None
    header_bytes: int


def sniff(head: bytes, name: str) -> bool:
    return shape_of(head, name) is not None


def shape_of(head: bytes, name: str) -> Shape | None:
    """The shape of a table, or None: its first line must name at least two fields that are known (one, if it is called .csv)."""
    if _MIND_LINE.match(head):
        return Shape(_MIND, "\t", False, None, 0)
    text = head.removeprefix(_BOM)
    line, end, rest = text.partition(b"\n")
    has_backslashes = rest.count(b'\\"') > rest.count(b'""')
    charset = decode(head[:SAMPLE]).charset
    needed = 1 if name.lower().endswith((".csv", ".tsv", ".tab")) else 2
    for delimiter in _DELIMITERS:
        if delimiter.encode() not in line:
            continue
        names = [cell.strip().strip('"') for cell in _cells(decode(line, charset).text, delimiter, has_backslashes) or []]
        known = {target for cell in names if (target := field_target(cell))}
        if len(names) >= 2 and all(len(cell) <= 60 for cell in names) and len(known) >= needed:
            size = len(head) - len(text) + len(line) + len(end)
            return Shape(names, delimiter, has_backslashes, None if charset == "utf-8" else charset, size)
    return None


def _cells(text: str, delimiter: str, has_backslashes: bool, *, strict: bool = False) -> list[str] | None:
    """The cells of one row; None where it is none. `strict`: nothing but a delimiter may follow a closing quote."""
    reader = csv.reader(
        [text.rstrip("\r\n")],
        delimiter=delimiter,
        escapechar="\\" if has_backslashes else None,
        doublequote=not has_backslashes,
        strict=strict,
    )
    try:
        rows = list(reader)
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def find(source: Source, context: Context) -> Iterator[Found]:
    shape = shape_of(source.head(), source.name)
    assert shape is not None
    source.stream.read(shape.header_bytes)
    offset = shape.header_bytes
    for row in _rows(source, shape, min(_MAX_LINE, context.limits.max_record_bytes)):
        payload = row.rstrip(b"\r\n")
        record = RawRecord(-1, "csv", payload, None, offset, len(row), charset=shape.charset or source.charset)
        offset += len(row)
        if len(row) >= context.limits.max_record_bytes:
            record.payload = payload[:SAMPLE]
            yield reject(record, "too_large", "a row beyond the limit"), None
        elif payload.strip():
            yield record, shape


def _rows(source: Source, shape: Shape, limit: int) -> Iterator[bytes]:
    """Rows as bytes: lines, joined while a quote is open."""
    ahead: deque[bytes] = deque()  # lines that were taken into a row by mistake
    delimiter = shape.delimiter.encode()
    failures = 0

    def next_line() -> bytes:
        return ahead.popleft() if ahead else source.stream.readline(limit)

    while line := next_line():
        is_open = ends_in_quote(line, delimiter, shape.has_backslashes, False)
        if not is_open:
            yield line
            continue
        lines = [line]
        size = len(line)
        good_rows, is_doubtful = 0, False
        while is_open and size < limit and not (is_doubtful and failures >= _MOST_FAILURES) and (line := next_line()):
            lines.append(line)
            size += len(line)
            is_open = ends_in_quote(line, delimiter, shape.has_backslashes, True)
            good_rows = good_rows + 1 if line.count(delimiter) == len(shape.names) - 1 else 0
            is_doubtful |= good_rows >= _ROWS_IN_A_FIELD
        row = b"".join(lines)
        if is_open or not _is_row(row, shape, len(lines), is_doubtful):
            failures += is_doubtful
            ahead.extendleft(reversed(lines[1:]))
            yield lines[0]
        else:
            yield row


def _is_row(row: bytes, shape: Shape, lines: int, is_doubtful: bool) -> bool:
    """Whether lines that a quote joins are one row; where that is doubtful only if all of it is in good order."""
    cells = _cells(decode(row, shape.charset).text, shape.delimiter, shape.has_backslashes, strict=is_doubtful)
    if is_doubtful:
        return cells is not None and len(cells) == len(shape.names)
    return cells is None or len(cells) >= len(shape.names) or lines <= 2


_TO_QUOTE = re.compile(rb'[^"]*+(?:""[^"]*+)*+"')
_TO_QUOTE_ESCAPED = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


def ends_in_quote(line: bytes, delimiter: bytes, has_backslashes: bool, is_open: bool) -> bool:
    """Whether a quoted field is open at the end of a line, given whether one was at its start."""
    if b'"' not in line:
        return is_open
    closing = _TO_QUOTE_ESCAPED if has_backslashes else _TO_QUOTE
    at = 0
    while True:
        if not is_open and line[at : at + 1] == b'"':
            is_open = True
            at += 1
        if is_open:
            match = closing.match(line, at)
            if not match:
                return True
            is_open = False
            at = match.end()
        at = line.find(delimiter, at) + 1
        if not at:
            return False


def fill(record: RawRecord, parsed: Any, context: Context) -> None:
    """The row by the header's names; a row with more or fewer cells than the header is refused."""
    shape: Shape = parsed
    text = decode(record.payload, record.charset)
    record.charset = text.charset
    record.warnings.extend(text.warnings)
    cells = _cells(text.text, shape.delimiter, shape.has_backslashes)
    if cells is None:
        reject(record, "bad_csv", "not one row")
        return
    if [cell.strip() for cell in cells] == shape.names:
        set_aside(record, "header", "the header again")
        return
    while len(cells) > len(shape.names) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(shape.names):
        reject(record, "bad_csv", f"{len(cells)} cells, the header has {len(shape.names)}")
        return
    fill_json(record, dict(zip(shape.names, cells, strict=True)), context)


def count(source: Source, _context: Context) -> Tally:
    """Lines, where the file has no quotes; else rows by the standard library's reader, unless some of them do not add up.

    It is strict: of a quote in the wrong place it would make one field of all lines behind it, and say nothing.
    """
    shape = shape_of(source.head(), source.name)
    assert shape is not None
    source.stream.read(shape.header_bytes)
    counts = {"lines": 0, "quotes": 0, "rows": 0, "wrong": 0}

    def lines() -> Iterator[str]:
        while line := source.stream.readline(_MAX_LINE):
            counts["lines"] += bool(line.strip())
            counts["quotes"] += b'"' in line
            yield line.decode(shape.charset or "utf-8", "replace").replace("\r\n", "\n").replace("\r", " ")

    try:
        for row in _reader(lines(), shape):
            counts["rows"] += len(row) > 1 or any(cell.strip() for cell in row)
            counts["wrong"] += bool(row) and len(row) != len(shape.names)
    except csv.Error:
        counts["wrong"] += 1
    if not counts["quotes"]:
        return Tally(counts["lines"], "lines", counts)
    return Tally(None if counts["wrong"] else counts["rows"], "rows", counts)


def _reader(lines: Iterable[str], shape: Shape) -> Iterator[list[str]]:
    escape = "\\" if shape.has_backslashes else None
    return csv.reader(lines, delimiter=shape.delimiter, escapechar=escape, doublequote=not shape.has_backslashes, strict=True)


CSV = Format("csv", sniff, find, fill, count)
