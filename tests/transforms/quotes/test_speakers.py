"""Whom the words of a sentence name as the speaker, and what they are called by."""

from __future__ import annotations

import re

import pytest

from transforms.contract import Mention, Paragraph, Quote
from transforms.quotes import find_quotes

NAMES = {"Mara Lindqvist": ("PERSON", "f"), "Ivo Brandt": ("PERSON", "m"), "Osthaven Gazette": ("ORG", None), "Tidal Works": ("ORG", None)}


def only_quote(text: str) -> Quote:
    mentions = [
        Mention(0, match.start(), match.end(), kind, name, name, list(NAMES).index(name), gender=gender)
        for name, (kind, gender) in NAMES.items()
        for match in re.finditer(rf"\b{name}\b", text)
    ]
    mentions.sort(key=lambda mention: mention.char_start)
    return next(quote for quote in find_quotes([Paragraph(text)], mentions) if quote.parent is None)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We had none,” the prosecutor, Assistant District Attorney Mara Lindqvist, said in court.", "Mara Lindqvist"),
        ("“We had none,” said the library's director, Mara Lindqvist. It rained.", "Mara Lindqvist"),
        ("“I signed for it,” said the guard, Ivo Brandt, who had been on duty.", "Ivo Brandt"),
        ("The first witness, a former clerk, Ivo Brandt, said he had seen it “maybe 40, maybe 50 times”.", "Ivo Brandt"),
        ("Its leader, Mara Lindqvist, called the result “a defeat with a majority attached”.", "Mara Lindqvist"),
        ("The energy company, Tidal Works, said that it was “proud to be a good neighbour”.", "Tidal Works"),
        ("“We had none,” said Osthaven presidential candidate Mara Lindqvist.", "Mara Lindqvist"),
        ("“Now it falls,” the charity Blue Water said in a statement.", "Blue Water"),
    ],
)
def test_a_description_beside_a_name_is_that_name(text: str, speaker: str) -> None:
    assert only_quote(text).speaker_name == speaker


@pytest.mark.parametrize(
    ("text", "speaker", "kind"),
    [
        (
            "A spokesman for Mara Lindqvist, Ivo Brandt's rival, said it was “a good day for the harbour”.",
            "A spokesman for Mara Lindqvist",
            "unnamed",
        ),
        ("She left a note that said, “Your turn has come.”", "a note", "document"),
        ("The report, seen by the Osthaven Gazette, blames “hope that nobody shared”.", "The report", "document"),
        ("The workers' federation called the rise “a slap in the face of us all”.", "The workers' federation", "organisation"),
        ("It was described by Ivo Brandt as “a slap in the face of us all”.", "Ivo Brandt", "person"),
        ("It is seen by Ivo Brandt as “a slap in the face of us all”.", "Ivo Brandt", "person"),
    ],
)
def test_the_words_that_speak(text: str, speaker: str, kind: str) -> None:
    quote = only_quote(text)
    assert (quote.speaker_text, quote.speaker_type) == (speaker, kind)


def test_nobody_is_no_speaker() -> None:
    assert only_quote("Nobody told them “stop the works at once”.").speaker_text is None
