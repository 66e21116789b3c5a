"""Whom "they" means as a speaker: nobody, unless nothing else can be meant."""

from __future__ import annotations

import pytest

from tests.transforms.quotes.spoken import quotes_of


@pytest.mark.parametrize(
    "texts",
    [
        ["Tidal Works rejected the plan. “We cannot wait,” they said."],
        ["Tidal Works rejected the plan.", "“We cannot wait. It is too late,” they said."],
        ["The energy company Tidal Works rejected the plan on Monday, and they called it “a present for the rich”."],
        ["“We go,” Tidal Works said. “We cannot wait any longer,” they added."],
        ["“We go,” said Tidal Works.", "“It is late.” “We cannot wait any longer,” they added."],
        ["Tidal Works wrote to Mara Lindqvist. “We cannot wait,” they said."],
    ],
)
def test_a_sole_organisation(texts: list[str]) -> None:
    quote = quotes_of(*texts)[-1]
    assert (quote.speaker_text, quote.speaker_name, quote.speaker_type) == ("they", "Tidal Works", "organisation")
    assert quote.speaker_entity is not None and quote.speaker_mention is None


@pytest.mark.parametrize(
    "texts",
    [
        ["Residents fought Tidal Works for years. “We cannot wait,” they said."],
        ["Tidal Works met the teachers. “We cannot wait,” they said."],
        ["Tidal Works and NRC rejected the plan. “We cannot wait,” they said."],
        ["Ivo Brandt and Tidal Works rejected the plan. “We cannot wait,” they said."],
        ["Mara Lindqvist left Tidal Works. “We cannot wait,” they said."],
        ["Mara Lindqvist met Ivo Brandt. “We cannot wait,” they said."],
        ["Tidal Works rejected the plan. A neighbour was glad. “We cannot wait,” they said."],
        ["“We go,” Tidal Works said. A resident disagreed: “We stay.”", "“We cannot wait any longer,” they said."],
        ["It rained. “We cannot wait,” they said."],
    ],
)
def test_where_another_may_be_meant_nobody_is(texts: list[str]) -> None:
    quote = quotes_of(*texts)[-1]
    assert (quote.speaker_text, quote.speaker_type, quote.speaker_name, quote.speaker_entity) == ("they", "unresolved", None, None)


@pytest.mark.parametrize(
    "told",
    [
        "Mara Lindqvist, who uses they/them pronouns, left early.",
        "Mara Lindqvist (they/them) left early.",
        "Mara Lindqvist, a baker who goes by they, left early.",
        "Mara Lindqvist, who identifies as nonbinary and uses the pronouns “they” and “them”, left early.",
    ],
)
def test_a_person_who_goes_by_they(told: str) -> None:
    *_, they, she = quotes_of(told, "“I was tired,” they said.", "“I was not,” she said.")
    assert (they.speaker_text, they.speaker_name, they.speaker_type) == ("they", "Mara Lindqvist", "person")
    assert she.speaker_name is None


def test_who_goes_by_they_is_not_meant_beside_others() -> None:
    told = "Mara Lindqvist, who uses they/them pronouns, left early."
    assert quotes_of(told, "Mara Lindqvist and Ivo Brandt came back. “We were tired,” they said.")[-1].speaker_name is None
