"""An HTTP response as a crawler saved it: header lines, then a body that may be chunked and compressed, or only claim to be."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]
import zstandard

from transforms.dumps.limits import Limits
from transforms.dumps.source import RATIO_FROM, RefusedError

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_PIECE = 1 << 20


class Response(NamedTuple):
    """`status` is 0 where there is no status line; `content_type` is in lower case, without its parameters."""

    status: int
    content_type: str | None
    charset: str | None
    body: bytes


def parse_response(block: bytes, limits: Limits) -> Response:
    """The response in a WARC or ARC block, its body decoded; raises RefusedError for a body that is a bomb.

    Headers may end in CRLF or bare LF: the first blank line of either sort ends them.
    """
    return parse_parts(*_split(block), limits)


def parse_parts(head: bytes, body: bytes, limits: Limits) -> Response:
    """The response of a header, its blank line with it, and the body as it was sent; without a status line there is no header."""
    status_line = _STATUS.match(head)
    if not status_line:
        return Response(0, None, None, head + body)
    lowered = head.lower()
    if (_header(head, lowered, b"\ntransfer-encoding:") or b"").lower().endswith(b"chunked"):
        body = dechunk(body)
    if encoding := _header(head, lowered, b"\ncontent-encoding:"):
        body = decode_content(body, encoding.decode("latin-1").lower(), limits)
    media, charset = _type_of(_header(head, lowered, b"\ncontent-type:"))
    return Response(int(status_line[1]), media, charset, body)


@lru_cache(maxsize=1024)
def _type_of(raw: bytes | None) -> tuple[str | None, str | None]:
    """Media type and charset: a crawl has few spellings of either."""
    text = raw.decode("latin-1") if raw else None
    return media_type(text), charset_of(text)


def media_type(raw: str | None) -> str | None:
    """A Content-Type without its parameters, in lower case."""
    return raw.split(";", 1)[0].split(",", 1)[0].strip().lower() or None if raw else None


def charset_of(raw: str | None) -> str | None:
    """The charset parameter of a Content-Type."""
    match = _CHARSET.search(raw) if raw else None
    return match.group(1) if match else None


def response_body_at(data: bytes, start: int, end: int) -> int:
    """Where the body of the response at `start` begins; `start` itself where none begins there or its header does not end in `data`."""
    if not data.startswith(b"HTTP/", start):
        return start
    crlf = data.find(b"\r\n\r\n", start, end)
    return crlf + 4 if crlf >= 0 and data.find(b"\n\n", start, crlf) < 0 else start


def _split(block: bytes) -> tuple[bytes, bytes]:
    """Headers, with the blank line, and body at the first blank line, be it CRLF CRLF or LF LF."""
    crlf = block.find(b"\r\n\r\n")
    lf = block.find(b"\n\n", 0, crlf if crlf >= 0 else len(block))
    if lf >= 0:
        return block[: lf + 2], block[lf + 2 :]
    return (block[: crlf + 4], block[crlf + 4 :]) if crlf >= 0 else (block, b"")


def _header(head: bytes, lowered: bytes, mark: bytes) -> bytes | None:
    """The value of a header; `mark` is its name in lower case between a line end and a colon, `lowered` the head in lower case."""
    start = lowered.find(mark)
    if start < 0:
        return None
    start += len(mark)
    end = head.find(b"\n", start)
    return head[start : end if end >= 0 else len(head)].strip() or None


def dechunk(body: bytes) -> bytes:
    """A chunked body put together; the body itself where it is not chunked, what could be read where the chunks break off."""
    pieces: list[bytes] = []
    position = 0
    while match := _CHUNK_SIZE.match(body, position):
        size = int(match.group(1), 16)
        start = match.end()
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[start : start + size])
        position = start + size
        if position >= len(body):
            return b"".join(pieces)
        position += 2 if body[position : position + 2] == b"\r\n" else 1 if body[position : position + 1] == b"\n" else 0
    # no chunk size where one must stand: wrong sizes or not chunked at all, and nothing may be lost
    return b"".join([*pieces, body[position:]]) if pieces else body


def decode_content(body: bytes, encoding: str, limits: Limits) -> bytes:
    """The body with its Content-Encoding taken off; the body as it is where it only claims to be encoded."""
    for name in reversed([part.strip() for part in encoding.split(",")]):
        decoder = _DECODERS.get(name.removeprefix("x-"))
        if decoder and body:
            body = decoder(body, limits)
    return body


def _inflate(body: bytes, limits: Limits) -> bytes:
    for bits in (47, -15):  # zlib or gzip by header, then raw deflate
        decoded = _inflate_as(body, bits, limits)
        if decoded is not None:
            return decoded
    return body


def _inflate_as(body: bytes, bits: int, limits: Limits) -> bytes | None:
    """All output of zlib, or None where the input is not its own; what came before damage is kept."""
    machine = zlib.decompressobj(bits)
    pieces: list[bytes] = []
    total = 0
    data = body
    while data and not machine.eof:
        try:
            pieces.append(machine.decompress(data, _PIECE))
        except zlib.error:
            return b"".join(pieces) if total else None
        total += len(pieces[-1])
        _check(total, len(body), limits)
        data = machine.unconsumed_tail
    return b"".join([*pieces, machine.flush()])


def _check(total: int, packed: int, limits: Limits) -> None:
    if total > limits.max_record_bytes:
        raise RefusedError("too_large", f"a compressed body of more than {limits.max_record_bytes} bytes")
    if total > RATIO_FROM and total > limits.max_expansion_ratio * packed:
        raise RefusedError("expansion_ratio", f"a body of {packed} bytes that expands more than {limits.max_expansion_ratio} times")


def _unbrotli(body: bytes, limits: Limits) -> bytes:
    machine = brotli.Decompressor()
    pieces: list[bytes] = []
    total = 0
    for start in range(0, len(body), 4096):
        try:
            piece = machine.process(body[start : start + 4096])
        except brotli.error:
            break
        pieces.append(piece)
        total += len(piece)
        _check(total, len(body), limits)
    return b"".join(pieces) if total else body


def _unzstd(body: bytes, limits: Limits) -> bytes:
    pieces: list[bytes] = []
    total = 0
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(body)
    try:
        while piece := reader.read(_PIECE):
            pieces.append(piece)
            total += len(piece)
            _check(total, len(body), limits)
    except zstandard.ZstdError:
        return b"".join(pieces) if total else body
    return b"".join(pieces) if total else body


_DECODERS: dict[str, Callable[[bytes, Limits], bytes]] = {"gzip": _inflate, "deflate": _inflate, "br": _unbrotli, "zstd": _unzstd}
