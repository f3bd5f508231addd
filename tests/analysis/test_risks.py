"""Risks are told by how often they struck, and how much later the project then finished."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from riskmc import simulate
from riskmc.analysis import risk_outcomes, risk_shift_frame
from riskmc.analysis.estimates import half_width
from riskmc.model import Project
from riskmc.result import SimulationResult, proportion_interval
from tests.analysis.results import by_hand


def risk(identity: str, probability: float = 0.5, **changes: Any) -> dict[str, Any]:
    return {"id": identity, "probability": probability, "impacts": [{"on": "work", "delay": "2d"}], **changes}


DAYS = [4.0, 5.0, 6.0, 7.0, 10.0, 12.0, 8.0, 20.0]
STRUCK = [False, False, False, False, True, True, False, True]


def struck(*rows: list[bool], risks: list[dict[str, Any]] | None = None) -> SimulationResult:
    return by_hand(DAYS, struck=rows, risks=risks or [risk(f"R{index}") for index in range(len(rows))])


def test_the_shift_is_the_mean_finish_with_less_the_mean_finish_without() -> None:
    (outcome,) = risk_outcomes(struck(STRUCK), 0.9)
    assert outcome.shift_days == pytest.approx((10 + 12 + 20) / 3 - (4 + 5 + 6 + 7 + 8) / 5, rel=1e-12)
    assert outcome.shift_days_se == pytest.approx(np.std(DAYS, ddof=1) * math.sqrt(1 / 3 + 1 / 5), rel=1e-12)
    assert outcome.occurred == proportion_interval(3, 8, 0.9)


def test_the_expected_shift_is_what_the_risk_adds_to_the_mean_finish() -> None:
    (outcome,) = risk_outcomes(struck(STRUCK))
    without = np.mean([day for day, hit in zip(DAYS, STRUCK, strict=True) if not hit])
    assert outcome.expected_days == pytest.approx(np.mean(DAYS) - without, rel=1e-12)


@pytest.mark.parametrize("always", [False, True])
def test_a_risk_that_always_or_never_occurs_has_no_shift_and_is_left_off_the_chart(always: bool) -> None:
    result = struck([always] * 8, STRUCK)
    constant = risk_outcomes(result)[-1]
    assert constant.id == "R0"
    assert constant.occurred.value == float(always)
    assert math.isnan(constant.shift_days)
    assert math.isnan(constant.shift_days_se)
    assert math.isnan(constant.expected_days)
    assert risk_shift_frame(result).index.tolist() == ["R1"]


def test_risks_are_ranked_by_how_much_they_move_the_mean_finish_either_way() -> None:
    chance = [True, False] * 4
    opportunity = [not hit for hit in STRUCK]
    outcomes = risk_outcomes(struck(chance, opportunity, STRUCK, [False] * 8))
    weights = [0.0 if math.isnan(one.expected_days) else abs(one.expected_days) for one in outcomes]
    assert weights == sorted(weights, reverse=True)
    assert outcomes[0].id == "R1"
    assert outcomes[0].shift_days < 0.0
    assert outcomes[-1].id == "R3"


def test_equals_keep_the_order_of_the_plan() -> None:
    risks = [risk(name) for name in ("c", "a", "b")]
    outcomes = risk_outcomes(struck(STRUCK, STRUCK, STRUCK, risks=risks))
    assert [outcome.id for outcome in outcomes] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("texts", "title"),
    [
        ({"title": "Rain", "event": "It rains"}, "Rain"),
        ({"event": "It <rains> & pours"}, "It <rains> & pours"),
        ({}, "R0"),
    ],
)
def test_a_risk_without_a_title_is_called_by_its_event_or_id(texts: dict[str, str], title: str) -> None:
    result = struck(STRUCK, risks=[risk("R0", owner="Ann", **texts)])
    (outcome,) = risk_outcomes(result)
    assert (outcome.title, outcome.owner) == (title, "Ann")
    assert risk_shift_frame(result)["name"].tolist() == [title]


def test_the_tasks_that_a_risk_can_strike_are_counted_once() -> None:
    tasks = [{"id": name, "group": "civil", "tags": ["wet"], "duration": "5d"} for name in ("a", "b", "c")]
    risks = [
        {
            "id": "R",
            "probability": 0.2,
            "strikes": "each_task",
            "impacts": [{"on": ["group:civil", "a"], "delay": "1d"}, {"on": ["tag:wet"], "factor": 1.1}],
        },
        {"id": "S", "probability": 0.2, "impacts": [{"on": ["a", "task:b"], "delay": "1d"}]},
    ]
    plan = Project(name="Shed", start="2027-01-04", tasks=tasks, risks=risks)
    outcomes = {one.id: one for one in risk_outcomes(simulate(plan, iterations=100, jobs=1))}
    assert (outcomes["R"].n_tasks, outcomes["R"].strikes) == (3, "each_task")
    assert (outcomes["S"].n_tasks, outcomes["S"].strikes) == (2, "once")


@pytest.mark.parametrize(("probability", "share"), [(0, 0.0), (1, 1.0)])
def test_a_probability_of_0_or_1_is_never_or_always(probability: float, share: float) -> None:
    plan = Project(
        name="Shed",
        start="2027-01-04",
        tasks=[{"id": "work", "duration": {"uniform": ["4d", "9d"]}}],
        risks=[risk("R", probability)],
    )
    result = simulate(plan, iterations=300, jobs=1)
    (outcome,) = risk_outcomes(result)
    assert (outcome.probability, outcome.occurred.value) == (probability, share)
    assert risk_shift_frame(result).empty
    assert list(risk_shift_frame(result)) == ["name", "occurred", "shift_days", "shift_half", "expected_days"]


def test_a_delay_on_the_only_path_shifts_the_finish_by_itself() -> None:
    plan = Project(name="x", start="2027-01-04", tasks=[{"id": "work", "duration": "5d"}], risks=[risk("R", 0.3)])
    (outcome,) = risk_outcomes(simulate(plan, iterations=500, jobs=1))
    assert outcome.shift_days == pytest.approx(2.0, rel=1e-12)
    assert outcome.expected_days == pytest.approx(2.0 * outcome.occurred.value, rel=1e-12)


def test_outcomes_repeat_the_table_of_risks() -> None:
    result = struck(STRUCK, [True, False] * 4)
    for outcome in risk_outcomes(result):
        row = result.risks.loc[outcome.id]
        assert (outcome.occurred.value, outcome.shift_days) == (row["occurred"], row["finish_shift_days"])


def test_the_chart_shows_the_top_risks_with_half_their_interval() -> None:
    rng = np.random.default_rng(1)
    rows = [list(rng.permutation(STRUCK)) for _ in range(40)]
    result = struck(*rows)
    frame = risk_shift_frame(result, confidence=0.8)
    assert len(frame) == 15
    for outcome in risk_outcomes(result)[:15]:
        row = frame.loc[outcome.id]
        assert (row["shift_days"], row["expected_days"]) == (outcome.shift_days, outcome.expected_days)
        assert row["shift_half"] == half_width(outcome.shift_days_se, 0.8)
    assert len(risk_shift_frame(result, top=3)) == 3


def test_a_plan_without_risks_has_an_empty_chart() -> None:
    assert risk_outcomes(by_hand([1.0, 2.0])) == ()
    assert risk_shift_frame(by_hand([1.0, 2.0])).empty
