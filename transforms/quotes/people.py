"""Whom a pronoun or a description stands for: looks back over the mentions of the article.

Belongs here: coreference of speakers. Does not: which words are the speaker of a quote (`clauses`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.contract import Mention, Paragraph
from transforms.quotes.marks import Pair
from transforms.quotes.sentences import SENTENCE_BREAK, Names

GENDERS = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f", "it": "n", "its": "n", "they": "p", "their": "p"}
_LOOK_BACK = 14  # mentions of people looked at for one pronoun: what keeps the work linear


@dataclass(slots=True)
class Article:
    """What coreference needs of an article: its mentions by paragraph, its quotes by paragraph, and who spoke last."""

    paragraphs: Sequence[Paragraph]
    entities: Sequence[Mention]
    names: dict[int, Names]
    pairs: dict[int, list[Pair]]
    last_speaker: int | None = None  # entity number
    last_spoken: int = -1  # paragraph in which it spoke
    breaks: dict[int, list[int]] = field(default_factory=dict)
    genders: dict[int, str] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)

    def sentence_of(self, paragraph: int, at: int) -> int:
        """Ordinal of the sentence at offset `at`."""
        starts = self.breaks.get(paragraph)
        if starts is None:
            starts = self.breaks[paragraph] = [m.end() for m in SENTENCE_BREAK.finditer(self.paragraphs[paragraph].text)]
        return bisect_right(starts, at)

    def is_quoted(self, paragraph: int, at: int) -> bool:
        return any(pair.start <= at < pair.end for pair in self.pairs.get(paragraph, ()))


def _candidates(article: Article, paragraph: int, at: int) -> list[tuple[int, int]]:
    """Mentions of people before offset `at` of the paragraph, nearest first: (index, paragraphs back)."""
    found: list[tuple[int, int]] = []
    for back in range(5):
        names = article.names.get(paragraph - back)
        if names is None:
            continue
        stop = bisect_right(names.starts, at - 1) if back == 0 else len(names.starts)
        for position in range(stop - 1, -1, -1):
            if names.classes[position] == "N":
                found.append((names.indices[position], back))
                if len(found) >= _LOOK_BACK:
                    return found
    return found


def resolve_pronoun(article: Article, pronoun: str, paragraph: int, at: int) -> int | None:
    """Index of the mention of the person whom a pronoun at offset `at` stands for; None where there is nobody fit."""
    wanted = GENDERS.get(pronoun.lower().split("'")[0].split("’")[0])
    if wanted not in ("m", "f"):
        return None
    own = article.sentence_of(paragraph, at)
    best: tuple[float, int] | None = None
    seen_sentences: dict[tuple[int, int], int] = {}
    for index, back in reversed(_candidates(article, paragraph, at)):
        mention = article.entities[index]
        gender = article.genders.get(mention.entity)
        if gender is not None and gender != wanted:
            continue
        sentence = article.sentence_of(mention.paragraph, mention.char_start)
        distance = own - sentence if back == 0 else own + 1 + 1.0 * back
        score = -0.8 * distance
        key = (mention.paragraph, sentence)
        quoted = article.is_quoted(mention.paragraph, mention.char_start)
        if quoted:
            score -= 2.5
        elif key not in seen_sentences:
            seen_sentences[key] = index
            score += 1.2
        text = article.paragraphs[mention.paragraph].text
        if text[mention.char_end : mention.char_end + 2] in ("'s", "’s"):
            score -= 0.8
        if gender is None:
            score -= 0.5
        if mention.entity == article.last_speaker and paragraph - article.last_spoken <= 1:
            score += 1.5
        if best is None or score >= best[0]:
            best = (score, index)
    return best[1] if best else None


def genders_of(entities: Sequence[Mention]) -> dict[int, str]:
    """The gender that any mention of an entity tells."""
    genders: dict[int, str] = {}
    for mention in entities:
        if mention.gender in ("m", "f") and mention.type == "PERSON":
            genders.setdefault(mention.entity, mention.gender)
    return genders


def roles_of(entities: Sequence[Mention]) -> dict[int, str]:
    """The first role that the article gives each entity."""
    roles: dict[int, str] = {}
    for mention in entities:
        if mention.role:
            roles.setdefault(mention.entity, mention.role)
    return roles
