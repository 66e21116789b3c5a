"""A structured record becomes a Page: its body as blocks, its fields read, nothing that it does not say."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

import pycountry

from schemas.lists import ARTICLE_KINDS, PARAGRAPH_KINDS, STATUSES
from transforms.clean.bylines import looks_like_byline, split_authors
from transforms.clean.credits import find_copyright_holder, find_source, name_source
from transforms.clean.dates import Stamp, find_date, read_date
from transforms.clean.item.body import Piece, split_html, split_text
from transforms.clean.item.repair import decode_entities, read_field, repair
from transforms.clean.language import detect_language, fold_language
from transforms.clean.text.body import BODY, find_body, weigh_body
from transforms.clean.text.lines import read_lines, read_shape
from transforms.contract import Block, Fate, Image, Item, Page, Refusal

HEAD = 4  # blocks at the front that may repeat headline, byline and date
LONG = 60  # letters of a paragraph that does not stand twice by chance
MENU = 5  # lines before the body that are a menu and not an opening
_STATUS = {"canceled": "withdrawn", "cancelled": "withdrawn", "killed": "withdrawn", "deleted": "withdrawn", "withheld": "embargoed"}
_WIRE_NOTE = re.compile(
    r"^\W*(?:reporting|additional reporting|writing|editing|compiled|translated|with reporting) by\b.{3,300}$", re.IGNORECASE
)
_PRIVATE = re.compile(r"not (?:intended )?for publication|nicht zur veröffentlichung|non destin[ée]e?s? à la publication", re.IGNORECASE)
_ADDRESS = re.compile(r"^\w*:?//|^urn:|^www\.")
_FEED_TAIL = re.compile(
    r"^\W*(?:the post .{1,300} (?:appeared first on|first appeared on) .{1,100}|(?:continue|keep) reading\b.{0,120})$", re.IGNORECASE
)
_CUT_SHORT = re.compile(r"(?:\[(?:…|\.{3}|&hellip;)\]|\(\.\.\.\)|\[\+\d+ chars\]|(?:read|view) more\W*)\s*$", re.IGNORECASE)
# reasons that a vendor's text is cut for by its words alone: surely furniture wherever it stands
_CUT_MARKS = frozenset({"newsletter", "subscription", "ad", "share", "cookie", "player", "related", "comments"})
_FOLD = re.compile(r"[\W_]+")


def clean_item(item: Item, external_id: str | None = None) -> Page | Refusal:
    """The page that a structured record describes. A record without body is a stub; one without body and headline is refused,
    unless it withdraws the article that its `external_id` names.
    """
    warnings: set[str] = set()
    title = read_field(item.title, warnings)
    pieces, images = _read_body(item, warnings)
    status = item.status.casefold()
    status = status if status in STATUSES else _STATUS.get(status, "usable")
    is_cancel = status == "withdrawn" and external_id is not None
    if not pieces and not title and not is_cancel:
        return Refusal("rejected", "empty_text")
    page = Page(blocks=[], title=title, subtitle=read_field(item.subtitle, warnings), text_from=item.text_from, images=images)
    page.byline = read_field(item.byline, warnings)
    page.blocks = _settle_blocks(pieces, page, item)
    _read_people(page, item, warnings)
    body = [b.text for b in page.blocks if b.fate == "paragraph" and b.kind in ("body", "list_item", "block_quote")]
    # a headline in small letters: with a capital for every word English is taken for German or Finnish
    page.language = detect_language("\n".join(body) or (title or "").lower(), _language_code(item.language))
    _read_credits(page, item, body, warnings)
    _read_dates(page, item, warnings)
    page.section = read_field(item.section, warnings)
    page.keywords = list(dict.fromkeys(k for word in item.keywords if (k := read_field(word, warnings))))
    page.canonical_url = read_field(item.canonical_url, warnings)
    page.kind = item.kind if item.kind in ARTICLE_KINDS else "other"
    page.is_truncated = item.is_truncated or (bool(page.blocks) and bool(_CUT_SHORT.search(page.blocks[-1].text)))
    if not any(b.fate == "paragraph" for b in page.blocks):
        page.kind, page.is_truncated = "stub", True
    page.status = status
    if page.title is None:
        warnings.add("no_title")
    if page.is_truncated:
        warnings.add("truncated_text")
    page.warnings = sorted(warnings)
    return page


def _read_body(item: Item, warnings: set[str]) -> tuple[list[Piece], list[Image]]:
    images = [
        Image(url=image.url, caption=read_field(image.caption, warnings), credit=read_field(image.credit, warnings))
        for image in item.images
    ]
    if item.paragraphs is not None:
        pieces = [
            (kind if kind in PARAGRAPH_KINDS else "body", text) for kind, raw in item.paragraphs if (text := read_field(raw, warnings))
        ]
        return pieces, images
    if item.body_html:
        markup = repair(item.body_html, warnings)
        if "<" not in markup and "&lt;" in markup:
            markup = decode_entities(markup, warnings)
        pieces, found = split_html(markup)
        return [(kind, decode_entities(text, warnings)) for kind, text in pieces], images + found
    text = decode_entities(repair(item.body_text or "", warnings), warnings)
    return [("body", paragraph) for paragraph in split_text(text) if paragraph], images


def _settle_blocks(pieces: list[Piece], page: Page, item: Item) -> list[Block]:
    """One fate for each piece: repeats of the fields and notes to the reader are no paragraphs."""
    outside = _find_menu(pieces) if item.text_from == "text" else frozenset()
    private = _find_private(pieces)
    blocks: list[Block] = []
    seen: set[str] = set()
    for i, (kind, text) in enumerate(pieces):
        folded = _fold(text)
        if i >= private:
            block = Block(text, "cut", "contact")
        elif i in outside:
            block = Block(text, "cut", read_shape(text).mark or "navigation")
        elif found := _judge(text, kind, folded, len(blocks), len(pieces), page):
            block = Block(text, *found)
        elif len(folded) >= LONG and folded in seen:
            block = Block(text, "cut", "text_repeat")
        else:
            block = Block(text, "paragraph", kind)
        seen.add(folded)
        blocks.append(block)
    return blocks


def _find_private(pieces: list[Piece]) -> int:
    """Index from which an agency's note to its customers runs ('not for publication'), with the heading before it."""
    start = next((i for i, (_, text) in enumerate(pieces) if i and len(text) < 120 and _PRIVATE.search(text)), len(pieces))
    return start - 1 if 1 < start < len(pieces) and len(pieces[start - 1][1]) < 30 else start


def _judge(text: str, kind: str, folded: str, position: int, count: int, page: Page) -> tuple[Fate, str] | None:
    """The fate of a piece that is no paragraph of the text; None for one that is."""
    if position < HEAD:
        if page.title and folded == _fold(page.title):
            return "cut", "title_repeat"
        if page.subtitle and folded == _fold(page.subtitle) and position < 2:
            return "cut", "title_repeat"
        if page.byline and folded in (_fold(page.byline), _fold("By " + page.byline)):
            return "metadata", "byline"
        if kind == "body" and len(text) < 100 and looks_like_byline(text):
            page.byline = page.byline or text
            return "metadata", "byline"
        if len(text) < 60 and find_date(text) and not text.endswith("."):
            return "metadata", "date"
    if position >= count - HEAD:
        if _WIRE_NOTE.match(text):
            return "metadata", "credit"
        if _FEED_TAIL.match(text):
            return "cut", "promo"
    mark = read_shape(text).mark if kind in ("body", "list_item") else None
    if mark == "copyright":
        return "metadata", "copyright"
    return ("cut", mark) if mark in _CUT_MARKS else None


def _find_menu(pieces: list[Piece]) -> frozenset[int]:
    """Pieces of a page's menu that a crawler kept before the text or after it: at least five lines there, most of them short."""
    if len(pieces) < 2 * MENU:
        return frozenset()
    lines = read_lines("\n\n".join(text for _, text in pieces).splitlines())
    if len(lines) != len(pieces):
        return frozenset()
    no = [False] * len(lines)
    states = find_body(weigh_body(lines, [None] * len(lines), frozenset()), [0.0] * len(lines), no, no)
    body = [i for i, state in enumerate(states) if state == BODY]
    if not body:
        return frozenset()
    ends = [range(body[0]), range(body[-1] + 1, len(lines))]
    return frozenset(i for end in ends if len(end) >= MENU and sum(lines[j].size < 60 for j in end) * 5 >= len(end) * 4 for i in end)


def _fold(text: str) -> str:
    return _FOLD.sub("", text).casefold()


def _read_people(page: Page, item: Item, warnings: set[str]) -> None:
    listed = [a for raw in item.authors or [] if (a := read_field(raw, warnings))]
    for text in listed or ([page.byline] if page.byline else []):
        page.authors.extend(name for name in split_authors(text) if name not in page.authors)
    if page.byline is None and listed:
        page.byline = ", ".join(listed)


def _read_credits(page: Page, item: Item, body: list[str], warnings: set[str]) -> None:
    page.publisher = read_field(item.publisher, warnings)
    page.rights = read_field(item.rights, warnings) or next((b.text for b in page.blocks if b.kind == "copyright"), None)
    page.source = read_field(item.source, warnings)
    if page.source and _ADDRESS.search(page.source):
        page.source = None
    if page.source:
        page.source = name_source(page.source) or page.source
    else:
        ends = [body[0], body[-1]] if body else []
        texts = [*ends, page.byline or "", *(b.text for b in page.blocks if b.kind in ("credit", "copyright"))]
        page.source = next((found for text in texts if (found := find_source(text))), None)
    if not page.source and page.rights and (holder := find_copyright_holder(page.rights)) and name_source(holder):
        page.source = holder
    if page.source and page.publisher:
        page.is_syndicated = _fold(name_source(page.publisher) or page.publisher) != _fold(page.source)


def _read_dates(page: Page, item: Item, warnings: set[str]) -> None:
    def read(value: str | int | float | None) -> Stamp | None:
        return read_date(value, zone=item.zone, language=page.language) if value is not None else None

    published, updated, embargo = read(item.published), read(item.updated), read(item.embargoed_until)
    if published:
        page.published_at, page.published_on, page.published_from = published.at, published.on, item.published_from
        if published.at and not published.is_zoned:
            page.is_date_inferred = True
            warnings.add("date_without_zone")
        elif published.at and not item.zone_is_publishers:
            # the vendor's offset says nothing of the day at the publisher's: the day in UTC is as good a guess
            page.published_on = published.at.date()
            page.is_date_inferred = page.published_on != published.on
    else:
        warnings.add("date_impossible" if _says_something(item.published) else "no_date")
    page.updated_at = updated.at if updated else None
    page.embargoed_until = _moment(embargo)
    if item.embargoed_until and embargo is None:
        warnings.add("embargo_unreadable")


def _says_something(value: str | int | float | None) -> bool:
    return value is not None and str(value).strip().casefold() not in ("", "none", "null", "nan", "0")


def _moment(stamp: Stamp | None) -> datetime | None:
    """An embargo that names a day only ends when that day begins (UTC)."""
    if stamp is None:
        return None
    return stamp.at or (datetime(stamp.on.year, stamp.on.month, stamp.on.day, tzinfo=UTC) if stamp.on else None)


@lru_cache(maxsize=512)
def _language_code(text: str | None) -> str | None:
    """'english', 'eng' and 'en-GB' are all en."""
    if not text:
        return None
    code = fold_language(text)
    if code:
        return code
    try:
        return getattr(pycountry.languages.lookup(text.strip()), "alpha_2", None)
    except LookupError:
        return None
