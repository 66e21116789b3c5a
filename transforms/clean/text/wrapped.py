"""Copies whose lines were broken at a width, as old archives, letters and text browsers write them: rows put together to paragraphs.

A copy is taken for such a one only where its rows say so together: they end near one edge, the first word of the row below would not
have fitted in, and sentences go on below. Then a row ends its paragraph where the next word would have fitted, where an empty row
follows, or where the row below begins at another column. Nothing is lost but the breaks, and the hyphens that they put in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from transforms.clean.byline_words import BY_WORD
from transforms.clean.dates import find_date
from transforms.clean.text.lines import CLOSERS, STOPS, read_shape

NARROWEST, WIDEST = 36, 100  # columns of the rows
LEAST = 3  # rows that a break ended
MOST_LONG = 0.04  # share of the rows that may be longer than the widest
MOST_BEYOND = 0.1  # share of the text that may stand in rows beyond the edge
MOST_FREE = 8  # columns that may be free before a break where rows were filled to look even
LONG = 2 / 3  # of the width: a row that a break may have ended
NEAR = 4  # columns beyond which a row is no neighbour of the edge
DEEPEST = 8  # columns before the first row of a paragraph
HYPHENATED = 0.05  # share of the broken rows that end in a hyphen where words were parted
_WIDE = re.compile("[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]")
# scripts that set no spaces between words
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]")
_MARKER = re.compile(r"(?:[•‣◦●▪*+]|\(?\d{1,3}[.)]|[-–—])\s+(?=\S)")
_PARTED = re.compile(r"(\w+)[-\u2010]$")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PARTED_WORD = re.compile(r"\b[^\W\d_]+[-\u2010]\n[^\W\d_]+")


class Row(NamedTuple):
    """A row: its text, the columns of space before it, and the column at which it ends (a wide character takes two)."""

    text: str
    indent: int
    edge: int


class Layout(NamedTuple):
    """How a copy was broken: the edge, the columns free before it at most, the space before all rows and that before the first of a

    paragraph, whether words were parted, and the words of the copy, folded, compounds as one."""

    width: int
    free: int
    margin: int
    opening: int
    is_hyphenated: bool
    words: frozenset[str]


def unwrap(raws: list[str]) -> list[str]:
    """The rows of a copy: as they are, but where a width broke them. Then each paragraph is one row, and what space stood before all of

    them, or before the first row of a paragraph, is gone."""
    # a cheap look first: most copies have a paragraph a row
    if sum([len(raw) > WIDEST for raw in raws]) > MOST_LONG * len(raws):
        return raws
    rows = [read_row(raw) for raw in raws]
    layout = find_layout(rows)
    return _join_rows(rows, layout) if layout else raws


def read_row(raw: str) -> Row:
    raw = raw.expandtabs().rstrip()
    text = raw.lstrip()
    indent = len(raw) - len(text)
    return Row(text, indent, indent + _columns(text))


def _columns(text: str) -> int:
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def _free(row: Row, below: Row, width: int) -> int:
    """The columns that would have been free behind `row`, had the first word of the row below been set there; below 0: it did not fit."""
    word = below.text[:2] if _UNSPACED.match(below.text) else below.text.split(maxsplit=1)[0]
    return width - row.edge - _columns(word) - (0 if _UNSPACED.match(row.text[-1]) else 1)


def _is_closed(text: str) -> bool:
    return text.rstrip(CLOSERS)[-1:] in STOPS


def _is_midway(row: Row, below: Row) -> bool:
    """Whether a sentence goes on below."""
    if _is_closed(row.text):
        return False
    first = below.text[0]
    if first in "-–—" and row.text[0] != first:
        first = below.text[1:].lstrip()[:1]
    return first.isalpha() and not first.isupper()


def find_layout(rows: Sequence[Row]) -> Layout | None:
    """How the copy was broken, None where its rows do not say that it was."""
    pairs = [(row, below) for row, below in pairwise(rows) if row.text and below.text and row.edge >= LONG * NARROWEST]
    broken_at = [row.edge for row, below in pairs if row.edge <= WIDEST and _is_midway(row, below)]
    edges = [row.edge for row in rows]
    furthest = _quantile(broken_at, 0.98) + NEAR
    width = max([edge for edge in edges if edge <= furthest], default=0)
    if not broken_at or width < NARROWEST or sum(edge for edge in edges if edge > width) > MOST_BEYOND * sum(edges):
        return None
    followed = [(row, below) for row, below in pairs if LONG * width <= row.edge <= width]
    broken = [pair for pair in followed if _free(*pair, width) < MOST_FREE]
    midway = [pair for pair in broken if _is_midway(*pair)]
    is_wrapped = len(broken) >= max(LEAST, 0.5 * len(followed)) and len(midway) >= 0.25 * len(broken)
    if not is_wrapped or len(broken) < 0.3 * sum(edge >= LONG * width for edge in edges):
        return None
    free = _quantile([max(0, _free(*pair, width)) for pair in midway], 0.9)
    margin = Counter(min(row.indent, below.indent) for row, below in broken).most_common(1)[0][0]
    parted = sum(_find_parted(row.text) is not None for row, _ in broken)
    whole = _PARTED_WORD.sub("\n", "\n".join(row.text for row in rows)) if parted else ""
    words = frozenset(_WORD.findall(whole.casefold()))
    return Layout(width, free, margin, _find_opening(broken, margin), parted >= max(2, HYPHENATED * len(broken)), words)


def _find_opening(broken: Sequence[tuple[Row, Row]], margin: int) -> int:
    """The space before the first row of a paragraph."""
    counts = Counter(row.indent for row, below in broken if below.indent == margin < row.indent <= margin + DEEPEST)
    return next((indent for indent, count in counts.most_common(1) if count > 1), margin)


def _quantile(values: Sequence[int], share: float) -> int:
    return sorted(values)[int(share * (len(values) - 1))] if values else 0


def _join_rows(rows: Sequence[Row], layout: Layout) -> list[str]:
    paragraphs: list[list[Row]] = []
    for row in rows:
        if paragraphs and row.text and _goes_on(paragraphs[-1], row, layout):
            paragraphs[-1].append(row)
        else:
            paragraphs.append([row])
    return [_join(paragraph, layout) for paragraph in paragraphs]


def _goes_on(paragraph: Sequence[Row], below: Row, layout: Layout) -> bool:
    """Whether the row below belongs to the paragraph above it."""
    row = paragraph[-1]
    opens = below.indent == layout.opening != layout.margin
    if not row.text or opens or not _is_aligned(paragraph, below) or (row.edge > layout.width and " " in row.text):
        return False
    is_midway = _is_midway(row, below)
    if not is_midway and (_MARKER.match(below.text) or _is_line(row, below, layout.width)):
        return False
    return _free(row, below, layout.width) <= layout.free or (is_midway and below.text[0].islower() and row.edge > layout.width / 2)


def _is_line(row: Row, below: Row, width: int) -> bool:
    """Whether one of two rows is surely a line of its own: a label, a pointer to another story, a byline or date under a headline."""
    if read_shape(below.text).label or read_shape(row.text).mark == "related":
        return True
    is_open = not _is_closed(row.text) and not _is_closed(below.text)
    return is_open and (BY_WORD.match(below.text) is not None or (2 * below.edge < width and find_date(below.text) is not None))


def _is_aligned(paragraph: Sequence[Row], below: Row) -> bool:
    """Whether a row begins where its paragraph goes on: below the row above, or, below the first row, before it or under its text."""
    row = paragraph[-1]
    if row.indent == below.indent:
        return True
    marker = _MARKER.match(row.text)
    hanging = row.indent + marker.end() if marker else row.indent
    return len(paragraph) == 1 and (below.indent == hanging or 0 < row.indent - below.indent <= DEEPEST)


def _join(paragraph: Sequence[Row], layout: Layout) -> str:
    """A paragraph as one row, behind the space that tells it from the others."""
    indent = min(row.indent for row in paragraph)
    indent = 0 if indent == layout.opening else max(0, indent - layout.margin)
    parts = [" " * indent]
    for row, below in pairwise(paragraph):
        parts += _part(row.text, below.text, layout)
    return "".join([*parts, paragraph[-1].text])


def _part(row: str, below: str, layout: Layout) -> tuple[str, str]:
    """A row as it stands before the one below in the same paragraph, and what stands between them."""
    if row[-1] == "\u00ad":
        return row[:-1], ""
    if parted := _find_parted(row):
        return (row[:-1] if _is_put_in(parted[1], below, layout) else row), ""
    is_dash = row[-1] == "—" and row[-2:-1].isalnum()
    return row, "" if is_dash or (_UNSPACED.match(row[-1]) and _UNSPACED.match(below)) else " "


def _find_parted(row: str) -> re.Match[str] | None:
    """The letters before the hyphen that a row ends in."""
    return _PARTED.search(row) if row[-1] in "-\u2010" else None


def _is_put_in(head: str, below: str, layout: Layout) -> bool:
    """Whether a hyphen at the end of a row came with the break, by what the rest of the copy writes; `head`: the letters before it."""
    found = _LETTERS.match(below)
    if not found or below[0].isupper() or not head.isalpha():
        return False
    head, tail = head.casefold(), found[0].casefold()
    if head + tail in layout.words:
        return True
    return layout.is_hyphenated and f"{head}-{tail}" not in layout.words and tail not in layout.words
