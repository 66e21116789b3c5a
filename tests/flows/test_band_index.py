"""The index of bands finds what looking through all article_keys finds, whatever happened to it and to the releases."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from unittest import mock

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import band_index
from flows.band_index import find_keys, forget_index
from flows.release import Release, TableDelta, current, rollback
from schemas import TABLES
from tests.flows.release.invented import put
from transforms.stories.signatures import BANDS, N_VALUES
from transforms.stories.sorted_bands import order_of, rows_sharing
from transforms.story_groups import looking_through

NOTHING = pl.DataFrame(schema={"article_id": pl.String, "published_on": pl.Date})
DAYS = (date(2025, 1, 3), date(2025, 2, 7), date(2026, 3, 1), None)


def keys(numbers: range, seed: int = 0) -> pl.DataFrame:
    """Rows of article_keys; every tenth article has no signature, every third shares a band with another one of some night."""
    rng = np.random.default_rng((seed, numbers.start))
    signatures = rng.integers(0, 1 << 16, (len(numbers), N_VALUES), np.uint16)
    for row, n in enumerate(numbers):
        if n % 3 == 0:
            band = BANDS[n % 12 * 12]
            signatures[row, list(band)] = np.random.default_rng(n % 60).integers(0, 1 << 16, len(band), np.uint16)
    frame = {
        "article_id": [f"art_{n * 2654435761 % (1 << 64):016x}{n:08x}" for n in numbers],
        "published_on": [DAYS[n % len(DAYS)] for n in numbers],
        "text_digest": [f"{seed}{n:040x}" for n in numbers],
        "n_words": [300] * len(numbers),
        "n_shingles": [200] * len(numbers),
        "bands": [None if n % 10 == 9 else signatures[row].astype("<u2").tobytes() for row, n in enumerate(numbers)],
        "story_id": [f"sto_{n:024x}" for n in numbers],
    }
    return pl.from_arrow(pl.DataFrame(frame).to_arrow().cast(TABLES["article_keys"].released()))  # type: ignore[return-value]


def publish(warehouse: Path, frame: pl.DataFrame) -> Release:
    return put(warehouse, {"article_keys": TableDelta(frame.lazy(), frame.select("article_id"))})


def check(warehouse: Path, new: pl.DataFrame, also: pl.DataFrame = NOTHING) -> int:
    """Both ways find the same; how much that is."""
    base = current(warehouse)
    assert base is not None
    through = looking_through([base.scan("article_keys").collect()])(new, also)
    by_index = find_keys(warehouse, base, new, also)
    assert by_index.sort("article_id").equals(through.select(by_index.columns).sort("article_id"))
    return by_index.height


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    publish(tmp_path / "w", keys(range(400)))
    return tmp_path / "w"


def test_it_finds_the_same_night_after_night(warehouse: Path) -> None:
    tonight = keys(range(5000, 5100))
    found = [check(warehouse, tonight)]
    for night in range(1, 6):
        publish(warehouse, keys(range(400 + 40 * night, 440 + 40 * night)))
        found.append(check(warehouse, tonight))
    assert found == sorted(found) and found[-1] > found[0] > 20
    assert len(list((warehouse / "index").glob("0*"))) <= 3


def test_a_changed_article_an_older_release_and_a_lost_index_are_met(warehouse: Path) -> None:
    tonight = keys(range(5000, 5100))
    first = current(warehouse)
    assert first is not None
    check(warehouse, tonight)
    publish(warehouse, keys(range(100), seed=1))
    check(warehouse, tonight)
    rollback(warehouse, first.name)
    before = check(warehouse, tonight)
    shutil.rmtree(warehouse / "index" / sorted(p.name for p in (warehouse / "index").glob("0*"))[0])
    (warehouse / "index" / "covers.json").unlink()
    assert check(warehouse, tonight) == before
    forget_index(warehouse)
    assert check(warehouse, tonight) == before


def test_rows_are_found_by_name(warehouse: Path) -> None:
    asked = keys(range(30)).select("article_id", "published_on")
    assert check(warehouse, keys(range(0)), asked) == 30


def test_long_runs_are_not_merged_any_more(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(band_index, "MOST_ROWS", 60)
    assert check(warehouse, keys(range(5000, 5100))) > 20


@settings(max_examples=30)
@given(st.integers(0, 40), st.integers(0, 12), st.integers(0, 5))
def test_the_sorted_search_finds_what_a_scan_finds(n: int, n_wanted: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    signatures = rng.integers(0, 3, (n, N_VALUES), np.uint16)
    wanted = rng.integers(0, 4, (n_wanted, N_VALUES), np.uint16)
    orders = np.array([order_of(signatures, band) for band in range(len(BANDS))])
    shared = [r for r in range(n) if any((signatures[r, list(b)] == wanted[w, list(b)]).all() for w in range(n_wanted) for b in BANDS)]
    for at_once in (5, 2000):
        with mock.patch("transforms.stories.sorted_bands._AT_ONCE", at_once):
            assert rows_sharing(signatures, orders, wanted).tolist() == shared
