"""The shipped model: a small network over word types, their neighbours and the rest of the article, and exact Viterbi on top.

Belongs here: reading the weights and scoring tokens. Training stands in benchmarks/train_entities.py. The parts, in order:
a *type* layer (vector, hashed spelling and flags of a word -> R numbers, once a type); a *window* layer (the sum of what each of
seven words adds, those farther off to fewer of its numbers); a *phrase* layer over three of those; a *document* mean over equal
capitalised words of one article; and a linear layer to tag scores. Only words near a capital letter are scored: all others are
outside of names.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import accumulate, repeat
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from transforms.entities.club_names import known_clubs
from transforms.entities.dates import may_start_date
from transforms.entities.features import buckets, spelling, without_accents
from transforms.entities.known_types import BEYOND, KnownTypes, TypeTable
from transforms.entities.places import countries
from transforms.entities.tokens import Ints
from transforms.entities.words import word_list

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
_Float = TypeVar("_Float", np.float32, np.float64)
WINDOW = 3  # neighbours on each side that the window layer sees
WIDTHS = (32, 64, 128, 128, 128, 64, 32)  # to how many of its numbers, from the first on, each of the seven words adds
HIDDEN = max(WIDTHS)
SIDE = 64  # how many of a neighbour's numbers, from the first on, the phrase layer sees
NEAR = 2  # words on each side of one with a capital letter that are scored
LABELS = ("PERSON", "ORG", "LOC", "NORP", "MISC")
TAGS = ("O", *(f"{place}-{label}" for label in LABELS for place in "BIES"))
_PEOPLE, _PLACE, _INSTITUTION = TAGS.index("S-NORP"), TAGS.index("S-LOC"), TAGS.index("S-ORG")
_UNSURE = frozenset(("EU", "E.U.", "CAR", "ROK", "Lao", "Pole", "Dane", "Turk", "Polish", "Chad"))  # also words or other names
_OFFSETS = np.arange(-WINDOW, WINDOW + 1)[:, None]


class Model(NamedTuple):
    """Weights and lexicon of the shipped model.

    All numbers are whole numbers held as floats, and small enough that every product sum is exact: so the answer does not
    depend on the order of a sum, on the batch, or on the machine.
    """

    words: dict[str, int]  # word in lower case -> row of `vectors` and `facts`; the last row of both is for unknown words
    vectors: NDArray[np.int8]  # (words + 1, 50)
    facts: NDArray[np.int8]  # (words + 1, facts)
    buckets: NDArray[np.int16]  # (N_BUCKETS + 1, E); sums of them fit as well
    type_w: Doubles  # (50 + E + facts + spelling, R)
    type_b: Doubles
    pad: Floats  # (R,) what stands beyond the ends of a text
    window_w: tuple[Floats, ...]  # (R, width) for each of WIDTHS
    window_b: Floats
    window_unit: np.float32  # what one unit of a neighbour's sum is worth in sixteenths of the window layer's answer
    phrase_w: tuple[Floats, Floats, Floats]  # for the word before (SIDE, H2), the word itself (HIDDEN, H2), and the word after
    phrase_b: Floats
    phrase_unit: np.float32  # what one unit of the phrase layer's sum is worth in its answer
    out_w: Floats  # (2 * H2, tags)
    out_b: Floats
    skip_w: Floats  # (R, tags)
    skip_unit: np.float32  # what one unit of its sum is worth in units of a tag score
    transitions: Floats  # (tags + 1, tags + 1), -inf where no span has one; the last row and column are the ends of a sequence
    score_unit: np.float32  # log odds of one unit of a tag score
    sure: Doubles  # how sure the tag scores are of a span, ascending
    right: Doubles  # the share of such spans that were right in text kept aside, ascending


NEVER = -(1 << 20)  # the score of a forbidden transition, as it is stored
TYPE_GRID = 1 << 10  # the type layer's weights are whole multiples of one part in this
_CAPITALISED = frozenset(form for word in word_list("function_words") for form in (word.capitalize(), word.upper()))
_LAYERS = 32  # rows of one key that are added up together with those of others
_ROWS = 4096  # tokens whose sums are made together, so that they stay in the cache
_BLOCK = (1 << 19) - 1  # multiplications up to which OpenBLAS stays on one thread
HASHED_UNIT = 1 / 16  # of the hashed embedding's sum, against its own units
WINDOW_UNIT = np.float32(1 / 16)  # what one unit of the window layer's sum is worth in its answer
_MOST_PART = 4600  # of a neighbour's sum, whose largest are about 3500: seven and the bias fit into 16 bits
MOST = 127  # the answers of window and phrase layer are cut at this, the type layer's at twice as much


@cache
def load_model() -> Model:
    """Read the weights that ship with the project; once a process."""
    data = files("transforms.entities") / "data"
    with np.load(BytesIO((data / "model.npz").read_bytes())) as arrays:
        stored = {name: np.asarray(arrays[name], order="C") for name in arrays.files}  # sums are twice as fast so
    words = gzip.decompress((data / "lexicon.txt.gz").read_bytes()).decode("utf-8").split("\n")
    names = ("pad", "window_b", "phrase_b", "out_w", "out_b", "skip_w")
    phrase_w = stored["phrase_w"].astype(np.float32)
    return Model(
        words=dict(zip(words, range(len(words)), strict=True)),
        vectors=unpack(stored["packed"]),
        facts=stored["facts"],
        buckets=stored["buckets"].astype(np.int16),
        type_w=stored["type_w"].astype(np.float64) / TYPE_GRID,
        type_b=stored["type_b"].astype(np.float64) / TYPE_GRID,
        window_w=tuple(np.ascontiguousarray(w, np.float32) for w in np.split(stored["window_w"], np.cumsum(WIDTHS)[:-1], axis=1)),
        window_unit=np.float32(stored["window_unit"]),
        phrase_w=(phrase_w[:SIDE], phrase_w[SIDE:-SIDE], phrase_w[-SIDE:]),
        phrase_unit=np.float32(stored["phrase_unit"]),
        skip_unit=np.float32(stored["skip_unit"]),
        transitions=np.where(stored["transitions"] == NEVER, np.float32(-np.inf), stored["transitions"].astype(np.float32)),
        score_unit=np.float32(stored["score_unit"]),
        sure=stored["sure"],
        right=stored["right"],
        **{name: stored[name].astype(np.float32) for name in names},
    )


def unpack(packed: NDArray[np.uint8]) -> NDArray[np.int8]:
    """Two numbers of four bits a byte -> the odd numbers from -15 to 15; a row of zeros stands for no vector."""
    levels = np.stack((packed >> 4, packed & 15), axis=2).reshape(len(packed), -1).astype(np.int8)
    levels *= 2
    levels -= 15
    levels[~packed.any(axis=1)] = 0
    return levels


@cache
def known_types() -> KnownTypes:
    """The types that this process has met."""
    model = load_model()

    def empty(size: int) -> TypeTable:
        return TypeTable.empty(size, WIDTHS, len(TAGS))

    beyond = empty(1)._replace(parts=_parts(model, model.pad[None]))
    return KnownTypes(lambda types, lower: describe_types(model, types, lower), empty, beyond)


def describe_types(model: Model, types: list[str], lower: list[str]) -> TypeTable:
    """The rows of new types, but for `folded`; `lower` are the types as `plain` makes them."""
    encoded = encode_types(model, types, lower)
    capital = has_capital(types)
    reason = capital & ~np.fromiter(map(_CAPITALISED.__contains__, types), dtype=bool, count=len(types))
    skip = np.rint(product(encoded, model.skip_w) * model.skip_unit) + model.out_b
    by_table = np.fromiter(map(_tags_by_table().get, types, repeat(0)), dtype=np.int64, count=len(types))
    date = np.fromiter(may_start_date(types), dtype=bool, count=len(types))
    club = np.fromiter(map(known_clubs().by_word.__contains__, types), dtype=bool, count=len(types))
    return TypeTable(_parts(model, encoded), skip, np.zeros(len(types), dtype=np.int64), capital, reason, by_table, date, club)


@cache
def _tags_by_table() -> dict[str, int]:
    """The tags of words that the table of countries knows, for where the model sees no name at all."""
    tags = dict.fromkeys(("Kremlin", "Pentagon"), _INSTITUTION)
    tags |= dict.fromkeys(countries().names, _PLACE) | dict.fromkeys(countries().adjectives, _PEOPLE)
    return {word: tag for word, tag in tags.items() if word not in _UNSURE}


def _parts(model: Model, encoded: Floats) -> tuple[NDArray[np.int16], ...]:
    sums = np.concatenate([product(encoded, w) for w in model.window_w], axis=1)
    parts = _cut(sums, model.window_unit, -_MOST_PART, _MOST_PART).astype(np.int16)
    return tuple(parts[:, end - width : end] for width, end in zip(WIDTHS, accumulate(WIDTHS), strict=True))


def encode_types(model: Model, types: list[str], lower: list[str]) -> Floats:
    """(types, R): the type layer's answer for each word; `lower` are the types as `plain` makes them."""
    unknown = len(model.words)
    rows = np.fromiter(map(model.words.get, lower, repeat(unknown)), dtype=np.int64, count=len(lower))
    for i in np.flatnonzero(rows == unknown).tolist():
        if not lower[i].isascii():
            rows[i] = model.words.get(without_accents(lower[i]), unknown)
    hashed = model.buckets.take(buckets(types, lower).T, axis=0).sum(axis=0, dtype=np.int16)
    told = (model.vectors.take(rows, axis=0), hashed * HASHED_UNIT, model.facts.take(rows, axis=0), spelling(types) * 32)
    total = product(np.concatenate(told, axis=1, dtype=np.float64), model.type_w)
    total += model.type_b
    return np.clip(np.rint(total, out=total), 0, 2 * MOST, out=total).astype(np.float32)


def has_capital(types: list[str]) -> NDArray[np.bool_]:
    """True for words that can be in a name by their letters: with a capital, or in a script other than ASCII."""
    return np.fromiter([w != w.lower() or not w.isascii() for w in types], dtype=bool, count=len(types))


def score_tokens(model: Model, kinds: Ints, table: TypeTable, text: Ints, article: Ints) -> tuple[Ints, Floats]:
    """The tokens to be tagged (indices, in order) and their tag scores (n, tags).

    `kinds` are the tokens' rows of `table`; `text` and `article` number their texts and articles.
    """
    apart = np.arange(len(kinds)) + (WINDOW + 1 + WINDOW * text)  # the phrase layer asks for one place beyond
    set_apart = _set_apart(kinds, apart)
    scored = np.flatnonzero(_near(table.reason[set_apart], NEAR)[apart])
    places = apart[scored]
    kinds, article = kinds[scored], article[scored]
    is_named = table.capital[kinds]
    scores = np.empty((len(scored), len(model.out_b)), dtype=np.float32)
    of_named = [np.empty((0, len(model.phrase_b)), dtype=np.float32)]
    for piece, phrase in _phrases(model, table, set_apart, places):
        scores[piece] = product(phrase, model.out_w[: phrase.shape[1]])
        scores[piece] += table.skip.take(kinds[piece], axis=0)
        of_named.append(phrase[is_named[piece]])
    named = np.flatnonzero(is_named)
    if len(named):
        means, of_mean = _document_means(np.concatenate(of_named), (article[named] << 32) + table.folded[kinds[named]])
        scores[named] += product(means, model.out_w[means.shape[1] :]).take(of_mean, axis=0)
    return scored, scores


def _near(places: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """True for places that are at most `reach` from one of `places`."""
    near = places.copy()
    for k in range(1, reach + 1):
        near[k:] |= places[:-k]
        near[:-k] |= places[k:]
    return near


def _set_apart(kinds: Ints, places: Ints) -> Ints:
    """`kinds` at their places, and BEYOND at all others: so far apart, no token sees one of another text."""
    result = np.full(places[-1] + WINDOW + 2 if len(places) else 0, BEYOND, dtype=np.int64)
    result[places] = kinds
    return result


def _phrases(model: Model, table: TypeTable, kinds: Ints, scored: Ints) -> Iterator[tuple[slice, Floats]]:
    """The phrase layer's answer for the tokens at the places `scored`, in pieces, each with the part of `scored` that it is of.

    Large arrays would be fetched from the system anew each time, which takes longer than the sums.
    """
    is_wide = np.zeros(len(kinds), dtype=bool)  # asked for, or beside such a place
    for k in (-1, 0, 1):
        is_wide[scored + k] = True
    wide = np.flatnonzero(is_wide)
    for first in range(0, len(scored), _ROWS):
        piece = slice(first, first + _ROWS)
        here = scored[piece]
        a, z = np.searchsorted(wide, (here[0] - 1, here[-1] + 2))
        at = wide[a:z]
        total = _phrase_sums(model, _window(model, table, kinds, at))
        yield piece, _cut(total.take(np.searchsorted(at, here) - 1, axis=0), model.phrase_unit)


def _window(model: Model, table: TypeTable, kinds: Ints, at: Ints) -> Floats:
    """The window layer's answer for the places `at`; zeros beyond the ends of a text."""
    seen = kinds.take(at + _OFFSETS)
    total = np.empty((len(at), len(model.window_b)), dtype=np.int16)
    total[:] = model.window_b
    for part, here in zip(table.parts, seen, strict=True):
        total[:, : part.shape[1]] += part.take(here, axis=0)
    hidden = _cut(total.astype(np.float32), WINDOW_UNIT)
    hidden[seen[WINDOW] == BEYOND] = 0
    return hidden


def _phrase_sums(model: Model, hidden: Floats) -> Floats:
    """The phrase layer's sums for all rows of the window layer's answers but the first and the last one.

    They hold where the rows before and after are those of the places before and after.
    """
    before, itself, after = model.phrase_w
    side = np.ascontiguousarray(hidden[:, :SIDE])
    total = product(hidden[1:-1], itself)
    total += product(side[:-2], before)
    total += product(side[2:], after)
    total += model.phrase_b
    return total


def product(a: NDArray[_Float], b: NDArray[_Float]) -> NDArray[_Float]:
    """`a @ b` for tall `a`, in blocks of rows small enough that a BLAS does not wake its threads for them.

    Threads that wait for work burn the processor time of the other workers; blocks of this size run as fast on one.
    """
    rows = max(1, _BLOCK // b.size)
    whole = len(a) - len(a) % rows
    result: NDArray[_Float] = np.empty((len(a), b.shape[1]), dtype=a.dtype)
    np.matmul(a[:whole].reshape(-1, rows, a.shape[1]), b, out=result[:whole].reshape(-1, rows, b.shape[1]))
    np.matmul(a[whole:], b, out=result[whole:])
    return result


def _cut(total: Floats, unit: np.float32, least: int = 0, most: int = MOST) -> Floats:
    """Sums in the answer's units, as whole numbers from `least` to `most`; made in place."""
    total *= unit
    return np.clip(np.rint(total, out=total), least, most, out=total)


def _document_means(phrase: Floats, keys: Ints) -> tuple[Floats, Ints]:
    """The means of `phrase` over rows whose keys are equal, and which mean is of each row.

    Added up in layers, all second rows of a key at once, then all third ones: most keys have few rows, and a reduceat takes six times
    as long.
    """
    order = np.argsort(keys, kind="stable")
    ordered = keys.take(order)
    firsts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    counts = np.diff(firsts, append=len(order))
    by_count = np.argsort(-counts, kind="stable")
    firsts, counts = firsts[by_count], counts[by_count]
    sums = phrase.take(order[firsts], axis=0)
    more = np.searchsorted(-counts, -np.arange(_LAYERS + 1)).tolist()  # how many keys have more than so many rows
    for k in range(1, min(int(counts[0]), _LAYERS)):
        sums[: more[k]] += phrase.take(order[firsts[: more[k]] + k], axis=0)
    for i in range(more[_LAYERS]):
        sums[i] += phrase.take(order[firsts[i] + _LAYERS : firsts[i] + counts[i]], axis=0).sum(axis=0)
    of_mean = np.empty(len(order), dtype=np.int64)
    place = np.argsort(by_count)  # of each key among the means
    of_mean[order] = np.repeat(place, counts[place])
    return np.rint(sums / counts.astype(np.float32)[:, None]), of_mean
