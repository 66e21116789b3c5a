"""The body of an agency's document (NITF, XHTML, or bare text in an element) -> paragraphs with their kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from transforms.dumps.markup import plain

_KINDS = {
    "p": "body",
    "para": "body",
    "paragraph": "body",
    "hl2": "heading",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "bq": "block_quote",
    "blockquote": "block_quote",
    "li": "list_item",
    "dt": "list_item",
    "dd": "list_item",
    "pre": "body",
    "tr": "table",
}
# elements that are no running text: media are read apart, notes go to editors
_SKIPPED = frozenset(
    (
        "media",
        "figure",
        "script",
        "style",
        "note",
        "head",
        "title",
        "hedline",
        "media-caption",
        "nitf-table-metadata",
        "img",
        "header",
        "footer",
        "aside",
        "nav",
    )
)
_INNER_BLOCKS = frozenset((*_KINDS, "div", "section", "block", "table", "ul", "ol", "dl", "nitf-table", "article", "body.content", "body"))
_LOOSE_BREAK = re.compile(r"\n[ \t]*\n\s*|\n(?:[ ]{3,}|\t)")
_BR = "\0"  # stands for a line break element; no text holds it
_TWO_BR = re.compile(r"\0\s*\0[\s\0]*")
_LONG_LINE = 90  # lines this long (the median) are paragraphs, shorter ones were wrapped by hand


def blocks_of(element: etree._Element) -> list[tuple[str, str]]:
    """Pairs of a paragraph kind and a text, in reading order; loose text between blocks is body."""
    return [block for kind, raw in _walk(element, "body") for block in _parts(kind, raw)]


def _walk(element: etree._Element, kind: str) -> Iterator[tuple[str, str]]:
    """Texts of the blocks under an element; an element without inner blocks is a block itself. 'loose' is text outside a block."""
    if not any(_name(node) in _INNER_BLOCKS for node in element.iterdescendants(etree.Element)):
        yield (kind if _name(element) in _KINDS and _name(element) != "pre" else "loose"), _flat(element)
        return
    loose = [element.text or ""]
    for child in element.iterchildren(etree.Element):
        name = _name(child)
        if name in _SKIPPED:
            loose.append(child.tail or "")
        elif name in _INNER_BLOCKS:
            yield "loose", "".join(loose)
            yield from _walk(child, _KINDS.get(name, kind))
            loose = [child.tail or ""]
        else:
            loose.append(_flat(child) + (child.tail or ""))
    yield "loose", "".join(loose)


def _name(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _flat(element: etree._Element) -> str:
    """The text of an element; a line break is a line, cells of a row are apart."""
    name = _name(element)
    if name in _SKIPPED:
        return ""
    if name == "br":
        return _BR
    pieces = [element.text or ""]
    for child in element.iterchildren(etree.Element):
        pieces.append(_flat(child))
        pieces.append(" " if _name(child) in ("td", "th") else "")
        pieces.append(child.tail or "")
    return "".join(pieces)


def _parts(kind: str, raw: str) -> Iterator[tuple[str, str]]:
    """A block as pairs of kind and text: cut at line breaks where those make paragraphs, loose text also at blank lines."""
    pieces = _TWO_BR.split(raw)
    if kind == "loose":
        pieces = [part for piece in pieces for part in _LOOSE_BREAK.split(piece)]
    for piece in pieces:
        lines = [line for line in piece.split(_BR) if line.strip()]
        is_wrapped = not lines or sorted(len(line) for line in lines)[len(lines) // 2] < _LONG_LINE
        for part in [" ".join(lines)] if is_wrapped else lines:
            text = plain(part) if "<" in part or "&" in part else " ".join(part.split())
            if text:
                yield "body" if kind == "loose" else kind, text
