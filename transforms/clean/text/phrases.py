"""What the furniture of news pages says, by the reason for which it is cut.

Phrases name the reason of a cut, and mark where an article surely ends or is interrupted. Which lines are the body is decided by
structure (`transforms.clean.text.body`), so that a language or a site that is not in these lists still comes out. All look-ups are by
words, not by patterns over the text: a page has hundreds of lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.clean.text.phrase_lists import CONTAINED, LABELS, PAIRS, STARTS

LONGEST_MARK = 240  # letters: a longer line is prose that mentions such words
LONGEST_LABEL = 70  # letters: a line that is nothing but such a label, or begins with it
LONGEST_KEY = 4  # words of a label's beginning

_COPYRIGHT = re.compile(
    r"^\W*(?:©|\(c\)\s*\d{4}|copyright\b|\d{4}\s*©)|©\s*(?:copyright\s*)?(?:19|20)\d\d|all rights reserved\W*$", re.IGNORECASE
)
_TIMES = re.compile(r"^\W*\d{1,2}:\d{2}(?::\d{2})?(?:\s*/\s*\d{1,2}:\d{2})?\W*$")
_TWEET = re.compile(r"pic\.twitter\.com/|^\W*[—–-]\s.{2,60}\(@\w+\)|^https?://\S+$|https?://t\.co/")
_ADDRESS = re.compile(r"\S+@\S+\.\w{2,6}\b")
_POINTER = re.compile(r"^[^:：|]{2,28}\s*[:：|]\s*\S")
_BIO = re.compile(
    r"^[\w.'’ -]{5,50}\s(?:is|ist|est|es|è|is een|är|er)\s(?:an?|the|eine?|der|die|une?|een|et|el|la|il)\b.{0,140}"
    r"\b(?:reporter|correspondent|editor|writer|columnist|journalist|author|professor|redakteur\w*|korrespondent\w*|autor\w*|journaliste|"
    r"periodista|giornalista|contributor|fellow)\b",
    re.IGNORECASE,
)


def find_furniture(text: str, words: Sequence[str]) -> tuple[str | None, str | None]:
    """(label, mark) of a folded line with its words: the reason whose label it is, and the reason for which what it says is cut."""
    if words and words[0] in _FIRST_WORDS:
        if is_pointer(text, words):  # one story among the paragraphs, not the beginning of a section
            return None, "related"
        if label := find_label(words):
            return label, label
    return None, find_mark(text, words)


def find_label(words: Sequence[str]) -> str | None:
    """The reason whose label a line is, by its words (folded, without numbers): 'comments', 'related stories', 'mehr zum thema'."""
    if not words or len(words) > LONGEST_LABEL // 4:
        return None
    if words[0] not in _FIRST_WORDS:
        return None
    key = " ".join(words)
    if len(key) > LONGEST_LABEL:
        return None
    if key in LABELS:
        return LABELS[key]
    for n in range(min(LONGEST_KEY, len(words) - 1), 0, -1):
        if reason := STARTS.get(" ".join(words[:n])):
            return reason
    return None


def find_mark(text: str, words: Sequence[str]) -> str | None:
    """The reason for which a line that says such a thing is cut; `words` are its words, folded."""
    if len(text) > LONGEST_MARK:
        return None
    if len(words) < 3 and text.isalpha():
        return None
    have = _TELLING.intersection(words)
    if have:
        for reason, one, other in PAIRS:
            if not have.isdisjoint(one) and not other.isdisjoint(words):
                return reason
    if not text.isascii():
        contained = next((reason for phrase, reason in CONTAINED.items() if phrase in text), None)
        if contained:
            return contained
        if "©" in text and _COPYRIGHT.search(text):
            return "copyright"
    return _find_pattern(text, have)


def _find_pattern(text: str, have: frozenset[str]) -> str | None:
    """A reason that is told by more than words; `have`: those of the line's words that could tell one."""
    if ("copyright" in have or "reserved" in have or text[:2] == "(c") and _COPYRIGHT.search(text):
        return "copyright"
    if ("@" in text or "http" in text or "pic.twitter" in text) and _TWEET.search(text):
        return "embed"
    if "@" in text and len(text) < 120 and _ADDRESS.search(text):
        return "contact"
    if text[-1:].isdecimal() and _TIMES.search(text):
        return "player"
    if len(text) > 30 and text[0].isupper() and not have.isdisjoint(_BIO_WORDS) and _BIO.search(text):
        return "bio"
    return None


def is_pointer(text: str, words: Sequence[str]) -> bool:
    """'Read more: ...', 'Lire aussi : ...', 'RELATED | ...': a label, a colon, and the headline of another story."""
    if not words or words[0] not in _FIRST_WORDS or not _POINTER.match(text):
        return False
    return any(LABELS.get(" ".join(words[:n])) == "related" or STARTS.get(" ".join(words[:n])) == "related" for n in (1, 2, 3))


_FIRST_WORDS = frozenset(phrase.split()[0] for phrase in (*LABELS, *STARTS))
_BIO_WORDS = frozenset(
    (
        *("reporter", "correspondent", "editor", "writer", "columnist", "journalist", "author", "professor", "journaliste", "periodista"),
        *("giornalista", "contributor", "fellow", "redakteur", "redakteurin", "korrespondent", "korrespondentin", "autor", "autorin"),
    )
)
# the words without which no reason is found by words
_TELLING = _BIO_WORDS.union({"copyright", "reserved"}, *(one for _, one, _ in PAIRS))
