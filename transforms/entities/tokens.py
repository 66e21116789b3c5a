"""Words of a batch of texts, cut and numbered in whole arrays.

A token is a run of letters and digits, or one mark (a run of the same mark). Glued: the apostrophe of O'Brien and Xi'an, the
clitics of Trump's and don't (the token is 's, 't, also where a space got into it), the points of U.S. and of an initial.
Offsets are code points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SPACE, LETTER, DIGIT, MARK, APOSTROPHE, POINT = range(6)
_TABLE_SIZE = 0x3000  # beyond it only letters matter: ideographs, and emoji that may pass for letters
_BASE = np.uint64(0x9E3779B97F4A7C15)
_PIECE = 1 << 16  # characters that are hashed together
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
    """The number of each value among the distinct ones, and the first place of each of these, in this order."""
    if not len(values):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    # by buffers: pa.array and to_numpy import pandas when they are first called, which takes a second
    coded = pa.Array.from_buffers(pa.uint64(), len(values), [None, pa.py_buffer(values)]).dictionary_encode()
    number = np.frombuffer(coded.indices.buffers()[1], dtype=np.int32, count=len(values)).astype(np.int64)
    first = np.empty(len(coded.dictionary), dtype=np.int64)
    first[number[::-1]] = np.arange(len(number) - 1, -1, -1)  # of several places the last one that is written stays
    return number, first


@cache
def _powers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    return _powers_up_to(2 * _PIECE)


def _powers_up_to(n: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The first powers of _BASE, beginning with itself, and those of its inverse, beginning with 1; modulo 2 ** 64."""
    inverse = np.full(n, pow(int(_BASE), -1, 1 << 64), dtype=np.uint64)
    inverse[:1] = 1
    return np.full(n, _BASE, dtype=np.uint64).cumprod(dtype=np.uint64), inverse.cumprod(dtype=np.uint64)


def _hashes(codes: NDArray[np.uint32], starts: Ints, ends: Ints) -> NDArray[np.uint64]:
    """A 64-bit hash of each token: a polynomial over its code points."""
    result = np.empty(len(starts), dtype=np.uint64)
    edges = np.searchsorted(starts, np.arange(0, len(codes) + _PIECE, _PIECE)).tolist()
    for a, z in pairwise(edges):
        if a < z:  # no token may begin here, in the middle of a long one
            first, end = int(starts[a]), int(ends[z - 1])
            result[a:z] = _hash_piece(codes[first:end], starts[a:z] - first, ends[a:z] - first)
    return result


def _hash_piece(codes: NDArray[np.uint32], starts: Ints, ends: Ints) -> NDArray[np.uint64]:
    """The hashes of tokens, the first of which begins with `codes`.

    Powers go on from token to token, so that each sum is the difference of two running sums, and are taken out of it again.
    """
    powers, inverses = _powers() if len(codes) <= 2 * _PIECE else _powers_up_to(len(codes))
    terms = codes + np.uint64(1)
    terms *= powers[: len(codes)]
    running = np.cumsum(terms, out=terms)
    result: NDArray[np.uint64] = running.take(ends - 1)
    result[1:] -= running.take(starts[1:] - 1)
    result *= inverses.take(starts)
    return result
