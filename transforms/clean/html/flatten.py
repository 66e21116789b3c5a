"""Takes away, before a page is parsed, what the time of a parse grows with the square of: depth, and attributes of one tag.

Chrome nests elements 512 deep and puts what is deeper beside each other; no page that people read comes near it. The text stays.
"""

from __future__ import annotations

import re
from collections import Counter

DEEPEST = 512
_FEW_TAGS = 20_000  # a page with fewer is parsed in a second, however deep it is
_MOST_ATTRIBUTES = 1_000  # of one tag; what is behind them says nothing
_STRETCH = 10_000  # characters: a tag with too many attributes is longer than two of them
_TAG_START = re.compile(r"<[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(r"""[\s/]*=?[^\s/>=]+(?:\s*=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s>"'][^\s>]*)?)?|[\s/=]+""")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*>")
# elements that never hold others, and those whose end tags are left out as often as not: they do not nest by themselves
_FLAT_NAMES = (
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option optgroup "
    "html head body rp rt"
)
_FLAT = frozenset(_FLAT_NAMES.split())


def shorten_tags(html: str) -> str:
    """The page without the attributes of a tag that are more than _MOST_ATTRIBUTES; most pages as they are."""
    kept: list[str] = []
    last = 0
    for at in range(0, len(html) - _STRETCH + 1, _STRETCH):
        if at < last or html.find(">", at, at + _STRETCH) >= 0:  # no tag is longer than two stretches
            continue
        start = _TAG_START.search(html, max(last, html.rfind(">", last, at) + 1))
        if start is None:
            break
        cut, end = _attributes(html, start.end())
        kept.append(html[last:cut])
        last = end
    return "".join((*kept, html[last:])) if kept else html


def _attributes(html: str, at: int) -> tuple[int, int]:
    """Where the attributes that are kept of a tag end, and where all of them do."""
    cut, n = at, 0
    while found := _ATTRIBUTE.match(html, at):
        at = found.end()
        n += 1
        if n <= _MOST_ATTRIBUTES:
            cut = at
    return cut, at


def flatten(html: str) -> str:
    """The page without the tags of elements that stand deeper than DEEPEST; most pages as they are."""
    if html.count("<") <= _FEW_TAGS:
        return html
    opened: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    kept: list[str] = []
    depth = last = 0
    for tag in _TAG.finditer(html, 0, html.rfind(">") + 1):  # behind the last ">" every "<" would be searched to the end
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
