import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean.bylines import clean_author, looks_like_byline, split_authors


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee", ["Ann Lee"]),
        ("Ann Lee, Bea Moe, Cy Dunn", ["Ann Lee", "Bea Moe", "Cy Dunn"]),
        ("By ANN McKAY and Bob Ray in Paris, Reuters", ["Ann McKay", "Bob Ray"]),
        ("Ann Lee, Senior Reporter", ["Ann Lee"]),
        ("By ANN LEE Staff Writer", ["Ann Lee"]),
        ("Von Max Muster und Eva Klein", ["Max Muster", "Eva Klein"]),
        ("Par Jean Petit (avec AFP)", ["Jean Petit"]),
        ("Por Ana Luz y Juan Paz", ["Ana Luz", "Juan Paz"]),
        ("José Luz y Paz", ["José Luz y Paz"]),
        ("Dr. Ann Lee, PhD", ["Ann Lee"]),
        ("John Dow, Jr., and Ann Lee", ["John Dow Jr.", "Ann Lee"]),
        ("Dow, John", ["John Dow"]),
        ("By Ann Lee | Associated Press", ["Ann Lee"]),
        ("ann@paper.example Ann Lee", ["Ann Lee"]),
        ("By Ann Lee for The Guardian", ["Ann Lee"]),
        ("Published by Ann Lee on May 3, 2021", ["Ann Lee"]),
        ("Written by Ann Lee • Edited by Bob Ray", ["Ann Lee", "Bob Ray"]),
        ("Автор: Иван Кот", ["Иван Кот"]),
        ("记者 王小明", ["王小明"]),
        ("구현모 기자", ["구현모"]),
        ("By Ann Lee and Ann Lee", ["Ann Lee"]),
        ("By Ann Lee December 22, 2023", ["Ann Lee"]),
        ("Headshot of Ann LeeBy Ann LeePublished: Dec 22, 2023 10:55 AM EST", ["Ann Lee"]),
        ("By Ann O'hara The Associated Press", ["Ann O'hara"]),
        ("ByAnn Lee", ["Ann Lee"]),
        ("Oct 24, 2019 | By Ann Lee", ["Ann Lee"]),
        ("Dec 22, 2023 by Enrico de Rosa", ["Enrico de Rosa"]),
        ("Ludwig von Tal", ["Ludwig von Tal"]),
        ("Twitter Twitter", []),
        ("Associated Press", []),
        ("Staff Writer", []),
        ("Redaktion", []),
        ("None", []),
        ("By", []),
        ("", []),
    ],
)
def test_splits(line: str, names: list[str]) -> None:
    assert split_authors(line) == names


@pytest.mark.parametrize(
    "name", ["Reuters", "AFP", "Newsroom", "2025-08-20", "news@paper.example", "null", "Sports Desk", "Is this a name?"]
)
def test_no_person(name: str) -> None:
    assert clean_author(name) is None


@pytest.mark.parametrize(
    "line", ["By Ann Lee", "Ann Lee, Bob Ray", "Ann Lee, Senior Reporter", "Von Max Muster | 20.08.2025", "Ann Lee and Bob Ray, Reuters"]
)
def test_bylines(line: str) -> None:
    assert looks_like_byline(line)


@pytest.mark.parametrize("line", ["", "Trump says no deal", "Home Politics", "Ann Lee is a reporter.", "BBC News", "Why did Ann Lee go?"])
def test_no_bylines(line: str) -> None:
    assert not looks_like_byline(line)


@settings(max_examples=200)
@given(st.text())
def test_never_raises_and_repeats_nothing(text: str) -> None:
    names = split_authors(text)
    assert len(names) == len(set(names))
    looks_like_byline(text)
