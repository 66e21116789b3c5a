"""Legacy wire text: IPTC 7901 and ANPA 1312. Messages are framed by control codes: SOH header STX text ETX EOT."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from transforms.contract import Item, RawRecord
from transforms.dumps.decode import decode
from transforms.dumps.fields import unique
from transforms.dumps.format import Context, Format, Found, Tally, reject
from transforms.dumps.markup import fold
from transforms.dumps.source import SAMPLE, Source

_CHUNK = 1 << 17

_START = re.compile(rb"\x16*\x01")
_SNIFF = re.compile(rb"[\s\x00]{0,20}\x16*\x01[A-Za-z\x1f]")
# the time at the end: day, hour, minute, zone, month, year (IPTC 7901), or month-day-year and time (ANPA)
_TIME_7901 = re.compile(r"\b(\d{2})(\d{2})(\d{2})\s*(GMT|UTC|Z)?\s+([A-Za-z]{3})[a-z]*\.?\s+(\d{2})\b")
_TIME_ANPA = re.compile(r"\b([A-Z]{2,4})-[A-Z]{2,4}-(\d{2})-(\d{2})-(\d{2})\s+(\d{2})(\d{2})(GMT|EST|EDT)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OFFSETS = {"GMT": "+00:00", "EST": "-05:00", "EDT": "-04:00"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CREDIT = re.compile(r"^(?:AP|Associated Press|AFP|Reuters|dpa|UPI|AAP|The Associated Press)\s*$")
_NOTE = re.compile(r"^(?:Eds?|EDITORS?|AP Photos?|With|URGENT|EDITOR'S NOTE|\*|Attn|ATTN)\b")


def sniff(head: bytes, _name: str) -> bool:
    return bool(_SNIFF.match(head)) and b"\x02" in head[:2000]


def find(source: Source, context: Context) -> Iterator[Found]:
    """One record a message: from one start of header to the next."""
    limit = context.limits.max_record_bytes
    ahead = b""
    offset = dropped = 0
    while True:
        block = source.stream.read(_CHUNK)
        ahead += block
        while match := _START.search(ahead, _lead(ahead)):
            yield _message(ahead[: match.start()], offset, dropped), None
            offset, ahead, dropped = offset + dropped + match.start(), ahead[match.start() :], 0
        if not block:
            break
        if len(ahead) > limit:
            ahead, dropped = ahead[:SAMPLE], dropped + len(ahead) - SAMPLE
    if ahead:
        yield _message(ahead, offset, dropped), None


def _lead(ahead: bytes) -> int:
    """Where to look for the next message: behind the start of this one."""
    match = _START.match(ahead)
    return match.end() if match else 0


def _message(payload: bytes, offset: int, dropped: int) -> RawRecord:
    record = RawRecord(-1, "wire", payload, None, offset, len(payload) + dropped)
    return reject(record, "too_large", f"a message of {len(payload) + dropped} bytes") if dropped else record


def fill(record: RawRecord, _parsed: Any, context: Context) -> None:
    decoded = decode(record.payload, record.charset)
    record.charset = decoded.charset
    record.warnings.extend(decoded.warnings)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    header, framed, body = text.partition("\x02")
    item = Item(zone=context.zone, published_from="wire_header", text_from="text", paragraphs=[])
    if not framed:
        reject(record, "bad_header", "no start of text")
        return
    if "\n^" in body or body.startswith("^"):
        _fill_anpa(record, item, header, body)
    else:
        _fill_7901(record, item, header, body)
    if not item.paragraphs:
        item.kind = "stub"
    record.item = item


def _fill_7901(record: RawRecord, item: Item, header: str, body: str) -> None:
    """IPTC 7901: the header line names source, number, priority, category and words; the headline ends in '='."""
    lines = [line for line in _CONTROLS.sub("", header).split("\n") if line.strip()]
    parts = lines[0].split() if lines else []
    match = re.match(r"([a-z]{3})(\d{3,4})$", parts[0]) if parts else None
    body, _, trailer = body.partition("\x03")
    stamp = _TIME_7901.search(trailer) or _TIME_7901.search(body[-80:])
    if stamp and stamp.group(5).lower() in _MONTHS:
        day, hour, minute, zone, month, year = stamp.groups()
        year, month = _full_year(year), f"{_MONTHS.index(month.lower()) + 1:02}"
        item.published = f"{year}-{month}-{day}T{hour}:{minute}:00" + ("+00:00" if zone else "")
        if match:
            record.external_id = f"{parts[0]}-{year}{month}{day}"
    item.section = parts[2] if len(parts) > 2 and parts[2].isalpha() and len(parts[2]) > 2 else None
    item.publisher = next((part for part in parts if part in ("dpa", "afp", "apa", "ansa", "rtr", "ap")), None)
    item.keywords = unique(word.strip() for line in lines[1:] for word in line.split("/") if word.strip())
    top, _, rest = _CONTROLS.sub("", body).partition("=\n")
    if rest or body.rstrip().endswith("="):
        headlines = [fold(line) for line in top.split("\n") if line.strip()]
        bylines = [line for line in headlines if re.match(r"(?:By|Von|Por|Par)\s", line)]
        titles = [line for line in headlines if line not in bylines and not re.match(r"^\(?[A-Z0-9 ]{4,20}\)?$", line)]
        item.byline = bylines[0] if bylines else None
        item.title = titles[-1] if titles else (headlines[-1] if headlines else None)
    else:
        rest = top
    _fill_paragraphs(item, rest)


def _full_year(year: str) -> str:
    """The year of two digits: wires of this kind ran from 1970 on."""
    return ("19" if year >= "70" else "20") + year


def _fill_anpa(record: RawRecord, item: Item, header: str, body: str) -> None:
    """ANPA 1312: header lines begin with '^' and end in '<' or '='; paragraphs begin with a tab."""
    lines = [line for line in header.split("\n") if line.strip("\x16\x01 ")]
    keyword = re.search(r"[\x11-\x14]+\s*([^\s\x00-\x1f].*?)\s+(\d{2}-\d{2})\s+(\d+)\s*$", lines[-1]) if lines else None
    stamp = _TIME_ANPA.search(_CONTROLS.sub("", body[-200:]))
    body = body.partition("\x03")[0]
    if stamp:
        agency, month, day, year, hour, minute, zone = stamp.groups()
        year = _full_year(year)
        item.published = f"{year}-{month}-{day}T{hour}:{minute}:00" + _OFFSETS.get(zone or "GMT", "")
        item.publisher = "Associated Press" if agency == "AP" else agency
        number = re.search(r"[A-Za-z]\d{3,5}", lines[0]) if lines else None
        record.external_id = f"{number.group()}-{year}{month}{day}" if number else None
    tops: list[str] = []
    rest: list[str] = []
    for line in body.split("\n"):
        target = tops if line.startswith("^") and not rest else rest
        target.append(line)
    slug = keyword.group(1) if keyword else None
    item.keywords = [slug] if slug else []
    others = _fill_tops(item, [fold(_CONTROLS.sub("", line)).strip("^ ") for line in tops])
    _fill_paragraphs(item, _CONTROLS.sub("", "\n".join(rest)))
    if not item.paragraphs:
        item.paragraphs = [("body", text) for text in others]


def _fill_tops(item: Item, tops: list[str]) -> list[str]:
    """Slug, headline, notes, byline and credit: the first line is the slug, what begins with By is the byline. Returns the others."""
    others: list[str] = []
    for number, line in enumerate(tops):
        text = line.rstrip("<= ").strip()
        if not text or (number == 0 and len(tops) > 1):
            continue
        if re.match(r"By\s", text):
            item.byline = text
        elif _CREDIT.match(text):
            item.source = text
        elif not _NOTE.match(text) and not item.title:
            item.title = re.sub(r",\d*$", "", text)
        else:
            others.append(text)
    return others


def _fill_paragraphs(item: Item, text: str) -> None:
    """Paragraphs begin with a tab or three blanks, or stand between blank lines."""
    assert item.paragraphs is not None
    for part in re.split(r"\n[ \t]*\n|\n(?=\t|[ ]{3})", text):
        words = fold(part.rstrip().removesuffix("<").replace("<\n", "\n"))
        if words and words != "^":
            item.paragraphs.append(("body", words.strip("^ ")))


def count(source: Source, _context: Context) -> Tally:
    """Start-of-header codes, and one more for what stands before the first."""
    starts = 0
    first = b""
    while block := source.stream.read(1 << 20):
        first = first or block[:64]
        starts += block.count(b"\x01")
    has_lead = not _START.match(first)
    return Tally(starts + has_lead, "start-of-header codes", {"headers": starts})


WIRE = Format("wire", sniff, find, fill, count)
