"""The critical chain, and the paths that join it."""

from __future__ import annotations

from typing import Any

import pytest

from riskmc.analysis.buffer_methods import buffer_methods, chain_sizes
from riskmc.analysis.critical_chain import CriticalChain, critical_chain
from riskmc.model import Project
from riskmc.result import SimulationResult
from riskmc.result.task_estimates import TaskEstimates
from riskmc.simulation import simulate
from riskmc.simulation.task_estimates import task_estimates


def studied(tasks: list[dict[str, Any]], **plan: Any) -> tuple[SimulationResult, TaskEstimates, CriticalChain]:
    result = simulate(Project(name="x", start="2027-01-04", tasks=tasks, **plan), iterations=300)
    estimates = task_estimates(result)
    found = critical_chain(result.project, estimates, result.timeline)
    assert found is not None
    return result, estimates, found


def ids(result: SimulationResult, tasks: tuple[int, ...]) -> list[str]:
    return [result.project.tasks[index].id for index in tasks]


def uniform(identity: str, low: float, high: float, *after: str, **more: Any) -> dict[str, Any]:
    return {"id": identity, "duration": {"uniform": [f"{low}d", f"{high}d"]}, "after": list(after), **more}


NETWORK = [
    uniform("a", 10, 20),
    uniform("b", 6, 10),
    uniform("c", 10, 30, "a", "b"),
    uniform("d", 2, 4, "b"),
    uniform("e", 2, 4, "d"),
    uniform("f", 4, 6, "c", "e"),
]


def test_the_chain_is_the_longest_at_aggressive_estimates() -> None:
    result, _, found = studied(NETWORK)
    assert ids(result, found.chain.tasks) == ["a", "c", "f"]
    assert found.chain.aggressive == pytest.approx([15.0, 20.0, 5.0], abs=1e-4)
    assert found.chain.safe == pytest.approx([19.0, 28.0, 5.8], abs=1e-4)
    assert found.chain.sd == pytest.approx([10 / 12**0.5, 20 / 12**0.5, 2 / 12**0.5], rel=1e-4)
    assert (found.chain.network_tasks, found.chain.network_links) == (3, 2)
    assert found.is_whole


def test_paths_that_join_the_chain_have_their_float_and_their_network() -> None:
    result, _, found = studied(NETWORK)
    joins = [
        (ids(result, item.chain.tasks), result.project.tasks[item.joins].id, round(item.float_days, 3))
        for item in found.feeding
    ]
    assert joins == [(["b"], "c", 7.0), (["b", "d", "e"], "f", 21.0)]
    assert (found.feeding[1].chain.network_tasks, found.feeding[1].chain.network_links) == (3, 2)


def test_what_lies_beside_the_path_does_not_count() -> None:
    # After half of a long task the next may start: of it only that half is on the way, and it is a lag.
    tasks = [
        uniform("long", 8, 12),
        uniform("next", 20, 30, "long SS+5d"),
        uniform("tail", 1, 3, "next FF+4d"),
    ]
    result, _, found = studied(tasks)
    assert ids(result, found.chain.tasks) == ["long", "next", "tail"]
    assert found.chain.aggressive == pytest.approx([0.0, 25.0, 0.0], abs=1e-4)
    assert found.chain.safe == pytest.approx([0.0, 29.0, 0.0], abs=1e-4)


def test_a_chain_that_a_date_begins_is_not_whole() -> None:
    tasks = [
        uniform("early", 2, 4),
        uniform("held", 8, 12, "early", constraint={"start_no_earlier_than": "2027-03-01"}),
    ]
    result, _, found = studied(tasks)
    assert ids(result, found.chain.tasks) == ["held"]
    assert not found.is_whole


def test_finished_work_has_no_chain() -> None:
    done = {"id": "a", "duration": "3d", "actual_start": "2027-01-04", "actual_finish": "2027-01-06"}
    result = simulate(Project(name="x", start="2027-01-04", tasks=[done], status_date="2027-01-08"), iterations=100)
    assert critical_chain(result.project, task_estimates(result), result.timeline) is None


def test_the_plan_itself_may_be_the_aggressive_estimate() -> None:
    tasks = [{"id": "a", "duration": {"triangular": ["4d", "6d", "14d"]}}, uniform("b", 4, 6, "a", planned="4d")]
    result = simulate(Project(name="x", start="2027-01-04", tasks=tasks), iterations=300)
    estimates = task_estimates(result, aggressive=None)
    assert estimates.aggressive.tolist() == [6.0, 4.0]
    assert estimates.schedule.finish == result.deterministic.finish


def test_templates_and_what_is_done_count_and_risks_do_not() -> None:
    tasks = [
        {"id": "a", "duration": "10d", "actual_start": "2027-01-04", "percent_complete": "50%"},
        {"id": "b", "duration": "20d", "after": ["a"]},
    ]
    template = {"for": "all", "duration": {"uniform": ["100%", "150%"]}}
    risk = {"id": "R", "probability": 1.0, "impacts": [{"on": "b", "delay": "30d"}]}
    result = simulate(
        Project(
            name="x", start="2027-01-04", tasks=tasks, templates=[template], risks=[risk], status_date="2027-01-08"
        ),
        iterations=200,
    )
    estimates = task_estimates(result)
    assert estimates.aggressive == pytest.approx([6.25, 25.0], abs=1e-4)
    assert estimates.safe == pytest.approx([7.25, 29.0], abs=1e-4)


def test_days_of_other_calendars_count_by_the_share_that_they_work() -> None:
    # A day of curing is 24 hours; of the project's time, 8 hours of 5 days a week, that is 5/7 of a working day.
    tasks = [uniform("cure", 140, 280, calendar="24h"), uniform("work", 100, 200, "cure")]
    _, estimates, _ = studied(tasks)
    # The time of the plan ends with a shift, so that it holds a little more work than whole weeks do.
    assert estimates.aggressive == pytest.approx([150.0, 150.0], rel=0.01)


def test_the_scarcest_resource_of_the_chain_sizes_its_buffer() -> None:
    resources = [
        {"id": "crane", "available": 1},
        {"id": "crew", "available": 4},
        {"id": "steel", "per_unit": "2k", "available": 1},
        {"id": "office"},
    ]
    tasks = [
        uniform("a", 10, 20, resources=["crane", {"id": "crew", "units": 3}, "office"]),
        uniform("b", 6, 10, resources=["crane"]),
        uniform("c", 10, 30, "a", "b", resources=[{"id": "crew", "units": 2}, {"id": "steel", "quantity": 120}]),
    ]
    result, estimates, found = studied(tasks, resources=resources)
    # 35 days: the crane is needed for 15 of them, the crew of four for 3 x 15 + 2 x 20 = 85 of 140.
    assert found.chain.tightness == pytest.approx(85 / 140, abs=1e-5)
    assert found.chain.scarcest == "crew"
    rows = {row.name: row.days.value for row in buffer_methods(result, 0.8, found, estimates)}
    assert rows["adaptive_tightness"] == pytest.approx((1 + 85 / 140) * (10**2 / 12 + 20**2 / 12) ** 0.5, rel=1e-4)
    assert found.feeding[0].chain.tightness == pytest.approx(1.0)


def test_resources_that_are_wanted_twice_at_once_are_named() -> None:
    resources = [{"id": "crane", "available": 1}, {"id": "crew", "available": 4}]
    tasks = [
        uniform("a", 10, 20, resources=["crane", {"id": "crew", "units": 2}]),
        uniform("b", 6, 10, resources=["crane"]),
        uniform("c", 10, 30, "a", resources=["crane", {"id": "crew", "units": 3}]),
    ]
    _, _, found = studied(tasks, resources=resources)
    assert [(item.resource, item.wanted, item.available) for item in found.overbooked] == [("crane", 2.0, 1.0)]


def test_resources_without_a_number_are_not_scarce() -> None:
    _, _, found = studied([uniform("a", 10, 20, resources=["crane"])], resources=[{"id": "crane"}])
    assert found.chain.tightness is None


def test_every_method_promises_its_base_and_its_buffer() -> None:
    result, estimates, found = studied(NETWORK)
    rows = {row.name: row for row in buffer_methods(result, 0.8, found, estimates)}
    sizes = chain_sizes(found.chain)
    base = result.timeline.days(estimates.schedule.finish)
    assert base == pytest.approx(40.0, abs=1e-4)
    for name, days in sizes.items():
        assert rows[name].promised_days == pytest.approx(base + days)
        assert rows[name].coverage is None
        assert result.timeline.days(result.timeline.minutes_at(rows[name].promised)) == pytest.approx(
            base + days, abs=1e-3
        )
    assert "adaptive_tightness" not in rows
    assert rows["none"].promised == result.timeline.date_of(result.deterministic.finish)
    assert rows["simulated"].promised == result.finish.quantile(0.8)
