"""Whom "they" stands for, where there is no doubt: an organisation that the sentence before is about, or a person who goes by it.

Belongs here: "they" as a speaker. Nearly always it takes up several people whom nothing names; so one rival is enough to leave it
unresolved. Does not: "he" and "she" (`pronouns`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from transforms.quotes.people import NEUTRAL, Article, Meaning
from transforms.quotes.sentences import NO_NAMES, Sentence, Writer

_REACH = 400  # characters of a sentence that are read
_SENTENCES = 8  # looked at in a paragraph, those within quotes among them
_VERB = "[eVvleBMHZzFΛ]"
# "the charity Blue Water said", "Tidal Works (TW), the builder, rejected"; after a quote also "said the Harbour Board"
_SUBJECT = re.compile(
    rf"(?:^|^[CAS]|[QS,;:\-]|^I[^O,]+,)[AI]?[DJnq]{{0,4}},?O(?:\(O\))?(?:,[^QO]{{1,40}},)?A*{_VERB}|Q,?A*V[Dnq]{{0,4}},?O"
)
_BESIDE = re.compile("q,?(?=O)|p(?=N)|(?<=[NO]),D[nU]*[pq]")  # a description of the one named
_RIVAL = re.compile(rf"[pqJ]|(?<=.)U|L(?=A*{_VERB})")  # the first word of a sentence has a capital whatever it is
_PEOPLE = re.compile(r"[a-z]{3,}(?:ers|ors|ists|ians|mates|ees)|[Ww]e|[Tt]wins|[Bb]rothers|[Ss]isters|[Oo]utlets|[Ff]irms")
_BARE = re.compile(r"[Q,\-;:()CAS]*")


def resolve_they(article: Article, paragraph: int, at: int) -> Meaning:
    """The organisation or the person that "they" at offset `at` stands for; neither where anything else might be meant."""
    for sentence in islice(_sentences_before(article, paragraph, at), 2):
        if _has_rival(sentence):
            break
        named = [index for index in sentence.mentions if index >= 0 and article.entities[index].type in ("PERSON", "ORG")]
        if named:
            return Meaning(mention=_sole(article, sentence, named))
    return Meaning()


def _sole(article: Article, sentence: Sentence, named: list[int]) -> int | None:
    """Of the persons and organisations of a sentence the one that "they" can mean: a sole neutral person, or a sole subject."""
    entities = {article.entities[index].entity: index for index in reversed(named)}
    neutral = [entity for entity in entities if article.genders.get(entity) == NEUTRAL]
    others = [e for e, index in entities.items() if article.entities[index].type == "ORG" or article.genders.get(e) is None]
    if neutral:
        return entities[neutral[0]] if len(entities) == 1 else None
    is_group = len(others) == 1 and article.entities[entities[others[0]]].type == "ORG"
    return entities[others[0]] if is_group and len(entities) < 3 and _SUBJECT.search(sentence.classes) else None


def _has_rival(sentence: Sentence) -> bool:
    """True where a sentence speaks of people without a name, of a people or a country that acts, or of a name that is not known."""
    if _RIVAL.search(_BESIDE.sub("", sentence.classes)):
        return True
    words = zip(sentence.starts, sentence.ends, sentence.classes, strict=True)
    return any(letter not in "QNOL" and _PEOPLE.fullmatch(sentence.text, start, end) for start, end, letter in words)


def _sentences_before(article: Article, paragraph: int, at: int) -> Iterator[Sentence]:
    """The reporter's sentences before offset `at` of this paragraph and the one before, the last first; without those that only quote."""
    for earlier in range(paragraph, max(-1, paragraph - 2), -1):
        stop = at if earlier == paragraph else len(article.paragraphs[earlier].text)
        starts = article.starts_of(earlier)
        before = bisect_right(starts, stop)
        for start in reversed(starts[max(0, before - _SENTENCES) : before]):
            if not article.is_quoted(earlier, start):
                sentence = _read(article, earlier, start, stop)
                stop = start
                if not _BARE.fullmatch(sentence.classes):
                    yield sentence


def _read(article: Article, paragraph: int, start: int, end: int) -> Sentence:
    start = max(start, end - _REACH)
    writer = Writer(article.paragraphs[paragraph].text, article.names.get(paragraph, NO_NAMES))
    for number, pair in enumerate(article.pairs.get(paragraph, ())):
        if pair.parent is None and start <= pair.outer_start and pair.outer_end <= end:
            writer.words(start, pair.outer_start)
            writer.quote(number, pair)
            start = pair.outer_end
    writer.words(start, end)
    return writer.finish(paragraph)
