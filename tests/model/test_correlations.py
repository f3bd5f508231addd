"""Correlations in the model: what they join, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from riskmc.errors import PlanError
from riskmc.io.plan_document import plan_document, project_from_document
from riskmc.io.plan_file import read_plan
from riskmc.io.plan_text import plan_text
from riskmc.model.correlated import correlated_tasks, groups_of
from riskmc.model.correlation import Correlation, CorrelationSettings, normal_of_rank, rank_of_normal
from riskmc.model.overlay import Overlay
from riskmc.model.overlaying import apply_overlay
from riskmc.model.project import Project

TASKS = [
    {"id": identity, "group": group, "tags": tags, "duration": {"pert": ["3d", "5d", "9d"]}}
    for identity, group, tags in (("a", "g.h", "t"), ("b", "g.h", "t"), ("c", "g", "t"), ("d", "", ""), ("7", "g", ""))
]
RISKS = [{"id": "R1", "probability": 0.2, "impacts": [{"on": "a", "delay": "5d"}]}]


def project(*correlations: dict[str, Any], settings: dict[str, Any] | None = None) -> Project:
    arguments = {"tasks": TASKS, "risks": RISKS, "correlations": list(correlations)}
    return Project(name="x", start="2027-01-04", correlation_settings=settings or {}, **arguments)


def problems(*correlations: dict[str, Any], settings: dict[str, Any] | None = None) -> list[str]:
    with pytest.raises(PlanError) as caught:
        project(*correlations, settings=settings)
    return [str(problem) for problem in caught.value.problems]


def test_a_plan_without_correlations_keeps_its_fingerprint():
    plain = Project(name="x", start="2027-01-04", tasks=TASKS, risks=RISKS)
    assert project().digest() == plain.digest()
    assert project({"group": "all", "rho": 0.3}).digest() != plain.digest()
    assert project(settings={"copula": "t"}).digest() != plain.digest()


def test_members_are_read_however_they_are_spelled():
    correlation = Correlation(group=["task: a", "a", "tag:t", 7], rho=0.3)
    assert correlation.group == ("a", "tag:t", "7")
    assert Correlation(between=["occurs: R1", "task:b"], rho=1).between == ("occurs:R1", "b")


def test_the_default_is_a_correlation_of_normal_scores():
    correlation = Correlation(group="all", rho="default")
    assert (correlation.value, correlation.is_rank) == (0.18, False)
    assert CorrelationSettings(within_groups="default").within == 0.18
    assert CorrelationSettings().within == 0.0


def test_groups_inside_groups_are_those_of_the_whole_path():
    settings = CorrelationSettings(within_groups=0.3)
    found = project(settings={"within_groups": 0.3})
    groups = list(groups_of((), settings, found.tasks, found.selection))
    assert [(group.name, group.members) for group in groups] == [
        ("within g.h", ("a", "b")),
        ("within g", ("c", "7")),
    ]


@pytest.mark.parametrize(
    ("correlations", "settings", "expected"),
    [
        ([], {}, ""),
        ([{"between": ["a", "risk:R1"], "rho": 0.2}], {}, "a"),
        ([{"group": "tag:t", "rho": 0.2}], {}, "abc"),
        ([{"group": "tag:t", "rho": 0}, {"group": "d", "rho": 0.5}], {}, ""),
        ([{"between": ["a", "d"], "rho": -0.2}], {"within_groups": "default"}, "7abcd"),
    ],
)
def test_the_tasks_that_a_correlation_touches_are_told(correlations: Any, settings: Any, expected: str):
    assert sorted(correlated_tasks(project(*correlations, settings=settings))) == list(expected)


@pytest.mark.parametrize("rank", [-1.0, -0.3, 0.0, 0.6, 1.0])
def test_rank_and_normal_correlations_are_inverses(rank: float):
    assert rank_of_normal(normal_of_rank(rank)) == pytest.approx(rank, abs=1e-14)


def test_plans_with_correlations_are_written_and_read_again(tmp_path: Any):
    one = project(
        {"group": ["tag:t", "risk:R1"], "rho": 0.6, "name": "sea: state"},
        {"between": ["7", "occurs:R1"], "rho": -0.25, "measure": "normal"},
        {"group": "all", "rho": "default"},
        settings={"copula": "t", "degrees_of_freedom": 3, "repair": "nearest", "within_groups": "default"},
    )
    file = tmp_path / "plan.yaml"
    file.write_text(plan_text(one), encoding="utf-8")
    assert read_plan(file).digest() == one.digest()
    assert project_from_document(plan_document(one)) == one


def test_all_faults_of_correlations_are_told_at_once_with_their_places():
    found = problems(
        {"group": "all", "rho": -0.3},
        {"group": ["a", "tag:zz"], "rho": 20},
        {"between": ["a", "a"], "rho": 0.1},
        {"between": ["a", "all"], "rho": 0.1},
        {"between": ["a", "b", "c"], "rho": 0.1},
        {"between": ["a", "risk:R2"], "rho": 0.5},
        {"group": ["riks:R1", "a"], "rho": 0.6},
        {"rho": 0.4},
        {"group": ["a", "b"], "between": ["a", "b"], "rho": 0.4},
        {"between": ["a", "x"], "rho": "50%"},
        settings={"copulla": "t", "degrees_of_freedom": 51, "within_groups": -0.1},
    )
    expected = [
        "correlations[0].rho: correlation 'all': rho -0.3 is below 0 for a group of 5 members; write a number from 0 to"
        " 1 (not even all pairs could go below -0.25; write the pairs that go against one another)",
        "correlations[1].rho: correlation 2: rho 20 is not between -1 and 1; write a number from -1 to 1, or default"
        " (did you mean 0.2?)",
        "correlations[2].between: correlation 3: 'a' stands on both sides (a quantity goes with itself anyhow)",
        "correlations[3].between: correlation 4: 'all' is not a single member",
        "correlations[4].between: correlation 5: between has 3 entries where two members are expected",
        "correlations[5].between[1]: correlation 'a ~ risk:R2': there is no risk 'R2'",
        "correlations[6].group[0]: correlation 'riks:R1, a': the member 'riks:R1' is not known",
        "correlations[7]: correlation 8: the correlation has neither a group nor a pair",
        "correlations[8]: correlation 9: it has a group and a pair",
        "correlations[9].rho: correlation 10: rho '50%' is not a correlation",
        "correlation_settings.degrees_of_freedom: degrees_of_freedom 51 is above 50",
        "correlation_settings.within_groups: within_groups -0.1 is below 0",
        "correlation_settings.copulla: unknown key 'copulla'",
    ]
    assert len(found) == len(expected)
    for text, start in zip(found, expected, strict=True):
        assert text.startswith(start), text


def test_names_and_pairs_are_given_once():
    found = problems(
        {"group": ["a", "b"], "rho": 0.2}, {"group": ["a", "b"], "rho": 0.1},
        {"between": ["a", "c"], "rho": 0.2}, {"between": ["c", "a"], "rho": 0.3},
    )  # fmt: skip
    assert found == [
        "correlations[1].group: correlation 'a, b': the name is that of correlation number 1, and a name addresses"
        " random numbers; give it a name of its own",
        "correlations[3]: correlation 'a ~ c': the pair is that of correlation number 3; take one of them out",
    ]


def test_the_groups_of_a_task_may_not_add_up_to_more_than_1():
    groups = [
        {"group": ["a", "b"], "rho": 0.6, "measure": "normal"},
        {"group": ["tag:t"], "rho": 0.4, "measure": "normal"},
    ]
    assert len(project(*groups).correlations) == 2
    (found,) = problems(*groups, settings={"within_groups": 0.2})
    assert found.startswith(
        "correlation_settings: correlation_settings: rho 0.2 is too high: 'a' is in 'a, b' and 'tag:t'"
    )
    (found,) = problems({**groups[0], "rho": 0.7}, groups[1])
    assert "at most 0.3 is left for it" in found


def test_a_negative_correlation_of_two_is_no_fault():
    assert project({"group": ["a", "b"], "rho": -0.9}).correlations[0].value == -0.9


def test_an_overlay_brings_correlations_of_what_is_still_there():
    tasks = [*TASKS[:2], {"id": "d", "duration": "5d"}]
    correlations = [{"group": ["a", "b", "d"], "rho": 0.5}, {"between": ["a", "d"], "rho": 0.1}]
    plan = Project(name="x", start="2027-01-04", tasks=tasks, correlations=correlations)
    overlay = Overlay(
        risks=RISKS,
        correlations=[
            {"group": ["a", "gone", "risk:R1", "risk:R9"], "rho": 0.2}, {"between": ["a", "gone"], "rho": 0.2},
            {"between": ["d", "a"], "rho": 0.3}, {"between": ["b", "occurs:R1"], "rho": 0.4},
        ],
        correlation_settings={"copula": "t"},
    )  # fmt: skip
    laid = apply_overlay(plan, overlay)
    assert [(one.title, one.rho) for one in laid.correlations] == [
        ("a, b, d", 0.5),
        ("a, gone, risk:R1, risk:R9", 0.2),
        ("a ~ d", 0.3),
        ("b ~ occurs:R1", 0.4),
    ]
    assert laid.correlations[1].group == ("a", "risk:R1")
    assert laid.correlation_settings.copula == "t"
    told = {notice.what: notice.items for notice in laid.notices}
    assert told["correlations of the overlay join fewer than two that are still to be worked, and are left out"] == (
        "a ~ gone",
    )
