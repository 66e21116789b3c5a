"""Sports clubs: names that a list knows, towns where the text says that their club is meant ('Leeds beat Lens 2-1'), and lines of results.

Belongs here: finding clubs in an article that the model has read. The model saw next to no sport when it was trained.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from operator import attrgetter

from transforms.entities.club_names import Clubs, first_word, known_clubs
from transforms.entities.dates import MONTHS, WEEKDAYS
from transforms.entities.lexicon import case_odds, is_common
from transforms.entities.places import countries
from transforms.entities.spans import Span
from transforms.entities.titles import read_title

_SCORE = r"\d{1,3}-\d{1,3}\b"
_BEAT = r"beat|beats|defeat(?:s|ed)|thrash(?:es|ed)|rout(?:s|ed)|trounced|edged(?: past)?"
_FARED = (
    rf"(?:drew|won|lost|led|lead|win|lose|trailed)(?= {_SCORE}| to [A-Z]| at home| away| by (?:an innings|\w+ (?:runs|wickets|points)))"
)
_ROLES = "striker|midfielder|defender|goalkeeper|winger|full-?back|skipper|batsman|bowler|quarterback|pitcher|coach|manager|fans|supporters"
_BEHIND = re.compile(rf"(?:['’]s?)? (?:(?:{_BEAT})(?= (?:the )?[A-Z])|{_FARED}|(?:{_ROLES})\b|{_SCORE}|\.?\d+(?: \.?\d+){{2}})")
_LOST = "beating|beaten by|lost to|defeated by|drew with|(?:edged|eased|swept|rally|rallied) past|vs\\.?"
_MATCH = "(?:win|wins|victory|triumph) (?:over|against)|(?:defeat|draw|tie|match|game) (?:against|with|to|at)"
_BEFORE = re.compile(rf"(?:\b(?:{_BEAT}|{_LOST}|{_MATCH})|{_SCORE}(?: (?:against|by|over|to))?) (?:the )?$")
_TEAM = r"[A-Z][\w.'’&-]*+(?: [A-Z][\w.'’&-]*+){0,3}"
_RESULT = re.compile(rf"({_TEAM}) \d{{1,3}},? ({_TEAM}) \d{{1,3}}(?: \([^)]*\))?\.?")
_NO_SIDES = frozenset((*WEEKDAYS, *MONTHS, "yes", "no"))
_LONGEST_RESULT = 100  # characters
_BEGINS = re.compile(r"(?:^|[.!?:;][”\"’')]?\s+)[“\"‘']?$")
_ELSEWHERE = re.compile(r"\b(?:in|near|from|trip to) $")
_PARAGRAPH_AND_START, _PARAGRAPH_AND_END = attrgetter("paragraph", "start"), attrgetter("paragraph", "end")

Place = tuple[int, int]


def with_clubs(texts: Sequence[str], spans: list[Span], places: Sequence[Place]) -> list[Span]:
    """The spans of an article with those of its clubs in place of what they overlap. `places` are where a club's name may begin.

    A name that others have too is a club's where the text says so, and then elsewhere in the article, but not behind 'in' or 'from';
    nowhere if a person of the article has it.
    """
    clubs = known_clubs()
    form_of = {span: name for p, start in places if (name := _name_at(texts[p], start, clubs)) for span in [_club(p, start, name)]}
    sides = _sides(texts, spans)
    if not form_of and not sides:
        return spans
    named = {form for form in form_of.values() if form in clubs.whole}
    told = [s for s, form in form_of.items() if form not in named and _plays(texts, s)]
    persons = _names_of_persons(texts, spans, {form_of[s] for s in told}) if told else set()
    told = [s for s in told if form_of[s] not in persons]
    called = [s for s, form in form_of.items() if not named.isdisjoint(clubs.nicknames.get(form, ())) and _is_name(texts, s)]
    played = [*told, *called, *(s for s, form in form_of.items() if form in named)]
    forms = {form_of[s] for s in played}
    also = [s for s, form in form_of.items() if form in forms and _is_name(texts, s) and not _ELSEWHERE.search(_before(texts, s))]
    return _merged(texts, spans, sorted({*sides, *played, *also}))


def _sides(texts: Sequence[str], spans: Sequence[Span]) -> list[Span]:
    """The two sides of each line of results."""
    lines = [(p, m) for p, text in enumerate(texts) if len(text) < _LONGEST_RESULT and (m := _RESULT.fullmatch(text))]
    if not lines:
        return []
    sides = [_club(p, m.start(side), m[side]) for p, m in lines for side in (1, 2)]
    read_as_persons = {s[:3] for s in spans if s.type == "PERSON"}
    return [s for s in sides if s[:3] not in read_as_persons and not _is_no_side(texts[s.paragraph][s.start : s.end])]


def _is_no_side(name: str) -> bool:
    """True for countries, days and words for what is numbered, which lines of results are not about: 'Page 2 Chapter 3'."""
    word = name.casefold()
    return name in countries().names or word in _NO_SIDES or (" " not in name and is_common(name))


def _names_of_persons(texts: Sequence[str], spans: Sequence[Span], forms: Collection[str]) -> set[str]:
    """First and last words of the persons' full names, and those of `forms` that a title stands before (Senator Kent)."""
    names: set[str] = set()
    for s in spans:
        if s.type == "PERSON":
            text, form = texts[s.paragraph], texts[s.paragraph][s.start : s.end]
            words = form.split()
            if len(words) > 1:
                names |= {words[0], words[-1]}
            elif form in forms and (title := read_title(text, s.start)) and text[title.start].isupper():
                names.add(form)
    return names


def _club(paragraph: int, start: int, name: str) -> Span:
    return Span(paragraph, start, start + len(name), "ORG")


def _name_at(text: str, start: int, clubs: Clubs) -> str | None:
    """The longest name of the list that stands there."""
    for name in clubs.by_word.get(first_word(text[start : start + 40]), ()):
        end = start + len(name)
        if text.startswith(name, start) and not text[end : end + 1].isalnum() and text[start - 1 : start] not in ("-", "'", "’"):
            return name
    return None


def _plays(texts: Sequence[str], span: Span) -> bool:
    text = texts[span.paragraph]
    return bool(_BEHIND.match(text, span.end) or _BEFORE.search(_before(texts, span)))


def _is_name(texts: Sequence[str], span: Span) -> bool:
    """False for a weekday, and for an ordinary word that may have its capital from beginning a sentence: 'Heat killed 20.'"""
    word = texts[span.paragraph][span.start : span.end]
    begins = _BEGINS.search(_before(texts, span))
    return word.casefold() not in WEEKDAYS and not (begins and case_odds(word)[0] < 0)


def _before(texts: Sequence[str], span: Span) -> str:
    return texts[span.paragraph][max(0, span.start - 40) : span.start]


def _merged(texts: Sequence[str], spans: list[Span], clubs: Sequence[Span]) -> list[Span]:
    kept = list(spans)
    for club in clubs:
        first = bisect_right(kept, (club.paragraph, club.start), key=_PARAGRAPH_AND_END)
        behind = bisect_left(kept, (club.paragraph, club.end), key=_PARAGRAPH_AND_START)
        if not any(_is_more(texts[s.paragraph], s, club) for s in kept[first:behind]):
            kept[first:behind] = [club]
    return kept


def _is_more(text: str, span: Span, club: Span) -> bool:
    """True for a name that the club's is only a part of (Chelsea Clinton, Leeds Castle), and for a person's that reaches into it."""
    if span.start <= club.start and club.end <= span.end:
        rest = text[span.start : club.start] + text[club.end : span.end]
        return rest not in ("", "The ", "the ") and " - " not in rest and not any(map(str.isdigit, rest))
    return span.type == "PERSON" and not (club.start <= span.start and span.end <= club.end)
