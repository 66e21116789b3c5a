"""The persons of an article, by place, gender, role and surname, and who of them spoke last.

Belongs here: what is known of them before any quote is read. Does not: whom a pronoun means (`pronouns`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.contract import Mention, Paragraph
from transforms.quotes.marks import Pair
from transforms.quotes.sentences import SENTENCE_BREAK, Names, names_by_paragraph
from transforms.quotes.unmarked import Unmarked

# "Smith said that she", "Smith, who lost her": the pronoun can hardly be another's
_PRONOUN_AFTER = re.compile(
    r" (?:\w+ly |also )?\w+(?:s|ed|id)(?: on \w+| \w+day)?(?: that)? (he|she)\b|, who (?:\w+ ){1,3}?(his|he|she|her)\b"
)
NEUTRAL = "n"  # the gender of those of whom the article says that they go by "they"
_GOES_BY_THEY = re.compile(
    r" \(they/|(?:, [^,.;“”\"]{1,60})?,? (?:who )?(?:identifies as [\w-]+ and )?(?:uses|goes by|prefers) (?:the )?(?:[\w-]+ )?"
    r"(?:pronouns? )?[“\"‘']?they\b"
)


@dataclass(slots=True, frozen=True)
class Meaning:
    """Whom words stand for. `mention`: index of a mention of the person meant; `role`: the description of one who stays unnamed."""

    mention: int | None = None
    role: str | None = None


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
    last_source: tuple[int, int, str] | None = None  # where a pronoun last stood for an unnamed source, and its description
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

    def has_person(self, paragraph: int, start: int, end: int) -> bool:
        """True where a person is named within text[start:end] of a paragraph."""
        return bisect_left(self.people, (paragraph, start)) < bisect_left(self.people, (paragraph, end))


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
    for paragraph, _, index in article.people:
        if _GOES_BY_THEY.match(paragraphs[paragraph].text, entities[index].char_end):
            article.genders[entities[index].entity] = NEUTRAL
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
