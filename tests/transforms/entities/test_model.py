"""The sums of the model, made for whole batches, are those of the loops that they stand for."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities import model


@given(st.lists(st.integers(0, 3), min_size=1, max_size=120))
def test_means_of_equal_keys_are_those_of_a_loop(keys: list[int]) -> None:
    """Some keys have more rows than are added up in layers."""
    phrase = np.random.default_rng(len(keys)).integers(0, model.MOST, (len(keys), 3)).astype(np.float32)
    means, of_mean = model._document_means(phrase, np.array(keys))
    for i, key in enumerate(keys):
        same = [phrase[j] for j in range(len(keys)) if keys[j] == key]
        assert means[of_mean[i]].tolist() == np.rint(np.sum(same, axis=0) / np.float32(len(same))).tolist()
