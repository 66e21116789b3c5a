"""What is a copy, and what only looks like one."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.planted_copies import make_article, make_vocabulary, make_weights, plant_copy, respell
from transforms.stories.shingles import shingle
from transforms.stories.verify import is_copy

VOCABULARY = make_vocabulary(5_000)
WEIGHTS = make_weights(len(VOCABULARY))
FORM = (
    "{name} Inc. on {day} reported a profit of ${profit} million in its latest quarter. "
    "The {city}-based company said it had profit of {cents} cents a share. "
    "Earnings, adjusted for one-time gains and costs, came to {cents} cents a share. "
    "The maker of {goods} posted revenue of ${revenue} million in the period, which missed the forecasts of the street. "
    "Three analysts surveyed by {survey} had expected ${expected} million. "
    "Shares of {name} have risen {rise} percent since the beginning of the year. "
    "In the final minutes of trading on {day}, shares hit ${price}, a climb of {climb} percent in the last 12 months."
)


def article(seed: int, low: int = 15, high: int = 25) -> str:
    return make_article(random.Random(seed), VOCABULARY, WEIGHTS, (low, high))


def are_copies(one: str, other: str) -> bool:
    found = is_copy(shingle(one), shingle(other))
    assert found == is_copy(shingle(other), shingle(one))
    return found


def test_other_articles_are_no_copies() -> None:
    assert not any(are_copies(article(n), article(n + 100)) for n in range(30))


def test_a_copy_cut_at_its_end() -> None:
    text = article(1, 30, 30)
    paragraphs = text.split("\n\n")
    for share in (0.9, 0.6, 0.4, 0.25):
        assert are_copies(text, "\n\n".join(paragraphs[: round(share * len(paragraphs))])), share


def test_a_copy_in_other_spelling_and_marks() -> None:
    text = article(2).replace("the ", "the harbor ").replace(" of ", " of the organization, ")
    assert are_copies(text, respell(text))


def test_a_brief_in_a_round_up_is_no_copy_of_it() -> None:
    briefs = [article(n, 4, 4) for n in range(10, 16)]
    round_up = "\n\n".join(briefs)
    assert not any(are_copies(brief, round_up) for brief in briefs[2:])


def test_a_follow_up_that_repeats_the_background_is_no_copy() -> None:
    background = article(3, 6, 6)
    assert not are_copies(article(4, 16, 16) + "\n\n" + background, article(5, 16, 16) + "\n\n" + background)


def fill_form(rng: random.Random) -> str:
    words = [word.title() for word in rng.sample(VOCABULARY[60:], 4)]
    numbers = {key: rng.randint(2, 999) for key in ("profit", "cents", "revenue", "expected", "rise", "price", "climb")}
    day = rng.choice(["Monday", "Tuesday", "Wednesday"])
    return FORM.format(name=words[0], city=words[1], survey=words[2], goods=words[3].lower(), day=day, **numbers)


def test_articles_on_one_form_are_no_copies() -> None:
    rng = random.Random(6)
    forms = [fill_form(rng) for _ in range(12)]
    assert not any(are_copies(forms[i], forms[j]) for i in range(12) for j in range(i))
    assert are_copies(forms[0], forms[0])


@pytest.mark.parametrize("text", ["", "Sign in to read on.", "Sign in or subscribe to read on. It takes a minute."])
def test_stubs_have_no_near_copies(text: str) -> None:
    assert not are_copies(text, text)
    assert not are_copies(text, article(7))


@settings(max_examples=40)
@given(st.text(max_size=400), st.text(max_size=400), st.integers(0, 5))
def test_it_does_not_matter_which_comes_first(one: str, other: str, seed: int) -> None:
    shared = article(seed, 3, 6)
    are_copies(one + shared, shared + other)


def test_planted_copies_are_found() -> None:
    rng = random.Random(8)
    found = [
        are_copies(text, plant_copy(text, rng, lambda r: make_article(r, VOCABULARY, WEIGHTS, (1, 1))))
        for text in map(article, range(200, 350))
    ]
    assert sum(found) >= 0.97 * len(found)
