"""Marks in pairs: every family, apostrophes, nesting, and what is missing or stray."""

from __future__ import annotations

import pytest

from transforms.quotes.marks import pair_marks


def found(text: str) -> list[tuple[str, int | None, bool]]:
    return [(text[pair.start : pair.end], pair.parent, pair.is_closed) for pair in pair_marks(text)]


def insides(text: str) -> list[str]:
    return [inside for inside, _, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("“Go,” she said. “Now.”", ["Go,", "Now."]),
        ('"Go," she said. "Now."', ["Go,", "Now."]),
        ("'Go,' she said. 'Now.'", ["Go,", "Now."]),
        ("‘Go,’ she said. ‘Now.’", ["Go,", "Now."]),
        ("„Geh“, sagte sie. „Jetzt.“", ["Geh", "Jetzt."]),
        ("„Idź” – powiedziała.", ["Idź"]),
        ("«Va», dit-elle. « Maintenant »", ["Va", "Maintenant"]),
        ("»Geh«, sagte sie.", ["Geh"]),
        ("”Gå”, sa hon. ”Nu.”", ["Gå", "Nu."]),
        ("``Go,'' she said. `Now.'", ["Go,", "Now."]),
        ("''Go,'' she said.", ["Go,"]),
        ("「行け」と彼女は言った。『今』", ["行け", "今"]),
        ('“Go," she said. "Now.“', ["Go,", "Now."]),
    ],
)
def test_every_family_of_marks(text: str, wanted: list[str]) -> None:
    assert insides(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The workers' rights and the bosses' fears weren't the mayors' concern.",
        "Rock 'n' roll in the '90s: get 'em, 'cause 'tis late.",
        "Rock ’n’ roll in the ’90s: get ’em, ’cause ’tis late, goin’ home.",
        "It’s Anna’s. Isn’t it?",
        "A board of 6'2\" by 5'.",
        "<a href=\"x\" title='y'>",
        "No marks at all.",
        "",
        '""',
        "“ ”",
    ],
)
def test_apostrophes_and_the_like_open_nothing(text: str) -> None:
    assert insides(text) == []


def test_a_possessive_within_single_marks() -> None:
    assert insides("'We know the workers' rights are theirs,' he said.") == ["We know the workers' rights are theirs,"]


def test_nested_marks_know_their_parent() -> None:
    text = "“He’d say, ‘Isn’t it “fine”?’ As if,” she said."
    assert found(text) == [("He’d say, ‘Isn’t it “fine”?’ As if,", None, True), ("Isn’t it “fine”?", 0, True), ("fine", 1, True)]


def test_the_same_marks_nested() -> None:
    assert found('"He said "yes" to me," she said.')[0][0].startswith("He said")
    assert found("“He said “yes” to me,” she said.") == [("He said “yes” to me,", None, True), ("yes", 0, True)]


def test_a_stray_single_mark_within_a_quote() -> None:
    assert found("“More ‘experts’ in the room’ won’t help,” she said.") == [
        ("More ‘experts’ in the room’ won’t help,", None, True),
        ("experts", 0, True),
    ]


def test_a_missing_closing_mark_ends_with_its_sentence() -> None:
    text = "“The sums are wrong. They always were. This, she wrote, means that “we pay twice.”"
    assert found(text) == [("The sums are wrong. They always were.", None, False), ("we pay twice.", None, True)]


def test_a_missing_closing_mark_ends_with_its_paragraph() -> None:
    assert found("“The sums are wrong. They always were.") == [("The sums are wrong. They always were.", None, False)]


def test_a_missing_closing_mark_before_the_reporters_words() -> None:
    assert found("“The sums are wrong, said Ingrid Sato, a judge.") == [("The sums are wrong,", None, False)]


def test_a_stray_closing_mark_is_ignored() -> None:
    assert found("The sums are wrong,” she wrote. “Still.”") == [("Still.", None, True)]


def test_a_quote_within_inches() -> None:
    assert insides('"We cut 5" pipes," he said.') == ['We cut 5" pipes,']
