"""Golden pages, written for this test: a line of a file is its fate, its kind, a bar, and the line as the page has it."""

from datetime import date
from pathlib import Path

import pytest

from transforms.clean.text import clean_text
from transforms.contract import Page, Refusal

PAGES = Path(__file__).parent / "pages"


def read_golden(name: str) -> tuple[str, list[tuple[str, str]]]:
    """The page's text, and the (fate, kind) of each of its lines."""
    lines, fates = [], []
    for line in (PAGES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        label, bar, text = line.partition("|")
        lines.append(text)
        if bar:
            fate, kind = label.split()
            fates.append((fate, kind))
    return "\n".join(lines), fates


def clean_golden(name: str, url: str | None = None) -> Page:
    text, fates = read_golden(name)
    page = clean_text(text, url)
    assert isinstance(page, Page)
    assert [(b.fate, b.kind, b.text[:40]) for b in page.blocks] == [
        (fate, kind, b.text[:40]) for (fate, kind), b in zip(fates, page.blocks, strict=True)
    ]
    return page


def test_an_edition_page_with_all_the_traps() -> None:
    page = clean_golden("edition")
    assert page.authors == ["Mira Castell", "Tobias Wren", "Ilse Amberg"]
    assert (page.publisher, page.source, page.is_syndicated) == ("The Evening Lantern", "The Washington Post", True)
    assert (page.published_on, page.published_from, page.is_date_inferred) == (date(2025, 8, 20), "edition", True)
    assert [image.credit for image in page.images] == ["Ove Brandt/For the Harbour Gazette"]
    assert page.language == "en"


def test_a_page_with_menus_and_related_stories() -> None:
    page = clean_golden("site", "https://harbour-gazette.example/news/library-roof-to-be-rebuilt-after-storm")
    assert page.title == "Library roof to be rebuilt after storm, council decides"
    assert page.authors == ["Dora Finch"]
    assert (page.published_on, page.published_from, page.is_date_inferred) == (date(2024, 3, 12), "text", False)
    assert page.publisher == "Harbour Gazette"
    assert not page.is_syndicated


def test_a_spanish_page_without_empty_lines() -> None:
    page = clean_golden("diario", "https://diario.example/2024/05/03/el-puerto-de-villamar-recupera-su-faro")
    assert page.authors == ["Inés Robledo"]
    assert (page.published_on, page.language) == (date(2024, 5, 3), "es")


def test_a_japanese_page() -> None:
    page = clean_golden("shimbun")
    assert (page.published_on, page.language) == (date(2024, 5, 3), "ja")


@pytest.mark.parametrize("without_gaps", [False, True])
@pytest.mark.parametrize(("name", "language"), [("thai", "th"), ("hindi", "hi"), ("arabic", "ar"), ("chinese", "zh"), ("korean", "ko")])
def test_a_page_in_another_script(name: str, language: str, without_gaps: bool) -> None:
    text, fates = read_golden(name)
    page = clean_text("\n".join(line for line in text.splitlines() if line) if without_gaps else text)
    assert isinstance(page, Page)
    assert [(b.fate, b.kind) for b in page.blocks] == fates
    assert (page.authors, page.published_on, page.language) == ([], date(2025, 3, 3), language)


@pytest.mark.parametrize("text", ["News\nPolitics\nSport\n", "Home\n\nAbout us\n\nContact\n\n© 2024 Harbour Gazette\n"])
def test_a_page_without_an_article_is_refused(text: str) -> None:
    assert clean_text(text) == Refusal("not_an_article", "no_article_text")


@pytest.mark.parametrize("text", ["", "\n \n\u00a0\n", "\ufeff\u200b"])
def test_an_empty_page_is_rejected(text: str) -> None:
    assert clean_text(text) == Refusal("rejected", "empty_text")


def test_the_date_may_come_from_the_address() -> None:
    page = clean_golden_without_date()
    assert (page.published_on, page.published_from, page.is_date_inferred) == (date(2024, 3, 13), "url", True)


def clean_golden_without_date() -> Page:
    text, _ = read_golden("site")
    page = clean_text(
        text.replace("12 March 2024, 18:05 GMT\n", ""), "https://harbour-gazette.example/2024/03/13/library-roof-to-be-rebuilt"
    )
    assert isinstance(page, Page)
    return page


def test_a_credit_without_a_caption_is_metadata() -> None:
    text, _ = read_golden("site")
    page = clean_text(text.replace("Share on Facebook\nShare on Twitter", "Photo by Mia Holt/Getty Images"))
    assert isinstance(page, Page)
    assert ("metadata", "credit") in [(b.fate, b.kind) for b in page.blocks]
    assert [(image.caption, image.credit) for image in page.images] == [(None, "Mia Holt/Getty Images")]


@pytest.mark.parametrize(
    ("name", "authors", "published_on"),
    [
        ("menus", ["Mira Solane"], date(2025, 3, 12)),  # menus above and below, no empty line
        ("related_inside", ["Tobin Ashworth"], date(2025, 2, 4)),  # pointers and a prompt between the paragraphs
        ("wire_dateline", [], None),  # a dateline with a wire's credit
        ("comments_below", ["Ilka Brandvold"], date(2025, 10, 21)),  # readers' comments as long as paragraphs
        ("caption_twice", ["Mira Solane"], date(2025, 1, 7)),  # a caption and its alternative text
        ("glued_names", ["Tobin Ashworth"], date(2023, 12, 20)),  # name, date and time stuck together
        ("opening_as_heading", ["Ilka Brandvold"], date(2024, 12, 21)),  # desk, date and byline right above the text
        ("paywall_stub", ["Per Nyquist"], date(2025, 5, 2)),  # two paragraphs and an offer
        ("fillers", ["Tobin Ashworth"], date(2025, 5, 4)),  # a label between all paragraphs, a duty stuck to the name, two dates
        ("german", ["Anna Wernicke", "Jost Halm"], date(2025, 3, 3)),  # a byline with a place, a pointer in the text
    ],
)
def test_each_way_a_copy_goes_wrong(name: str, authors: list[str], published_on: date | None) -> None:
    page = clean_golden(name)
    assert (page.authors, page.published_on) == (authors, published_on)
    assert page.source == ("Reuters" if name == "wire_dateline" else None)
    assert all((image.caption, image.credit) != (None, None) for image in page.images)


def test_an_index_page_is_refused() -> None:
    heads = [f"{who} {did}" for who in ("Mayor", "Choir", "Guild", "Ferry") for did in ("wins prize", "asks for patience", "opens doors")]
    text = "The Oram Courier\nNews\nSport\n\n" + "\n".join(f"{head}\n{n} hours ago" for n, head in enumerate(heads, start=2))
    assert clean_text(text, "https://oram-courier.example/") == Refusal("not_an_article", "no_article_text")


HEAD = "Ferry to run twice a day again"
BODY = """The ferry to the outer islands will run twice a day from Monday, the harbour council said on Friday after a long meeting.

The old ship had been laid up since the storm of November because nobody would pay for the new shaft that it needed."""


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("The harbour council has found somebody to pay for a new shaft", "subtitle"),
        ("The harbour council has found somebody to pay for a new shaft.", "subtitle"),
        ("The old ferry at its pier on a winter morning. Photo: Per Nyquist", "caption"),
        ("News Politics Sport Culture Weather Tides Puzzles Archive", "furniture"),
    ],
)
def test_the_line_below_the_headline(line: str, kind: str) -> None:
    page = clean_text(f"{HEAD}\n\n{line}\n\nShare\n\n3 March 2025\n\n{BODY}")
    assert isinstance(page, Page)
    assert (page.title, page.blocks[1].kind) == (HEAD, kind)
    assert [b.text for b in page.blocks if b.kind == "body"] == BODY.split("\n\n")


CAPTION = "The pier of Oram was full of people when the ferry came in for the first time since the winter."


@pytest.mark.parametrize(
    ("beside", "kinds"),
    [
        (f"{CAPTION}\nPhoto: Per Nyquist", ["caption", "credit"]),  # the credit on a line of its own
        (f"{CAPTION}\n\n{CAPTION} The mayor came on foot.", ["caption", "caption_repeat"]),  # said twice, the second time with more
    ],
)
def test_a_caption_between_paragraphs_may_be_a_whole_sentence(beside: str, kinds: list[str]) -> None:
    first, second = BODY.split("\n\n")
    page = clean_text(f"{HEAD}\n\n{first}\n\n{beside}\n\n{second}\n\n{first.replace('Monday', 'Tuesday')}")
    assert isinstance(page, Page)
    assert [b.kind for b in page.blocks][1:-1] == ["body", *kinds, "body"]
    assert page.images[0].caption == CAPTION


def test_a_paper_named_beside_a_writer_is_not_an_author() -> None:
    page = clean_text(f"{HEAD}\n\nBy Mira Solane, Oram Courier\n\n{BODY}", "https://www.oram-courier.example/ferry")
    assert isinstance(page, Page)
    assert page.authors == ["Mira Solane"]
