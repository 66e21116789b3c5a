"""What a worker hands to the judge: how many rows a check saw and how many failed it, and which. Small, and kept as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from flows.gate.own import OwnCheck


@dataclass(frozen=True)
class Context:
    """What a check may need to know beside the rows: when the run began, and the user's own checks."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    own: Sequence[OwnCheck] = ()


@dataclass(frozen=True)
class DumpCount:
    """A dump's records: `counted` independently of the reader (None: its format cannot be), `found` by the reader, `known` before.

    `method` says how they were counted, for the report.
    """

    dump: str
    counted: int | None
    found: int
    known: int = 0
    method: str | None = None


class TableCount(msgspec.Struct):
    """Rows of a table in the shard, and how many records they come from."""

    rows: int
    records: int


class Counted(msgspec.Struct):
    """A check's count: `rows` to which it applies, and `total`: failing rows, or the sum of a share check's measure.

    `error` is set where the check could not be made; then the counts mean nothing.
    """

    table: str
    check: str
    rows: int = 0
    total: float = 0.0
    error: str | None = None


class Failing(msgspec.Struct, frozen=True, array_like=True):
    """A row that failed a check: its key in one string, the record that it comes from, and what it looks like."""

    table: str
    check: str
    record_id: str | None
    key: str
    sample: str | None


class Measures(msgspec.Struct):
    """The counts of a shard, or of a piece of one, at one stage.

    `failing` holds the first KEPT_KEYS failing rows of a check; `dumps` the ledger's rows a dump.
    """

    stage: str
    tables: dict[str, TableCount]
    checks: list[Counted]
    failing: list[Failing]
    dumps: dict[str, int] = {}


def write_measures(measures: Sequence[Measures], path: Path) -> None:
    """Write the counts of a shard's pieces as JSON; the file appears whole or not at all."""
    partial = path.with_name(path.name + ".tmp")
    partial.write_bytes(msgspec.json.encode(measures))
    partial.replace(path)


def read_measures(path: Path) -> list[Measures]:
    """Read what `write_measures` wrote. Raises OSError or msgspec.DecodeError: a count that is lost is no count of nothing."""
    return msgspec.json.decode(path.read_bytes(), type=list[Measures])
