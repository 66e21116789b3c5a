"""Names in the bylines of text copies, with what copies stick to them."""

import pytest

from transforms.clean.text.people import names_of


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
    ],
)
def test_names_come_out_whole(line: str, names: list[str]) -> None:
    assert names_of(line) == names
