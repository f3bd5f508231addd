"""Runs side by side: paired where random numbers are shared, on one calendar, adding up from step to step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

import riskmc
from riskmc.analysis.comparison import compare_runs, why_not_paired
from riskmc.analysis.comparison_words import (
    comparison_sentences,
    difference_sentence,
    pairing_notes,
    shift_text,
    step_sentence,
)
from riskmc.analysis.differences import Difference
from riskmc.analysis.plan_changes import change_text, plan_changes
from tests.analysis.results import by_hand, spread
from tests.conftest import ROOT

FIRST = spread(10.0, 30.0, 2_000)


@pytest.fixture(scope="module")
def school() -> riskmc.Project:
    return riskmc.read_plan(ROOT / "configs" / "construction.yaml")


def without(plan: riskmc.Project, risk: str) -> riskmc.Project:
    return plan.model_copy(update={"risks": tuple(item for item in plan.risks if item.id != risk)})


def sampled(days: list[float], **changes: Any) -> riskmc.SimulationResult:
    """A result by hand whose provenance differs."""
    result = by_hand(days, sampling=changes.pop("sampling", "random"))
    return replace(result, provenance=replace(result.provenance, **changes))


def test_removing_a_risk_of_a_real_plan_is_known_twice_as_well_in_pairs(school: riskmc.Project) -> None:
    first = riskmc.simulate(school)
    shared = riskmc.simulate(without(school, "R06"))
    other = riskmc.simulate(without(school, "R06"), seed=99)
    paired, apart = compare_runs({"a": first, "b": shared, "c": other}).differences
    assert (paired.is_paired, apart.is_paired) == (True, False)
    # The risk strikes in a quarter of the iterations: in the others nothing differs.
    assert 0.75 <= paired.same < 0.95
    for level in (0.5, 0.8):
        assert paired.at(level).days.is_told_apart
        assert 1.5 * paired.at(level).days.half < apart.at(level).days.half
    assert 2.0 * paired.mean.half < apart.mean.half


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seed": 8}, "seeds 7 and 8"),
        ({"sampling": "lhs"}, "sampling random and lhs"),
        ({"version": "9.9"}, r"made by riskmc 1.2.3 and 9.9"),
        ({}, ""),
    ],
)
def test_runs_are_paired_only_where_they_share_random_numbers(changes: dict[str, Any], words: str) -> None:
    first, second = sampled(FIRST), sampled(FIRST, **changes)
    assert why_not_paired(first, second) == words
    comparison = compare_runs({"a": first, "b": second})
    assert comparison.runs[1].is_paired is not bool(words)
    assert any("not paired" in note for note in pairing_notes(comparison)) is bool(words)


def test_sobol_sequences_are_never_paired() -> None:
    run = by_hand(FIRST, sampling="sobol")
    assert "by place" in why_not_paired(run, run)


def test_paired_runs_of_two_lengths_are_compared_over_what_both_have() -> None:
    long = FIRST + [90.0] * 2_000
    comparison = compare_runs({"a": by_hand(long), "b": by_hand([day - 2.0 for day in FIRST])})
    difference = comparison.differences[0]
    assert difference.iterations == 2_000
    days = difference.at(0.8).days
    assert (days.value, days.low, days.high) == pytest.approx((-2.0, -2.0, -2.0))
    assert comparison.runs[0].percentiles[2].days == 90.0
    assert any("first 2,000 iterations" in note for note in pairing_notes(comparison))


def test_the_bridge_adds_up_from_the_first_run_to_the_last() -> None:
    runs = {name: by_hand([day + shift for day in FIRST]) for name, shift in (("a", 0), ("b", 1), ("c", -4))}
    runs["d"] = sampled([day + 3 for day in FIRST[:1_500]], seed=8)
    comparison = compare_runs(runs, level=0.9)
    total = sum(step.days.value for step in comparison.bridge)
    assert total == pytest.approx(comparison.end_days - comparison.start_days, abs=1e-9)
    assert [step.cause for step in comparison.bridge] == ["b", "c", "d"]
    assert [step.is_paired for step in comparison.bridge] == [True, True, False]
    assert "P90 moves" in step_sentence(comparison)


def test_another_calendar_is_told_in_days_of_the_first() -> None:
    week = {"mon-sun": ["08:00-12:00", "13:00-17:00"]}
    days = [5.0, 6.0, 7.0] * 10
    first = by_hand(days)
    second = by_hand(days, calendars={"every day": {"week": week}})
    comparison = compare_runs({"five": first, "seven": second})
    # The seventh working day of a week of seven is a Sunday: five working days of the first calendar.
    latest = comparison.runs[1].percentiles[3]
    assert latest.value == datetime(2027, 1, 10, 17)
    assert latest.days == 5.0
    shift = comparison.differences[0].at(0.9)
    assert shift.days.value == -2.0
    assert shift.calendar_days.value == pytest.approx(-2.0)
    assert any("another calendar" in note for note in pairing_notes(comparison))


def test_another_start_is_told_from_the_start_of_the_first() -> None:
    comparison = compare_runs({"a": by_hand(FIRST), "b": by_hand(FIRST, start="2027-01-11")})
    assert comparison.differences[0].at(0.8).days.value == pytest.approx(5.0, abs=1e-4)
    assert comparison.differences[0].at(0.8).calendar_days.value == pytest.approx(7.0)


def test_chances_of_all_promised_dates_stand_side_by_side() -> None:
    promise = {"id": "done", "finish": "project", "by": "2027-01-29", "confidence": "80%"}
    first = by_hand(FIRST, objectives=[promise])
    second = by_hand([day - 3 for day in FIRST], objectives=[{**promise, "by": "2027-02-05"}])
    comparison = compare_runs({"a": first, "b": second}, dates=[date(2027, 3, 1)])
    labels = [(item.label, str(item.by)[:10]) for item in comparison.chances]
    assert labels == [("plan of a", "2027-01-15"), ("done", "2027-01-29"), ("done", "2027-02-05"), ("", "2027-03-01")]
    for item in comparison.chances:
        one, other = item.chances
        assert one is not None
        assert other is not None
        assert item.differences[1] is not None
        assert item.differences[1].value == pytest.approx(other.value - one.value)
        assert item.differences[0] is None


def test_milestones_are_compared_by_id_and_those_of_one_run_left_out(school: riskmc.Project) -> None:
    second = school.model_copy(update={"objectives": school.objectives[1:]})
    comparison = compare_runs(
        {"a": riskmc.simulate(school, iterations=500), "b": riskmc.simulate(second, iterations=500)}
    )
    item = next(found for found in comparison.milestones if found.id == "power_on")
    assert item.differences[1] is not None
    assert item.differences[1].at(0.8).days == Difference(0.0, 0.0, 0.0)
    assert item.percentiles[0] is not None


def test_sentences_say_earlier_later_not_told_apart_and_the_same() -> None:
    shifted = {"a": by_hand(FIRST), "b": by_hand([day - 2.0 for day in FIRST])}
    comparison = compare_runs(shifted)
    assert comparison_sentences(comparison) == (
        "In b, P80 is 2 working days earlier than in a (to a tenth of a day, paired, 95 %).",
    )
    assert "later than in b" in comparison_sentences(compare_runs(dict(reversed(shifted.items()))))[0]
    same = compare_runs({"a": by_hand(FIRST), "b": by_hand(FIRST)})
    assert "same instant as a in all 2,000 iterations; they differ in at most 0.19 %" in comparison_sentences(same)[0]
    apart = compare_runs({"a": by_hand(FIRST), "b": sampled([day + 0.01 for day in FIRST], seed=8)})
    assert "is not told apart from that of a" in difference_sentence(apart.differences[0], apart)
    few = compare_runs({"a": by_hand([1.0, 2.0]), "b": by_hand([3.0, 4.0])})
    assert "too few iterations for an interval" in comparison_sentences(few)[0]
    assert shift_text(few.differences[0].at(0.8).days) == "+2 d"


def test_one_run_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="two runs at least"):
        compare_runs({"a": by_hand(FIRST)})


def test_what_differs_between_plans_is_told_by_id(school: riskmc.Project) -> None:
    assert plan_changes(school, school) == ()
    tasks = list(school.tasks)
    place = school.task_index["brickwork"]
    tasks[place] = tasks[place].model_copy(update={"duration": riskmc.Task(id="x", duration="45d").duration})
    plan = without(school, "R06").model_copy(update={"tasks": tuple(tasks)})
    words = [change_text(change) for change in plan_changes(school, plan)]
    assert words == [
        "task brickwork (Brickwork and rainscreen): duration PERT 43d / 55d / 70d -> 45d",
        "risk R06 (Switchgear is delivered late) removed",
    ]
    assert [change.change for change in plan_changes(plan, school)][-1] == "added"


def test_links_calendars_and_objectives_that_differ_are_told() -> None:
    def plan(**changes: Any) -> riskmc.Project:
        given: dict[str, Any] = {
            "name": "x", "start": "2027-01-04", "calendars": {"site": {"holidays": ["2027-01-06", "2027-01-07"]}},
            "objectives": [{"id": "o", "finish": "project", "by": "2027-02-01", "confidence": "80%"}],
            "tasks": [{"id": "a", "duration": "1d"}, {"id": "b", "duration": "2d", "after": ["a"]}],
        }  # fmt: skip
        return riskmc.Project(**{**given, **changes})

    def words(**changes: Any) -> list[str]:
        return [change_text(change) for change in plan_changes(plan(), plan(**changes))]

    after = [{"id": "a", "duration": "1d"}, {"id": "b", "duration": "2d", "after": ["a FS+3d"]}]
    assert words(tasks=after) == ["link a FS b: lag 0d -> 3d"]
    assert words(tasks=[after[0], {"id": "b", "duration": "2d"}]) == ["link a FS b removed"]
    assert words(calendars={"site": {"holidays": ["2027-01-07"]}}) == ["calendar site: holidays 2027-01-06 -> none"]
    goal = {"id": "o", "finish": "project", "by": "2027-02-05", "confidence": "80%"}
    assert words(objectives=[goal]) == ["objective o: date 1 February 2027 -> 5 February 2027"]
    assert words(start="2027-01-11") == ["project: start 4 January 2027 00:00 -> 11 January 2027 00:00"]


def test_a_difference_over_iterations_is_the_difference_of_the_parts() -> None:
    comparison = compare_runs({"a": by_hand(FIRST), "b": by_hand([day * 1.1 for day in FIRST])})
    for item in comparison.differences[0].levels:
        own = [np.sort(np.array(FIRST) * factor)[int(np.ceil(item.level * 2_000 - 1e-9)) - 1] for factor in (1.0, 1.1)]
        assert item.days.value == pytest.approx(own[1] - own[0])
