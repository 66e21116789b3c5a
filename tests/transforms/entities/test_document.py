"""The document pass: spans mended by rules and by what the article says elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities import document
from transforms.entities.document import settle_spans
from transforms.entities.spans import Span


def settled(texts: list[str], *given: tuple[int, str, str]) -> list[tuple[str, str]]:
    spans = [Span(p, texts[p].index(form), texts[p].index(form) + len(form), kind) for p, form, kind in given]
    return [(texts[s.paragraph][s.start : s.end], s.type) for s in settle_spans(texts, spans)]


def test_surnames_of_persons_named_in_full_are_found() -> None:
    texts = ["Ada Obi spoke.", "Obi left, but Obi-Wan and Obi Street stayed."]
    assert settled(texts, (0, "Ada Obi", "PERSON")) == [("Ada Obi", "PERSON"), ("Obi", "PERSON")]


def test_acronyms_are_what_their_long_form_is() -> None:
    texts = ["The Bank of Ruritania (BoR) met.", "BoR rates fell."]
    assert settled(texts, (0, "Bank of Ruritania", "ORG")) == [("Bank of Ruritania", "ORG"), ("BoR", "ORG"), ("BoR", "ORG")]


def test_acronyms_of_common_words_name_nobody() -> None:
    texts = ["Its non-performing loans (NPLs) grew. NPLs are bad."]
    assert settled(texts, (0, "NPLs", "ORG")) == []


@pytest.mark.parametrize(
    ("text", "form", "kind", "expected"),
    [
        ("Gen Prakong left", "Gen Prakong", "PERSON", [("Prakong", "PERSON")]),
        ("Lee Jae-in left", "Lee Jae", "PERSON", [("Lee Jae-in", "PERSON")]),
        ("an Ada Obi-led team", "Ada Obi", "PERSON", [("Ada Obi", "PERSON")]),
        ("Obi’s boat", "Obi’s", "PERSON", [("Obi", "PERSON")]),
        ("We left", "We", "ORG", []),
        ("in South Korean waters", "South Korean", "LOC", [("South Korean", "NORP")]),
        ("in the DRC now", "DRC", "ORG", [("DRC", "LOC")]),
        ("for US $5 million", "US", "LOC", []),
        ("the Prime Minister left", "Prime Minister", "ORG", []),
        ("Washington said no", "Washington", "PERSON", [("Washington", "LOC")]),
        ("the Kremlin said no", "Kremlin", "PERSON", [("Kremlin", "ORG")]),
        ("In the Kremlin he said no", "Kremlin", "ORG", [("Kremlin", "LOC")]),
        ("said Country Director of Care Vesta", "Country Director of Care Vesta", "ORG", [("Care Vesta", "ORG")]),
        ("from Washington, D.C., on", "Washington", "LOC", [("Washington, D.C.", "LOC")]),
        ("under Article 5 of it", "it", "MISC", [("Article 5", "MISC")]),
        ("he wrote on X, angrily", "he", "MISC", [("X", "ORG")]),
        ("in Saudi Arabia now", "Saudi Arabia", "MISC", [("Saudi Arabia", "LOC")]),
        ("banks and SMEs left", "SMEs", "ORG", []),
        ("the Covid lockdown", "Covid", "LOC", []),
    ],
)
def test_mending(text: str, form: str, kind: str, expected: list[tuple[str, str]]) -> None:
    assert settled([text], (0, form, kind)) == expected


def test_an_explained_acronym_has_the_type_of_its_long_form() -> None:
    texts = ["The Ruritania Sea Authority (RuSA) met.", "RuSA left."]
    assert settled(texts, (0, "Ruritania Sea Authority", "ORG"), (1, "RuSA", "PERSON"))[1:] == [("RuSA", "ORG"), ("RuSA", "ORG")]


def test_a_span_ends_with_its_sentence() -> None:
    assert settled(["They left Congress. Not all."], (0, "Congress. Not", "ORG")) == [("Congress", "ORG")]
    assert settled(["Robotic process automation (RPA) grew. RPA is old."], (0, "RPA", "ORG")) == []


WORDS = "Obi Ada President Prime Minister of the Bank MPs members X on French Lima US Mr Jae I".split()  # noqa: SIM905


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), st.sampled_from(("PERSON", "ORG", "LOC", "NORP", "MISC")))
def test_what_is_told_by_the_form_alone_is_what_a_closer_look_gives(words: list[str], kind: str) -> None:
    form = " ".join(words)
    told = document._type_of_plain(form, kind)
    span = Span(0, 0, len(form), kind)
    if told is not None and kind != "MISC":  # whether such a name is a work's, event's or law's depends on its place
        assert document._split(form, span) == (span,)
    assert told is None or document._mend(form, span) == span._replace(type=told)


@pytest.mark.parametrize(
    ("text", "form", "kind", "expected"),
    [
        ("Crown Prince Haakon left", "Crown Prince Haakon", "PERSON", ("Haakon", "PERSON")),
        ("Foreign Minister Ada Obi left", "Foreign Minister Ada Obi", "PERSON", ("Ada Obi", "PERSON")),
        ("Crown Heights left", "Crown Heights", "PERSON", ("Crown Heights", "PERSON")),
        ("the Coast Guard Spokesperson Obi", "Coast Guard Spokesperson", "ORG", ("Coast Guard", "ORG")),
        ("goods from Jordan sank", "Jordan", "PERSON", ("Jordan", "LOC")),
    ],
)
def test_titles_and_countries(text: str, form: str, kind: str, expected: tuple[str, str]) -> None:
    assert settled([text], (0, form, kind)) == [expected]


def test_a_person_may_be_called_as_a_country_is() -> None:
    assert settled(["Jordan Brandt spoke.", "Jordan left."], (0, "Jordan Brandt", "PERSON"), (1, "Jordan", "PERSON"))[1] == (
        "Jordan",
        "PERSON",
    )


def test_equal_names_are_of_the_type_that_most_of_them_are_of() -> None:
    texts = ["Velora rose.", "Velora fell.", "In Velora it rained.", "Tarn rose.", "In Tarn it rained."]
    given = [(0, "Velora", "ORG"), (1, "Velora", "ORG"), (2, "Velora", "LOC"), (3, "Tarn", "ORG"), (4, "Tarn", "LOC")]
    assert [kind for _, kind in settled(texts, *given)] == ["ORG", "ORG", "ORG", "ORG", "LOC"]


def test_a_surname_of_a_person_named_in_full_is_no_place_but_a_country_is() -> None:
    texts = ["Ada Velora met Mara Jordan.", "Velora left.", "Jordan is a kingdom."]
    given = [(0, "Ada Velora", "PERSON"), (0, "Mara Jordan", "PERSON"), (1, "Velora", "LOC"), (2, "Jordan", "LOC")]
    assert settled(texts, *given)[2:] == [("Velora", "PERSON"), ("Jordan", "LOC")]


@pytest.mark.parametrize(
    ("texts", "given", "expected"),
    [
        (["Kenya’s Coast Railway runs"], [(0, "Kenya’s Coast Railway", "ORG")], [("Kenya", "LOC"), ("Coast Railway", "ORG")]),
        (
            ["Obi's Coast Bank", "Obi left"],
            [(0, "Obi's Coast Bank", "ORG"), (1, "Obi", "PERSON")],
            [("Obi", "PERSON"), ("Coast Bank", "ORG")],
        ),
        (["Hawke's Bay is wet"], [(0, "Hawke's Bay", "LOC")], [("Hawke's Bay", "LOC")]),
        (["the Queen’s Coast Hospital"], [(0, "Queen’s Coast Hospital", "ORG")], [("Queen’s Coast Hospital", "ORG")]),
        (["Saudi Crown Prince Ada Obi left"], [(0, "Saudi Crown Prince Ada Obi", "PERSON")], [("Ada Obi", "PERSON")]),
        (["Lee Jae - suk left"], [(0, "Lee Jae", "PERSON")], [("Lee Jae - suk", "PERSON")]),
        (["Lee Jae - who left"], [(0, "Lee Jae", "PERSON")], [("Lee Jae", "PERSON")]),
    ],
)
def test_where_names_begin_and_end(texts: list[str], given: list[tuple[int, str, str]], expected: list[tuple[str, str]]) -> None:
    assert settled(texts, *given)[: len(expected)] == expected
