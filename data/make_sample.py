"""Writes the sample dumps in `data/sample` from the readable sources in `data/sources`: `python -m data.make_sample`.

The dumps are kept in the repository, so that the pipeline can run over them without this program. Where they are out
of date, a test says so. The news, the people, the places and the papers are invented; every address ends in `.example`.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from data.maker.dumps import all_dumps
from data.maker.truth import truth

SAMPLE = Path(__file__).parent / "sample"
EXPECTED = Path(__file__).parent / "expected.json"


def sample_files() -> dict[str, bytes]:
    """Every dump: its path under the sample folder, and its bytes."""
    return {dump.path: dump.content for dump in all_dumps()}


def expected_text() -> str:
    """What must be found in the dumps, as JSON. It stands beside the sample folder: in it, it would be taken for a dump."""
    return json.dumps(truth(all_dumps()), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    shutil.rmtree(SAMPLE, ignore_errors=True)
    for path, content in sample_files().items():
        target = SAMPLE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    EXPECTED.write_text(expected_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
