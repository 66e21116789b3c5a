"""From spans to mentions: which spans of an article are of one entity, and what the article says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise

from transforms.contract import Mention
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
    kind, is_plural, may_stand = _by_form(form, label)
    if label == "MISC" and kind is not None:
        kind = other_type(form, text, start, end)
    if kind is None:
        return None
    m = Mention(paragraph, start, end, kind, form, form, -1, rule=rule, score=score, is_plural=is_plural)
    if kind == "PERSON":
        title = read_title(text, start)
        m.honorific, m.role = title.honorific, title.role or read_apposition(text, end) or read_role_before_comma(text, start, end)
        m.gender = person_gender(form, title)
    elif may_stand:
        m.stands_for = stands_for(text, start, end)
    return m


def _take_lists_for_no_roles(people: Sequence[Mention], texts: Sequence[str]) -> None:
    """Take back the role of 'Ada Obi, President Ivo Brandt and others': what follows the name is the next person."""
    for one, other in pairwise(people):
        if one.role and one.paragraph == other.paragraph:
            text, after = texts[one.paragraph], one.char_end + 2
            if text.startswith(one.role, after) and read_title(text, other.char_start).start == after:
                one.role = None


@lru_cache(maxsize=65536)
def _by_form(form: str, label: str) -> tuple[str | None, bool, bool]:
    """What a form tells by itself: its type (None where it is no name), and whether it names several, or may stand for an institution."""
    if not (_LETTER.search(form) or (any(map(str.isalpha, form)) and fold(form))):
        return None, False, False
    kind = place_type(form) if label == "LOC" else label
    is_plural = kind == "NORP" and form.endswith("s") and not form.endswith("ss")
    return kind, is_plural, kind in ("GPE", "ORG", "FAC") and may_stand_for(form)


def person_gender(form: str, title: Title) -> str | None:
    """A person's gender by the title before the name, else by the given name; None where neither tells."""
    by_title = gender_of_title(title.honorific, title.role) if title.honorific or title.role else None
    return by_title or gender_of(form)


def _number(mentions: Sequence[Mention], texts: Sequence[str], following: int) -> int:
    """Number and name mentions of one type that is not PERSON; returns the next free number."""
    kind = mentions[0].type
    names = [standard_name(kind, m.text) for m in mentions]
    if kind in _JOINED:
        groups = join_names(mentions, texts)
    else:
        forms: dict[str, int] = {}
        groups = [forms.setdefault(fold(name), len(forms)) for name in names]
    fullest: dict[int, str] = {}
    for name, group in dict.fromkeys(zip(names, groups, strict=True)):
        if group not in fullest or _fullness(name) > _fullness(fullest[group]):
            fullest[group] = name
    folded = {group: fold(name) or None for group, name in fullest.items()}
    for m, group in zip(mentions, groups, strict=True):
        m.entity, m.name, m.folded_name = following + group, fullest[group], folded[group]
    return following + max(groups) + 1


def _fullness(name: str) -> tuple[int, bool, int]:
    """More words are fuller, then mixed case rather than the capitals of a dateline, then more letters."""
    return len(name.split()), not name.isupper(), len(name)


@lru_cache(maxsize=65536)
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
    from transforms.entities.dates import read_date

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
