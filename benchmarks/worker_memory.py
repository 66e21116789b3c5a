"""Peak resident memory of a worker over dumps that are hard on it: read, cleaned, measured and annotated as a shard.

    python -m benchmarks.worker_memory [PATH ...] [--large N]

Each dump (those of PATH; else some that are made here, in a temporary folder) has a process of its own, which imports what a worker of
a run does. With `--large` a WARC and a JSONL of N bytes are read as well, but not annotated. The lines of that JSONL are of some 23 kB,
a fifth of it text and the rest what a vendor says of the words in it: with lines of text alone it would take five times as long.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import flows.tasks  # noqa: F401 a worker imports Prefect
from benchmarks.dumps import make_dump, make_line, make_record
from flows.gate import Context
from flows.plan import Shard, find_dumps
from flows.settings import Settings
from flows.shards import ReadPlan, annotate_shard, read_shard

LIMIT = 600
_NAMES = ("Annika Voss", "Tomas Ekelund", "Judith Amarin", "the Harbour Council", "Lisbon", "Meridian Wire", "President Olsen")


def _sentences(count: int) -> list[str]:
    """Sentences that each name somebody."""
    chance = random.Random(1)
    return [
        f"“We have waited {n} years,” said {chance.choice(_NAMES)} of {chance.choice(_NAMES)}, who met {chance.choice(_NAMES)} on Monday."
        for n in range(count)
    ]


def make_hard_dumps(folder: Path) -> list[Path]:
    """A page of a million paragraphs, a line of 20 MB, and articles that are longer than what is kept of them."""
    page, line, names, one = (folder / name for name in ("paragraphs.html", "line.jsonl", "names.jsonl", "paragraph.jsonl"))
    page.write_text("<html><body>" + "<p>paragraph of text here</p>" * 1_000_000, "utf-8")
    line.write_text(json.dumps({"title": "Line", "maintext": "a " * 10_000_000}) + "\n", "utf-8")
    sentences = _sentences(30_000)
    articles = [{"title": f"Names {n}", "url": f"https://veldby.example/{n}", "maintext": "\n".join(sentences)} for n in range(5)]
    names.write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
    one.write_text(json.dumps({"title": "Paragraph", "maintext": " ".join(sentences)}) + "\n", "utf-8")
    return [page, line, names, one]


def _make_annotated_line(number: int) -> bytes:
    """A line of `make_line` with 200 mentions, which Copydesk reads past."""
    value = json.loads(make_line(number))
    places = [{"type": "organisation", "name": name, "char_start": n, "char_end": n + len(name)} for n, name in enumerate(_NAMES * 29)]
    return json.dumps(value | {"mentions": places}, ensure_ascii=False).encode() + b"\n"


def _peak() -> int:
    """Peak resident memory of this process in MB. Not by getrusage, which counts the parent's from before the new program was loaded."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    return int(status["VmHWM"].split()[0]) // 1024


def work(path: Path, is_annotated: bool) -> None:
    """Work on one dump as a shard, here, and print its row."""
    begin = _peak()
    context = Context()
    with tempfile.TemporaryDirectory() as staging:
        shard = Shard("000000", tuple(find_dumps([path])))
        found = read_shard(shard, ReadPlan(staging, None, False, Settings().limits, {}, context))
        after_read = _peak()
        if is_annotated:
            annotate_shard(shard.name, staging, Settings().recogniser, context)
    size = sum(dump.size for dump in shard.dumps) / 1e6
    figures = f"{size:>8.0f}{found.rows['records']:>9}{begin:>8}{after_read:>8}{_peak():>10}{LIMIT:>7}{time.process_time():>9.0f}"
    print(f"{path.name[-27:]:<28}{figures}", flush=True)


def measure(path: Path, is_annotated: bool = True) -> None:
    """Work on one dump in a process of its own."""
    stages = "read annotate" if is_annotated else "read"
    subprocess.run([sys.executable, "-m", "benchmarks.worker_memory", "--work", stages, path], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, nargs="*")
    parser.add_argument("--large", type=int, help="size of the WARC and the JSONL, in bytes")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.path[0], "annotate" in options.work)
        return
    print(f"{'dump':<28}{'MB':>8}{'records':>9}{'import':>8}{'read':>8}{'annotate':>10}{'limit':>7}{'CPU s':>9}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for path in options.path or make_hard_dumps(Path(folder)):
            measure(path)
        if options.large:
            make_dump(Path(folder) / "crawl.warc", options.large, [make_record(n) for n in range(200)])
            make_dump(Path(folder) / "dump.jsonl", options.large, [_make_annotated_line(n) for n in range(500)])
            for name in ("crawl.warc", "dump.jsonl"):
                measure(Path(folder) / name, is_annotated=False)


if __name__ == "__main__":
    main()
