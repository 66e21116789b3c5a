"""MinHash signatures, read as LSH bands: copies of a story share a band, other articles hardly ever do.

MinHash is of Broder (1997), bands of Indyk and Motwani (1998). Two sketches a text: one of all its shingles, and one of
its head, because a copy that was cut at its end shares little of the whole but all of the head. A band is three values
of a sketch; which three is a cyclic difference set, so that two bands have at most one value in common.

Pairs that share a fraction J of their shingles meet in a band of the whole with probability 1 - (1 - J^3)^96, as if the
bands were independent: .98 at J = .35, .01 at J = .05, which two articles reach that have nothing but the standing matter
of one paper in common. Other articles share next to no runs of six words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.stories.shingles import Hashes, mix, shingle

WHOLE_VALUES = 96
HEAD_VALUES = 48
N_VALUES = WHOLE_VALUES + HEAD_VALUES
HEAD_SHINGLES = 100
# a text of fewer shingles says too little: it has no signature, only an equal text is its copy
MIN_SHINGLES = 30
KEY_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {"article_id": pl.String, "n_shingles": pl.Int32, "bands": pl.Binary}

_IN_A_BAND = (0, 1, 3)  # a Golomb ruler: all its differences are different
_BATCH = 64  # texts a turn: their shingles and one row of hashes fit the processor's cache
_SEED = np.uint64(0x636F707964657361)  # a constant of our own ("copydesa"): it must only never change

Signatures = NDArray[np.uint16]  # one row an article


def _multipliers(n: int) -> Hashes:
    return mix(_SEED + np.arange(1, n + 1, dtype=np.uint64)) | np.uint64(1)


def _bands(first: int, n: int) -> list[tuple[int, ...]]:
    return [tuple(first + (start + step) % n for step in _IN_A_BAND) for start in range(n)]


_MULTIPLIERS = _multipliers(N_VALUES)
# the three columns of a signature that each band is made of
BANDS = _bands(0, WHOLE_VALUES) + _bands(WHOLE_VALUES, HEAD_VALUES)


def story_keys(articles: pl.DataFrame) -> pl.DataFrame:
    """What must be known of an article to find its copies later, without its text: one row an article, in order.

    `articles` has article_id and text. Returns article_id, n_shingles, and bands (144 values of 16 bits, little
    endian; null where the text is too short to have near copies). A row depends on its text alone, so it can be computed
    where the article is read.
    """
    texts = articles["text"].to_list()
    sizes: list[int] = []
    signatures: list[bytes | None] = []
    for start in range(0, len(texts), _BATCH):
        shingles = [shingle(text).hashes for text in texts[start : start + _BATCH]]
        sizes += [len(hashes) for hashes in shingles]
        signatures += _sign(shingles)
    return pl.DataFrame({"article_id": articles["article_id"], "n_shingles": sizes, "bands": signatures}, schema=KEY_SCHEMA)


def read_signatures(keys: pl.DataFrame) -> Signatures:
    """The signatures of story_keys as a matrix, one row an article; rows without one must have been left out."""
    return np.frombuffer(b"".join(keys["bands"].to_list()), "<u2").reshape(-1, N_VALUES)


def band_of(columns: Signatures, band: int) -> NDArray[np.uint64]:
    """The value of a band for every article; `columns` are signatures turned to one row a value."""
    return join_values([columns[column] for column in BANDS[band]])


def join_values(values: Sequence[NDArray[np.uint16]]) -> NDArray[np.uint64]:
    """Values of 16 bits (four at most, each an array over articles) as one number for every article."""
    number = np.zeros(len(values[0]), np.uint64)
    for value in values:
        number = (number << np.uint64(16)) | value
    return number


def _sign(shingles: Sequence[Hashes]) -> list[bytes | None]:
    long = [hashes for hashes in shingles if len(hashes) >= MIN_SHINGLES]
    if not long:
        return [None] * len(shingles)
    whole = _min_hashes(long, _MULTIPLIERS[:WHOLE_VALUES])
    head = _min_hashes([hashes[:HEAD_SHINGLES] for hashes in long], _MULTIPLIERS[WHOLE_VALUES:])
    rows = iter(np.concatenate([whole, head], axis=1).astype("<u2"))
    return [next(rows).tobytes() if len(hashes) >= MIN_SHINGLES else None for hashes in shingles]


def _min_hashes(sets: Sequence[Hashes], multipliers: Hashes) -> NDArray[np.uint16]:
    """One column a hash function, one row a set: 16 bits of the smallest member as the function orders them."""
    values = np.concatenate(sets)
    starts = np.concatenate([[0], np.cumsum([len(s) for s in sets])[:-1]])
    smallest = np.empty((len(sets), len(multipliers)), np.uint64)
    for column, multiplier in enumerate(multipliers):
        smallest[:, column] = np.minimum.reduceat(values * multiplier, starts)
    return (mix(smallest) >> np.uint64(48)).astype(np.uint16)
