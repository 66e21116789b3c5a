"""What becomes of every leaf: paragraph, metadata or cut, and of which kind."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import lru_cache

import msgspec

from transforms.clean.dates import find_date
from transforms.clean.evidence import SiteEvidence, digest_block, is_believed
from transforms.clean.html import vocabulary as v
from transforms.clean.html.body import Layout
from transforms.clean.html.dom import Dom, Leaf
from transforms.clean.html.titles import Title, fold, likeness, words_of
from transforms.contract import Fate

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
_BOXED = ("related", "promo", "navigation", "furniture", "player", "newsletter", "embed")
_TEXT_TAGS = frozenset(("p", "li", "td", "th", "h1", "h2", "h3", "h4"))
_LAYOUT_CELL = 100  # characters of running text: a cell that holds them is layout, not a table
_LIST_TAGS = frozenset(("ul", "ol", "dl", "li", "dt", "dd", "p"))
_BOXED_LINE = 80
_LEAD = 5  # so many blocks into the text, a name such as 'lead' or 'summary' means the text's own
_BEGINNING = 24  # letters by which texts are told apart before they are compared
_LONGEST_AGENCY = 60  # characters
_BOX_DEPTH, _BOX_CHARS = 3, 300  # how far up from a picture, and how much text, its box may reach


_COPYRIGHT = re.compile(r"(?:copyright|\(c\))?\s*©|copyright\s+(?:\(c\)\s*)?(?:19|20)\d\d", re.IGNORECASE)
_CREDIT = re.compile(r"[(\[][^()\[\]]{2,40}[:/©][^()\[\]]+[)\]]$")
_OFFER_HREF = re.compile(
    r"newsletter|subscri|sign-?up|sign-?in|/login|register|donat|/abo(?:nn|s|/|$)|membership|memberful|patreon|paypal", re.IGNORECASE
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


class Decision(msgspec.Struct, gc=False):
    fate: Fate
    kind: str


def reason_of(purposes: int, leaf: Leaf) -> str:
    """The reason for a cut, by the purposes of the elements around it, or by its links."""
    return _named_reason(purposes) or ("navigation" if leaf.links * 2 > len(leaf.text) else "furniture")


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
    decisions: list[Decision] = []
    for i, leaf in enumerate(dom.leaves):
        purposes = layout.purposes[i]
        inside = container.first <= i < container.end or i in layout.strayed
        if title.first is not None and title.end is not None and title.first <= i < title.end:
            decision = Decision("paragraph", "title")
        elif key and abs(len(leaf.text) - len(title.text or "")) < 12 and fold(leaf.text) == key:
            decision = Decision("cut", "title_repeat")
        elif i in people_leaves:
            decision = Decision("metadata", "byline")
        elif i in header and (i < first or layout.places[i] < 1 / 3) and _is_subtitle(dom, i, purposes, about):
            decision = Decision("paragraph", "subtitle")
        elif (i in header or (inside and i <= first + 2)) and len(leaf.text) < 60 and find_date(leaf.text):
            decision = Decision("metadata", "date")
        elif (inside or i in header) and is_agency_line(dom, i):
            decision = Decision("metadata", "credit")
        elif inside and ((purposes & v.CAPTION and not purposes & _NO_CAPTION) or (i in pictured and layout.places[i] < 1 / 3)):
            decision = Decision("paragraph", "caption")
        elif inside:
            decision = _inside(dom, layout, i, first)
        elif i in others and not purposes & v.FURNITURE:
            decision = Decision("cut", "other_article")
        else:
            decision = Decision("cut", reason_of(purposes, leaf))
        decisions.append(decision)
    _cut_boxed_lists(dom, layout, decisions)
    if known is not None and known.blocks:
        _cut_recurring(dom, decisions, known)
    _cut_edges(dom, layout, decisions)
    _cut_repeats(dom, layout, decisions)
    _cut_lines(dom, decisions)
    _drop_idle_headings(dom, decisions)
    return decisions


def is_agency_line(dom: Dom, i: int) -> bool:
    """True for a few words in an element of their own that is named after agencies."""
    leaf = dom.leaves[i]
    return len(leaf.text) <= _LONGEST_AGENCY and bool(dom.elements[leaf.element].purposes & v.AGENCY) and leaf.text[-1] not in ".!?"


def _other_articles(dom: Dom, layout: Layout) -> set[int]:
    """The leaves of <article> elements that hold running text and do not hold the container."""
    around = dom.elements[layout.container]
    found: set[int] = set()
    for element in dom.elements:
        if element.tag == "article" and (element.end <= around.first or element.first >= around.end):
            leaves = range(element.first, element.end)
            if any(layout.prose[i] for i in leaves):
                found.update(leaves)
    return found


def _cut_recurring(dom: Dom, decisions: list[Decision], known: SiteEvidence) -> None:
    texts = [i for i, d in enumerate(decisions) if d.fate == "paragraph" and d.kind not in ("title", "subtitle", "heading")]
    first = next((i for i in texts if decisions[i].kind != "caption"), None)
    digests = {i: digest_block(dom.leaves[i].text) for i in texts}
    cut = [i for i in texts if digests[i] in (known.openings if i == first else known.blocks)]
    if is_believed(sum(len(dom.leaves[i].text) for i in cut), sum(len(dom.leaves[i].text) for i in texts)):
        for i in cut:
            decisions[i].fate, decisions[i].kind = "cut", "site_furniture"


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
            if above <= layout.container or dom.elements[above].chars > _BOX_CHARS:
                break
            at = above
        box = dom.elements[at]
        if at > layout.container and 0 < box.chars <= _BOX_CHARS and box.chars * 4 < container.chars:
            found.update(i for i in range(box.first, box.end) if not layout.purposes[i] & (v.HEADING | v.LIST | v.TABLE))
    return found


def _cut_boxed_lists(dom: Dom, layout: Layout, decisions: list[Decision]) -> None:
    """Short lines of a list that stands in a box of its own: pros and cons of a product, a table of contents, terms of an offer."""
    common = [i for i, d in enumerate(decisions) if d.fate == "paragraph" and d.kind == "body" and layout.places[i] > 1 / 3]
    if not common:
        return
    parents = (dom.elements[dom.elements[dom.leaves[i].element].parent] for i in common)
    names = {(p.tag, p.name) for p in parents if p.name}
    for i, decision in enumerate(decisions):
        if decision.fate != "paragraph" or decision.kind != "list_item" or len(dom.leaves[i].text) > _BOXED_LINE:
            continue
        at = dom.leaves[i].element
        while at > 0 and dom.elements[at].tag in _LIST_TAGS:
            at = dom.elements[at].parent
        around = dom.elements[at]
        if (around.tag, around.name) not in names and bisect_left(common, around.first) == bisect_left(common, around.end):
            decision.fate, decision.kind = "cut", "furniture"


def _cut_edges(dom: Dom, layout: Layout, decisions: list[Decision]) -> None:
    """Text in a place of its own is of the article where it stands between its paragraphs, hardly ever before or behind them."""
    common = [i for i, d in enumerate(decisions) if d.fate == "paragraph" and d.kind == "body" and layout.places[i] > 1 / 3]
    if not common:
        return
    first, last = common[0], common[-1]
    most = max(layout.places[i] for i in common)
    last_of_all = max(i for i in common if layout.places[i] == most)
    for i, decision in enumerate(decisions):
        if decision.fate != "paragraph" or decision.kind != "body":
            continue
        if i > last_of_all and layout.purposes[i] & v.SUBTITLE:
            decision.fate, decision.kind = "cut", "related"
        if decision.fate == "cut" or layout.places[i] > 1 / 3:
            continue
        share = layout.places[i]
        if _has_both_sides(dom, i, common):
            continue
        is_p = dom.elements[dom.leaves[i].element].tag == "p"
        if i > last:
            is_cut = share < 0.1 or not is_p
        elif i < first:
            is_cut = share < 0.02
        else:
            is_cut = share < 0.1 if not is_p else share < 0.02 and len(dom.leaves[i].text) < 80
        if is_cut:
            decision.fate, decision.kind = "cut", "furniture"


def _cut_lines(dom: Dom, decisions: list[Decision]) -> None:
    """Lines whose form says what they are: a copyright, a credit in brackets, an address at the end, a colon before what is cut."""
    behind = 0  # paragraphs of the text behind this one
    for i in range(len(decisions) - 1, -1, -1):
        decision, text = decisions[i], dom.leaves[i].text
        if decision.fate != "paragraph" or decision.kind not in ("body", "list_item", "block_quote"):
            continue
        size = len(text)
        if _COPYRIGHT.match(text) and size < 200:
            decision.fate, decision.kind = "metadata", "copyright"
        elif size < 120 and _CREDIT.match(text):
            decision.fate, decision.kind = "metadata", "credit"
        elif behind < 2 and size < 300 and _ADDRESS.search(text):
            decision.fate, decision.kind = "cut", "contact"
        elif behind < 2 and text.startswith("*") and decision.kind == "body" and dom.leaves[i].links:
            decision.fate, decision.kind = "cut", "promo"
        elif size < 120 and text.endswith((":", "：")) and (behind == 0 or _leads_to_cut(decisions, i)):
            decision.fate, decision.kind = "cut", "related"
        else:
            behind += 1


def _leads_to_cut(decisions: list[Decision], i: int) -> bool:
    after = decisions[i + 1] if i + 1 < len(decisions) else None
    return after is not None and after.fate == "cut" and after.kind in _BOXED


def _has_both_sides(dom: Dom, i: int, common: list[int]) -> bool:
    """True where the element that the leaf stands in holds paragraphs of the text before it and behind it."""
    parent = dom.elements[dom.elements[dom.leaves[i].element].parent]
    at = bisect_left(common, i)
    return at > 0 and at < len(common) and parent.first <= common[at - 1] and common[at] < parent.end


def _cut_repeats(dom: Dom, layout: Layout, decisions: list[Decision]) -> None:
    """What is said again: a caption printed twice, a paragraph shown twice, a sentence set large beside the text."""
    captions: set[str] = set()
    common = [i for i, d in enumerate(decisions) if d.kind == "body" and layout.places[i] > 1 / 3]
    asked = [i for i, d in enumerate(decisions) if d.fate == "paragraph" and d.kind not in ("title", "heading", "table")]
    beginnings = {i: _beginning(dom.leaves[i].text) for i in asked}
    often = Counter(beginnings.values())
    if len(often) == len(asked) == len(common):
        return  # all are of the text, and no two begin alike
    own = frozenset(common)
    ours = {fold(dom.leaves[i].text) for i in common if often[beginnings[i]] > 1}
    texts: set[str] = set()
    lowered = " ".join([dom.leaves[i].text for i in common]).casefold()
    for i in asked:
        decision, is_ours = decisions[i], i in own
        is_quote = not is_ours and decision.kind in ("body", "block_quote")
        if often[beginnings[i]] == 1 and not is_quote:
            continue
        folded = fold(dom.leaves[i].text)
        is_caption = decision.kind == "caption"
        seen = captions if is_caption else texts
        if len(folded) > 30 and (folded in seen or (folded in ours and not is_caption and not is_ours)):
            decision.fate, decision.kind = "cut", "caption_repeat" if is_caption else "text_repeat"
        elif is_quote and 30 < len(folded) < 400 and _is_part(folded, lowered):
            decision.fate, decision.kind = "cut", "text_repeat"
        seen.add(folded)


def _is_part(folded: str, lowered: str) -> bool:
    """True where the words of a folded text stand in a row in a text in lower case, which is folded only where it has them all."""
    return all(word in lowered for word in folded.split()) and folded in fold(lowered)


def _beginning(text: str) -> str:
    """The first letters of a folded text: texts that are equal when folded begin alike."""
    start = fold(text[: 2 * _BEGINNING])
    return (start if len(start) > _BEGINNING else fold(text))[:_BEGINNING]


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
    if purposes & v.PAYWALL and tag == "p" and not purposes & v.LIST and layout.places[i] < 1 / 3:
        return Decision("cut", "subscription")
    if purposes & v.SUBTITLE and not is_heading and i > first + _LEAD and layout.places[i] < 1 / 3:
        return Decision("cut", "promo")  # the standfirst of something else
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
    return any(tag == "a" and _OFFER_HREF.search(attributes.get("href") or "") for tag, attributes, _ in leaf.inlines)


def _has_text_in_parent(dom: Dom, layout: Layout, i: int) -> bool:
    """True for a heading that stands in the element of the paragraphs: it may link to what they are about."""
    parent = dom.elements[dom.elements[dom.leaves[i].element].parent]
    return any(layout.prose[j] and layout.places[j] > 1 / 3 for j in range(parent.first, parent.end))


def _has_prose_beside(dom: Dom, layout: Layout, i: int) -> bool:
    """True for a short line that a <br> parts from running text of the same element."""
    element = dom.leaves[i].element
    near = range(max(0, i - 3), min(len(dom.leaves), i + 4))
    return any(layout.prose[j] and dom.leaves[j].element == element for j in near)


def _drop_idle_headings(dom: Dom, decisions: list[Decision]) -> None:
    """A heading stays where text follows it: not at the end, and not where what stands next to it is cut."""
    follows = False
    for i in range(len(decisions) - 1, -1, -1):
        decision = decisions[i]
        if decision.fate != "paragraph":
            continue
        if decision.kind == "heading":
            after = decisions[i + 1] if i + 1 < len(decisions) else None
            is_of_a_box = after is not None and after.fate == "cut" and after.kind in _BOXED and not _shares_parent(dom, decisions, i)
            if not follows or is_of_a_box:
                decision.fate, decision.kind = "cut", "related" if is_of_a_box else "furniture"
        elif decision.kind in ("body", "list_item", "block_quote", "table"):
            follows = True


def _shares_parent(dom: Dom, decisions: list[Decision], i: int) -> bool:
    """True where a paragraph of the text stands in the element that the heading stands in."""
    parent = dom.elements[dom.elements[dom.leaves[i].element].parent]
    return any(d.fate == "paragraph" and d.kind == "body" for d in decisions[parent.first : parent.end])
