"""ninjs, the IPTC's JSON for news: 1.x in lower case with flat fields, 2.x and 3.x with lists of headlines and bodies."""

from __future__ import annotations

from typing import Any

from transforms.contract import Image, Item, RawRecord
from transforms.dumps.fields import moment_of, text_of, unique
from transforms.dumps.format import Context, set_aside
from transforms.dumps.markup import plain

_Object = dict[str, Any]
# ninjs `type` -> why the item is no article
OTHER_TYPES = {
    "picture": "picture",
    "graphic": "graphic",
    "video": "video",
    "audio": "audio",
    "event": "planning_item",
    "planning": "planning_item",
    "advisory": "advisory",
    "component": "catalogue",
}
STATUSES = {"usable": "usable", "withheld": "embargoed", "canceled": "withdrawn", "cancelled": "withdrawn", "killed": "withdrawn"}
_AUTHOR_ROLES = ("", "writer", "author", "reporter", "journalist", "byline", "contributor", "correspondent")


def is_ninjs(value: _Object) -> bool:
    """True for an object with the marks of ninjs 1, 2 or 3."""
    has_lists = any(isinstance(value.get(key), list) for key in ("headlines", "bodies", "descriptions"))
    is_new = "uri" in value and (has_lists or "eventDetails" in value)
    has_old = any(key in value for key in ("versioncreated", "pubstatus", "body_xhtml", "description_text", "description_caption"))
    is_old = has_old and ("headline" in value or "uri" in value or "guid" in value)
    standard = value.get("standard") or value.get("$standard")
    return is_new or is_old or (isinstance(standard, dict) and standard.get("name") == "ninjs")


def fill_ninjs(record: RawRecord, raw: _Object, context: Context) -> None:
    """An item of any version; pictures, plans and packages without a text are no articles."""
    value = {key.lower(): part for key, part in raw.items()}
    record.external_id = text_of(value.get("guid")) or text_of(value.get("uri"))
    record.external_version = text_of(value.get("version"))
    uri = text_of(value.get("uri"))
    record.url = uri if uri and uri.startswith(("http://", "https://")) else None
    html, text = _body(value)
    kind = str(value.get("type") or "text")
    if kind in OTHER_TYPES or "eventdetails" in value:
        set_aside(record, OTHER_TYPES.get(kind, "planning_item"), f"a ninjs item of type {kind}")
        return
    if kind in ("composite", "package") and not (html or text):
        set_aside(record, "package", f"a ninjs item of type {kind}")
        return
    item = Item(zone=context.zone, body_html=html, body_text=None if html else text, text_from="markup" if html else "text")
    _fill_texts(item, value)
    _fill_rest(item, value)
    record.item = item


def _body(value: _Object) -> tuple[str | None, str | None]:
    """The body as HTML and as text, where there are such."""
    html = next((text for key in ("body_html", "body_xhtml") if (text := text_of(value.get(key)))), None)
    text = text_of(value.get("body_text"))
    for body in _objects(value.get("bodies")):
        content = text_of(body.get("value"))
        media = str(body.get("contentType") or body.get("contenttype") or "").lower()
        if "html" in media or "html" in str(body.get("role", "")).lower():
            html = html or content
        else:
            text = text or content
    return html, text


def _objects(value: Any) -> list[_Object]:
    parts = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    return [part for part in parts if isinstance(part, dict)]


def _by_role(value: Any, *roles: str) -> str | None:
    """The value with one of the roles, in their order, else the first."""
    parts = _objects(value)
    for role in roles:
        for part in parts:
            if part.get("role") == role:
                return plain(text_of(part.get("value")))
    return plain(text_of(parts[0].get("value"))) if parts else None


def _fill_texts(item: Item, value: _Object) -> None:
    item.title = (
        plain(text_of(value.get("headline"))) or _by_role(value.get("headlines"), "main", "headline") or plain(text_of(value.get("title")))
    )
    if not (item.body_html or item.body_text):
        description = text_of(value.get("description_text")) or text_of(value.get("description_html"))
        item.subtitle = plain(description) or _by_role(value.get("descriptions"), "summary", "abstract", "text")
        item.kind = "stub"
    item.byline = (
        text_of(value.get("byline")) or text_of(value.get("by")) or text_of([part.get("by") for part in _objects(value.get("bylines"))])
    )
    if not item.byline:
        writers = [part for part in _objects(value.get("authors")) if str(part.get("role") or "").lower() in _AUTHOR_ROLES]
        item.authors = unique(name for part in writers if (name := text_of(part.get("name")))) or None
    item.dateline = text_of(value.get("located"))


def _fill_rest(item: Item, value: _Object) -> None:
    created = moment_of(value.get("firstpublished")) or moment_of(value.get("firstcreated"))
    item.updated = moment_of(value.get("versioncreated"))
    item.published = created or item.updated or moment_of(value.get("contentcreated"))
    item.embargoed_until = text_of(value.get("embargoed"))
    item.status = STATUSES.get(str(value.get("pubstatus") or "usable").lower(), "usable")
    if item.embargoed_until and item.status == "usable":
        item.status = "embargoed"
    item.language = text_of(value.get("language"))
    item.rights = text_of(value.get("copyrightnotice")) or text_of(value.get("usageterms"))
    informants = [name for key in ("infosource", "infosources") for part in _objects(value.get(key)) if (name := text_of(part.get("name")))]
    source = text_of(value.get("source")) or next(iter(informants), None)
    item.publisher = text_of(value.get("provider")) or text_of(value.get("copyrightholder")) or source
    item.source = source if source != item.publisher else None
    subjects = _objects(value.get("subject") or value.get("subjects"))
    sections = [
        *_objects(value.get("service")),
        *(part for part in subjects if "category" in (part.get("rels") or [part.get("rel", "category")])),
    ]
    item.section = next((name for part in sections if (name := text_of(part.get("name"))) and len(name) > 1), None)
    item.keywords = unique(
        [
            *(name for part in subjects if (name := text_of(part.get("name"))) and len(name) > 1),
            *(word for word in value.get("keywords") or [] if isinstance(word, str)),
        ]
    )
    item.images = [image for part in _objects(value.get("associations")) if (image := _image(part))]


def _image(part: _Object) -> Image | None:
    if part.get("type") not in ("picture", "graphic"):
        return None
    renditions = [link for one in _objects(part.get("renditions")) if (link := text_of(one.get("href")))]
    caption = plain(text_of(part.get("description_text"))) or _by_role(part.get("descriptions"), "caption")
    return Image(renditions[0] if renditions else None, caption, text_of(part.get("byline")) or text_of(part.get("creditline")))
