"""Reading plan files: YAML, or a folder whose ``plan.yaml`` names tables of tasks and risks."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pydantic import ValidationError

from riskmc.errors import Location, PlanError, Problem
from riskmc.io.tables import Table, read_table
from riskmc.io.yaml_marks import SIZE_LIMIT, MarkedData, not_utf8, read_marked
from riskmc.model._record import Fault, Record, faults_of, problem_of, shown, unknown_key
from riskmc.model.project import Project

__all__ = ["FORMAT_VERSION", "PLAN_KEYS", "PROJECT_KEYS", "read_plan"]

FORMAT_VERSION = 1
PLAN_NAME = "plan.yaml"
PLAN_KEYS = (
    "riskmc", "project", "scheduling", "currencies", "escalation", "calendars", "objectives", "resources", "costs",
    "tasks", "templates", "risks", "branches", "correlations", "correlation_settings", "contingency", "scoring",
    "linter",
)  # fmt: skip
PROJECT_KEYS = ("name", "start", "status_date", "currency", "calendar")
TABLES = ("tasks", "risks")
_ABOUT_FILE = frozenset(("riskmc", "project", "overlay"))


def read_plan(path: str | PathLike[str]) -> Project:
    r"""Read a plan and check it as a whole.

    Parameters
    ----------
    path : str or path
        A YAML file in the plan format, or a folder with a ``plan.yaml``.

    Returns
    -------
    Project

    Raises
    ------
    riskmc.errors.PlanError
        With all problems of the plan, each with file, line and column.
    riskmc.errors.MissingExtraError
        If the plan names an XLSX table and the extra ``excel`` is not installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     plan = pathlib.Path(folder, "plan.yaml")
    ...     text = "riskmc: 1\nproject: {name: Shed, start: 2027-01-04}\ntasks:\n- {id: dig, duration: 3d}\n"
    ...     _ = plan.write_text(text, encoding="utf-8")
    ...     read_plan(folder).tasks[0].duration
    Quantity(value=3.0, unit='d')
    """
    file = Path(path)
    if file.is_dir():
        file = file / PLAN_NAME
        if not file.exists():
            what = f"the folder has no {PLAN_NAME}"
            raise PlanError([Problem(Location(str(path)), "", what, "", "name the plan file itself")])
    with collector_paused():
        text = read_text(file, "plan")
        return Reading(file, read_marked(text, str(file))).read(Project, source=str(file))


AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass
class Reading:
    """One plan, or one overlay, on its way from marked data to a record."""

    what: ClassVar[str] = "plan"
    keys: ClassVar[Sequence[str]] = PLAN_KEYS
    head_keys: ClassVar[Sequence[str]] = PROJECT_KEYS
    example_keys: ClassVar[str] = "project: and tasks:"
    needs_head: ClassVar[bool] = True

    file: Path
    marked: MarkedData
    tables: dict[str, Table] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, record: type[AnyRecord], **more: Any) -> AnyRecord:
        """Return the record, or raise all problems."""
        self.problems.extend(self.marked.problems)
        content = self._arguments()
        try:
            made = record.model_validate({**content, **more})
        except ValidationError as error:
            for item in faults_of(error):
                self._add(item)
        for table in self.tables.values():
            self.problems.extend(table.problems)
        if self.problems:
            raise PlanError(self._in_order())
        return made

    def _arguments(self) -> dict[str, Any]:
        data = self.marked.data
        if data is None:
            what = f"the {self.what} is empty"
            raise PlanError([Problem(Location(str(self.file)), "", what, "", "start with riskmc: 1")])
        if not isinstance(data, Mapping):
            where = self.marked.locate([])
            keys = f"write keys such as {self.example_keys}"
            raise PlanError(
                [Problem(where, "", f"{'an' if self.what[0] in 'aeiou' else 'a'} {self.what} is a mapping", keys)]
            )
        self._check_keys(data)
        body = [key for key in self.keys if key not in _ABOUT_FILE]
        content = {key: value for key, value in data.items() if key in body and value is not None}
        for key in TABLES:
            if isinstance(content.get(key), str):
                content[key] = self._table(key, content[key])
        head = data.get("project")
        if not isinstance(head, Mapping):
            return {**content, **({"name": "plan", "start": "2000-01-01"} if self.needs_head else {})}
        return {**{key: value for key, value in head.items() if key in self.head_keys}, **content}

    def _check_keys(self, data: Mapping[str, Any]) -> None:
        version = data.get("riskmc", FORMAT_VERSION)
        if version != FORMAT_VERSION or isinstance(version, bool):
            what = f"the {self.what} has the format {shown(version)}"
            self._add_at_top(Fault(("riskmc",), "", what, f"this version of riskmc reads format {FORMAT_VERSION}"))
        for key in data:
            if key not in self.keys:
                self._add_at_top(self._unknown_key(key))
        head = data.get("project")
        if head is None and not self.needs_head:
            return
        if not isinstance(head, Mapping):
            what = "project is missing" if head is None else "project is not a mapping"
            allowed = (
                "write project: {name: ..., start: 2027-01-31}" if self.needs_head else "write project: {name: ...}"
            )
            self._add_at_top(Fault(("project",), "", what, allowed))
            return
        for key in head:
            if key not in self.head_keys:
                item = unknown_key(key, self.head_keys, Project.later_keys)
                hint = f"{key} belongs at the left margin, beside project" if key in self.keys else item.hint
                self._add_at_top(item._replace(path=("project", key), subject="project", hint=hint))

    def _unknown_key(self, key: str) -> Fault:
        item = unknown_key(key, self.keys, Project.later_keys)
        hint = f"{key} belongs under project" if key in self.head_keys else item.hint
        if key in ("overlay", "ranges"):
            hint = "this is an overlay; name the plan or the schedule, and the overlay behind --with"
        return item._replace(hint=hint)

    def _table(self, key: str, name: str) -> list[dict[str, Any]]:
        folder = self.file.parent
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()):
            what = f"the table {name!r} lies outside the folder of the plan"
            self._add(Fault((key,), "", what, "write the name of a file in that folder"))
        elif target.suffix.lower() not in (".csv", ".xlsx"):
            what = f"{name!r} is neither a list nor a table"
            self._add(Fault((key,), "", what, "write a list, or the name of a .csv or .xlsx file"))
        elif not target.is_file():
            self._add(Fault((key,), "", f"there is no file {name!r} beside the plan"))
        else:
            try:
                self.tables[key] = read_table(target, key, str(target))
            except PlanError as error:
                self.problems.extend(error.problems)
            else:
                return self.tables[key].records
        return [{"id": "unread", "duration": "1d"}] if key == "tasks" else []

    def _add_at_top(self, item: Fault) -> None:
        self.problems.append(problem_of(item, self.marked.locate(item.path, item.is_key)))

    def _add(self, item: Fault) -> None:
        self.problems.append(problem_of(item, self._locate(item)))

    def _locate(self, item: Fault) -> Location:
        path = item.path
        if path and path[0] in self.tables:
            return self.tables[str(path[0])].locate(path[1:])
        if path and path[0] in self.head_keys:
            path = ("project", *path)
        return self.marked.locate(path, item.is_key)

    def _in_order(self) -> list[Problem]:
        """Sort problems by place; where YAML or a table is at fault itself, leave out what follows from it."""
        formal = {*self.marked.problems, *(item for table in self.tables.values() for item in table.problems)}
        spoilt = {problem.where for problem in formal}
        kept = [problem for problem in self.problems if problem in formal or problem.where not in spoilt]
        files = list(dict.fromkeys([str(self.file), *(str(problem.where.file) for problem in kept)]))

        def place(problem: Problem) -> tuple[int, int, int]:
            where = problem.where
            return files.index(str(where.file)), where.line or 0, where.column or 0

        return sorted(dict.fromkeys(kept), key=place)


def read_text(file: Path, what: str) -> str:
    """Read the text of a plan or an overlay.

    Raises
    ------
    riskmc.errors.PlanError
        Where it can not be read, is too large, or is no text.
    """
    name = str(file)
    try:
        if file.stat().st_size > SIZE_LIMIT:
            large = f"the {what} is larger than 20 MiB"
            raise PlanError([Problem(Location(name), "", large, "", "keep the tasks in a table")])
        content = file.read_bytes()
    except FileNotFoundError:
        raise PlanError([Problem(Location(name), "", "there is no such file")]) from None
    except OSError as error:
        refused = f"the {what} can not be read: {(error.strerror or str(error)).lower()}"
        raise PlanError([Problem(Location(name), "", refused)]) from None
    from riskmc.io.schedule_files.formats import is_schedule_file

    if is_schedule_file(file):
        raise PlanError(
            [Problem(Location(name), "", f"this is a schedule file, not a {what}", "", "use read_schedule")]
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_utf8(error, name) from None


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector, which would walk the growing tree again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
