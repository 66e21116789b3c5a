"""XML of research collections and databases: RCV1 (Reuters Corpus Volume 1) and Factiva's article service."""

from __future__ import annotations

import re

from lxml import etree

from transforms.contract import Item, RawRecord
from transforms.dumps.fields import unique
from transforms.dumps.format import Context
from transforms.dumps.xml_blocks import blocks_of
from transforms.dumps.xml_elements import child_text, inner_text, strip_namespaces
from transforms.dumps.xml_format import Prolog, has_root, xml_format

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_COUNTRY = re.compile(r"^[A-Z][A-Z .'/-]{2,40}: ")  # RCV1's titles begin with a country


def fill_rcv1(record: RawRecord, element: etree._Element, _prolog: Prolog, context: Context) -> None:
    """A newsitem of RCV1: a day, never a time."""
    strip_namespaces(element)
    record.external_id = element.get("itemid")
    item = Item(zone=context.zone, published=element.get("date"), language=element.get(_LANG))
    title = child_text(element, "title")
    item.title = child_text(element, "headline") or (_COUNTRY.sub("", title) if title else None)
    item.byline = child_text(element, "byline")
    item.dateline = child_text(element, "dateline")
    text = element.find("text")
    item.paragraphs = blocks_of(text) if text is not None else []
    item.rights = child_text(element, "copyright")
    metadata = {str(node.get("element")): node.get("value") for node in element.iterfind("metadata/dc")}
    item.publisher = metadata.get("dc.publisher")
    item.published = item.published or metadata.get("dc.date.published")
    record.item = item


def fill_factiva(record: RawRecord, element: etree._Element, _prolog: Prolog, context: Context) -> None:
    """An article of Factiva: the lead and the tail are its body; the source is the newspaper."""
    strip_namespaces(element)
    record.external_id = child_text(element, "accessionNo")
    language = child_text(element, "baseLanguage")
    item = Item(zone=context.zone, language=language.lower() if language else None)
    item.title = child_text(element, "headline")
    item.subtitle = child_text(element, "subHeadline") or child_text(element, "columnName")
    item.byline = child_text(element, "byline")
    item.section = child_text(element, "sectionName")
    date = element.find("publicationDate")
    item.published = child_text(date, "dateTime") or child_text(date, "date") if date is not None else None
    item.updated = child_text(element, "modificationDate/dateTime")
    item.publisher = child_text(element, "sourceName") or child_text(element, "publisherName")
    item.source = child_text(element, "credit")
    item.rights = child_text(element, "copyright")
    parts = [node for path in ("leadParagraph", "tailParagraphs") for node in element.iterfind(path)]
    item.paragraphs = [block for part in parts for block in blocks_of(part)]
    item.keywords = unique(text for node in element.iterfind("newsSubject/name") if (text := inner_text(node)))
    record.item = item


RCV1 = xml_format("rcv1", has_root("newsitem", "newsitems"), ("newsitem",), fill_rcv1)
FACTIVA_XML = xml_format(
    "factiva_xml", has_root("PPSResponse", "ppsArticleResponse", "ppsarticleResultSet", "GetArticleResponse"), ("article",), fill_factiva
)
