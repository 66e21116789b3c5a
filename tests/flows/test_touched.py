"""What a run may touch: every row that settling can ask for is in the frames, and files that hold none are left out."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from flows.release import Release, TableDelta
from flows.touched import BY_ARTICLE, files_touched
from schemas.ids import make_id
from tests.flows.release.invented import frame, put

N = 120
FIRST = date(2025, 1, 1)


def named(kind: str, n: int) -> str:
    return make_id(kind, n)


def text_of(rng: random.Random) -> str:
    """A digest: some texts are the same."""
    return f"{rng.randrange(N):024x}".ljust(64, "0")


@pytest.fixture
def base(tmp_path: Path) -> Release:
    """A release of articles over a year, some without a date, some of one story; a record or two each, delivered at other times."""
    rng = random.Random("touched")
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in ("records", *BY_ARTICLE)}
    for n in range(N):
        day = None if n % 17 == 0 else FIRST + timedelta(days=rng.randrange(365))
        about = {"article_id": named("article", n), "published_on": day, "story_id": f"sto_{text_of(rng)[:24]}"}
        tables["articles"].append({**about, "record_id": named("record", n), "published_from": "meta"})
        tables["article_keys"].append({**about, "text_digest": text_of(rng)})
        tables["article_versions"].append({**about, "record_id": named("record", N + n), "revision": 0})
        for record in (n, N + n):
            delivered = FIRST + timedelta(days=rng.randrange(365))
            tables["records"].append({**about, "record_id": named("record", record), "position": record, "delivered_on": delivered})
    return put(tmp_path, {name: TableDelta(rows=frame(name, rows).lazy()) for name, rows in tables.items()})


def staged_of(rng: random.Random) -> dict[str, pl.LazyFrame]:
    """Records, known and new, of articles that they are of in the release, of others, and of none."""
    numbers = [(rng.randrange(3 * N), rng.choice([rng.randrange(2 * N), None])) for _ in range(rng.randint(0, 3))]
    rows = [{"record_id": named("record", r), "article_id": None if a is None else named("article", a)} for r, a in numbers]
    records = pl.DataFrame(rows, schema={"record_id": pl.String, "article_id": pl.String})
    digests = pl.Series("text_digest", [text_of(rng) for _ in rows], pl.String)
    keys = records.with_columns(digests, n_words=pl.lit(100)).drop_nulls("article_id")
    return {"records": records.lazy(), "article_keys": keys.lazy()}


@pytest.mark.parametrize("seed", range(30))
def test_all_that_settling_asks_for_is_there(base: Release, seed: int) -> None:
    rng = random.Random(seed)
    staged, ledger, articles = staged_of(rng), base.scan("records").collect(), base.scan("articles").collect()
    alike = articles.sample(rng.randint(0, 2), seed=seed).select("story_id")
    frames = {name: rows.collect() for name, rows in files_touched(base, staged, alike, base.path.parent / "ids").items()}
    asked = staged["records"].collect()
    of_records = ledger.join(asked, on="record_id", how="semi")
    ids = pl.concat([asked["article_id"], of_records["article_id"]]).drop_nulls().implode()
    own = "sto_" + staged["article_keys"].collect()["text_digest"].str.head(24)
    stories = pl.concat([alike["story_id"], own, articles.filter(pl.col("article_id").is_in(ids))["story_id"]]).implode()
    is_asked = pl.col("article_id").is_in(ids) | pl.col("story_id").is_in(stories)
    members = articles.filter(is_asked).select("article_id")
    for name in BY_ARTICLE:
        whole = base.scan(name).collect()
        assert whole.join(members, on="article_id", how="semi").join(frames[name], on="article_id", how="anti").is_empty()
        assert frames[name].join(whole, on="article_id", how="anti").is_empty()
    of_articles = ledger.filter(pl.col("article_id").is_in(ids))
    assert pl.concat([of_records, of_articles]).join(frames["records"], on="record_id", how="anti").is_empty()
    if asked.is_empty() and alike.is_empty():
        assert all(rows.is_empty() for rows in frames.values())


def test_other_months_are_not_opened(base: Release) -> None:
    known = base.scan("articles").drop_nulls("published_on").head(1).collect()
    staged = {
        "records": known.select("record_id", "article_id").lazy(),
        "article_keys": known.select("article_id", text_digest=pl.lit("f" * 64), n_words=pl.lit(100)).lazy(),
    }
    frames = files_touched(base, staged, known.select("story_id").clear(), base.path.parent / "ids")
    months = frames["articles"].select(pl.col("published_on").dt.strftime("%Y-%m").unique()).collect()
    assert 0 < months.height <= 4 < len(base.months("articles"))
