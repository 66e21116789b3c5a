"""How the rows of a CSV file are counted."""

from __future__ import annotations

from pathlib import Path

from transforms.dumps import count_dump, read_dump


def test_a_file_whose_only_quotes_are_escaped_is_counted_by_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('title,text,url\nMill,It \\"turns\\".,https://osterby.example/a\nHarbour,It \\"opens.,https://osterby.example/b\n')
    tally = count_dump(path)
    assert tally.by == "rows"
    assert tally.records == len(list(read_dump(path))) == 2
