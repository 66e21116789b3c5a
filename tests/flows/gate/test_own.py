"""The user's own checks: read from settings with messages that help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.errors import UsageError
from flows.gate import read_own_checks
from flows.gate.own import own_checks
from schemas.checks import RowCheck, ShareCheck

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
    ],
)
def test_a_wrong_entry_is_told_in_one_line(change: dict[str, Any], says: str, tmp_path: Path) -> None:
    entry = {k: v for k, v in {**ENTRY, **change}.items() if v is not None}
    with pytest.raises(UsageError) as error:
        read_own_checks([entry], tmp_path)
    assert says in str(error.value) and "\n" not in str(error.value)


def test_a_python_file_offers_checks(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "import polars as pl\nfrom schemas.checks import RowCheck\n"
        "def checks():\n    return {'quotes': [RowCheck('short', 'Quotes are short.', 'warning', pl.col('n_words') > 50)]}\n"
    )
    found = read_own_checks([{"file": "mine.py"}], tmp_path)
    (check,) = own_checks(found, "quotes")
    assert check.name == "short"


def test_a_faulty_python_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def checks():\n    return {'quote': []}\n")
    with pytest.raises(UsageError, match="there is no table 'quote'"):
        read_own_checks([{"file": "mine.py"}], tmp_path)
    with pytest.raises(UsageError, match="there is no file"):
        read_own_checks([{"file": "other.py"}], tmp_path)
