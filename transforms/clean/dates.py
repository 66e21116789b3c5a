"""Dates as sources write them. Only reading: which of several dates is the date of publication is the caller's to say.

No clock: a date in the future cannot be told from a date that is fine. What cannot be a date (year before 1600 or after
2100, 31 February, the zero of a clock) is refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from transforms.clean.months import MONTHS, MONTHS_OF, ZONE_HOURS, ZONE_IANA, fold_word

FIRST_YEAR, LAST_YEAR = 1600, 2100
LONGEST = 400  # characters: nothing longer is a date, and the search stays linear
BUDDHIST_ERA = 543  # years that Thai dates are ahead


@dataclass(slots=True, frozen=True)
class Stamp:
    """A date as read. `at` is the moment in UTC, None where only a day is stated; where no zone is known it is read as UTC.

    `on` is the calendar day as stated (in its own zone). `is_zoned` is True where the value, or the caller's `zone`, fixes the
    moment.
    """

    at: datetime | None
    on: date | None
    is_zoned: bool


_ZONE = r"(?P<zone>[Zz]\b|(?:GMT|UTC)?\s?[+\-−]\d{1,2}(?::?\d{2})?\b|[A-Z]{2,5}\b)?"
_CLOCK = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?"
_HALF = r"(?:\s?(?P<half>[AaPp])\.?[Mm]\b\.?)?"
_ISO = re.compile(
    r"(?<!\d)(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?:(?:T|t|,?\s+)" + _CLOCK + _HALF + r"\s*" + _ZONE + r")?(?!\d)"
)
_BASIC = re.compile(
    r"(?<!\d)(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
    r"(?:[T ]?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?(?:[.,]\d+)?\s*" + _ZONE + r")?(?!\d)"
)
_NUMERIC = re.compile(r"(?<![\d.:/-])(?P<a>\d{1,2})(?P<sep>[-/.])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<y>\d{4}|\d{2})(?![\d:/])")
_CJK = re.compile(r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일号號]")
_VIETNAMESE = re.compile(r"(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})(?:\s+năm|,)?\s+(?P<y>\d{4})", re.IGNORECASE)
_TIME = re.compile(
    r"(?<![\d.:/+-])(?P<H>\d{1,2})\s?(?:[:hH時时시]|Uhr)\s?(?P<M>\d{2})(?:(?::|分)(?P<S>\d{2})(?:[.,]\d+)?)?(?!\d)"
    + _HALF
    + r"(?:\s?Uhr)?\s*"
    + _ZONE
)
_DOTTED_TIME = re.compile(
    r"(?:\b(?:kl|klo|ore|às|at)\b\.?\s*)?(?<![\d.])(?P<H>\d{1,2})[.](?P<M>\d{2})(?![\d.])(?P<S>)" + _HALF + r"\s*" + _ZONE
)
_HOUR_ONLY = re.compile(r"(?<![\d.:/-])(?P<H>\d{1,2})(?P<M>)(?P<S>)\s?(?P<half>[AaPp])\.?[Mm]\b\.?\s*" + _ZONE)
# a day stuck to the year before it, as a <time> and its visible text are: '202520 August 2025'
_TOKEN = re.compile(r"(?<!\d)(?:(?:19|20)\d\d)?(?P<glued>\d{1,2})(?=[\s\u00a0]+[^\W\d])|\d+|[^\W\d_][^\s\d,;:|/()\[\]<>–—_-]*")
_DIGIT = re.compile(r"\d")
_THAI_LETTER = re.compile("[\u0e01-\u0e2e]")
_NOISE_WORDS = frozenset(
    ("de", "del", "of", "di", "den", "d", "dne", "do", "the", "al", "ta", "a", "st", "nd", "rd", "th", "er", "e", "o", "to", "lo", "i")
)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+\-−])(\d{1,2})(?::?(\d{2}))?")
_DAY_BEFORE_MONTH_FREE = frozenset({None, "en"})


def read_date(
    value: str | int | float, *, zone: str | None = None, language: str | None = None, day_first: bool | None = None
) -> Stamp | None:
    """The date that `value` states, or None where it states none.

    Numbers (and strings of digits) are seconds or milliseconds since 1970; 8 and 14 digits are YYYYMMDD[hhmmss]. `zone` is an
    IANA name for values without one. `language` (ISO 639-1) settles month names that two languages share, and the order of
    01/02/2025; `day_first` overrides it. Never raises.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _read_number(value, zone)
    text = value.strip()
    if not text or len(text) > LONGEST:
        return None
    if text.isdecimal() or (text[0] == "-" and text[1:].isdecimal()):
        return _read_number(int(text), zone) if len(text) <= 20 else None
    return _find(text, zone, language, day_first, strict=False)


def find_date(text: str, *, zone: str | None = None, language: str | None = None, day_first: bool | None = None) -> Stamp | None:
    """The first whole date (day, month and four-digit year) that stands in `text`, with its time of day if one stands by it."""
    head = text[:LONGEST]
    if not _DIGIT.search(head):
        return None
    return _find(head, zone, language, day_first, strict=True)


def _read_number(value: int | float, zone: str | None) -> Stamp | None:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    digits = str(int(value))
    if len(digits) in (8, 14):
        basic = _BASIC.fullmatch(digits)
        if basic and (stamp := _from_groups(basic, zone)):
            return stamp
    seconds = value / 1000 if abs(value) >= 1e11 else float(value)
    # a whole number under a day after the zero of the clock is an empty field, not 1970
    if abs(seconds) < 86400 or abs(seconds) > 5e9:
        return None
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    local = at.astimezone(_named_zone(zone) or UTC)
    return Stamp(at, local.date(), True)


def _find(text: str, zone: str | None, language: str | None, day_first: bool | None, *, strict: bool) -> Stamp | None:
    found = _ISO.search(text) or (None if strict else _BASIC.match(text))
    if found:
        if stamp := _from_groups(found, zone):
            return stamp
        if not strict and found.start() == 0:
            return None
    year, month, day, rest = _find_day(text, language, day_first, strict)
    if not year:
        return None
    if year > LAST_YEAR and (language == "th" or _THAI_LETTER.search(text)):
        year -= BUDDHIST_ERA
    time = _TIME.search(rest) or _DOTTED_TIME.search(rest) or _HOUR_ONLY.search(rest)
    return _build(year, month, day, time, zone)


def _find_day(text: str, language: str | None, day_first: bool | None, strict: bool) -> tuple[int, int, int, str]:
    """Year, month and day, and the text without them; year 0 where there is none."""
    for pattern in () if text.isascii() else (_CJK, _VIETNAMESE):
        if found := pattern.search(text):
            return int(found["y"]), int(found["m"]), int(found["d"]), _without(text, found.span())
    named = _find_named_month(text, language)
    if named:
        year, month, day, span = named
        return year, month, day, _without(text, span)
    found = _NUMERIC.search(text)
    if not found or (strict and len(found["y"]) == 2):
        return 0, 0, 0, text
    first, second, year = int(found["a"]), int(found["b"]), int(found["y"])
    if len(found["y"]) == 2:
        year += 1900 if year >= 70 else 2000
    if day_first is None:
        day_first = found["sep"] != "/" or language not in _DAY_BEFORE_MONTH_FREE
    day, month = (first, second) if (day_first and second <= 12) or first > 12 else (second, first)
    return year, month, day, _without(text, found.span())


def _find_named_month(text: str, language: str | None) -> tuple[int, int, int, tuple[int, int]] | None:
    own = MONTHS_OF.get(language or "", {})
    tokens = [m for m in _TOKEN.finditer(text) if fold_word(m[0]) not in _NOISE_WORDS]
    for i, token in enumerate(tokens):
        if token[0][0].isdecimal():
            continue
        word = fold_word(token[0])
        month = own.get(word) or MONTHS.get(word)
        if month:
            found = _around(tokens, i)
            if found:
                year, day, first, last = found
                return year, month, day, (tokens[first].start(), tokens[last].end())
    return None


def _around(tokens: list[re.Match[str]], i: int) -> tuple[int, int, int, int] | None:
    """(year, day, first token, last token) of the month name at token i: day or year before it, the rest after it."""
    before = _number(tokens, i - 1)
    after = [(n, j) for j in range(i + 1, min(i + 6, len(tokens))) if (n := _number(tokens, j)) is not None]
    years = [(n, j) for n, j in after if FIRST_YEAR <= n <= LAST_YEAR + BUDDHIST_ERA or 1300 <= n < FIRST_YEAR]
    if before is not None and 1 <= before <= 31:
        if years and years[0][1] <= i + 5:
            return years[0][0], before, i - 1, i if years[0][1] > i + 1 else years[0][1]
        short = _number(tokens, i + 1)  # 26-Feb-87
        if short is not None and tokens[i + 1][0].isdecimal() and len(tokens[i + 1][0]) == 2:
            return short + (1900 if short >= 70 else 2000), before, i - 1, i + 1
        return None
    day = _number(tokens, i + 1)
    if day is None or not 1 <= day <= 31:
        return None
    if before is not None and FIRST_YEAR <= before <= LAST_YEAR:  # 2025. augusztus 20.
        return before, day, i - 1, i + 1
    if years:
        return years[0][0], day, i, i + 1 if years[0][1] > i + 2 else years[0][1]
    return None


def _number(tokens: list[re.Match[str]], i: int) -> int | None:
    if not 0 <= i < len(tokens):
        return None
    text = tokens[i]["glued"] or tokens[i][0]
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def _without(text: str, span: tuple[int, int]) -> str:
    return text[: span[0]] + " ; " + text[span[1] :]


def _from_groups(found: re.Match[str], zone: str | None) -> Stamp | None:
    time = found if found["H"] else None
    return _build(int(found["y"]), int(found["m"]), int(found["d"]), time, zone)


def _build(year: int, month: int, day: int, time: re.Match[str] | None, zone: str | None) -> Stamp | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        on = date(year, month, day)
    except ValueError:
        return None
    clock = _clock(time) if time else None
    if not time or not clock:
        return Stamp(None, on, False)
    stated = _stated_zone(time["zone"])
    where = stated or _named_zone(zone)
    hour, minute, second = clock
    days = hour // 24  # 24:00 is the end of the day
    local = datetime(year, month, day, hour % 24, minute, second, tzinfo=where or UTC)
    return Stamp((local + timedelta(days=days)).astimezone(UTC), on, where is not None)


def _clock(time: re.Match[str]) -> tuple[int, int, int] | None:
    hour, minute, second = int(time["H"]), int(time["M"] or 0), int(time["S"] or 0)
    half = time.groupdict().get("half")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second > 0):
        return None
    return hour, minute, min(second, 59)


@lru_cache(maxsize=256)
def _stated_zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    name = text.strip().upper()
    if name in ZONE_HOURS:
        return timezone(timedelta(hours=ZONE_HOURS[name]))
    if name in ZONE_IANA:
        return _named_zone(ZONE_IANA[name])
    found = _OFFSET.fullmatch(name)
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes)) if minutes <= 15 * 60 else None


@lru_cache(maxsize=256)
def _named_zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None
