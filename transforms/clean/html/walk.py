"""One walk over the parsed page, in document order and without recursion: pages nest a hundred thousand deep.

The hot loop of the package: a page has two thousand nodes, and every call per node costs a tenth of a millisecond a page.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transforms.clean.html.dom import Attributes, Dom, Element, Leaf, Picture
from transforms.clean.html.vocabulary import (
    AD,
    BODY,
    BYLINE,
    CAPTION,
    COMMENTS,
    COOKIE,
    DATE,
    FIGURE,
    FOOTER,
    FORM,
    HEADER,
    HEADING,
    HIDDEN,
    NAVIGATION,
    NEWSLETTER,
    PLAYER,
    PROMO,
    RELATED,
    RULE_BODY,
    SHARE,
    SUBTITLE,
    VEILED,
    purposes_of,
)

_INLINE = (
    "abbr acronym b bdi bdo big cite code data del dfn em font i input ins kbd label map mark meter nobr picture q rb rp rt "
    "rtc ruby s samp small source span strike strong sub sup time tt u var wbr"
)
# no visible text of the page stands in these
_INVISIBLE = "script style svg noscript template select textarea iframe object canvas math head title datalist option"
_TEXT, _SKIP, _BREAK, _IMAGE, _SPAN, _LINK, _BUTTON, _BLOCK = range(8)
_NAMES = {
    "br": _BREAK,
    "a": _LINK,
    "img": _IMAGE,
    "button": _BUTTON,
    **dict.fromkeys(_INLINE.split(), _SPAN),
    **dict.fromkeys(_INVISIBLE.split(), _SKIP),
}


def _codes() -> dict[int, int]:
    """The codes by the parser's own numbers for tags: asking for a number is twice as fast as for a name."""
    tree = LexborHTMLParser("<p>text<!-- comment -->")
    paragraph = tree.css_first("p")
    found = {} if paragraph is None else {n.tag_id: _TEXT if n.is_text_node else _SKIP for n in paragraph.iter(include_text=True)}
    return found | {tree.create_node(name).tag_id: code for name, code in _NAMES.items()}


_CODES = _codes()
# Half of a page's nodes are menus, footers, teasers: where such an element holds no paragraph, its text is taken as one leaf.
_LUMPED = NAVIGATION | FOOTER | COOKIE | RELATED | AD | SHARE | NEWSLETTER | PROMO | COMMENTS | FORM | HIDDEN | VEILED | PLAYER
_NEVER_LUMPED = RULE_BODY | BODY | HEADING | BYLINE | DATE | SUBTITLE | HEADER | FIGURE | CAPTION
_TEXTUAL = "p,h1,article,blockquote,time,select,textarea,template,object,math,canvas,iframe,[itemprop],[rel=author]"
_UNSEEN = HIDDEN | VEILED
_LINE = "\x1d"  # where a <br> stood: white space to str.split
_PARAGRAPHS = re.compile(r"\x1d\s*\x1d")


def walk(body: LexborNode | None) -> Dom:
    """The leaves, elements and pictures of a page's body."""
    walker = _Walker()
    if body is not None:
        walker.run(body)
    return Dom(walker.elements, walker.leaves, walker.pictures)


class _Walker:
    """The state of a walk: the open elements and the text since the last block boundary."""

    __slots__ = ("current", "elements", "inlines", "leaves", "link_chars", "pictures", "pieces")

    def __init__(self) -> None:
        self.elements = [Element(-1, "body", "", 0, 0)]
        self.leaves: list[Leaf] = []
        self.pictures: list[Picture] = []
        self.pieces: list[str] = []
        self.inlines: list[tuple[str, Attributes, LexborNode]] = []
        self.current = 0
        self.link_chars = 0

    def run(self, body: LexborNode) -> None:  # noqa: PLR0912, PLR0915 - one loop, for speed
        """Visit every node below `body`."""
        codes, pieces = _CODES, self.pieces
        opened: list[tuple[LexborNode, int]] = []
        in_link = 0
        node: LexborNode | None = body.child
        while node is not None:
            code = codes.get(node.tag_id, _BLOCK)
            child = None
            if code == _TEXT:
                text = node.text_content or ""
                if pieces or not text.isspace():
                    pieces.append(text)
                    if in_link:
                        self.link_chars += len(text)
            elif code >= _SPAN:
                child = node.child
                if code == _BUTTON:
                    code = _BLOCK if node.text().strip() else _SPAN  # an icon breaks no line
                if code == _BLOCK:
                    if pieces:
                        self.flush()
                    if child is not None and self.open(node):
                        child = None
                else:
                    attributes = node.attributes
                    if attributes:
                        if purposes_of("span", attributes) & _UNSEEN:
                            child = None
                        else:
                            self.inlines.append((node.tag or "span", attributes, node))
                    if child is not None and code == _LINK:
                        in_link += 1
            elif code == _BREAK:
                pieces.append(_LINE)
            elif code == _IMAGE:
                self.pictures.append(Picture(self.current, len(self.leaves), node.attributes))
            if child is not None:
                opened.append((node, code))
                node = child
                continue
            node = node.next
            while node is None and opened:
                node, code = opened.pop()
                if code == _BLOCK:
                    if pieces:
                        self.flush()
                    self.close()
                elif code == _LINK:
                    in_link -= 1
                node = node.next
        self.flush()
        self.elements[0].end = len(self.leaves)
        if self.leaves:
            self.leaves[-1].inlines.extend(self.inlines)

    def open(self, node: LexborNode) -> bool:
        """Begin an element; True if it is furniture that was taken whole."""
        tag, attributes = node.tag or "div", node.attributes
        purposes = purposes_of(tag, attributes)
        name = attributes.get("class") or "" if attributes else ""
        self.elements.append(Element(self.current, tag, name, purposes, len(self.leaves)))
        if purposes & _LUMPED and not purposes & _NEVER_LUMPED and node.css_first(_TEXTUAL) is None:
            self.current = len(self.elements) - 1
            self.pieces.append(node.text(separator=" "))
            self.link_chars = len(self.pieces[0])
            self.flush()
            self.close()
            return True
        self.current = len(self.elements) - 1
        return False

    def close(self) -> None:
        done = self.elements[self.current]
        done.end = len(self.leaves)
        if done.chars:
            parent = self.elements[done.parent]
            parent.chars += done.chars
            parent.links += done.links
        self.current = done.parent

    def flush(self) -> None:
        """The text since the last boundary as a leaf; two <br> in a row part paragraphs."""
        text = "".join(self.pieces)
        self.pieces.clear()
        links, self.link_chars = self.link_chars, 0
        element = self.elements[self.current]
        for part in _PARAGRAPHS.split(text) if _LINE in text else (text,):
            folded = " ".join(part.split())
            if folded:
                size = len(folded)
                mine = min(size, links)
                links -= mine
                self.leaves.append(Leaf(self.current, folded, mine, self.inlines))
                self.inlines = []
                element.chars += size
                element.links += mine
