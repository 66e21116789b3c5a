"""Sources that an article leaves unnamed, where it lets them speak: "a ministry official said", "said one diplomat".

Belongs here: finding the last of them, for the pronouns that take them up. Does not: descriptions of named people (`descriptions`).
"""

from __future__ import annotations

import re

from transforms.quotes.lexicon import word_class
from transforms.quotes.people import Article

Source = tuple[int, int, int]  # paragraph, start and end of the description
Found = tuple[int, int, int]  # its start, the end of its noun, its end

_VERB = re.compile(r"\b(?:said|says|told|tells|added|adds|explained|noted|argued|warned|predicted|acknowledged|declined|wrote|asked)\b")
_DETERMINED = re.compile(r"(?:an?|one|another|the)\s", re.IGNORECASE)
_ASIDE = re.compile(r", (?:who|speaking|asking|requesting)\b[^,]{3,80},? $")
_CUT = re.compile(r"[.!?;:,”\"(][)”\"]*\s+(?:(?:But|And|Then|Later) )?")
_COMPLEMENT = re.compile(r" (?:for|at|of|from|with)(?: (?!(?:on|in|as|who|that|last|said|told)\b)[\w&’'./-]*[\w.])+")
_LETTERS = re.compile(r"[^\W\d_][\w’'-]*")
_WOMEN = ("woman", "mother", "wife", "daughter", "sister", "actress", "widow", "aunt", "girlfriend")
_MEN = ("man", "father", "husband", "son", "brother", "actor", "widower", "uncle", "boyfriend")
_WINDOW = 600  # characters of a paragraph that are searched ...
_VERBS = 5  # ... and verbs in them
_SIDE = 110  # characters that a description may have, with what stands between it and its verb
_WORDS = 8
_PARAGRAPHS = 2  # earlier ones that are searched


def last_source(article: Article, wanted: str, paragraph: int, at: int) -> Source | None:
    """The last unnamed speaker of the gender `wanted` before offset `at`: described with an article and without a name."""
    for earlier in range(paragraph, max(-1, paragraph - _PARAGRAPHS - 1), -1):
        text = article.paragraphs[earlier].text
        stop = at if earlier == paragraph else len(text)
        for verb in reversed([*_VERB.finditer(text, max(0, stop - _WINDOW), stop)][-_VERBS:]):
            if article.is_quoted(earlier, verb.start()):
                continue
            found = _before(text, verb.start()) or _after(text, verb.end(), stop)
            if found is None:
                continue
            start, head, end = found
            if not article.has_person(earlier, start, head) and may_be(text[start:head], wanted):
                return earlier, start, end
    return None


def _before(text: str, verb: int) -> Found | None:
    """The description before a verb at `verb`, if it is the whole subject: "A bank official who asked not to be named"."""
    start = max(0, verb - _SIDE)
    aside = _ASIDE.search(text, start, verb)
    end = aside.start() if aside else verb
    for cut in _CUT.finditer(text, start, end):
        start = cut.end()
    return _described(text, start, end)


def _after(text: str, verb: int, stop: int) -> Found | None:
    """The description after a verb: "said one of them" has none, "said a Western diplomat" has."""
    start = verb + 1
    cut = _CUT.search(text, start, min(stop, start + _SIDE))
    return _described(text, start, cut.start() if cut else min(stop, start + _SIDE))


def _described(text: str, start: int, end: int) -> Found | None:
    """The span up to the first noun for one person and what complements it, where text[start:end] begins with an article."""
    determiner = _DETERMINED.match(text, start, end)
    if determiner is None:
        return None
    for number, word in enumerate(_LETTERS.finditer(text, determiner.end(), end)):
        kind = word_class(word.group().lower())
        if kind == "p" and not word.group().endswith("s") and word.group().islower():
            complement = _COMPLEMENT.match(text, word.end(), end)
            return start, word.end(), complement.end() if complement else word.end()
        if number == _WORDS or kind in "VIWSCMBH":
            break
    return None


def may_be(description: str, wanted: str) -> bool:
    """True where one described so may be of the gender `wanted`."""
    is_woman = description.endswith(_WOMEN)
    is_man = description.endswith(_MEN) and not is_woman  # "woman" ends with "man"
    return not (is_man if wanted == "f" else is_woman)
