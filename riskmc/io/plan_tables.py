"""The tasks of a project as a table, for plans that are too long to be read as one text."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any, Final

from riskmc.io.plan_document import plain
from riskmc.io.plan_text import flow_text
from riskmc.io.table_costs import cost_cells
from riskmc.io.tables import COLUMNS, LIST_COLUMNS, TEXT_COLUMNS
from riskmc.model.project import Project

__all__ = ["fits_table", "tasks_table"]

_SEPARATORS: Final = frozenset(",;")


def tasks_table(project: Project) -> str:
    r"""Write the tasks of a project as CSV; read again as the table of a plan, they are the same.

    Parameters
    ----------
    project : Project

    Returns
    -------
    str
        With the columns that any task needs.

    Examples
    --------
    >>> tasks = [{"id": "dig", "duration": "3d"}, {"id": "build", "duration": "5d", "after": ["dig FS+1d"]}]
    >>> tasks_table(Project(name="Shed", start="2027-01-04", tasks=tasks)).splitlines()
    ['id,duration,after', 'dig,3d,', 'build,5d,dig FS+1d']
    """
    rows = [_cells(plain(task)) for task in project.tasks]
    used = {column for row in rows for column in row}
    columns = [column for column in COLUMNS["tasks"] if column in used]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()


def fits_table(project: Project) -> bool:
    """Tell whether cells can hold the texts of all tasks: cells lose spaces at their ends."""
    paid = {task.id: () if task.cost is None else (task.cost.currency, task.cost.index) for task in project.tasks}
    texts = ((task.name, task.group, task.basis, task.owner, *task.tags, *paid[task.id]) for task in project.tasks)
    return all(text == text.strip() and "\0" not in text and "\r" not in text for row in texts for text in row)


def _cells(task: Mapping[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, value in task.items():
        if key == "constraint":
            cells |= {kind: "true" if when is True else when for kind, when in value.items()}
        else:
            spread_out = cost_cells(value) if key == "cost" else {key: value}
            cells |= {column: _cell(column, part) for column, part in spread_out.items()}
    return cells


def _cell(key: str, value: Any) -> str:
    if value is True:
        return "true"
    if isinstance(value, str):
        return value
    if key in LIST_COLUMNS and isinstance(value, list) and all(_is_plain(item) for item in value):
        return ", ".join(value)
    assert key not in TEXT_COLUMNS
    return flow_text(value, key)


def _is_plain(item: Any) -> bool:
    return isinstance(item, str) and bool(item) and item[0] not in "{[" and not _SEPARATORS & set(item)
