"""What a command is given: a plan file, a folder, a schedule file of another tool, a register, or a saved result."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from riskmc.errors import UsageError

if TYPE_CHECKING:
    from riskmc.model.project import Project

__all__ = ["InputKind", "kind_of", "load_project"]

InputKind = Literal["plan", "schedule", "result", "register"]

_RESULT_SUFFIX = ".riskmc"


def kind_of(path: Path) -> InputKind:
    """Tell what an input is: by its content, then by its extension.

    Parameters
    ----------
    path : Path
        A file or a folder.

    Raises
    ------
    UsageError
        Where there is nothing of that name.
    """
    from riskmc.io.registers.sheets import is_register_file
    from riskmc.io.schedule_files import is_network, is_schedule_file

    if path.is_dir():
        return "plan"
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder{_similar(path)}")
    if not path.is_file():
        return "plan"
    with path.open("rb") as file:
        head = file.read(64)
    if is_register_file(path) and not head.startswith((b"ERMHDR", b"\xef\xbb\xbfERMHDR")):
        return "register"
    if head.startswith(b"PK"):
        return "schedule" if is_schedule_file(path) else "result"
    if head.startswith((b"\xd0\xcf\x11\xe0", b"\xac\xed\x00\x05", b"MPX")):
        return "schedule"
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="ignore")
    if path.suffix.lower() == _RESULT_SUFFIX:
        return "result"
    is_foreign = text.lstrip("\ufeff \t\r\n").startswith(("ERMHDR", "<?xml", "<Project", "<!DOCTYPE"))
    return "schedule" if is_foreign or is_network(text) or is_schedule_file(path) else "plan"


def _similar(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return ""
    close = get_close_matches(path.name, names, n=1, cutoff=0.6)
    return f"; did you mean {path.parent / close[0]}?" if close else ""


def load_project(
    path: Path,
    *,
    template: str | None = None,
    project: str | None = None,
    overlays: Sequence[Path] = (),
    scenario: str | None = None,
) -> Project:
    """Read a plan, a folder, or a schedule file of another tool, lay overlays over it, and choose its scenario.

    Parameters
    ----------
    path : Path
    template : str, optional
        Range for all tasks of a schedule file, such as ``90/100/130``.
    project : str, optional
        Which project of a schedule file.
    overlays : sequence of Path
        Files with ranges, risks and objectives, in the order in which they count.
    scenario : {"pre", "post", "as-is"}, optional
        Which responses count.

    Raises
    ------
    UsageError
        Where it is a saved result, or an option does not go with a plan.
    riskmc.errors.InputError
        With all problems of the file.
    """
    content = _load(path, template, project)
    for file in overlays:
        from riskmc.io.overlay_file import overlay

        if kind_of(file) != "plan":
            raise UsageError(f"--with {file} is no overlay, which is a YAML file with ranges:, risks: or objectives:")
        content = overlay(content, file)
    if scenario is None:
        return content
    from riskmc.model.scenarios import SCENARIO_WORDS, in_scenario

    return in_scenario(content, SCENARIO_WORDS[scenario])


def _load(path: Path, template: str | None, project: str | None) -> Project:
    kind = kind_of(path)
    if kind == "result":
        advice = f"riskmc report {path} draws it, and riskmc run {path} --add 90000 continues it; to simulate anew"
        raise UsageError(f"{path} is a saved result, not a plan; {advice}, name the plan")
    if kind == "register":
        advice = f"a risk register becomes an overlay with: riskmc import {path} --out risks.yaml"
        raise UsageError(f"{path} is a table, not a plan; {advice}")
    if kind == "schedule":
        from riskmc.io.schedule_files import read_schedule

        return read_schedule(path, template=template, project=project)
    if template is not None:
        advice = "write 'templates:' in the plan instead"
        raise UsageError(f"--template gives ranges to schedule files of other tools, and {path} is a plan; {advice}")
    if project is not None:
        raise UsageError(f"--project chooses among the projects of a schedule file, and {path} is a plan; leave it out")
    from riskmc.io.plan_file import read_plan

    return read_plan(path)
