"""Laws of Primavera P6 XML files: the same project gives the same schedule as its XER file."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from riskmc.errors import ScheduleFileError, UsageError
from riskmc.io.schedule_files import read_schedule
from riskmc.io.schedule_files.java import find_jars
from riskmc.io.schedule_files.p6_xml import read_p6_xml
from riskmc.io.schedule_files.records import Activity, Schedule
from riskmc.io.schedule_files.xer import read_xer
from riskmc.model.origin import OwnDates
from riskmc.model.quantities import Quantity
from riskmc.simulation.deterministic import planned_schedule
from tests.io.schedule_files.p6_xml_twin import as_p6_xml

OWN = ["footbridge.xer", "footbridge_update.xer"]
WRITTEN_BY_OTHERS = [
    "airport_terminal.xer",
    "ashspace_sample.xer",
    "baseline.xer",
    "ocec_roads_utilities.xer",
    "update.xer",
    "xernative_sample.xer",
    "xernative_wk2.xer",
]
Text = Callable[[str], str]


def without_line(activity: Activity) -> Activity:
    own = replace(activity.own or OwnDates(), total_float=None)
    span = activity.span
    if span is not None:
        starts, finishes = (tuple(replace(link, line=0) for link in links) for links in (span.starts, span.finishes))
        span = replace(span, starts=starts, finishes=finishes)
    return replace(activity, line=0, own=own, span=span, name=" ".join(activity.name.split()))


def assert_same(xml: Schedule, xer: Schedule) -> None:
    assert [without_line(a) for a in xml.activities] == [without_line(a) for a in xer.activities]
    assert Counter(replace(r, line=0) for r in xml.relationships) == Counter(
        replace(r, line=0) for r in xer.relationships
    )
    assert (xml.name, xml.start, xml.status_date, xml.calendar) == (xer.name, xer.start, xer.status_date, xer.calendar)
    assert xml.scheduling == xer.scheduling
    for key, pattern in xer.calendars.items():
        assert xml.calendars[key].week == pattern.week
        assert xml.calendars[key].effective_exceptions == pattern.effective_exceptions
        assert xml.calendars[key].hours_per_day == pattern.hours_per_day


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("comma", [".", ","])
def test_the_same_project_gives_the_same_schedule_as_its_xer_file(fixture_text: Text, name: str, comma: str):
    text = fixture_text(name)
    assert_same(read_p6_xml(as_p6_xml(text, comma).encode(), name), read_xer(text.encode(), name))


@pytest.mark.usefixtures("java")
@pytest.mark.parametrize("name", WRITTEN_BY_OTHERS)
def test_real_projects_written_as_xml_by_another_program_give_the_same_schedule(
    shared_data: Path, tmp_path: Path, java: str, name: str
):
    source, out = shared_data / "schedules" / "p6" / name, tmp_path / "out.pmxml"
    classes = f"{find_jars()}/*"
    command = [java, "-cp", classes, "org.mpxj.sample.MpxjConvert", str(source), str(out)]
    subprocess.run(command, check=True, capture_output=True)
    assert_same(read_p6_xml(out.read_bytes(), name), read_xer(source.read_bytes(), name))


def test_early_and_late_dates_of_the_file_make_its_total_float(fixture_text: Text):
    text = as_p6_xml(fixture_text("footbridge.xer"))
    early, late = ("2027-01-04T08:00:00", "2027-01-15T17:00:00"), ("2027-01-06T08:00:00", "2027-01-19T17:00:00")
    for name, when in zip(("EarlyStart", "EarlyFinish", "LateStart", "LateFinish"), (*early, *late), strict=True):
        text = re.sub(rf"<Remaining{name}Date[^>]*?/>", f"<Remaining{name}Date>{when}</Remaining{name}Date>", text)
    schedule = read_p6_xml(text.encode(), "footbridge.xml")
    floats = {a.calendar: a.own.total_float for a in schedule.activities if a.own and a.own.late_finish}
    assert floats["10"] == 2 * 480


def test_lines_are_those_of_the_xml(fixture_text: Text):
    text = as_p6_xml(fixture_text("footbridge.xer"))
    schedule = read_p6_xml(text.encode(), "footbridge.xml")
    lines = text.splitlines()
    assert all(lines[activity.line - 1] == "<Activity>" for activity in schedule.activities)
    assert all(lines[link.line - 1] == "<Relationship>" for link in schedule.relationships)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("<RemainingDuration>40<", "<RemainingDuration>forty<", r"a.xml:\d+: C 10 Excavate: RemainingDuration is 'f"),
        ("<Status>Not Started<", "<Status>Perhaps<", r"a.xml:\d+: activity M0: Status is 'Perhaps'"),
        ("<PlannedStartDate>2027", "<PlannedStartDate>20270", r"a.xml:\d+: PlannedStartDate is '20270-01-04T00:00:00'"),
        ("</APIBusinessObjects>", "", r"the XML is broken: no element found"),
        ("<APIBusinessObjects ", "<!DOCTYPE a><APIBusinessObjects ", r"declares a document type or entities"),
        ("<Activity>", "<Chore>", r"the XML is broken: mismatched tag"),
        (">Finish to Start<", ">Later<", r"a.xml:\d+: Type is 'Later'"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_in_its_own_words(fixture_text: Text, before: str, after: str, words: str):
    text = as_p6_xml(fixture_text("footbridge.xer"))
    assert before in text
    with pytest.raises(ScheduleFileError, match=words) as caught:
        read_p6_xml(text.replace(before, after).encode(), "a.xml")
    assert not re.search(r"_hr_cnt|_code|%E|XER", str(caught.value))


def test_a_file_without_activities_is_refused():
    with pytest.raises(ScheduleFileError, match="the file has no project"):
        read_p6_xml(b"<APIBusinessObjects/>", "a.xml")


def test_projects_that_are_only_linked_are_no_choice_and_of_others_one_is_named(shared_data: Path):
    path = shared_data / "schedules" / "p6" / "PrimaveraProject.xml"
    with pytest.raises(UsageError, match=r"choose one of .*PROD00883 \(13 activities\), PROD00499 \(13 activities\)"):
        read_schedule(path)
    project = read_schedule(path, project="PROD00883")
    assert len(project.tasks) == 13
    design = next(task for task in project.tasks if task.id == "PD1030")
    assert isinstance(design.duration, Quantity)
    assert design.duration.value == pytest.approx(70.583333 * 60)


def test_names_cannot_break_out_of_their_field(fixture_text: Text):
    text = as_p6_xml(fixture_text("footbridge.xer")).replace("Excavate", "Ex\tca\nvate &lt;b&gt; %T\nTASK =1+1")
    project = read_p6_xml(text.encode(), "a.xml")
    assert "Ex ca vate <b> %T TASK =1+1" in {activity.name for activity in project.activities}


def test_the_engine_gives_the_dates_of_a_real_file(shared_data: Path):
    project = read_schedule(shared_data / "schedules" / "p6" / "percent_complete.pmxml")
    assert project.origin is not None
    schedule, timeline = planned_schedule(project), project.timeline()
    for index, task in enumerate(project.tasks):
        own = project.origin.own[task.id]
        assert timeline.date_of(schedule.early_start[index], "start") == own.start, task.name
        assert timeline.date_of(schedule.early_finish[index]) == own.finish, task.name


def test_dates_that_do_not_fit_duration_and_calendar_are_named(shared_data: Path):
    """The first activity of this file starts on a day that its calendar has as a holiday."""
    path = shared_data / "schedules" / "p6" / "PrimaveraProject.xml"
    origin = read_schedule(path, project="PROD00883").origin
    assert origin is not None
    causes = {task: own.cause for task, own in origin.own.items() if own.cause}
    assert causes == {"PD1000": "its dates in the file do not fit its duration and calendar"}
    assert "1 activity has dates that do not fit duration and calendar" in origin.stale


def test_a_duration_changed_after_scheduling_is_named(fixture_text: Text):
    text = as_p6_xml(fixture_text("footbridge.xer"))
    dates = {"Start": "2027-01-04T08:00:00", "Finish": "2027-01-08T17:00:00"}
    for name, when in dates.items():
        text = re.sub(
            rf"<RemainingEarly{name}Date[^>]*?/>", f"<RemainingEarly{name}Date>{when}</RemainingEarly{name}Date>", text
        )
    causes = {
        a.code: a.own.cause for a in read_p6_xml(text.encode(), "a.xml").activities if a.own and not a.is_milestone
    }
    assert causes["C 10"] == ""
    assert causes["C30"] == "its dates in the file do not fit its duration and calendar"
