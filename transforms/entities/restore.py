"""Mentions as they were found, from what the table keeps of them: so that quotes can be found again without the recogniser.

The table keeps neither which mentions of an article are of one entity by number, nor what is known of a person's gender. Both
follow from what it keeps and from the words before the name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from transforms.contract import Mention
from transforms.entities.people import read_name
from transforms.entities.resolve import person_gender
from transforms.entities.titles import read_title
from transforms.folding import fold, fold_person


def restore_mentions(texts: Sequence[str], mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions of one article, made from rows of `entities`, with number, gender and folded name; in the order of find_entities.

    `texts` are the article's paragraphs. They are the mentions that were found, if rows of none of them were taken away.
    """
    found = sorted(mentions, key=lambda m: (m.paragraph, m.char_start, -m.char_end))
    numbers: dict[object, int] = {}
    people: dict[int, list[Mention]] = {}
    for m in found:
        m.folded_name = _folded_name(m)
        m.entity = numbers.setdefault(_identity(m), len(numbers))
        if m.type == "PERSON":
            people.setdefault(m.entity, []).append(m)
    for person in people.values():
        _tell_gender(texts, person)
    return found


def _folded_name(m: Mention) -> str | None:
    if m.type == "PERSON":
        return None if m.is_partial_name else fold_person(m.name)
    return fold(m.name) or None


def _identity(m: Mention) -> object:
    """What mentions of one entity share, and no others of the article do."""
    return (m.type, m.date_value or m.folded_name) if m.type == "DATE" else (m.type, m.name)


def _tell_gender(texts: Sequence[str], person: Sequence[Mention]) -> None:
    """The gender that each mention tells by itself, else the one that most of them tell; full names are counted first."""
    named = [m for m in person if m.mention_kind == "name"]
    for m in named:
        m.gender = person_gender(m.text, read_title(texts[m.paragraph], m.char_start))
    by_fullness = sorted(named, key=lambda m: not read_name(m.text).is_full)
    genders = Counter(m.gender for m in by_fullness if m.gender)
    most = genders.most_common(1)[0][0] if genders else None
    for m in named:
        m.gender = m.gender or most
    for m in person:
        if m.mention_kind != "name" and named:
            m.gender = named[-1].gender
