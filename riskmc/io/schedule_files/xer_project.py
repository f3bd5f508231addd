"""Which of the projects of an XER file is meant."""

from __future__ import annotations

from collections import Counter

from riskmc.errors import Location, Problem, UsageError
from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import NoticeBook
from riskmc.io.schedule_files.xer_tables import XerRow, XerTables

__all__ = ["choose_project"]


def choose_project(tables: XerTables, wanted: str | None, notices: NoticeBook) -> XerRow:
    """Choose a project.

    The one that is asked for; else the only one with activities; else the only one of those that the user of P6
    exported, as P6 adds to them the projects they are linked with.

    Parameters
    ----------
    tables : XerTables
        The file.
    wanted : str or None
        Short name or number.
    notices : NoticeBook
        Receives which projects were left.

    Returns
    -------
    XerRow
        Row of the table PROJECT.

    Raises
    ------
    ScheduleFileError
        Where the file has no project, or no activities at all.
    UsageError
        Where the project that is asked for is absent, or the choice is open.
    """
    projects = tables.rows("PROJECT")
    n_activities = Counter(row.text("proj_id") for row in tables.rows("TASK"))
    if not projects:
        raise refuse(tables.file, "the file has no project", hint="export a project from P6")
    if wanted is not None:
        chosen = [row for row in projects if wanted in (row.text("proj_short_name"), row.text("proj_id"))]
        what = f"there is no project {wanted!r}"
    else:
        chosen = [row for row in projects if n_activities[row.text("proj_id")]]
        if not chosen:
            names = ", ".join(row.text("proj_short_name") for row in projects)
            raise refuse(tables.file, f"no project of the file holds activities: {names}")
        if len(chosen) > 1:
            chosen = [row for row in chosen if row.text("export_flag") == "Y"]
        what = "several projects hold activities"
    if len(chosen) != 1:
        counts = [(row.text("proj_short_name"), n_activities[row.text("proj_id")]) for row in projects]
        choices = ", ".join(f"{name} ({count} activities)" for name, count in counts)
        problem = Problem(
            Location(tables.file), "", what, f"choose one of {choices}", "name one of them as the project to read"
        )
        raise UsageError(str(problem))
    name = chosen[0].text("proj_short_name")
    others = [row for row in projects if row is not chosen[0] and n_activities[row.text("proj_id")]]
    what = f"the file holds several projects; {name} was read, and these were not"
    notices.add("projects", what, [row.text("proj_short_name") for row in others])
    return chosen[0]
