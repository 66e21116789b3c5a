"""The user's own checks: read from settings with messages that help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.errors import UsageError
from flows.gate import read_own_checks
from flows.gate.own import own_checks
from schemas import STAGED
from schemas.checks import RowCheck, ShareCheck, checks_of

ENTRY = {"table": "articles", "name": "wire_has_source", "description": "Wire copy names its source.", "fails": "source is null"}


def test_an_entry_becomes_a_check(tmp_path: Path) -> None:
    share = {**ENTRY, "name": "long", "severity": "critical", "measure": "n_words", "low": 100}
    del share["fails"]
    found = read_own_checks([ENTRY, share], tmp_path)
    row, mean = own_checks(found, "articles")
    assert isinstance(row, RowCheck) and row.severity == "warning" and row.name == "wire_has_source"
    assert isinstance(mean, ShareCheck) and mean.low == 100 and mean.severity == "critical"
    assert own_checks(found, "quotes") == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"table": "article"}, "there is no table 'article'"),
        ({"severity": "fatal"}, "severity is critical or warning"),
        ({"description": ""}, "needs 'description'"),
        ({"fails": None}, "either 'fails' or 'measure'"),
        ({"fails": "source is is null"}, "cannot read the expression"),
        ({"fail": "x"}, "unknown key 'fail'"),
        ({"fails": None, "measure": "n_words"}, "needs 'low' or 'high'"),
        ({"fails": None, "measure": "n_words", "low": "many"}, "low is 'many': it must be a number"),
        ({"min_rows": True}, "min_rows is True"),
        ({"fails": "headline is null"}, 'unable to find column "headline"'),
        ({"fails": "story_id is null"}, 'as it is after the stage read: unable to find column "story_id"'),
        ({"fails": "n_words"}, "it gives Int32 for a row, not true or false"),
        ({"fails": None, "measure": "title", "low": 1}, "it gives String for a row, not a number"),
        ({"name": "has source"}, "a name is of letters, digits and _"),
        ({"name": "text_is_there"}, "there is a check of that name already"),
        ({"file": "mine.py"}, "there is no file"),
    ],
)
def test_a_wrong_entry_is_told_in_one_line(change: dict[str, Any], says: str, tmp_path: Path) -> None:
    entry = {k: v for k, v in {**ENTRY, **change}.items() if v is not None}
    with pytest.raises(UsageError) as error:
        read_own_checks([entry], tmp_path)
    assert says in str(error.value) and "\n" not in str(error.value)


def test_two_entries_of_one_name_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is a check of that name already"):
        read_own_checks([ENTRY, ENTRY], tmp_path)


@pytest.mark.parametrize("entries", ["wire_has_source", ENTRY, ["wire_has_source"]])
def test_checks_that_are_no_list_of_tables_are_told(entries: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"under a heading \[\[checks\]\]"):
        read_own_checks(entries, tmp_path)


@pytest.mark.parametrize("table", STAGED)
def test_the_project_s_own_checks_can_be_made_where_a_user_s_are(table: str, tmp_path: Path) -> None:
    """What a user may write is what the tables' files may: a copy of any check of theirs, under another name."""
    (tmp_path / "copy.py").write_text(
        "from dataclasses import replace\nfrom schemas.checks import checks_of\n"
        f"def checks():\n    return {{{table!r}: [replace(c, name='my_' + c.name) for c in checks_of({table!r})]}}\n"
    )
    found = own_checks(read_own_checks([{"file": "copy.py"}], tmp_path), table)
    assert [c.name for c in found] == [f"my_{c.name}" for c in checks_of(table)]


def test_a_python_file_offers_checks(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "import polars as pl\nfrom schemas.checks import RowCheck\n"
        "def checks():\n    return {'quotes': [RowCheck('short', 'Quotes are short.', 'warning', pl.col('n_words') > 50)]}\n"
    )
    found = read_own_checks([{"file": "mine.py"}], tmp_path)
    (check,) = own_checks(found, "quotes")
    assert check.name == "short"


@pytest.mark.parametrize(
    ("returned", "says"),
    [
        ("{'quote': []}", "there is no table 'quote'"),
        ("5", "a mapping of table names to lists of checks"),
        ("{'quotes': 5}", "a mapping of table names to lists of checks"),
        ("{'quotes': ['short']}", "'short' is neither a RowCheck nor a ShareCheck"),
        ("{'quotes': [RowCheck('short', 'Short.', 'fatal', pl.col('n_words') > 50)]}", "severity is critical or warning"),
        ("{'quotes': [RowCheck('short', 'Short.', 'warning', pl.col('words') > 50)]}", 'unable to find column "words"'),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_faulty_python_file_is_told(returned: str, says: str, tmp_path: Path) -> None:
    head = "import polars as pl\nfrom schemas.checks import RowCheck\n"
    (tmp_path / "mine.py").write_text(f"{head}def checks():\n    return {returned}\n")
    with pytest.raises(UsageError) as error:
        read_own_checks([{"file": "mine.py"}], tmp_path)
    assert says in str(error.value) and "\n" not in str(error.value)
