"""What the numbers rest on is told completely, so that a run can be run again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from riskmc import simulate
from riskmc.analysis import describe_assumptions, distribution_frame
from riskmc.model import Project
from tests.analysis.results import by_hand, interrupted, spread


def facts(result: Any) -> dict[str, str]:
    return dict(describe_assumptions(result).facts)


def test_the_facts_name_all_that_is_needed_to_run_it_again() -> None:
    result = by_hand(spread(1.0, 20.0, 2_000))
    assert facts(result) == {
        "Plan": "1 task or milestone, 0 links, 0 risks",
        "Working time": "calendar standard: 8 h a day, 40 h a week",
        "Iterations": "2,000",
        "Sampling": "independent random numbers",
        "Seed": "7",
        "Critical": "total float of at most 0.001 working minutes",
        "Digest of the plan": result.project.digest(),
        "Versions": "riskmc 1.2.3, numpy 2.0",
    }


def test_counts_of_the_plan_agree_with_their_nouns() -> None:
    plan = Project(
        name="Shed",
        start="2027-01-04",
        tasks=[{"id": "a", "duration": "2d"}, {"id": "b", "duration": "2d", "after": ["a"]}],
        risks=[{"id": "R", "probability": 0.5, "impacts": [{"on": "a", "delay": "1d"}]}],
    )
    assert facts(simulate(plan, iterations=10, jobs=1))["Plan"] == "2 tasks and milestones, 1 link, 1 risk"


def test_the_facts_tell_of_other_calendars_progress_and_constraints() -> None:
    plan = Project(
        name="Shed",
        start="2027-01-04",
        status_date="2027-01-06",
        calendars={"site": {}, "crane": {"week": {"mon-sat": ["07:00-15:00"]}}},
        tasks=[
            {"id": "a", "duration": "2d", "actual_start": "2027-01-04", "actual_finish": "2027-01-05"},
            {"id": "b", "duration": "4d", "actual_start": "2027-01-05", "remaining": "3d", "after": ["a SS"]},
            {"id": "c", "duration": "2d", "after": ["b"], "calendar": "crane"},
            {"id": "d", "duration": "2d", "after": ["c FS+1ed"], "constraint": {"start_no_earlier_than": "2027-02-01"}},
        ],
    )
    result = simulate(plan, iterations=10, jobs=1)
    told = facts(result)
    assert told["Working time"] == "calendar site: 8 h a day, 40 h a week; besides crane (1 task)"
    assert told["Progress"] == "1 finished, 1 started by 6 January 2027; retained logic"
    assert told["Constraints"] == "1, hard ones honoured"
    assert distribution_frame(result).index.tolist() == ["b", "c", "d"]


def test_a_source_is_told_first() -> None:
    result = by_hand([5.0, 6.0], source="plans/Köln <1>.yaml")
    assert describe_assumptions(result).facts[0] == ("Source", "plans/Köln <1>.yaml")


def test_an_interrupted_run_tells_what_was_asked_for() -> None:
    assert facts(interrupted(by_hand([5.0, 6.0]), 10_000))["Iterations"] == "2 of 10,000 (interrupted)"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0.0, "0 working minutes"),
        (1.0, "1 working minute"),
        (480.0, "480 working minutes"),
        (1e6, "1,000,000 working minutes"),
    ],
)
def test_what_counts_as_critical_is_told_in_minutes(minutes: float, text: str) -> None:
    result = replace(by_hand([5.0, 6.0]), critical_float=minutes)
    assert facts(result)["Critical"] == f"total float of at most {text}"


@pytest.mark.parametrize(
    ("sampling", "text"),
    [
        ("lhs", "Latin hypercube, in groups of 1,024 iterations"),
        ("random", "independent random numbers"),
        ("sobol", "scrambled Sobol sequence"),
    ],
)
def test_the_sampling_is_told_in_words(sampling: str, text: str) -> None:
    assert facts(by_hand([5.0, 6.0], sampling=sampling))["Sampling"] == text


def test_the_hours_of_another_calendar_are_told() -> None:
    calendars = {"shift": {"week": {"mon-sat": ["06:00-13:30"]}}}
    assert facts(by_hand([5.0, 6.0], calendars=calendars))["Working time"] == (
        "calendar shift: 7.5 h a day, 45 h a week"
    )


def test_the_statements_say_where_the_errors_come_from() -> None:
    task = [{"id": "work", "duration": {"uniform": ["1d", "9d"]}}]
    plan = Project(name="Shed", start="2027-01-04", tasks=task)
    small = describe_assumptions(simulate(plan, iterations=1_024, jobs=1)).statements
    large = describe_assumptions(simulate(plan, iterations=8 * 1_024, jobs=1)).statements
    assert any("come from formulas for independent iterations" in text for text in small)
    assert any("come from the scatter between blocks of 1,024 iterations" in text for text in large)


def test_ranks_of_only_the_first_iterations_are_told() -> None:
    result = by_hand([5.0, 6.0, 7.0])
    text = "Cruciality is the rank correlation over the first 2 iterations."
    assert text not in describe_assumptions(result).statements
    assert text in describe_assumptions(replace(result, ranks=replace(result.ranks, iterations=2))).statements
    assert len(describe_assumptions(replace(result, ranks=replace(result.ranks, iterations=0))).statements) == 4


def test_every_statement_is_a_whole_sentence() -> None:
    result = by_hand([5.0, 6.0, 7.0])
    for text in describe_assumptions(replace(result, ranks=replace(result.ranks, iterations=2))).statements:
        assert text[0].isupper()
        assert text.endswith(".")


def test_the_table_of_durations_says_what_was_assumed_of_each_task() -> None:
    plan = Project(
        name="Shed",
        start="2027-01-04",
        tasks=[
            {"id": "end", "milestone": True, "after": ["b"]},
            {"id": "a", "name": "Dig", "group": "civil", "duration": {"pert": ["5d", "8d", "20d"]}},
            {"id": "b", "duration": "4d", "after": ["a"]},
            {"id": "c", "duration": "10d"},
        ],
        templates=[{"for": "c", "duration": {"triangular": ["90%", "100%", "120%"]}}],
        risks=[{"id": "R", "probability": 1, "impacts": [{"on": "b", "delay": "2d"}]}],
    )
    result = simulate(plan, iterations=50, jobs=1)
    table = distribution_frame(result)
    assert table.index.tolist() == ["a", "b", "c"]
    assert list(table) == ["name", "group", "distribution", "planned_days", "mean_days"]
    assert table["name"].tolist() == ["Dig", "b", "c"]
    assert table["group"].tolist() == ["civil", "", ""]
    assert table["distribution"].tolist()[0] == "PERT 5d / 8d / 20d"
    assert table["distribution"].tolist()[2] == plan.effective_duration(plan.tasks[3]).describe()
    assert table["planned_days"].tolist() == [8.0, 4.0, 10.0]
    # The risk always strikes: its two days are part of the mean.
    assert table["mean_days"].tolist()[1] == 6.0


def test_building_the_table_leaves_the_result_as_it_was() -> None:
    result = by_hand([5.0, 6.0])
    before = result.tasks.copy()
    assert distribution_frame(result).equals(distribution_frame(result))
    assert result.tasks.equals(before)


def test_a_plan_of_milestones_alone_has_an_empty_table() -> None:
    plan = Project(name="Gate", start="2027-01-04", tasks=[{"id": "end", "milestone": True}])
    assert distribution_frame(simulate(plan, iterations=2, jobs=1)).empty
