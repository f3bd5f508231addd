"""The section of the report that says how much contingency each date needs."""

from __future__ import annotations

from typing import Any

from riskmc.analysis.schedule_contingency import schedule_contingency
from riskmc.model import Project
from riskmc.report.buffer_section import LEVELS, buffer_section
from riskmc.report.page import render_report
from riskmc.simulation import simulate
from tests.analysis.results import by_hand
from tests.analysis.test_contingency import series


def test_the_project_and_each_milestone_have_their_days_at_every_level() -> None:
    result = simulate(series(), iterations=2_048)
    section = buffer_section(result)
    assert section is not None
    rows = section["table"].rows
    assert [row[0] for row in rows] == ["Finish of the project", "m0", "m1", "m2"]
    assert all(len(row) == len(section["table"].columns) == 3 + len(LEVELS) for row in rows)
    need = schedule_contingency(result, "m1", 0.9, None, 0.95).contingency.days.value
    assert rows[2][2 + LEVELS.index(0.9)].startswith(f"{need:.1f} (")
    assert section["sentences"][0].startswith("To be 80 % sure, promise ")


def test_a_certain_finish_needs_no_section() -> None:
    assert buffer_section(by_hand([10.0] * 20)) is None
    assert 'id="buffers"' not in render_report(by_hand([10.0] * 20))


def test_names_in_the_section_are_harmless() -> None:
    tasks: list[dict[str, Any]] = [
        {"id": "a", "duration": {"uniform": ["5d", "9d"]}},
        {"id": "m", "name": "<img src=x onerror=alert(1)>", "milestone": True, "after": ["a"]},
    ]
    page = render_report(simulate(Project(name="x", start="2027-01-04", tasks=tasks), iterations=200))
    assert 'id="buffers"' in page
    assert "<img src=x" not in page


def test_a_plan_that_costs_money_has_its_budget_by_level() -> None:
    task = {"id": "a", "duration": {"uniform": ["5d", "9d"]}, "planned": "6d", "cost": {"per_day": "10k"}}
    result = simulate(Project(name="x", start="2027-01-04", currency="EUR", tasks=[task]), iterations=2_048)
    section = buffer_section(result)
    assert section is not None
    (row,) = section["cost"].rows
    assert row[:2] == ("Total cost", "60,000 EUR")
    assert row[2 + LEVELS.index(0.5)].startswith(("10,0", "9,9"))
    assert any(text.startswith("To be 80 % sure to keep the budget") for text in section["sentences"])
    assert "Cost contingency by how sure" in render_report(result)


def test_many_milestones_are_folded_away() -> None:
    tasks: list[dict[str, Any]] = [{"id": "a", "duration": {"uniform": ["5d", "9d"]}}]
    tasks += [{"id": f"m{i}", "milestone": True, "after": [f"a FS+{i}d"]} for i in range(20)]
    page = render_report(simulate(Project(name="x", start="2027-01-04", tasks=tasks), iterations=200))
    assert "<summary>21 dates, by how sure one wants to be</summary>" in page
