"""Settings: read once at the edge, from copydesk.toml, and handed down as arguments. Nothing else reads a file or a variable."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from flows.aliases import load_aliases
from flows.errors import UsageError
from flows.gate import OwnCheck, read_own_checks
from transforms.clean.html.rules import read_rules
from transforms.dumps import Limits

RUNNERS = ("processes", "threads", "dask", "ray")

MIB = 1 << 20


@dataclass(frozen=True)
class Settings:
    """What a user may set. Every field can stand in copydesk.toml under its own name; limits stand in the table [limits]."""

    inbox: Path = Path("data/inbox")
    warehouse: Path = Path("data/warehouse")
    runner: str = "processes"
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    shard_mib: int = 64
    shard_files: int = 2000
    quiet_seconds: int = 60
    keep_releases: int = 30
    publish_to: str | None = None
    alarm_url: str | None = None
    zones: Mapping[str, str] = field(default_factory=dict)
    learn: bool = True
    recogniser: str = "copydesk"
    mappings: Mapping[str, Mapping[str, str | list[str]]] = field(default_factory=dict)
    rules: Path | None = None
    entity_aliases: Path | None = None
    checks: tuple[OwnCheck, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def shard_bytes(self) -> int:
        return self.shard_mib * MIB


def load_settings(path: Path | None = None, **overrides: Any) -> Settings:
    """The settings of copydesk.toml (`path`, else the one in the working directory, else none), then `overrides`.

    Overrides that are None do not count. Raises UsageError in one line for an unknown name or a wrong value.
    """
    found = _read_toml(path)
    given = {**found, **{k: v for k, v in overrides.items() if v is not None}}
    known = {f.name for f in fields(Settings)}
    for name in given:
        if name not in known:
            raise UsageError(f"copydesk.toml: there is no setting '{name}'; known are: {', '.join(sorted(known))}")
    folder = (path or Path()).parent
    return _check(Settings(**{k: _convert(k, v, folder) for k, v in given.items()}))


def _read_toml(path: Path | None) -> dict[str, Any]:
    file = path or Path("copydesk.toml")
    if not file.exists():
        if path is not None:
            raise UsageError(f"no settings file at {path}")
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: {error}") from None


def _convert(name: str, value: Any, folder: Path) -> Any:
    if name == "checks":
        return read_own_checks(value, folder)
    if name in ("inbox", "warehouse", "rules", "entity_aliases"):
        return Path(value)
    if name == "limits" and isinstance(value, dict):
        known = {f.name for f in fields(Limits)}
        if wrong := sorted(set(value) - known):
            raise UsageError(f"copydesk.toml: [limits] has no '{wrong[0]}'; known are: {', '.join(sorted(known))}")
        return Limits(**value)
    return value


def _check(settings: Settings) -> Settings:
    if settings.runner not in RUNNERS:
        raise UsageError(f"runner is '{settings.runner}': choose one of {', '.join(RUNNERS)}")
    for name in ("workers", "shard_mib", "shard_files", "keep_releases"):
        value = getattr(settings, name)
        if not isinstance(value, int) or value < 1:
            raise UsageError(f"{name} is {value!r}: it must be a whole number of 1 or more")
    if settings.publish_to is not None and not str(settings.publish_to).startswith(("s3://", "file://")):
        raise UsageError(f"publish_to is '{settings.publish_to}': write it as s3://bucket/prefix")
    if settings.alarm_url is not None and not str(settings.alarm_url).startswith(("http://", "https://")):
        raise UsageError(f"alarm_url is '{settings.alarm_url}': write it as https://...")
    if settings.rules is not None:
        _check_rules(settings.rules)
    load_aliases(settings.entity_aliases)
    if settings.recogniser != "copydesk":
        _check_recogniser(settings.recogniser)
    for feed, zone in settings.zones.items():
        if zone not in available_timezones():
            raise UsageError(f"[zones] {feed} = '{zone}': no such time zone (write one like 'Australia/Perth')")
    return settings


def _check_rules(path: Path) -> None:
    try:
        read_rules(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UsageError(f"rules: there is no file at {path}") from None
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from None


def _check_recogniser(name: str) -> None:
    from transforms.entities import load_recogniser

    try:
        load_recogniser(name)
    except ValueError as error:
        raise UsageError(f"recogniser: {error}") from None
