"""Compressed single files (gzip, bzip2, xz, zstd, lz4): a stream around one dump, read through and never held.

A compressed file may be several streams one after the other. Zeros behind the last are padding; anything else is damage.
"""

from __future__ import annotations

import bz2
import lzma
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol, cast

import zstandard
from fastwarc.stream_io import Lz4Reader

from transforms.dumps.format import Context, Format, Found, Tally
from transforms.dumps.source import Source, Stream, of_pull

_CHUNK = 1 << 16
_ENDING = re.compile(r"\.(?:gz|gzip|bz2|xz|lzma|zst|zstd|lz4|tgz|tbz2?|txz)$", re.IGNORECASE)
_TAR_ENDINGS = re.compile(r"\.(?:tgz|tbz2?|txz)$", re.IGNORECASE)
# the skippable frame of a .warc.zst that holds the dictionary of the other frames (IIPC's WARC zstd draft)
_ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"


class _Machine(Protocol):
    """A decoder of one stream: bz2's, lzma's and the two below."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Gzip:
    """zlib's decoder with the manners of bz2's: it keeps its own unconsumed input."""

    def __init__(self) -> None:
        self.machine = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self.machine.eof

    @property
    def unused_data(self) -> bytes:
        return self.machine.unused_data

    @property
    def needs_input(self) -> bool:
        return not self.machine.unconsumed_tail and not self.machine.eof

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self.machine.decompress(self.machine.unconsumed_tail or data, max_length)


class _Zstd:
    """zstd's decoder, fed in pieces so small that even a bomb's output for one of them fits in memory."""

    PIECE = 512

    def __init__(self, dictionary: bytes | None = None) -> None:
        data = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self.machine = zstandard.ZstdDecompressor(dict_data=data, max_window_size=1 << 27).decompressobj()
        self.left = b""

    @property
    def eof(self) -> bool:
        return self.machine.eof

    @property
    def unused_data(self) -> bytes:
        return self.machine.unused_data + self.left

    @property
    def needs_input(self) -> bool:
        return not self.left and not self.eof

    def decompress(self, data: bytes, max_length: int) -> bytes:
        ahead = self.left or data
        size = max(self.PIECE, max_length // 64)
        self.left = ahead[size:]
        return self.machine.decompress(ahead[:size])


class _Members:
    """Reads stream after stream of one compression."""

    def __init__(self, stream: Stream, new: Callable[[], _Machine], magic: re.Pattern[bytes]) -> None:
        self.stream = stream
        self.new = new
        self.magic = magic
        self.machine: _Machine | None = None
        self.ahead = b""
        self.pending = b""
        self.consumed = 0

    def pull(self, size: int) -> bytes:
        """Up to `size` bytes of output; raises EOFError or the decoder's error for damage."""
        while not self.pending:
            machine = self.machine or self._start()
            if machine is None:
                return b""
            if machine.needs_input:
                self._more()
                if not self.ahead:
                    raise EOFError("the compressed stream has no end")
                data, self.ahead = self.ahead, b""
            else:
                data = b""
            self.pending = machine.decompress(data, size)
            if machine.eof:
                self.ahead, self.machine = machine.unused_data, None
        out, self.pending = self.pending[:size], self.pending[size:]
        return out

    def packed(self) -> int:
        return self.consumed

    def _more(self) -> None:
        if not self.ahead:
            self.ahead = self.stream.read(_CHUNK)
            self.consumed += len(self.ahead)

    def _start(self) -> _Machine | None:
        """The decoder of the next stream; None at the end."""
        while len(self.ahead) < 8 and (data := self.stream.read(_CHUNK)):
            self.ahead += data
            self.consumed += len(data)
        if not self.ahead or self._is_padding():
            return None
        if not self.magic.match(self.ahead):
            raise ValueError(f"bytes after the last compressed stream, at {self.consumed - len(self.ahead)}")
        self.machine = self.new()
        return self.machine

    def _is_padding(self) -> bool:
        while not self.ahead.strip(b"\0"):
            self.ahead = self.stream.read(_CHUNK)
            if not self.ahead:
                return True
        return False


def _inner_name(name: str) -> str:
    return _TAR_ENDINGS.sub(".tar", name) if _TAR_ENDINGS.search(name) else _ENDING.sub("", name)


def _open(source: Source, context: Context, new: Callable[[], _Machine], magic: re.Pattern[bytes]) -> Source:
    members = _Members(source.stream, new, magic)
    return of_pull(
        members.pull,
        context.limits,
        name=_inner_name(source.name),
        member=source.member,
        depth=source.depth + 1,
        packed=members.packed,
    )


def _open_zstd(source: Source, context: Context, magic: re.Pattern[bytes]) -> Source:
    head = source.head(8)
    dictionary = None
    if head.startswith(_ZSTD_DICTIONARY) and len(head) == 8:
        size = min(struct.unpack("<I", head[4:])[0], context.limits.max_record_bytes)
        source.stream.read(8)
        dictionary = source.stream.read(size)
        if magic.match(dictionary):
            dictionary = _Zstd().machine.decompress(dictionary)
    return _open(source, context, lambda: _Zstd(dictionary), magic)


def _open_lz4(source: Source, context: Context) -> Source:
    reader = Lz4Reader(cast(BinaryIO, source.stream))
    return of_pull(reader.read, context.limits, name=_inner_name(source.name), member=source.member, depth=source.depth + 1)


def _format(name: str, magic: bytes, open_inner: Callable[[Source, Context, re.Pattern[bytes]], Source]) -> Format:
    pattern = re.compile(magic, re.DOTALL)

    def find(source: Source, context: Context) -> Iterator[Found]:
        inner = open_inner(source, context, pattern)
        for record in context.read(inner):
            yield record, None
        source.is_fault_told = inner.fault is not None

    def count(source: Source, context: Context) -> Tally:
        inner = open_inner(source, context, pattern)
        tally = context.count(inner)
        source.is_fault_told = inner.fault is not None
        return tally

    return Format(name, lambda head, _name: bool(pattern.match(head)), find, None, count)


GZIP = _format("gzip", rb"\x1f\x8b\x08", lambda source, context, magic: _open(source, context, _Gzip, magic))
BZIP2 = _format(
    "bzip2",
    rb"BZh[1-9](?:\x31\x41\x59\x26\x53\x59|\x17\x72\x45\x38\x50\x90)",
    lambda source, context, magic: _open(source, context, bz2.BZ2Decompressor, magic),
)
XZ = _format("xz", rb"\xfd7zXZ\x00", lambda source, context, magic: _open(source, context, lzma.LZMADecompressor, magic))
ZSTD = _format("zstd", rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", _open_zstd)
LZ4 = _format("lz4", rb"\x04\x22\x4d\x18", lambda source, context, _magic: _open_lz4(source, context))
