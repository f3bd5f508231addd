"""Trigger points, reserves and proposed signals of whole plans."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from riskmc.analysis.reserves import reserve_outcomes, shortfall_of
from riskmc.analysis.signal_ranking import ranked_signals
from riskmc.analysis.signals import targets_of
from riskmc.analysis.trigger_points import Triggers, trigger_points
from riskmc.analysis.trigger_words import watch_sentences
from riskmc.model import Project
from riskmc.result import SimulationResult
from riskmc.simulation import simulate
from tests.analysis.test_conditional_chance import CHERNOFF_SD
from tests.constants import Z

DAY = 480.0
N = 20_000


def series(by: str = "2027-07-02", n: int = N, **more: Any) -> SimulationResult:
    """Two normal tasks in series, 60 and 60 days with 6 days of spread each, promised 130 days (2 July) after."""
    tasks = [
        {"id": "make", "name": "Make", "duration": {"normal": {"mean": "60d", "sd": "6d"}}},
        {"id": "made", "name": "Steel made", "milestone": True, "after": ["make"]},
        {"id": "build", "name": "Build", "duration": {"normal": {"mean": "60d", "sd": "6d"}}, "after": ["made"]},
        {"id": "end", "name": "Handover", "milestone": True, "after": ["build"]},
    ]
    objectives = [{"id": "on-time", "finish": "end", "by": by, "confidence": "80%"}]
    arguments = {"name": "Quay", "start": "2027-01-04", "tasks": tasks, "objectives": objectives, **more}
    return simulate(Project(**arguments), iterations=n, sampling="random", jobs=1)


def plan(**more: Any) -> dict[str, Any]:
    return {"id": "CP1", "protects": "on-time", "signal": {"finish": "made"}, **more}


def of(result: SimulationResult, *levels: float) -> Triggers:
    return trigger_points(result, levels)


@pytest.mark.parametrize("level", [0.5, 0.8])
def test_two_normal_tasks_in_series_have_the_trigger_point_of_the_closed_form(level):
    point = of(series(contingency={"plans": [plan()]}), level).watches[0].points[0]
    days = 130.0 - 60.0 - 6.0 * float(ndtri(level))
    away = (days - 60.0) / 6.0
    density = math.exp(-(away**2) / 2.0) / math.sqrt(2.0 * math.pi) / 6.0
    slope = math.exp(-(ndtri(level) ** 2) / 2.0) / math.sqrt(2.0 * math.pi) / 6.0
    error = CHERNOFF_SD * (4.0 * level * (1.0 - level) / (density * slope**2 * N)) ** (1.0 / 3.0)
    assert abs(point.crossing.value / DAY - days) <= Z * error
    reached = 0.5 * math.erfc(away / math.sqrt(2.0))
    # What is reached moves with the point that was found.
    assert abs(point.alarm.reached.value - reached) <= Z * (math.sqrt(reached * (1.0 - reached) / N) + density * error)


def test_one_decides_a_lead_time_before_the_trigger_point():
    response = {"lead_time": "10d"}
    result = series(contingency={"plans": [plan(response=response, level="50%")]})
    point = of(result).watches[0].points[0]
    assert point.level == 0.5
    decide = result.timeline.minutes_at(point.decide_by)
    assert decide == pytest.approx(point.crossing.value - 10 * DAY, abs=0.02)
    deadline = result.timeline.minutes_at(datetime(2027, 7, 3))
    assert point.room_days * DAY == pytest.approx(deadline - point.crossing.value - 10 * DAY)
    assert not point.is_past
    told = " ".join(watch_sentences(of(result).watches[0], None))
    assert "If Steel made finishes after " in told
    assert "the chance of Handover by 2 July 2027 is below 50 %; that happens in " in told
    assert ", 10d ahead." in told


def test_a_decision_that_was_due_before_the_status_date_is_told():
    result = series(contingency={"plans": [plan(response={"lead_time": "100d"}, level="50%")]})
    watch = of(result).watches[0]
    assert watch.points[0].is_past
    assert watch.points[0].room_days < 0.0
    told = " ".join(watch_sentences(watch, None))
    assert "; it had to be decided by " in told
    assert "after the date that it is to save" in told


def test_rates_count_what_they_say():
    result = series(contingency={"plans": [plan(threshold="2027-04-05")]})
    watch = of(result).watches[0]
    own = watch.own
    assert own is not None
    late = result.milestones["made"].minutes > result.timeline.minutes_at(datetime(2027, 4, 6))
    met = result.milestones["end"].minutes <= result.timeline.minutes_at(datetime(2027, 7, 3))
    assert (watch.target.met == met).all()
    assert own.alarm.reached.value == late.mean()
    assert own.alarm.met_beyond.value == met[late].mean()
    assert own.alarm.met_within.value == met[~late].mean()
    assert own.alarm.misses.value == (~late)[~met].mean()
    assert own.alarm.false_positives.value == late[met].mean()
    lowest = watch.points[-1].crossing
    assert own.verdict == "early"
    assert own.value < lowest.low
    assert own.days * DAY == pytest.approx(own.value - lowest.value)


@pytest.mark.parametrize(
    ("threshold", "value"), [("2027-04-02", 65 * DAY), ("5d", 65 * DAY), ("2027-04-02T12:00", 64 * DAY + 240)]
)
def test_a_threshold_is_a_date_or_working_time_behind_the_plan(threshold, value):
    watch = of(series(n=2_000, contingency={"plans": [plan(threshold=threshold)]})).watches[0]
    assert watch.own.value == pytest.approx(value)


def test_a_buffer_is_the_share_of_a_reserve_that_is_used_up():
    reserve = {"id": "float", "of": "schedule", "amount": "10d", "before": "made"}
    held = {"reserves": [reserve], "plans": [plan(signal={"buffer": "float"}, threshold="5d"), plan(id="CP2")]}
    watches = of(series(contingency=held), 0.5).watches
    share, date = (watch.points[0] for watch in watches)
    assert share.date == date.date
    assert share.crossing.value == pytest.approx((date.crossing.value - 60 * DAY) / (10 * DAY))
    assert watches[0].own.value == pytest.approx(0.5)


def test_what_is_protected_has_its_date_from_an_objective_a_deadline_or_the_reserves():
    def target(**more: Any) -> Any:
        result = series(n=1_000, **more)
        found = targets_of(result, result.project.contingency.plans[0])
        return [(item.id, item.basis, result.timeline.date_of(item.deadline)) for item in found]

    day = datetime(2027, 7, 2, 17)
    assert target(contingency={"plans": [plan()]}) == [("on-time", "objective", day)]
    assert target(contingency={"plans": [plan(protects="end")]}) == [("on-time", "objective", day)]
    assert target(contingency={"plans": [plan(protects="project")]}) == [("on-time", "objective", day)]
    held = {"plans": [plan(protects="build")]}
    assert target(contingency=held) == []
    reserve = {"id": "r", "of": "schedule", "amount": "10d", "before": "build"}
    assert target(contingency={**held, "reserves": [reserve]}) == [("task:build", "reserve", day)]


def test_a_plan_without_a_date_or_a_signal_is_not_judged_and_told_why():
    held = {"plans": [plan(protects="build"), plan(id="CP2", signal="weather"), {"id": "CP3"}]}
    found = of(series(n=1_000, contingency=held))
    assert found.watches == ()
    assert [(item.plan.id, item.why.partition(":")[0]) for item in found.unjudged] == [
        ("CP1", "nothing says when what it protects must be finished"),
        ("CP2", "its signal is known in words alone"),
        ("CP3", "it has no signal"),
    ]


def test_few_iterations_give_no_trigger_point():
    found = of(series(n=100, contingency={"plans": [plan()]}))
    assert found.unjudged[0].why == "100 iterations are too few; 200 are the fewest"


@pytest.mark.parametrize(("by", "word"), [("2028-12-29", "met"), ("2027-01-29", "missed")])
def test_what_is_certain_needs_no_signal(by, word):
    watch = of(series(by, n=2_000, contingency={"plans": [plan(threshold="5d")]})).watches[0]
    places = {"met": "never_below", "missed": "always_below"}
    assert {point.crossing.place for point in watch.points} == {places[word]}
    assert [point.decide_by for point in watch.points] == [None, None]
    told = next(watch_sentences(watch, None))
    assert told.endswith(f" is {word} in every iteration, so that no signal tells anything of it.")


def test_a_signal_that_comes_with_the_objective_is_told():
    watch = of(series(contingency={"plans": [plan(signal={"finish": "end"})]})).watches[0]
    assert watch.late_share == 1.0
    assert any("only when it is decided" in text for text in watch_sentences(watch, None))


def test_a_signal_of_a_task_is_kept_in_every_iteration():
    watch = of(series(contingency={"plans": [plan(signal={"finish": "make"})]})).watches[0]
    assert watch.signal.values.size == N
    same = of(series(contingency={"plans": [plan()]})).watches[0]
    assert (watch.signal.values == same.signal.values).all()


def test_without_plans_the_milestones_that_tell_most_are_proposed():
    found = of(series())
    assert found.is_proposal
    assert [(watch.signal.label, watch.target.id) for watch in found.watches] == [("finish(made)", "on-time")]
    item = found.ranked[0]
    # Of two equal tasks in series the first tells as much as the second: the area for a correlation of the root of 1/2.
    assert 0.75 < item.telling.value < 0.95
    assert item.lead_days == pytest.approx(70.0, abs=0.3)


def test_a_milestone_that_no_other_beats_is_best_for_its_date():
    tasks = [
        {"id": "a", "duration": {"uniform": ["10d", "30d"]}},
        {"id": "A", "milestone": True, "after": ["a"]},
        {"id": "b", "duration": {"uniform": ["10d", "30d"]}, "after": ["A"]},
        {"id": "B", "milestone": True, "after": ["b"]},
        {"id": "side", "duration": {"uniform": ["45d", "55d"]}},
        {"id": "S", "milestone": True, "after": ["side"]},
        {"id": "c", "duration": {"uniform": ["10d", "30d"]}, "after": ["B"]},
        {"id": "end", "milestone": True, "after": ["c", "S"]},
    ]
    result = series(tasks=tasks, by="2027-03-29")
    best = {item.signal.subject: item.is_best for item in ranked_signals(result)}
    assert best == {"B": True, "A": True, "S": False}


def test_reserves_are_judged_in_the_order_in_which_they_are_drawn_on():
    board = {"id": "board", "of": "schedule", "kind": "management", "amount": "5d"}
    team = {"id": "team", "of": "schedule", "amount": "10d"}
    result = series(contingency={"reserves": [board, team]})
    late = result.finish.minutes / DAY - 120.0
    first, second = reserve_outcomes(result)
    assert (first.base, second.base) == (10.0, 0.0)
    assert second.enough.value == (late <= 10.0).mean()
    assert first.touched.value == (late > 10.0).mean()
    assert first.enough.value == (late <= 15.0).mean()
    assert first.shortfall.mean == pytest.approx((late[late > 15.0] - 15.0).mean())
    assert [need.value for need in first.needs] == pytest.approx(
        np.quantile(late, [0.5, 0.8, 0.9], method="inverted_cdf")
    )


def test_the_shortfall_is_the_conditional_tail_expectation():
    spread = 6.0 * math.sqrt(2.0)
    result = series(contingency={"reserves": {"schedule": "10d"}})
    outcome = reserve_outcomes(result)[0]
    away = 10.0 / spread
    tail = 0.5 * math.erfc(away / math.sqrt(2.0))
    density = math.exp(-(away**2) / 2.0) / math.sqrt(2.0 * math.pi)
    mean = spread * (density / tail - away)
    # The second moment of a normal above a bound gives the variance of what is missing.
    variance = spread**2 * (1.0 + away * density / tail - (density / tail) ** 2)
    n = outcome.shortfall.iterations
    assert abs(n / N - tail) <= Z * math.sqrt(tail * (1.0 - tail) / N)
    assert abs(outcome.shortfall.mean - mean) <= Z * math.sqrt(variance / n)


def test_the_interval_of_the_shortfall_covers_it():
    runs, covered = 400, 0
    for seed in range(runs):
        found = shortfall_of(np.random.default_rng(seed).standard_exponential(200))
        covered += found.low <= 1.0 <= found.high
    # Of a skewed tail the Student interval covers a little less than it says.
    assert covered >= 0.93 * runs - Z * math.sqrt(runs * 0.93 * 0.07)


def test_a_reserve_that_is_always_enough_is_never_short():
    outcome = reserve_outcomes(series(n=500, contingency={"reserves": {"schedule": "500d"}}))[0]
    assert (outcome.enough.value, outcome.shortfall.iterations) == (1.0, 0)
    assert math.isnan(outcome.shortfall.mean)


def test_a_risk_calls_for_its_plan_where_the_chance_falls_below_the_level():
    risk = {"id": "R1", "title": "Storm", "probability": "30%", "impacts": [{"on": "build", "delay": "15d"}]}
    held = {"plans": [plan(signal={"risk": "R1"}, response={"lead_time": "5d"})]}
    result = series(risks=[risk], contingency=held)
    watch = of(result, 0.5, 0.1).watches[0]
    struck, spared = (0.5 * math.erfc(-away / (6.0 * math.sqrt(2.0)) / math.sqrt(2.0)) for away in (-5.0, 10.0))
    for value, truth, n in ((1.0, struck, 0.3 * N), (0.0, spared, 0.7 * N)):
        assert abs(watch.curve.at(value).value - truth) <= Z * math.sqrt(truth * (1.0 - truth) / n)
    calls, never = watch.points
    assert (calls.crossing.place, calls.crossing.value) == ("crossed", 0.0)
    assert never.crossing.place == "never_below"
    assert abs(calls.alarm.reached.value - 0.3) <= Z * math.sqrt(0.3 * 0.7 / N)
    # The risk strikes when its task starts; one must decide five days before the earliest tenth of these dates.
    starts = np.sort(result.milestones["made"].minutes[watch.signal.values > 0.0])
    decide = result.timeline.minutes_at(calls.decide_by)
    assert decide == pytest.approx(starts[int(0.1 * (starts.size - 1))] - 5 * DAY, abs=0.02)
    told = " ".join(watch_sentences(watch, None))
    assert "Where Storm strikes, the chance is " in told
    assert "If Storm strikes, the chance of Handover by 2 July 2027 is below 50 %; that happens in 30 %" in told


def test_money_to_date_that_watches_progress_is_said_to_and_is_known_only_then():
    tasks = [
        {"id": "make", "duration": {"normal": {"mean": "60d", "sd": "6d"}}, "cost": {"fixed": "100k"}},
        {"id": "end", "milestone": True, "after": ["make"]},
    ]
    held = {"plans": [plan(signal={"cost": "total", "on": "2027-02-12"}, response={"lead_time": "10d"}, level="50%")]}
    watch = of(series("2027-03-26", n=2_000, tasks=tasks, contingency=held)).watches[0]
    # What is spent by a date is a share of the work: the longer it takes, the less.
    assert watch.telling.value == 0.0
    told = " ".join(watch_sentences(watch, None))
    assert "in 100 % (100–100 %) of pairs of a missed and a met iteration it is lower in the missed one" in told
    assert "this signal watches progress, not prices" in told
    assert "What is spent by 12 February 2027 is known only then, 10d after one must decide" in told
