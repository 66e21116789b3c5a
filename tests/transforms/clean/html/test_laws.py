"""What holds of every page, whatever its markup."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from schemas.lists import ARTICLE_KINDS, CUT_REASONS, METADATA_FIELDS, PARAGRAPH_KINDS, PUBLISHED_FROM, WARNINGS
from transforms.clean.html import clean_html
from transforms.clean.html.dom import read_dom
from transforms.clean.html.flatten import flatten, shorten_tags
from transforms.clean.html.page import MOST_CHARS
from transforms.clean.html.strip import strip_raw
from transforms.contract import Page, Refusal

NAMES = ["", "article-body", "nav", "comments", "related-posts", "caption", "byline", "newsletter", "paywall", "date", "standfirst", "x1"]
TAGS = [
    "div",
    "p",
    "span",
    "a",
    "ul",
    "li",
    "h1",
    "h2",
    "b",
    "blockquote",
    "figure",
    "figcaption",
    "table",
    "td",
    "nav",
    "article",
    "footer",
    "button",
]
WORDS = st.text(alphabet="abcdefghij klmno.“”é日", min_size=1, max_size=60)


def elements(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, name, inner: f'<{tag} class="{name}">{"".join(inner)}</{tag}>',
        st.sampled_from(TAGS),
        st.sampled_from(NAMES),
        st.lists(children, max_size=4),
    )


MARKUP = st.recursive(WORDS | st.just("<br>") | st.just("<br><br>") | st.just("<img src='/a.jpg'>"), elements, max_leaves=30)


def squeeze(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=60)
@given(MARKUP)
def test_leaves_are_all_visible_text_once_and_in_order(markup: str) -> None:
    tree = LexborHTMLParser(f"<body>{markup}</body>")
    dom = read_dom(tree)
    assert squeeze("".join(leaf.text for leaf in dom.leaves)) == squeeze(tree.body.text() if tree.body else "")


@settings(max_examples=40)
@given(MARKUP)
def test_blocks_are_all_visible_text_each_with_one_fate(markup: str) -> None:
    html = f"<html><body>{markup}<article><p>{'The boat is late again today, they say. ' * 6}</p></article></body></html>"
    page = clean_html(html, "https://tern.example/a")
    if isinstance(page, Refusal):
        return
    tree = LexborHTMLParser(html)
    assert squeeze("".join(b.text for b in page.blocks)) == squeeze(tree.body.text() if tree.body else "")
    kinds = {"paragraph": PARAGRAPH_KINDS, "metadata": METADATA_FIELDS, "cut": CUT_REASONS}
    assert all(b.kind in kinds[b.fate] for b in page.blocks)
    assert page.kind in ARTICLE_KINDS
    assert page.published_from in PUBLISHED_FROM
    assert set(page.warnings) <= set(WARNINGS)


@settings(max_examples=60)
@given(st.text(max_size=400) | st.binary(max_size=400).map(lambda b: b.decode("latin-1")) | MARKUP)
def test_never_raises_and_answers_the_same_twice(html: str) -> None:
    first, second = clean_html(html), clean_html(html)
    assert first == second
    assert isinstance(first, Page | Refusal)


FRAGMENTS = ["<script>", "</script>", "<!--", "-->", "<style>", "</style>", "<svg><path d='M0'/></svg>", "<p>word</p>", "text ", "<", ">"]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
@example("<<svg><path d='M0'/></svg>text ")
@example("<<script></script><p>word</p>")
@example("<<svg/>text <")
@example("<text <script></script>><p>word</p>")
@example("<text <style><--></style>text ")
@example("<p>word</p><svg x/y")
def test_stripping_changes_nothing_that_is_seen(html: str) -> None:
    """Scripts, styles and drawings are invisible: without them the walk sees what it saw with them."""
    full = read_dom(LexborHTMLParser(html))
    light = read_dom(LexborHTMLParser(strip_raw(html)[0]))
    assert squeeze("".join(leaf.text for leaf in light.leaves)) == squeeze("".join(leaf.text for leaf in full.leaves))


def test_a_page_of_thirty_megabytes() -> None:
    paragraph = "<p>The ferry to the island stopped on Monday, and nobody could say when it would sail again.</p>"
    filler = "<script>" + "x = 1;" * 1_200_000 + "</script>"
    links = "<div><a href=/x>link</a></div>" * 60_000
    html = f"<html><body><h1>Ferry stops</h1>{filler * 4}<article>{paragraph * 50}</article>{links}</body></html>"
    assert len(html) > 29_000_000
    page = clean_html(html, "https://tern.example/a")
    assert isinstance(page, Page)
    assert sum(b.kind == "body" and b.fate == "paragraph" for b in page.blocks) == 1  # the fifty are one, said again
    assert page.title == "Ferry stops"


def test_ten_thousand_levels() -> None:
    html = "<div>" * 10_000 + "<p>" + "At the bottom stands a sentence that is long enough. " * 4 + "</p>"
    page = clean_html(html, "https://tern.example/a")
    assert isinstance(page, Page)


def test_a_hundred_thousand_levels_are_flattened_and_their_text_kept() -> None:
    sentence = "At the bottom stands a sentence that is long enough. " * 4
    for end in ("", "</div>" * 100_000):
        page = clean_html(f"{'<div>' * 100_000}<p>{sentence}{end}<p>Behind it all stands another sentence, said the miller.")
        assert isinstance(page, Page)
        assert squeeze("".join(b.text for b in page.blocks)) == squeeze(
            f"{sentence}Behind it all stands another sentence, said the miller."
        )


@settings(max_examples=30)
@given(MARKUP)
def test_pages_of_common_depth_are_not_flattened(markup: str) -> None:
    html = markup * 50
    assert flatten(html, html.count("<")) == html


def test_attributes_without_end_are_left_out_and_the_text_behind_them_kept() -> None:
    attributes = [f"data-{i}='boat {i}'" for i in range(5_000)]
    short = shorten_tags(f"<p>One <b {' '.join(attributes)} title='a > b'>two</b> three", 3)
    assert short == f"<p>One <b {' '.join(attributes[:1_000])}>two</b> three"


@settings(max_examples=30)
@given(MARKUP)
def test_tags_of_common_length_are_not_shortened(markup: str) -> None:
    html = markup * 50 + ">"
    assert shorten_tags(html, html.count("<")) == html
    html = f"<img src='{'x' * 30_000}' alt=boat>" + markup
    assert shorten_tags(html, html.count("<")) == html


def test_attributes_that_hold_ends_of_tags_are_left_out_too() -> None:
    attributes = [f"data-{i}='boat > {i}'" for i in range(10_000)]
    before = f"<p title='a > b' {' '.join(attributes[:1_000])}"
    html = f"{before} {' '.join(attributes[1_000:])}>One <b title='<i>'>two</b> three"
    assert shorten_tags(html, html.count("<")) == f"{before.removesuffix(' ' + attributes[999])}>One <b title='<i>'>two</b> three"


def test_formatting_without_end_is_not_opened_anew_in_every_paragraph() -> None:
    """What the parser makes of the page has as many elements as the page has tags, and not the square of it."""
    html = "".join(f"<p><font size={i}>boat {i} </p><div>quay {i}</div>" for i in range(2_000))
    tree = LexborHTMLParser(flatten(html, html.count("<")))
    assert tree.body is not None
    assert sum(1 for _ in tree.body.traverse()) < 20 * html.count("<")
    assert squeeze(tree.body.text()) == squeeze("".join(f"boat {i} quay {i}" for i in range(2_000)))


def test_a_page_too_long_to_read_is_read_in_part_and_says_so() -> None:
    paragraph = "<p>The ferry to the island stopped on Monday, and nobody could say when it would sail again.</p>"
    page = clean_html(f"<body><article>{paragraph}{'<b>boat</b> ' * (MOST_CHARS // 12)}{paragraph}</article>", "https://tern.example/a")
    assert isinstance(page, Page)
    assert page.is_truncated
    assert "truncated_record" in page.warnings
