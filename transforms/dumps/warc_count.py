"""The independent count of WARC and ARC dumps: gzip members by zlib, records by hopping from length to length. No FastWARC here."""

from __future__ import annotations

import io
import re
import zlib
from typing import Literal, cast

from transforms.dumps.format import Context, Tally
from transforms.dumps.source import Pulled, Source, Stream

_CHUNK = 1 << 16
_MAGIC = b"\x1f\x8b\x08"
_ARC_LINE = re.compile(rb"[a-z][a-z0-9+.-]*:[^\r\n]+ [0-9a-fA-F.:]+ \d{8,14} (?:[^\r\n]* )?(\d{1,12})\r?\n")
_NESTED = "a damaged stream that cannot be searched"
# lines that look like the start of a record, but the first of a stream: a reader may resume at any of them after damage
_WARC_MARK = re.compile(rb"\nWARC/")
_ARC_MARK = re.compile(rb"\n[a-z][a-z0-9+.-]*:[^\r\n]* \d{1,12}(?=\r?\n)")

# where a walk from header to header ended: at the end of the stream, within a record, or before something that is no record
End = Literal["whole", "within", "lost"]


def count_warc(source: Source, context: Context) -> Tally:
    """Records of a WARC, with damaged members one each; no count where a plain stream is damaged."""
    if source.head(3) == _MAGIC:
        return _count_members(source, context, is_arc=False)
    return _tally(*hop(source.stream), "record headers")


def count_arc(source: Source, context: Context) -> Tally:
    """Records of an ARC, as count_warc does."""
    if source.head(3) == _MAGIC:
        return _count_members(source, context, is_arc=True)
    return _tally(*hop_arc(source.stream), "record lines")


def _tally(records: int, end: End, by: str) -> Tally:
    return Tally(records if end == "whole" else None, by if end == "whole" else _NESTED, {"headers": records})


def hop(stream: Stream) -> tuple[int, End]:
    """How many WARC headers follow each other when each block is passed by its length, and where that ends."""
    records = 0
    while line := _line_after_blanks(stream, is_first=not records):
        if not re.match(rb"WARC/\d\.\d", line):
            return records, "lost"
        records += 1
        length = -1
        has_type = False
        while (field := stream.readline(_CHUNK)).strip():
            name, _, value = field.partition(b":")
            has_type |= name.strip().lower() == b"warc-type"
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                length = int(value)
        if not has_type or length < 0 or not _pass(stream, length):
            return records, "within"
    return records, "whole"


def hop_arc(stream: Stream) -> tuple[int, End]:
    """The same for ARC, whose record line ends in the length."""
    records = 0
    while line := _line_after_blanks(stream, is_first=not records):
        found = _ARC_LINE.fullmatch(line)
        if not found:
            return records, "lost"
        records += 1
        if not _pass(stream, int(found[1])):
            return records, "within"
    return records, "whole"


def _line_after_blanks(stream: Stream, *, is_first: bool) -> bytes:
    """The next line that is not blank; one that stands right behind a record, with nothing between, cannot be told from its block."""
    line = stream.readline(_CHUNK)
    if line and not is_first and line.strip(b"\r\n"):
        return b"\0"
    while line in (b"\r\n", b"\n"):
        line = stream.readline(_CHUNK)
    return line


def _pass(stream: Stream, length: int) -> bool:
    while length > 0:
        data = stream.read(min(length, 1 << 20))
        if not data:
            return False
        length -= len(data)
    return True


def _count_members(source: Source, context: Context, *, is_arc: bool) -> Tally:
    """Walks gzip members; the records in each by hopping. After damage the search for the next member needs a file."""
    walk = _Walk(source.stream, source.file, _ARC_MARK if is_arc else _WARC_MARK)
    members = records = damaged = 0
    is_sure = True
    while head := walk.ahead():
        if not head.startswith(_MAGIC):
            if not walk.is_padding():
                damaged += 1
                is_sure &= walk.search(is_arc)
            continue
        start = walk.offset
        raw = Pulled(walk.inflate, context.limits)
        stream = io.BufferedReader(raw, _CHUNK)
        found, end = (hop_arc if is_arc else hop)(cast(Stream, stream))
        while stream.read(_CHUNK):
            pass
        members += 1
        records += max(1, found)
        # a member that is damaged within its last record, or all through, is one record to its end, if none could be resumed at;
        # one that is sound and begins with no record may go on with the one before
        is_damaged = end == "within" or (not found and raw.fault is not None)
        is_sure &= end == "whole" or (is_damaged and walk.marks < max(1, found))
        if raw.fault:
            is_sure &= walk.search(is_arc, start + 1)
    total = records + damaged
    return Tally(
        total if is_sure else None, "gzip members" if is_sure else _NESTED, {"members": members, "damaged": damaged, "headers": records}
    )


class _Walk:
    """A compressed stream, read member by member."""

    def __init__(self, stream: Stream, file: io.BufferedReader | None, mark: re.Pattern[bytes]) -> None:
        self.stream = stream
        self.file = file
        self.mark = mark
        self.data = b""
        self.offset = 0
        self.machine = zlib.decompressobj(31)
        self.marks = 0  # lines in the member, but the first, that look like the start of a record
        self.line = b""  # the beginning of the member's last line so far

    def ahead(self) -> bytes:
        """The bytes at the walk's place; a new member may begin there."""
        self.machine = zlib.decompressobj(31)
        self.marks, self.line = 0, b""
        while len(self.data) < 4 and (data := self.stream.read(_CHUNK)):
            self.data += data
        return self.data

    def inflate(self, size: int) -> bytes:
        """Up to `size` bytes of the member's output; raises zlib.error or EOFError."""
        while not self.machine.eof:
            packed = self.machine.unconsumed_tail
            if not packed:
                packed = self.data or self.stream.read(_CHUNK)
                self.data = b""
                self.offset += len(packed)
            if not packed:
                raise EOFError("the gzip member has no end")
            data = self.machine.decompress(packed, size)
            if self.machine.unused_data:
                self.data = self.machine.unused_data
                self.offset -= len(self.data)
            if data:
                self._count_marks(data)
                return data
        return b""

    def _count_marks(self, data: bytes) -> None:
        """Counts in whole lines: the last one, unless it is endless, is looked at with what follows it."""
        data = self.line + data
        cut = data.rfind(b"\n")
        self.line = data[cut:] if cut >= 0 and len(data) - cut < _CHUNK else b""
        self.marks += len(self.mark.findall(data[: cut + 1] if self.line else data))

    def is_padding(self) -> bool:
        """Passes zeros that last to the end of a file; False, and nothing passed, where they do not."""
        if self.data.strip(b"\0") or len(self.data) >= _CHUNK or self.stream.peek(1):
            return False
        self.data = b""
        return True

    def search(self, is_arc: bool, start: int | None = None) -> bool:
        """Goes to the next member that begins a record, or to the end. False where the stream cannot be searched."""
        if not self.file:
            self.data = b""
            while self.stream.read(_CHUNK):
                pass
            return False
        at = self.offset if start is None else start
        self.file.seek(at)
        ahead = b""
        while data := self.file.read(1 << 20):
            ahead += data
            for match in re.finditer(re.escape(_MAGIC), ahead):
                if _begins_record(ahead[match.start() : match.start() + 4096] or b"", is_arc):
                    return self._go(at + match.start())
            at += max(0, len(ahead) - 4096)
            ahead = ahead[-4096:]
        self._go(at + len(ahead))
        return True

    def _go(self, offset: int) -> bool:
        assert self.file is not None
        self.file.seek(offset)
        self.data, self.offset = b"", offset
        return True


def _begins_record(packed: bytes, is_arc: bool) -> bool:
    try:
        start = zlib.decompressobj(31).decompress(packed, 512)
    except zlib.error:
        return False
    return bool(re.match(rb"[a-z]+:[^\r\n]* \d+\r?\n", start)) if is_arc else start.startswith(b"WARC/")
