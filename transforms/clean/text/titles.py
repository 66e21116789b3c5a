"""Which line of a text copy is its headline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlsplit

from transforms.clean.byline_words import BY_WORD
from transforms.clean.text.body import is_prose
from transforms.clean.text.captions import split_credit
from transforms.clean.text.lines import IMPOSSIBLE, READ, Line, Shape
from transforms.clean.text.stamps import LONGEST_DATE_LINE, date_of_line

WITHIN_REACH = 4.5  # how much less than the best a line may be worth to be looked at again
CANDIDATES = 8  # lines that may be the headline
CLOSE = 14  # lines between two that may be the headline
OFTEN = 3  # times that a word is in the text, from which it tells no more
LEAD = 1.2  # how much likelier the lower of them must be
FOREIGN = 3.0  # price of a line in Latin letters above a text in others
OPENING = 12  # lines below a headline among which a date or a byline may stand
_URL_WORD = re.compile(r"[^\W\d_]{3,}")


def words_of_url(url: str | None) -> frozenset[str]:
    """The words of the part of the address that has most: most sites spell the headline there."""
    if not url:
        return frozenset()
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return frozenset()
    parts = [_URL_WORD.findall(part) for part in path.split("/")]
    return frozenset(w.casefold() for w in max(parts, key=len))


def weigh_titles(lines: Sequence[Line], marks: Sequence[str | None], topic: frozenset[str]) -> list[float]:
    """What each line is worth as the headline: it speaks of what the text and the address speak of, and a date or byline is near."""
    counts: Counter[str] = Counter()
    end = 0  # no headline below the last text
    longest = ""
    for i, line in enumerate(lines):
        if is_prose(line):
            counts.update(line.shape.terms)
            end = i
            longest = max(longest, line.text, key=len)
    is_foreign = _is_beyond_latin(longest)
    values = [
        line.shape.title_worth if marks[i] is None and line.shape.title_worth > IMPOSSIBLE else IMPOSSIBLE
        for i, line in enumerate(lines[: end + 1])
    ] + [IMPOSSIBLE] * (len(lines) - end - 1)
    for i, line in enumerate(lines[: end + 1]):
        if values[i] > IMPOSSIBLE:
            values[i] += _weigh_title(line, counts, topic) - (FOREIGN if is_foreign and line.text.isascii() else 0.0)
    # looking for dates and bylines is dear: only below the likeliest
    least = max(max(values) - WITHIN_REACH, IMPOSSIBLE + 1)
    for i in sorted((i for i, value in enumerate(values) if value >= least), key=values.__getitem__)[-CANDIDATES:]:
        if _is_dated_or_marked(lines[i]):
            values[i] -= 2.0
        else:
            if split_credit(lines[i].text)[1]:
                values[i] -= 1.5
            values[i] += _weigh_opening(lines, i)
    _prefer_first(lines, values)
    return values


def _is_beyond_latin(text: str) -> bool:
    """Whether the letters of a text are mostly others than Latin ones."""
    head = text[:READ]
    return not head.isascii() and 2 * sum([c > "\u036f" and c.isalpha() for c in head]) > len(head)


def _prefer_first(lines: Sequence[Line], values: list[float]) -> None:
    """Of two lines close together and nearly as likely, the upper one is the headline: the lower is a standfirst or caption."""
    best = max(range(len(values)), key=values.__getitem__, default=0)
    for i in range(max(0, best - CLOSE), best):
        if values[i] >= values[best] - LEAD and not lines[i].shape.is_terse and lines[i].is_apart:
            values[i] = values[best] + 0.1
            return


def _weigh_opening(lines: Sequence[Line], title: int) -> float:
    """What stands below a headline makes it likelier: a date or a byline, less where it is farther."""
    worth = 0.0
    for j in range(title + 1, min(title + OPENING, len(lines))):
        if is_prose(lines[j]) and lines[j].size > 300:
            break
        if _is_dated_or_marked(lines[j]):
            return 1.6 if j <= title + 5 else 1.2
        if not worth and j <= title + 4 and _is_name_like(lines[j].shape):
            worth = 0.6
    return worth


def _weigh_title(line: Line, counts: Mapping[str, int], topic: frozenset[str]) -> float:
    """What a line is worth as the headline beside its form: what it shares with the text (by how often a word is in it) and the address."""
    own = line.shape.terms
    # share of the words of either that both have: a section's name is in the address too
    in_url = 2 * len(topic.intersection(own)) / (len(own) + len(topic)) if len(topic) > 2 else 0.0
    in_text = sum([min(counts[w], OFTEN) for w in own if w in counts]) / (OFTEN * len(own))
    value = 5 * in_url + 3 * in_text
    value += (
        (0.6 if line.has_gap_above and line.has_gap_below else 0.0) + (0.3 if line.repeats else 0.0) - (0.6 if line.indent >= 2 else 0.0)
    )
    return value - (1.5 if line.shape.is_terse and in_url < 0.8 else 0.0)


def _is_name_like(shape: Shape) -> bool:
    """What looks like bare names, as they stand under headlines."""
    return 2 <= len(shape.words) <= 10 and shape.lower_share < 0.2 and shape.digit_share == 0.0 and not shape.is_closed


def _is_dated_or_marked(line: Line) -> bool:
    if line.shape.size > LONGEST_DATE_LINE or line.shape.is_closed:
        return False
    return BY_WORD.match(line.text) is not None or date_of_line(line) is not None
