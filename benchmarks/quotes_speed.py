"""Speed of the quotes stage, entities given: characters a second of CPU on one core, beside two peers in the same run.

    python -m benchmarks.quotes_speed [FILE.txt ...]

Without files the development articles are read, or invented ones where those are not beside the project. The peers: a plain
pattern for anything between double marks (no speaker, no nesting, no repair), and splitting the text into words and marks.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.quotes_data import load_articles, load_scorer
from transforms.contract import Mention, Paragraph
from transforms.entities import find_entities
from transforms.quotes import find_quotes

PLAIN = re.compile(r'["“]([^"“”]+)["”]')
WORDS = re.compile(r"\w+|[^\w\s]")
INVENTED = [
    "“The bridge will open in May,” said Mara Lindqvist, the mayor of Osthaven, at a meeting on Tuesday. “Not a day later.”",
    "The council had called the plan “a gamble”. Its members vote next week on the cost, which nobody would name.",
    "“We were never asked,” she added.",
]
Given = tuple[list[Paragraph], list[Mention]]


def articles(paths: Sequence[str]) -> list[Given]:
    """What to read: the files given, else the development articles, else invented ones."""
    if paths:
        texts = [Path(path).read_text("utf-8").split("\n") for path in paths]
    else:
        try:
            return [(article.paragraphs, article.entities) for article in load_articles(load_scorer())]
        except FileNotFoundError:
            texts = [INVENTED * 10] * 200
    given = [[Paragraph(line) for line in lines if line.strip()] for lines in texts]
    return list(zip(given, find_entities(given), strict=True))


def best_of(work: Callable[[], int], rounds: int = 5) -> tuple[float, int]:
    """Least CPU seconds of some rounds, and what the work returned."""
    seconds, result = float("inf"), 0
    for _ in range(rounds):
        start = time.process_time()
        result = work()
        seconds = min(seconds, time.process_time() - start)
    return seconds, result


def main() -> None:
    """Print the table."""
    given = articles(sys.argv[1:])
    texts = [paragraph.text for paragraphs, _ in given for paragraph in paragraphs]
    size = sum(map(len, texts))
    rows = [
        ("find_quotes, entities given", *best_of(lambda: sum(len(find_quotes(p, e)) for p, e in given))),
        ("find_quotes, spans only", *best_of(lambda: sum(len(find_quotes(p, e, language="xx")) for p, e in given))),
        ("peer: plain pattern", *best_of(lambda: sum(len(PLAIN.findall(text)) for text in texts))),
        ("peer: words and marks", *best_of(lambda: sum(len(WORDS.findall(text)) for text in texts))),
    ]
    words = rows[-1][1]
    print(f"{len(given)} articles, {size:,} characters")
    print(f"{'':30s} {'found':>9s} {'seconds':>8s} {'chars/s':>13s} {'times the words':>16s}")
    for name, seconds, found in rows:
        print(f"{name:30s} {found:9,d} {seconds:8.3f} {size / seconds:13,.0f} {seconds / words:16.2f}")


if __name__ == "__main__":
    main()
