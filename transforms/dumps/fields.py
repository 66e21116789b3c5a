"""Values of a flat record (JSON object, CSV row, Parquet or Avro row) -> Item, by the names of its fields or by the user's own mapping."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

from transforms.contract import Image, Item, RawRecord
from transforms.dumps.field_names import CHOSEN, plan_of

_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|a|ul|section|article|blockquote|img|span|strong|em|figure)\b[^>]{0,400}>", re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,100}>\s*)?(?:<!--.{0,400}?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_EMPTY = frozenset(("", "None", "none", "null", "NULL", "nan", "NaN", "N/A", "n/a", "undefined", "NaT", "[]", "{}"))
_LONGEST_EMPTY = max(map(len, _EMPTY))
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
    "rendered",
)
_SEQUENCES: Final = (list, tuple)  # a tuple is asked several times faster than a union
_FEW = 20  # so many texts are compared with each other faster than they are hashed
_NUMBERS: Final = (int, float)
_CRAWL_ONLY = frozenset(("text", "url", "timestamp"))  # C4, whose timestamp is the crawler's

Mapped = Mapping[str, "str | list[str]"]
# sets what a value says and returns whether it says anything
_Setter = Callable[[RawRecord, Item, Any], bool]


def fill_fields(record: RawRecord, row: Mapping[str, Any], mapping: Mapped | None, zone: str | None) -> bool:
    """Fills the record and its item from a row; False where the row has neither a title nor a text."""
    item = Item(zone=zone, text_from="text")
    if mapping:
        row = _renamed(mapping, row)
    setters, is_crawl = _plan(tuple(row))
    for setter, name, others in setters:
        value = row[name]
        if value is None or not setter(record, item, value):
            for other in others:
                value = row[other]
                if value is not None and setter(record, item, value):
                    break
    if item.body_html and not item.body_text and _PAGE.match(item.body_html):
        # a page as it was fetched: read like every other page, for what it says of itself
        record.html = item.body_html
        return True
    if not (item.body_text or item.body_html):
        item.subtitle, item.kind = item.subtitle or _teaser(row), "stub"
        if not (item.title or item.subtitle):
            return False
    if is_crawl:
        record.fetched_at, item.published = time_of(item.published), None
    if record.external_id is None:
        record.external_version = None
    record.item = item
    return True


def _renamed(mapping: Mapped, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with the user's choice of fields under the names of their targets, in place of what names alone would say."""
    plan = dict(plan_of(tuple(row)))
    for target in mapping:
        plan.pop("byline" if target == "authors" else target, None)
    kept = {key: row[key] for keys in plan.values() for key in keys}
    for target, names in mapping.items():
        candidates = (dig(row, name) for name in ([names] if isinstance(names, str) else names))
        kept[CHOSEN + target] = next((value for value in candidates if not is_empty(value)), None)
    return kept


@lru_cache(maxsize=4096)
def _plan(keys: tuple[str, ...]) -> tuple[tuple[tuple[_Setter, str, tuple[str, ...]], ...], bool]:
    """The setters that a row with these keys needs, each with the best key and the others; whether the row has a crawler's fields only."""
    setters = tuple((_SETTERS[target], names[0], names[1:]) for target, names in plan_of(keys) if target in _SETTERS)
    return setters, len(keys) <= 3 and _CRAWL_ONLY.issuperset(keys)


def _teaser(row: Mapping[str, Any]) -> str | None:
    names = dict(plan_of(tuple(row))).get("teaser", ())
    return next((text for name in names if (text := text_of(row[name]))), None)


def _set_body(_record: RawRecord, item: Item, value: Any) -> bool:
    text = value.strip() if value.__class__ is str and value[:1] > " " and len(value) > _LONGEST_EMPTY else body_of(value)
    if text and "<" in text and len(_MARKUP.findall(text, 0, 20_000)) >= 2:
        item.body_html, item.text_from = item.body_html or text, "markup"
    elif text and (not item.body_html or _PAGE.match(item.body_html)):
        item.body_html, item.body_text, item.text_from = None, text, "text"
    return text is not None


def _set_html(_record: RawRecord, item: Item, value: Any) -> bool:
    html = text_of(value)
    if html and not (item.body_text and _PAGE.match(html)):  # what a crawler made of a page is its text
        item.body_html, item.body_text, item.text_from = html, None, "markup"
    return html is not None


def _set_url(record: RawRecord, _item: Item, value: Any) -> bool:
    url = text_of(value)
    if url is None:
        return record.url is not None
    if "://" in url[:12]:
        record.url = url
    elif url.startswith("www."):
        record.url = "http://" + url
    return record.url is not None


def _set_publisher(record: RawRecord, item: Item, value: Any) -> bool:
    name = text_of(value)
    if name and "://" in name[:12]:  # a source may be the page's address
        record.url = record.url or name
        return False
    item.publisher = name
    return name is not None


def _set_image(_record: RawRecord, item: Item, value: Any) -> bool:
    image = _first(value)
    if image and image.startswith("http"):
        item.images.append(Image(url=image))
    return bool(item.images)


def _set_published(_record: RawRecord, item: Item, value: Any) -> bool:
    item.published = moment_of(value)
    return item.published is not None


def _set_updated(_record: RawRecord, item: Item, value: Any) -> bool:
    item.updated = moment_of(value)
    return item.updated is not None


def _set_fetched(record: RawRecord, _item: Item, value: Any) -> bool:
    record.fetched_at = time_of(value)
    return record.fetched_at is not None


def _set_id(record: RawRecord, _item: Item, value: Any) -> bool:
    record.external_id = identifier_of(value)
    return record.external_id is not None


def _set_version(record: RawRecord, _item: Item, value: Any) -> bool:
    record.external_version = text_of(value)
    return record.external_version is not None


def _set_section(_record: RawRecord, item: Item, value: Any) -> bool:
    item.section = _first(value)
    return item.section is not None


def _set_keywords(_record: RawRecord, item: Item, value: Any) -> bool:
    item.keywords = list_of(value)
    return bool(item.keywords)


def _set_people(_record: RawRecord, item: Item, value: Any) -> bool:
    set_authors(item, value)
    return bool(item.authors or item.byline)


def _plain_setter(name: str) -> _Setter:
    """A setter of an attribute that is one text."""

    def setter(_record: RawRecord, item: Item, value: Any) -> bool:
        # the common case without a call: this runs for every field of every row
        text = value if value.__class__ is str and len(value) > _LONGEST_EMPTY and value[0] > " " and value[-1] > " " else text_of(value)
        if text is None:
            return False
        setattr(item, name, text)
        return True

    return setter


_PLAIN = ("title", "subtitle", "source", "language", "canonical_url", "rights", "dateline")
_SETTERS: dict[str, _Setter] = {
    **{name: _plain_setter(name) for name in _PLAIN},
    "body_text": _set_body,
    "body_html": _set_html,
    "byline": _set_people,
    "authors": _set_people,
    "published": _set_published,
    "updated": _set_updated,
    "fetched_at": _set_fetched,
    "url": _set_url,
    "publisher": _set_publisher,
    "image": _set_image,
    "section": _set_section,
    "keywords": _set_keywords,
    "external_id": _set_id,
    "external_version": _set_version,
}


def identifier_of(value: Any) -> str | None:
    """An id that could be a publisher's own; numbers and short words count rows and mean nothing beyond their file."""
    text = text_of(value)
    return text if text and len(text) >= 8 and not text.isdigit() and " " not in text else None


def is_empty(value: Any) -> bool:
    """True for None, blank strings, the words that stand for nothing, NaN, and empty lists."""
    if isinstance(value, str):  # looking a long text up means hashing it
        return (len(value) <= _LONGEST_EMPTY and value.strip() in _EMPTY) or value.isspace()
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
        return text if len(text) > _LONGEST_EMPTY or text not in _EMPTY else None
    if isinstance(value, dict):
        return next((inner for key in _INNER if key in value and (inner := text_of(value[key]))), None)
    if isinstance(value, _SEQUENCES):
        return ", ".join(inner for part in value if (inner := text_of(part))) or None
    if isinstance(value, date):
        return value.isoformat()
    return None if is_empty(value) or isinstance(value, bool) else str(value)


def body_of(value: Any) -> str | None:
    """A body text: of a list its parts as paragraphs, of a list in it its parts as one paragraph."""
    if isinstance(value, _SEQUENCES):
        return "\n\n".join(text for part in value if (text := _paragraph_of(part))) or None
    return text_of(value)


def _paragraph_of(value: Any) -> str | None:
    if isinstance(value, _SEQUENCES):
        return " ".join(text for part in value if (text := text_of(part))) or None
    return text_of(value)


def _first(value: Any) -> str | None:
    """The first of a list's texts, or the only one; a number is the key of another table and no name."""
    parts = value if isinstance(value, _SEQUENCES) else [value]
    return next((found for part in parts if not isinstance(part, _NUMBERS) and (found := text_of(part))), None)


def list_of(value: Any) -> list[str]:
    """A list of words: a list's parts, or a text cut at commas, semicolons or bars; keys of another table are no words."""
    if isinstance(value, _SEQUENCES):
        # of a keyword with a name and a value the name is the kind of keyword
        words = (part["value"] if isinstance(part, dict) and "value" in part else part for part in value)
        return unique(text for word in words if not isinstance(word, _NUMBERS) and (text := text_of(word)))
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
    if isinstance(value, _SEQUENCES):
        names: list[str] = []
        for part in value:
            name = None if isinstance(part, _NUMBERS) else text_of(part)
            if name and (len(value) > _FEW or name not in names):
                names.append(name)
        item.authors = unique(names) if len(names) > _FEW else names or None
    elif isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        item.authors = list_of(value) or None
    elif not isinstance(value, _NUMBERS):  # the key of a table of people
        item.byline = text_of(value)


def moment_of(value: Any) -> str | int | float | None:
    """A date as the source has it: a text or a number; Mongo's wrappers taken off."""
    if value.__class__ is str and len(value) > 13 and value[0] > " " and value[-1] > " ":
        return str(value)
    if isinstance(value, dict):
        inner = next((value[key] for key in ("$date", "$numberLong", "value", "@value", "date") if key in value), None)
        return moment_of(inner)
    if isinstance(value, _SEQUENCES):
        return moment_of(value[0]) if value else None
    if isinstance(value, bool):
        return None
    if isinstance(value, _NUMBERS):
        return value if abs(value) < 1e18 else None
    text = text_of(value)
    is_epoch = text is not None and len(text) in (10, 13) and text.isdigit() and text[0] == "1"
    return int(text) if text and is_epoch else text


def time_of(value: Any) -> datetime | None:
    """A time of fetching, in UTC; without a zone it is taken to be UTC. None where it cannot be read."""
    try:
        if value.__class__ is str and len(value) == 19 and value[13] == ":":  # no zone in it: reading one is cheaper than setting one
            return datetime.fromisoformat(value + "+00:00")
        if isinstance(value, str) and len(value) > 14:
            parsed = datetime.fromisoformat(value.strip())
            return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
        moment = moment_of(value)
        if isinstance(moment, _NUMBERS):
            return datetime.fromtimestamp(moment / 1000 if moment > 1e11 else moment, UTC)
        if moment and moment.isdigit() and len(moment) == 14:
            return datetime.strptime(moment, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None
    except (ValueError, OverflowError, OSError):
        return None
