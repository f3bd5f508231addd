"""Laws of plans made of schedules: in one file or with a table the same project, and their end is ready to edit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.errors import RiskmcError
from riskmc.io.imported_plan import group_suggestions, import_files
from riskmc.io.plan_file import read_plan
from riskmc.io.plan_tables import fits_table
from riskmc.io.schedule_files import read_schedule
from riskmc.model import Project
from tests.io.test_dated_plans import dated_projects
from tests.io.test_plan_text import FIXTURES, TEXTS
from tests.strategies import examples


def written(project: Project, folder: Path, **how) -> Path:
    for place, content in import_files(project, folder / "plan.yaml", ["A comment."], **how).items():
        place.write_bytes(content)
    return folder / "plan.yaml"


@examples(150)
@given(dated_projects(), st.data())
def test_tasks_in_a_table_are_the_same_tasks(tmp_path_factory, project, data):
    names = [
        data.draw(TEXTS | st.sampled_from(("[A] Foo", "{b}", "=1+1", 'say "x"', "a;b", "a,b"))) for _ in project.tasks
    ]
    tasks = [
        task.model_copy(update={"name": name or task.id, "tags": tuple(data.draw(st.lists(TEXTS, max_size=2)))})
        for task, name in zip(project.tasks, names, strict=True)
    ]
    project = project.model_copy(update={"tasks": tuple(tasks)})
    folder = tmp_path_factory.mktemp("plan")
    again = read_plan(written(project, folder, as_table=True))
    assert (folder / "tasks.csv").exists() == fits_table(project)
    assert again.tasks == project.tasks
    assert again.digest() == project.digest()


def test_a_name_in_brackets_is_a_name_in_a_table_too(tmp_path):
    (tmp_path / "plan.yaml").write_text("riskmc: 1\nproject: {name: x, start: 2027-01-04}\ntasks: tasks.csv\n")
    (tmp_path / "tasks.csv").write_text("id,name,duration\na,[A] Foo,5d\n")
    assert read_plan(tmp_path).tasks[0].name == "[A] Foo"


@pytest.mark.parametrize("template", [None, "90/100/130"])
@pytest.mark.parametrize("name", ["footbridge.xer", "footbridge_update.xer", "kiosk.xml", "shed.gan"])
def test_the_end_of_a_plan_may_be_taken_as_it_is(tmp_path, name, template):
    project = read_schedule(next(file for file in FIXTURES if file.name == name), template=template)
    plan = written(project, tmp_path)
    text = plan.read_text(encoding="utf-8")
    assert read_plan(plan).digest() == project.digest()
    body, _, end = text.partition("\n## What")
    if template:
        end = "\n".join(line for line in end.splitlines() if "group:" not in line)
    plan.write_text(body + "\n## What" + re.sub("^# ", "", end, flags=re.MULTILINE), encoding="utf-8")
    edited = read_plan(plan)
    assert (len(edited.objectives), len(edited.risks)) == (1, 1)
    assert edited.templates


def test_groups_are_suggested_at_the_first_level_that_has_several():
    tasks = [
        {"id": "a", "group": "bridge.civil.dig", "duration": "5d"},
        {"id": "b", "group": "bridge.civil", "duration": "1w"},
        {"id": "c", "group": "bridge.steel", "duration": "3d", "actual_start": "2027-01-04", "remaining": "1d"},
        {"id": "d", "group": "bridge.paint", "actual_start": "2027-01-04", "actual_finish": "2027-01-05"},
    ]  # fmt: skip
    lines = group_suggestions(Project(name="x", start="2027-01-04", tasks=tasks))
    assert lines == [
        '  - {for: "group:bridge.civil", duration: {triangular: [90%, 100%, 130%]}}   # 2 tasks, 10 d of work left',
        '  - {for: "group:bridge.steel", duration: {triangular: [90%, 100%, 130%]}}   # 1 task, 1 d of work left',
    ]


def test_every_real_schedule_gives_the_same_project_with_its_tasks_in_a_table(shared_data, tmp_path):
    n_read = 0
    suffixes = (".xer", ".xml", ".gan")
    for file in sorted(path for path in (shared_data / "schedules").rglob("*") if path.suffix.lower() in suffixes):
        try:
            project = read_schedule(file, template="pert:90/100/140")
        except RiskmcError:
            continue
        assert read_plan(written(project, tmp_path, as_table=True)).digest() == project.digest(), file.name
        n_read += 1
    assert n_read > 10
