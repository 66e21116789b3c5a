"""How fast dumps are read, as a ratio to a bare loop of the library underneath, and how much memory a large dump takes.

    python -m benchmarks.dumps [--bytes N] [--large N]

The WARC and the JSONL are made here, of invented pages, in a temporary folder that is removed afterwards.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from fastwarc.warc import ArchiveIterator

from transforms.dumps import count_dump, read_dump

_STORY = (
    "the harbour council voted on Tuesday to reopen old mill road after a long winter while residents of the lower town asked for more "
    "time and the mayor said that work would begin in spring when the river allows it “we have waited years” she told reporters"
)
_WORDS = _STORY.split()


def _text(chance: random.Random, paragraphs: int) -> list[str]:
    return [" ".join(chance.choices(_WORDS, k=60)).capitalize() + "." for _ in range(paragraphs)]


def make_page(number: int) -> bytes:
    """An invented page of about 230 kB, as heavy with markup and scripts as pages of newspapers are."""
    chance = random.Random(number)
    links = "".join(
        f'<li class="nav-item nav-{n}"><a href="/section/{chance.randrange(10**6)}">{chance.choice(_WORDS)}</a></li>' for n in range(400)
    )
    script = "".join(f"var v{n}={chance.randrange(100)};" for n in range(3000)) + chance.randbytes(12_000).hex()
    body = "".join(f"<p>{text}</p>" for text in _text(chance, 40))
    head = f"<title>Story {number}</title><meta charset='utf-8'><script>{script}</script>"
    return f"<!doctype html><html><head>{head}</head><body><ul>{links}</ul><article>{body}</article></body></html>".encode()


def make_record(number: int) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nDate: Sat, 01 Mar 2025 08:00:00 GMT\r\n\r\n" + make_page(number)
    fields = {
        "WARC-Type": "response",
        "WARC-Target-URI": f"https://veldby.example/news/{number}",
        "WARC-Date": "2025-03-01T08:00:00Z",
        "WARC-Record-ID": f"<urn:uuid:{number:032x}>",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    }
    head = "WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"


def make_line(number: int) -> bytes:
    chance = random.Random(number)
    value = {
        "url": f"https://veldby.example/news/{number}",
        "title": " ".join(chance.choices(_WORDS, k=9)),
        "authors": ["Ada Lind", "Bo Ek"],
        "date_publish": "2025-03-01 08:00:00",
        "date_download": "2025-03-02 08:00:00",
        "language": "en",
        "source_domain": "veldby.example",
        "description": " ".join(chance.choices(_WORDS, k=25)),
        "maintext": "\n".join(_text(chance, 12)),
    }
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def make_dump(path: Path, size: int, records: list[bytes]) -> int:
    """A file of at least `size` bytes that repeats the records; returns how many records it has."""
    block = b"".join(records)
    with path.open("wb") as file:
        for _ in range(times := -(-size // len(block))):
            file.write(block)
    return times * len(records)


def _bare_warc(path: Path) -> int:
    with path.open("rb") as file:
        return sum(len(record.reader.read()) >= 0 for record in ArchiveIterator(file))


def _bare_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(isinstance(msgspec.json.decode(line), dict) for line in file)


def _read(path: Path) -> int:
    return sum(record.verdict == "candidate" for record in read_dump(path))


def _count(path: Path) -> int:
    return count_dump(path).records or 0


def _seconds(work: Callable[[Path], int], path: Path, expected: int) -> float:
    """CPU seconds, the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        found = work(path)
        best = min(best, time.process_time() - start)
        if found != expected:
            raise SystemExit(f"{work.__name__} found {found} records of {expected}")
    return best


def compare_speed(folder: Path, size: int) -> None:
    """One row a format: records a CPU-second of the bare loop, of read_dump and of count_dump, and their ratios."""
    print(f"{'dump':<14}{'MB':>7}{'records':>9}{'bare/s':>9}{'read/s':>9}{'ratio':>7}{'limit':>7}{'count/s':>9}")
    pages = [make_record(number) for number in range(200)]
    cases: list[tuple[str, list[bytes], Callable[[Path], int], float]] = [
        ("crawl.warc.gz", [gzip.compress(page, mtime=0) for page in pages], _bare_warc, 1.3),
        ("crawl.warc", pages, _bare_warc, 1.3),
        ("dump.jsonl", [make_line(number) for number in range(500)], _bare_lines, 1.5),
    ]
    for name, records, bare, limit in cases:
        path = folder / name
        count = make_dump(path, size, records)
        lower, upper, counting = (_seconds(work, path, count) for work in (bare, _read, _count))
        megabytes = path.stat().st_size / 1e6
        row = (f"{name:<14}", f"{megabytes:>7.0f}", f"{count:>9}", f"{count / lower:>9.0f}", f"{count / upper:>9.0f}")
        print(*row, f"{upper / lower:>7.2f}", f"{limit:>7}", f"{count / counting:>9.0f}", sep="")
        path.unlink()


def measure_memory(folder: Path, size: int) -> None:
    """Peak resident memory of a process of its own that reads a large dump."""
    print(f"\n{'dump':<14}{'MB':>7}{'records':>9}{'peak MB':>9}{'limit':>7}")
    cases = [
        ("crawl.warc.gz", [gzip.compress(make_record(n), mtime=0) for n in range(200)]),
        ("dump.jsonl", [make_line(n) for n in range(500)]),
    ]
    for name, records in cases:
        path = folder / name
        make_dump(path, size, records)
        answer = subprocess.run([sys.executable, "-m", "benchmarks.dumps", "--read", str(path)], capture_output=True, text=True, check=True)
        found, peak = answer.stdout.split()
        print(f"{name:<14}{path.stat().st_size / 1e6:>7.0f}{found:>9}{int(peak) / 1024:>9.0f}{600:>7}")
        path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bytes", type=int, default=200_000_000, help="size of the files that speed is measured on")
    parser.add_argument("--large", type=int, default=2_000_000_000, help="size of the files that memory is measured on (0: leave it out)")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        print(_read(options.read), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    with tempfile.TemporaryDirectory() as folder:
        compare_speed(Path(folder), options.bytes)
        if options.large:
            measure_memory(Path(folder), options.large)


if __name__ == "__main__":
    main()
