"""Taking articles down: out of every kept release, here and in the object store, and of staging; a tombstone stops their return,
also where a release from before is made current again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from flows.band_index import forget_index
from flows.entity_names import change_entity_names
from flows.errors import GateRefused, RunError, UsageError
from flows.gate import judge_release
from flows.release import Release, TableDelta, forget, forget_remote, lock, publish, push, rollback
from flows.release import current as current_release
from flows.release.errors import told
from flows.release.publishing import Check
from flows.runs import RunState, end_run, list_runs, run_folder, start_run
from flows.selection import published
from flows.settings import Settings
from flows.sharing import begin_from_store, share
from flows.wording import counted
from transforms.delivered import FORGOTTEN
from transforms.stories import choose_original


def take_down(settings: Settings, articles: Sequence[str], reason: str) -> str:
    """Forget `articles`; says in one line what was done. Raises UsageError for an article that the release does not have.

    Raises RunError where the object store (`publish_to`) is not reached: then they are gone from the warehouse alone.
    """
    warehouse = settings.warehouse
    begin_from_store(settings)
    known = set(published(settings).scan("records").select("article_id").unique().collect()["article_id"])
    if missing := [a for a in articles if a not in known]:
        raise UsageError(f"the ledger has no article {missing[0]}")
    with told(warehouse, "nothing was taken down"):
        run = start_run(warehouse, "forget", base_release=_name(warehouse))

    def forget_here() -> tuple[Release, list[str]]:
        return forget(
            warehouse, articles, reason=reason, run_id=run.run_id, check=_gate(run), originals=choose_original, recount=change_entity_names
        )

    try:
        with lock(warehouse, who=f"run {run.run_id}"):
            _, older = forget_here()
            _clear_away(warehouse)
            there = _forget_there(settings, articles, forget_here)
    except BaseException as error:
        end_run(warehouse, run, "failed", str(error))
        raise
    run.release = _name(warehouse)
    end_run(warehouse, run, "published", f"{counted(len(articles), 'article')} taken down: {reason}")
    are = "is" if len(articles) == 1 else "are"
    return f"{counted(len(articles), 'article')} {are} gone from {run.release} and from {counted(len(older), 'older release')}{there}"


def roll_back(settings: Settings, name: str) -> tuple[Release, int]:
    """Make a kept release current again, here and in the object store; gives the one that is current then, and how many records of
    articles that were taken down since its ledger had to be told of: they stay out. Raises ReleaseError, RunError.
    """
    with lock(settings.warehouse, who="rollback"):
        before, after = current_release(settings.warehouse), rollback(settings.warehouse, name)
        records, rejects = _tombstones(before, after) if before else (pl.DataFrame(), pl.DataFrame())
        if records.height:
            after = _tell_ledger(settings.warehouse, after, records, rejects)
        if settings.publish_to:
            push(settings.warehouse, settings.publish_to)
        return after, records.height


def _tombstones(before: Release, after: Release) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records, with their rejects, of articles that were taken down by the ledger of `before`, and not by that of `after`."""
    is_out = pl.col("reason") == FORGOTTEN
    known = after.scan("records").filter(is_out).select("record_id")
    records = before.scan("records").filter(is_out).join(known, on="record_id", how="anti").collect()
    return records, before.scan("rejects").join(records.lazy(), on="record_id", how="semi").collect()


def _tell_ledger(warehouse: Path, release: Release, records: pl.DataFrame, rejects: pl.DataFrame) -> Release:
    """Publish the current release with these records and rejects in the place of what its ledger has of them."""
    run = start_run(warehouse, "rollback", base_release=release.name)
    keys = records.select("record_id", "delivered_on")
    delta = {
        "records": TableDelta(records.lazy(), keys, versions={}),
        "rejects": TableDelta(rejects.lazy(), keys.select("record_id"), versions={}),
    }
    notes = {**release.manifest.notes, "kind": "rollback"}
    versions = release.manifest.stage_versions
    try:
        found = publish(warehouse, run_id=run.run_id, delta=delta, check=_gate(run), stage_versions=versions, notes=notes)
    except BaseException as error:
        end_run(warehouse, run, "failed", str(error))
        raise
    run.release = found.name
    end_run(warehouse, run, "published", "articles that were taken down since stay out")
    return found


def _gate(run: RunState) -> Check:
    def check(new: Path, base: Release | None, touched: set[str]) -> None:
        verdict = judge_release(new, base.path if base else None, touched, run_id=run.run_id, kind=run.kind, now=run.started_at)
        if not verdict.passed:
            raise GateRefused(verdict.message)

    return check


def _name(warehouse: Path) -> str | None:
    found = current_release(warehouse)
    return found.name if found else None


def _clear_away(warehouse: Path) -> None:
    """What is made of the releases may hold the articles: staging, the index of stories and, in its folder, that of ids."""
    forget_index(warehouse)
    for state in list_runs(warehouse):
        shutil.rmtree(run_folder(warehouse, state.run_id) / "staged", ignore_errors=True)


def _forget_there(settings: Settings, articles: Sequence[str], forget_here: Callable[[], object]) -> str:
    """The same in the object store; what was done there, to be added to the line."""
    if settings.publish_to is None:
        return ""
    try:
        share(settings, forget_here)
        again, gone = forget_remote(settings.warehouse, settings.publish_to, articles)
    except RunError as error:
        raise RunError(f"gone from {settings.warehouse}, but not yet from {settings.publish_to}: run it again ({error})") from error
    removed = f"; what else held them there is removed: {', '.join(gone)}" if gone else ""
    return f"; in {settings.publish_to} from the current and {counted(len(again), 'older release')}{removed}"
