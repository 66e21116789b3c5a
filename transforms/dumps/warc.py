"""WARC (plain, gzip, and through other compressions) and ARC: fetched pages, texts of WET files, and everything else they hold."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from transforms.contract import RawRecord
from transforms.dumps.format import Context, Format, Found, reject, set_aside
from transforms.dumps.http_response import charset_of, media_type, parse_parts, parse_response
from transforms.dumps.page_record import PageRecord
from transforms.dumps.source import RefusedError, Source
from transforms.dumps.warc_blocks import cut_file, cut_stream
from transforms.dumps.warc_count import count_arc, count_warc
from transforms.dumps.warc_piece import GZIP_MAGIC, Piece
from transforms.dumps.web_page import fill_payload

# records that may hold a page
_PAGES = frozenset(("response", "resource", "conversion", "arc"))
_ARC_HEAD = re.compile(rb"^(?:filedesc://|https?://)[^\r\n]{1,4000} [0-9a-fA-F.:]{3,45} \d{8,14} ")


def _start(head: bytes) -> bytes:
    """The first bytes, gzip taken off."""
    if not head.startswith(GZIP_MAGIC):
        return head
    try:
        return zlib.decompressobj(31).decompress(head, 4096)
    except zlib.error:
        return b""


def sniff_warc(head: bytes, _name: str) -> bool:
    return _start(head).startswith((b"WARC/0.", b"WARC/1."))


def sniff_arc(head: bytes, name: str) -> bool:
    start = _start(head)
    return start.startswith(b"filedesc://") or (".arc" in name.lower() and bool(_ARC_HEAD.match(start)))


def find_warc(source: Source, context: Context) -> Iterator[Found]:
    pieces = cut_file(source.file, context.limits) if source.file and _is_real(source.file) else cut_stream(source.stream, context.limits)
    for piece in pieces:
        yield _record(piece, "warc"), piece


def find_arc(source: Source, context: Context) -> Iterator[Found]:
    for piece in cut_stream(source.stream, context.limits, is_arc=True):
        yield _record(piece, "arc"), piece


def _is_real(file: io.BufferedReader) -> bool:
    return not isinstance(file.raw, io.BytesIO)


def _record(piece: Piece, format_name: str) -> RawRecord:
    head = piece.head
    kind = PageRecord if head and head.kind in _PAGES else RawRecord
    record = kind(-1, format_name, piece.block, None, piece.offset, piece.length)
    if head:
        record.url = head.uri.strip("<> ") or None if head.uri else None
        record.fetched_at = _moment(head.date)
    return reject(record, *piece.fault) if piece.fault else record


def _moment(text: str | None) -> datetime | None:
    """WARC-Date (W3C) or ARC's digits as a moment in UTC; None where it is neither."""
    if not text:
        return None
    try:
        moment = datetime.strptime(text.ljust(14, "0")[:14], "%Y%m%d%H%M%S") if text.isdigit() else datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def fill(record: RawRecord, parsed: object, context: Context) -> None:
    """What the record is, by its type; responses and resources by what they hold."""
    piece = cast(Piece, parsed)
    head = piece.head
    if head is None:  # damage has been refused before
        return
    if head.truncated:
        record.warnings.append("truncated_record")
    if head.kind in ("response", "arc"):
        _fill_response(record, piece, context)
    elif head.kind in ("resource", "conversion"):
        record.content_type, record.charset = media_type(head.content_type), charset_of(head.content_type)
        fill_payload(record)
    else:
        record.content_type = media_type(head.content_type)
        set_aside(record, "revisit" if head.kind == "revisit" else "not_a_response", head.kind)


def _fill_response(record: RawRecord, piece: Piece, context: Context) -> None:
    http_head, limits = piece.http_head, context.limits
    try:
        response = parse_parts(http_head, record.payload, limits) if http_head else parse_response(record.payload, limits)
    except RefusedError as error:
        record.payload = http_head + record.payload  # nothing was taken off it
        reject(record, *error.fault)
        return
    record.content_type, record.charset = response.content_type, response.charset
    if not response.status and piece.head and piece.head.kind == "arc":
        record.content_type = media_type(piece.head.content_type)
    record.payload = response.body
    fill_payload(record, status=response.status or 200)


WARC = Format("warc", sniff_warc, find_warc, fill, count_warc)
ARC = Format("arc", sniff_arc, find_arc, fill, count_arc)
