"""``riskmc replay``: one iteration of a run, task by task."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from riskmc.cli.options import (
    PATH,
    RunOptions,
    WholeNumber,
    force_option,
    input_options,
    json_option,
    run_options,
    scenario_option,
)

if TYPE_CHECKING:
    from riskmc.analysis.replayed import ReplaySummary
    from riskmc.result import SimulationResult

EPILOG = """\b
Examples:
  riskmc replay plan.riskmc --percentile 80
  riskmc replay plan.riskmc --percentile 80 --of handover --gantt p80.html
  riskmc replay plan.riskmc --iteration 4711 --json
"""

GANTT_FORMATS = (".html", ".png", ".svg", ".pdf")


class Percent(click.ParamType[float]):
    """A percentile, such as ``80``, ``P80`` or ``97.5``; kept as a share."""

    name = "percentile"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the percentile."""
        try:
            number = float(str(value).strip().removeprefix("P").removeprefix("p").removesuffix("%"))
        except ValueError:
            number = float("nan")
        if not 0.0 <= number <= 100.0:
            self.fail(f"{value!r} is not a percentile; write a number from 0 to 100, such as 80", param, ctx)
        return number / 100.0


@click.command("replay", epilog=EPILOG, short_help="Show one iteration of a run, task by task.")
@click.argument("source", metavar="RESULT|PLAN", type=PATH)
@click.option("--percentile", type=Percent(), metavar="P", help="The iteration that attains this percentile.")
@click.option("--of", "subject", metavar="MILESTONE", help="Of which finish: a milestone's instead of the project's.")
@click.option("--iteration", type=WholeNumber(0), metavar="N", help="The iteration of this number, counted from 0.")
@click.option("--top", type=WholeNumber(1), metavar="N", help="How many tasks are printed; 8 by default.")
@click.option("--all", "whole", is_flag=True, help="Print all tasks, in the order of the plan.")
@click.option("--gantt", type=PATH, metavar="FILE", help="Draw it: FILE.html, or .png, .svg, .pdf (extra 'images').")
@click.option("--csv", "csv_file", type=PATH, metavar="FILE.csv", help="Write the tasks as a table.")
@force_option
@json_option
@input_options
@scenario_option
@run_options
def command(
    source: Path,
    percentile: float | None,
    subject: str | None,
    iteration: int | None,
    top: int | None,
    whole: bool,
    gantt: Path | None,
    csv_file: Path | None,
    force: bool,
    as_json: bool,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    scenario: str | None,
    **options: Any,
) -> int:
    """Show one iteration of a saved result, or of a plan that is run for it.

    What each task took against the plan, which risks struck and what they did, and which path was critical. It is
    computed from the addresses of its random numbers, and equal to the bit to what the run saw.
    """
    from riskmc.analysis.replayed import summarise_replay
    from riskmc.cli.outputs import check_outputs
    from riskmc.cli.results import result_of, status_of
    from riskmc.cli.terminal import message, write_json

    how = RunOptions(**options)
    _check_choice(percentile, subject, iteration)
    _check_iteration(source, iteration, how)
    _check_gantt(gantt)
    check_outputs([gantt, csv_file], force=force, sources=[source, *with_])
    result = result_of(source, how, template=template, project=project, overlays=with_, scenario=scenario)
    number = _chosen(result, percentile, subject, iteration)
    from riskmc.simulation import replay

    played = replay(result, number)
    summary = summarise_replay(result, played, subject=subject or "")
    _write(summary, gantt, csv_file, force=force)
    if as_json:
        from riskmc.cli.replay_document import replay_document

        write_json(replay_document(result, played, summary, percentile))
    else:
        _print(summary, whole=whole, top=top)
    status = status_of(result, source)
    if status:
        message(f"Interrupted: the iteration is one of the {result.provenance.iterations:,} that were done.")
    return status


def _check_choice(percentile: float | None, subject: str | None, iteration: int | None) -> None:
    from riskmc.errors import UsageError

    if (percentile is None) == (iteration is None):
        what = "say which iteration" if percentile is None else "--percentile and --iteration are two ways to say which"
        raise UsageError(f"{what}: write --percentile 80, or --iteration 4711")
    if subject is not None and percentile is None:
        raise UsageError("--of names the milestone whose percentile is meant; write it with --percentile")


def _check_iteration(source: Path, iteration: int | None, how: RunOptions) -> None:
    """Refuse an iteration that a plan will not be run for, before it is run."""
    from riskmc.cli.inputs import kind_of
    from riskmc.errors import UsageError

    if iteration is not None and iteration >= how.iterations and kind_of(source) != "result":
        allowed = f"give a number from 0 to {how.iterations - 1:,}, or more --iterations"
        raise UsageError(f"iteration {iteration:,} is not in the run; {allowed}")


def _check_gantt(gantt: Path | None) -> None:
    """Refuse a picture that could not be drawn, before anything is run."""
    if gantt is None:
        return
    if gantt.suffix.lower() not in GANTT_FORMATS:
        from riskmc.errors import UsageError

        raise UsageError(f"--gantt {gantt} does not say how to draw; end the name in {', '.join(GANTT_FORMATS)}")
    if gantt.suffix.lower() != ".html":
        from riskmc.report import find_browser

        find_browser()


def _chosen(result: SimulationResult, percentile: float | None, subject: str | None, iteration: int | None) -> int:
    if percentile is None:
        assert iteration is not None
        return iteration
    if subject is None:
        return result.finish.iteration_at(percentile)
    if subject not in result.milestones:
        from difflib import get_close_matches

        from riskmc.errors import UsageError

        close = get_close_matches(subject, result.milestones, n=1)
        known = ", ".join(list(result.milestones)[:12]) or "none"
        hint = f"did you mean {close[0]}?" if close else f"there are: {known}"
        raise UsageError(f"--of {subject} is no milestone, nor a task that an objective names; {hint}")
    return result.milestones[subject].iteration_at(percentile)


def _write(summary: ReplaySummary, gantt: Path | None, csv_file: Path | None, *, force: bool) -> None:
    """Write the files that were asked for: all of them or none."""
    if gantt is None and csv_file is None:
        return
    from riskmc.cli.terminal import message
    from riskmc.io.whole_file import write_whole_files

    contents: dict[Path, bytes] = {}
    if gantt is not None:
        from riskmc.report import draw_replay

        contents[gantt] = draw_replay(summary, gantt.suffix.lower().removeprefix("."))
    if csv_file is not None:
        from io import BytesIO

        from riskmc.cli.replay_document import replay_frame
        from riskmc.io.frame_files import write_csv

        buffer = BytesIO()
        write_csv(replay_frame(summary), buffer)
        contents[csv_file] = buffer.getvalue()
    write_whole_files(contents, force=force)
    for path in contents:
        message(f"Written: {path}")


def _print(summary: ReplaySummary, *, whole: bool, top: int | None) -> None:
    from riskmc.cli.replay_table import TOP, replay_lines
    from riskmc.cli.terminal import line, width

    for text in replay_lines(summary, width(), None if whole else top or TOP):
        line(text)
