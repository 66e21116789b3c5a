"""Lines of a page saved as text, and what can be told of a line without knowing its neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass

# what no reader sees: C0 and C1 controls (but line ends and tabs), the byte order mark, zero width and direction marks
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff\u200b\u2060\u200e\u200f\u202a-\u202e\ufffe\uffff\ud800-\udfff]")
_CLOSERS = "\"'”’“‘»›)]}」』）】*"
_STOPS = frozenset(".!?…。！？؟۔।։።:：;؛")
_GLUED = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# one character of these scripts is worth several letters of an alphabet
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
DENSITY = 2.5


@dataclass(slots=True)
class Line:
    """A non-empty line, white space folded. `size` is its length in letters of an alphabet; `words` counts words (of dense scripts: size / 5).

    `is_closed`: it ends as a sentence does. `lower_share`: share of the words that begin with a small letter (1 in scripts without case).
    `has_gap_above`, `has_gap_below`: an empty line, or the edge of the text, stands there. `indent`: white space before it.
    """

    text: str
    indent: int
    has_gap_above: bool
    has_gap_below: bool
    size: float
    words: int
    is_closed: bool
    lower_share: float
    glued: int
    repeats: int = 0

    @property
    def is_apart(self) -> bool:
        return self.has_gap_above and self.has_gap_below


def fold_line(text: str) -> str:
    """`text` without what no reader sees, white space folded."""
    return " ".join(_UNSEEN.sub("", text).split())


def split_lines(text: str) -> list[Line]:
    """The non-empty lines of `text`, in order."""
    lines: list[Line] = []
    gap = True
    for raw in text.splitlines():
        folded = fold_line(raw)
        if not folded:
            gap = True
            if lines:
                lines[-1].has_gap_below = True
            continue
        lines.append(_read_line(folded, len(raw) - len(raw.lstrip()), gap))
        gap = False
    if lines:
        lines[-1].has_gap_below = True
    _count_repeats(lines)
    return lines


def _read_line(text: str, indent: int, gap: bool) -> Line:
    dense = len(_DENSE.findall(text)) if not text.isascii() else 0
    size = len(text) + dense * (DENSITY - 1)
    found = _WORD.findall(text)
    words = max(len(found), round(dense * DENSITY / 5))
    lower = sum(not w[0].isupper() for w in found)
    bare = text.rstrip(_CLOSERS + " ")
    return Line(
        text=text,
        indent=indent,
        has_gap_above=gap,
        has_gap_below=False,
        size=size,
        words=words,
        is_closed=bool(bare) and bare[-1] in _STOPS,
        lower_share=lower / len(found) if found else 0.0,
        glued=len(_GLUED.findall(text)),
    )


def _count_repeats(lines: list[Line]) -> None:
    """How often the same text stands on another line."""
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.text] = counts.get(line.text, 0) + 1
    for line in lines:
        line.repeats = counts[line.text] - 1
