"""Who may import whom. The design's rules, read off the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("schemas", "transforms", "flows")
STAGES = ("dumps", "clean", "entities", "quotes", "stories")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager"}
ONLY_IN_FLOWS = {"prefect"}


def _files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def _imports(path: Path) -> Iterator[tuple[str, bool]]:
    """(module, whether it is imported at the top of the file) of every import in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module, id(node) in top
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in top


def _all_imports() -> Iterator[tuple[Path, str, bool]]:
    for package in PACKAGES:
        for path in _files(package):
            for module, is_top in _imports(path):
                yield path.relative_to(ROOT), module, is_top


def test_packages_depend_one_way() -> None:
    allowed = {"schemas": {"schemas"}, "transforms": {"schemas", "transforms"}, "flows": set(PACKAGES)}
    seen = 0
    for path, module, _ in _all_imports():
        target = module.split(".")[0]
        if target in PACKAGES:
            seen += 1
            assert target in allowed[path.parts[0]], f"{path} imports {module}"
    assert seen > 100


def test_a_stage_imports_no_other_stage() -> None:
    for path, module, _ in _all_imports():
        parts = module.split(".")
        if (
            path.parts[0] == "transforms"
            and len(path.parts) > 2
            and path.parts[1] in STAGES
            and parts[0] == "transforms"
            and len(parts) > 1
        ):
            assert parts[1] not in STAGES or parts[1] == path.parts[1], f"{path} imports {module}"


def test_only_flows_knows_prefect() -> None:
    for path, module, _ in _all_imports():
        if module.split(".")[0] in ONLY_IN_FLOWS:
            assert path.parts[0] == "flows", f"{path} imports {module}"
            assert path.parts[1] not in ("store", "gate", "release"), f"{path} imports {module}"


def test_great_expectations_is_imported_late_and_by_the_gate_alone() -> None:
    for path, module, is_top in _all_imports():
        if module.split(".")[0] == "great_expectations":
            is_typing = "TYPE_CHECKING" in (ROOT / path).read_text("utf-8")
            assert not is_top or is_typing, f"{path} imports {module} when it is imported"
            assert path.parts[0] == "schemas" or path.parts[:2] == ("flows", "gate"), f"{path} imports {module}"


def test_only_the_store_writes_parquet() -> None:
    writers = ("write_parquet", "sink_parquet", "pq.write_table", "ParquetWriter")
    for package in PACKAGES:
        for path in _files(package):
            if path.relative_to(ROOT).parts[:2] != ("flows", "store"):
                text = path.read_text("utf-8")
                assert not any(word in text for word in writers), f"{path} writes Parquet"


def test_inside_flows_the_way_is_cli_flows_tasks_store() -> None:
    rank = {"cli": 3, "pipelines": 2, "tasks": 1, "ingest": 2, "store": 0, "gate": 0, "release": 0}
    for path, module, _ in _all_imports():
        parts = module.split(".")
        if path.parts[0] == "flows" and parts[0] == "flows" and len(parts) > 1:
            here, there = path.parts[1].removesuffix(".py"), parts[1]
            assert rank.get(here, 9) >= rank.get(there, 0), f"{path} imports {module}"


def test_release_and_gate_know_nothing_of_each_other() -> None:
    for path, module, _ in _all_imports():
        here = path.parts[:2]
        if here == ("flows", "release"):
            assert not module.startswith("flows.gate"), f"{path} imports {module}"
        if here == ("flows", "store"):
            assert not module.startswith(("flows.gate", "flows.release")), f"{path} imports {module}"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_file_has_a_name_that_says_nothing(package: str) -> None:
    names = {path.stem for path in _files(package)}
    assert names and not names & FORBIDDEN_NAMES


def test_transforms_have_no_side_effects() -> None:
    """No clock, no settings, no environment, no writing, no logging in the pure package."""
    forbidden = ("logging", "os.environ", "socket", "subprocess", "requests", "urllib.request")
    for path in _files("transforms"):
        modules = {module for module, _ in _imports(path)}
        assert not modules & set(forbidden), f"{path} imports {modules & set(forbidden)}"
        text = path.read_text("utf-8")
        for word in ("datetime.now(", "time.time(", ".write_text(", ".write_bytes(", "os.environ"):
            assert word not in text, f"{path} has {word}"
