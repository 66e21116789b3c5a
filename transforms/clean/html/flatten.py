"""Takes away nesting beyond what browsers keep, before a page is parsed: the time of a parse grows with the square of the depth.

Chrome nests elements 512 deep and puts what is deeper beside each other; no page that people read comes near it. The text stays.
"""

from __future__ import annotations

import re
from collections import Counter

DEEPEST = 512
_FEW_TAGS = 20_000  # a page with fewer is parsed in a second, however deep it is
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*>")
# elements that never hold others, and those whose end tags are left out as often as not: they do not nest by themselves
_FLAT_NAMES = (
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option optgroup "
    "html head body rp rt"
)
_FLAT = frozenset(_FLAT_NAMES.split())


def flatten(html: str) -> str:
    """The page without the tags of elements that stand deeper than DEEPEST; most pages as they are."""
    if html.count("<") <= _FEW_TAGS:
        return html
    opened: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    kept: list[str] = []
    depth = last = 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name in _FLAT:
            continue
        if not tag[1]:
            is_dropped = depth >= DEEPEST
            if is_dropped:
                dropped[name] += 1
            else:
                opened[name] += 1
                depth += 1
        else:
            is_dropped = dropped[name] > 0
            if is_dropped:
                dropped[name] -= 1
            elif opened[name]:
                opened[name] -= 1
                depth -= 1
        if is_dropped:
            kept.append(html[last : tag.start()])
            last = tag.end()
    return "".join((*kept, html[last:])) if kept else html
