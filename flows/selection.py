"""What a backfill is asked for: which articles they are, and which dumps hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatch, translate
from pathlib import Path

import polars as pl

from flows.errors import RunError, UsageError
from flows.plan import Dump, find_dumps
from flows.release import File, Release, current
from flows.runs import RunState, list_runs
from flows.settings import Settings
from flows.wording import counted
from transforms.delivered import FORGOTTEN


@dataclass(frozen=True)
class Selection:
    """What to process again: articles published from `since` to `until` (both inclusive), dumps by name, a publisher."""

    since: date | None = None
    until: date | None = None
    dumps: str | None = None
    publisher: str | None = None

    def may_hold(self, month: str) -> bool:
        """True where articles of the selection may lie in the partition of `month`."""
        first = self.since.strftime("%Y-%m") if self.since else ""
        last = self.until.strftime("%Y-%m") if self.until else "9999"
        return first <= month <= last or not (self.since or self.until)


def is_meant(selection: Selection) -> pl.Expr:
    """True for articles of the selection's days and publisher."""
    asked = [pl.lit(True)]
    if selection.since:
        asked.append(pl.col("published_on") >= selection.since)
    if selection.until:
        asked.append(pl.col("published_on") <= selection.until)
    if selection.publisher:
        asked.append(pl.col("publisher") == selection.publisher)
    return pl.all_horizontal(asked)


def articles_of(release: Release, selection: Selection, files: Sequence[File] | None = None) -> pl.LazyFrame:
    """The articles that the selection means, lazily; with `files` (of the table) only those that lie in them."""
    entries = release.entries("articles") if files is None else files
    articles = release.scan_files("articles", [f for f in entries if selection.may_hold(f.month)]).filter(is_meant(selection))
    if selection.dumps:
        named = release.scan("records").filter(pl.col("dump").str.contains(translate(selection.dumps)))
        articles = articles.join(named.select("record_id"), on="record_id", how="semi")
    return articles


def select_dumps(settings: Settings, selection: Selection) -> list[Dump]:
    """The dumps of the inbox that the selection means: of days or a publisher those that hold records of such articles, whole.

    Raises UsageError where it means nothing, RunError where a dump is gone.
    """
    if not any((selection.since, selection.until, selection.dumps, selection.publisher)):
        raise UsageError("say what to process again: --from and --to, --dumps PATTERN, or --publisher NAME")
    if not settings.inbox.is_dir():
        raise UsageError(f"there is no inbox at {settings.inbox}: make the folder, or set inbox in copydesk.toml")
    found = find_dumps([settings.inbox], settings.inbox)
    if selection.dumps:
        found = [d for d in found if fnmatch(d.name, selection.dumps)]
    if selection.since or selection.until or selection.publisher:
        names = {n for n in _dumps_of_articles(settings, selection) if not selection.dumps or fnmatch(n, selection.dumps)}
        if missing := sorted(names - {d.name for d in found}):
            raise RunError(f"{missing[0]} holds articles of that range but is no longer in the inbox" + others(missing))
        found = [d for d in found if d.name in names]
        if not found:
            raise UsageError(none_meant(published(settings), selection))
    if not found:
        raise UsageError(f"no dump in {settings.inbox} has a name like '{selection.dumps}'{_named_like(settings.inbox)}")
    return found


def _named_like(inbox: Path) -> str:
    """How the dumps of the inbox are named, to be added to a message."""
    found = find_dumps([inbox], inbox)
    return f": there are {counted(len(found), 'dump')}, as {found[0].name}" if found else ": it is empty"


def none_meant(release: Release, selection: Selection) -> str:
    """Why no article matches: what there is in its place."""
    articles = release.scan("articles")
    if selection.publisher:
        known = articles.group_by("publisher").len().sort("len", "publisher", descending=[True, False]).drop_nulls().collect()["publisher"]
        if selection.publisher not in known:
            return f"no article is of publisher '{selection.publisher}'; those with the most are: {', '.join(known.head(5))}"
    first, last = articles.select(first=pl.col("published_on").min(), last=pl.col("published_on").max()).collect().row(0)
    of = f" of {selection.publisher}" if selection.publisher else ""
    return f"no article{of} matches: the release has articles of {first} to {last}"


def others(missing: list[str]) -> str:
    """' (and 3 more)', after the first of those that are missing is named."""
    return f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""


def published(settings: Settings) -> Release:
    """The release that is current. Raises UsageError where there is none."""
    release = current(settings.warehouse)
    if release is None:
        raise UsageError(f"there is no release in {settings.warehouse} yet: start with 'copydesk run'")
    return release


def _dumps_of_articles(settings: Settings, selection: Selection) -> set[str]:
    release = published(settings)
    articles = release.scan("articles").filter(is_meant(selection))
    records = release.scan("records").join(articles.select("article_id"), on="article_id", how="semi")
    return set(records.select("dump").unique().collect()["dump"])


def refused_records(release: Release, reason: str | None) -> pl.LazyFrame:
    """record_id of what was refused (for `reason`): whole records, and those of which a gate set a row aside.

    What was taken down is not asked for again, unless by its reason.
    """
    is_asked = pl.col("reason") == reason if reason else pl.col("reason") != FORGOTTEN
    return release.scan("rejects").filter(is_asked).select("record_id").unique()


def dumps_of_rejects(settings: Settings, reason: str | None) -> list[Dump]:
    """The dumps, where they were read, of refused records and rows (for `reason`). Raises UsageError where there are none."""
    release = published(settings)
    refused = release.scan("records").join(refused_records(release, reason), on="record_id", how="semi")
    names = set(refused.select("dump").unique().collect()["dump"])
    read = _where_read(settings, names)
    if not names:
        raise UsageError("nothing was refused" + (f" as {reason}: see which reasons there are with 'copydesk rejects'" if reason else ""))
    if not read:
        raise UsageError(f"{sorted(names)[0]}{others(sorted(names))} is no longer where it was read")
    return [read[name] for name in sorted(read)]


def is_due(now: datetime) -> pl.Expr:
    """True for records of the ledger that are held no longer: their embargo has ended by `now`."""
    return ((pl.col("outcome") == "held") & (pl.col("embargoed_until") <= now)).fill_null(False)


def with_due_dumps(settings: Settings, release: Release, run: RunState) -> tuple[list[Dump], list[str]]:
    """The run's dumps and those that hold records which are due, and a warning where such a dump is gone."""
    names = set(release.scan("records").filter(is_due(run.started_at)).select("dump").unique().collect()["dump"])
    found = _where_read(settings, names - {d.name for d in run.dumps})
    missing = sorted(names - found.keys() - {d.name for d in run.dumps})
    lost = [f"{missing[0]} holds records whose embargo has ended, but is no longer where it was read{others(missing)}"] if missing else []
    return [*run.dumps, *(found[name] for name in sorted(found))], lost


def find_named(settings: Settings, names: set[str]) -> dict[str, Dump]:
    """The dumps of these names that lie in the inbox, or else where a run read them."""
    in_inbox = find_dumps([settings.inbox], settings.inbox) if settings.inbox.is_dir() else []
    return _where_read(settings, names) | {d.name: d for d in in_inbox if d.name in names}


def _where_read(settings: Settings, names: set[str]) -> dict[str, Dump]:
    """The dumps of these names that lie where a run read them."""
    runs = reversed(list_runs(settings.warehouse)) if names else ()
    return {d.name: d for run in runs for d in run.dumps if d.name in names and Path(d.path).is_file()}
