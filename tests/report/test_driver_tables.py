"""The tables of what drives the finish, and the numbers of the Gantt chart."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

import riskmc
from riskmc.analysis import schedule_frame, summarise, tornado_frame
from riskmc.report import driver_tables
from riskmc.report.schedule import schedule_data, schedule_view


@pytest.fixture(scope="module")
def result() -> riskmc.SimulationResult:
    tasks = [
        {"id": "start", "name": "Start <b>", "duration": {"uniform": ["2d", "4d"]}},
        {"id": "a", "name": "Upper", "group": "one.two", "duration": {"uniform": ["5d", "15d"]}, "after": ["start"]},
        {"id": "b", "name": "Lower", "group": "one", "duration": {"uniform": ["5d", "15d"]}, "after": ["start"]},
        {"id": "meet", "name": "Meet", "duration": {"uniform": ["1d", "3d"]}, "after": ["a", "b"]},
        {"id": "done", "name": "Done", "milestone": True, "after": ["meet"]},
    ]
    plan = riskmc.Project(name="Two ways", start="2027-01-04", tasks=tasks)
    return riskmc.simulate(plan, iterations=4_096)


def test_every_row_is_as_long_as_the_headings(result: riskmc.SimulationResult) -> None:
    for table in (
        driver_tables.tornado_table(tornado_frame(result)),
        driver_tables.sensitivity_table(result, 0.95),
        driver_tables.path_table(result, 0.95),
        driver_tables.merge_table(result, 0.95),
    ):
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert not any("nan" in cell for row in table.rows for cell in row)


def test_the_second_path_names_only_what_is_not_on_the_first(result: riskmc.SimulationResult) -> None:
    first, second = driver_tables.path_table(result, 0.95).rows
    middle = {"Upper", "Lower"}
    names = [cell.replace("\u2068", "").replace("\u2069", "") for cell in (first[3], second[3])]
    on_first = next(name for name in middle if name in names[0])
    (other,) = middle - {on_first}
    assert names == [f"Start <b> → {on_first} → Meet → Done", f"… → {other} → …"]
    assert driver_tables.first_path(result) == ["Start <b>", on_first, "Meet", "Done"]


def test_a_long_path_is_written_by_its_ends() -> None:
    text = driver_tables.chain_text([f"t{i}" for i in range(30)], most=6)
    assert text.replace("\u2068", "").replace("\u2069", "") == "t0 → t1 → t2 → … 24 more … → t27 → t28 → t29"


def test_names_in_a_path_are_cut_and_cannot_leave_their_direction() -> None:
    assert driver_tables.chain_text(["a" * 300]) == f"\u2068{'a' * 59}…\u2069"
    assert driver_tables.chain_text(["x\u2069\u202ey"]) == "\u2068xy\u2069"


def test_tasks_of_the_same_name_are_told_apart_by_their_ids() -> None:
    tasks = [{"id": i, "name": "Dig", "duration": {"uniform": ["1d", "9d"]}} for i in ("north", "south")]
    twice = riskmc.simulate(riskmc.Project(name="x", start="2027-01-04", tasks=tasks), iterations=1_024)
    assert set(tornado_frame(twice)["name"]) == {"Dig (north)", "Dig (south)"}
    assert {row[0] for row in driver_tables.sensitivity_table(twice, 0.95).rows} == {"Dig (north)", "Dig (south)"}


def test_a_merge_tells_its_delay_with_its_error_and_who_comes_last(result: riskmc.SimulationResult) -> None:
    (row,) = driver_tables.merge_table(result, 0.95).rows
    assert row[0] == "Meet"
    assert row[1] == "2"
    assert " ± " in row[2]
    assert row[3] in ("Upper", "Lower")
    assert row[5] == "100 %"


def test_a_table_of_sensitivity_that_is_cut_says_so(result: riskmc.SimulationResult) -> None:
    table = driver_tables.sensitivity_table(result, 0.95, most=2)
    assert len(table.rows) == 2
    assert "the first 2 of 4 tasks" in table.caption
    assert table.is_sortable


def test_the_numbers_of_the_gantt_chart_give_back_every_date(result: riskmc.SimulationResult) -> None:
    frame = schedule_frame(result)
    lines = {"promised": datetime(2027, 3, 1, 17)}
    data = json.loads(json.dumps(schedule_data(frame, lines)))
    origin = datetime(1970, 1, 1) + timedelta(milliseconds=data["origin"])

    def dates(minutes: list[int]) -> list[datetime]:
        return [origin + timedelta(minutes=minute) for minute in minutes]

    for name, column in (("planStart", "planned_start"), ("planFinish", "planned_finish"), ("p90", "finish_p90")):
        for told, meant in zip(dates(data[name]), frame[column], strict=True):
            assert abs(told - meant) <= timedelta(seconds=31)
    assert dates([data["lines"]["promised"]]) == [lines["promised"]]
    assert [data["groups"][index] for index in data["group"]] == [[], ["one", "two"], ["one"], [], []]
    assert data["milestones"] == [4]
    assert data["span"][0] < 0
    assert data["span"][1] > max(data["p90"])


def test_names_of_the_plan_cannot_end_the_script_that_holds_them(result: riskmc.SimulationResult) -> None:
    view = schedule_view(result, summarise(result))
    assert "<" not in view.data
    assert json.loads(view.data)["names"][0] == "Start <b>"
    assert view.table.rows[0][0] == "Start <b>"


def test_one_iteration_is_drawn_too() -> None:
    plan = riskmc.Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": {"uniform": ["1d", "2d"]}}])
    once = riskmc.simulate(plan, iterations=1)
    data = json.loads(schedule_view(once, summarise(once)).data)
    assert data["p10"] == data["p50"] == data["p90"]
    assert data["critical"] == [1.0]
