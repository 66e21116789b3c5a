"""The names of sports clubs that data/clubs.toml lists. Not here: whether a text means a club by one of them (see clubs)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_FIRST_WORD = re.compile(r"[^\W_]+")


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
        by_word.setdefault(first_word(name), []).append(name)
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


def first_word(name: str) -> str:
    """The letters and digits that a name begins with; the name where it begins with others."""
    found = _FIRST_WORD.match(name)
    return found[0] if found else name
