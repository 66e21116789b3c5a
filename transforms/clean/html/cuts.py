"""A second look at the leaves: what is text by itself, and is none beside the others.

Belongs here: passes over the decisions that cut what recurs, what stands at the edges, what is said twice. Not: what a leaf's own
elements, links and place say of it (see fates).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

import msgspec

from transforms.clean.evidence import SiteEvidence, digest_block, is_believed
from transforms.clean.html import vocabulary as v
from transforms.clean.html.body import Layout, place_of
from transforms.clean.html.dom import Dom
from transforms.clean.html.titles import fold, letters_of
from transforms.contract import Fate

_BOXED = ("related", "promo", "navigation", "furniture", "player", "newsletter", "embed")
_LIST_TAGS = frozenset(("ul", "ol", "dl", "li", "dt", "dd", "p"))
_BOXED_LINE = 80
_BEGINNING = 24  # letters by which texts are told apart before they are compared
_COPYRIGHT = re.compile(r"(?:copyright|\(c\))?\s*©|copyright\s+(?:\(c\)\s*)?(?:19|20)\d\d", re.IGNORECASE)
_COPYRIGHT_STARTS = "cC(©"
_CREDIT = re.compile(r"[(\[][^()\[\]]{2,40}[:/©][^()\[\]]+[)\]]$")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


class Decision(msgspec.Struct, gc=False):
    fate: Fate
    kind: str


def cut_recurring(dom: Dom, decisions: list[Decision], known: SiteEvidence) -> None:
    texts = [i for i, d in enumerate(decisions) if d.fate == "paragraph" and d.kind not in ("title", "subtitle", "heading")]
    first = next((i for i in texts if decisions[i].kind != "caption"), None)
    digests = {i: digest_block(dom.leaves[i].text) for i in texts}
    cut = [i for i in texts if digests[i] in (known.openings if i == first else known.blocks)]
    if is_believed(sum(len(dom.leaves[i].text) for i in cut), sum(len(dom.leaves[i].text) for i in texts)):
        for i in cut:
            decisions[i].fate, decisions[i].kind = "cut", "site_furniture"


def cut_boxed_lists(dom: Dom, layout: Layout, decisions: list[Decision], kept: list[int]) -> None:
    """Short lines of a list that stands in a box of its own: pros and cons of a product, a table of contents, terms of an offer."""
    items = [i for i in kept if decisions[i].kind == "list_item" and len(dom.leaves[i].text) <= _BOXED_LINE]
    common = _common(layout, decisions, kept) if items else []
    if not common:
        return
    parents = (dom.elements[dom.elements[dom.leaves[i].element].parent] for i in common)
    names = {(p.tag, p.name) for p in parents if p.name}
    for i in items:
        at = dom.leaves[i].element
        while at > 0 and dom.elements[at].tag in _LIST_TAGS:
            at = dom.elements[at].parent
        around = dom.elements[at]
        if (around.tag, around.name) not in names and bisect_left(common, around.first) == bisect_left(common, around.end):
            decisions[i].fate, decisions[i].kind = "cut", "furniture"


def _common(layout: Layout, decisions: list[Decision], kept: list[int]) -> list[int]:
    """The paragraphs of the text: those in its common places."""
    return [i for i in kept if decisions[i].kind == "body" and layout.places[i] > 1 / 3 and decisions[i].fate == "paragraph"]


def cut_edges(dom: Dom, layout: Layout, decisions: list[Decision], kept: list[int]) -> None:
    """Text in a place of its own is of the article where it stands between its paragraphs, hardly ever before or behind them."""
    common = _common(layout, decisions, kept)
    if not common:
        return
    first, last = common[0], common[-1]
    most = max(layout.places[i] for i in common)
    last_of_all = max(i for i in common if layout.places[i] == most)
    if last > last_of_all and _is_lone(dom, common):
        decisions[last].fate, decisions[last].kind = "cut", "furniture"
    for i in kept:
        decision = decisions[i]
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


def _is_lone(dom: Dom, common: list[int]) -> bool:
    """True where the last paragraph is the only one in its place, and others share theirs: a disclaimer, a plea."""
    often = Counter(place_of(dom, dom.leaves[i]) for i in common)
    return often[place_of(dom, dom.leaves[common[-1]])] == 1 and often.most_common(1)[0][1] > 1


def _has_both_sides(dom: Dom, i: int, common: list[int]) -> bool:
    """True where the element that the leaf stands in holds paragraphs of the text before it and behind it."""
    parent = dom.elements[dom.elements[dom.leaves[i].element].parent]
    at = bisect_left(common, i)
    return at > 0 and at < len(common) and parent.first <= common[at - 1] and common[at] < parent.end


def cut_repeats(dom: Dom, layout: Layout, decisions: list[Decision], kept: list[int]) -> None:
    """What is said again: a caption printed twice, a paragraph shown twice, a sentence set large beside the text."""
    captions: set[str] = set()
    common = _common(layout, decisions, kept)
    asked = [i for i in kept if decisions[i].fate == "paragraph" and decisions[i].kind not in ("title", "heading", "table")]
    beginnings = dict(zip(asked, _beginnings([dom.leaves[i].text for i in asked]), strict=True))
    often = Counter(beginnings.values())
    if len(often) == len(asked) == len(common):
        return  # all are of the text, and no two begin alike
    own = frozenset(common)
    ours = {fold(dom.leaves[i].text) for i in common if often[beginnings[i]] > 1}
    texts: set[str] = set()
    whole, known = "", frozenset[str]()  # the text folded, and its words, once a quote asks for them
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
        elif is_quote and 30 < len(folded) < 400:
            if not whole:
                whole = fold(" ".join([dom.leaves[j].text for j in common]))
                known = frozenset(whole.split())
            # the text is searched only for quotes all of whose words it has: the first and the last may be parts of longer ones
            if known.issuperset(folded.split()[1:-1]) and folded in whole:
                decision.fate, decision.kind = "cut", "text_repeat"
        seen.add(folded)


def _beginnings(texts: list[str]) -> list[str]:
    """The first letters of each folded text, without spaces: texts that are equal when folded begin alike."""
    starts = letters_of([text[: 2 * _BEGINNING] for text in texts])
    return [
        (start if len(start) >= _BEGINNING else fold(text).replace(" ", ""))[:_BEGINNING] for start, text in zip(starts, texts, strict=True)
    ]


def cut_lines(dom: Dom, decisions: list[Decision], kept: list[int]) -> None:
    """Lines whose form says what they are: a copyright, a credit in brackets, an address at the end, a colon before what is cut."""
    behind = 0  # paragraphs of the text behind this one
    for i in reversed(kept):
        decision, text = decisions[i], dom.leaves[i].text
        if decision.fate != "paragraph" or decision.kind not in ("body", "list_item", "block_quote"):
            continue
        size = len(text)
        if size < 200 and text[0] in _COPYRIGHT_STARTS and _COPYRIGHT.match(text):
            decision.fate, decision.kind = "metadata", "copyright"
        elif size < 120 and text[0] in "([" and _CREDIT.match(text):
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


def drop_idle_headings(dom: Dom, decisions: list[Decision], kept: list[int]) -> None:
    """A heading stays where text follows it: not at the end, and not where what stands next to it is cut."""
    follows = False
    for i in reversed(kept):
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
