"""The schedule with its risks, as a picture."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

import riskmc
from riskmc.analysis.schedule import schedule_frame
from riskmc.report import report_charts
from riskmc.report.palette import CRITICALITY_BANDS
from riskmc.report.schedule import schedule_rows


@pytest.fixture(scope="module")
def result() -> riskmc.SimulationResult:
    tasks = [
        {"id": "a", "name": "<b>Dig</b>", "group": "ground", "duration": {"uniform": ["4d", "12d"]}},
        {"id": "b", "group": "ground", "duration": {"uniform": ["1d", "3d"]}},
        {"id": "c", "group": "walls", "duration": {"uniform": ["4d", "6d"]}, "after": ["a", "b"]},
        {"id": "end", "milestone": True, "after": ["c"]},
    ]
    return riskmc.simulate(riskmc.Project(name="Shed", start="2027-01-04", tasks=tasks), iterations=2_000, jobs=1)


def traces(result: riskmc.SimulationResult) -> dict[str, dict]:
    label, figure = report_charts(result)["schedule"]
    assert label == "Schedule with its risks"
    return {trace["name"]: trace for trace in figure.to_dict()["data"] if trace.get("name")}


def test_groups_stand_above_their_tasks_in_plan_order(result: riskmc.SimulationResult) -> None:
    rows = schedule_rows(schedule_frame(result))
    assert rows["name"].tolist() == ["ground", "<b>Dig</b>", "b", "walls", "c", "end"]
    assert rows["heading"].tolist() == [True, False, False, True, False, False]


def test_of_a_large_plan_the_tasks_most_often_critical_are_drawn(result: riskmc.SimulationResult) -> None:
    rows = schedule_rows(schedule_frame(result), most=3)
    assert rows.loc[~rows["heading"], "name"].tolist() == ["<b>Dig</b>", "c", "end"]


def test_bars_and_whiskers_lie_at_the_percentiles(result: riskmc.SimulationResult) -> None:
    drawn = traces(result)
    row = result.tasks.loc["c"]
    whiskers = drawn["finish: P10 to P90"]
    at = [i for i, y in enumerate(whiskers["y"]) if y is not None and round(y + 0.06) == 4]
    assert [whiskers["x"][i] for i in at] == [row["finish_p10"].isoformat(), row["finish_p90"].isoformat()]
    critical = drawn["critical: 75 % and more"]
    assert row["start_p50"].isoformat() in critical["base"]
    assert "critical: below 5 %" in drawn
    assert any(name.startswith("P80 ") for name in drawn)


def test_names_of_the_plan_are_text(result: riskmc.SimulationResult) -> None:
    figure = report_charts(result)["schedule"][1]
    labels = figure.layout.yaxis.ticktext
    assert "<b>ground </b>" in labels
    assert any("&lt;b&gt;Dig" in label for label in labels)


def test_the_picture_and_the_page_colour_criticality_alike() -> None:
    style = (files("riskmc.report") / "assets" / "schedule.css").read_text("utf-8")
    light, dark = re.findall(r"--c0: (#\w+); --c1: (#\w+); --c2: (#\w+); --c3: (#\w+); --c4: (#\w+);", style)[:2]
    assert tuple(band.light for band in CRITICALITY_BANDS) == light
    assert tuple(band.dark for band in CRITICALITY_BANDS) == dark
