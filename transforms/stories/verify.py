"""Whether two texts are copies of one story: decided on the texts, never by LSH."""

from __future__ import annotations

import numpy as np

from transforms.stories.shingles import Flags, Shingles
from transforms.stories.signatures import MIN_SHINGLES

# what a copy shares of the smaller text's shingles: changing 40 % of the sentences leaves some .55
MIN_CONTAINMENT = 0.42
# and so many shingles more: in a short text a sentence or two of a paper's standing matter weigh too much
EXTRA_SHINGLES = 10
# the same for shingles with a name or a number; a text with fewer of these than is usual in news (some .43) may do without
MIN_TELLING_CONTAINMENT = 0.33
MIN_TELLING = 5
USUAL_TELLING = 0.2
MIN_CONTAINMENT_WITHOUT_NAMES = 0.75
# articles on one form (results, weather, quarterly figures) share the frames of names and numbers, not what fills them
MIN_FILLED_ALIKE = 0.5
MIN_FRAMES = 5
# a text of under half the other's length is a copy only if it is the other's beginning: a brief in a round-up is not
MIN_SHARE_ANYWHERE = 0.5
MIN_SHARE_OF_HEAD = 0.15
HEAD_STRETCH = 2.0  # a cut copy's shingles stand within so many times its own length of the other's beginning
MIN_IN_HEAD = 0.75


def is_copy(one: Shingles, other: Shingles) -> bool:
    """True where most of the smaller text is in the larger one. Symmetric."""
    small, large = (one, other) if _rank(one) <= _rank(other) else (other, one)
    n_small, n_large = len(small.hashes), len(large.hashes)
    if n_small < MIN_SHINGLES or n_small < MIN_SHARE_OF_HEAD * n_large:
        return False
    is_shared = np.isin(small.hashes, large.hashes, assume_unique=True)
    n_shared = int(is_shared.sum())
    return (
        n_shared >= MIN_CONTAINMENT * n_small + EXTRA_SHINGLES
        and _names_agree(small, large, is_shared)
        and not _is_same_form(small, large, is_shared)
        and (n_small >= MIN_SHARE_ANYWHERE * n_large or _is_beginning(small, large, n_shared))
    )


def _names_agree(small: Shingles, large: Shingles, is_shared: Flags) -> bool:
    n_small = len(small.hashes)
    n_telling = min(int(small.is_telling.sum()), int(large.is_telling.sum()))
    if n_telling >= MIN_TELLING and int((is_shared & small.is_telling).sum()) >= MIN_TELLING_CONTAINMENT * n_telling:
        return True
    return n_telling < USUAL_TELLING * n_small and int(is_shared.sum()) >= MIN_CONTAINMENT_WITHOUT_NAMES * n_small


def _is_same_form(small: Shingles, large: Shingles, is_shared: Flags) -> bool:
    """True where the words around names and numbers are the same, and these are not."""
    has_frame = np.isin(small.frames[small.is_telling], large.frames[large.is_telling])
    n_frames = int(has_frame.sum())
    n_filled_alike = int((is_shared[small.is_telling] & has_frame).sum())
    return n_frames >= MIN_FRAMES and n_filled_alike < MIN_FILLED_ALIKE * n_frames


def _rank(shingles: Shingles) -> tuple[int, int]:
    return len(shingles.hashes), int(shingles.hashes[0]) if len(shingles.hashes) else 0


def _is_beginning(small: Shingles, large: Shingles, n_shared: int) -> bool:
    head = large.hashes[: int(HEAD_STRETCH * len(small.hashes))]
    return int(np.isin(small.hashes, head, assume_unique=True).sum()) >= MIN_IN_HEAD * n_shared
