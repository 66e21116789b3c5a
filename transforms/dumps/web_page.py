"""What a fetched or saved payload is to us: a page, a plain text, or nothing with an article in it."""

from __future__ import annotations

import re

from transforms.contract import RawRecord
from transforms.dumps.decode import decode, has_many_controls
from transforms.dumps.format import reject, set_aside
from transforms.dumps.page_record import PageRecord

_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_HTML_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|article|div|p|h1|script|main|section|span|table|center|link|style|a)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_ANYWHERE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ROBOTS = re.compile(r"/(?:robots\.txt|[^/?]*sitemap[^/?]*\.xml(?:\.gz)?|ads\.txt|humans\.txt|security\.txt)(?:[?#]|$)", re.IGNORECASE)
_MAX_TRIMMED = 5 << 20  # bytes at which the crawler of CC-NEWS cuts a payload


def looks_like_html(head: bytes) -> bool:
    """True where the first bytes are those of an HTML page or fragment."""
    return bool(_HTML_START.match(head[:4096])) or bool(_HTML_ANYWHERE.search(head[:2048]))


def fill_payload(record: RawRecord, *, status: int = 200) -> None:
    """Decides on a fetched payload by its status, type, URL and first bytes, and decodes it where it is text."""
    payload = record.payload
    if len(payload) == _MAX_TRIMMED and "truncated_record" not in record.warnings:
        record.warnings.append("truncated_record")
    if status >= 400:
        set_aside(record, "http_error", f"status {status}")
    elif 300 <= status < 400:
        set_aside(record, "redirect", f"status {status}")
    elif record.url and _ROBOTS.search(record.url):
        set_aside(record, "robots_or_sitemap")
    elif not payload or payload.isspace():
        set_aside(record, "empty_file", "an empty body")
    elif _is_html(record.content_type, payload):
        fill_html(record)
    elif record.content_type == "text/plain" and not has_many_controls(payload):
        fill_text(record)
    else:
        set_aside(record, "not_text", record.content_type)


def _is_html(content_type: str | None, payload: bytes) -> bool:
    if content_type in _HTML_TYPES:
        return looks_like_html(payload) or not has_many_controls(payload) or b"\0<" in payload[:64]
    is_vague = content_type is None or content_type in (
        "application/octet-stream",
        "text/plain",
        "application/xml",
        "text/xml",
        "text",
        "html",
    )
    return is_vague and looks_like_html(payload)


def fill_html(record: RawRecord) -> None:
    """The payload as a page; `record.charset` goes in as what was declared and comes out as what was used."""
    if isinstance(record, PageRecord):
        record.defer("html")
        return
    set_page(record, record.payload, record.charset)


def set_page(record: RawRecord, data: bytes, charset: str | None) -> None:
    """These bytes, decoded, as the record's page; `charset` is what was declared."""
    text = decode(data, charset, is_markup=True)
    record.html, record.charset = text.text, text.charset
    record.warnings.extend(text.warnings)


def fill_text(record: RawRecord) -> None:
    """The payload as a plain text."""
    if has_many_controls(record.payload) and not record.charset:
        reject(record, "bad_encoding", "control characters: no text")
        return
    if isinstance(record, PageRecord):
        record.defer("text")
        return
    text = decode(record.payload, record.charset)
    record.text, record.charset = text.text, text.charset
    record.warnings.extend(text.warnings)
