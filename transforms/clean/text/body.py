"""Which lines are the body: the best run of lines, with what interrupts it.

A dynamic programme over four states (before, body, inset, after). What a line is worth as body stands in `worth`: logarithms of odds,
rounded, read off the shares of body lines by length, closing mark and white space around them.
"""

from __future__ import annotations

from math import log2

from transforms.clean.text.lines import Line

BEFORE, BODY, INSET, AFTER = range(4)
INTERRUPT = 2.0  # price of leaving the body for an inset, and of coming back
IN_INSET = 0.25  # price of every line of an inset
PAST_MARK = 3.0  # price of a line in an inset that marks the end of articles (comments, related, copyright)
_NEVER = -1e9


def worth(line: Line) -> float:
    """How much more likely the line is in a body than out of one: a logarithm of odds, prior taken off."""
    value = min(-0.2 + 1.1 * log2(max(line.size, 8) / 40), 3.4) if line.is_closed else _open_worth(line)
    if not line.is_apart:
        value -= 1.6 if line.is_closed else 2.2
    if line.repeats and line.size > 40:
        value -= 3.5
    elif line.repeats:
        value -= 1.0
    if line.indent >= 3:
        value -= 0.5
    if line.shape.lower_share < 0.45 and line.size > 20:
        value -= 0.8
    return value - min(line.shape.glued, 3) * 0.3


def _open_worth(line: Line) -> float:
    """A line that no stop closes: a heading where it is short, a caption or a teaser where it is not."""
    if line.size < 20:
        return -0.6
    if line.size < 70:
        return 0.5
    if line.size < 220:
        return -0.7
    return 0.5 if line.size < 350 else 1.5


def find_body(lines: list[Line], values: list[float], is_end: list[bool]) -> list[int]:
    """The state of every line. `values` is what each is worth as body; `is_end` says which lines mark the end of articles."""
    score = [0.0, _NEVER, _NEVER, _NEVER]
    back: list[tuple[int, int, int, int]] = []
    for value, end in zip(values, is_end, strict=True):
        inset = -IN_INSET - (PAST_MARK if end else 0.0)
        before = score[BEFORE]
        body, from_body = max((score[BEFORE], BEFORE), (score[BODY], BODY), (score[INSET] - INTERRUPT, INSET))
        into, from_inset = max((score[BODY] - INTERRUPT, BODY), (score[INSET], INSET))
        after, from_after = max((score[BODY], BODY), (score[AFTER], AFTER))
        back.append((BEFORE, from_body, from_inset, from_after))
        score = [before, body + value, into + inset, after]
    state = max((BEFORE, BODY, AFTER), key=lambda s: score[s])
    states = [BEFORE] * len(lines)
    for i in range(len(lines) - 1, -1, -1):
        states[i] = state
        state = back[i][state]
    return states
