"""Laws of overlays: what is kept beside a schedule applies to each of its updates, and what does not fit is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.errors import PlanError
from riskmc.model import Project, Quantity
from riskmc.model.assignments import Assignment
from riskmc.model.costs import TaskCost
from riskmc.model.overlay import Overlay, code_like
from riskmc.model.overlaying import apply_overlay
from riskmc.simulation import simulate

RANGE = {"triangular": ["80%", "100%", "150%"]}
DONE = {"actual_start": "2027-01-04", "actual_finish": "2027-01-08"}
BEGUN = {"actual_start": "2027-01-11"}
TASKS: list[dict[str, Any]] = [
    {"id": "A10", "group": "civil.dig", "duration": "5d"},
    {"id": "A20", "group": "civil.piles", "duration": "10d", "after": "A10"},
    {"id": "A30", "group": "steel", "duration": "20d", "after": "A20"},
    {"id": "end", "milestone": True, "after": "A30"},
]


def schedule(status_date: str | None = None, **changes: dict[str, Any] | None) -> Project:
    """A schedule in which some tasks are otherwise, or gone."""
    tasks = [{**task, **(changes.get(task["id"]) or {})} for task in TASKS if changes.get(task["id"], {}) is not None]
    gone = {identity for identity, change in changes.items() if change is None}
    tasks = [{**task, "after": [a for a in [task.get("after")] if a and a not in gone]} for task in tasks]
    return Project(name="Pier", start="2027-01-04", status_date=status_date, tasks=tasks)


def told(project: Project) -> list[tuple[str, tuple[str, ...]]]:
    return [(notice.what.partition(",")[0].partition(";")[0], notice.items) for notice in project.notices]


def words(project: Project, identity: str) -> str:
    return project.effective_duration(project.tasks[project.task_index[identity]]).describe()


GONE = "tasks and groups that the overlay names are not in the schedule"
FINISHED = "tasks that the overlay names are finished"


@pytest.mark.parametrize(
    ("given_range", "task", "found", "planned"),
    [
        (RANGE, {}, "triangular 8d / 10d / 15d", "10d"),
        ({"pert": ["9d", "12d", "20d"]}, {}, "PERT 9d / 12d / 20d", "10d"),
        ("110%", {}, "11d", "10d"),
        (RANGE, {**BEGUN, "remaining": "4d"}, "triangular 3.2d / 4d / 6d", "4d"),
        (RANGE, {**BEGUN, "percent_complete": "60%"}, "triangular 3.2d / 4d / 6d", "4d"),
        ({"pert": ["9d", "12d", "20d"]}, {**BEGUN, "remaining": "4d"}, "PERT 3.6d / 4.8d / 8d", "4d"),
        (RANGE, {"duration": {"pert": ["1d", "2d", "9d"]}}, "triangular 1.6d / 2d / 3d", "2d"),
    ],
)  # fmt: skip
def test_the_range_of_a_task_is_that_of_the_overlay_and_its_plan_stays(given_range, task, found, planned):
    project = apply_overlay(schedule(A20=task), Overlay(ranges={"A20": given_range}))
    assert words(project, "A20") == found
    assert project.planned_duration(project.tasks[1]) == Quantity.parse(planned)
    assert project.notices == ()


def test_a_range_of_a_task_counts_before_templates_and_the_overlays_before_the_schedules():
    own = schedule().model_copy(update={"templates": Overlay(templates=[{"for": "all", "duration": "200%"}]).templates})
    laid = Overlay(templates=[{"for": "group:civil", "duration": RANGE}], ranges={"A10": "90%"})
    project = apply_overlay(own, laid)
    assert [words(project, task) for task in ("A10", "A20", "A30")] == ["4.5d", "triangular 8d / 10d / 15d", "40d"]


def test_what_is_finished_or_gone_is_told_and_does_no_harm():
    laid = Overlay(
        ranges={"A10": RANGE, "A20": RANGE, "end": RANGE},
        templates=[{"for": ["group:civil", "A30"], "duration": RANGE}, {"for": "A20", "duration": RANGE}],
        risks=[
            {"id": "R1", "title": "Boulders", "probability": 0.3, "impacts": [{"on": ["A10", "A20"], "delay": "5d"}]},
            {"id": "R2", "probability": 0.3, "impacts": [{"on": ["A20", "A30"], "delay": "5d"}]},
        ],
        objectives=[{"id": "o1", "finish": "A20", "by": "2027-03-01", "confidence": 0.8},
                    {"id": "o2", "finish": "A10", "by": "2027-03-01", "confidence": 0.8}],
    )  # fmt: skip
    project = apply_overlay(schedule("2027-01-11", A10=DONE, A20=None), laid)
    assert [template.for_ for template in project.templates] == [("A30",)]
    assert [(risk.id, risk.impacts[0].on) for risk in project.risks] == [("R2", ("A30",))]
    assert [goal.id for goal in project.objectives] == ["o2"]
    assert told(project) == [
        (FINISHED, ("template 1: group:civil", "risk R1: A10", "range of A10")),
        (GONE, ("template 2: A20", "risk R1: A20", "risk R2: A20", "range of A20")),
        ("templates of the overlay are for no task that is still to be worked", ("template 2 for A20",)),
        ("risks of the overlay strike no task that is still to be worked", ("R1 Boulders",)),
        ("objectives of the overlay are about tasks that are not in the schedule", ("o1: A20",)),
        ("tasks that the overlay gives a range take no working time", ("range of end",)),
    ]


def test_an_overlay_of_another_schedule_is_refused():
    impacts = [{"on": "Q2", "delay": "1d"}]
    laid = Overlay(ranges={"Q1": RANGE}, risks=[{"id": "R1", "probability": 0.1, "impacts": impacts}])
    with pytest.raises(PlanError, match=r"^none of the tasks .* in the schedule: risk R1: Q2, range of Q1 \(is it"):
        apply_overlay(schedule(), laid)


def test_an_overlay_for_all_tasks_fits_every_schedule():
    laid = Overlay(templates=[{"for": "all", "duration": RANGE}], ranges={"Q1": RANGE})
    assert told(apply_overlay(schedule(), laid)) == [(GONE, ("range of Q1",))]


def test_a_selector_that_is_none_is_refused():
    with pytest.raises(PlanError, match="template 1: the selector 'grp:civil' is not known"):
        apply_overlay(schedule(), Overlay(templates=[{"for": "grp:civil", "duration": RANGE}]))


@pytest.mark.parametrize(
    ("code", "hint"),
    [("a10", "A10"), ("A1O", "A10"), ("A-10", "A10"), ("A11", ""), ("B10", ""), ("ende", "end"), ("wholly other", "")],
)
def test_codes_that_look_alike_are_suggested_and_neighbours_are_not(code, hint):
    assert code_like(code, ["A10", "A20", "end"]) == (f"did you mean {hint!r}?" if hint else "")


def test_what_the_overlay_says_of_scheduling_and_name_counts_and_the_rest_stays():
    own = schedule().model_copy(
        update={"scheduling": schedule().scheduling.model_copy(update={"total_float": "start"})}
    )
    project = apply_overlay(own, Overlay(name="With risks", scheduling={"progress": "progress_override"}))
    assert (project.name, project.scheduling.total_float) == ("With risks", "start")
    assert project.scheduling.progress == "progress_override"


def test_a_risk_of_the_same_id_takes_the_place_of_the_plans():
    impacts = [{"on": "A10", "delay": "1d"}]
    own = apply_overlay(schedule(), Overlay(risks=[{"id": "R1", "probability": 0.1, "impacts": impacts}]))
    project = apply_overlay(own, Overlay(risks=[{"id": "R1", "probability": 0.4, "impacts": impacts}]))
    assert [risk.probability for risk in project.risks] == [0.4]


LAID = Overlay(
    templates=[{"for": "all", "duration": RANGE}],
    risks=[
        {"id": "R1", "probability": 0.5, "impacts": [
            {"on": "A10", "delay": {"uniform": ["1d", "9d"]}}, {"on": "A30", "delay": {"uniform": ["1d", "9d"]}},
        ]},
    ],
)  # fmt: skip


@given(st.sampled_from(("A10", "A20", "both")))
def test_a_task_that_stays_in_the_schedule_keeps_its_draws(what):
    gone = {"A10": None, "A20": None} if what == "both" else {what: None}
    before, after = apply_overlay(schedule(), LAID), apply_overlay(schedule(**gone), LAID)
    one, other = (simulate(project, iterations=64, keep_samples=True, jobs=1) for project in (before, after))
    assert (one.kept_durations[2] == other.kept_durations[after.task_index["A30"]]).all()


def test_the_draws_of_what_is_left_go_with_those_of_the_whole():
    begun = {"A10": DONE, "A20": {**BEGUN, "remaining": "5d"}}
    before, after = apply_overlay(schedule(), LAID), apply_overlay(schedule("2027-01-18", **begun), LAID)
    one, other = (simulate(project, iterations=64, keep_samples=True, jobs=1) for project in (before, after))
    assert other.kept_durations[1] * 2 == pytest.approx(one.kept_durations[1], rel=1e-12)
    assert (one.kept_durations[2] == other.kept_durations[2]).all()


def test_the_digest_covers_the_overlay():
    plain = schedule().digest()
    assert apply_overlay(schedule(), LAID).digest() != plain
    assert apply_overlay(schedule(), Overlay(ranges={"A10": RANGE})).digest() != plain


def test_a_risk_strikes_neither_finished_work_nor_spans():
    tasks = [*TASKS[1:], {"id": "whole", "span": {"over": "all"}}]
    done = {**TASKS[0], **DONE}
    risks = [{"id": "R1", "probability": 1, "impacts": [{"on": "all", "delay": "5d"}]}]
    struck = Project(name="Pier", start="2027-01-04", status_date="2027-01-11", tasks=[done, *tasks], risks=risks)
    result = simulate(struck, iterations=64, keep_samples=True, jobs=1)
    assert (result.kept_durations[[0, 4]] == 0).all()
    assert (result.kept_durations[1] == 15 * 480).all()
    assert result.risks["occurred"].tolist() == [1.0]
    only = struck.model_copy(
        update={"risks": Overlay(risks=[{**risks[0], "impacts": [{"on": "A10", "delay": "5d"}]}]).risks}
    )
    idle = simulate(only, iterations=64, jobs=1)
    assert idle.finish_minutes.max() == idle.deterministic.finish


def test_the_silences_of_an_overlay_count_beside_those_of_the_plan() -> None:
    own, new = {"rule": "lead", "why": "so built"}, {"rule": "no-range", "entry": "A10", "why": "done twice"}
    plan = Project(name="Pier", start="2027-01-04", tasks=TASKS, linter={"silence": [own]})
    overlaid = apply_overlay(plan, Overlay(ranges={"A20": RANGE}, linter={"silence": [new]}))
    assert [silence.rule for silence in overlaid.linter.silence] == ["lead", "no-range"]


CREW = {"id": "crew", "per_day": 900}


def test_costs_of_an_overlay_count_before_those_of_the_schedule():
    own = schedule("2027-01-11", A10={**DONE, "cost": 7}, A20={"cost": 5}, A30={"cost": 3})
    own = Project(
        **{**dict(own.items()), "currency": "EUR", "currencies": {"USD": 0.9, "GBP": 1.1}, "escalation": {"rate": "3%"},
           "resources": [CREW, {"id": "crane", "per_use": 4}], "costs": [{"id": "site", "per_day": 4}],
           "objectives": [{"id": "money", "at_most": 900, "confidence": 0.7}]}
    )  # fmt: skip
    laid = Overlay(
        currencies={"USD": 0.8, "CHF": 1.05}, escalation={"rate": "1%", "indices": {"steel": "2%"}},
        task_costs={"A10": 9, "A20": {"per_day": 60, "currency": "CHF", "index": "steel"}},
        task_resources={"A30": "crew x2"},
        resources=[{"id": "crew", "per_day": 1000}, {"id": "barge", "per_day": 3}],
        costs=[{"id": "site", "per_day": 5, "from": "A20"}, {"id": "fees", "fixed": 2}],
        objectives=[{"id": "money", "at_most": 800, "confidence": 0.8}],
    )  # fmt: skip
    project = apply_overlay(own, laid)
    assert project.currencies == {"USD": 0.8, "GBP": 1.1, "CHF": 1.05}
    assert project.escalation == laid.escalation
    assert [(task.id, task.cost, task.resources) for task in project.tasks[:3]] == [
        ("A10", TaskCost(fixed=9), ()),
        ("A20", TaskCost(per_day=60, currency="CHF", index="steel"), ()),
        ("A30", TaskCost(fixed=3), (Assignment(resource="crew", units=2),)),
    ]
    assert [(one.id, str(one.per_day or one.per_use)) for one in project.resources] == [
        ("crane", "4"), ("crew", "1000"), ("barge", "3"),
    ]  # fmt: skip
    assert [(cost.id, cost.from_) for cost in project.costs] == [("site", "A20"), ("fees", "")]
    assert [goal.amount for goal in project.budgets] == [800.0]
    assert project.notices == ()


def test_a_range_and_a_cost_of_one_task_both_count():
    laid = Overlay(ranges={"A20": {"pert": ["9d", "12d", "20d"]}}, task_costs={"A20": 5})
    task = apply_overlay(schedule(), laid).tasks[1]
    assert (task.duration.describe(), task.cost) == ("PERT 9d / 12d / 20d", TaskCost(fixed=5))


def test_costs_of_what_is_not_in_the_schedule_are_told_and_left_out():
    laid = Overlay(
        task_costs={"A20": 5, "A99": 7}, task_resources={"A1O": "crew"}, resources=[CREW],
        costs=[{"id": "site", "per_day": 5, "to": "fin"}, {"id": "fees", "fixed": 2}],
    )  # fmt: skip
    project = apply_overlay(schedule(), laid)
    assert told(project) == [
        ("costs of the overlay run between tasks that are not in the schedule", ("site: fin",)),
        (GONE, ("cost of A99", "resources of A1O (did you mean 'A10'?)")),
    ]
    assert [cost.id for cost in project.costs] == ["fees"]


def test_costs_of_another_schedule_are_refused():
    with pytest.raises(PlanError, match="none of the tasks that the overlay names are in the schedule: cost of B10"):
        apply_overlay(schedule(), Overlay(task_costs={"B10": 5}))


def test_what_an_overlay_uses_must_be_there_or_in_the_schedule():
    with pytest.raises(PlanError, match="task 'A20': there is no resource 'crew'"):
        apply_overlay(schedule(), Overlay(task_resources={"A20": "crew"}))
