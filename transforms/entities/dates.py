"""Dates in running text, and the calendar day that each means.

Belongs here: days, months, years and plain relative days. Not here: durations ('24 hours') and vague times ('recently').
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_NUMBERS = {month[:3]: number for number, month in enumerate(MONTHS, 1)}
_SPACE = r"[ \u00a0\u2009\u202f]"
_MONTH = (
    r"(?P<month{0}>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<day{0}>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year{0}>1[5-9]\d\d|20\d\d)"
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY|SUNDAY)"
_NUMBER = r"(?P<number>\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
# The ways to write a date, tried by what they begin with, since most places that a date could begin at hold none.
_IN_FIGURES = (
    r"(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)",
    r"(?P<numeric>[0-3]?\d(?P<mark>[/.-])[0-3]?\d(?P=mark)(?:19|20)\d\d)(?!\d)",
    rf"{_DAY.format(1)}(?:{_SPACE}of)?{_SPACE}{_MONTH.format(1)}(?:,?{_SPACE}{_YEAR.format(1)})?(?!\w)",
    rf"{_YEAR.format(4)}(?![\w%]|[.,-]\d|{_SPACE}(?:per|percent|people|metres|meters|feet|miles))",
)
_BY_MONTH = (
    rf"{_MONTH.format(2)}{_SPACE}{_DAY.format(2)}(?![\w%]|:\d|[.,]\d)(?:,?{_SPACE}{_YEAR.format(2)}(?!\w))?",
    rf"{_MONTH.format(3)},?{_SPACE}(?:of{_SPACE})?{_YEAR.format(3)}(?!\w)",
    rf"(?P<bare>{_MONTH.format(5)})(?!\w)",
)
_BY_WORD = (
    rf"(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Cc]oming){_SPACE})?{_WEEKDAY}(?!\w)",
    r"(?P<near>[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight)(?!\w)",
    rf"(?P<relative>(?:[Ll]ast|[Nn]ext|[Tt]his|[Ee]arlier{_SPACE}this|[Ll]ater{_SPACE}this){_SPACE}(?:week|month|year|weekend))(?!\w)",
)
_OTHER = (
    rf"{_NUMBER}{_SPACE}(?P<unit>day|week|month|year)s?{_SPACE}ago(?!\w)",
    rf"(?P<decade>(?:the{_SPACE})?(?:1[5-9]|20)\d0s)(?!\w)",
)
_PATTERN = re.compile(
    rf"(?=\d)(?:{'|'.join(_IN_FIGURES)})|(?=[JFMASOND])(?:{'|'.join(_BY_MONTH)})|(?=[A-Zclnety])(?:{'|'.join(_BY_WORD)})|{'|'.join(_OTHER)}"
)
_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_WORDS |= {"eleven": 11, "twelve": 12}
_STARTS = frozenset((*_WORDS, "today", "yesterday", "tomorrow", "tonight", "last", "next", "this", "coming", "earlier", "later")) - {
    "a",
    "an",
}
_NAMED = frozenset((*MONTHS, *WEEKDAYS)) | {m[:3] for m in MONTHS} | {"sept"}
_DIGITS = frozenset("0123456789")
_FIRST_WORDS = _STARTS | {form for word in _NAMED | _STARTS for form in (word.capitalize(), word.upper())}


def may_start_date(words: Iterable[str]) -> list[bool]:
    """True for words that a date can begin with: a digit, a month, a weekday, or a word such as 'last'."""
    return [word in _FIRST_WORDS or (word[0] in _DIGITS and len(word) <= 6 and word.isascii()) for word in words]


def read_date(text: str, start: int, published: date | None) -> tuple[int, date | None] | None:
    """The date that begins at `start`: its end and the calendar day it means, where it means one; None where there is no date.

    A weekday or a day without a year is taken for the nearest one in the past or, of a day of the month, the nearest at all.
    """
    m = _PATTERN.match(text, start)
    if m is None or (start and (text[start - 1].isalnum() or (text[start - 1] in "$€£¥#@./-–" and text[start].isdigit()))):
        return None
    if m["bare"] is not None and not _is_bare_month(text, m):
        return None
    if m["year4"] is not None and not _is_year(text, m):
        return None
    return m.end(), _value(m, published)


def _is_bare_month(text: str, m: re.Match[str]) -> bool:
    """A month alone is a date after a preposition: 'in March', 'since May', not 'Theresa May'."""
    before = text[: m.start()].rstrip().rsplit(None, 1)[-1:]
    word = before[0].casefold() if before else ""
    return word in (
        "in",
        "since",
        "until",
        "till",
        "by",
        "last",
        "next",
        "this",
        "of",
        "from",
        "during",
        "early",
        "late",
        "mid",
        "between",
        "to",
    ) or (m.group().casefold() not in ("march", "may", "august", "mar", "jan", "april", "june") and word not in ("mr", "ms", "mrs"))


def _is_year(text: str, m: re.Match[str]) -> bool:
    """A number from 1500 to 2099 is a year where nothing around it makes it an amount or part of a name."""
    before = text[max(0, m.start() - 24) : m.start()].rstrip(" \u00a0").casefold()
    word = before.rsplit(None, 1)[-1:] or [""]
    return (
        word[0]
        in (
            "in",
            "since",
            "until",
            "till",
            "by",
            "of",
            "from",
            "during",
            "early",
            "late",
            "mid",
            "between",
            "and",
            "to",
            "the",
            "year",
            "(",
            "after",
            "before",
            "for",
        )
        or before.endswith(("(", "–", "-"))
        or (not before)
    )


def _value(m: re.Match[str], published: date | None) -> date | None:
    if m["iso"]:
        return _date(*map(int, m["iso"].split("-")))
    if m["numeric"]:
        return _numeric(m["numeric"])
    for n in ("1", "2"):
        if m[f"month{n}"]:
            month, day, year = month_number(m[f"month{n}"]), int(m[f"day{n}"]), m[f"year{n}"]
            return _date(int(year), month, day) if year else _nearest(month, day, published)
    if published is None:
        return None
    if m["weekday"]:
        return _weekday(WEEKDAYS.index(m["weekday"].casefold()), (m["which"] or "").casefold(), published)
    if m["near"]:
        return published + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(m["near"].casefold(), 0))
    if m["number"] and m["unit"] in ("day", "week"):
        number = _WORDS.get(m["number"]) or int(m["number"])
        return published - timedelta(days=number * (7 if m["unit"] == "week" else 1))
    return None


def month_number(word: str) -> int:
    """1 to 12 for an English month, whole or cut to its first letters."""
    return _MONTH_NUMBERS[word.casefold()[:3]]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numeric(text: str) -> date | None:
    """Day and month in figures: told where only one order is possible or both are the same."""
    a, b, year = (int(x) for x in re.split(r"[/.-]", text))
    orders = {d for d in (_date(year, b, a), _date(year, a, b)) if d}
    return orders.pop() if len(orders) == 1 else None


def _nearest(month: int, day: int, published: date | None) -> date | None:
    if published is None:
        return None
    days = [d for y in (-1, 0, 1) if (d := _date(published.year + y, month, day) if 1 <= published.year + y <= 9999 else None)]
    return min(days, key=lambda d: (abs((d - published).days), d), default=None)


def _weekday(number: int, which: str, published: date) -> date:
    back = (published.weekday() - number) % 7
    if which in ("next", "coming"):
        return published + timedelta(days=7 - back)
    if which == "last":
        return published - timedelta(days=back or 7)
    if which == "this":
        return published + timedelta(days=number - published.weekday())
    return published - timedelta(days=back)
