"""Laws of GanttProject files: every task and link is there, and the days that GanttProject shows come out again."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import date, datetime, time

import pytest

from riskmc.errors import ScheduleFileError
from riskmc.io.schedule_files import read_schedule
from riskmc.io.schedule_files.gan import read_gan
from riskmc.io.schedule_files.records import Schedule
from riskmc.model.network import topological_order
from riskmc.model.timeline import WorkingTimeline
from riskmc.simulation.deterministic import planned_schedule
from tests.io.schedule_files.conftest import FIXTURES

SHED = (FIXTURES / "shed.gan").read_text(encoding="utf-8")
REAL = ["HouseBuildingSample.gan", "uba_mse_gti_plan.gan"]


def read(text: str) -> Schedule:
    return read_gan(text.encode(), "shed.gan")


def changed(*changes: tuple[str, str]) -> Schedule:
    text = SHED
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return read(text)


def days_of(schedule: Schedule) -> dict[str, tuple[date, date]]:
    """First and last day of each activity when everything is as planned, dated the slow way."""
    timeline = WorkingTimeline(schedule.calendars[schedule.calendar].calendar(), schedule.start)
    activities = {activity.key: activity for activity in schedule.activities}
    pairs = [(link.predecessor, link.successor) for link in schedule.relationships]
    starts: dict[str, float] = {}
    finishes: dict[str, float] = {}
    for index in topological_order(list(activities), pairs):
        activity = schedule.activities[index]
        minutes = activity.minutes if activity.planned_minutes is None else activity.planned_minutes
        bounds = [timeline.minutes_at(datetime.combine(c.when, time())) for c in activity.constraints if c.when]
        for link in schedule.relationships:
            if link.successor == activity.key:
                anchor = (starts if link.kind[0] == "S" else finishes)[link.predecessor] + link.lag_minutes
                bounds.append(anchor - (minutes if link.kind[1] == "F" else 0))
        starts[activity.key] = max([0.0, *bounds])
        finishes[activity.key] = starts[activity.key] + minutes
    return {
        key: (
            timeline.date_of(starts[key], "start").date(),
            timeline.date_of(finishes[key], "finish" if finishes[key] > starts[key] else "start").date(),
        )
        for key in activities
    }


def own_days(schedule: Schedule) -> dict[str, tuple[date, date]]:
    return {a.key: (a.own.start.date(), a.own.finish.date()) for a in schedule.activities if a.own}


def test_all_tasks_below_summaries_are_there_with_their_place():
    schedule = read(SHED)
    assert [(a.code, a.name, a.group) for a in schedule.activities] == [
        ("id1", "Clear", ("Ground",)),
        ("id2", "Dig", ("Ground",)),
        ("id3", "Drain", ("Ground",)),
        ("id4", "Base", ()),
        ("id6", "Posts", ("Frame",)),
        ("id9", "Beams", ("Frame",)),
        ("id7", "Paint", ()),
        ("id8", "Test", ()),
        ("id10", "Done", ()),
        ("id11", "Guest", ()),
    ]
    assert [a.code for a in schedule.activities if a.is_milestone] == ["id10"]
    assert (schedule.tool, schedule.name) == ("GanttProject", "Shed")


def test_links_of_all_types_keep_their_lags_and_links_of_summaries_reach_the_tasks_below():
    schedule = read(SHED)
    assert {(r.predecessor, r.successor, r.kind, r.lag_minutes / 480) for r in schedule.relationships} == {
        ("1", "2", "FS", 0),
        ("1", "3", "SS", 2),
        ("2", "3", "FF", -1),
        ("2", "4", "FS", 1),
        ("3", "4", "FS", 1),
        ("4", "6", "FS", 0),
        ("4", "7", "FS", 0),
        ("6", "8", "SF", 4),
        ("6", "9", "FS", 0),
        ("9", "10", "FS", 0),
    }


def test_the_days_are_those_that_ganttproject_shows():
    schedule = read(SHED)
    assert days_of(schedule) == own_days(schedule)
    assert days_of(schedule)["2"] == (date(2027, 1, 8), date(2027, 1, 12))
    assert days_of(schedule)["4"] == (date(2027, 1, 15), date(2027, 1, 16))


@pytest.mark.parametrize("name", REAL)
def test_the_days_of_real_files_come_out_again(shared_data, name):
    folder = shared_data / "schedules"
    schedule = read_gan((folder / "ganttproject" / name).read_bytes(), name)
    with (folder / "own_dates" / f"{name}.tasks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    days = days_of(schedule)
    own = {str(int(row["uid"]) - 1): row for row in rows}
    assert set(days) == set(own)
    for key, (first, last) in days.items():
        assert f"{first}" == own[key]["start"][:10], own[key]["name"]
        assert f"{last}" == own[key]["finish"][:10], own[key]["name"]


@pytest.mark.parametrize("name", REAL)
def test_the_engine_dates_real_files_to_the_minute(shared_data, name):
    project = read_schedule(shared_data / "schedules" / "ganttproject" / name)
    assert project.origin is not None
    schedule, timeline = planned_schedule(project), project.timeline()
    for index, task in enumerate(project.tasks):
        own = project.origin.own[task.id]
        assert timeline.date_of(schedule.early_start[index], "start") == own.start, task.name
        side = "start" if task.milestone else "finish"
        assert timeline.date_of(schedule.early_finish[index], side) == own.finish, task.name


@pytest.mark.parametrize("name", REAL)
def test_no_link_of_real_files_is_lost(shared_data, name):
    path = shared_data / "schedules" / "ganttproject" / name
    schedule = read_gan(path.read_bytes(), name)
    links = [count for count in schedule.counts if count.what.startswith("links")]
    assert sum(count.in_file for count in links) == path.read_text(encoding="utf-8").count("<depend ")
    assert all(count.read == count.in_file for count in links)
    assert len(schedule.relationships) >= sum(count.in_file for count in links) - 2


def test_a_strong_link_pulls_a_task_and_a_rubber_link_only_pushes_it():
    nearer = ('name="Paint" meeting="false" start="2027-02-01"', 'name="Paint" meeting="false" start="2027-01-05"')
    assert days_of(changed(nearer))["7"][0] == date(2027, 1, 18)
    strong = ('id="7" type="2" difference="0" hardness="Rubber"', 'id="7" type="2" difference="0" hardness="Strong"')
    assert days_of(changed(strong))["7"][0] == date(2027, 1, 18)
    assert days_of(read(SHED))["7"][0] == date(2027, 2, 1)


def test_an_earliest_date_holds_only_where_it_is_switched_on():
    assert days_of(read(SHED))["2"][0] == date(2027, 1, 8)
    on = ('thirdDate="2027-01-20" thirdDate-constraint="0"', 'thirdDate="2027-01-20" thirdDate-constraint="1"')
    assert days_of(changed(on))["2"][0] == date(2027, 1, 20)


def test_an_earliest_date_of_a_task_without_links_is_its_start():
    moved = ('name="Guest" meeting="false" start="2027-02-03"', 'name="Guest" meeting="false" start="2027-01-11"')
    assert days_of(changed(moved))["11"][0] == date(2027, 2, 3)


def test_days_that_return_each_year_and_weekends_that_are_only_shown():
    later = [(f'"2027-0{month}-', f'"2028-0{month}-') for month in (1, 2)]
    schedule = changed(*later)
    assert date(2028, 1, 6) in schedule.calendars["project"].exceptions
    shown = changed(('<only-show-weekends value="false"/>', '<only-show-weekends value="true"/>'))
    assert all(shown.calendars["project"].week[day] for day in range(7))


def test_milestones_of_old_files_last_a_day():
    schedule = changed(
        ('<tasks empty-milestones="true">', "<tasks>"),
        ('start="2027-01-25" duration="0"', 'start="2027-01-25" duration="1"'),
    )
    assert not any(activity.is_milestone for activity in schedule.activities)
    assert days_of(schedule) == own_days(schedule)


def test_finished_work_is_fact_and_begun_work_keeps_what_is_left():
    schedule = changed(
        ('start="2027-01-04" duration="3" complete="0"', 'start="2027-01-04" duration="3" complete="100"'),
        ('start="2027-01-08" duration="3" complete="0"', 'start="2027-01-08" duration="3" complete="50"'),
    )
    clear, dig = schedule.activities[:2]
    assert (clear.state, clear.minutes, clear.planned_minutes) == ("finished", 0, 1440)
    assert (clear.actual_start, clear.actual_finish) == (datetime(2027, 1, 4, 8), datetime(2027, 1, 7, 17))
    assert (dig.state, dig.minutes, dig.planned_minutes) == ("started", 720, 1440)
    assert schedule.scheduling.remaining_work == "where_planned"


def test_what_is_not_read_is_named():
    schedule = read(SHED)
    found = {(notice.subject, notice.items) for notice in schedule.notices.notices()}
    assert ("costs", ("id9 Beams",)) in found
    assert ("resources", ()) in found
    assert ("links", ("id0 Ground -> id4 Base", "id4 Base -> id5 Frame", "id5 Frame -> id10 Done")) in found
    based = changed(("<calendars>", '<calendars base-id="i18n/Germany.calendar">'))
    assert any("i18n/Germany.calendar" in notice.what for notice in based.notices.notices())


def test_counts_are_of_the_raw_file():
    text = SHED.replace('<depend id="9" ', '<depend id="99" ')
    counts = {count.what: (count.in_file, count.read) for count in read(text).counts}
    assert counts["tasks"] == (12, 10)
    assert counts["links FS"] == (len(re.findall(r'<depend [^>]*type="2"', text)), 5)
    assert {counts[f"links {kind}"] for kind in ("SS", "FF", "SF")} == {(1, 1)}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([('start="2027-01-08"', 'start="08/01/2027"')], r"shed.gan:21: task 'Dig': start is '08/01/2027'; a date is"),
        ([('duration="3"', 'duration="3.5"')], r"duration is '3.5'; it is a whole number from 0 to 100,000"),
        ([('duration="3"', 'duration="٣"')], r"whole number"),
        ([('duration="3"', 'duration="99999999999999999999"')], r"whole number"),
        ([('duration="3"', 'duration="-3"')], r"duration is '-3'"),
        ([('<task id="2"', '<task id="3"')], r"the id 3 is used twice"),
        ([('<task id="2"', "<task ")], r"the task has no id"),
        ([('type="4"', 'type="9"')], r"type is '9'; it is 1 \(SS\)"),
        ([('difference="2"', 'difference="x"')], r"difference is 'x'; it is a whole number from -100,000 to 100,000"),
        ([("<tasks ", "<chores "), ("</tasks>", "</chores>")], r"the file holds no tasks"),
        ([('mon="0" tue="0" wed="0" thu="0" fri="0"', 'mon="1" tue="1" wed="1" thu="1" fri="1"')], r"the calendar"),
        ([("<project ", '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///x">]><project ')], r"declares a document type"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_the_line_and_what_is_wrong(changes, words):
    with pytest.raises(ScheduleFileError, match=words):
        changed(*changes)


def test_all_problems_are_listed_at_once():
    with pytest.raises(ScheduleFileError) as caught:
        changed(('duration="3"', 'duration="x"'), ('start="2027-01-15"', 'start=""'), ('type="4"', 'type="0"'))
    assert len(caught.value.problems) == 5


def _nest(depth: int) -> str:
    return (
        "".join(f'<task id="{i}" name="a" start="2027-01-04" duration="1">' for i in range(depth)) + "</task>" * depth
    )


def _linked(groups: Iterable[tuple[int, int]]) -> str:
    return "".join(
        f'<task id="g{first}" name="g" start="2027-01-04" duration="1"><depend id="g{last}" type="2"/>'
        + "".join(f'<task id="{i}" name="a" start="2027-01-04" duration="1"/>' for i in range(first, last))
        + "</task>"
        for first, last in groups
    )


def test_deep_nesting_and_links_without_end_are_refused():
    head, foot = "<project name='x'><tasks>", "</tasks></project>"
    assert len(read(head + _nest(90) + foot).activities) == 1
    with pytest.raises(ScheduleFileError, match="nest deeper than 100"):
        read(head + _nest(200) + foot)
    with pytest.raises(ScheduleFileError, match="stand for more than 200,000 between tasks"):
        read(head + _linked([(0, 500), (500, 1000)]) + foot)


def test_a_link_of_a_summary_to_its_own_task_is_left_out():
    schedule = changed(('<depend id="10" type="2"', '<depend id="9" type="2"'))
    assert any("a task below it are left out" in notice.what for notice in schedule.notices.notices())


def test_a_circle_is_named(read_changed):
    drain = 'name="Drain" meeting="false" start="2027-01-07" duration="4" complete="0"'
    with pytest.raises(ScheduleFileError, match=r"shed.gan:21: .*id2 -> id3 -> id2"):
        read_changed("shed.gan", (f"{drain}/>", f'{drain}><depend id="2" type="2"/></task>'))
