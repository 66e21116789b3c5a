"""What can go wrong that is not a record's fault. Each message is one line that says what is wrong and what to do."""

from __future__ import annotations


class UsageError(Exception):
    """A wrong command, path or setting."""


class RunError(Exception):
    """A run that could not go on; nothing was published."""


class GateRefused(Exception):
    """A gate found the data unfit; nothing was published."""
