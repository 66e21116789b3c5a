"""The flows: ingest (paths, now), nightly (what is new in the inbox) and backfill (a range of dumps, again). Thin on purpose."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from flows.aftercare import look_after
from flows.backfills import Order, run_backfill
from flows.inbox import find_new
from flows.ingest import resume_run, run_alias, run_ingest
from flows.mounts import check_mounted, remember_mounts
from flows.parameters import Accept, Day, Folder, FromStage, Pieces, Runner, SettingsFile, Workers
from flows.plan import find_dumps
from flows.report import publish_artifacts, tell
from flows.runs import RunState, find_unfinished, save_run
from flows.selection import Selection, dumps_of_rejects
from flows.settings import Settings, load_settings
from flows.wording import counted


def _settings(
    file: str | None, inbox: str | None, warehouse: str | None, runner: str | None, workers: int | None, learn: bool | None = None
) -> Settings:
    path = Path(file) if file else None
    settings = load_settings(path, inbox=inbox, warehouse=warehouse, runner=runner, workers=workers, learn=learn)
    check_mounted(settings)
    return settings


@flow(name="ingest", persist_result=False)
def ingest(
    paths: list[str],
    warehouse: Folder = None,
    feed: str | None = None,
    again: bool = False,
    accept: Accept = None,
    settings_file: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> RunState:
    """Ingest the dumps under `paths` and publish. `accept` maps rules of the gates to the reason why they may fail."""
    settings = _settings(settings_file, None, warehouse, runner, workers)
    dumps = find_dumps([Path(p) for p in paths], settings.inbox, feed)
    return _finish(settings, run_ingest(settings, dumps, kind="run", again=again, accepted=accept, paths=paths))


@flow(name="nightly", persist_result=False)
def nightly(
    inbox: Folder = None,
    warehouse: Folder = None,
    accept: Accept = None,
    settings_file: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
    learn: bool | None = None,
) -> RunState | None:
    """Ingest what is new in the inbox; an empty night publishes nothing and says so.

    Args:
        inbox: Folder in which the dumps arrive [inbox of the settings].
        warehouse: Folder of the releases [warehouse of the settings].
        accept: Rules of the gates that may fail, with the reason: {"quotes.share_of_one_speaker": "a special issue"}.
        settings_file: Settings file [copydesk.toml].
        runner: Where shards are worked on [runner of the settings].
        workers: How many shards at once [workers of the settings].
        learn: Whether the night's pages teach the next night about their sites [learn of the settings].
    """
    settings = _settings(settings_file, inbox, warehouse, runner, workers, learn)
    found = find_new(settings)
    state = run_ingest(
        settings, found.dumps, kind="nightly", accepted=accept, signs=found.signs, times=found.times, paths=[str(settings.inbox)]
    )
    if found.n_unfinished:
        which = f"{counted(found.n_unfinished, 'file')} changed within the last {settings.quiet_seconds} seconds"
        state.warnings.append(f"{which} (quiet_seconds): left for the next night, as a writer may not be done")
        save_run(settings.warehouse, state)
    return _finish(settings, look_after(settings, state))


@flow(name="backfill", persist_result=False)
def backfill(
    since: Day = None,
    until: Day = None,
    dumps: str | None = None,
    publisher: str | None = None,
    from_stage: FromStage = None,
    stale: bool = False,
    pieces: Pieces = None,
    dry_run: bool = False,
    inbox: Folder = None,
    warehouse: Folder = None,
    accept: Accept = None,
    settings_file: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> RunState:
    """Process again, whole, the dumps whose names match the pattern `dumps` and that hold articles of `publisher`, from `since` to `until`.

    With `from_stage` nothing is read: the entities and quotes of such articles, or the quotes alone, are found again in the
    paragraphs that are published. With `stale` only what older versions of the stages left is done again, from the first stage on
    that has changed. Piece after piece is published, and one that was stopped goes on when it is started again as it was; the
    state is that of the last piece.

    Args:
        since: First day of publication, as 2025-08-01.
        until: Last day of publication, as 2025-08-31.
        dumps: Pattern of the names of dumps, as harbour-gazette/2025-*.
        publisher: Name of a publisher. Dumps that hold articles of it are read whole; from a later stage on it is these articles alone.
        from_stage: Recompute the published articles from this stage on, without reading dumps: quotes, or entities and quotes.
        stale: Only what older versions of the stages left, from the first stage on that has changed since. It goes without from_stage.
        pieces: Publish month by month, with from_stage or stale [in pieces of a fiftieth of the whole, of 200,000 articles at least].
        dry_run: Only say what would change, and publish nothing.
        inbox: Folder of the dumps [inbox of the settings].
        warehouse: Folder of the releases [warehouse of the settings].
        accept: Rules of the gates that may fail, with the reason: {"quotes.share_of_one_speaker": "a special issue"}.
        settings_file: Settings file [copydesk.toml].
        runner: Where shards are worked on [runner of the settings].
        workers: How many shards at once [workers of the settings].
    """
    settings = _settings(settings_file, inbox, warehouse, runner, workers)
    selection = Selection(since, until, dumps, publisher)
    order = Order(selection, from_stage, is_stale=stale, by_month=pieces == "month", is_rehearsal=dry_run)
    return [_finish(settings, state) for state in run_backfill(settings, order, accept, tell)][-1]


@flow(name="learn", persist_result=False)
def learn(
    paths: list[str] | None = None,
    inbox: Folder = None,
    warehouse: Folder = None,
    accept: Accept = None,
    settings_file: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> RunState:
    """Learn about sites from the dumps under `paths` (the inbox, where none are named) and publish what was learnt, nothing else."""
    settings = _settings(settings_file, inbox, warehouse, runner, workers)
    dumps = find_dumps([Path(p) for p in paths or [str(settings.inbox)]], settings.inbox)
    return _finish(settings, run_ingest(settings, dumps, kind="learn", accepted=accept, paths=paths or [str(settings.inbox)]))


@flow(name="alias", persist_result=False)
def alias(warehouse: Folder = None, accept: Accept = None, settings_file: SettingsFile = None) -> RunState:
    """Apply the user's own table of names (entity_aliases in the settings) to what is published, without recognising again."""
    settings = _settings(settings_file, None, warehouse, None, None)
    return _finish(settings, run_alias(settings, accepted=accept))


@flow(name="retry", persist_result=False)
def retry(
    reason: str | None = None,
    warehouse: Folder = None,
    accept: Accept = None,
    settings_file: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> RunState:
    """Process the records again that were refused, or of which rows were, after the cause has been mended; others are left as they are."""
    settings = _settings(settings_file, None, warehouse, runner, workers)
    dumps = dumps_of_rejects(settings, reason)
    return _finish(settings, run_ingest(settings, dumps, kind="retry", accepted=accept, reason=reason))


@flow(name="resume", persist_result=False)
def resume(
    run_id: str | None = None,
    warehouse: Folder = None,
    settings_file: SettingsFile = None,
    runner: Runner = None,
    workers: Workers = None,
) -> RunState:
    """Carry on with a run that failed or was killed, the last one where none is named."""
    settings = _settings(settings_file, None, warehouse, runner, workers)
    return _finish(settings, resume_run(settings, find_unfinished(settings.warehouse, run_id)))


def _finish(settings: Settings, state: RunState) -> RunState:
    remember_mounts(settings)
    publish_artifacts(settings.warehouse, state)
    return state
