"""Taking articles down: out of every kept release and of staging, with a tombstone that stops their return."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from flows.band_index import forget_index
from flows.entity_names import change_entity_names
from flows.errors import GateRefused, UsageError
from flows.gate import judge_release
from flows.release import Release, forget
from flows.release import current as current_release
from flows.runs import end_run, list_runs, run_folder, start_run
from transforms.stories import choose_original


def take_down(warehouse: Path, articles: Sequence[str], reason: str) -> str:
    """Forget `articles`; says in one line what was done. Raises UsageError for an article that the release does not have."""
    release = current_release(warehouse)
    known = set() if release is None else set(release.scan("records").select("article_id").unique().collect()["article_id"])
    if missing := [a for a in articles if a not in known]:
        raise UsageError(f"the ledger has no article {missing[0]}")
    run = start_run(warehouse, "forget", base_release=release.name if release else None)

    def check(new: Path, base: Release | None, touched: set[str]) -> None:
        verdict = judge_release(new, base.path if base else None, touched, run_id=run.run_id, kind="forget", now=run.started_at)
        if not verdict.passed:
            raise GateRefused(verdict.message)

    try:
        now, older = forget(
            warehouse, articles, reason=reason, run_id=run.run_id, check=check, originals=choose_original, recount=change_entity_names
        )
    except BaseException as error:
        end_run(warehouse, run, "failed", str(error))
        raise
    forget_index(warehouse)
    for state in list_runs(warehouse):
        shutil.rmtree(run_folder(warehouse, state.run_id) / "staged", ignore_errors=True)
    run.release = now.name
    end_run(warehouse, run, "published", f"{len(articles)} articles taken down: {reason}")
    return f"{len(articles)} articles are gone from {now.name} and from {len(older)} older releases"
