"""Site evidence, as clean uses it: what other pages of a site taught, and what one page adds to it.

No page tells by itself that its third paragraph is a plea which every page of the site has. A batch sees many pages of one site:

- A *block* is known by the digest of its words. What recurs is furniture; it is cut as `site_furniture`.
- A *place* is a tag in an element of one tag and class. Where the bodies of a site's pages are known to stand, text that stands
  elsewhere weighs less when the container is chosen. The layouts of a site are told by their places.
- The first paragraph of a story recurs too, where other pages tease it. So the first paragraph of a page stays, unless what recurs
  is known as an *opening*: a block with which many texts of the site begin.

The evidence is frozen when a run begins (a table of the release, `site_evidence`; how it is learnt and bounded stands in
`transforms.site_evidence`): so the same page and the same evidence give the same answer, in whatever order pages come. What is cut
for the evidence's sake is learnt again from the same page, or furniture would be forgotten as soon as it is known. Evidence is not
believed where it would take more than half of a page's text: then the page is a copy of others, or nothing but furniture.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from transforms.contract import Page

SHORTEST = 12  # letters: a shorter line recurs by chance
MOST_CUT = 0.5  # share of a page's text that evidence may take
KEPT_BLOCKS = 80  # digests kept of a page: the smallest, so that pages keep the same ones of what they share
KEPT_LINES = 120
KEPT_PLACES = 4
_DIGEST_BYTES = 8
_WORD = re.compile(r"\w+")
_NOT_LEARNT = frozenset({"title", "subtitle", "heading"})  # a teaser shares them with its page; headings recur in earnest


@dataclass(frozen=True, slots=True)
class SiteEvidence:
    """What is known of one site in one format: digests of the blocks that recur, those of them that open texts, and the places

    where bodies stand."""

    blocks: frozenset[int] = frozenset()
    openings: frozenset[int] = frozenset()
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sketch:
    """What one page adds to the evidence of its site. `subject` and `lead` are the digests of its headline and of its first

    paragraph, None where there is none."""

    subject: int | None
    lead: int | None
    blocks: tuple[int, ...]
    lines: tuple[int, ...]
    places: tuple[str, ...]


def digest_block(text: str) -> int | None:
    """The digest of a block's words, case folded (64 bits, signed); None where it is too short to recur by anything but chance."""
    folded = " ".join(_WORD.findall(text.casefold()))
    if len(folded) < SHORTEST:
        return None
    return int.from_bytes(hashlib.blake2b(folded.encode("utf-8", "replace"), digest_size=_DIGEST_BYTES).digest(), signed=True)


def sketch(page: Page) -> Sketch:
    """What a cleaned page adds: its paragraphs, what was cut as furniture of the site, and of a text copy the other lines too."""
    is_text = page.text_from == "text"
    blocks: set[int] = set()
    lines: set[int] = set()
    lead: int | None = None
    for block in page.blocks:
        is_paragraph = block.fate == "paragraph" and block.kind not in _NOT_LEARNT
        if is_paragraph or (block.fate == "cut" and block.kind == "site_furniture"):
            digest = _add(blocks, block.text)
            lead = digest if lead is None and block.kind != "caption" else lead
        elif is_text and (block.fate, block.kind) != ("paragraph", "title"):
            _add(lines, block.text)
    places = page.places[:KEPT_PLACES]
    return Sketch(
        digest_block(page.title or ""), lead, _smallest(blocks, KEPT_BLOCKS), _smallest(lines - blocks, KEPT_LINES), tuple(places)
    )


def _add(digests: set[int], text: str) -> int | None:
    digest = digest_block(text)
    if digest is not None:
        digests.add(digest)
    return digest


def _smallest(digests: Iterable[int], most: int) -> tuple[int, ...]:
    return tuple(sorted(digests)[:most])


def is_believed(cut: int, whole: int) -> bool:
    """Whether evidence may take `cut` of the `whole` characters of a page's text."""
    return cut <= MOST_CUT * whole
