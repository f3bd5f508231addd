"""The page of trigger points in a browser: whole, quiet, offline, and legible on a telephone."""
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest

from riskmc.analysis.trigger_points import trigger_points
from riskmc.model import Project
from riskmc.report.trigger_page import render_triggers
from riskmc.simulation import simulate
from tests.report.chromium import Browser

HOSTILE = '<img src=x onerror="window.harmed=1"></script>&amp;{{7*7}} مرحلة ' + "Überlänge " * 12


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tasks = [
        {"id": "make", "name": HOSTILE, "duration": {"pert": ["20d", "30d", "60d"]}},
        {"id": "made", "name": HOSTILE, "milestone": True, "after": ["make"]},
        {"id": "build", "name": HOSTILE, "duration": {"pert": ["20d", "30d", "60d"]}, "after": ["made"]},
        {"id": "end", "name": HOSTILE, "milestone": True, "after": ["build"]},
    ]
    risk = {"id": "R1", "title": HOSTILE, "probability": "40%", "impacts": [{"on": ["build"], "delay": "10d"}]}
    response = {"action": HOSTILE, "owner": HOSTILE, "cost": "60k", "lead_time": "10d"}
    shared = {"title": HOSTILE, "protects": "on-time", "response": response, "fallback": HOSTILE}
    held = {
        "reserves": [{"id": "slack", "title": HOSTILE, "of": "schedule", "amount": "10d", "before": "made", "owner": HOSTILE}],
        "plans": [
            {"id": "A", "signal": {"finish": "made"}, "threshold": "2027-03-01", **shared},
            {"id": "B", "signal": {"buffer": "slack"}, "threshold": "60%", **shared},
            {"id": "C", "signal": {"risk": "R1"}, **shared},
            {"id": "D", "signal": HOSTILE, **shared},
        ],
    }  # fmt: skip
    goal = {"id": "on-time", "finish": "end", "by": "2027-04-09", "confidence": "80%"}
    plan = Project(name=HOSTILE, start="2027-01-04", tasks=tasks, risks=[risk], objectives=[goal], contingency=held)
    file = tmp_path_factory.mktemp("triggers") / "triggers.html"
    file.write_text(render_triggers(trigger_points(simulate(plan, iterations=2_000))), encoding="utf-8")
    return file


def test_the_page_is_whole_quiet_and_offline(browser: Browser, page: Path) -> None:
    for width, dark in ((1200, False), (1200, True), (390, False)):
        browser.look(width, dark=dark)
        browser.open(page)
        browser.wait_for("document.querySelectorAll('.main-svg').length > 0")
        assert browser.complaints == []
        assert [url for url in browser.requests if not url.startswith(("file:", "data:", "blob:"))] == []
        assert browser.ask("window.harmed === undefined")
        assert browser.ask("document.documentElement.scrollWidth") <= width
        assert browser.ask("document.body.innerText.includes('Responses are not played inside the iterations')")


def test_every_signal_of_a_plan_has_its_chart(browser: Browser, page: Path) -> None:
    browser.look(1200)
    browser.open(page)
    browser.wait_for("document.querySelectorAll('.main-svg').length > 0")
    drawn = browser.ask("[...document.querySelectorAll('[id]')].map(item => item.id)")
    assert {"chart-triggers", "chart-trigger-1", "chart-trigger-2", "chart-trigger-3"} <= set(drawn)


def test_words_beside_trigger_points_lie_off_the_bars(browser: Browser, page: Path) -> None:
    browser.look(1200)
    browser.open(page)
    browser.wait_for("document.querySelectorAll('#chart-triggers .annotation text').length > 0")
    boxes = "(items) => [...items].map(item => { const b = item.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"
    words = browser.ask(f"({boxes})(document.querySelectorAll('#chart-triggers .annotation text'))")
    bars = browser.ask(f"({boxes})(document.querySelectorAll('#chart-triggers .bars path'))")
    assert words
    assert bars
    for left, top, right, bottom in words:
        for bar in bars:
            assert right < bar[0] or left > bar[2] or bottom < bar[1] or top > bar[3]
