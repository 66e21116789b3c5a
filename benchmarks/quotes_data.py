"""The annotated articles that quotes are measured on, beside the project, and their scorer. For measuring only."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from transforms.contract import Mention, Paragraph, Quote
from transforms.entities import find_entities
from transforms.quotes import find_quotes

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench" / "quotes"


@dataclass(frozen=True)
class Article:
    """An annotated article: `starts` are the offsets of its paragraphs in the annotated text."""

    name: str
    text: str
    gold: list[dict[str, Any]]
    paragraphs: list[Paragraph]
    starts: list[int]
    entities: list[Mention]


@dataclass(frozen=True)
class Outcome:
    """A gold segment with the quote that was found for it, or one of the two alone. `kind` is 'right' or the sort of error."""

    article: Article
    gold: dict[str, Any] | None
    quote: Quote | None
    kind: str


def load_scorer() -> ModuleType:
    """The scorer as a module. Raises FileNotFoundError where the benchmark is not beside the project."""
    spec = importlib.util.spec_from_file_location("score_quotes", BENCH / "score_quotes.py")
    if spec is None or spec.loader is None or not (BENCH / "score_quotes.py").exists():
        raise FileNotFoundError(BENCH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_articles(scorer: ModuleType, every: int = 1) -> list[Article]:
    """The development articles (each `every`-th), their entities found."""
    documents = scorer.load(str(BENCH / "polnear_dev.jsonl.gz"))[::every]
    parts = [_paragraphs(document["text"]) for document in documents]
    entities = find_entities([paragraphs for paragraphs, _ in parts])
    return [
        Article(document["id"], document["text"], document["gold"], paragraphs, starts, found)
        for document, (paragraphs, starts), found in zip(documents, parts, entities, strict=True)
    ]


def _paragraphs(text: str) -> tuple[list[Paragraph], list[int]]:
    paragraphs, starts, at = [], [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(Paragraph(line))
            starts.append(at)
        at += len(line) + 1
    return paragraphs, starts


def scored_quotes(article: Article, marks: Sequence[str] = '"“”„‟«»″') -> list[Quote]:
    """The quotes that the scorer counts: full and partial, outermost, between double marks."""
    return [
        quote
        for quote in find_quotes(article.paragraphs, article.entities)
        if quote.kind in ("full", "partial")
        and quote.parent is None
        and article.paragraphs[quote.paragraph].text[: quote.char_start].rstrip()[-1:] in tuple(marks)
    ]


def compare(scorer: ModuleType, article: Article) -> Iterator[Outcome]:
    """Every gold segment and every surplus quote of an article, with what became of it."""
    placed = []
    for quote in scored_quotes(article):
        start = article.starts[quote.paragraph]
        placed.append((*scorer.trim(article.text, start + quote.char_start, start + quote.char_end), quote))
    taken: set[int] = set()
    for gold in article.gold:
        fits = [i for i, (start, end, _) in enumerate(placed) if i not in taken and _overlap(gold, start, end) >= 0.8]
        if not fits:
            yield Outcome(article, gold, None, "missed")
            continue
        taken.add(fits[0])
        quote = placed[fits[0]][2]
        yield Outcome(article, gold, quote, _judge(scorer, article, gold, quote))
    for i, (_, _, quote) in enumerate(placed):
        if i not in taken:
            yield Outcome(article, None, quote, "surplus")


def _overlap(gold: dict[str, Any], start: int, end: int) -> float:
    shared = min(gold["e"], end) - max(gold["s"], start)
    return shared / (max(gold["e"], end) - min(gold["s"], start)) if shared > 0 else 0.0


def _judge(scorer: ModuleType, article: Article, gold: dict[str, Any], quote: Quote) -> str:
    given = quote.speaker_text is not None
    if not gold["src"]:
        return "speaker invented" if given else "right"
    if not given:
        return "no speaker: " + str(scorer.srctype(article.text, gold))
    start = article.starts[quote.speaker_paragraph or 0]
    answer = {
        "speaker_start": start + (quote.speaker_char_start or 0),
        "speaker_end": start + (quote.speaker_char_end or 0),
        "speaker": quote.speaker_name,
    }
    by_span, by_name, _ = scorer.spk_ok(article.text, gold, answer, "polnear")
    return "right" if by_span or by_name else "wrong speaker: " + str(scorer.srctype(article.text, gold))
