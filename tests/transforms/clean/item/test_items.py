from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.lists import CUT_REASONS, METADATA_FIELDS, PARAGRAPH_KINDS
from transforms.clean.item import clean_item
from transforms.clean.item.repair import read_field
from transforms.contract import Image, Item, Page, Refusal

KINDS = {"paragraph": PARAGRAPH_KINDS, "metadata": METADATA_FIELDS, "cut": CUT_REASONS}


def clean(**fields: object) -> Page:
    page = clean_item(Item(**fields))  # type: ignore[arg-type]
    assert isinstance(page, Page)
    return page


def fates(page: Page) -> list[tuple[str, str, str]]:
    return [(b.fate, b.kind, b.text) for b in page.blocks]


def test_a_fragment_of_html() -> None:
    page = clean(
        title="Roof &amp;amp; rain",
        body_html="<p>By Ann Lee</p><p>Roof &amp; rain</p><p>OSLO (Reuters) - The <b>council</b> met.<br>It left.</p>"
        "<ul><li>One<li>Two</ul><h2>Next</h2><blockquote><p>“Wet.”</p></blockquote>"
        "<figure><img src=a.jpg><figcaption>A roof</figcaption></figure><table><tr><td>a<td>b</table><script>x()</script>"
        "<p>The post <a>Roof</a> appeared first on <a>Gazette</a>.</p>",
        publisher="Harbour Gazette",
    )
    assert fates(page) == [
        ("metadata", "byline", "By Ann Lee"),
        ("cut", "title_repeat", "Roof & rain"),
        ("paragraph", "body", "OSLO (Reuters) - The council met. It left."),
        ("paragraph", "list_item", "One"),
        ("paragraph", "list_item", "Two"),
        ("paragraph", "heading", "Next"),
        ("paragraph", "block_quote", "“Wet.”"),
        ("paragraph", "caption", "A roof"),
        ("paragraph", "table", "a b"),
        ("cut", "promo", "The post Roof appeared first on Gazette."),
    ]
    assert (page.title, page.authors, page.source, page.is_syndicated) == ("Roof & rain", ["Ann Lee"], "Reuters", True)
    assert page.images == [Image(url="a.jpg")]
    assert "entities_decoded_twice" in page.warnings


def test_breaks_part_paragraphs_where_nothing_else_does() -> None:
    assert [b.text for b in clean(title="T", body_html="One.<br>Two.<br/>Three.").blocks] == ["One.", "Two.", "Three."]
    assert [b.text for b in clean(title="T", body_html="One<br>and.<br><br>Two.").blocks] == ["One and.", "Two."]


def test_wrapped_lines_are_joined() -> None:
    text = (
        "    The council met on Tuesday and spoke of the roof for\n"
        "four hours, until the rain had stopped and the chairman\n"
        "had gone home.\n"
        "    The books stay in the gymnasium for the time being, as\n"
        "the committee said in a letter to the citizens.\n"
    )
    assert [b.text for b in clean(title="T", body_text=text).blocks] == [
        "The council met on Tuesday and spoke of the roof for four hours, until the rain had stopped and the chairman had gone home.",
        "The books stay in the gymnasium for the time being, as the committee said in a letter to the citizens.",
    ]


def test_mojibake_is_mended_and_quotes_stay_curly() -> None:
    page = clean(title="T", body_text="Itâ€™s a “good” day.\x00")
    assert page.blocks[0].text == "It’s a “good” day."
    assert {"mojibake_repaired", "control_characters_removed"} <= set(page.warnings)


def test_a_menu_that_a_crawler_kept_is_cut() -> None:
    body = "The council decided on Tuesday that the roof would be rebuilt before the winter, whatever the rain might do."
    page = clean(
        title="T",
        body_text="\n".join(["News", "Politics", "Sport", "Culture", "Harbour", "Search", *[body + str(i) + "." for i in range(6)]]),
        text_from="text",
    )
    assert [b.fate for b in page.blocks] == ["cut"] * 6 + ["paragraph"] * 6


def test_an_agencys_note_to_its_customers_is_cut() -> None:
    page = clean(
        title="T",
        body_text="Oslo (dpa) - The talks failed.\n\n# dpa NOTEBOOK\n\nThe following information is not for publication\n\nTel: 1234",
    )
    assert [b.fate for b in page.blocks] == ["paragraph", "cut", "cut", "cut"]


def test_dates() -> None:
    page = clean(title="T", body_text="Text.", published="2025-08-20T23:30:00-04:00", updated=1755700000)
    assert (page.published_at, page.published_on) == (datetime(2025, 8, 21, 3, 30, tzinfo=UTC), date(2025, 8, 20))
    assert (page.is_date_inferred, page.updated_at) == (False, datetime(2025, 8, 20, 14, 26, 40, tzinfo=UTC))
    vendor = clean(title="T", body_text="Text.", published="2025-08-20T01:30:00+03:00", zone_is_publishers=False)
    assert (vendor.published_on, vendor.is_date_inferred) == (date(2025, 8, 19), True)
    bare = clean(title="T", body_text="Text.", published="2025-08-20 10:00:00")
    assert (bare.is_date_inferred, bare.warnings) == (True, ["date_without_zone"])
    assert clean(title="T", body_text="Text.", published="31 Feb 2025").warnings == ["date_impossible"]


def test_status_embargo_and_kind() -> None:
    page = clean(title="T", body_text="Text.", status="canceled", embargoed_until="2025-08-20", kind="recipe", language="english")
    assert (page.status, page.embargoed_until, page.kind) == ("withdrawn", datetime(2025, 8, 20, tzinfo=UTC), "other")


def test_a_record_without_body_is_a_stub() -> None:
    page = clean(title="Only a headline", authors=["Ann Lee and Bob Ray", "None"])
    assert (page.kind, page.is_truncated, page.blocks) == ("stub", True, [])
    assert page.authors == ["Ann Lee", "Bob Ray"]
    assert clean_item(Item()) == Refusal("rejected", "empty_text")


@pytest.mark.parametrize("tail", ["The rest is … […]", "Read more [+1234 chars]"])
def test_a_teaser_is_truncated(tail: str) -> None:
    assert clean(title="T", body_text=f"First.\n\n{tail}").is_truncated


def test_deep_nesting() -> None:
    assert [b.text for b in clean(title="T", body_html="<div>" * 3000 + "Deep." + "</div>" * 3000).blocks] == ["Deep."]


@settings(max_examples=100)
@given(st.text(), st.text(), st.text(alphabet="<>/pbrdivli &;#\"'ab \n"), st.booleans())
def test_never_raises(title: str, text: str, markup: str, is_html: bool) -> None:
    page = clean_item(
        Item(title=title, body_html=markup if is_html else None, body_text=None if is_html else text, published=text, byline=title)
    )
    if isinstance(page, Page):
        assert all(b.kind in KINDS[b.fate] for b in page.blocks)
        assert all(b.text == " ".join(b.text.split()) and b.text for b in page.blocks)


def test_the_language_of_a_stub_is_not_told_by_the_capitals_of_its_headline() -> None:
    headlines = (
        "A Dozen Harbours Want To Help Banks Hide Their Mortgages",
        "Six Island Teachers Set To Strike After Lawmakers Lower Raises",
    )
    assert [clean(title=headline).language for headline in headlines] == ["en", "en"]
    assert clean(title="Streit im Hafen von Veldby: Der Bürgermeister will die Fähre nicht bezahlen").language == "de"


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ("GENERAL MILL <GM.N> TO REOPEN", "GENERAL MILL <GM.N> TO REOPEN"),
        ("A &lt;new> mill<BR>turns", "A <new> mill turns"),
        ("<b>Mill</b> of <person>Bo Ek</person> <span class='x'>turns</span>", "Mill of Bo Ek turns"),
    ],
)
def test_codes_in_angle_brackets_are_words(raw: str, field: str) -> None:
    assert read_field(raw, set()) == field
