"""Lines of a page saved as text, and what can be told of a line without knowing its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log2

import msgspec

from transforms.clean.text.phrases import find_furniture

# what no reader sees: C0 and C1 controls (but line ends and tabs), the byte order mark, zero width and direction marks
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff\u200b\u2060\u200e\u200f\u202a-\u202e\ufffe\uffff\ud800-\udfff]")
CLOSERS = "\"'”’“‘»›)]}」』）】* "
_DOTS = ("...", "…", "[+")
STOPS = frozenset(".!?…。！？؟۔।॥։።။។།:：;؛")
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]")
_CAPITAL = re.compile(r"(?<![^\W_])[A-ZÀ-ÖØ-ÞĀ-ŽΆ-ΫЀ-Я]")
# letters of the west by tables of bytes, at a third of the cost of patterns: every letter as a small one and all else as a space;
# and the sort of each character (a small letter, a capital, a digit, another)
_WESTERN = bytes(range(256)).decode("latin-1")
_LETTERS = bytes(ord(c.lower()) if c.isalpha() and c != "µ" else 32 for c in _WESTERN)
_SORTS = bytes(ord("A" if c.isupper() else "a" if c.isalpha() else "0" if c in "0123456789" else " ") for c in _WESTERN)
_BEYOND = re.compile("[^\x00-\xff\u2000-\u206f]")  # neither a letter of the west nor a quote or dash: a cheap look before a dear one
_OTHER_LETTER = re.compile(r"[^\W\x00-\xff]")
# the marks of vowels and tones belong to words, too
_WORD = re.compile(
    r"(?:[^\W\d_]|(?![\d\u0964\u0965\u0e2f\u0e3f\u104a\u104b])"
    r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u109f\u1780-\u17d3])+"
)
# one character of these scripts is worth several letters of an alphabet
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
DENSITY = 2.5
# scripts that set no spaces between words; the first two close no sentences either
_UNCLOSED = re.compile("[\u0e00-\u0eff]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
GRAM = 4  # letters of theirs that are looked up like a word
LETTERS_A_WORD = 6
_NOTHING: tuple[str, ...] = ()
SHORTEST_TITLE = 16  # letters: what is shorter says nothing of a subject
LONGEST_TITLE = 240
PROSE = 60  # letters of a closed line that is surely text
UNCLOSED_PROSE = 120  # the same where sentences are not closed
READ = 160  # letters of a line whose words are looked at
SHORT = 70  # letters of a line whose digits are counted
LONGEST_SORTED = 300  # letters from which capitals and digits tell nothing
IMPOSSIBLE = -1e6


# a page has hundreds of lines: structs that the garbage collector need not visit


class Shape(msgspec.Struct, gc=False, frozen=True):
    """What a line is by itself.

    `size`: its length in letters of an alphabet. `words`: its words, folded (where none are set apart: its runs). `terms`: words of
    three letters and more, or as many letters on end as tell as much, each once: what two lines on one subject share. `is_closed`: it
    ends as a sentence does, or is as long as only prose is where none are closed. `is_cut_off`: it ends in dots, as the teasers of other
    stories do. `lower_share`: the share of words that begin with a small letter (1 in scripts without case). `glued`: how often a capital
    follows a small letter, as where menu entries are stuck together. `digit_share`: the share of digits in a short line: dates and
    numbers. `worth`: how much likelier it is in a body than out of one by all of this (a logarithm of odds, as the shares of such lines
    have it), `title_worth`: the same as a headline. `is_terse`: under four words. `is_prose`: long and closed, surely running text.
    `label`, `mark`: the reason whose label it is, and that for which what it says is cut.
    """

    size: float
    words: tuple[str, ...]
    terms: tuple[str, ...]
    is_closed: bool
    is_cut_off: bool
    lower_share: float
    glued: int
    digit_share: float
    worth: float
    title_worth: float
    is_terse: bool
    is_prose: bool
    label: str | None
    mark: str | None


class Line(msgspec.Struct, gc=False):
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
    # what is printable has no white space but spaces, and nothing unseen
    if text.isprintable():
        return text if "  " not in text else " ".join(text.split())
    return " ".join(_UNSEEN.sub("", text).split())


def read_lines(raws: Iterable[str]) -> list[Line]:
    """The non-empty ones of the `raws`, the lines of a copy, in order."""
    lines: list[Line] = []
    counts: dict[str, int] = {}
    gap = True
    for raw in raws:
        folded = raw.strip()
        if "  " in folded or not folded.isprintable():
            folded = fold_line(folded)
        if not folded:
            gap = True
            continue
        if gap and lines:
            lines[-1].has_gap_below = True
        indent = len(raw) - len(raw.lstrip()) if raw[0].isspace() else 0
        lines.append(Line(folded, indent, gap, False, read_shape(folded)))
        counts[folded] = counts.get(folded, 0) + 1
        gap = False
    if lines:
        lines[-1].has_gap_below = True
    if len(counts) < len(lines):
        _mark_repeats(lines, counts)
    return lines


def _mark_repeats(lines: list[Line], counts: dict[str, int]) -> None:
    for line in lines:
        line.repeats = counts[line.text] - 1


@lru_cache(maxsize=1 << 15)
def read_shape(text: str) -> Shape:
    """The shape of a folded line. Menus stand on every page of a site: their shapes are read once."""
    if not text.isascii() and _BEYOND.search(text) and _OTHER_LETTER.search(text):
        return _read_any(text)
    raw = text.encode("latin-1", "replace")  # what is beyond are quotes and dashes
    size = len(raw)
    words = (raw if size <= READ else raw[:READ]).translate(_LETTERS).decode("latin-1").split()
    terms = tuple({w for w in words if len(w) > 2}) if size >= SHORTEST_TITLE else _NOTHING
    if size >= LONGEST_SORTED:
        return _judge(text, size, tuple(words), terms, 1.0 if words else 0.0, 0, 0.0, len(words))
    sorts = (b" " + raw).translate(_SORTS)
    # only what is shorter than a paragraph is judged by its capitals and digits
    lower = max(0.0, 1 - sorts.count(b" A", 0, READ + 1) / len(words)) if size < 200 and words else 1.0 if words else 0.0
    glued = sorts.count(b"aA") if size > 20 else 0
    digits = sorts.count(b"0") / size if size < SHORT else 0.0
    return _judge(text, size, tuple(words), terms, lower, glued, digits, len(words))


def _read_any(text: str) -> Shape:
    """The shape of a line in any letters."""
    dense = len(_DENSE.findall(text))
    size = len(text) + dense * (DENSITY - 1)
    head = text if len(text) <= READ else text[:READ]
    words = tuple(_WORD.findall(head.casefold()))
    capitals = len(_CAPITAL.findall(head)) if size < 200 and words else 0
    unspaced = 0 if dense else len(_UNSPACED.findall(head))
    if size < SHORTEST_TITLE:
        terms = _NOTHING
    elif dense or unspaced:
        terms = _cut_terms(words, 2 if dense else GRAM)
    else:
        terms = tuple({w for w in words if len(w) > 2})
    lower = max(0.0, 1 - capitals / len(words)) if words else 0.0
    glued = len(_GLUED.findall(text)) if 20 < size < LONGEST_SORTED else 0
    digits = len(_DIGIT.findall(text)) / len(text) if size < SHORT else 0.0
    n_words = max(len(words), round(size / LETTERS_A_WORD)) if dense or unspaced else len(words)
    is_unclosed = size >= UNCLOSED_PROSE and 2 * len(_UNCLOSED.findall(head)) > len(head)
    return _judge(text, size, words, terms, lower, glued, digits, n_words, is_unclosed)


def _judge(
    text: str,
    size: float,
    words: tuple[str, ...],
    terms: tuple[str, ...],
    lower: float,
    glued: int,
    digits: float,
    n_words: int,
    is_unclosed: bool = False,
) -> Shape:
    """The shape with how it ends, and what it is worth as body and as headline. `is_unclosed`: prose of a script without stops."""
    bare = text if text[-1].isalnum() else text.rstrip(CLOSERS)
    is_cut_off = bare.endswith(_DOTS)
    is_closed = (bare[-1:] in STOPS or is_unclosed) and not is_cut_off if bare else False
    if is_cut_off:
        worth = -2.0
    else:
        worth = min(-0.2 + 1.1 * log2(max(size, 8) / 40), 3.4) if is_closed else _weigh_open(size)
        if digits > 0.2:
            worth -= 1.5
        if lower < 0.45 and size > 20:
            worth -= 0.8
        if glued:
            worth -= min(glued, 3) * 0.3
    title = IMPOSSIBLE
    if terms and size <= LONGEST_TITLE and n_words > 1:
        title = -3.5 + min(n_words, 8) * 0.15
        if size > 120:
            title -= (size - 120) * 0.012
        if is_closed and text[-1] in ".。:":
            title -= 2.0
    is_prose = is_closed and size >= PROSE
    label, mark = find_furniture(text, words)
    return Shape(size, words, terms, is_closed, is_cut_off, lower, glued, digits, worth, title, n_words < 4, is_prose, label, mark)


def _weigh_open(size: float) -> float:
    """A line that no stop closes: a heading where it is short, a caption or a teaser where it is not."""
    if size < 20:
        return -0.6
    if size < 70:
        return 0.5
    if size < 220:
        return -0.7
    return 0.5 if size < 350 else 1.5


def _cut_terms(words: Sequence[str], n: int) -> tuple[str, ...]:
    """What stands for words where none are set apart: every `n` letters on end."""
    cut = {w[i : i + n] for w in words if not w.isascii() for i in range(len(w) - n + 1)}
    return (*cut, *{w for w in words if w.isascii() and len(w) > 2})
