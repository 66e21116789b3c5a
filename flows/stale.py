"""What older versions of the stages left in a release: of every file the manifest tells which versions made its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatch

import polars as pl

from flows.choosing import count_by_month
from flows.done import Done, older_articles
from flows.release import File, Release
from flows.release.layout import UNKNOWN
from flows.selection import Selection, articles_of
from flows.versions import STAGE_VERSIONS

# the stages whose output only reading the dumps again brings up to date
READING = ("read", "clean", "segment", "settle")
# those of them that rows of the ledger come of
OF_LEDGER = ("read", "clean", "settle")


def older_files(release: Release, table: str, stages: Iterable[str]) -> list[File]:
    """The files of a table that hold rows which another version than today's of one of `stages` made, as far as is known."""
    today = {stage: [STAGE_VERSIONS[stage]] for stage in stages}
    return [f for f in release.entries(table) if f.rows and any(f.versions.get(stage) != now for stage, now in today.items())]


def tell_stale(release: Release, selection: Selection, done: Done) -> list[str]:
    """A line for each stage of which older versions left something: how much, in which months, from what version to which."""
    lines = []
    for stage, version in STAGE_VERSIONS.items():
        articles = older_files(release, "articles", [stage])
        ledger = older_files(release, "records", [stage]) if stage in OF_LEDGER else []
        n_articles = count_by_month(older_articles(release, selection, stage, articles, done)) if articles else {}
        n_records = _count_records(release, ledger, done.dumps[stage]) if ledger and selection == Selection() else 0
        if n_articles or n_records:
            files = [*articles, *ledger]
            older = sorted({v for f in files for v in f.versions.get(stage, ["unknown"])} - {version})
            # where a file holds rows of both, it is not known which of them are the older ones
            most = "up to " if any(version in f.versions.get(stage, []) for f in files) else ""
            what = f"{sum(n_articles.values()):,} articles{_in_months(n_articles)}"
            what += f" and {n_records:,} records of the ledger" if n_records else ""
            lines.append(f"{stage}: {most}{what}, from version {' and '.join(older)} to {version}")
    return lines


def _count_records(release: Release, ledger: Sequence[File], done: Collection[str]) -> int:
    if not done:
        return sum(file.rows for file in ledger)
    records = release.scan_files("records", ledger).filter(~pl.col("dump").is_in(done))
    return int(records.select(pl.len()).collect(engine="streaming").item())


def _in_months(counts: Mapping[str, int]) -> str:
    """' in 3 months, 2025-01 to 2025-04, undated ones among them'."""
    dated = [month for month in counts if month != UNKNOWN]
    span = "" if not dated else f" of {dated[0]}" if len(dated) == 1 else f" in {len(dated)} months, {dated[0]} to {dated[-1]}"
    return span + (", undated ones among them" if UNKNOWN in counts else "")


def stale_dumps(release: Release, selection: Selection, done: Done) -> set[str]:
    """Names of the dumps to read again: they hold records, or the records of articles, that older versions have read or cleaned."""
    read = set.intersection(*(done.dumps[stage] for stage in READING))
    ledger = release.scan_files("records", older_files(release, "records", OF_LEDGER))
    if selection.since or selection.until or selection.publisher:
        ledger = ledger.join(articles_of(release, selection).select("article_id"), on="article_id", how="semi")
    articles = articles_of(release, selection, older_files(release, "articles", READING))
    of_articles = release.scan("records").join(articles.select("record_id"), on="record_id", how="semi")
    named = pl.concat([ledger.select("dump"), of_articles.select("dump")]).unique().collect()["dump"]
    return {name for name in named if name not in read and (not selection.dumps or fnmatch(name, selection.dumps))}


def files_to_recompute(release: Release, stage: str) -> Sequence[File]:
    """The files of articles to recompute from `stage` on, each once: 'quotes' where only quotes are of an older version."""
    older = older_files(release, "articles", [stage])
    if stage == "entities":
        return older
    earlier = {f.path for f in older_files(release, "articles", ["entities"])}
    return [f for f in older if f.path not in earlier]
