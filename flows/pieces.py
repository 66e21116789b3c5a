"""A backfill in pieces: each becomes a release of its own, so that one that is stopped goes on with the piece that it stopped in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from flows.plan import Dump

# A piece is this share of the whole: what a release costs grows with the archive, and a piece should be worth one;
SHARE = 50
# but no less than so many articles to recompute, or so many bytes of dumps to read: about half an hour of one core
ARTICLES = 200_000
DUMP_BYTES = 4 << 30


@dataclass(frozen=True)
class Piece:
    """Articles of some months to recompute from `stage` on, or dumps to read again (no stage); `weight` in articles or bytes."""

    stage: str | None
    weight: int
    months: tuple[str, ...] = ()
    dumps: tuple[Dump, ...] = ()

    @property
    def until(self) -> str:
        """The last month, or the name of the last dump, of the piece."""
        return self.months[-1] if self.months else self.dumps[-1].name

    @property
    def size(self) -> int:
        """How many months or dumps it has."""
        return len(self.months) or len(self.dumps)


def of_months(articles: Mapping[str, int], stage: str, *, each_alone: bool = False) -> list[Piece]:
    """Pieces of neighbouring months with so many articles; with `each_alone` every month is one."""
    months = sorted(articles)
    weights = [articles[month] for month in months]
    parts = [slice(n, n + 1) for n in range(len(months))] if each_alone else _join(weights, ARTICLES)
    return [Piece(stage, sum(weights[part]), months=tuple(months[part])) for part in parts]


def of_dumps(dumps: Sequence[Dump]) -> list[Piece]:
    """Pieces of neighbouring dumps, in order of their names."""
    ordered = sorted(dumps, key=lambda d: d.name)
    parts = _join([d.size for d in ordered], DUMP_BYTES)
    return [Piece(None, sum(d.size for d in ordered[part]), dumps=tuple(ordered[part])) for part in parts]


def _join(weights: Sequence[int], least: int) -> list[slice]:
    """Which neighbours make a piece: as many as come to no more than a piece should, one at least."""
    most = max(least, sum(weights) // SHARE)
    parts: list[slice] = []
    filled = most + 1
    for n, weight in enumerate(weights):
        if filled + weight > most:
            parts.append(slice(n, n))
            filled = 0
        parts[-1] = slice(parts[-1].start, n + 1)
        filled += weight
    return parts


def how_far(pieces: Sequence[Piece], done: int, seconds: float) -> str:
    """How far a backfill has come after `done` of its pieces: '3 of 14 months, 1,204,331 of 5,100,000 articles, 41 min so far'."""
    sizes, weights = ([0, *accumulate(of)] for of in ([p.size for p in pieces], [p.weight for p in pieces]))
    units, measure, each = ("months", "articles", 1) if pieces[0].stage else ("dumps", "MB", 1_000_000)
    come = f"{sizes[done]:,} of {sizes[-1]:,} {units}, {weights[done] / each:,.0f} of {weights[-1] / each:,.0f} {measure}"
    return f"{come}, {_spell(seconds)} so far"


def _spell(seconds: float) -> str:
    """A stretch of time as one says it: '12 s', '41 min', '3 h 20 min'."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
