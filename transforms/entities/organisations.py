"""Organisations and other things with names of several words: which forms are of one.

Belongs here: acronyms with their long forms, names with and without article or legal suffix, and short forms of long names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from transforms.contract import Mention
from transforms.entities.words import word_list
from transforms.folding import fold

LEGAL = word_list("legal_suffixes")
_SMALL = frozenset(("of", "and", "the", "for", "in", "on", "de", "to", "del", "des", "du", "la"))


@lru_cache(maxsize=65536)
def core(name: str) -> tuple[str, ...]:
    """The folded words of a name without leading article and legal suffixes (Inc, Ltd, AG)."""
    words = fold(name.replace("&", " and ")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in LEGAL:
        words = words[:-1]
    if len(words) > 1 and all(len(w) == 1 for w in words):
        words = ["".join(words)]
    return tuple(words)


def is_acronym(text: str) -> bool:
    """True for two capitals or more, with or without points (NATO, U.N., DfID), in one word."""
    letters = text.replace(".", "").replace("-", "")
    return letters.isalnum() and len(letters) > 1 and sum(c.isupper() for c in letters) * 2 > len(letters)


@lru_cache(maxsize=65536)
def initials(words: tuple[str, ...]) -> frozenset[str]:
    """What the initials of a name can be: with and without its small words."""
    return frozenset(("".join([w[0] for w in words]), "".join([w[0] for w in words if w not in _SMALL])))


def join_names(mentions: Sequence[Mention], texts: Sequence[str]) -> list[int]:
    """A group number for each mention of one type, in order of the text: equal numbers are one entity.

    Also marks `is_ambiguous` where a short form fits more than one long name of the article.
    """
    forms: dict[tuple[str, ...], int] = {}
    number = [forms.setdefault(core(m.text), len(forms)) for m in mentions]
    group = list(range(len(forms)))
    names = list(forms)
    for i, (a, b) in enumerate(pairwise(mentions)):
        if 0 < b.char_start - a.char_end <= 3 and number[i] != number[i + 1] and _is_bracketed(a, b, texts):
            group[number[i + 1]] = group[number[i]]
    last_forms = {n: m.text for n, m in zip(number, mentions, strict=True)}
    short = {words for words, n in forms.items() if len(words) == 1 and is_acronym(last_forms[n])}
    by_word = _by_word(names, with_initials=bool(short))
    unsure = set()
    for words, n in forms.items():
        if group[n] != n or not words:
            continue
        fits = {group[k] for k in by_word.get(words[0], ()) if k != n and _fits(words, names[k], is_short=words in short)} - {n}
        if len(fits) == 1:
            _merge(group, n, fits.pop())
        elif fits:
            unsure.add(n)
    for m, n in zip(mentions, number, strict=True):
        m.is_ambiguous = m.is_ambiguous or n in unsure
    return [group[n] for n in number]


def _by_word(names: Sequence[tuple[str, ...]], *, with_initials: bool) -> dict[str, set[int]]:
    """Where to look for the long names of a short one by its first word: the numbers of those that have it in them or as their initials."""
    asked = {words[0] for words in names if words}
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, words in enumerate(names):
        if len(words) > 1:
            for word in asked.intersection((*words, *initials(words)) if with_initials else words):
                found[word].add(number)
    return found


def _merge(group: list[int], one: int, other: int) -> None:
    old, new = group[one], group[other]
    for i, g in enumerate(group):
        if g == old:
            group[i] = new


def _is_bracketed(one: Mention, other: Mention, texts: Sequence[str]) -> bool:
    """True for 'Long Form (LF)' and 'LF (Long Form)', where the letters of one are found in the other in order."""
    if one.paragraph != other.paragraph or not 1 <= other.char_start - one.char_end <= 3:
        return False
    text = texts[one.paragraph]
    if text[one.char_end : other.char_start].strip(" “\"'‘") != "(" or text[other.char_end : other.char_end + 1] not in ")”\"',;":
        return False
    long, short = (one.text, other.text) if len(one.text) > len(other.text) else (other.text, one.text)
    if not is_acronym(short):
        return False
    rest = iter(fold(long).replace(" ", ""))
    return all(c in rest for c in fold(short).replace(" ", "")) or one.type == other.type


def _fits(words: tuple[str, ...], other: tuple[str, ...], *, is_short: bool) -> bool:
    """True where `words` is the other's acronym, or the first or last of its words."""
    if is_short and len(words) == 1 and len(other) > 1:
        return words[0] in initials(other) or (len(words[0]) > 2 and words[0] in (other[0], other[-1]))
    if not 0 < len(words) < len(other):
        return False
    return other[: len(words)] == words or other[-len(words) :] == words
