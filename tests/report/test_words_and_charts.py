"""The tables, key numbers and charts say what the analysis computed, at the edges too."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import plotly.graph_objects as go
import pytest

import riskmc
from riskmc.analysis import (
    criticality_frame,
    finish_histogram,
    milestone_frame,
    percentile_frame,
    promised_dates,
    risk_shift_frame,
    s_curve,
    summarise,
)
from riskmc.report import tables
from riskmc.report.cards import key_numbers
from riskmc.report.charts import criticality_chart, finish_chart, milestone_chart, risk_chart
from riskmc.report.palette import CRITICALITY_BANDS, DARK, LIGHT, dark_of_light
from riskmc.report.series import dark_of_series


def run(iterations: int, **changes: Any) -> riskmc.SimulationResult:
    plan: dict[str, Any] = {
        "name": "Shed",
        "start": "2027-01-04",
        "tasks": [
            {"id": "dig", "name": "Dig <the> pit", "duration": {"uniform": ["4d", "8d"]}},
            {"id": "rest", "name": "Rest", "duration": "1d"},
            {"id": "done", "name": "Done & dusted", "milestone": True, "after": ["dig", "rest"]},
        ],
        "objectives": [{"id": "o", "finish": "project", "by": "2027-02-01", "confidence": "97.5%"}],
        "risks": [
            {"id": "R1", "title": "Rain", "probability": "30%", "impacts": [{"on": "dig", "delay": "5d"}]},
            {"id": "R2", "title": "Frost", "probability": "0%", "impacts": [{"on": "dig", "delay": "5d"}]},
            {"id": "R3", "probability": "20%", "strikes": "each_task", "impacts": [{"on": "all", "delay": "1d"}]},
        ],
    }
    return riskmc.simulate(riskmc.Project(**{**plan, **changes}), iterations=iterations)


def figures(result: riskmc.SimulationResult) -> dict[str, go.Figure]:
    summary = summarise(result)
    curve, bins = s_curve(result.finish), finish_histogram(result.finish)
    return {
        "finish": finish_chart(curve, bins, percentile_frame(summary), promised_dates(summary)),
        "milestones": milestone_chart(milestone_frame(result)),
        "tasks": criticality_chart(criticality_frame(result)),
        "risks": risk_chart(risk_shift_frame(result)),
    }


def test_every_row_is_as_long_as_the_headings(construction: riskmc.SimulationResult) -> None:
    summary = summarise(construction)
    for table in (
        tables.percentile_table(summary),
        tables.objective_table(summary.objectives),
        tables.milestone_table(summary.milestones, summary.iterations),
        tables.driver_table(summary),
        tables.risk_table(summary),
        tables.spread_table(finish_histogram(construction.finish)),
    ):
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert not any("nan" in cell for row in table.rows for cell in row)


def test_a_percentile_without_enough_iterations_has_no_interval() -> None:
    rows = {row[0]: row for row in tables.percentile_table(summarise(run(40))).rows}
    assert rows["P5"][2] == rows["P5"][4] == rows["P95"][2] == "too few iterations"
    assert rows["P50"][2] != "too few iterations"
    cards = {card.title: card for card in key_numbers(summarise(run(16)))}
    assert cards["80 % sure to finish by"].note == "P80; too few iterations for an interval"
    assert cards["Contingency to be 80 % sure"].note.startswith("too few iterations for an interval;")


def test_one_iteration_promises_nothing() -> None:
    titles = [card.title for card in key_numbers(summarise(run(1)))]
    assert titles == ["Finish in the one iteration", "The plan's date"]


def test_wanted_confidence_keeps_its_digits() -> None:
    (row,) = tables.objective_table(summarise(run(2_000)).objectives).rows
    assert row[3] == "97.5 %"
    assert row[5] == "met"


def test_risks_say_what_was_stated_and_what_cannot_be_compared() -> None:
    rows = {row[0]: row for row in tables.risk_table(summarise(run(2_000))).rows}
    assert rows["R1"][3] == "30 %"
    assert rows["R1"][5].startswith("+")
    assert rows["R2"][5] == rows["R2"][6] == "–"
    assert rows["R3"][3] == "20 % at each of 3"
    assert list(rows)[-1] == "R2"


def test_names_stand_in_charts_as_text_and_not_as_markup() -> None:
    drawn = {name: figure.to_json() for name, figure in figures(run(500)).items()}
    for name, shown in (("tasks", "Dig &lt;the&gt; pit"), ("milestones", "Done &amp; dusted")):
        texts = json.dumps(json.loads(drawn[name])["data"])
        assert shown in texts
        assert "<the>" not in texts


def test_charts_hold_only_colours_that_have_a_dark_twin(construction: riskmc.SimulationResult) -> None:
    known = set(dark_of_light()) | {"rgba(0,0,0,0)"}
    for name, figure in figures(construction).items():
        assert colours(json.loads(figure.to_json())) <= known, name


def colours(part: Any) -> set[str]:
    if isinstance(part, dict):
        return set().union(*(colours(value) for value in part.values())) if part else set()
    if isinstance(part, list):
        return set().union(*(colours(value) for value in part)) if part else set()
    return {part} if isinstance(part, str) and (part.startswith(("rgb", "#")) and "<" not in part) else set()


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_text_and_lines_stand_out_from_the_page(palette: Any) -> None:
    shades = asdict(palette)
    for role in ("ink", "muted"):
        assert contrast(shades[role], shades["paper"]) >= 4.5, role
    for role in ("curve", "plan", "objective", "first", "second"):
        assert contrast(shades[role], shades["paper"]) >= 3.0, role


def contrast(one: str, other: str) -> float:
    """Contrast ratio of the Web Content Accessibility Guidelines 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_light_colours_are_all_different_so_that_each_has_one_dark_twin() -> None:
    assert len(dark_of_light()) == len(asdict(LIGHT)) + len(dark_of_series()) + len(CRITICALITY_BANDS)


@pytest.mark.parametrize("iterations", [1, 2, 30])
def test_few_iterations_are_drawn_too(iterations: int) -> None:
    for figure in figures(run(iterations)).values():
        json.loads(figure.to_json())


def test_dates_close_together_leave_room_for_their_labels() -> None:
    sure = run(100, tasks=[{"id": "dig", "duration": "5d"}], risks=[], objectives=[])
    summary = summarise(sure)
    figure = finish_chart(
        s_curve(sure.finish), finish_histogram(sure.finish), percentile_frame(summary), promised_dates(summary)
    )
    first, last = figure.layout.xaxis.range
    assert first[:10] <= "2027-01-05"
    assert last[:10] >= "2027-01-11"
