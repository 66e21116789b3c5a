"""Text of vendor records put right: entities decoded, encoding mistakes undone, what no reader sees taken out."""

from __future__ import annotations

import html
import re

import ftfy
from ftfy.badness import is_bad

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}\d{0,2});")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u2060\ufffe\uffff\ud800-\udfff]")
_TAG = re.compile(r"</?([A-Za-z][\w:.-]*)(?:[\s/][^<>]{0,500})?>")
# tags that stand alone; of other names a tag is one where its end is there too: '<GM.N>' is how an agency writes a company's code
_HTML = re.compile(r"(?:a|abbr|b|br|cite|code|div|em|font|h[1-6]|hr|i|img|li|mark|p|q|s|small|span|strike|strong|su[bp]|u|ul|wbr)", re.I)
_EMPTY = frozenset({"none", "null", "nan", "n/a", "undefined"})


def repair(text: str, warnings: set[str]) -> str:
    """`text` with encoding mistakes undone and control characters gone. Quotation marks stay as they are: they are evidence.

    What was done is added to `warnings` (words of schemas.lists.WARNINGS).
    """
    if not text.isascii() and is_bad(text):
        mended = ftfy.fix_encoding(text)
        if mended != text:
            warnings.add("mojibake_repaired")
            text = mended
    if _CONTROL.search(text):
        warnings.add("control_characters_removed")
        text = _CONTROL.sub("", text)
    return text


def decode_entities(text: str, warnings: set[str]) -> str:
    """Character references decoded; what was escaped twice is decoded twice, and marked."""
    if "&" not in text or not _ENTITY.search(text):
        return text
    once = html.unescape(text)
    if "&" in once and _ENTITY.search(once):
        warnings.add("entities_decoded_twice")
        return html.unescape(once)
    return once


def read_field(value: str | None, warnings: set[str]) -> str | None:
    """A field of one line: repaired, decoded, without tags, white space folded; None where it says nothing ('', 'None')."""
    if not value:
        return None
    text = decode_entities(repair(value, warnings), warnings)
    if "<" in text:
        text = _TAG.sub(lambda tag: " " if _HTML.fullmatch(tag.group(1)) or f"</{tag.group(1)}" in text else tag.group(), text)
    text = " ".join(text.split())
    return None if not text or text.casefold() in _EMPTY else text
