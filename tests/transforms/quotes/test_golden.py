"""The rows of invented articles that hold all the traps: kinds, speakers, utterances, repairs, interviews, other languages."""

from __future__ import annotations

from typing import Any

from transforms.contract import Quote
from transforms.quotes import find_quotes


def _row(quote: Quote, columns: Any) -> dict[str, Any]:
    return {column: getattr(quote, column) for column in columns}


def test_invented_articles_give_their_rows(invented: Any) -> None:
    for article in invented:
        quotes = find_quotes(article.paragraphs, article.mentions, language=article.language)
        rows = [_row(quote, article.rows[0]) for quote in quotes]
        for row, wanted in zip(rows, article.rows, strict=True):
            assert row == wanted, article.name


def test_an_unnamed_source_stays_unnamed(invented: Any) -> None:
    quotes = [q for article in invented for q in find_quotes(article.paragraphs, article.mentions) if q.speaker_text == "the official"]
    assert quotes
    for quote in quotes:
        assert (quote.speaker_type, quote.speaker_name, quote.speaker_role) == ("unnamed", None, "city hall official")


def test_one_row_of_each_utterance_counts(invented: Any) -> None:
    for article in invented:
        quotes = find_quotes(article.paragraphs, article.mentions, language=article.language)
        for utterance in {quote.utterance for quote in quotes}:
            rows = [quote for quote in quotes if quote.utterance == utterance]
            eligible = [q for q in rows if q.parent is None and q.kind in ("full", "partial") and q.speaker_type != "none"]
            assert sum(q.is_countable for q in rows) == bool(eligible)
            assert [q.part for q in rows] == list(range(len(rows)))


def test_other_languages_get_spans_and_no_speaker(invented: Any) -> None:
    for article in invented:
        for quote in find_quotes(article.paragraphs, article.mentions, language="fr"):
            assert quote.speaker_type == "none"
            assert quote.speaker_text is None
            assert not quote.is_countable
