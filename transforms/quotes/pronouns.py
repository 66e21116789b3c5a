"""Whom a pronoun stands for: the persons named before it, and the sources that the article leaves unnamed.

Belongs here: pronouns. Does not: "they" (`they`), definite descriptions (`descriptions`), which words are a quote's speaker (`clauses`).
"""

from __future__ import annotations

import re
from bisect import bisect_left

from transforms.quotes.descriptions import read_description
from transforms.quotes.lexicon import word_class
from transforms.quotes.people import Article, Meaning
from transforms.quotes.sources import last_source, may_be
from transforms.quotes.they import resolve_they

_GENDERS = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f"}
_SUBJECT_PRONOUN = re.compile(r"(?:But |And |Then |Later |Now,? )?(?:(H)e|(S)he)\b")
_LOOK_BACK = 14  # mentions of people looked at for one pronoun ...
_NEXT_WORD = re.compile(r" (?:(?:[a-z]+ly|also|then|later|still|now|never) )?([a-z]+)")
_OBJECT = re.compile(r"\b(?:of|to|with|for|by|against|about|from|than|on|in|like|when|while|if|as|that|because|after|before) $")
_SPEAKS, _SPOKE_BEFORE = 1.5, 1.0  # an unnamed source that speaks after, or before, the person named (see _prominence)
_FORGOTTEN = -3.0  # the score below which an unnamed source is no longer meant
_CHAIN = 3  # pronouns followed back
_LOOK_BACK_PARAGRAPHS = 4  # ... in so many paragraphs: what keeps the work linear


def resolve_pronoun(article: Article, pronoun: str, paragraph: int, at: int) -> Meaning:
    """Whom a pronoun at offset `at` stands for: a mention of a person, or the role of a source that stays unnamed, or neither.

    The weights were set by hand: nearness in sentences, being the first person named in a sentence (mostly its subject), having
    spoken last; a name within a quote or in the possessive counts less.
    """
    if pronoun.lower() == "they":
        return resolve_they(article, paragraph, at)
    wanted = _GENDERS.get(pronoun.lower())
    return Meaning() if wanted is None else _antecedent(article, wanted, paragraph, at, _CHAIN)


def _antecedent(article: Article, wanted: str, paragraph: int, at: int, chain: int) -> Meaning:
    """The best-scored person of the gender `wanted` before offset `at`; `chain` earlier pronouns may be followed back."""
    best, score = _named(article, wanted, paragraph, at)
    if chain:
        earlier = _earlier_pronoun(article, wanted, paragraph, at)
        if earlier is not None and 1.2 - _distance(article, paragraph, at, *earlier) > score:
            return _antecedent(article, wanted, *earlier, chain - 1)
    source = last_source(article, wanted, paragraph, at)
    if source is not None and _weight(article, source[:2], best) - _distance(article, paragraph, at, *source[:2]) > score:
        meaning = _source(article, *source)
        if meaning != Meaning():
            return meaning
    last = article.last_source
    if last is not None and may_be(last[2], wanted) and _SPEAKS - _distance(article, paragraph, at, *last[:2]) > max(score, _FORGOTTEN):
        return Meaning(role=last[2])
    return Meaning(mention=best)


def _weight(article: Article, place: tuple[int, int], named: int | None) -> float:
    """How likely a source that speaks at `place` is meant, beside the person named last."""
    is_later = named is None or place > (article.entities[named].paragraph, article.entities[named].char_start)
    return _SPEAKS if is_later else _SPOKE_BEFORE


def _source(article: Article, paragraph: int, start: int, end: int) -> Meaning:
    """Whom a description that speaks means. "The senator" is somebody named before, though it may not be seen who."""
    determiner, role = article.paragraphs[paragraph].text[start:end].split(None, 1)
    if determiner.lower() == "the":
        return read_description(article, f"the {role}", paragraph, start)
    return Meaning(role=role)


def _distance(article: Article, paragraph: int, at: int, earlier: int, start: int) -> float:
    """How far back offset `start` of paragraph `earlier` lies: sentences, and paragraphs between."""
    own, sentence = article.sentence_of(paragraph, at), article.sentence_of(earlier, start)
    return 0.8 * (own - sentence if earlier == paragraph else own + 1 + paragraph - earlier)


def _named(article: Article, wanted: str, paragraph: int, at: int) -> tuple[int | None, float]:
    """The best-scored mention of a person before offset `at`, and its score."""
    stop = bisect_left(article.people, (paragraph, at))
    best: tuple[int | None, float] = (None, float("-inf"))
    firsts: set[tuple[int, int]] = set()
    for mentioned, start, index in article.people[max(0, stop - _LOOK_BACK) : stop]:
        if paragraph - mentioned > _LOOK_BACK_PARAGRAPHS:
            continue
        mention = article.entities[index]
        gender = article.genders.get(mention.entity)
        if gender is not None and gender != wanted:
            continue
        score = -_distance(article, paragraph, at, mentioned, start)
        if article.is_quoted(mentioned, start):
            score -= 2.5
        else:
            sentence = article.sentence_of(mentioned, start)
            is_first = (mentioned, sentence) not in firsts
            firsts.add((mentioned, sentence))
            score += _prominence(article.paragraphs[mentioned].text, start, mention.char_end, is_first)
        if gender is None:
            score -= 0.5
        if mention.entity == article.last_speaker and paragraph - article.last_spoken <= 1:
            score += 1.2
        if score >= best[1]:
            best = (index, score)
    return best


def _prominence(text: str, start: int, end: int, is_first: bool) -> float:
    """How likely a mention is what its sentence is about: a subject before its verb, the first name; no possessor, no object."""
    if text.startswith(("'s", "’s", "' ", "’ "), end):
        return 0.3 if is_first else -0.6
    if _OBJECT.search(text, max(0, start - 9), start):
        return 0.4 if is_first else -0.3
    following = _NEXT_WORD.match(text, end)
    if following and word_class(following.group(1)) in "VvleBHMZzFΛ":
        return 1.4 if is_first else 1.0
    if text.startswith((", ", " ("), end):  # "Smith, a farmer, said"
        return 1.3 if is_first else 0.2
    return 1.0 if is_first else 0.0


def _earlier_pronoun(article: Article, wanted: str, paragraph: int, at: int) -> tuple[int, int] | None:
    """The last pronoun of that gender which opens a sentence before offset `at`, in this paragraph or the one before."""
    for earlier in (paragraph, paragraph - 1):
        if earlier < 0:
            break
        text = article.paragraphs[earlier].text
        starts = article.starts_of(earlier)
        stop = bisect_left(starts, at) if earlier == paragraph else len(starts)
        for start in reversed(starts[max(0, stop - 4) : stop]):
            match = _SUBJECT_PRONOUN.match(text, start)
            if match and ("m" if match.group(1) else "f") == wanted and match.end() <= (at if earlier == paragraph else len(text)):
                return earlier, start
    return None
