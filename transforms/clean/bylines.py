"""Bylines: names out of a line such as 'By ANN LEE and Bob Ray in Paris, Reuters', and whether a line is one."""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.clean.byline_words import (
    BY_MARK,
    BY_WORD,
    DATE_TAIL,
    DUTIES,
    GENERATION,
    GLUED_MARK,
    HONORIFIC,
    JOIN,
    LEADING_JOIN,
    NOT_PERSON,
    PAPERS,
    PARTICLES,
    PICTURE_OF,
    POST_NOMINAL,
    SHORT_JOIN,
    TAIL,
)
from transforms.clean.credits import name_source
from transforms.clean.dates import find_date

LONGEST_BYLINE = 300  # characters
LONGEST_NAME = 60
_NOISE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\S+@\S+\.\w+|@\w+|https?://\S+|www\.\S+|\b\w+\.(?:com|org|net|co\.uk)\S*", re.IGNORECASE)
_NOISY = re.compile(r"[@(\[/]|\w\.\w")
_EMPTY = frozenset({"none", "null", "nan", "n/a", "na", "undefined", "-", "unknown", "anonymous", "by", "von", "par", "por", "and"})
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_HANGUL_NAME = re.compile(r"[가-힣]{2,4}")
_KOREAN_OFFICE = re.compile(r"\s*(?:선임|수석|인턴)?\s?(?:기자|특파원|앵커)$")
_CJK_OFFICE = re.compile(
    r"^(?:本报|本報|新华社|见习|特约|実習)?(?:记者|記者|编辑|編輯|通讯员|撰文|作者)\s*|(?:記者|记者|編集委員|論説委員|特派員)$"
)
_MARK_INSIDE = re.compile(r"\s(?:[Bb]y|Published|Updated|Posted)\b[\s:]+(?=[A-ZÀ-Þ])")
_SHOUTED = re.compile(r"[A-ZÀ-Þ]{3}")
_WORD = re.compile(r"[^\W\d_][^\s,;:|/()]*")


def _without_noise(text: str) -> str:
    """Brackets, addresses and handles gone. The search is dear: only where a character of theirs stands."""
    return _NOISE.sub(" ", text) if _NOISY.search(text) else text


@lru_cache(maxsize=1 << 13)
def clean_author(name: str) -> str | None:
    """A person's name without titles, duties, places and addresses; None where `name` is no person's (an agency, a duty, a date)."""
    name = " ".join(_without_noise(name[:LONGEST_BYLINE]).split()).strip(' \u200b,;:|/·•*-–—"“”')
    name = PICTURE_OF.sub("", strip_mark(name))
    if not name.isascii():
        name = _KOREAN_OFFICE.sub("", _CJK_OFFICE.sub("", name))
    name = _without_date(TAIL.sub("", LEADING_JOIN.sub("", name)))
    name = POST_NOMINAL.sub("", HONORIFIC.sub("", name)).strip(" ,;:|/·•*-–—")
    name = _without_duty(name)
    if not name or len(name) > LONGEST_NAME or name.casefold() in _EMPTY or name_source(name) or not _is_person(name):
        return None
    return _mend_case(name)


def find_mark(line: str) -> re.Match[str] | None:
    """What introduces the names at the front of a byline: 'By', 'Text:'."""
    # a cheap look before the dear one
    has_stroke = ":" in line or "/" in line or "：" in line or "／" in line
    return (BY_MARK.match(line) if has_stroke else None) or BY_WORD.match(line)


def strip_mark(line: str) -> str:
    """'By', 'Von', 'Text:' gone from the front."""
    found = find_mark(line)
    return line[found.end() :] if found else line


def _without_date(name: str) -> str:
    """'Ann Lee December 22' is Ann Lee."""
    if not any(c.isdecimal() for c in name):
        return name
    cut = DATE_TAIL.sub("", name)
    words = cut.split()
    # the word before the digits may be part of the name: only a month or a weekday goes with them
    if len(words) >= 2 and cut != name:
        return cut
    return name


def _without_duty(name: str) -> str:
    """'Ann Lee Staff Writer' and 'Ann Lee The Associated Press' are Ann Lee: duties and papers after a whole name go."""
    words = name.split()
    for start in range(2, len(words)):
        tail = words[start:]
        if name_source(" ".join(tail)) or all(w.casefold().strip(".,") in DUTIES for w in tail):
            return " ".join(words[:start])
    return name


def _without_beat(piece: str) -> str:
    """'Ann Lee City Hall Reporter', 'Ann Lee Harbour Gazette' and 'Ann Lee HARBOUR TV' are Ann Lee.

    A beat, a town or a paper goes that a byline names behind the first whole name, where a word of them shows that it is no name.
    """
    words = piece.split()
    folded = [w.casefold().strip(".,") for w in words]
    end = next((i for i in range(2, len(words)) if len(folded[i - 1]) > 1 and folded[i - 1] not in PARTICLES), len(words))
    tail = set(folded[end:])
    is_shouted = piece.upper() != piece and any(_SHOUTED.match(w) and not GENERATION.match(w) for w in words[end:])
    return " ".join(words[:end]) if is_shouted or not tail.isdisjoint(PAPERS) or not tail.isdisjoint(DUTIES) else piece


def _is_person(name: str) -> bool:
    if any(c.isdecimal() for c in name) or any(c in name for c in "?!:;=<>{}[]%$€£#_\\“”«»"):
        return False
    words = name.split()
    folded = [w.casefold().strip(".,'’") for w in words]
    if any(w in NOT_PERSON for w in (folded[1:] if folded[:1] == ["will"] else folded)) or (len(words) > 1 and len(set(folded)) == 1):
        return False
    if _HAN_NAME.fullmatch(name) or _HANGUL_NAME.fullmatch(name):
        return True
    if not 1 <= len(words) <= 6 or sum(w not in PARTICLES for w in folded) == 0:
        return False
    if name.upper() != name.lower():  # a script with case: names begin with capitals
        return all(w[:1].isupper() or f in PARTICLES or _has_inner_capital(w) for w, f in zip(words, folded, strict=True))
    return len(words) <= 4 and len(name) >= 2


def _has_inner_capital(word: str) -> bool:
    """d'Arc, al-Masri, ʻAli: the capital stands behind a prefix."""
    return any(p[:1].isupper() for p in re.split(r"['’ʻ`‘-]", word))


def _mend_case(name: str) -> str:
    """'BERNARD CONDON' is printed in capitals only; 'AJ' and 'JD Vance' are not mended."""
    words = name.split()
    shouted = name.replace("Mc", "MC")
    if len(words) < 2 or shouted.upper() != shouted or shouted.lower() == shouted:
        return name
    return " ".join(w if len(w) <= 2 and len(words) > 2 else _capitalise(w) for w in words)


def _capitalise(word: str) -> str:
    parts = re.split(r"([-'’])", word.lower())
    word = "".join(p[:1].upper() + p[1:] for p in parts)
    return word[:2] + word[2:3].upper() + word[3:] if word.startswith("Mc") and len(word) > 3 else word


def split_authors(text: str) -> list[str]:
    """The persons whom a byline names, in order, each once. Agencies, duties, places, dates and addresses are left out."""
    return list(_names_in(text[:LONGEST_BYLINE]))


@lru_cache(maxsize=1 << 13)
def _names_in(text: str) -> tuple[str, ...]:
    line = GLUED_MARK.sub(" ", " ".join(_without_noise(text).replace("\n", " ; ").split()))
    line = strip_mark(line)
    pieces = [p for p in JOIN.split(line) if p and p.strip()]
    inverted = _turn_inverted(pieces, line)
    if inverted:
        return (inverted,)
    names: list[str] = []
    for piece in pieces:
        if GENERATION.match(piece.strip()) and names:
            names[-1] += " " + piece.strip()
            continue
        for part in _split_marked(piece if names else _without_beat(piece)):
            if (name := clean_author(part)) and name not in names:
                names.append(name)
    return tuple(names)


def _turn_inverted(pieces: list[str], line: str) -> str | None:
    """'Lee, Ann' (one comma, one word before it, one or two after) is Ann Lee."""
    if len(pieces) != 2 or line.count(",") != 1 or any(len(p.split()) > 2 for p in pieces) or len(pieces[0].split()) != 1:
        return None
    turned = f"{pieces[1].strip()} {pieces[0].strip()}"
    both = all(clean_author(p) for p in pieces)
    return clean_author(turned) if both and not name_source(pieces[1]) else None


def _split_marked(piece: str) -> list[str]:
    """'Headshot of Ann Lee By Ann Lee': a mark within a piece begins a name."""
    return [part for half in _MARK_INSIDE.split(strip_mark(piece)) for part in _split_short(half)]


def _split_short(piece: str) -> list[str]:
    """One-letter words ('y', 'e', 'i') join names only where a whole name stands on both sides."""
    parts = SHORT_JOIN.split(piece)
    return parts if len(parts) > 1 and all(len(p.split()) >= 2 for p in parts) else [piece]


@lru_cache(maxsize=1 << 13)
def looks_like_byline(line: str) -> bool:
    """True for a line that names its writers and says nothing else: 'By Ann Lee', 'Ann Lee, Bob Ray', 'Von Max Muster | 20.8.2025'."""
    line = line.strip()
    if not line or len(line) > 160 or line[-1] in "?!。" or (line[-1] == "." and len(line) > 60):
        return False
    parts = line.split()
    # most words of a byline are names (or, in scripts without case, all of few)
    if len(parts) > 20 or 2 * sum([not w[0].islower() for w in parts]) < len(parts):
        return False
    marked = find_mark(line) or (not line.isascii() and (_CJK_OFFICE.search(line) or _KOREAN_OFFICE.search(line)))
    names = split_authors(line)
    if not names:
        return False
    words = len(_WORD.findall(line))
    named = sum(len(n.split()) for n in names)
    if marked:
        return named * 4 >= words or find_date(line) is not None or words - named <= 8
    if line[-1] == "." or not all(2 <= len(n.split()) <= 4 for n in names):
        return False
    pieces = [p.strip() for p in JOIN.split(_without_noise(line)) if p and p.strip()]
    pieces[:1] = [_without_beat(piece) for piece in pieces[:1]]
    return clean_author(pieces[0]) is not None and all(clean_author(p) or _is_duty(p) or len(_split_short(p)) > 1 for p in pieces)


def _is_duty(piece: str) -> bool:
    """An agency, a duty, a time: what may stand in a byline beside the names."""
    words = [w.casefold().strip(".") for w in piece.split()]
    is_short = len(words) <= 6
    return is_short and (
        name_source(piece) is not None or any(w in DUTIES or w in PAPERS or w.isdecimal() for w in words) or find_date(piece) is not None
    )
