"""WARC and ARC files cut into records, through whatever damage there is: each stretch of bytes ends in exactly one piece.

A good file takes a fast way. Where that stops, the careful reader takes over from the last record that added up: it isolates
gzip members, checks every length, and finds the next record after damage.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from transforms.dumps.limits import Limits
from transforms.dumps.source import Stream
from transforms.dumps.warc_fast import cut_gzip, cut_plain
from transforms.dumps.warc_members import cut_members
from transforms.dumps.warc_piece import GZIP_MAGIC, Piece
from transforms.dumps.warc_records import arc_records, warc_records
from transforms.dumps.window import Window

_CHUNK = 1 << 16


def cut_file(file: io.BufferedReader, limits: Limits) -> Iterator[Piece]:
    """The pieces of a plain or gzipped WARC file, from the file's position on."""
    is_gzip = file.peek(2)[:2] == GZIP_MAGIC
    resume = yield from (cut_gzip if is_gzip else cut_plain)(file, limits)
    if resume is not None:
        file.seek(resume)
        yield from cut_stream(file, limits, resume)


def cut_stream(stream: Stream, limits: Limits, offset: int = 0, *, is_arc: bool = False) -> Iterator[Piece]:
    """The pieces of a WARC or ARC stream that begins at `offset` of its file, plain or gzipped."""
    window = Window(lambda: stream.read(_CHUNK), offset)
    read = arc_records if is_arc else warc_records
    if window.peek(2) == GZIP_MAGIC:
        yield from cut_members(window, read, limits)
    else:
        yield from read(window, limits)
