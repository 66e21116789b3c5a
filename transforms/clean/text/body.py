"""Which lines are the body: the best path through the page, with what interrupts the body on the way.

A dynamic programme over the states below. What a line is worth as body, or as headline, are logarithms of odds, rounded, read off
the shares of such lines by length, closing mark, neighbours and words; no weights are learnt.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.clean.text.lines import Line

BEFORE, TITLE, ZONE, BODY, INSET, AFTER = range(6)  # ZONE: between headline and body
INTERRUPT = 1.0  # price of leaving the body for an inset, and of coming back
ASIDE = 0.1  # the same where the line is one that stands among paragraphs
IN_INSET = 0.2  # price of every line of an inset
IN_ZONE = 0.05  # price of every line between headline and body
PAST_END = 2.5  # price of a line in an inset that marks the end of articles (comments, related, copyright)
NO_TITLE = 4.0  # price of a body without a headline
MARKED = 3.0  # price of saying what furniture says
HEADS_NOTHING = 0.8  # price of a heading that no text follows
ON_TOPIC = 0.4  # worth of a word of the address, up to three
_NEVER = -1e9
_PLACED = ((0.0, 0.0), (1.0, 3.5))  # price of a line that says what another says, and of a long one
_INDENTED = (0.8, 0.2)  # price of a short line with space before it, and of a long one


def is_prose(line: Line) -> bool:
    return line.shape.is_prose and not line.repeats


def weigh_body(lines: Sequence[Line], marks: Sequence[str | None], topic: frozenset[str]) -> list[float]:
    """How much more likely each line is in a body than out of one. `topic`: words that the address spells."""
    prose = [line.shape.is_prose and not line.repeats for line in lines]
    has_gaps = any(line.has_gap_above for line in lines[1:])  # a copy without empty lines says nothing by them
    values = []
    for line, mark, after_prose, before_prose in zip(lines, marks, [False, *prose[:-1]], [*prose[1:], False], strict=True):
        shape = line.shape
        size = shape.size
        value = shape.worth
        if (line.repeats or line.indent >= 2) and not shape.is_cut_off:
            value -= _PLACED[bool(line.repeats)][size > 40] + (_INDENTED[size > 60] if line.indent >= 2 else 0.0)
        if not (line.has_gap_above or after_prose or (before_prose and not has_gaps)):
            value -= 0.9
        if not (line.has_gap_below or before_prose or (after_prose and not has_gaps)):
            value -= 0.9
        if not (before_prose or shape.is_closed) and size < 120 and line.indent < 2:
            value -= HEADS_NOTHING
        if mark:
            value -= MARKED
        if topic and size > 30:
            value += -0.2 if topic.isdisjoint(shape.terms) else min(len(topic.intersection(shape.terms)), 3) * ON_TOPIC - 0.2
        values.append(value)
    return values


def find_body(values: Sequence[float], titles: Sequence[float], is_end: Sequence[bool], is_aside: Sequence[bool]) -> list[int]:
    """The state of every line: the path of the highest sum.

    `values`, `titles`: what each line is worth as body and as headline; `is_end`: which lines mark the end of articles; `is_aside`: which
    stand among paragraphs by their nature (a pointer to another story).
    """
    before, at_title, zone, body, inset, after = 0.0, _NEVER, _NEVER, _NEVER, _NEVER, _NEVER
    back: list[tuple[int, ...]] = []
    price_back = INTERRUPT
    for value, title, end, aside in zip(values, titles, is_end, is_aside, strict=True):
        price = ASIDE if aside else INTERRUPT
        to_zone, from_zone = (at_title, TITLE) if at_title >= zone else (zone, ZONE)
        to_body, from_body = (body, BODY) if body > inset - price_back else (inset - price_back, INSET)
        if to_zone > to_body:
            to_body, from_body = to_zone, from_zone
        if before - NO_TITLE > to_body:
            to_body, from_body = before - NO_TITLE, BEFORE
        to_inset, from_inset = (body - price, BODY) if body - price >= inset else (inset, INSET)
        after, from_after = (body, BODY) if body >= after else (after, AFTER)
        back.append((BEFORE, BEFORE, from_zone, from_body, from_inset, from_after))
        at_title = before + title
        zone = to_zone - IN_ZONE
        body = to_body + value
        price_back = price
        inset = to_inset - IN_INSET - (PAST_END if end else 0.0)
    state = max(((before, BEFORE), (body, BODY), (after, AFTER)), key=lambda ending: ending[0])[1]
    states = [BEFORE] * len(values)
    for i in range(len(values) - 1, -1, -1):
        states[i] = state
        state = back[i][state]
    return states
