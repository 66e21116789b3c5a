"""Features of word types: what the spelling of a word tells, whatever stands around it.

Everything here depends on the word alone, so it is computed once a type, for all types of a batch in whole arrays.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

N_BUCKETS = 1 << 15  # rows of the hashed embedding; row N_BUCKETS is zero and stands for no feature
LENGTH = 20  # characters of a word that are looked at: its first ones and, for suffixes, its last
N_SPELLING = 12
_NONE, _UPPER, _LOWER, _DIGIT, _OTHER = range(5)
_COUNTED = np.array((_UPPER, _LOWER, _DIGIT, _OTHER), dtype=np.uint8)[:, None, None]
# arrays without dimensions: a scalar is made one at each use
_MIX, _STEP, _ONE, _SHIFT = (np.array(n, dtype=np.uint64) for n in (0xFF51AFD7ED558CCD, 0x9E3779B97F4A7C15, 1, 31))
_TRIGRAMS = 10
# of each feature: what tells it from others with the same hash, and the length that a word must exceed to have it
_SALTS = np.array((1, 2, 3, 12, 13, 14, 21, 22, 23, 24, *[30] * _TRIGRAMS), dtype=np.uint64)[:, None]
_SHORTER = np.array((-1, -1, -1, 2, 3, 4, 1, 2, 3, 4, *range(_TRIGRAMS)))[:, None]


def plain(word: str) -> str:
    """`word` in lower case with straight apostrophes and no space: the key of word lists and vectors."""
    return word.lower() if word.isascii() and " " not in word else word.replace("’", "'").replace("ʼ", "'").replace(" ", "").lower()


def without_accents(word: str) -> str:
    """`word` with combining marks left out."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@cache
def _kinds() -> NDArray[np.uint8]:
    """Upper, lower, digit or other, for each code point below 0x3000; the last entry, for all above, is lower."""
    table = np.full(0x3001, _LOWER, dtype=np.uint8)
    for code in range(0x3000):
        c = chr(code)
        table[code] = _UPPER if c.isupper() else _LOWER if c.isalpha() else _DIGIT if c.isdigit() else _OTHER
    table[0] = _NONE
    return table


def _codes(words: Sequence[str]) -> NDArray[np.uint64]:
    """(LENGTH, words): the first code points of each word, padded with zeros."""
    array = np.array(words, dtype=f"<U{LENGTH}") if len(words) else np.empty(0, dtype=f"<U{LENGTH}")
    return array.view("<u4").reshape(len(words), LENGTH).T.astype(np.uint64, order="C")


def _kinds_of(codes: NDArray[np.uint64]) -> NDArray[np.uint8]:
    return _kinds().take(np.minimum(codes, 0x3000).astype(np.int64))


def _rows(hashes: NDArray[np.uint64], present: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Rows of the embedding for the features of words, in the order of _SALTS."""
    mixed = (hashes + _SALTS * _STEP) * _MIX
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _STEP
    return np.where(present, (mixed >> np.uint64(49)).astype(np.int32), np.int32(N_BUCKETS))


def _fold(total: NDArray[np.uint64], character: NDArray[np.uint64]) -> None:
    """Make `total` the hashes of strings that are longer by a character, which is given as its code and one."""
    total += character
    total *= _MIX
    total ^= total >> _SHIFT


def _beginnings(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Hashes of the first two, three, four and LENGTH characters of each word."""
    total = np.zeros(codes.shape[1], dtype=np.uint64)
    found = []
    for n, character in enumerate(codes + _ONE, 1):
        _fold(total, character)
        if n in (2, 3, 4, LENGTH):
            found.append(total.copy())
    return np.stack(found)


def _endings(codes: NDArray[np.uint64], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Hashes of the last character of each word, of the last two, three and four."""
    last = codes[np.maximum(lengths - [[4], [3], [2], [1]], 0), np.arange(len(lengths))] + _ONE
    total = np.zeros_like(last)
    for n in range(4):  # the longest begins first
        _fold(total[3 - n :], last[n])
    return total


def _trigrams(codes: NDArray[np.uint64], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Hashes of each word's first ten runs of three characters, its edges being characters as well."""
    edged = np.ones((LENGTH + 2, len(lengths)), dtype=np.uint64)
    edged[1:-1] += codes
    edged[0] = 2
    edged[lengths + 1, np.arange(len(lengths))] = 3
    total = np.zeros((_TRIGRAMS, len(lengths)), dtype=np.uint64)
    for n in range(3):
        _fold(total, edged[n : n + _TRIGRAMS])
    return total


def _shapes(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A hash of each word's shape: its kinds of characters with runs made one, marks kept apart."""
    kinds = _kinds_of(codes)
    symbols = np.where(kinds == _OTHER, codes + np.uint64(8), kinds.astype(np.uint64))
    new = symbols != np.concatenate((np.zeros_like(symbols[:1]), symbols[:-1]))
    rank = np.minimum(np.cumsum(new, axis=0), 8).astype(np.uint64)
    parts = ((symbols + _ONE) * _MIX ^ rank * _STEP) * (rank * np.uint64(2) + _ONE)
    parts *= new & (symbols != _NONE)
    result: NDArray[np.uint64] = parts.sum(axis=0, dtype=np.uint64)
    return result


def buckets(words: Sequence[str], lower: Sequence[str] | None = None) -> NDArray[np.int32]:
    """Rows of the hashed embedding: for each word its lower case, itself, its shape, ends, and trigrams.

    `lower` are the words as `plain` makes them, where the caller has them.
    """
    n = len(words)
    both = _codes([*(map(plain, words) if lower is None else lower), *words])
    low, begun = both[:, :n], _beginnings(both)
    lengths = np.count_nonzero(low, axis=0)
    whole = (begun[3:, :n], begun[3:, n:], _shapes(both[:, n:])[None])
    hashes = np.concatenate((*whole, begun[:3, :n], _endings(low, lengths), _trigrams(low, lengths)))
    return _rows(hashes, lengths > _SHORTER).T


def spelling(words: Sequence[str]) -> NDArray[np.float32]:
    """Yes-or-no facts about the letters of each word, as N_SPELLING columns of 0 and 1."""
    codes = _codes(words)
    kinds = _kinds_of(codes)
    upper, lower, digit, other = np.add.reduce(kinds == _COUNTED, axis=1, dtype=np.uint8)
    lengths = upper + lower + digit + other
    first = kinds[0] == _UPPER
    columns = (
        first,
        (upper > 1) & (lower == 0),
        (lower > 0) & (upper == 0),
        first & (upper == 1) & (lower == lengths - 1) & (lower > 0),
        digit > 0,
        (digit == 4) & (lengths == 4),
        (upper > first) & (lower > 0),
        (other == lengths),
        lengths == 1,
        lengths > 8,
        (other > 0) & (upper > 0),
        ((codes == ord("'")) | (codes == ord("’"))).any(axis=0) & (lengths > 1),
    )
    return np.array(columns, dtype=np.float32).T
