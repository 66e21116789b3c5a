"""Copies broken at a width: their paragraphs come back, and nothing else is changed."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.wrapped_copies import LAYOUTS, wrap_line
from tests.transforms.clean.text.test_pages import read_golden
from transforms.clean.text import clean_text
from transforms.clean.text.wrapped import unwrap

WIDTHS = (60, 66, 72, 78)
NAMES = (
    "diario",
    "fillers",
    "glued_names",
    "opening_as_heading",
    "related_inside",
    "shimbun",
    "site",
    "wire_dateline",
    "chinese",
    "korean",
    "arabic",
)
WORDS = st.sampled_from(["the", "harbour", "council", "of", "Oram", "decided", "ferry", "a", "because", "whether", "Mira", "ropes", "hold"])
SENTENCES = st.lists(WORDS, min_size=8, max_size=24).map(lambda words: " ".join(words).capitalize() + ".")
PARAGRAPHS = st.lists(st.lists(SENTENCES, min_size=4, max_size=6).map(" ".join), min_size=4, max_size=8)


def paragraphs_of(text: str) -> list[str]:
    return [" ".join(raw.split()) for raw in unwrap(text.splitlines()) if raw.strip()]


def squeeze(text: str) -> str:
    return "".join(text.replace("-", "").split())


@settings(max_examples=80)
@given(PARAGRAPHS, st.integers(56, 84), st.sampled_from(["", "   "]), st.integers(0, 6))
def test_paragraphs_apart_come_back(paragraphs: list[str], width: int, margin: str, first: int) -> None:
    text = "\n\n".join(textwrap.fill(p, width, initial_indent=margin + " " * first, subsequent_indent=margin) for p in paragraphs)
    assert paragraphs_of(text) == paragraphs


@settings(max_examples=80)
@given(PARAGRAPHS, st.integers(56, 84), st.integers(2, 6))
def test_paragraphs_told_by_their_indent_come_back(paragraphs: list[str], width: int, first: int) -> None:
    text = "\n".join(textwrap.fill(p, width, initial_indent=" " * first) for p in paragraphs)
    assert paragraphs_of(text) == paragraphs


@settings(max_examples=80)
@given(PARAGRAPHS, st.integers(40, 90), st.sampled_from(sorted(LAYOUTS)))
def test_nothing_is_lost_or_invented(paragraphs: list[str], width: int, layout: str) -> None:
    wrapped = LAYOUTS[layout]("\n\n".join(paragraphs), width)
    assert squeeze("".join(unwrap(wrapped.splitlines()))) == squeeze(wrapped) == squeeze("".join(paragraphs))


@settings(max_examples=80)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=90)))
def test_nothing_is_lost_of_any_rows(raws: list[str]) -> None:
    assert squeeze("".join(unwrap(raws))).replace("\u00ad", "").replace("\u2010", "") == squeeze("".join(raws)).replace(
        "\u00ad", ""
    ).replace("\u2010", "")


@settings(max_examples=80)
@given(PARAGRAPHS)
def test_a_copy_with_a_paragraph_a_row_is_left_as_it_is(paragraphs: list[str]) -> None:
    raws = "\n\n".join(["Harbour", *paragraphs, "Comments"]).splitlines()
    assert unwrap(raws) is raws


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_read_as_before_it_was_broken(name: str, width: int) -> None:
    text, _ = read_golden(name)
    wrapped = LAYOUTS["empty lines kept"](text, width)
    assert len(wrapped.splitlines()) > len(text.splitlines())
    assert clean_text(wrapped) == clean_text(text)


HYPHENS = """\
The harbour council has asked the ferry's crew to carry the new govern-
ment's officials to the outer islands, where a well-known boat-
builder will show them the old slipway. The officials, who came by train,
had never been at sea. A member of the government who did not wish to be
named said that the crossing had been longer than she had been pre-
pared for, and that the boat-builder had laughed at her and the North-
Western company's flag. She will go home by the long road round the bay.
"""


def test_hyphens_of_the_break_go_and_those_of_words_stay() -> None:
    (text,) = paragraphs_of(HYPHENS)
    assert "new government's officials" in text
    assert "well-known boat-builder will" in text
    assert "been prepared for" in text
    assert "North-Western company" in text
    assert text.count("-") == 4


def test_a_copy_that_parts_no_words_keeps_its_hyphens() -> None:
    words = "The boat-builder of the old slipway asked for two-thirds of the price before she would lay the keel of the ferry again. " * 4
    (text,) = paragraphs_of("\n".join(wrap_line(words.strip(), 67)))
    assert text == words.strip()


BROWSER = """\
   Harbour Gazette

     * News
     * Sport

                        Ferry to run twice a day again

   By Mira Solane

   The ferry to the outer islands will run twice a day from Monday, the
   harbour council said on Friday after a long meeting with its crew and
   with the teachers of the island school.

   What will change:

     * Boats leave at seven and at four, and on market days there will be
       a third one at noon for as long as the market lasts.
     * Children ride free of charge, and so do their bicycles, if they are
       tied to the rail behind the wheelhouse.

   "We have waited a whole winter for this," said a teacher who had come
   by rowing boat, and who would not say how long she had been at it.

   The old ship had been laid up since the storm of November because
   nobody would pay for a new shaft.
"""


def test_a_page_dumped_by_a_text_browser() -> None:
    page = clean_text(BROWSER)
    assert [(b.fate, b.kind, b.text[:24], b.text[-8:]) for b in page.blocks if b.fate == "paragraph"] == [  # type: ignore[union-attr]
        ("paragraph", "title", "Ferry to run twice a day", "ay again"),
        ("paragraph", "body", "The ferry to the outer i", " school."),
        ("paragraph", "body", "What will change:", " change:"),
        ("paragraph", "list_item", "* Boats leave at seven a", "t lasts."),
        ("paragraph", "list_item", "* Children ride free of ", "elhouse."),
        ("paragraph", "body", '"We have waited a whole ', "n at it."),
        ("paragraph", "body", "The old ship had been la", "w shaft."),
    ]


def test_rows_without_spaces_are_put_together_without_any() -> None:
    text = "港町の岬に立つ灯台が二日夜、十年ぶりに点灯した。修理の費用が確保できないまま、長く暗いままになっていた。" * 3
    rows = wrap_line(text, 60)
    assert len(rows) > 4
    assert paragraphs_of("\n".join(rows)) == [text]


def test_a_long_copy_is_put_together_whole() -> None:
    paragraphs = [
        f"The ferry of day {n} to the outer islands left the old pier of Oram at noon with sheep and wool." for n in range(20_000)
    ]
    assert paragraphs_of("\n\n".join(textwrap.fill(p, 60) for p in paragraphs)) == paragraphs
