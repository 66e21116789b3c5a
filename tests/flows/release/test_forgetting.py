import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from flows.entity_names import change_entity_names
from flows.release import Release, ReleaseError, TableDelta, current, forget, release_names, releases, sweep, verify
from schemas.ids import make_id
from tests.flows.release.crashing import die_at_touch_while, run
from tests.flows.release.invented import article, delta, frame, no_check, put

SECRET = "A name that has to go"
ARTICLE, STORY = make_id("article", 3), "sto_1"


def first_is_original(members: pl.DataFrame) -> pl.DataFrame:
    return members.sort("article_id").select(
        "article_id", "story_id", is_story_original=pl.col("article_id") == pl.col("article_id").first().over("story_id")
    )


def fill(warehouse: Path) -> list[str]:
    """Three releases that hold the article, in files that they share and in others."""
    names = []
    for night in range(3):
        parts = [article(night * 10 + n, date(2026, 1, n + 1)) for n in range(4)]
        if night == 0:
            parts[3] = article(3, date(2026, 1, 4), SECRET)
        for part in parts:
            part["articles"] = part["articles"].with_columns(story_id=pl.lit(STORY), is_story_original=pl.col("article_id") == ARTICLE)
        change = delta(parts)
        if night == 1:
            reject = {"record_id": make_id("record", 3, SECRET), "stage": "annotate", "reason": "failed_check", "sample": SECRET}
            change["rejects"] = TableDelta(rows=frame("rejects", [reject]).lazy())
        names.append(put(warehouse, change).name)
    return names


def texts(warehouse: Path) -> list[str]:
    """Files of the warehouse, Parquet or not, that still say the secret."""
    found = []
    for path in warehouse.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        if path.suffix == ".parquet":
            rows = pl.read_parquet(path, hive_partitioning=False).select(pl.selectors.string()).unpivot()["value"].drop_nulls()
            said = rows.str.contains(SECRET, literal=True).any()
        else:
            said = SECRET in path.read_text(errors="replace")
        found += [str(path)] * said
    return found


def do_forget(warehouse: Path) -> tuple[Release, list[str]]:
    return forget(
        warehouse, [ARTICLE], reason="court order 7", run_id="f1", check=no_check, originals=first_is_original, recount=change_entity_names
    )


def test_an_article_leaves_every_release(tmp_path: Path) -> None:
    names = fill(tmp_path)
    assert len(texts(tmp_path)) >= 3
    release, rewritten = do_forget(tmp_path)
    assert rewritten == sorted(names)
    assert release == current(tmp_path) and release.name not in names
    assert texts(tmp_path) == []
    for name in release_names(tmp_path):
        assert verify(Release(tmp_path / "releases" / name)) == []
    assert [k.rows for k in releases(tmp_path)][:3] == [4 + 3 * 3, 4 + 3 * 3 + 4 * 4 + 1, 4 + 3 * 3 + 8 * 4 + 1]


def test_the_ledger_tells_it(tmp_path: Path) -> None:
    fill(tmp_path)
    release, _ = do_forget(tmp_path)
    records = release.scan("records").filter(article_id=ARTICLE).collect()
    assert records.select("outcome", "reason", "content_digest").rows() == [("rejected", "forgotten", None)]
    rejects = release.scan("rejects").filter(record_id=records["record_id"][0]).sort("reason").collect()
    assert rejects.select("stage", "reason", "detail", "sample").rows() == [
        ("annotate", "failed_check", None, None),
        ("settle", "forgotten", "court order 7", None),
    ]
    assert release.entries("records")[0].versions == {"read": ["1"]}


def test_its_story_has_another_original(tmp_path: Path) -> None:
    fill(tmp_path)
    do_forget(tmp_path)
    kept = [Release(tmp_path / "releases" / name) for name in release_names(tmp_path)]
    stories = [release.scan("articles").filter(story_id=STORY).collect() for release in kept]
    assert sorted(articles.height for articles in stories) == [3, 7, 11, 11]
    assert [articles["is_story_original"].sum() for articles in stories] == [1, 1, 1, 1]


def test_again_changes_nothing(tmp_path: Path) -> None:
    fill(tmp_path)
    release, _ = do_forget(tmp_path)
    assert do_forget(tmp_path) == (release, [])


def test_files_are_still_shared_afterwards(tmp_path: Path) -> None:
    names = fill(tmp_path)
    do_forget(tmp_path)
    entries = [{f.path for f in Release(tmp_path / "releases" / n).entries("articles")} for n in names]
    shared = set.intersection(*entries) or entries[0] & entries[1]
    for path in shared:
        assert (tmp_path / "releases" / names[0] / path).samefile(tmp_path / "releases" / names[1] / path)


def test_nothing_published_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="nothing was published"):
        do_forget(tmp_path)


@pytest.mark.parametrize("seed", range(2))
def test_a_crash_on_the_way_is_made_good_by_the_next(tmp_path: Path, seed: int) -> None:
    names = fill(tmp_path)
    died = run(die_at_touch_while, do_forget, tmp_path, random.Random(seed).randint(20, 260))
    assert died == -9
    sweep(tmp_path)
    assert set(names) <= set(release_names(tmp_path))
    for name in release_names(tmp_path):
        assert verify(Release(tmp_path / "releases" / name)) == []
    do_forget(tmp_path)
    assert texts(tmp_path) == []
