"""The head of an article in a text copy: headline, byline, date, standfirst, captions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from transforms.clean.byline_words import BY_WORD
from transforms.clean.dates import Stamp, find_date
from transforms.clean.text.body import is_prose
from transforms.clean.text.lines import IMPOSSIBLE, Line

WITHIN_REACH = 3.5  # how much less than the best a line may be worth to be looked at again
CANDIDATES = 5  # lines that may be the headline
LONGEST_DATE_LINE = 110
NEAR = 8  # lines around headline and body in which a date is the article's
_THREE_DIGITS = re.compile(r"\d\D*\d\D*\d")  # no date has fewer
# what a copy sticks together: a name and a month, a year and a time or a count
_GLUED_DATE = re.compile(
    r"(?<=[A-Za-zà-ÿ)])(?=(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d)|(?<=\b20\d\d)(?=\d{1,2}(?::|\s))"
)
_URL_WORD = re.compile(r"[^\W\d_]{3,}")
_DAY_FIRST_COUNTRIES = frozenset(
    {"uk", "au", "nz", "ie", "in", "za", "ng", "ke", "gh", "sg", "my", "pk", "bd", "lk", "jm", "mt", "na", "zw"}
)
_UPDATED = re.compile(
    r"\W*(?:last )?(?:updated?|modified|aktualisiert|mis à jour|actualizado|atualizado|aggiornato|opdateret|oppdatert)\b", re.IGNORECASE
)
_URL_DATE = re.compile(r"(?<!\d)(20[0-3]\d|19[89]\d)[/_.-]?(0[1-9]|1[0-2]|[1-9](?=[/_.-]))[/_.-]?(0[1-9]|[12]\d|3[01]|[1-9])(?!\d)")
_CREDIT = re.compile(
    r"\s*[|(\[]?\s*\b(?:(?:photo|picture|image|foto|photographs?|bild|crédit|credits?|crédito|credito|quelle|fonte|source|fuente)s?"
    r"(?:\s+(?:credits?|by|von|de|courtesy(?: of)?|di|d['’]))?\s*[:：/]|photo(?:graph)?s? (?:by|courtesy(?: of)?)|image credits?:?|"
    r"courtesy of|©)\s*(.{2,100}?)\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_AGENCY_CREDIT = re.compile(
    r"[(\[|]?\s*((?:[^()\[\]|.,]{2,40}/\s?)?"
    r"(?:Getty(?: Images)?|Shutterstock|Reuters|REUTERS|AP(?: Photo)?|AFP|EPA|dpa|DPA|PA|PA Wire|EFE|ANSA|imago|IMAGO|Alamy|iStock|"
    r"Unsplash|Anadolu|NurPhoto|Bloomberg|picture alliance|WireImage|FilmMagic|ZUMA|Xinhua)"
    r"(?:\s?(?:via|/)[^()\[\]|]{2,60})?)\s*[)\]]?\s*$"
)


def words_of_url(url: str | None) -> frozenset[str]:
    """The words of the part of the address that has most: most sites spell the headline there."""
    if not url:
        return frozenset()
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return frozenset()
    parts = [_URL_WORD.findall(part) for part in path.split("/")]
    return frozenset(w.casefold() for w in max(parts, key=len))


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


def weigh_titles(lines: Sequence[Line], marks: Sequence[str | None], topic: frozenset[str]) -> list[float]:
    """What each line is worth as the headline: it speaks of what the text and the address speak of, and a date or byline is near."""
    counts: Counter[str] = Counter()
    end = 0  # no headline below the last text
    for i, line in enumerate(lines):
        if is_prose(line):
            counts.update(line.shape.terms)
            end = i
    often = {word: min(count, 3) for word, count in counts.items()}
    values = [
        line.shape.title_worth if marks[i] is None and line.shape.title_worth > IMPOSSIBLE else IMPOSSIBLE
        for i, line in enumerate(lines[: end + 1])
    ] + [IMPOSSIBLE] * (len(lines) - end - 1)
    for i, line in enumerate(lines[: end + 1]):
        if values[i] > IMPOSSIBLE:
            values[i] += _weigh_title(line, often, topic)
    # looking for dates and bylines is dear: only below the likeliest
    least = max(max(values) - WITHIN_REACH, IMPOSSIBLE + 1)
    for i in sorted((i for i, value in enumerate(values) if value >= least), key=values.__getitem__)[-CANDIDATES:]:
        if _is_dated_or_marked(lines[i]):
            values[i] -= 2.0
        elif any(_opens_article(lines[j]) for j in range(i + 1, min(i + 5, len(lines)))):
            values[i] += 1.0
    return values


def _weigh_title(line: Line, often: Mapping[str, int], topic: frozenset[str]) -> float:
    """What a line is worth as the headline beside its form: what it shares with the text (how `often` a word is in it) and the address."""
    own = line.shape.terms
    # share of the words of either that both have: a section's name is in the address too
    in_url = 2 * len(own & topic) / (len(own) + len(topic)) if len(topic) > 2 else 0.0
    in_text = sum([often[w] for w in own if w in often]) / (3 * len(own))
    value = 5 * in_url + 3 * in_text
    value += (
        (0.6 if line.has_gap_above and line.has_gap_below else 0.0) + (0.3 if line.repeats else 0.0) - (0.6 if line.indent >= 2 else 0.0)
    )
    return value - (1.0 if line.shape.is_terse and in_url < 0.5 else 0.0)


def _opens_article(line: Line) -> bool:
    """A date, a byline, or what looks like bare names, as they stand under headlines."""
    shape = line.shape
    is_name_like = 2 <= len(shape.words) <= 10 and shape.lower_share < 0.2 and shape.digit_share == 0.0 and not shape.is_closed
    return is_name_like or _is_dated_or_marked(line)


def _is_dated_or_marked(line: Line) -> bool:
    if line.shape.size > LONGEST_DATE_LINE or line.shape.is_closed:
        return False
    return BY_WORD.match(line.text) is not None or is_date_line(line)


def is_date_line(line: Line) -> bool:
    return date_of_line(line) is not None


def date_of_line(line: Line, language: str | None = None, day_first: bool | None = None) -> Stamp | None:
    """The date that a short line states (with a time, a label, a byline perhaps)."""
    if line.shape.size > LONGEST_DATE_LINE or not _THREE_DIGITS.search(line.text):
        return None
    return _find_date(line.text, language, day_first)


@lru_cache(maxsize=1 << 13)
def _find_date(text: str, language: str | None, day_first: bool | None) -> Stamp | None:
    """find_date, once a line: a line is asked as a candidate for several places."""
    return find_date(unglue(text), language=language, day_first=day_first)


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
        for i in place:
            if not usable[i] or not (stamp := date_of_line(lines[i], language, day_first or None)):
                continue
            if not _UPDATED.match(lines[i].text):
                return i, stamp
            later = later if later[1] else (i, stamp)
    return later


def split_credit(text: str) -> tuple[str, str | None]:
    """A caption and the credit at its end, None where it has none."""
    if found := _CREDIT.search(text):
        return text[: found.start()].rstrip(" |(["), found[1]
    if found := _AGENCY_CREDIT.search(text):
        return text[: found.start()].rstrip(" |(["), found[1]
    return text, None
