"""Laws of reading plan files."""
# ruff: noqa: E501

import os
import random
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskmc.errors import MissingExtraError, PlanError
from riskmc.io.plan_file import read_plan
from riskmc.model import Objective, Project, Risk, Task, Template
from riskmc.model.spending import spendings

HEAD = "riskmc: 1\nproject: {name: Harbour, start: 2027-01-04}\n"
TASKS = "tasks:\n- {id: a, duration: 5d}\n"


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read a text as a plan file called plan.yaml in the current folder."""
    monkeypatch.chdir(tmp_path)

    def reader(text):
        Path("plan.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_plan("plan.yaml")

    return reader


@pytest.fixture
def problems(read):
    """Read a text as a plan and list its problems."""

    def reader(text):
        with pytest.raises(PlanError) as caught:
            read(text)
        return [str(problem) for problem in caught.value.problems]

    return reader


FULL = """
riskmc: 1
project: {name: Harbour crane, start: 2027-01-04, status_date: 2027-01-04, calendar: site, currency: EUR}
calendars:
  office: {}
  site: {week: {mon-fri: ["07:00-12:00", "12:30-16:30"]}, exceptions: [{from: 2027-07-19, to: 2027-07-30, work: []}]}
objectives:
  - {id: on-time, finish: handover, by: 2028-03-31, confidence: 80%}
tasks:
  - {id: survey, name: Site survey, duration: 10d, owner: Survey lead}
  - id: design
    duration: {pert: [20d, 30d, 55d]}
    after: [survey]
  - id: piling
    group: civil.foundation
    tags: [marine]
    duration: {trigen: [15d, 20d, 40d], percentiles: [10, 90]}
    after: [design, survey FS+5d]
  - {id: handover, milestone: true, after: piling}
templates:
  - {for: "group:civil", duration: {triangular: [90%, 100%, 140%]}}
risks:
  - id: R1
    title: Unexploded ordnance found
    probability: 15%
    impacts:
      - {on: [piling], delay: {triangular: [5d, 15d, 40d]}}
    owner: Site manager
"""


def test_a_plan_file_means_the_same_as_the_project_built_in_code(read):
    week = {"mon-fri": ["07:00-12:00", "12:30-16:30"]}
    exceptions = [{"from": "2027-07-19", "to": "2027-07-30"}]
    built = Project(
        name="Harbour crane",
        start="2027-01-04",
        status_date="2027-01-04",
        currency="EUR",
        calendars={"office": {}, "site": {"week": week, "exceptions": exceptions}},
        calendar="site",
        objectives=[Objective(id="on-time", finish="handover", by="2028-03-31", confidence="80%")],
        tasks=[
            Task(id="survey", name="Site survey", duration="10d", owner="Survey lead"),
            Task(id="design", duration={"pert": ["20d", "30d", "55d"]}, after=["survey"]),
            Task(
                id="piling",
                group="civil.foundation",
                tags=["marine"],
                duration={"trigen": ["15d", "20d", "40d"]},
                after=["design", "survey FS+5d"],
            ),
            Task(id="handover", milestone=True, after="piling"),
        ],
        templates=[Template(for_="group:civil", duration={"triangular": ["90%", "100%", "140%"]})],
        risks=[
            Risk(
                id="R1",
                title="Unexploded ordnance found",
                probability=0.15,
                impacts=[{"on": ["piling"], "delay": {"triangular": ["5d", "15d", "40d"]}}],
                owner="Site manager",
            )
        ],
        source="plan.yaml",
    )
    project = read(FULL)
    assert project == built
    assert project.digest() == built.digest()


def test_a_plan_with_a_byte_order_mark_and_windows_line_ends_is_read(read):
    assert read(b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode()).name == "Harbour crane"


def test_text_that_yaml_would_misread_stays_text(read):
    assert (
        read(HEAD + "tasks:\n- {id: no, name: on, duration: 5d}\n- {id: 7, duration: 1d, after: no}\n").tasks[1].id
        == "7"
    )


ITEMS = f"known keys are {', '.join(Task.known_keys())}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "plan.yaml: the plan is empty (start with riskmc: 1)"),
        ("# nothing\n", "plan.yaml: the plan is empty (start with riskmc: 1)"),
        ("- a\n", "plan.yaml:1:1: a plan is a mapping; write keys such as project: and tasks:"),
        (TASKS, "plan.yaml:1:1: project is missing; write project: {name: ..., start: 2027-01-31}"),
        ("project: x\n" + TASKS, "plan.yaml:1:10: project is not a mapping; write project: {name: ..., start: 2027-01-31}"),
        (HEAD, "plan.yaml:1:1: tasks is missing"),
        (HEAD + "tasks: []\n", "plan.yaml:3:8: tasks has 0 entries; at least 1 are needed"),
        (HEAD.replace("riskmc: 1", "riskmc: 2") + TASKS, "plan.yaml:1:9: the plan has the format 2; this version of riskmc reads format 1"),
        (HEAD + TASKS + "taks: []\n", "plan.yaml:5:1: unknown key 'taks'; known keys are riskmc, project, scheduling, currencies, escalation, calendars, objectives, resources, costs, tasks, templates, risks, branches, correlations, correlation_settings, contingency, scoring, linter (did you mean 'tasks'?)"),
        (HEAD + TASKS + "start: 2027-01-04\n", "plan.yaml:5:1: unknown key 'start'; known keys are riskmc, project, scheduling, currencies, escalation, calendars, objectives, resources, costs, tasks, templates, risks, branches, correlations, correlation_settings, contingency, scoring, linter (start belongs under project)"),
        (HEAD + TASKS + "stakeholders: []\n", "plan.yaml:5:1: 'stakeholders' is not read by this version of riskmc (take it out, or turn it into a comment)"),
        ("project: {name: H, start: 2027-13-04}\n" + TASKS, "plan.yaml:1:27: start '2027-13-04' is not a day of the calendar; write a date as 2027-01-31"),
        ("project: {name: H}\n" + TASKS, "plan.yaml:1:10: start is missing"),
        (HEAD + "tasks:\n- {id: a, duration: 5}\n", "plan.yaml:4:21: task 'a': duration 5 has no unit; write an amount of time in min, h, d, w or mo (did you mean 5d?)"),
        (HEAD + "tasks:\n- {id: a, duration: 12:30}\n", "plan.yaml:4:21: task 'a': duration '12:30' is not a quantity; write a number with a unit: min, h, d, w, mo or %, such as 5d or 1.5mo"),
        (HEAD + "tasks:\n- {id: a, duration: 1e3}\n", "plan.yaml:4:21: task 'a': duration 1000 has no unit; write an amount of time in min, h, d, w or mo (did you mean 1000d?)"),
        (HEAD + "tasks:\n- {id: a, duration: 010}\n", 'plan.yaml:4:21: 010 starts with a zero, and tools read it differently (write "010" for a text, or 10 for a number)'),
        (HEAD + "tasks:\n- {id: a, duration: no}\n", "plan.yaml:4:21: task 'a': duration 'no' is not a quantity; write a number with a unit: min, h, d, w, mo or %, such as 5d or 1.5mo"),
        (HEAD + "tasks:\n- {id: 1.10, duration: 5d}\n", "plan.yaml:4:8: task '1.1': id is the number 1.1, which may have lost digits; write letters, digits, '_', '-' and '.', without spaces (write \"1.1\" in quotes)"),
        (HEAD + "tasks:\n- {id: a, duration: 5d, duration: 6d}\n", "plan.yaml:4:25: the key 'duration' is written twice, first in line 4; write it once"),
        (HEAD + "tasks:\n- {id: a, durration: 5d}\n", f"plan.yaml:4:11: task 'a': unknown key 'durration'; {ITEMS} (did you mean 'duration'?)"),
        (HEAD + "tasks:\n- {id: a, duration: 5d, cost: 5d}\n", "plan.yaml:4:31: task 'a': cost 5d is not an amount of money; write money as a plain number, such as 120k or 4.2M"),
        (HEAD + "tasks:\n- {id: a, duration: {pert: [9d, 8d, 5d]}}\n", "plan.yaml:4:29: task 'a': optimistic 9d is above most likely 8d; write optimistic <= most likely <= pessimistic\nplan.yaml:4:37: task 'a': pessimistic 5d is below most likely 8d; write optimistic <= most likely <= pessimistic"),
        (HEAD + "tasks:\n- \n", "plan.yaml:4:2: task 1: tasks[0] is empty where a mapping is expected"),
        (HEAD + "tasks: {a: 5d}\n", "plan.yaml:3:8: tasks is a mapping where a list is expected"),
        (HEAD + "tasks: 7\n", "plan.yaml:3:8: tasks is the number 7 where a list is expected"),
        (HEAD + "tasks:\n- {id: a, duration: 5d, after: [b FS+2d]}\n- {id: b, duration: 1d, after: [a]}\n", "plan.yaml:4:33: task 'a': tasks wait for each other in a circle: a -> b -> a (take out one of these links)"),
        (HEAD + "tasks:\n- {id: a, duration: 5d, after: nowhere}\n", "plan.yaml:4:32: task 'a': comes after 'nowhere', and there is no such task"),
        (HEAD + TASKS + "calendars: {site: {week: {mon-fri: [8-12]}}}\n", "plan.yaml:5:37: calendar 'site': mon-fri[0] '8-12' is not a shift; write shifts as '08:00-12:00', in quotes, from 00:00 to 24:00"),
        (HEAD + TASKS + "risks:\n- {id: R1, probability: 15%, impacts: [{on: a, delay: 5d, cost: 5d}]}\n", "plan.yaml:6:65: risk 'R1': cost 5d is not an amount of money; write one such as 120k (did you mean delay?)"),
        (HEAD + "tasks: tasks.csv\n", "plan.yaml:3:8: there is no file 'tasks.csv' beside the plan"),
        (HEAD + "tasks: tasks.txt\n", "plan.yaml:3:8: 'tasks.txt' is neither a list nor a table; write a list, or the name of a .csv or .xlsx file"),
        (HEAD + "tasks: ../tasks.csv\n", "plan.yaml:3:8: the table '../tasks.csv' lies outside the folder of the plan; write the name of a file in that folder"),
        (HEAD + "tasks: [\n", "plan.yaml:4:1: this is not YAML: while parsing a flow node did not find expected node content"),
        (b"riskmc: 1\nproject: {name: M\xfcller}\n", "plan.yaml:2:18: the file is not UTF-8: byte 0xfc; save it as UTF-8"),
        (HEAD.encode("utf-16"), "plan.yaml:1:1: the file is not UTF-8: byte 0xff; save it as UTF-8"),
    ],
)  # fmt: skip
def test_every_problem_has_its_place_and_its_words(problems, text, message):
    assert problems(text) == message.split("\n")


def test_all_problems_of_a_file_are_reported_in_one_go_in_its_order(problems):
    text = """\
riskmc: 1
project: {name: Harbour, start: 2027-01-04, calender: site}
calendars:
  site:
    week: {mon-fry: ["07:00-12:00"]}
stakeholders: {}
objectives:
- {id: on-time, finish: handovr, by: 2028-03-31, confidence: 80%}
tasks:
- id: survey
  duration: 5
- id: design
  durration: {pert: [20d, 30d, 55d]}
  after: [survay]
- id: piling
  duration: {trigen: [25d, 20d, 40d], percentiles: [10, 90]}
  after: [design, permit FS+5d]
- {id: a, duration: 3d, after: b}
- {id: b, duration: 010, after: a}
- {id: handover, milestone: true, duration: 3d, id: x}
risks:
- {id: R1, probability: 101%, impacts: [{on: [piling], delay: 5d}]}
- {id: R2, probability: 5%, impacts: [{on: [pilling], delay: 5d}]}
"""
    found = problems(text)
    assert [re.match(r"plan\.yaml:(\d+:\d+): ", problem)[1] for problem in found] == [
        "2:45", "5:12", "6:1", "8:25", "11:13", "13:3", "14:11", "16:23", "17:19", "18:32", "19:21", "20:45", "20:49", "22:25",
        "23:45",
    ]  # fmt: skip


def test_a_missing_file_a_folder_without_a_plan_and_a_schedule_file_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("a.xer").write_text("ERMHDR")
    for name, message in [
        ("nothing.yaml", "nothing.yaml: there is no such file"),
        ("empty", "empty: the folder has no plan.yaml (name the plan file itself)"),
        ("a.xer", "a.xer: this is a schedule file, not a plan (use read_schedule)"),
        ("empty/x/y.yaml", "empty/x/y.yaml: there is no such file"),
        ("a.xer/y.yaml", "a.xer/y.yaml: the plan can not be read: not a directory"),
    ]:
        with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
            read_plan(name)


def test_a_file_over_20_mib_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with open("plan.yaml", "wb") as file:
        os.truncate(file.fileno(), 20 * 2**20 + 1)
    with pytest.raises(PlanError, match=r"^plan\.yaml: the plan is larger than 20 MiB \(keep the tasks in a table\)$"):
        read_plan("plan.yaml")


def test_many_unknown_predecessors_are_all_reported(problems):
    tasks = "".join(f"- {{id: t{n}, duration: 1d, after: [x{n}]}}\n" for n in range(2000))
    assert len(problems(HEAD + "tasks:\n" + tasks)) == 2000


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_plan_is_refused_with_problems_or_read_never_anything_else(read, data):
    text = FULL
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        text = text[:start] + data.draw(st.text("[]{}:,-&*!|> \n\t'\"%01d.ax", max_size=5)) + text[start + length :]
    with suppress(MissingExtraError):
        assert all(problem.what and problem.where.file == "plan.yaml" for problem in problems_of(read, text))


def problems_of(function, *arguments, **keywords):
    """Call a function and return the problems that it raises, of which there is at least one, or none."""
    try:
        function(*arguments, **keywords)
    except PlanError as error:
        if not error.problems:
            raise
        return error.problems
    return ()


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.sampled_from(["5d", "a", "90%", "x FS+2d", "all", ""])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["pert", "normal", "id", "on", "p10", "mean", "fixed", "discrete", "percentiles", "task"]), inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(Task.known_keys())), st.sampled_from(["probability", "impacts", "strikes", "title"]), values
)
def test_any_value_in_any_place_is_accepted_or_refused_with_words(task_key, risk_key, value):
    task = {"id": "a", "duration": "5d", task_key: value}
    risk = {"id": "R1", "probability": 0.1, "impacts": [{"on": "a", "delay": "5d"}], risk_key: value}
    for parts in ({"tasks": [task]}, {"tasks": [{"id": "a", "duration": "5d"}], "risks": [risk]}, {"tasks": value}):
        assert all(problem.what for problem in problems_of(Project, name="p", start="2027-01-04", **parts))


def test_three_thousand_tasks_are_read(read):
    draw = random.Random(0)
    lines = []
    for n in range(3000):
        after = ", ".join(f"t{draw.randrange(n)} FS+2d" for _ in range(min(n, 2)))
        lines.append(f"- {{id: t{n}, duration: {{pert: [5d, 8d, 20d]}}, after: [{after}]}}\n")
    project = read(HEAD + "tasks:\n" + "".join(lines))
    assert len(project.tasks) == 3000
    assert sum(len(task.after) for task in project.tasks) == 5997


def test_every_example_of_the_reference_is_read(read, request):
    page = (request.config.rootpath / "docs/reference/plan-file.md").read_text(encoding="utf-8")
    first, *parts = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert read(first).name == "Harbour crane replacement"
    (calendars,) = (part for part in parts if part.startswith("calendars:"))
    assert set(read(HEAD + TASKS + calendars).calendars) == {"site", "around-the-clock"}
    tasks = [part for part in parts if part.startswith("- {id:")]
    assert len(tasks) >= 3
    others = "".join(f"- {{id: {name}, duration: 1d}}\n" for name in ("pile_trial", "piles"))
    for part in tasks:
        assert len(read(f"{HEAD}tasks:\n{others}{part}").tasks) > 2
    (costs,) = (part for part in parts if part.startswith("project:"))
    paid = read(f"riskmc: 1\n{costs}")
    assert {one.part for one in spendings(paid)} == {"time_independent", "time_dependent", "standing"}
    assert paid.budgets
    rows = [re.findall(r"`(\{.*?\})`", line) for line in page.splitlines() if re.match(r"\| \w+ \| `", line)]
    spelled = [text for row in rows for text in row if not text.startswith(("{task", "{mon", "{pert: [100"))]
    for text in spelled:
        if "..." not in text:
            assert read(HEAD + f"tasks:\n- {{id: a, duration: {text}}}\n").tasks[0].duration is not None
    assert len(spelled) >= 14
