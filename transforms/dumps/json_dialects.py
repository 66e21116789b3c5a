"""JSON schemas whose meaning field names alone do not tell: Webz.io, the TREC Washington Post, ninjs 1 to 3, AP, Factiva.

Each dialect is a test and a reader; the first whose test fits reads the object.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from transforms.contract import Image, Item, RawRecord
from transforms.dumps.fields import fill_fields, list_of, moment_of, set_authors, text_of
from transforms.dumps.format import Context, reject, set_aside
from transforms.dumps.markup import plain
from transforms.dumps.ninjs import fill_ninjs, is_ninjs

_Object = dict[str, Any]
_WAPO = "https://www.washingtonpost.com"
# entries of the Post's `contents` that are no text of the article
_WAPO_KINDS = {"paragraph": "body", "subhead": "heading", "blockquote": "block_quote", "pullquote": "", "correction": "body"}


# an object with none of these fields follows no dialect
DIALECT_FIELDS = frozenset(
    [
        "$schema",
        "format",
        "resources",
        "thread",
        "contents",
        "data",
        "item",
        "headlines",
        "bodies",
        "descriptions",
        "eventDetails",
        "versioncreated",
        "pubstatus",
        "body_xhtml",
        "description_text",
        "description_caption",
        "standard",
        "$standard",
        "an",
        "url_used",
        "index",
        "create",
    ]
)


def fill_dialect(record: RawRecord, value: _Object, context: Context) -> bool:
    """Reads the object by the dialect that it follows; False where it follows none."""
    if DIALECT_FIELDS.isdisjoint(value):
        return False
    for is_dialect, fill in _DIALECTS:
        if is_dialect(value):
            fill(record, value, context)
            return True
    return False


def _is_description(value: _Object) -> bool:
    """A JSON Schema, the header of a WACZ's pages, a data package, an action of Elasticsearch's bulk files: notes about data."""
    return (
        ("$schema" in value and ("properties" in value or "$defs" in value or "definitions" in value))
        or str(value.get("format", "")).startswith("json-pages")
        or ("profile" in value and "resources" in value)
        or (len(value) == 1 and any(isinstance(value.get(key), dict) and "_index" in value[key] for key in ("index", "create")))
    )


def _fill_description(record: RawRecord, _value: _Object, _context: Context) -> None:
    set_aside(record, "metadata_record", "a description of data")


def _is_webz(value: _Object) -> bool:
    return isinstance(value.get("thread"), dict) and ("uuid" in value or "ord_in_thread" in value)


def _fill_webz(record: RawRecord, value: _Object, context: Context) -> None:
    """A post of Webz.io. Its offsets are the vendor's; posts after the first of a thread are readers' comments."""
    thread = value["thread"]
    record.url = text_of(value.get("url")) or text_of(thread.get("url"))
    record.external_id = text_of(value.get("uuid")) or text_of(thread.get("uuid"))
    order = value.get("ord_in_thread")
    if isinstance(order, int) and order > 0:
        set_aside(record, "comment", f"post {order} of a thread")
        return
    item = Item(zone=context.zone, zone_is_publishers=False, text_from="text")
    item.title = text_of(value.get("title")) or text_of(thread.get("title"))
    item.body_text = text_of(value.get("text"))
    item.byline = text_of(value.get("author"))
    item.published = moment_of(value.get("published")) or moment_of(thread.get("published"))
    item.publisher = text_of(thread.get("site_full")) or text_of(thread.get("site"))
    item.section = text_of(thread.get("section_title"))
    item.keywords = list_of(value.get("categories"))
    item.language = text_of(value.get("language"))
    image = text_of(thread.get("main_image"))
    item.images = [Image(url=image)] if image else []
    record.item = item


def _is_wapo(value: _Object) -> bool:
    return isinstance(value.get("contents"), list) and ("article_url" in value or "published_date" in value)


def _fill_wapo(record: RawRecord, value: _Object, context: Context) -> None:
    """A document of the TREC Washington Post collection: a list of typed contents, some of them null."""
    url = text_of(value.get("article_url"))
    record.url = _WAPO + url if url and url.startswith("/") else url
    record.external_id = text_of(value.get("id"))
    item = Item(zone=context.zone, publisher=text_of(value.get("source")), title=text_of(value.get("title")), paragraphs=[])
    item.published = moment_of(value.get("published_date"))
    set_authors(item, value.get("author"))
    for entry in value["contents"]:
        if isinstance(entry, dict):
            _add_wapo(item, entry)
    record.item = item


def _add_wapo(item: Item, entry: _Object) -> None:
    kind, content = entry.get("type"), entry.get("content")
    text = plain(content) if isinstance(content, str) else None
    if kind == "sanitized_html" and text:
        paragraph = _WAPO_KINDS.get(entry.get("subtype") or "paragraph", "body")
        if paragraph:
            assert item.paragraphs is not None
            item.paragraphs.append((paragraph, text))
    elif kind == "list" and isinstance(content, list):
        assert item.paragraphs is not None
        item.paragraphs.extend(("list_item", line) for part in content if isinstance(part, str) and (line := plain(part)))
    elif kind == "title":
        item.title = item.title or text
    elif kind == "deck":
        item.subtitle = text
    elif kind == "byline":
        item.byline = text
    elif kind == "kicker":
        item.section = text
    elif kind == "date":
        item.published = item.published or moment_of(content)
    elif kind == "image":
        item.images.append(
            Image(text_of(entry.get("imageURL")), plain(entry.get("fullcaption")), plain(entry.get("credits_caption_display")))
        )


def _ap_item(value: _Object) -> _Object | None:
    """The item in an answer of the AP Media API, alone or as an element of a feed."""
    inner = value.get("data") if isinstance(value.get("data"), dict) else value
    item = inner.get("item") if isinstance(inner, dict) else None
    return item if isinstance(item, dict) and isinstance(item.get("altids"), dict) else None


def _fill_ap(record: RawRecord, value: _Object, context: Context) -> None:
    item = _ap_item(value)
    assert item is not None
    fill_ninjs(record, item, context)
    record.external_id = text_of(item["altids"].get("itemid")) or record.external_id
    record.url = None  # the address of the API, with the customer's keys


def _is_factiva(value: _Object) -> bool:
    return "an" in value and ("source_code" in value or "publication_datetime" in value or "publication_date" in value)


def _fill_factiva(record: RawRecord, value: _Object, context: Context) -> None:
    """A row of a Factiva snapshot: the lead is `snippet`, the rest `body`, and dates are milliseconds."""
    row = dict(value)
    parts = [text for key in ("snippet", "body") if (text := text_of(row.pop(key, None)))]
    row["body"] = "\n\n".join(parts)
    row["publisher"] = row.pop("source_name", None) or row.get("publisher_name")
    row["published_at"] = row.pop("publication_datetime", None) or row.pop("publication_date", None)
    row["updated_at"] = row.pop("modification_datetime", None) or row.pop("modification_date", None)
    fill_fields(record, row, None, context.zone)
    record.external_id = text_of(value["an"])
    if record.item is None and record.html is None:
        record.item = Item(kind="stub")


def _is_realnews(value: _Object) -> bool:
    return "url_used" in value and isinstance(value.get("publish_date"), str)


def _fill_realnews(record: RawRecord, value: _Object, context: Context) -> None:
    """A row of RealNews, which writes month-day-year whatever the publisher's country."""
    month, _, rest = value["publish_date"].partition("-")
    day, _, year = rest.partition("-")
    is_date = len(year) == 4 and (month + day + year).isdigit()
    row = value | {"publish_date": f"{year}-{month}-{day}"} if is_date else value
    if not fill_fields(record, row, None, context.zone):
        reject(record, "missing_field", "no title and no text")


_DIALECTS: tuple[tuple[Callable[[_Object], bool], Callable[[RawRecord, _Object, Context], None]], ...] = (
    (_is_description, _fill_description),
    (_is_webz, _fill_webz),
    (_is_wapo, _fill_wapo),
    (lambda value: _ap_item(value) is not None, _fill_ap),
    (is_ninjs, fill_ninjs),
    (_is_factiva, _fill_factiva),
    (_is_realnews, _fill_realnews),
)
