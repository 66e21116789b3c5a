"""Finer types for the coarse ones of the model: what sort of place, and what sort of other name."""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.entities.places import HOUSES, states_and_capitals
from transforms.entities.words import word_list
from transforms.folding import fold

_FACILITY = word_list("facility_words")
_LANDSCAPE = word_list("landscape_words")
_EVENT = word_list("event_words")
_LAW = word_list("law_words")
_YEAR = re.compile(r"(?:1[5-9]|20)(?<!\w..)\d\d\b")
_WORK_BEFORE = (*sorted(word_list("work_words")), "starred in")
_OPENING, _CLOSING = ("“", '"', "‘", "«"), ("”", '"', "’", "»")
_LAW_NUMBER = re.compile(r"(?:Article|Section|Chapter|Title|Rule|Resolution|Amendment|Protocol|Directive) [\dIVX]+", re.IGNORECASE)


def place_type(name: str) -> str:
    """GPE, LOC or FAC for a name of a place, by its own words."""
    if name in states_and_capitals():
        return "GPE"
    words = fold(name).split() or [""]
    if name in HOUSES or (len(words) > 1 and words[-1] in _FACILITY):
        return "FAC"
    return "LOC" if words[-1] in _LANDSCAPE or (words[0] in _LANDSCAPE and words[0] not in ("north", "south", "west", "east")) else "GPE"


def other_type(name: str, text: str, start: int, end: int) -> str | None:
    """EVENT, WORK or LAW for a name that is no person, organisation, place or people; None for all others (prizes, products).

    `text[start:end]` is where it stands.
    """
    kind = _type_by_words(name)
    if kind == "LAW":
        return kind
    before = text[max(0, start - 40) : start]
    is_marked = before[-2:].strip()[-1:] in _OPENING and text[end : end + 2].lstrip(",. ")[:1] in _CLOSING
    return "WORK" if is_marked or _is_told_work(before) else kind


@lru_cache(maxsize=65536)
def _type_by_words(name: str) -> str | None:
    words = fold(name).split() or [""]
    if _LAW_NUMBER.match(name) or words[-1] in _LAW or (words[0] in _LAW and " of " in name):
        return "LAW"
    return "EVENT" if _EVENT.intersection(words) or _YEAR.search(name) else None


def _is_told_work(before: str) -> bool:
    """True where the words before a name, up to a space or a mark, say that it is of a work: 'the novel, the '."""
    if before[-1:] not in (" ", ",", ":"):
        return False
    told = before.lower().removesuffix("the ")
    word = told.rstrip(" ,:")
    return len(word) < len(told) and word.endswith(_WORK_BEFORE)
