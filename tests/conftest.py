"""What all tests share: where things lie, and one Prefect server for the whole suite."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# read by Prefect when it is imported
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "300")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
# where the disks of warehouses are remembered: not in the home of who runs the tests
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="copydesk-state-")

# no test fails for being slow: the machine may be busy
settings.register_profile("copydesk", deadline=None)
settings.load_profile("copydesk")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def sample() -> Path:
    """The dumps that ship with the project."""
    return ROOT / "data" / "sample"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data beside the project; tests that need it are skipped where it is absent."""
    found = ROOT.parent / "shared"
    if not found.is_dir():
        pytest.skip("../shared is not here")
    return found


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """A real temporary Prefect server with a database of its own."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=300):
        yield
