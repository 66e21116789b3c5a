"""Organisations and other things with names of several words: which forms are of one.

Belongs here: acronyms with their long forms, names with and without article or legal suffix, and short forms of long names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
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
    if len(words) > 1 and max(map(len, words)) == 1:
        words = ["".join(words)]
    return tuple(words)


@lru_cache(maxsize=65536)
def is_acronym(text: str) -> bool:
    """True for two capitals or more, with or without points (NATO, U.N., DfID), in one word."""
    letters = text.replace(".", "").replace("-", "")
    return letters.isalnum() and len(letters) > 1 and sum(map(str.isupper, letters)) * 2 > len(letters)


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
    for i, (a, b) in enumerate(pairwise(mentions)):
        if 0 < b.char_start - a.char_end <= 3 and number[i] != number[i + 1] and _is_bracketed(a, b, texts):
            group[number[i + 1]] = group[number[i]]
    last_forms = {n: m.text for n, m in zip(number, mentions, strict=True)}
    short = {words for words, n in forms.items() if len(words) == 1 and is_acronym(last_forms[n])}
    longer = _longer_names(forms, short)
    unsure = set()
    for words, n in forms.items():
        if words not in longer or group[n] != n:
            continue
        fits = {group[k] for k in longer[words]} - {n}
        if len(fits) == 1:
            _merge(group, n, fits.pop())
        elif fits:
            unsure.add(n)
    if unsure:
        for m, n in zip(mentions, number, strict=True):
            m.is_ambiguous = m.is_ambiguous or n in unsure
    return [group[n] for n in number]


def _longer_names(forms: Mapping[tuple[str, ...], int], short: Set[tuple[str, ...]]) -> dict[tuple[str, ...], set[int]]:
    """For each form that is the first or the last words of others, or the acronym of them, the numbers of these."""
    found: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for words, number in forms.items():
        for size in range(1, len(words)):
            for part in (words[:size], words[-size:]):
                if part in forms and (part not in short or len(part[0]) > 2):
                    found[part].add(number)
        if short and len(words) > 1:
            for letters in initials(words):
                if (letters,) in short:
                    found[(letters,)].add(number)
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
