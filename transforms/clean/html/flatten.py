"""Takes away, before a page is parsed, what the time of a parse grows with the square of: depth, attributes of one tag, and

formatting that never ends, which a parser opens anew in every paragraph behind it. Chrome nests elements 512 deep and puts what is
deeper beside each other; no page that people read comes near it. The text stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

DEEPEST = 512
_FEW_TAGS = 20_000  # a page with fewer is parsed in a second, however deep it is,
_FEW_FORMATTED = 2_500  # and one with fewer whatever never ends in it
_MOST_COPIES = 500_000  # of formatting elements in a tree: a page that could have more is flattened
_MOST_FORMATTING = 16  # elements open at once
_MOST_ATTRIBUTES = 1_000  # of one tag; what is behind them says nothing
_STRETCH = 10_000  # characters: a tag with too many attributes is longer than two of them
_LONG_PAGE = 150_000  # characters: one tag of a shorter page is parsed in a second
_SPARE_ENDS = 1_000  # ">" more than "<": fewer stand in the attributes of any page
_TAG_START = re.compile(r"<[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(r"""[\s/]*=?[^\s/>=]+(?:\s*=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s>"'][^\s>]*)?)?|[\s/=]+""")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*>")
# elements that never hold others, and those whose end tags are left out as often as not: they do not nest by themselves
_FLAT_NAMES = (
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option optgroup "
    "html head body rp rt"
)
_FLAT = frozenset(_FLAT_NAMES.split())
# elements that are opened anew in the next paragraph where they do not end; three alike at most, so that only those with attributes
# are many. The pattern finds a few other names too
_FORMATTING_NAMES = "b big code em font i s small strike strong tt u"
_FORMATTING = frozenset(_FORMATTING_NAMES.split())
_FORMATTING_TAG = re.compile(rf"<(/?)({_FORMATTING_NAMES.replace(' ', '|')})(?=[\s/>])", re.IGNORECASE)
_FORMATTED = re.compile(
    r"<[bisuBISUeEtTcCfF](?:[mMtT]|[iI][gG]|[oO][dD][eE]|[oO][nN][tT]|[mM][aA][lL][lL]|[tT][rR](?:[iI][kK][eE]|[oO][nN][gG]))?[\s/]"
)


def shorten_tags(html: str, n_tags: int) -> str:
    """The page, in which "<" stands `n_tags` times, without the attributes of a tag that are more than _MOST_ATTRIBUTES.

    Most pages are returned as they are.
    """
    kept: list[str] = []
    last = end = 0
    has_hidden_ends = n_tags > _FEW_TAGS or (len(html) > _LONG_PAGE and html.count(">") - n_tags > _SPARE_ENDS)
    for at in _tag_starts(html) if has_hidden_ends else _long_tags(html):
        if at < end:  # in an attribute
            continue
        cut, end = _attributes(html, at)
        if cut < end:
            kept.append(html[last:cut])
            last = end
    return "".join((*kept, html[last:])) if kept else html


def _tag_starts(html: str) -> Iterator[int]:
    """Behind the name of every tag; also in attributes that hold what looks like one."""
    return (start.end() for start in _TAG_START.finditer(html))


def _long_tags(html: str) -> Iterator[int]:
    """Behind the names of the tags that are longer than two stretches, where no attribute holds a ">"."""
    end = 0
    for at in range(0, len(html) - _STRETCH + 1, _STRETCH):
        if at >= end and html.find(">", at, at + _STRETCH) < 0:
            start = _TAG_START.search(html, max(end, html.rfind(">", end, at) + 1))
            if start is None:
                return
            yield start.end()
            end = html.find(">", start.end()) + 1 or len(html)


def _attributes(html: str, at: int) -> tuple[int, int]:
    """Where the attributes that are kept of a tag end, and where all of them do."""
    cut, n = at, 0
    while found := _ATTRIBUTE.match(html, at):
        at = found.end()
        n += 1
        if n <= _MOST_ATTRIBUTES:
            cut = at
    return cut, at


def _is_copied(html: str, most: int) -> bool:
    """True where more than `most` formatting elements may be open at once: the second look is dear, and few pages need it."""
    if len(_FORMATTED.findall(html)) <= most:
        return False
    opened: Counter[str] = Counter()
    n = 0
    for slash, name in _FORMATTING_TAG.findall(html):
        if not slash:
            opened[name.lower()] += 1
            n += 1
            if n > most:
                return True
        elif opened[name.lower()]:
            opened[name.lower()] -= 1
            n -= 1
    return False


def flatten(html: str, n_tags: int) -> str:
    """The page, in which "<" stands `n_tags` times, without the tags of elements that stand too deep.

    Those stand deeper than DEEPEST, or are formatting in _MOST_FORMATTING others. Most pages are returned as they are.
    """
    if n_tags <= _FEW_TAGS and not (n_tags > _FEW_FORMATTED and _is_copied(html, _MOST_COPIES // n_tags)):
        return html
    opened: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    kept: list[str] = []
    depth = last = n_formatting = 0
    for tag in _TAG.finditer(html, 0, html.rfind(">") + 1):  # behind the last ">" every "<" would be searched to the end
        name = tag[2].lower()
        if name in _FLAT:
            continue
        is_formatting = name in _FORMATTING
        if not tag[1]:
            is_dropped = depth >= DEEPEST or (is_formatting and n_formatting >= _MOST_FORMATTING)
            if is_dropped:
                dropped[name] += 1
            else:
                opened[name] += 1
                depth += 1
                n_formatting += is_formatting
        else:
            is_dropped = dropped[name] > 0
            if is_dropped:
                dropped[name] -= 1
            elif opened[name]:
                opened[name] -= 1
                depth -= 1
                n_formatting -= is_formatting
        if is_dropped:
            kept.append(html[last : tag.start()])
            last = tag.end()
    return "".join((*kept, html[last:])) if kept else html
