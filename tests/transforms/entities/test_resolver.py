"""The resolver: which mentions of an article are of one entity, and what is said of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.contract import Mention
from transforms.entities.people import Person, read_name
from transforms.entities.resolve import resolve
from transforms.entities.spans import Span
from transforms.entities.titles import is_role_noun

MARKED = re.compile(r"\[([^\]]+)\]([A-Z]+)")


def resolved(*marked: str) -> list[Mention]:
    """Mentions of an article written as '[Ada Obi]PERSON said ...', a string a paragraph."""
    texts, spans = [], []
    for paragraph, text in enumerate(marked):
        plain, at = "", 0
        for m in MARKED.finditer(text):
            plain += text[at : m.start()]
            spans.append(Span(paragraph, len(plain), len(plain) + len(m[1]), m[2]))
            plain += m[1]
            at = m.end()
        texts.append(plain + text[at:])
    return resolve(texts, spans, "test")


def names(*marked: str) -> list[str]:
    return [m.name for m in resolved(*marked)]


def test_surname_before_and_after_the_full_name() -> None:
    assert names("[Obi]PERSON wins", "President [Ada Obi]PERSON spoke.", "Ms [Obi]PERSON left with [Ada]PERSON's aide.") == ["Ada Obi"] * 4


def test_a_name_is_never_completed_beyond_the_article() -> None:
    found = resolved("Mr [Kowalczyk]PERSON met [Ada Obi]PERSON.")
    assert [(m.name, m.is_partial_name, m.folded_name) for m in found] == [("Kowalczyk", True, None), ("Ada Obi", False, "ada obi")]


def test_gender_of_the_honorific_chooses_between_two_of_one_surname() -> None:
    found = resolved("[Paul Brandt]PERSON and his wife [Clara Brandt]PERSON. Mr [Brandt]PERSON spoke. Mrs [Brandt]PERSON did not.")
    # the honorifics of the bare surnames alone tell them apart, so the wife's gender comes from the list of given names
    assert [m.name for m in found] == ["Paul Brandt", "Clara Brandt", "Paul Brandt", "Clara Brandt"]


def test_two_that_fit_are_said_to_be_ambiguous() -> None:
    found = resolved("[Ivo Brandt]PERSON and [Udo Brandt]PERSON met. [Brandt]PERSON left.")
    assert [m.is_ambiguous for m in found] == [False, False, True]


def test_middle_names_initials_short_forms_and_spellings() -> None:
    assert (
        len(
            {
                m.entity
                for m in resolved("[Robert K. Lindqvist]PERSON, [Bob Lindqvist]PERSON, [Robert Lindqvist]PERSON, [R. Lindqvist]PERSON.")
            }
        )
        == 1
    )
    assert len({m.entity for m in resolved("[Sergei Horbachevsky]PERSON and [Sergey Horbachevskyy]PERSON.")}) == 1
    assert len({m.entity for m in resolved("[Ann Lee Jr.]PERSON and [Ann Lee Sr.]PERSON.")}) == 2


def test_family_name_first_and_particles() -> None:
    assert len({m.entity for m in resolved("[Kang Min-jae]PERSON spoke. [Kang]PERSON left.")}) == 1
    assert {m.name for m in resolved("[Ben Osterman]PERSON spoke. [Osterman]PERSON left.")} == {"Ben Osterman"}
    assert len({m.entity for m in resolved("[Greta von der Aue]PERSON spoke. [von der Aue]PERSON left. [Aue]PERSON too.")}) == 1


def test_honorifics_and_roles() -> None:
    found = resolved(
        "Former Ruritanian president [Ada Obi]PERSON met Secretary of State [Ivo Brandt]PERSON and Mr [Mbeki]PERSON, said [Udo Wolf]PERSON."
    )
    assert [(m.honorific, m.role) for m in found] == [
        (None, "Former Ruritanian president"),
        (None, "Secretary of State"),
        ("Mr", None),
        (None, None),
    ]


def test_a_headline_in_capitals_gives_no_role_that_is_a_sentence() -> None:
    found = resolved(
        "Ministers Resist Mounting Pressure To Dismiss Harbour Agency Chief [Ada Obi]PERSON",
        "Voters Of The Coast Wait For Former Prime Minister [Ivo Brandt]PERSON To Resign",
        "Former Lisbon Harbour Agency Chief [Ada Obi]PERSON resigned on Monday.",
    )
    assert [m.role for m in found] == ["Chief", "Former Prime Minister", "Former Lisbon Harbour Agency Chief"]


def test_roles_after_the_name() -> None:
    found = resolved("[Ada Obi]PERSON, the mayor of Lima, met [Ivo Brandt]PERSON, a retired colonel, and [Udo Wolf]PERSON, who sang.")
    assert [m.role for m in found] == ["mayor of Lima", "retired colonel", None]


def test_descriptions_stand_for_the_holder() -> None:
    article = (
        "French President [Zoé Marchand]PERSON met President [Ada Obi]PERSON and former president [Udo Wolf]PERSON.",
        "The President smiled. The [French]NORP president did not. The mayor was absent.",
    )
    found = [(m.text, m.name) for m in resolved(*article) if m.mention_kind == "nominal"]
    assert found == [("The President", "Ada Obi"), ("The French president", "Zoé Marchand")]


def test_acronyms_legal_forms_and_short_forms() -> None:
    assert len({m.entity for m in resolved("The [Bank of Ruritania]ORG ([BoR]ORG) acted. [BoR]ORG said so.")}) == 1
    assert len({m.entity for m in resolved("[Harbour Safety Board]ORG met. The [HSB]ORG left.")}) == 1
    assert len({m.entity for m in resolved("[Acme Boats Ltd.]ORG and [Acme Boats]ORG, or [Acme]ORG.")}) == 1
    assert len({m.entity for m in resolved("[Bank of Lima]ORG and [Bank of Quito]ORG, two of a kind.")}) == 2


def test_countries_and_their_adjectives() -> None:
    assert names("The [US]GPE, the [U.S.]GPE and [America]GPE.") == ["United States"] * 3
    assert names("[Gallic]NORP charm, [French]NORP wine; two [Frenchmen]NORP.")[:2] == ["French", "French"]


def test_the_members_of_a_group_and_the_group_are_one() -> None:
    assert names("[Republicans]NORP and a [Republican]NORP bill; [Democrats]NORP, [Democratic]NORP hopes; [Jews]NORP; the [Swiss]NORP") == [
        *["Republican"] * 2,
        *["Democrat"] * 2,
        "Jewish",
        "Swiss",
    ]


def test_the_next_of_a_list_is_no_role_of_the_one_before() -> None:
    found = resolved(
        "[Ada Obi]PERSON, President [Ivo Brandt]PERSON and Lady [Hale]PERSON met.",
        "[Ivo Brandt]PERSON, Lady [Hale]PERSON and Prof. [Lee]PERSON spoke.",
        "[Ada Obi]PERSON, spokeswoman for President [Ivo Brandt]PERSON, left.",
    )
    roles = [m.role for m in found if m.mention_kind == "name"]
    assert roles == [None, "President", None, None, None, None, "spokeswoman for President Ivo Brandt", "President"]


def test_a_name_has_plain_spaces_where_its_text_has_others() -> None:
    (found,) = resolved("[Ada\u00a0Obi]PERSON left.")
    assert (found.text, found.name) == ("Ada\u00a0Obi", "Ada Obi")


def test_metonyms_keep_their_form() -> None:
    found = resolved("The [Kremlin]ORG denied it. [Moscow]GPE rejected the plan. He lives in [Moscow]GPE. [Kyiv]GPE’s insistence grew.")
    assert [(m.name, m.stands_for) for m in found] == [
        ("Kremlin", "Presidency of Russia"),
        ("Moscow", "Government of Russia"),
        ("Moscow", None),
        ("Kyiv", "Government of Ukraine"),
    ]


def test_finer_types() -> None:
    found = resolved(
        "The [Oslo Treaty]MISC, the [2019 Lima Games]MISC, the novel [Salt Roads]MISC, the [Vesta Prize]MISC.",
        "[Lake Vesta]LOC and [Vesta Airport]LOC.",
    )
    assert [(m.text, m.type) for m in found] == [
        ("Oslo Treaty", "LAW"),
        ("2019 Lima Games", "EVENT"),
        ("Salt Roads", "WORK"),
        ("Lake Vesta", "LOC"),
        ("Vesta Airport", "FAC"),
    ]


def test_what_has_no_letter_is_no_name() -> None:
    assert names("Court [12058]LOC, [1984]ORG, [²]PERSON and [3M]ORG.") == ["3M"]


@given(st.sets(st.integers(0, 40), min_size=1), st.sets(st.integers(0, 40)), st.integers(0, 41))
def test_how_often_a_person_was_spoken_of(full: set[int], partial: set[int], i: int) -> None:
    partial = {x for x in partial - full if x < i}  # partial names are joined in order
    before = [x for x in full | partial if x < i]
    person = Person(read_name("Obi"), "Obi", 0, places=[*sorted(full), *sorted(partial)], n_full=len(full))
    assert person.spoken_of(i) == (len(before), max(before, default=-min(full)))


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The former prime minister, [Ada Obi]PERSON, said so.", "former prime minister"),
        ("He met the mayor of Lund, [Ada Obi]PERSON.", "mayor of Lund"),
        ("The union's president, [Ada Obi]PERSON, left.", "president"),
        ("His deputy, [Ada Obi]PERSON, who left, said so.", "deputy"),
        ("They invited the mayor, [Ada Obi]PERSON, and the band.", None),
        ("Present were a minister, [Ada Obi]PERSON, [Ivo Brandt]PERSON and others.", None),
        ("After talks with ministers, [Ada Obi]PERSON, as ever, left.", None),
        ("The Mayor, [Ada Obi]PERSON, Says No To The New Bridge", None),
        ("In the house of the mayor [Ada Obi]PERSON, who left, slept.", "mayor"),
    ],
)
def test_a_role_that_a_name_between_commas_explains(text: str, role: str | None) -> None:
    assert resolved(text)[0].role == role


@pytest.mark.parametrize("word", ["spokeswoman", "Fireman", "economist", "Irishman", "assemblyman"])
def test_a_noun_for_what_a_person_is(word: str) -> None:
    assert is_role_noun(word)


@pytest.mark.parametrize("word", ["Goldman", "Coleman", "Ottoman", "Norman", "consists"])
def test_a_name_that_ends_as_roles_do_is_none(word: str) -> None:
    assert not is_role_noun(word)
