"""The command line. Exit codes: 0 published or unchanged, 1 failed, 2 wrong use, 3 refused by a gate."""

from __future__ import annotations

import sys
from pathlib import Path

from flows.cli import running  # noqa: F401 importing them adds their commands, in the order of the help

# isort: split
from flows.cli import looking  # noqa: F401

# isort: split
from flows.cli import judging, keeping  # noqa: F401
from flows.cli.app import app, errors
from flows.errors import GateRefused, RunError, UsageError
from flows.release import ReleaseError
from flows.release.errors import in_a_line


def main() -> None:
    """Entry point: users' mistakes are one line on stderr, never a traceback."""
    try:
        app()
    except UsageError as error:
        _stop(str(error), 2)
    except GateRefused as error:
        _stop(str(error), 3)
    except (RunError, ReleaseError) as error:
        _stop(str(error), 1)
    except OSError as error:
        _stop(in_a_line(error, Path.cwd()), 1)
    except KeyboardInterrupt:
        _stop("stopped; nothing was published", 1)


def _stop(message: str, code: int) -> None:
    errors.print(f"copydesk: {message}", style="red", soft_wrap=True, highlight=False, markup=False)
    sys.exit(code)
