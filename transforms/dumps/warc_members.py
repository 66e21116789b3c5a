"""A gzipped WARC or ARC cut at its members: each in isolation, so that damage in one does not reach the next."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator

from transforms.dumps.limits import Limits
from transforms.dumps.source import SAMPLE, Fault
from transforms.dumps.warc_piece import ARC_START, Piece, is_bomb
from transforms.dumps.window import Window

_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_CHUNK = 1 << 16
_KEPT = 4 << 20  # compressed bytes of a member kept for the search after damage


def cut_members(raw: Window, read: Callable[[Window, Limits], Iterator[Piece]], limits: Limits) -> Iterator[Piece]:
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
        if is_alone and held.fault is None and is_bomb(len(held.block), raw.offset - start, limits):
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
    return text.startswith(b"WARC/") or bool(ARC_START.match(text))


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
