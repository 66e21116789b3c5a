"""What training does to texts and scores; the network itself needs a library that the project has not."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.entities_data import names_of, read_corpus, swapped
from benchmarks.entities_export import reliability_of

TEXTS = (
    ("Ada Obi met Ivo Brandt in Lima.", [(0, 7, "PERSON"), (12, 22, "PERSON"), (26, 30, "LOC")]),
    ("Obi left Quito for Porto Alto; Ada Obi stayed.", [(0, 3, "PERSON"), (9, 14, "LOC"), (19, 29, "LOC"), (31, 38, "PERSON")]),
)
DOCUMENTS = [{"doc": "a", "set": "made", "paragraphs": [{"text": text, "spans": spans} for text, spans in TEXTS]}]
DOCUMENTS.append(
    {"doc": "b", "set": "made", "paragraphs": [{"text": "Mara Lindqvist knows Oslo.", "spans": [(0, 14, "PERSON"), (21, 25, "LOC")]}]}
)


@given(st.integers(0, 1000), st.floats(0, 1))
def test_names_give_way_to_others_of_their_kind(seed: int, share: float) -> None:
    numbers: dict[str, int] = {}
    corpus = read_corpus(DOCUMENTS, numbers)
    words, names = list(numbers), names_of(corpus)
    types = swapped(corpus, names, np.arange(len(corpus.type)), share, np.random.default_rng(seed))
    told = [words[t] for t in types]
    assert (types == corpus.type)[corpus.tag == 0].all()
    assert " ".join(told[:2]) == " ".join(told[15:17])  # Ada Obi, twice in one article
    assert " ".join(told[:2]) in ("Ada Obi", "Ivo Brandt", "Mara Lindqvist")
    assert told[12:14] == ["Porto", "Alto"]  # no other place has two words
    assert told[6] in ("Lima", "Quito", "Oslo")
    assert share > 0 or (types == corpus.type).all()


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=30, max_size=200))
def test_what_scores_are_worth_rises_with_them(found: list[tuple[float, bool]]) -> None:
    sure, is_right = (np.array(x) for x in zip(*found, strict=True))
    steps, shares = reliability_of(sure, is_right)
    assert (np.diff(steps) >= 0).all()
    assert (np.diff(shares) > 0).all()
    assert shares.min() >= 0
    assert shares.max() <= 1


def test_what_scores_are_worth_is_the_share_of_right_ones() -> None:
    sure = np.repeat([0.2, 0.5, 0.9], 100)
    is_right = np.concatenate([np.arange(100) < n for n in (30, 60, 95)])
    steps, shares = reliability_of(sure, np.random.default_rng(0).permuted(is_right.reshape(3, 100), axis=1).ravel())
    assert np.allclose(np.interp([0.2, 0.9], steps, shares), [0.3, 0.95], atol=0.12)
