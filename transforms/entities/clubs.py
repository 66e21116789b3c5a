"""Sports clubs: names that a list knows, towns where the text says that their club is meant ('Leeds beat Lens 2-1'), and lines of results.

Belongs here: finding clubs in an article that the model has read. The model saw next to no sport when it was trained.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from operator import attrgetter
from typing import NamedTuple

from transforms.entities.places import countries
from transforms.entities.spans import Span

_FIRST_WORD = re.compile(r"[^\W_]+")
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
_TEAM = r"[A-Z][\w.'’&-]*(?: [A-Z][\w.'’&-]*){0,3}"
_RESULT = re.compile(rf"({_TEAM}) \d{{1,3}},? ({_TEAM}) \d{{1,3}}(?: \([^)]*\))?\.?")
_LONGEST_RESULT = 100  # characters
_ELSEWHERE = re.compile(r"\b(?:in|near|from|trip to) $")
_PARAGRAPH_AND_START, _PARAGRAPH_AND_END = attrgetter("paragraph", "start"), attrgetter("paragraph", "end")

Place = tuple[int, int]


class Clubs(NamedTuple):
    """Names by their first word, longest first; those that are of clubs alone; and nicknames with the full names they are short for."""

    by_word: Mapping[str, Sequence[str]]
    whole: frozenset[str]
    nicknames: Mapping[str, frozenset[str]]


@cache
def known_clubs() -> Clubs:
    """The clubs of data/clubs.toml."""
    lists = tomllib.loads((files("transforms.entities") / "data" / "clubs.toml").read_text("utf-8"))
    names, nicknamed, shared = ([name.strip() for name in lists[key].split(",")] for key in ("names", "nicknamed", "shared"))
    towns, nicknames = [], dict[str, set[str]]()
    for name in nicknamed:
        town, nickname = _parted(name)
        towns.append(town)
        nicknames.setdefault(nickname, set()).add(name)
    by_word: dict[str, list[str]] = {}
    for name in sorted({*names, *nicknamed, *shared, *towns, *nicknames}, key=lambda name: (-len(name), name)):
        by_word.setdefault(_first_word(name), []).append(name)
    return Clubs(by_word, frozenset((*names, *nicknamed)), {nickname: frozenset(full) for nickname, full in nicknames.items()})


_TOWNS = (
    "Queens",
    "New",
    "Los",
    "San",
    "Las",
    "St.",
    "Tampa",
    "Green",
    "Golden",
    "Kansas",
    "Oklahoma",
    "West",
    "Port",
)  # begin towns of two words
_NICKNAMES_OF_TWO = (
    *("Red Sox", "White Sox", "Blue Jays", "Blue Jackets", "Red Wings", "Maple Leafs", "Trail Blazers"),
    *("Golden Knights", "Super Kings"),
)


def _parted(name: str) -> tuple[str, str]:
    """A club's town and its nickname."""
    words = name.split()
    n = next((len(words) - 2 for two in _NICKNAMES_OF_TWO if name.endswith(" " + two)), None)
    n = n or (2 if words[0] in _TOWNS and len(words) > 2 else 1)
    return " ".join(words[:n]), " ".join(words[n:])


def _first_word(name: str) -> str:
    found = _FIRST_WORD.match(name)
    return found[0] if found else name


def with_clubs(texts: Sequence[str], spans: list[Span], places: Sequence[Place]) -> list[Span]:
    """The spans of an article with those of its clubs in place of what they overlap. `places` are where a club's name may begin.

    A name that others have too is a club's where the text says so, and then elsewhere in the article, but not behind 'in' or 'from';
    nowhere if a person of the article has it.
    """
    clubs = known_clubs()
    form_of = {span: name for p, start in places if (name := _name_at(texts[p], start, clubs)) for span in [_club(p, start, name)]}
    lines = [(p, m) for p, text in enumerate(texts) if len(text) < _LONGEST_RESULT and (m := _RESULT.fullmatch(text))]
    sides = [_club(p, m.start(side), m[side]) for p, m in lines for side in (1, 2)]
    sides = [s for s in sides if texts[s.paragraph][s.start : s.end] not in countries().names]
    if not form_of and not sides:
        return spans
    full = [texts[s.paragraph][s.start : s.end].split() for s in spans if s.type == "PERSON"]
    persons = {word for words in full if len(words) > 1 for word in (words[0], words[-1])}
    named = {form for form in form_of.values() if form in clubs.whole}
    played = [
        s
        for s, form in form_of.items()
        if form in named or not named.isdisjoint(clubs.nicknames.get(form, ())) or (form not in persons and _plays(texts, s))
    ]
    forms = {form_of[s] for s in played}
    also = [s for s, form in form_of.items() if form in forms and not _ELSEWHERE.search(_before(texts, s))]
    return _merged(texts, spans, sorted({*sides, *played, *also}))


def _club(paragraph: int, start: int, name: str) -> Span:
    return Span(paragraph, start, start + len(name), "ORG")


def _name_at(text: str, start: int, clubs: Clubs) -> str | None:
    """The longest name of the list that stands there."""
    for name in clubs.by_word.get(_first_word(text[start : start + 40]), ()):
        end = start + len(name)
        if text.startswith(name, start) and not text[end : end + 1].isalnum() and text[start - 1 : start] not in ("-", "'", "’"):
            return name
    return None


def _plays(texts: Sequence[str], span: Span) -> bool:
    text = texts[span.paragraph]
    return bool(_BEHIND.match(text, span.end) or _BEFORE.search(_before(texts, span)))


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
