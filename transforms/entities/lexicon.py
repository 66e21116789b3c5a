"""How words are written most: the lexicon's counts of words with their case."""

from __future__ import annotations

from functools import lru_cache

from transforms.entities.features import plain
from transforms.entities.model import load_model

_TITLE, _UPPER = -2, -1  # columns of the lexicon's facts


@lru_cache(maxsize=65536)
def case_odds(word: str) -> tuple[int, int] | None:
    """Log odds, in eighths, of a word in Title and in UPPER case against its lower case; None for a word that the lexicon does not know."""
    model = load_model()
    row = model.words.get(plain(word))
    return None if row is None else (int(model.facts[row, _TITLE]), int(model.facts[row, _UPPER]))
