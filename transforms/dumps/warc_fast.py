"""The fast ways through a WARC that is in order: FastWARC for a gzipped one, reads of known places for a plain one.

Both yield only what adds up and return where they stopped trusting the file: from there on the careful reader goes on.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Generator

from fastwarc.warc import ArchiveIterator

from transforms.dumps.http_response import response_body_at
from transforms.dumps.limits import Limits
from transforms.dumps.source import SAMPLE, Fault
from transforms.dumps.warc_piece import GZIP_MAGIC, LENGTH, MAX_HEAD, Head, Piece, head_of, is_bomb

_VERSION = re.compile(rb"WARC/\d\.\d+\r\n")
_AHEAD = 1 << 12  # bytes in which nearly every record's header ends
_END = b"\r\n\r\n"  # of a header, and of a record


def cut_gzip(file: io.BufferedReader, limits: Limits) -> Generator[Piece, None, int | None]:
    """Pieces by FastWARC, one behind: a record counts when what follows it is in order. Returns where to go on, if anywhere."""
    at = file.tell()
    number = file.fileno()
    head: Head | None = None
    block = b""
    try:
        for record in ArchiveIterator(file, parse_http=False):
            next_at = record.stream_pos
            if head:
                if os.pread(number, 2, next_at) != GZIP_MAGIC:
                    return at  # several records in a member: offsets would be wrong
                yield _piece(head, block, at, next_at - at, limits)
            at, head = next_at, None
            length = record.content_length
            if length > limits.max_record_bytes:
                return at
            fields = {_text(name).lower(): _text(value) for name, value in record.headers.items_bytes()}
            block = record.reader.read()
            if "warc-type" not in fields or len(block) != length:
                return at
            head = head_of(fields)
    except (OSError, ValueError, RuntimeError, EOFError):
        return at
    # the last record has nothing behind it that vouches for it; an empty file has none
    return at if head or at < os.fstat(number).st_size else None


def _piece(head: Head, block: bytes, offset: int, length: int, limits: Limits) -> Piece:
    """The piece of a good record, refused where its expansion is that of a bomb."""
    if is_bomb(len(block), length, limits):
        return Piece(head, block[:SAMPLE], offset, length, Fault("expansion_ratio", f"{len(block)} bytes out of {length}"))
    return Piece(head, block, offset, length)


def cut_plain(file: io.BufferedReader, limits: Limits) -> Generator[Piece, None, int | None]:
    """Pieces of a plain file, each read where the one before ends; the body of a response apart, so that it is copied once.

    A record counts when the end of a record stands behind its length, and another record or the end of the file behind that.
    """
    at, number = file.tell(), file.fileno()
    ahead = _read_ahead(number, at)
    while fields := _fields(ahead, size := ahead.find(_END) + 4):
        digits = fields.get("content-length", "")
        if not LENGTH.fullmatch(digits) or (length := int(digits)) > limits.max_record_bytes or not fields.get("warc-type"):
            break
        body_at = response_body_at(ahead, size, size + length) if fields["warc-type"] == "response" else size
        end = at + size + length
        body = os.pread(number, size + length - body_at, at + body_at)
        following = _read_ahead(number, end, 4)
        if len(body) != size + length - body_at or not following.startswith(_END) or following[4:9] not in (b"WARC/", b""):
            break
        yield Piece(head_of(fields), body, at, end + 4 - at, None, ahead[size:body_at])
        at, ahead = end + 4, following[4:]
    return at if ahead else None


def _read_ahead(number: int, at: int, before: int = 0) -> bytes:
    """The bytes at a place, as many as hold the header that begins `before` bytes later."""
    ahead = os.pread(number, _AHEAD, at)
    return os.pread(number, MAX_HEAD, at) if ahead.find(_END, before) < 0 and len(ahead) == _AHEAD else ahead


def _fields(ahead: bytes, size: int) -> dict[str, str] | None:
    """The fields of a header of `size` bytes by lower-case name, the first of equals; None where it is not in order."""
    if size < 4 or not _VERSION.match(ahead):
        return None
    lines = _text(ahead[: size - 4]).split("\r\n")
    if ahead.count(b"\n", 0, size) != len(lines) + 1:
        return None  # a line that ends otherwise
    fields: dict[str, str] = {}
    for line in lines[:0:-1]:
        name, colon, value = line.partition(":")
        if not colon or line[0] <= " ":
            return None  # a folded line, or none of a header
        fields[name.strip().lower()] = value.strip()
    return fields


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
