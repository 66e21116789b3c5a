"""Turn the trained network's numbers into the whole numbers that ship: see transforms.entities.model for what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.entities.model import HASHED_UNIT, MOST, NEVER, TYPE_GRID, WINDOW_UNIT

Array = NDArray[Any]
WEIGHT = 255  # the largest weight: with answers up to MOST every sum stays below 2**24, where float32 is exact
BINS = 25


def export(weights: dict[str, Array], largest: dict[str, float], reliability: tuple[Array, Array], folder: Path) -> None:
    """Write model.npz from the state of benchmarks.train_entities.Network, the largest answers of its layers, and its reliability.

    The last is what reliability_of gives.
    """
    w = {name: value.astype(np.float64) for name, value in weights.items()}
    with np.load(folder / "lexicon.npz") as arrays:
        packed, unit, facts = arrays["packed"], arrays["unit"], arrays["facts"]
    type_unit, window_unit, phrase_unit = largest["type"] / (2 * MOST), largest["window"] / MOST, largest["phrase"] / MOST
    hashed = w["embedding.weight"]
    hashed_unit = np.quantile(np.abs(hashed[:-1]), 0.9999) / 127
    rest = w["type_layer.weight"].shape[1] - len(unit) - hashed.shape[1]
    inputs = np.concatenate((unit, np.full(hashed.shape[1], hashed_unit / HASHED_UNIT / 4), np.full(rest, 1 / 32)))
    window, window_w = _whole(w["window.weight"].T)
    phrase, phrase_w = _whole(w["phrase.weight"].T)
    out, out_w = _whole(w["out.weight"].T)
    skip, skip_w = _whole(w["skip.weight"].T)
    score = phrase_unit * out_w
    transitions = w["transitions"] + w["allowed"]
    arrays_out: dict[str, Any] = {
        "packed": packed,
        "facts": facts,
        "buckets": np.clip(np.rint(hashed / hashed_unit), -127, 127).astype(np.int8),
        "type_w": np.rint(w["type_layer.weight"].T * inputs[:, None] / type_unit * TYPE_GRID).astype(np.int32),
        "type_b": np.rint(w["type_layer.bias"] / type_unit * TYPE_GRID).astype(np.int32),
        "pad": np.clip(np.rint(np.maximum(w["pad"], 0) / type_unit), 0, 2 * MOST).astype(np.int16),
        "window_w": window,
        "window_b": np.rint((w["window_bias"] + w["set.weight"][0]) / (window_unit * WINDOW_UNIT)).astype(np.int32),
        "window_unit": np.float32(type_unit * window_w / (window_unit * WINDOW_UNIT)),
        "phrase_w": phrase,
        "phrase_b": np.rint(w["phrase.bias"] / (window_unit * phrase_w)).astype(np.int32),
        "phrase_unit": np.float32(window_unit * phrase_w / phrase_unit),
        "out_w": out,
        "out_b": np.rint(w["out.bias"] / score).astype(np.int32),
        "skip_w": skip,
        "skip_unit": np.float32(type_unit * skip_w / score),
        "transitions": np.where(transitions < -1000, NEVER, np.rint(transitions / score)).astype(np.int32),
        "score_unit": np.float32(score),
        "sure": reliability[0],
        "right": reliability[1],
    }
    np.savez_compressed(folder / "model.npz", **arrays_out)


def reliability_of(sure: Array, is_right: Array) -> tuple[Array, Array]:
    """How sure a recogniser was of spans, in BINS steps, and the share of right ones at each: the closest that never falls (isotonic)."""
    order = np.argsort(sure, kind="stable")
    steps: list[list[float]] = []  # the sums of `sure` and `is_right`, and the number of spans
    for part in np.array_split(order, BINS):
        steps.append([float(sure[part].sum()), float(is_right[part].sum()), len(part)])
        while len(steps) > 1 and steps[-2][1] * steps[-1][2] >= steps[-1][1] * steps[-2][2]:
            last = steps.pop()
            steps[-1] = [a + b for a, b in zip(steps[-1], last, strict=True)]
    found = np.array(steps)
    return found[:, 0] / found[:, 2], found[:, 1] / found[:, 2]


def _whole(weights: Array) -> tuple[Array, float]:
    unit = float(np.abs(weights).max()) / WEIGHT
    return np.rint(weights / unit).astype(np.int16), unit
