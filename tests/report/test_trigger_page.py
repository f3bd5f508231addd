"""What the page of trigger points says first."""

from __future__ import annotations

from html import unescape

import pytest

from riskmc.analysis.trigger_points import trigger_points
from riskmc.model import Project
from riskmc.report.trigger_page import render_triggers
from riskmc.simulation import simulate

TASKS = [
    {"id": "permit", "duration": "5d"},
    {"id": "make", "duration": {"pert": ["20d", "30d", "60d"]}, "after": ["permit"]},
    {"id": "made", "name": "Steel made", "milestone": True, "after": ["make"]},
    {"id": "build", "duration": {"pert": ["20d", "30d", "60d"]}, "after": ["made"]},
    {"id": "end", "milestone": True, "after": ["build"]},
]
RISK = {"id": "R1", "title": "Objection", "probability": "40%", "impacts": [{"on": ["permit"], "delay": "2d"}]}
WEAK = {"id": "A", "protects": "on-time", "signal": {"risk": "R1"}, "level": "50%"}
STRONG = {"id": "B", "protects": "on-time", "signal": {"finish": "made"}, "level": "50%"}


@pytest.mark.parametrize(
    ("plans", "first"), [([WEAK, STRONG], "If Steel made finishes"), ([WEAK], "If Objection strikes")]
)
def test_the_page_begins_with_a_signal_that_tells_something_where_there_is_one(plans: list[dict], first: str) -> None:
    goal = {"id": "on-time", "finish": "end", "by": "2027-04-12", "confidence": "80%"}
    arguments = {"name": "Quay", "start": "2027-01-04", "tasks": TASKS, "risks": [RISK], "objectives": [goal]}
    triggers = trigger_points(simulate(Project(**arguments, contingency={"plans": plans}), iterations=3_000))
    weak = triggers.watches[0]
    assert weak.telling.value < 0.7
    assert weak.points[0].crossing.place == "crossed"
    assert all(weak.points[0].decide_by < other.points[0].decide_by for other in triggers.watches[1:])
    text = unescape(render_triggers(triggers))
    assert text.index(first) == min(
        text.index(f"If {name}") for name in ("Objection", "Steel made") if f"If {name}" in text
    )
