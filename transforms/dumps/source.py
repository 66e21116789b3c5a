"""A dump, or a member of one, as a stream of bytes with a name. Nothing here is ever written to disk.

What goes wrong in a stream (a truncated gzip, a bad checksum) does not raise: it ends the stream and stays as its `fault`,
so that every record before it is kept and the damage is told once.
"""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple, Protocol, cast

import zstandard

from transforms.dumps.limits import Limits

BUFFER = 1 << 17
RATIO_FROM = 16 << 20  # bytes of output below which a ratio says nothing
STREAM_RATIO = 50  # how many times the ratio of a record a whole stream may reach
SAMPLE = 1 << 16  # bytes kept of what is refused for its size

# what decoders of compressed data raise for bad data
DECODER_ERRORS = (
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    lzma.LZMAError,
    zstandard.ZstdError,
    zipfile.BadZipFile,
    tarfile.TarError,
    NotImplementedError,
    RuntimeError,
)


class Fault(NamedTuple):
    """`reason` is one of schemas.lists.REJECT_REASONS."""

    reason: str
    detail: str


class RefusedError(Exception):
    """A record cannot be read whole. `sample` is what there is of it, cut to a bounded size."""

    def __init__(self, reason: str, detail: str, sample: bytes = b"") -> None:
        super().__init__(detail)
        self.fault = Fault(reason, detail)
        self.sample = sample


class Stream(Protocol):
    """What a source needs of its stream: io.BufferedReader and io.BytesIO wrapped in one have it."""

    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int | None = -1, /) -> bytes: ...
    def peek(self, size: int = 0, /) -> bytes: ...


class Pulled(io.RawIOBase):
    """A raw stream over `pull(n)`, which returns at most `n` bytes, none at the end, or raises a decoder's error.

    `packed()` says how many bytes have been consumed so far; with it output is held to `limits`.
    """

    def __init__(self, pull: Callable[[int], bytes], limits: Limits, packed: Callable[[], int] | None = None) -> None:
        self.pull = pull
        self.packed = packed
        self.max_ratio = limits.max_expansion_ratio * STREAM_RATIO
        self.produced = 0
        self.fault: Fault | None = None

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.produced

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        data = b"" if self.fault else self._next(len(view))
        view[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        try:
            data = self.pull(size)
        except DECODER_ERRORS as error:
            self.fault = Fault(_reason(error), f"{type(error).__name__}: {error} after {self.produced} bytes")
            return b""
        self.produced += len(data)
        if self.packed and self.produced > RATIO_FROM and self.produced > self.max_ratio * max(1, self.packed()):
            self.fault = Fault("expansion_ratio", f"{self.produced} bytes out of {self.packed()}")
        return data

    def ratio(self) -> float:
        """Output to input so far; 1 where the stream is not compressed."""
        return self.produced / max(1, self.packed()) if self.packed else 1.0


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "truncated"
    words = str(error).lower()
    if "password" in words or "encrypt" in words:
        return "encrypted"
    if "crc" in words or "checksum" in words or "incorrect data check" in words or "length check" in words:
        return "bad_checksum"
    if isinstance(error, NotImplementedError):
        return "unreadable"
    return "corrupt"


class Source:
    """A stream with its name (a hint, never a path), its place in nested archives, and how deep it lies.

    `file` is the dump itself, open and seekable, where the source is a whole plain file: formats with an index need it.
    `charset` is set where the bytes were transcoded on the way.
    """

    def __init__(
        self,
        stream: Stream,
        *,
        name: str,
        member: str | None = None,
        depth: int = 0,
        raw: Pulled | None = None,
        file: io.BufferedReader | None = None,
        charset: str | None = None,
    ) -> None:
        self.stream = stream
        self.name = name
        self.member = member
        self.depth = depth
        self.raw = raw
        self.file = file
        self.charset = charset
        self.is_fault_told = False

    @property
    def fault(self) -> Fault | None:
        """What ended the stream early, once it has."""
        return self.raw.fault if self.raw else None

    def head(self, size: int = 1 << 16) -> bytes:
        """The first bytes, not consumed; to be called before anything is read."""
        return self.stream.peek(size)[:size]

    def read_all(self, limits: Limits) -> bytes:
        """The whole rest of the stream as one record; raises RefusedError where it is too large, damaged or a bomb."""
        pieces: list[bytes] = []
        total = 0
        while piece := self.stream.read(BUFFER):
            pieces.append(piece)
            total += len(piece)
            if total > limits.max_record_bytes:
                raise RefusedError("too_large", f"more than {limits.max_record_bytes} bytes", b"".join(pieces)[:SAMPLE])
            if total > RATIO_FROM and self.raw and self.raw.ratio() > limits.max_expansion_ratio:
                raise RefusedError("expansion_ratio", f"more than {limits.max_expansion_ratio} times", b"".join(pieces)[:SAMPLE])
        if self.fault:
            self.is_fault_told = True
            raise RefusedError(*self.fault, b"".join(pieces))
        return b"".join(pieces)

    def skip_rest(self) -> int:
        """Reads to the end and forgets; returns the bytes skipped."""
        skipped = 0
        while piece := self.stream.read(BUFFER):
            skipped += len(piece)
        return skipped


def of_bytes(data: bytes, name: str, member: str | None = None, depth: int = 0, charset: str | None = None) -> Source:
    """A source over bytes in memory."""
    buffered = cast(io.BufferedReader, io.BufferedReader(cast(io.RawIOBase, io.BytesIO(data)), BUFFER))
    return Source(buffered, name=name, member=member, depth=depth, file=buffered, charset=charset)


def of_pull(
    pull: Callable[[int], bytes],
    limits: Limits,
    *,
    name: str,
    member: str | None,
    depth: int,
    packed: Callable[[], int] | None = None,
    charset: str | None = None,
) -> Source:
    """A source over a function that yields bytes (see Pulled)."""
    raw = Pulled(pull, limits, packed)
    return Source(io.BufferedReader(raw, BUFFER), name=name, member=member, depth=depth, raw=raw, charset=charset)


def of_file(file: io.BufferedReader, name: str) -> Source:
    """The source of a plain file that is open for reading."""
    return Source(file, name=name, file=file)
