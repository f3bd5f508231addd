"""``riskmc run``: when will it finish, how sure is that, and what drives it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from riskmc.cli.exits import GATE_MISSED, INTERRUPTED
from riskmc.cli.options import PATH, RunOptions, force_option, input_options, json_option, plan_argument, run_options

if TYPE_CHECKING:
    from riskmc.analysis import RunSummary
    from riskmc.cli.gates import GateOutcome
    from riskmc.result.run_result import SimulationResult

EPILOG = """\b
Examples:
  riskmc run plan.yaml
  riskmc run plan.yaml --save plan.riskmc --report plan.html
  riskmc run crane.xer --template 90/100/130 --iterations 50000
  riskmc run plan.yaml --json --gate "P80 <= 2028-03-31" --gate "P(finish <= 2028-06-30) >= 95%"
"""


@click.command("run", epilog=EPILOG, short_help="Simulate a plan: dates, chances, drivers, a report.")
@plan_argument
@run_options
@input_options
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
    keep_samples: bool,
    save: Path | None,
    report: Path | None,
    force: bool,
    as_json: bool,
    gates: tuple[str, ...],
    **options: Any,
) -> int:
    """Simulate PLAN: a plan file, a folder with one, or a schedule file of another tool.

    It prints when the project finishes and how sure that is, which objectives are met, and what drives the finish.
    """
    from riskmc.cli.gates import check_gate_subjects, parse_gate
    from riskmc.cli.inputs import load_project
    from riskmc.cli.outputs import check_outputs
    from riskmc.cli.running import run_plan

    conditions = [parse_gate(text) for text in gates]
    check_outputs([save, report], force=force, sources=[plan])
    content = load_project(plan, template=template, project=project)
    check_gate_subjects(conditions, content)
    result = run_plan(content, RunOptions(**options), keep_samples=keep_samples)
    return finish_run(result, conditions, save=save, report=report, force=force, as_json=as_json)


def finish_run(
    result: SimulationResult,
    conditions: Sequence[Any],
    *,
    save: Path | None,
    report: Path | None,
    force: bool,
    as_json: bool,
) -> int:
    """Write what was asked for, print what was found, and return the exit status."""
    from riskmc.analysis import summarise
    from riskmc.cli.gates import judge

    summary = summarise(result, top=None) if as_json else summarise(result)
    outcomes = [judge(gate, result) for gate in conditions]
    _tell_cautions(summary)
    _write_outputs(result, save, report, force=force)
    _print(result, summary, outcomes, as_json=as_json)
    if not result.provenance.is_complete:
        return INTERRUPTED
    return _gate_status(outcomes, as_json=as_json)


def _tell_cautions(summary: RunSummary) -> None:
    from riskmc.cli.terminal import message

    for caution in summary.warnings:
        message(f"Note: {caution.message}")


def _write_outputs(result: SimulationResult, save: Path | None, report: Path | None, *, force: bool) -> None:
    from riskmc.cli.terminal import message

    if save is not None:
        message(f"Result saved in {result.save(save, force=force)}")
    if report is not None:
        from riskmc.report import write_report

        write_report(result, report, force=force)
        message(f"Report written to {report}")


def _print(result: SimulationResult, summary: RunSummary, outcomes: Sequence[GateOutcome], *, as_json: bool) -> None:
    from riskmc.cli.terminal import line, width, write_json

    if as_json:
        from riskmc.cli.run_document import run_document

        write_json(run_document(result, summary, outcomes))
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
