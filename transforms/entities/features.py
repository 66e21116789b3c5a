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
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_STEP = np.uint64(0x9E3779B97F4A7C15)


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
    """The first LENGTH code points of each word as a row, padded with zeros."""
    array = np.array(words, dtype=f"<U{LENGTH}") if len(words) else np.empty(0, dtype=f"<U{LENGTH}")
    return array.view("<u4").reshape(len(words), LENGTH).astype(np.uint64)


def _rows(salt: int, hashes: NDArray[np.uint64], present: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Rows of the embedding for one feature of each word."""
    with np.errstate(over="ignore"):
        mixed = (hashes + np.uint64(salt) * _STEP) * _MIX
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _STEP
    return np.where(present, (mixed >> np.uint64(49)).astype(np.int32), np.int32(N_BUCKETS))


def _fold(columns: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    total = np.zeros_like(columns[0])
    with np.errstate(over="ignore"):
        for column in columns:
            total = (total + column + np.uint64(1)) * _MIX
            total ^= total >> np.uint64(31)
    return total


def _shapes(kinds: NDArray[np.uint8], codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A hash of each word's shape: its kinds of characters with runs made one, marks kept apart."""
    symbols = np.where(kinds == _OTHER, codes + np.uint64(8), kinds.astype(np.uint64))
    new = symbols != np.concatenate((np.zeros((len(symbols), 1), dtype=np.uint64), symbols[:, :-1]), axis=1)
    rank = np.minimum(np.cumsum(new, axis=1), 8).astype(np.uint64)
    with np.errstate(over="ignore"):
        parts = np.where(new & (symbols != _NONE), (symbols + np.uint64(1)) * _MIX ^ rank * _STEP, np.uint64(0))
        result: NDArray[np.uint64] = np.sum(parts * (rank * np.uint64(2) + np.uint64(1)), axis=1, dtype=np.uint64)
    return result


def buckets(words: Sequence[str], lower: Sequence[str] | None = None) -> NDArray[np.int32]:
    """Rows of the hashed embedding: for each word its lower case, itself, its shape, ends, and trigrams.

    `lower` are the words as `plain` makes them, where the caller has them.
    """
    codes = _codes(words)
    low = _codes([plain(w) for w in words] if lower is None else lower)
    kinds = _kinds()[np.minimum(codes, 0x3000).astype(np.int64)]
    lengths = (low != 0).sum(axis=1)
    every = np.ones(len(words), dtype=bool)
    out = [
        _rows(1, _fold(list(low.T)), every),
        _rows(2, _fold(list(codes.T)), every),
        _rows(3, _shapes(kinds, codes), every),
    ]
    out += [_rows(10 + n, _fold(list(low[:, :n].T)), lengths > n) for n in (2, 3, 4)]
    index = np.arange(len(words))
    for n in (1, 2, 3, 4):
        last = [low[index, np.maximum(lengths - k, 0)] for k in range(n, 0, -1)]
        out.append(_rows(20 + n, _fold(last), lengths > n))
    edged = np.zeros((len(words), LENGTH + 2), dtype=np.uint64)
    edged[:, 1:-1] = low
    edged[:, 0] = 1
    edged[index, lengths + 1] = 2
    out += [_rows(30, _fold(list(edged[:, i : i + 3].T)), lengths >= i + 1) for i in range(10)]
    return np.stack(out, axis=1)


def spelling(words: Sequence[str]) -> NDArray[np.float32]:
    """Yes-or-no facts about the letters of each word, as N_SPELLING columns of 0 and 1."""
    codes = _codes(words)
    kinds = _kinds()[np.minimum(codes, 0x3000).astype(np.int64)]
    lengths = (kinds != _NONE).sum(axis=1)
    upper, lower, digit, other = ((kinds == k).sum(axis=1) for k in (_UPPER, _LOWER, _DIGIT, _OTHER))
    first = kinds[:, 0] == _UPPER
    columns = (
        first,
        (upper > 1) & (lower == 0),
        (lower > 0) & (upper == 0),
        first & (upper == 1) & (lower == lengths - 1) & (lower > 0),
        digit > 0,
        (digit == 4) & (lengths == 4),
        (upper > first.astype(int)) & (lower > 0),
        (other == lengths),
        lengths == 1,
        lengths > 8,
        (other > 0) & (upper > 0),
        ((codes == ord("'")) | (codes == ord("’"))).any(axis=1) & (lengths > 1),
    )
    return np.stack(columns, axis=1).astype(np.float32)
