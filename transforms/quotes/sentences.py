"""The reporter's sentences around the quotes of a paragraph, each word a letter (see `lexicon`), each quote a Q.

Belongs here: cutting and naming words. Does not: what the words mean for a quote (`clauses`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.contract import Mention
from transforms.quotes.lexicon import settle, word_class
from transforms.quotes.marks import Pair

_ABBREVIATIONS = (  # by length: a look-behind has a fixed width
    "Mr|Ms|Dr|St|Lt|Jr|Sr|No|vs|Co",
    "Mrs|Sen|Rep|Gov|Gen|Col|Sgt|Rev|Hon|Jan|Feb|Aug|Sep|Oct|Nov|Dec|Inc|Ltd",
    "Capt|Prof|Sept|Corp|Reps|Sens",
)
_GUARDS = "".join(rf"(?<!\b(?:{words})\.)" for words in _ABBREVIATIONS)
SENTENCE_BREAK = re.compile(rf"[.!?…](?<!\b[A-Z]\.){_GUARDS}[)\]’'”\"]*\s+(?=[^a-z\s])")
_TOKEN = re.compile(r"[’']s\b|(?<=s)[’'](?= [a-z])|[^\W_]+(?:[-’'@.](?!s\b)[^\W_]+)*|[,;:()]|-{1,3}|[–—]")
_TYPE_CLASSES = {"PERSON": "N", "ORG": "O", "GPE": "L", "LOC": "L", "FAC": "L", "NORP": "J", "DATE": "d"}
_MAX_TOKENS = 150  # a "sentence" of more is cut before its next quote ...
_REACH = 800  # ... and read no further than so many characters from a quote: what keeps the work linear
_ENDS = frozenset(".!?…")


@dataclass(slots=True)
class Names:
    """The mentions of one paragraph as parallel lists, in order, without overlaps."""

    starts: list[int]
    ends: list[int]
    classes: list[str]
    indices: list[int]


NO_NAMES = Names([], [], [], [])


def names_by_paragraph(entities: Sequence[Mention]) -> dict[int, Names]:
    """The mentions by paragraph; of two that overlap the one that starts first, then the longer, is kept."""
    order = sorted(
        range(len(entities)), key=lambda index: (entities[index].paragraph, entities[index].char_start, -entities[index].char_end)
    )
    found: dict[int, Names] = {}
    for index in order:
        mention = entities[index]
        names = found.get(mention.paragraph)
        if names is None:
            names = found[mention.paragraph] = Names([], [], [], [])
        if names.ends and mention.char_start < names.ends[-1]:
            continue
        names.starts.append(mention.char_start)
        names.ends.append(mention.char_end)
        names.classes.append(_TYPE_CLASSES.get(mention.type, "E"))
        names.indices.append(index)
    return found


@dataclass(slots=True)
class Sentence:
    """A sentence of the reporter's: `classes` has one letter a token; `starts`/`ends` are offsets into the paragraph.

    `mentions` gives a token's mention (index into the article's mentions) or -1; `quotes` maps the position of a Q to its pair.
    """

    paragraph: int
    text: str
    classes: str
    starts: list[int]
    ends: list[int]
    mentions: list[int]
    quotes: dict[int, int]


class Writer:
    """Collects the tokens of one sentence."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        self.letters: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.mentions: list[int] = []
        self.quotes: dict[int, int] = {}

    def quote(self, index: int, pair: Pair) -> None:
        self.quotes[len(self.letters)] = index
        self._add("Q", pair.outer_start, pair.outer_end, -1)

    def _add(self, letter: str, start: int, end: int, mention: int) -> None:
        self.letters.append(letter)
        self.starts.append(start)
        self.ends.append(end)
        self.mentions.append(mention)

    def words(self, start: int, end: int) -> None:
        """Append the words of text[start:end], the mentions in it as one token each."""
        names = self.names
        at = bisect_left(names.starts, start)
        while at < len(names.starts) and names.ends[at] <= end:
            self._plain(start, names.starts[at])
            self._add(names.classes[at], names.starts[at], names.ends[at], names.indices[at])
            start = names.ends[at]
            at += 1
        self._plain(start, end)

    def _plain(self, start: int, end: int) -> None:
        for match in _TOKEN.finditer(self.text, start, end):
            word = match.group()
            first = word[0]
            if first.isalnum():
                lower = word.lower()
                letter = word_class(lower)
                if letter in "ne" and first.isupper() and (self.letters or not lower.endswith(("ing", "ed"))):
                    letter = "U"
            elif first in "'’":
                letter = "'"
            else:
                letter = "-" if first in "-–—" else first
            self._add(letter, *match.span(), -1)

    def finish(self, paragraph: int) -> Sentence:
        classes = settle("".join(self.letters), self.text, self.starts, self.ends)
        return Sentence(paragraph, self.text, classes, self.starts, self.ends, self.mentions, self.quotes)


# words right after "...?" that say who asked: then the sentence goes on after the mark
_TAIL = re.compile(r"(?:[PDypqknNOLJEUA'I]{1,8}(?:,[^QVG;:]{1,60},)?[AMHd]*V|V[DypqknNOLJEUP]|e[NU])")
_SHORT_TAIL = re.compile(r"(?:P|[DypqknNOLJEU']{1,6})[AMHd]*V(?:$|[,:dAIQ])|V[DypqknNOLJEUP]")


def _goes_on(text: str, last: Pair, gap_end: int, names: Names, leads: bool) -> bool:
    """True where the reporter's words after a quote belong to the quote's sentence; `leads`: they run into another quote."""
    inner_last = text[last.end - 1]
    if inner_last not in _ENDS:
        return text[last.outer_end : last.outer_end + 1] not in _ENDS
    at = last.outer_end
    while at < gap_end and text[at].isspace():
        at += 1
    if at == gap_end:
        return False
    if not text[at].isupper():
        return text[at] not in _ENDS
    if leads and inner_last in ".…":
        return False
    near = min(gap_end, at + 120)
    stop = SENTENCE_BREAK.search(text, at, near)
    writer = Writer(text, names)
    writer.words(at, stop.start() if stop else near)
    return (_SHORT_TAIL if inner_last in ".…" else _TAIL).match(writer.finish(0).classes) is not None


def _split(text: str, at: int, stop: int, last: Pair | None, names: Names) -> tuple[int, int] | None:
    """How the reporter's words text[at:stop] between two quotes part: (end of the last quote's sentence, start of the next
    quote's sentence); None where one sentence holds both quotes."""
    breaks = [match.end() for match in SENTENCE_BREAK.finditer(text, at, stop)]
    words = text[at:stop].rstrip()
    if words and words[-1] in _ENDS and (not breaks or breaks[-1] < at + len(words)):
        breaks.append(stop)
    if last is None:
        return at, breaks[-1] if breaks else at
    goes_on = _goes_on(text, last, breaks[0] if breaks else stop, names, leads=not breaks)
    if not goes_on and (words or text[last.end - 1] in _ENDS):
        return at, breaks[-1] if breaks else at
    if breaks:
        return breaks[0], breaks[-1]
    return (at + _REACH, stop - _REACH) if stop - at > 2 * _REACH else None


def sentences_with_quotes(paragraph: int, text: str, pairs: list[Pair], names: Names) -> list[Sentence]:
    """The sentences of a paragraph that hold its outermost quotes, in order. Of a very long one only what is near its quotes."""
    found: list[Sentence] = []
    writer = Writer(text, names)
    last: Pair | None = None
    at = 0
    for index, pair in enumerate(pairs):
        if pair.parent is not None or pair.is_nickname:
            continue
        parts = _split(text, at, pair.outer_start, last, names)
        if parts is None and len(writer.letters) > _MAX_TOKENS:
            parts = (at, at)
        if parts is not None:
            if last is not None:
                writer.words(at, min(parts[0], at + _REACH))
                found.append(writer.finish(paragraph))
                writer = Writer(text, names)
            at = max(parts[1], pair.outer_start - _REACH)
        writer.words(at, pair.outer_start)
        writer.quote(index, pair)
        last = pair
        at = pair.outer_end
    if last is not None:
        stop = SENTENCE_BREAK.search(text, at, at + _REACH)
        end = stop.end() if stop else min(len(text), at + _REACH)
        if _goes_on(text, last, end, names, leads=False):
            writer.words(at, end)
        found.append(writer.finish(paragraph))
    return found
