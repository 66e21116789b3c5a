"""What lists of given names tell of a person's gender."""

from __future__ import annotations

from transforms.entities.features import plain, without_accents
from transforms.entities.model import load_model

_MALE, _FEMALE = 2, 3  # columns of the lexicon's facts


def gender_of(name: str) -> str | None:
    """'m' or 'f' where the first word of a full name is a given name of one gender only; None otherwise."""
    words = name.split()
    if len(words) < 2:
        return None
    model = load_model()
    first = plain(words[0])
    row = model.words.get(first, model.words.get(without_accents(first)))
    if row is None:
        return None
    male, female = bool(model.facts[row, _MALE]), bool(model.facts[row, _FEMALE])
    return None if male == female else "m" if male else "f"
