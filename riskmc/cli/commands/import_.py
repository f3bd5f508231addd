"""``riskmc import``: a schedule of another tool as a plan, or a risk register as an overlay, to be read and edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from riskmc.cli.options import PATH, force_option, input_options, json_option

if TYPE_CHECKING:
    from riskmc.model.project import Project

EPILOG = """\b
Examples:
  riskmc import crane.xer
  riskmc import kiosk.xml --out plans/kiosk.yaml --template 90/100/130
  riskmc import refinery.xer --out refinery --tables
  riskmc import register.xlsx --out risks.yaml --plan crane.yaml
  riskmc import register.csv --out risks.yaml --map-out mapping.yaml
"""


@click.command("import", epilog=EPILOG, short_help="Make a plan of a schedule file, an overlay of a risk register.")
@click.argument("file", type=PATH)
@click.option("--out", type=PATH, metavar="PLAN.yaml|FOLDER", help="Where it is written; by default NAME.yaml, here.")
@click.option(
    "--tables/--no-tables",
    "as_table",
    default=None,
    help="Keep the tasks in a CSV table beside the plan, or in it; by default a table above 1,000 tasks.",
)
@click.option("--sheet", metavar="NAME", help="Of a register: the sheet; by default the one that looks most like one.")
@click.option("--map", "mapping", type=PATH, metavar="MAPPING.yaml", help="Of a register: what its columns hold.")
@click.option(
    "--map-out", "mapping_out", type=PATH, metavar="MAPPING.yaml", help="Write what its columns were taken for."
)
@click.option("--plan", type=PATH, metavar="PLAN", help="Of a register: where the tasks are that it names.")
@input_options
@json_option
@force_option
def command(
    file: Path,
    out: Path | None,
    sheet: str | None,
    mapping: Path | None,
    mapping_out: Path | None,
    plan: Path | None,
    as_table: bool | None,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    as_json: bool,
    force: bool,
) -> None:
    """Write FILE, a schedule file of another tool, as a plan file; or a risk register as an overlay.

    The plan gives the same dates. Its first lines certify them and say what was changed or left out; its last lines
    are ranges, objectives and risks, ready to be edited.

    A register (.xlsx, .xls, .ods, .csv) becomes an overlay for riskmc run PLAN --with. What its columns were taken for
    is printed; --map-out writes it, and --map takes it back, corrected.
    """
    from riskmc.cli.inputs import kind_of
    from riskmc.errors import UsageError

    kind = kind_of(file)
    of_registers = {"--sheet": sheet, "--map": mapping, "--map-out": mapping_out, "--plan": plan}
    if kind == "register" or (kind == "plan" and file.suffix.lower() == ".txt"):
        from riskmc.cli.register_import import RegisterImport

        of_schedules = {"--tables": as_table, "--template": template, "--project": project, "--with": with_ or None}
        _refuse_given(of_schedules, f"{file} is a risk register")
        RegisterImport(file, out, mapping, mapping_out, sheet, plan, force, as_json).run()
        return
    if kind == "plan":
        raise UsageError(f"{file} is a plan already, or no schedule file; riskmc check {file} looks at it")
    _refuse_given(of_registers, f"{file} is a schedule file")
    _import_schedule(file, out, as_table, template, project, with_, force, as_json)


def _refuse_given(options: Mapping[str, object], what: str) -> None:
    from riskmc.errors import UsageError

    given = [name for name, value in options.items() if value is not None]
    if given:
        raise UsageError(f"{what}, and {given[0]} is for the other kind of file; leave it out")


def _import_schedule(
    file: Path,
    out: Path | None,
    as_table: bool | None,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    force: bool,
    as_json: bool,
) -> None:
    from riskmc.analysis.cautions import notice_text
    from riskmc.cli.inputs import load_project
    from riskmc.cli.outputs import check_outputs
    from riskmc.cli.terminal import line, message, write_json
    from riskmc.io.imported_plan import import_files
    from riskmc.io.whole_file import write_whole_files

    place = _place(file, out)
    check_outputs([place], force=force, sources=[file, *with_])
    content = load_project(file, template=template, project=project, overlays=with_)
    certified = _certified(content)
    notices = [notice_text(notice) for notice in content.notices]
    files = import_files(content, place, _head(content, file.name, template, certified, notices), as_table=as_table)
    check_outputs(files, force=force, sources=[file, *with_])
    write_whole_files(files, force=force)
    if as_json:
        write_json(_document(content, file, list(files), certified, notices))
        return
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


def _document(
    project: Project, file: Path, written: Sequence[Path], certified: Sequence[str], notices: Sequence[str]
) -> dict[str, Any]:
    """Say what was imported of a schedule, as ``riskmc.import/1``."""
    from riskmc._version import __version__

    return {
        "schema": "riskmc.import/1",
        "version": __version__,
        "kind": "schedule",
        "file": str(file),
        "written": [str(path) for path in written],
        "tasks": len(project.tasks),
        "links": sum(len(task.after) for task in project.tasks),
        "calendars": len(project.calendars),
        "certified": list(certified),
        "notices": list(notices),
    }


def _counts(project: Project) -> str:
    links = sum(len(task.after) for task in project.tasks)
    numbers = ((len(project.tasks), "task"), (links, "link"), (len(project.calendars), "calendar"))
    return ", ".join(f"{number:,} {noun}{'' if number == 1 else 's'}" for number, noun in numbers)
