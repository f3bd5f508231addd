"""Where problems that are found after reading stand in the files of a plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from riskmc.errors import Location, Problem, RiskmcError
from riskmc.io.plan_file import PLAN_NAME, TABLES, read_text
from riskmc.io.tables import Table, read_table
from riskmc.io.yaml_marks import MarkedData, read_marked
from riskmc.model.project import Project

__all__ = ["placed_in_files"]

_PARTS = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_NAMED = re.compile(r"(task|risk) '(.+)'|(task|risk):([^/]+)/.+")
_RANGES = {"tasks": "ranges"}
"""Where overlays say what plans say of records."""


def placed_in_files(problems: Iterable[Problem], project: Project) -> tuple[Problem, ...]:
    """Find the lines of problems that were found when all files of a plan were read already.

    Parameters
    ----------
    problems : iterable of Problem
        With a path inside the project, or a subject such as ``task 'piling'``.
    project : Project
        As read from a plan, with overlays or without.

    Returns
    -------
    tuple of Problem
        With file and line where the files are still there, in their order there; else as they were.
    """
    files = list(_files(project.source or ""))
    found = [_placed(problem, project, files) for problem in problems]
    return tuple(sorted(found, key=lambda problem: (problem.where.file or "", problem.where.line or 0)))


def _files(source: str) -> Iterator[_File]:
    """Read the files of a plan again, those that count last first; what cannot be read now is left out."""
    for name in reversed(source.split(" with ")):
        path = Path(name)
        path = path / PLAN_NAME if path.is_dir() else path
        if path.suffix.lower() in (".yaml", ".yml", "") and path.is_file():
            with suppress(RiskmcError):
                yield _File(path, read_marked(read_text(path, "plan"), str(path)))


class _File:
    """A plan or an overlay, and its tables."""

    def __init__(self, path: Path, marked: MarkedData) -> None:
        self.marked = marked
        self.data: Mapping[str, Any] = marked.data if isinstance(marked.data, Mapping) else {}
        self.tables: dict[str, Table] = {}
        for key in TABLES:
            if isinstance(name := self.data.get(key), str):
                self.tables[key] = read_table(path.parent / name, key, str(path.parent / name))

    def locate(self, key: str, identity: str | None, path: tuple[str | int, ...]) -> Location | None:
        """Return where a path is, which begins with the key and place of a list; None where it is not in this file."""
        if identity is None:
            return self.marked.locate(path) if key in self.data else None
        if key in self.tables:
            index = _index(self.tables[key].records, identity)
            return None if index is None else self.tables[key].locate((index, *path[2:]))
        index = _index(self.data.get(key), identity)
        if index is not None:
            return self.marked.locate((key, index, *path[2:]))
        ranges = self.data.get(_RANGES.get(key, ""))
        is_there = isinstance(ranges, Mapping) and identity in ranges
        return self.marked.locate((_RANGES[key], identity)) if is_there else None


def _index(records: Any, identity: str) -> int | None:
    if not isinstance(records, list):
        return None
    ids = [str(record.get("id")) if isinstance(record, Mapping) else None for record in records]
    return ids.index(identity) if identity in ids else None


def _placed(problem: Problem, project: Project, files: list[_File]) -> Problem:
    path = _path(problem, project)
    if problem.where.line is not None or not path:
        return problem
    key, identity = str(path[0]), None
    if key in ("tasks", "risks") and len(path) > 1 and isinstance(path[1], int):
        identity = getattr(project, key)[path[1]].id
    elif sum(key in file.data for file in files) > 1:
        path = (key,)
    for file in files:
        where = file.locate(key, identity, path)
        if where is not None:
            return replace(problem, where=where)
    return problem


def _path(problem: Problem, project: Project) -> tuple[str | int, ...]:
    """Return the path of a problem; where it has none, that of the record that it names."""
    if problem.where.path:
        return tuple(int(number) if number else name for name, number in _PARTS.findall(problem.where.path))
    named = _NAMED.fullmatch(problem.subject)
    if named is None:
        return ()
    kind, identity = (part for part in named.groups() if part is not None)
    ids = [record.id for record in (project.tasks if kind == "task" else project.risks)]
    return (f"{kind}s", ids.index(identity)) if identity in ids else ()
