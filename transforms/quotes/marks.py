"""Where quoted stretches begin and end: quotation marks paired within a paragraph, nested, and repaired where one is missing.

Belongs here: marks and apostrophes. Does not: who speaks, which stretches belong together (utterances), what kind they are.

A paragraph is scanned once. Double marks (straight, curly, guillemets, low-high, backticks, corner brackets) go through a
stack; single marks open only where a closing one is in sight, so that apostrophes open nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# a single mark between two word characters is an apostrophe: the pattern passes over it
_MARK = re.compile(r"[\"“”„‟«»″‹›「」『』'‘’‚`´](?:(?<=[\"“”„‟«»″‹›「」『』])|(?<!\w.)|(?!\w))", re.DOTALL)
_DOUBLE = frozenset('"“”„‟″')
_SINGLE = frozenset("'‘’‚`´")
_PAIRED = {"「": "」", "『": "』", "‹": "›", "«": "»"}
_PAIRED_CLOSERS = {v: k for k, v in _PAIRED.items()}
_BEFORE_OPENING = frozenset(" \t\n\r\u00a0\u2009\u202f\u200b([{<-–—/…‐“‘\"'„«‹「『`*_|:")
_AFTER_CLOSING = frozenset(" \t\n\r\u00a0\u2009\u202f\u200b.,;:!?)]}>-–—/…”’\"'»›」』*_|[(<")
_CLOSES_APART = frozenset(".,!?…'’")
_SENTENCE_END = re.compile(r"[.!?…]['’)\]]*(?=\s)")
_ELISION = re.compile(
    r"(?:\d0?s?\b|\d\ds?\b|(?:em|til|tis|twas|cause|bout|round|cuz|nuff|n|im|er|ow|ome|im|ave|e|ello|neath|gainst|fraid|kay)\b)", re.I
)
# what may follow the closing mark of "'experts' in", but hardly the apostrophe of "workers' rights"
_FUNCTION_WORD = re.compile(
    r"\s+(?:in|on|of|and|or|but|to|for|is|are|was|were|the|a|an|that|as|at|by|from|with|who|which|has|have|had|will|would|he|she|they|it|said|says)\b"
)


_LONG = 50_000  # characters; longer texts are looked at for being prose
_ATTRIBUTE = 200  # characters that an attribute of markup may have
MAX_DEPTH = 4  # of marks in marks; what opens deeper is read as plain text
# the reporter's words in a quote that was never closed: '"I will go, said Smith'
_REPORTER = re.compile(
    r",(?= (?:(?:said|says|added|wrote) [A-Z]|(?:he|she|they|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,2}) (?:said|says|added|wrote)\b))"
)


@dataclass(slots=True)
class Pair:
    """A quoted stretch of one paragraph: `start`/`end` inside the marks, `outer_start`/`outer_end` with them.

    `parent` is an index into the paragraph's list of pairs; `is_single` tells single marks from all others.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    parent: int | None = None
    is_closed: bool = True
    is_single: bool = False
    is_nickname: bool = False  # stands in a name, so that it is no quote to the sentence around it


@dataclass(slots=True)
class _Event:
    at: int
    char: str
    width: int
    can_open: bool
    can_close: bool
    closer: int | None = None  # for a single mark that opens: index of the event that closes it


def _events(text: str) -> list[_Event]:
    events: list[_Event] = []
    size = len(text)
    past = 0
    for match in _MARK.finditer(text):
        at = match.start()
        if at < past:
            continue
        char = text[at]
        width = 1
        if char in "'`" and text.startswith(char, at + 1):  # ``TeX marks''
            width, char = 2, "``" if char == "`" else "''"
        past = at + width
        before = text[at - 1] if at else " "
        after = text[past] if past < size else " "
        if char in "\"'" and before == "=":  # an attribute of markup that was left in the text
            closing = text.find(char, past, past + _ATTRIBUTE)
            past = closing + 1 if closing >= 0 else past
            continue
        opens_after = before in _BEFORE_OPENING or (not before.isalnum() and before not in ".,;!?")
        can_open = opens_after and (not after.isspace() or (at == 0 and char in "”“")) and after not in ",;"
        can_close = not before.isspace() and (after in _AFTER_CLOSING or not after.isalnum())
        if before.isspace() and after.isspace():  # "so he did, ' " she said: a closing mark kept apart
            can_close = text[at - 2 : at - 1] in _CLOSES_APART
        events.append(_Event(at, char, width, can_open, can_close))
    return events


def _is_strong_closer(text: str, event: _Event) -> bool:
    """False where a closing single mark may as well be an apostrophe: "workers' rights", "goin' home"."""
    before = text[event.at - 1]
    if before in "sSzZxX" or text[event.at - 2 : event.at] == "in":
        after = text[event.at + 1 : event.at + 2]
        return not after.isspace() or _FUNCTION_WORD.match(text, event.at + 1) is not None
    return True


def _match_singles(text: str, events: list[_Event]) -> None:
    """Give every opening single mark its closing one. Runs from the right, so each step looks at the nearest candidates only."""
    nearest: int | None = None  # any closing single mark
    strong: int | None = None
    opener: int | None = None
    for index in range(len(events) - 1, -1, -1):
        event = events[index]
        if event.char not in _SINGLE:
            continue
        opens = event.can_open and event.char != "´" and not (event.char in "'’‘" and _ELISION.match(text, event.at + 1))
        if opens and (event.char != "’" or not event.can_close):
            closer = strong
            if closer is not None and opener is not None and opener < closer and nearest is not None and nearest < opener:
                closer = nearest
            if closer is None and event.char in "‘‚`":
                closer = nearest
            event.closer = closer
            opener = index
        if event.can_close and event.char not in "‘‚`":
            nearest = index
            if _is_strong_closer(text, event):
                strong = index


def _last_sentence_end(text: str, start: int, end: int) -> int | None:
    last = None
    for match in _SENTENCE_END.finditer(text, start, end):
        last = match.end()
    return last


class _Stack:
    """The marks that are open while a paragraph is read from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pairs: list[Pair] = []
        self.open: list[tuple[int, str, int | None]] = []  # index of the pair, opening mark, event that closes a single one

    def top(self) -> str:
        return self.open[-1][1] if self.open else ""

    def push(self, event: _Event) -> None:
        if len(self.open) >= MAX_DEPTH:
            return
        inside = event.at + event.width
        parent = self.open[-1][0] if self.open else None
        self.pairs.append(Pair(inside, -1, event.at, -1, parent, is_single=event.char in _SINGLE))
        self.open.append((len(self.pairs) - 1, event.char, event.closer))

    def pop(self, end: int, outer_end: int, is_closed: bool = True) -> None:
        pair = self.pairs[self.open.pop()[0]]
        pair.end, pair.outer_end, pair.is_closed = end, outer_end, is_closed

    def pop_to(self, depth: int, end: int) -> None:
        """Close what stands open above `depth`: a curly single mark without its partner ends with the quote around it.

        A single mark with nothing around it was an apostrophe after all: its stretch is emptied, and dropped when tidying.
        """
        while len(self.open) > depth:
            index, char, _ = self.open[-1]
            is_stray = char in _SINGLE and (depth == 0 or char != "‘")
            self.pop(self.pairs[index].start if is_stray else end, end, is_closed=False)

    def double_depth(self) -> int | None:
        """Depth of the innermost open double mark; None where none is open."""
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth][1] not in _SINGLE:
                return depth
        return None

    def end_unclosed(self, depth: int, at: int) -> None:
        """A new opening mark at `at` before a closing one: what is open from `depth` on ends with its last whole sentence."""
        start = self.pairs[self.open[depth][0]].start
        end = _last_sentence_end(self.text, start, at) or at
        while len(self.open) > depth:
            pair = self.pairs[self.open[-1][0]]
            self.pop(max(end, pair.start), max(end, pair.start), is_closed=False)


def _is_nested(events: list[_Event], index: int) -> bool:
    """True where the double marks after this opening one are two closing ones: the same marks used for a quote in a quote."""
    closers = 0
    for event in events[index + 1 : index + 8]:
        if event.char not in _DOUBLE:
            continue
        if (event.can_open and not event.can_close) or event.char == "“":
            return False
        closers += 1
        if closers == 2:
            return True
    return False


def _is_same_kind(opened: str, char: str) -> bool:
    return char == opened or (char in _DOUBLE and opened in _DOUBLE)


def _is_inch(text: str, events: list[_Event], index: int) -> bool:
    """True for the mark of 5" pipes within a quote: a digit before it, and a true closing mark still to come."""
    event = events[index]
    if event.char not in '"″”' or not text[event.at - 1 : event.at].isdigit() or not text[event.at + 1 : event.at + 2].isspace():
        return False
    following = next((later for later in events[index + 1 : index + 4] if later.char in _DOUBLE), None)
    return following is not None and following.can_close and not following.can_open


def _role(event: _Event, stack: _Stack) -> str:
    """'open', 'close' or '' for a mark of the double family, by its direction, its neighbours and what is open."""
    char, depth = event.char, stack.double_depth()
    opened = stack.open[depth][1] if depth is not None else ""
    if char in _PAIRED:
        return "close" if char in "«‹" and opened in ("»", "›") else "open"
    if char in _PAIRED_CLOSERS:
        if opened == _PAIRED_CLOSERS[char] or opened == char:
            return "close"
        return "open" if char in "»›" and event.can_open and not event.can_close else ""
    if char == "„":
        return "open"
    if opened == "„" and char in "“”":
        return "close"
    if char == "“" and (event.can_open or not event.can_close):
        return "open"
    if char == "”" and event.can_close:
        return "close" if opened else ""
    if char == "``":
        return "open"
    if opened and event.can_close and not (event.can_open and event.char == "“"):
        return "close"
    return "open" if event.can_open else ("close" if opened and char == "”" else "")


def _is_no_prose(text: str) -> bool:
    """True for a long text with a mark in every eight characters: data or debris, in which no pair means anything."""
    return len(text) > _LONG and 8 * len(_MARK.findall(text)) > len(text)


def pair_marks(text: str) -> list[Pair]:
    """The quoted stretches of a paragraph, in order of their opening marks; a parent comes before its children.

    Never raises; linear in the length of the text. A stretch without its closing mark ends with its sentence (where a new
    mark opens) or with the paragraph, and has `is_closed` False.
    """
    if not _MARK.search(text) or _is_no_prose(text):
        return []
    events = _events(text)
    _match_singles(text, events)
    stack = _Stack(text)
    for index, event in enumerate(events):
        if event.char in _SINGLE:
            _single(events, index, stack)
            continue
        role = _role(event, stack)
        if role == "close" and _is_inch(text, events, index):
            continue
        if role == "open":
            depth = stack.double_depth()
            is_same = depth is not None and depth == len(stack.open) - 1 and _is_same_kind(stack.open[depth][1], event.char)
            if depth is not None and is_same and not _is_nested(events, index):
                stack.end_unclosed(depth, event.at)
            stack.push(event)
        elif role == "close":
            depth = stack.double_depth()
            if depth is not None:
                stack.pop_to(depth + 1, event.at)
                stack.pop(event.at, event.at + event.width)
    if stack.open:
        stack.pop_to(1, len(text))
        reporter = _REPORTER.search(text, stack.pairs[stack.open[0][0]].start)
        stack.pop_to(0, reporter.end() if reporter else len(text))
    return _tidy(text, stack.pairs)


def _single(events: list[_Event], index: int, stack: _Stack) -> None:
    event = events[index]
    if stack.open and stack.open[-1][2] == index:
        stack.pop(event.at, event.at + 1)
    elif event.closer is not None or (event.char == "‘" and event.can_open and stack.double_depth() is not None):
        stack.push(event)


def _tidy(text: str, pairs: list[Pair]) -> list[Pair]:
    """Trim white space inside the marks, and drop stretches without a letter or digit."""
    kept: list[Pair] = []
    new_index: dict[int, int | None] = {}
    for index, pair in enumerate(pairs):
        inside = text[pair.start : pair.end]
        parent = new_index[pair.parent] if pair.parent is not None else None
        if not any(map(str.isalnum, inside)):
            new_index[index] = parent
            continue
        pair.start += len(inside) - len(inside.lstrip())
        pair.end -= len(inside) - len(inside.rstrip())
        pair.parent = parent
        new_index[index] = len(kept)
        kept.append(pair)
    return kept
