"""Persons of one article: which mentions are of one person.

Belongs here: comparing persons' names. Not here: what stands around a name (see titles), or roles without a name (see nominals).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from transforms.entities.folding import fold, fold_person
from transforms.entities.words import word_list

PARTICLES = word_list("name_particles")
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md", "qc", "kc", "mp", "obe", "mbe", "cbe"))
# Given names whose short form does not begin like the long one; pairs that begin alike (Joe, Joseph) need no table.
SHORT_FORMS = {
    "bill": "william", "billy": "william", "will": "william", "bob": "robert", "bobby": "robert", "rob": "robert", "dick": "richard",
    "rick": "richard", "jim": "james", "jimmy": "james", "jack": "john", "johnny": "john", "mike": "michael", "mick": "michael",
    "tony": "anthony", "ted": "edward", "ed": "edward", "eddie": "edward", "liz": "elizabeth", "beth": "elizabeth", "kate": "katherine",
    "peggy": "margaret", "maggie": "margaret", "hank": "henry", "harry": "henry", "chuck": "charles", "charlie": "charles",
    "sasha": "alexander", "volodya": "vladimir", "pepe": "jose", "pancho": "francisco", "paco": "francisco", "lula": "luiz",
    "jon": "jonathan", "larry": "lawrence", "betty": "elizabeth", "tom": "thomas", "steve": "stephen", "dave": "david", "andy": "andrew",
}  # fmt: skip


def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name without suffixes (Jr, III); a nickname in quotation marks counts as a word."""
    words = tuple(w for w in fold(name).split() if w not in SUFFIXES)
    return words or tuple(fold(name).split())


@dataclass
class Person:
    """One person of an article: every form of the name seen, and where."""

    words: tuple[str, ...]
    name: str
    places: list[int] = field(default_factory=list)  # order numbers of the mentions
    genders: Counter[str] = field(default_factory=Counter)

    @property
    def family(self) -> str:
        return self.words[-1]


def is_full(words: tuple[str, ...]) -> bool:
    """True for a name of two words or more that is not a lone particle and surname (van Gaal) or an initial."""
    return len([w for w in words if w not in PARTICLES]) > 1


def given_names_agree(one: str, other: str) -> bool:
    """True where two given names may be one: equal, an initial, a short form, or alike in their first three letters."""
    if one == other or SHORT_FORMS.get(one, one) == SHORT_FORMS.get(other, other):
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 3 and longer.startswith(shorter)


def is_same_full_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """True where two full names are one person's: one is the other with middle names or initials left out, or spelt otherwise."""
    if one == other or fold_person(" ".join(one)) == fold_person(" ".join(other)):
        return True
    shorter, longer = sorted((one, other), key=len)
    if not given_names_agree(one[0], other[0]) or fold_person(one[-1]) != fold_person(other[-1]):
        return len(shorter) > 1 and len(longer) > len(shorter) and _is_run(shorter, longer)
    middles, more = list(shorter[1:-1]), list(longer[1:-1])
    return all(any(given_names_agree(m, x) for x in more) for m in middles)


def _is_run(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    return any(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))


def fit(part: tuple[str, ...], whole: tuple[str, ...], *, has_honorific: bool) -> int:
    """How well a partial name fits a full one: 3 as its end (the surname), 2 as its start, 1 inside it, 0 not at all.

    With an honorific a lone given name fits only where the family name comes first as often as last, so it counts less.
    """
    folded, full = tuple(map(fold_person, part)), tuple(map(fold_person, whole))
    if len(folded) >= len(full):
        return 0
    if full[-len(folded) :] == folded:
        return 3
    if full[: len(folded)] == folded:
        return 1 if has_honorific else 2
    return 1 if _is_run(folded, full) and len(folded[0]) > 1 else 0
