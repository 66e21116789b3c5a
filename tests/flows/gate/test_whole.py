"""Ids and stories of any month: what came and went tells as much as the whole release does."""

from __future__ import annotations

import tempfile
from collections import Counter
from hashlib import sha256
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.gate.changes import came_and_went
from flows.gate.folders import Folder
from flows.gate.whole import OF_ANY_MONTH, keys_again, one_original_check
from schemas import TABLES
from schemas.ids import make_id

MONTHS = ("2026-01", "2026-02", "2026-03")
Row = tuple[str, int, bool]  # month, story, whether it is the story's original
Articles = dict[int, Row]
rows = st.tuples(st.sampled_from(MONTHS), st.integers(0, 3), st.booleans())
articles = st.dictionaries(st.integers(0, 7), rows, max_size=7)


def sound(given_rows: Articles) -> Articles:
    """The same with one original a story: its first article."""
    first: dict[int, int] = {}
    for n, (_, story, _) in sorted(given_rows.items()):
        first.setdefault(story, n)
    return {n: (month, story, first[story] == n) for n, (month, story, _) in given_rows.items()}


def lay_out(found: list[tuple[int, Row]], release: Path) -> Path:
    """Write a file a month, named by its rows."""
    for month in MONTHS:
        mine = sorted((n, story, is_first) for n, (at, story, is_first) in found if at == month)
        folder = release / "articles" / f"month={month}"
        folder.mkdir(parents=True)
        ids = [make_id("article", n) for n, _, _ in mine]
        stories = [f"sto_{make_id('article', story)[4:]}" for _, story, _ in mine]
        columns = {"article_id": ids, "record_id": ids, "story_id": stories, "is_story_original": [is_first for _, _, is_first in mine]}
        frame = pl.DataFrame(columns, schema=dict.fromkeys(OF_ANY_MONTH["articles"], pl.String) | {"is_story_original": pl.Boolean})
        if mine:
            frame.write_parquet(folder / f"{sha256(repr(mine).encode()).hexdigest()[:32]}.parquet")
    return release


def broken(new: Path, current: Path | None, index: Path | None) -> tuple[set[str], set[str]]:
    """The ids that stand there twice, and the stories without exactly one original."""
    release, before = Folder(new, index), Folder(current, index) if current else None
    changed = came_and_went(release, before, "articles", OF_ANY_MONTH["articles"])
    again = keys_again(release, before, TABLES["articles"], changed)
    return set(again["article_id"]), set(one_original_check(release, changed).keys)


def counted(found: list[tuple[int, Row]]) -> tuple[set[str], set[str]]:
    """The same, counted one by one."""
    ids = Counter(n for n, _ in found)
    originals = Counter({story: 0 for _, (_, story, _) in found})
    originals.update(story for _, (_, story, is_first) in found if is_first)
    stories = {f"sto_{make_id('article', story)[4:]}" for story, n in originals.items() if n != 1}
    return {make_id("article", n) for n, times in ids.items() if times > 1}, stories


@settings(max_examples=150)
@given(before=articles, change=articles, gone=st.sets(st.integers(0, 7)), twice=st.lists(st.tuples(st.integers(0, 7), rows), max_size=2))
def test_what_came_and_went_tells_as_much_as_everything(
    before: Articles, change: Articles, gone: set[int], twice: list[tuple[int, Row]]
) -> None:
    was = sound(before)
    after = {n: row for n, row in (was | change).items() if n not in gone}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        old, new = lay_out([*was.items()], root / "old"), lay_out([*after.items(), *twice], root / "new")
        expected = counted([*after.items(), *twice])
        assert broken(new, old, root / "ids") == broken(new, old, None) == broken(new, None, None) == expected


def test_an_article_of_another_month_is_named(tmp_path: Path) -> None:
    first, second = {1: (MONTHS[0], 1, True)}, {1: (MONTHS[1], 1, False)}
    old, new = lay_out([*first.items()], tmp_path / "old"), lay_out([*first.items(), *second.items()], tmp_path / "new")
    assert broken(new, old, tmp_path / "ids") == ({make_id("article", 1)}, set())
