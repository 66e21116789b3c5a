"""From spans to mentions: which spans of an article are of one entity, and what the article says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from transforms.contract import Mention
from transforms.entities.dates import read_date
from transforms.entities.given_names import gender_of
from transforms.entities.metonyms import may_stand_for, stands_for
from transforms.entities.nominals import find_nominals
from transforms.entities.organisations import join_names
from transforms.entities.people import join_people
from transforms.entities.places import GROUPS, countries, standard_adjectives
from transforms.entities.spans import Span
from transforms.entities.titles import Title, gender_of_title, read_apposition, read_role_before_comma, read_title
from transforms.entities.types import other_type, place_type
from transforms.folding import fold, fold_person

_LETTER = re.compile(r"[A-Za-z]")  # which folding leaves
_JOINED = ("ORG", "FAC", "EVENT", "WORK", "LAW")


def resolve(texts: Sequence[str], spans: Sequence[Span], rule: str) -> list[Mention]:
    """The mentions of one article, numbered by entity, sorted by place. Spans may not overlap."""
    mentions = [m for span in sorted(spans) if (m := _mention(texts, span, rule)) is not None]
    by_type: dict[str, list[Mention]] = {}
    for m in mentions:
        by_type.setdefault(m.type, []).append(m)
    people = by_type.pop("PERSON", [])
    _take_lists_for_no_roles(people, texts)
    following = join_people(people)
    for same in by_type.values():
        following = _number(same, texts, following)
    nominals = find_nominals(texts, mentions) if people else []
    return sorted((*mentions, *nominals), key=lambda m: (m.paragraph, m.char_start, -m.char_end)) if nominals else mentions


def _mention(texts: Sequence[str], span: Span, rule: str) -> Mention | None:
    paragraph, start, end, label, score = span
    text = texts[paragraph]
    form = text[start:end]
    told = other_type(form, text, start, end) if label == "MISC" else label
    known = _by_form(form, told) if told else None
    if known is None:
        return None
    kind, name, folded, is_plural, may_stand = known
    m = Mention(paragraph, start, end, kind, form, name, -1, rule=rule, score=score, is_plural=is_plural, folded_name=folded)
    if kind == "PERSON":
        if title := read_title(text, start):
            m.honorific, m.role = title.honorific, title.role
        m.gender = person_gender(form, title)
        m.role = m.role or read_apposition(text, end) or read_role_before_comma(text, start, end)
    elif may_stand:
        m.stands_for = stands_for(text, start, end)
    return m


def _take_lists_for_no_roles(people: Sequence[Mention], texts: Sequence[str]) -> None:
    """Take back the role of 'Ada Obi, President Ivo Brandt and others': what follows the name is the next person."""
    for one, other in pairwise(people):
        if one.role and one.paragraph == other.paragraph:
            text, after = texts[one.paragraph], one.char_end + 2
            if text.startswith(one.role, after):
                title = read_title(text, other.char_start)
                if after == (title.start if title else other.char_start):
                    one.role = None


class _Form(NamedTuple):
    """What a form tells by itself. A person's name is settled with the article's others, so it is the form as it stands."""

    kind: str
    name: str
    folded: str | None
    is_plural: bool
    may_stand: bool  # for an institution


@lru_cache(maxsize=65536)
def _by_form(form: str, label: str) -> _Form | None:
    """What a form of a type other than MISC tells by itself; None where it is no name."""
    if not (_LETTER.search(form) or (any(map(str.isalpha, form)) and fold(form))):
        return None
    if label == "PERSON":
        return _Form(label, form, None, False, False)
    kind = place_type(form) if label == "LOC" else label
    name = standard_name(kind, form)
    is_plural = kind == "NORP" and form.endswith("s") and not form.endswith("ss")
    return _Form(kind, name, fold(name) or None, is_plural, kind in ("GPE", "ORG", "FAC") and may_stand_for(form))


def person_gender(form: str, title: Title | None) -> str | None:
    """A person's gender by the title before the name, else by the given name; None where neither tells."""
    return (gender_of_title(title.honorific, title.role) if title else None) or gender_of(form)


def _number(mentions: Sequence[Mention], texts: Sequence[str], following: int) -> int:
    """Number and name mentions of one type that is not PERSON; returns the next free number."""
    if mentions[0].type in _JOINED:
        groups = join_names(mentions, texts)
    else:
        numbers: dict[str | None, int] = {}
        groups = [numbers.setdefault(m.folded_name, len(numbers)) for m in mentions]
    fullest: dict[int, Mention] = {}
    for m, group in zip(mentions, groups, strict=True):
        best = fullest.setdefault(group, m)
        if m.name != best.name and _fullness(m.name) > _fullness(best.name):
            fullest[group] = m
    for m, group in zip(mentions, groups, strict=True):
        best = fullest[group]
        m.entity, m.name, m.folded_name = following + group, best.name, best.folded_name
    return following + max(groups) + 1


def _fullness(name: str) -> tuple[int, bool, int]:
    """More words are fuller, then mixed case rather than the capitals of a dateline, then more letters."""
    return len(name.split()), not name.isupper(), len(name)


def standard_name(kind: str, text: str) -> str:
    """The standard form of a name that is not a person's: the country's own name, the adjective of a people, no article."""
    text = " ".join(text.split())
    if kind == "NORP":
        return standard_adjectives().get(text) or GROUPS.get(text) or _singular(text)
    if kind in ("GPE", "LOC"):
        return countries().names.get(text, text)
    return text.removeprefix("The ").removeprefix("the ") if kind != "WORK" else text


def _singular(text: str) -> str:
    """Republicans, Muslims: the name of one of them."""
    is_plural = len(text) > 4 and text[-1] in "sS" and text[-2].lower() not in "siu"
    return text[:-1] if is_plural else text


def find_dates(texts: Sequence[str], places: Sequence[tuple[int, int]], published: date | None) -> list[Mention]:
    """Dates that begin at `places` (paragraph, offset), as mentions that are not numbered yet."""
    found: list[Mention] = []
    for paragraph, start in places:
        if found and found[-1].paragraph == paragraph and start < found[-1].char_end:
            continue
        read = read_date(texts[paragraph], start, published)
        if read is not None:
            form = texts[paragraph][start : read[0]]
            name = " ".join(form.split())
            found.append(
                Mention(paragraph, start, read[0], "DATE", form, name, -1, date_value=read[1], rule="date", folded_name=fold(form) or None)
            )
    return found


__all__ = ["find_dates", "fold_person", "resolve", "standard_name"]
