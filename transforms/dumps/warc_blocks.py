"""WARC and ARC files cut into records, through whatever damage there is: each stretch of bytes ends in exactly one piece.

A good file goes through FastWARC. Where FastWARC stops, or returns something that does not add up, the careful reader takes
over from the last record that did: it isolates gzip members, checks every length, and finds the next record after damage.
"""

from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import NamedTuple

from fastwarc.warc import ArchiveIterator

from transforms.dumps.limits import Limits
from transforms.dumps.source import RATIO_FROM, SAMPLE, Fault, Stream
from transforms.dumps.window import Window

GZIP_MAGIC = b"\x1f\x8b"
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_WARC_START = re.compile(rb"^WARC/\d\.\d+[ \t]*\r?\n(?=[A-Za-z][A-Za-z-]*:)", re.MULTILINE)
# url, IP address, 14 digits, type, length (ARC 1); ARC 2 has five more fields before the length
_ARC_START = re.compile(
    rb"^[a-z][a-z0-9+.-]{1,20}:[^\r\n]{1,4000} [0-9a-fA-F.:]{3,45} \d{8,14} [^ \r\n]*(?: [^\r\n]{0,4000})? \d{1,12}\r?\n", re.MULTILINE
)
_ARC_LINE = re.compile(
    rb"([a-z][a-z0-9+.-]{1,20}:[^\r\n]{1,4000}?) [0-9a-fA-F.:]{3,45} (\d{8,14}) ([^ \r\n]*)(?: [^\r\n]{0,4000}?)? (\d{1,12})\r?\n"
)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_MAX_HEAD = 1 << 16
_CHUNK = 1 << 16
_KEPT = 4 << 20  # compressed bytes of a member kept for the search after damage


class Head(NamedTuple):
    """What matters of a record's header; `kind` is WARC-Type, or 'arc' and 'filedesc' for ARC."""

    kind: str
    uri: str | None
    date: str | None
    content_type: str | None
    truncated: str | None


class Piece(NamedTuple):
    """A record, or a damaged stretch (`fault`); `offset` and `length` are in the file, None where it cannot be said."""

    head: Head | None
    block: bytes
    offset: int | None
    length: int | None
    fault: Fault | None = None


def cut_file(file: io.BufferedReader, limits: Limits) -> Iterator[Piece]:
    """The pieces of a plain or gzipped WARC file, from the file's position on."""
    is_gzip = file.peek(2)[:2] == GZIP_MAGIC
    resume = yield from _cut_fast(file, is_gzip, limits)
    if resume is not None:
        file.seek(resume)
        yield from cut_stream(file, limits, resume)


def cut_stream(stream: Stream, limits: Limits, offset: int = 0, *, is_arc: bool = False) -> Iterator[Piece]:
    """The pieces of a WARC or ARC stream that begins at `offset` of its file, plain or gzipped."""
    window = Window(lambda: stream.read(_CHUNK), offset)
    is_gzip = window.peek(2) == GZIP_MAGIC
    read = _arc_records if is_arc else _warc_records
    if is_gzip:
        yield from _cut_members(window, read, limits)
        return
    yield from read(window, limits)


def _cut_fast(file: io.BufferedReader, is_gzip: bool, limits: Limits) -> Generator[Piece, None, int | None]:
    """Pieces by FastWARC, one behind: a record counts when what follows it is in order. Returns where to go on, if anywhere."""
    at = file.tell()
    number = file.fileno()
    head: Head | None = None
    block = b""
    try:
        for record in ArchiveIterator(file, parse_http=False):
            next_at = record.stream_pos
            if head:
                if is_gzip and os.pread(number, 2, next_at) != GZIP_MAGIC:
                    return at  # several records in a member: offsets would be wrong
                yield _piece(head, block, at, next_at - at, limits)
            at, head = next_at, None
            length = record.content_length
            if length > limits.max_record_bytes:
                return at
            fields = dict(record.headers.items_bytes())
            block = record.reader.read()
            if b"WARC-Type" not in fields or len(block) != length:
                return at
            head = _head(fields)
    except (OSError, ValueError, RuntimeError, EOFError):
        return at
    # the last record has nothing behind it that vouches for it; an empty file has none
    return at if head or at < os.fstat(number).st_size else None


def _head(fields: dict[bytes, bytes]) -> Head:
    get = fields.get
    return Head(
        fields[b"WARC-Type"].decode("latin-1"),
        _text(get(b"WARC-Target-URI")),
        _text(get(b"WARC-Date")),
        _text(get(b"Content-Type")),
        _text(get(b"WARC-Truncated")),
    )


def _text(value: bytes | None) -> str | None:
    return value.decode("utf-8", "replace") if value is not None else None


def _piece(head: Head, block: bytes, offset: int, length: int, limits: Limits) -> Piece:
    """The piece of a good record, refused where its expansion is that of a bomb."""
    if _is_bomb(len(block), length, limits):
        return Piece(head, block[:SAMPLE], offset, length, Fault("expansion_ratio", f"{len(block)} bytes out of {length}"))
    return Piece(head, block, offset, length)


def _is_bomb(size: int, packed: int, limits: Limits) -> bool:
    return size > RATIO_FROM and size > limits.max_expansion_ratio * max(1, packed)


# gzip members


def _cut_members(raw: Window, read: Callable[[Window, Limits], Iterator[Piece]], limits: Limits) -> Iterator[Piece]:
    """Each gzip member in isolation; what is no member is one damaged piece up to the next member that begins a record."""
    while raw.peek(4):
        start = raw.offset
        if not _MEMBER.match(raw.data, raw.at):
            yield from _no_member(raw, start)
            continue
        member = _Member(raw)
        pieces = read(member.window, limits)
        held = next(pieces, None)
        is_alone = True
        for piece in pieces:
            if held:
                yield held._replace(offset=None, length=None)
            held, is_alone = piece, False
        member.finish()
        if held is None:
            held = Piece(None, b"", None, None, member.window.fault or Fault("bad_header", "a gzip member without a record"))
        place = (start, raw.offset - start) if is_alone else (None, None)
        held = held._replace(offset=place[0], length=place[1])
        if is_alone and held.fault is None and _is_bomb(len(held.block), raw.offset - start, limits):
            held = held._replace(block=held.block[:SAMPLE], fault=Fault("expansion_ratio", f"{len(held.block)} bytes out of {place[1]}"))
        yield held


def _no_member(raw: Window, start: int) -> Iterator[Piece]:
    sample = raw.peek(1024)
    _seek_member(raw)
    length = raw.offset - start
    if raw.is_ended and not raw.peek(1) and not sample.strip(b"\0") and length <= len(sample):
        return  # zeros at the end are padding
    yield Piece(None, sample[:length], start, length, Fault("corrupt", f"{length} bytes that are no gzip member"))


def _seek_member(raw: Window) -> None:
    """Passes bytes up to the next gzip member that begins a record, or to the end."""
    while True:
        raw.seek_match(_MEMBER, overlap=4)
        head = raw.peek(1 << 12)
        if not head or _begins_record(head):
            return
        if len(head) < 4:
            raw.drain()
            return
        raw.skip(1)


def _begins_record(head: bytes) -> bool:
    try:
        text = zlib.decompressobj(31).decompress(head, 512)
    except zlib.error:
        return False
    return text.startswith(b"WARC/") or bool(_ARC_START.match(text))


class _Member:
    """One gzip member of `raw` as a window over its output. After `finish` `raw` stands behind it, or behind its damage."""

    def __init__(self, raw: Window) -> None:
        self.raw = raw
        self.machine = zlib.decompressobj(31)
        self.window = Window(self._more)
        self.kept = b""  # compressed bytes passed, for the search after damage

    def _more(self) -> bytes:
        machine, raw = self.machine, self.raw
        while not machine.eof and not self.window.fault:
            ahead = machine.unconsumed_tail or self._compressed()
            if not ahead:
                self.window.fault = Fault("truncated", "the gzip member has no end")
                break
            try:
                data = machine.decompress(ahead, 4 * _CHUNK)
            except zlib.error as error:
                reason = "bad_checksum" if "check" in str(error) else "corrupt"
                self.window.fault = Fault(reason, f"{error} in the gzip member")
                break
            if machine.unused_data:
                _unread(raw, machine.unused_data)
            if data:
                return data
        return b""

    def _compressed(self) -> bytes:
        raw = self.raw
        raw.fill(1)
        data = raw.data[raw.at : raw.at + _CHUNK]
        raw.skip(len(data))
        self.kept = (self.kept + data)[-_KEPT:] if len(self.kept) < _KEPT else self.kept[len(data) - _KEPT :] + data
        return data

    def finish(self) -> None:
        """Passes what is left of the member; after damage, everything up to the next member."""
        self.window.drain()
        if self.window.fault:
            _unread(self.raw, self.kept[1:])
            _seek_member(self.raw)


def _unread(raw: Window, data: bytes) -> None:
    """Puts bytes back in front of `raw`."""
    raw.base = raw.offset - len(data)
    raw.data = data + raw.data[raw.at :]
    raw.at = 0


# records in a stretch of plain bytes


def _warc_records(window: Window, limits: Limits) -> Iterator[Piece]:
    while True:
        window.skip_blank()
        start = window.offset
        if not window.peek(1):
            break
        if not _WARC_START.match(window.peek(64)):
            yield _damaged(window, start, _WARC_START, "bad_header", "no WARC header")
            continue
        head_end = _BLANK_LINE.search(window.peek(_MAX_HEAD))
        fields = _fields(window.peek(head_end.start())) if head_end else {}
        if not head_end or not fields.get("warc-type") or not fields.get("content-length", "").isdigit():
            yield _damaged(window, start, _WARC_START, "bad_header", "an incomplete WARC header")
            continue
        head = Head(
            fields["warc-type"],
            fields.get("warc-target-uri"),
            fields.get("warc-date"),
            fields.get("content-type"),
            fields.get("warc-truncated"),
        )
        yield _take(window, head, head_end.end(), int(fields["content-length"]), _WARC_START, limits)
    yield from _untold(window)


def _fields(head: bytes) -> dict[str, str]:
    """Header fields by lower-case name; folded lines are joined, the first of equals stays."""
    fields: dict[str, str] = {}
    text = re.sub(r"\r?\n[ \t]+", " ", head.decode("utf-8", "replace"))
    for line in text.splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _arc_records(window: Window, limits: Limits) -> Iterator[Piece]:
    while True:
        window.skip_blank()
        start = window.offset
        if not window.peek(1):
            break
        match = _ARC_LINE.match(window.peek(_MAX_HEAD))
        if not match:
            yield _damaged(window, start, _ARC_START, "bad_header", "no ARC record line")
            continue
        uri, date, content_type, length = (part.decode("utf-8", "replace") for part in match.groups())
        kind = "filedesc" if uri.startswith("filedesc:") else "arc"
        yield _take(window, Head(kind, uri, date, content_type, None), match.end(), int(length), _ARC_START, limits)
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
