"""MinHash signatures, cut into LSH bands: copies of a story share a band, other articles hardly ever do.

MinHash is of Broder (1997), bands of Indyk and Motwani (1998). Two sketches a text: one of all its shingles, and one of
its head, because a copy that was cut at its end shares little of the whole but all of the head. A band is two values of
16 bits each in one of 32, so the bands are the signature too.

Pairs that share a fraction J of their shingles meet in a band with probability 1 - (1 - J^2)^bands: .95 at J = .25 for
the 48 bands of the whole. Articles that are no copies of each other share next to no runs of five words: among 542 news
pages 999 pairs in 1,000 have J under .001.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.stories.shingles import Hashes, mix, shingle

BANDS_OF_WHOLE = 48
BANDS_OF_HEAD = 24
N_BANDS = BANDS_OF_WHOLE + BANDS_OF_HEAD
ROWS_A_BAND = 2
HEAD_SHINGLES = 100
# a text of fewer shingles says too little: it has no bands, only an equal text is its copy
MIN_SHINGLES = 30
KEY_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "article_id": pl.String,
    "n_shingles": pl.Int32,
    "bands": pl.Array(pl.Int32, N_BANDS),
}

_BATCH = 64  # texts a turn: their shingles and one row of hashes fit the processor's cache
_SEED = np.uint64(0x636F707964657361)  # a constant of our own ("copydesa"): it must only never change

Bands = NDArray[np.uint32]


def _multipliers(n: int) -> Hashes:
    return mix(_SEED + np.arange(1, n + 1, dtype=np.uint64)) | np.uint64(1)


_MULTIPLIERS = _multipliers(N_BANDS * ROWS_A_BAND)


def story_keys(articles: pl.DataFrame) -> pl.DataFrame:
    """What must be known of an article to find its copies later, without its text: one row an article, in order.

    `articles` has article_id and text. Returns article_id, n_shingles, and bands (72 values of 32 bits; null where the
    text is too short to have near copies). Depends on the row alone, so it can be computed where the article is read.
    """
    texts = articles["text"].to_list()
    sizes = np.zeros(len(texts), np.int32)
    bands = np.zeros((len(texts), N_BANDS), np.uint32)
    for start in range(0, len(texts), _BATCH):
        part = slice(start, start + _BATCH)
        sizes[part], bands[part] = _sketch(texts[part])
    frame = pl.DataFrame({"article_id": articles["article_id"], "n_shingles": sizes, "bands": bands.view(np.int32)}, schema=KEY_SCHEMA)
    return frame.with_columns(pl.when(pl.col("n_shingles") >= MIN_SHINGLES).then("bands").alias("bands"))


def band_matrix(keys: pl.DataFrame) -> Bands:
    """The bands of story_keys as a matrix, one row an article; None has no bands and must have been left out."""
    return keys["bands"].to_numpy().view(np.uint32) if keys.height else np.zeros((0, N_BANDS), np.uint32)


def _sketch(texts: Sequence[str]) -> tuple[NDArray[np.int32], Bands]:
    shingles = [shingle(text).hashes for text in texts]
    sizes = np.array([len(hashes) for hashes in shingles], np.int32)
    filled = [i for i, hashes in enumerate(shingles) if len(hashes)]
    bands = np.zeros((len(texts), N_BANDS), np.uint32)
    if filled:
        split = BANDS_OF_WHOLE * ROWS_A_BAND
        whole = _min_hashes([shingles[i] for i in filled], _MULTIPLIERS[:split])
        head = _min_hashes([shingles[i][:HEAD_SHINGLES] for i in filled], _MULTIPLIERS[split:])
        rows = np.concatenate([whole, head], axis=1)
        bands[filled] = (rows[:, 0::2].astype(np.uint32) << np.uint32(16)) | rows[:, 1::2]
    return sizes, bands


def _min_hashes(sets: Sequence[Hashes], multipliers: Hashes) -> NDArray[np.uint16]:
    """One column a hash function, one row a set: 16 bits of the smallest member as the function orders them."""
    values = np.concatenate(sets)
    starts = np.concatenate([[0], np.cumsum([len(s) for s in sets])[:-1]])
    smallest = np.empty((len(sets), len(multipliers)), np.uint64)
    for column, multiplier in enumerate(multipliers):
        smallest[:, column] = np.minimum.reduceat(values * multiplier, starts)
    return (mix(smallest) >> np.uint64(48)).astype(np.uint16)
