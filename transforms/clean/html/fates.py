"""What becomes of every leaf: paragraph, metadata or cut, and of which kind."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.clean.dates import find_date
from transforms.clean.html import vocabulary as v
from transforms.clean.html.body import Layout
from transforms.clean.html.dom import Dom, Leaf
from transforms.clean.html.titles import Title, fold, likeness
from transforms.contract import Fate

# the first purpose that an element has names the reason of its cut
_REASONS: tuple[tuple[int, str], ...] = (
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
)


@dataclass(slots=True)
class Decision:
    fate: Fate
    kind: str


def reason_of(purposes: int, leaf: Leaf) -> str:
    """The reason for a cut, by the purposes of the elements around it."""
    for purpose, reason in _REASONS:
        if purposes & purpose:
            return reason
    return "navigation" if leaf.links * 2 > len(leaf.text) else "furniture"


def decide(dom: Dom, layout: Layout, title: Title, people_leaves: list[int]) -> list[Decision]:
    """One decision for each leaf."""
    container = dom.elements[layout.container]
    first = next((i for i in range(container.first, container.end) if layout.prose[i]), container.first)
    after_title = title.end if title.end is not None and title.end <= first else None
    decisions: list[Decision] = []
    key = fold(title.text or "")
    captions: set[str] = set()
    for i, leaf in enumerate(dom.leaves):
        purposes = layout.purposes[i]
        inside = container.first <= i < container.end
        if title.first is not None and title.end is not None and title.first <= i < title.end:
            decision = Decision("paragraph", "title")
        elif key and fold(leaf.text) == key:
            decision = Decision("cut", "title_repeat")
        elif i in people_leaves:
            decision = Decision("metadata", "byline")
        elif after_title is not None and after_title <= i <= first and _is_subtitle(dom, leaf, purposes, title.text or ""):
            decision = Decision("paragraph", "subtitle")
        elif inside and i < first and len(leaf.text) < 80 and find_date(leaf.text):
            decision = Decision("metadata", "date")
        elif inside and purposes & v.CAPTION and not purposes & (v.RELATED | v.PROMO | v.NAVIGATION):
            folded = fold(leaf.text)
            decision = Decision("cut", "caption_repeat") if folded in captions else Decision("paragraph", "caption")
            captions.add(folded)
        elif inside:
            decision = _inside(dom, layout, i, first)
        else:
            decision = Decision("cut", reason_of(purposes, leaf))
        decisions.append(decision)
    _drop_idle_headings(decisions)
    return decisions


def _is_subtitle(dom: Dom, leaf: Leaf, purposes: int, title: str) -> bool:
    """A line between headline and text that is a standfirst by its class, its tag or its place in the header."""
    size = len(leaf.text)
    if not 25 <= size <= 700 or leaf.links * 3 > size or purposes & (_NO_SUBTITLE):
        return False
    tag = dom.elements[leaf.element].tag
    says_so = purposes & v.SUBTITLE or tag in ("h2", "h3") or (purposes & v.HEADER and size >= 40 and tag in ("p", "div"))
    return bool(says_so) and likeness(leaf.text, title) < 0.5 and not (size < 100 and find_date(leaf.text))


_NO_SUBTITLE = (
    v.NAVIGATION
    | v.FOOTER
    | v.RELATED
    | v.PROMO
    | v.NEWSLETTER
    | v.AD
    | v.COMMENTS
    | v.CAPTION
    | v.FIGURE
    | v.COOKIE
    | v.FORM
    | v.HIDDEN
    | v.VEILED
    | v.EMBED
)


def _inside(dom: Dom, layout: Layout, i: int, first: int) -> Decision:
    """A leaf of the container: text, unless its elements or its links say otherwise."""
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
        return Decision("cut", reason_of(purposes, leaf))
    if purposes & v.PAYWALL and not purposes & (v.BODY | v.LIST) and layout.places[i] < 1 / 3:
        return Decision("cut", "subscription")
    if purposes & v.SUBTITLE and not is_heading and i > first and layout.places[i] < 1 / 3:
        return Decision("cut", "promo")  # the standfirst of something else
    if leaf.links * 2 > size:
        return Decision("cut", "related")
    if is_heading:
        return Decision("paragraph", "heading")
    if purposes & v.TABLE and tag in ("td", "th", "tr", "table", "caption"):
        return Decision("paragraph", "table")
    if purposes & v.LIST:
        return Decision("paragraph", "list_item")
    if not layout.prose[i] and tag != "p" and not _has_prose_beside(dom, layout, i):
        return Decision("cut", "furniture")
    return Decision("paragraph", "block_quote" if purposes & v.QUOTE else "body")


def _has_prose_beside(dom: Dom, layout: Layout, i: int) -> bool:
    """True for a short line that a <br> parts from running text of the same element."""
    element = dom.leaves[i].element
    near = range(max(0, i - 3), min(len(dom.leaves), i + 4))
    return any(layout.prose[j] and dom.leaves[j].element == element for j in near)


def _drop_idle_headings(decisions: list[Decision]) -> None:
    """A heading stays where text follows it before the next thing of its kind or the end."""
    follows = False
    for decision in reversed(decisions):
        if decision.fate != "paragraph":
            continue
        if decision.kind == "heading":
            if not follows:
                decision.fate, decision.kind = "cut", "furniture"
        elif decision.kind in ("body", "list_item", "block_quote", "table"):
            follows = True
