"""Quoted words that nobody in the text says, and what looks like them but has a speaker."""

from __future__ import annotations

import pytest

from tests.transforms.quotes.spoken import quotes_of


@pytest.mark.parametrize(
    "text",
    [
        "The plan was named the “Harbour and Bridge Renewal Fund” by nobody in particular.",
        "Smith meant to give a talk, but the talk had been turned to “new threats to the ferry trade”.",
        "Asked if the mayor is “fit to run the whole city,” 72 percent said yes.",
        "The visitors were met with chants of “Build it now, build it here” on the quay.",
        "Smith spoke first and joked, “You are all late,” drawing laughs and “GO HOME!” chants.",
        "To shrug off a woman's opinion as a mere “moan of the old guard” is no answer.",
        "In the “cheap ferry for everyone” years, Smith says there was no bridge.",
        "As the “never again a toll” movement continues to grow, Smith has stayed at home.",
        "Smith is trying to make the council “an offer worth a second look from everybody”.",
        "The deals Smith cut with reporters to describe the harbour as “very clean indeed these days” came to light.",
        "Smith was there. Why not say: “They will go home”?",
    ],
)
def test_words_that_nobody_says(text: str) -> None:
    assert quotes_of(text)[-1].speaker_text is None


def test_what_a_crowd_calls_is_speech_though_it_looks_like_a_title() -> None:
    quotes = quotes_of("There were near-constant calls of “Feel the Tide” and “Love You, Mara” as she passed.")
    assert [(quote.kind, quote.speaker_text) for quote in quotes] == [("partial", None), ("partial", None)]
    assert quotes_of("But their chants of “Mara! Mara!” were cut short.")[0].speaker_text == "their"


@pytest.mark.parametrize(
    "text",
    [
        "“It is late,” Smith said on NRC's “Good Day.”",
        "Smith told NRC’s “Face the Coast” that he was ill.",
        "“It is late,” Smith said in an interview with “Harbour News Sunday.”",
        "On Tuesday's episode of “The Harbour Show,” Smith said that he was ill.",
        "Titled “A Very Long Winter,” the video shows Smith, who says it is late.",
        "In a talk about his new project, “Harbours for Beginners,” Smith discussed the tide.",
        "“Harbour Lights” star Mara Lindqvist told him that it was late.",
        "Smith is performing a play called “The Sons of Ebb.”",
        "Smith spoke of Vale's “Make Harbours Great” hats.",
    ],
)
def test_titles_beside_a_verb_of_speech(text: str) -> None:
    quote = quotes_of(text)[-1]
    assert (quote.kind, quote.speaker_text, quote.is_countable) == ("title", None, False)


def test_a_term_that_is_spoken_of_goes_on_with_nobody() -> None:
    quotes = quotes_of("“We are late,” Smith wrote. “Low water” is a term for the hour before the tide turns.")
    assert [quote.speaker_name for quote in quotes] == ["Smith", None]
    quotes = quotes_of("“They agree with him on the tolls, but they are not there yet,” Smith said. “They will come” to see it.")
    assert [quote.speaker_name for quote in quotes] == ["Smith", "Smith"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The bridge is “the ultimate public good,” Smith proclaimed to a cheering crowd.", "Smith"),
        ("“I held and hugged” everyone who came to the quay, Smith said in a video.", "Smith"),
        ("So are a “small handful” of firms who usually pay, Smith told reporters.", "Smith"),
        ("“Will he be the next mayor?” one of them asked.", "one"),
        ("Smith refused to say the words “harbour tax”.", "Smith"),
        ("Smith took to the radio to accuse Vale of being “asleep at the wheel”.", "Smith"),
        ("The sign read “Mind the Gap, Mind the Tide”.", "The sign"),
    ],
)
def test_words_that_somebody_says(text: str, speaker: str) -> None:
    assert quotes_of(text)[0].speaker_text == speaker
