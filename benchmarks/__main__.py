"""`python -m benchmarks`: the three scorers of ../shared/bench over this project's adapters, where they are present."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT.parent / "shared" / "bench"
SCORERS = (
    ("extraction from HTML", ["extraction/score_extraction.py", "benchmarks.adapters:extract_page"]),
    ("extraction from text copies", ["extraction/score_extraction.py", "benchmarks.adapters:extract_text", "--text"]),
    ("quotes", ["quotes/score_quotes.py", "benchmarks.adapters:find_quotes"]),
    ("entities", ["entities/score_entities.py", "benchmarks.adapters:recognise"]),
)


def main() -> int:
    """Run every scorer; the exit code is 1 where one fails, 0 where there is nothing to score."""
    if not BENCH.is_dir():
        print(f"no benchmarks at {BENCH}: nothing was scored")
        return 0
    failed = 0
    for title, (script, *arguments) in SCORERS:
        print(f"== {title}", flush=True)
        failed += subprocess.run([sys.executable, str(BENCH / script), *arguments], cwd=ROOT, check=False).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
