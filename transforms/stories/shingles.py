"""A text as the set of its runs of six words, none of them across the end of a sentence.

Runs within sentences only: a sentence that was put in or taken out costs its own runs and not those of its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.stories.words import END, Words, hash_words

WORDS_A_SHINGLE = 6
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # of splitmix64 (Steele, Lea and Flood 2014), as the two below
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_NAME_BIT = np.uint64(1)
_BLOT = np.uint64(1)  # stands for any name or number

Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shingles:
    """The distinct shingles of a text, in order of their first appearance.

    `is_telling` marks those that hold a name or a number. `frames` are hashes of the same words with names and numbers
    blotted out: articles that were written on one form share frames and not shingles.
    """

    hashes: Hashes
    frames: Hashes
    is_telling: Flags


def mix(values: Hashes) -> Hashes:
    """splitmix64's finaliser: every bit of the result depends on every bit of the value."""
    mixed = (values ^ (values >> np.uint64(30))) * _MIX_1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
    return mixed ^ (mixed >> np.uint64(31))


def shingle(text: str) -> Shingles:
    """The text's shingles; none where no sentence has six words."""
    words = hash_words(text)
    if len(words) < WORDS_A_SHINGLE:
        nothing = np.empty(0, np.uint64)
        return Shingles(nothing, nothing, np.empty(0, np.bool_))
    is_end = words == END
    names = _telling_words(words, is_end)
    plain = words >> _NAME_BIT
    within = ~_any_of(is_end)
    hashes, telling = mix(_roll(plain)[within]), _any_of(names)[within]
    frames = mix(_roll(np.where(names, _BLOT, plain))[within])
    _, first = np.unique(hashes, return_index=True)
    first.sort()
    return Shingles(hashes[first], frames[first], telling[first])


def _roll(words: Words) -> Hashes:
    """A hash of every run of words."""
    n = len(words) - WORDS_A_SHINGLE + 1
    hashes = np.zeros(n, np.uint64)
    for i in range(WORDS_A_SHINGLE):
        hashes = hashes * _MULTIPLIER + words[i : i + n]
    return hashes


def _any_of(flags: Flags) -> Flags:
    """For every run of words whether one of them is marked."""
    n = len(flags) - WORDS_A_SHINGLE + 1
    found = flags[:n].copy()
    for i in range(1, WORDS_A_SHINGLE):
        found |= flags[i : i + n]
    return found


def _telling_words(words: Words, is_end: Flags) -> Flags:
    """Words with a capital or a digit, but not the first of a sentence: that one has its capital from its place."""
    starts = np.empty(len(words), np.bool_)
    starts[0] = True
    starts[1:] = is_end[:-1]
    is_name: Flags = (words & _NAME_BIT) == 1
    return is_name & ~starts
