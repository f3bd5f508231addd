"""The tables of single iterations, and the mapping of all tables of a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from riskmc._typing import Floats
from riskmc.result.columns import WORKING_DAYS, Column, describe
from riskmc.result.dates import as_dates, seconds_of
from riskmc.result.samples import FinishSamples

if TYPE_CHECKING:
    import pandas as pd

    from riskmc.result.run_result import SimulationResult

__all__ = ["PERCENTILES", "ResultFrames", "finish_frame"]

PERCENTILES: Final = tuple(level / 100 for level in (1, *range(5, 100, 5), 99))
"""Levels of the tables of percentiles."""


def finish_frame(samples: FinishSamples) -> pd.DataFrame:
    """Build the table of the finishes of one thing: index ``iteration``; ``minutes``, ``days``, ``date``."""
    import pandas as pd

    minutes = samples.minutes
    return pd.DataFrame(
        {
            "minutes": minutes,
            "days": minutes / samples.timeline.calendar.minutes_per_day,
            "date": as_dates(seconds_of(samples.timeline, minutes)).astype("datetime64[us]"),
        },
        index=pd.RangeIndex(minutes.size, name="iteration"),
    )


def _finish(result: SimulationResult) -> pd.DataFrame:
    return describe(finish_frame(result.finish), "Finish of the project in each iteration", result)


def _percentiles(result: SimulationResult) -> pd.DataFrame:
    return describe(_percentile_frame(result.finish), "Percentiles of the finish of the project", result)


def _percentile_frame(samples: FinishSamples) -> pd.DataFrame:
    """Build the table of percentiles: index ``level``; dates and working days with their intervals."""
    import pandas as pd

    estimates = [samples.estimate(level) for level in PERCENTILES]
    return pd.DataFrame(
        {
            "date": [estimate.value for estimate in estimates],
            "low": [estimate.low for estimate in estimates],
            "high": [estimate.high for estimate in estimates],
            "days": [estimate.days for estimate in estimates],
            "low_days": [estimate.low_days for estimate in estimates],
            "high_days": [estimate.high_days for estimate in estimates],
        },
        index=pd.Index(PERCENTILES, name="level"),
    )


def _milestones(result: SimulationResult) -> pd.DataFrame:
    title = "Finish of each milestone, and of each task that an objective names, in each iteration"
    return describe(_of_milestones(result, finish_frame), title, result)


def _milestone_percentiles(result: SimulationResult) -> pd.DataFrame:
    title = "Percentiles of the finish of each milestone, and of each task that an objective names"
    return describe(_of_milestones(result, _percentile_frame), title, result)


def _of_milestones(result: SimulationResult, build: Callable[[FinishSamples], pd.DataFrame]) -> pd.DataFrame:
    """Stack the tables of the milestones, with ``id`` as the outer index."""
    import pandas as pd

    frames = {identity: build(samples) for identity, samples in result.milestones.items()}
    if frames:
        return pd.concat(frames, names=["id"])
    empty = build(result.finish).iloc[:0]
    empty.index = pd.MultiIndex.from_arrays([[], empty.index], names=["id", empty.index.name])
    return empty


def _task_durations(result: SimulationResult) -> pd.DataFrame:
    return _wide(result, result.kept_durations, "Duration of each task in each iteration", "Duration")


def _task_finishes(result: SimulationResult) -> pd.DataFrame:
    title = "Finish of each task in each iteration, from the project's start"
    return _wide(result, result.kept_finishes, title, "Finish from the project's start")


def _wide(result: SimulationResult, samples: Floats, title: str, what: str) -> pd.DataFrame:
    """Build a table with a row for each iteration and a column for each task, in working days."""
    import pandas as pd

    tasks = result.project.tasks
    frame = pd.DataFrame(
        np.ascontiguousarray(samples.T) / result.project.working_calendar.minutes_per_day,
        columns=[task.id for task in tasks],
        index=pd.RangeIndex(samples.shape[1], name="iteration"),
    )
    given = {task.id: Column(f"{what}: {task.name}", WORKING_DAYS) for task in tasks}
    return describe(frame, title, result, given)


_BUILDERS: Final[Mapping[str, Callable[[SimulationResult], pd.DataFrame]]] = {
    "tasks": lambda result: result.tasks,
    "risks": lambda result: result.risks,
    "paths": lambda result: result.paths,
    "merges": lambda result: result.merges,
    "costs": lambda result: result.costs,
    "percentiles": _percentiles,
    "finish": _finish,
    "milestone_percentiles": _milestone_percentiles,
    "milestones": _milestones,
    "task_durations": _task_durations,
    "task_finishes": _task_finishes,
}
_KEPT: Final = ("task_durations", "task_finishes")
"""Tables that are there only where task samples were kept."""


class ResultFrames(Mapping[str, "pd.DataFrame"]):
    """The tables of a result by their names, each built when it is asked for.

    Parameters
    ----------
    result : SimulationResult
    """

    def __init__(self, result: SimulationResult) -> None:
        self._result = result

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in tuple(self):
            raise KeyError(f"there is no table {name!r}; there are {', '.join(self)}")
        return _BUILDERS[name](self._result)

    def __iter__(self) -> Iterator[str]:
        has_kept = self._result.kept_durations.size > 0
        is_there = {"costs": self._result.has_costs, **dict.fromkeys(_KEPT, has_kept)}
        return (name for name in _BUILDERS if is_there.get(name, True))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"ResultFrames({', '.join(self)})"
