"""The Gantt chart of one iteration: every task, in plan order, told apart without colours; large plans cut honestly."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

import riskmc
from riskmc.analysis.replayed import ReplaySummary, summarise_replay
from riskmc.report import draw_replay, render_replay
from riskmc.report.replay_page import MOST_TASKS, replay_chart, shown_tasks
from tests.report.chromium import Browser, chromium_or_skip

HOSTILE = '<img src=x onerror="window.harmed=1"></script><script>window.harmed=1</script>'


def summary_of(result: riskmc.SimulationResult, percentile: float = 0.8) -> ReplaySummary:
    return summarise_replay(result, riskmc.replay(result, result.finish.iteration_at(percentile)))


@pytest.fixture(scope="module")
def school(construction: riskmc.SimulationResult) -> ReplaySummary:
    return summary_of(construction)


def large(n: int, **more: Any) -> ReplaySummary:
    tasks = [
        {"id": f"t{i}", "duration": {"pert": ["2d", "5d", "9d"]}, "after": [f"t{i // 2}"] if i else []}
        for i in range(n)
    ]
    project = riskmc.Project(name="Large", start="2027-01-04", tasks=tasks, **more)
    return summary_of(riskmc.simulate(project, iterations=200))


def bars(summary: ReplaySummary) -> dict[str, Any]:
    return {trace.name: trace for trace in replay_chart(summary).data}


def test_each_task_has_a_bar_of_the_plan_above_a_bar_of_the_iteration(school: ReplaySummary) -> None:
    drawn = bars(school)
    working = [task for task in school.tasks if not task.milestone]
    critical = [task for task in working if task.critical]
    assert len(drawn["as planned"].y) == len(working)
    assert len(drawn["critical"].y) == len(critical) > 0
    assert len(drawn["in this iteration"].y) == len(working) - len(critical)
    planned = {round(y) for y in drawn["as planned"].y}
    assert planned == {round(y) for name in ("critical", "in this iteration") for y in drawn[name].y}
    assert min(drawn["as planned"].y) < min([*drawn["critical"].y, *drawn["in this iteration"].y])


def test_bars_begin_and_end_at_the_dates_of_their_tasks(school: ReplaySummary) -> None:
    drawn = bars(school)["critical"]
    tasks = {task.start.isoformat(): task for task in school.tasks if task.critical and not task.milestone}
    for base, length in zip(drawn.base, drawn.x, strict=True):
        task = tasks[base]
        assert any(
            length == (other.finish - other.start).total_seconds() * 1000
            for other in school.tasks
            if other.start == task.start
        )


def test_critical_tasks_are_hatched_and_risks_are_named(school: ReplaySummary) -> None:
    drawn = bars(school)
    assert drawn["critical"].marker.pattern.shape == "/"
    assert drawn["in this iteration"].marker.pattern.shape is None
    named = " ".join(drawn["struck by risks"].text)
    assert all(risk.id in named for risk in school.risks)


def test_groups_stand_before_their_tasks_in_the_order_of_the_plan(school: ReplaySummary) -> None:
    labels = [str(label).strip() for label in replay_chart(school).layout.yaxis.ticktext]
    groups = list(dict.fromkeys(task.group for task in school.tasks))
    assert [label for label in labels if label.startswith("<b>")] == [f"<b>{group} </b>" for group in groups]
    assert len(labels) == len(groups) + len(school.tasks)


def test_a_large_plan_is_drawn_with_the_tasks_that_matter_and_says_how_many_are_left_out() -> None:
    summary = large(1_000)
    shown = shown_tasks(summary)
    assert len(shown) == MOST_TASKS
    assert {task.id for task in summary.tasks if task.critical} <= {task.id for task in shown}
    assert [task.id for task in shown] == [task.id for task in summary.tasks if task in shown]
    page = render_replay(summary)
    assert "700 of 1,000 tasks left out" in page
    assert ">t999<" in page
    assert len(shown_tasks(large(300))) == 300


@pytest.mark.chromium
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [400, 1_200])
def test_the_page_draws_without_a_complaint_or_a_request(
    browser: Browser, tmp_path: Path, width: int, dark: bool
) -> None:
    tasks = [
        {"id": f"t{i}", "name": HOSTILE, "group": HOSTILE, "duration": {"pert": ["4d", "6d", "15d"]}} for i in range(4)
    ]
    risks = [{"id": "R1", "title": HOSTILE, "probability": "100%", "impacts": [{"on": "t1", "delay": "3d"}]}]
    project = riskmc.Project(name=HOSTILE, start="2027-01-04", tasks=tasks, risks=risks)
    page = tmp_path / "x.html"
    page.write_bytes(draw_replay(summary_of(riskmc.simulate(project, iterations=200)), "html"))
    browser.look(width, dark=dark)
    browser.open(page)
    assert browser.complaints == []
    assert [url for url in browser.requests if not url.startswith(("data:", "blob:"))] == [page.as_uri()]
    assert browser.ask("window.harmed === undefined")
    assert browser.ask("document.querySelectorAll('[data-figure] .bars path').length") >= 8
    assert browser.ask("document.documentElement.scrollWidth") <= width


@pytest.mark.chromium
def test_pictures_of_all_sizes_are_drawn(school: ReplaySummary) -> None:
    chromium_or_skip()
    picture = draw_replay(school, "png")
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 2_880
    assert height > 3_000
    assert draw_replay(school, "svg").startswith(b"<svg")
    assert draw_replay(school, "pdf").startswith(b"%PDF-")
    tall = draw_replay(large(400), "png")
    assert max(struct.unpack(">II", tall[16:24])) <= 16_384


def test_a_plan_with_nothing_but_a_milestone_is_drawn() -> None:
    project = riskmc.Project(name="x", start="2027-01-04", tasks=[{"id": "m", "milestone": True}])
    summary = summary_of(riskmc.simulate(project, iterations=10))
    assert replay_chart(summary).layout.height > 0
    assert "<svg" not in render_replay(summary)[:100]
