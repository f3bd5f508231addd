"""Objectives are judged by the estimate, and called close where its interval holds what is wanted."""

from __future__ import annotations

from typing import Any

import pytest

from riskmc import simulate
from riskmc.analysis import objective_outcomes
from riskmc.analysis.objectives import ObjectiveOutcome, samples_of
from riskmc.model import Project
from riskmc.result import proportion_interval
from tests.analysis.results import by_hand, spread


def judged(days: list[float], confidence: float, by: str = "2027-01-15", at: float = 0.95) -> ObjectiveOutcome:
    objectives = [{"id": "o", "finish": "project", "by": by, "confidence": confidence}]
    (outcome,) = objective_outcomes(by_hand(days, objectives=objectives), at)
    return outcome


def early(hits: int, n: int) -> list[float]:
    return [5.0] * hits + [15.0] * (n - hits)


@pytest.mark.parametrize("hits", [0, 1, 500, 799, 800, 801, 999, 1000])
@pytest.mark.parametrize("wanted", [0.001, 0.5, 0.8, 0.999])
def test_an_objective_is_met_where_its_share_is_at_least_what_is_wanted(hits: int, wanted: float) -> None:
    outcome = judged(early(hits, 1000), wanted)
    exact = proportion_interval(hits, 1000)
    assert outcome.chance == exact
    assert outcome.met == (hits >= round(1000 * wanted))
    assert outcome.is_certain == (wanted < exact.low or wanted > exact.high)
    assert outcome.wanted == wanted


@pytest.mark.parametrize("percent", range(1, 100))
def test_an_objective_exactly_at_its_confidence_is_met_and_close(percent: int) -> None:
    outcome = judged(early(percent, 100), percent / 100)
    assert outcome.met
    assert not outcome.is_certain


def test_no_share_of_a_single_iteration_is_certain_of_what_is_usual() -> None:
    for days in ([5.0], [15.0]):
        assert not judged(days, 0.8).is_certain


def test_more_confidence_makes_fewer_verdicts_certain() -> None:
    assert judged(early(770, 1000), 0.8, at=0.9).is_certain
    assert not judged(early(770, 1000), 0.8, at=0.99).is_certain


def test_the_date_that_can_be_promised_is_the_percentile_of_what_is_wanted() -> None:
    days = [float(day) for day in range(1, 101)]
    for wanted in (0.05, 0.5, 0.8, 0.99):
        outcome = judged(days, wanted)
        assert outcome.attained == by_hand(days).finish.estimate(wanted)
        assert outcome.attained.days == round(100 * wanted)


@pytest.mark.parametrize("wanted", [0.05, 0.5, 0.8, 0.99])
def test_an_objective_at_its_own_attained_instant_is_met(wanted: float) -> None:
    days = spread(1.0, 40.0, 333)
    instant = judged(days, wanted).attained.value
    assert judged(days, wanted, by=instant.isoformat()).met


def test_a_date_means_the_end_of_that_day_and_an_instant_itself() -> None:
    # 9.75 working days end on Friday 15 January at 15:00.
    days = [9.75] * 10
    assert judged(days, 0.5, "2027-01-15").chance.value == 1.0
    assert judged(days, 0.5, "2027-01-15T15:00").chance.value == 1.0
    assert judged(days, 0.5, "2027-01-15T14:59").chance.value == 0.0
    assert judged(days, 0.5, "2027-01-14").chance.value == 0.0


def test_a_date_before_the_start_has_no_chance() -> None:
    outcome = judged(spread(1.0, 9.0, 100), 0.8, "2026-12-01")
    assert outcome.chance.value == 0.0
    assert not outcome.met
    assert outcome.is_certain


PLAN: dict[str, Any] = {
    "name": "Shed",
    "start": "2027-01-04",
    "objectives": [
        {"id": "whole", "finish": "project", "by": "2027-01-29", "confidence": 0.8},
        {"id": "pit", "finish": "dig", "by": "2027-01-11", "confidence": 0.8},
        {"id": "last", "finish": "done", "by": "2027-01-29", "confidence": 0.8},
    ],
    "tasks": [
        {"id": "dig", "name": "Dig the pit", "duration": {"uniform": ["4d", "9d"]}},
        {"id": "wall", "duration": {"uniform": ["4d", "9d"]}, "after": ["dig"]},
        {"id": "done", "milestone": True, "after": ["wall"]},
    ],
}


def test_objectives_keep_the_order_of_the_plan_and_tell_whose_finish_they_mean() -> None:
    result = simulate(Project(**PLAN), iterations=200, jobs=1)
    outcomes = objective_outcomes(result)
    assert [(one.id, one.finish, one.name, one.is_project) for one in outcomes] == [
        ("whole", "project", "Shed", True),
        ("pit", "dig", "Dig the pit", False),
        ("last", "done", "done", True),
    ]
    assert outcomes[0].chance == outcomes[2].chance
    assert outcomes[1].chance.value == (result.milestones["dig"].minutes <= 6 * 480.0).mean()
    assert samples_of(result, "project") is result.finish
    assert samples_of(result, "dig") is result.milestones["dig"]


def test_a_plan_without_objectives_has_no_outcome() -> None:
    assert objective_outcomes(by_hand([1.0])) == ()
