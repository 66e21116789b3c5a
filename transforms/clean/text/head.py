"""The head of an article in a text copy: headline, byline, date, standfirst, captions."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote, urlsplit

from transforms.clean.bylines import looks_like_byline
from transforms.clean.dates import Stamp, find_date
from transforms.clean.text.lines import Line

REACH = 60  # lines above the body that may hold the headline
LONGEST_DATE_LINE = 110
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
    """The words of the address's path: most sites spell the headline there."""
    if not url:
        return frozenset()
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return frozenset()
    return frozenset(w.casefold() for w in re.findall(r"[^\W\d_]{3,}", path))


def date_of_url(url: str | None) -> date | None:
    """The day that an address such as /2025/08/20/ names."""
    if not url:
        return None
    try:
        found = _URL_DATE.search(urlsplit(url).path)
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def find_headline(
    lines: list[Line], marks: list[str | None], start: int, body_words: frozenset[str], url_words: frozenset[str]
) -> int | None:
    """Index of the headline: the line above the body (or among its first) that speaks of what the body and the address speak of."""
    best, best_score = None, 1.5
    for i in range(max(0, start - REACH), min(len(lines), start + 4)):
        if marks[i]:
            continue
        score = _headline_score(lines[i], body_words, url_words)
        score -= 0.04 * max(start - i, 0) + (0.5 if i >= start else 0.0)
        if score > best_score:
            best, best_score = i, score
    return best


def _headline_score(line: Line, body_words: frozenset[str], url_words: frozenset[str]) -> float:
    words = max(len(line.shape.words), round(line.size / 6) if line.size > len(line.text) else 0)
    own = [w for w in line.shape.words if len(w) > 2]
    if not 12 <= line.size <= 240 or words < 2 or not own:
        return 0.0
    in_url = sum(w in url_words for w in own) / len(own) if len(url_words) > 2 else 0.0
    in_body = sum(w in body_words for w in own) / len(own)
    score = 4 * in_url + 2 * in_body + min(words, 8) * 0.15
    score += (0.6 if line.is_apart else 0.0) + (0.3 if line.repeats else 0.0)
    if line.is_closed and line.text[-1] in ".。:":
        score -= 1.2
    if words < 4 and in_url < 0.5:
        score -= 1.0
    if score > 1.5 and (is_date_line(line) or looks_like_byline(line.text)):
        score -= 2.0
    return score


def is_date_line(line: Line) -> bool:
    return date_of_line(line) is not None


def date_of_line(line: Line) -> Stamp | None:
    """The date that a short line states (with a time, a label, a byline perhaps)."""
    return find_date(line.text) if line.size <= LONGEST_DATE_LINE and any(c.isdecimal() for c in line.text) else None


def split_credit(text: str) -> tuple[str, str | None]:
    """A caption and the credit at its end, None where it has none."""
    if found := _CREDIT.search(text):
        return text[: found.start()].rstrip(" |(["), found[1]
    if found := _AGENCY_CREDIT.search(text):
        return text[: found.start()].rstrip(" |(["), found[1]
    return text, None
