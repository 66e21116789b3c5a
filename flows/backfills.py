"""A backfill from its order to its releases: which pieces it has, and one run after the other over them.

Each piece is published before the next one begins, and takes the warehouse's lock only to publish: a night may come between. What
is done is read off the runs kept, so that a backfill that was stopped, however, goes on when the same one is asked for again.
"""

from __future__ import annotations

import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from flows.choosing import choose_articles, count_by_month
from flows.done import Done, job_of, older_articles, work_done
from flows.errors import UsageError
from flows.ingest import resume_run, run_ingest, run_recompute
from flows.pieces import Piece, how_far, of_dumps, of_months
from flows.plan import Dump
from flows.release import Release
from flows.release.errors import told
from flows.runs import ENDED_WELL, RECOMPUTED, Part, RunState, end_run, is_alive, run_folder, runs_of_job, save_run, start_run
from flows.selection import Selection, articles_of, find_named, none_meant, others, published, select_dumps
from flows.settings import Settings
from flows.stale import READING, files_to_recompute, older_files, stale_dumps, tell_stale

Place = tuple[int, str]  # of a piece in the order of its backfill: dumps come first, then the stages; within them by name
Changes = dict[tuple[str, str], list[int]]


@dataclass(frozen=True)
class Order:
    """What a backfill is asked for: of which articles, from which stage on (none: the dumps), only what is stale, month by month."""

    selection: Selection
    from_stage: str | None = None
    is_stale: bool = False
    by_month: bool = False
    is_rehearsal: bool = False


@dataclass
class Job:
    """An order at work. `name` is the order as text: the same again is the same job, unless the stages have changed since."""

    settings: Settings
    order: Order
    accepted: dict[str, str]
    tell: Callable[[str], None]
    begun_at: float = field(default_factory=time.monotonic)
    changes: Changes = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    rewrites: tuple[int, int] = (0, 0)

    @property
    def name(self) -> str:
        return job_of(self.order, self.settings.inbox)


def run_backfill(settings: Settings, order: Order, accepted: dict[str, str] | None, tell: Callable[[str], None]) -> Iterator[RunState]:
    """Carry out the order, piece by piece; the state of each run as it ends, and to `tell` a line of how far it has come.

    Pieces that an earlier call has published are not done again; one in which it was killed is carried on with. Raises UsageError,
    and what run_ingest and run_recompute raise: the pieces before stay published.
    """
    _check(order)
    job = Job(settings, order, accepted or {}, tell)
    if order.is_stale:
        for line in _tell_stale(job) or ["every row is of today's stages"]:
            tell(line)
    earlier = [] if order.is_rehearsal else runs_of_job(settings.warehouse, job.name)
    is_done = False
    if earlier and (state := _carry_on(job, earlier[0])):
        yield state
        is_done = state.part is not None and state.part.is_last
    if not is_done:
        yield from _go_on(job, max((_place(run.part) for run in earlier if run.part and run.state in ENDED_WELL), default=None))
    if order.is_stale and not order.is_rehearsal:
        for line in _tell_stale(job):
            tell(f"left as it is: {line}")


def _check(order: Order) -> None:
    if order.is_stale and order.from_stage:
        raise UsageError("--stale finds by itself from which stage on: leave out --from-stage")
    first, last = order.selection.since, order.selection.until
    if first and last and first > last:
        raise UsageError(f"--from {first} is after --to {last}")
    if order.by_month and not (order.is_stale or order.from_stage):
        raise UsageError("--pieces month goes with --from-stage or --stale: dumps are read in pieces of their own size")


def _carry_on(job: Job, run: RunState) -> RunState | None:
    """Carry on with the job's newest run where it was killed; None where it ended, however, or nothing of it is left."""
    if run.state != "running" or is_alive(run):
        return None
    staging = run_folder(job.settings.warehouse, run.run_id) / "staged"
    if not run.shards or not staging.is_dir():
        end_run(job.settings.warehouse, run, "failed", "killed before it had begun")
        shutil.rmtree(staging, ignore_errors=True)
        return None
    job.tell(f"carrying on with run {run.run_id}, which was killed")
    run.accepted = job.accepted
    return resume_run(job.settings, run)


def _go_on(job: Job, done: Place | None) -> Iterator[RunState]:
    """The runs over all pieces after `done`; where there are none, over all. Where there is nothing to do, one that says so."""
    n_runs = 0
    for after in dict.fromkeys((done, None)):
        for pieces in _phases(job):
            for state in _run_pieces(job, pieces, after):
                n_runs += 1
                yield state
        if n_runs:
            return
    if not job.order.is_stale:
        raise UsageError(none_meant(published(job.settings), job.order.selection))
    with told(job.settings.warehouse, "nothing was there to do again"):
        run = start_run(job.settings.warehouse, "backfill", is_rehearsal=job.order.is_rehearsal)
        end_run(job.settings.warehouse, run, "unchanged", "nothing is there to do again")
    yield run


def _phases(job: Job) -> Iterator[list[Piece]]:
    """The pieces to do, in order; of --stale first the dumps, then, by what is published after them, the articles to recompute."""
    order = job.order
    if order.is_stale:
        yield of_dumps(_find_stale_dumps(job))
        yield [piece for stage in RECOMPUTED for piece in _pieces_of(job, stage)]
    elif order.from_stage:
        yield _pieces_of(job, order.from_stage)
    else:
        yield of_dumps(select_dumps(job.settings, order.selection))


def _tell_stale(job: Job) -> list[str]:
    return tell_stale(published(job.settings), job.order.selection, work_done(job.settings.warehouse))


def _find_stale_dumps(job: Job) -> list[Dump]:
    """The dumps to read again; that some are no longer there is told."""
    names = stale_dumps(published(job.settings), job.order.selection, work_done(job.settings.warehouse))
    found = find_named(job.settings, names)
    if missing := sorted(names - found.keys()):
        job.tell(f"what was read from {missing[0]}{others(missing)} cannot be read again: it is no longer where it was")
    return list(found.values())


def _pieces_of(job: Job, stage: str) -> list[Piece]:
    articles = _articles_to_do(job, published(job.settings), stage, work_done(job.settings.warehouse))
    return of_months(count_by_month(articles), stage, each_alone=job.order.by_month)


def _articles_to_do(job: Job, release: Release, stage: str, done: Done, months: Sequence[str] | None = None) -> pl.LazyFrame:
    """The articles (of certain months) that the job recomputes from a stage on."""
    order = job.order
    if not order.is_stale:
        return articles_of(release, order.selection, release.entries("articles", months))
    # a rehearsal has not brought up to date what its dumps would
    by_reading = {f.path for f in older_files(release, "articles", READING)} if order.is_rehearsal else set()
    files = [f for f in files_to_recompute(release, stage) if f.path not in by_reading and (months is None or f.month in months)]
    return older_articles(release, order.selection, stage, files, done)


def _run_pieces(job: Job, pieces: list[Piece], after: Place | None) -> Iterator[RunState]:
    """The runs over those pieces that come after `after`, one by one; each says how far the whole has come."""
    is_end = not (job.order.is_stale and pieces and pieces[0].stage is None)  # after dumps the rest of --stale comes
    for n, piece in enumerate(pieces):
        part = Part(job.name, piece.stage, piece.until, is_end and n + 1 == len(pieces), piece.months)
        if after is not None and _place(part) <= after:
            continue
        state = _run_piece(job, piece, part)
        if state is None:
            continue
        if len(pieces) > 1:
            line = how_far(pieces, n + 1, time.monotonic() - job.begun_at)
            job.tell(line)
            state.message = f"{state.message}; {line}" if state.message else line
        if state.is_rehearsal:
            state.changes = _add_up(job, state)
            state.rewrites = job.rewrites = (job.rewrites[0] + state.rewrites[0], job.rewrites[1] + state.rewrites[1])
        save_run(job.settings.warehouse, state)
        yield state


def _run_piece(job: Job, piece: Piece, part: Part) -> RunState | None:
    """The run over one piece; None where there is nothing left in it to recompute."""
    settings, is_rehearsal = job.settings, job.order.is_rehearsal
    if piece.stage is None:
        return run_ingest(
            settings,
            piece.dumps,
            kind="backfill",
            again=True,
            accepted=job.accepted,
            paths=[str(settings.inbox)],
            is_rehearsal=is_rehearsal,
            part=part,
        )
    release = published(settings)
    done = work_done(settings.warehouse)
    articles = _articles_to_do(job, release, piece.stage, done, piece.months)
    chosen = choose_articles(release, articles, piece.stage, done)
    if chosen.is_empty():
        return None
    return run_recompute(settings, release, chosen, piece.stage, accepted=job.accepted, is_rehearsal=is_rehearsal, part=part)


def _add_up(job: Job, state: RunState) -> list[tuple[str, str, int, int, int]]:
    """What publishing this piece and those before it would change."""
    for table, month, *counts in state.changes:
        job.changes[table, month] = [a + b for a, b in zip(job.changes[table, month], counts, strict=True)]
    return [(table, month, added, changed, gone) for (table, month), (added, changed, gone) in sorted(job.changes.items())]


def _place(part: Part) -> Place:
    return (0 if part.stage is None else 1 + RECOMPUTED.index(part.stage), part.until)
