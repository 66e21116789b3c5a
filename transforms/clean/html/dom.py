"""One walk over the parsed page: its visible text as blocks, and the elements that they stand in.

The law of this module: the texts of the blocks, in order, are all visible text of the page's body, each character once
(white space folded). Text of script, style, svg, noscript, template, select and textarea elements is not visible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transforms.clean.html.vocabulary import BYLINE, CAPTION, DATE, HIDDEN, VEILED, purposes_of

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "map",
        "mark",
        "meter",
        "nobr",
        "picture",
        "q",
        "rb",
        "rtc",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
# no visible text of the page stands in these
INVISIBLE = frozenset(
    [
        "script",
        "style",
        "svg",
        "noscript",
        "template",
        "select",
        "textarea",
        "iframe",
        "object",
        "canvas",
        "math",
        "head",
        "title",
        "datalist",
        "option",
        "-comment",
        "-doctype",
    ]
)
_PICTURES = frozenset(("img", "picture", "source"))
BOLD = frozenset(("b", "strong"))
# inline marks that name authors and dates
_AUTHOR_HREF = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|profiles?|people|staff|contributors?|by|writers?|reporters?|redaktion|team)/", re.IGNORECASE
)
_OFFER_HREF = re.compile(
    r"newsletter|subscri|sign-?up|sign-?in|/login|register|donat|/abo(?:nn|s|/|$)|membership|memberful|patreon|paypal", re.IGNORECASE
)
_BREAK = "\x1d"  # where a <br> stood: white space to str.split
_BREAKS = re.compile(r"\x1d\s*\x1d")


@dataclass(slots=True)
class Element:
    """A block-level element. `purposes` are its own, see vocabulary; counts are of the characters of its whole subtree."""

    parent: int
    tag: str
    name: str
    purposes: int
    depth: int
    first: int  # the first block in it
    end: int = 0  # one behind the last
    chars: int = 0
    links: int = 0
    attributes: dict[str, str | None] = field(default_factory=dict)


@dataclass(slots=True)
class Leaf:
    """A visible block-level text: `element` holds it directly; `links` and `bold` count characters inside <a> and <b>."""

    element: int
    text: str
    links: int
    bold: int
    n_links: int
    is_offer: bool  # links to a subscription, a newsletter, an account


@dataclass(slots=True)
class Mark:
    """An inline element that says something of the article: a link to an author, a <time>, an itemprop."""

    tag: str
    attributes: dict[str, str | None]
    text: str
    leaf: int
    element: int


@dataclass(slots=True)
class Picture:
    element: int
    leaf: int
    attributes: dict[str, str | None]


@dataclass(slots=True)
class Dom:
    elements: list[Element]
    leaves: list[Leaf]
    marks: list[Mark]
    pictures: list[Picture]
    metas: list[dict[str, str | None]]
    links: list[dict[str, str | None]]
    title: str | None
    language: str | None


def is_author_link(href: str) -> bool:
    """True for a link to the page of an author, by the words of its path."""
    return _AUTHOR_HREF.search(href) is not None


def read_dom(html: str) -> Dom:
    """Parse a page (without its raw elements, see strip) and walk it once."""
    tree = LexborHTMLParser(html)
    walk = _Walk()
    body = tree.body
    if body is not None:
        walk.run(body)
    head = tree.head
    metas = [n.attributes for n in tree.css("meta")]
    links = [n.attributes for n in head.css("link")] if head is not None else []
    title = head.css_first("title") if head is not None else None
    root = tree.root
    return Dom(
        elements=walk.elements,
        leaves=walk.leaves,
        marks=walk.marks,
        pictures=walk.pictures,
        metas=metas,
        links=links,
        title=title.text() if title is not None else None,
        language=root.attributes.get("lang") if root is not None else None,
    )


class _Walk:
    """The state of a walk: the open elements and the text since the last block boundary."""

    def __init__(self) -> None:
        self.elements = [Element(-1, "body", "", 0, 0, 0)]
        self.leaves: list[Leaf] = []
        self.marks: list[Mark] = []
        self.pictures: list[Picture] = []
        self.pieces: list[str] = []
        self.current = 0
        self.n_links = self.link_chars = self.bold_chars = 0
        self.is_offer = False

    def run(self, body: LexborNode) -> None:
        """Visit every node below `body` in document order, without recursion: pages nest a hundred thousand deep."""
        self.elements[0].attributes = body.attributes
        opened: list[str] = []  # tags of the open nodes
        in_link = in_bold = 0
        node = body.child
        while node is not None:
            tag = node.tag
            child = None
            if tag == "-text":
                text = node.text_content or ""
                self.pieces.append(text)
                if in_link:
                    self.link_chars += len(text)
                if in_bold:
                    self.bold_chars += len(text)
            elif tag not in INVISIBLE:
                child = node.child
                if tag == "button" and not node.text().strip():
                    tag = "span"  # an icon breaks no line
                if tag in INLINE:
                    if not self._inline(node, tag):
                        child = None
                elif tag == "br":
                    self.pieces.append(_BREAK)
                else:
                    self._open(tag or "div", node.attributes)
                    if child is None:
                        self._close()
                if child is not None:
                    in_link += tag == "a"
                    in_bold += tag in BOLD
                    opened.append(tag or "div")
            following = child if child is not None else node.next
            while following is None and opened:
                node = node.parent
                tag = opened.pop()
                if tag in INLINE:
                    in_link -= tag == "a"
                    in_bold -= tag in BOLD
                elif tag != "br":
                    self._close()
                following = node.next if node is not None else None
            node = following
        self._flush()
        self.elements[0].end = len(self.leaves)

    def _inline(self, node: LexborNode, tag: str) -> bool:
        """Note what an inline element says; False if nobody sees it (text for screen readers)."""
        if tag in _PICTURES:
            if tag == "img":
                self.pictures.append(Picture(self.current, len(self.leaves), node.attributes))
            return True
        attributes = node.attributes
        if tag == "a":
            self.n_links += 1
        if not attributes:
            return True
        purposes = purposes_of(tag, attributes)
        if purposes & (HIDDEN | VEILED):
            return False
        if tag == "a":
            if _OFFER_HREF.search(attributes.get("href") or ""):
                self.is_offer = True
            is_mark = purposes & BYLINE or "author" in (attributes.get("rel") or "") or is_author_link(attributes.get("href") or "")
        else:
            is_mark = tag == "time" or purposes & (BYLINE | DATE | CAPTION)
        if is_mark or "itemprop" in attributes:
            self.marks.append(Mark(tag, attributes, " ".join(node.text().split()), len(self.leaves), self.current))
        return True

    def _open(self, tag: str, attributes: dict[str, str | None]) -> None:
        self._flush()
        parent = self.elements[self.current]
        name = attributes.get("class") or ""
        purposes = purposes_of(tag, attributes)
        self.elements.append(Element(self.current, tag, name, purposes, parent.depth + 1, len(self.leaves), attributes=attributes))
        self.current = len(self.elements) - 1

    def _close(self) -> None:
        self._flush()
        done = self.elements[self.current]
        done.end = len(self.leaves)
        parent = self.elements[done.parent]
        parent.chars += done.chars
        parent.links += done.links
        self.current = done.parent

    def _flush(self) -> None:
        if not self.pieces:
            return
        text = "".join(self.pieces)
        self.pieces.clear()
        parts = _BREAKS.split(text) if _BREAK in text else (text,)
        links, bold, n_links, is_offer = self.link_chars, self.bold_chars, self.n_links, self.is_offer
        self.link_chars = self.bold_chars = self.n_links = 0
        self.is_offer = False
        for part in parts:
            folded = " ".join(part.split())
            if folded:
                size = len(folded)
                self.leaves.append(Leaf(self.current, folded, min(size, links), min(size, bold), n_links, is_offer))
                self.elements[self.current].chars += size
                self.elements[self.current].links += min(size, links)
                links = max(0, links - size) if len(parts) > 1 else 0
