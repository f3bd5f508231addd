"""`riskmc replay` tells one iteration: the numbers are those that the run saw."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

import riskmc
from riskmc.analysis.replayed import summarise_replay
from riskmc.cli.replay_document import replay_document
from riskmc.cli.replay_table import replay_lines
from tests.strategies import examples, project_arguments

Invoke = Callable[..., Result]


def replay_schema() -> dict[str, Any]:
    return json.loads(files("riskmc.cli").joinpath("schemas", "replay.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def saved(invoke: Invoke, plan: Path) -> str:
    assert invoke("run", plan, "--iterations", "1000", "--save", "shed.riskmc", "--keep-samples").exit_code == 0
    return "shed.riskmc"


def document_of(invoke: Invoke, *arguments: object) -> dict[str, Any]:
    result = invoke("replay", *arguments, "--json")
    assert result.exit_code == 0
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_the_document_follows_its_schema(invoke: Invoke, saved: str) -> None:
    jsonschema.Draft202012Validator.check_schema(replay_schema())
    jsonschema.validate(document_of(invoke, saved, "--percentile", "80"), replay_schema())
    jsonschema.validate(document_of(invoke, saved, "--iteration", "17"), replay_schema())


@pytest.mark.parametrize("break_it", [{"iteration": -1}, {"schema": "riskmc.replay/2"}, {"more": 1}])
def test_the_schema_refuses_other_documents(invoke: Invoke, saved: str, break_it: dict[str, Any]) -> None:
    document = document_of(invoke, saved, "--iteration", "17")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, **break_it}, replay_schema())


@examples(25)
@given(st.data())
def test_the_document_of_any_iteration_of_any_plan_equals_the_run_to_the_bit(data: st.DataObject) -> None:
    result = riskmc.simulate(
        riskmc.Project(**data.draw(project_arguments())), iterations=150, jobs=1, keep_samples=True
    )
    iteration = data.draw(st.integers(0, 149))
    replay = riskmc.replay(result, iteration)
    summary = summarise_replay(result, replay)
    written = json.loads(json.dumps(replay_document(result, replay, summary), allow_nan=False))
    jsonschema.validate(written, replay_schema())
    assert written["finish"]["minutes"] == result.finish_minutes[iteration]
    assert [task["duration_minutes"] for task in written["tasks"]] == result.kept_durations[:, iteration].tolist()
    assert [task["finish_minutes"] for task in written["tasks"]] == result.kept_finishes[:, iteration].tolist()
    assert replay_lines(summary, 80, None)


def test_the_iteration_of_a_percentile_finishes_at_it(invoke: Invoke, saved: str) -> None:
    result = riskmc.read_result(saved)
    for percentile in ("80", "P80", "80%"):
        document = document_of(invoke, saved, "--percentile", percentile)
        assert document["finish"]["minutes"] == result.finish.quantile_minutes(0.8)
        assert document["percentile"] == {"level": 0.8, "of": "project"}
    of_roof = document_of(invoke, saved, "--percentile", "80", "--of", "roof")
    (roof,) = [task for task in of_roof["tasks"] if task["id"] == "roof"]
    assert roof["finish_minutes"] == result.milestones["roof"].quantile_minutes(0.8)


def test_a_risk_is_told_with_what_the_iteration_would_have_been_without_it(invoke: Invoke, saved: str) -> None:
    result = riskmc.read_result(saved)
    spared = result.project.model_copy(update={"risks": ()})
    calm = riskmc.simulate(spared, iterations=1_000, keep_samples=True)
    dig = result.project.task_index["dig"]
    struck = [i for i in range(1_000) if result.kept_durations[dig, i] != calm.kept_durations[dig, i]][:5]
    assert len(struck) == 5
    for iteration in struck:
        (risk,) = document_of(invoke, saved, "--iteration", iteration)["risks"]
        assert risk["id"] == "R1"
        assert risk["finish_days"] * 480 == pytest.approx(
            result.finish_minutes[iteration] - calm.finish_minutes[iteration], abs=1e-9
        )
        (task,) = risk["tasks"]
        added = result.kept_durations[dig, iteration] - calm.kept_durations[dig, iteration]
        assert task["days"] * 480 == pytest.approx(added, abs=1e-9)


def test_a_replay_prints_what_each_task_took(invoke: Invoke, saved: str) -> None:
    document = document_of(invoke, saved, "--percentile", "80")
    text = invoke("replay", saved, "--percentile", "80").stdout
    assert f"Iteration {document['iteration']} of 1,000 (counted from 0), seed 0" in text
    assert "80 % of the iterations finish by then" in text
    assert "Critical path, 5 tasks\n    dig > walls > roof > paint > handover" in text
    for task in document["tasks"]:
        if not task["milestone"]:
            (row,) = [line for line in text.splitlines() if line.startswith(f"  * {task['id']}")]
            assert f" {task['days']:.1f} " in row
            assert f" {task['planned_days']:.1f} " in row


@pytest.mark.parametrize("width", [40, 60, 100])
def test_the_text_fits_the_terminal(invoke: Invoke, saved: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = invoke("replay", saved, "--percentile", "95").stdout
    assert max(len(line) for line in text.splitlines()) <= width


def test_a_plan_is_run_and_replayed_like_its_result(invoke: Invoke, saved: str, plan: Path) -> None:
    run = document_of(invoke, plan, "--percentile", "80", "--iterations", "1000")
    assert run["tasks"] == document_of(invoke, saved, "--percentile", "80")["tasks"]


def test_the_table_of_tasks_is_written(invoke: Invoke, saved: str, tmp_path: Path) -> None:
    assert invoke("replay", saved, "--iteration", "3", "--csv", "tasks.csv").exit_code == 0
    rows = list(csv.DictReader((tmp_path / "tasks.csv").read_text(encoding="utf-8").splitlines()))
    told = document_of(invoke, saved, "--iteration", "3")["tasks"]
    assert [row["id"] for row in rows] == [task["id"] for task in told]
    assert [float(row["days"]) for row in rows] == [task["days"] for task in told]


def test_the_gantt_page_loads_nothing_and_holds_the_table(invoke: Invoke, saved: str, tmp_path: Path) -> None:
    assert invoke("replay", saved, "--percentile", "80", "--gantt", "p80.html").exit_code == 0
    page = (tmp_path / "p80.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "Walls and windows" in page
    assert page.count("<tr>") >= 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "say which iteration: write --percentile 80, or --iteration 4711"),
        (["--percentile", "80", "--iteration", "1"], "are two ways to say which"),
        (["--iteration", "1", "--of", "roof"], "write it with --percentile"),
        (["--percentile", "101"], "is not a percentile; write a number from 0 to 100"),
        (["--percentile", "nan"], "is not a percentile"),
        (
            ["--percentile", "80", "--of", "rof"],
            "--of rof is no milestone, nor a task that an objective names",
        ),
        (["--iteration", "1000"], "iteration 1000 is not in the run; give a number from 0 to 999"),
        (["--iteration", "-1"], "out of range"),
        (["--iteration", "1", "--seed", "3"], "is a saved result and is not run again; leave --seed away"),
        (["--iteration", "1", "--gantt", "x.gif"], "end the name in .html, .png, .svg, .pdf"),
        (["--iteration", "1", "--csv", "shed.riskmc"], "is the input of this command"),
    ],
)
def test_what_cannot_be_replayed_is_refused(
    invoke: Invoke, saved: str, tmp_path: Path, arguments: list[str], said: str
) -> None:
    before = sorted(tmp_path.iterdir())
    result = invoke("replay", saved, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_an_iteration_beyond_the_run_is_refused_before_the_run(invoke: Invoke, plan: Path) -> None:
    result = invoke("replay", plan, "--iteration", 2**33, "--iterations", 2**33)
    assert result.exit_code == 2
    assert "give a number from 0 to 8,589,934,591" in result.stderr


def test_a_picture_without_a_browser_is_refused_before_the_run(
    invoke: Invoke, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "no-such-browser")
    result = invoke("replay", plan, "--percentile", "80", "--gantt", "x.png", "--iterations", 2**33)
    assert result.exit_code == 2
    assert "BROWSER_PATH is 'no-such-browser'" in result.stderr


COSTLY = """
project: {name: Pier, start: 2027-01-04, currency: EUR}
tasks:
  - {id: piling, duration: {triangular: [30d, 40d, 70d]}, cost: {fixed: 120k, per_day: 8k}}
  - {id: deck, duration: 25d, after: [piling], cost: 250k}
risks:
  - {id: R1, title: Fine, probability: 100%, impacts: [{cost: 30k}]}
"""


def test_what_an_iteration_cost_is_told(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "pier.yaml"
    path.write_text(COSTLY, encoding="utf-8")
    document = document_of(invoke, path, "--iteration", "7", "--iterations", "200")
    jsonschema.validate(document, replay_schema())
    cost = document["cost"]
    amount = 120e3 + 8e3 * document["tasks"][0]["days"] + 250e3 + 30e3
    assert cost["amount"] == pytest.approx(amount)
    assert (cost["deterministic"], cost["currency"]) == (690e3, "EUR")
    assert cost["risks"] == [{"id": "R1", "amount": pytest.approx(30e3)}]
    assert sum(cost["parts"].values()) == pytest.approx(amount)
    assert sum(one["amount"] for one in cost["carriers"]) == pytest.approx(amount)
    text = invoke("replay", path, "--iteration", "7", "--iterations", "200").stdout
    words = " ".join(text.split())
    assert f"It costs {amount:,.0f} EUR" in words
    assert "1 of 1 risks struck." in words
    assert "R1: Fine risk 0 30,000 +30,000" in words


def test_a_plan_without_costs_tells_none(invoke: Invoke, saved: str) -> None:
    assert document_of(invoke, saved, "--iteration", "3")["cost"] is None
    assert "cost" not in invoke("replay", saved, "--iteration", "3").stdout
