"""What the columns of all tables of a result mean: a label and a unit for each, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from riskmc.result.run_result import SimulationResult

__all__ = ["COLUMNS", "Column", "column_of", "describe", "provenance_of"]


class Column(NamedTuple):
    """What a column holds.

    Attributes
    ----------
    label : str
        A heading for readers.
    unit : str
        Such as ``"working days"``: of the project's calendar.
    """

    label: str
    unit: str


WORKING_DAYS: Final = "working days"
_DATE, _TEXT, _SHARE, _COUNT, _CORRELATION = "date and time", "text", "share, 0 to 1", "count", "correlation, -1 to 1"
_MONEY: Final = "money, in the currency of the project"

COLUMNS: Final[Mapping[str, Column]] = {
    "id": Column("Id", _TEXT),
    "name": Column("Name", _TEXT),
    "group": Column("Group", _TEXT),
    "title": Column("Title", _TEXT),
    "milestone": Column("Milestone", "true or false"),
    "planned_days": Column("Planned duration", WORKING_DAYS),
    "mean_days": Column("Mean duration", WORKING_DAYS),
    "sd_days": Column("Standard deviation of the duration", WORKING_DAYS),
    "criticality": Column("Criticality index", _SHARE),
    "cruciality_pearson": Column("Cruciality (Pearson)", _CORRELATION),
    "cruciality_spearman": Column("Cruciality (Spearman)", _CORRELATION),
    "cruciality_kendall": Column("Cruciality (Kendall)", _CORRELATION),
    "significance": Column("Significance index", _SHARE),
    "ssi": Column("Schedule sensitivity index", "ratio"),
    "planned_start": Column("Start in the plan", _DATE),
    "planned_finish": Column("Finish in the plan", _DATE),
    "mean_finish": Column("Mean finish", _DATE),
    "planned_float_days": Column("Total float in the plan", WORKING_DAYS),
    "mean_float_days": Column("Mean total float", WORKING_DAYS),
    **{f"start_p{level}": Column(f"P{level} of the start", _DATE) for level in (10, 50, 90)},
    **{f"finish_p{level}": Column(f"P{level} of the finish", _DATE) for level in (10, 50, 90)},
    "shorter_shift_days": Column("Mean project finish where the task is shortest, less the mean", WORKING_DAYS),
    "longer_shift_days": Column("Mean project finish where the task is longest, less the mean", WORKING_DAYS),
    "probability": Column("Stated probability", _SHARE),
    "occurred": Column("Iterations in which it occurred", _SHARE),
    "finish_shift_days": Column("Mean project finish where it occurred, less that where not", WORKING_DAYS),
    "occurrences": Column("Times that it occurred in an iteration, on average", _COUNT),
    "mean_cost": Column("Mean cost of what occurred", _MONEY),
    "carrier": Column("What costs", _TEXT),
    "kind": Column("Kind", _TEXT),
    "planned": Column("Planned cost", _MONEY),
    "mean": Column("Mean cost", _MONEY),
    "sd": Column("Standard deviation of the cost", _MONEY),
    "covariance_share": Column("Share of the variance of the total cost", "share, adds up to 1"),
    "finish_correlation": Column("Correlation with the finish of the project", _CORRELATION),
    "iteration": Column("Iteration", "count, from 0"),
    "minutes": Column("Finish, from the project's start", "working minutes"),
    "days": Column("Finish, from the project's start", WORKING_DAYS),
    "date": Column("Finish", _DATE),
    "level": Column("Share of the iterations that finish by then", _SHARE),
    "low": Column("Lower end of the interval", _DATE),
    "high": Column("Upper end of the interval", _DATE),
    "low_days": Column("Lower end of the interval, from the project's start", WORKING_DAYS),
    "high_days": Column("Upper end of the interval, from the project's start", WORKING_DAYS),
    "path": Column("Path, the most frequent first", _COUNT),
    "tasks": Column("Tasks of the path, in order", _TEXT),
    "frequency": Column("Iterations in which the path is critical", _SHARE),
    "predecessors": Column("Predecessors", _COUNT),
    "delay_days": Column("Mean start less the largest mean arrival", WORKING_DAYS),
    "latest": Column("Predecessor that is most often the last", _TEXT),
    "latest_share": Column("Iterations in which that predecessor is the last", _SHARE),
}  # fmt: skip
"""By the names of columns; a standard error, ``..._se``, has the unit of its estimate."""

_ERROR: Final = "_se"


def column_of(name: str) -> Column | None:
    """Return what a column holds, or None where the name says nothing.

    Examples
    --------
    >>> column_of("criticality_se")
    Column(label='Standard error: criticality index', unit='share, 0 to 1')
    """
    if name in COLUMNS:
        return COLUMNS[name]
    estimate = COLUMNS.get(name.removesuffix(_ERROR)) if name.endswith(_ERROR) else None
    if estimate is None:
        return None
    return Column(f"Standard error: {estimate.label[0].lower()}{estimate.label[1:]}", estimate.unit)


def describe(
    frame: pd.DataFrame, title: str, result: SimulationResult | None = None, given: Mapping[str, Column] | None = None
) -> pd.DataFrame:
    """Give a frame its title, and units and labels of its columns and index, in ``frame.attrs``.

    Parameters
    ----------
    frame : DataFrame
    title : str
    result : SimulationResult, optional
        Where it comes from.
    given : mapping of str to Column, optional
        What columns hold whose names are ids of the plan.

    Returns
    -------
    DataFrame
        The same one. ``attrs`` holds ``title``, ``units`` and ``labels`` (by column), and ``provenance``: plain values
        all, so that Parquet keeps them.
    """
    found = {name: (given or {}).get(name) or column_of(name) for name in (*frame.index.names, *frame.columns)}
    known = {name: column for name, column in found.items() if column is not None}
    frame.attrs["title"] = title
    frame.attrs["units"] = {name: column.unit for name, column in known.items()}
    frame.attrs["labels"] = {name: column.label for name, column in known.items()}
    if result is not None:
        frame.attrs["provenance"] = provenance_of(result)
    return frame


def provenance_of(result: SimulationResult) -> dict[str, Any]:
    """Return where a result comes from, as plain values."""
    run, project = result.provenance, result.project
    return {
        "project": project.name,
        "plan": project.source,
        "start": result.timeline.date_of(0.0, "start").isoformat(),
        "calendar": project.calendar,
        "minutes_per_working_day": project.working_calendar.minutes_per_day,
        "digest": run.digest,
        "riskmc": run.version,
        "seed": run.seed,
        "sampling": run.sampling,
        "iterations": run.iterations,
        "requested_iterations": run.requested_iterations,
    }
