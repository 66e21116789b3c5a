"""The purposes of an element, read off its tag, its class names and its other attributes (see vocabulary)."""

from __future__ import annotations

import re
from itertools import pairwise

from transforms.clean.html.vocabulary import (
    HEADING,
    HIDDEN,
    PAIR_PURPOSES,
    ROLE_PURPOSES,
    RULE_BODY,
    RULE_CUT,
    RULE_MARK,
    SUBTITLE,
    TAG_PURPOSES,
    VEILED,
    WORD_PURPOSES,
)

_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECOND = frozenset(second for _, second in PAIR_PURPOSES)
_TOLD = frozenset(WORD_PURPOSES) | _SECOND
# a name with a value behind it says what a post is about ("tag-politics", "category-share-prices"), or what is not there ("no-ads")
_VALUED = frozenset(("tag", "category", "categories", "section", "topic", "no", "not", "has", "is", "with", "without", "hide", "type"))
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(0|clip-path\s*:\s*inset\(50%", re.IGNORECASE)
_NAMING = frozenset(("id", "data-testid", "data-component", "itemprop"))
_TELLING = _NAMING | {"style", "hidden", "role", RULE_MARK}  # attributes beside the class that say something of a purpose
_MOST_KNOWN = 50_000
# what names were found to say: sites repeat theirs. A plain dictionary, as a look-up in one touches half as much memory as in an lru_cache
known_names: dict[str, int] = {}
_known_parts: dict[str, int] = {}  # the same of single classes: half of those of a new name are known


def purposes_of_name(name: str) -> int:
    """The purposes that a class attribute or an id names."""
    found = known_names.get(name)
    if found is None:
        if len(known_names) >= _MOST_KNOWN:
            known_names.clear()
        found = known_names[name] = _read_name(name)
    return found


def _read_name(name: str) -> int:
    if len(_known_parts) >= _MOST_KNOWN:
        _known_parts.clear()
    found = 0
    for part in name[:400].split():
        known = _known_parts.get(part)
        if known is None:
            known = _known_parts[part] = _of_part(part)
        found |= known
    return found


def _of_part(part: str) -> int:
    """The purposes of one class."""
    words = part.replace("_", "-").split("-") if part.islower() else " ".join(_TOKEN.findall(part)).lower().split()
    if len(words) < 2:
        return WORD_PURPOSES.get(words[0], 0) if words else 0
    if words[0] in _VALUED:
        return 0
    found = WORD_PURPOSES.get("".join(words), 0)
    if _TOLD.isdisjoint(words):
        return found
    for word in words:
        found |= WORD_PURPOSES.get(word, 0)
    if not _SECOND.isdisjoint(words):
        for pair in pairwise(words):
            found |= PAIR_PURPOSES.get(pair, 0)
    return found


def purposes_of_tag(tag: str) -> int:
    """What the tag alone says."""
    return TAG_PURPOSES.get(tag, 0)


def purposes_of(tag: str, attributes: dict[str, str | None]) -> int:
    """What an element's tag and attributes say of its purpose."""
    by_tag, hidden, named = TAG_PURPOSES.get(tag, 0), 0, 0
    name = attributes.get("class")
    if name:
        known = known_names.get(name)  # a call less for the attribute that nearly every element has
        named = purposes_of_name(name) if known is None else known
        if len(attributes) == 1 and not by_tag & HEADING:
            return by_tag | named
    elif len(attributes) == 1 and "href" in attributes:
        return by_tag
    for key in () if _TELLING.isdisjoint(attributes) else _TELLING.intersection(attributes):
        value = attributes[key]
        if key in _NAMING:
            named |= purposes_of_name(value) if value else 0
        elif key == "role":
            named |= ROLE_PURPOSES.get(value, 0) if value else 0
        elif key == "hidden" or (key == "style" and value and _HIDING_STYLE.search(value)):
            hidden |= VEILED
        elif key == RULE_MARK:
            hidden |= RULE_BODY if value == "body" else RULE_CUT
    # ids of headings are made from their text, and "toc" on one means that it is in the table of contents
    return by_tag | hidden | (named & (SUBTITLE | HIDDEN) if by_tag & HEADING else named)
