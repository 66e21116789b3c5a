"""Finer types for the coarse ones of the model: what sort of place, and what sort of other name."""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.entities.places import HOUSES, countries
from transforms.entities.words import word_list
from transforms.folding import fold

_FACILITY = word_list("facility_words")
_LANDSCAPE = word_list("landscape_words")
_EVENT = word_list("event_words")
_LAW = word_list("law_words")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_WORK_BEFORE = re.compile(
    r"(?:novel|book|film|movie|album|song|single|play|poem|series|show|magazine|documentary|musical|opera|painting|memoir|podcast|drama|sitcom|comedy"
    r"|titled|entitled|called|read|wrote|directed|starred in)[ ,:]+(?:the )?$",
    re.IGNORECASE,
)
_LAW_NUMBER = re.compile(r"(?:Article|Section|Chapter|Title|Rule|Resolution|Amendment|Protocol|Directive) [\dIVX]+", re.IGNORECASE)


@lru_cache(maxsize=65536)
def place_type(name: str) -> str:
    """GPE, LOC or FAC for a name of a place, by its own words."""
    if name in countries().names or name in countries().capitals:
        return "GPE"
    words = fold(name).split() or [""]
    if name in HOUSES or (len(words) > 1 and words[-1] in _FACILITY):
        return "FAC"
    return "LOC" if words[-1] in _LANDSCAPE or (words[0] in _LANDSCAPE and words[0] not in ("north", "south", "west", "east")) else "GPE"


def other_type(name: str, text: str, start: int, end: int) -> str | None:
    """EVENT, WORK or LAW for a name that is no person, organisation, place or people; None for all others (prizes, products).

    `text[start:end]` is where it stands.
    """
    words = fold(name).split() or [""]
    if _LAW_NUMBER.match(name) or words[-1] in _LAW or (words[0] in _LAW and " of " in name):
        return "LAW"
    opened, closed = text[max(0, start - 2) : start].strip(), text[end : end + 2].lstrip(",. ")
    if (opened[-1:] in ("“", '"', "‘", "«") and closed[:1] in ("”", '"', "’", "»")) or _WORK_BEFORE.search(
        text[max(0, start - 40) : start]
    ):
        return "WORK"
    return "EVENT" if _EVENT.intersection(words) or _YEAR.search(name) else None
