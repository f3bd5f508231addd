"""Laws of tasks, objectives, templates, risks, selectors and whole projects that are built in code."""
# ruff: noqa: E501

import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.errors import PlanError
from riskmc.model import (
    Calendar,
    Impact,
    Notice,
    Objective,
    Project,
    Quantity,
    Risk,
    Task,
    Template,
    find_problems,
    select,
)

TASKS = [
    Task(id="survey", duration="10d"),
    Task(id="design", duration={"pert": ["20d", "30d", "55d"]}, after=["survey"]),
    Task(id="piling", group="civil.foundation", tags=["marine"], duration="20d", after=["design FS+5d"]),
    Task(id="steel", group="civil", duration={"uniform": ["90%", "120%"]}, planned="10d", after=["piling"]),
    Task(id="handover", milestone=True, after=["steel"]),
]


def harbour(**changes):
    return Project(**{"name": "Harbour", "start": "2027-01-04", "tasks": TASKS, **changes})


def problems(**changes):
    with pytest.raises(PlanError) as caught:
        harbour(**changes)
    return [str(problem) for problem in caught.value.problems]


def test_a_valid_project_has_no_problems():
    project = harbour(
        objectives=[Objective(id="on-time", finish="handover", by="2028-03-31", confidence=0.8)],
        templates=[Template(for_="group:civil", duration={"triangular": ["90%", "100%", "140%"]})],
        risks=[Risk(id="R1", probability=0.15, impacts=[Impact(on="tag:marine", delay="5d")])],
    )
    assert find_problems(project) == ()
    assert project.task_index["piling"] == 2
    assert project.calendar == "standard"
    assert project.start == dt.datetime(2027, 1, 4)
    assert project.tasks[0].name == "survey"


def test_a_start_on_a_day_means_its_first_working_instant():
    assert harbour().timeline().date_of(0, "start") == dt.datetime(2027, 1, 4, 8)
    assert harbour(start="2027-01-04T10:00").timeline().date_of(60) == dt.datetime(2027, 1, 4, 11)
    assert harbour(start=dt.date(2027, 1, 4)) == harbour(start=dt.datetime(2027, 1, 4))


def test_the_first_calendar_is_worked_unless_another_is_named():
    calendars = {"short": Calendar(week={"mon": ["08:00-12:00"]}), "long": Calendar()}
    assert harbour(calendars=calendars).working_calendar is calendars["short"]
    assert harbour(calendars=calendars, calendar="long").working_calendar is calendars["long"]


def test_the_last_template_that_matches_gives_the_range():
    templates = [
        Template(for_="all", duration={"triangular": ["80%", "100%", "200%"]}),
        Template(for_=["group:civil", "survey"], duration={"pert": ["90%", "100%", "130%"]}),
    ]
    project = harbour(templates=templates)
    described = [project.effective_duration(task).describe() for task in project.tasks]
    assert described == [
        "PERT 9d / 10d / 13d",
        "PERT 20d / 30d / 55d",
        "PERT 18d / 20d / 26d",
        "uniform 9d to 12d",
        "0d",
    ]
    planned = [project.planned_duration(task) for task in project.tasks]
    assert [str(value) for value in planned] == ["10d", "30d", "20d", "10d", "0d"]


def test_without_a_template_a_single_value_is_certain():
    project = harbour()
    assert project.effective_duration(project.tasks[0]).family == "fixed"
    assert project.effective_duration(project.tasks[0]).planned() == Quantity(10, "d")


def test_the_digest_depends_on_meaning_alone():
    project = harbour()
    assert project.task_index
    assert project.digest() == harbour(source="x.yaml", notices=(Notice("a", "b"),)).digest()
    assert project.digest() != harbour(currency="EUR").digest()
    assert project.digest() != harbour(tasks=TASKS[:-1]).digest()
    spelled = [{"id": "survey", "duration": "10.0d"}, *TASKS[1:]]
    assert project.digest() == harbour(tasks=spelled).digest()
    assert len(project.digest()) == 64


def test_a_changed_copy_derives_everything_anew():
    project = harbour()
    assert len(project.task_index) == 5
    assert set(project.model_copy(update={"tasks": tuple(TASKS[:2])}).task_index) == {"survey", "design"}


def test_importing_the_model_imports_no_numerical_package():
    code = "import riskmc.model, sys; print([m for m in ('numpy', 'pandas', 'scipy', 'holidays', 'yaml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "duration: task 'a': duration is missing; write an amount of time in min, h, d, w or mo (write one, or milestone: true)"),
        ({"duration": 5}, "duration: task 'a': duration 5 has no unit; write an amount of time in min, h, d, w or mo (did you mean 5d?)"),
        ({"duration": "-5d"}, "duration: task 'a': duration -5d is negative; write 0 or more"),
        (
            {"duration": {"uniform": ["-1d", "5d"]}},
            "duration: task 'a': duration uniform -1d to 5d has the negative value -1d; write 0 or more",
        ),
        (
            {"duration": {"uniform": ["90%", "120%"]}},
            "duration: task 'a': duration uniform 90% to 120% is relative, and nothing says to what; "
            "write the planned duration too, as planned: 20d",
        ),
        ({"duration": "5d", "planned": "50%"}, "planned: task 'a': planned 50% is not an amount of time; write an amount of time in min, h, d, w or mo"),
        ({"milestone": True, "duration": "5d"}, "duration: task 'a': a milestone has the duration 5d; a milestone takes no time"),
        ({"milestone": "yes"}, "milestone: task 'a': milestone is the text 'yes' where true or false is expected"),
        ({"duration": ["5d", "8d"]}, "duration: task 'a': duration ['5d', '8d'] is neither a quantity nor a distribution; write a number with a unit: min, h, d, w, mo or %, such as 5d or 1.5mo (did you mean {pert: [...]} or {triangular: [...]}?)"),
        ({"duration": "5d", "name": 2027}, 'name: task \'a\': name is the number 2027 where text is expected (put it in quotes: "2027")'),
        ({"duration": "5d", "name": "x" * 2001}, "name: task 'a': name has 2,001 characters; at most 2,000 are allowed"),
        ({"duration": "5d", "tags": [1]}, 'tags[0]: task \'a\': tags[0] is the number 1 where text is expected (put it in quotes: "1")'),
        ({"duration": "5d", "cost": "5d"}, "cost: task 'a': cost 5d is not an amount of money; write money as a plain number, such as 120k or 4.2M"),
        (
            {"duration": "5d", "predecessors": []},
            "predecessors: task 'a': unknown key 'predecessors'; "
            f"known keys are {', '.join(Task.known_keys())}",
        ),
    ],
)  # fmt: skip
def test_an_impossible_task_is_refused(fields, message):
    with pytest.raises(PlanError) as caught:
        Task(id="a", **fields)
    assert str(caught.value) == message


ID = "write letters, digits, '_', '-' and '.', without spaces"


@pytest.mark.parametrize(
    ("identity", "message"),
    [
        ("a b", f"id: task 'a b': id 'a b' is not an id; {ID}"),
        ("a:b", f"id: task 'a:b': id 'a:b' is not an id; {ID}"),
        (1.1, f"id: task '1.1': id is the number 1.1, which may have lost digits; {ID} (write \"1.1\" in quotes)"),
        ("x" * 201, f"id: task '{'x' * 201}': id '{'x' * 56}... has 201 characters; at most 200 are allowed in an id"),
    ],
)
def test_an_id_that_a_link_could_not_name_is_refused(identity, message):
    with pytest.raises(PlanError) as caught:
        Task(id=identity, duration="5d")
    assert str(caught.value) == message


def test_whole_numbers_and_letters_of_any_language_serve_as_ids():
    assert Task(id=101, duration="5d").id == "101"
    assert Task(id="Prüfung-1.2", duration="5d").name == "Prüfung-1.2"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"confidence": 80}, "confidence: objective 'o': confidence 80 is not between 0 and 1; write a number from 0 to 1, or a percentage from 0% to 100% (did you mean 80%?)"),
        ({"confidence": "100%"}, "confidence: objective 'o': confidence 100% can not be promised; write a percentage above 0% and below 100%"),
        ({"confidence": "5d"}, "confidence: objective 'o': confidence '5d' is not a probability; write a number from 0 to 1, or a percentage from 0% to 100%"),
        ({"by": "31.3.2028"}, "by: objective 'o': by '31.3.2028' is not a date; write 2027-01-31, or 2027-01-31T08:00 in the project's local time"),
        ({"by": "2028-02-30"}, "by: objective 'o': by '2028-02-30' is not a day of the calendar; write a date as 2027-01-31"),
        ({"by": dt.datetime(2028, 1, 1, tzinfo=dt.UTC)}, "by: objective 'o': by 2028-01-01T00:00:00+00:00 has a time zone; write 2027-01-31, or 2027-01-31T08:00 in the project's local time"),
        ({"at_most": 5}, "at_most: objective 'o': unknown key 'at_most'; known keys are id, finish, by, confidence"),
    ],
)  # fmt: skip
def test_an_impossible_objective_is_refused(fields, message):
    with pytest.raises(PlanError) as caught:
        Objective(**{"id": "o", "finish": "project", "by": "2028-03-31", "confidence": "80%", **fields})
    assert str(caught.value) == message


def test_a_date_is_met_until_the_end_of_its_day():
    def deadline(by):
        return Objective(id="o", finish="project", by=by, confidence=0.8).deadline

    assert deadline("2028-03-31") == dt.datetime(2028, 4, 1)
    assert deadline("2028-03-31T17:00") == dt.datetime(2028, 3, 31, 17)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"probability": 15}, "probability: risk 'R1': probability 15 is not between 0 and 1; write a number from 0 to 1, or a percentage from 0% to 100% (did you mean 15%?)"),
        ({"probability": {"normal": {"mean": 0.3, "sd": 0.1}}}, "probability: risk 'R1': probability normal mean 0.3, sd 0.1 has no ends, and a probability lies between 0% and 100%; write one with ends: uniform, triangular, pert, trigen, beta, discrete, empirical or percentiles"),
        ({"probability": {"uniform": ["10%", "120%"]}}, "probability: risk 'R1': probability uniform 10% to 120% goes to 120%, and a probability lies between 0% and 100%; write a percentage such as 15%, a level such as high, or a range such as {triangular: [5%, 10%, 30%]}"),
        ({"occurrences": 2}, "occurrences: risk 'R1': both probability and occurrences are given; write one of both"),
        ({"strikes": "twice"}, "strikes: risk 'R1': strikes 'twice' is not known; write 'once' or 'each_task'"),
        ({"response": {"strategy": "mitigat"}}, "response[0].strategy: risk 'R1': strategy 'mitigat' is not known; write 'avoid', 'mitigate', 'transfer', 'accept', 'escalate', 'exploit', 'enhance' or 'share'"),
        ({"impacts": [{"on": "a"}]}, "impacts[0]: risk 'R1': the impact does nothing; write a delay, a factor or a cost"),
        ({"impacts": [{"on": "a", "delay": "5%"}]}, "impacts[0].delay: risk 'R1': delay 5% is not an amount of time; write a delay in min, h, d, w or mo, such as 5d (write a share of the duration as a factor)"),
        ({"impacts": [{"on": "a", "factor": "5d"}]}, "impacts[0].factor: risk 'R1': factor 5d is an amount of time; write a factor such as 1.2 or 120% (did you mean delay?)"),
        ({"impacts": [{"on": "a", "factor": -1}]}, "impacts[0].factor: risk 'R1': factor -1 is negative; write 0 or more"),
        ({"impacts": [{"on": [], "delay": "5d"}]}, "impacts[0].on: risk 'R1': on selects nothing; write a task, 'group:...', 'tag:...' or 'all'"),
        ({"impacts": [{"on": "a", "delay": "5d", "cost": "3d"}]}, "impacts[0].cost: risk 'R1': cost 3d is not an amount of money; write one such as 120k (did you mean delay?)"),
    ],
)  # fmt: skip
def test_an_impossible_risk_is_refused(fields, message):
    with pytest.raises(PlanError) as caught:
        Risk(**{"id": "R1", "probability": 0.1, "impacts": [{"on": "a", "delay": "5d"}], **fields})
    assert str(caught.value) == message


def test_an_opportunity_may_save_time():
    impact = Impact(on="all", delay={"uniform": ["-5d", "-1d"]}, factor="90%")
    assert impact.delay.kind == "time"
    assert impact.factor == Quantity(90, "%")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tasks": []}, "tasks: tasks has 0 entries; at least 1 are needed"),
        ({"start": None}, "start: start nothing is not a date; write 2027-01-31, or 2027-01-31T08:00 in the project's local time"),
        ({"calendar": "site"}, "calendar: there is no calendar 'site'; calendars are standard, 24h"),
        ({"calendars": {}}, "calendars: calendars is empty; write at least one calendar, or leave the key out"),
        ({"stakeholders": []}, "stakeholders: 'stakeholders' is not read by this version of riskmc (take it out, or turn it into a comment)"),
        ({"tasks": [*TASKS, TASKS[0]]}, "tasks[5].id: task 'survey': the id is used already by task number 1; give each task an id of its own"),
        ({"tasks": [*TASKS, Task(id="all", duration="1d")]}, "tasks[5].id: task 'all': 'all' is a word of the plan format (choose another id)"),
        ({"tasks": [*TASKS, Task(id="x", duration="1d", after=["x"])]}, "tasks[5].after[0]: task 'x': the task comes after itself (take the link out)"),
        (
            {"tasks": [*TASKS, Task(id="x", duration="1d", after=["survay"])]},
            "tasks[5].after[0]: task 'x': comes after 'survay', and there is no such task (did you mean 'survey'?)",
        ),
        (
            {"tasks": [Task(id="a", duration="1d", after=["c"]), Task(id="b", duration="1d", after=["a"]), Task(id="c", duration="1d", after=["b"])]},
            "tasks[0].after[0]: task 'a': tasks wait for each other in a circle: a -> b -> c -> a (take out one of these links)",
        ),
        (
            {"tasks": [*TASKS, Task(id="x", duration={"pert": ["4d", "1w", "30h"]})]},
            "tasks[5].duration: task 'x': pessimistic 30h is below most likely 1w; write optimistic <= most likely <= pessimistic",
        ),
        (
            {"objectives": [Objective(id="o", finish="handovr", by="2028-03-31", confidence=0.8)]},
            "objectives[0].finish: objective 'o': there is no task 'handovr'; write the id of a task, or project (did you mean 'handover'?)",
        ),
        (
            {"templates": [Template(for_=["survey", "group:civl"], duration="110%")]},
            "templates[0].for[1]: template 1: there is no group 'civl' (did you mean 'civil'?)",
        ),
        (
            {"risks": [Risk(id="R1", probability=0.1, impacts=[Impact(on=["marine"], delay="1d")])]},
            "risks[0].impacts[0].on[0]: risk 'R1': there is no task 'marine' (did you mean 'tag:marine'?)",
        ),
        (
            {"risks": [Risk(id="R1", probability=0.1, impacts=[Impact(on="tags:marine", delay="1d")])]},
            "risks[0].impacts[0].on[0]: risk 'R1': the selector 'tags:marine' is not known; write a task, 'group:...', 'tag:...' or 'all' (did you mean 'tag' or 'task'?)",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused(changes, message):
    assert problems(**changes) == [message]


def test_units_that_a_calendar_puts_in_order_are_accepted():
    six_days = Calendar(week={"mon-sat": ["08:00-16:00"]})
    tasks = [Task(id="a", duration={"pert": ["5d", "1w", "7d"]})]
    assert harbour(tasks=tasks, calendars={"six": six_days}).tasks == tuple(tasks)


def test_an_unknown_country_is_a_problem_of_the_plan():
    pytest.importorskip("holidays")
    calendars = {
        "a": Calendar(holidays={"country": "NLD1"}),
        "b": Calendar(holidays={"country": "DE", "subdivision": "QQ"}),
    }
    allowed = "write ISO codes such as NL, or DE with BY"
    assert problems(calendars=calendars) == [
        f"calendars.a.holidays[0]: calendar 'a': the holidays of the country 'NLD1' are not known; {allowed}",
        f"calendars.b.holidays[0]: calendar 'b': DE has no subdivision 'QQ' with holidays of its own; {allowed}",
    ]


def test_records_with_faults_do_not_hide_what_is_wrong_between_the_others():
    tasks = [
        {"id": "a", "duraton": "5d", "after": ["nowhere"]},
        {"id": "b", "duration": "5d", "after": ["a", "c"]},
        {"id": "c", "duration": "5 days", "after": ["b"]},
        {"duration": "5d"},
        {"id": "d", "duration": "5d", "after": ["broken id"]},
    ]
    found = problems(tasks=tasks)
    assert [problem.split(":")[0] for problem in found] == [
        "tasks[0].duraton", "tasks[0].after[0]", "tasks[1].after[1]", "tasks[2].duration", "tasks[3].id", "tasks[4].after[0]",
    ]  # fmt: skip
    assert "b -> c -> b" in found[2]


def test_too_many_links_are_refused(monkeypatch):
    from riskmc.model import validation

    monkeypatch.setitem(validation.LIMITS, "links", 3)
    assert problems() == ["tasks: the plan has 4 links; at most 3 are allowed"]


@given(
    st.lists(st.sampled_from(["survey", "group:civil", "group:civil.foundation", "tag:marine", "all", "task:steel"]))
)
def test_a_selection_is_the_union_of_its_selectors_in_plan_order(selectors):
    expected = {
        "survey": {0}, "group:civil": {2, 3}, "group:civil.foundation": {2}, "tag:marine": {2}, "all": set(range(5)),
        "task:steel": {3},
    }  # fmt: skip
    union = set().union(*(expected[selector] for selector in selectors))
    assert select(TASKS, selectors) == tuple(sorted(union))


def test_a_group_does_not_select_its_namesakes():
    tasks = [Task(id="a", group="civil", duration="1d"), Task(id="b", group="civilian", duration="1d")]
    assert select(tasks, ["group:civil"]) == (0,)
    with pytest.raises(PlanError, match=r"^there is no group 'civi' \(did you mean 'civil'\?\)$"):
        select(tasks[:1], ["group:civi"])
