"""Earlier versions: whatever the order and the nights in which records come, the table is what a plain reading of them gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.ids import digest
from tests.transforms.test_settle import NO_QUARANTINE, RUN, Frames, content, empty, publish, to_frames
from transforms.contract import Block, Image, Page, RawRecord, Refusal
from transforms.rows import Origin, RecordRows, identify, lay_out
from transforms.settle import settle
from transforms.story_groups import looking_through

START = datetime(2025, 9, 1, 6, tzinfo=UTC)
WORDS = ("the harbour is closed", "the harbour is open the harbour is full", "nobody was asked\n\nthe harbour is closed", "nobody")
Release = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Delivery:
    """A record of an article: what it says, when it was made and fetched, and whether it takes the article back."""

    article: int
    title: str
    text: str
    authors: tuple[str, ...]
    day: int | None
    caption: str | None
    version: str | None
    updated: int | None
    fetched: int
    status: str = "usable"

    def rows(self) -> RecordRows:
        """The record as it is staged."""
        images = [Image("https://gazette.example/a.jpg", caption=self.caption)] if self.caption else []
        page = Page(
            [Block(part, "paragraph", "body") for part in self.text.split("\n\n")],
            title=self.title,
            authors=list(self.authors),
            images=images,
            published_on=self.dated_on,
            published_from="meta" if self.day else "none",
            updated_at=None if self.updated is None else START + timedelta(hours=self.updated),
            publisher="The Gazette",
            language="en",
            status="usable" if self.status == "refused" else self.status,
        )
        answer = Refusal("rejected", "empty_text") if self.status == "refused" else page
        record = RawRecord(
            0,
            "test",
            repr(self).encode(),
            url=f"https://gazette.example/{self.article}",
            external_version=self.version,
            fetched_at=START + timedelta(hours=self.fetched),
        )
        return lay_out(record, answer, Origin("feed", "dump"), identify(record, Counter()))

    @property
    def dated_on(self) -> date | None:
        return None if self.day is None else date(2025, 8, self.day)

    @property
    def said(self) -> dict[str, Any]:
        """What makes a version of it, under the names that `changed` has."""
        about = {"title": self.title, "subtitle": None, "byline": None, "authors": list(self.authors), "published_on": self.dated_on}
        return about | {"text": self.text, "images": [{"caption": self.caption, "credit": None}] if self.caption else []}


def in_turn(deliveries: Iterable[Delivery]) -> list[tuple[Delivery, RecordRows]]:
    """The versions of one article, by what they say of themselves; of neighbours that say the same the first."""
    told = [(d, d.rows()) for d in set(deliveries) if d.status != "refused"]
    told = [pair for pair in told if pair[0].status == "usable"] or told

    def rank(pair: tuple[Delivery, RecordRows]) -> tuple[Any, ...]:
        delivery, rows = pair
        number = int(delivery.version or 0)
        return number, -1 if delivery.updated is None else delivery.updated, delivery.fetched, rows.record["content_digest"]

    ordered = sorted(told, key=lambda pair: (*rank(pair), pair[1].record["record_id"]))
    return [pair for n, pair in enumerate(ordered) if n == 0 or pair[0].said != ordered[n - 1][0].said]


def words_beyond(text: str, other: str) -> int:
    """Words of `text` that are left when each word of `other` has struck out one."""
    left = text.split()
    for word in other.split():
        if word in left:
            left.remove(word)
    return len(left)


def expected(deliveries: Iterable[Delivery]) -> list[dict[str, Any]]:
    """The rows that the deliveries should leave."""
    by_article = defaultdict(list)
    for delivery in deliveries:
        by_article[delivery.article].append(delivery)
    found = []
    for of_article in by_article.values():
        versions = in_turn(of_article)
        for revision, ((version, rows), (later, _)) in enumerate(pairwise(versions)):
            assert rows.article is not None
            said, then = version.said, later.said
            row = {k: rows.article[k] for k in ("article_id", "record_id", "external_version", "updated_at", "fetched_at")}
            row |= {k: said[k] for k in ("title", "subtitle", "byline", "authors", "text")}
            row |= {"revision": revision, "publisher": "The Gazette", "published_on": versions[-1][0].dated_on}
            row |= {"dated_on": said["published_on"], "captions": said["images"], "n_words": len(version.text.split())}
            row |= {"content_digest": rows.article["content_digest"], "changed": [k for k in said if said[k] != then[k]]}
            row |= {"n_words_added": words_beyond(later.text, version.text), "n_words_removed": words_beyond(version.text, later.text)}
            found.append(row)
    return sorted(found, key=lambda row: (row["article_id"], row["revision"]))


def kept(release: Release) -> list[dict[str, Any]]:
    return release["article_versions"].sort("article_id", "revision").to_dicts()


# few contents, so that a version often comes back after another one
CONTENTS = (
    {"text": WORDS[0]},
    {"text": WORDS[1]},
    {"text": WORDS[2], "authors": ("Ada Quill",)},
    {"text": WORDS[0], "title": "Open", "day": 30},
    {"text": WORDS[3], "day": None, "caption": "The quay"},
)
PLAIN = {"title": "Closed", "authors": (), "day": 1, "caption": None}
DELIVERIES = st.lists(
    st.builds(
        lambda said, **other: Delivery(**PLAIN | said, **other),
        said=st.sampled_from([*CONTENTS[:2], *CONTENTS]),
        article=st.sampled_from([0, 0, 0, 1]),
        version=st.sampled_from([None, None, None, "2", "10"]),
        updated=st.sampled_from([None, None, None, 1, 5]),
        fetched=st.integers(0, 5),
        status=st.sampled_from(["usable"] * 6 + ["withdrawn", "refused"]),
    ),
    min_size=1,
    max_size=9,
)


def live_through(nights: list[list[Delivery]], release: Release | None = None) -> Release:
    release = release or empty()
    for night in nights:
        release = publish(release, [[delivery.rows() for delivery in night]]) if night else release
    return release


@settings(max_examples=40)
@given(DELIVERIES, st.integers(1, 5), st.randoms(use_true_random=False))
def test_any_order_and_any_nights_leave_what_the_records_say(deliveries: list[Delivery], nights: int, random: Any) -> None:
    shuffled = [*deliveries, *random.sample(deliveries, len(deliveries) // 2)]
    random.shuffle(shuffled)
    release = live_through([shuffled[night::nights] for night in range(nights)])
    assert kept(release) == expected(deliveries)
    latest = {rows[-1][1].record["record_id"] for a in (0, 1) if (rows := in_turn(d for d in deliveries if d.article == a))}
    assert set(release["articles"]["record_id"]) == latest
    again = publish(release, [[delivery.rows() for delivery in deliveries]], again=True)
    assert content(again)["article_versions"].equals(content(release)["article_versions"])


@settings(max_examples=15)
@given(DELIVERIES)
def test_a_version_has_everything_that_its_digest_was_made_of(deliveries: list[Delivery]) -> None:
    for row in kept(live_through([deliveries])):
        headers = tuple(row[k] for k in ("title", "subtitle", "byline", "authors", "dated_on"))
        captions = [(c["caption"], c["credit"]) for c in row["captions"]]
        assert digest(repr((headers, row["text"], captions)))[:32] == row["content_digest"]


def told(version: int, text: str, **other: Any) -> Delivery:
    return Delivery(article=0, text=text, **PLAIN | {"version": None, "updated": version, "fetched": version} | other)


def test_what_changed_is_named_and_counted() -> None:
    first = told(1, "The quay is closed. The quay is old.")
    second = told(2, "The quay is open.\n\nThe mayor said so.", title="Open", authors=("Ada Quill",), day=2, caption="The quay")
    third = told(3, second.text, title="Open", authors=("Ada Quill",), day=2, caption="The old quay")
    rows = kept(live_through([[third], [first, second]]))
    assert [row["changed"] for row in rows] == [["title", "authors", "published_on", "text", "images"], ["images"]]
    assert [(row["n_words"], row["n_words_added"], row["n_words_removed"]) for row in rows] == [(8, 4, 4), (8, 0, 0)]
    assert [row["dated_on"] for row in rows] == [date(2025, 8, 1), date(2025, 8, 2)]
    assert {row["published_on"] for row in rows} == {date(2025, 8, 2)}


def test_a_text_that_comes_back_is_a_version_again() -> None:
    deliveries = [told(n, text) for n, text in ((1, "one"), (2, "two"), (3, "one"))]
    for nights in ([deliveries], [deliveries[1:], deliveries[:1]], [deliveries[::2], deliveries[1:2]]):
        assert [(row["revision"], row["text"]) for row in kept(live_through(nights))] == [(0, "one"), (1, "two")]


def test_a_version_that_comes_between_two_changes_what_the_first_says() -> None:
    first, between, last = (told(n, text) for n, text in ((1, "one"), (5, "one two"), (9, "one two three")))
    before = live_through([[first, last]])
    assert [(row["revision"], row["n_words_added"]) for row in kept(before)] == [(0, 2)]
    after = live_through([[between]], before)
    assert [(row["revision"], row["n_words_added"]) for row in kept(after)] == [(0, 1), (1, 1)]


def read_again(release: Release, delivery: Delivery) -> Release:
    return publish(release, [[delivery.rows()]], again=True)


def test_a_text_that_was_lost_before_the_table_was_there_comes_back_when_it_is_read_again() -> None:
    deliveries = [told(n, text) for n, text in ((1, "one"), (5, "one two"), (9, "one two three"), (12, "four"))]
    older = live_through([deliveries[:3]]) | {"article_versions": empty()["article_versions"]}
    later = live_through([deliveries[3:]], older)
    assert [(row["revision"], row["changed"], row["n_words_added"]) for row in kept(later)] == [(2, ["text"], 1)]
    gap = read_again(later, deliveries[0])
    assert [(row["revision"], row["changed"], row["n_words_added"]) for row in kept(gap)] == [(0, None, None), (2, ["text"], 1)]
    assert kept(read_again(gap, deliveries[1])) == expected(deliveries)


def test_nothing_is_written_of_articles_whose_versions_stay() -> None:
    first, second = told(1, "one"), told(2, "two")
    release = live_through([[first, second]])
    again = told(2, "two", fetched=9)
    settled = settled_of(release, [again])
    assert settled["article_versions"] == (0, 0)
    assert settled_of(release, [told(3, "three")])["article_versions"] == (1, 0)
    assert settled_of(release, [told(3, "three", day=2)])["article_versions"] == (2, 1)


def settled_of(release: Release, night: list[Delivery]) -> dict[str, tuple[int, int]]:
    """How many rows come and go in each table on a night."""
    old: Frames = {name: frame.lazy() for name, frame in release.items()}
    staged = to_frames([[delivery.rows() for delivery in night]])
    settled = settle(staged, old, looking_through([release["article_keys"]]), NO_QUARANTINE, RUN, again=False)
    return {name: (change.rows.collect().height, change.drop.height) for name, change in settled.changes.items()}
