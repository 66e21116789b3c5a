"""The whole way from paragraphs to mentions, for a batch of articles: recognise, resolve, dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

import numpy as np

from transforms.collecting import collection_paused
from transforms.contract import Mention, Paragraph
from transforms.entities.casing import read_capitals
from transforms.entities.dates import may_start_date
from transforms.entities.plugins import GLINER_PREFIX, load_gliner, load_spacy
from transforms.entities.recogniser import ShippedRecogniser, batches, cut, places_of, recognise_batch
from transforms.entities.resolve import find_dates, resolve
from transforms.entities.spans import Recogniser

LANGUAGES = frozenset(("en",))


def load_recogniser(name: str = "copydesk") -> Recogniser:
    """The recogniser of that name: 'copydesk' ships; 'gliner:NAME' is a GLiNER model; all others are spaCy pipelines, by name or path.

    Raises ValueError where it is not installed.
    """
    if name == ShippedRecogniser.setting:
        return ShippedRecogniser()
    return load_gliner(name.removeprefix(GLINER_PREFIX)) if name.startswith(GLINER_PREFIX) else load_spacy(name)


def find_entities(
    articles: Sequence[Sequence[Paragraph]],
    *,
    published_on: Sequence[date | None] | None = None,
    languages: Sequence[str | None] | None = None,
    recogniser: Recogniser | None = None,
) -> list[list[Mention]]:
    """The mentions of each article, sorted by (paragraph, char_start, -char_end).

    `published_on` tells what a date such as 'Tuesday' means. An article whose language has no recogniser gets no mentions;
    a language of None is taken for English.
    """
    recogniser = recogniser or load_recogniser()
    texts = [[p.text for p in a] if _is_known(languages, i) else [] for i, a in enumerate(articles)]
    out: list[list[Mention]] = []
    for batch in batches(texts):
        published = published_on[len(out) : len(out) + len(batch)] if published_on else [None] * len(batch)
        out.extend(_mentions(batch, published, recogniser))
    return out


def _mentions(batch: Sequence[Sequence[str]], published_on: Sequence[date | None], recogniser: Recogniser) -> list[list[Mention]]:
    is_shipped = isinstance(recogniser, ShippedRecogniser)
    read = read_capitals(batch, recogniser)
    found = [] if is_shipped else recogniser.recognise(read)
    with collection_paused():
        if is_shipped:
            found, tokens, starts = recognise_batch(read)
        else:
            tokens = cut(read)
            starts = np.array(may_start_date(tokens.words), dtype=bool).nonzero()[0]
        resolved = [resolve(paragraphs, spans, recogniser.name) for paragraphs, spans in zip(batch, found, strict=True)]
        dates = map(find_dates, batch, places_of(tokens, starts, [len(paragraphs) for paragraphs in batch]), published_on)
        return [_with_dates(mentions, d) for mentions, d in zip(resolved, dates, strict=True)]


def _is_known(languages: Sequence[str | None] | None, i: int) -> bool:
    return languages is None or languages[i] is None or languages[i] in LANGUAGES


def _with_dates(mentions: list[Mention], dates: list[Mention]) -> list[Mention]:
    """Mentions and dates together; a date inside a name is part of the name. Equal dates are one entity."""
    if not dates:
        return mentions
    taken: dict[int, list[Mention]] = {}
    for m in mentions:
        taken.setdefault(m.paragraph, []).append(m)
    following = 1 + max((m.entity for m in mentions), default=-1)
    numbers: dict[object, int] = {}
    for d in dates:
        if not any(m.char_start < d.char_end and d.char_start < m.char_end for m in taken.get(d.paragraph, ())):
            d.entity = following + numbers.setdefault(d.date_value or d.folded_name, len(numbers))
            mentions.append(d)
    return sorted(mentions, key=attrgetter("paragraph", "char_start"))  # none begins where a date does
