"""``riskmc check``: everything that is wrong with a plan, and what is worth a second look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from riskmc.cli.exits import BAD_USE
from riskmc.cli.options import input_options, json_option, plan_argument

if TYPE_CHECKING:
    from riskmc.analysis.plan_warnings import PlanWarning
    from riskmc.errors import InputError, Problem
    from riskmc.model.project import Project

EPILOG = """\b
Examples:
  riskmc check plan.yaml
  riskmc check crane.xer --json
"""

SCHEMA = "riskmc.check/1"
SHOWN_PER_RULE = 5


@click.command("check", epilog=EPILOG, short_help="List all problems of a plan.")
@plan_argument
@input_options
@json_option
def command(plan: Path, template: str | None, project: str | None, as_json: bool) -> int:
    """List all problems of PLAN, and what is worth a second look in it.

    The status is 0 where it can be run, warnings or not, and 2 where it can not.
    """
    from riskmc.analysis.plan_warnings import plan_warnings
    from riskmc.cli.inputs import load_project
    from riskmc.cli.terminal import line, width, write_json
    from riskmc.errors import InputError

    try:
        content = load_project(plan, template=template, project=project)
        content.timeline()
    except InputError as error:
        if as_json:
            write_json(check_document(plan, error.problems, ()))
        else:
            _print_problems(plan, error)
        return BAD_USE
    warnings = plan_warnings(content)
    if as_json:
        write_json(check_document(plan, (), warnings))
        return 0
    line(f"{plan}: ok: {_counts(content)}")
    for text in _warning_lines(warnings, width()):
        line(text)
    return 0


def check_document(plan: Path, problems: Iterable[Problem], warnings: Iterable[PlanWarning]) -> dict[str, Any]:
    """Write the findings as a document of plain values."""
    return {
        "schema": SCHEMA,
        "plan": str(plan),
        "problems": [
            {
                "file": problem.where.file,
                "line": problem.where.line,
                "column": problem.where.column,
                "path": problem.where.path,
                "where": problem.subject,
                "what": problem.what,
                "allowed": problem.allowed,
                "hint": problem.hint,
                "message": str(problem),
            }
            for problem in problems
        ],
        "warnings": [
            {"rule": warning.rule, "where": warning.where, "message": warning.message} for warning in warnings
        ],
    }


def _print_problems(plan: Path, error: InputError) -> None:
    from riskmc.cli.terminal import line

    for problem in error.problems:
        line(str(problem))
    line(f"{plan}: {_count(len(error.problems), 'problem')}")


def _counts(project: Project) -> str:
    milestones = sum(task.milestone for task in project.tasks)
    links = sum(len(task.after) for task in project.tasks)
    parts = [
        f"{_count(len(project.tasks), 'task')} ({_count(milestones, 'milestone')})",
        _count(links, "link"),
        _count(len(project.risks), "risk"),
        _count(len(project.objectives), "objective"),
        _count(len(project.templates), "template"),
    ]
    return ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _warning_lines(warnings: Sequence[PlanWarning], width: int) -> Iterator[str]:
    """Write warnings rule by rule, the first few of each; those with the same words share a line."""
    import textwrap

    if not warnings:
        return
    yield f"{_count(len(warnings), 'warning')}:"
    groups: dict[tuple[str, str], list[str]] = {}
    for warning in warnings:
        groups.setdefault((warning.rule, warning.message), []).append(warning.where)
    for rule in dict.fromkeys(warning.rule for warning in warnings):
        found = [(message, places) for (name, message), places in groups.items() if name == rule]
        for message, places in found[:SHOWN_PER_RULE]:
            where = _places(places)
            text = f"{rule}: {where}{': ' if where else ''}{message}"
            yield from textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="    ")
        more = sum(len(places) for _, places in found[SHOWN_PER_RULE:])
        if more:
            yield f"  {rule}: and {more:,} more, listed by --json"


def _places(places: Sequence[str]) -> str:
    shown = ", ".join(places[:SHOWN_PER_RULE])
    more = len(places) - SHOWN_PER_RULE
    return f"{shown} and {more:,} more" if more > 0 else shown
