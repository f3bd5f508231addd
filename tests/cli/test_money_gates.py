"""Gates on money, and what a run prints of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

import riskmc
from riskmc.cli.gates import judge, parse_gate
from riskmc.errors import UsageError

Invoke = Callable[..., Result]

PLAN = """\
riskmc: 1
project: {name: Shed, start: 2027-01-04, currency: EUR}
objectives:
- {id: on-time, finish: done, by: 2027-02-19, confidence: 80%}
- {id: on-budget, cost: total, at_most: 115k, confidence: 70%}
tasks:
- {id: dig, duration: {triangular: [20d, 30d, 50d]}, cost: {fixed: {triangular: [30k, 50k, 60k]}, per_day: 2k}}
- {id: done, milestone: true, after: dig}
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    file = tmp_path / "shed.yaml"
    file.write_text(PLAN, encoding="utf-8")
    return file


@pytest.fixture
def result(loaded: Path) -> riskmc.SimulationResult:
    return riskmc.simulate(riskmc.read_plan(loaded), iterations=4000)


@pytest.mark.parametrize(
    ("text", "kind", "level", "amount", "share", "is_strict"),
    [
        ("P80(cost) <= 4.2M", "amount", 0.8, 4.2e6, 0.0, False),
        ("p50( Cost ) < 1,200,000", "amount", 0.5, 1.2e6, 0.0, True),
        ("P(cost <= 4.2 M) >= 70%", "cost_probability", 0.0, 4.2e6, 0.7, False),
        ("P(cost < 350k) > .5", "cost_probability", 0.0, 350e3, 0.5, True),
        ("JCL(2028-03-31, 4.2M) >= 70%", "joint", 0.0, 4.2e6, 0.7, False),
    ],
)
def test_a_gate_on_money_means_what_it_says(text, kind, level, amount, share, is_strict) -> None:
    gate = parse_gate(text)
    assert (gate.kind, gate.amount, gate.is_strict) == (kind, amount, is_strict)
    assert (gate.level, gate.share) == (pytest.approx(level), pytest.approx(share))


@pytest.mark.parametrize(
    "text", ["P80(cost) <= 5d", "P80(cost) >= 4M", "JCL(4.2M) >= 70%", "JCL <= 70%", "P(cost) >= 1"]
)
def test_a_gate_on_money_that_is_not_understood_is_answered_with_the_forms(text) -> None:
    with pytest.raises(UsageError, match=r"is not understood; a gate is one of"):
        parse_gate(text)


def test_a_gate_on_an_amount_is_decided_by_the_percentile(result) -> None:
    p80 = result.cost.quantile(0.8)
    assert judge(parse_gate(f"P80(cost) <= {p80:.6f}"), result).is_met == (p80 <= float(f"{p80:.6f}"))
    close = judge(parse_gate(f"P80(cost) <= {p80 + 1:.2f}"), result)
    assert (close.is_met, close.is_certain, close.value) == (True, False, p80)
    missed = judge(parse_gate("P80(cost) <= 60k"), result)
    assert (missed.is_met, missed.is_certain) == (False, True)


def test_a_gate_on_the_joint_confidence_takes_the_objectives_of_the_plan(result) -> None:
    stated = judge(parse_gate("JCL >= 10%"), result)
    named = judge(parse_gate("JCL(2027-02-19, 115k) >= 10%"), result)
    assert stated.value == named.value
    chances = result.finish.probability_by(result.project.promises[0].by).value
    assert stated.value <= min(chances, result.cost.probability_within(115e3).value)


def test_a_missed_gate_on_money_ends_with_status_1_and_says_by_how_much(invoke: Invoke, loaded: Path) -> None:
    ended = invoke("run", loaded, "--iterations", "2000", "--gate", "P80(cost) <= 100k", "--gate", "JCL >= 1%")
    assert ended.exit_code == 1
    assert "MISSED  P80(cost) <= 100k: P80(cost) is 1" in ended.stdout
    assert "above (" in ended.stdout
    assert "met     JCL >= 1%: the joint confidence is" in ended.stdout


def test_gates_on_money_that_is_not_there_are_refused_before_the_run(invoke: Invoke, loaded: Path, plan: Path) -> None:
    free = invoke("run", plan, "--gate", "P80(cost) <= 100k")
    assert (free.exit_code, "nothing in the plan costs money" in free.stderr) == (2, True)
    loaded.write_text(
        PLAN.replace("- {id: on-budget, cost: total, at_most: 115k, confidence: 70%}\n", ""), encoding="utf-8"
    )
    open_budget = invoke("run", loaded, "--gate", "JCL >= 70%")
    assert (open_budget.exit_code, "the plan has no objective on a budget" in open_budget.stderr) == (2, True)


def test_the_document_of_a_run_holds_cost_budget_and_joint_confidence(invoke: Invoke, loaded: Path) -> None:
    document = json.loads(invoke("run", loaded, "--json", "--iterations", "3000").stdout)
    schema = json.loads(files("riskmc.cli").joinpath("schemas", "run.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema)
    simulated = riskmc.simulate(riskmc.read_plan(loaded), iterations=3000)
    assert document["cost"]["percentiles"]["80"]["value"] == simulated.cost.quantile(0.8)
    assert document["cost"]["deterministic"] == simulated.deterministic.cost == 110_000
    assert [goal["id"] for goal in document["objectives"]] == ["on-time", "on-budget"]
    assert document["objectives"][1]["probability"] == simulated.cost.probability_within(115e3).value
    joint = document["jcl"]
    assert joint["low"] <= joint["probability"] <= joint["high"]
    assert joint["probability"] <= min(joint["date_probability"], joint["budget_probability"])


def test_the_table_of_a_run_tells_cost_budget_and_joint_confidence(invoke: Invoke, loaded: Path) -> None:
    text = " ".join(invoke("run", loaded, "--iterations", "3000").stdout.split())
    for words in (
        "Cost ",
        "as planned 110,000",
        "beyond the plan",
        "on-budget",
        "115,000 EUR",
        "joint confidence (JCL)",
    ):
        assert words in text


def test_a_plan_without_costs_says_nothing_of_money(invoke: Invoke, plan: Path) -> None:
    ended = invoke("run", plan, "--iterations", "500")
    assert "Cost " not in ended.stdout
    document = json.loads(invoke("run", plan, "--iterations", "500", "--json").stdout)
    assert (document["cost"], document["jcl"]) == (None, None)
