"""One walk over the parsed page, in document order and without recursion: pages nest a hundred thousand deep.

The hot loop of the package: a page has two thousand nodes, and every call per node costs a tenth of a millisecond a page.
"""

from __future__ import annotations

import re
from itertools import accumulate
from operator import attrgetter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transforms.clean.html.dom import Dom, Element, Inline, Leaf, Picture, add_around
from transforms.clean.html.purposes import known_names, purposes_of, purposes_of_tag
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
)

_INLINE = (
    "abbr acronym b bdi bdo big cite code data del dfn em font i input ins kbd label map mark meter nobr picture q rb rp rt "
    "rtc ruby s samp small source span strike strong sub sup time tt u var wbr"
)
# no visible text of the page stands in these
_INVISIBLE = "script style svg noscript template select textarea iframe object canvas math head title datalist option"
_SKIP, _BREAK, _IMAGE, _SPAN, _LINK, _BUTTON, _BLOCK = range(7)
_NAMES = {
    "br": _BREAK,
    "a": _LINK,
    "img": _IMAGE,
    "button": _BUTTON,
    **dict.fromkeys(_INLINE.split(), _SPAN),
    **dict.fromkeys(_INVISIBLE.split(), _SKIP),
}


_BLOCKS = (
    "div p li ul ol dl dt dd article section header footer nav aside main h1 h2 h3 h4 h5 h6 figure figcaption form table thead tbody tfoot "
    "tr td th caption blockquote pre center hr address details summary fieldset dialog menu video audio"
)


def _tags() -> dict[int, tuple[int, str, int]]:
    """What the parser's own numbers for tags mean: a code, the tag, its purposes. To ask for a number is twice as fast as for a name."""
    tree = LexborHTMLParser("")
    names = dict.fromkeys(_BLOCKS.split(), _BLOCK) | _NAMES
    found = {tree.create_node(name).tag_id: (code, name, purposes_of_tag(name)) for name, code in names.items()}
    return found | {_COMMENT_ID: (_SKIP, "", 0)}


def _ids_of_text_and_comment() -> list[int]:
    paragraph = LexborHTMLParser("<p>text<!-- comment -->").css_first("p")
    return [] if paragraph is None else [node.tag_id for node in paragraph.iter(include_text=True)]


_TEXT_ID, _COMMENT_ID = _ids_of_text_and_comment()
_TAGS = _tags()
_OTHER = (_BLOCK, "", 0)
# Half of a page's nodes are menus, footers, teasers: where such an element holds nothing textual, its text is one leaf.
_LUMPED = NAVIGATION | FOOTER | COOKIE | RELATED | AD | SHARE | NEWSLETTER | PROMO | COMMENTS | FORM | HIDDEN | VEILED | PLAYER
_NEVER_LUMPED = RULE_BODY | BODY | HEADING | BYLINE | DATE | SUBTITLE | HEADER | FIGURE | CAPTION
_UNSEEN = HIDDEN | VEILED
# what a text stands in, or what is not seen of one
_TEXTUAL = "p h1 article blockquote time select textarea template object math canvas iframe"
_TEXTUAL_IDS = frozenset(LexborHTMLParser("").create_node(tag).tag_id for tag in _TEXTUAL.split())
_number_of = attrgetter("tag_id")
_LANDMARKS = frozenset(("h1", "h2", "h3", "h4", "article"))
_LINE = "\x1d"  # where a <br> stood: white space to str.split
_PARAGRAPHS = re.compile(r"\x1d\s*\x1d")


def walk(body: LexborNode | None, textual: set[int]) -> Dom:  # noqa: PLR0912, PLR0915 - one loop, for speed
    """The leaves, elements and pictures of a page's body. Elements whose places in memory are in `textual` are never lumped.

    Others that are not, because they hold something textual, are added to it.
    """
    tags, known, leaves = _TAGS, known_names, list[Leaf]()
    pictures: list[Picture] = []
    landmarks: list[int] = []
    current = 0  # the innermost open element
    elements = [Element(-1, "body", "", 0, 0)]
    pieces: list[str] = []  # the text since the last block boundary,
    inlines: list[Inline] = []  # what began in it,
    link_chars = in_link = 0  # and how much of it is link
    opened: list[tuple[LexborNode, int]] = []
    node = body.first_child if body is not None else None
    while node is not None:
        number = node.tag_id
        if number == _TEXT_ID:
            if pieces or not node.is_empty_text_node:  # of three texts two are the white space between blocks
                text = node.text_content or ""
                if pieces or not text.isspace():
                    pieces.append(text)
                    if in_link:
                        link_chars += len(text)
        else:
            code, tag, purposes = tags.get(number, _OTHER)
            if code == _BUTTON:
                code = _BLOCK if node.text().strip() else _SPAN  # an icon breaks no line
            if code == _BLOCK:
                if pieces:
                    inlines = _flush(leaves, current, pieces, link_chars, inlines)
                    link_chars = 0
                child = node.first_child
                if child is not None:
                    attributes = node.attributes
                    name = ""
                    if not tag:
                        tag = node.tag or "div"
                    if attributes:
                        name = attributes.get("class") or ""
                        if len(attributes) == 1 and name in known and not purposes & HEADING:
                            purposes |= known[name]  # a call less for what nearly every element has
                        else:
                            purposes = purposes_of(tag, attributes)
                    inner = len(elements)
                    if tag in _LANDMARKS:
                        landmarks.append(inner)
                    element = Element(current, tag, name, purposes, len(leaves))
                    elements.append(element)
                    if purposes & _LUMPED and not purposes & _NEVER_LUMPED and not _is_textual(node, textual):
                        pieces.append(node.text(separator=" "))
                        inlines = _flush(leaves, inner, pieces, len(pieces[0]), inlines)
                        element.end = len(leaves)
                    elif child.tag_id == _TEXT_ID and child.next is None:  # as half of them: nothing is opened for a text alone
                        pieces.append(child.text_content or "")
                        inlines = _flush(leaves, inner, pieces, len(pieces[0]) if in_link else 0, inlines)
                        element.end = len(leaves)
                    else:
                        current = inner
                        opened.append((node, _BLOCK))
                        node = child
                        continue
            elif code >= _SPAN:
                child = node.first_child
                attributes = node.attributes
                if attributes:
                    if not (len(attributes) == 1 and "href" in attributes) and purposes_of("span", attributes) & _UNSEEN:
                        child = None
                    else:
                        inlines.append((tag, attributes, node))
                if child is not None:
                    if code == _LINK:
                        in_link += 1
                    opened.append((node, code))
                    node = child
                    continue
            elif code == _BREAK:
                pieces.append(_LINE)
            elif code == _IMAGE:
                pictures.append(Picture(current, len(leaves), node.attributes))
        node = node.next
        while node is None and opened:
            node, code = opened.pop()
            if code == _BLOCK:
                if pieces:
                    inlines = _flush(leaves, current, pieces, link_chars, inlines)
                    link_chars = 0
                element = elements[current]
                element.end = len(leaves)
                current = element.parent
            elif code == _LINK:
                in_link -= 1
            node = node.next
    inlines = _flush(leaves, current, pieces, link_chars, inlines)
    elements[0].end = len(leaves)
    if leaves and inlines:
        leaves[-1].inlines = [*leaves[-1].inlines, *inlines]
    chars = list(accumulate([len(leaf.text) for leaf in leaves], initial=0))
    links = list(accumulate([leaf.links for leaf in leaves], initial=0))
    return Dom(elements, leaves, pictures, landmarks, chars, links)


def _is_textual(node: LexborNode, textual: set[int]) -> bool:
    """True for an element that is textual or holds one that is.

    Only those that may be lumped are looked into, and each up to its first textual element: an element inside that does not hold
    this one is before it, and holds none, or behind it, and was not looked into. So none is looked at more than twice.
    """
    if node.mem_id in textual:
        return True
    # to look without a loop is half the work, and hardly any of them holds one
    if _TEXTUAL_IDS.isdisjoint(map(_number_of, node.traverse())):
        return False
    for inner in node.traverse():
        if inner.tag_id in _TEXTUAL_IDS:
            add_around(inner, textual)
            return True
    return False


def _flush(leaves: list[Leaf], at: int, pieces: list[str], links: int, inlines: list[Inline]) -> list[Inline]:
    """The text since the last boundary as a leaf of element `at`; two <br> in a row part paragraphs. The inlines that are left."""
    text = pieces[0] if len(pieces) == 1 else "".join(pieces)
    pieces.clear()
    if _LINE in text:
        for part in _PARAGRAPHS.split(text):
            if folded := " ".join(part.split()):
                mine = min(len(folded), links)
                links -= mine
                leaves.append(Leaf(at, folded, mine, inlines))
                inlines = []
        return inlines
    folded = text.strip()
    if not folded.isprintable() or "  " in folded:  # white space other than single spaces: asking costs half of folding
        folded = " ".join(folded.split())
    if not folded:
        return inlines
    leaves.append(Leaf(at, folded, min(len(folded), links) if links else 0, inlines))
    return []
