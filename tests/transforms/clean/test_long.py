import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.clean import clean
from transforms.clean.long import MOST_BLOCKS, MOST_CHARS, cut_long, head_of_markup, head_of_text, shorten
from transforms.contract import Block, Image, Item, Page, RawRecord

SENTENCE = "The ferry to the island stopped on Monday, and nobody could say when it would sail again. "
BLOCKS = st.lists(st.text("ab ", min_size=1, max_size=9).filter(str.strip).map(lambda text: Block(text, "paragraph", "body")), max_size=9)


def days(count: int) -> str:
    """A text of so many paragraphs: in a text copy what is said again and again is taken for the label of an advertisement."""
    return "Ferry stops\n\n" + "\n\n".join(f"On the morning of day {i} it was said at the pier: {SENTENCE}" for i in range(count))


def json_record(**fields: object) -> RawRecord:
    return RawRecord(0, "json", b"{}", item=Item(title="Ferry", **fields))  # type: ignore[arg-type]


@given(BLOCKS, st.integers(0, 9), st.integers(0, 40))
def test_the_beginning_is_kept_and_no_more_than_the_bounds(blocks: list[Block], most_blocks: int, most_chars: int) -> None:
    page = Page(list(blocks))
    cut = cut_long(page, most_blocks, most_chars)
    size = sum(len(block.text) for block in cut.blocks)
    assert len(cut.blocks) <= most_blocks and size <= most_chars
    assert all(whole.text.startswith(kept.text) and kept.text for kept, whole in zip(cut.blocks, blocks, strict=False))
    is_whole = cut.blocks == blocks
    assert cut.is_truncated is not is_whole
    assert cut.warnings == ([] if is_whole else ["truncated_record"])
    assert page.blocks == blocks  # what was handed in is as it was


def test_fields_and_lists_without_end_are_cut() -> None:
    page = cut_long(Page([], title="a" * 1_000_000, keywords=["b"] * 1_000_000, images=[Image()] * 3))
    assert page.title == "a" * 10_000
    assert page.keywords == ["b"] * 1_000
    assert len(page.images) == 3
    assert page.is_truncated


@given(st.text("a<\n", max_size=60), st.integers(1, 60), st.integers(1, 9))
def test_markup_is_cut_before_a_tag(markup: str, most_chars: int, most_tags: int) -> None:
    head = head_of_markup(markup, most_chars, most_tags)
    assert markup.startswith(head)
    assert len(head) <= most_chars and head.count("<") <= most_tags
    if head != markup:
        assert markup[len(head)] == "<" or "<" not in head[1:]


def test_the_head_of_a_text_has_a_bound_of_characters_and_of_lines() -> None:
    assert head_of_text("a\n" * 1_000_000) == "a\n" * (2 * MOST_BLOCKS)
    assert head_of_text("a" * (MOST_CHARS + 5)) == "a" * MOST_CHARS


@pytest.mark.parametrize(
    "record",
    [
        json_record(body_text=SENTENCE * (MOST_CHARS // len(SENTENCE) + 10)),
        json_record(body_text=f"{SENTENCE}\n" * (MOST_BLOCKS + 50)),
        json_record(body_html=f"<p>{SENTENCE}<b></b></p>" * (MOST_BLOCKS + 50)),
        json_record(paragraphs=[("body", SENTENCE)] * (MOST_BLOCKS + 50)),
        RawRecord(0, "text", b"", text=days(MOST_BLOCKS + 50)),
    ],
    ids=["one line", "lines", "markup", "paragraphs", "text"],
)
def test_a_record_too_long_for_an_article_is_kept_in_part_and_says_so(record: RawRecord) -> None:
    page = clean(record)
    assert isinstance(page, Page)
    assert len(page.blocks) <= MOST_BLOCKS
    assert sum(len(block.text) for block in page.blocks) <= MOST_CHARS
    assert page.is_truncated
    assert "truncated_record" in page.warnings


def test_a_record_of_common_length_is_left_alone() -> None:
    for record in (json_record(body_text=days(500)), RawRecord(0, "text", b"", text=days(500))):
        assert shorten(record) is record
        page = clean(record)
        assert isinstance(page, Page) and not page.is_truncated
