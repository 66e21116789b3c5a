"""Values of a flat record (JSON object, CSV row, Parquet or Avro row) -> Item, by the names of its fields or by the user's own mapping."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from transforms.contract import Image, Item, RawRecord
from transforms.dumps.field_names import plan_of

_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|a|ul|section|article|blockquote|img|span|strong|em|figure)\b[^>]{0,400}>", re.IGNORECASE)
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
)
_CRAWL_ONLY = frozenset(("text", "url", "timestamp"))  # C4, whose timestamp is the crawler's

Mapped = Mapping[str, "str | list[str]"]


def fill_fields(record: RawRecord, row: Mapping[str, Any], mapping: Mapped | None, zone: str | None) -> bool:
    """Fills the record and its item from a row; False where the row has neither a title nor a text."""
    values = _collect(row)
    if mapping:
        _apply(mapping, row, values)
    if len(row) <= 3 and values.get("published") is not None and _CRAWL_ONLY.issuperset(row):
        values["fetched_at"] = values.pop("published")
    item = Item(zone=zone, text_from="text")
    for target, value in values.items():
        setter = _SETTERS.get(target)
        if setter:
            setter(record, item, value)
    if not (item.body_text or item.body_html):
        item.subtitle, item.kind = item.subtitle or text_of(values.get("teaser")), "stub"
        if not (item.title or item.subtitle):
            return False
    if record.external_id is None:
        record.external_version = None
    record.item = item
    return True


def _collect(row: Mapping[str, Any]) -> dict[str, Any]:
    """Target -> the first value that is not empty."""
    values: dict[str, Any] = {}
    for target, keys in plan_of(tuple(row)):
        for key in keys:
            value = row[key]
            if value.__class__ is str:
                if len(value) > _LONGEST_EMPTY or value.strip() not in _EMPTY:
                    values[target] = value
                    break
            elif not is_empty(value):
                values[target] = value
                break
    return values


def _apply(mapping: Mapped, row: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Puts the user's own choice of fields over the names' meaning; a field of his that is missing leaves the target empty."""
    for target, names in mapping.items():
        found = (value for name in ([names] if isinstance(names, str) else names) if not is_empty(value := dig(row, name)))
        values.pop(target, None)
        for value in found:
            values[target] = value
            break


def _set_body(_record: RawRecord, item: Item, value: Any) -> None:
    text = body_of(value)
    if text and "<" in text and len(_MARKUP.findall(text, 0, 20_000)) >= 2:
        item.body_html, item.text_from = item.body_html or text, "markup"
    elif not item.body_html:
        item.body_text = text


def _set_html(_record: RawRecord, item: Item, value: Any) -> None:
    html = text_of(value)
    if html:
        item.body_html, item.body_text, item.text_from = html, None, "markup"


def _set_url(record: RawRecord, _item: Item, value: Any) -> None:
    url = text_of(value)
    if url and "://" in url[:12]:
        record.url = url
    elif url and url.startswith("www."):
        record.url = "http://" + url


def _set_image(_record: RawRecord, item: Item, value: Any) -> None:
    image = _first(value)
    if image and image.startswith("http"):
        item.images.append(Image(url=image))


def _set_published(_record: RawRecord, item: Item, value: Any) -> None:
    item.published = moment_of(value)


def _set_updated(_record: RawRecord, item: Item, value: Any) -> None:
    item.updated = moment_of(value)


def _set_fetched(record: RawRecord, _item: Item, value: Any) -> None:
    record.fetched_at = time_of(value)


def _set_id(record: RawRecord, _item: Item, value: Any) -> None:
    record.external_id = identifier_of(value)


def _set_version(record: RawRecord, _item: Item, value: Any) -> None:
    record.external_version = text_of(value)


def _set_section(_record: RawRecord, item: Item, value: Any) -> None:
    item.section = _first(value)


def _set_keywords(_record: RawRecord, item: Item, value: Any) -> None:
    item.keywords = list_of(value)


def _set_people(_record: RawRecord, item: Item, value: Any) -> None:
    set_authors(item, value)


def _plain_setter(name: str) -> Callable[[RawRecord, Item, Any], None]:
    """A setter of an attribute that is one text."""

    def setter(_record: RawRecord, item: Item, value: Any) -> None:
        setattr(item, name, text_of(value))

    return setter


_SETTERS: dict[str, Callable[[RawRecord, Item, Any], None]] = {
    **{
        name: _plain_setter(name)
        for name in ("title", "subtitle", "publisher", "source", "language", "canonical_url", "rights", "dateline")
    },
    "body_text": _set_body,
    "body_html": _set_html,
    "byline": _set_people,
    "authors": _set_people,
    "published": _set_published,
    "updated": _set_updated,
    "fetched_at": _set_fetched,
    "url": _set_url,
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
