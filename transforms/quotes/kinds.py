"""What sort of thing stands between the marks: speech (full or partial), scare quotes, the title of a work, a nickname."""

from __future__ import annotations

import re

from transforms.quotes.lexicon import word_class
from transforms.quotes.marks import Pair

_VERBS = frozenset("VvlGgr")
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
        "is",
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
_WORKS = r"""book|novel|memoir|film|movie|show|song|album|single|hit|play|musical|podcast|series|documentary|sitcom|comedy|drama
    |thriller|magazine|program|programme|poem|painting|tour|game|episode|ad|spot"""
_TITLE_BEFORE = re.compile(
    rf"""\b(?:{_WORKS}|article|essay|column|exhibit|exhibition|report|study|speech|video
    |[Tt]itled|entitled|headlined|captioned|headline|host\sof|anchor\sof|star\sof|author\sof|cover\sof|episode\sof|version\sof
    |edition\sof|[A-Z][\w.]*['’]s|on|of|in|from|like|watch(?:ed|ing)?|s[aiu]ng|sings|singing)[,:]?\s$""",
    re.VERBOSE,
)
_STRONG_TITLE_BEFORE = re.compile(rf"\b(?:(?:{_WORKS})s?(?:\s(?:called|named))?|[Tt]itled|[Ee]ntitled),?\s$", re.VERBOSE)
# "on NBC's “Today”", "Trump's “Make It Great”": what somebody has, not what he says
_OWNER_BEFORE = re.compile(r"(?:(?P<acronym>\b[A-Z]{2,})|[A-Z][\w.]*)(?:['’]s|(?<=s)['’])\s$")
# "said in an interview on “Face the Day”": where it was said
_PLACE_BEFORE = re.compile(r"\b(?:on|in|with|of)\s$")
_SHOUTED_BEFORE = re.compile(
    r"\b(?:chants?|cries|cry|shouts?|calls|cheers?|jeers|yells?|screams?|chorus(?:es)?)\sof\s(?:[“\"][^“”\"]{1,40}[”\"],?\s(?:and|or)\s)?$"
)
_IN_APPOSITION = re.compile(r"\b([a-z]{3,}),\s$")
# "“Harbour Lights” star Ana Lind"
_ROLE_AFTER = re.compile(
    rf"\s(?:{_WORKS}|star|co-star|host|co-host|anchor|actor|actress|creator|director|author|franchise|sequel|reboot|trilogy)s?\b",
    re.VERBOSE | re.IGNORECASE,
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


def is_title(text: str, pair: Pair, strength: float) -> bool:
    """The name of a work: in title case, where a work may be named. `strength` tells how well the words hang on a verb of speech."""
    inside = text[pair.start : pair.end].rstrip(",.;")
    if len(inside) > 90 or inside.count(" ") > 10 or not is_title_case(inside):
        return False
    before = text[max(0, pair.outer_start - 40) : pair.outer_start]
    if _STRONG_TITLE_BEFORE.search(before) or _ROLE_AFTER.match(text, pair.outer_end):
        return True
    owner = _OWNER_BEFORE.search(before)
    if owner is not None and (" " in inside or owner["acronym"]) and inside[-1] not in "?!":
        return True
    if " " not in inside:
        return False
    if strength < 2:
        noun = _IN_APPOSITION.search(before)
        return bool(_TITLE_BEFORE.search(before)) or (noun is not None and word_class(noun[1]) not in _VERBS)
    return strength >= 3 and inside[-1] not in "?!" and _PLACE_BEFORE.search(before) is not None


def is_shouted(text: str, pair: Pair) -> bool:
    """True for what a crowd calls, which is speech though it may look like a title: chants of “Build It Now”."""
    return bool(_SHOUTED_BEFORE.search(text, max(0, pair.outer_start - 80), pair.outer_start))


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
