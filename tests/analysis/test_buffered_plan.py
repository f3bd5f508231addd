"""The plan with its buffers in place, and what is eaten of them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from riskmc import read_plan
from riskmc.analysis.buffer_study import BufferWish, place_buffers, study_buffers, with_consumption
from riskmc.analysis.buffered_plan import last_tasks, with_buffers
from riskmc.analysis.consumption import ZONES, consumption_frame, eaten_shares, fever_frame
from riskmc.io.plan_text import plan_text
from riskmc.model import Project
from riskmc.simulation import simulate
from riskmc.simulation.task_estimates import task_estimates
from tests.analysis.test_contingency import SDS, series
from tests.constants import Z

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


def study_of(project: Project, n: int = 10_240, **wish: Any):
    result = simulate(project, iterations=n)
    fresh = simulate(project, iterations=n, seed=1)
    return study_buffers(result, BufferWish(**wish), task_estimates(result), fresh)


@pytest.mark.parametrize("name", ["construction", "quay", "shutdown", "software_release"])
def test_buffers_move_no_draw_and_no_work(name: str) -> None:
    project = read_plan(CONFIGS / f"{name}.yaml")
    study = study_of(project, 1_024)
    plan = place_buffers(study)
    assert plan is not None
    plain, buffered = (simulate(one, iterations=1_024, seed=1) for one in (project, plan.project))
    for buffer in plan.buffers:
        before = plain.milestones.get(buffer.target, plain.finish)
        after = buffered.milestones[buffer.work]
        dates = [[samples.quantile(level) for level in (0.0, 0.1, 0.5, 0.9, 1.0)] for samples in (before, after)]
        gaps = [abs((one - other).total_seconds()) for one, other in zip(*dates, strict=True)]
        assert max(gaps) <= 1.0, buffer.target


def test_the_promise_is_never_earlier_and_moves_only_where_the_buffer_is_eaten() -> None:
    study = study_of(series(), 2_048)
    plan = place_buffers(study)
    assert plan is not None
    run = simulate(plan.project, iterations=2_048, seed=1)
    for buffer in plan.buffers:
        promised = run.timeline.minutes_at(buffer.promised)
        work, promise = run.milestones[buffer.work].minutes, run.milestones[buffer.promise].minutes
        assert promise == pytest.approx(np.maximum(work, promised), abs=0.02)


def test_a_buffer_is_a_hammock_as_long_as_the_contingency() -> None:
    study = study_of(series(), 2_048)
    plan = place_buffers(study)
    assert plan is not None
    run = simulate(plan.project, iterations=100)
    index = run.project.task_index
    for buffer, item in zip(plan.buffers, study.schedule, strict=False):
        begin, end = (run.deterministic.early_start, run.deterministic.early_finish)
        length = run.timeline.days(end[index[buffer.buffer]]) - run.timeline.days(begin[index[buffer.buffer]])
        assert length == pytest.approx(item.contingency.days.value, abs=0.002), buffer.target


def test_the_shares_eaten_are_those_of_the_finishes_of_the_plan() -> None:
    n = 10_240
    study = study_of(series(), n)
    plan = place_buffers(study)
    assert plan is not None
    study = with_consumption(study, plan, simulate(plan.project, iterations=n, seed=1))
    fresh = simulate(series(), iterations=n, seed=1)
    planned, sd = 119.0, math.hypot(*SDS)
    # The buffer is the one that was sized; the chances are those of the sum of the normals.
    size = study.consumption[0].days
    ends = [norm.cdf((planned + size * part - 125.0) / sd) for part in (0.0, 1 / 3, 2 / 3, 1.0)]
    exact = np.diff([0.0, *ends, 1.0])
    late = (fresh.finish_minutes - fresh.deterministic.finish) / 480.0
    by_hand = eaten_shares(late * 480.0, size * 480.0)
    for share, chance, counted in zip(study.consumption[0].shares, exact, by_hand, strict=True):
        assert share.value == pytest.approx(chance, abs=Z * math.sqrt(chance * (1 - chance) / n))
        assert share.value == pytest.approx(counted.value, abs=2 / n)
    assert sum(share.value for share in study.consumption[0].shares) == pytest.approx(1.0)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_a_date_holds_on_fresh_iterations_as_often_as_is_said(level: float) -> None:
    n = 20_480
    study = study_of(series(), n, level=level, reserve_to=None)
    simulated = next(row for row in study.methods if row.name == "simulated")
    assert simulated.coverage is not None
    # Both the date and its trial are estimated from n iterations.
    assert simulated.coverage.value == pytest.approx(level, abs=Z * math.sqrt(2 * level * (1 - level) / n))


def test_the_confidence_of_every_rule_is_that_of_its_date() -> None:
    n = 20_480
    study = study_of(series(), n)
    sd = math.hypot(*SDS)
    for row in study.methods:
        exact = norm.cdf((row.promised_days - 125.0) / sd)
        assert row.coverage is not None
        if row.counts_from == "aggressive":
            error = Z * math.sqrt(exact * (1 - exact) / n)
            assert row.coverage.value == pytest.approx(exact, abs=error + 1e-3), row.name


def test_a_chain_of_symmetric_tasks_gets_two_deviations_less_than_root_square_error_promises() -> None:
    # P50 and P90 of normals: the safety is 1.2816 deviations, so that the root square error is as many of the chain.
    study = study_of(series(), 2_048)
    row = next(row for row in study.methods if row.name == "root_square_error")
    assert row.days.value == pytest.approx(norm.ppf(0.9) * math.hypot(*SDS), rel=1e-3)
    assert row.coverage is not None
    assert row.coverage.value == pytest.approx(0.9, abs=Z * math.sqrt(0.09 / 2_048))


def test_objectives_of_the_project_go_on_meaning_its_work() -> None:
    goals = [
        {"id": "done", "finish": "project", "by": "2027-07-01", "confidence": "80%"},
        {"id": "half", "finish": "m1", "by": "2027-06-01", "confidence": "80%"},
    ]
    project = series(objectives=goals)
    plan = with_buffers(project, {"project": project.timeline().date_of(140 * 480.0)})
    assert [goal.finish for goal in plan.project.objectives] == ["m2", "m1"]


def test_reserves_and_contingency_plans_go_on_meaning_the_work() -> None:
    contingency = {
        "reserves": [
            {"id": "float", "of": "schedule", "amount": "30d"},
            {"id": "money", "of": "cost", "amount": "50k"},
        ],
        "plans": [{"id": "CP", "protects": "project", "signal": {"finish": "m1"}, "threshold": "2027-08-01"}],
    }
    project = series(contingency=contingency)
    date = project.timeline().date_of(140 * 480.0)
    plan = with_buffers(project, {"project": date, "m0": date}, {"project": 21.04, "m0": 12.0}).project
    assert [(item.id, item.before, str(item.amount)) for item in plan.contingency.reserves] == [
        ("float", "m2", "30d"),
        ("money", "project", "50000"),
        ("m0-buffer", "m0", "12d"),
    ]
    (ready,) = plan.contingency.plans
    assert ready.protects == "task:m2"


def test_standing_costs_end_with_the_work() -> None:
    costs = [
        {"id": "site", "per_day": "4k"},
        {"id": "crane", "per_day": "9k", "from": "t0", "to": "m1"},
    ]
    project = series(costs=costs)
    date = project.timeline().date_of(140 * 480.0)
    assert [cost.to for cost in with_buffers(project, {"project": date}).project.costs] == ["m2", "m1"]
    assert [cost.to for cost in with_buffers(project, {"m0": date}).project.costs] == ["", "m1"]


def test_the_buffers_of_a_study_stand_among_the_reserves() -> None:
    study = study_of(series(), 2_048)
    plan = place_buffers(study)
    assert plan is not None
    reserves = {item.before: item for item in plan.project.contingency.reserves}
    assert set(reserves) == {"m0", "m1", "m2"}
    assert reserves["m2"].amount.value == pytest.approx(study.project.contingency.days.value, abs=0.06)


def test_a_feeding_path_decides_as_often_as_it_is_longer() -> None:
    tasks = [
        {"id": "a", "duration": {"uniform": ["10d", "20d"]}},
        {"id": "b", "duration": {"uniform": ["8d", "18d"]}},
        {"id": "c", "duration": {"uniform": ["5d", "6d"]}, "after": ["a", "b"]},
    ]
    study = study_of(Project(name="x", start="2027-01-04", tasks=tasks), 10_240)
    (path,) = study.feeding
    # Of two uniforms of width 10, two apart, the lower is larger with half the square of what they share.
    exact = 0.5 * 0.8**2
    assert (path.last, path.joins) == ("b", "c")
    assert path.decides.value == pytest.approx(exact, abs=Z * math.sqrt(exact * (1 - exact) / 10_240))
    assert path.float_days == pytest.approx(2.0, abs=1e-3)


def test_names_that_are_taken_are_not_taken_again() -> None:
    tasks = [{"id": "project-done", "duration": "5d"}, {"id": "project-promised", "duration": "5d"}]
    project = Project(name="x", start="2027-01-04", tasks=tasks)
    plan = with_buffers(project, {"project": project.timeline().date_of(10 * 480.0)})
    assert [task.id for task in plan.project.tasks[2:]] == ["project-done-2", "project-promised-2", "project-buffer"]


def test_work_ends_with_what_nothing_is_sure_to_follow() -> None:
    tasks = [
        {"id": "a", "duration": "5d"},
        {"id": "b", "duration": "9d", "after": ["a SS"]},
        {"id": "c", "duration": "9d", "after": ["a FS-3d"]},
        {"id": "d", "duration": "1d", "after": ["b", "c"]},
        {"id": "h", "span": {"over": "all"}},
    ]
    assert last_tasks(Project(name="x", start="2027-01-04", tasks=tasks)) == ("a", "d")


def test_the_written_plan_is_read_as_the_same_plan(tmp_path: Path) -> None:
    for name in ("construction", "quay", "shutdown", "software_release"):
        study = study_of(read_plan(CONFIGS / f"{name}.yaml"), 500)
        plan = place_buffers(study)
        assert plan is not None
        file = tmp_path / f"{name}.yaml"
        file.write_text(plan_text(plan.project), encoding="utf-8")
        again = read_plan(file)
        assert again.digest() == plan.project.digest()


def test_joint_dates_are_placed_where_they_are_wanted() -> None:
    study = study_of(series(), 2_048, joint=("m0", "m2"))
    plan = place_buffers(study)
    assert plan is not None and study.joint is not None
    placed = {buffer.target: buffer.promised for buffer in plan.buffers}
    joint = {buffer.id: study.result.timeline.date_of(buffer.minutes) for buffer in study.joint.buffers}
    # The last milestone is the finish of the project, which has the buffer in its place.
    assert placed == {
        "project": joint["m2"],
        "m0": joint["m0"],
        "m1": study.result.milestones["m1"].quantile(0.8),
    }
    assert study.joint_coverage is not None
    assert study.joint_coverage.value == pytest.approx(0.8, abs=Z * math.sqrt(2 * 0.16 / 2_048))


def test_the_buffer_of_a_rule_can_be_placed_and_holds_as_often_as_its_date() -> None:
    n = 4_096
    study = study_of(series(), n, place="root_square_error")
    plan = place_buffers(study)
    assert plan is not None
    row = next(row for row in study.methods if row.name == "root_square_error")
    assert plan.buffers[0].promised == row.promised
    study = with_consumption(study, plan, simulate(plan.project, iterations=n, seed=1))
    assert row.coverage is not None
    assert study.consumption[0].held == pytest.approx(row.coverage.value, abs=1 / n)


def test_a_plan_that_holds_needs_no_buffer() -> None:
    task = {"id": "a", "duration": {"uniform": ["5d", "9d"]}, "planned": "20d"}
    study = study_of(Project(name="x", start="2027-01-04", tasks=[task]), 500)
    assert place_buffers(study) is None


def test_the_fever_chart_follows_the_chain_to_the_buffer() -> None:
    study = study_of(series(), 2_048)
    plan = place_buffers(study)
    assert plan is not None
    study = with_consumption(study, plan, simulate(plan.project, iterations=2_048, seed=1))
    assert study.buffered is not None
    frame = fever_frame(plan, study.buffered, plan.buffers[0])
    assert list(frame.index) == ["t0", "t1", "t2"]
    assert frame["progress"].tolist() == pytest.approx([38 / 119, 96 / 119, 1.0])
    assert ((frame["p10"] < frame["p50"]) & (frame["p50"] < frame["p90"])).all()
    late = study.buffered.milestones["m2"].minutes - study.buffered.deterministic.early_finish[5]
    assert frame["p50"].iloc[-1] == pytest.approx(np.median(late) / (480.0 * study.consumption[0].days), rel=0.02)
    rows = consumption_frame(study.consumption)
    assert rows[list(ZONES)].sum(axis=1).tolist() == pytest.approx([1.0] * len(rows))
