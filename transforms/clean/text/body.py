"""Which lines are the body: the best path through the page, with what interrupts the body on the way.

A dynamic programme over the states below. What a line is worth as body, or as headline, are logarithms of odds, rounded, read off
the shares of such lines by length, closing mark, neighbours and words; no weights are learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from transforms.clean.text.lines import Line

BEFORE, TITLE, ZONE, BODY, INSET, AFTER = range(6)  # ZONE: between headline and body
INTERRUPT = 1.0  # price of leaving the body for an inset, and of coming back
IN_INSET = 0.2  # price of every line of an inset
IN_ZONE = 0.05  # price of every line between headline and body
PAST_END = 2.5  # price of a line in an inset that marks the end of articles (comments, related, copyright)
NO_TITLE = 4.0  # price of a body without a headline
PROSE = 60  # letters of a closed line that is surely text
MARKED = 3.0  # price of saying what furniture says
HEADS_NOTHING = 0.8  # price of a heading that no text follows
ON_TOPIC = 0.4  # worth of a word of the address, up to three
_NEVER = -1e9


def is_prose(line: Line) -> bool:
    return line.shape.is_closed and line.shape.size >= PROSE and not line.repeats


def weigh_body(lines: Sequence[Line], marks: Sequence[str | None], topic: frozenset[str]) -> list[float]:
    """How much more likely each line is in a body than out of one. `topic`: words that the address spells."""
    prose = [is_prose(line) for line in lines]
    last = len(lines) - 1
    values = []
    for i, line in enumerate(lines):
        shape = line.shape
        value = _weigh_shape(line)
        after_prose, before_prose = i > 0 and prose[i - 1], i < last and prose[i + 1]
        if not line.has_gap_above and not after_prose:
            value -= 0.9
        if not line.has_gap_below and not before_prose:
            value -= 0.9
        if not shape.is_closed and shape.size < 120 and line.indent < 2 and not before_prose:
            value -= HEADS_NOTHING
        if marks[i]:
            value -= MARKED
        if topic and shape.size > 30:
            value += min(len(topic.intersection(shape.terms)), 3) * ON_TOPIC - 0.2
        values.append(value)
    return values


def _weigh_shape(line: Line) -> float:
    shape = line.shape
    if shape.is_cut_off:
        return -2.0
    value = min(-0.2 + 1.1 * log2(max(shape.size, 8) / 40), 3.4) if shape.is_closed else _weigh_open(shape.size)
    if line.repeats:
        value -= 3.5 if shape.size > 40 else 1.0
    if line.indent >= 2:
        value -= 0.2 if shape.size > 60 else 0.8
    if shape.digit_share > 0.2:
        value -= 1.5
    if shape.lower_share < 0.45 and shape.size > 20:
        value -= 0.8
    return value - min(shape.glued, 3) * 0.3


def _weigh_open(size: float) -> float:
    """A line that no stop closes: a heading where it is short, a caption or a teaser where it is not."""
    if size < 20:
        return -0.6
    if size < 70:
        return 0.5
    if size < 220:
        return -0.7
    return 0.5 if size < 350 else 1.5


def find_body(values: Sequence[float], titles: Sequence[float], is_end: Sequence[bool]) -> list[int]:
    """The state of every line: the path of the highest sum.

    `values`, `titles`: what each line is worth as body and as headline; `is_end`: which lines mark the end of articles.
    """
    score = [0.0, _NEVER, _NEVER, _NEVER, _NEVER, _NEVER]
    back: list[tuple[int, ...]] = []
    for value, title, end in zip(values, titles, is_end, strict=True):
        before, at_title, zone, body, inset, after = score
        to_zone = (at_title, TITLE) if at_title >= zone else (zone, ZONE)
        to_body = max((body, BODY), (at_title, TITLE), (zone, ZONE), (inset - INTERRUPT, INSET), (before - NO_TITLE, BEFORE))
        to_inset = (body - INTERRUPT, BODY) if body - INTERRUPT >= inset else (inset, INSET)
        to_after = (body, BODY) if body >= after else (after, AFTER)
        back.append((BEFORE, BEFORE, to_zone[1], to_body[1], to_inset[1], to_after[1]))
        price = IN_INSET + (PAST_END if end else 0.0)
        score = [before, before + title, to_zone[0] - IN_ZONE, to_body[0] + value, to_inset[0] - price, to_after[0]]
    state = max((BEFORE, BODY, AFTER), key=lambda s: score[s])
    states = [BEFORE] * len(values)
    for i in range(len(values) - 1, -1, -1):
        states[i] = state
        state = back[i][state]
    return states
