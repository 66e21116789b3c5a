"""A process that does with one record what two workers died at: python -m flows.trial, its Trial on standard input.

Nothing comes of it but whether it lives: what a worker does with the record afterwards it does itself.
"""

from __future__ import annotations

import sys
from itertools import islice

import msgspec

from flows.evidence import open_evidence
from flows.progress import CLEANING
from flows.shards import Trial, clean_record, read_dump_of, rules_of


def carry_out(trial: Trial) -> None:
    """Read the dump up to the record at the trial's place, and clean it where that is what the workers did."""
    records = islice(read_dump_of(trial.plan, trial.dump), trial.place.position + 1)
    record = next((r for r in records if r.position == trial.place.position), None)
    if record is not None and trial.place.step == CLEANING and record.verdict == "candidate":
        clean_record(record, trial.dump.feed, rules_of(trial.plan), open_evidence(trial.plan.evidence))


if __name__ == "__main__":
    carry_out(msgspec.json.decode(sys.stdin.buffer.read(), type=Trial))
