"""NewsML-G2: news items, and the packages, concepts, plans and catalogues that travel with them."""

from __future__ import annotations

from lxml import etree

from transforms.contract import Image, Item, RawRecord
from transforms.dumps.fields import unique
from transforms.dumps.format import Context, set_aside
from transforms.dumps.markup import plain
from transforms.dumps.nitf import read_nitf
from transforms.dumps.xml_blocks import blocks_of
from transforms.dumps.xml_elements import child_text, inner_text, strip_namespaces
from transforms.dumps.xml_format import Prolog, has_root, xml_format

_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem", "groupSet")
_OTHER_ITEMS = {
    "packageItem": "package",
    "conceptItem": "concept",
    "knowledgeItem": "concept",
    "planningItem": "planning_item",
    "catalogItem": "catalogue",
    "groupSet": "package",
}
_CLASSES = {
    "picture": "picture",
    "photo": "picture",
    "graphic": "graphic",
    "animated": "graphic",
    "video": "video",
    "audio": "audio",
    "composite": "package",
}
_STATUSES = {"usable": "usable", "withheld": "embargoed", "canceled": "withdrawn", "cancelled": "withdrawn"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def fill_newsml_g2(record: RawRecord, element: etree._Element, _prolog: Prolog, context: Context) -> None:
    """One item of any sort; only news items that hold or announce a text are candidates."""
    strip_namespaces(element)
    record.external_id, record.external_version = element.get("guid"), element.get("version")
    if element.tag in _OTHER_ITEMS:
        set_aside(record, _OTHER_ITEMS[element.tag], element.tag)
        return
    item = Item(zone=context.zone)
    _fill_content(item, element)
    kind = _code(element.find("itemMeta/itemClass"))
    if kind in _CLASSES and not (kind == "composite" and item.paragraphs):
        set_aside(record, _CLASSES[kind], f"an item of class {kind}")
        return
    _fill_meta(item, element)
    record.url = _url(element)
    record.item = item


def _code(node: etree._Element | None) -> str:
    """The last part of a qcode or uri, in lower case."""
    return (
        str(node.get("qcode") or node.get("uri") or node.get("code") or "").rpartition(":")[2].rpartition("/")[2].lower()
        if node is not None
        else ""
    )


def _label(node: etree._Element | None) -> str | None:
    """The name of a party or concept: its name, its literal, or the code."""
    if node is None:
        return None
    return (
        child_text(node, "name")
        or node.get("literal")
        or inner_text(node)
        or str(node.get("qcode") or node.get("uri") or "").rpartition(":")[2]
        or None
    )


def _fill_content(item: Item, element: etree._Element) -> None:
    """The body: NITF or XHTML inline, or data inline as text or HTML."""
    for inline in element.iterfind("contentSet/inlineXML"):
        if item.paragraphs:
            break
        if inline.find(".//body.content") is not None or inline.find(".//body.head") is not None:
            read_nitf(item, inline)
        else:
            body = inline.find(".//body")
            item.paragraphs = blocks_of(inline if body is None else body)
    for data in element.iterfind("contentSet/inlineData"):
        text = "".join(map(str, data.itertext())).strip()
        if text and not item.paragraphs:
            is_html = "html" in str(data.get("contenttype", "")) or text.startswith("<")
            item.paragraphs = None
            item.body_html, item.body_text = (text, None) if is_html else (None, text)
            break


def _fill_meta(item: Item, element: etree._Element) -> None:
    meta = element.find("contentMeta")
    headlines = element.findall("contentMeta/headline")
    main = [node for node in headlines if not node.get("role") or "main" in str(node.get("role"))] or headlines
    title = next((text for node in main if (text := inner_text(node))), None)
    item.title = plain(title) or item.title or child_text(element, "itemMeta/title")
    if meta is not None:
        by = child_text(meta, "by")
        creators = [name for node in meta.iterfind("creator") if (name := _label(node)) and node.find("name") is not None]
        item.byline = item.byline or by
        item.authors = None if item.byline else unique(creators) or None
        dateline = child_text(meta, "dateline")
        item.dateline = item.dateline or (dateline if dateline and not dateline[:1].isdigit() else None)
        language = meta.find("language")
        item.language = language.get("tag") if language is not None else None
        item.source = _label(meta.find("infoSource"))
        item.keywords = unique([*(text for node in meta.iterfind("keyword") if (text := inner_text(node))), *_subjects(meta)])
        if not (item.paragraphs or item.body_html or item.body_text):
            item.subtitle, item.kind = child_text(meta, "description"), "stub"
    item.language = item.language or element.get(_LANG)
    item.publisher = _label(element.find("itemMeta/provider"))
    if item.source == item.publisher:
        item.source = None
    item.rights = child_text(element, "rightsInfo/copyrightNotice") or child_text(element, "rightsInfo/usageTerms")
    _fill_dates(item, element)
    item.images = [image for node in element.iterfind("contentSet/remoteContent") if (image := _image(node))]


def _subjects(meta: etree._Element) -> list[str]:
    return [name for node in meta.iterfind("subject") if (name := child_text(node, "name"))]


def _fill_dates(item: Item, element: etree._Element) -> None:
    item.updated = child_text(element, "itemMeta/versionCreated")
    item.published = child_text(element, "itemMeta/firstCreated") or child_text(element, "contentMeta/contentCreated") or item.updated
    item.embargoed_until = child_text(element, "itemMeta/embargoed")
    item.status = _STATUSES.get(_code(element.find("itemMeta/pubStatus")), "usable")
    if item.embargoed_until and item.status == "usable":
        item.status = "embargoed"


def _url(element: etree._Element) -> str | None:
    """The item's page on the web, where a link or an alternative id gives one."""
    links = [
        link.get("href")
        for link in element.iterfind("itemMeta/link")
        if "canonical" in str(link.get("rel", "")) or "web" in str(link.get("rel", ""))
    ]
    ids = [inner_text(node) for node in element.iterfind("contentMeta/altId")]
    return next((link for link in [*links, *ids] if link and link.startswith(("http://", "https://"))), None)


def _image(node: etree._Element) -> Image | None:
    return Image(node.get("href")) if str(node.get("contenttype", "")).startswith("image/") and node.get("href") else None


NEWSML_G2 = xml_format("newsml_g2", has_root("newsMessage", *_ITEMS), _ITEMS, fill_newsml_g2)
