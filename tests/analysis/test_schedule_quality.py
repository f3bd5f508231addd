"""Every check of quality finds what it is for, and nothing in a schedule that is sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from riskmc.analysis.driving_path import driving_path
from riskmc.analysis.quality_records import QualityCheck, QualityLimits, QualityRule, ScheduleQuality
from riskmc.analysis.quality_words import found_text, quality_sentence
from riskmc.analysis.schedule_quality import schedule_quality
from riskmc.model import Notice, Project
from riskmc.model.origin import Origin

from .imported import MONDAY, Row, own_dates, schedule_of

SOUND: list[dict[str, Any]] = [
    {"id": "begin", "milestone": True},
    {"id": "dig", "name": "Dig the pit", "duration": "5d", "after": ["begin"]},
    {"id": "pipes", "duration": "3d", "after": ["begin"]},
    {"id": "pour", "duration": "2d", "after": ["dig", "pipes"]},
    {"id": "end", "milestone": True, "after": ["pour"]},
]
ROWS: dict[str, Row] = {
    "begin": (0, 0, 0), "dig": (0, 5, 0), "pipes": (0, 3, 2), "pour": (5, 7, 0), "end": (7, 7, 0),
}  # fmt: skip


def with_task(position: int, **changes: Any) -> list[dict[str, Any]]:
    return [{**task, **changes} if index == position else task for index, task in enumerate(SOUND)]


def assessed(
    tasks: Sequence[dict[str, Any]] = SOUND,
    rows: dict[str, Row] | None = None,
    limits: QualityLimits | None = None,
    **more: Any,
) -> ScheduleQuality:
    project = Project(**{"name": "Shed", "start": MONDAY, "tasks": list(tasks), **more})
    given = {**ROWS, **(rows or {})}
    schedule = schedule_of(project, [given[task.id] for task in project.tasks])
    return schedule_quality(project, schedule, project.timeline(), limits)


def ids(check: QualityCheck) -> list[str]:
    return [item.id for item in check.items]


def test_a_sound_schedule_fails_no_check() -> None:
    quality = assessed()
    assert quality.poor == ()
    assert [check.rule for check in quality.checks if check.verdict == "not_assessed"] == [
        "invalid-dates", "missed-deadlines", "baseline", "resources",
    ]  # fmt: skip
    assert quality_sentence(quality) == "The schedule passes all 14 checks of quality."
    assert all(check.note for check in quality.checks if check.verdict == "not_assessed")


@pytest.mark.parametrize(
    ("rule", "tasks", "rows", "found"),
    [
        ("missing-predecessors", with_task(2, after=[]), {}, ["pipes"]),
        ("missing-successors", with_task(3, after=["dig"]), {}, ["pipes"]),
        ("dangling-ends", with_task(3, after=["dig", "pipes SS"]), {}, ["pipes"]),
        ("dangling-ends", with_task(2, after=["begin FF"]), {}, ["pipes"]),
        ("leads", with_task(3, after=["dig FS-1d", "pipes"]), {"pour": (4, 6, 0), "end": (6, 6, 0)}, ["pour"]),
        ("lags", with_task(3, after=["dig", "pipes FS+1d"]), {}, ["pour"]),
        ("long-lags", with_task(3, after=["dig FS+11d", "pipes"]), {"pour": (16, 18, 0), "end": (18, 18, 0)}, ["pour"]),
        ("link-types", with_task(2, after=["begin SS"]), {}, ["pipes"]),
        ("hard-constraints", with_task(2, constraint={"must_start_on": "2027-01-04"}), {}, ["pipes"]),
        ("broken-logic", with_task(3, constraint={"must_start_on": "2027-01-04"}), {"pour": (0, 2, 0)}, ["pour"]),
        ("hard-constraints", with_task(2, constraint={"finish_no_later_than": "2027-01-29"}), {}, ["pipes"]),
        ("high-float", SOUND, {"pipes": (0, 3, 44.5)}, ["pipes"]),
        ("negative-float", SOUND, {"pipes": (0, 3, -0.5)}, ["pipes"]),
        ("long-tasks", with_task(2, duration="45d"), {"pipes": (0, 45, 0)}, ["pipes"]),
        ("missed-deadlines", with_task(2, deadline="2027-01-05"), {}, ["pipes"]),
    ],
)  # fmt: skip
def test_each_check_finds_what_it_is_for(
    rule: QualityRule, tasks: list[dict[str, Any]], rows: dict[str, Row], found: list[str]
) -> None:
    check = assessed(tasks, rows).check(rule)
    assert (ids(check), check.verdict) == (found, "poor")
    assert assessed().check(rule).items == ()


@pytest.mark.parametrize(
    ("rule", "tasks", "rows"),
    [
        ("missing-predecessors", with_task(2, after=[], actual_start=MONDAY, remaining="1d"), {}),
        ("dangling-ends", with_task(3, after=["dig", "pipes SS", "pipes FF"]), {}),
        ("leads", with_task(3, after=["dig", "pipes FS+0d"]), {}),
        ("long-lags", with_task(3, after=["dig FS+10d", "pipes"]), {"pour": (15, 17, 0), "end": (17, 17, 0)}),
        ("broken-logic", with_task(3, constraint={"must_start_on": "2027-01-11"}), {}),
        ("hard-constraints", with_task(2, constraint={"start_no_earlier_than": MONDAY}), {}),
        ("high-float", SOUND, {"pipes": (0, 3, 44)}),
        ("long-tasks", with_task(2, duration="44d"), {"pipes": (0, 44, 0)}),
        ("missed-deadlines", with_task(2, deadline="2027-01-06"), {}),
    ],
)
def test_what_lies_within_the_limit_is_good(
    rule: QualityRule, tasks: list[dict[str, Any]], rows: dict[str, Row]
) -> None:
    check = assessed(tasks, rows).check(rule)
    assert (check.items, check.verdict) == ((), "good")


def test_finished_work_is_not_held_against_a_schedule() -> None:
    done = {"actual_start": "2027-01-04", "actual_finish": "2027-01-05"}
    tasks = with_task(2, after=[], constraint={"must_start_on": MONDAY}, duration="90d", **done)
    tasks[3] = {**tasks[3], "after": ["dig"]}
    later = {name: (start + 2, finish + 2, slack) for name, (start, finish, slack) in ROWS.items()}
    quality = assessed(tasks, {**later, "pipes": (2, 4, -9)}, status_date="2027-01-06")
    assert quality.poor == ()


def test_spans_have_no_logic_of_their_own() -> None:
    tasks = [*SOUND, {"id": "site", "span": {"over": ["dig", "pour"]}}]
    quality = assessed(tasks, {"site": (0, 90, -3)})
    assert quality.poor == ()


def test_logic_on_summaries_is_what_the_reader_named() -> None:
    lost = Notice("links", "links of summary tasks are not honoured", 2, ("Phase 1 -> pour", "Phase 2 -> end"))
    check = assessed(notices=(lost,)).check("summary-logic")
    assert (check.verdict, ids(check)) == ("poor", ["Phase 1 -> pour", "Phase 2 -> end"])
    other = Notice("summaries", "costs of summary tasks are not read", 2)
    assert assessed(notices=(other,)).check("summary-logic").verdict == "good"


@pytest.mark.parametrize(
    ("changes", "status", "found"),
    [
        ({"actual_start": "2027-01-07", "remaining": "1d"}, "2027-01-06", ["pipes"]),
        ({"actual_start": "2027-01-04", "actual_finish": "2027-01-07"}, "2027-01-06", ["pipes"]),
        ({"actual_start": "2027-01-04", "actual_finish": "2027-01-06"}, "2027-01-06", []),
        ({"actual_start": "2027-01-04", "actual_finish": "2027-01-06"}, None, ["pipes"]),
    ],
)
def test_facts_lie_before_the_status_date(changes: dict[str, Any], status: str | None, found: list[str]) -> None:
    later: dict[str, Row] = {
        "begin": (2, 2, 0),
        "dig": (2, 7, 0),
        "pipes": (2, 5, 0),
        "pour": (7, 9, 0),
        "end": (9, 9, 0),
    }
    check = assessed(with_task(2, **changes), later, status_date=status).check("invalid-dates")
    assert ids(check) == found


def test_forecasts_lie_behind_the_status_date_in_the_file_too() -> None:
    later: dict[str, Row] = {name: (start + 2, finish + 2, slack) for name, (start, finish, slack) in ROWS.items()}
    assert assessed(rows=later, status_date="2027-01-06").check("invalid-dates").verdict == "good"
    origin = Origin("a tool", "shed.xer", own=own_dates({**later, "pipes": (0, 3, 0)}))
    check = assessed(rows=later, status_date="2027-01-06", origin=origin).check("invalid-dates")
    assert [(item.id, item.detail) for item in check.items] == [
        ("pipes", "not started, and planned to start on 4 January 2027 08:00")
    ]


def test_a_critical_path_reaches_from_the_start_to_the_finish() -> None:
    check = assessed().check("critical-path")
    assert (check.verdict, check.note) == ("good", "it reaches over 4 tasks from begin to the finish")


def test_a_constraint_breaks_the_critical_path() -> None:
    tasks = with_task(3, constraint={"start_no_earlier_than": "2027-01-18"})
    check = assessed(tasks, {"pour": (10, 12, 0), "end": (12, 12, 0)}).check("critical-path")
    assert check.verdict == "poor"
    assert check.items[0].detail == (
        "the path to the finish begins with it, 10.0 d after work can begin, held by start no earlier than"
    )


def test_work_that_waits_for_nothing_the_network_tells_breaks_the_path() -> None:
    check = assessed(rows={"pour": (6, 8, 0), "end": (8, 8, 0)}).check("critical-path")
    assert "without a link that holds it there" in check.items[0].detail


@pytest.mark.parametrize(
    ("link", "row"),
    [("dig", (5, 7)), ("dig FS+1d", (6, 8)), ("dig SS+2d", (2, 4)), ("dig FF", (3, 5)), ("dig SF+1d", (0, 1))],
)
def test_a_link_of_any_kind_drives_where_it_has_no_slack(link: str, row: tuple[float, float]) -> None:
    tasks = [SOUND[1] | {"after": []}, {"id": "late", "duration": "2d", "after": [link]}]
    project = Project(name="x", start=MONDAY, tasks=tasks)
    # The task that is driven finishes last, whatever the other takes.
    schedule = schedule_of(project, [(0, 5, 0), (*row, 0)])
    schedule.early_finish[0] = min(schedule.early_finish[0], schedule.early_finish[1])
    path = driving_path(project, schedule, project.timeline())
    assert path is not None
    assert path.is_continuous


def test_a_path_follows_an_elapsed_lag_over_a_weekend() -> None:
    tasks = [{"id": "cast", "duration": "5d"}, {"id": "strip", "duration": "1d", "after": ["cast FS+3ed"]}]
    project = Project(name="x", start=MONDAY, tasks=tasks)
    # Friday 17:00 and three days of the clock is Monday 17:00.
    path = driving_path(project, schedule_of(project, [(0, 5, 0), (6, 7, 0)]), project.timeline())
    assert path is not None
    assert path.tasks == (0, 1)


def test_a_path_follows_a_task_that_is_put_off() -> None:
    tasks = [{"id": "a", "duration": "1d"}, {"id": "b", "duration": "1d", "after": ["a"], "delay": "1d"}]
    project = Project(name="x", start=MONDAY, tasks=tasks)
    # Tuesday 08:00 and a day of the clock is Wednesday 08:00.
    path = driving_path(project, schedule_of(project, [(0, 1, 0), (2, 3, 0)]), project.timeline())
    assert path is not None
    assert path.tasks == (0, 1)


def test_a_path_that_begins_with_work_under_way_is_whole() -> None:
    tasks = [
        {"id": "a", "duration": "5d", "actual_start": MONDAY, "remaining": "3d"},
        {"id": "b", "duration": "2d", "after": ["a"]},
    ]
    project = Project(name="x", start=MONDAY, status_date="2027-01-06", tasks=tasks)
    path = driving_path(project, schedule_of(project, [(2, 5, 0), (5, 7, 0)]), project.timeline())
    assert path is not None
    assert (path.tasks, path.beginning) == ((0, 1), "progress")


def test_a_plan_whose_work_is_all_finished_has_no_path() -> None:
    done = {"actual_start": "2027-01-04", "actual_finish": "2027-01-05"}
    quality = assessed([{"id": "dig", "duration": "1d", **done}], status_date="2027-01-06")
    assert quality.check("critical-path").verdict == "not_assessed"
    assert quality.check("missing-successors").verdict == "not_assessed"


def test_limits_can_be_moved() -> None:
    tasks = with_task(3, after=["dig", "pipes FS+1d"])
    limits = QualityLimits({"lags": 0.3}, float_days=1.0, task_days=4.0, lag_days=0.5)
    quality = assessed(tasks, limits=limits)
    assert quality.check("lags").verdict == "good"
    assert [check.rule for check in quality.poor] == ["long-lags", "high-float", "long-tasks"]
    assert found_text(quality.check("high-float")) == "1 of 5 tasks"


def test_the_days_of_a_float_are_those_of_the_tasks_calendar() -> None:
    short = {"week": {"mon-fri": ["08:00-10:00"]}}
    rows: dict[str, Row] = {"pipes": (0, 3, 20)}
    tasks = with_task(2, calendar="short")
    calendars = {"standard": {}, "short": short}
    assert ids(assessed(tasks, rows, calendars=calendars, calendar="standard").check("high-float")) == ["pipes"]
