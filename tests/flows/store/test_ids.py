"""Which files may hold an id: those that do, whatever was kept of them before."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.store import files_with, forget_other_files
from schemas.ids import make_id

ODD = {"art_1", "", "art_2"}
an_id = st.one_of(st.none(), st.integers(0, 40).map(lambda n: make_id("article", n)), st.sampled_from(sorted(ODD)))
some_ids = st.lists(an_id, max_size=5)


def write(folder: Path, rows: list[list[str | None]]) -> list[Path]:
    paths = [folder / f"{n:032x}.parquet" for n in range(len(rows))]
    for path, ids in zip(paths, rows, strict=True):
        pl.DataFrame({"article_id": ids}, schema={"article_id": pl.String}).write_parquet(path)
    return paths


def series(ids: list[str | None]) -> pl.Series:
    return pl.Series("article_id", ids, pl.String)


@given(rows=st.lists(some_ids, max_size=5), asked=st.lists(some_ids, max_size=3))
def test_no_file_that_holds_one_is_left_out(rows: list[list[str | None]], asked: list[list[str | None]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        files = write(Path(name), rows)
        for wanted in asked:
            holding = [file for file, ids in zip(files, rows, strict=True) if set(wanted) & set(ids) - {None}]
            found = files_with(files, "article_id", series(wanted), Path(name) / "ids")
            assert [file for file in found if file in holding] == holding
            if not ODD.intersection(wanted):  # an id that ends in no hash may be in any file that has such a one
                assert found == holding


def test_a_file_is_read_once(tmp_path: Path) -> None:
    files = write(tmp_path, [[make_id("article", 1)], [make_id("article", 2)]])
    asked = series([make_id("article", 2)])
    assert files_with(files, "article_id", asked, tmp_path / "ids") == files[1:]
    for file in files:
        file.unlink()
    assert files_with(files, "article_id", asked, tmp_path / "ids") == files[1:]
    with pytest.raises(FileNotFoundError):
        files_with(files, "story_id", asked, tmp_path / "ids")


@pytest.mark.parametrize("damage", [lambda kept: b"", lambda kept: kept[:-8], lambda kept: kept[:-3], lambda kept: bytes(len(kept))])
def test_a_list_that_is_not_whole_is_made_again(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    files = write(tmp_path, [[make_id("article", n) for n in range(9)]])
    asked = series([make_id("article", 2)])
    assert files_with(files, "article_id", asked, tmp_path / "ids") == files
    (kept,) = (tmp_path / "ids").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    assert files_with(files, "article_id", asked, tmp_path / "ids") == files
    assert kept.read_bytes() == whole


def test_without_a_place_to_look_it_up_every_file_may_hold_one(tmp_path: Path) -> None:
    files = write(tmp_path, [[], []])
    assert files_with(files, "article_id", series([make_id("article", 1)]), None) == files


def test_a_file_without_the_column_holds_none(tmp_path: Path) -> None:
    files = write(tmp_path, [[make_id("article", 1)]])
    assert files_with(files, "story_id", series([make_id("article", 1)]), tmp_path / "ids") == []


def test_what_is_known_of_files_that_went_goes_with_them(tmp_path: Path) -> None:
    files = write(tmp_path, [[make_id("article", n)] for n in range(3)])
    index = tmp_path / "ids"
    files_with(files, "article_id", series([make_id("article", 2)]), index)
    (index / f".{files[2].stem}.article_id.part").touch()  # what a crash left
    forget_other_files([str(files[2])], index)
    assert [path.name for path in index.iterdir()] == [f"{files[2].stem}.article_id"]
    forget_other_files([], tmp_path / "nowhere")
