"""HTML exports of press databases, many articles a page: Factiva and Europresse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bs4 import BeautifulSoup, Tag

from transforms.contract import Item, RawRecord
from transforms.dumps.decode import declared_in_markup, decode
from transforms.dumps.fields import unique
from transforms.dumps.format import Context, Format, Found, Tally, damage, reject
from transforms.dumps.markup import fold
from transforms.dumps.source import RefusedError, Source

_FACTIVA = re.compile(rb"<div\s+class=[\"']article\s+\w*Article[\"']")
_EUROPRESSE = re.compile(rb"<article\b")
# '512 words', whatever the language of the person who exported; a day would have its year behind the word
_WORDS = re.compile(r"^\d[\d.,\s]*\s+[^\W\d]+$")
_DAY = re.compile(r"\b\d{1,2}\.?\s+\w+\.?\s+\d{4}\b|\b\w+\s+\d{1,2},\s+\d{4}\b")
_PAGE = re.compile(r",\s*p\.?\s*[\w-]+.*$")
_NUMBER = re.compile(r"news[·\xb7][^\s<]{6,80}")


def _sniff_factiva(head: bytes, _name: str) -> bool:
    return b"<html" in head.lower() and (bool(_FACTIVA.search(head)) or (b"articleParagraph" in head and b"activa" in head))


def _sniff_europresse(head: bytes, _name: str) -> bool:
    return bool(_EUROPRESSE.search(head)) and (b"DocPublicationName" in head or b"eureka.cc" in head or b"europresse" in head.lower())


def _find(source: Source, context: Context, *, start: re.Pattern[bytes], format_name: str) -> Iterator[Found]:
    """One record from each start to the next; the charset is the page's."""
    try:
        data = source.read_all(context.limits)
    except RefusedError as error:
        yield damage(format_name, error.fault, payload=error.sample), None
        return
    charset = (source.charset and "utf-8") or declared_in_markup(data)
    starts = [match.start() for match in start.finditer(data)]
    if not starts:
        yield reject(RawRecord(-1, format_name, data, None, 0, len(data), charset=charset), "unreadable", "no article in the export"), None
        return
    for begin, end in zip(starts, [*starts[1:], len(data)], strict=True):
        yield RawRecord(-1, format_name, data[begin:end], None, begin, end - begin, charset=charset), None


def _soup(record: RawRecord) -> Tag | None:
    text = decode(record.payload, record.charset)
    record.charset = text.charset
    record.warnings.extend(text.warnings)
    found = BeautifulSoup(text.text, "lxml").find(["article", "div"])
    if not isinstance(found, Tag):
        reject(record, "unreadable", "no article element")
        return None
    return found


def _text(node: Tag | None) -> str | None:
    return fold(node.get_text(" ")) or None if node else None


def _paragraphs(nodes: list[Tag]) -> list[tuple[str, str]]:
    return [("body", text) for node in nodes if (text := fold(node.get_text("")))]


def _fill_factiva(record: RawRecord, _parsed: Any, context: Context) -> None:
    """A table of two-letter codes, or, in the other layout, a run of divs whose order tells."""
    soup = _soup(record)
    if soup is None:
        return
    item = Item(zone=context.zone)
    rows = {fold(cells[0].get_text()): cells[1] for row in soup.find_all("tr") if len(cells := row.find_all("td", recursive=False)) == 2}
    if "HD" in rows or "AN" in rows:
        _fill_factiva_table(record, item, rows)
    else:
        _fill_factiva_divs(record, item, soup)
    record.item = item


def _fill_factiva_table(record: RawRecord, item: Item, rows: dict[str, Tag]) -> None:
    values = {code: _text(cell) for code, cell in rows.items()}
    item.title, item.byline, item.publisher = values.get("HD"), values.get("BY"), values.get("SN")
    item.section, item.source, item.rights = values.get("SE"), values.get("CR"), values.get("CY")
    item.published = " ".join(part for part in (values.get("PD"), values.get("ET")) if part) or None
    item.language = values.get("LA")
    item.keywords = unique(part.partition(" : ")[2].strip() for part in (values.get("NS") or "").split("|") if " : " in part)
    record.external_id = (values.get("AN") or "").split(" ")[-1] or None
    cells = [rows[code] for code in ("LP", "TD") if code in rows]
    item.paragraphs = [block for cell in cells for block in (_paragraphs(cell.find_all("p")) or _paragraphs([cell]))]


def _fill_factiva_divs(record: RawRecord, item: Item, soup: Tag) -> None:
    """The layout without codes: title, author, 'n words', day, newspaper, ... ; the last line is 'Document <number>'."""
    title = soup.find(class_=re.compile(r"[a-z]{2}Headline|^headline$"))
    item.title = _text(title) if isinstance(title, Tag) else None
    item.paragraphs = _paragraphs(soup.find_all("p", class_=re.compile("articleParagraph")))
    lines = [text for div in soup.find_all("div") if not div.find("div") and (text := _text(div))]
    for number, line in enumerate(lines):
        if _WORDS.match(line):
            before = [text for text in lines[:number] if text != item.title]
            item.byline = before[-1] if before else None
            item.published = lines[number + 1] if number + 1 < len(lines) else None
            after = [text for text in lines[number + 2 : number + 4] if not re.match(r"^\d{1,2}:\d{2}$", text)]
            item.publisher = after[0] if after else None
            break
    last = next((line for line in reversed(lines) if re.match(r"^\w+ [A-Z0-9]{4,}0020\w{8,}$", line)), "")
    record.external_id = last.rpartition(" ")[2] or None


def _fill_europresse(record: RawRecord, _parsed: Any, context: Context) -> None:
    """An article: newspaper, then section, day and page in one line, title, author, text, number."""
    soup = _soup(record)
    if soup is None:
        return
    item = Item(zone=context.zone)

    def by_class(*names: str) -> str | None:
        found = soup.find(class_=list(names))
        return _text(found) if isinstance(found, Tag) else None

    item.publisher = by_class("DocPublicationName")
    head = by_class("DocHeader") or ""
    day = _DAY.search(head)
    item.published = day.group() if day else None
    section = _PAGE.sub("", head[: day.start()] if day else "").rstrip(" ,")
    parts = [part.strip() for part in section.split(",")]
    item.section = parts[0] if len(parts) > 1 or day else None
    item.title = by_class("titreArticleVisu", "TitreArticleVisu") or by_class("titreArticle")
    title = soup.find(class_="titreArticle")
    following = title.find_next_sibling("div") if isinstance(title, Tag) else None
    item.byline = _text(following) if isinstance(following, Tag) else None
    small = soup.find("small")
    item.rights = _text(small) if isinstance(small, Tag) else None
    body = soup.find(class_=["docOcurrContainer", "DocText"]) or soup.find("section")
    item.paragraphs = _paragraphs(body.find_all("p")) or _paragraphs([body]) if isinstance(body, Tag) else []
    number = _NUMBER.search(soup.get_text(" "))
    record.external_id = number.group() if number else None
    record.item = item


def _count(source: Source, _context: Context, *, start: re.Pattern[bytes], mark: re.Pattern[bytes]) -> Tally:
    """Another mark that every article has once; no count where it is not there as often as articles begin."""
    data = source.stream.read()
    marks, starts = len(mark.findall(data)), len(start.findall(data))
    return Tally(marks if marks == starts else None, "marks of articles", {"marks": marks, "starts": starts})


def _format(
    name: str,
    sniff: Callable[[bytes, str], bool],
    start: re.Pattern[bytes],
    fill: Callable[[RawRecord, Any, Context], None],
    mark: re.Pattern[bytes],
) -> Format:
    return Format(name, sniff, partial(_find, start=start, format_name=name), fill, partial(_count, start=start, mark=mark))


FACTIVA_HTML = _format(
    "factiva_html", _sniff_factiva, _FACTIVA, _fill_factiva, re.compile(rb"[^\s<>]\s+(?:<[^>]+>)*[A-Z0-9]{4,}0020\w{8,}")
)
EUROPRESSE = _format("europresse", _sniff_europresse, _EUROPRESSE, _fill_europresse, re.compile(rb"</article>"))
