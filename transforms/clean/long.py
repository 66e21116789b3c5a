"""How much of a record is read and kept as an article, so that no record needs a gigabyte of memory, whatever it holds.

What lies behind makes no rows: the article is marked truncated, with the warning truncated_record. No article that people
read comes near these bounds.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from transforms.contract import Block, Image, Item, Page, RawRecord

MOST_BLOCKS = 20_000
MOST_CHARS = 500_000  # of all blocks together
MOST_TAGS = 80_000  # a tree of markup takes a kilobyte a tag
_MOST_LINES = 2 * MOST_BLOCKS  # every other line of a text is empty
_LONGEST_FIELD = 10_000  # characters of a title or a byline
_MOST_LISTED = 1_000  # authors, keywords, images
_FIELDS = ("title", "subtitle", "byline", "section", "rights")
_LISTS = ("authors", "keywords", "images")


def shorten(record: RawRecord) -> RawRecord:
    """The record with as much of its text or item as is worth reading; the same object where that is all of it."""
    if record.text is not None:
        text = head_of_text(record.text)
        return record if text is record.text else msgspec.structs.replace(record, text=text)
    if record.item is not None:
        item = _shorten_item(record.item)
        return record if item is record.item else msgspec.structs.replace(record, item=item)
    return record


def cut_long(page: Page, most_blocks: int = MOST_BLOCKS, most_chars: int = MOST_CHARS) -> Page:
    """The page with its first `most_blocks` blocks of `most_chars` characters together; the block that crosses the bound is cut.

    A page within the bounds is returned as it is; of another the copy is marked truncated.
    """
    blocks = _first_blocks(page.blocks, most_blocks, most_chars)
    fields = {n: v[:_LONGEST_FIELD] for n in _FIELDS if (v := getattr(page, n)) and len(v) > _LONGEST_FIELD}
    lists = {n: v[:_MOST_LISTED] for n in _LISTS if len(v := getattr(page, n)) > _MOST_LISTED}
    if blocks is page.blocks and not fields and not lists:
        return page
    return mark_cut(replace(page, blocks=blocks, **fields, **lists))


def mark_cut(page: Page) -> Page:
    """Mark a page of whose record not all was read."""
    page.is_truncated = True
    if "truncated_record" not in page.warnings:
        page.warnings.append("truncated_record")
    return page


def head_of_text(text: str) -> str:
    """The first MOST_CHARS characters of a text, fewer where they are very many lines."""
    if len(text) <= _MOST_LINES:
        return text
    lines = text[:MOST_CHARS].splitlines(keepends=True)
    if len(text) <= MOST_CHARS and len(lines) <= _MOST_LINES:
        return text
    return "".join(lines[:_MOST_LINES])


def head_of_markup(markup: str, most_chars: int, most_tags: int | None = None) -> str:
    """The first `most_chars` characters of markup, fewer where they have more than `most_tags` tags; it ends before a tag."""
    end = len(markup)
    if end > most_chars:
        end = max(markup.rfind("<", 0, most_chars), 0) or most_chars
    if most_tags is not None and end > most_tags and markup.count("<", 0, end) > most_tags:
        end = -1
        for _ in range(most_tags + 1):
            end = markup.index("<", end + 1)
    return markup[:end]


def _first_blocks(blocks: list[Block], most_blocks: int, most_chars: int) -> list[Block]:
    left = most_chars
    for i, block in enumerate(blocks):
        if i == most_blocks:
            return blocks[:i]
        if len(block.text) > left:
            rest = block.text[:left].rstrip()
            return [*blocks[:i], replace(block, text=rest)] if rest else blocks[:i]
        left -= len(block.text)
    return blocks


def _shorten_item(item: Item) -> Item:
    short: dict[str, object] = {}
    if item.body_text and (text := head_of_text(item.body_text)) is not item.body_text:
        short["body_text"] = text
    if item.body_html and len(html := head_of_markup(item.body_html, MOST_CHARS, MOST_TAGS)) < len(item.body_html):
        short["body_html"] = html
    if item.paragraphs and len(item.paragraphs) > MOST_BLOCKS:
        short["paragraphs"] = item.paragraphs[:MOST_BLOCKS]
    for name in _LISTS:
        value: list[str] | list[Image] | None = getattr(item, name)
        if value and len(value) > _MOST_LISTED:
            short[name] = value[:_MOST_LISTED]
    return msgspec.structs.replace(item, **short) if short else item
