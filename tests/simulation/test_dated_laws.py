"""Laws of plans with calendars, constraints and progress, in every iteration."""

from __future__ import annotations

import copy
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.model.project import Project
from riskmc.model.timeline import WorkingTimeline
from riskmc.result import read_result
from riskmc.result.dates import minutes_of, seconds_of
from riskmc.result.run_result import SimulationResult
from riskmc.simulation import extend, replay, simulate
from riskmc.simulation.deterministic import planned_schedule
from tests.dated_projects import (
    CALENDARS,
    NAMES,
    STATUS,
    calendar_arguments,
    constrained_arguments,
    forced,
    moments,
    progressed_arguments,
    with_calendars,
)
from tests.simulation.runs import assert_same_bits, assert_same_draws, changed, run
from tests.simulation.test_addresses import ScatteringClient
from tests.strategies import examples, project_arguments

Arguments = dict[str, Any]
SECOND = 1.0 / 60.0
"""A minute of a timeline with a trace is read back to the second."""


def dates(result: SimulationResult, minutes: np.ndarray) -> np.ndarray:
    """Seconds of the calendar, whatever the timeline."""
    return seconds_of(result.timeline, minutes.ravel()).reshape(minutes.shape)


def worked(plain: SimulationResult, dated: SimulationResult, minutes: np.ndarray) -> np.ndarray:
    """Working minutes of the project's calendar, from minutes of a timeline with a trace."""
    return minutes_of(plain.timeline, dates(dated, minutes).ravel()).reshape(minutes.shape)


# -- one calendar: two ways through the network, the same dates -------------------------------------------------------


@examples(40)
@given(arguments=project_arguments())
def test_a_plan_with_one_calendar_has_the_same_working_time_by_either_way(arguments: Arguments):
    plain, dated = run(arguments), run(forced(arguments))
    assert not plain.project.is_dated
    assert dated.project.is_dated
    assert_same_draws(plain, dated)
    assert np.abs(worked(plain, dated, dated.finish_minutes) - plain.finish_minutes).max() <= SECOND
    assert np.abs(worked(plain, dated, dated.kept_finishes) - plain.kept_finishes).max() <= SECOND
    assert plain.tasks["criticality"].tolist() == dated.tasks["criticality"].tolist()
    for column in ("mean_float_days", "mean_days", "sd_days"):
        assert dated.tasks[column].to_numpy() == pytest.approx(plain.tasks[column].to_numpy(), rel=1e-9, abs=1e-6)


@examples(40)
@given(arguments=project_arguments())
def test_the_plan_itself_has_the_same_dates_and_floats_by_either_way(arguments: Arguments):
    plain, dated = run(arguments, iterations=1), run(forced(arguments), iterations=1)
    for name in ("early_start", "early_finish", "late_start", "late_finish"):
        mine = getattr(plain.deterministic, name)
        assert worked(plain, dated, getattr(dated.deterministic, name)) == pytest.approx(mine, abs=SECOND), name
    assert dated.deterministic.total_float == pytest.approx(plain.deterministic.total_float, abs=1e-6)


def lasting(arguments: Arguments) -> Arguments:
    """The same plan, whose tasks all take time."""
    longer = copy.deepcopy(arguments)
    for task in longer["tasks"]:
        task["duration"] = changed(task["duration"], lambda day: day + 1)
    return longer


@examples(40)
@given(arguments=project_arguments(kinds=("FS", "SS"), with_risks=False))
def test_work_that_links_hold_at_its_start_finishes_at_the_same_second_by_either_way(arguments: Arguments):
    arguments = lasting(arguments)
    plain, dated = run(arguments), run(forced(arguments))
    for name in ("kept_finishes", "finish_minutes"):
        minutes, found = getattr(plain, name), dates(dated, getattr(dated, name))
        assert np.all(dates(plain, minutes - SECOND) <= found), name
        assert np.all(dates(plain, minutes + SECOND) >= found), name
    timeline = plain.timeline
    starts = [timeline.date_of(minutes, "start") for minutes in plain.deterministic.early_start]
    assert starts == [dated.timeline.date_of(minutes) for minutes in dated.deterministic.early_start]
    assert plain.tasks["planned_finish"].tolist() == dated.tasks["planned_finish"].tolist()
    assert plain.tasks["planned_start"].tolist() == dated.tasks["planned_start"].tolist()


@examples(30)
@given(arguments=project_arguments())
def test_an_unlinked_task_on_another_calendar_leaves_the_draws_and_dates_of_the_others(arguments: Arguments):
    more = with_calendars(arguments)
    alone = {**with_calendars(arguments)}
    more["tasks"].append({"id": "odd", "duration": "1d", "calendar": "night"})
    plain, dated = run(alone), run(more)
    assert_same_draws(plain, dated)
    found = worked(plain, dated, dated.kept_finishes[: len(arguments["tasks"])])
    assert np.abs(found - plain.kept_finishes).max() <= SECOND


# -- names and constraints that say nothing ---------------------------------------------------------------------------


@examples(25)
@given(arguments=calendar_arguments())
def test_names_and_copies_of_calendars_change_no_number(arguments: Arguments):
    arguments = forced(arguments)
    renamed = copy.deepcopy(arguments)
    new = {name: f"{name} again" for name in CALENDARS}
    renamed["calendars"] = {new[name]: calendar for name, calendar in renamed["calendars"].items()}
    renamed["calendars"] |= {f"copy of {name}": CALENDARS[name] for name in CALENDARS}
    renamed["calendar"] = new["standard"]
    for number, task in enumerate(renamed["tasks"]):
        if task["calendar"] in new:
            task["calendar"] = f"copy of {task['calendar']}" if number % 2 else new[task["calendar"]]
        for link in task["after"]:
            if link.get("calendar") in new:
                link["calendar"] = new[link["calendar"]]
    one, two = run(arguments), run(renamed)
    assert one.finish_minutes.tobytes() == two.finish_minutes.tobytes()
    assert one.kept_finishes.tobytes() == two.kept_finishes.tobytes()
    assert one.sums.tasks.tobytes() == two.sums.tasks.tobytes()


@examples(25)
@given(arguments=calendar_arguments(), data=st.data())
def test_constraints_that_bind_nothing_change_no_number(arguments: Arguments, data: st.DataObject):
    idle = forced(arguments)
    for task in data.draw(st.lists(st.sampled_from(idle["tasks"]), max_size=3, unique_by=id)):
        earliest = data.draw(st.sampled_from(("start_no_earlier_than", "finish_no_earlier_than")))
        latest = data.draw(st.sampled_from(("start_no_later_than", "finish_no_later_than")))
        task["constraint"] = {earliest: "2027-01-04T00:00", latest: "2037-12-31"}
    idle["scheduling"]["late_constraints"] = data.draw(st.sampled_from(("float", "dates")))
    one, two = run(forced(arguments)), run(idle)
    assert one.finish_minutes.tobytes() == two.finish_minutes.tobytes()
    assert one.kept_finishes.tobytes() == two.kept_finishes.tobytes()
    assert one.sums.tasks.tobytes() == two.sums.tasks.tobytes()
    assert one.deterministic.total_float == pytest.approx(two.deterministic.total_float, abs=1e-6)


# -- more of it is never earlier --------------------------------------------------------------------------------------


@examples(25)
@given(arguments=calendar_arguments(), data=st.data())
def test_a_later_date_before_which_a_task_may_not_start_never_hastens_any(arguments: Arguments, data: st.DataObject):
    early, late = forced(arguments), forced(arguments)
    which = data.draw(st.integers(0, len(early["tasks"]) - 1))
    first, second = sorted((data.draw(moments()), data.draw(moments())))
    early["tasks"][which]["constraint"] = {"start_no_earlier_than": first}
    late["tasks"][which]["constraint"] = {"start_no_earlier_than": second}
    assert_never_earlier(run(early), run(late))


def assert_never_earlier(one: SimulationResult, other: SimulationResult) -> None:
    assert np.all(dates(other, other.finish_minutes) >= dates(one, one.finish_minutes))
    assert np.all(dates(other, other.kept_finishes) >= dates(one, one.kept_finishes))


@examples(25)
@given(arguments=calendar_arguments(kinds=("FS", "SS")), more=st.integers(0, 5), data=st.data())
def test_a_longer_duration_never_hastens_a_network_of_links_to_starts(
    arguments: Arguments, more: int, data: st.DataObject
):
    slower = forced(arguments)
    for task in data.draw(st.lists(st.sampled_from(slower["tasks"]), max_size=3, unique_by=id)):
        task["duration"] = changed(task["duration"], lambda day: day + more)
    assert_never_earlier(run(forced(arguments)), run(slower))


@examples(25)
@given(arguments=constrained_arguments())
def test_from_start_to_finish_a_task_has_the_working_time_of_its_work(arguments: Arguments):
    result = run(arguments)
    plan = result.deterministic
    for index, task in enumerate(result.project.tasks):
        if task.constrained("must_start_on", "must_finish_on") or task.expected_finish is not None:
            continue
        timeline = WorkingTimeline(result.project.calendar_of(task), result.timeline.start)
        start, finish = (result.timeline.date_of(row[index]) for row in (plan.early_start, plan.early_finish))
        spent = timeline.minutes_at(finish) - timeline.minutes_at(start)
        assert spent == pytest.approx(plan.duration[index], abs=2 * SECOND), task.id


# -- progress ---------------------------------------------------------------------------------------------------------


@examples(25)
@given(arguments=progressed_arguments())
def test_finished_work_is_never_uncertain(arguments: Arguments):
    result = run(arguments)
    for index, task in enumerate(result.project.tasks):
        if task.state == "finished":
            assert not result.kept_durations[index].any()
            done = {result.timeline.date_of(minutes) for minutes in set(result.kept_finishes[index].tolist())}
            assert done == {task.actual_finish}
            assert result.tasks.loc[task.id, "criticality"] == 0.0


@examples(40)
@given(arguments=calendar_arguments(with_risks=False), hours=st.integers(2, 24 * 30), data=st.data())
def test_work_that_goes_as_planned_leaves_the_dates_of_the_rest(arguments: Arguments, hours: int, data: st.DataObject):
    fixed = forced(arguments)
    for task in fixed["tasks"]:
        task["duration"] = f"{data.draw(st.integers(1, 24)) * 4}h"
        for link in task["after"]:
            link["lag"] = f"{data.draw(st.integers(-3, 6)) * 4}h"
    project = Project(**fixed)
    before, timeline = planned_schedule(project), project.timeline()
    status = project.start.replace(hour=0) + timedelta(hours=hours)
    starts = [timeline.date_of(minutes) for minutes in before.early_start]
    finishes = [timeline.date_of(minutes) for minutes in before.early_finish]
    by_id = {task["id"]: task for task in fixed["tasks"]}
    left = []
    for index, task in enumerate(project.tasks):
        if finishes[index] <= status:
            by_id[task.id] |= {"actual_start": starts[index].isoformat(), "actual_finish": finishes[index].isoformat()}
            by_id[task.id].pop("deadline", None)
        else:
            left.append(index)
            if starts[index] < status:
                own = WorkingTimeline(project.calendar_of(task), project.start)
                rest = own.minutes_at(finishes[index]) - own.minutes_at(status)
                by_id[task.id] |= {"actual_start": starts[index].isoformat(), "remaining": f"{rest:g}min"}
    fixed["status_date"] = status.isoformat()
    later = Project(**fixed)
    after, line = planned_schedule(later), later.timeline()
    assert [line.date_of(after.early_finish[index]) for index in left] == [finishes[index] for index in left]
    unstarted = [index for index in left if later.tasks[index].state == "not_started"]
    assert [line.date_of(after.early_start[index]) for index in unstarted] == [starts[index] for index in unstarted]


# -- addresses --------------------------------------------------------------------------------------------------------


def plan(n_tasks: int = 30) -> Arguments:
    """A plan with everything: calendars, constraints, progress, random lags, risks, tasks as late as possible."""
    rng = np.random.default_rng(5)
    tasks: list[dict[str, Any]] = []
    for number in range(n_tasks):
        low = int(rng.integers(1, 9))
        after: list[Any] = [
            {"task": f"t{source}", "link": str(rng.choice(["FS", "FS", "SS", "FF", "SF"])),
             "lag": f"{rng.integers(-2, 4)}d", "calendar": str(rng.choice(["", "24h", "successor"]))}
            for source in rng.choice(number, min(number, 2), replace=False)
        ]  # fmt: skip
        if number % 7 == 6:
            after.append({"task": f"t{number - 3}", "link": "FS", "lag": {"uniform": ["1d", "6d"]}})
        tasks.append({"id": f"t{number}", "calendar": NAMES[number % len(NAMES)], "after": after,
                      "duration": {"pert": [f"{low}d", f"{low + 2}d", f"{low + 9}d"]}})  # fmt: skip
    tasks[0] |= {"actual_start": "2027-01-05T08:00", "actual_finish": "2027-01-09T12:00"}
    tasks[1] |= {"actual_start": "2027-01-06T08:00", "remaining": {"uniform": ["1d", "6d"]}}
    tasks[4]["constraint"] = {"start_no_earlier_than": "2027-02-15", "finish_no_later_than": "2027-03-15"}
    tasks[9]["constraint"] = {"as_late_as_possible": True}
    tasks[11]["constraint"] = {"must_start_on": "2027-03-01"}
    tasks[12]["expected_finish"] = "2027-03-20"
    tasks.append({"id": "whole", "span": {"over": "all"}})
    tasks.append({"id": "end", "milestone": True, "after": [f"t{n_tasks - 1}", f"t{n_tasks - 2}"]})
    risks = [
        {"id": "R1", "probability": 0.3, "impacts": [{"on": ["t3", "t9", "t20"], "factor": {"uniform": [1.0, 1.4]}}]},
        {"id": "R2", "probability": 0.1, "strikes": "each_task", "impacts": [{"on": ["t5", "t12"], "delay": "2d"}]},
    ]  # fmt: skip
    return {"name": "all", "start": "2027-01-04", "status_date": STATUS, "tasks": tasks, "risks": risks,
            "calendars": CALENDARS, "scheduling": {"must_finish_by": "2027-06-01"}}  # fmt: skip


@pytest.fixture
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers name a folder for kernels; the tests keep theirs."""
    monkeypatch.setattr(os, "environ", os.environ.copy())


@pytest.mark.usefixtures("_environment")
@pytest.mark.parametrize("sampling", ["lhs", "random", "sobol"])
@pytest.mark.parametrize("iterations", [1, 127, 1024, 3_000])
def test_threads_and_executors_change_no_bit(sampling: str, iterations: int):
    options = {"sampling": sampling, "iterations": iterations, "seed": 7}
    serial = run(plan(), executor="serial", **options)
    for others in ({"jobs": 1}, {"jobs": 2}, {"jobs": 5}, {"executor": ScatteringClient()}):
        assert_same_bits(serial, run(plan(), **options, **others))


def test_a_continued_run_equals_the_run_in_one_go(tmp_path: Path):
    part = run(plan(), iterations=1_100)
    whole = run(plan(), iterations=2_500)
    assert_same_bits(extend(part, 1_400), whole)
    assert_same_bits(extend(read_result(part.save(tmp_path / "x.riskmc")), 1_400), whole)


def test_a_saved_result_comes_back_as_it_was(tmp_path: Path):
    result = run(plan(), iterations=1_100)
    back = read_result(result.save(tmp_path / "x.riskmc"))
    assert back.project == result.project
    assert_same_bits(result, back)
    for name in ("early_start", "early_finish", "late_start", "late_finish", "total_float"):
        assert getattr(back.deterministic, name).tobytes() == getattr(result.deterministic, name).tobytes()
    assert back.tasks.equals(result.tasks)


@pytest.mark.parametrize("iteration", [0, 127, 128, 1_023, 1_024, 1_499])
def test_a_replayed_iteration_is_what_the_run_saw(iteration: int):
    result = run(plan(), iterations=1_500)
    again = replay(result, iteration)
    assert again.schedule.finish == result.finish_minutes[iteration]
    assert again.schedule.duration.tobytes() == result.kept_durations[:, iteration].tobytes()
    assert again.schedule.early_finish.tobytes() == result.kept_finishes[:, iteration].tobytes()


@examples(25)
@given(arguments=progressed_arguments(), iteration=st.integers(0, 199))
def test_replays_of_any_plan_equal_its_run(arguments: Arguments, iteration: int):
    result = run(arguments)
    again = replay(result, iteration)
    assert again.schedule.finish == result.finish_minutes[iteration]
    assert again.schedule.duration.tobytes() == result.kept_durations[:, iteration].tobytes()
    assert again.schedule.early_finish.tobytes() == result.kept_finishes[:, iteration].tobytes()


@examples(15)
@given(arguments=progressed_arguments())
def test_sums_are_those_of_the_iterations_one_by_one(arguments: Arguments):
    result = run(arguments, iterations=40)
    again = [replay(result, iteration) for iteration in range(40)]
    is_open = np.array([task.state != "finished" for task in result.project.tasks])
    critical = np.mean([replayed.is_critical for replayed in again], axis=0)
    slack = np.mean([replayed.schedule.total_float for replayed in again], axis=0)
    assert result.tasks["criticality"].to_numpy()[is_open] == pytest.approx(critical[is_open], abs=1e-12)
    days = np.array([result.project.calendar_of(task).minutes_per_day for task in result.project.tasks])
    expected = np.maximum(slack, 0.0) / days
    assert result.tasks["mean_float_days"].to_numpy()[is_open] == pytest.approx(expected[is_open], abs=1e-6)
    assert result.tasks["mean_days"].to_numpy() == pytest.approx(result.kept_durations.mean(axis=1) / days, rel=1e-9)


@examples(15)
@given(arguments=constrained_arguments(), data=st.data())
def test_a_task_on_another_calendar_leaves_the_draws_of_the_others(arguments: Arguments, data: st.DataObject):
    more = copy.deepcopy(arguments)
    more["tasks"].append({"id": "odd", "duration": {"pert": ["1d", "2d", "9d"]}, "calendar": "night"})
    if data.draw(st.booleans()):
        more["tasks"][0]["calendar"] = data.draw(st.sampled_from(NAMES))
        arguments["tasks"].pop(0)
        gone = more["tasks"][0]["id"]
        for task in arguments["tasks"]:
            task["after"] = [link for link in task["after"] if link["task"] != gone]
        for risk in arguments["risks"]:
            for impact in risk["impacts"]:
                impact["on"] = [name for name in impact["on"] if name != gone]
        more["risks"] = arguments["risks"] = []
    if arguments["tasks"]:
        assert_same_draws(run(arguments), run(more))


def test_without_uncertainty_a_run_finishes_on_the_date_of_the_plan():
    certain = plan()
    for task in certain["tasks"]:
        if "duration" in task:
            task["duration"] = "5d"
        if "remaining" in task:
            task["remaining"] = "3d"
        for link in task.get("after", []):
            if isinstance(link, dict):
                link["lag"] = link["lag"] if isinstance(link["lag"], str) else "2d"
    certain["risks"] = []
    result = simulate(Project(**certain), iterations=200)
    assert set(result.finish_minutes.tolist()) == {result.deterministic.finish}
