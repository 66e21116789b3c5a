"""Releases in an object store (the setting `publish_to`): what is published here is taken there, and another publisher is respected."""

from __future__ import annotations

import time
from collections.abc import Callable

from flows.errors import RunError
from flows.release import ReleaseConflict, ReleaseError, current, prune_remote, pull, push, remote_names
from flows.settings import Settings

TRIES = 3  # when another publisher was faster, or the store is not reached
WAIT_SECONDS = 5.0  # before a store that was not reached is tried again; each time three times as long
SLACK = 7  # so many releases more than are kept may lie there before old ones are removed


def begin_from_store(settings: Settings) -> None:
    """Where nothing was published here yet, begin with what is current there."""
    if settings.publish_to and current(settings.warehouse) is None:
        pull(settings.publish_to, settings.warehouse)


def share(settings: Settings, again: Callable[[], object]) -> None:
    """Make the release that is current here the one that is current there; the caller holds the warehouse's lock.

    Where another publisher was faster, its release is fetched and `again` settles and publishes on top of it. Raises
    RunError where the store is not reached, or others are faster every time: the release is then current here only.
    """
    if not settings.publish_to:
        return
    refused = ""
    for _ in range(TRIES):
        try:
            _push(settings, settings.publish_to)
        except ReleaseConflict as error:
            refused = str(error)
            pull(settings.publish_to, settings.warehouse)
            again()
        except ReleaseError as error:
            raise RunError(f"published in {settings.warehouse}, but not there: {error}; the next night tries again") from error
        else:
            return
    raise RunError(f"published in {settings.warehouse}, but not there: {refused} ({TRIES} times); the next night tries again")


def share_late(settings: Settings) -> None:
    """What a night before could not take there is taken now; old releases there go. Raises ReleaseError."""
    url, here = settings.publish_to, current(settings.warehouse)
    if not url or here is None:
        return
    names, live = remote_names(url)
    if live != here.name:
        _push(settings, url)
    if len(names) > settings.keep_releases + SLACK:
        prune_remote(url, keep=settings.keep_releases)


def _push(settings: Settings, url: str) -> None:
    """push, tried again where the store is not reached."""
    for n in range(TRIES):
        try:
            push(settings.warehouse, url)
        except ReleaseConflict:
            raise
        except ReleaseError:
            if n + 1 == TRIES:
                raise
            time.sleep(WAIT_SECONDS * 3**n)
        else:
            return
