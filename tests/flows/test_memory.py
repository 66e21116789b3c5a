"""What is freed between batches goes back to the system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flows import memory
from flows.memory import give_back


def resident() -> int:
    """Resident memory of this process in kB."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    return int(status["VmRSS"].split()[0])


@pytest.mark.skipif(memory._trim is None, reason="a C library that gives memory back by itself")
def test_memory_between_pieces_in_use_is_given_back() -> None:
    pieces = [bytes(4000) for _ in range(20_000)]
    kept = pieces[::200]  # so that what is freed lies between them
    del pieces
    before = resident()
    give_back()
    assert before - resident() > 50_000
    assert len(kept) == 100


def test_arrow_keeps_no_pool_of_its_own() -> None:
    code = "import flows.staging, pyarrow; print(pyarrow.default_memory_pool().backend_name)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["system"]
