"""The shapes of what a WARC or ARC file is cut into, and how its records begin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from transforms.dumps.limits import Limits
from transforms.dumps.source import RATIO_FROM, Fault

GZIP_MAGIC = b"\x1f\x8b"
MAX_HEAD = 1 << 16  # bytes of a record's header
LENGTH = re.compile(r"[0-9]{1,18}")
WARC_START = re.compile(rb"^WARC/\d\.\d+[ \t]*\r?\n(?=[A-Za-z][A-Za-z-]*:)", re.MULTILINE)
# url, IP address, 14 digits, type, length (ARC 1); ARC 2 has five more fields before the length
ARC_START = re.compile(
    rb"^[a-z][a-z0-9+.-]{1,20}:[^\r\n]{1,4000} [0-9a-fA-F.:]{3,45} \d{8,14} [^ \r\n]*(?: [^\r\n]{0,4000})? \d{1,12}\r?\n", re.MULTILINE
)
ARC_LINE = re.compile(
    rb"([a-z][a-z0-9+.-]{1,20}:[^\r\n]{1,4000}?) [0-9a-fA-F.:]{3,45} (\d{8,14}) ([^ \r\n]*)(?: [^\r\n]{0,4000}?)? (\d{1,12})\r?\n"
)


class Head(NamedTuple):
    """What matters of a record's header; `kind` is WARC-Type, or 'arc' and 'filedesc' for ARC."""

    kind: str
    uri: str | None
    date: str | None
    content_type: str | None
    truncated: str | None


def head_of(fields: Mapping[str, str]) -> Head:
    """The head of a WARC record from its header fields by lower-case name, of which warc-type is one."""
    get = fields.get
    return Head(fields["warc-type"], get("warc-target-uri"), get("warc-date"), get("content-type"), get("warc-truncated"))


class Piece(NamedTuple):
    """A record, or a damaged stretch (`fault`); `offset` and `length` are in the file, None where it cannot be said.

    `http_head` is the header of a response that was read apart from its body; `block` is then the body alone.
    """

    head: Head | None
    block: bytes
    offset: int | None
    length: int | None
    fault: Fault | None = None
    http_head: bytes = b""


def is_bomb(size: int, packed: int, limits: Limits) -> bool:
    """True where a record is larger than honest data of so many packed bytes."""
    return size > RATIO_FROM and size > limits.max_expansion_ratio * max(1, packed)
