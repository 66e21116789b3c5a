"""Invented articles at any number, and copies of them as other papers print them: cut, re-spelled, edited.

Used by the benchmark of stories and by its tests. Words are made up, with frequencies as in a language (Zipf); every
article has its own names and numbers.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

Write = Callable[[random.Random], str]  # a new sentence


def _words(text: str) -> list[str]:
    return text.split()


_ONSETS = _words("b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl st str t th tr v w")
_NUCLEI = _words("a e i o u ai ea ee oa ou")
_CODAS = _words("b ck d ft g l ll m mp n nd ng nt p r rd rk rm rn rt s sh sk st t th x")
_FUNCTION = _words("the of and to in a is that for it on was as with he be at by had not are but from or have an they which one")
# British, American
SPELLINGS = [
    ("harbour", "harbor"), ("centre", "center"), ("defence", "defense"), ("organise", "organize"), ("travelled", "traveled"),
    ("programme", "program"), ("colour", "color"), ("labour", "labor"), ("analyse", "analyze"), ("cancelled", "canceled"),
    ("metres", "meters"), ("favourite", "favorite"), ("neighbours", "neighbors"), ("criticised", "criticized"), ("grey", "gray"),
    ("catalogue", "catalog"), ("licence", "license"), ("theatre", "theater"), ("organisation", "organization"), ("towards", "toward"),
]  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")


def make_vocabulary(size: int = 20_000, seed: int = 7) -> list[str]:
    """Made-up words, the commonest first: function words, spellings that differ, then syllables."""
    rng = random.Random(seed)
    words = _FUNCTION + [american for _, american in SPELLINGS]
    seen = set(words)
    while len(words) < size:
        word = "".join(rng.choice(_ONSETS) + rng.choice(_NUCLEI) + rng.choice(_CODAS) for _ in range(rng.choice((1, 1, 2, 2, 3))))
        if word not in seen:
            seen.add(word)
            words.append(word)
    return words


def make_weights(size: int) -> list[float]:
    """Cumulative weights of a Zipf law."""
    total, weights = 0.0, []
    for rank in range(1, size + 1):
        total += 1 / (rank + 2.7)
        weights.append(total)
    return weights


def make_article(rng: random.Random, vocabulary: list[str], weights: list[float], sentences: tuple[int, int] = (8, 40)) -> str:
    """An article of invented words in paragraphs of one to three sentences."""
    people = [f"{rng.choice(vocabulary).title()} {rng.choice(vocabulary).title()}" for _ in range(4)]
    paragraphs: list[str] = []
    left = rng.randint(*sentences)
    while left > 0:
        n = min(left, rng.randint(1, 3))
        paragraphs.append(" ".join(_make_sentence(rng, vocabulary, weights, people) for _ in range(n)))
        left -= n
    return "\n\n".join(paragraphs)


def _make_sentence(rng: random.Random, vocabulary: list[str], weights: list[float], people: list[str]) -> str:
    words = rng.choices(vocabulary, cum_weights=weights, k=rng.randint(8, 30))
    if rng.random() < 0.6:
        words[rng.randrange(1, len(words))] = rng.choice(people)
    if rng.random() < 0.3:
        words[rng.randrange(1, len(words))] = str(rng.randint(2, 9999))
    return words[0].capitalize() + " " + " ".join(words[1:]) + "."


def plant_copy(text: str, rng: random.Random, write: Write, standing: Sequence[str] = (), changed: tuple[float, float] = (0.1, 0.4)) -> str:
    """A copy: a share of the sentences dropped, edited or replaced by what `write` writes, then perhaps cut and re-spelled.

    Every second copy ends with a paragraph of `standing` matter, as papers put it under what they print.
    """
    paragraphs = [_SENTENCE.split(p) for p in text.split("\n\n")]
    places = [(i, j) for i, sentences in enumerate(paragraphs) for j in range(len(sentences))]
    for i, j in rng.sample(places, round(len(places) * rng.uniform(*changed))):
        paragraphs[i][j] = _change(paragraphs[i][j], rng, write)
    kept = [" ".join(s for s in sentences if s) for sentences in paragraphs]
    kept = [p for p in kept if p]
    if rng.random() < 0.5:
        kept = kept[: max(1, round(len(kept) * rng.uniform(0.5, 0.9)))]
    if standing and rng.random() < 0.5:
        kept.append(rng.choice(standing))
    copy = "\n\n".join(kept)
    if rng.random() < 0.5:
        copy = respell(copy)
    return copy.replace("“", '"').replace("”", '"').replace("’", "'") if rng.random() < 0.3 else copy


def _change(sentence: str, rng: random.Random, write: Write) -> str:
    turn = rng.random()
    if turn < 0.4:
        return ""
    if turn < 0.8:
        return write(rng)
    words = sentence.split()
    if words:
        del words[rng.randrange(len(words))]
    return " ".join(words)


def respell(text: str) -> str:
    """American spelling made British."""
    for british, american in SPELLINGS:
        text = re.sub(rf"\b{american}\b", british, text)
        text = re.sub(rf"\b{american.capitalize()}\b", british.capitalize(), text)
    return text
