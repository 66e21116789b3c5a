"""What must hold of a release as a whole: keys, references, the ledger against the tables. Counted in Polars.

Files that did not change since the release before were checked when they were made; what is read here is the touched months. Of
ids and stories, which may come up in any month, those that are new with the files are looked for in the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from flows.gate.article_versions import version_checks
from flows.gate.changes import Changed, came_and_went, out_of_balance
from flows.gate.entity_names import entity_names_checks
from flows.gate.fault import Fault, fact
from flows.gate.folders import Folder, differing_months, files_of, new_by_month, new_files, rows_in, rows_of, rows_with
from flows.gate.ledger import ledger_checks
from schemas import TABLES, Reference, Table

ARTICLE_TABLES = ("articles", "paragraphs", "cuts", "entities", "quotes", "article_keys", "article_versions")
# Tables whose ids could come up in two months, and the columns by which they are held against others: what of them came and went
# is read once.
OF_ANY_MONTH = {
    "articles": ("article_id", "record_id", "story_id", "is_story_original"),
    "article_keys": ("article_id",),
    "records": ("record_id", "article_id", "outcome", "revision"),
}


def whole_checks(new: Folder, current: Folder | None, touched: Sequence[str]) -> list[Fault]:
    """The facts about the release folder `new`, of which the months `touched` differ from the release `current`."""
    changed = {name: came_and_went(new, current, name, columns) for name, columns in OF_ANY_MONTH.items()}
    records = changed["records"]
    return [
        _tables_are_there(new),
        *(_keys(new, current, table, touched, changed.get(name)) for name, table in TABLES.items()),
        *(_partitions(new, current, name, table.month_of, touched) for name, table in TABLES.items() if table.month_of),
        *(fault for name in ARTICLE_TABLES for fault in _references(new, current, TABLES[name], touched)),
        *ledger_checks(new, current, records, changed["articles"]),
        *version_checks(new, current, touched, records),
        one_original_check(new, changed["articles"]),
        *entity_names_checks(new, current),
    ]


def _tables_are_there(new: Folder) -> Fault:
    fault = fact("release", "tables_are_there", "Every table has at least one file.")
    missing = [name for name in TABLES if not files_of(new, name)]
    fault.add(len(TABLES), pl.DataFrame({"table": missing}, schema={"table": pl.String}))
    return fault


def _keys(new: Folder, current: Folder | None, table: Table, touched: Sequence[str], changed: Changed | None) -> Fault:
    """Keys are unique. An id of an article or a record could come up in two months; its children's ids are made from it."""
    fault = fact(table.name, "key_is_unique_in_release", f"No two rows of {table.name} have the same key.")
    if changed is not None:
        fault.add(changed.came.height, keys_again(new, current, table, changed))
        return fault
    for month in new_by_month(new, current, table.name, touched):
        keys = rows_of(new, table.name, table.key, month).collect()
        fault.add(keys.height, keys.filter(keys.is_duplicated()))
    return fault


def keys_again(new: Folder, current: Folder | None, table: Table, changed: Changed) -> pl.DataFrame:
    """The keys that came more than once, and those that came, but went nowhere, and stand in a file that was there before.

    A key has one column in the tables whose rows may lie in any month.
    """
    came, went = (frame.select(table.key) for frame in changed)
    fresh = came.join(went, on=table.key, how="anti")
    files = set(new_files(new, current, table.name))
    there = rows_with(new, table.name, table.key, fresh[table.key[0]], but=files).collect()
    return pl.concat([came.filter(came.is_duplicated()), there])


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


def one_original_check(new: Folder, articles: Changed) -> Fault:
    """Of each story that is new, or of which not as many originals came as went, the release has exactly one original.

    `articles`: what of them came and went, with story_id and is_story_original.
    """
    came, went = (frame.filter("is_story_original").select("story_id") for frame in articles)
    fresh = articles.came.join(articles.went, on="story_id", how="anti")
    suspects = pl.concat([out_of_balance([came], [went]), fresh.select("story_id")]).unique()
    flags = rows_with(new, "articles", ("story_id", "is_story_original"), suspects["story_id"])
    stories = flags.group_by("story_id").agg(pl.col("is_story_original").sum()).collect()
    one = fact("articles", "story_has_one_original", "Every story has exactly one original.")
    one.add(articles.came["story_id"].n_unique(), stories.filter(pl.col("is_story_original") != 1))
    return one
