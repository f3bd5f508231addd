"""`riskmc init` writes a plan that runs as it is; `riskmc schema` gives what an editor needs for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import yaml
from click.testing import Result

import riskmc
from riskmc.analysis.plan_warnings import plan_warnings

Invoke = Callable[..., Result]


def test_the_starter_plan_is_written_and_has_neither_problem_nor_warning(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("init")
    assert result.exit_code == 0
    assert "plan.yaml written. Try: riskmc run plan.yaml" in result.stderr
    project = riskmc.read_plan(tmp_path / "plan.yaml")
    assert 10 <= len(project.tasks) <= 15
    assert project.risks
    assert project.templates
    assert plan_warnings(project) == ()


def test_the_starter_plan_has_costs_where_its_last_lines_are_uncommented(invoke: Invoke, tmp_path: Path) -> None:
    invoke("init")
    text = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    kept, _, ready = text.rpartition("# costs:")
    lines = [line.removeprefix("# ") for line in f"# costs:{ready}".splitlines()]
    costs, explained = [line for line in lines if not line.startswith(("A ", "and "))], " ".join(lines)
    (tmp_path / "plan.yaml").write_text(kept + "\n".join(costs), encoding="utf-8")
    project = riskmc.read_plan(tmp_path / "plan.yaml")
    assert [cost.id for cost in project.costs] == ["team", "licences"]
    task = riskmc.Task(
        id="a", duration="1d", **yaml.safe_load(re.findall(r"cost: \{.*?\}, spread: front\}", explained)[0])
    )
    assert task.cost is not None
    assert task.cost.spread == "front"


def test_the_starter_plan_meets_one_objective_and_misses_the_other(invoke: Invoke) -> None:
    invoke("init", "new/mine.yaml")
    document = json.loads(invoke("run", "new/mine.yaml", "--json").stdout)
    assert [(goal["met"], goal["certain"]) for goal in document["objectives"]] == [(True, True), (False, True)]
    assert 0.01 < document["finish"]["deterministic_probability"]["value"] < 0.1


def test_the_starter_plan_names_the_file_that_it_is_written_to(invoke: Invoke, tmp_path: Path) -> None:
    invoke("init", "crane.yaml")
    assert "riskmc run crane.yaml" in (tmp_path / "crane.yaml").read_text(encoding="utf-8")


def test_a_plan_that_is_there_is_not_replaced_without_force(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("mine")
    result = invoke("init")
    assert result.exit_code == 2
    assert "plan.yaml exists already" in result.stderr
    assert (tmp_path / "plan.yaml").read_text() == "mine"
    assert invoke("init", "--force").exit_code == 0


def test_a_dash_prints_the_plan(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("init", "-")
    assert yaml.safe_load(result.stdout)["riskmc"] == 1
    assert list(tmp_path.iterdir()) == []
    assert invoke("init", "-", "--schema").exit_code == 2


def test_with_schema_the_first_line_points_at_the_schema_beside_it(invoke: Invoke, tmp_path: Path) -> None:
    invoke("init", "crane.yaml", "--schema")
    text = (tmp_path / "crane.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=crane.schema.json"
    schema = json.loads((tmp_path / "crane.schema.json").read_text(encoding="utf-8"))
    plan = yaml.load(text, yaml.BaseLoader)
    jsonschema.validate({**plan, "riskmc": 1, "tasks": _with_booleans(plan["tasks"])}, schema)


def _with_booleans(tasks: list[dict]) -> list[dict]:
    return [{**task, "milestone": True} if "milestone" in task else task for task in tasks]


def test_a_schema_that_is_there_keeps_the_plan_from_being_written(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "crane.schema.json").write_text("mine")
    assert invoke("init", "crane.yaml", "--schema").exit_code == 2
    assert not (tmp_path / "crane.yaml").exists()


def test_the_schema_is_printed_or_written(invoke: Invoke, tmp_path: Path) -> None:
    printed = json.loads(invoke("schema").stdout)
    assert invoke("schema", "--out", "to/plan.schema.json").exit_code == 0
    assert json.loads((tmp_path / "to/plan.schema.json").read_text(encoding="utf-8")) == printed
    assert invoke("schema", "--out", "to/plan.schema.json").exit_code == 2
