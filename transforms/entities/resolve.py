"""From spans to mentions: which spans of an article are of one entity, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transforms.contract import Mention
from transforms.entities.folding import fold, fold_person
from transforms.entities.people import Person, fit, is_full, is_same_full_name, words_of
from transforms.entities.places import HOUSES, countries, standard_adjectives
from transforms.entities.spans import Span
from transforms.entities.titles import gender_of_title, read_title


@dataclass(slots=True)
class _Group:
    name: str
    partial: bool = False


def resolve(texts: Sequence[str], spans: Sequence[Span], rule: str) -> list[Mention]:
    """The mentions of one article, numbered by entity, in the order of the text."""
    mentions = [_mention(texts, span, rule) for span in sorted(spans)]
    people = [m for m in mentions if m.type == "PERSON"]
    groups: dict[tuple[str, str], int] = {}
    join_people(people)
    offset = 1 + max((m.entity for m in people), default=-1)
    for m in mentions:
        if m.type != "PERSON":
            m.name = canonical(m.type, m.text)
            m.folded_name = fold(m.name) or None
            m.entity = offset + groups.setdefault((m.type, fold(m.name)), len(groups))
            m.stands_for = HOUSES.get(m.text)
    return mentions


def _mention(texts: Sequence[str], span: Span, rule: str) -> Mention:
    text = texts[span.paragraph]
    m = Mention(
        span.paragraph,
        span.start,
        span.end,
        span.type,
        text[span.start : span.end],
        text[span.start : span.end],
        -1,
        rule=rule,
        score=span.score,
    )
    if span.type == "PERSON":
        title = read_title(text, span.start)
        m.honorific, m.role = title.honorific, title.role
        m.gender = gender_of_title(title.honorific, title.role)
    return m


def canonical(entity_type: str, text: str) -> str:
    """The standard form of a name that is not a person's: the country's own name, the adjective of a people, no article."""
    if entity_type == "NORP":
        return standard_adjectives().get(text, text)
    if entity_type in ("GPE", "LOC"):
        return countries().names.get(text, text)
    return text.removeprefix("The ").removeprefix("the ") if entity_type != "WORK" else text


def join_people(mentions: Sequence[Mention]) -> None:
    """Number the persons of an article in `mentions` (PERSON only, in order of the text) and name each by its fullest form."""
    words = [words_of(m.text) for m in mentions]
    people: list[Person] = []
    for i, m in enumerate(mentions):
        if is_full(words[i]):
            _join_full(people, words[i], m, i)
    anchors = list(people)
    for i, m in enumerate(mentions):
        if not is_full(words[i]):
            _join_partial(people, anchors, words[i], m, i)
    for number, person in enumerate(people):
        genders = person.genders.most_common(1)
        for i in person.places:
            m = mentions[i]
            m.entity, m.name = number, person.name
            m.gender = m.gender or (genders[0][0] if genders else None)
            m.is_partial_name = not is_full(person.words)
            m.folded_name = None if m.is_partial_name else fold_person(person.name)


def _join_full(people: list[Person], words: tuple[str, ...], m: Mention, i: int) -> None:
    person = next((p for p in people if is_same_full_name(p.words, words)), None)
    if person is None:
        person = Person(words, m.text)
        people.append(person)
    elif len(words) > len(person.words):
        person.words, person.name = words, m.text
    person.places.append(i)
    if m.gender:
        person.genders[m.gender] += 1


def _join_partial(people: list[Person], anchors: list[Person], words: tuple[str, ...], m: Mention, i: int) -> None:
    fits = [(fit(words, p.words, has_honorific=m.honorific is not None), p) for p in anchors]
    best = max((f for f, _ in fits), default=0)
    candidates = [p for f, p in fits if f == best and f > 0]
    if m.gender and len(candidates) > 1:
        candidates = [p for p in candidates if not p.genders or p.genders.most_common(1)[0][0] == m.gender] or candidates
    if candidates:
        before = [p for p in candidates if min(p.places) < i]
        person = max(before, key=lambda p: max(x for x in p.places if x < i)) if before else candidates[0]
        m.is_ambiguous = len(candidates) > 1
    else:
        person = next((p for p in people if p.words == words and p not in anchors), None) or Person(words, m.text)
        if person not in people:
            people.append(person)
    person.places.append(i)
    if m.gender:
        person.genders[m.gender] += 1
