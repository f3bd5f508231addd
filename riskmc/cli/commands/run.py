"""``riskmc run``: when will it finish, how sure is that, and what drives it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from riskmc.cli.exits import GATE_MISSED, INTERRUPTED
from riskmc.cli.options import (
    PATH,
    RunOptions,
    confidence_option,
    envelope_option,
    force_option,
    given_options,
    heatmap_option,
    input_options,
    json_option,
    run_options,
    scenario_option,
    stop_options,
)

if TYPE_CHECKING:
    from riskmc.analysis import RunSummary
    from riskmc.cli.gates import Gate, GateOutcome
    from riskmc.cli.running import Played, StopRule
    from riskmc.result.run_result import SimulationResult

EPILOG = """\b
Examples:
  riskmc run plan.yaml
  riskmc run plan.yaml --save plan.riskmc --report plan.html
  riskmc run crane.xer --template 90/100/130 --iterations 50000
  riskmc run update-07.xer --with risks.yaml
  riskmc run plan.yaml --precision 1d --precision-of "P90(handover)" --confidence 99%
  riskmc run plan.riskmc --add 90000 --save plan.riskmc --force
  riskmc run plan.yaml --json --gate "P80 <= 2028-03-31" --gate "P(finish <= 2028-06-30) >= 95%"
"""


OF_THE_SAVED_RUN = (
    "template",
    "project",
    "with_",
    "scenario",
    "iterations",
    "seed",
    "sampling",
    "critical_float",
    "keep_samples",
)
"""Options that a saved run has settled."""


@click.command("run", epilog=EPILOG, short_help="Simulate a plan: dates, chances, drivers, a report.")
@click.argument("plan", metavar="PLAN|RESULT", type=PATH)
@run_options
@confidence_option
@stop_options
@input_options
@scenario_option
@envelope_option
@heatmap_option
@click.option("--keep-samples", is_flag=True, help="Keep the samples of all tasks in the result (16 bytes each).")
@click.option("--save", type=PATH, metavar="FILE.riskmc", help="Save the result.")
@click.option("--report", type=PATH, metavar="FILE.html", help="Write the report.")
@force_option
@json_option
@click.option(
    "--gate", "gates", multiple=True, metavar="CONDITION", help="End with status 1 unless it holds; may be repeated."
)
def command(
    plan: Path,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    scenario: str | None,
    envelope: bool,
    heatmap: bool,
    keep_samples: bool,
    save: Path | None,
    report: Path | None,
    force: bool,
    as_json: bool,
    gates: tuple[str, ...],
    confidence: str,
    precision: str | None,
    precision_of: str | None,
    most_iterations: int | None,
    add: int | None,
    **options: Any,
) -> int:
    """Simulate PLAN: a plan file, a folder with one, or a schedule file of another tool; or continue a saved RESULT.

    It prints when the project finishes and how sure that is, which objectives are met, and what drives the finish.
    """
    from riskmc.cli.gates import check_gate_subjects, parse_gate
    from riskmc.cli.inputs import kind_of, load_project
    from riskmc.cli.running import play, run_envelope, with_removals
    from riskmc.result.statistic import parse_confidence

    conditions = [parse_gate(text) for text in gates]
    level = parse_confidence(confidence)
    rule = _stop_rule(precision, precision_of, most_iterations, add, level)
    is_saved = kind_of(plan) == "result"
    how = RunOptions(**options)
    _check_places(plan, save, report, with_, force=force, is_saved=is_saved)
    if is_saved:
        played = _continued(plan, conditions, how, add, rule)
    else:
        _refuse_to_add(plan, add)
        content = load_project(plan, template=template, project=project, overlays=with_, scenario=scenario)
        check_gate_subjects(conditions, content)
        played = play(content, how, rule, keep_samples=keep_samples)
    if envelope:
        played = run_envelope(played, how, level)
    if heatmap:
        played = with_removals(played, how, level)
    status = finish_run(played, conditions, save=save, report=report, force=force, as_json=as_json, confidence=level)
    is_short = (envelope and played.result.envelope is None) or (heatmap and played.result.removals is None)
    return INTERRUPTED if is_short else status


def _stop_rule(
    precision: str | None, of: str | None, most_iterations: int | None, add: int | None, confidence: float
) -> StopRule | None:
    """Read how well what is to be known; None where nobody asks for it."""
    from riskmc.cli.running import StopRule
    from riskmc.errors import UsageError

    if precision is None:
        alone = given_options(("precision_of", "most_iterations"))
        if alone:
            raise UsageError(f"{alone[0]} says nothing without --precision; add one, such as --precision 1d")
        return None
    if add is not None:
        raise UsageError("--add and --precision both say how far a run is continued; give one of them")
    from riskmc.simulation.precision import Precision

    return StopRule(Precision.parse(precision, of or "P80", confidence), most_iterations)


def _check_places(
    plan: Path, save: Path | None, report: Path | None, overlays: Sequence[Path], *, force: bool, is_saved: bool
) -> None:
    """Refuse outputs that could not be written; a saved result that is continued may be replaced by its longer self."""
    from riskmc.cli.outputs import check_outputs

    replaces_itself = is_saved and save is not None and save.resolve() == plan.resolve()
    check_outputs([save, report], force=force, sources=overlays if replaces_itself else [plan, *overlays])


def _refuse_to_add(plan: Path, add: int | None) -> None:
    from riskmc.errors import UsageError

    if add is not None:
        advice = f"to simulate it, write --iterations {add}"
        raise UsageError(f"--add continues a saved result, and {plan} is none; {advice}")


def _continued(
    path: Path, conditions: Sequence[Gate], options: RunOptions, add: int | None, rule: StopRule | None
) -> Played:
    """Continue a saved result, and say so."""
    from riskmc.cli.gates import check_gate_subjects
    from riskmc.cli.running import continue_result
    from riskmc.cli.terminal import message
    from riskmc.errors import UsageError
    from riskmc.result import read_result

    if add is None and rule is None:
        ways = f"riskmc run {path} --add 90000, or --precision 1d, continues it; riskmc report {path} draws it"
        raise UsageError(f"{path} is a saved result; {ways}; to simulate anew, name the plan")
    settled = given_options(OF_THE_SAVED_RUN)
    if settled:
        raise UsageError(f"{path} is a saved result and goes on as it was begun; leave {', '.join(settled)} away")
    earlier = read_result(path)
    check_gate_subjects(conditions, earlier.project)
    played = continue_result(earlier, options, add, rule)
    before, after = earlier.provenance.iterations, played.result.provenance.iterations
    if after > before:
        message(f"Continued {path} from {before:,} to {after:,} iterations.")
    else:
        message(f"Nothing was added to the {before:,} iterations of {path}.")
    return played


def finish_run(
    played: Played,
    conditions: Sequence[Gate],
    *,
    save: Path | None,
    report: Path | None,
    force: bool,
    as_json: bool,
    confidence: float = 0.95,
) -> int:
    """Write what was asked for, print what was found, and return the exit status."""
    from riskmc.analysis import summarise
    from riskmc.cli.gates import judge

    result = played.result
    summary = summarise(result, confidence, top=None) if as_json else summarise(result, confidence)
    outcomes = [judge(gate, result, confidence) for gate in conditions]
    _tell_cautions(summary)
    _tell_precision(played)
    _write_outputs(result, save, report, force=force, confidence=confidence)
    _print(played, summary, outcomes, as_json=as_json)
    if not result.provenance.is_complete:
        return INTERRUPTED
    return _gate_status(outcomes, as_json=as_json)


def _tell_cautions(summary: RunSummary) -> None:
    from riskmc.cli.terminal import message

    for caution in summary.warnings:
        message(f"Note: {caution.message}")


def _tell_precision(played: Played) -> None:
    from riskmc.cli.terminal import message

    outcome = played.precision
    if outcome is None:
        return
    is_stopped_short = not outcome.is_reached and played.result.provenance.is_complete
    more = f". No more than {outcome.allowed:,} are allowed; --most-iterations allows more." if is_stopped_short else ""
    message(f"{outcome}{more}")


def _write_outputs(
    result: SimulationResult, save: Path | None, report: Path | None, *, force: bool, confidence: float
) -> None:
    from riskmc.cli.terminal import message

    if save is not None:
        message(f"Result saved in {result.save(save, force=force)}")
    if report is not None:
        from riskmc.report import write_report

        write_report(result, report, force=force, confidence=confidence)
        message(f"Report written to {report}")


def _print(played: Played, summary: RunSummary, outcomes: Sequence[GateOutcome], *, as_json: bool) -> None:
    from riskmc.cli.terminal import line, width, write_json

    if as_json:
        from riskmc.cli.run_document import run_document

        write_json(run_document(played.result, summary, outcomes, played.precision))
        return
    from riskmc.cli.run_table import run_lines

    for text in run_lines(summary, outcomes, width()):
        line(text)


def _gate_status(outcomes: Sequence[GateOutcome], *, as_json: bool) -> int:
    from riskmc.cli.run_table import gate_text
    from riskmc.cli.terminal import message

    missed = [outcome for outcome in outcomes if not outcome.is_met]
    for outcome in missed if as_json else ():
        message(f"Gate {gate_text(outcome)}")
    return GATE_MISSED if missed else 0
