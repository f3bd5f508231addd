"""Risks that strike at some time only."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.compiled import compile_project
from riskmc.errors import PlanError
from riskmc.model.project import Project
from riskmc.simulation import replay, simulate
from tests.simulation.runs import assert_same_bits, run
from tests.strategies import examples, project_arguments

Arguments = dict[str, Any]
ALWAYS = {"from": "1990-01-01", "to": "2190-01-01"}
NEVER = {"from": "1990-01-01", "to": "1990-02-01"}
IDLE = {"id": "idle", "probability": 0, "window": NEVER, "impacts": [{"on": "all", "delay": "1d"}]}
"""It does nothing, but lets the plan be dated task by task."""


def with_window(arguments: Arguments, window: dict[str, Any] | None) -> Arguments:
    """The same plan, all risks with a window, dated task by task in any case."""
    changed = copy.deepcopy(arguments)
    for risk in changed["risks"]:
        if window is not None:
            risk["window"] = window
    changed["risks"].append(IDLE)
    return changed


def same_numbers(one: Any, two: Any) -> None:
    assert one.finish_minutes.tobytes() == two.finish_minutes.tobytes()
    assert one.kept_durations.tobytes() == two.kept_durations.tobytes()
    assert one.kept_finishes.tobytes() == two.kept_finishes.tobytes()
    assert one.sums.tasks.tobytes() == two.sums.tasks.tobytes()


@examples(40)
@given(arguments=project_arguments())
def test_a_window_that_is_always_open_is_none_to_the_bit(arguments: Arguments):
    opened, plain = (
        run(with_window(arguments, ALWAYS), iterations=300),
        run(with_window(arguments, None), iterations=300),
    )
    same_numbers(opened, plain)
    assert opened.sums.risks.tobytes() == plain.sums.risks.tobytes()
    assert opened.ranks.spearman.tobytes() == plain.ranks.spearman.tobytes()


@examples(40)
@given(arguments=project_arguments())
def test_a_window_that_is_missed_does_nothing(arguments: Arguments):
    missed = run(with_window(arguments, NEVER), iterations=300)
    same_numbers(missed, run({**arguments, "risks": [IDLE]}, iterations=300))
    assert not missed.sums.risks.any()


@examples(25)
@given(arguments=project_arguments(leads=False))
def test_a_plan_with_windows_shows_the_dates_of_one_without(arguments: Arguments):
    opened, plain = run(with_window(arguments, ALWAYS), iterations=50), run(arguments, iterations=50)
    assert opened.project.is_dated
    assert not plain.project.is_dated
    for task in plain.project.tasks:
        assert opened.task_durations(task.id).tobytes() == plain.task_durations(task.id).tobytes()
    late = [run.finish.quantile(p) for run in (opened, plain) for p in (0.2, 0.5, 0.9)]
    assert late[:3] == late[3:]


SHIPS: Arguments = {
    "name": "ships", "start": "2027-01-04",
    "tasks": [
        {"id": "piling", "duration": {"uniform": ["10d", "60d"]}},
        {"id": "jetty", "duration": "10d", "after": ["piling"]},
        {"id": "road", "duration": "50d"},
    ],
    "risks": [
        {"id": "storm", "probability": 0.5, "window": {"from": "2027-02-01", "to": "2027-02-26"},
         "impacts": [{"on": ["piling", "jetty"], "delay": "5d", "cost": 100, "draw": "each_task"}]},
        {"id": "traffic", "probability": 0.5, "window": {"while": ["jetty"]},
         "impacts": [{"on": "road", "factor": 1.5}]},
    ],
}  # fmt: skip


def test_replays_tell_who_was_struck_in_a_window_as_often_as_the_run_counted():
    result = simulate(Project(**SHIPS), iterations=400, keep_samples=True)
    played = [replay(result, iteration) for iteration in range(400)]
    for iteration, again in enumerate(played):
        assert again.schedule.finish == result.finish_minutes[iteration]
        assert again.schedule.duration.tobytes() == result.kept_durations[:, iteration].tobytes()
    for index, risk in enumerate(("storm", "traffic")):
        assert result.sums.risks[index, 0] == sum(risk in again.struck for again in played)
    hits = [len(again.struck.get("storm", ())) for again in played]
    assert result.sums.risks[0, 3] == 100.0 * sum(hits)
    assert {0, 1, 2} == set(hits)
    traffic = [again for again in played if "traffic" in again.struck]
    assert all(again.effects["traffic"].task_minutes["road"] == pytest.approx(25 * 480.0) for again in traffic)


@pytest.mark.parametrize("sampling", ["lhs", "random", "sobol"])
def test_windows_change_no_bit_between_threads(sampling: Any):
    project = Project(**SHIPS)
    one = simulate(project, iterations=3_000, sampling=sampling, jobs=1, keep_samples=True)
    assert_same_bits(one, simulate(project, iterations=3_000, sampling=sampling, jobs=2, keep_samples=True))


def test_ranks_see_the_durations_of_the_run():
    """Spearman's correlation over all iterations, from what the run kept."""
    from scipy.stats import spearmanr

    result = simulate(Project(**SHIPS), iterations=2_000, keep_samples=True)
    for index, task in enumerate(result.project.tasks):
        durations = result.kept_durations[index].astype(np.float32)
        if np.ptp(durations) > 0.0:
            expected = spearmanr(durations, result.finish_minutes).statistic
            assert result.tasks.loc[task.id, "cruciality_spearman"] == pytest.approx(expected, abs=1e-9)


def test_a_window_that_hangs_on_those_it_strikes_is_refused_with_the_circle():
    arguments = copy.deepcopy(SHIPS)
    arguments["risks"][1]["impacts"][0]["on"] = "piling"
    with pytest.raises(PlanError, match=r"risk 'traffic': its window is open while .* piling -> jetty -> piling"):
        compile_project(Project(**arguments))


def test_a_task_is_struck_while_itself_is_at_work():
    arguments = copy.deepcopy(SHIPS)
    arguments["risks"] = [
        {"id": "R", "probability": 1, "window": {"while": ["all"]}, "impacts": [{"on": "all", "delay": "1d"}]}
    ]
    result = run(arguments, iterations=20)
    assert (result.task_durations("jetty") == 11 * 480.0).all()


@st.composite
def dated(draw: st.DrawFn) -> Arguments:
    """Plans on two calendars, some tasks as late as possible, with windows over them."""
    arguments = draw(project_arguments())
    arguments["calendars"] = {
        "office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}, "all": {"week": {"mon-sun": ["00:00-24:00"]}},
    }  # fmt: skip
    for task in arguments["tasks"]:
        task["calendar"] = draw(st.sampled_from(("office", "all")))
        if draw(st.integers(0, 4)) == 0:
            task["exists"] = "50%"
    for risk in arguments["risks"]:
        risk["window"] = draw(st.sampled_from((ALWAYS, {"from": "2027-01-11", "to": "2027-01-20"})))
    return arguments


@examples(25)
@given(arguments=dated(), iteration=st.integers(0, 149))
def test_replays_of_dated_plans_with_windows_equal_their_run(arguments: Arguments, iteration: int):
    result = simulate(Project(**arguments), iterations=150, jobs=1, keep_samples=True)
    again = replay(result, iteration)
    assert again.schedule.duration.tobytes() == result.kept_durations[:, iteration].tobytes()
    assert again.schedule.early_finish.tobytes() == result.kept_finishes[:, iteration].tobytes()


@pytest.mark.parametrize("last", [{"duration": "0d"}, {"milestone": True}])
@pytest.mark.parametrize("link", [{}, {"link": "FS", "lag": "2d"}])
def test_what_takes_no_time_stays_where_its_links_put_it(last: dict[str, Any], link: dict[str, Any]):
    tasks = [{"id": "work", "duration": "1d"}, {"id": "end", "after": [{"task": "work", **link}], **last}]
    dated = run({"name": "x", "start": "2027-01-04", "tasks": tasks, "risks": [IDLE]}, iterations=20)
    assert dated.project.is_dated
    when = dated.timeline.date_of(dated.deterministic.early_start[1])
    assert when == dated.finish.quantile(0.5) == datetime(2027, 1, 6 if link else 4, 17)
