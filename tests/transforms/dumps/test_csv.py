"""The rows of a CSV file: where they end, and how they are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.contract import RawRecord
from transforms.dumps import count_dump, csv_rows, read_dump


def test_a_file_whose_only_quotes_are_escaped_is_counted_by_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('title,text,url\nMill,It \\"turns\\".,https://osterby.example/a\nHarbour,It \\"opens.,https://osterby.example/b\n')
    tally = count_dump(path)
    assert tally.by == "rows"
    assert tally.records == len(list(read_dump(path))) == 2


def read(path: Path) -> list[RawRecord]:
    records = list(read_dump(path))
    assert count_dump(path).records in (None, len(records))
    return records


def table(rows: int, mark: str = "") -> str:
    """Lines that would be rows by themselves."""
    return "\n".join(
        ",".join(f"{mark}{cell}{mark}" for cell in (f"Place {n}", f"{n} points", f"https://osterby.example/{n}")) for n in range(rows)
    )


@pytest.mark.parametrize("mark", ["", '""'], ids=["bare", "quoted"])
@pytest.mark.parametrize("rows", [19, 20, 21, 500])
def test_a_quoted_field_may_hold_a_table(tmp_path: Path, rows: int, mark: str) -> None:
    path = tmp_path / "rows.csv"
    first, last = "Mill,It turns.,https://osterby.example/a", "Harbour,It opens.,https://osterby.example/c"
    path.write_text(f'title,text,url\n{first}\nRace,"The race:\n{table(rows, mark)}\nwas long.",https://osterby.example/b\n{last}\n')
    records = read(path)
    assert [record.item.title for record in records if record.item] == ["Mill", "Race", "Harbour"]
    assert records[1].item and (records[1].item.body_text or "").count("\n") == rows + 1
    assert count_dump(path).records == 3


def test_a_quote_that_another_row_closes_by_chance_costs_one_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        f'title,text,url\nMill,"It turns,https://osterby.example/a\n{table(30)}\nHarbour,"It opens, at last",https://osterby.example/c\n'
    )
    titles = [record.item.title if record.item else record.reason for record in read(path)]
    assert titles == ["bad_csv", *(f"Place {n}" for n in range(30)), "Harbour"]


def test_many_quotes_that_never_close_are_not_each_looked_for_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    real = csv_rows.ends_in_quote

    def counting(line: bytes, delimiter: bytes, has_backslashes: bool, is_open: bool) -> bool:
        nonlocal looks
        looks += 1
        return real(line, delimiter, has_backslashes, is_open)

    monkeypatch.setattr(csv_rows, "ends_in_quote", counting)
    path = tmp_path / "rows.csv"
    line = 'Mill" 1,"It turns,https://osterby.example/a\n'  # open at its end, whether or not a quote was open before it
    path.write_text("title,text,url\n" + line * 2000)
    assert len(list(read_dump(path))) == 2000
    assert looks < 40 * 2000
