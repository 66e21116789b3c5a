"""Files that lie beside pages and are no text: pictures, fonts, scripts, style sheets, media; and those whose text no format reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from transforms.contract import RawRecord
from transforms.dumps.format import Context, Format, Found, set_aside
from transforms.dumps.source import Source
from transforms.dumps.whole_file import count_one, find_whole

_MAGIC = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM\x00",
    b"II*\x00",
    b"MM\x00*",
    b"%PDF-",
    b"%!PS",
    b"\x00\x00\x01\x00",
    b"wOFF",
    b"wOF2",
    b"OTTO",
    b"OggS",
    b"ID3",
    b"fLaC",
    b"\x1aE\xdf\xa3",
    b"FLV\x01",
    b"SQLite format 3\x00",
    b"\x7fELF",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a",
    b"\xca\xfe\xba\xbe",
    b"\xd0\xcf\x11\xe0",
)
# files that may well hold articles: whoever reads the ledger should know
_UNREAD = (
    (b"%PDF-", "a PDF: its text is not read"),
    (b"%!PS", "PostScript: its text is not read"),
    (b"\xd0\xcf\x11\xe0", "an Office file of the old kind (doc, xls, msg): its text is not read"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it to have its members read"),
    (b"Rar!\x1a", "a RAR archive: unpack it to have its members read"),
    (b"SQLite format 3\x00", "an SQLite database: its tables are not read"),
)
_NAMES = re.compile(
    r"\.(?:css|js|mjs|map|svg|ico|woff2?|ttf|otf|eot|png|jpe?g|gif|webp|avif|mp[34]|m4[av]|webm|avi|mov|swf|pdf|cdxj?|idx)$", re.IGNORECASE
)


def sniff(head: bytes, name: str) -> bool:
    if head.startswith(_MAGIC) or (head.startswith(b"RIFF") and head[8:12] in (b"WEBP", b"WAVE", b"AVI ")) or head[4:8] == b"ftyp":
        return True
    return bool(_NAMES.search(name)) and not re.match(rb"\s*<(?:!doctype html|html)", head[:200], re.IGNORECASE)


def find(source: Source, context: Context) -> Iterator[Found]:
    return find_whole(source, context, "asset")


def fill(record: RawRecord, _parsed: Any, _context: Context) -> None:
    unread = next((what for magic, what in _UNREAD if record.payload.startswith(magic)), None)
    set_aside(record, "not_text", unread or "a picture, script, font or other file without a text")


ASSET = Format("asset", sniff, find, fill, count_one)
