"""Laws of writing a project as a plan file: read again, it is the same project."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.errors import RiskmcError
from riskmc.io.plan_document import plan_document, project_from_document
from riskmc.io.plan_file import read_plan
from riskmc.io.plan_tables import fits_table, tasks_table
from riskmc.io.plan_text import WIDTH, plan_text, scalar
from riskmc.io.schedule_files import SCHEDULE_SUFFIXES, read_schedule
from riskmc.io.yaml_marks import read_marked
from riskmc.model.project import Project
from riskmc.model.spending import spendings
from riskmc.simulation import simulate
from tests.strategies import cost_arguments, examples, project_arguments

CONFIGS = sorted((Path(__file__).resolve().parents[2] / "configs").glob("*.yaml"))
FIXTURES = sorted((Path(__file__).parent / "schedule_files" / "fixtures").glob("*"))

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    (
        "null",
        "~",
        "true",
        "No",
        "on",
        "12",
        "012",
        "1e3",
        ".5",
        "-",
        "- a",
        "a: b",
        "a #b",
        "2027-01-31",
        "5d",
        "@a",
        "a\n# b",
    )
)
TEMPLATE = {"for": "all", "duration": {"pert": ["80%", "100%", "150%"]}}
WORDS = st.from_regex(r"[\w.\-]{1,8}", fullmatch=True)


def read_again(text: str, folder: Path) -> Project:
    file = folder / "plan.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    return read_plan(file)


def differences(project: Project, again: Project) -> dict[str, tuple[object, object]]:
    """Fields that differ, but for those that a plan file does not hold."""
    left_out = ("source", "notices", "origin")
    pairs = {name: (value, getattr(again, name)) for name, value in project.items() if name not in left_out}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


@given(TEXTS, st.sampled_from(("id", "name", "after")))
def test_every_text_is_read_as_itself(text, key):
    data = read_marked(f"a: [{scalar(text, key)}, {{b: {scalar(text, key)}}}]", "plan.yaml").data
    kept = [str(value) if key != "name" else value for value in (data["a"][0], data["a"][1]["b"])]
    assert kept == [text, text]


@given(st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none())
def test_every_number_is_read_as_itself(number):
    assert read_marked(f"[{scalar(number)}]", "plan.yaml").data == [number]


@given(project_arguments(), st.data())
def test_a_project_that_is_written_and_read_again_has_the_same_digest(tmp_path_factory, arguments, data):
    for task in arguments["tasks"]:
        task |= {"name": data.draw(TEXTS), "group": data.draw(WORDS), "owner": data.draw(TEXTS)}
        task["tags"] = data.draw(st.lists(TEXTS, max_size=2))
    renamed = data.draw(st.dictionaries(st.sampled_from([t["id"] for t in arguments["tasks"]]), WORDS, max_size=3))
    rename_tasks(arguments, renamed)
    arguments["templates"] = data.draw(
        st.sampled_from(([], [{"for": "all", "duration": {"pert": ["80%", "100%", "150%"]}}]))
    )
    try:
        project = Project(**arguments)
    except RiskmcError:
        return
    again = read_again(plan_text(project, [data.draw(TEXTS)]), tmp_path_factory.mktemp("plan"))
    assert differences(project, again) == {}
    assert again.digest() == project.digest()


@examples(40)
@given(project_arguments(with_risks=False), st.data())
def test_a_plan_with_costs_that_is_written_and_read_again_is_the_same(tmp_path_factory, arguments, data):
    project = Project(**{**arguments, **data.draw(cost_arguments(arguments["tasks"], WORDS))})
    folder = tmp_path_factory.mktemp("plan")
    again = read_again(plan_text(project), folder)
    assert differences(project, again) == {}
    assert again.digest() == project.digest()
    if not fits_table(project):
        return
    (folder / "tasks.csv").write_text(tasks_table(project), encoding="utf-8", newline="")
    tabled = read_again(plan_text(project, tasks_table="tasks.csv"), folder)
    assert differences(project, tabled) == {}
    assert spendings(tabled) == spendings(project)


def rename_tasks(arguments, names):
    """Give some tasks other ids, wherever they are named."""
    for task in arguments["tasks"]:
        task["id"] = names.get(task["id"], task["id"])
        for link in task["after"]:
            link["task"] = names.get(link["task"], link["task"])
    for risk in arguments["risks"]:
        for impact in risk["impacts"]:
            impact["on"] = [names.get(name, name) for name in impact["on"]]


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_the_example_plans_are_written_and_read_again(tmp_path, file):
    project = read_plan(file)
    again = read_again(plan_text(project), tmp_path)
    assert differences(project, again) == {}
    assert again.digest() == project.digest()


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.name)
def test_own_schedule_files_give_the_same_dates_as_the_plans_made_of_them(tmp_path, file):
    project = read_schedule(file, template="90/100/130", project="FB" if "two" in file.name else None)
    again = read_again(plan_text(project, ["A comment."]), tmp_path)
    assert again.digest() == project.digest()
    ours, theirs = (simulate(plan, iterations=100, jobs=1) for plan in (project, again))
    assert ours.deterministic.finish == theirs.deterministic.finish
    assert (ours.finish.minutes == theirs.finish.minutes).all()


def test_every_real_schedule_gives_the_same_project_as_the_plan_made_of_it(shared_data, tmp_path):
    n_read = 0
    for file in sorted(path for path in shared_data.rglob("*") if path.suffix.lower() in SCHEDULE_SUFFIXES):
        try:
            project = read_schedule(file, template="pert:90/100/140")
        except RiskmcError:
            continue
        again = read_again(plan_text(project, [notice.what for notice in project.notices]), tmp_path)
        assert differences(project, again) == {}, file.name
        assert again.digest() == project.digest(), file.name
        n_read += 1
    assert n_read > 100


def test_lines_are_short_where_words_allow_it_and_links_stay_in_words():
    tasks = [{"id": f"task_{number}", "duration": "3d"} for number in range(30)]
    tasks.append({"id": "end", "milestone": True, "after": [f"task_{number} FF+2d" for number in range(30)]})
    text = plan_text(Project(name="Long", start="2027-01-04", tasks=tasks))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "  - {id: end, milestone: true, after: [task_0 FF+2d, task_1 FF+2d," in text


def test_a_calendar_is_written_by_ranges_of_days():
    august = {"from": "2027-08-02", "to": "2027-08-06", "work": "06:00-14:00"}
    week = {"mon-thu": ["08:00-12:00", "12:30-17:00"], "fri": "08:00-12:00", "sun": "22:00-06:00"}
    calendar = {
        "week": week, "holidays": ["2027-05-05", {"country": "NL"}], "hours_per_day": 8.5,
        "exceptions": [{"date": "2027-07-09", "work": []}, august],
    }  # fmt: skip
    project = Project(name="x", start="2027-01-04", calendars={"site": calendar}, tasks=[{"id": "a", "duration": "3d"}])
    assert (
        '\ncalendars:\n  site:\n    week:\n      mon-thu: ["08:00-12:00", "12:30-17:00"]\n      fri: ["08:00-12:00"]\n'
        '      sun: ["22:00-06:00"]\n    holidays: [2027-05-05, {country: NL}]\n    exceptions:\n'
        "      - {date: 2027-07-09}\n"
        '      - {from: 2027-08-02, to: 2027-08-06, work: ["06:00-14:00"]}\n    hours_per_day: 8.5\n'
    ) in plan_text(project)


def test_many_exceptions_share_lines(tmp_path):
    days = [{"date": f"20{year}-12-{day}", "work": []} for year in range(10, 30) for day in (24, 31)]
    calendars = {"site": {"exceptions": days}}
    project = Project(name="x", start="2027-01-04", calendars=calendars, tasks=[{"id": "a", "duration": "3d"}])
    text = plan_text(project)
    assert "    exceptions: [{date: 2010-12-24}, {date: 2010-12-31}, {date: 2011-12-24}" in text
    assert len(text.splitlines()) < 30
    assert read_again(text, tmp_path).digest() == project.digest()


def test_no_comment_runs_out_of_its_line():
    text = plan_text(
        Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "3d"}]), ["a\nriskmc: 2\x85b\u2028c" * 30]
    )
    head = text.partition("riskmc: 1\n")[0]
    assert head
    assert all(line.startswith("#") for line in head.splitlines())


def test_a_scheme_of_scoring_is_written_as_it_was_read(tmp_path):
    scoring = {
        "levels": ["minor: or less", "serious", "no", "12"],
        "probability": ["0%", "5%", 0.2, "50%", 1],
        "impacts": {"schedule": ["0d", "1w", "1mo", "3mo", "12mo"], "the press": ["none", "local", "a, b", "world"]},
        "score": {"minor: or less": [1, 2, 3, 4], "serious": [2, 3, 4, 5], "no": [3, 4, 5, 6], "12": [4, 5, 6, 7.5]},
        "tolerance": {"medium": 3, "high": 6},
        "appetite": 5,
        "budget": 4_200_000,
    }
    project = Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "5d"}], scoring=scoring)
    again = read_again(plan_text(project), tmp_path)
    assert differences(project, again) == {}
    assert again.digest() == project.digest()


def test_reserves_and_contingency_plans_are_written_as_they_were_read(tmp_path):
    reserves = [
        {"id": "12", "title": "no", "of": "schedule", "amount": "30d", "before": "7", "owner": "yes"},
        {"id": "money", "of": "cost", "kind": "management", "amount": 350_000.5},
    ]
    response = {"strategy": "mitigate", "action": "a: b", "owner": "#1", "cost": 0, "lead_time": "1.5w"}
    plans = [
        {"id": "1", "protects": "task:7", "signal": {"finish": "7"}, "threshold": "2027-02-01", "level": "35%"},
        {"id": "2", "signal": {"buffer": "12"}, "threshold": "60%", "response": response, "fallback": "null"},
        {"id": "3", "signal": {"cost": "total", "on": "2027-02-01T12:00"}, "threshold": "2.1M"},
        {"id": "4", "signal": "5d"},
    ]
    tasks = [{"id": "7", "duration": "5d"}]
    held = {"reserves": reserves, "plans": plans}
    project = Project(name="x", start="2027-01-04", tasks=tasks, contingency=held)
    again = read_again(plan_text(project), tmp_path)
    assert differences(project, again) == {}
    assert again.digest() == project.digest()
    assert project_from_document(plan_document(project)) == project


def test_what_the_linter_leaves_unsaid_is_written_as_it_was_read(tmp_path):
    silence = [{"rule": "token-range", "entry": "12", "why": "yes: #1, agreed"}, {"rule": "lead", "why": "no"}]
    tasks = [{"id": "a", "duration": "5d"}]
    project = Project(name="x", start="2027-01-04", tasks=tasks, linter={"silence": silence})
    assert read_again(plan_text(project), tmp_path).linter == project.linter


def test_a_register_is_written_as_it_is_read(tmp_path):
    risks = [
        {
            "id": "1", "probability": "high", "requires": ["7"], "window": {"from": "2027-01-04", "to": "2027-02-01"},
            "impacts": [{"on": "dig", "delay": "low", "cost": {"pert": ["50k", "120k", "600k"]}}, {"delay": "10d"}],
            "levels": {"quality": "low"}, "trigger": "smoke",
            "response": [{"strategy": "mitigate", "cost": "60k", "tasks": ["dig"], "secondary": "9", "status": "done"}],
        },
        {"id": "7", "probability": {"uniform": ["10%", "20%"]}, "strikes": "each_task", "combine": "parallel"},
        {"id": "9", "occurrences": 1.5, "excludes": "1", "kind": "opportunity", "window": {"while": "dig"}},
        {"id": "S", "systemic": True, "status": "closed"},
    ]  # fmt: skip
    tasks = [
        {"id": "dig", "duration": "3d"}, {"id": "fix", "duration": "1d", "exists": "risk:7"},
        {"id": "redo", "duration": "1d", "exists": "40%"}, {"id": "mend", "duration": "1d", "exists": "S"},
    ]  # fmt: skip
    branches = [{"id": "soil", "options": [{"tasks": "dig", "probability": "60%"}]}]
    project = Project(name="Shed", start="2027-01-04", tasks=tasks, risks=risks, branches=branches)
    read = read_again(plan_text(project), tmp_path)
    assert read.digest() == project.digest()
    assert read.risks == project.risks
