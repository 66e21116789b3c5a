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
_TOKEN = re.compile(r"[’']s\b|[^\W_]+(?:[-’'@.](?!s\b)[^\W_]+)*|[,;:()]|-{1,3}|[–—]")
_TYPE_CLASSES = {"PERSON": "N", "ORG": "O", "GPE": "L", "LOC": "L", "FAC": "L", "NORP": "J", "DATE": "d"}
_MAX_TOKENS = 150  # a "sentence" of more is cut before its next quote: what keeps the work linear
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
    ordinal: int = 0


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

    def finish(self, paragraph: int, ordinal: int) -> Sentence:
        words = [self.text[start:end] for start, end in zip(self.starts, self.ends, strict=True)]
        return Sentence(
            paragraph, self.text, settle("".join(self.letters), words), self.starts, self.ends, self.mentions, self.quotes, ordinal
        )


# words right after "...?" that say who asked: then the sentence goes on after the mark
_TAIL = re.compile(r"(?:[PDypqknNOLJEUA'I]{1,8}[AMHd]*V|V[DypqknNOLJEUP])")
_SHORT_TAIL = re.compile(r"(?:P|[DypqknNOLJEU']{1,6})[AMHd]*V(?:$|[,:dAIQ])|V[DypqknNOLJEUP]")


def _goes_on(text: str, quote_end: int, inner_last: str, gap_end: int, names: Names, leads: bool = False) -> bool:
    """True where the reporter's words after a quote belong to the quote's sentence; `leads`: they run into another quote."""
    if inner_last not in _ENDS:
        return text[quote_end : quote_end + 1] not in _ENDS
    rest = text[quote_end:gap_end].lstrip()
    if not rest:
        return False
    if not rest[0].isupper():
        return rest[0] not in _ENDS
    if leads and inner_last in ".…":
        return False
    writer = Writer(text, names)
    stop = SENTENCE_BREAK.search(text, quote_end, min(gap_end, quote_end + 120))
    writer.words(quote_end, stop.start() if stop else min(gap_end, quote_end + 120))
    return (_SHORT_TAIL if inner_last in ".…" else _TAIL).match(writer.finish(0, 0).classes) is not None


def sentences_with_quotes(paragraph: int, text: str, pairs: list[Pair], names: Names) -> list[Sentence]:
    """The sentences of a paragraph that hold its outermost quotes, in order."""
    found: list[Sentence] = []
    writer = Writer(text, names)
    ordinal = 0
    at = 0
    found_last = 0
    tops = [(index, pair) for index, pair in enumerate(pairs) if pair.parent is None]
    for index, pair in tops:
        breaks = [match.end() for match in SENTENCE_BREAK.finditer(text, at, pair.outer_start)]
        tail = text[at : pair.outer_start].rstrip()
        if tail and tail[-1] in _ENDS and (not breaks or breaks[-1] < at + len(tail)):
            breaks.append(pair.outer_start)
        if writer.quotes:
            last = pairs[found_last]
            inner_last = text[last.end - 1]
            gap_end = breaks[0] if breaks else pair.outer_start
            if not _goes_on(text, last.outer_end, inner_last, gap_end, names, not breaks) and (tail or inner_last in _ENDS):
                found.append(writer.finish(paragraph, ordinal))
                writer = Writer(text, names)
                ordinal += 1
        if len(writer.letters) > _MAX_TOKENS and writer.quotes:
            found.append(writer.finish(paragraph, ordinal))
            writer = Writer(text, names)
        if breaks:
            if writer.quotes:
                writer.words(at, breaks[0])
                found.append(writer.finish(paragraph, ordinal))
            writer = Writer(text, names)
            ordinal += len(breaks)
            at = breaks[-1]
        writer.words(at, pair.outer_start)
        writer.quote(index, pair)
        found_last = index
        at = pair.outer_end
    if writer.quotes:
        stop = SENTENCE_BREAK.search(text, at)
        end = stop.end() if stop else len(text)
        if _goes_on(text, at, text[pairs[found_last].end - 1], end, names):
            writer.words(at, end)
        found.append(writer.finish(paragraph, ordinal))
    return found
