"""NITF, the IPTC's older text format: agency items, and the New York Times corpus, which says its paragraphs twice."""

from __future__ import annotations

from lxml import etree

from transforms.contract import Image, Item, RawRecord
from transforms.dumps.fields import unique
from transforms.dumps.format import Context
from transforms.dumps.xml_blocks import blocks_of
from transforms.dumps.xml_elements import child_text, inner_text, strip_namespaces
from transforms.dumps.xml_format import Prolog, has_root, xml_format

_STATUSES = {"canceled": "withdrawn", "cancelled": "withdrawn", "embargoed": "embargoed", "withheld": "embargoed", "killed": "withdrawn"}
# what indexers say that a text is about; their paths in a taxonomy are no words
_INDEXED = ("classifier[@type='descriptor']", "classifier[@type='general_descriptor']", "org", "person", "location")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def fill_nitf(record: RawRecord, element: etree._Element, _prolog: Prolog, context: Context) -> None:
    """One NITF document."""
    strip_namespaces(element)
    item = Item(zone=context.zone, published_from="field")
    docdata = element.find(".//docdata")
    metas = {str(meta.get("name", "")).lower(): str(meta.get("content", "")) for meta in element.iterfind("head/meta")}
    if docdata is not None:
        _fill_docdata(record, item, docdata)
    _fill_dates(item, element, docdata, metas)
    read_nitf(item, element)
    item.section = item.section or metas.get("online_sections", "").split(";")[0].strip() or metas.get("dsk") or None
    item.language = element.get(_LANG) or metas.get("language") or item.language
    publication = element.find("head/pubdata")
    if publication is not None:
        record.url = publication.get("ex-ref") or None
        item.publisher = item.publisher or publication.get("name")
    if not (item.paragraphs or item.title):
        item.kind = "stub"
    record.item = item


def _fill_docdata(record: RawRecord, item: Item, docdata: etree._Element) -> None:
    identifier = docdata.find("doc-id")
    key = docdata.find("du-key")
    record.external_id = identifier.get("id-string") if identifier is not None else None
    record.external_version = key.get("version") if key is not None else None
    item.status = _STATUSES.get(str(docdata.get("management-status", "")).lower(), "usable")
    holder = docdata.find("doc.copyright")
    if holder is not None and holder.get("holder"):
        item.publisher = holder.get("holder")
        item.rights = " ".join(part for part in ("©", holder.get("year"), holder.get("holder")) if part)
    rights = docdata.find("doc.rights")
    if rights is not None and not item.rights:
        item.rights = rights.get("type") or rights.get("owner")
    words = [str(key.get("key")) for key in docdata.iterfind(".//keyword") if key.get("key")]
    words += [text for path in _INDEXED for node in docdata.iterfind(f"identified-content/{path}") if (text := inner_text(node))]
    item.keywords = unique(words)


def _fill_dates(item: Item, element: etree._Element, docdata: etree._Element | None, metas: dict[str, str]) -> None:
    def norm(path: str) -> str | None:
        node = docdata.find(path) if docdata is not None else None
        return node.get("norm") or inner_text(node) if node is not None else None

    issue, release = norm("date.issue"), norm("date.release")
    publication = element.find("head/pubdata")
    day = [metas.get(f"publication_{part}", "") for part in ("year", "month", "day_of_month")]
    if all(part.isdigit() for part in day):
        issue = issue or f"{int(day[0]):04}-{int(day[1]):02}-{int(day[2]):02}"
    item.published = issue or (publication.get("date.publication") if publication is not None else None) or metas.get("ntb-dato") or release
    if release and issue and release[:15] > issue[:15]:
        item.embargoed_until = release
        item.status = "embargoed" if item.status == "usable" else item.status
    revision = element.find(".//revision-history")
    item.updated = revision.get("norm") if revision is not None else None


def read_nitf(item: Item, element: etree._Element) -> None:
    """Headline, byline, dateline, body and pictures of a document's `body`, in NITF or as other formats embed it."""
    head = element.find(".//body.head")
    if head is not None:
        item.title = item.title or child_text(head, "hedline/hl1") or child_text(head, "hedline")
        # the New York Times corpus keeps the headline of its site there
        subtitles = (inner_text(node) for node in head.iterfind("hedline/hl2") if node.get("class") != "online_headline")
        item.subtitle = item.subtitle or next(filter(None, subtitles), None)
        item.byline = item.byline or _byline(head)
        item.dateline = item.dateline or _dateline(head)
        distributor = child_text(head, "distributor")
        if item.publisher is None:
            item.publisher = distributor
        elif distributor != item.publisher:
            item.source = item.source or distributor
    item.title = item.title or child_text(element, ".//head/title")
    content = element.find(".//body.content")
    if content is None:
        content = element.find("body")
    if content is not None:
        full = content.find("block[@class='full_text']")
        item.paragraphs = blocks_of(content) if full is None else _full_text(content, full)
        item.images.extend(_image(media) for media in content.iter("media") if media.get("media-type", "image") in ("image", "photo"))
    abstract = child_text(head, "abstract") if head is not None else None
    if abstract and not item.paragraphs:
        item.subtitle, item.kind = item.subtitle or abstract, "stub"


def _full_text(content: etree._Element, full: etree._Element) -> list[tuple[str, str]]:
    """The text of the New York Times corpus and its correction; the first paragraph is said twice where it begins with LEAD."""
    blocks = blocks_of(full)
    lead = blocks[0][1].removeprefix("LEAD:").strip() if blocks else ""
    is_twice = len(blocks) > 1 and lead != blocks[0][1] and blocks[1][1] == lead
    return [*blocks[is_twice:], *(block for node in content.iterfind("block[@class='correction_text']") for block in blocks_of(node))]


def _byline(head: etree._Element) -> str | None:
    """The printed byline; the corpus of the New York Times adds a normalised one. The title of the writer is left out."""
    nodes = head.findall("byline")
    printed = [node for node in nodes if node.get("class") != "normalized_byline"] or nodes
    for node in printed:
        title = inner_text(node.find("byttl"))
        text = inner_text(node)
        if text and title and text != title:
            text = text.replace(title, "").strip(" ,")
        if text:
            return text
    return None


def _dateline(head: etree._Element) -> str | None:
    """The dateline's place, without the date of the story that some agencies put beside it."""
    for node in head.iterfind("dateline/story.date"):
        node.text = None
    text = child_text(head, "dateline")
    return text if text and not text[:1].isdigit() else None


def _image(media: etree._Element) -> Image:
    reference = media.find("media-reference")
    url = reference.get("source") if reference is not None else None
    return Image(url, child_text(media, "media-caption"), child_text(media, "media-producer"))


NITF = xml_format("nitf", has_root("nitf"), ("nitf",), fill_nitf)
