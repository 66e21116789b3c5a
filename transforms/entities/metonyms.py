"""Names that stand for an institution: the Kremlin always, a capital where it wants, says or has a policy."""

from __future__ import annotations

import re

from transforms.entities.places import HOUSES, countries
from transforms.entities.words import word_list

_VERBS = word_list("metonym_verbs")
_NOUNS = word_list("metonym_nouns")
_WILL = frozenset(
    ("will", "would", "must", "should", "may", "might", "could", "can", "has", "had", "is", "was", "also", "later", "itself", "to", "not")
)
_HERE = frozenset(
    ("in", "at", "near", "around", "outside", "across", "throughout", "from", "to", "into", "of", "for", "through", "via", "over")
)
_TOWARDS = frozenset(
    ("with", "by", "against", "between", "pressure", "pressing", "urge", "urged", "that", "told", "accused", "blamed", "if", "and")
)
_PLAIN_WORD = re.compile(r"\w+")
_WORD = re.compile(r"[\w]+(?:[’'](?!s\b)\w+)?|[’']s?\b")


def may_stand_for(name: str) -> bool:
    """True for a name that stands for an institution, here or in other sentences."""
    name = _without_article(name)
    return name in HOUSES or name in countries().capitals


def stands_for(text: str, start: int, end: int) -> str | None:
    """The institution that the name at text[start:end] stands for; None where it stands for itself."""
    name = _without_article(text[start:end])
    if name in HOUSES:
        return HOUSES[name]
    country = countries().capitals.get(name)
    if country is None:
        return None
    before = _PLAIN_WORD.findall(text[max(0, start - 30) : start].casefold())[-1:]
    after = _WORD.findall(text[end : end + 60].casefold())[:3]
    if before and before[0] in _HERE and after[:1] not in (["'s"], ["’s"]):
        return None
    return f"Government of {_with_article(country)}" if _acts(after, before[0] if before else "") else None


def _without_article(name: str) -> str:
    return name.removeprefix("The ").removeprefix("the ")


def _acts(after: list[str], before: str) -> bool:
    if not after:
        return False
    if after[0] in ("'s", "’s", "'", "’"):
        return any(w in _NOUNS for w in after[1:])
    if after[0] in _VERBS:
        return True
    if after[0] in _WILL:
        return any(w in _VERBS or w + "s" in _VERBS for w in after[1:])
    return before in _TOWARDS and after[0] + "s" in _VERBS


def _with_article(country: str) -> str:
    return f"the {country}" if country.startswith(("United ", "Netherlands", "Philippines", "Bahamas", "Maldives")) else country
