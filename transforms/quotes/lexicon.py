"""The class of a word, one letter: what the grammar of attribution is written in. The words stand in words.txt.

V verb of speech, l verb that labels in the subject's words (call, accuse, blast), v verb of opinion or of handling words
(believe, see, push), e any other finite verb; G r g the -ing forms of V l v; X according.
P subject pronoun, y possessive pronoun, o object pronoun, D determiner or number; p noun for a person, q for a group or an
institution, k for words spoken or written (statement, report), n any other word.
A adverb, B be, H have, M modal or do, I preposition, t to, S subordinator, C conjunction, W relative pronoun, d day or time.
Names: N person, O organisation, L place, J people or party, E anything else, U capitalised and not known as a mention.
Q a quote; punctuation stands for itself, a possessive 's for '.

A form that is a noun as well ("claims", "report") has a letter of its own until its neighbours decide (`settle`):
Z Λ z F for the -s forms of V l v e, Y λ x f for the base forms; a for "as", a preposition or a subordinator.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_WORDS = Path(__file__).with_name("words.txt")
_VERB_LISTS = {  # the classes of a certain form, of an -s form and of a base form that are nouns too; later lists win
    "event": ("e", "F", "f"),
    "stance": ("v", "z", "x"),
    "label": ("l", "Λ", "λ"),
    "speech": ("V", "Z", "Y"),
}
_ING = {"event": "n", "stance": "g", "label": "r", "speech": "G"}
_PERSON_ENDINGS = ("man", "woman", "men", "women", "ist", "ists", "-year-old", "person", "maker", "makers", "goer", "goers")
_ALWAYS = {"as": "a", "said": "V", "says": "V", "say": "V", "told": "V", "tells": "V", "wrote": "V", "writes": "V", "tweeted": "V"}
_SINGULAR_SUBJECT = frozenset("NOLUpqkJWPA,)-")
_BASE_BEFORE = frozenset("PMtWA")
_AFTER_VERB = frozenset("DSPNytoOJQUL")
_NOUNS = frozenset("npqkUONLJ")
_UNSETTLED = re.compile("[ZΛzFYλxfa]|(?<=[Dy'])[eVvl]")
_CLAUSE = re.compile("(?:P|[DyNOLJUpqkn']{1,6})[AMH]*[VvleBMHZΛzF]")
_SETTLED = {"Z": "V", "Λ": "l", "z": "v", "F": "e", "Y": "V", "λ": "l", "x": "v", "f": "e"}


def _sections() -> dict[str, list[str]]:
    """The lists of words.txt by name."""
    lists: dict[str, list[str]] = {}
    name = ""
    for line in _WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line[1:-1]
        elif not line.startswith("#"):
            lists.setdefault(name, []).extend(line.split())
    return lists


def _third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _past(verb: str, stem: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return stem + "ed"


def _build() -> tuple[dict[str, str], dict[str, str]]:
    """Classes by word, and the class of a form that is a noun as well where it is the noun."""
    lists = _sections()
    irregular = dict(entry.split(":") for entry in lists.pop("irregular"))
    doubled = dict(entry.split(":") for entry in lists.pop("doubled"))
    nouns = frozenset(lists.pop("nouns_too"))
    words: dict[str, str] = {}
    for name, (certain, third, base) in _VERB_LISTS.items():
        for verb in lists.pop(name):
            stem = doubled.get(verb, verb)
            words.update(dict.fromkeys(irregular[verb].split("/") if verb in irregular else [_past(verb, stem)], certain))
            words[verb] = base if verb in nouns else certain
            words[_third_person(verb)] = third if verb in nouns else certain
            words[verb[:-1] + "ing" if verb.endswith("e") and not verb.endswith("ee") else stem + "ing"] = _ING[name]
    as_nouns: dict[str, str] = {}
    for letter, listed in lists.items():
        for word in listed:
            if words.get(word, "n") in "ZΛzFYλxf":
                as_nouns[word] = letter
            else:
                words[word] = letter
    for pronoun in lists["P"]:
        for ending in ("d", "ll", "ve", "re", "m"):
            words[f"{pronoun}'{ending}"] = words[f"{pronoun}’{ending}"] = "P"
    return words | _ALWAYS, as_nouns


WORD_CLASSES, _NOUN_CLASSES = _build()


@lru_cache(maxsize=1 << 16)
def word_class(word: str) -> str:
    """The class of a word in lower case that is no part of a mention."""
    known = WORD_CLASSES.get(word)
    if known is not None:
        return known
    if word.endswith("ly") and len(word) > 4:
        return "A"
    if word.endswith("ed") and len(word) > 4:
        return "e"
    if word.endswith(_PERSON_ENDINGS):
        return "p"
    if word[0].isdigit():
        return "D"
    return "n"


def settle(classes: str, text: str, starts: list[int], ends: list[int]) -> str:
    """The classes of a sentence once its neighbours have told verbs from nouns: "he claims", "the claims".

    Token `i` is text[starts[i]:ends[i]].
    """
    if not _UNSETTLED.search(classes):
        return classes
    letters = list(classes)
    for match in _UNSETTLED.finditer(classes):
        at = match.start()
        letter = letters[at]
        if letter == "a":
            letters[at] = "S" if _CLAUSE.match(classes, at + 1) else "I"
            continue
        before = letters[at - 1] if at else "Q"
        if letter in "eVvl":  # after a determiner: "the proposed plan"
            if text.endswith("ed", starts[at], ends[at]) and classes[at + 1 : at + 2] in _NOUNS:
                letters[at] = "n"
            continue
        if letter in "ZΛzF":
            after = classes[at + 1 : at + 2]
            if after and (after in "VvleBHM" or (after in ",;" and letter in "zF")):
                before = ""
            is_verb = (
                (before != "" and before in _SINGULAR_SUBJECT)
                or (before == "n" and after in _AFTER_VERB)
                or (before == "C" and after in _AFTER_VERB)
            )
        else:
            is_verb = before in _BASE_BEFORE or (before in "pqJ" and text.endswith("s", starts[at - 1], ends[at - 1]))
        letters[at] = _SETTLED[letter] if is_verb else _NOUN_CLASSES.get(text[starts[at] : ends[at]].lower(), "n")
    return "".join(letters)
