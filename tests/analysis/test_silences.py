"""What a plan silences is not told, and is not forgotten; the rules are listed where users look for them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from riskmc.analysis.lint_rules import GROUPS, MEANINGS
from riskmc.analysis.plan_warnings import lint, plan_warnings
from riskmc.errors import PlanError
from riskmc.model import Project
from riskmc.model.linting import RULES

ROOT = Path(__file__).resolve().parents[2]
PLAN: dict[str, Any] = {
    "name": "Shed",
    "start": "2027-01-04",
    "objectives": [{"id": "done", "finish": "project", "by": "2027-02-01", "confidence": "80%"}],
    "tasks": [
        {"id": "dig", "duration": "3d"},
        {"id": "build", "duration": "4d", "after": ["dig"]},
        {"id": "paint", "duration": {"triangular": ["1d", "2d", "4d"]}, "after": ["build"]},
    ],
}


def silenced(*silences: dict[str, str]) -> Project:
    return Project(**PLAN, linter={"silence": [{"why": "so meant", **item} for item in silences]})


def rules(project: Project) -> list[tuple[str, str]]:
    return [(warning.rule, warning.where) for warning in plan_warnings(project) if warning.rule != "uncorrelated-range"]


def test_a_rule_is_silenced_for_one_entry_or_for_all() -> None:
    assert rules(silenced()) == [("no-range", "task 'dig'"), ("no-range", "task 'build'")]
    assert rules(silenced({"rule": "no-range", "entry": "dig"})) == [("no-range", "task 'build'")]
    assert rules(silenced({"rule": "no-range", "entry": "task:dig"})) == [("no-range", "task 'build'")]
    assert rules(silenced({"rule": "no-range"})) == []


def test_what_is_silenced_is_kept_with_its_reason() -> None:
    ((silence, found),) = lint(silenced({"rule": "no-range", "entry": "dig", "why": " poured on 3 May "})).silenced
    assert silence.why == "poured on 3 May"
    assert [item.where for item in found] == ["task 'dig'"]


def test_a_silence_that_keeps_nothing_unsaid_is_told_with_the_entry_that_was_meant() -> None:
    found = plan_warnings(silenced({"rule": "no-range", "entry": "digg"}, {"rule": "lead"}))
    idle = [item.message for item in found if item.rule == "idle-silence"]
    assert idle == [
        "keeps nothing unsaid: the plan has no such entry (did you mean 'dig'?)",
        "keeps nothing unsaid: the rule finds nothing there; take it out",
    ]


def test_an_idle_silence_can_be_silenced_itself() -> None:
    silences = ({"rule": "lead", "entry": "dig"}, {"rule": "idle-silence", "entry": "dig"})
    assert "idle-silence" not in {rule for rule, _ in rules(silenced(*silences))}


def test_a_silence_needs_a_rule_that_exists_and_a_reason() -> None:
    with pytest.raises(PlanError) as raised:
        silenced({"rule": "norange"}, {"rule": "lead", "why": "  "}, {"entry": "dig"})
    problems = raised.value.problems
    assert [problem.where.path for problem in problems] == [
        "linter.silence[0].rule",
        "linter.silence[1].why",
        "linter.silence[2].rule",
    ]
    assert "did you mean 'no-range'" in str(problems[0])


def test_silences_change_no_digest() -> None:
    assert silenced({"rule": "no-range"}).digest() == Project(**PLAN).digest()


def test_every_rule_has_a_meaning_in_the_order_in_which_rules_are_told() -> None:
    assert tuple(MEANINGS) == RULES
    names = list(MEANINGS)
    parts = [names[names.index(first) : names.index(last) + 1] for first, last in GROUPS.values()]
    assert [name for part in parts for name in part] == names


def test_the_reference_lists_every_rule_with_its_meaning() -> None:
    page = (ROOT / "docs" / "reference" / "checks.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", page, re.MULTILINE))
    assert listed == dict(MEANINGS)
    assert re.findall(r"^## (.*)$", page, re.MULTILINE)[1:][: len(GROUPS)] == list(GROUPS)
