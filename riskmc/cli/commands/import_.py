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
  riskmc import refinery.xer --out refinery --tables
"""


@click.command("import", epilog=EPILOG, short_help="Make a plan file of a schedule file.")
@click.argument("file", type=PATH)
@click.option("--out", type=PATH, metavar="PLAN.yaml|FOLDER", help="Where it is written; by default NAME.yaml, here.")
@click.option(
    "--tables/--no-tables", "as_table", default=None,
    help="Keep the tasks in a CSV table beside the plan, or in it; by default a table above 1,000 tasks.",
)  # fmt: skip
@input_options
@force_option
def command(
    file: Path,
    out: Path | None,
    as_table: bool | None,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    force: bool,
) -> None:
    """Write FILE, a schedule file of another tool, as a plan file.

    The plan gives the same dates. Its first lines certify them and say what was changed or left out; its last lines
    are ranges, objectives and risks, ready to be edited.
    """
    from riskmc.analysis.cautions import notice_text
    from riskmc.cli.inputs import kind_of, load_project
    from riskmc.cli.outputs import check_outputs
    from riskmc.cli.terminal import line, message
    from riskmc.errors import UsageError
    from riskmc.io.imported_plan import import_files
    from riskmc.io.whole_file import write_whole_files

    if kind_of(file) == "plan":
        raise UsageError(f"{file} is a plan already, or no schedule file; riskmc check {file} looks at it")
    place = _place(file, out)
    check_outputs([place], force=force, sources=[file, *with_])
    content = load_project(file, template=template, project=project, overlays=with_)
    certified = _certified(content)
    notices = [notice_text(notice) for notice in content.notices]
    files = import_files(content, place, _head(content, file.name, template, certified, notices), as_table=as_table)
    check_outputs(files, force=force, sources=[file, *with_])
    write_whole_files(files, force=force)
    for text in (*certified, *(f"Note: {notice}" for notice in notices)):
        message(text)
    message(f"{_counts(content)}. Try: riskmc run {place.parent if place.name == 'plan.yaml' and out else place}")
    for path in files:
        line(str(path))


def _place(file: Path, out: Path | None) -> Path:
    """Return the plan file: where it is asked for, in a folder that is asked for, or beside nothing else, here."""
    if out is None:
        return Path(f"{file.resolve().stem}.yaml")
    return out / "plan.yaml" if out.is_dir() or not out.suffix else out


def _certified(project: Project) -> tuple[str, ...]:
    """Say whether the dates of the plan are those of the file."""
    from riskmc.analysis.certificate import certificate
    from riskmc.analysis.certificate_words import certificate_sentences
    from riskmc.cli.running import announce_compilation
    from riskmc.cli.terminal import is_shown_live
    from riskmc.simulation.deterministic import planned_schedule

    if project.origin is None:
        return ()
    if is_shown_live():
        announce_compilation(is_dated=project.is_dated)
    found = certificate(project, planned_schedule(project), project.timeline())
    return () if found is None else certificate_sentences(found)


def _head(
    project: Project, name: str, template: str | None, certified: Sequence[str], notices: Sequence[str]
) -> list[str]:
    """Write the first lines of the plan: where it came from, what its dates are worth, and what is not in it."""
    from riskmc._version import __version__

    ranges = f", with --template {template}" if template else ""
    head = [
        f"Made from {name} by riskmc {__version__}{ranges}. Ranges, objectives and risks: see the end of this file."
    ]
    head += certified
    counts = project.origin.counts if project.origin is not None else ()
    if counts:
        read = ", ".join(f"{c.what} {c.read:,}" + (f" of {c.in_file:,}" if c.read != c.in_file else "") for c in counts)
        head.append(f"Read: {read}.")
    if notices:
        head += ["What was changed, or left out:", *(f"  - {notice}" for notice in notices)]
    return head


def _counts(project: Project) -> str:
    links = sum(len(task.after) for task in project.tasks)
    numbers = ((len(project.tasks), "task"), (links, "link"), (len(project.calendars), "calendar"))
    return ", ".join(f"{number:,} {noun}{'' if number == 1 else 's'}" for number, noun in numbers)
