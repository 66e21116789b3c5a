"""A text as a run of word hashes in which copies look alike: house style and local spelling are folded away.

Folding only ever makes words equal that differ in print. Two words that it confuses ("hour" and "horr") cost nothing:
what is compared are runs of words.
"""

from __future__ import annotations

import hashlib
import re

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

# a word (with inner apostrophe, comma or point: it's, 1,000, U.S), or the end of a sentence, but not an abbreviation's point
_END_MARKS = r"[.!?](?<=[a-z0-9%)”\"’']{2}.)|[。！？\n]"
_WORDS = re.compile(rf"\w+(?:['’.,]\w+)*|{_END_MARKS}")
# of scripts without spaces every character
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_CHARACTERS = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’.,][^\W{_UNSPACED}]+)*|{_END_MARKS}")
_ENDS = frozenset(".!?。！？\n")
END = 0  # stands for the end of a sentence in a run of word hashes
_SKIPPED = 2  # a word that one house style prints and another does not
_MOST_WORDS = 500_000  # of the memory below: some 60 MB

# words that house style adds or leaves out: "Mr Ekelund" and "Ekelund", "6 per cent" and "6%"
_HOUSE_WORDS = frozenset(("mr", "mrs", "ms", "miss", "dr", "sir", "dame", "per", "cent", "percent", "pct"))
_OTHER_SPELLINGS = {
    "grey": "gray", "tyre": "tire", "tyres": "tires", "cheque": "check", "cheques": "checks", "kerb": "curb", "plough": "plow",
    "sceptical": "skeptical", "sceptic": "skeptic", "sceptics": "skeptics", "scepticism": "skepticism", "ageing": "aging",
    "moustache": "mustache", "pyjamas": "pajamas", "aeroplane": "airplane", "aluminium": "aluminum", "whilst": "while",
    "amongst": "among", "towards": "toward", "afterwards": "afterward", "learnt": "learned", "mum": "mom", "mums": "moms",
    "jewellery": "jewelry", "tonne": "ton", "tonnes": "tons", "draught": "draft", "cosy": "cozy", "storey": "story", "storeys": "stories",
    "judgement": "judgment", "acknowledgement": "acknowledgment", "programme": "program", "programmes": "programs",
}  # fmt: skip
# in this order; British on the left in most, American on the right, both sides of a text go through all of them
_SPELLING = (
    (re.compile(r"[ao]e"), "e"),  # paediatric, manoeuvre
    (re.compile(r"our"), "or"),  # harbour
    (re.compile(r"ogue"), "og"),  # dialogue
    (re.compile(r"re(s|d)?$"), r"er\1"),  # centre
    (re.compile(r"c(?=[eiy])"), "s"),  # defence
    (re.compile(r"s"), "z"),  # organise
    (re.compile(r"([a-z])\1"), r"\1"),  # cancelled
)


class _WordHashes(dict[str, int]):
    """Word as printed -> its hash; the lowest bit tells that it is written as a name or a number."""

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST_WORDS:
            self.clear()
        self[word] = value = _hash_word(word)
        return value


def fold_word(word: str) -> str:
    """The word without case, apostrophes, commas and what spelling differs in between countries."""
    lower = _plain(word)
    lower = _OTHER_SPELLINGS.get(lower, lower)
    if not lower.isascii() or not lower.isalpha() or len(lower) < 4:
        return lower
    for pattern, plain in _SPELLING:
        lower = pattern.sub(plain, lower)
    return lower


def _plain(word: str) -> str:
    return re.sub(r"['’.,]", "", word).lower()


def _hash_word(word: str) -> int:
    if word in _ENDS:
        return END
    if _plain(word) in _HOUSE_WORDS:
        return _SKIPPED
    value = int.from_bytes(hashlib.blake2b(fold_word(word).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
    is_telling = word[0].isupper() or word[0].isdigit()
    return (value | 8) & ~1 | is_telling


_HASHES = _WordHashes()


def hash_words(text: str) -> Words:
    """The words of the text in order, hashed, END between sentences; the lowest bit says that a word is written with a
    capital or a digit. The same on any machine: nothing depends on Python's hash seed."""
    found = (_CHARACTERS if _IS_UNSPACED.search(text) else _WORDS).findall(text)
    words: Words = np.fromiter(map(_HASHES.__getitem__, found), dtype=np.uint64, count=len(found))
    kept: Words = words[words != _SKIPPED]
    return kept
