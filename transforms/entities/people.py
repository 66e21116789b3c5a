"""Persons of one article: which mentions are of one person.

Belongs here: comparing persons' names. Not here: what stands around a name (see titles), or roles without a name (see nominals).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from transforms.contract import Mention
from transforms.entities.given_names import gender_of_given
from transforms.entities.words import word_list
from transforms.folding import fold, fold_person, sounds

PARTICLES = word_list("name_particles")
_GIVEN_TOO = frozenset(("ben", "al"))  # particles that open a full name as often: Ben Jonson, Al Gore
GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
SUFFIXES = GENERATIONS | {"phd", "md", "qc", "kc", "mp", "obe", "mbe", "cbe"}
# Given names whose short form does not begin like the long one; pairs that begin alike (Joe, Joseph) need no table.
SHORT_FORMS = {
    "bill": "william", "billy": "william", "will": "william", "bob": "robert", "bobby": "robert", "rob": "robert", "dick": "richard",
    "rick": "richard", "jim": "james", "jimmy": "james", "jack": "john", "johnny": "john", "mike": "michael", "mick": "michael",
    "tony": "anthony", "ted": "edward", "ed": "edward", "eddie": "edward", "liz": "elizabeth", "beth": "elizabeth", "kate": "katherine",
    "peggy": "margaret", "maggie": "margaret", "hank": "henry", "harry": "henry", "chuck": "charles", "charlie": "charles",
    "sasha": "alexander", "volodya": "vladimir", "pepe": "jose", "pancho": "francisco", "paco": "francisco", "lula": "luiz",
    "jon": "jonathan", "larry": "lawrence", "betty": "elizabeth", "tom": "thomas", "steve": "stephen", "dave": "david", "andy": "andrew",
}  # fmt: skip


_HYPHENS = frozenset("-‐‑–")
_HYPHEN = re.compile(r"\s*[-‐‑–]\s*")


class Name(NamedTuple):
    """What a person's name tells by itself."""

    words: tuple[str, ...]  # folded, without suffixes
    sounds: tuple[str, ...]  # the same with variants of transliteration made one
    is_full: bool
    generation: str | None  # 'jr', 'sr' or a number from ii


@lru_cache(maxsize=65536)
def read_name(name: str) -> Name:
    """The words of a name and what they tell. Hyphenated names are one word, but particles stand alone (al-Assad)."""
    plain = fold(name).split()
    words = plain if _HYPHENS.isdisjoint(name) else _with_hyphens(name)
    kept = tuple([w for w in words if w not in SUFFIXES]) or tuple(words)
    heard = tuple([sounds(w) if w.isalnum() and w.isascii() else fold_person(w) for w in kept])
    return Name(kept, heard, is_full(kept), plain[-1] if plain and plain[-1] in GENERATIONS else None)


def _with_hyphens(name: str) -> list[str]:
    words: list[str] = []
    for piece in _HYPHEN.sub("-", name).split():
        parts = [w for part in piece.split("-") for w in fold(part).split()]
        if len(parts) > 1 and not PARTICLES.intersection(parts) and "-" in piece:
            words.append("-".join(parts))
        else:
            words.extend(parts)
    return words


@dataclass(slots=True)
class Person:
    """One person of an article: every form of the name seen, and where."""

    read: Name
    name: str
    number: int
    places: list[int] = field(default_factory=list)  # order numbers of the mentions: of full names, then of partial ones
    n_full: int = 0  # how many of them are of full names
    genders: dict[str, int] = field(default_factory=dict)  # how many mentions tell each
    generation: str | None = None

    @property
    def gender(self) -> str | None:
        """The gender that most mentions tell, of several the one told first."""
        return max(self.genders, key=self.genders.__getitem__) if self.genders else None

    def spoken_of(self, i: int) -> tuple[int, int]:
        """How many of the mentions noted so far stand before number `i`, and the last of these; where there is none, minus the first."""
        full, partial = bisect_left(self.places, i, 0, self.n_full), len(self.places) - self.n_full
        last = max(self.places[full - 1] if full else -1, self.places[-1] if partial else -1)
        return full + partial, last if full + partial else -self.places[0]


ByWord = dict[str, set[int]]  # word, by its sound -> numbers of the persons whose name has it


def is_full(words: tuple[str, ...]) -> bool:
    """True for a name of two words or more that is not a lone particle and surname (van Gaal) or an initial."""
    if len(words) < 2 or PARTICLES.isdisjoint(words):
        return len(words) > 1
    return len([w for i, w in enumerate(words) if w not in PARTICLES or (i == 0 and w in _GIVEN_TOO)]) > 1


def given_names_agree(one: str, other: str) -> bool:
    """True where two given names may be one: equal, an initial, a short form, or alike in their first three letters."""
    if one == other or SHORT_FORMS.get(one, one) == SHORT_FORMS.get(other, other):
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 3 or not longer.startswith(shorter):
        return False
    return {gender_of_given(one), gender_of_given(other)} != {"m", "f"}  # Joe and Joseph, but not Paul and Paula


def is_same_full_name(one: Name, other: Name) -> bool:
    """True where two full names are one person's: one is the other with names or initials left out, or spelt otherwise."""
    if one.words == other.words or one.sounds == other.sounds:
        return True
    shorter, longer = sorted((one.sounds, other.sounds), key=len)
    if given_names_agree(shorter[0], longer[0]) and shorter[-1] == longer[-1]:
        return all(any(given_names_agree(m, x) for x in longer[1:-1]) for m in shorter[1:-1])
    return 1 < len(shorter) < len(longer) and _is_run(shorter, longer)


def _is_run(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    return any(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))


def fit(part: tuple[str, ...], whole: tuple[str, ...]) -> int:
    """How well a partial name fits a full one, both by their sounds: 4 as its end (the surname), 3 as its start, 2 inside it,

    1 as half of a double name.
    """
    if len(part) >= len(whole):
        return 0
    if whole[-len(part) :] == part:
        return 4
    if whole[: len(part)] == part:
        return 3
    if _is_run(part, whole) and len(part[0]) > 1:
        return 2
    return 1 if len(part) == 1 and part[0] in whole[-1].split("-") else 0


def join_people(mentions: Sequence[Mention]) -> int:
    """Number the persons of an article in `mentions` (PERSON only, in order of the text) and name each by its fullest form.

    Returns how many there are.
    """
    people: list[Person] = []
    by_word: ByWord = {}
    known: dict[Name, Person] = {}
    partial: list[tuple[int, Name]] = []
    for i, m in enumerate(mentions):
        name = read_name(m.text)
        if not name.is_full:
            partial.append((i, name))
            continue
        person = known.get(name)
        if person is None:
            person = known[name] = _find_or_add(people, by_word, name, m.text)
        elif person.name.isupper() and person.read.words == name.words:
            person.name = m.text
        _note(person, m, i)
        person.n_full += 1
    fitting: dict[tuple[str, ...], list[Person]] = {}
    alone: dict[tuple[str, ...], Person] = {}
    for i, name in partial:
        m, form = mentions[i], name.words
        if form not in fitting:
            fitting[form] = _fitting(_sharing(by_word, name.sounds[:1], people), name)
        of = _choose(fitting[form], m, i) or alone.get(form)
        if of is None:
            of = alone[form] = Person(name, m.text, len(people))
            people.append(of)
        _note(of, m, i)
    _name_all(people, mentions)
    return len(people)


def _sharing(by_word: ByWord, words: Iterable[str], people: Sequence[Person]) -> list[Person]:
    """The persons of whom a name with one of these sounds may be, in order: names without a word in common are of two."""
    found = {number for word in words for number in by_word.get(word, ())}
    return [people[number] for number in sorted(found)]


def _enter(by_word: ByWord, words: tuple[str, ...], number: int) -> None:
    """Note the sounds under which a person can be found: all words of the name, and the halves of a double surname."""
    for word in (*words, *words[-1].split("-")) if "-" in words[-1] else words:
        by_word.setdefault(word, set()).add(number)


def _name_all(people: Sequence[Person], mentions: Sequence[Mention]) -> None:
    for person in people:
        gender, name = person.gender, " ".join(person.name.split())
        is_partial = not person.read.is_full
        folded = None if is_partial else fold_person(name)
        for i in person.places:
            m = mentions[i]
            m.entity, m.name = person.number, name
            m.gender = m.gender or gender
            m.is_partial_name, m.folded_name = is_partial, folded


def _find_or_add(people: list[Person], by_word: ByWord, name: Name, text: str) -> Person:
    """The person of the article that a full name is of; a new one where it is of none."""
    line = name.generation
    for person in _sharing(by_word, name.sounds, people):
        if is_same_full_name(person.read, name) and (not line or not person.generation or line == person.generation):
            break
    else:
        person = Person(name, text, len(people))
        people.append(person)
        _enter(by_word, name.sounds, person.number)
    n_words, n_before = len(name.words), len(person.read.words)
    if n_words > n_before or (n_words == n_before and person.name.isupper()):
        person.read, person.name = name, text
        _enter(by_word, name.sounds, person.number)
    person.generation = person.generation or line
    return person


def _note(person: Person, m: Mention, i: int) -> None:
    person.places.append(i)
    if m.gender:
        person.genders[m.gender] = person.genders.get(m.gender, 0) + 1


def _fitting(anchors: Sequence[Person], name: Name) -> list[Person]:
    """The persons named in full that a partial name fits best."""
    fits = [fit(name.sounds, p.read.sounds) for p in anchors]
    best = max(fits, default=0)
    return [p for f, p in zip(fits, anchors, strict=True) if f == best] if best else []


def _choose(candidates: Sequence[Person], m: Mention, i: int) -> Person | None:
    """Of several that fit the one of the right gender that the article speaks of most up to here, then the one named last."""
    if len(candidates) > 1:
        if m.gender:
            candidates = [p for p in candidates if p.gender in (None, m.gender)] or candidates
        m.is_ambiguous = len(candidates) > 1
        return max(candidates, key=lambda p: p.spoken_of(i))
    return candidates[0] if candidates else None
