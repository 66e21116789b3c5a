"""Words of a batch of texts, cut and numbered in whole arrays.

A token is a run of letters and digits, or one mark (a run of the same mark). Glued: the apostrophe of O'Brien and Xi'an, the
clitics of Trump's and don't (the token is 's, 't, also where a space got into it), the points of U.S. and of an initial.
Offsets are code points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

SPACE, LETTER, DIGIT, MARK, APOSTROPHE, POINT = range(6)
_TABLE_SIZE = 0x3000  # beyond it only letters matter: ideographs, and emoji that may pass for letters
_BASE = np.uint64(0x9E3779B97F4A7C15)
_Unsigned = TypeVar("_Unsigned", np.uint8, np.uint32)

Ints = NDArray[np.int64]


class Tokens(NamedTuple):
    """Tokens of a batch in order: text number, half-open offsets in that text, and the number of the word type.

    `types` are the distinct words; `is_spaced` tells whether white space stands before a token.
    """

    text: Ints
    start: Ints
    end: Ints
    type: Ints
    types: list[str]


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


def _clitics(codes: NDArray[np.uint32], kind: NDArray[np.uint8], at: Ints) -> NDArray[np.bool_]:
    """True for those of the apostrophes `at` that begin a clitic: 's 't 'd 'm, or 're 've 'll, and then no letter."""
    first, second = (_after(codes, at, k) | 32 for k in (1, 2))
    is_word = [(k == LETTER) | (k == DIGIT) for k in (_after(kind, at, 1), _after(kind, at, 2), _after(kind, at, 3))]
    short = np.isin(first, [ord(c) for c in "stdm"]) & ~is_word[1]
    pairs = ((first == ord("r")) | (first == ord("v"))) & (second == ord("e")) | (first == ord("l")) & (second == ord("l"))
    result: NDArray[np.bool_] = is_word[0] & (short | (pairs & ~is_word[2]))
    return result


def _set_apart(codes: NDArray[np.uint32], kind: NDArray[np.uint8], at: Ints) -> NDArray[np.bool_]:
    """True for those of the apostrophes `at` that begin "Kenya’ s", where a tokeniser has set the clitic apart and left a space in it."""
    blank, after = _after(codes, at, 1), _after(kind, at, 3)
    is_blank = (blank == ord(" ")) | (blank == 0xA0)
    result: NDArray[np.bool_] = (at > 0) & is_blank & (_after(codes, at, 2) == ord("s")) & (after != LETTER) & (after != DIGIT)
    return result


def _after(values: NDArray[_Unsigned], at: Ints, k: int) -> NDArray[_Unsigned]:
    """The values `k` places after `at`; 0, which is no letter's code and a space's class, beyond the end."""
    result: NDArray[_Unsigned] = np.where(at + k < len(values), values.take(np.minimum(at + k, len(values) - 1)), 0)
    return result


def _is_glued(codes: NDArray[np.uint32], kind: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """True where a character belongs to the token of the one before it."""
    word = (kind == LETTER) | (kind == DIGIT)
    glued: NDArray[np.bool_] = np.zeros(len(codes), dtype=bool)
    glued[1:] = (word[1:] & word[:-1]) | ((codes[1:] == codes[:-1]) & (kind[1:] >= MARK))
    at = np.flatnonzero(kind == APOSTROPHE)
    apart = at[_set_apart(codes, kind, at)]
    glued[apart + 1] = glued[apart + 2] = True
    inside = at[word.take(at - 1) & (at > 0) & (_after(kind, at, 1) != SPACE) & word.take(np.minimum(at + 1, len(word) - 1))]
    glued[inside + 1] = True
    glued[inside[~_clitics(codes, kind, inside)]] = True
    initials = _initials(codes, kind, word)
    glued[initials + 1] = True  # the point
    glued[initials[1:][np.diff(initials) == 2]] = True  # the letter after it: U.S. goes on, 'J.Smith' does not
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
    lengths = np.array([len(t) for t in texts], dtype=np.int64)
    joined = "\n".join(texts) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    firsts = np.concatenate(([0], np.cumsum(lengths + 1)[:-1])).astype(np.int64) if len(texts) else lengths
    kind = _classes()[np.minimum(codes, _TABLE_SIZE)]
    glued = _is_glued(codes, kind)
    glued[firsts] = False
    solid = (kind != SPACE) | glued
    starts = np.flatnonzero(solid & ~glued)
    last = solid & ~np.concatenate((glued[1:], [False]))
    ends = np.flatnonzero(last) + 1
    text = np.searchsorted(firsts, starts, side="right") - 1
    number, example = _distinct(_hashes(codes, starts, ends))
    types = [joined[s:e] for s, e in zip(starts[example].tolist(), ends[example].tolist(), strict=True)]
    return Tokens(text, starts - firsts[text], ends - firsts[text], number, types)


def _distinct(values: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """The number of each value among the distinct ones in order, and a place where each of these stands.

    As np.unique has it, which looks for the first place and takes a slower sort for that.
    """
    order = np.argsort(values)
    ordered = values.take(order)
    is_new = np.ones(len(values), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    number = np.empty(len(values), dtype=np.int64)
    number[order] = np.cumsum(is_new) - 1
    return number, order[is_new]


def _hashes(codes: NDArray[np.uint32], starts: Ints, ends: Ints) -> NDArray[np.uint64]:
    """A 64-bit hash of each token: a polynomial over its code points."""
    if not len(starts):
        return np.zeros(0, dtype=np.uint64)
    powers = np.full(int((ends - starts).max()), _BASE, dtype=np.uint64).cumprod(dtype=np.uint64)
    place = np.arange(starts[0], ends[-1]) - starts.repeat(np.diff(starts, append=ends[-1]))  # in the token, or in the gap after it
    terms = (codes[starts[0] : ends[-1]] + np.uint64(1)) * powers.take(place, mode="clip")
    bounds = np.stack((starts, ends), axis=1).ravel() - starts[0]
    result: NDArray[np.uint64] = np.add.reduceat(terms, bounds[:-1])[::2]
    return result
