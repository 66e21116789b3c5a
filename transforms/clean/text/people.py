"""Who wrote the text of a copy: bylines by where they stand and how they are marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.clean.byline_words import BY_MARK, BY_WORD
from transforms.clean.bylines import clean_author, looks_like_byline, split_authors, strip_mark
from transforms.clean.credits import name_source
from transforms.clean.text.lines import Line

ABOVE = 6  # lines above the headline where bylines stand too,
WITHIN = 8  # lines from the first of the body on, behind a standfirst,
BELOW = 8  # and lines below the body
FAR_BELOW = 60  # lines below the body that may tell who a writer is
LONGEST = 160  # letters
_BY_INSIDE = re.compile(r"(?:^|[\s|·•)–—-])(?:by|By|BY|von|Von|Por|Par|Door|Av|Af)\s+(?=[A-ZÀ-ÞА-Я])")
_PICTURE = re.compile(r"^(?:\w*headshot|\w*profilbild|photo|picture|portrait|avatar|bild|image) (?:of|von|av|de)\b|の写真$", re.IGNORECASE)
_NOT_OF_TEXT = re.compile(
    r"\b(?:photo|photograph|image|picture|illustration|foto|video|credit|getty|presented|powered|sponsored)", re.IGNORECASE
)
# what may stand behind the names of a byline: an age ('5 hours ago'), a time to read, a mark of a note, a button
_TAIL = re.compile(
    r"[\s,|•·–—-]*(?:\d{1,3}\s?(?:min|hour|day|week|month|h\b|Std|Stunde|Tag)\w*\b.*|(?<!\d)\d,?|Follow|Folgen|Avatar|avatar)$"
)
_GLUED_BY = re.compile(r"^(?:by|By|BY|von|Von|Por|Par)(?=[A-ZÀ-Þ][a-zà-ÿ])")
_TELLS = re.compile(r"^(.{4,40}?)\s(?:is|was|ist|est|es|è|has|writes|covers|joined|schreibt)\s")


def find_bylines(lines: Sequence[Line], usable: Sequence[bool], title: int, start: int, end: int) -> list[int]:
    """Indices of the lines that name the writers. `title`, `start`, `end`: headline, first body line, one past the last.

    `usable` says which lines may be bylines at all (no body, no furniture). A marked byline ('By ...') near the headline wins; then a
    bare name, one that the page tells of below the body before others; then a marked one below the body.
    """
    last = len(lines)
    zone = range(title + 1, min(last, start + WITHIN))
    for place in (zone, range(max(0, title - ABOVE), title)):
        marked = [i for i in place if usable[i] and is_marked(lines[i])]
        if marked:
            return [i for i in marked if i - marked[0] <= 4]
    bare = [i for i in (*zone, *range(max(0, title - 3), title)) if usable[i] and _is_bare(lines[i])]
    if len(bare) > 1:
        told = set(find_tellers(lines[end : end + FAR_BELOW]))
        bare = [i for i in bare if told.intersection(split_authors(lines[i].text))] or [i for i in bare if title < i < start]
    elif bare:
        bare = [i for i in bare if title < i < start]
    if bare:
        return _first_group(bare)
    return [i for i in range(end, min(last, end + BELOW)) if usable[i] and is_marked(lines[i])][:1]


def names_of(text: str) -> list[str]:
    """The writers that a line of a copy names: behind their names may stand a date or an age, before them a glued 'By'.

    A single word beside whole names is a place or a duty, and a name said twice is one.
    """
    bare = _GLUED_BY.sub("", text)
    names = split_authors(_TAIL.sub("", bare))
    if any(" " in name for name in names):
        names = [name for name in names if " " in name]
    return list(dict.fromkeys(_once(name) for name in names))


def _once(name: str) -> str:
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half > 1 and words[:half] == words[half:] else name


def find_tellers(lines: Sequence[Line]) -> list[str]:
    """Names that lines tell of: 'Ann Lee is a reporter for ...'."""
    found = (_TELLS.match(line.text) for line in lines if line.size > 50 and line.shape.is_closed)
    return [name for match in found if match and len(match[1].split()) >= 2 and (name := clean_author(match[1]))]


def _is_bare(line: Line) -> bool:
    shape = line.shape
    may_be = shape.size <= LONGEST and 1 <= len(shape.words) <= 20 and (shape.lower_share < 0.5 or not line.text.isascii())
    return may_be and (looks_like_byline(line.text) or looks_like_byline(_TAIL.sub("", line.text)))


def is_marked(line: Line) -> bool:
    """Whether a line says by a word of its own who wrote the text: 'By Ann Lee'."""
    text = line.text
    if line.size > LONGEST or (line.shape.is_closed and line.size > 60) or _NOT_OF_TEXT.search(text):
        return bool(_PICTURE.search(text)) and line.size <= 60 and bool(split_authors(text))
    is_marked = BY_WORD.match(text) or BY_MARK.match(text) or _BY_INSIDE.search(text) or _GLUED_BY.match(text)
    return bool(is_marked) and (bool(names_of(text)) or name_source(strip_mark(text)) is not None)


def _first_group(lines: Sequence[int]) -> list[int]:
    """The first of these lines, and those right after it."""
    group = list(lines[:1])
    for i in lines[1:]:
        if i - group[-1] <= 1:
            group.append(i)
    return group
