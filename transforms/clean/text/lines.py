"""Lines of a page saved as text, and what can be told of a line without knowing its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

# what no reader sees: C0 and C1 controls (but line ends and tabs), the byte order mark, zero width and direction marks
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff\u200b\u2060\u200e\u200f\u202a-\u202e\ufffe\uffff\ud800-\udfff]")
_CLOSERS = "\"'”’“‘»›)]}」』）】* "
_STOPS = frozenset(".!?…。！？؟۔।։:：;؛")
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]")
_CAPITAL = re.compile(r"(?<![^\W_])[A-ZÀ-ÖØ-ÞĀ-ŽΆ-ΫЀ-Я]")
# the same for plain letters, at half the cost
_ASCII_CAPITAL = re.compile(r"(?<![A-Za-z0-9])[A-Z]")
_ASCII_WORD = re.compile(r"[a-z]+")
_WORD = re.compile(r"[^\W\d_]+")
# one character of these scripts is worth several letters of an alphabet
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
DENSITY = 2.5
_NOTHING: frozenset[str] = frozenset()
SHORT = 30  # letters of a menu's entry
SHORTEST_TITLE = 16  # letters: what is shorter says nothing of a subject
READ = 160  # letters of a line whose words are looked at


class Shape(NamedTuple):
    """What a line is by itself.

    `size`: its length in letters of an alphabet. `words`: its words, folded (of a dense script: its runs). `terms`: words of three
    letters and more, and pairs of dense characters: what two lines on one subject share. `is_closed`: it ends as a sentence does.
    `is_cut_off`: it ends in dots, as the teasers of other stories do. `lower_share`: the share of words that begin with a small letter
    (1 in scripts without case). `glued`: how often a capital follows a small letter, as where menu entries are stuck together.
    `digit_share`: the share of digits in a short line: dates and numbers.
    """

    size: float
    words: tuple[str, ...]
    terms: frozenset[str]
    is_closed: bool
    is_cut_off: bool
    lower_share: float
    glued: int
    digit_share: float


@dataclass(slots=True)
class Line:
    """A non-empty line, white space folded. `has_gap_above`, `has_gap_below`: an empty line, or the edge of the text, stands there.

    `indent`: how much white space stands before it. `repeats`: how many other lines say the same.
    """

    text: str
    indent: int
    has_gap_above: bool
    has_gap_below: bool
    shape: Shape
    repeats: int = 0

    @property
    def is_apart(self) -> bool:
        return self.has_gap_above and self.has_gap_below

    @property
    def size(self) -> float:
        return self.shape.size

    @property
    def is_closed(self) -> bool:
        return self.shape.is_closed


def fold_line(text: str) -> str:
    """`text` without what no reader sees, white space folded."""
    text = text.strip()
    if text.isascii() and text.isprintable():
        return text if "  " not in text else " ".join(text.split())
    return " ".join(_UNSEEN.sub("", text).split())


def split_lines(text: str) -> list[Line]:
    """The non-empty lines of `text`, in order."""
    lines: list[Line] = []
    counts: dict[str, int] = {}
    gap = True
    for raw in text.splitlines():
        folded = fold_line(raw)
        if not folded:
            gap = True
            if lines:
                lines[-1].has_gap_below = True
            continue
        indent = len(raw) - len(raw.lstrip()) if raw[0].isspace() else 0
        lines.append(Line(folded, indent, gap, False, read_shape(folded)))
        counts[folded] = counts.get(folded, 0) + 1
        gap = False
    if lines:
        lines[-1].has_gap_below = True
    _mark_repeats(lines, counts)
    return lines


def _mark_repeats(lines: list[Line], counts: dict[str, int]) -> None:
    for line in lines:
        line.repeats = counts[line.text] - 1


@lru_cache(maxsize=1 << 15)
def read_shape(text: str) -> Shape:
    """The shape of a folded line. Menus stand on every page of a site: their shapes are read once."""
    size = len(text)
    if size <= SHORT and text.isascii() and (text if " " not in text else text.replace(" ", "")).isalpha():
        # most lines of a page are entries of its menus: a few plain words
        words = tuple(text.lower().split())
        lower = 0.0 if text.istitle() or text.isupper() else sum([w[0].islower() for w in text.split()]) / len(words)
        return Shape(
            size, words, frozenset([w for w in words if len(w) > 2]) if size >= SHORTEST_TITLE else _NOTHING, False, False, lower, 0, 0.0
        )
    return _read_long(text)


def _read_long(text: str) -> Shape:
    is_ascii = text.isascii()
    dense = 0 if is_ascii else len(_DENSE.findall(text))
    size = len(text) + dense * (DENSITY - 1)
    head = text if len(text) <= READ else text[:READ]
    words = tuple(_ASCII_WORD.findall(head.lower()) if is_ascii else _WORD.findall(head.casefold()))
    bare = text.rstrip(_CLOSERS)
    is_cut_off = bare.endswith(("...", "…", "[+"))
    # only what is shorter than a paragraph is judged by its capitals and digits
    capitals = len((_ASCII_CAPITAL if is_ascii else _CAPITAL).findall(head)) if size < 200 and words else 0
    return Shape(
        size,
        words,
        _dense_terms(words) if dense else frozenset([w for w in words if len(w) > 2]) if size >= SHORTEST_TITLE else _NOTHING,
        bare[-1:] in _STOPS and not is_cut_off if bare else False,
        is_cut_off,
        max(0.0, 1 - capitals / len(words)) if words else 0.0,
        len(_GLUED.findall(text)) if 20 < size < 300 else 0,
        len(_DIGIT.findall(text)) / len(text) if size < 70 else 0.0,
    )


def _dense_terms(words: Sequence[str]) -> frozenset[str]:
    return frozenset(
        [w[i : i + 2] for w in words if not w.isascii() for i in range(len(w) - 1)] + [w for w in words if w.isascii() and len(w) > 2]
    )
