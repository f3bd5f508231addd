"""Laws of plans with calendars, constraints, progress and spans: written and read again, they are the same."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.io.plan_document import plan_document, project_from_document
from riskmc.io.plan_file import read_plan
from riskmc.io.plan_text import WIDTH, plan_text
from riskmc.io.schema import plan_schema
from riskmc.io.yaml_marks import read_marked
from riskmc.model import Project
from riskmc.model.constraints import CONSTRAINT_KINDS
from riskmc.model.origin import Origin, OwnDates, RawCount
from tests.strategies import examples, uncertain

jsonschema = pytest.importorskip("jsonschema")

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2029, 12, 31))
INSTANTS = DAYS | st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2029, 12, 31)).map(
    lambda when: when.replace(microsecond=0)
)
AMOUNTS = st.integers(1, 9).map("{}d".format) | st.sampled_from(("4h", "30min", "1.5w", "1mo", "0.25h"))
CALENDARS = {
    "office": {}, "site 7": {"week": {"mon-sat": ["06:00-14:00"]}, "exceptions": [{"date": "2027-05-03"}]},
    "night": {"week": {"mon-fri": ["22:00-06:00"]}, "holidays": ["2027-05-06"]},
}  # fmt: skip
NAMES = st.sampled_from(("", "24h", *CALENDARS))
LAG_NAMES = st.sampled_from(("", "24h", "predecessor", "successor", "project", *CALENDARS))


@st.composite
def constraints(draw):
    kinds = draw(st.lists(st.sampled_from(CONSTRAINT_KINDS), max_size=2, unique=True))
    return {kind: True if kind == "as_late_as_possible" else draw(INSTANTS) for kind in kinds}


@st.composite
def progress(draw):
    state = draw(st.sampled_from(("planned", "started", "by share", "finished")))
    if state == "planned":
        return {}
    start = draw(INSTANTS)
    if state == "finished":
        return {"actual_start": start, "actual_finish": dt.datetime(2030, 1, 1, 17)}
    left = (
        {"percent_complete": draw(st.integers(0, 100)) / 100}
        if state == "by share"
        else {"remaining": draw(uncertain())}
    )
    return {"actual_start": start, **left, **draw(st.sampled_from(({}, {"resume": dt.date(2029, 1, 1)})))}


@st.composite
def links(draw, earlier):
    if not earlier:
        return []
    found = draw(st.lists(st.sampled_from(earlier), max_size=2))
    kind = st.sampled_from(("FS", "SS", "FF", "SF"))
    lag = st.sampled_from(("0d", "0h", "-2d", "1.5w")) | AMOUNTS | uncertain()
    return [{"task": task, "link": draw(kind), "lag": draw(lag), "calendar": draw(LAG_NAMES)} for task in found]


@st.composite
def dated_tasks(draw, identity, earlier):
    group = draw(st.sampled_from(("", "civil", "civil.piles", "012")))
    task = {"id": identity, "group": group, "calendar": draw(NAMES)}
    kind = draw(st.sampled_from(("work", "work", "milestone", "span")))
    if kind == "span" and earlier:
        ends = {"from": draw(links(earlier)), "to": draw(links(earlier)), "over": [earlier[0]]}
        return {**task, "span": {key: value for key, value in ends.items() if value}}
    dates = {key: draw(INSTANTS) for key in draw(st.sets(st.sampled_from(("deadline", "expected_finish"))))}
    task |= {"after": draw(links(earlier)), "constraint": draw(constraints()), **dates}
    if kind == "milestone":
        return {**task, "milestone": True, "side": draw(st.sampled_from(("", "start", "finish")))}
    pauses = draw(st.sampled_from(([], [{"after": "2d", "lasting": "1w"}])))
    delay = draw(st.none() | AMOUNTS)
    return {**task, "duration": draw(uncertain()), "pauses": pauses, "delay": delay, **draw(progress())}


@st.composite
def dated_projects(draw):
    tasks, worked = [], []
    for identity in draw(st.lists(st.sampled_from(("a", "12", "t.1", "Prüf-1", "no")), min_size=1, unique=True)):
        tasks.append(draw(dated_tasks(identity, worked)))
        if "span" not in tasks[-1]:
            worked.append(identity)
    scheduling = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "progress": st.sampled_from(("progress_override", "actual_dates")),
                "lag_calendar": st.sampled_from(("successor", "project", "24h")),
                "must_finish_by": INSTANTS,
                "open_ends": st.just("task"),
            },
        )
    )
    status_date = draw(st.none() | INSTANTS)
    return Project(
        name="x", start="2027-01-04", status_date=status_date, calendars=CALENDARS, tasks=tasks, scheduling=scheduling
    )  # fmt: skip


@examples(200)
@given(dated_projects())
def test_a_dated_plan_that_is_written_and_read_again_is_the_same(tmp_path_factory, project):
    file = tmp_path_factory.mktemp("plan") / "plan.yaml"
    text = plan_text(project)
    file.write_text(text, encoding="utf-8")
    again = read_plan(file)
    assert again.tasks == project.tasks
    assert (again.scheduling, again.status_date) == (project.scheduling, project.status_date)
    assert again.digest() == project.digest()
    assert max(map(len, text.splitlines())) <= WIDTH
    jsonschema.validate(read_marked(text, "plan.yaml").data, plan_schema())


@examples(100)
@given(dated_projects())
def test_a_dated_plan_comes_back_from_a_saved_document(project):
    again = project_from_document(json.loads(json.dumps(plan_document(project))))
    assert again == project
    assert again.digest() == project.digest()


def test_what_a_schedule_file_says_of_itself_comes_back_from_a_saved_document_and_is_not_in_the_digest():
    own = {
        "a": OwnDates(dt.datetime(2027, 1, 4, 8), dt.datetime(2027, 1, 8, 17), None, None, -480.0, "levelled"),
        "b": OwnDates(),
    }
    origin = Origin("Primavera P6", "crane.xer", (RawCount("links FS", 12, 11, "one twice"),), own, "saved unscheduled")
    project = Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "5d"}], origin=origin)
    again = project_from_document(json.loads(json.dumps(plan_document(project))))
    assert again.origin == origin
    assert again.digest() == project.model_copy(update={"origin": None}).digest()


def test_dates_and_links_are_written_as_planners_write_them():
    tasks = [
        {"id": "dig", "duration": "5d", "calendar": "24h", "actual_start": "2027-01-04T08:00",
         "percent_complete": "40%"},
        {
            "id": "pour", "duration": "2d",
            "after": ["dig FS+7ed", {"task": "dig", "lag": "1d", "calendar": "successor"}],
            "constraint": {"start_no_earlier_than": "2027-02-01", "finish_no_later_than": "2027-03-01T12:00"},
        },
        {"id": "all-civil", "span": {"over": "all"}},
    ]  # fmt: skip
    scheduling = {"progress": "progress_override", "must_finish_by": "2027-06-30"}
    text = plan_text(
        Project(name="x", start="2027-01-04", status_date="2027-01-11", scheduling=scheduling, tasks=tasks)
    )
    assert "\n\nscheduling:\n  progress: progress_override\n  must_finish_by: 2027-06-30\n\ncalendars:" in text
    assert text.endswith(
        """
tasks:
  - {id: dig, duration: 5d, calendar: 24h, actual_start: 2027-01-04T08:00, percent_complete: 40%}
  - {id: pour, duration: 2d, after: [dig FS+7ed, {task: dig, link: FS, lag: 1d, calendar: successor}],
     constraint: {start_no_earlier_than: 2027-02-01, finish_no_later_than: 2027-03-01T12:00}}
  - {id: all-civil, span: {over: all}}
"""
    )


CONFIGS = sorted((Path(__file__).resolve().parents[2] / "configs").glob("*.yaml"))


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_the_example_plans_come_back_from_a_saved_document(file):
    project = read_plan(file)
    assert project_from_document(json.loads(json.dumps(plan_document(project)))) == project
