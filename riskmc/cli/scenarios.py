"""Scenarios of one plan: run side by side, and again without each response."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from riskmc.cli.inputs import kind_of, load_project
from riskmc.cli.options import RunOptions
from riskmc.cli.running import run_plan, run_worths
from riskmc.cli.terminal import message
from riskmc.errors import UsageError
from riskmc.model._record import did_you_mean
from riskmc.model.scenarios import SCENARIO_WORDS, in_scenario, responses_in_force

if TYPE_CHECKING:
    from riskmc.model.responses import Scenario
    from riskmc.result import SimulationResult
    from riskmc.result.response_worth import Worths

__all__ = ["parse_scenarios", "run_scenarios", "worths_of"]

_ALLOWED = "write pre,post or pre,as-is,post"


def parse_scenarios(text: str, sources: Sequence[Path]) -> list[Scenario]:
    """Read the scenarios that are compared.

    Parameters
    ----------
    text : str
        Such as ``pre,post``.
    sources : sequence of Path
        What stands on the command line: one plan.

    Raises
    ------
    UsageError
        Where a scenario is not known or given twice, there are fewer than two, or they are not those of one plan.
    """
    words = [word.strip().lower().replace("_", "-") for word in text.split(",")]
    unknown = [word for word in words if word not in SCENARIO_WORDS]
    if unknown:
        hint = did_you_mean(unknown[0], SCENARIO_WORDS)
        names = ", ".join(map(repr, unknown))
        raise UsageError(f"--scenarios {names} is not known; {_ALLOWED}" + (f"; {hint}" if hint else ""))
    if len(set(words)) < len(words) or len(words) < 2:
        raise UsageError(f"--scenarios {text!r} does not name two or three different scenarios; {_ALLOWED}")
    if len(sources) != 1:
        raise UsageError("--scenarios compares the scenarios of one plan; name one plan, or leave --scenarios away")
    if kind_of(sources[0]) == "result":
        advice = "--scenarios runs the plan anew, so name the plan"
        raise UsageError(f"{sources[0]} is a saved run of one scenario; {advice}")
    return [SCENARIO_WORDS[word] for word in words]


def run_scenarios(
    source: Path,
    scenarios: Sequence[Scenario],
    options: RunOptions,
    *,
    template: str | None,
    project: str | None,
    overlays: Sequence[Path] = (),
) -> list[SimulationResult] | None:
    """Run a plan in several scenarios.

    Returns
    -------
    list of SimulationResult or None
        None where a run was interrupted.

    Raises
    ------
    UsageError
        Where the plan has no response, so that all its scenarios are one.
    """
    plan = load_project(source, template=template, project=project, overlays=overlays)
    if not any(risk.responses for risk in plan.risks):
        raise UsageError(f"{source} has no response, so that all its scenarios are the same; write response: to a risk")
    from riskmc.simulation.deterministic import settle_levels

    plan = settle_levels(plan)
    results: list[SimulationResult] = []
    for scenario in scenarios:
        result = run_plan(in_scenario(plan, scenario), options)
        if not result.provenance.is_complete:
            message("Nothing is compared.")
            return None
        results.append(result)
    return results


def worths_of(
    results: Sequence[SimulationResult], options: RunOptions, *, level: float, confidence: float
) -> Worths | None:
    """Run the scenario with most responses again without each of them.

    Returns
    -------
    Worths or None
        None where no scenario has a response in force, or nothing is paired.
    """
    base = max(results, key=lambda result: len(responses_in_force(result.project)))
    if base.provenance.sampling == "sobol":
        message("A Sobol sequence pairs nothing, so that no response is tried alone.")
        return None
    if not responses_in_force(base.project):
        return None
    return run_worths(base, options, level=level, confidence=confidence)
