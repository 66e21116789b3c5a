"""SGML collections: Reuters-21578, TREC and Gigaword. No XML: unescaped characters, control codes, no root; read by their tags."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from transforms.contract import Item, RawRecord
from transforms.dumps.decode import decode
from transforms.dumps.fields import unique
from transforms.dumps.format import Context, Format, Found, Tally, set_aside
from transforms.dumps.markup import fold
from transforms.dumps.source import Source
from transforms.dumps.xml_format import find_elements

_REUTERS = re.compile(rb"<!DOCTYPE\s+lewis|<REUTERS\s", re.IGNORECASE)
_DOC = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<(?:DOCSTREAM|ROOT|root)>\s*)?<(?:DOC|doc)(?:\s[^>]*)?>")
_CONTROL = re.compile(r"&#(?:\d|1\d|2\d|3[01]|127);|[\x00-\x08\x0b-\x1f\x7f]")
_TAG = re.compile(r"<[^<>]{1,200}>")
_PARAGRAPH_TAG = re.compile(r"</?(?:P|p|PARA|para)\b[^<>]*>")
_INDENT = re.compile(r"\n(?=[ ]{3,}\S|\t\S)|\n[ \t]*\n")
# Gigaword and AQUAINT name the source and the day in the id: AFP_ENG_20101231.0001, NYT19980601.0001
_GIGAWORD_ID = re.compile(r"^([A-Z]{3})(?:_([A-Z]{3})_)?((?:19|20)\d{6})[._]\d+")
_SOURCES = {
    "AFP": "Agence France-Presse",
    "APW": "Associated Press",
    "CNA": "Central News Agency of Taiwan",
    "LTW": "Los Angeles Times/Washington Post",
    "NYT": "The New York Times",
    "WPB": "Washington Post/Bloomberg",
    "XIN": "Xinhua News Agency",
    "XIE": "Xinhua News Agency",
}
# the collections of TREC's disks name newspaper and day likewise: AP880212-0001, WSJ870324-0001, LA010189-0001
_TREC_ID = re.compile(r"^(AP|WSJ|LA)(\d{2})(\d{2})(\d{2})-\d+$")
_TREC_SOURCES = {"AP": "Associated Press", "WSJ": "The Wall Street Journal", "LA": "Los Angeles Times"}
_SHORT_DAY = re.compile(r"(\d{2})(\d{2})(\d{2})")
_LANGUAGES = {"ENG": "en", "FRE": "fr", "SPA": "es", "CMN": "zh", "ARB": "ar"}


def _sniff_reuters(head: bytes, _name: str) -> bool:
    return bool(_REUTERS.match(head[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")))


def _sniff_doc(head: bytes, _name: str) -> bool:
    return bool(_DOC.match(head)) and bool(re.search(rb"<(?:DOCNO|DOCID|DOC\s+(?:id|ID)|docno|TEXT|doc\s+id)\b", head))


def _find(source: Source, context: Context, *, names: tuple[str, ...], format_name: str) -> Iterator[Found]:
    yield from find_elements(source, context, names=names, format_name=format_name)


def _count(source: Source, _context: Context, *, tag: bytes) -> Tally:
    """Opening tags at the beginning of a line; no count where these are not all, or do not take turns with closing ones."""
    opening = re.compile(rb"^[ \t]*<(?:" + tag + rb")(?=[\s>])", re.MULTILINE)
    everywhere = re.compile(rb"<(/?)(?:[\w.-]+:)?(?:" + tag + rb")(?=[\s/>])")
    at_lines = opened = closed = 0
    take_turns, last = True, b"/"
    for lines in _whole_lines(source):
        at_lines += len(opening.findall(lines))
        marks = everywhere.findall(lines)
        opened, closed = opened + marks.count(b""), closed + marks.count(b"/")
        take_turns &= all(before != after for before, after in pairwise([last, *marks]))
        last = marks[-1] if marks else last
    counts = {"at_line_starts": at_lines, "opened": opened, "closed": closed}
    return Tally(at_lines if take_turns and at_lines == opened == closed else None, "opening and closing tags", counts)


def _whole_lines(source: Source) -> Iterator[bytes]:
    """All of the stream, in pieces that end where a line does."""
    rest = b""
    while block := source.stream.read(1 << 20):
        lines, newline, rest = (rest + block).rpartition(b"\n")
        yield lines + newline
    yield rest


def _field(text: str, *names: str) -> str | None:
    """The text between the tags of the first name that has any."""
    return next((fold(raw) for name in names if (raw := _raw(text, name)) and fold(raw)), None)


def _raw(text: str, name: str) -> str | None:
    """What stands between a tag and its end, tags inside removed, entities decoded; line breaks stay."""
    match = re.search(rf"<{name}(?:\s[^<>]*)?>(.*?)</{name}\s*>", text, re.DOTALL | re.IGNORECASE)
    return html.unescape(_TAG.sub(" ", match.group(1))) if match else None


def _text(record: RawRecord) -> str:
    decoded = decode(record.payload, record.charset)
    record.charset = decoded.charset
    record.warnings.extend(decoded.warnings)
    text, controls = _CONTROL.subn("", decoded.text.replace("\r\n", "\n"))
    if controls and record.format != "reuters21578":  # there they frame every text
        record.warnings.append("control_characters_removed")
    return text


def _paragraphs(raw: str) -> list[tuple[str, str]]:
    """Paragraphs of a text that marks them by tags, blank lines or indented first lines."""
    parts = _PARAGRAPH_TAG.split(raw) if _PARAGRAPH_TAG.search(raw) else _INDENT.split(textwrap.dedent(raw.strip("\n")))
    return [("body", text) for part in parts if (text := fold(html.unescape(_TAG.sub(" ", part))))]


def _fill_reuters(record: RawRecord, _parsed: Any, context: Context) -> None:
    text = _text(record)
    attributes = dict(re.findall(r'(\w+)="([^"]*)"', text[: text.find(">")]))
    record.external_id = attributes.get("NEWID")
    item = Item(zone=context.zone, publisher="Reuters", language="en", published=_field(text, "DATE"))
    item.title = _field(text, "TITLE")
    item.dateline = (_field(text, "DATELINE") or "").rstrip(" -") or None
    item.byline = _field(text, "AUTHOR")
    item.keywords = unique(fold(html.unescape(topic)) for topic in re.findall(r"<D>(.*?)</D>", text))
    body = re.search(r"<BODY>(.*?)</BODY>", text, re.DOTALL)
    kind = re.search(r'<TEXT\s+TYPE="(\w+)"', text)
    raw = body.group(1) if body else ""
    if not body and kind and kind.group(1) == "UNPROC":
        unprocessed = re.search(r"<TEXT[^>]*>(.*?)</TEXT>", text, re.DOTALL)
        raw = unprocessed.group(1) if unprocessed else ""
    item.paragraphs = [(sort, part) for sort, part in _paragraphs(re.sub(r"\n\s*(?:Reuter|REUTER)s?\s*$", "", raw.rstrip()))]
    if not item.paragraphs:
        item.kind = "brief" if kind and kind.group(1) == "BRIEF" else "stub"
        item.title = (item.title or "").strip("* ") or None
    record.item = item


def _fill_doc(record: RawRecord, _parsed: Any, context: Context) -> None:
    text = _text(record)
    attributes = {key.lower(): value for key, value in re.findall(r'(\w+)="([^"]*)"', text[: text.find(">") + 1])}
    record.external_id = attributes.get("id") or _field(text, "DOCNO", "DOCID")
    identity = _GIGAWORD_ID.match(record.external_id or "")
    sort = attributes.get("type", "").lower() or (_field(text, "DOCTYPE") or "").lower()
    if sort.startswith("advis"):
        set_aside(record, "advisory", "a message to editors")
        return
    item = Item(zone=context.zone)
    item.title = _field(text, "HEADLINE", "HEAD", "HL", "TITLE", "TI", "H3")
    item.byline = _field(text, "BYLINE", "AUTHOR")
    item.dateline = _field(text, "DATELINE")
    item.published = _field(text, "DATE_TIME", "DATETIME", "DATE", "DATE1", "DD")
    item.publisher = _field(text, "SOURCE", "PUB", "SO")
    item.section = (_field(text, "SECTION") or "").partition(";")[0].strip() or None
    if identity:
        day = identity.group(3)
        item.publisher = item.publisher or _SOURCES.get(identity.group(1))
        item.published = item.published or f"{day[:4]}-{day[4:6]}-{day[6:]}"
        item.language = _LANGUAGES.get(identity.group(2) or "ENG")
    _fill_trec(item, record.external_id or "", text)
    bodies = re.findall(r"<(TEXT|LEADPARA|LP|BODY)(?:\s[^<>]*)?>(.*?)</\1\s*>", text, re.DOTALL | re.IGNORECASE)
    item.paragraphs = [part for _, raw in bodies for part in _paragraphs(raw)]
    if (record.external_id or "").startswith("FBIS"):
        _fill_fbis(item)
    item.kind = "list" if sort.startswith("multi") else "article" if item.paragraphs else "stub"
    record.item = item


def _fill_trec(item: Item, number: str, text: str) -> None:
    """What the collections of TREC say in their own ways: days without a century, the Journal's byline in its headline."""
    short = _SHORT_DAY.fullmatch(str(item.published or ""))
    if short:
        item.published = "19{}-{}-{}".format(*short.groups())
    if identity := _TREC_ID.match(number):
        paper, *day = identity.groups()
        year, month, day_of_month = day if paper != "LA" else (day[2], day[0], day[1])
        item.published = item.published or f"19{year}-{month}-{day_of_month}"
        item.publisher = item.publisher or _TREC_SOURCES[paper]
    headline, dashes, rest = (_raw(text, "HL") or "").partition("---")
    if dashes:
        item.title = fold(headline)
        item.byline = item.byline or next((line for line in map(fold, rest.split("\n")) if line.startswith("By ")), None)


def _fill_fbis(item: Item) -> None:
    """The broadcast monitors put source and kind before '[Text]'."""
    assert item.paragraphs is not None
    start = next((number for number, (_, text) in enumerate(item.paragraphs[:8]) if text.startswith("[Text]")), None)
    if start is None:
        return
    before = [text for _, text in item.paragraphs[:start]]
    item.byline = item.byline or next((text.strip("[]") for text in before if text.startswith("[By ")), None)
    kind, text = item.paragraphs[start]
    rest = text.removeprefix("[Text]").strip()
    item.paragraphs = [*([(kind, rest)] if rest else []), *item.paragraphs[start + 1 :]]


def _format(
    name: str, sniff: Callable[[bytes, str], bool], names: tuple[str, ...], fill: Callable[[RawRecord, Any, Context], None]
) -> Format:
    tag = "|".join(names).encode()
    return Format(name, sniff, partial(_find, names=names, format_name=name), fill, partial(_count, tag=tag))


REUTERS21578 = _format("reuters21578", _sniff_reuters, ("REUTERS",), _fill_reuters)
TREC = _format("trec", _sniff_doc, ("DOC", "doc"), _fill_doc)
