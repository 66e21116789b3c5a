"""Telling somebody that a night failed, or did not come: run by Prefect's automations (see `triggers` in prefect.yaml)."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.logging import get_run_logger

from flows.errors import RunError
from flows.runs import list_runs
from flows.settings import Settings, load_settings

TIMEOUT_SECONDS = 30


@flow(name="alarm", persist_result=False)
def alarm(what: str, run: str | None = None, settings_file: str | None = None) -> str:
    """Say `what` happened, and how the last run ended: in the log, as an artifact, and to `alarm_url` where that is set.

    The receiver gets {"text": ...}, as chat systems take it.

    Args:
        what: What happened.
        run: Name of the flow run that it is about.
        settings_file: Settings file [copydesk.toml].
    """
    settings = load_settings(Path(settings_file) if settings_file else None)
    text = describe(settings, what, run)
    get_run_logger().error(text)
    create_markdown_artifact(text, key="copydesk-alarm", description=what)
    if settings.alarm_url:
        send(settings.alarm_url, text)
    return text


def describe(settings: Settings, what: str, run: str | None) -> str:
    """The alarm in words."""
    about = f" (flow run {run})" if run else ""
    last = next(iter(list_runs(settings.warehouse)), None)
    told = f"last run: {last.kind} {last.run_id}, {last.state}: {last.message or 'no message'}" if last else "no run has been made yet"
    return f"copydesk: {what}{about}; warehouse {settings.warehouse}; {told}"


def send(url: str, text: str) -> None:
    """Post the text. Raises RunError where nobody takes it: then the alarm's own run fails, which the pages show."""
    request = urllib.request.Request(url, json.dumps({"text": text}).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
            pass
    except OSError as error:
        raise RunError(f"the alarm could not be sent to {url}: {error}") from error
