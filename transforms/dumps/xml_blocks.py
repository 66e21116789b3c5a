"""The body of an agency's document (NITF, XHTML, or bare text in an element) -> paragraphs with their kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

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
    ("media", "figure", "script", "style", "note", "head", "title", "hedline", "media-caption", "nitf-table-metadata", "img")
)
_INNER_BLOCKS = frozenset((*_KINDS, "div", "section", "block", "table", "ul", "ol", "dl", "nitf-table", "article", "body.content", "body"))
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n\s*|\n(?:[ ]{3,}|\t)")


def blocks_of(element: etree._Element) -> list[tuple[str, str]]:
    """Pairs of a paragraph kind and a text, in reading order; loose text between blocks is body."""
    return [(kind, text) for kind, raw in _walk(element, "body") for text in _parts(kind, raw)]


def _walk(element: etree._Element, kind: str) -> Iterator[tuple[str, str]]:
    """Texts of the blocks under an element; an element without inner blocks is a block itself."""
    if not any(_name(node) in _INNER_BLOCKS for node in element.iterdescendants(etree.Element)):
        yield kind, _flat(element)
        return
    loose = [element.text or ""]
    for child in element.iterchildren(etree.Element):
        name = _name(child)
        if name in _SKIPPED:
            loose.append(child.tail or "")
        elif name in _INNER_BLOCKS:
            yield kind, "".join(loose)
            yield from _walk(child, _KINDS.get(name, kind))
            loose = [child.tail or ""]
        else:
            loose.append(_flat(child) + (child.tail or ""))
    yield kind, "".join(loose)


def _name(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _flat(element: etree._Element) -> str:
    """The text of an element; a line break is a line, cells of a row are apart."""
    name = _name(element)
    if name in _SKIPPED:
        return ""
    if name == "br":
        return "\n\n"
    pieces = [element.text or ""]
    for child in element.iterchildren(etree.Element):
        pieces.append(_flat(child))
        pieces.append(" " if _name(child) in ("td", "th") else "")
        pieces.append(child.tail or "")
    return "".join(pieces)


def _parts(kind: str, raw: str) -> Iterator[str]:
    """A block's text, cut where blank lines or indented lines begin a new paragraph."""
    for part in _PARAGRAPH_BREAK.split(raw) if kind == "body" else [raw]:
        text = " ".join(part.split())
        if text:
            yield text
