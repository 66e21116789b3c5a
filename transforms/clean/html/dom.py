"""A page as its visible text sees it: blocks of text ("leaves"), the elements they stand in, and what its head states.

The law of this module: the texts of the leaves, in order, are all visible text of the page's body, each character once
(white space folded). What stands in script, style, svg, noscript, template, select and textarea elements is not visible,
nor is an inline element that is hidden by its class or style.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

Attributes = dict[str, str | None]
Inline = tuple[str, Attributes, LexborNode]  # an inline element with attributes: tag, attributes, node


class Element(msgspec.Struct, gc=False):
    """A block-level element. `purposes` are its own, see vocabulary."""

    parent: int
    tag: str
    name: str  # its class
    purposes: int
    first: int  # the first leaf in it
    end: int = 0  # one behind the last


class Leaf(msgspec.Struct, gc=False):
    """A visible block-level text: `element` holds it directly; `links` counts characters inside <a>.

    `inlines` are the inline elements with attributes that begin in it or just before it.
    """

    element: int
    text: str
    links: int
    inlines: list[Inline]


class Mark(msgspec.Struct, gc=False):
    """An inline element that says something of the article: a link to an author, a <time>, an itemprop."""

    tag: str
    attributes: Attributes
    text: str
    leaf: int


class Picture(msgspec.Struct, gc=False):
    """An <img>: the element that holds it, and the leaf that it stands in or before."""

    element: int
    leaf: int
    attributes: Attributes


@dataclass(slots=True)
class Dom:
    elements: list[Element]
    leaves: list[Leaf]
    pictures: list[Picture]
    landmarks: list[int]  # the elements that are headlines or articles: h1 to h4, article
    chars: list[int]  # how many characters stand before each leaf, and before the end
    links: list[int]  # how many of them in links
    metas: list[Attributes] = field(default_factory=list)
    canonical: str | None = None  # the address that the page calls its own
    title: str | None = None
    language: str | None = None

    def chars_in(self, element: Element) -> int:
        """How many characters an element holds."""
        return self.chars[element.end] - self.chars[element.first]

    def links_in(self, element: Element) -> int:
        """How many of them in links."""
        return self.links[element.end] - self.links[element.first]


_MARKED = "[itemprop],[rel=author]"  # states something of the article: an element that holds such a one is not taken whole
_META = LexborHTMLParser("").create_node("meta").tag_id


def read_dom(tree: LexborHTMLParser) -> Dom:
    """Walk a parsed page (without its raw elements, see strip) once."""
    from transforms.clean.html.walk import walk  # walk builds the classes of this module

    metas, marked = _ask(tree)
    dom = walk(tree.body, marked)
    head, root = tree.head, tree.root
    dom.metas = metas
    if head is not None:
        link = head.css_first("link[rel=canonical i][href]:not([href=''])")
        dom.canonical = link.attributes.get("href") if link is not None else None
        title = head.css_first("title")
        dom.title = title.text() if title is not None else None
    dom.language = root.attributes.get("lang") if root is not None else None
    return dom


def _ask(tree: LexborHTMLParser) -> tuple[list[Attributes], set[int]]:
    """The meta elements, and the places in memory of the elements that are marked or hold one that is: one question for both.

    The parser names an element once for each part of the question that it answers: a meta element named twice has an itemprop.
    """
    metas: list[Attributes] = []
    around: set[int] = set()
    last = 0
    for found in tree.css("meta," + _MARKED):
        place = found.mem_id
        if found.tag_id == _META and place != last:
            metas.append(found.attributes)
            last = place
            continue
        add_around(found, around)
    return metas, around


def add_around(node: LexborNode | None, places: set[int]) -> None:
    """Add the places in memory of an element and of those around it; where one is known, so are those around that one."""
    while node is not None and (place := node.mem_id) not in places:
        places.add(place)
        node = node.parent


def marks_of(dom: Dom, leaves: Iterable[int], is_wanted: Callable[[str, Attributes], bool]) -> Iterator[Mark]:
    """Those inline elements of some leaves that are wanted by their tag and attributes, as marks."""
    for i in leaves:
        for tag, attributes, node in dom.leaves[i].inlines:
            if is_wanted(tag, attributes):
                yield Mark(tag, attributes, " ".join(node.text().split()), i)
