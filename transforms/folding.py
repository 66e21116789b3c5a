"""Normalised names: the form in which two spellings of one name are equal, the same on every machine.

Belongs here: folding of case, accents, punctuation and common variants of transliteration. Not here: who is who.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKS = re.compile(r"[^\w]|_")
# letters that NFKD leaves alone
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "a",
        "’": "", "'": "", "‘": "", "ʼ": "", "ʻ": "", "`": "", "ь": "", "ъ": "",
    }
)  # fmt: skip
_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "і": "i", "ї": "i",
        "є": "e", "ґ": "g", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u",
        "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ы": "i", "э": "e", "ю": "iu", "я": "ia",
    }
)  # fmt: skip
# Variants of one transliterated sound, for persons' names: Zelensky, Zelenskyy, Zelenskiy; Sergei, Sergey; Muhammad, Mohammed.
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"oo|ou", "u"),
        (r"(?<=[sc]k)(iy|ii|yi|yy|yj|ij|y)\b", "i"),
        (r"(?<=[aeo])[iy]\b", "i"),
        (r"(?:iy|ii|yy|yi)\b", "i"),
        (r"(?<=[^aeiouy\W])(?:y|j)(?=[aou])", "i"),
        (r"\bye(?=[lvg])", "e"),
        (r"\b(?:muhamm?[ae]d|mohamm?[ae]d|mohamed)\b", "mohammed"),
    )
)  # fmt: skip
_SERVANT_OF = re.compile(r"\babd(?:el|al|ul) (?=\w)")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """`name` without case, accents and punctuation, words separated by one space; never raises on any text."""
    if name.isascii():
        text = name.lower()
        if text.isalnum():
            return text
        if text.replace(" ", "").isalnum():  # no marks
            return " ".join(text.split())
        text = text.replace("'", "").replace("`", "")
    else:
        text = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS).translate(_CYRILLIC)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(_MARKS.sub(" ", text).split())


@lru_cache(maxsize=65536)
def fold_person(name: str) -> str:
    """`name` folded, with variants of transliteration made one and single initials between names left out."""
    folded = fold(name)
    words = [sounds(word) for word in folded.split()]
    if "abd" in folded:
        words = _SERVANT_OF.sub("abdul", " ".join(words)).split()
    if len(words) < 3:
        return " ".join(words)
    kept = [w for i, w in enumerate(words) if len(w) > 1 or i in (0, len(words) - 1)]
    return " ".join(kept or words)


@lru_cache(maxsize=65536)
def sounds(word: str) -> str:
    """A folded word with variants of transliteration made one."""
    if not ("y" in word or "j" in word or "ou" in word or "oo" in word or word[-1:] == "i" or word[1:5] in ("uham", "oham")):
        return word
    for pattern, to in _SOUNDS:
        word = pattern.sub(to, word)
    return word
