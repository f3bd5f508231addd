"""Results on disk: one file, an npz archive of arrays with a JSON document that says what they are."""

from __future__ import annotations

import json
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from riskmc._typing import AnyArray
from riskmc.errors import Location, PlanError, Problem, ResultFileError
from riskmc.io.plan_document import plan_document, project_from_document
from riskmc.io.whole_file import whole_file
from riskmc.model.project import Project
from riskmc.result.cash import cash_document, read_cash, stored_cash_arrays
from riskmc.result.correlations import Correlations, correlations_document, correlations_from_document
from riskmc.result.cost_storage import planned_task_costs, read_costs, stored_cost_arrays
from riskmc.result.detail import CriticalPath, RunDetail
from riskmc.result.envelope import Envelope, envelope_document, envelope_from_document
from riskmc.result.provenance import Provenance
from riskmc.result.ranks import RankMeasures
from riskmc.result.removal import Removals, removals_document, removals_from_document
from riskmc.result.run_result import SimulationResult
from riskmc.result.schedule import Schedule
from riskmc.result.sums import RunSums
from riskmc.result.watched import Watched

SCHEMA = "riskmc.result/3"
LARGEST_FILE = 8 * 2**30
"""Bytes that a result may unpack to."""

_DAMAGE = (
    OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, RecursionError, NotImplementedError,
    zipfile.BadZipFile, zlib.error, PlanError,
)  # fmt: skip
"""What reading may raise where a file is not what it should be."""

_HINT = "write a new one with: riskmc run PLAN --save FILE"
_SUM_ARRAYS = (
    "tasks", "risks", "finish", "replicate_sums", "replicate_squares", "complete_tasks", "complete_risks",
    "complete_finish",
)  # fmt: skip
_SCHEDULE_ARRAYS = ("duration", "early_start", "early_finish", "late_start", "late_finish", "total_float")
_RANK_ARRAYS = ("spearman", "kendall", "shifts", "shift_errors")
_RANK_COUNTS = ("iterations", "kendall_iterations")
_DETAIL_COUNTS = ("iterations", "distinct_paths", "truncated")
_DETAIL_ARRAYS = ("starts", "finishes", "link_slacks")
_RESULT_ARRAYS = ("finish_minutes", "milestone_minutes", "kept_durations", "kept_finishes")


def save_result(result: SimulationResult, path: Path, *, force: bool = False) -> Path:
    """Write a result to one file, whole or not at all.

    Raises
    ------
    OutputExistsError
        Where the file exists and `force` is false.
    """
    document = {
        "schema": SCHEMA,
        "provenance": asdict(result.provenance),
        "plan": plan_document(result.project),
        "milestone_ids": list(result.milestone_ids),
        "deterministic_finish": result.deterministic.finish,
        "critical_float": result.critical_float,
        "finish_at_means": result.finish_at_means,
        "ranks": {name: getattr(result.ranks, name) for name in _RANK_COUNTS},
        "detail": {name: getattr(result.detail, name) for name in _DETAIL_COUNTS},
        "paths": [asdict(path) for path in result.detail.paths],
        "correlations": None if result.correlations is None else correlations_document(result.correlations),
        "envelope": None if result.envelope is None else envelope_document(result.envelope),
        "watched": [] if result.watched is None else list(result.watched.labels),
        "removals": None if result.removals is None else removals_document(result.removals),
        "cost_carriers": None if result.run_costs is None else list(result.run_costs.carriers),
        "cash": cash_document(result.cash),
        "iterations": result.sums.iterations,
        "blocks": result.sums.blocks,
    }
    arrays: dict[str, AnyArray] = {name: getattr(result, name) for name in _RESULT_ARRAYS}
    arrays |= {f"sums_{name}": getattr(result.sums, name) for name in _SUM_ARRAYS}
    arrays |= {f"deterministic_{name}": getattr(result.deterministic, name) for name in _SCHEDULE_ARRAYS}
    arrays |= {f"ranks_{name}": getattr(result.ranks, name) for name in _RANK_ARRAYS}
    arrays |= {f"detail_{name}": getattr(result.detail, name) for name in _DETAIL_ARRAYS}
    arrays |= stored_cost_arrays(result.run_costs) | stored_cash_arrays(result.cash)
    if result.watched is not None:
        arrays |= {"watched_values": result.watched.values, "watched_known": result.watched.known}
    arrays["document"] = np.frombuffer(json.dumps(document, ensure_ascii=False).encode(), np.uint8)
    with whole_file(path, force=force) as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return path


def read_result(path: str | Path) -> SimulationResult:
    """Read a saved result. Needs neither Numba nor the plan file.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    SimulationResult

    Raises
    ------
    ResultFileError
        Where the file is missing, damaged, too large, or no result of this format.
    """
    path = Path(path)
    try:
        return _read(path)
    except FileNotFoundError:
        raise _refused(path, "no such file") from None
    except _DAMAGE as error:
        raise _refused(path, f"the file is damaged or is no saved result ({_reason(error)})") from error


def _read(path: Path) -> SimulationResult:
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_FILE:
            raise _refused(path, f"the result unpacks to more than {LARGEST_FILE // 2**30} GiB")
    with np.load(path, allow_pickle=False) as stored:
        document: dict[str, Any] = json.loads(stored["document"].tobytes())
        if document["schema"] != SCHEMA:
            raise _refused(path, f"the format {document['schema']!r} is not {SCHEMA!r}, which this version reads")
        arrays = {name: _frozen(_widened(name, stored[name])) for name in stored.files if name != "document"}
    project = project_from_document(document["plan"])
    _check_shapes(arrays, project, document["iterations"], document["milestone_ids"])
    _check_paths(document["paths"], len(project.tasks))
    costs = read_costs(document, arrays, document["iterations"])
    provenance = document["provenance"]
    provenance["libraries"] = tuple((name, version) for name, version in provenance["libraries"])
    return SimulationResult(
        project=project,
        provenance=Provenance(**provenance),
        deterministic=_schedule(document, arrays, planned_task_costs(costs, project)),
        milestone_ids=tuple(document["milestone_ids"]),
        sums=RunSums(
            iterations=document["iterations"],
            blocks=document["blocks"],
            **{name: arrays[f"sums_{name}"] for name in _SUM_ARRAYS},
        ),
        ranks=RankMeasures(**(document["ranks"] | {name: arrays[f"ranks_{name}"] for name in _RANK_ARRAYS})),
        detail=_detail(document, arrays),
        critical_float=document["critical_float"],
        finish_at_means=document["finish_at_means"],
        correlations=_correlations(document),
        envelope=_envelope(document),
        removals=_removals(document),
        watched=_watched(document, arrays),
        run_costs=costs,
        cash=read_cash(document, arrays),
        **{name: arrays[name] for name in _RESULT_ARRAYS},
    )


def _widened(name: str, array: AnyArray) -> AnyArray:
    """Give the risk sums of earlier versions the columns that they had not: events are not known, costs were none."""
    if name in ("sums_risks", "sums_complete_risks") and array.ndim == 2 and array.shape[1] == 2:
        return np.column_stack([array, np.full(len(array), np.nan), np.zeros(len(array))])
    return array


def _schedule(document: dict[str, Any], arrays: dict[str, AnyArray], costs: dict[str, Any]) -> Schedule:
    dates: dict[str, Any] = {name: arrays[f"deterministic_{name}"] for name in _SCHEDULE_ARRAYS}
    return Schedule(**dates, finish=document["deterministic_finish"], **costs)


def _detail(document: dict[str, Any], arrays: dict[str, AnyArray]) -> RunDetail:
    paths = tuple(CriticalPath(tuple(path["tasks"]), path["count"]) for path in document["paths"])
    dates = {name: arrays[f"detail_{name}"] for name in _DETAIL_ARRAYS}
    return RunDetail(**(document["detail"] | dates), paths=paths)


def _envelope(document: dict[str, Any]) -> Envelope | None:
    content = document.get("envelope")
    return None if content is None else envelope_from_document(content)


def _correlations(document: dict[str, Any]) -> Correlations | None:
    content = document.get("correlations")
    return None if content is None else correlations_from_document(content)


def _watched(document: dict[str, Any], arrays: dict[str, AnyArray]) -> Watched | None:
    labels = tuple(document.get("watched", ()))
    if not labels:
        return None
    values, known = arrays["watched_values"], arrays["watched_known"]
    if values.shape != (len(labels), document["iterations"]) or known.shape != values.shape:
        raise ValueError(f"the {len(labels)} signals watched have values of the shape {values.shape}")
    return Watched(labels, values, known)


def _removals(document: dict[str, Any]) -> Removals | None:
    content = document.get("removals")
    return None if content is None else removals_from_document(content)


def _check_shapes(arrays: dict[str, AnyArray], project: Project, n: int, milestones: list[str]) -> None:
    """Refuse arrays that do not fit the plan or one another."""
    n_tasks, n_risks = len(project.tasks), len(project.risks)
    n_links = sum(len(task.after) for task in project.tasks)
    expected: dict[str, tuple[int, ...]] = {
        "finish_minutes": (n,), "milestone_minutes": (len(milestones), n), "detail_link_slacks": (n_links, 3),
        "ranks_spearman": (n_tasks,), "ranks_kendall": (n_tasks,), "ranks_shifts": (n_tasks, 2),
        "ranks_shift_errors": (n_tasks, 2), "detail_starts": (n_tasks, 3), "detail_finishes": (n_tasks, 3),
        "sums_tasks": (n_tasks, 7), "sums_complete_tasks": (n_tasks, 7), "sums_risks": (n_risks, 4),
        "sums_complete_risks": (n_risks, 4), "sums_finish": (2,), "sums_complete_finish": (2,),
        "sums_replicate_sums": (n_tasks, 8), "sums_replicate_squares": (n_tasks, 8),
        **{f"deterministic_{name}": (n_tasks,) for name in _SCHEDULE_ARRAYS},
    }  # fmt: skip
    for name, shape in expected.items():
        if arrays[name].shape != shape or arrays[name].dtype != np.float64:
            raise ValueError(f"{name} has the shape {arrays[name].shape} where {shape} belongs")
    for name in ("kept_durations", "kept_finishes"):
        if arrays[name].size and arrays[name].shape != (n_tasks, n):
            raise ValueError(f"{name} has the shape {arrays[name].shape} where {(n_tasks, n)} belongs")


def _check_paths(paths: list[dict[str, Any]], n_tasks: int) -> None:
    """Refuse paths over tasks that the plan does not have."""
    for path in paths:
        if not all(isinstance(task, int) and 0 <= task < n_tasks for task in path["tasks"]):
            raise ValueError("a path leads over tasks that the plan does not have")


def _frozen(array: AnyArray) -> AnyArray:
    array.flags.writeable = False
    return array


def _reason(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _refused(path: Path, what: str) -> ResultFileError:
    return ResultFileError([Problem(Location(str(path)), what=what, hint=_HINT)])
