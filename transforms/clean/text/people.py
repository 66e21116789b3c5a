"""Who wrote the text of a copy: bylines by where they stand and how they are marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.clean.byline_words import BY_MARK, BY_WORD
from transforms.clean.bylines import looks_like_byline, split_authors
from transforms.clean.text.lines import Line

ABOVE = 6  # lines above the headline, and
BELOW = 10  # lines below the body, where bylines stand too
LONGEST = 160  # letters
_BY_INSIDE = re.compile(r"(?:^|[\s|·•)–—-])(?:by|By|BY|von|Von|Por|Par|Door|Av|Af)\s+(?=[A-ZÀ-ÞА-Я])")
_PICTURE = re.compile(r"^(?:\w*headshot|\w*profilbild|photo|picture|portrait|avatar|bild|image) (?:of|von|av|de)\b|の写真$", re.IGNORECASE)


def find_bylines(lines: Sequence[Line], usable: Sequence[bool], title: int, start: int, end: int) -> list[int]:
    """Indices of the lines that name the writers. `title`, `start`, `end`: headline, first body line, one past the last.

    `usable` says which lines may be bylines at all (no body, no furniture). A marked byline ('By ...') between headline and body wins;
    then one above the headline, one right below the body; then a bare name under the headline.
    """
    zone = range(title + 1, start)
    above = range(max(0, title - ABOVE), title)
    below = range(end, min(len(lines), end + BELOW))
    bare = [i for i in zone if usable[i] and lines[i].size <= LONGEST and _is_bare(lines[i].text)]
    for place in (zone, above, below):
        marked = [i for i in place if usable[i] and lines[i].size <= LONGEST and _is_marked(lines[i].text)]
        if marked and place is not below:
            return _same_people(lines, marked)
        if marked and not bare:
            return marked[:1]
    return _first_group(lines, bare)


def _is_marked(text: str) -> bool:
    is_marked = BY_WORD.match(text) or BY_MARK.match(text) or _BY_INSIDE.search(text) or _PICTURE.search(text)
    return bool(is_marked) and bool(split_authors(text))


def _is_bare(text: str) -> bool:
    return looks_like_byline(text)


def _same_people(lines: Sequence[Line], marked: list[int]) -> list[int]:
    """The first marked line, and further ones that stand close by: a second author, the same again."""
    return [i for i in marked if i - marked[0] <= 4]


def _first_group(lines: Sequence[Line], bare: list[int]) -> list[int]:
    """Of lines that are nothing but names: the first, and those right after it."""
    group = bare[:1]
    for i in bare[1:]:
        if i - group[-1] <= 1:
            group.append(i)
    return group
