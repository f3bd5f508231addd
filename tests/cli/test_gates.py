"""Gates stop a pipeline exactly where their condition does not hold, and say by how much."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

import riskmc
from riskmc.cli.gates import judge, parse_gate
from riskmc.errors import UsageError

from .conftest import SMALL_PLAN

Invoke = Callable[..., Result]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> riskmc.SimulationResult:
    file = tmp_path_factory.mktemp("gates") / "shed.yaml"
    file.write_text(SMALL_PLAN, encoding="utf-8")
    return riskmc.simulate(riskmc.read_plan(file), iterations=4000)


@pytest.mark.parametrize(
    ("text", "kind", "subject", "level", "limit", "share", "is_strict"),
    [
        ("P80 <= 2028-03-31", "date", "finish", 0.8, datetime(2028, 4, 1), 0.0, False),
        ("p80<=2028-03-31", "date", "finish", 0.8, datetime(2028, 4, 1), 0.0, False),
        ("P50 < 2028-03-31", "date", "finish", 0.5, datetime(2028, 3, 31), 0.0, False),
        ("P50 < 2028-03-31T12:00", "date", "finish", 0.5, datetime(2028, 3, 31, 12), 0.0, True),
        ("P99.5 <= 2028-03-31 12:00", "date", "finish", 0.995, datetime(2028, 3, 31, 12), 0.0, False),
        ("P80(project) <= 2028-03-31", "date", "finish", 0.8, datetime(2028, 4, 1), 0.0, False),
        ("P80( hand-over.1 ) <= 2028-03-31", "date", "hand-over.1", 0.8, datetime(2028, 4, 1), 0.0, False),
        ("P(finish <= 2028-03-31) >= 80%", "probability", "finish", 0.0, datetime(2028, 4, 1), 0.8, False),
        ("P(handover<2028-03-31)>.75", "probability", "handover", 0.0, datetime(2028, 3, 31), 0.75, True),
        ("criticality(piling) <= 50%", "criticality", "piling", 0.0, None, 0.5, False),
        ("criticality(piling) < 0.5", "criticality", "piling", 0.0, None, 0.5, True),
    ],
)
def test_a_gate_means_what_it_says(
    text: str, kind: str, subject: str, level: float, limit: datetime | None, share: float, is_strict: bool
) -> None:
    gate = parse_gate(text)
    assert (gate.kind, gate.subject, gate.limit, gate.is_strict) == (kind, subject, limit, is_strict)
    assert (gate.level, gate.share) == (pytest.approx(level), pytest.approx(share))


@pytest.mark.parametrize(
    "text",
    ["", "P80", "P80 >= 2028-03-31", "P80 <= soon", "P(finish) >= 80%", "P80 <= 31.03.2028", "mean <= 2028-03-31"],
)
def test_a_gate_that_is_not_understood_is_answered_with_the_forms(text: str) -> None:
    with pytest.raises(UsageError, match=r"is not understood; a gate is one of\n  P80 <= 2028-03-31"):
        parse_gate(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P0 <= 2028-03-31", "asks for P0; write a percentile above P0 and below P100"),
        ("P100 <= 2028-03-31", "asks for P100"),
        ("P80 <= 2028-02-30", "names 2028-02-30, which is no date"),
        ("P(finish <= 2028-03-31) >= 80", "compares with 80; write a share such as 80% or 0.8"),
    ],
)
def test_a_gate_on_the_impossible_is_refused(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        parse_gate(text)


def test_a_date_gate_turns_exactly_at_the_percentile(simulated: riskmc.SimulationResult) -> None:
    p80 = simulated.finish.quantile(0.8)
    for shift, is_met in ((timedelta(minutes=1), True), (-timedelta(minutes=1), False)):
        outcome = judge(parse_gate(f"P80 <= {p80 + shift:%Y-%m-%dT%H:%M:%S}"), simulated)
        assert outcome.is_met is is_met
        assert not outcome.is_certain
        assert outcome.value == p80


def test_the_two_ways_to_write_a_gate_agree(simulated: riskmc.SimulationResult) -> None:
    start = datetime(2027, 1, 18)
    verdicts = []
    for day in range(25):
        date = f"{start + timedelta(days=day):%Y-%m-%d}"
        by_date = judge(parse_gate(f"P80 <= {date}"), simulated)
        by_chance = judge(parse_gate(f"P(finish <= {date}) >= 80%"), simulated)
        assert (by_date.is_met, by_date.is_certain) == (by_chance.is_met, by_chance.is_certain)
        verdicts.append(by_date.is_met)
    assert verdicts == sorted(verdicts)
    assert set(verdicts) == {False, True}


def test_a_gate_says_by_how_many_working_days(simulated: riskmc.SimulationResult) -> None:
    days = simulated.finish.estimate(0.8).days
    limit = simulated.timeline.date_of(480 * (days - 2.5))
    outcome = judge(parse_gate(f"P80 <= {limit:%Y-%m-%dT%H:%M:%S}"), simulated)
    assert outcome.by_days == pytest.approx(2.5, abs=1e-3)
    assert not outcome.is_met
    assert outcome.is_certain


def test_a_single_iteration_makes_no_gate_certain(plan: Path) -> None:
    result = riskmc.simulate(riskmc.read_plan(plan), iterations=1)
    for text in ("P80 <= 2027-01-05", "P80 <= 2030-01-01", "P(finish <= 2030-01-01) >= 80%"):
        assert not judge(parse_gate(text), result).is_certain


def test_a_criticality_gate_reads_the_index(simulated: riskmc.SimulationResult) -> None:
    outcome = judge(parse_gate("criticality(walls) <= 50%"), simulated)
    assert (outcome.is_met, outcome.is_certain, outcome.value) == (False, True, 1.0)
    assert judge(parse_gate("criticality(walls) <= 100%"), simulated).is_met
    assert not judge(parse_gate("criticality(walls) < 100%"), simulated).is_met


def test_a_missed_gate_ends_with_status_1_and_says_by_how_much(invoke: Invoke, plan: Path) -> None:
    result = invoke("run", plan, "--gate", "P80 <= 2027-01-20", "--gate", "P50 <= 2027-12-31")
    assert result.exit_code == 1
    assert re.search(
        r"MISSED  P80 <= 2027-01-20: P80 is 2027-\d\d-\d\d \d\d:\d\d, [\d.]+ working days late", result.stdout
    )
    assert re.search(r"met     P50 <= 2027-12-31: .* working days early .* sure at 95 %", result.stdout)


def test_gates_that_are_met_end_with_status_0(invoke: Invoke, plan: Path) -> None:
    gates = ["P80(handover) <= 2027-12-31", "P(roof <= 2027-12-31) >= 99%", "criticality(paint) <= 1"]
    result = invoke("run", plan, *(part for gate in gates for part in ("--gate", gate)))
    assert result.exit_code == 0
    assert result.stdout.count("  met     ") == 3


def test_gates_are_in_the_document_and_missed_ones_on_stderr(invoke: Invoke, plan: Path) -> None:
    result = invoke("run", plan, "--json", "--gate", "P80 <= 2027-01-20", "--gate", "P(finish <= 2027-12-31) >= 80%")
    assert result.exit_code == 1
    missed, met = json.loads(result.stdout)["gates"]
    assert (missed["gate"], missed["met"], missed["certain"]) == ("P80 <= 2027-01-20", False, True)
    assert missed["late_days"] > 0
    assert (met["met"], met["value"], met["late_days"]) == (True, 1.0, None)
    assert "Gate MISSED  P80 <= 2027-01-20" in result.stderr


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        ("P80(handver) <= 2027-12-31", "there is no milestone 'handver'; did you mean handover?"),
        ("P80(walls) <= 2027-12-31", "'walls' is a task without an objective; write an objective for it"),
        ("criticality(wals) <= 50%", "there is no task 'wals'; did you mean walls?"),
        ("P80 <= tomorrow", "is not understood"),
    ],
)
def test_a_gate_on_what_is_not_there_ends_with_status_2_before_the_run(
    invoke: Invoke, plan: Path, gate: str, words: str
) -> None:
    result = invoke("run", plan, "--gate", gate, "--iterations", 2**33)
    assert result.exit_code == 2
    assert words in result.stderr
