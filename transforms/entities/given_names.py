"""What lists of given names tell of a person's gender."""

from __future__ import annotations

from functools import lru_cache

from transforms.entities.features import plain, without_accents
from transforms.entities.model import load_model

_MALE, _FEMALE = 2, 3  # columns of the lexicon's facts


def gender_of(name: str) -> str | None:
    """'m' or 'f' where the first word of a full name is a given name of one gender only; None otherwise."""
    first, _, rest = name.partition(" ")
    return gender_of_given(first) if rest else None


@lru_cache(maxsize=65536)
def gender_of_given(word: str) -> str | None:
    """'m' or 'f' for a given name that the lists know for one gender only; None otherwise."""
    model = load_model()
    low = plain(word)
    row = model.words.get(low)
    if row is None and not low.isascii():
        row = model.words.get(without_accents(low))
    if row is None:
        return None
    male, female = bool(model.facts[row, _MALE]), bool(model.facts[row, _FEMALE])
    return None if male == female else "m" if male else "f"
