"""A saved HTML page: the whole file is one record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from transforms.contract import RawRecord
from transforms.dumps.decode import has_many_controls
from transforms.dumps.format import Context, Format, Found
from transforms.dumps.source import Source
from transforms.dumps.web_page import fill_html, looks_like_html
from transforms.dumps.whole_file import count_one, find_whole
from transforms.dumps.xml_elements import root_of

# the comment that browsers write into a page they save
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->")


def sniff(head: bytes, name: str) -> bool:
    root = root_of(head) if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") else None
    if root and root.name.lower() != "html":
        return False
    if looks_like_html(head):
        return True
    return name.lower().endswith((".html", ".htm", ".xhtml")) and b"<" in head and not has_many_controls(head)


def find(source: Source, context: Context) -> Iterator[Found]:
    return find_whole(source, context, "html")


def fill(record: RawRecord, _parsed: Any, _context: Context) -> None:
    """The page as text; its URL where a browser noted it."""
    saved = _SAVED_FROM.search(record.payload[:2000])
    record.url = saved.group(1).decode("ascii", "replace") if saved else None
    fill_html(record)


HTML = Format("html", sniff, find, fill, count_one)
