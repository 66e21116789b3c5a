"""Dates in a text copy: which line states the day of publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from transforms.clean.dates import Stamp, find_date
from transforms.clean.text.lines import SHORT, Line

LONGEST_DATE_LINE = 110
NEAR = 8  # lines around headline and body in which a date is the article's
_THREE_DIGITS = re.compile(r"\d\D*\d\D*\d")  # no date has fewer
# what a copy sticks together: a name and a month, a year and a time or a count
_GLUED_DATE = re.compile(
    r"(?<=[A-Za-zà-ÿ)])(?=(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d)|(?<=\b20\d\d)(?=\d{1,2}(?::|\s))"
)
_DAY_FIRST_COUNTRIES = frozenset(
    {"uk", "au", "nz", "ie", "in", "za", "ng", "ke", "gh", "sg", "my", "pk", "bd", "lk", "jm", "mt", "na", "zw"}
)
_UPDATED = re.compile(
    r"\W*(?:last )?(?:updated?|modified|aktualisiert|mis à jour|actualizado|atualizado|aggiornato|opdateret|oppdatert)\b", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"\b(?:published|posted|veröffentlicht|erstellt|publié|publicado|pubblicato|gepubliceerd|publisert|publicerad|opublikowano)\b",
    re.IGNORECASE,
)
_URL_DATE = re.compile(r"(?<!\d)(20[0-3]\d|19[89]\d)[/_.-]?(0[1-9]|1[0-2]|[1-9](?=[/_.-]))[/_.-]?(0[1-9]|[12]\d|3[01]|[1-9])(?!\d)")


def is_day_first_site(url: str | None) -> bool:
    """Whether the address is of a country that writes English and the day before the month."""
    host = urlsplit(url).hostname if url and "[" not in url else None
    return bool(host) and str(host).rsplit(".", 1)[-1] in _DAY_FIRST_COUNTRIES


def date_of_url(url: str | None) -> date | None:
    """The day that an address such as /2025/08/20/ names."""
    if not url:
        return None
    try:
        found = _URL_DATE.search(urlsplit(url).path)
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def date_of_line(line: Line, language: str | None = None, day_first: bool | None = None) -> Stamp | None:
    """The date that a short line states (with a time, a label, a byline perhaps)."""
    shape = line.shape
    # the share of digits is known of short lines: most have none
    if shape.size > LONGEST_DATE_LINE or (shape.size < SHORT and not shape.digit_share) or not _THREE_DIGITS.search(line.text):
        return None
    return _find_date(line.text, language, day_first)


@lru_cache(maxsize=1 << 13)
def _find_date(text: str, language: str | None, day_first: bool | None) -> Stamp | None:
    """The date of a line, once a line: it is asked as a candidate for several places.

    Of two dates that of publication counts, where the line names it: 'Updated 3 March 2025, published 2 March 2025'.
    """
    text = unglue(text)
    published = _PUBLISHED.search(text)
    if published and published.start() and (stamp := find_date(text[published.start() :], language=language, day_first=day_first)):
        return stamp
    return find_date(text, language=language, day_first=day_first)


def unglue(text: str) -> str:
    """What a copy stuck to a date set apart from it: 'Ann LeeDec 20, 20236:46 PM'."""
    return _GLUED_DATE.sub(" ", text)


def find_stamp(
    lines: Sequence[Line], usable: Sequence[bool], title: int | None, start: int, end: int, language: str | None, day_first: bool
) -> tuple[int | None, Stamp | None]:
    """The date of publication and its line: between headline and body first, then above the headline, then around the body's ends.

    `usable` says which lines may state it: no text, no furniture that has dates of its own (comments, related stories, an edition).
    """
    top = start if title is None else title
    places = (
        range(top + 1, start),
        range(top - 1, max(-1, top - NEAR), -1),
        range(start, min(len(lines), start + NEAR)),
        range(end, min(len(lines), end + NEAR)),
    )
    later: tuple[int | None, Stamp | None] = (None, None)
    for place in places:
        dated = [(i, stamp) for i in place if usable[i] and (stamp := date_of_line(lines[i], language, day_first or None))]
        named = [(i, stamp) for i, stamp in dated if _PUBLISHED.search(lines[i].text)]
        if own := named or [(i, stamp) for i, stamp in dated if not _UPDATED.match(lines[i].text)]:
            return own[0]
        later = later if later[1] or not dated else dated[0]
    return later
