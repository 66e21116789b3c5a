"""Whom a pronoun or a description stands for: looks back over the mentions of the article.

Belongs here: coreference of speakers. Does not: which words are the speaker of a quote (`clauses`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.contract import Mention, Paragraph
from transforms.quotes.lexicon import word_class
from transforms.quotes.marks import Pair
from transforms.quotes.sentences import SENTENCE_BREAK, Names, names_by_paragraph
from transforms.quotes.unmarked import Unmarked

_GENDERS = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f"}
# "Smith said that she", "Smith, who lost her": the pronoun can hardly be another's
_PRONOUN_AFTER = re.compile(
    r" (?:\w+ly |also )?\w+(?:s|ed|id)(?: on \w+| \w+day)?(?: that)? (he|she)\b|, who (?:\w+ ){1,3}?(his|he|she|her)\b"
)
_SUBJECT_PRONOUN = re.compile(r"(?:But |And |Then |Later |Now,? )?(?:(H)e|(S)he)\b")
_LOOK_BACK = 14  # mentions of people looked at for one pronoun ...
_NEXT_WORD = re.compile(r" (?:(?:[a-z]+ly|also|then|later|still|now|never) )?([a-z]+)")
_OBJECT = re.compile(r"\b(?:of|to|with|for|by|against|about|from|than|on|in|like|when|while|if|as|that|because|after|before) $")
_CHAIN = 3  # pronouns followed back
_LOOK_BACK_PARAGRAPHS = 4  # ... in so many paragraphs: what keeps the work linear


@dataclass(slots=True)
class Article:
    """What the search for speakers needs of an article, and who spoke last."""

    paragraphs: Sequence[Paragraph]
    entities: Sequence[Mention]
    pairs: dict[int, list[Pair]]
    names: dict[int, Names] = field(default_factory=dict)
    people: list[tuple[int, int, int]] = field(default_factory=list)  # (paragraph, start, index of the mention), in order
    genders: dict[int, str] = field(default_factory=dict)  # by entity
    roles: dict[int, str] = field(default_factory=dict)  # by entity
    surnames: dict[str, int] = field(default_factory=dict)  # last word of a name, folded -> a mention; -1 where people share it
    unmarked: dict[int, Unmarked] = field(default_factory=dict)
    last_speaker: int | None = None  # entity
    last_spoken: int = -1  # paragraph
    _breaks: dict[int, list[int]] = field(default_factory=dict)
    _quoted: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict)

    def starts_of(self, paragraph: int) -> list[int]:
        """Where the sentences of a paragraph begin."""
        starts = self._breaks.get(paragraph)
        if starts is None:
            starts = self._breaks[paragraph] = [0]
            starts += [m.end() for m in SENTENCE_BREAK.finditer(self.paragraphs[paragraph].text)]
        return starts

    def sentence_of(self, paragraph: int, at: int) -> int:
        """Ordinal of the sentence at offset `at`."""
        return bisect_right(self.starts_of(paragraph), at)

    def is_quoted(self, paragraph: int, at: int) -> bool:
        """True where offset `at` stands in an outermost quote."""
        spans = self._quoted.get(paragraph)
        if spans is None:
            tops = [pair for pair in self.pairs.get(paragraph, ()) if pair.parent is None]
            spans = self._quoted[paragraph] = ([pair.start for pair in tops], [pair.end for pair in tops])
        before = bisect_right(spans[0], at) - 1
        return before >= 0 and at < spans[1][before]


def read_article(paragraphs: Sequence[Paragraph], entities: Sequence[Mention], pairs: dict[int, list[Pair]]) -> Article:
    """An article made ready for the search for speakers."""
    article = Article(paragraphs, entities, pairs, names_by_paragraph(entities))
    for index, mention in enumerate(entities):
        if mention.type != "PERSON":
            continue
        article.people.append((mention.paragraph, mention.char_start, index))
        surname = mention.name.rsplit(None, 1)[-1].casefold()
        known = article.surnames.setdefault(surname, index)
        if known >= 0 and entities[known].entity != mention.entity:
            article.surnames[surname] = -1
        if mention.gender in ("m", "f"):
            article.genders.setdefault(mention.entity, mention.gender)
        if mention.role:
            article.roles.setdefault(mention.entity, mention.role)
    article.people.sort()
    _infer_genders(article)
    return article


def _infer_genders(article: Article) -> None:
    """The gender of those whose names do not tell it, by the first pronoun after them in their sentences ("Smith said she")."""
    votes: dict[int, list[int]] = {}
    for position, (paragraph, _, index) in enumerate(article.people):
        mention = article.entities[index]
        if mention.entity in article.genders:
            continue
        counts = votes.setdefault(mention.entity, [0, 0])
        following = article.people[position + 1] if position + 1 < len(article.people) else (-1, 0, 0)
        text = article.paragraphs[paragraph].text
        stop = following[1] if following[0] == paragraph else len(text)
        match = _PRONOUN_AFTER.match(text, mention.char_end, min(stop, mention.char_end + 60))
        if match:
            counts[(match.group(1) or match.group(2)) in ("she", "her")] += 1
    for entity, (male, female) in votes.items():
        if max(male, female) > 2 * min(male, female):
            article.genders[entity] = "m" if male > female else "f"


def resolve_surname(article: Article, name: str) -> int | None:
    """A mention of the one person of the article whose name ends as `name` does; None where there is none, or more than one."""
    known = article.surnames.get(name.rsplit(None, 1)[-1].casefold(), -1)
    return known if known >= 0 else None


def resolve_pronoun(article: Article, pronoun: str, paragraph: int, at: int) -> int | None:
    """Index of the mention of the person whom a pronoun at offset `at` stands for; None where there is nobody fit.

    The weights were set by hand: nearness in sentences, being the first person named in a sentence (mostly its subject), having
    spoken last; a name within a quote or in the possessive counts less.
    """
    wanted = _GENDERS.get(pronoun.lower())
    if wanted is None:
        return None
    return _antecedent(article, wanted, paragraph, at, _CHAIN)


def _antecedent(article: Article, wanted: str, paragraph: int, at: int, chain: int) -> int | None:
    """The best-scored person of the gender `wanted` before offset `at`; `chain` earlier pronouns may be followed back."""
    own = article.sentence_of(paragraph, at)
    stop = bisect_left(article.people, (paragraph, at))
    best: tuple[float, int] | None = None
    firsts: set[tuple[int, int]] = set()
    for mentioned, start, index in article.people[max(0, stop - _LOOK_BACK) : stop]:
        back = paragraph - mentioned
        if back > _LOOK_BACK_PARAGRAPHS:
            continue
        mention = article.entities[index]
        gender = article.genders.get(mention.entity)
        if gender is not None and gender != wanted:
            continue
        sentence = article.sentence_of(mentioned, start)
        score = -0.8 * (own - sentence if back == 0 else own + 1 + back)
        if article.is_quoted(mentioned, start):
            score -= 2.5
        else:
            is_first = (mentioned, sentence) not in firsts
            firsts.add((mentioned, sentence))
            score += _prominence(article.paragraphs[mentioned].text, start, mention.char_end, is_first)
        if gender is None:
            score -= 0.5
        if mention.entity == article.last_speaker and paragraph - article.last_spoken <= 1:
            score += 1.2
        if best is None or score >= best[0]:
            best = (score, index)
    earlier = _earlier_pronoun(article, wanted, paragraph, at) if chain else None
    if earlier is not None:
        sentence = article.sentence_of(*earlier)
        score = -0.8 * (own - sentence if earlier[0] == paragraph else own + 1 + paragraph - earlier[0]) + 1.2
        if best is None or score >= best[0]:
            return _antecedent(article, wanted, *earlier, chain - 1)
    return best[1] if best else None


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
