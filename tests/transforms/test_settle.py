"""The laws of settle: whatever the order, the number of nights and the sharding, the same release comes out, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import TABLES
from transforms.contract import Block, Page, RawRecord, Refusal
from transforms.delivered import find_unread
from transforms.rows import Origin, RecordRows, identify, lay_out
from transforms.settle import Run, settle
from transforms.stories import story_keys
from transforms.story_groups import looking_through

START = datetime(2025, 9, 1, tzinfo=UTC)
RUN = Run("run-1", datetime(2025, 10, 1, tzinfo=UTC))
NO_QUARANTINE = pl.DataFrame(
    schema=dict.fromkeys(("record_id", "stage", "reason", "detail", "sample"), pl.String) | {"is_whole": pl.Boolean}
)
STAGE_OF = {"entities": "annotate", "quotes": "annotate"}
Frames = dict[str, pl.LazyFrame]


def text_of(number: int) -> str:
    """Texts with the same number // 10 are near copies of each other, others share nothing."""
    story, version = divmod(number, 10)
    words = [f"word{story}x{i}" for i in range(120)]
    return " ".join(words[: 118 - version]) + f" ending{version if version > 2 else ''}."


def make_rows(
    site: str, page: int, text: int, hour: int, is_refused: bool = False, is_cancel: bool = False, meant: int | None = None
) -> RecordRows:
    """The rows of a record; `meant`: the page that it is said to be of, where that is another than the one where it lies."""
    fetched = START + timedelta(hours=hour)
    url = f"https://{site}.example/news/{page}"
    record = RawRecord(0, "test", f"{url} {text} {hour} {is_refused} {is_cancel}".encode(), url=url, fetched_at=fetched)
    answer: Page | Refusal = Page(
        [Block(f"Headline {page}", "paragraph", "title"), Block(text_of(text), "paragraph", "body"), Block("Share this", "cut", "share")],
        title=f"Headline {page}",
        published_on=date(2025, 9, 1 + page % 20),
        published_from="meta",
        publisher=site,
        is_syndicated=text % 2 == 1,
        canonical_url=f"https://{site}.example/news/{meant}" if meant is not None else None,
        language="en",
        status="withdrawn" if is_cancel else "usable",
    )
    if is_refused:
        answer = Refusal("rejected", "empty_text")
    return lay_out(record, answer, Origin("feed", "dump"), identify(record, Counter()))


def to_frames(shards: list[list[RecordRows]]) -> Frames:
    """The staged tables of a run over `shards`."""
    frames: dict[str, list[pl.LazyFrame]] = {name: [] for name in TABLES}
    for n, delivered in enumerate(shards):
        shard = list({r.record["record_id"]: r for r in delivered}.values())  # the reader lays an equal record out once a shard
        found = {
            "records": [r.record | {"position": i} for i, r in enumerate(shard)],
            "articles": [r.article for r in shard if r.article],
            "paragraphs": [p for r in shard for p in r.paragraphs],
            "cuts": [c for r in shard for c in r.cuts],
            "rejects": [r.reject for r in shard if r.reject],
        }
        articles = pl.DataFrame(found["articles"], infer_schema_length=None) if found["articles"] else None
        for name, table in TABLES.items():
            schema = table.staged("annotate" if name in STAGE_OF else "read")
            if name == "article_keys" and articles is not None:
                frame = articles.hstack(story_keys(articles.select("article_id", "text")).drop("article_id")).select(schema.names)
            else:
                frame = pl.from_arrow(pa.Table.from_pylist(found.get(name, []), schema=schema))
            frames[name].append(frame.lazy().with_columns(pl.lit(f"{n}").alias("shard")))
    return {name: pl.concat(parts, how="vertical_relaxed") for name, parts in frames.items()}


def empty() -> dict[str, pl.DataFrame]:
    return {name: pl.from_arrow(table.released().empty_table()) for name, table in TABLES.items()}


def publish(
    old: dict[str, pl.DataFrame], shards: list[list[RecordRows]], again: bool = False, withdrawn: pl.DataFrame = NO_QUARANTINE
) -> dict[str, pl.DataFrame]:
    """The release after a run: what flows.release does, in memory."""
    lazy = {name: frame.lazy() for name, frame in old.items()}
    staged = to_frames(shards)
    settled = settle(staged, lazy, looking_through([old["article_keys"]]), withdrawn, RUN, again=again)
    assert sum(settled.outcomes.values()) + settled.n_again == staged["records"].collect().height
    new = {}
    for name, table in TABLES.items():
        if name not in settled.changes:  # what is learnt about sites is no part of settling
            new[name] = old[name]
            continue
        change = settled.changes[name]
        kept = old[name].join(change.drop, on=change.drop.columns, how="anti", nulls_equal=True)
        new[name] = pl.concat([kept, change.rows.collect()], how="vertical_relaxed").sort(table.key)
    return new


def content(release: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return {name: release[name].select(TABLES[name].content_columns()).drop("dump", "position", strict=False) for name in TABLES}


DELIVERIES = st.lists(
    st.tuples(
        st.sampled_from(["gazette", "lantern"]),
        st.integers(0, 3),
        st.sampled_from([0, 1, 4, 10, 11, 20]),
        st.integers(0, 5),
        st.booleans(),
        st.sampled_from([False, False, True]),
    ),
    min_size=1,
    max_size=8,
)


def build(deliveries: list[tuple[str, int, int, int, bool, bool]]) -> list[RecordRows]:
    return [make_rows(site, page, text, hour, refused and page == 3, cancel) for site, page, text, hour, refused, cancel in deliveries]


@settings(max_examples=12)
@given(DELIVERIES, st.randoms(use_true_random=False), st.integers(1, 4), st.integers(1, 3))
def test_order_nights_and_shards_leave_no_trace(deliveries, random, nights, n_shards):
    rows = build(deliveries)
    at_once = publish(empty(), [rows])
    shuffled = rows[:]
    random.shuffle(shuffled)
    release = empty()
    for night in range(nights):
        tonight = shuffled[night::nights]
        if tonight:
            release = publish(release, [tonight[n::n_shards] for n in range(n_shards)])
    expected = content(at_once)
    for name, frame in content(release).items():
        assert frame.equals(expected[name]), name


@settings(max_examples=8)
@given(DELIVERIES)
def test_nothing_is_lost_and_the_ledger_agrees_with_the_tables(deliveries):
    rows = build(deliveries)
    release = publish(empty(), [rows])
    ids = {r.record["record_id"] for r in rows}
    ledger = release["records"]
    assert set(ledger["record_id"]) == ids and ledger.height == len(ids)
    outcomes = dict(ledger.group_by("outcome").len().iter_rows())
    articles = release["articles"]
    assert outcomes.get("article", 0) == articles.height == articles["article_id"].n_unique()
    assert outcomes.get("rejected", 0) == release["rejects"]["record_id"].n_unique()
    assert set(release["paragraphs"]["article_id"]) == set(articles["article_id"]) == set(release["article_keys"]["article_id"])
    assert release["paragraphs"]["paragraph_id"].is_unique().all()
    assert (articles.group_by("story_id").agg(pl.col("is_story_original").sum())["is_story_original"] == 1).all()


@settings(max_examples=8)
@given(DELIVERIES)
def test_the_same_again_changes_nothing(deliveries):
    rows = build(deliveries)
    release = publish(empty(), [rows])
    for again in (False, True):
        repeated = publish(release, [rows], again=again)
        for name, frame in release.items():
            assert repeated[name].equals(frame), name


def test_the_latest_version_is_the_article_and_earlier_ones_are_revisions():
    first, second, late = make_rows("gazette", 1, 0, 1), make_rows("gazette", 1, 10, 5), make_rows("gazette", 1, 20, 3)
    release = publish(publish(empty(), [[first, second]]), [[late]])
    assert release["articles"]["record_id"].to_list() == [second.record["record_id"]]
    assert release["articles"]["revision"].to_list() == [2]
    numbered = dict(release["records"].select("record_id", "revision").iter_rows())
    assert [numbered[r.record["record_id"]] for r in (first, late, second)] == [0, 1, 2]


def test_a_late_version_between_two_equal_ones_makes_the_later_of_them_the_article():
    first, last, between = make_rows("gazette", 1, 0, 1), make_rows("gazette", 1, 0, 9), make_rows("gazette", 1, 10, 5)
    late = publish(publish(empty(), [[first, last]]), [[between]])
    at_once = publish(empty(), [[first, last, between]])
    assert late["articles"]["record_id"].to_list() == [last.record["record_id"]]
    assert content(late)["articles"].equals(content(at_once)["articles"])


def test_the_same_content_fetched_again_is_a_duplicate_and_a_reverted_one_is_a_version():
    original, same, other, back = (make_rows("gazette", 1, text, hour) for text, hour in ((0, 1), (0, 2), (10, 3), (0, 4)))
    release = publish(empty(), [[original, same, other, back]])
    found = {r["record_id"]: (r["outcome"], r["revision"]) for r in release["records"].iter_rows(named=True)}
    rows = (original, same, other, back)
    assert [found[r.record["record_id"]] for r in rows] == [("revision", 0), ("duplicate", 0), ("revision", 1), ("article", 2)]


def test_a_cancel_marks_the_article_keeps_its_text_and_is_no_version():
    first, cancel, last = make_rows("gazette", 1, 0, 1), make_rows("gazette", 1, 10, 5, is_cancel=True), make_rows("gazette", 1, 20, 7)
    for delivered in ([first, cancel], [cancel, first]):
        release = empty()
        for row in delivered:
            release = publish(release, [[row]])
        found = release["articles"].select("record_id", "status", "revision").rows()
        assert found == [(first.record["record_id"], "withdrawn", 0)]
    mended = publish(release, [[last]])
    assert mended["articles"].select("record_id", "status", "revision").rows() == [(last.record["record_id"], "usable", 1)]
    assert dict(mended["records"].select("record_id", "outcome").iter_rows())[cancel.record["record_id"]] == "withdrawal"


def test_a_cancel_that_comes_alone_is_the_article_marked():
    cancel = make_rows("gazette", 1, 10, 5, is_cancel=True)
    assert publish(empty(), [[cancel]])["articles"].select("status", "revision").rows() == [("withdrawn", 0)]


def test_a_refused_record_leaves_the_tables_but_not_the_ledger():
    good, bad = make_rows("gazette", 1, 0, 1), make_rows("lantern", 2, 10, 1)
    refused = NO_QUARANTINE.clear().vstack(
        pl.DataFrame(
            [(bad.record["record_id"], "read", "failed_check", "articles.text_is_there", "key", True)],
            schema=NO_QUARANTINE.schema,
            orient="row",
        )
    )
    old = {name: frame.lazy() for name, frame in empty().items()}
    settled = settle(to_frames([[good, bad]]), old, looking_through([]), refused, RUN, again=False)
    assert settled.changes["articles"].rows.collect()["record_id"].to_list() == [good.record["record_id"]]
    ledger = settled.changes["records"].rows.collect()
    assert dict(ledger.select("record_id", "outcome").iter_rows())[bad.record["record_id"]] == "rejected"
    assert settled.changes["rejects"].rows.collect()["detail"].to_list() == ["articles.text_is_there"]


def test_an_article_that_was_taken_down_does_not_come_back():
    release = publish(empty(), [[make_rows("gazette", 1, 0, 1)]])
    tombstone = release["records"].with_columns(
        pl.lit("rejected").alias("outcome"), pl.lit("forgotten").alias("reason"), pl.lit(None, pl.String).alias("content_digest")
    )
    gone = empty() | {"records": tombstone}
    later = publish(gone, [[make_rows("gazette", 1, 10, 9)]])
    assert later["articles"].is_empty() and later["paragraphs"].is_empty()
    assert later["records"]["reason"].to_list() == ["forgotten", "forgotten"]
    assert later["rejects"]["reason"].to_list() == ["forgotten"]


def refusal_of(rows: RecordRows) -> pl.DataFrame:
    """What a gate says that refuses a record."""
    why = (rows.record["record_id"], "read", "failed_check", "articles.text_is_there", "key", True)
    return pl.DataFrame([why], schema=NO_QUARANTINE.schema, orient="row")


def test_an_article_stays_where_its_last_version_is_refused_and_the_one_before_is_not_read():
    first, last = make_rows("gazette", 1, 0, 1), make_rows("gazette", 1, 10, 5)
    release = publish(empty(), [[first, last]])
    unread = make_rows("gazette", 1, 10, 5, is_refused=True)
    by_reader = replace(unread, record=unread.record | {"record_id": last.record["record_id"]})
    for again, withdrawn in ((last, refusal_of(last)), (by_reader, NO_QUARANTINE)):
        after = publish(release, [[again]], again=True, withdrawn=withdrawn)
        for name, frame in release.items():
            assert after[name].equals(frame), name
    both = publish(release, [[first, last]], again=True, withdrawn=refusal_of(last))
    assert both["articles"].select("record_id", "revision").rows() == [(first.record["record_id"], 0)]
    assert sorted(both["records"]["outcome"]) == ["article", "rejected"] and both["article_versions"].is_empty()
    assert content(publish(both, [[last]], again=True))["article_versions"].equals(content(release)["article_versions"])


def test_an_article_of_one_version_leaves_the_tables_when_that_is_refused():
    only, other = make_rows("gazette", 1, 0, 1), make_rows("lantern", 2, 1, 1)
    release = publish(empty(), [[only, other]])
    after = publish(release, [[only]], again=True, withdrawn=refusal_of(only))
    fresh = publish(empty(), [[only, other]], withdrawn=refusal_of(only))
    for name, frame in content(fresh).items():
        assert content(after)[name].equals(frame), name
    assert after["articles"]["publisher"].to_list() == ["lantern"]


@settings(max_examples=40)
@given(DELIVERIES, st.data())
def test_records_read_again_may_turn_out_to_be_of_other_articles_and_none_is_missed(deliveries, data):
    """Whatever is read again, in whatever pieces: no article lacks its rows meanwhile, and the end is that of one run."""
    pages = st.sampled_from([None, 0, 1, 2, 3])
    told = {rows.record["record_id"]: delivery for rows, delivery in zip(build(deliveries), deliveries, strict=True)}
    before, after = ([make_rows(*of_it, meant=data.draw(pages)) for of_it in told.values()] for _ in range(2))
    release = publish(empty(), [before])
    for piece in data.draw(st.permutations([after[0::2], after[1::2]])):
        if not piece:
            continue
        old = {name: frame.lazy() for name, frame in release.items()}
        unread = find_unread(to_frames([piece])["records"], old, NO_QUARANTINE)["record_id"].to_list()
        release = publish(release, [[*piece, *(rows for rows in after if rows.record["record_id"] in unread)]], again=True)
        versions = release["records"].filter(pl.col("content_digest").is_not_null())
        assert set(versions["article_id"]) == set(release["articles"]["article_id"])
    for name, frame in content(publish(empty(), [after])).items():
        assert content(release)[name].equals(frame), name
