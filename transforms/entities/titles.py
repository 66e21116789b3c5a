"""What stands before a person's name and is no part of it: honorifics and roles.

Belongs here: reading the words around a name. Not here: roles that stand alone ('the President': see nominals).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from transforms.entities.lexicon import case_odds
from transforms.entities.places import standard_adjectives
from transforms.entities.words import word_list

MALE = frozenset(("mr", "sir", "lord", "king", "prince", "emperor", "father", "brother", "duke", "baron", "earl", "sheikh", "sultan"))
FEMALE = frozenset(
    ("mrs", "ms", "miss", "mme", "madam", "madame", "lady", "dame", "queen", "princess", "empress", "sister", "duchess", "baroness")
)
HONORIFICS = word_list("honorifics")
_BEFORE_NAME = word_list("address")
# Nouns that name what a person is or does; others are told by their endings.
ROLE_NOUNS = word_list("role_nouns")
_NAMELIKE = 8  # Goldman, Ottoman: written with a capital at least three times as often as without
_ROLE_ENDINGS = ("man", "woman", "person", "ist", "ologist", "ician")
FORMER = frozenset(("former", "ex", "then", "late", "outgoing", "onetime", "erstwhile", "ousted", "deposed", "past", "ex-president"))
_WORD = re.compile(r"[\w’'.&/-]+|[^\w\s]")


_APPOSITION = re.compile(r",[ \u00a0](?:the[ \u00a0]|an?[ \u00a0]|who (?:is|was) (?:the |an? )?)?([\w’'&/ \u00a0-]{4,90}+)(?=[,.;:)—]|$)")
_COMMAS = (", ", ",\u00a0")
_EXPLAINED = re.compile(r"[.;]|,[ \u00a0](?!(?:and|or|as|but|with|plus)\b)[a-z]")  # behind a name that is no part of a list
_DETERMINER = re.compile(r"the|its|his|her|their|our|my|\w+[’']s?", re.IGNORECASE)
_ADJECTIVES = ("al", "ic", "an", "ing", "ed", "ese", "ish", "ive", "ary", "ior")


class Title(NamedTuple):
    """What stands before a name: the honorific (Mr), the role (Russian President), and where the whole begins."""

    honorific: str | None
    role: str | None
    start: int


@lru_cache(maxsize=65536)
def is_role_noun(word: str) -> bool:
    """True for a noun that names what a person is or does (President, spokeswoman, economist, Irishman)."""
    plain = word.casefold().strip(".")
    if plain in ROLE_NOUNS or plain.split("-")[-1] in ROLE_NOUNS:
        return True
    if len(plain) < 7 or not plain.endswith(_ROLE_ENDINGS):
        return False
    return case_odds(plain)[0] < _NAMELIKE or plain.capitalize() in standard_adjectives()


def read_title(text: str, start: int) -> Title | None:
    """The honorific and the role that end where a name starts, at `start` of `text`; None where neither does.

    A role is the run of words back from a role noun: capitalised words, words of a closed list (former, of, for, and),
    and lower-case words right before the noun; it ends at a mark, a verb or an article.
    """
    if not start or not text[start - 1].isspace():
        return None
    ending = _ending(text[max(0, start - 30) : start].rstrip(" \u00a0").rsplit(" ", 1)[-1])
    if ending == "nothing":
        return None
    left = text[max(0, start - 100) : start]
    if ending == "capitalised" and "of" not in left and "for" not in left:
        return None
    words = _WORD.findall(_last_words(left))
    if not words or left.rstrip(" \u00a0")[-1:].isspace():
        return None
    pieces = words
    if words[-1] == "." and len(words) > 1:
        words = [*words[:-2], words[-2] + "."]
    honorific, at = None, len(words)
    last = words[-1]
    if last.casefold().strip(".") in _BEFORE_NAME and last[0].isupper():
        honorific, at = last, at - 1
    before = words[:at]
    begin = _role_start(before)
    if begin is not None and at - begin > 1 and is_title_case(text):
        begin = _bare_role_start(before)
    if begin is None:
        return Title(honorific, None, _starts(pieces[at:], left, start)[0]) if honorific else None
    starts = _starts(pieces[begin:], left, start)
    end = starts[at - 1 - begin] + len(words[at - 1]) if honorific else start - len(left) + len(left.rstrip())
    return Title(honorific, text[starts[0] : end], starts[0])


def _last_words(left: str) -> str:
    """What of `left` a title can reach back to: the words behind the last one that none goes over, and that one."""
    words = left.split()
    at = len(words) - 1
    while at > 0 and not _ends_title(words[at]):
        at -= 1
    return " ".join(words[at:])


@lru_cache(maxsize=65536)
def _ends_title(word: str) -> bool:
    """True for a plain word in small letters that is in no title (said, with)."""
    return word.isalpha() and word.islower() and word not in ("of", "for", "the") and word not in _LOWER and not is_role_noun(word)


def _starts(words: Sequence[str], left: str, start: int) -> list[int]:
    """Where in the text the last words of `left`, which ends at `start`, begin."""
    starts = []
    at = len(left)
    for word in reversed(words):
        at = left.rfind(word, 0, at)
        starts.append(at + start - len(left))
    return starts[::-1]


@lru_cache(maxsize=65536)
def _ending(last: str) -> Literal["nothing", "capitalised", "title"]:
    """What the last word before a name can end: nothing, only a role such as 'Secretary of State', or any honorific or role."""
    if not last or (last.islower() and not is_role_noun(last)):
        return "nothing"
    words = _WORD.findall(last)
    if not words:
        return "nothing"
    word = words[-1]
    if word == "." or is_role_noun(word) or word.casefold().strip(".") in _BEFORE_NAME:
        return "title"
    return "capitalised" if word[0].isupper() and word.isalpha() else "nothing"


_LOWER = word_list("role_modifiers")
# words that stay lower-case in headlines whose other words are capitalised
_SMALL = word_list("small_words")


def _role_start(words: list[str]) -> int | None:
    """Index of the first word of the role that ends with the last of `words`; None where there is none."""
    if not words or not is_role_noun(words[-1]):
        return _of_role_start(words)
    return _back(words, len(words) - 1, _continues)


def _back(words: list[str], i: int, goes_on: Callable[[str], bool]) -> int:
    """Index of the first of the words right before the i-th that go on with it; `i` where none does."""
    while i > 0 and goes_on(words[i - 1]):
        i -= 1
    return i


def _bare_role_start(words: list[str]) -> int | None:
    """The same where every word is capitalised, so that capitals tell nothing: role nouns and their modifiers alone."""
    if not is_role_noun(words[-1]):
        return None
    return _back(words, len(words) - 1, lambda word: is_role_noun(word) or word.casefold() in _LOWER)


@lru_cache(maxsize=1024)
def is_title_case(text: str) -> bool:
    """True for a headline in which all words but the small ones are capitalised."""
    words = text.split()
    if any(word[0].islower() and word[0].isalpha() and word not in _SMALL for word in words):
        return False
    return len([word for word in words if word[0].isalpha()]) > 4


def _of_role_start(words: list[str]) -> int | None:
    """The role 'Secretary of State', 'Leader of the Opposition': a role noun, 'of', and capitalised words up to the name."""
    i = len(words) - 1
    while i > 0 and words[i][:1].isupper() and words[i].isalpha():
        i -= 1
    if i < 0 or i == len(words) - 1:
        return None
    if words[i] == "the" and i > 0:
        i -= 1
    if words[i] not in ("of", "for") or i == 0 or not is_role_noun(words[i - 1]):
        return None
    return _back(words, i - 1, _continues)


def _continues(word: str) -> bool:
    plain = word.strip(".")
    if word.endswith(".") and len(plain) > 3 and "." not in plain:
        return False  # the end of a sentence
    if plain in _LOWER or is_role_noun(plain):
        return True
    return plain[:1].isupper() and plain[-1:].isalnum() and plain not in ("The", "A", "An", "But", "And", "In", "On", "When", "As", "If")


def read_apposition(text: str, end: int) -> str | None:
    """The role told after a name that ends at `end`: ', the mayor of Lima,' gives 'mayor of Lima'."""
    m = _APPOSITION.match(text, end) if text[end : end + 1] == "," else None
    if m is None:
        return None
    words = m[1].split()
    first = next((i for i, w in enumerate(words[:6]) if is_role_noun(w)), None)
    if first is None or any(w.islower() and w not in _LOWER and not w.endswith(_ADJECTIVES) for w in words[:first]):
        return None
    return m[1].strip()


def read_role_before_comma(text: str, start: int, end: int) -> str | None:
    """The role that a name explains which stands between commas from `start` to `end`: 'The prime minister, Ada Obi, said' gives

    'prime minister'. What an article or a possessive does not begin may be one of a list.
    """
    if start < 2 or not text.startswith(_COMMAS, start - 2) or not _EXPLAINED.match(text, end):
        return None
    left = text[max(0, start - 100) : start - 2]
    words = _WORD.findall(left)
    begin = _role_start(words)
    if begin is not None and begin + 1 < len(words) and _DETERMINER.fullmatch(words[begin]):  # capitalised: His deputy
        begin += 1
    if not begin or not _DETERMINER.fullmatch(words[begin - 1]) or is_title_case(text):
        return None
    return left[_starts(words[begin:], left, len(left))[0] :]


@lru_cache(maxsize=65536)
def gender_of_title(honorific: str | None, role: str | None) -> str | None:
    """'m' or 'f' where the honorific or the role's noun tells; None where it does not."""
    words = [w.casefold().strip(".") for w in (honorific or "", *(role or "").split()) if w]
    if any(w in FEMALE or w.endswith("woman") or w in ("actress", "wife", "mother", "daughter", "widow") for w in words):
        return "f"
    if any(w in MALE or (w.endswith("man") and len(w) > 5) or w in ("husband", "pope") for w in words):
        return "m"
    return None
