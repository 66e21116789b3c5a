"""The recogniser that ships: the model over whole batches of articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from transforms.collecting import collection_paused
from transforms.entities.clubs import with_clubs
from transforms.entities.datelines import with_datelines
from transforms.entities.document import settle_spans
from transforms.entities.features import plain
from transforms.entities.known_types import TypeTable
from transforms.entities.model import LABELS, Floats, known_types, load_model, score_tokens
from transforms.entities.spans import Span
from transforms.entities.tokens import Ints, Tokens, tokenise
from transforms.entities.viterbi import best_tags, spans_of

CHARACTERS = 1_500_000  # about what is scored together: larger batches share more word types, and take more memory

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
                found.extend(recognise_batch(batch)[0])
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


def recognise_batch(articles: Articles) -> tuple[list[list[Span]], Tokens, Ints]:
    """The settled spans of each article of a batch, the tokens of all its paragraphs, and the numbers of those that can begin a date."""
    tokens = cut(articles)
    if not tokens.words:
        return [[] for _ in articles], tokens, tokens.start
    kinds, table = known_types().rows_of(tokens.words, plain)
    counts = [len(texts) for texts in articles]
    spans = recognise_tokens(tokens, kinds, table, counts)
    places = places_of(tokens, table.club.take(kinds).nonzero()[0], counts)
    settled = [settle_spans(*article) for article in zip(articles, spans, strict=True)]
    told = [with_datelines(texts, with_clubs(texts, found, at)) for texts, found, at in zip(articles, settled, places, strict=True)]
    return told, tokens, table.date.take(kinds).nonzero()[0]


def recognise_tokens(tokens: Tokens, kinds: Ints, table: TypeTable, counts: Sequence[int]) -> list[list[Span]]:
    """The spans of each article of a batch; `kinds` are the tokens' rows of `table`, `counts` the articles' numbers of paragraphs."""
    found: list[list[Span]] = [[] for _ in counts]
    model = load_model()
    scored, scores = score_tokens(model, kinds, table, tokens.text, np.repeat(np.arange(len(counts)), counts).take(tokens.text))
    if not len(scored):
        return found
    breaks = (scored[1:] - scored[:-1] > 1) | (tokens.text[scored[1:]] != tokens.text[scored[:-1]])
    tags = best_tags(scores, np.concatenate(([0], breaks.nonzero()[0] + 1)), model.transitions)
    tags = np.where(tags == 0, table.by_table.take(kinds[scored]), tags)
    begins, ends, labels = spans_of(tags)
    odds = sureness(scores, tags, begins, float(model.score_unit))
    sure = np.round(np.interp(odds, model.sure, model.right), 2)
    begins, ends = scored[begins], scored[ends]
    a, paragraph = place_of(tokens.text[begins], counts)
    columns = (a, paragraph, tokens.start[begins], tokens.end[ends], labels, sure)
    for i, at, start, end, label, score in zip(*(c.tolist() for c in columns), strict=True):
        found[i].append(Span(at, start, end, LABELS[label], score))
    return found


def place_of(text: Ints, counts: Sequence[int]) -> tuple[Ints, Ints]:
    """The article of each text number of a batch, and the paragraph in it."""
    article = np.repeat(np.arange(len(counts)), counts)[text]
    first = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64)
    return article, text - first[article]


def places_of(tokens: Tokens, at: Ints, counts: Sequence[int]) -> list[list[tuple[int, int]]]:
    """For each article the places (paragraph, offset) of those of the tokens `at` that are its own."""
    places: list[list[tuple[int, int]]] = [[] for _ in counts]
    article, paragraph = place_of(tokens.text[at], counts)
    for a, p, start in zip(article.tolist(), paragraph.tolist(), tokens.start[at].tolist(), strict=True):
        places[a].append((p, start))
    return places


def sureness(scores: Floats, tags: Ints, begins: Ints, unit: float) -> NDArray[np.float64]:
    """The least probability of its label within each span, by the tag scores alone: it gives an order, and Model.right what it is worth."""
    inside = np.flatnonzero(tags)
    odds = scores[inside] * np.float32(unit)
    odds = np.exp(odds - odds.max(axis=1, keepdims=True))
    labels = odds[:, 1:].reshape(len(inside), len(LABELS), 4).sum(axis=2)
    chosen = labels[np.arange(len(inside)), (tags[inside] - 1) // 4] / odds.sum(axis=1)
    least = np.minimum.reduceat(chosen, np.searchsorted(inside, begins)) if len(begins) else chosen
    return least.astype(np.float64)
