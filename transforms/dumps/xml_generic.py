"""XML of no known schema: a system's own export of one item, or of a list of them, read by the names of its elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from transforms.contract import RawRecord
from transforms.dumps.field_names import field_target
from transforms.dumps.fields import fill_fields
from transforms.dumps.format import Context, Format, Found, Tally, reject, set_aside
from transforms.dumps.source import Source
from transforms.dumps.xml_elements import inner_text, root_of, strip_namespaces
from transforms.dumps.xml_format import count_elements, find_elements, parse_record

# elements that hold one record each, where a root is a list of them
_RECORDS = (
    "article",
    "item",
    "doc",
    "document",
    "story",
    "news",
    "record",
    "row",
    "entry",
    "post",
    "newsitem",
    "ARTICLE",
    "DOC",
    "ITEM",
    "Article",
    "Item",
)
_FURNITURE = {
    "urlset": "robots_or_sitemap",
    "sitemapindex": "robots_or_sitemap",
    "opml": "metadata_record",
    "collectionInfo": "metadata_record",
}


def sniff(head: bytes, _name: str) -> bool:
    root = root_of(head)
    return root is not None and (root.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<!DOCTYPE")) or b"</" in head)


def _names(source: Source) -> tuple[str, ...]:
    """The names of the records: known ones that repeat below the root, else the root's own."""
    head = source.head()
    root = root_of(head)
    name = root.name if root else "x"
    for candidate in _RECORDS:
        if candidate != name and len(re.findall(rb"<" + candidate.encode() + rb"[\s>]", head)) >= 1 and _is_list(head, name, candidate):
            return (candidate,)
    return (name,)


def _is_list(head: bytes, root: str, candidate: str) -> bool:
    """True where the candidate is the first or second level below the root, with no title of the root's own before it."""
    before = head[: head.find(b"<" + candidate.encode())]
    opened = re.findall(rb"<([A-Za-z_][\w.-]*)", before)
    is_plural = root.lower().rstrip("s") != root.lower() or root.lower() in (
        "add",
        "root",
        "rss",
        "channel",
        "data",
        "response",
        "export",
        "corpus",
        "archive",
    )
    return is_plural and len(opened) <= 12


def find(source: Source, context: Context) -> Iterator[Found]:
    yield from find_elements(source, context, names=_names(source), format_name="xml")


def count(source: Source, context: Context) -> Tally:
    return count_elements(source, context, names=_names(source))


def fill(record: RawRecord, parsed: Any, context: Context) -> None:
    """The element's leaves as fields by their names."""
    element = parse_record(record, parsed)
    if element is None:
        return
    strip_namespaces(element)
    reason = _FURNITURE.get(str(element.tag))
    if reason:
        set_aside(record, reason, f"a document of {element.tag}")
        return
    row = dict(_leaves(element))
    if not fill_fields(record, row, context.mapping, context.zone):
        reject(record, "missing_field", "no title and no text among " + ", ".join(row)[:200])


def _leaves(element: etree._Element) -> Iterator[tuple[str, str | list[str]]]:
    """Name and text of elements that hold text, or that hold paragraphs under a name that is known; the first of a name."""
    found: dict[str, list[str]] = {}
    for node in element.iter(etree.Element):
        name = str(node.get("name") if node.tag == "field" else node.tag)
        known = field_target(name)
        text = inner_text(node) if len(node) == 0 or known in ("body_text", "body_html", "title") else None
        if text and node is not element:
            found.setdefault(name, []).append(_body(node) if known == "body_text" and len(node) else text)
    for name, texts in found.items():
        yield name, texts[0] if len(texts) == 1 or field_target(name) not in ("body_text", "keywords", "byline") else texts
    yield from ((str(key), str(value)) for key, value in element.attrib.items() if str(key) not in found)


def _body(node: etree._Element) -> str:
    parts = [text for child in node.iterchildren(etree.Element) if (text := inner_text(child))]
    own = " ".join((node.text or "").split())
    return "\n\n".join([own, *parts] if own else parts)


XML = Format("xml", sniff, find, fill, count)
