"""Laws that hold for any text: one fate for every line, nothing lost, nothing invented."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.lists import CUT_REASONS, METADATA_FIELDS, PARAGRAPH_KINDS, PUBLISHED_FROM, WARNINGS
from transforms.clean.text import clean_text
from transforms.clean.text.lines import fold_line
from transforms.clean.text.wrapped import unwrap
from transforms.contract import Page

KINDS = {"paragraph": PARAGRAPH_KINDS, "metadata": METADATA_FIELDS, "cut": CUT_REASONS}
SENTENCES = st.sampled_from(
    [
        "The council decided on Tuesday that the roof would be rebuilt before the winter, and that the books would stay dry.",
        "“It is late,” said the mayor, who had come on foot through the rain to hear what the committee would say of it.",
        "By Ann Lee",
        "12 March 2024",
        "Comments",
        "Read more: Bridge toll to rise",
        "© 2024 Harbour Gazette",
        "Photo: Ann Lee/Reuters",
        "News",
        "",
        "",
        "港町の岬に立つ灯台が二日夜、十年ぶりに点灯した。修理の費用が確保できないまま、長く暗いままになっていた。",
        "Sign up to our newsletter",
        "Council to rebuild library roof",
    ]
)


def check(text: str, url: str | None) -> None:
    page = clean_text(text, url)
    if not isinstance(page, Page):
        return
    assert [b.text for b in page.blocks] == [line for raw in unwrap(text.splitlines()) if (line := fold_line(raw))]
    assert all(b.kind in KINDS[b.fate] for b in page.blocks)
    assert page.published_from in PUBLISHED_FROM
    assert set(page.warnings) <= set(WARNINGS)
    assert (page.published_on is None) == (page.published_from == "none")
    assert page.title is None or page.title in [b.text for b in page.blocks]
    assert len(page.authors) == len(set(page.authors))
    assert clean_text(text, url) == page


@settings(max_examples=150)
@given(st.text(), st.one_of(st.none(), st.text()))
@example("a\x85b\u2028c\x1cd", "http://[")
@example("." * 5000, "https://x.example/2024/13/45/")
def test_any_text(text: str, url: str | None) -> None:
    check(text, url)


@settings(max_examples=150)
@given(st.lists(SENTENCES, max_size=40).map("\n".join))
def test_any_page(text: str) -> None:
    check(text, "https://gazette.example/2024/03/12/council-to-rebuild-library-roof")


def test_a_page_of_many_lines() -> None:
    check("Menu\nNews\n" * 10_000 + "The council decided on Tuesday that the roof would be rebuilt before the winter.\n\n" * 2_000, None)


def test_a_page_of_one_line() -> None:
    check("word " * 100_000, None)
    check("x" * 200_000, None)
