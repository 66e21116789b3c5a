"""A Prefect server that outlives its own death: who asks for its address gets that of one that answers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

QUIET = {"PREFECT_LOGGING_LEVEL": "CRITICAL", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
STARTUP_SECONDS = 300
ANSWER_SECONDS = 10


class LastingServer:
    """A server with its database in `folder`; `starts` counts how often it had to be started."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.starts = folder, 0
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def answers(self) -> bool:
        """Whether it is there."""
        try:
            with urlopen(f"{self.api}/health", timeout=ANSWER_SECONDS) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def address(self) -> str:
        """Its address, after it has been started again where it did not answer. Raises RuntimeError where it does not come."""
        if not self.answers():
            self.stop()
            self._start()
        return self.api

    def stop(self) -> None:
        """End it, also one that hangs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=os.environ | {"PREFECT_HOME": str(self.folder)}, stdout=log, stderr=log)
        self.starts += 1
        before = time.monotonic() + STARTUP_SECONDS
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > before:
                raise RuntimeError(f"the Prefect server does not start: see {self.folder / 'server.log'}")
            time.sleep(0.5)


@contextmanager
def lasting_server(folder: Path) -> Iterator[LastingServer]:
    """Such a server for the block, to which the flows of this process go."""
    os.environ |= QUIET
    from prefect.settings import PREFECT_API_URL, temporary_settings

    server = LastingServer(folder)
    try:
        with temporary_settings({PREFECT_API_URL: server.address()}):
            yield server
    finally:
        server.stop()
