"""One ingest: read -> gate -> annotate -> gate -> settle -> gate -> publish. Thin: the work stands in plain functions."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner

from flows.aliases import align, applied_to, load_aliases
from flows.earlier import Unread, drop_earlier, find_earlier
from flows.errors import GateRefused, UsageError
from flows.evidence import FILE, freeze
from flows.gate import (
    CHILDREN,
    Context,
    DumpCount,
    Staged,
    Verdict,
    check_accepted,
    judge,
    judge_release,
    read_measures,
    warm_up,
    write_docs,
)
from flows.known import write_known
from flows.mounts import check_mounted
from flows.plan import Dump, Shard, pack
from flows.release import Release, current, lock, publish, rehearse, sweep
from flows.release.errors import told
from flows.report import publish_artifacts
from flows.restaging import plan_shards
from flows.runs import Part, RunState, end_run, run_folder, save_run, start_run
from flows.selection import is_due, published, refused_records, with_due_dumps
from flows.settings import Settings
from flows.settling import Delta, learn_run, notes_of, resettle_run, runs_in, settle_run
from flows.shards import ReadPlan, ShardReport, frames_of
from flows.sharing import begin_from_store, share
from flows.tasks import annotate_shard_task, gather, read_shard_task, workers
from flows.touched import ids_folder
from flows.versions import STAGE_VERSIONS
from transforms.entity_aliases import Aliases

AS_IT_WAS = "the release is as it was"
# how long a run waits for another one to finish publishing
LOCK_WAIT_SECONDS = 600.0


@dataclass
class Ingest:
    """What one ingest works with: settings, the dumps, the run and its verdicts so far."""

    settings: Settings
    run: RunState
    base: Release | None
    accepted: dict[str, str]
    context: Context
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def shards(self) -> list[Shard]:
        return self.run.shards

    @property
    def folder(self) -> Path:
        return run_folder(self.settings.warehouse, self.run.run_id)

    @property
    def staging(self) -> Path:
        return self.folder / "staged"


def run_ingest(
    settings: Settings,
    dumps: Sequence[Dump],
    *,
    kind: str = "run",
    again: bool = False,
    accepted: dict[str, str] | None = None,
    signs: dict[str, str] | None = None,
    times: dict[str, int] | None = None,
    paths: Sequence[str] = (),
    is_rehearsal: bool = False,
    part: Part | None = None,
    reason: str | None = None,
) -> RunState:
    """Ingest `dumps` and publish; the state of the finished run. Raises GateRefused, ReleaseError, RunError, UsageError.

    Whatever happens is written into the run's folder; a failed run leaves the release as it was. A rehearsal does all but
    publish, and tells what publishing would change.
    """
    warehouse = settings.warehouse
    check_accepted(accepted or {}, settings.checks)
    with told(warehouse, AS_IT_WAS):
        sweep(warehouse)
        if current(warehouse) is None:
            check_mounted(settings)  # a disk that went while the inbox was looked through is no first night
        begin_from_store(settings)
        base = current(warehouse)
        run = start_run(warehouse, kind, again=again, paths=list(paths), dumps=list(dumps), signs=signs or {}, accepted=accepted or {})
        run.is_rehearsal, run.part, run.reason = is_rehearsal, part, reason
        run.is_learning = kind == "learn" or (kind == "nightly" and settings.learn)
        run.times = times or {}
        if kind == "nightly" and base:
            run.dumps, lost = with_due_dumps(settings, base, run)
            run.warnings += lost
        run.shards = pack(run.dumps, settings.shard_bytes, settings.shard_files)
        return _carry_out(settings, run, base)


def run_recompute(
    settings: Settings,
    base: Release,
    chosen: pl.DataFrame,
    stage: str,
    *,
    accepted: dict[str, str] | None = None,
    is_rehearsal: bool = False,
    part: Part | None = None,
) -> RunState:
    """Recompute published articles from `stage` on and publish; the state of the finished run. Raises as run_ingest does.

    `chosen` are articles of `base`, as choose_articles gives them. What is the same again is not published.
    """
    check_accepted(accepted or {}, settings.checks)
    with told(settings.warehouse, AS_IT_WAS):
        run = start_run(settings.warehouse, "backfill", accepted=accepted or {}, from_stage=stage, is_rehearsal=is_rehearsal)
        run.part = part
        run.articles = chosen.height
        staging = run_folder(settings.warehouse, run.run_id) / "staged"
        run.shards = plan_shards(base, chosen, stage, staging)
        return _carry_out(settings, run, base)


def run_alias(settings: Settings, *, accepted: dict[str, str] | None = None) -> RunState:
    """Apply the user's table of names to what is published, and nothing else; the state of the finished run. Raises as run_ingest does."""
    check_accepted(accepted or {}, settings.checks)
    with told(settings.warehouse, AS_IT_WAS):
        sweep(settings.warehouse)
        begin_from_store(settings)
        base = published(settings)
        return _carry_out(settings, start_run(settings.warehouse, "alias", accepted=accepted or {}), base)


def resume_run(settings: Settings, run: RunState) -> RunState:
    """Carry on with a run that failed or was killed: shards that are staged are not read again."""
    with told(settings.warehouse, AS_IT_WAS):
        sweep(settings.warehouse)
        run.state, run.message, run.ended_at, run.pid = "running", None, None, os.getpid()
        run.found = run.known = run.earlier = 0
        drop_earlier(run, run_folder(settings.warehouse, run.run_id) / "staged")
        run.gates, run.warnings, run.refused_by = {}, [], []
        return _carry_out(settings, run, current(settings.warehouse))


def _carry_out(settings: Settings, run: RunState, base: Release | None) -> RunState:
    """Read, annotate, settle and publish a run whose shards are planned."""
    warehouse = settings.warehouse
    run.base_release, run.base_runs = _name(base), []
    save_run(warehouse, run)
    ingest = Ingest(settings, run, base, run.accepted, Context(run.started_at, settings.checks))
    try:
        if run.kind != "alias":
            _work(ingest)
        if run.has_news:
            _publish(ingest)
        else:
            run.release = run.base_release
            _end_unchanged(ingest, base, "nothing new")
    except BaseException as error:
        with suppress(OSError):  # a full disk is what went wrong, not that it cannot be written down
            how, what = ("refused", str(error)) if isinstance(error, GateRefused) else ("failed", f"{type(error).__name__}: {error}")
            end_run(warehouse, run, how, what)
            write_docs(ingest.folder, ingest.verdicts)
        if isinstance(error, Exception):
            publish_artifacts(warehouse, run)
        raise
    write_docs(ingest.folder, ingest.verdicts)
    return run


def _work(ingest: Ingest) -> None:
    """What is done shard by shard."""
    run = ingest.run
    with workers(ingest.settings, len(ingest.shards)) as runner:
        if not run.from_stage:
            _read(ingest, runner)
        if run.has_news and run.kind != "learn":
            _annotate(ingest, runner)


def _name(release: Release | None) -> str | None:
    return release.name if release else None


def _read(ingest: Ingest, runner: TaskRunner[Any]) -> None:
    settings, run = ingest.settings, ingest.run
    ingest.staging.mkdir(parents=True, exist_ok=True)
    run.site_evidence = freeze(ingest.base, ingest.staging)
    base = ingest.base if run.kind != "learn" else None  # what is to be learnt from is read again
    known = write_known(_known_records(base, run), ingest.staging / "known.npy") if base else None
    plan = _read_plan(ingest, known)
    reading = _submit(runner, ingest.shards, plan)
    if ingest.shards and (ingest.base is None or run.kind == "nightly" or run.again):
        warm_up()  # surely there is something to judge: the import goes on beside the workers
    reports = gather("read", reading)
    _tally(run, reports)
    save_run(settings.warehouse, run)
    verdict = _verdict(ingest, "read", reports)
    if base and run.takes_anew and verdict.passed:
        unread = find_earlier(settings, base, ingest.staging, run.shards, verdict.quarantine)
        if unread:
            verdict = _verdict(ingest, "read", [*reports, *_read_earlier(ingest, runner, plan, unread)])
    _note(ingest, verdict)


def _read_plan(ingest: Ingest, known: Path | None) -> ReadPlan:
    settings, run = ingest.settings, ingest.run
    return ReadPlan(
        staging=str(ingest.staging),
        known=str(known) if known else None,
        again=run.again,
        limits=settings.limits,
        zones=dict(settings.zones),
        context=ingest.context,
        mappings=settings.mappings,
        rules=str(settings.rules) if settings.rules else None,
        evidence=str(ingest.staging / FILE) if run.site_evidence else None,
        is_learning=run.is_learning,
    )


def _submit(runner: TaskRunner[Any], shards: Sequence[Shard], plan: ReadPlan) -> list[PrefectFuture[ShardReport]]:
    return [runner.submit(read_shard_task, {"shard": shard, "plan": plan}) for shard in shards]


def _read_earlier(ingest: Ingest, runner: TaskRunner[Any], plan: ReadPlan, unread: Unread) -> list[ShardReport]:
    """Read what the run turned out to need beside its dumps; its records join those of the run."""
    run = ingest.run
    reports = gather("read", _submit(runner, unread.shards, replace(plan, known=str(unread.known), again=False)))
    run.shards += unread.shards
    run.warnings += unread.warnings
    run.earlier = sum(dump.found - dump.known for report in reports for dump in report.dumps)
    run.found += run.earlier
    save_run(ingest.settings.warehouse, run)
    return reports


def _known_records(base: Release, run: RunState) -> pl.LazyFrame:
    """The records of the ledger that the run is not to read again: all but those whose embargo has ended, for a retry the refused ones."""
    records = base.scan("records").filter(~is_due(run.started_at))
    return records.join(refused_records(base, run.reason), on="record_id", how="anti") if run.kind == "retry" else records


def _tally(run: RunState, reports: Sequence[ShardReport]) -> None:
    outcomes: Counter[str] = Counter()
    for report in reports:
        for dump in report.dumps:
            run.found += dump.found
            run.known += dump.known
            outcomes.update(dump.outcomes)
    run.outcomes = dict(sorted(outcomes.items()))


def _annotate(ingest: Ingest, runner: TaskRunner[Any]) -> None:
    shared = {"staging": str(ingest.staging), "recogniser": ingest.settings.recogniser, "context": ingest.context}
    shared["from_stage"] = ingest.run.from_stage
    gather("annotate", [runner.submit(annotate_shard_task, {"shard": shard.name, **shared}) for shard in ingest.shards])
    _note(ingest, _verdict(ingest, "annotate"))


def _verdict(ingest: Ingest, stage: str, reports: Sequence[ShardReport] = ()) -> Verdict:
    """The verdict on a stage; `reports` are those of reading."""
    files = [ingest.staging / shard.name / f"{stage}_measures.json" for shard in ingest.shards]
    measures = [measured for file in files for measured in read_measures(file)]
    dumps = [DumpCount(d.dump, d.counted, d.found, d.known, d.count_method) for report in reports for d in report.dumps]
    return judge(stage, measures, accepted=ingest.accepted, run_id=ingest.run.run_id, dumps=dumps, context=ingest.context)


def _note(ingest: Ingest, verdict: Verdict) -> None:
    """Keep a verdict. A critical failure raises GateRefused: the run stops here, its staging stays."""
    ingest.verdicts.append(verdict)
    ingest.run.gates[verdict.stage] = verdict.outcome
    ingest.run.warnings += verdict.warnings
    if not verdict.passed:
        ingest.run.refused_by = verdict.failures
        raise GateRefused(verdict.message)


def _set_aside(ingest: Ingest) -> pl.DataFrame:
    return pl.concat([v.quarantine for v in ingest.verdicts])


def _staged(ingest: Ingest) -> Staged | None:
    """What must arrive in the release of a run that reads dumps; None for one that learns, recomputes or gives other ids."""
    run = ingest.run
    if run.kind in ("learn", "alias") or run.from_stage:
        return None
    shards = [shard.name for shard in ingest.shards]
    tables = {name: frames_of(str(ingest.staging), shards, name) for name in ("articles", *CHILDREN)}
    return Staged(tables, _set_aside(ingest), run.takes_anew)


def _settle(ingest: Ingest, base: Release | None, aliases: Aliases) -> Delta:
    run = ingest.run
    if run.kind == "learn":
        return learn_run(base, run, ingest.staging)
    quarantine = _set_aside(ingest)
    if run.from_stage and base:
        return resettle_run(ingest.settings.warehouse, base, run, ingest.staging, quarantine, aliases)
    return settle_run(ingest.settings.warehouse, base, run, ingest.staging, quarantine, aliases)


def _end_unchanged(ingest: Ingest, release: Release | None, message: str) -> None:
    """What the run read is in `release`: as long as that is so, its dumps are known (see flows.inbox)."""
    run = ingest.run
    run.base_runs = runs_in(release) if run.signs else []
    end_run(ingest.settings.warehouse, run, "unchanged", message)


def _tell_release(run: RunState, release: Release) -> None:
    run.release = release.name
    run.rows = {name: entry.rows for name, entry in release.manifest.tables.items()}


def _publish(ingest: Ingest) -> None:
    settings, run = ingest.settings, ingest.run
    skipped = run.known  # in reading: settle sees the others
    aliases = load_aliases(settings.entity_aliases)

    def check(new: Path, base: Release | None, touched: set[str], kind: str = run.kind) -> None:
        before = base.path if base else None
        staged = _staged(ingest) if kind == run.kind else None
        verdict = judge_release(
            new,
            before,
            touched,
            run_id=run.run_id,
            accepted=ingest.accepted,
            kind=kind,
            now=run.started_at,
            staged=staged,
            index=ids_folder(settings.warehouse),
        )
        _note(ingest, verdict)

    def settle_and_publish() -> None:
        """Against what is current now: after another publisher was faster in the object store, once more."""
        base = current(settings.warehouse)
        if base and run.kind != "learn" and applied_to(base) != aliases.digest:
            if run.is_rehearsal:
                raise UsageError("the table of entity_aliases has changed since it was applied: apply it first, with 'copydesk alias'")
            base, run.aliased = align(settings.warehouse, base, aliases, run.run_id, partial(check, kind="alias"))
        if base and run.kind == "alias":
            _tell_release(run, base)
            return
        delta = _settle(ingest, base, aliases)
        run.known, run.outcomes = skipped + delta.n_again, delta.outcomes
        run.overtaken, run.kept = delta.n_overtaken, delta.n_kept
        if run.is_rehearsal:
            if base:
                changes, files = rehearse(settings.warehouse, delta=delta.tables)
                run.changes, run.rewrites = changes.rows(), (len(files), sum(f.bytes for f in files))
            return
        notes = notes_of(base, run, applied_to(base) if base and run.kind == "learn" else aliases.digest)
        release = publish(
            settings.warehouse, run_id=run.run_id, delta=delta.tables, check=check, stage_versions=STAGE_VERSIONS, notes=notes
        )
        _tell_release(run, release)

    with lock(settings.warehouse, who=f"run {run.run_id}", wait=LOCK_WAIT_SECONDS):
        before = current(settings.warehouse)
        settle_and_publish()
        if not run.is_rehearsal:
            share(settings, settle_and_publish)
    used = {result.rule for verdict in ingest.verdicts for result in verdict.of_status("accepted")}
    run.warnings += [f"{rule}: accepted, but it did not fail" for rule in sorted(run.accepted) if rule not in used]
    if run.is_rehearsal:
        end_run(settings.warehouse, run, "rehearsed", "nothing was published")
    elif run.release == _name(before):
        _end_unchanged(ingest, before, "nothing changed")
    else:
        with told(settings.warehouse, f"{run.release} is current all the same"):
            end_run(settings.warehouse, run, "published")
