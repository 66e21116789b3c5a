"""The recogniser that ships: the model over whole batches of articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from transforms.collecting import collection_paused
from transforms.entities.document import settle_spans
from transforms.entities.model import LABELS, TAGS, Floats, load_model, score_tokens
from transforms.entities.places import countries
from transforms.entities.spans import Span
from transforms.entities.tokens import Ints, Tokens, tokenise
from transforms.entities.viterbi import best_tags, spans_of

CHARACTERS = 1_500_000  # about what is scored together: larger batches share more word types, and take more memory

PEOPLE, PLACE, INSTITUTION = TAGS.index("S-NORP"), TAGS.index("S-LOC"), TAGS.index("S-ORG")
_UNSURE = frozenset(("EU", "E.U.", "CAR", "ROK", "Lao", "Pole", "Dane", "Turk", "Polish", "Chad"))  # also words or other names
Articles = Sequence[Sequence[str]]


class ShippedRecogniser:
    """The model in data/model.npz."""

    name = "model"
    setting = "copydesk"

    def recognise(self, articles: Articles) -> list[list[Span]]:
        """For each article, given as its paragraphs, its spans of PERSON, ORG, LOC, NORP and MISC."""
        found: list[list[Span]] = []
        for batch in batches(articles):
            with collection_paused():
                found.extend(recognise_batch(batch, cut(batch)))
        return found


def batches(articles: Articles) -> Iterator[Articles]:
    """Runs of articles of about CHARACTERS characters together."""
    start = size = 0
    for i, texts in enumerate(articles):
        size += sum(map(len, texts))
        if size > CHARACTERS:
            yield articles[start : i + 1]
            start, size = i + 1, 0
    if start < len(articles):
        yield articles[start:]


def cut(articles: Articles) -> Tokens:
    """The tokens of all paragraphs of a batch."""
    return tokenise(list(chain.from_iterable(articles)))


def recognise_batch(articles: Articles, tokens: Tokens) -> list[list[Span]]:
    """The settled spans of each article of a batch; `tokens` are those of all its paragraphs, as `cut` makes them."""
    spans = recognise_tokens(tokens, [len(texts) for texts in articles])
    return [settle_spans(*article) for article in zip(articles, spans, strict=True)]


def recognise_tokens(tokens: Tokens, counts: Sequence[int]) -> list[list[Span]]:
    """The spans of each article of a batch; `counts` are the articles' numbers of paragraphs."""
    found: list[list[Span]] = [[] for _ in counts]
    if not len(tokens.type):
        return found
    model = load_model()
    article = np.repeat(np.arange(len(counts)), counts)
    scored, scores = score_tokens(model, tokens, article)
    if not len(scored):
        return found
    goes_on = (np.diff(scored) == 1) & (np.diff(tokens.text[scored]) == 0)
    tags = best_tags(scores, np.flatnonzero(np.concatenate(([True], ~goes_on))), model.transitions)
    by_table = np.fromiter(map(_tags_by_table().get, tokens.types, repeat(0)), dtype=np.int64, count=len(tokens.types))
    tags = np.where(tags == 0, by_table[tokens.type[scored]], tags)
    begins, ends, labels = spans_of(tags)
    odds = sureness(scores, tags, begins, float(model.score_unit))
    sure = np.round(np.interp(odds, model.sure, model.right), 2)
    begins, ends = scored[begins], scored[ends]
    a, paragraph = place_of(tokens.text[begins], counts)
    columns = (a, paragraph, tokens.start[begins], tokens.end[ends], labels, sure)
    for i, at, start, end, label, score in zip(*(c.tolist() for c in columns), strict=True):
        found[i].append(Span(at, start, end, LABELS[label], score))
    return found


@cache
def _tags_by_table() -> dict[str, int]:
    """The tags of words that the table of countries knows, for where the model sees no name at all."""
    table = countries()
    tags = dict.fromkeys(("Kremlin", "Pentagon"), INSTITUTION) | dict.fromkeys(table.names, PLACE) | dict.fromkeys(table.adjectives, PEOPLE)
    return {word: tag for word, tag in tags.items() if word not in _UNSURE}


def place_of(text: Ints, counts: Sequence[int]) -> tuple[Ints, Ints]:
    """The article of each text number of a batch, and the paragraph in it."""
    article = np.repeat(np.arange(len(counts)), counts)[text]
    first = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64)
    return article, text - first[article]


def sureness(scores: Floats, tags: Ints, begins: Ints, unit: float) -> NDArray[np.float64]:
    """The least probability of its label within each span, by the tag scores alone: it gives an order, and Model.right what it is worth."""
    inside = np.flatnonzero(tags)
    odds = scores[inside] * np.float32(unit)
    odds = np.exp(odds - odds.max(axis=1, keepdims=True))
    labels = odds[:, 1:].reshape(len(inside), len(LABELS), 4).sum(axis=2)
    chosen = labels[np.arange(len(inside)), (tags[inside] - 1) // 4] / odds.sum(axis=1)
    least = np.minimum.reduceat(chosen, np.searchsorted(inside, begins)) if len(begins) else chosen
    return least.astype(np.float64)
