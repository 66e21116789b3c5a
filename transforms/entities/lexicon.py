"""What the lexicon tells of words: how they are written most, and whether they are names of places."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from transforms.entities.features import plain
from transforms.entities.model import load_model

_PLACES = [5, 6, 7, 8, 10]  # columns of the lexicon's facts: cities, first words of places, countries
_TITLE, _UPPER = -2, -1


@lru_cache(maxsize=65536)
def case_odds(word: str) -> tuple[int, int]:
    """Log odds, in eighths, of a word in Title and in UPPER case against its lower case; (0, -1) for one that the lexicon does not know."""
    facts = _facts_of(word)
    return (0, -1) if facts is None else (int(facts[_TITLE]), int(facts[_UPPER]))


def _facts_of(word: str) -> NDArray[np.int8] | None:
    model = load_model()
    row = model.words.get(plain(word))
    return None if row is None else model.facts[row]


def is_place(name: str) -> bool:
    """True where the lists know a place that begins with the first word of a name."""
    facts = _facts_of(name.split(maxsplit=1)[0])
    return facts is not None and bool(facts[_PLACES].any())


def is_ordinary(name: str) -> bool:
    """True where the first word of a name is written small or as an acronym more often than as a name (Updated, NATO)."""
    title, upper = case_odds(name.split(maxsplit=1)[0])
    return title < 0 or upper > title


def is_common(word: str) -> bool:
    """True for a word that is written small much more often than as a name (page, yes)."""
    return case_odds(word)[0] < -16
