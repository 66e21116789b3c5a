"""Fields of a flat record (JSON object, CSV row, Parquet or Avro row) -> Item, by their names or by the user's own mapping.

Names are compared in lower case without punctuation: `datePublished`, `date_published` and `DATE-PUBLISHED` are one name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from transforms.contract import Image, Item, RawRecord

# target -> names, the best first. Seen in: news-please, All-the-News, RealNews, CC-News, C4, HuffPost, Signal-1M, NewsAPI,
# schema.org, TREC NeuCLIR, Kaggle sets, GDELT exports, Media Cloud.
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "webtitle", "articletitle", "newstitle", "titlerss", "titlepage", "storytitle", "heading", "head"),
    "body_text": (
        "maintext",
        "articlebody",
        "articletext",
        "fulltext",
        "bodytext",
        "body",
        "text",
        "content",
        "contents",
        "article",
        "contenttext",
        "plaintext",
        "storytext",
        "story",
        "articlecontent",
        "document",
        "rawtext",
        "textcontent",
        "cleantext",
    ),
    "body_html": ("bodyhtml", "contenthtml", "articlehtml", "htmlcontent", "bodyxhtml", "html", "rawhtml", "textwithhtml"),
    "subtitle": ("subtitle", "subheadline", "subhead", "deck", "dek", "standfirst", "alternativeheadline", "subheading"),
    "teaser": ("shortdescription", "description", "summary", "abstract", "excerpt", "snippet", "teaser", "lead", "leadparagraph", "intro"),
    "byline": ("byline", "authors", "author", "by", "writer", "creator", "reporter", "authorname", "journalist", "writers"),
    "published": (
        "datepublish",
        "datepublished",
        "publisheddate",
        "publishedat",
        "publishdate",
        "published",
        "pubdate",
        "publicationdate",
        "webpublicationdate",
        "publicationdatetime",
        "publishedtime",
        "publishtime",
        "publishedon",
        "date",
        "datetime",
        "firstpublished",
        "time",
        "createdat",
        "datecreated",
        "timestamp",
        "created",
        "day",
    ),
    "updated": (
        "datemodify",
        "datemodified",
        "updatedat",
        "updated",
        "modified",
        "lastmodified",
        "modifiedat",
        "lastupdated",
        "dateupdated",
        "versioncreated",
    ),
    "fetched_at": (
        "datedownload",
        "crawled",
        "crawledat",
        "fetchedat",
        "warcdate",
        "crawldate",
        "scrapedat",
        "scrapedate",
        "retrieved",
        "retrievedat",
        "downloaddate",
    ),
    "publisher": (
        "publisher",
        "publication",
        "newspaper",
        "outlet",
        "sitename",
        "medianame",
        "mediasource",
        "sourcename",
        "source",
        "site",
        "provider",
    ),
    "section": ("section", "sectionname", "articlesection", "category", "categories", "topic", "rubric", "desk", "newsdesk", "department"),
    "keywords": ("keywords", "tags", "topics", "keyword"),
    "language": ("language", "lang", "inlanguage", "languagecode"),
    "url": ("url", "link", "articleurl", "weburl", "sourceurl", "permalink", "pageurl", "originalurl", "urlused", "href", "articlelink"),
    "canonical_url": ("canonicalurl", "canonical", "canonicallink"),
    "rights": ("copyright", "copyrightnotice", "rights", "license", "usageterms"),
    "image": ("imageurl", "topimage", "mainimage", "urltoimage", "image", "img", "thumbnail", "leadimage"),
    "external_id": ("externalid", "uuid", "guid", "articleid", "docid", "docno", "storyid", "uri", "id", "identifier"),
    "external_version": ("externalversion", "version", "revision"),
}
_TARGETS = {name: (target, rank) for target, names in NAMES.items() for rank, name in enumerate(names)}
_PUNCTUATION = re.compile(r"[^a-z0-9]+")
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|a|ul|section|article|blockquote|img|span|strong|em|figure)\b[^>]{0,400}>", re.IGNORECASE)
_EMPTY = frozenset(("", "None", "none", "null", "NULL", "nan", "NaN", "N/A", "n/a", "undefined", "NaT", "[]", "{}"))
_INNER = (
    "name",
    "main",
    "original",
    "value",
    "text",
    "title",
    "label",
    "$date",
    "$oid",
    "$numberLong",
    "$numberInt",
    "url",
    "@value",
    "#text",
    "content",
)

Mapped = Mapping[str, "str | list[str]"]


def field_target(name: str) -> str | None:
    """What a field of that name means (a key of NAMES); None where it says nothing."""
    place = _TARGETS.get(_PUNCTUATION.sub("", name.lower()))
    return place[0] if place else None


@lru_cache(maxsize=4096)
def plan_of(keys: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each target of NAMES that the keys offer: the keys to try, the best first."""
    found: dict[str, list[tuple[int, str]]] = {}
    for key in keys:
        place = _TARGETS.get(_PUNCTUATION.sub("", str(key).lower()))
        if place:
            found.setdefault(place[0], []).append((place[1], key))
    return tuple((target, tuple(key for _, key in sorted(places))) for target, places in found.items())


def fill_fields(record: RawRecord, row: Mapping[str, Any], mapping: Mapped | None, zone: str | None) -> bool:
    """Fills the record and its item from a row; False where the row has neither a title nor a text."""
    values = _collect(row, mapping)
    item = Item(zone=zone, text_from="text")
    item.title = text_of(values.get("title"))
    _set_body(item, values)
    item.subtitle = text_of(values.get("subtitle"))
    teaser = text_of(values.get("teaser"))
    has_body = bool(item.body_text or item.body_html)
    if not has_body:
        item.subtitle, item.kind = item.subtitle or teaser, "stub"
    if not (item.title or has_body or item.subtitle):
        return False
    set_authors(item, values.get("byline"))
    if "authors" in values:  # only a mapping of the user's own leads here
        set_authors(item, values["authors"])
    item.published, item.updated = moment_of(values.get("published")), moment_of(values.get("updated"))
    item.publisher = text_of(values.get("publisher"))
    item.source = text_of(values.get("source"))
    item.section = _first(values.get("section"))
    item.keywords = list_of(values.get("keywords"))
    item.language = text_of(values.get("language"))
    item.canonical_url = text_of(values.get("canonical_url"))
    item.rights = text_of(values.get("rights"))
    item.dateline = text_of(values.get("dateline"))
    image = _first(values.get("image"))
    if image and image.startswith("http"):
        item.images.append(Image(url=image))
    _set_place(record, item, row, values)
    record.item = item
    return True


def _collect(row: Mapping[str, Any], mapping: Mapped | None) -> dict[str, Any]:
    """Target -> the first value that is not empty."""
    values: dict[str, Any] = {}
    for target, keys in plan_of(tuple(row)):
        for key in keys:
            value = row[key]
            if value is not None and not (isinstance(value, str) and value.strip() in _EMPTY) and value not in ([], {}):
                values[target] = value
                break
    for target, names in (mapping or {}).items():
        for name in [names] if isinstance(names, str) else names:
            value = dig(row, name)
            if not is_empty(value):
                values[target] = value
                break
        else:
            values.pop(target, None)
    return values


def _set_body(item: Item, values: Mapping[str, Any]) -> None:
    text = body_of(values.get("body_text"))
    html = text_of(values.get("body_html"))
    if html:
        item.body_html, item.text_from = html, "markup"
    elif text and len(_MARKUP.findall(text, 0, 20_000)) >= 2:
        item.body_html, item.text_from = text, "markup"
    else:
        item.body_text = text


def _set_place(record: RawRecord, item: Item, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    url = text_of(values.get("url"))
    if url and "://" in url[:12]:
        record.url = url
    elif url and url.startswith("www."):
        record.url = "http://" + url
    is_crawl_time = "timestamp" in row and set(row) <= {"text", "url", "timestamp"}  # C4: when it was crawled, not published
    if is_crawl_time:
        item.published = None
    record.fetched_at = time_of(row["timestamp"] if is_crawl_time else values.get("fetched_at"))
    record.external_id = identifier_of(values.get("external_id"))
    if record.external_id:
        record.external_version = text_of(values.get("external_version"))


def identifier_of(value: Any) -> str | None:
    """An id that could be a publisher's own; numbers and short words count rows and mean nothing beyond their file."""
    text = text_of(value)
    return text if text and len(text) >= 8 and not text.isdigit() and " " not in text else None


def is_empty(value: Any) -> bool:
    """True for None, blank strings, the words that stand for nothing, and empty lists."""
    if isinstance(value, str):
        return value.strip() in _EMPTY
    return value is None or value in ([], {}) or (isinstance(value, float) and math.isnan(value))


def dig(row: Mapping[str, Any], name: str) -> Any:
    """The value under a name, or under a dotted path of names and list indices."""
    if name in row:
        return row[name]
    value: Any = row
    for part in name.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def text_of(value: Any) -> str | None:
    """A value as one text: of an object its name or value, of a list its parts joined by commas."""
    if isinstance(value, str):
        text = value.strip()
        return None if text in _EMPTY else text
    if isinstance(value, Mapping):
        return next((inner for key in _INNER if key in value and (inner := text_of(value[key]))), None)
    if isinstance(value, list | tuple):
        return ", ".join(inner for part in value if (inner := text_of(part))) or None
    if isinstance(value, datetime | date):
        return value.isoformat()
    return None if is_empty(value) or isinstance(value, bool) else str(value)


def body_of(value: Any) -> str | None:
    """A body text: of a list its parts as paragraphs."""
    if isinstance(value, list | tuple):
        return "\n\n".join(text for part in value if (text := text_of(part))) or None
    return text_of(value)


def _first(value: Any) -> str | None:
    if isinstance(value, list | tuple):
        return next((found for part in value if (found := text_of(part))), None)
    return text_of(value)


def list_of(value: Any) -> list[str]:
    """A list of words: a list's parts, or a text cut at commas, semicolons or bars."""
    if isinstance(value, list | tuple):
        return unique(text for part in value if (text := text_of(part)))
    text = text_of(value)
    if not text:
        return []
    quoted = re.findall(r"""['"]([^'"]+)['"]""", text) if text.startswith("[") and text.endswith("]") else None
    return unique(part.strip() for part in (quoted or re.split(r"[,;|]", text)) if part.strip())


def unique(texts: Iterable[str]) -> list[str]:
    """Texts in order, each once."""
    return list(dict.fromkeys(texts))


def set_authors(item: Item, value: Any) -> None:
    """Authors given as a list, as objects with a name, or as one string, which stays the byline for clean to read."""
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        value = list_of(value)
    if isinstance(value, list | tuple):
        item.authors = unique(text for part in value if (text := text_of(part))) or None
    else:
        item.byline = text_of(value)


def moment_of(value: Any) -> str | int | float | None:
    """A date as the source has it: a text or a number; Mongo's wrappers taken off."""
    if isinstance(value, Mapping):
        inner = next((value[key] for key in ("$date", "$numberLong", "value", "@value", "date") if key in value), None)
        return moment_of(inner)
    if isinstance(value, list | tuple):
        return moment_of(value[0]) if value else None
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value if abs(value) < 1e18 else None
    text = text_of(value)
    return int(text) if text and re.fullmatch(r"1\d{9}|1\d{12}", text) else text


def time_of(value: Any) -> datetime | None:
    """A time of fetching, in UTC; without a zone it is taken to be UTC. None where it cannot be read."""
    moment = moment_of(value)
    try:
        if isinstance(moment, int | float):
            return datetime.fromtimestamp(moment / 1000 if moment > 1e11 else moment, UTC)
        if not moment:
            return None
        if moment.isdigit() and len(moment) == 14:
            return datetime.strptime(moment, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        parsed = datetime.fromisoformat(moment)
    except (ValueError, OverflowError, OSError):
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
