"""What an update of a schedule has otherwise than the one before is told in words."""

from __future__ import annotations

from typing import Any

from riskmc.analysis.plan_changes import change_text, plan_changes
from riskmc.model import Project


def plan(status_date: str | None = None, scheduling: dict[str, Any] | None = None, **task: Any) -> Project:
    tasks = [{"id": "dig", "duration": "5d", **task}]
    return Project(name="Shed", start="2027-01-04", status_date=status_date, scheduling=scheduling or {}, tasks=tasks)


def test_progress_constraints_calendars_and_rules_that_change_are_told() -> None:
    before = plan(constraint={"start_no_earlier_than": "2027-01-06"}, deadline="2027-02-01")
    after = plan(
        "2027-01-11",
        {"progress": "progress_override"},
        calendar="24h",
        actual_start="2027-01-06",
        remaining="2d",
        constraint={"start_no_earlier_than": "2027-01-06", "finish_no_later_than": "2027-01-20"},
    )
    assert [change_text(change) for change in plan_changes(before, after)] == [
        "project: status date none -> 11 January 2027",
        "project: scheduling progress retained_logic -> progress progress_override",
        "task dig: duration 5d -> 2d",
        "task dig: progress none -> started",
        "task dig: calendar none -> 24h",
        "task dig: constraints none -> finish no later than 20 January 2027",
        "task dig: deadline 1 February 2027 -> none",
    ]


def test_a_lag_on_another_calendar_is_another_lag() -> None:
    def linked(lag: str) -> Project:
        tasks = [{"id": "a", "duration": "1d"}, {"id": "b", "duration": "1d", "after": f"a FS+{lag}"}]
        return Project(name="Shed", start="2027-01-04", tasks=tasks)

    changes = plan_changes(linked("2d"), linked("2ed"))
    assert [change_text(change) for change in changes] == ["link a FS b: lag 2d -> 2d on 24h"]


def test_correlations_that_change_are_told_by_their_names():
    tasks = [{"id": identity, "duration": "5d"} for identity in "abc"]

    def plan(*correlations: dict[str, Any], **settings: Any) -> Project:
        more = {"correlations": correlations, "correlation_settings": settings}
        return Project(name="x", start="2027-01-04", tasks=tasks, **more)

    one = plan({"group": ["a", "b"], "rho": 0.3, "name": "crew"}, {"between": ["a", "c"], "rho": 0.1})
    other = plan(
        {"group": ["a", "b", "c"], "rho": 0.5, "name": "crew"}, {"between": ["b", "c"], "rho": -0.1}, copula="t"
    )
    assert [change_text(change) for change in plan_changes(one, other)] == [
        "project: correlations copula gaussian -> copula t",
        "correlation a ~ c removed",
        "correlation crew: rho 0.3 of ranks -> 0.5 of ranks",
        "correlation crew: members a, b -> a, b, c",
        "correlation b ~ c added",
    ]


def test_costs_that_change_are_told() -> None:
    def plan(**more: Any) -> Project:
        return Project(**{"name": "Shed", "start": "2027-01-04", "tasks": [{"id": "dig", "duration": "5d"}], **more})

    one = plan(
        currency="EUR", currencies={"USD": 0.9}, resources=[{"id": "crew", "per_day": 900}],
        tasks=[{"id": "dig", "duration": "5d", "cost": "10k", "resources": "crew"}], costs=[{"id": "old", "fixed": 1}],
        objectives=[{"id": "b", "at_most": "1M", "confidence": "70%"}],
    )  # fmt: skip
    other = plan(
        currency="EUR", currencies={"USD": 0.95},
        resources=[{"id": "crew", "name": "Crew", "per_day": {"uniform": [900, 990]}}],
        escalation={"rate": "3%", "indices": {"steel": {"2027-01-01": "5%"}}},
        tasks=[{"id": "dig", "duration": "5d", "cost": {"fixed": "10k", "spread": "front"}, "resources": "crew x2"}],
        costs=[{"id": "site", "name": "Site office", "per_day": 4}],
        objectives=[{"id": "b", "at_most": "1.1M", "confidence": "70%"}], templates=[{"for": "dig", "cost": "110%"}],
    )  # fmt: skip
    assert [change_text(change) for change in plan_changes(one, other)] == [
        "project: exchange rates USD 0.9 -> USD 0.95",
        "project: escalation none -> 3 %; steel 5 % from 2027-01-01",
        "objective b: budget 1000000 -> 1100000",
        "resource crew (Crew): price per day 900 -> per day uniform 900 to 990",
        "resource crew (Crew): name none -> Crew",
        "cost old removed",
        "cost site (Site office) added",
        "task dig: cost fixed 10000 -> fixed 10000; spread front; 110% of single amounts",
        "task dig: resources crew -> crew x2",
    ]
