"""Where on the page the body stands.

Every element is judged by two shares: how much of the page's prose it holds, and how much of what it holds is prose. The
element with the best harmonic mean of both is the container; what is furniture by its name counts for neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from transforms.clean.html import vocabulary as v
from transforms.clean.html.dom import Dom, Element, Leaf
from transforms.clean.html.purposes import purposes_of_tag

_TERMINAL = frozenset('.!?…。！？।؟۔:;"”’»)]')
_DENSE = re.compile(r"[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_COMMON, _RARE, _BEFORE_TITLE = 0.5, 0.3, 0.2
_LEAST_PROSE = 0.3  # of the page's running text outside of what its names call furniture
_CARD_HEADINGS = frozenset(("h2", "h3", "h4", "h5"))
_CARD_LINES = 4
_CARDS_OF_A_LIST, _HEADLINE_SPACES = 3, 3
_UNKNOWN = 0.3  # weight of prose outside of the places where a site's bodies are known to stand
_ARTICLE_SHARE = 0.15  # of the container's prose: a smaller <article> is no second article
_TEXT_TAGS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "blockquote", "pre"))
_NO_COST = v.FURNITURE | v.HEADING
_NEUTRAL = frozenset(("li", "td", "th", "dd", "dt"))  # lists and tables are as often part of a text as not
# names that a wrapper of text may have for another reason than its purpose ("has-share", "paywall-article", "tag-news")
_WEAK = (
    v.BYLINE
    | v.DATE
    | v.TAGS
    | v.SECTION
    | v.CAPTION
    | v.SHARE
    | v.PLAYER
    | v.PULL
    | v.PAYWALL
    | v.FORM
    | v.FIGURE
    | v.AD
    | v.SUBTITLE
    | v.HEADER
)
# names that one paragraph may have that the others of its place do not
_LOOSE = v.RELATED | v.PROMO | v.AD | v.NEWSLETTER | v.SHARE | v.PLAYER | v.TAGS | v.BIO | v.SECTION
# what a name never makes of a wrapper
_KIND = v.BODY | v.QUOTE | v.LIST | v.TABLE | v.HEADING | v.RULE_BODY | v.RULE_CUT


@dataclass(slots=True)
class Layout:
    """Of each leaf: `purposes` (its elements', inherited), `prose` (characters of running text that it counts for), and

    `places` (how common places of its shape are among the page's prose, 1 for the commonest)."""

    purposes: list[int]
    element_purposes: list[int]
    prose: list[float]
    places: list[float]
    container: int
    strayed: frozenset[int]


Place = tuple[str, str, str]


def prose_of(leaf: Leaf, tag: str) -> float:
    """How many characters of running text a leaf counts for: links and fragments count little."""
    size = len(leaf.text)
    if leaf.links * 2 > size:
        return 0.0
    own = size - leaf.links
    if size >= 8 and not leaf.text.isascii() and _DENSE.search(leaf.text, 0, 200):
        own *= 2
    if own < 20:
        return 0.0
    if own >= 140 or (own >= 40 and leaf.text[-1] in _TERMINAL):
        return float(own) if tag not in ("li", "td", "th", "dd", "dt") else own * 0.7
    return own * 0.3 if tag == "p" else 0.0


def lay_out(dom: Dom, title_end: int = 0, is_known_place: Callable[[Place], bool] | None = None) -> Layout:
    """Judge every leaf and find the container. Where names would make furniture of most of the text, they are not believed."""
    elements = dom.elements
    # most leaves are links or words: one look at them, not a call
    raw = [
        prose_of(leaf, elements[leaf.element].tag) if (size := len(leaf.text)) >= 10 and leaf.links * 2 <= size else 0.0
        for leaf in dom.leaves
    ]
    inherited = _inherit(dom, raw, ~0)
    purposes = [inherited[leaf.element] for leaf in dom.leaves]
    for i in _cards(dom):
        purposes[i] |= v.RELATED
    prose = [0.0 if p & v.FURNITURE else w for p, w in zip(purposes, raw, strict=True)]
    if sum(prose) < _LEAST_PROSE * sum(raw):
        inherited = _inherit(dom, raw, ~_LOOSE)
        purposes = [inherited[leaf.element] for leaf in dom.leaves]
        prose = [0.0 if p & v.FURNITURE else w for p, w in zip(purposes, raw, strict=True)]
    if any(p & v.RULE_BODY for p in set(inherited)):
        purposes = [p if p & v.RULE_BODY else p | v.RULE_CUT for p in purposes]
        prose = [w if p & v.RULE_BODY else 0.0 for p, w in zip(purposes, prose, strict=True)]
    keys = place_keys(dom)
    places = _places(keys, prose)
    for i, p in enumerate(purposes):
        if p & _LOOSE and places[i] > 1 / 3 and keys[i][2]:  # a name around one paragraph that others of its place do not have
            purposes[i] &= ~_LOOSE
            if not purposes[i] & v.FURNITURE:
                prose[i] = raw[i]
    weights = _weigh(prose, places, title_end)
    if is_known_place is not None:
        known = {key: is_known_place(key) for key in set(keys)}
        if any(w and known[key] for key, w in zip(keys, weights, strict=True)):
            weights = [w if known[key] else w * _UNKNOWN for key, w in zip(keys, weights, strict=True)]
    container = _main_article(dom, prose, _container(dom, purposes, weights), title_end)
    return Layout(purposes, inherited, prose, places, container, _strayed(dom, keys, places, prose, container, title_end))


def _cards(dom: Dom) -> set[int]:
    """The leaves of teasers: a box of few lines in which a heading is all link, where the page has several such boxes."""
    links = [i for i, leaf in enumerate(dom.leaves) if leaf.links * 10 >= len(leaf.text) * 9]
    found: list[range] = []
    for leaf_at in links:
        element = dom.elements[dom.leaves[leaf_at].element]
        if element.tag not in _CARD_HEADINGS:
            continue
        box = dom.elements[element.parent]
        if box.end - box.first == 1 and box.parent >= 0:
            box = dom.elements[box.parent]
        if 2 <= box.end - box.first <= _CARD_LINES and box.first <= leaf_at < box.end:
            found.append(range(box.first, box.end))
    return {i for box in (found if len(found) > 1 else []) for i in box} | _listed_cards(dom, links)


def _listed_cards(dom: Dom, links: list[int]) -> set[int]:
    """The leaves of teasers in lists: items of few lines of which the first is a headline and all link, at least three of a list."""
    found: dict[int, list[range]] = {}
    for leaf_at in links:
        leaf = dom.leaves[leaf_at]
        if leaf.text.count(" ") < _HEADLINE_SPACES:
            continue
        at = leaf.element
        while at > 0 and dom.elements[at].tag != "li":
            at = dom.elements[at].parent
        item = dom.elements[at]
        if at > 0 and item.first == leaf_at and 2 <= item.end - item.first <= _CARD_LINES:
            found.setdefault(item.parent, []).append(range(item.first, item.end))
    return {i for items in found.values() if len(items) >= _CARDS_OF_A_LIST for item in items for i in item}


def _strayed(dom: Dom, keys: list[Place], places: list[float], prose: list[float], container: int, title_end: int) -> frozenset[int]:
    """Leaves outside the container that stand in places of the commonest shape: chunks of a split body, a lead.

    Where they are more than half of what is inside, they are another article.
    """
    around = dom.elements[container]
    best = {key[1:] for key, share in zip(keys, places, strict=True) if share == 1.0 and key[2]}
    outside = [i for i in (*range(title_end, around.first), *range(max(title_end, around.end), len(keys))) if keys[i][1:] in best]
    inside = sum(prose[around.first : around.end])
    return frozenset(outside) if 0 < sum(prose[i] for i in outside) <= 0.5 * inside else frozenset()


def _main_article(dom: Dom, prose: list[float], container: int, title_end: int) -> int:
    """Of several <article> elements in the container, the first behind the headline, if it and another hold enough text.

    More than three are a live blog or a list: they stay together, unless each has an h1 of its own and one has the headline's.
    """
    sums = list(accumulate(prose, initial=0.0))
    around = dom.elements[container]
    headed = _headed_articles(dom, around, sums)
    own = next((i for i in headed if dom.elements[i].first < title_end <= dom.elements[i].end), None)
    if own is not None and len(headed) > 1:
        return own
    total = sums[around.end] - sums[around.first]
    articles: list[int] = []
    end = -1
    for i in dom.landmarks:
        element = dom.elements[i]
        if element.first >= around.end:
            break
        if i <= container or element.tag != "article":
            continue
        if element.first >= end and sums[element.end] - sums[element.first] > _ARTICLE_SHARE * total:
            articles.append(i)
            end = element.end
    if not 2 <= len(articles) <= 3:
        return container
    return next((i for i in articles if dom.elements[i].end > title_end), container)


def _headed_articles(dom: Dom, around: Element, sums: list[float]) -> list[int]:
    """The innermost <article> elements in an element that hold an h1 and running text."""
    found: dict[int, None] = {}  # in order
    for i in dom.landmarks:
        element = dom.elements[i]
        if element.tag != "h1" or element.first == element.end or not around.first <= element.first < around.end:
            continue
        at = element.parent
        while at >= 0 and dom.elements[at].tag != "article":
            at = dom.elements[at].parent
        if at >= 0 and at not in found and sums[dom.elements[at].end] > sums[dom.elements[at].first]:
            found[at] = None
    return list(found)


def _inherit(dom: Dom, raw: list[float], mask: int) -> list[int]:
    """The purposes of each element: its own, as far as they are believed (and in `mask`), and those of the elements around it."""
    sums = list(accumulate(raw, initial=0.0))
    total = sums[-1] or 1.0
    inherited = [0]  # the body says nothing
    for element in dom.elements[1:]:
        around = inherited[element.parent]
        own = element.purposes & mask
        if own:
            if own & ~_KIND:
                own = _believed(element.tag, own, around, sums[element.end] - sums[element.first], total)
            around |= own
        inherited.append(around)
    return inherited


def _believed(tag: str, own: int, around: int, prose: float, total: float) -> int:
    """What of an element's own purposes is believed: a wrapper of much text is no furniture, whatever its name."""
    share = prose / total
    if share > 0.6 or (share > 0.4 and not own & (v.COOKIE | v.COMMENTS)) or (share > 0.15 and own & v.BODY):
        return own & _KIND
    if prose > 600 or share > 0.15:
        own &= ~_WEAK | purposes_of_tag(tag)
    if around & v.BODY and tag == "p":
        own &= ~v.PAYWALL  # paragraphs behind a wall are paragraphs
    if own & v.VEILED and around & v.BODY and prose:
        own &= ~v.VEILED  # the rest of an article that a script or a subscription shows
    return own


def place_keys(dom: Dom) -> list[Place]:
    """The place of each leaf."""
    keys: list[Place] = []
    last, place = -1, ("", "", "")
    for leaf in dom.leaves:
        if leaf.element != last:
            last = leaf.element
            place = place_of(dom, leaf)
        keys.append(place)
    return keys


def place_of(dom: Dom, leaf: Leaf) -> Place:
    """A leaf's tag, and tag and name of the element around. Bodies that are split over many elements have one place."""
    element = dom.elements[leaf.element]
    around = dom.elements[max(element.parent, 0)]
    return element.tag, around.tag, around.name


def _places(keys: list[Place], prose: list[float]) -> list[float]:
    """Of each leaf, the prose in places of its shape, as a share of that in the commonest place."""
    sums: dict[Place, float] = {}
    for key, w in zip(keys, prose, strict=True):
        if w:
            sums[key] = sums.get(key, 0.0) + w
    most = max(sums.values(), default=1.0)
    return [sums.get(key, 0.0) / most for key in keys]


def _weigh(prose: list[float], places: list[float], title_end: int) -> list[float]:
    """The prose of each leaf as evidence for where the body is: most in common places, little before the headline."""
    weights = [w and w * (1.0 if share == 1.0 else _COMMON if share > 1 / 3 else _RARE) for share, w in zip(places, prose, strict=True)]
    for i in range(min(title_end, len(weights))):
        weights[i] *= _BEFORE_TITLE
    return weights


def _cost(dom: Dom, leaf: Leaf) -> float:
    """What a leaf without prose speaks against the element that holds it; lists and tables are neutral."""
    return 0.0 if not leaf.links and dom.elements[leaf.element].tag in _NEUTRAL else min(len(leaf.text), 80)


def _container(dom: Dom, purposes: list[int], weights: list[float]) -> int:
    good = list(accumulate(weights, initial=0.0))
    total = good[-1]
    if not total:
        return 0
    costs = [0.0 if w or p & _NO_COST else _cost(dom, leaf) for leaf, p, w in zip(dom.leaves, purposes, weights, strict=True)]
    bad = list(accumulate(costs, initial=0.0))
    best, best_score = 0, -1.0
    for i in _holders(dom, weights):
        element = dom.elements[i]
        g = good[element.end] - good[element.first]
        if not g:
            continue
        b = bad[element.end] - bad[element.first]
        recall, precision = g / total, g / (g + b)
        score = recall * precision / (recall + precision)
        if element.purposes & v.BODY:
            score *= 1.1
        if score >= best_score and element.tag not in _TEXT_TAGS:  # the innermost of equals
            best, best_score = i, score
    return best


def _holders(dom: Dom, weights: list[float]) -> list[int]:
    """The elements that hold prose, in order: one of five."""
    found: set[int] = set()
    for leaf, w in zip(dom.leaves, weights, strict=True):
        at = leaf.element
        while w and at >= 0 and at not in found:
            found.add(at)
            at = dom.elements[at].parent
    return sorted(found)
