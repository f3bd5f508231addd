"""``riskmc check``: what is wrong with a plan, what came of a schedule file, and what is worth a second look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from riskmc.cli.exits import BAD_USE, GATE_MISSED
from riskmc.cli.options import PATH, force_option, input_options, json_option, plan_argument, scenario_option

if TYPE_CHECKING:
    import pandas as pd

    from riskmc.analysis.certificate import Certificate
    from riskmc.analysis.quality_records import ScheduleQuality
    from riskmc.errors import InputError

EPILOG = """\b
Examples:
  riskmc check plan.yaml
  riskmc check crane.xer --json
  riskmc check crane.xer --strict --tolerance 100/99 --limit lags=10%
  riskmc check crane.xer --differences differences.csv
"""


def _list_rules(context: click.Context, parameter: click.Parameter, is_wanted: bool) -> None:
    """List what the linter looks for."""
    if not is_wanted or context.resilient_parsing:
        return
    from riskmc.cli.check_table import rule_lines
    from riskmc.cli.terminal import line, width

    for text in rule_lines(width()):
        line(text)
    context.exit()


@click.command("check", epilog=EPILOG, short_help="List all problems of a plan; certify a schedule file.")
@plan_argument
@input_options
@scenario_option
@click.option(
    "--tolerance", metavar="99.5/98", help="Least % of dates, and of floats, that the certificate wants exact."
)
@click.option(
    "--limit", "limits", multiple=True, metavar="CHECK=10%", help="Largest share that a check of quality lets pass."
)
@click.option("--strict", is_flag=True, help="End with status 1 unless the certificate and all checks pass.")
@click.option("--differences", type=PATH, metavar="FILE.csv", help="Write all differences of the certificate.")
@click.option("--findings", type=PATH, metavar="FILE.csv", help="Write all that the checks of quality found.")
@click.option(
    "--rules", is_flag=True, is_eager=True, expose_value=False, callback=_list_rules,
    help="List the rules of the linter with what they mean, and exit.",
)  # fmt: skip
@json_option
@force_option
def command(
    plan: Path,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    scenario: str | None,
    tolerance: str | None,
    limits: tuple[str, ...],
    strict: bool,
    differences: Path | None,
    findings: Path | None,
    as_json: bool,
    force: bool,
) -> int:
    """List all problems of PLAN, certify the dates of a schedule file, and assess the schedule.

    The status is 0 where it can be run, whatever was found, and 2 where it can not; with --strict 1 unless the
    certificate and all checks of quality pass.
    """
    from riskmc.analysis.certificate import certificate
    from riskmc.analysis.certificate_frames import difference_frame, quality_frame
    from riskmc.analysis.plan_warnings import lint
    from riskmc.analysis.schedule_quality import schedule_quality
    from riskmc.cli.check_document import check_document
    from riskmc.cli.check_limits import parse_limits, parse_tolerance
    from riskmc.cli.check_table import check_lines, counts_text
    from riskmc.cli.inputs import load_project
    from riskmc.cli.outputs import check_outputs
    from riskmc.cli.running import announce_compilation
    from riskmc.cli.terminal import is_shown_live, line, width, write_json
    from riskmc.errors import InputError
    from riskmc.model.quantities import Quantity
    from riskmc.simulation.deterministic import planned_schedule

    wanted, allowed = parse_tolerance(tolerance), parse_limits(limits)
    check_outputs([differences, findings], force=force, sources=[plan, *with_])
    try:
        content = load_project(plan, template=template, project=project, overlays=with_, scenario=scenario)
        timeline = content.timeline()
        if is_shown_live():
            announce_compilation(is_dated=content.is_dated)
        schedule = planned_schedule(content)
    except InputError as error:
        if as_json:
            write_json(check_document(plan, error.problems))
        else:
            _print_problems(plan, error)
        return BAD_USE
    known = content.model_copy(update={"planned_length": Quantity(timeline.days(schedule.finish), "d")})
    found = certificate(content, schedule, timeline, wanted)
    quality = schedule_quality(content, schedule, timeline, allowed)
    if differences is not None:
        _write(differences, difference_frame(_given(found, plan)), force=force)
    if findings is not None:
        _write(findings, quality_frame(quality), force=force)
    if as_json:
        write_json(check_document(plan, (), lint(known), found, quality, content.scenario))
    else:
        head = f"{plan}: ok: {counts_text(content)}"
        for text in check_lines(head, lint(known), found, quality, width()):
            line(text)
    return GATE_MISSED if strict and not _is_sound(found, quality) else 0


def _given(found: Certificate | None, plan: Path) -> Certificate:
    from riskmc.errors import UsageError

    if found is None:
        raise UsageError(f"--differences holds the dates of a schedule file against ours, and {plan} comes from none")
    return found


def _is_sound(found: Certificate | None, quality: ScheduleQuality) -> bool:
    is_certified = found is None or found.verdict in ("pass", "nothing_to_compare")
    return is_certified and not quality.poor


def _write(path: Path, frame: pd.DataFrame, *, force: bool) -> None:
    from riskmc.cli.terminal import message
    from riskmc.io.frame_files import write_csv
    from riskmc.io.whole_file import whole_file

    with whole_file(path, force=force) as file:
        write_csv(frame, file)
    message(f"{path}: {len(frame):,} rows")


def _print_problems(plan: Path, error: InputError) -> None:
    from riskmc.analysis.wording import counted_text
    from riskmc.cli.terminal import line

    for problem in error.problems:
        line(str(problem))
    line(f"{plan}: {counted_text(len(error.problems), 'problem')}")
