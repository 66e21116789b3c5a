"""Who wrote the text of a copy: bylines by how they are marked, where they stand, and what the rest of the page says of the names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from transforms.clean.byline_words import DUTIES, NOT_PERSON, PARTICLES
from transforms.clean.bylines import clean_author, find_mark, looks_like_byline, split_authors, strip_mark
from transforms.clean.credits import name_source
from transforms.clean.text.lines import Line
from transforms.clean.text.stamps import date_of_line, unglue

ABOVE = 16  # lines above the headline where bylines stand too,
WITHIN = 8  # lines from the first of the body on, behind a standfirst,
FAR_WITHIN = 16  # the same for one that a line of its own introduces,
BELOW = 8  # and lines below the body
FAR_BELOW = 60  # lines below the body that may tell who a writer is
LONGEST = 160  # letters
TOGETHER = 3  # lines at most between the bylines of several writers
LEAST = 1.3  # what the lines of a byline must be worth: see _weigh
UNCASED = 0.2  # what bare names are worth in scripts without capitals, where any few words look like them; with capitals 1
COMMON = 1.0  # how much less bare names are worth for each word, up to two, that the page also writes small
ALIKE = 0.8  # how much less the byline of another writer may be worth
# a mark behind a few words ('Kolumne von'), behind a date or a stroke, or stuck to the name of a picture ('Headshot of Ann LeesonBy')
_BY_INSIDE = re.compile(
    r"(?:^(?:[^\W\d_a-zà-ÿ]\S*\s){1,3}|[|·•)–—\d-]\s*|\b[A-Z]{2,4}\s|(?<=[a-zà-ÿ])(?=[BV]))(?:by|By|BY|von|Von|Por|Par|Door|Av|Af)\s+(?=[A-ZÀ-ÞА-Я])"
)
# by whom else something was done to the text
_OTHER_ROLE = re.compile(
    r"\W*(?:fact|medically|edited|reviewed|styled|produced|curated|photos?|illustrat\w*|translated|additional)\b", re.IGNORECASE
)
_PICTURE = re.compile(r"^(?:\w*headshot|\w*profilbild|photo|picture|portrait|avatar|bild|image) (?:of|von|av|de)\b|の写真$", re.IGNORECASE)
_NOT_OF_TEXT = re.compile(
    r"\b(?:photo|photograph|image|picture|illustration|foto|video|credit|courtesy|getty|presented|powered|sponsored)", re.IGNORECASE
)
# what may stand behind the names of a byline: an age ('5 hours ago'), a time to read, a mark of a note, a button
_TAIL = re.compile(
    r"[\s,|•·–—-]*(?:\d{1,3}\s?(?:min|hour|day|week|month|h\b|Std|Stunde|Tag)\w*\b.*|(?<!\d)\d,?|Follow|Folgen|Avatar|avatar)$"
)
_MARKS_ALONE = frozenset(("by", "written by", "author", "authors", "von", "par", "por", "di", "door", "av", "af", "oleh", "przez", "автор"))
_GLUED_BY = re.compile(r"^(?:by|By|BY|von|Von|Por|Par)(?=[A-ZÀ-Þ][a-zà-ÿ])")
# a duty or the name again, stuck to a whole name: 'Ann LeesonCity Columnist'
_GLUED_TAIL = re.compile(r"(?<=[a-zà-ÿ]{3})(?<!Fitz)(?=[A-ZÀ-Þ][a-zà-ÿ])")
_TELLS = re.compile(r"^(.{4,40}?)\s(?:is|was|ist|est|es|è|has|writes|covers|joined|schreibt)\s")
_PARTS = re.compile(r"\s+[|•·–—/-]\s+|\s\|\s?")
# the date or time that ends the name before it, with the month before the day
_DATED = re.compile(
    r",?\s*(?:\b(?:Updated|Published|on)\b.*|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d.*|\d.*)$", re.IGNORECASE
)


class Told(NamedTuple):
    """What the rest of a page says of names: whom it tells of below the text, its headline, its text, and all of its lines."""

    writers: frozenset[str]
    headline: str
    text: str
    page: str


def find_bylines(lines: Sequence[Line], usable: Sequence[bool], title: int, start: int, end: int) -> list[int]:
    """Indices of the lines that name the writers. `title`, `start`, `end`: headline, first body line, one past the last.

    `usable` says which lines may be bylines at all (no body, no furniture). The line that is worth most wins, with those beside it
    that are alike; where there is none near the headline, a marked one below the body.
    """
    told = Told(
        frozenset(find_tellers(lines[end : end + FAR_BELOW])),
        lines[title].text if title >= 0 else "",
        "\n".join([line.text for line in lines[start:end]]),
        "\n".join([line.text for line in lines]),
    )
    worths = _weigh_near(lines, usable, title, start, told)
    if not worths:
        return [i for i in range(end, min(len(lines), end + BELOW)) if usable[i] and is_marked(lines[i])][:1]
    group = [max(worths, key=worths.__getitem__)]
    best = worths[group[0]]
    marked = is_marked(lines[group[0]])
    for i in sorted(worths):
        is_beside = 0 < i - group[-1] <= (TOGETHER if marked else 1)
        if is_beside and worths[i] >= best - ALIKE and is_marked(lines[i]) == marked:
            group.append(i)
    return group


def _weigh_near(lines: Sequence[Line], usable: Sequence[bool], title: int, start: int, told: Told) -> dict[int, float]:
    """The lines round the headline that are worth enough to be the byline, with their worth."""
    near = range(max(0, title - ABOVE), min(len(lines), start + FAR_WITHIN))
    dated = {i for i in range(max(0, near.start - 1), min(len(lines), near.stop + 2)) if date_of_line(lines[i])}
    worths: dict[int, float] = {}
    for i in near:
        if i == title or not usable[i]:
            continue
        if i and lines[i - 1].text.casefold().strip(": ") in _MARKS_ALONE:
            worth = _weigh_introduced(lines[i], told)
        elif i < start + WITHIN:
            worth = _weigh(lines[i], i, title, start, not dated.isdisjoint(range(i - 1, i + 3)), told)
        else:
            continue
        if worth >= LEAST:
            worths[i] = worth
    return worths


def _weigh_introduced(line: Line, told: Told) -> float:
    """What a line is worth as the byline when the line above it is nothing but a mark."""
    return 4.0 + _weigh_names(line.text, True, told) if line.size <= LONGEST and names_of(line.text) else 0.0


def _weigh(line: Line, i: int, title: int, start: int, dated: bool, told: Told) -> float:
    """What line `i` is worth as the byline: by a mark of its own ('By'), its place, a date beside it, and what is said of its names."""
    marked = is_marked(line)
    if not marked:
        # looking for names is dear: above the headline and in the text they are not enough
        is_hopeless = not title < i < start and not dated and not line.repeats and not told.writers
        if is_hopeless or not is_bare(line):
            return 0.0
    bare_worth = 1.0 if line.text.upper() != line.text.lower() else UNCASED
    worth = bare_worth if not marked else 1.8 if _BY_INSIDE.search(line.text) else 3.0
    if title < i < start:
        worth += 1.0 - 0.03 * (i - title)
    elif i < title:
        worth -= 0.02 * (title - i)
    return worth + (0.7 if dated else 0.0) + (0.6 if line.repeats else 0.0) + _weigh_names(line.text, marked, told)


def _weigh_names(text: str, marked: bool, told: Told) -> float:
    """What the names of a byline add to its worth, by what else is said of them."""
    names = names_of(text)
    worth = 0.0 if told.writers.isdisjoint(names) else 2.0
    if _OTHER_ROLE.match(text) or (names and text.isascii() and not any(" " in name for name in names)):
        worth -= 1.0
    # of whom the text speaks wrote it seldom
    if not marked and any(told.text.count(name) > 1 or _is_subject(name, told.headline) for name in names):
        worth -= 1.2
    if not marked:
        # a first name may be a word, too: Will, Rose
        words = [word.casefold() for name in names for word in name.split()[1:]]
        worth -= COMMON * min(2, sum([f" {word} " in told.page for word in words]))
    return worth


def _is_subject(name: str, headline: str) -> bool:
    """Whether a headline speaks of somebody: 'Ann Lee: ...' may be how a column begins."""
    return name in headline and not headline.startswith((f"{name}:", f"{name}."))


def names_of(text: str) -> list[str]:
    """The writers that a line of a copy names: around their names may stand a date or an age, before them a glued 'By'.

    A single word beside whole names is a place or a duty, and a name said twice is one.
    """
    return list(_names_of(text))


@lru_cache(maxsize=1 << 13)
def _names_of(text: str) -> tuple[str, ...]:
    bare = _TAIL.sub("", _GLUED_BY.sub("", text))
    if (found := _BY_INSIDE.search(bare)) and (names := _whole(split_authors(_unglue_tail(bare[found.end() :])))):
        return names
    if names := _whole(split_authors(_unglue_tail(bare))):
        return names
    return next((names for part in _parts_of(text) if (names := _whole(split_authors(part)))), ())


def _unglue_tail(text: str) -> str:
    """What is stuck to the second word or a later one set apart from it, a duty left out: 'Ann LeesonCity Hall Reporter'.

    One word alone may be a name such as MacLeod.
    """
    first, _, rest = text.partition(" ")
    parts = _GLUED_TAIL.split(rest)
    kept = parts[:1] + [part for part in parts[1:] if DUTIES.isdisjoint(part.casefold().split())]
    return f"{first} {' ; '.join(kept)}" if rest else first


def _parts_of(text: str) -> list[str]:
    """What stands beside a date: '4 March 2025 • Ann Lee • 3 min'."""
    if not any(c.isdecimal() for c in text) and not any(c in text for c in "|•"):
        return []
    parts = (_DATED.sub("", unglue(part)).strip(" ,|•·–—-/") for part in _PARTS.split(text))
    return [part for part in parts if part.count(" ") and looks_like_byline(part)]


def _whole(names: Iterable[str]) -> tuple[str, ...]:
    found = list(names)
    if any(" " in name for name in found):
        found = [name for name in found if " " in name]
    return tuple(dict.fromkeys(_once(name) for name in found))


def _once(name: str) -> str:
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half > 1 and words[:half] == words[half:] else name


def find_tellers(lines: Sequence[Line]) -> list[str]:
    """Names that lines tell of: 'Ann Lee is a reporter for ...'."""
    found = (_TELLS.match(line.text) for line in lines if line.size > 50 and line.shape.is_closed)
    return [name for match in found if match and len(match[1].split()) >= 2 and (name := clean_author(match[1]))]


def is_bare(line: Line) -> bool:
    """Whether a line looks like nothing but names, with a duty or a date perhaps."""
    shape = line.shape
    if shape.size > LONGEST or not 1 <= len(shape.words) <= 20 or (shape.lower_share > 0.5 and line.text.isascii()):
        return False
    return (len(shape.words) > 1 or not line.text.isascii()) and _is_bare_text(line.text)


def is_aged_byline(line: Line) -> bool:
    """Whether a line is names with an age or a time to read: 'Ann Lee 3 hours ago'."""
    return any(c.isdecimal() for c in line.text) and _TAIL.search(line.text) is not None and is_bare(line)


@lru_cache(maxsize=1 << 13)
def _is_bare_text(text: str) -> bool:
    if text[0] in "‘'\"“„«" or _NOT_OF_TEXT.search(text):
        return False
    bare = _TAIL.sub("", text)
    return looks_like_byline(text) or (bare != text and looks_like_byline(bare)) or bool(_parts_of(text))


def is_marked(line: Line) -> bool:
    """Whether a line says by a word of its own who wrote the text: 'By Ann Lee'."""
    if line.size > LONGEST:
        return False
    return _is_marked_text(line.text, line.shape.is_closed and line.size > 60, line.size <= 60)


@lru_cache(maxsize=1 << 13)
def _is_marked_text(text: str, is_sentence: bool, is_short: bool) -> bool:
    if is_sentence or _NOT_OF_TEXT.search(text):
        return bool(_PICTURE.search(text)) and is_short and bool(split_authors(text))
    if found := _BY_INSIDE.search(text):
        return bool(split_authors(text[found.end() :])) or name_source(text[found.end() :]) is not None
    if not (find_mark(text) or _GLUED_BY.match(text)):
        return False
    return bool(names_of(text)) or name_source(strip_mark(text)) is not None or _is_office(strip_mark(text).split())


def _is_office(words: Sequence[str]) -> bool:
    """Whether words name a staff, a desk or an institute that signs texts: 'Gazette Staff', 'University of Oram'."""
    folded = {word.casefold() for word in words}
    return 2 <= len(words) <= 5 and all(w[0].isupper() or w in PARTICLES for w in words) and not folded.isdisjoint(NOT_PERSON)
