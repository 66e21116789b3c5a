"""Words of a batch of texts, cut and numbered in whole arrays.

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
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that its powers have inverses modulo 2**64
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))

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


def _clitic_starts(codes: NDArray[np.uint32], kind: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """True at an apostrophe that begins a clitic: 's 't 'd 'm, or 're 've 'll, and then no letter."""
    low = np.concatenate((codes | 32, np.zeros(3, dtype=codes.dtype)))
    letter = np.concatenate(((kind == LETTER) | (kind == DIGIT), np.zeros(3, dtype=bool)))
    n = len(codes)
    one, two, three = low[1 : n + 1], low[2 : n + 2], letter[3 : n + 3]
    short = np.isin(one, [ord(c) for c in "stdm"]) & letter[1 : n + 1] & ~letter[2 : n + 2]
    pairs = (one == ord("r")) & (two == ord("e")) | (one == ord("v")) & (two == ord("e")) | (one == ord("l")) & (two == ord("l"))
    result: NDArray[np.bool_] = (kind == APOSTROPHE) & (short | (pairs & letter[1 : n + 1] & ~three))
    return result


def _clitics_set_apart(codes: NDArray[np.uint32], kind: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """True at the apostrophe of "Kenya’ s" and "Kenya ' s", where a tokeniser has set the clitic apart and left a space in it."""
    result = np.zeros(len(codes), dtype=bool)
    if len(codes) > 4:
        blank, after = (codes[2:-2] == ord(" ")) | (codes[2:-2] == 0xA0), kind[4:]
        result[1:-3] = (kind[1:-3] == APOSTROPHE) & blank & (codes[3:-1] == ord("s")) & (after != LETTER) & (after != DIGIT)
    return result


def _is_glued(codes: NDArray[np.uint32], kind: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """True where a character belongs to the token of the one before it."""
    word = (kind == LETTER) | (kind == DIGIT)
    before = np.concatenate(([False], word[:-1]))
    after = np.concatenate((word[1:], [False]))
    glued = word & before
    glued[1:] |= (codes[1:] == codes[:-1]) & (kind[1:] >= MARK)
    inside = (kind == APOSTROPHE) & before & after
    clitic = inside & _clitic_starts(codes, kind)
    inside &= ~clitic
    set_apart = _clitics_set_apart(codes, kind)
    glued[1:] |= set_apart[:-1]
    glued[2:] |= set_apart[:-2]
    glued |= inside
    glued[1:] |= inside[:-1] | clitic[:-1]
    upper = (kind == LETTER) & (codes >= 65) & ((codes <= 90) | ((codes >= 0xC0) & (codes <= 0xDE)))
    single = upper & ~before & (codes != ord("I"))  # 'World War I.' ends a sentence
    single[:-1] &= kind[1:] == POINT
    single[-1:] = False
    # the letter after an initial's point: U.S. goes on, 'J.Smith' does not
    chained = np.zeros_like(single)
    if len(codes) > 2:
        chained[2:] = single[2:] & single[:-2] & (kind[1:-1] == POINT)
    glued |= chained
    points = np.concatenate(([False], single[:-1]))
    glued |= points
    result: NDArray[np.bool_] = glued
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
    _, first_seen, number = np.unique(_hashes(codes, starts, ends), return_index=True, return_inverse=True)
    types = [joined[s:e] for s, e in zip(starts[first_seen].tolist(), ends[first_seen].tolist(), strict=True)]
    return Tokens(text, starts - firsts[text], ends - firsts[text], number.astype(np.int64), types)


def _hashes(codes: NDArray[np.uint32], starts: Ints, ends: Ints) -> NDArray[np.uint64]:
    """A 64-bit hash of each token: a polynomial over its code points, so that prefix sums give all of them at once."""
    n = len(codes)
    with np.errstate(over="ignore"):
        powers = np.cumprod(np.concatenate(([np.uint64(1)], np.full(n, _BASE, dtype=np.uint64))), dtype=np.uint64)
        inverses = np.cumprod(np.concatenate(([np.uint64(1)], np.full(n, _INVERSE, dtype=np.uint64))), dtype=np.uint64)
        sums = np.concatenate(([np.uint64(0)], np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * powers[:n], dtype=np.uint64)))
        result: NDArray[np.uint64] = (sums[ends] - sums[starts]) * inverses[starts]
    return result
