"""Names in the bylines of text copies, with what copies stick to them."""

import pytest

from transforms.clean.text.lines import Line, read_lines
from transforms.clean.text.people import find_bylines, is_marked, names_of


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Mira Solane", ["Mira Solane"]),
        ("byMira Solane", ["Mira Solane"]),
        ("Mira Solane5 hours ago", ["Mira Solane"]),
        ("Mira Solane 2 minutes read", ["Mira Solane"]),
        ("Mira Solane Follow", ["Mira Solane"]),
        ("Mira Solane Mira Solane", ["Mira Solane"]),
        ("By Mira Solane December 21, 2023", ["Mira Solane"]),
        ("Von Mira Solane, Frankfurt", ["Mira Solane"]),
        ("By Mira Solane and Tobin Ashworth", ["Mira Solane", "Tobin Ashworth"]),
        ("Mira SolaneCourts and Crime Reporter", ["Mira Solane"]),
        ("Mira SolaneMira Solane", ["Mira Solane"]),
        ("Mira Solane City Hall Correspondent", ["Mira Solane"]),
        ("Mira Solane Oram Courier & Gazette", ["Mira Solane"]),
        ("By Mira Solane ORAM TV", ["Mira Solane"]),
        ("Kolumne von Mira Solane", ["Mira Solane"]),
        ("Headshot of Mira SolaneBy Mira SolanePublished: Dec 22, 2023", ["Mira Solane"]),
        ("4 March 2025 • Mira Solane • 3 min", ["Mira Solane"]),
        ("By Mira MacSolane", ["Mira MacSolane"]),
        ("Mira Solane | The Oram Courier", ["Mira Solane"]),
        ("Mira Solane • OramOnline", ["Mira Solane"]),
        ("Mira Solane|Published 4 months ago", ["Mira Solane"]),
    ],
)
def test_names_come_out_whole(line: str, names: list[str]) -> None:
    assert names_of(line) == names


def read(*texts: str) -> list[Line]:
    return read_lines("\n\n".join(texts).splitlines())


BODY = "The ferry to the outer islands will run twice a day from Monday, said Ilka Brandvold, and Ilka Brandvold should know."


def bylines(*head: str) -> list[str]:
    """The byline of a page of headline, `head` and one paragraph."""
    lines = read("Ferry to run twice a day again", *head, BODY)
    start = len(lines) - 1
    return [lines[i].text for i in find_bylines(lines, [0 < i < start for i in range(len(lines))], 0, start, len(lines))]


def test_who_is_spoken_of_is_not_the_writer() -> None:
    assert bylines("Ilka Brandvold", "Mira Solane") == ["Mira Solane"]
    assert bylines("Ilka Brandvold") == []


def test_who_wrote_comes_before_who_edited() -> None:
    assert bylines("Fact checked by Tobin Ashworth", "By Mira Solane") == ["By Mira Solane"]


def test_a_button_with_a_mark_is_worth_less_than_a_byline() -> None:
    assert bylines("By Mira Solane", "Share by Email") == ["By Mira Solane"]


def test_a_phrase_with_a_mark_in_it_is_no_byline() -> None:
    (line,) = read("Baskets of smoked eel by the harbour wall")
    assert not is_marked(line)


def test_a_mark_may_stand_on_a_line_of_its_own() -> None:
    assert bylines("Puerto Claro", "By", "Mira Solane") == ["Mira Solane"]
    assert bylines("Lead Story", "Von", "Mira Solane, Oram") == ["Mira Solane, Oram"]


def test_words_that_the_page_writes_small_are_no_names() -> None:
    lines = read("Ferry to run twice a day again", "Full Story", BODY, "Read the full story here, and the story of the pier.")
    assert find_bylines(lines, [i == 1 for i in range(4)], 0, 2, 3) == []
    assert find_bylines(lines[:3], [i == 1 for i in range(3)], 0, 2, 3) == [1]


def test_a_staff_or_an_institute_may_have_written_a_text() -> None:
    assert bylines("By Courier Staff") == ["By Courier Staff"]
    assert bylines("by University of Oram") == ["by University of Oram"]


def test_what_names_a_picture_is_no_byline() -> None:
    assert bylines("Courtesy Oram Museum") == []
    assert bylines("‘You’re Late’") == []
