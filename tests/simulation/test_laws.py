"""Laws that hold in every iteration of every plan."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from riskmc.model.project import Project
from tests import naive
from tests.simulation.runs import assert_same_bits, assert_same_draws, changed, run
from tests.strategies import examples, project_arguments

Arguments = dict[str, Any]
MINUTES_PER_DAY = 480.0
SAMPLINGS = st.sampled_from(("lhs", "random", "sobol"))


def longest(value: Any) -> float:
    """The largest value of a quantity or distribution in days, as a plan file spells it."""
    if isinstance(value, str):
        return float(value.removesuffix("d"))
    ((_, stated),) = value.items()
    return max(longest(day) for day in stated)


def shortest(value: Any) -> float:
    if isinstance(value, str):
        return float(value.removesuffix("d"))
    ((_, stated),) = value.items()
    return min(shortest(day) for day in stated)


@examples(25)
@given(arguments=project_arguments(kinds=("FS",)), more=st.integers(0, 5), data=st.data())
def test_a_longer_duration_never_hastens_a_network_of_finish_to_start_links(
    arguments: Arguments, more: int, data: st.DataObject
):
    slower = copy.deepcopy(arguments)
    for task in data.draw(st.lists(st.sampled_from(slower["tasks"]), max_size=3, unique_by=id)):
        task["duration"] = changed(task["duration"], lambda day: day + more)
    assert np.all(run(slower).finish_minutes >= run(arguments).finish_minutes)


@examples(25)
@given(arguments=project_arguments())
def test_twice_as_long_durations_lags_and_delays_double_every_finish(arguments: Arguments):
    double = copy.deepcopy(arguments)
    for task in double["tasks"]:
        task["duration"] = changed(task["duration"], lambda day: 2 * day)
        for link in task["after"]:
            link["lag"] = changed(link["lag"], lambda day: 2 * day)
    for risk in double["risks"]:
        for impact in risk["impacts"]:
            if "delay" in impact:
                impact["delay"] = changed(impact["delay"], lambda day: 2 * day)
    one, two = run(arguments), run(double)
    assert (2.0 * one.finish_minutes).tobytes() == two.finish_minutes.tobytes()
    assert (2.0 * one.kept_finishes).tobytes() == two.kept_finishes.tobytes()


@examples(25)
@given(arguments=project_arguments())
def test_the_finish_lies_between_the_longest_task_and_the_sum_of_all(arguments: Arguments):
    result = run(arguments)
    lags = sum(max(longest(link["lag"]), 0.0) for task in arguments["tasks"] for link in task["after"])
    rounding = 1e-6
    assert np.all(result.finish_minutes >= result.kept_durations.max(axis=0))
    assert np.all(result.finish_minutes <= result.kept_durations.sum(axis=0) + lags * MINUTES_PER_DAY + rounding)


@examples(25)
@given(arguments=project_arguments(with_risks=False))
def test_without_risks_durations_keep_to_their_stated_range(arguments: Arguments):
    result = run(arguments)
    for task in arguments["tasks"]:
        drawn = result.task_durations(task["id"]) / MINUTES_PER_DAY
        span = longest(task["duration"]) - shortest(task["duration"])
        # The ends of a quantile table are exact to single precision.
        slack = 1e-6 * span
        assert drawn.min() >= shortest(task["duration"]) - slack
        assert drawn.max() <= longest(task["duration"]) + slack


@examples(25)
@given(arguments=project_arguments())
def test_the_passes_of_a_run_equal_the_naive_ones_to_the_bit(arguments: Arguments):
    for task in arguments["tasks"]:
        for link in task["after"]:
            link["lag"] = link["lag"] if isinstance(link["lag"], str) else "1d"
    result = run(arguments, iterations=150)
    project = result.project
    order = in_order(project)
    place = {project.tasks[index].id: row for row, index in enumerate(order)}
    links = [
        naive.Link(place[link.predecessor], place[task.id], link.kind, project.working_calendar.minutes(link.lag))
        for task in project.tasks
        for link in task.after
    ]
    critical = np.zeros(len(order))
    for iteration in range(150):
        durations = result.kept_durations[order, iteration].tolist()
        _, finishes, finish = naive.forward_pass(durations, links, [])
        late = naive.backward_pass(durations, links, [], finish)[1]
        assert result.finish_minutes[iteration] == finish
        assert result.kept_finishes[order, iteration].tolist() == finishes
        critical += [last - early <= result.critical_float for last, early in zip(late, finishes, strict=True)]
    assert result.tasks["criticality"].to_numpy()[order].tolist() == (critical / 150).tolist()


def in_order(project: Project) -> list[int]:
    """Any topological order, found by asking for tasks whose predecessors are all placed."""
    placed: list[int] = []
    while len(placed) < len(project.tasks):
        done = {project.tasks[index].id for index in placed}
        placed += [
            index for index, task in enumerate(project.tasks)
            if index not in placed and all(link.predecessor in done for link in task.after)
        ]  # fmt: skip
    return placed


@examples(20)
@given(arguments=project_arguments())
def test_a_risk_that_never_happens_changes_nothing(arguments: Arguments):
    calm = {**arguments, "risks": []}
    for risk in arguments["risks"]:
        risk["probability"] = 0
    with_risks, without = run(arguments), run(calm)
    assert with_risks.finish_minutes.tobytes() == without.finish_minutes.tobytes()
    assert_same_draws(with_risks, without)
    assert not with_risks.sums.risks.any()


@examples(20)
@given(arguments=project_arguments(with_risks=False), delay=st.integers(1, 9), data=st.data())
def test_a_sure_risk_with_a_fixed_delay_is_a_longer_task(arguments: Arguments, delay: int, data: st.DataObject):
    victim = data.draw(st.sampled_from(arguments["tasks"]))["id"]
    risk = {"id": "R", "probability": 1, "impacts": [{"on": victim, "delay": f"{delay}d"}]}
    result = run({**arguments, "risks": [risk]})
    plain = run(arguments)
    expected = plain.task_durations(victim) + delay * MINUTES_PER_DAY
    assert result.task_durations(victim).tobytes() == expected.tobytes()
    assert np.all(result.risks["occurred"] == 1.0)
    others = [task["id"] for task in arguments["tasks"] if task["id"] != victim]
    for identity in others:
        assert result.task_durations(identity).tobytes() == plain.task_durations(identity).tobytes()


@examples(20)
@given(arguments=project_arguments(), order=st.randoms(use_true_random=False))
def test_the_order_of_the_plan_changes_no_number(arguments: Arguments, order: Any):
    shuffled = copy.deepcopy(arguments)
    order.shuffle(shuffled["tasks"])
    order.shuffle(shuffled["risks"])
    for task in shuffled["tasks"]:
        order.shuffle(task["after"])
    one, two = run(arguments), run(shuffled)
    assert one.finish_minutes.tobytes() == two.finish_minutes.tobytes()
    assert_same_draws(one, two)


@examples(15)
@given(arguments=project_arguments(), sampling=SAMPLINGS, seed=st.integers(0, 2**64 - 1))
def test_the_same_seed_gives_the_same_bits(arguments: Arguments, sampling: str, seed: int):
    assert_same_bits(run(arguments, sampling=sampling, seed=seed), run(arguments, sampling=sampling, seed=seed))


@examples(15)
@given(
    arguments=project_arguments(), sampling=SAMPLINGS,
    few=st.integers(1, 300), many=st.integers(300, 1300),
)  # fmt: skip
def test_the_first_iterations_of_a_longer_run_are_those_of_a_shorter(
    arguments: Arguments, sampling: str, few: int, many: int
):
    short = run(arguments, sampling=sampling, iterations=few)
    long = run(arguments, sampling=sampling, iterations=many)
    assert short.finish_minutes.tobytes() == long.finish_minutes[:few].tobytes()
    assert np.array_equal(short.kept_durations, long.kept_durations[:, :few])
