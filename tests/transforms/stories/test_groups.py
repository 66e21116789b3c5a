"""The same stories whatever the order and however many the nights; copies found, and nothing else."""

import random
from hashlib import sha256
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.planted_copies import make_article, make_vocabulary, make_weights, plant_copy
from benchmarks.stories import pair_scores
from data.maker.articles import read_article
from transforms.stories import articles_to_compare, group_stories, own_story_id, sharing_a_band, story_keys

VOCABULARY = make_vocabulary(5_000)
WEIGHTS = make_weights(len(VOCABULARY))


def article_id(number: int) -> str:
    return f"art_{sha256(str(number).encode()).hexdigest()[:24]}"


def keys_of(texts: dict[str, str]) -> pl.DataFrame:
    frame = pl.DataFrame({"article_id": list(texts), "text": list(texts.values())}, schema={"article_id": pl.String, "text": pl.String})
    folded = [" ".join(text.lower().split()) for text in texts.values()]
    digests = pl.Series("text_digest", [sha256(text.encode()).hexdigest() for text in folded], pl.String)
    return story_keys(frame).with_columns(digests, pl.Series("n_words", [len(text.split()) for text in folded], pl.Int32))


class Archive:
    """What the lead's settle keeps: keys with story_id, a night at a time."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.keys = keys_of({}).with_columns(pl.lit("").alias("story_id"))

    def night(self, texts: dict[str, str], gone: tuple[str, ...] = ()) -> None:
        """New articles come, or old ones with a new text; those in `gone` leave."""
        leaving = self.keys.filter(pl.col("article_id").is_in([*texts, *gone]))
        damaged = self.keys.filter(pl.col("story_id").is_in(leaving["story_id"].implode()))
        remaining = damaged.filter(~pl.col("article_id").is_in(leaving["article_id"].implode())).drop("story_id")
        standing = self.keys.filter(~pl.col("article_id").is_in(damaged["article_id"].implode()))
        self.texts = {key: text for key, text in self.texts.items() if key not in gone} | texts
        new = pl.concat([keys_of(texts), remaining])
        before = sharing_a_band(standing, new)
        asked = {key: self.texts[key] for key in articles_to_compare(new, before)}
        found = group_stories(new, before, asked)
        renamed = standing.with_columns(pl.col("story_id").replace(found.renamed["old_story_id"], found.renamed["story_id"]))
        self.keys = pl.concat([renamed, new.join(found.of_articles, on="article_id")])

    def stories(self) -> dict[str, str]:
        return dict(self.keys.select("article_id", "story_id").sort("article_id").iter_rows())


def planted(n_originals: int, n_copies: int, seed: int) -> tuple[dict[str, str], list[int]]:
    """Texts by id, and the number of the story of each."""
    rng = random.Random(seed)
    texts = [make_article(rng, VOCABULARY, WEIGHTS, (10, 20)) for _ in range(n_originals)]
    story = list(range(n_originals))
    standing = [make_article(rng, VOCABULARY, WEIGHTS, (2, 2)) for _ in range(5)]
    for _ in range(n_copies):
        number = rng.randrange(n_originals)
        texts.append(plant_copy(texts[number], rng, lambda r: make_article(r, VOCABULARY, WEIGHTS, (1, 1)), standing))
        story.append(number)
    return {article_id(n): text for n, text in enumerate(texts)}, story


TEXTS, STORY = planted(12, 24, seed=3)
AT_ONCE = Archive()
AT_ONCE.night(TEXTS)


@settings(max_examples=25)
@given(st.permutations(list(TEXTS)), st.lists(st.integers(0, len(TEXTS)), max_size=5))
def test_order_and_nights_do_not_matter(order: list[str], cuts: list[int]) -> None:
    archive = Archive()
    edges = [0, *sorted(cuts), len(order)]
    for start, end in pairwise(edges):
        archive.night({key: TEXTS[key] for key in order[start:end]})
    assert archive.stories() == AT_ONCE.stories()


@settings(max_examples=15)
@given(st.sets(st.sampled_from(list(TEXTS)), max_size=10), st.sets(st.sampled_from(list(TEXTS)), max_size=10))
def test_after_articles_left_and_changed_it_is_as_if_they_had_come_so(gone: set[str], changed: set[str]) -> None:
    news = {key: "Corrected: " + "\n\n".join(TEXTS[key].split("\n\n")[::-1]) for key in sorted(changed - gone)}
    archive = Archive()
    archive.night(TEXTS)
    archive.night(news, tuple(sorted(gone)))
    fresh = Archive()
    fresh.night({key: text for key, text in (TEXTS | news).items() if key not in gone})
    assert archive.stories() == fresh.stories()


def test_an_article_that_joins_two_stories() -> None:
    """The parts of a long text are no copies of each other; the whole is one of its beginning and of its larger half."""
    rng = random.Random(5)
    first, second = (make_article(rng, VOCABULARY, WEIGHTS, (n, n)) for n in (20, 26))
    archive = Archive()
    archive.night({article_id(1): first, article_id(2): second})
    apart = archive.stories()
    assert apart[article_id(1)] != apart[article_id(2)]
    archive.night({article_id(3): first + "\n\n" + second})
    (joined,) = set(archive.stories().values())
    assert joined <= min(apart.values())
    archive.night({}, (article_id(3),))
    assert archive.stories() == apart


def test_quality_on_planted_copies() -> None:
    texts, story = planted(350, 250, seed=4)
    archive = Archive()
    archive.night(texts)
    found = archive.stories()
    recall, precision = pair_scores(story, [found[key] for key in texts])
    assert recall >= 0.97
    assert precision >= 0.995


def test_the_syndicated_story_of_the_sample() -> None:
    names = ["meridian-wire/halden-strait", "harbour-gazette/halden-strait", "saved-copies/halden-strait", "meridian-wire/central-bank"]
    archive = Archive()
    for number, name in enumerate(names):
        archive.night({article_id(number): "\n\n".join(text for _, text in read_article(name).texts())})
    stories = [archive.stories()[article_id(number)] for number in range(4)]
    assert stories[0] == stories[1] == stories[2] != stories[3]


def test_short_texts_are_copies_only_where_they_are_equal() -> None:
    brief = (
        "The quay will be closed on Monday from six to nine in the morning, the council of Port Ellery said, while a crane is put up there."
    )
    texts = [brief, brief.upper(), brief.replace("Monday", "Tuesday"), "Sign in to read.", "Sign in to read."]
    archive = Archive()
    archive.night({article_id(n): text for n, text in enumerate(texts)})
    stories = [archive.stories()[article_id(n)] for n in range(5)]
    assert stories[0] == stories[1]
    assert len(set(stories)) == 4


def test_a_story_without_copies_has_its_own_id() -> None:
    keys = keys_of({article_id(1): "One two. " * 30, article_id(2): "Short."})
    own = keys.select(own_story_id().alias("story_id"))["story_id"].to_list()
    assert (
        group_stories(keys, keys.clear().with_columns(pl.lit("").alias("story_id")), {}).of_articles["story_id"].to_list().sort()
        == own.sort()
    )


def test_nothing_comes_of_nothing() -> None:
    nothing = keys_of({})
    empty = nothing.with_columns(pl.lit("").alias("story_id"))
    found = group_stories(nothing, empty, {})
    assert found.of_articles.is_empty()
    assert found.renamed.is_empty()
    assert articles_to_compare(nothing, empty) == []


@pytest.mark.parametrize("n", [300])
def test_many_equal_and_nearly_equal_copies_are_one_story(n: int) -> None:
    """A wire story on hundreds of sites: compared a few hundred times, not n * n."""
    text = make_article(random.Random(9), VOCABULARY, WEIGHTS, (12, 12))
    texts = {article_id(k): text + f"\n\nSite {k} of the Harbor Group has more on page {k}." for k in range(n)}
    archive = Archive()
    archive.night(texts)
    assert len(set(archive.stories().values())) == 1
