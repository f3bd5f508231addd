"""`riskmc sensitivity` shows what the finish depends on."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

import riskmc

Invoke = Callable[..., Result]

FORK = """\
riskmc: 1
project: {name: Fork, start: 2027-01-04}
tasks:
  - {id: left, name: Left <b>arm</b>, duration: {uniform: [4d, 12d]}}
  - {id: right, duration: {uniform: [4d, 12d]}}
  - {id: join, milestone: true, after: [left, right]}
  - {id: paint, duration: {uniform: [1d, 3d]}, after: [join]}
"""


@pytest.fixture
def fork(tmp_path: Path) -> Path:
    file = tmp_path / "fork.yaml"
    file.write_text(FORK, encoding="utf-8")
    return file


def test_tasks_paths_and_merge_points_are_shown(invoke: Invoke, fork: Path) -> None:
    shown = invoke("sensitivity", fork)
    assert shown.exit_code == 0
    assert "Tasks, by schedule sensitivity index (SSI)" in shown.stdout
    assert "2 different paths in the first 10,000 iterations" in shown.stdout
    assert "    left > join > paint" in shown.stdout
    assert "    right > join > paint" in shown.stdout
    merge = next(text for text in shown.stdout.splitlines() if text.startswith("  join "))
    # The larger of two uniforms on (4, 12) has the mean 4 + 8 x 2/3, by 4/3 more than either.
    assert merge.split()[1] == "2"
    assert float(merge.split()[2]) == pytest.approx(4 / 3, abs=0.1)


def test_a_saved_result_shows_the_same_as_its_plan(invoke: Invoke, fork: Path) -> None:
    invoke("run", fork, "--save", "fork.riskmc", "--iterations", "2000")
    assert invoke("sensitivity", "fork.riskmc").stdout == invoke("sensitivity", fork, "-n", "2000").stdout


def test_options_of_a_run_are_refused_for_a_saved_result(invoke: Invoke, fork: Path) -> None:
    invoke("run", fork, "--save", "fork.riskmc", "--iterations", "200")
    refused = invoke("sensitivity", "fork.riskmc", "--seed", "3", "--critical-float", "1d")
    assert refused.exit_code == 2
    assert "is a saved result and is not run again; leave --seed, --critical-float away" in refused.stderr


def test_the_json_object_keeps_its_schema_and_holds_every_task(invoke: Invoke, fork: Path) -> None:
    invoke("run", fork, "--save", "fork.riskmc", "--iterations", "2000")
    document = json.loads(invoke("sensitivity", "fork.riskmc", "--json", "--by", "shift").stdout)
    schema = json.loads((files("riskmc.cli") / "schemas" / "sensitivity.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    result = riskmc.read_result("fork.riskmc")
    assert {task["id"] for task in document["tasks"]} == {"left", "right", "paint"}
    left = next(task for task in document["tasks"] if task["id"] == "left")
    assert left["longer_shift_days"] == result.tasks.loc["left", "longer_shift_days"]
    assert [path["tasks"] for path in document["paths"]] == [list(tasks) for tasks in result.paths["tasks"]]
    assert sum(path["frequency"] for path in document["paths"]) == pytest.approx(1.0)
    assert document["merges"][0]["id"] == "join"


def test_nearly_critical_paths_count_where_a_critical_float_is_given(invoke: Invoke, fork: Path) -> None:
    document = json.loads(invoke("sensitivity", fork, "--critical-float", "20d", "--json").stdout)
    assert document["near_critical_days"] == 20.0
    assert [path["frequency"] for path in document["paths"]] == [1.0, 1.0]
    assert "paths within 20 working days of critical" in invoke("sensitivity", fork, "--critical-float", "20d").stdout


def test_a_plan_of_one_certain_task_breaks_nothing(invoke: Invoke, tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text("riskmc: 1\nproject: {name: One, start: 2027-01-04}\ntasks: [{id: a, duration: 5d}]\n")
    shown = invoke("sensitivity", file, "-n", "1")
    assert shown.exit_code == 0
    assert "1 different path in the first 1 iteration" in shown.stdout
    assert "nan" not in shown.stdout
    assert json.loads(invoke("sensitivity", file, "-n", "1", "--json").stdout)["tasks"][0]["ssi"] == 0.0
