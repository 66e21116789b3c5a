"""Words of a batch of texts, cut in whole arrays.

A token is a run of letters and digits, or one mark (a run of the same mark). Glued: the apostrophe of O'Brien and Xi'an, the
clitics of Trump's and don't (the token is 's, 't, also where a space got into it), the points of U.S. and of an initial.
Offsets are code points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SPACE, LETTER, DIGIT, MARK, APOSTROPHE, POINT = range(6)
_TABLE_SIZE = 0x3000  # beyond it only letters matter: ideographs, and emoji that may pass for letters
_CLITICS = frozenset((*"stdmSTDM", "re", "ve", "ll"))

Ints = NDArray[np.int64]


class Tokens(NamedTuple):
    """Tokens of a batch in order: the words, and of each the number of its text and its half-open offsets there."""

    words: list[str]
    text: Ints
    start: Ints
    end: Ints


@cache
def _classes() -> NDArray[np.uint8]:
    """The class of each code point below _TABLE_SIZE; the last entry stands for all above."""
    table = np.full(_TABLE_SIZE + 1, LETTER, dtype=np.uint8)
    for code in range(_TABLE_SIZE):
        category = unicodedata.category(chr(code))
        if category[0] in "PS":
            table[code] = MARK
        elif category == "Nd":
            table[code] = DIGIT
        elif category[0] == "Z" or category == "Cc" or code in (0x200B, 0x200E, 0x200F):
            table[code] = SPACE
    table[[ord(c) for c in "'’ʼ"]] = APOSTROPHE
    table[ord(".")] = POINT
    return table


def _is_glued(joined: str, codes: NDArray[np.uint32], kind: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """True where a character belongs to the token of the one before it."""
    word = (kind == LETTER) | (kind == DIGIT)
    glued: NDArray[np.bool_] = np.zeros(len(codes), dtype=bool)
    glued[1:] = (word[1:] & word[:-1]) | ((codes[1:] == codes[:-1]) & (kind[1:] >= MARK))
    glued[_glued_by_apostrophes(joined, word.tobytes() + bytes(3), np.flatnonzero(kind == APOSTROPHE).tolist())] = True
    initials = _initials(codes, kind, word)
    glued[initials + 1] = True  # the point
    glued[initials[1:][np.diff(initials) == 2]] = True  # the letter after it: U.S. goes on, 'J.Smith' does not
    return glued


def _glued_by_apostrophes(joined: str, word: bytes, places: Sequence[int]) -> list[int]:
    """What belongs to the token before it by the apostrophes at `places`; `word` is 1 at letters and digits, and goes on a little."""
    glued: list[int] = []
    for at in places:
        after = joined[at + 1 : at + 3]
        if word[at - 1] and word[at + 1]:
            is_clitic = (after[0] in _CLITICS and not word[at + 2]) or (after.lower() in _CLITICS and not word[at + 3])
            glued += (at + 1,) if is_clitic else (at, at + 1)
        elif after in (" s", "\u00a0s") and not word[at + 3]:  # "Kenya’ s", where a tokeniser has set the clitic apart
            glued += (at + 1, at + 2)
    return glued


def _initials(codes: NDArray[np.uint32], kind: NDArray[np.uint8], word: NDArray[np.bool_]) -> Ints:
    """Where a lone capital stands before a point; not I, as 'World War I.' ends a sentence."""
    at = np.flatnonzero(kind[1:] == POINT)
    code = codes.take(at)
    upper = ((code >= 65) & (code <= 90)) | ((code >= 0xC0) & (code <= 0xDE))
    result: Ints = at[upper & (kind.take(at) == LETTER) & (code != ord("I")) & ~(word.take(at - 1) & (at > 0))]
    return result


def tokenise(texts: Sequence[str]) -> Tokens:
    """Cut `texts` into tokens. No text makes it raise; lone surrogates are letters."""
    joined = "\n".join(texts) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    firsts = np.cumsum(lengths + 1) - (lengths + 1)
    kind = _classes().take(np.minimum(codes, _TABLE_SIZE))
    glued = _is_glued(joined, codes, kind)
    glued[firsts] = False
    solid = (kind != SPACE) | glued
    begins = solid & ~glued
    starts = begins.nonzero()[0]
    words = _words(codes, solid, begins) if len(starts) else []
    text = firsts.searchsorted(starts, side="right") - 1
    starts -= firsts.take(text)
    return Tokens(words, text, starts, starts + np.fromiter(map(len, words), dtype=np.int64, count=len(words)))


def _words(codes: NDArray[np.uint32], solid: NDArray[np.bool_], begins: NDArray[np.bool_]) -> list[str]:
    """The tokens that are made of the `solid` characters, cut where one `begins`: written with zeros, which are in none, in between."""
    at = solid.nonzero()[0]
    places = np.cumsum(begins, dtype=np.int64).take(at)
    places += np.arange(-1, len(at) - 1)
    apart = np.zeros(places[-1] + 1, dtype=np.uint32)
    apart[places] = codes.take(at)
    return apart.tobytes().decode("utf-32-le", "surrogatepass").split("\0")
