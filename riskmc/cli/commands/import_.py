"""``riskmc import``: a schedule file of another tool as a plan file, to be read and edited."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from riskmc.cli.options import PATH, force_option, input_options

if TYPE_CHECKING:
    from riskmc.model.project import Project

EPILOG = """\b
Examples:
  riskmc import crane.xer
  riskmc import kiosk.xml --out plans/kiosk.yaml --template 90/100/130
  riskmc import j301_1.sm --template pert:80/100/150
"""


@click.command("import", epilog=EPILOG, short_help="Make a plan file of a schedule file.")
@click.argument("file", type=PATH)
@click.option("--out", type=PATH, metavar="PLAN.yaml", help="Where it is written; by default NAME.yaml, here.")
@input_options
@force_option
def command(
    file: Path, out: Path | None, template: str | None, project: str | None, with_: tuple[Path, ...], force: bool
) -> None:
    """Write FILE, a schedule file of another tool, as a plan file.

    The plan gives the same dates; its first lines say what the schedule file holds and riskmc does not honour.
    """
    from riskmc.analysis.cautions import notice_text
    from riskmc.cli.inputs import kind_of, load_project
    from riskmc.cli.outputs import check_outputs, write_text
    from riskmc.cli.terminal import line, message
    from riskmc.errors import UsageError
    from riskmc.io.plan_text import plan_text

    if kind_of(file) == "plan":
        raise UsageError(f"{file} is a plan already, or no schedule file; riskmc check {file} looks at it")
    place = out or Path(f"{file.resolve().stem}.yaml")
    check_outputs([place], force=force, sources=[file, *with_])
    content = load_project(file, template=template, project=project, overlays=with_)
    notices = [notice_text(notice) for notice in content.notices]
    write_text(place, plan_text(content, _head(file.name, template, notices)), force=force)
    for notice in notices:
        message(f"Note: {notice}")
    message(f"{_counts(content)}. Try: riskmc run {place}")
    line(str(place))


def _head(name: str, template: str | None, notices: Sequence[str]) -> list[str]:
    """Write the first lines of the plan: where it came from, and what did not come with it."""
    from riskmc._version import __version__

    ranges = f", with --template {template}" if template else ""
    head = [f"Made from {name} by riskmc {__version__}{ranges}. Durations and lags are working time."]
    if notices:
        head += ["What the file does not say, or says and is not honoured:", *(f"  - {notice}" for notice in notices)]
    return head


def _counts(project: Project) -> str:
    links = sum(len(task.after) for task in project.tasks)
    numbers = ((len(project.tasks), "task"), (links, "link"), (len(project.calendars), "calendar"))
    return ", ".join(f"{number:,} {noun}{'' if number == 1 else 's'}" for number, noun in numbers)
