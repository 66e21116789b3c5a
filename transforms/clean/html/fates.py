"""What becomes of every leaf: paragraph, metadata or cut, and of which kind.

Each is judged by itself first; what the others say of it stands in cuts.
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.clean.dates import find_date
from transforms.clean.evidence import SiteEvidence
from transforms.clean.html import vocabulary as v
from transforms.clean.html.body import Layout
from transforms.clean.html.cuts import (
    Decision,
    cut_boxed_lists,
    cut_edges,
    cut_lines,
    cut_recurring,
    cut_repeats,
    drop_idle_headings,
)
from transforms.clean.html.dom import Dom, Leaf
from transforms.clean.html.titles import Title, fold, likeness, words_of

# the first purpose that an element has names the reason of its cut
_REASONS: tuple[tuple[int, str], ...] = (
    (v.RULE_CUT, "site_furniture"),
    (v.COMMENTS, "comments"),
    (v.NEWSLETTER, "newsletter"),
    (v.PAYWALL, "subscription"),
    (v.AD, "ad"),
    (v.SHARE, "share"),
    (v.RELATED, "related"),
    (v.COOKIE, "cookie"),
    (v.PLAYER, "player"),
    (v.PROMO, "promo"),
    (v.BIO, "bio"),
    (v.NAVIGATION, "navigation"),
    (v.FOOTER, "footer"),
    (v.EMBED, "embed"),
)


_NO_CAPTION = v.RELATED | v.PROMO | v.NAVIGATION
# purposes of which a standfirst has none
_NO_SUBTITLE = (
    v.NAVIGATION | v.FOOTER | v.RELATED | v.PROMO | v.NEWSLETTER | v.AD | v.COMMENTS | v.CAPTION | v.FIGURE | v.COOKIE | v.FORM
    | v.HIDDEN | v.VEILED | v.EMBED
)  # fmt: skip
# purposes that may make something else of running text inside the container
_SPECIAL = v.FURNITURE | v.DATE | v.SECTION | v.PAYWALL | v.SUBTITLE | v.HEADING | v.TABLE | v.LIST | v.QUOTE
_TEXT_TAGS = frozenset(("p", "li", "td", "th", "h1", "h2", "h3", "h4"))
_LAYOUT_CELL = 100  # characters of running text: a cell that holds them is layout, not a table
_LEAD = 5  # so many blocks into the text, a name such as 'lead' or 'summary' means the text's own
_LONGEST_AGENCY = 60  # characters
_BOX_DEPTH, _BOX_CHARS = 3, 300  # how far up from a picture, and how much text, its box may reach
_OFFER_HREF = re.compile(r"newsletter|subscri|sign-?up|sign-?in|/login|register|donat|/abo(?:nn|s|/|$)|membership|memberful|patreon|paypal")
# one of these stands in whatever the pattern finds: plain looks cost less than one with it
_OFFER_WORDS = ("sletter", "subscr", "sign", "/login", "regist", "donat", "/abo", "member", "patreon", "paypal")


@lru_cache(maxsize=10_000)
def _named_reason(purposes: int) -> str | None:
    return next((reason for purpose, reason in _REASONS if purposes & purpose), None)


def decide(
    dom: Dom, layout: Layout, title: Title, description: str | None, people_leaves: list[int], known: SiteEvidence | None = None
) -> list[Decision]:
    """One decision for each leaf. `known` is what other pages of the site taught."""
    container = dom.elements[layout.container]
    first = next((i for i in range(container.first, container.end) if layout.prose[i]), container.first)
    header = range(title.end, first + 1) if title.end is not None and title.end <= first else range(0)
    pictured = _pictured(dom, layout)
    others = _other_articles(dom, layout)
    about = (words_of(title.text or ""), words_of(description or ""))
    key = fold(title.text or "")
    sizes = range(len(title.text or "") - 11, len(title.text or "") + 12) if key else range(0)
    printed = range(title.first, title.end) if title.first is not None and title.end is not None else range(0)
    within, strayed = range(container.first, container.end), layout.strayed
    decisions: list[Decision] = []
    for i, (leaf, purposes) in enumerate(zip(dom.leaves, layout.purposes, strict=True)):
        inside = i in within or i in strayed
        size = len(leaf.text)
        if i in printed:
            decision = Decision("paragraph", "title")
        elif size in sizes and fold(leaf.text) == key:
            decision = Decision("cut", "title_repeat")
        elif i in people_leaves:
            decision = Decision("metadata", "byline")
        elif not inside and i not in header:  # two of three leaves of a page
            decision = _cut(leaf, purposes, i in others)
        elif i in header and (i < first or layout.places[i] < 1 / 3) and _is_subtitle(dom, i, purposes, about):
            decision = Decision("paragraph", "subtitle")
        elif size < 60 and (i in header or i <= first + 2) and find_date(leaf.text):
            decision = Decision("metadata", "date")
        elif size <= _LONGEST_AGENCY and is_agency_line(dom, i):
            decision = Decision("metadata", "credit")
        elif not inside:
            decision = _cut(leaf, purposes, i in others)
        elif (purposes & v.CAPTION and not purposes & _NO_CAPTION) or (i in pictured and layout.places[i] < 1 / 3):
            decision = Decision("paragraph", "caption")
        else:
            decision = _inside(dom, layout, i, first)
        decisions.append(decision)
    kept = [i for i, decision in enumerate(decisions) if decision.fate == "paragraph"]
    cut_boxed_lists(dom, layout, decisions, kept)
    if known is not None and known.blocks:
        cut_recurring(dom, decisions, known)
    cut_edges(dom, layout, decisions, kept)
    cut_repeats(dom, layout, decisions, kept)
    cut_lines(dom, decisions, kept)
    drop_idle_headings(dom, decisions, kept)
    return decisions


def _cut(leaf: Leaf, purposes: int, is_in_article: bool = False) -> Decision:
    """A cut, for the reason that the purposes of the elements around name, or the leaf's links."""
    if is_in_article and not purposes & v.FURNITURE:
        return Decision("cut", "other_article")
    return Decision("cut", _named_reason(purposes) or ("navigation" if leaf.links * 2 > len(leaf.text) else "furniture"))


def is_agency_line(dom: Dom, i: int) -> bool:
    """True for a few words in an element of their own that is named after agencies."""
    leaf = dom.leaves[i]
    return len(leaf.text) <= _LONGEST_AGENCY and bool(dom.elements[leaf.element].purposes & v.AGENCY) and leaf.text[-1] not in ".!?"


def _other_articles(dom: Dom, layout: Layout) -> set[int]:
    """The leaves of <article> elements that hold running text and do not hold the container."""
    around = dom.elements[layout.container]
    found: set[int] = set()
    for element in map(dom.elements.__getitem__, dom.landmarks):
        if element.tag == "article" and (element.end <= around.first or element.first >= around.end):
            leaves = range(element.first, element.end)
            if any(layout.prose[i] for i in leaves):
                found.update(leaves)
    return found


def _pictured(dom: Dom, layout: Layout) -> set[int]:
    """The leaves that share a box with a picture, where the box holds no more than captions do."""
    found: set[int] = set()
    container = dom.elements[layout.container]
    for picture in dom.pictures:
        if not container.first <= picture.leaf < container.end:
            continue
        at = picture.element
        if dom.elements[at].tag in _TEXT_TAGS:
            continue
        for _ in range(_BOX_DEPTH):
            above = dom.elements[at].parent
            if above <= layout.container or dom.chars_in(dom.elements[above]) > _BOX_CHARS:
                break
            at = above
        box = dom.elements[at]
        chars = dom.chars_in(box)
        if at > layout.container and 0 < chars <= _BOX_CHARS and chars * 4 < dom.chars_in(container):
            found.update(i for i in range(box.first, box.end) if not layout.purposes[i] & (v.HEADING | v.LIST | v.TABLE))
    return found


def _is_subtitle(dom: Dom, i: int, purposes: int, about: tuple[frozenset[str], frozenset[str]]) -> bool:
    """A line between headline and text that is a standfirst by its class, its tag, its place, or as the page describes itself."""
    leaf = dom.leaves[i]
    size = len(leaf.text)
    if not 25 <= size <= 700 or leaf.links * 3 > size or purposes & _NO_SUBTITLE:
        return False
    tag = dom.elements[leaf.element].tag
    says_so = (
        purposes & v.SUBTITLE
        or (tag in ("h2", "h3") and not _is_one_of_many(dom, i))
        or (purposes & v.HEADER and size >= 40 and tag in ("p", "div"))
    )
    title, description = about
    words = words_of(leaf.text)
    if not says_so and not (tag in ("p", "div") and likeness(words, description) > 0.6):
        return False
    return likeness(words, title) < 0.5 and not (size < 100 and find_date(leaf.text))


def _is_one_of_many(dom: Dom, i: int) -> bool:
    """True for a heading whose like stands further on: it opens a section, or a post of a live blog."""
    element = dom.elements[dom.leaves[i].element]
    like = (element.tag, element.name)
    return any((dom.elements[leaf.element].tag, dom.elements[leaf.element].name) == like for leaf in dom.leaves[i + 1 : i + 60])


def _inside(dom: Dom, layout: Layout, i: int, first: int) -> Decision:
    """A leaf of the container: text, unless its elements or its links say otherwise."""
    leaf, purposes = dom.leaves[i], layout.purposes[i]
    if layout.prose[i] and not purposes & _SPECIAL and (len(leaf.text) >= 200 or not _is_offer(leaf)):
        return Decision("paragraph", "body")  # as nearly all are
    return _named(dom, layout, i, first) or _by_form(dom, layout, i)


def _named(dom: Dom, layout: Layout, i: int, first: int) -> Decision | None:
    """What the elements around a leaf of the container say that it is."""
    leaf, purposes = dom.leaves[i], layout.purposes[i]
    size = len(leaf.text)
    tag = dom.elements[leaf.element].tag
    is_heading = bool(purposes & v.HEADING)
    if purposes & v.DATE and not is_heading and size < 60:
        return Decision("metadata", "date")
    if purposes & v.SECTION and size < 60 and i < first:
        return Decision("metadata", "section")
    if purposes & v.BYLINE and size < 300 and not is_heading:
        return Decision("metadata", "byline")
    if purposes & (v.FURNITURE & ~v.TAGS if is_heading else v.FURNITURE):
        return _cut(leaf, purposes)
    if purposes & v.PAYWALL and tag == "p" and not purposes & v.LIST and layout.places[i] < 1 / 3:
        return Decision("cut", "subscription")
    if purposes & v.SUBTITLE and not is_heading and i > first + _LEAD and layout.places[i] < 1 / 3:
        return Decision("cut", "promo")  # the standfirst of something else
    return None


def _by_form(dom: Dom, layout: Layout, i: int) -> Decision:
    """What a leaf of the container is by its links, its tag and what stands beside it."""
    leaf, purposes = dom.leaves[i], layout.purposes[i]
    size = len(leaf.text)
    tag = dom.elements[leaf.element].tag
    is_heading = bool(purposes & v.HEADING)
    if size < 200 and not is_heading and _is_offer(leaf):
        return Decision("cut", "newsletter")
    if leaf.links * 2 > size and not (is_heading and _has_text_in_parent(dom, layout, i)):
        return Decision("cut", "related")
    if is_heading:
        return Decision("paragraph", "heading")
    if purposes & v.TABLE and tag in ("td", "th", "tr", "table", "caption") and not (layout.prose[i] and size >= _LAYOUT_CELL):
        return Decision("paragraph", "table")
    if purposes & v.LIST:
        return Decision("paragraph", "list_item")
    if not layout.prose[i] and tag != "p" and not _has_prose_beside(dom, layout, i):
        return Decision("cut", "furniture")
    return Decision("paragraph", "block_quote" if purposes & v.QUOTE else "body")


def _is_offer(leaf: Leaf) -> bool:
    """True for a line that links to a subscription, a newsletter, an account."""
    for tag, attributes, _ in leaf.inlines:
        href = (attributes.get("href") or "").lower() if tag == "a" else ""
        if href and any(map(href.__contains__, _OFFER_WORDS)) and _OFFER_HREF.search(href):
            return True
    return False


def _has_text_in_parent(dom: Dom, layout: Layout, i: int) -> bool:
    """True for a heading that stands in the element of the paragraphs: it may link to what they are about."""
    parent = dom.elements[dom.elements[dom.leaves[i].element].parent]
    return any(layout.prose[j] and layout.places[j] > 1 / 3 for j in range(parent.first, parent.end))


def _has_prose_beside(dom: Dom, layout: Layout, i: int) -> bool:
    """True for a short line that a <br> parts from running text of the same element."""
    element = dom.leaves[i].element
    near = range(max(0, i - 3), min(len(dom.leaves), i + 4))
    return any(layout.prose[j] and dom.leaves[j].element == element for j in near)
