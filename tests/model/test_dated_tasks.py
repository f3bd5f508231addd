"""Laws of tasks that have calendars, constraints, progress, pauses and spans, and of what does not fit together."""
# ruff: noqa: E501

import datetime as dt

import pytest

from riskmc.errors import PlanError
from riskmc.model import Calendar, Link, Project, Quantity, Task
from riskmc.model.constraints import Constraint

INSTANT = "write 2027-01-31, or 2027-01-31T08:00 in the project's local time"
KINDS = (
    "write one or two of start_no_earlier_than, start_no_later_than, finish_no_earlier_than, finish_no_later_than, start_on, "
    "finish_on, must_start_on, must_finish_on with a date, or as_late_as_possible: true"
)
SPANNED = "its dates come from what it reaches over"
STARTED = {"duration": "5d", "actual_start": "2027-01-04"}
FINISHED = {**STARTED, "actual_finish": "2027-01-08"}


def problems(**arguments):
    with pytest.raises(PlanError) as caught:
        Project(**{"name": "Harbour", "start": "2027-01-04", "tasks": [{"id": "a", "duration": "5d"}], **arguments})
    return [str(problem) for problem in caught.value.problems]


def with_task(**fields):
    return [{"id": "a", "duration": "5d"}, {"id": "x", **fields}]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"constraint": {"start_no_earlier": "2027-05-03"}}, f"constraint.start_no_earlier: task 'a': 'start_no_earlier' is not a kind of constraint; {KINDS} (did you mean 'start_no_earlier_than' or 'start_no_later_than'?)"),
        ({"constraint": {"start_on": "3.5.2027"}}, f"constraint.start_on: task 'a': start_on '3.5.2027' is not a date; {INSTANT}"),
        ({"constraint": "2027-05-03"}, f"constraint: task 'a': constraint '2027-05-03' is not a constraint; {KINDS}"),
        ({"constraint": {"as_late_as_possible": "yes"}}, "constraint.as_late_as_possible: task 'a': as_late_as_possible 'yes' is neither true nor false; write as_late_as_possible: true"),
        ({"constraint": {"start_on": "2027-05-03", "finish_on": "2027-05-04", "as_late_as_possible": True}}, "constraint: task 'a': has 3 constraints; at most two are allowed on one task"),
        ({"deadline": "soon"}, f"deadline: task 'a': deadline 'soon' is not a date; {INSTANT}"),
        ({"actual_finish": "2027-01-08"}, "actual_finish: task 'a': is finished and never started; write actual_start too"),
        ({**FINISHED, "actual_finish": "2027-01-03"}, "actual_finish: task 'a': actual_finish 2027-01-03 is before actual_start 2027-01-04"),
        ({**FINISHED, "remaining": "2d"}, "remaining: task 'a': is finished, and 2d are left; nothing is left of finished work (take it out, or take out actual_finish)"),
        ({**FINISHED, "percent_complete": "60%"}, "percent_complete: task 'a': is finished, and 60% complete; nothing is left of finished work (take it out, or take out actual_finish)"),
        (STARTED, "actual_start: task 'a': the task is started, and nothing says how much is left; write remaining: 5d, or percent_complete: 40%"),
        ({"remaining": "2d"}, "remaining: task 'a': remaining is given for a task that is not started (write actual_start too)"),
        ({"percent_complete": 0.4}, "percent_complete: task 'a': percent_complete is given for a task that is not started (write actual_start too)"),
        ({**STARTED, "percent_complete": 40}, "percent_complete: task 'a': percent_complete 40 is not between 0 and 1; write a number from 0 to 1, or a percentage from 0% to 100% (did you mean 40%?)"),
        ({**STARTED, "percent_complete": "half"}, "percent_complete: task 'a': percent_complete 'half' is not a share; write a number from 0 to 1, or a percentage from 0% to 100%"),
        ({**STARTED, "remaining": 3}, "remaining: task 'a': remaining 3 has no unit; write an amount of time in min, h, d, w or mo (did you mean 3d?)"),
        ({**STARTED, "remaining": "40%"}, "remaining: task 'a': remaining 40% is not an amount of time; write an amount of time in min, h, d, w or mo"),
        ({**STARTED, "remaining": "2d", "suspended": "2027-02-01", "resume": "2027-01-18"}, "resume: task 'a': resume 2027-01-18 is before suspended 2027-02-01"),
        ({"side": "finish"}, "side: task 'a': side finish is given for a task that is no milestone (take it out)"),
        ({"delay": "-2d"}, "delay: task 'a': delay -2d is negative; write 0 or more"),
        ({"pauses": [{"after": "2d"}]}, "pauses[0].lasting: task 'a': lasting is missing"),
        ({"pauses": [{"after": "50%", "lasting": "1d"}]}, "pauses[0].after: task 'a': after 50% is not an amount of time; write an amount of time in min, h, d, w or mo"),
        ({"duration": None, "milestone": True, "remaining": "2d", "actual_start": "2027-01-04"}, "remaining: task 'a': a milestone has the remaining 2d; a milestone takes no time"),
        ({"span": {"over": "all"}}, f"duration: task 'a': a task with a span has duration; {SPANNED} (take out duration or span)"),
        ({"duration": None, "span": {"from": ["b"]}}, "span: task 'a': the span has no ends; write over: group:..., or both from and to"),
        ({"duration": None, "span": {"over": "all"}, "after": ["b"]}, f"after: task 'a': a task with a span has after; {SPANNED} (take out after or span)"),
    ],
)  # fmt: skip
def test_a_task_that_contradicts_itself_is_refused(fields, message):
    with pytest.raises(PlanError) as caught:
        Task(**{"id": "a", "duration": "5d", **fields})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"duration": "5d", "calendar": "standrad"}, "tasks[1].calendar: task 'x': there is no calendar 'standrad'; calendars are standard, 24h (did you mean 'standard'?)"),
        ({"duration": "5d", "after": [{"task": "a", "calendar": "night"}]}, "tasks[1].after[0].calendar: task 'x': there is no calendar 'night'; calendars are standard, predecessor, successor, project, 24h"),
        ({"span": {"over": "group:civil"}}, "tasks[1].span.over[0]: task 'x': there is no group 'civil'"),
        ({"span": {"over": ["x"]}}, "tasks[1].span.over: task 'x': reaches over no task but itself, and tasks that reach over others"),
        ({"span": {"from": "a SS", "to": "b"}}, "tasks[1].span.to[0]: task 'x': reaches to 'b', and there is no such task"),
        ({"span": {"from": "x", "to": "a"}}, "tasks[1].span.from[0]: task 'x': the task reaches over itself (take it out of its span)"),
        ({"duration": "5d", "pauses": [{"after": "1w", "lasting": "1d"}, {"after": "4d", "lasting": "1d"}]}, "tasks[1].pauses[1].after: task 'x': the pause after 4d of work comes behind the pause after 1w; write pauses in the order of the work"),
    ],
)  # fmt: skip
def test_a_task_that_does_not_fit_the_plan_is_refused(fields, message):
    assert problems(tasks=with_task(**fields)) == [message]


def test_nothing_waits_for_a_task_that_only_reaches_over_others():
    tasks = [*with_task(span={"over": "all"}), {"id": "b", "duration": "1d", "after": ["x"]}]
    assert problems(tasks=tasks) == [
        "tasks[2].after[0]: task 'b': comes after 'x', which only reaches over other tasks and holds nothing up (link it to the tasks that are reached over)"
    ]


def test_spans_that_wait_for_each_other_are_a_circle():
    spans = [{"id": "x", "span": {"from": "a", "to": "y"}}, {"id": "y", "span": {"over": ["a", "x"]}}]
    assert problems(tasks=[{"id": "a", "duration": "5d"}, *spans]) == [
        "tasks[1].span.to[0]: task 'x': tasks wait for each other in a circle: x -> y -> x (take out one of these links)"
    ]


def test_summaries_of_a_group_and_of_all_cover_the_work_and_not_each_other():
    tasks = [
        {"id": "dig", "group": "civil.piles", "duration": "5d"},
        {"id": "civil", "group": "civil", "span": {"over": "group:civil"}},
        {"id": "piles", "group": "civil.piles", "span": {"over": "group:civil.piles"}},
        {"id": "whole", "span": {"over": ["all", "civil"]}},
    ]
    project = Project(name="x", start="2027-01-04", tasks=tasks)
    covered = [[place for _, place in project.selection.covered(task)] for task in project.tasks]
    assert covered == [[], [0], [0], [0, 1]]


def test_the_name_of_the_calendar_that_never_rests_is_taken():
    message = "calendars.24h: calendar '24h': '24h' is the calendar that never rests, which every plan has (choose another name)"
    assert problems(calendars={"24h": Calendar()}) == [message]


def test_a_calendar_with_faults_does_not_make_its_tasks_faulty():
    found = problems(calendars={"site": {"week": {"mon": "8-12"}}}, tasks=with_task(duration="5d", calendar="site"))
    assert [problem.partition(":")[0] for problem in found] == ["calendars.site.week.mon"]


def test_units_are_compared_on_the_calendar_that_a_task_or_a_lag_is_worked_on():
    short = Calendar(week={"mon-wed": ["08:00-12:00"]})  # a week of 12 hours
    calendars = {"standard": Calendar(), "short": short}
    duration = {"pert": ["2d", "1w", "16h"]}
    assert problems(calendars=calendars, tasks=with_task(duration=duration))[0].startswith("tasks[1].duration")
    tasks = with_task(duration=duration, calendar="short", after=[{"task": "a", "lag": duration, "calendar": "short"}])
    assert Project(name="x", start="2027-01-04", calendars=calendars, tasks=tasks).tasks
    by_successor = with_task(duration="1d", calendar="short", after=[{"task": "a", "lag": duration}])
    assert problems(calendars=calendars, tasks=by_successor)[0].startswith("tasks[1].after[0].lag")
    scheduling = {"lag_calendar": "successor"}
    assert Project(name="x", start="2027-01-04", calendars=calendars, tasks=by_successor, scheduling=scheduling).tasks


def test_the_project_may_be_worked_around_the_clock():
    project = Project(name="x", start="2027-01-04", calendar="24h", tasks=with_task(duration="1d"))
    assert project.working_calendar.minutes_per_day == project.calendar_of(project.tasks[0]).minutes_per_day == 1440


def test_a_date_is_a_midnight_for_a_start_and_the_end_of_its_day_for_a_finish():
    task = Task(id="a", duration="1d", constraint={"start_on": "2027-05-03", "finish_no_later_than": "2027-05-03"})
    assert [constraint.instant for constraint in task.constraint] == [dt.datetime(2027, 5, 4), dt.datetime(2027, 5, 3)]
    assert task.constrained("finish_on", "finish_no_later_than") == Constraint(
        "finish_no_later_than", dt.date(2027, 5, 3)
    )
    assert Task(id="a", duration="1d", constraint={"as_late_as_possible": False}).constraint == ()


def test_an_elapsed_lag_is_days_of_the_calendar_that_never_rests():
    link = Link.parse("curing ff + 7 ed")
    assert (link.kind, link.lag, link.calendar, str(link)) == ("FF", Quantity(7, "d"), "24h", "curing FF+7ed")


def test_finished_work_may_say_that_nothing_is_left_and_planned_work_that_nothing_is_done():
    assert Task(id="a", **FINISHED, remaining="0d", percent_complete=1).state == "finished"
    assert Task(id="a", duration="5d", percent_complete="0%").state == "not_started"
    assert Task(id="a", actual_start="2027-01-04", remaining="3d").state == "started"


RANGE = {"triangular": ["90%", "100%", "140%"]}


@pytest.mark.parametrize(
    ("fields", "words", "planned"),
    [
        ({"duration": "10d"}, "triangular 9d / 10d / 14d", "10d"),
        ({"duration": {"fixed": "10d"}}, "10d", "10d"),
        ({**STARTED, "duration": "10d", "remaining": "4d"}, "triangular 3.6d / 4d / 5.6d", "4d"),
        ({**STARTED, "duration": "10d", "remaining": {"pert": ["1d", "2d", "5d"]}}, "PERT 1d / 2d / 5d", "2d"),
        ({**STARTED, "duration": "10d", "percent_complete": "50%"}, "triangular 4.5d / 5d / 7d", "5d"),
        ({**STARTED, "duration": {"pert": ["6d", "10d", "20d"]}, "percent_complete": "50%"}, "PERT 3d / 5d / 10d", "5d"),
        (
            {**STARTED, "duration": {"pert": ["80%", "100%", "150%"]}, "planned": "10d", "percent_complete": "50%"},
            "PERT 4d / 5d / 7.5d", "5d",
        ),
        ({**STARTED, "duration": {"gamma": {"shape": 4, "scale": "2d"}}, "percent_complete": "50%"}, "gamma shape 4, scale 1d", None),
        (FINISHED, "0d", "0d"),
        ({"span": {"over": "all"}}, "0d", "0d"),
        ({"milestone": True, "actual_start": "2027-01-04"}, "0d", "0d"),
    ],
)  # fmt: skip
def test_only_what_is_left_of_work_is_uncertain(fields, words, planned):
    templates = [{"for": "all", "duration": RANGE}]
    project = Project(name="x", start="2027-01-04", templates=templates, tasks=with_task(**fields))
    task = project.tasks[1]
    assert project.effective_duration(task).describe() == words
    assert project.planned_duration(task) == (None if planned is None else Quantity.parse(planned))


def test_a_circle_through_one_of_two_tasks_of_the_same_id_is_told():
    tasks = [
        {"id": "a", "duration": "1d"},
        {"id": "b", "duration": "1d", "after": "a"},
        {"id": "a", "duration": "1d", "after": "b"},
    ]
    assert [problem.partition(":")[0] for problem in problems(tasks=tasks)] == ["tasks[0]", "tasks[2].id"]


def test_the_order_of_two_constraints_means_nothing():
    pair = {"finish_no_later_than": "2027-05-07", "start_no_earlier_than": "2027-05-03"}
    one, other = (Task(id="a", duration="1d", constraint=c) for c in (pair, dict(reversed(pair.items()))))
    assert one == other == Task(id="a", duration="1d", constraint=one.constraint[::-1])
