"""Laws on plans that MS Project saved: with no uncertainty the engine gives back their dates, to the minute."""

from __future__ import annotations

import csv
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from riskmc.io.schedule_files import read_schedule
from riskmc.io.schedule_files.java import find_jars, find_java
from riskmc.model.project import Project
from riskmc.result.schedule import Schedule
from riskmc.simulation.deterministic import planned_schedule

PLANS = [
    "Commercial_construction_project_plan.mpp",
    "CustomerFeedback.mpp",
    "ExtractEmbeddedObjects.mpp",
    "Homemoveplan.mpp",
    "Microsoft_Office_Project_2003_deployment.mpp",
    "NewProductDev.mpp",
    "OzBuild_16_Orig.mpp",
    "Residential_Construction.mpp",
    "Software_Development_Plan.mpp",
    "mspdirelations.xml",
    "mspdisplittask.xml",
    "sample.mpp",
    "schedule-conflict.mpp",
    "task-links-project2019-mpp14.mpp",
    "task-links-project2019-mspdi.xml",
]
OTHER_FLOATS = {
    # The predecessor of a task that levelling puts off has no float in MS Project.
    "CustomerFeedback.mpp": 1,
    # Two tasks are worked when their own and their resource's calendar both work; MS Project counts float on the first.
    "OzBuild_16_Orig.mpp": 2,
}
"""How many floats MS Project counts otherwise."""

MINUTES = {"m": 1.0, "h": 60.0, "d": 480.0, "w": 2400.0}


@cache
def planned(path: Path) -> tuple[Project, Schedule]:
    project = read_schedule(path)
    return project, planned_schedule(project)


@pytest.fixture
def plan_of(shared_data):
    """Read a plan and date it, or skip where Java is needed and absent."""

    def read(name: str) -> tuple[Project, Schedule, list[dict[str, str]]]:
        folder = shared_data / "schedules"
        if not folder.is_dir():
            pytest.skip("the schedules of ../shared/data are absent")
        if name.endswith(".mpp") and (find_java() is None or find_jars() is None):
            pytest.skip(f"{name} is read with Java and the extra 'schedules'")
        with (folder / "own_dates" / f"{name}.tasks.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return *planned(folder / "ms_project" / name), rows

    return read


def minute(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("name", PLANS)
def test_starts_and_finishes_are_those_of_ms_project(plan_of, name):
    project, schedule, rows = plan_of(name)
    timeline = project.timeline()
    for row in rows:
        task = project.task_index[f"uid{row['uid']}"]
        side = "finish" if project.tasks[task].milestone else "start"
        assert timeline.date_of(schedule.early_start[task], side) == minute(row["start"]), row["name"]
        assert timeline.date_of(schedule.early_finish[task]) == minute(row["finish"]), row["name"]
    assert rows


@pytest.mark.parametrize("name", PLANS)
def test_total_floats_are_those_of_ms_project(plan_of, name):
    project, schedule, rows = plan_of(name)
    exact = [
        abs(schedule.total_float[project.task_index[f"uid{row['uid']}"]] - own) < 1
        for row in rows
        for own in [float(row["total_float"]) * MINUTES[row["tf_unit"]]]
    ]
    assert len(exact) - sum(exact) <= OTHER_FLOATS.get(name, 0)


@pytest.mark.parametrize("name", PLANS)
def test_the_dates_that_the_reader_takes_from_the_file_are_its_own(plan_of, name):
    project, _, rows = plan_of(name)
    assert project.origin is not None
    for row in rows:
        own = project.origin.own[f"uid{row['uid']}"]
        assert (own.start, own.finish) == (minute(row["start"]), minute(row["finish"])), row["name"]
        minutes = float(row["total_float"]) * MINUTES[row["tf_unit"]]
        if name != "OzBuild_16_Orig.mpp":
            assert own.total_float == pytest.approx(minutes, abs=0.6), row["name"]


@pytest.mark.parametrize("name", PLANS)
def test_every_link_lag_and_constraint_of_the_file_came_through(plan_of, name):
    project, _, _ = plan_of(name)
    assert project.origin is not None
    counts = {count.what: count for count in project.origin.counts}
    for what, count in counts.items():
        if what.startswith("links") or what in ("lags", "constraints"):
            assert count.in_file == count.read, what
    assert all(count.reason for count in counts.values() if count.in_file != count.read)


def test_what_planners_must_know_of_a_plan_is_named(plan_of):
    levelled, by_hand = plan_of("CustomerFeedback.mpp")[0], plan_of("schedule-conflict.mpp")[0]
    assert levelled.origin is not None and by_hand.origin is not None
    causes = [own.cause for own in levelled.origin.own.values() if own.cause]
    assert causes == ["put off by the levelling of resources"] * 3
    assert {own.cause for own in by_hand.origin.own.values()} == {"dated by hand"}
