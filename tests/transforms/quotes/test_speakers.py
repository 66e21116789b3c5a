"""Whom the words of a sentence name as the speaker, and what they are called by."""

from __future__ import annotations

import pytest

from tests.transforms.quotes.spoken import PEOPLE, quotes_of


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
    assert quotes_of(text)[0].speaker_name == speaker


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
    quote = quotes_of(text)[0]
    assert (quote.speaker_text, quote.speaker_type) == (speaker, kind)


def test_nobody_is_no_speaker() -> None:
    assert quotes_of("Nobody told them “stop the works at once”.")[0].speaker_text is None


@pytest.mark.parametrize(
    ("texts", "role"),
    [
        (["Ivo Brandt has put off his trip, a harbour spokesman said.", "“It is the press of business,” he said."], "harbour spokesman"),
        (
            ["A senior official at one of four banks said the ministry told his bank so.", "“We expect it in April,” he said."],
            "senior official at one of four banks",
        ),
        (
            ["“We go,” an engineer from Tidal Works, who asked not to be named, told the Gazette. “We stay,” he added."],
            "engineer from Tidal Works",
        ),
        (["“We go,” said one diplomat. He called it “the last word on the whole affair”."], "diplomat"),
        (
            ["A ministry source said it was late.", "“It is late,” he said.", "It rained all day, he said.", "“It is wet,” he said."],
            "ministry source",
        ),
    ],
)
def test_a_pronoun_for_an_unnamed_source_stays_unnamed(texts: list[str], role: str) -> None:
    quote = quotes_of(*texts)[-1]
    assert (quote.speaker_type, quote.speaker_name, quote.speaker_role) == ("unnamed", None, role)


@pytest.mark.parametrize(
    "texts",
    [
        ["A ministry spokesman said it was late. Ivo Brandt disagreed.", "“It is early,” he said."],
        ["Ivo Brandt said it was late, and a spokeswoman said it was early.", "“It is late,” he said."],
        ["Ivo Brandt spoke of what the senator had said.", "“It is late,” he said."],
        ["Ivo Brandt, the mayor of Osthaven, came. The mayor said it was late. “It is late,” he said."],
    ],
)
def test_a_pronoun_for_a_named_person_is_named(texts: list[str]) -> None:
    quote = quotes_of(*texts)[-1]
    assert (quote.speaker_name, quote.speaker_mention, quote.speaker_entity) == ("Ivo Brandt", None, list(PEOPLE).index("Ivo Brandt"))


def test_the_one_named_is_the_entity_of_his_mention() -> None:
    quote = quotes_of("“It is late,” said Mara Lindqvist.")[0]
    assert quote.speaker_mention == 0 and quote.speaker_entity == list(PEOPLE).index("Mara Lindqvist")
