"""`riskmc triggers` says at which point contingency plans must be called for, and whether reserves are enough."""
# ruff: noqa: E501

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result

Invoke = Callable[..., Result]

HEAD = """\
riskmc: 1
project: {name: Quay <i>wall</i>, start: 2027-01-04, currency: EUR}
objectives:
  - {id: on-time, finish: open, by: 2027-06-18, confidence: 80%}
tasks:
  - {id: order, name: Order the steel, duration: {pert: [40d, 50d, 90d]}}
  - {id: steel, name: "Steel <script>alert(1)</script>", milestone: true, after: [order]}
  - {id: ground, name: Ground works, duration: {pert: [35d, 45d, 70d]}}
  - {id: wall, name: Wall, duration: {triangular: [35d, 40d, 70d]}, after: [steel, ground]}
  - {id: open, name: Open, milestone: true, after: [wall]}
risks:
  - {id: R1, title: Flood, probability: 30%, impacts: [{on: ground, delay: {uniform: [5d, 30d]}}]}
"""

HELD = """\
contingency:
  reserves:
    - {id: float, of: schedule, amount: 20d, before: open, owner: Project manager}
    - {id: board, of: schedule, kind: management, amount: 10d, before: open, owner: Sponsor}
    - {id: slack, title: Slack of the steel, of: schedule, amount: 5d, before: steel, owner: Buyer}
  plans:
    - id: CP1
      title: "Second fabricator <b>"
      protects: on-time
      signal: {finish: steel}
      threshold: 2027-04-02
      response: {strategy: mitigate, action: Call off the second fabricator, owner: Buyer, cost: 60k, lead_time: 10d}
      fallback: Timber piles
    - {id: CP2, protects: on-time, signal: {buffer: slack}, level: 60%, response: {owner: Buyer}}
    - {id: CP3, protects: on-time, signal: the fabricator misses two meetings}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "quay.yaml"
    file.write_text(HEAD + HELD, encoding="utf-8")
    return file


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The same plan without contingency."""
    file = tmp_path / "bare.yaml"
    file.write_text(HEAD, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(files("riskmc.cli").joinpath("schemas", "triggers.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def document(invoke: Invoke, *arguments: Any) -> dict[str, Any]:
    shown = invoke("triggers", *arguments, "--json")
    assert shown.exit_code == 0, shown.stderr
    return json.loads(shown.stdout)


def test_trigger_points_and_reserves_are_told(invoke: Invoke, plan: Path) -> None:
    shown = invoke("triggers", plan, "-n", "2000")
    assert shown.exit_code == 0, shown.stderr
    text = " ".join(shown.stdout.split())
    for words in (
        "Quay <i>wall</i>: trigger points and reserves 2,000 iterations, seed 0; intervals at 95 %",
        "Responses are not played inside the iterations",
        "CP1: Second fabricator <b> protects Open by 18 June 2027; signal: finish of Steel <script>alert(1)</script>",
        "finishes after ",
        "the chance of Open by 18 June 2027 is below 50 %; that happens in ",
        ", 10d ahead.",
        "The owner's threshold, 2 April 2027: just there the chance is ",
        "of the reserve Slack of the steel is used up",
        "CP3: its signal is known in words alone",
        "board (m",
        "Milestones by what they tell of Open by 18 June 2027",
    ):
        assert words in text, words
    assert all(len(line) <= 100 for line in shown.stdout.splitlines())


def test_one_object_is_printed_that_the_schema_describes(invoke: Invoke, plan: Path, bare: Path, validator) -> None:
    cases = ([], ["--level", "50%", "--level", "0.7"], ["-n", "50"], ["-n", "1"], ["--confidence", "50%"])
    for file in (plan, bare):
        for more in cases:
            validator.validate(document(invoke, file, *(["-n", "2000"] if "-n" not in more else []), *more))
    found = document(invoke, plan, "-n", "2000")
    points = found["trigger_points"]
    assert [(point["plan"], point["signal"], point["level"]) for point in points] == [
        ("CP1", "finish(steel)", 0.8), ("CP1", "finish(steel)", 0.5), ("CP2", "buffer(slack)", 0.6),
    ]  # fmt: skip
    for point in points:
        assert point["objective"] == "on-time"
        assert point["low"] <= point["value"] <= point["high"]
        assert 0.0 < point["reached"]["value"] < 1.0
        assert set(point["when"]) == {"P10", "P50", "P90"}
    assert points[0]["value"] < points[1]["value"]
    assert points[0]["decide_by"] < points[0]["value"]
    assert [item["id"] for item in found["reserves"]] == ["float", "board", "slack"]
    assert found["reserves"][1]["base"] == 20.0
    assert found["unjudged"] == [{"plan": "CP3", "why": "its signal is known in words alone"}]


def test_levels_are_those_that_are_asked_for(invoke: Invoke, plan: Path) -> None:
    found = document(invoke, plan, "-n", "1000", "--level", "60%", "--level", "0.3")
    assert [point["level"] for point in found["trigger_points"]] == [0.6, 0.3] * 2


def test_without_plans_signals_are_proposed(invoke: Invoke, bare: Path) -> None:
    found = document(invoke, bare, "-n", "2000")
    assert found["proposed"]
    assert [item["signal"] for item in found["ranking"]] == ["finish(steel)"]
    assert {point["signal"] for point in found["trigger_points"]} == {"finish(steel)"}
    assert "The plan has no contingency plans." in invoke("triggers", bare, "-n", "2000").stdout


def test_a_saved_run_gives_the_same_numbers(invoke: Invoke, plan: Path) -> None:
    assert invoke("run", plan, "-n", "2000", "--save", "quay.riskmc").exit_code == 0
    assert document(invoke, plan, "-n", "2000") == document(invoke, "quay.riskmc")
    refused = invoke("triggers", "quay.riskmc", "-n", "500")
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_plans_that_are_kept_beside_a_plan_are_judged_too(invoke: Invoke, bare: Path, plan: Path) -> None:
    Path("held.yaml").write_text("riskmc: 1\n" + HELD, encoding="utf-8")
    laid = document(invoke, bare, "--with", "held.yaml", "-n", "1000")
    assert laid["trigger_points"] == document(invoke, plan, "-n", "1000")["trigger_points"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--level", "50", "--level", "soon"], "--level 50 is not above 0 and below 100%; write one such as 80% or 0.8; did you mean 50%?; --level 'soon' is not a share"),
        (["--level", "100%", "--confidence", "2d"], "--level 100% is not above 0 and below 100%"),
        (["--html", "quay.yaml", "--force"], "quay.yaml is the input of this command"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_with_nothing_on_stdout(
    invoke: Invoke, plan: Path, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(plan.parent)
    refused = invoke("triggers", plan, *arguments)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert message in " ".join(refused.stderr.split())


def test_a_plan_with_nothing_to_act_for_is_refused(invoke: Invoke, tmp_path: Path) -> None:
    file = tmp_path / "shed.yaml"
    file.write_text("riskmc: 1\nproject: {name: Shed, start: 2027-01-04}\ntasks: [{id: a, duration: 3d}]\n")
    refused = invoke("triggers", file)
    assert refused.exit_code == 2
    assert "has neither objectives nor contingency" in refused.stderr


def test_a_picture_that_may_be_replaced_is_refused_before_the_run(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "points-3.png").write_text("mine")
    refused = invoke("triggers", plan, "-n", "2000", "--png", "points.png")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "points-3.png exists already" in refused.stderr
    assert (tmp_path / "points-3.png").read_text() == "mine"
    assert not (tmp_path / "points.png").exists()


def test_a_page_without_a_network_is_written(invoke: Invoke, plan: Path, bare: Path) -> None:
    assert invoke("triggers", plan, "-n", "2000", "--html", "triggers.html").exit_code == 0
    page = Path("triggers.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    for harmful in ("<script>alert(1)", "<i>wall</i>", "fabricator <b>"):
        assert harmful not in page
    for words in (
        "Responses are not played inside the iterations",
        "Are the reserves enough?",
        "trigger-1",
        "Decide by",
    ):
        assert words in page, words
    assert invoke("triggers", plan, "-n", "2000", "--html", "again.html").exit_code == 0
    assert Path("again.html").read_text(encoding="utf-8") == page
    assert invoke("triggers", plan, "-n", "2000", "--html", "again.html").exit_code == 2
    assert invoke("triggers", bare, "-n", "2000", "--html", "bare.html").exit_code == 0
    assert invoke("triggers", plan, "-n", "20", "--html", "few.html").exit_code == 0


def test_the_report_has_a_section_where_the_plan_has_contingency(invoke: Invoke, plan: Path, bare: Path) -> None:
    assert invoke("report", plan, "-n", "1000", "--out", "held.html").exit_code == 0
    held = Path("held.html").read_text(encoding="utf-8")
    assert '<section id="triggers"' in held
    assert "<script>alert(1)" not in held
    assert invoke("report", bare, "-n", "1000", "--out", "bare.html").exit_code == 0
    assert 'id="triggers"' not in Path("bare.html").read_text(encoding="utf-8")
