"""What is legal in a plan and yet worth a second look is found, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from riskmc.analysis.plan_warnings import plan_warnings
from riskmc.model import Notice, Project

RANGE = {"triangular": ["2d", "3d", "5d"]}
SOUND: dict[str, Any] = {
    "name": "Shed",
    "start": "2027-01-04",
    "objectives": [{"id": "done", "finish": "project", "by": "2027-02-01", "confidence": "80%"}],
    "tasks": [
        {"id": "dig", "name": "Dig the pit", "duration": RANGE},
        {"id": "build", "duration": RANGE, "after": ["dig"]},
        {"id": "paint", "duration": RANGE, "after": ["build"]},
    ],
    "risks": [{"id": "R1", "probability": 0.2, "impacts": [{"on": "dig", "delay": "2d"}]}],
}


def found(**changes: Any) -> list[tuple[str, str]]:
    return [(warning.rule, warning.where) for warning in plan_warnings(Project(**{**SOUND, **changes}))]


def with_task(position: int, **changes: Any) -> list[dict[str, Any]]:
    return [{**task, **changes} if index == position else task for index, task in enumerate(SOUND["tasks"])]


def risk(**changes: Any) -> list[dict[str, Any]]:
    return [{**SOUND["risks"][0], **changes}]


def test_a_sound_plan_has_no_warning() -> None:
    assert found() == []


def test_tasks_that_hang_in_the_air_are_named() -> None:
    assert found(tasks=with_task(1, after=[])) == [
        ("open-start", "task 'dig' (Dig the pit)"),
        ("open-start", "task 'build'"),
        ("open-end", "task 'dig' (Dig the pit)"),
        ("open-end", "task 'paint'"),
    ]


def test_one_start_and_one_end_are_no_warning() -> None:
    assert found(tasks=SOUND["tasks"][:1]) == []


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("build SS", [("dangling-finish", "task 'build'")]),
        ("build FF", [("dangling-start", "task 'paint'")]),
        (
            "build SF",
            [
                ("dangling-start", "task 'paint'"),
                ("dangling-finish", "task 'build'"),
                ("start-to-finish", "task 'paint'"),
            ],
        ),
        ("build FS-1d", [("lead", "task 'paint'")]),
        ("build FS+1d", []),
    ],
)
def test_links_that_leave_an_end_loose_or_overlap_are_named(link: str, expected: list[tuple[str, str]]) -> None:
    assert found(tasks=with_task(2, after=[link])) == expected


def test_both_ends_linked_is_no_warning() -> None:
    assert found(tasks=with_task(2, after=["build SS+1d", "build FF+1d"])) == []


def test_tasks_without_a_range_are_named_one_by_one_or_all_at_once() -> None:
    assert found(tasks=with_task(1, duration="3d")) == [("no-range", "task 'build'")]
    assert found(tasks=with_task(1, duration={"uniform": ["3d", "3d"]})) == [("no-range", "task 'build'")]
    fixed = [{**task, "duration": "3d"} for task in SOUND["tasks"]]
    assert found(tasks=fixed) == [("no-range", "")]


def test_a_template_gives_a_range() -> None:
    template = {"for": "all", "duration": {"triangular": ["90%", "100%", "130%"]}}
    assert found(tasks=with_task(1, duration="3d"), templates=[template]) == []
    assert found(templates=[template]) == [("idle-template", "template 1")]


def test_a_task_of_no_duration_is_a_milestone_that_does_not_say_so() -> None:
    rules = [rule for rule, _ in found(tasks=with_task(1, duration="0d"))]
    assert rules == ["no-duration", "no-range"]


def test_a_plan_needs_an_objective_that_can_be_met() -> None:
    assert found(objectives=[]) == [("no-objective", "")]
    late = [{**SOUND["objectives"][0], "by": "2026-12-31"}]
    assert found(objectives=late) == [("late-start-objective", "objective 'done'")]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"probability": 0}, "impossible-risk"),
        ({"impacts": [{"on": "dig", "delay": "0d"}]}, "risk-without-effect"),
        ({"impacts": [{"on": "dig", "factor": "100%"}, {"on": "dig", "factor": 1}]}, "risk-without-effect"),
        ({"probability": 1}, "certain-risk"),
    ],
)
def test_risks_that_change_nothing_or_are_certain_are_named(changes: dict[str, Any], rule: str) -> None:
    assert found(risks=risk(**changes)) == [(rule, "risk 'R1'")]


def test_a_certain_risk_is_none_unless_it_says_that_it_is_a_factor() -> None:
    driver = {"id": "R1", "impacts": [{"on": "all", "factor": {"triangular": [0.9, 1.0, 1.2]}}]}
    assert found(risks=[{**driver, "probability": 1}]) == [("certain-risk", "risk 'R1'")]
    assert found(risks=[{**driver, "systemic": True}]) == []


def test_what_was_not_honoured_is_a_warning() -> None:
    notice = Notice("constraints", "are not honoured", 3, ("A10",))
    (warning,) = plan_warnings(Project(**SOUND, notices=(notice,)))
    assert (warning.rule, warning.where) == ("not-honoured", "")
    assert warning.message == "constraints: are not honoured (3 times: A10 and 2 more)"


STARTED = {"actual_start": "2027-01-04"}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({**STARTED, "remaining": {"uniform": ["1d", "2d"]}}, "no-status-date"),
        (
            {"constraint": {"start_no_earlier_than": "2027-03-02", "finish_no_later_than": "2027-03-01"}},
            "no-date-between",
        ),
        ({"constraint": {"must_start_on": "2027-03-02", "start_no_later_than": "2027-03-01"}}, "no-date-between"),
        ({"deadline": "2027-01-03"}, "early-deadline"),
        ({"resume": "2027-02-01"}, "idle-suspension"),
        ({"planned": "3d", "pauses": [{"after": "1w", "lasting": "1d"}]}, "late-pause"),
    ],
)
def test_odd_dates_are_told(changes: dict[str, Any], rule: str) -> None:
    where = "" if rule == "no-status-date" else "task 'dig' (Dig the pit)"
    assert found(tasks=with_task(0, **changes)) == [(rule, where)]


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"actual_start": "2027-01-12", "remaining": {"uniform": ["1d", "2d"]}}, ["future-actual"]),
        ({**STARTED, "actual_finish": "2027-01-11T17:00"}, ["impact-on-finished"]),
        ({**STARTED, "actual_finish": "2027-01-12"}, ["impact-on-finished", "future-actual"]),
        ({**STARTED, "percent_complete": 1}, ["done-not-finished"]),
    ],
)
def test_facts_lie_before_the_status_date_and_finished_work_says_so(changes: dict[str, Any], rules: list[str]) -> None:
    assert [rule for rule, _ in found(status_date="2027-01-11", tasks=with_task(0, **changes))] == rules


def test_constraints_that_leave_a_date_are_not_told() -> None:
    fine = {"start_no_earlier_than": "2027-03-01", "finish_no_later_than": "2027-03-01"}
    assert found(tasks=with_task(0, constraint=fine)) == []
    crossed = {"finish_no_earlier_than": "2027-03-09", "start_no_later_than": "2027-03-01"}
    assert found(tasks=with_task(0, constraint=crossed)) == []


def test_finished_work_and_spans_need_no_range_and_hang_in_no_air() -> None:
    done = {"id": "clear", "duration": "2d", "actual_start": "2027-01-04", "actual_finish": "2027-01-05"}
    tasks = [done, *SOUND["tasks"], {"id": "whole", "span": {"over": "all"}}]
    assert found(status_date="2027-01-06", tasks=tasks) == []
