"""What `speaker_score` promises and what came true on the development articles.

    python -m benchmarks.quotes_calibration

One row a rule and score: quotes with a speaker, the share that was right, the score given. The last line is the mean
difference, weighted by quotes (expected calibration error). The table of scores is in transforms/quotes/describe.py; it was
read off these articles, rounded, rules with few cases joined.
"""

from __future__ import annotations

from collections import defaultdict

from benchmarks.quotes_data import compare, load_articles, load_scorer


def main() -> None:
    """Print the table."""
    scorer = load_scorer()
    right: dict[tuple[str, float], list[bool]] = defaultdict(list)
    for article in load_articles(scorer):
        for outcome in compare(scorer, article):
            if outcome.gold is not None and outcome.quote is not None and outcome.quote.speaker_score is not None:
                right[outcome.quote.rule, outcome.quote.speaker_score].append(outcome.kind == "right")
    print(f"{'rule':20s} {'quotes':>7s} {'right':>6s} {'score':>6s}")
    for (rule, score), answers in sorted(right.items()):
        print(f"{rule:20s} {len(answers):7d} {sum(answers) / len(answers):6.2f} {score:6.2f}")
    by_score: dict[float, list[bool]] = defaultdict(list)
    for (_, score), answers in right.items():
        by_score[score] += answers
    total = sum(map(len, by_score.values()))
    error = sum(abs(sum(answers) - score * len(answers)) for score, answers in by_score.items()) / total
    print(f"{total} quotes with a speaker, expected calibration error {error:.3f}")


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError as missing:
        print(f"no annotated articles at {missing}: nothing to show")
