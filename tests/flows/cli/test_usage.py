"""Wrong use gets one line that says what is wrong, and its own exit code; never a traceback."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.testing import CliRunner

from flows.cli.app import app

ROOT = Path(__file__).resolve().parents[3]


def copydesk(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flows.cli", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        (["run", "nowhere"], "", "there is nothing at nowhere"),
        (["path"], "", "there is no release in data/warehouse yet"),
        (["tables", "articels"], "", "there is no table 'articels'"),
        (["status"], "worker = 3", "there is no setting 'worker'"),
        (["status"], "runner = 'boat'", "runner is 'boat'"),
        (["status"], "zones = {x = 'Mars/Olympus'}", "no such time zone"),
        (["status"], "workers = ", "copydesk.toml"),
        (["status"], "recogniser = 'nobody'", "recogniser: "),
        (["records", "nowhere.warc"], "", "there is no file at nowhere.warc"),
        (["forget", "nonsense", "--reason", "asked for"], "", "is no article_id"),
        (["forget", "art_" + "0" * 24, "--reason", " "], "", "--reason is empty"),
        (["forget", "art_" + "0" * 24, "--reason", "asked for"], "", "there is no release in data/warehouse yet"),
        (["prune"], "", "there is no release in data/warehouse yet"),
        (["prune", "--keep", "0"], "", "--keep is 0"),
        (["prune", "--older-than", "-1"], "", "--older-than is -1"),
        (["rollback", "yesterday"], "", "there is no release 'yesterday' in data/warehouse"),
        (["run", ".", "--accept", "articles"], "", "write RULE=REASON"),
        (["status"], "checks = 'all'", "under a heading [[checks]] of its own"),
        (["status"], "[[checks]]\ntable = 'quotes'\nname = 'x'\ndescription = 'X.'\nfails = 'words > 1'", 'unable to find column "words"'),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, arguments: list[str], settings: str, said: str) -> None:
    if settings:
        (tmp_path / "copydesk.toml").write_text(settings, "utf-8")
    done = copydesk(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_help_shows_every_word_of_what_it_has_to_say() -> None:
    """What stands in square brackets is taken for a style, and is not shown."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup) and len(group.commands) > 20
    for name, command in group.commands.items():
        shown = _words(CliRunner().invoke(app, [name, "--help"], terminal_width=200).output)
        for told in (command.help, *(p.help for p in command.params if isinstance(p, (TyperOption, TyperArgument)))):
            assert _words((told or "").split("\f")[0]) in shown, (name, told)


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def test_looking_does_not_import_prefect(tmp_path: Path) -> None:
    code = "import sys, flows.cli; sys.exit('prefect' in sys.modules or 'great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_what_the_disk_refuses_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").mkdir()
    done = copydesk("status", folder=tmp_path)
    assert (done.returncode, done.stderr.strip()) == (1, "copydesk: copydesk.toml: Is a directory")
