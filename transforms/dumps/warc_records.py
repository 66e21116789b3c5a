"""WARC and ARC records in a stretch of plain bytes, read with care: every length checked, the next record found after damage."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.dumps.limits import Limits
from transforms.dumps.source import SAMPLE, Fault
from transforms.dumps.warc_piece import ARC_LINE, ARC_START, LENGTH, MAX_HEAD, WARC_START, Head, Piece, head_of
from transforms.dumps.window import Window

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


def warc_records(window: Window, limits: Limits) -> Iterator[Piece]:
    """The records of a WARC from the window on."""
    while True:
        window.skip_blank()
        start = window.offset
        if not window.peek(1):
            break
        if not WARC_START.match(window.peek(64)):
            yield _damaged(window, start, WARC_START, "bad_header", "no WARC header")
            continue
        head_end = _BLANK_LINE.search(window.peek(MAX_HEAD))
        fields = _fields(window.peek(head_end.start())) if head_end else {}
        if not head_end or not fields.get("warc-type") or not LENGTH.fullmatch(fields.get("content-length", "")):
            yield _damaged(window, start, WARC_START, "bad_header", "an incomplete WARC header")
            continue
        yield _take(window, head_of(fields), head_end.end(), int(fields["content-length"]), WARC_START, limits)
    yield from _untold(window)


def _fields(head: bytes) -> dict[str, str]:
    """Header fields by lower-case name; folded lines are joined, the first of equals stays."""
    fields: dict[str, str] = {}
    text = re.sub(r"\r?\n[ \t]+", " ", head.decode("utf-8", "replace"))
    for line in text.split("\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def arc_records(window: Window, limits: Limits) -> Iterator[Piece]:
    """The records of an ARC from the window on."""
    while True:
        window.skip_blank()
        start = window.offset
        if not window.peek(1):
            break
        match = ARC_LINE.match(window.peek(MAX_HEAD))
        if not match:
            yield _damaged(window, start, ARC_START, "bad_header", "no ARC record line")
            continue
        uri, date, content_type, length = (part.decode("utf-8", "replace") for part in match.groups())
        kind = "filedesc" if uri.startswith("filedesc:") else "arc"
        yield _take(window, Head(kind, uri, date, content_type, None), match.end(), int(length), ARC_START, limits)
    yield from _untold(window)


def _untold(window: Window) -> Iterator[Piece]:
    """The damage that ended the window, where no record tells it."""
    if window.fault and not window.is_fault_told:
        yield Piece(None, b"", None, None, window.fault)


def _take(window: Window, head: Head, head_size: int, length: int, pattern: re.Pattern[bytes], limits: Limits) -> Piece:
    """The record ahead. Its length counts only when an end of record or the end of the stream follows."""
    start = window.offset
    if length > limits.max_record_bytes:
        return _damaged(window, start, pattern, "too_large", f"a record of {length} bytes", head)
    size = head_size + length
    is_whole = window.fill(size + 64)
    tail = window.data[window.at + size : window.at + size + 64]
    found = len(window.data) - window.at - head_size
    if window.fault and not is_whole and not tail.strip(b"\r\n"):
        window.is_fault_told = True
        return _damaged(window, start, pattern, *window.fault, head)
    if found < length:
        return _damaged(window, start, pattern, "wrong_length", f"Content-Length is {length}, {found} bytes are there", head)
    if tail and not tail.startswith((b"\r\n\r\n", b"\n\n")) and not pattern.match(tail.lstrip(b"\r\n") + b"A:") and tail.strip(b"\r\n"):
        return _damaged(window, start, pattern, "wrong_length", f"no end of record after {length} bytes", head)
    block = window.data[window.at + head_size : window.at + size]
    window.skip(size)
    window.skip_blank()
    return Piece(head, block, start, window.offset - start)


def _damaged(window: Window, start: int, pattern: re.Pattern[bytes], reason: str, detail: str, head: Head | None = None) -> Piece:
    """One piece for everything from here to the next record's header, or to the end."""
    sample = window.peek(SAMPLE)
    window.skip(1)
    window.seek_match(pattern)
    length = window.offset - start
    fault = Fault(reason, detail)
    if window.fault and not window.is_fault_told and not window.peek(1):
        window.is_fault_told, fault = True, window.fault  # what ended the stream is what is wrong with its last record
    return Piece(head, sample[:length], start, length, fault)
