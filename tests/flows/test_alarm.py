"""A night that failed or did not come is told: the flow on a real server, the receiver a real one; the automations as deployed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from flows.errors import RunError, UsageError
from flows.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]
TOLD: list[str] = []


class Receiver(BaseHTTPRequestHandler):
    """Takes what a chat's webhook would."""

    def do_POST(self) -> None:
        TOLD.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def receiver() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_alarm_is_told_with_how_the_last_run_ended(prefect_server: None, tmp_path: Path, receiver: str) -> None:
    from flows.alarm import alarm
    from flows.runs import end_run, start_run

    end_run(tmp_path / "w", start_run(tmp_path / "w", "nightly"), "failed", "RunError: the disk is full")
    (tmp_path / "copydesk.toml").write_text(f'warehouse = "{tmp_path}/w"\nalarm_url = "{receiver}"\n')
    said = alarm("a nightly run ended as Failed", "sly-heron", str(tmp_path / "copydesk.toml"))
    assert [said] == TOLD
    assert "a nightly run ended as Failed (flow run sly-heron)" in said
    assert "failed: RunError: the disk is full" in said


def test_an_alarm_that_nobody_takes_is_an_error() -> None:
    from flows.alarm import send

    with pytest.raises(RunError, match="the alarm could not be sent to"):
        send("http://127.0.0.1:9/", "text")


def test_a_wrong_address_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text('alarm_url = "mail@example.org"\n')
    with pytest.raises(UsageError, match="alarm_url is"):
        load_settings(tmp_path / "copydesk.toml")


def test_the_deployments_are_what_prefect_takes() -> None:
    import pkgutil

    from prefect.events.schemas.deployment_triggers import DeploymentEventTrigger
    from prefect.flows import Flow

    found = {d["name"]: d for d in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]}
    assert set(found) == {"nightly", "backfill", "alarm"}
    for deployment in found.values():
        assert isinstance(pkgutil.resolve_name(deployment["entrypoint"]), Flow)
    triggers = [DeploymentEventTrigger.model_validate(t) for t in found["alarm"]["triggers"]]
    assert [t.posture.value for t in triggers] == ["Reactive", "Proactive"]
    assert triggers[1].within.total_seconds() == 26 * 3600


@pytest.mark.parametrize(
    ("flow", "wrong"),
    [
        ("nightly", {"workers": 0}),
        ("nightly", {"runner": "ship"}),
        ("backfill", {"since": "yesterday"}),
        ("nightly", {"accept": {"x": "y"}}),
    ],
)
def test_wrong_parameters_are_refused_before_a_run_begins(flow: str, wrong: dict[str, object]) -> None:
    from prefect.exceptions import ParameterTypeError

    import flows.pipelines

    with pytest.raises(ParameterTypeError):
        getattr(flows.pipelines, flow).validate_parameters(wrong)


def test_the_form_says_of_every_parameter_what_it_is() -> None:
    from prefect.utilities.callables import parameter_schema_from_entrypoint

    for deployment in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]:
        form = parameter_schema_from_entrypoint(deployment["entrypoint"]).model_dump_for_openapi()["properties"]
        assert form and [name for name, about in form.items() if not about.get("description")] == [], deployment["name"]
