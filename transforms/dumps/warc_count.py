"""The independent count of WARC and ARC dumps: gzip members by zlib, records by hopping from length to length. No FastWARC here."""

from __future__ import annotations

import io
import re
import zlib
from typing import cast

from transforms.dumps.format import Context, Tally
from transforms.dumps.source import Pulled, Source, Stream

_CHUNK = 1 << 16
_MAGIC = b"\x1f\x8b\x08"
_ARC_LINE = re.compile(rb"[a-z][a-z0-9+.-]*:[^\r\n]+ [0-9a-fA-F.:]+ \d{8,14} (?:[^\r\n]* )?(\d{1,12})\r?\n")
_NESTED = "a damaged stream that cannot be searched"


def count_warc(source: Source, context: Context) -> Tally:
    """Records of a WARC, with damaged members one each; no count where a plain stream is damaged."""
    if source.head(3) == _MAGIC:
        return _count_members(source, context, is_arc=False)
    records, is_sound = hop(source.stream)
    return Tally(records if is_sound else None, "record headers" if is_sound else _NESTED, {"headers": records})


def count_arc(source: Source, context: Context) -> Tally:
    """Records of an ARC, as count_warc does."""
    if source.head(3) == _MAGIC:
        return _count_members(source, context, is_arc=True)
    records, is_sound = hop_arc(source.stream)
    return Tally(records if is_sound else None, "record lines" if is_sound else _NESTED, {"headers": records})


def hop(stream: Stream) -> tuple[int, bool]:
    """How many WARC headers follow each other when each block is passed by its length, and whether they reach the end."""
    records = 0
    while line := _line_after_blanks(stream, is_first=not records):
        if not re.match(rb"WARC/\d\.\d", line):
            return records, False
        records += 1
        length = -1
        has_type = False
        while (field := stream.readline(_CHUNK)).strip():
            name, _, value = field.partition(b":")
            has_type |= name.strip().lower() == b"warc-type"
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                length = int(value)
        if not has_type or length < 0 or not _pass(stream, length):
            return records, False
    return records, True


def hop_arc(stream: Stream) -> tuple[int, bool]:
    """The same for ARC, whose record line ends in the length."""
    records = 0
    while line := _line_after_blanks(stream, is_first=not records):
        found = _ARC_LINE.fullmatch(line)
        if not found:
            return records, False
        records += 1
        if not _pass(stream, int(found[1])):
            return records, False
    return records, True


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
    walk = _Walk(source.stream, source.file)
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
        found, is_sound = (hop_arc if is_arc else hop)(cast(Stream, stream))
        is_cut_off = not stream.read(1) and raw.fault is not None  # the damage itself ended the last record
        while stream.read(_CHUNK):
            pass
        members += 1
        records += max(1, found)
        is_sure &= is_sound or (found == 1 and not walk.marks) or is_cut_off
        if raw.fault:
            is_sure &= walk.search(is_arc, start + 1)
    total = records + damaged
    return Tally(
        total if is_sure else None, "gzip members" if is_sure else _NESTED, {"members": members, "damaged": damaged, "headers": records}
    )


class _Walk:
    """A compressed stream, read member by member."""

    def __init__(self, stream: Stream, file: io.BufferedReader | None) -> None:
        self.stream = stream
        self.file = file
        self.data = b""
        self.offset = 0
        self.machine = zlib.decompressobj(31)
        self.marks = 0  # lines in the member, but the first, that look like the start of a record

    def ahead(self) -> bytes:
        """The bytes at the walk's place; a new member may begin there."""
        self.machine = zlib.decompressobj(31)
        self.marks = 0
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
                self.marks += data.count(b"\nWARC/")
                return data
        return b""

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
