"""JSON Lines: one object a line. Blank lines are no records; a bad line is one reject, and the next is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from transforms.contract import RawRecord
from transforms.dumps.format import Context, Format, Found, Tally, reject
from transforms.dumps.json_record import decode_json, fill_json
from transforms.dumps.json_values import split_list
from transforms.dumps.source import SAMPLE, Source

_BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 20


def sniff(head: bytes, _name: str) -> bool:
    """A first line that is an object, and no list of them; where it is broken, one among the next that is an object."""
    text = head.removeprefix(_BOM).lstrip()
    if not text.startswith(b"{"):
        return False
    lines = [line.strip() for line in text.split(b"\n")[:-1] if line.strip()][:5] or [text.strip()]
    # an API's answer saved as one line wraps a list of articles: whoever reads values looks into it
    return any(_is_object(line) for line in lines) and not split_list(lines[0])


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def find(source: Source, context: Context) -> Iterator[Found]:
    limit = context.limits.max_record_bytes
    readline = source.stream.readline
    offset = 0
    while line := readline(limit):
        start = offset
        offset += len(line)
        if len(line) >= limit and not line.endswith(b"\n"):
            offset += _skip_line(source, limit)
            record = RawRecord(-1, "json_lines", line[:SAMPLE], None, start, offset - start)
            yield reject(record, "too_large", f"a line of more than {limit} bytes"), None
            continue
        payload = line.strip()
        if start == 0:
            payload = payload.removeprefix(_BOM)
        if not payload:
            continue
        record = RawRecord(-1, "json_lines", payload, None, start, len(line))
        if not (line.endswith(b"\n") or payload.endswith((b"}", b"]"))):
            reject(record, "truncated", "the last line has no end")
        yield record, None


def _skip_line(source: Source, limit: int) -> int:
    skipped = 0
    while piece := source.stream.readline(min(limit, _CHUNK)):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def fill(record: RawRecord, _parsed: Any, context: Context) -> None:
    value = decode_json(record, context.limits)
    if record.verdict == "candidate":
        fill_json(record, value, context)


def count(source: Source, _context: Context) -> Tally:
    """Line ends that have something but white space before them, counted in blocks."""
    lines = 0
    is_open = False
    while block := source.stream.read(_CHUNK):
        parts = block.split(b"\n")
        for part in parts[:-1]:
            lines += is_open or bool(part.strip())
            is_open = False
        is_open = is_open or bool(parts[-1].strip())
    return Tally(lines + is_open, "lines", {"lines": lines + is_open})


JSON_LINES = Format("json_lines", sniff, find, fill, count)
