"""What sort of thing stands between the marks: speech (full or partial), scare quotes, the title of a work, a nickname."""

from __future__ import annotations

import re

from transforms.quotes.marks import Pair

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "in",
        "nor",
        "of",
        "on",
        "or",
        "the",
        "to",
        "vs",
        "with",
        "la",
        "le",
        "de",
        "el",
        "du",
        "von",
        "y",
        "que",
        "n",
    ]
)
_NICKNAME_BEFORE = re.compile(r"(?:^|[\s(])[A-Z][\w.’'-]*\s$")
_NICKNAME_AFTER = re.compile(r"\s(?:[A-Z]\.\s)?[A-Z][\w’'-]+")
_TITLE_BEFORE = re.compile(
    r"""\b(?:book|novel|memoir|film|movie|show|song|album|single|hit|play|musical|podcast|series|documentary|sitcom|comedy|drama|thriller
    |magazine|program|programme|article|essay|column|poem|painting|exhibit|exhibition|report|study|speech|tour|ad|spot|video|game|episode
    |titled|entitled|headlined|captioned|headline|host\sof|anchor\sof|star\sof|author\sof|cover\sof|episode\sof|version\sof|edition\sof
    |[A-Z][\w.]*['’]s|on|of|in|from|like|watch(?:ed|ing)?|s[aiu]ng|sings|singing)[,:]?\s$""",
    re.VERBOSE,
)
_STRONG_TITLE_BEFORE = re.compile(
    r"""\b(?:book|novel|memoir|film|movie|show|song|album|single|hit|play|musical|podcast|series|documentary|sitcom|comedy|drama|thriller
    |magazine|program|programme|poem|painting|tour|game|episode|ad|spot|titled|entitled)s?,?\s$""",
    re.VERBOSE,
)


def is_title_case(text: str) -> bool:
    """True where every word but the small ones is capitalised, and one at least is a word of letters."""
    words = _WORD.findall(text)
    large = [word for word in words if word.lower() not in _SMALL]
    return bool(large) and all(word[0].isupper() or word[0].isdigit() for word in large) and any(word[0].isalpha() for word in large)


def is_nickname(text: str, pair: Pair) -> bool:
    """John “Jack” Smith: capitalised words between the parts of a name."""
    inside = text[pair.start : pair.end]
    if len(inside) > 30 or not is_title_case(inside) or inside[-1] in ".,!?;:":
        return False
    before = text[max(0, pair.outer_start - 40) : pair.outer_start]
    return bool(_NICKNAME_BEFORE.search(before)) and bool(_NICKNAME_AFTER.match(text, pair.outer_end))


def is_title(text: str, pair: Pair, has_cue: bool) -> bool:
    """The name of a work: in title case, where a work may be named, and not hanging on a verb of speech."""
    inside = text[pair.start : pair.end].rstrip(",.;")
    if len(inside) > 90 or inside.count(" ") > 10 or not is_title_case(inside):
        return False
    before = text[max(0, pair.outer_start - 40) : pair.outer_start]
    if _STRONG_TITLE_BEFORE.search(before):
        return True
    return not has_cue and " " in inside and bool(_TITLE_BEFORE.search(before))


def is_whole(text: str, pair: Pair) -> bool:
    """True where the words between the marks are a sentence of their own, or the first part of one."""
    first = text[pair.start]
    if not (first.isupper() or first.isdigit() or first in "[(‘'“…."):
        return False
    before = text[max(0, pair.outer_start - 40) : pair.outer_start].rstrip()
    opens = not before or before[-1] in ",:.!?…)—–-;”\"’'" or text[pair.end - 1] in ".!?,"
    return (opens and text.count(" ", pair.start, pair.end) >= 1) or text[pair.end - 1] in ".!?,"


def is_so_called(text: str, pair: Pair) -> bool:
    """True where the reporter himself keeps the words at a distance: the so-called “friends”."""
    return text[max(0, pair.outer_start - 12) : pair.outer_start].rstrip().endswith(("so-called", "so called"))
