"""Pages that a browser saved with all their parts in one file: MHTML (Chrome, Edge, Internet Explorer) and Safari's web archive."""

from __future__ import annotations

import email
import email.policy
import plistlib
import re
from datetime import UTC
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

from transforms.contract import RawRecord
from transforms.dumps.format import Context, Format, reject, set_aside
from transforms.dumps.web_page import set_page
from transforms.dumps.whole_file import count_one, find_whole

_HEADER = re.compile(rb"\s*[A-Za-z][\w-]*:[^\n]*\n")
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
# a letter has been sent: to someone, by way of someone, under an id
_SENT = re.compile(rb"^(?:To|Message-ID|Received|Delivered-To|Return-Path):", re.IGNORECASE | re.MULTILINE)
# what reading a damaged property list raises
_PLIST_ERRORS = (plistlib.InvalidFileException, ValueError, KeyError, TypeError, AttributeError, RecursionError)
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def sniff_mhtml(head: bytes, _name: str) -> bool:
    """Mail headers of a page with its pictures, which nobody sent."""
    if not _HEADER.match(head):
        return False
    top = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)[0]
    return bool(_RELATED.search(top)) and not _SENT.search(top)


def sniff_webarchive(head: bytes, _name: str) -> bool:
    return head.startswith(b"bplist00") and b"WebMainResource" in head


def fill_mhtml(record: RawRecord, _parsed: Any, _context: Context) -> None:
    """The first HTML part, which is the page; its frames and pictures follow it."""
    message = email.message_from_bytes(record.payload.lstrip(), policy=email.policy.compat32)
    page = next((part for part in message.walk() if part.get_content_type() in _HTML_TYPES), None)
    if page is None:
        set_aside(record, "not_text", "a saved page without an HTML part")
        return
    saved = str(message.get("Date") or "")
    try:
        record.fetched_at = parsedate_to_datetime(saved).astimezone(UTC) if saved else None
    except (ValueError, TypeError, OverflowError):
        record.fetched_at = None
    record.url = _url(message, page)
    data = page.get_payload(decode=True)
    set_page(record, data if isinstance(data, bytes) else b"", page.get_content_charset())


def _url(message: Message, page: Message) -> str | None:
    places = (message.get("Snapshot-Content-Location"), page.get("Content-Location"), message.get("Content-Location"))
    return next((link for place in places if (link := str(place or "").strip()).startswith(("http://", "https://"))), None)


def fill_webarchive(record: RawRecord, _parsed: Any, _context: Context) -> None:
    """The main resource of the property list."""
    try:
        resource = plistlib.loads(record.payload, fmt=plistlib.FMT_BINARY)["WebMainResource"]
        data, charset = resource["WebResourceData"], resource.get("WebResourceTextEncodingName")
        url, media = resource.get("WebResourceURL"), resource.get("WebResourceMIMEType", "text/html")
    except _PLIST_ERRORS as error:
        reject(record, "corrupt", f"a web archive: {type(error).__name__}: {error}")
        return
    if media not in _HTML_TYPES or not isinstance(data, bytes):
        set_aside(record, "not_text", f"a saved resource of type {media}")
        return
    record.url = url if isinstance(url, str) and url.startswith(("http://", "https://")) else None
    set_page(record, data, charset if isinstance(charset, str) else None)


MHTML = Format("mhtml", sniff_mhtml, partial(find_whole, format_name="mhtml"), fill_mhtml, count_one)
WEBARCHIVE = Format("webarchive", sniff_webarchive, partial(find_whole, format_name="webarchive"), fill_webarchive, count_one)
