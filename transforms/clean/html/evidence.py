"""What many pages of a site teach, and what no page alone can tell: which blocks recur, and where bodies stand.

The evidence is a table of its own, `site_evidence`, frozen while a run uses it: the same page and the same evidence give the
same answer, in whatever order pages come. A block that stands on one page only is never in it.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from transforms.clean.html.body import Layout, Place, place_keys
from transforms.clean.html.dom import Dom
from transforms.clean.html.titles import fold
from transforms.contract import Block

LEAST_PAGES = 3  # pages of a site that must hold a block before it is furniture
LEAST_SHARE = 0.02  # and the share of the site's pages: a line that opens every tenth column is no furniture of a large site
LEAST_PLACE_SHARE = 0.1  # share of a site's pages whose bodies stand in a place, before the place is known
_SHORTEST = 12  # letters: a shorter line recurs by chance
_DIGEST_BYTES = 8


@dataclass(frozen=True, slots=True)
class SiteEvidence:
    """What is known of one site: digests of the blocks that recur, and of the places where bodies stand."""

    blocks: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PageDigests:
    """What one page adds to the evidence: `page` tells pages apart (the normalised URL)."""

    domain: str
    page: str
    blocks: frozenset[str]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A row of site_evidence: `kind` is block or place; `n_pages` of the domain's `n_known` pages have it."""

    domain: str
    kind: str
    digest: str
    n_pages: int
    n_known: int


def digest_block(text: str) -> str | None:
    """The digest of a block's words (16 hex digits); None where it is too short to recur by anything but chance."""
    folded = fold(text)
    if len(folded) < _SHORTEST:
        return None
    return hashlib.blake2b(folded.encode("utf-8", "replace"), digest_size=_DIGEST_BYTES).hexdigest()


def digest_place(place: Place) -> str:
    """The digest of a place: a tag in an element of one tag and class."""
    return hashlib.blake2b("\x1f".join(place).encode("utf-8", "replace"), digest_size=_DIGEST_BYTES).hexdigest()


def digest_page(domain: str, page: str, blocks: Iterable[Block], places: Iterable[str] = ()) -> PageDigests:
    """What a cleaned page adds: its paragraphs, titles left out, as a page and its teaser share a title."""
    kept = (b for b in blocks if b.fate == "paragraph" and b.kind not in ("title", "subtitle"))
    return PageDigests(domain, page, frozenset(d for b in kept if (d := digest_block(b.text))), frozenset(places))


def learn_evidence(pages: Iterable[PageDigests]) -> list[EvidenceRow]:
    """The rows of site_evidence that these pages teach, sorted; the order of the pages does not matter."""
    by_domain: dict[str, dict[str, PageDigests]] = defaultdict(dict)
    for page in pages:
        known = by_domain[page.domain].get(page.page, page)
        # a page delivered again counts once, with all that its versions hold
        both = PageDigests(page.domain, page.page, known.blocks | page.blocks, known.places | page.places)
        by_domain[page.domain][page.page] = both
    rows: list[EvidenceRow] = []
    for domain, known_pages in by_domain.items():
        n_known = len(known_pages)
        blocks = Counter(d for p in known_pages.values() for d in p.blocks)
        places = Counter(d for p in known_pages.values() for d in p.places)
        least = max(LEAST_PAGES, LEAST_SHARE * n_known)
        rows += [EvidenceRow(domain, "block", d, n, n_known) for d, n in blocks.items() if n >= least]
        least = max(LEAST_PAGES, LEAST_PLACE_SHARE * n_known)
        rows += [EvidenceRow(domain, "place", d, n, n_known) for d, n in places.items() if n >= least]
    return sorted(rows, key=lambda r: (r.domain, r.kind, r.digest))


def read_evidence(rows: Iterable[EvidenceRow]) -> dict[str, SiteEvidence]:
    """The evidence of each domain, from the rows of the table."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"block": set(), "place": set()})
    for row in rows:
        found[row.domain][row.kind].add(row.digest)
    return {d: SiteEvidence(frozenset(sets["block"]), frozenset(sets["place"])) for d, sets in found.items()}


def body_places(dom: Dom, layout: Layout) -> frozenset[str]:
    """Digests of the places that hold at least a third of what the commonest place of the body holds."""
    keys = place_keys(dom)
    container = dom.elements[layout.container]
    common = (i for i in range(container.first, container.end) if layout.prose[i] and layout.places[i] > 1 / 3)
    return frozenset(digest_place(keys[i]) for i in common)
