"""Whom a pronoun or a description stands for: looks back over the mentions of the article.

Belongs here: coreference of speakers. Does not: which words are the speaker of a quote (`clauses`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.contract import Mention, Paragraph
from transforms.quotes.marks import Pair
from transforms.quotes.sentences import SENTENCE_BREAK, Names, names_by_paragraph
from transforms.quotes.unmarked import Unmarked

_GENDERS = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f"}
_LOOK_BACK = 14  # mentions of people looked at for one pronoun ...
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

    def sentence_of(self, paragraph: int, at: int) -> int:
        """Ordinal of the sentence at offset `at`."""
        starts = self._breaks.get(paragraph)
        if starts is None:
            starts = self._breaks[paragraph] = [m.end() for m in SENTENCE_BREAK.finditer(self.paragraphs[paragraph].text)]
        return bisect_right(starts, at)

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
    return article


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
        elif (mentioned, sentence) not in firsts:
            firsts.add((mentioned, sentence))
            score += 1.2
        text = article.paragraphs[mentioned].text
        if text.startswith(("'s", "’s"), mention.char_end):
            score -= 0.8
        if gender is None:
            score -= 0.5
        if mention.entity == article.last_speaker and paragraph - article.last_spoken <= 1:
            score += 1.5
        if best is None or score >= best[0]:
            best = (score, index)
    return best[1] if best else None
