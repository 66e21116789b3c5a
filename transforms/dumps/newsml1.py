"""NewsML 1.x: one envelope, one or more NewsItems, each a tree of components with lines, metadata and content."""

from __future__ import annotations

import re

from lxml import etree

from transforms.contract import Image, Item, RawRecord
from transforms.dumps.fields import unique
from transforms.dumps.format import Context, set_aside
from transforms.dumps.nitf import read_nitf
from transforms.dumps.xml_blocks import blocks_of
from transforms.dumps.xml_elements import child_text, strip_namespaces
from transforms.dumps.xml_format import Prolog, has_root, xml_format

_MEDIA = {"photo": "picture", "picture": "picture", "image": "picture", "graphic": "graphic", "video": "video", "audio": "audio"}
_STATUSES = {"canceled": "withdrawn", "cancelled": "withdrawn", "withdrawn": "withdrawn", "embargoed": "embargoed", "withheld": "embargoed"}


def fill_newsml1(record: RawRecord, element: etree._Element, prolog: Prolog, context: Context) -> None:
    """One NewsItem. Its id leaves the revision out, so that revisions share it."""
    strip_namespaces(element)
    identifier = element.find(".//NewsIdentifier")
    if identifier is not None:
        parts = [child_text(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId")]
        record.external_id = ":".join(part for part in parts if part) or child_text(identifier, "PublicIdentifier")
        record.external_version = child_text(identifier, "RevisionId")
    item = Item(zone=context.zone)
    _fill_content(item, element)
    if not (item.paragraphs or item.body_html):
        media = [_name(node) for node in element.iterfind(".//ContentItem/MediaType")]
        reason = next((_MEDIA[name] for name in media if name in _MEDIA), None)
        if reason and "text" not in media:
            set_aside(record, reason, f"a news item of {reason}s")
            return
        item.kind = "stub"
    _fill_lines(item, element)
    _fill_management(item, element)
    record.item = item


def _name(node: etree._Element | None) -> str:
    return str(node.get("FormalName", "")).lower() if node is not None else ""


def _fill_content(item: Item, element: etree._Element) -> None:
    """The content that is the body by its role, else the longest text: alternatives repeat it, others are headlines and contacts."""
    best = (False, 0)
    for content in element.iterfind(".//ContentItem"):
        data = content.find("DataContent")
        if data is None or _name(content.find("MediaType")) not in ("", "text", "complextext", "multimedia"):
            _add_image(item, content)
            continue
        length = sum(len(part) for part in data.itertext())
        is_body = _role(content) in ("body", "main", "main text", "text")
        if (is_body, length if not is_body else 1) > best:
            best = (is_body, length if not is_body else 1)
            _read_content(item, data)


def _role(content: etree._Element) -> str:
    """The role of the nearest component around a content item."""
    return next((_name(role) for parent in content.iterancestors("NewsComponent") if (role := parent.find("Role")) is not None), "")


def _read_content(item: Item, data: etree._Element) -> None:
    item.paragraphs = item.body_html = None
    text = "".join(map(str, data.itertext()))
    if data.find(".//body.content") is not None:
        inner = data.find("nitf")
        read_nitf(item, data if inner is None else inner)
    elif len(data) == 0 and re.search(r"<(?:p|div|br)\b", text, re.IGNORECASE):
        item.body_html = text
    else:
        body = data.find(".//body")
        item.paragraphs = blocks_of(data if body is None else body)


def _add_image(item: Item, content: etree._Element) -> None:
    href = content.get("Href")
    if href and _MEDIA.get(_name(content.find("MediaType"))) in ("picture", "graphic"):
        item.images.append(Image(href))


def _fill_lines(item: Item, element: etree._Element) -> None:
    item.title = child_text(element, ".//NewsLines/HeadLine") or item.title
    item.subtitle = child_text(element, ".//NewsLines/SubHeadLine") or item.subtitle
    item.byline = child_text(element, ".//NewsLines/ByLine") or item.byline
    dateline = child_text(element, ".//NewsLines/DateLine")
    item.dateline = dateline if dateline and not dateline[:1].isdigit() else item.dateline
    item.rights = child_text(element, ".//NewsLines/CopyrightLine") or item.rights
    words = [text for node in element.iterfind(".//NewsLines/KeywordLine") if (text := "".join(map(str, node.itertext())).strip())]
    item.keywords = unique(words)


def _fill_management(item: Item, element: etree._Element) -> None:
    item.published = child_text(element, ".//NewsManagement/FirstCreated")
    item.updated = child_text(element, ".//NewsManagement/ThisRevisionCreated")
    item.status = _STATUSES.get(_name(element.find(".//NewsManagement/Status")), "usable")
    future = child_text(element, ".//NewsManagement/StatusWillChange/DateAndTime")
    item.embargoed_until = future if item.status == "embargoed" else None
    language = element.find(".//DescriptiveMetadata/Language")
    item.language = language.get("FormalName") if language is not None else None
    item.publisher = _party(element, "Provider")
    source = _party(element, "Source") or _party(element, "Creator")
    item.publisher, item.source = (item.publisher, source if source != item.publisher else None) if item.publisher else (source, None)


def _party(element: etree._Element, role: str) -> str | None:
    node = element.find(f".//AdministrativeMetadata/{role}/Party")
    return node.get("FormalName") if node is not None else None


NEWSML1 = xml_format("newsml1", has_root("NewsML"), ("NewsItem",), fill_newsml1)
