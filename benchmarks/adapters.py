"""What the scorers of a benchmark call: the stages behind the signatures that the scorers want."""

from __future__ import annotations

from typing import Any

from transforms.clean.html import clean_html
from transforms.clean.text import clean_text
from transforms.contract import Page, Refusal
from transforms.entities import recognise as find_names

DOUBLE_MARKS = tuple('"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033')  # the scorer's: a gold segment stands between two of these


# The models and the list of public suffixes are loaded with the first page that asks for them. A scorer's clock asks for the
# time of a page, not of a start, so they are loaded before it runs.
clean_html("<article><h1>Le bac</h1><p>Le bac de midi vers les îles ne partira pas avant demain.</p></article>", "https://tern.example/a")
find_names(["Mara Lindqvist, the mayor of Osthaven, met Mr Brandt of the Harbour Trust (HT) in Lima on Tuesday."])


def find_quotes(paragraphs: list[str]) -> list[dict[str, Any]]:
    """An article's full and partial quotes between double marks, as the quotes scorer wants them.

    Offsets are into the paragraphs. Nested quotes and those in other marks ('', `, ') are no units of the scorer.
    """
    from transforms.contract import Paragraph
    from transforms.entities import find_entities
    from transforms.quotes import find_quotes as find

    given = [Paragraph(text) for text in paragraphs]
    return [
        {
            "paragraph": quote.paragraph,
            "quote_start": quote.char_start,
            "quote_end": quote.char_end,
            "speaker_paragraph": quote.speaker_paragraph,
            "speaker_start": quote.speaker_char_start,
            "speaker_end": quote.speaker_char_end,
            "speaker": quote.speaker_name,
        }
        for quote in find(given, find_entities([given])[0])
        if quote.kind in ("full", "partial")
        and quote.parent is None
        and paragraphs[quote.paragraph][: quote.char_start].rstrip()[-1:] in DOUBLE_MARKS
    ]


def recognise(paragraphs: list[str]) -> list[tuple[int, int, int, str]]:
    """The named stretches of a document, as the entities scorer wants them: (paragraph, start, end, type)."""
    return find_names(paragraphs)


def extract_page(html: str, url: str) -> dict[str, Any]:
    """The article on a page, as the extraction scorer wants it: an agency or a paper counts as author where no person is named."""
    return answer_of(clean_html(html, url or None))


def answer_of(page: Page | Refusal) -> dict[str, Any]:
    """A cleaned page as the extraction scorer wants it."""
    if not isinstance(page, Page):
        return {}
    return {
        # a standfirst of more than a few words is read as text; a deck is part of the headline
        "paragraphs": [
            b.text
            for b in page.blocks
            if b.fate == "paragraph"
            and (b.kind in ("body", "heading", "list_item", "block_quote") or (b.kind == "subtitle" and len(b.text) > 60))
        ],
        "title": page.title,
        "authors": page.authors or ([page.byline] if page.byline else []),
        "date": page.published_on.isoformat() if page.published_on else None,
    }


def extract_text(text: str, url: str) -> dict[str, Any]:
    """The article of a page saved as text, as the extraction scorer wants it with --text."""
    from transforms.clean.bylines import strip_mark

    page = clean_text(text, url or None)
    if not isinstance(page, Page):
        return {}
    return {
        "paragraphs": [
            b.text for b in page.blocks if b.fate == "paragraph" and b.kind in ("subtitle", "body", "heading", "list_item", "block_quote")
        ],
        "title": page.title,
        "authors": page.authors or ([strip_mark(page.byline)] if page.byline else []),
        "date": page.published_on.isoformat() if page.published_on else None,
    }
