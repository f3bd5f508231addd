"""Readers of schedule files: Primavera P6 XER, MS Project XML, networks of PSPLIB and Patterson; others by way of Java.

What a file holds and this version does not honour is listed with counts in the project's notices.
"""

from __future__ import annotations

from pathlib import Path

from riskmc.errors import UsageError
from riskmc.io.schedule_files.assembly import build_project
from riskmc.io.schedule_files.converted import converted_kind, read_converted, read_embedded
from riskmc.io.schedule_files.formats import (
    POD_MARK,
    SCHEDULE_SUFFIXES,
    is_network,
    is_schedule_file,
    load,
    schedule_format,
)
from riskmc.io.schedule_files.gan import read_gan
from riskmc.io.schedule_files.mspdi import read_mspdi
from riskmc.io.schedule_files.p6_xml import read_p6_xml
from riskmc.io.schedule_files.patterson import read_patterson
from riskmc.io.schedule_files.psplib import read_psplib
from riskmc.io.schedule_files.records import Schedule
from riskmc.io.schedule_files.template import parse_template
from riskmc.io.schedule_files.xer import read_xer
from riskmc.model.project import Project

__all__ = ["SCHEDULE_SUFFIXES", "is_network", "is_schedule_file", "parse_template", "read_schedule"]


def read_schedule(
    path: str | Path, *, template: str | None = None, project: str | None = None, overlay: str | Path | None = None
) -> Project:
    """Read a Primavera P6 `.xer` file, an MS Project `.xml` or `.mpp` file, or another schedule.

    Parameters
    ----------
    path : str or Path
        The file; its content tells the format.
    template : str, optional
        Range for the durations of all tasks, in percent: ``90/100/130``, ``pert:90/100/130``,
        ``lognormal:90/100/130`` or ``uniform:90/130``.
    project : str, optional
        Short name or number of the project in a file of P6; needed where several hold activities.
    overlay : str or Path, optional
        YAML file with ranges, risks and objectives that are kept beside the schedule, for each of its updates.

    Returns
    -------
    Project
        Its `notices` list what was not honoured.

    Raises
    ------
    ScheduleFileError
        Where the file cannot be read; the message names the file, the line where it is known, and what to do.
    UsageError
        Where the template is not understood, or the project is to be chosen.

    Examples
    --------
    >>> project = read_schedule("crane.xer", template="90/100/130")  # doctest: +SKIP
    >>> [(notice.subject, notice.count) for notice in project.notices]  # doctest: +SKIP
    [('constraints', 4), ('progress', 157)]
    """
    found = _read(path, template, project)
    if overlay is None:
        return found
    from riskmc.io.overlay_file import overlay as lay_over

    return lay_over(found, overlay)


def _read(path: str | Path, template: str | None, project: str | None) -> Project:
    ranges = None if template is None else parse_template(template)
    data = load(path)
    file = str(path)
    kind = schedule_format(data, file)
    if kind == "xer" or kind == "p6_xml":
        read = read_xer if kind == "xer" else read_p6_xml
        return build_project(read(data, file, project), ranges)
    if project is not None:
        raise UsageError(f"{file}: {_NAMES[kind]} holds one project; leave out the choice of {project!r}")
    return build_project(_READERS[kind](data, file), ranges)


def _read_converted(data: bytes, file: str) -> Schedule:
    kind = converted_kind(data, file)
    assert kind is not None
    return read_converted(data, file, kind)


def _read_pod(data: bytes, file: str) -> Schedule:
    return read_embedded(data.partition(POD_MARK)[2], file, "ProjectLibre")


_READERS = {
    "mspdi": read_mspdi,
    "gan": read_gan,
    "pod": _read_pod,
    "converted": _read_converted,
    "psplib": read_psplib,
    "patterson": read_patterson,
}
_NAMES = {
    "mspdi": "an MS Project file",
    "gan": "a GanttProject file",
    "pod": "a ProjectLibre file",
    "converted": "this file",
    "psplib": "a PSPLIB network",
    "patterson": "a Patterson network",
}
