"""What must hold of a release as a whole: keys, references, the ledger against the tables. Counted in Polars.

Files that did not change since the release before were checked when they were made; what is read here is the touched months,
and of the others only ids, a batch at a time.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from flows.gate.article_versions import version_checks
from flows.gate.changes import came_and_went
from flows.gate.entity_names import entity_names_checks
from flows.gate.fault import Fault, fact
from flows.gate.folders import Folder, differing_months, files_of, new_by_month, new_files, rows_in, rows_of
from flows.gate.ledger import ledger_checks
from schemas import TABLES, Reference, Table

ARTICLE_TABLES = ("articles", "paragraphs", "cuts", "entities", "quotes", "article_keys", "article_versions")
# columns of the ledger by which it is held against the tables: what of it came and went is read once
LEDGER = ("record_id", "article_id", "outcome", "revision")
OF_ANY_MONTH = ("articles", "article_keys", "records")


def whole_checks(new: Folder, current: Folder | None, touched: Sequence[str]) -> list[Fault]:
    """The facts about the release folder `new`, of which the months `touched` differ from the release `current`."""
    records = came_and_went(new, current, "records", LEDGER)
    return [
        _tables_are_there(new),
        *(_keys(new, current, TABLES[name], touched) for name in TABLES),
        *(_partitions(new, current, name, table.month_of, touched) for name, table in TABLES.items() if table.month_of),
        *(fault for name in ARTICLE_TABLES for fault in _references(new, current, TABLES[name], touched)),
        *ledger_checks(new, current, records),
        *version_checks(new, current, touched, records),
        *_stories(new, current),
        *entity_names_checks(new, current),
    ]


def _tables_are_there(new: Folder) -> Fault:
    fault = fact("release", "tables_are_there", "Every table has at least one file.")
    missing = [name for name in TABLES if not files_of(new, name)]
    fault.add(len(TABLES), pl.DataFrame({"table": missing}, schema={"table": pl.String}))
    return fault


def _keys(new: Folder, current: Folder | None, table: Table, touched: Sequence[str]) -> Fault:
    """Keys are unique. An id of an article or a record could come up in two months; its children's ids are made from it."""
    fault = fact(table.name, "key_is_unique_in_release", f"No two rows of {table.name} have the same key.")
    if table.name in OF_ANY_MONTH:
        mine = new_files(new, current, table.name)
        keys = rows_in(mine, table.name, table.key).collect()
        fault.add(keys.height, keys.filter(keys.is_duplicated()))
        others = sorted(set(files_of(new, table.name)) - set(mine))
        again = rows_in(others, table.name, table.key).join(keys.lazy(), on=table.key, how="semi")
        fault.add(0, again.collect(engine="streaming"))
        return fault
    for month in new_by_month(new, current, table.name, touched):
        keys = rows_of(new, table.name, table.key, month).collect()
        fault.add(keys.height, keys.filter(keys.is_duplicated()))
    return fault


def _partitions(new: Folder, current: Folder | None, table: str, month_of: str, touched: Sequence[str]) -> Fault:
    fault = fact(table, "month_fits_folder", f"Every row of {table} lies in the folder of its month.")
    for month, files in new_by_month(new, current, table, touched).items():
        is_wrong = pl.col(month_of).dt.strftime("%Y-%m").fill_null("unknown") != month
        days = rows_in(files, table, (month_of,)).group_by(month_of).len().collect()
        wrong = days.filter(is_wrong)
        if wrong.height:
            wrong = rows_in(files, table, (TABLES[table].key[0], month_of)).filter(is_wrong).collect()
        fault.add(int(days["len"].sum()), wrong)
    return fault


def _references(new: Folder, current: Folder | None, table: Table, touched: Sequence[str]) -> list[Fault]:
    """References between the tables about articles stay within a month: children lie in their article's.

    Where neither table has other files than before, nothing can have been lost.
    """
    faults = []
    for reference in table.references:
        if reference.table not in ARTICLE_TABLES:
            continue
        name = f"{'_and_'.join(reference.columns)}_leads_somewhere"
        fault = fact(table.name, name, f"Every {' and '.join(reference.columns)} names a row of {reference.table}.")
        for month in differing_months(new, current, (table.name, reference.table), touched):
            fault.add(*_lost(new, table, reference, month))
        faults.append(fault)
    return faults


def _lost(new: Folder, table: Table, reference: Reference, month: str) -> tuple[int, pl.DataFrame]:
    named = rows_of(new, table.name, reference.columns, month).drop_nulls().collect()
    # children of one row stand together: asking once for each run of equals leaves a tenth of them
    changes = pl.any_horizontal(pl.col(c).ne_missing(pl.col(c).shift()) for c in reference.columns)
    there = rows_of(new, reference.table, reference.to, month)
    lost = named.lazy().filter(changes).join(there, left_on=reference.columns, right_on=reference.to, how="anti").unique()
    return named.height, lost.collect()


def _stories(new: Folder, current: Folder | None) -> list[Fault]:
    """Each touched story has exactly one original."""
    mine = rows_in(new_files(new, current, "articles"), "articles", ("article_id", "story_id")).collect()
    flags = rows_of(new, "articles", ("story_id", "is_story_original")).join(mine.lazy().select("story_id"), on="story_id", how="semi")
    stories = flags.group_by("story_id").agg(pl.col("is_story_original").sum()).collect(engine="streaming")
    one = fact("articles", "story_has_one_original", "Every story has exactly one original.")
    one.add(stories.height, stories.filter(pl.col("is_story_original") != 1))
    return [one]
