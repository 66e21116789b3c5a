"""E-mail newsletters: one message a file, or many in an mbox."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from transforms.contract import Item, RawRecord
from transforms.dumps.decode import decode
from transforms.dumps.format import Context, Format, Found, Tally, damage, reject
from transforms.dumps.source import RefusedError, Source

_HEADER = re.compile(
    rb"^(?:From|To|Subject|Date|Message-ID|MIME-Version|Received|Delivered-To|Return-Path|Content-Type|Reply-To|X-[\w-]+|List-[\w-]+"
    rb"|DKIM-Signature|Authentication-Results|Sender):[ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_MBOX = re.compile(rb"^From \S+.*\d{4}\r?$", re.MULTILINE)


def sniff(head: bytes, _name: str) -> bool:
    """Header lines from the start on, three of those that every message has."""
    text = head.lstrip()
    if text.startswith(b"From ") and _MBOX.match(text):
        text = text.partition(b"\n")[2]
    top = re.split(rb"\r?\n\r?\n", text, maxsplit=1)[0]
    return bool(_HEADER.match(text)) and len({m.lower() for m in re.findall(rb"^[\w-]+:", top, re.MULTILINE)} & _COMMON) >= 3


_COMMON = {
    b"from:",
    b"to:",
    b"subject:",
    b"date:",
    b"message-id:",
    b"mime-version:",
    b"received:",
    b"delivered-to:",
    b"content-type:",
    b"return-path:",
}


def find(source: Source, context: Context) -> Iterator[Found]:
    """One record a message; an mbox is cut at its From lines, line by line."""
    if not _MBOX.match(source.head(200)):
        try:
            data = source.read_all(context.limits)
        except RefusedError as error:
            yield damage("email", error.fault, payload=error.sample), None
            return
        yield RawRecord(-1, "email", data, None, 0, len(data)), None
        return
    lines: list[bytes] = []
    size = offset = 0
    was_blank = True
    while line := source.stream.readline(1 << 20):
        if was_blank and lines and _MBOX.match(line):
            yield _message(lines, size, offset, context), None
            offset, size, lines = offset + size, 0, []
        size += len(line)
        if size <= context.limits.max_record_bytes:
            lines.append(line)
        was_blank = not line.strip()
    yield _message(lines, size, offset, context), None


def _message(lines: list[bytes], size: int, offset: int, context: Context) -> RawRecord:
    record = RawRecord(-1, "email", b"".join(lines[1:]), None, offset, size)
    return reject(record, "too_large", f"a message of {size} bytes") if size > context.limits.max_record_bytes else record


def fill(record: RawRecord, _parsed: Any, context: Context) -> None:
    """Subject, sender, date and the HTML part, else the text part."""
    message = email.message_from_bytes(record.payload.lstrip(), policy=email.policy.default)
    name, address = parseaddr(_header(message, "From") or "")
    record.external_id = _header(message, "Message-ID")
    item = Item(zone=context.zone, kind="newsletter", title=_header(message, "Subject"), published=_header(message, "Date"))
    item.publisher = name or address or None
    item.language = _header(message, "Content-Language")
    for wanted in ("text/html", "text/plain"):
        text = next((_content(part) for part in message.walk() if part.get_content_type() == wanted and not part.is_attachment()), None)
        if text and text.strip():
            item.body_html, item.body_text = (text, None) if wanted == "text/html" else (None, text)
            break
    if not (item.body_html or item.body_text):
        item.kind = "stub"
    record.item = item


def _header(message: EmailMessage, name: str) -> str | None:
    """A header as text; the parser raises on some malformed ones, where the raw value must do."""
    try:
        value = message.get(name)
    except (ValueError, IndexError, AttributeError, LookupError, TypeError):
        value = dict(message.raw_items()).get(name)
    return " ".join(str(value).split()) or None if value is not None else None


def _content(part: Any) -> str:
    data = part.get_payload(decode=True) or b""
    return decode(data, part.get_content_charset(), is_markup=part.get_content_type() == "text/html").text


def count(source: Source, _context: Context) -> Tally:
    """One message, or the From lines of an mbox that follow a blank line."""
    if not _MBOX.match(source.head(200)):
        return Tally(1, "files", {"files": 1})
    messages = 0
    was_blank = True
    while line := source.stream.readline(1 << 20):
        messages += was_blank and line.startswith(b"From ") and bool(_MBOX.match(line))
        was_blank = line in (b"\n", b"\r\n") or not line.strip()
    return Tally(messages, "From lines", {"messages": messages})


EMAIL = Format("email", sniff, find, fill, count)
