"""The risk-adjusted Gantt chart: the numbers that the page draws it from, and a table for readers without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from riskmc._typing import Floats
from riskmc.analysis.schedule import schedule_frame
from riskmc.analysis.summary import RunSummary
from riskmc.analysis.wording import count_text, date_text, share_text
from riskmc.report.escaping import script_json
from riskmc.report.tables import Table
from riskmc.result import SimulationResult

MOST_WITHOUT_SCRIPT = 50
"""Rows of the table for readers without scripts."""

MOST_ON_A_PICTURE = 80
"""Tasks of the chart that is drawn as a picture."""

_ROOM = 0.02
"""Beyond the first and the last date, as a share of the time between them."""

_EPOCH = datetime(1970, 1, 1)
_DATES = {
    "planStart": "planned_start",
    "planFinish": "planned_finish",
    "start": "start_p50",
    "p10": "finish_p10",
    "p50": "finish_p50",
    "p90": "finish_p90",
}


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """A risk-adjusted Gantt chart as the page shows it.

    Attributes
    ----------
    data : str
        JSON that can stand inside a script element.
    table : Table
        The most critical tasks, for readers without scripts.
    planned, promised : str
        Dates of the two lines: the plan's finish, and P80.
    iterations : str
        How many the percentiles of tasks come from.
    """

    data: str
    table: Table
    planned: str
    promised: str
    iterations: str


def schedule_view(result: SimulationResult, summary: RunSummary) -> ScheduleView:
    """Prepare the risk-adjusted Gantt chart of a run.

    Parameters
    ----------
    result : SimulationResult
    summary : RunSummary
    """
    frame = schedule_frame(result, summary.confidence)
    promised = summary.percentile(summary.contingency.level).value
    lines = {"planned": summary.planned.date, "promised": promised}
    return ScheduleView(
        data=script_json(schedule_data(frame, lines)),
        table=_table(frame),
        planned=date_text(summary.planned.date, short=True),
        promised=date_text(promised, short=True),
        iterations=count_text(result.detail.iterations),
    )


def schedule_rows(frame: pd.DataFrame, most: int = MOST_ON_A_PICTURE) -> pd.DataFrame:
    """Choose the rows of a picture of the schedule: the tasks most often critical, in plan order, under their groups.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.schedule_frame`.
    most : int
        Tasks at most.

    Returns
    -------
    DataFrame
        The columns of ``frame``, and ``heading``: True for the name of a group, which has nothing else.
    """
    order = np.lexsort((np.arange(len(frame)), -frame["criticality"].to_numpy(float)))
    chosen = frame.iloc[np.sort(order[:most])]
    groups = list(dict.fromkeys(chosen["group"]))
    rows: list[dict[str, Any]] = []
    for group in groups:
        if group and len(groups) > 1:
            rows.append({"name": group, "heading": True, "milestone": False})
        members = chosen[chosen["group"] == group]
        rows += [{**row, "heading": False} for row in members.to_dict("records")]
    return pd.DataFrame(rows)


def schedule_data(frame: pd.DataFrame, lines: dict[str, datetime]) -> dict[str, Any]:
    """Put the numbers of a Gantt chart into as few characters as will do: dates in whole minutes from the first of all.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.schedule_frame`.
    lines : dict of str to datetime
        Dates that are marked over the whole height.

    Returns
    -------
    dict
        ``origin`` (milliseconds since 1970), ``span`` (minutes of the ends of the axis), ``lines`` and the columns of
        the tasks; ``groups`` holds the path of each group that ``group`` points to.
    """
    minutes = {name: _minutes(frame[column]) for name, column in _DATES.items()}
    marked = {name: (date - _EPOCH).total_seconds() / 60 for name, date in lines.items()}
    origin = float(min(*(float(np.min(column)) for column in minutes.values()), *marked.values()))
    end = float(max(*(float(np.max(column)) for column in minutes.values()), *marked.values()))
    room = max(_ROOM * (end - origin), 60.0)
    paths, index = _groups(frame["group"])
    return {
        "origin": round(origin * 60_000),
        "span": [-round(room), round(end - origin + room)],
        "lines": {name: round(minute - origin) for name, minute in marked.items()},
        "names": frame["name"].tolist(),
        "ids": [str(identity) for identity in frame.index],
        "groups": paths,
        "group": index,
        "milestones": np.flatnonzero(frame["milestone"]).tolist(),
        **{name: np.rint(column - origin).astype(int).tolist() for name, column in minutes.items()},
        "critical": _shares(frame["criticality"]),
        "half": _shares(frame["criticality_half"]),
    }


def _minutes(dates: pd.Series[Any]) -> Floats:
    minutes: Floats = dates.to_numpy().astype("datetime64[s]").astype(np.int64) / 60
    return minutes


def _shares(values: pd.Series[Any]) -> list[float | None]:
    return [None if value != value else value for value in values.round(5).tolist()]


def _groups(groups: pd.Series[Any]) -> tuple[list[list[str]], list[int]]:
    """Return the paths of the groups in order of appearance, and which of them each task is in."""
    index, paths = pd.factorize(groups)
    return [[part for part in str(path).split(".") if part] for path in paths], index.tolist()


def _table(frame: pd.DataFrame) -> Table:
    critical = frame["criticality"].sort_values(ascending=False, kind="stable").index[:MOST_WITHOUT_SCRIPT]
    shown = frame[frame.index.isin(critical)]
    columns = ("name", "criticality", "planned_finish", "finish_p10", "finish_p50", "finish_p90")
    rows = tuple(
        (str(name), share_text(share, 1), *(date_text(date, short=True) for date in dates))
        for name, share, *dates in zip(*(shown[column] for column in columns), strict=True)
    )
    return Table(
        "Tasks" if len(shown) == len(frame) else f"The {len(shown)} most critical tasks",
        (
            ("Task", "name"),
            ("Critical", "number"),
            ("Plan finish", "number"),
            ("P10", "number"),
            ("P50", "number"),
            ("P90", "number"),
        ),
        rows,
    )
