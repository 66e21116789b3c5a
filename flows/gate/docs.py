"""What a person looks at: one page for all gates of a run, the library's own Data Docs a gate, and `gates.json` for machines.

The pages need no network: the library's link to style sheets, scripts and pictures elsewhere, so those are taken out and a
style sheet of our own is put in (flows/gate/style.css).
"""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.gate.verdict import KEYS_FROM, STATUSES, Result, Verdict

FOLDER = "gates"
SUMMARY = "index.html"
MACHINE = "gates.json"
WORDS = {
    "refused": "refused",
    "could_not_be_checked": "could not be checked",
    "accepted": "accepted by hand",
    "quarantined": "rows set aside",
    "warned": "warning",
    "passed": "passed",
    "not_applicable": "not applicable",
}


def write_docs(run_dir: Path, verdicts: Sequence[Verdict]) -> Path:
    """Write `gates/` in a run's folder anew from all of its verdicts so far; returns the page to open."""
    folder = run_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    style = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    for verdict in verdicts:
        if verdict.validation is not None:
            _write(folder / f"{verdict.stage}.html", make_offline(_render(verdict), style, f"gate {verdict.stage}"))
    _write(folder / MACHINE, json.dumps([to_plain(v) for v in verdicts], indent=1, ensure_ascii=False) + "\n")
    _write(folder / SUMMARY, summary_page(verdicts, style))
    return folder / SUMMARY


def to_plain(verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain data, for `gates.json`: without the rows set aside, which are counted."""
    return {
        "stage": verdict.stage,
        "run_id": verdict.run_id,
        "outcome": verdict.outcome,
        "passed": verdict.passed,
        "message": verdict.message,
        "accepted": verdict.accepted,
        "rows_set_aside": verdict.quarantine.height,
        "results": [asdict(result) for result in verdict.results],
    }


def _write(path: Path, text: str) -> None:
    partial = path.with_name(path.name + ".tmp")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _render(verdict: Verdict) -> str:
    """The library's page of a gate: a section a table, a row a check."""
    from great_expectations.core.expectation_validation_result import (
        ExpectationSuiteValidationResult,
        expectationSuiteValidationResultSchema,
    )
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
    from great_expectations.render.view.view import DefaultJinjaPageView

    shown = copy.deepcopy(verdict.validation or {})
    severity = {result.rule: result.severity for result in verdict.results}  # the library knows a row check as the gate uses it
    for result in shown["results"]:
        config = result["expectation_config"]
        rule = config["kwargs"]["column"]
        table, _, check = rule.partition(".")
        config["kwargs"]["column"] = table  # the library makes a section of every column
        config["description"] = f"{check}: {config['description']} ({severity.get(rule, config['severity'])})"
    shown["meta"]["run_id"] = {"run_name": verdict.run_id, "run_time": None}
    loaded = expectationSuiteValidationResultSchema.load(shown)
    found = loaded if isinstance(loaded, ExpectationSuiteValidationResult) else ExpectationSuiteValidationResult(**loaded)
    content = ValidationResultsPageRenderer().render(found)
    page: str = DefaultJinjaPageView().render(content)  # type: ignore[no-untyped-call]
    return page


def make_offline(page: str, style: str, title: str) -> str:
    """The library's page without anything from elsewhere: no scripts, no linked style sheets, no pictures, no newsletter."""
    page = re.sub(r"<script\b.*?</script>|<link\b[^>]*>|<footer>.*?</footer>|<style\b.*?</style>", "", page, flags=re.DOTALL)
    page = re.sub(r"<img\b[^>]*>", "Copydesk", page)
    page = re.sub(r"<title>.*?</title>", "", page, flags=re.DOTALL)
    page = page.replace("../../../../index.html", SUMMARY)
    page = re.sub(r'<a href="\.\./\.\./\.\./\.\./[^"]*" *>(.*?)</a>', r"\1", page)
    page = page.replace("Data asset: None<br>", "").replace(" / __none__</li>", "</li>")
    return page.replace("</head>", f"<title>{html.escape(title)}</title><style>{style}</style></head>", 1)


def summary_page(verdicts: Sequence[Verdict], style: str) -> str:
    """All gates of a run on one page: what needs a person's eye first, then everything."""
    run_id = verdicts[0].run_id if verdicts else "-"
    worst = next((v for v in verdicts if not v.passed), None)
    headline = worst.message if worst else "All gates passed." if verdicts else "No gate was asked."
    parts = [
        f"<h1>Gates of run {html.escape(run_id)}</h1>",
        f'<p class="headline {"refused" if worst else "passed"}">{html.escape(headline)}</p>',
        _overview(verdicts),
        *(_stage(v) for v in verdicts),
        f'<p class="small">Written {datetime.now(UTC):%Y-%m-%d %H:%M} UTC. The same for machines: <a href="{MACHINE}">{MACHINE}</a>.</p>',
    ]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gates of run {html.escape(run_id)}</title>'
    body = "\n".join(parts)
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}<style>{style}</style></head><body class="summary">{body}</body></html>\n'


def _overview(verdicts: Sequence[Verdict]) -> str:
    """A line a gate. A column of a status that no check has is left out."""
    statuses = [s for s in STATUSES if any(v.of_status(s) for v in verdicts)]
    rows = []
    for v in verdicts:
        counts = [str(len(v.of_status(s)) or "") for s in statuses]
        name = f'<a href="#{v.stage}">{html.escape(v.stage)}</a>'
        docs = f'<a class="key" href="{v.stage}.html">Data Docs</a>' if v.validation is not None else ""
        rows.append([_badge(v.outcome), name, *counts, f"{v.quarantine.height or ''}", docs])
    return _table(["", "gate", *(WORDS[s] for s in statuses), "rows aside", ""], rows)


def _stage(verdict: Verdict) -> str:
    shown = sorted(verdict.results, key=lambda r: (STATUSES.index(r.status), r.rule))
    loud = [r for r in shown if r.status not in ("passed", "not_applicable")]
    quiet = [r for r in shown if r.status in ("passed", "not_applicable")]
    heading = f'<h2 id="{verdict.stage}">{html.escape(verdict.stage)} {_badge(verdict.outcome)}</h2>'
    titles = ["", "check", "what must hold", "rows", "found", "first rows"]
    first = _table(titles, [_row(r) for r in loud]) if loud else "<p>Nothing to report.</p>"
    rest = _table(titles[:-1], [_row(r)[:-1] for r in quiet])
    return f"{heading}{first}<details><summary>{len(quiet)} checks passed or did not apply</summary>{rest}</details>"


def _row(result: Result) -> list[str]:
    what = f"{html.escape(result.description)} <em>({result.severity})</em>"
    found = html.escape(result.message.partition(KEYS_FROM)[0]) or _figure(result)
    keys = "".join(
        f'<div><code class="key">{html.escape(key)}</code> {html.escape(sample or "")}</div>'
        for key, sample in zip(result.keys[:5], result.samples, strict=False)
    )
    return [
        _badge(result.status),
        f'<code class="key">{html.escape(result.rule)}</code>',
        what,
        f"{result.rows:,}" if result.rows else "",
        found,
        keys,
    ]


def _figure(result: Result) -> str:
    return "" if result.value is None else f"{result.value:,.3g}"


def _badge(status: str) -> str:
    return f'<span class="badge {status}">{WORDS[status]}</span>'


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{title}</th>" for title in titles)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def read_gates(run_dir: Path) -> list[Mapping[str, Any]]:
    """The verdicts of a run as `gates.json` has them; none where no gate was asked yet."""
    file = run_dir / FOLDER / MACHINE
    found: list[Mapping[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    return found
