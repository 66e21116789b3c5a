"""Fifty errors of the quotes stage on the development articles, by class: what is left to do.

    python -m benchmarks.quotes_errors [--count 50] [--seed 0]

Prints how often each class occurs and then a sample, each class in proportion. The articles are not part of the project;
without them there is nothing to show.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter

from benchmarks.quotes_data import Outcome, compare, load_articles, load_scorer


def show(outcome: Outcome) -> str:
    """An error in three lines: who was wanted, who was given and by which rule, the text around the quote."""
    article, gold, quote = outcome.article, outcome.gold, outcome.quote
    wanted = [article.text[a:b] for a, b in gold["src"]] if gold else []
    given = (
        "-"
        if quote is None
        else f"{quote.speaker_text!r} -> {quote.speaker_name!r} ({quote.rule}, {quote.speaker_score}, cue {quote.cue!r})"
    )
    if gold:
        start, end = gold["s"], gold["e"]
    else:
        assert quote is not None
        start = article.starts[quote.paragraph] + quote.char_start
        end = article.starts[quote.paragraph] + quote.char_end
    before = article.text[max(0, start - 160) : start].replace("\n", " / ")
    after = article.text[end : end + 120].replace("\n", " / ")
    inside = article.text[start:end] if end - start < 160 else article.text[start : start + 100] + " [...] " + article.text[end - 40 : end]
    return f"  wanted {wanted}\n  given  {given}\n  {before}>>{inside}<<{after}\n"


def main() -> None:
    """Print the classes and the sample."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    scorer = load_scorer()
    outcomes = [outcome for article in load_articles(scorer) for outcome in compare(scorer, article)]
    errors = [outcome for outcome in outcomes if outcome.kind != "right"]
    counts = Counter(outcome.kind for outcome in outcomes)
    print(f"{len(outcomes)} segments, {len(errors)} errors")
    for kind, count in counts.most_common():
        print(f"{count:6d}  {kind}")
    picked = random.Random(arguments.seed).sample(errors, min(arguments.count, len(errors)))
    for kind in sorted({outcome.kind for outcome in picked}):
        print(f"\n== {kind}")
        for outcome in picked:
            if outcome.kind == kind:
                print(show(outcome))


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError as missing:
        print(f"no annotated articles at {missing}: nothing to show")
