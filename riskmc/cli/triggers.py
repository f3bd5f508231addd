"""What ``riskmc triggers`` is asked for, and the result that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from riskmc.cli.options import RunOptions
from riskmc.cli.results import checked_result
from riskmc.cli.shares import read_share
from riskmc.errors import UsageError

if TYPE_CHECKING:
    from riskmc.analysis.trigger_points import Triggers
    from riskmc.model.project import Project
    from riskmc.result.run_result import SimulationResult

__all__ = ["read_levels", "result_for", "triggers_for"]


def read_levels(texts: Sequence[str], confidence: str) -> tuple[tuple[float, ...], float]:
    """Read the levels and the confidence of the intervals; all problems at once.

    Raises
    ------
    UsageError
    """
    from riskmc.result.statistic import parse_confidence

    problems: list[str] = []
    levels = [read_share("--level", text, problems) for text in texts]
    share = 0.5
    try:
        share = parse_confidence(confidence)
    except UsageError as error:
        problems.append(str(error))
    if problems:
        raise UsageError("; ".join(problems))
    return tuple(dict.fromkeys(levels)), share


def result_for(
    source: Path,
    options: RunOptions,
    *,
    scenario: str | None,
    template: str | None,
    project: str | None,
    overlays: Sequence[Path],
) -> SimulationResult | None:
    """Read a saved result, or run a plan that has something to tell of; None at an interrupt.

    Raises
    ------
    UsageError
        Where the plan has neither contingency nor objectives.
    """
    return checked_result(
        source, options, lambda content: _check(content, source), "Nothing is told of a run that was not finished.",
        template=template, project=project, overlays=overlays, scenario=scenario,
    )  # fmt: skip


def _check(project: Project, source: Path) -> None:
    if not project.contingency and not project.objectives:
        advice = "write objectives: with the date that is promised, or contingency: with reserves and plans"
        raise UsageError(
            f"{source} has neither objectives nor contingency, so that there is nothing to act for; {advice}"
        )


def triggers_for(result: SimulationResult, levels: Sequence[float], confidence: float) -> Triggers:
    """Find the trigger points of a run."""
    from riskmc.analysis.trigger_points import trigger_points

    return trigger_points(result, levels, confidence)
