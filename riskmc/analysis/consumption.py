"""How much of each buffer is eaten: over the iterations, and along the chain that eats it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from riskmc._typing import Floats
from riskmc.analysis.buffered_plan import BufferedPlan, PlacedBuffer
from riskmc.analysis.driving_path import driving_path
from riskmc.result import ProbabilityEstimate, SimulationResult, proportion_interval
from riskmc.result.detail import DETAIL_LEVELS
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.samples import SAME_INSTANT

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ZONES", "BufferConsumption", "Zone", "consumption_frame", "consumptions", "eaten_shares", "fever_frame"]

Zone = Literal["none", "third", "two_thirds", "all", "over"]
"""How much is eaten: nothing, up to a third, up to two thirds, up to all of it, or more than there is."""

ZONES: Final[tuple[Zone, ...]] = get_args(Zone)
_ENDS: Final = (0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0)


@dataclass(frozen=True, slots=True)
class BufferConsumption:
    """What the iterations of a run eat of one buffer.

    Attributes
    ----------
    buffer : PlacedBuffer
    days : float
        Size of the buffer in the plan, working days.
    shares : tuple of ProbabilityEstimate
        Share of the iterations in each of ZONES; they add up to 1.
    mean : float
        Mean share of the buffer that is eaten, as a share of its size; what goes beyond it counts no further.
    """

    buffer: PlacedBuffer
    days: float
    shares: tuple[ProbabilityEstimate, ...]
    mean: float

    @property
    def held(self) -> float:
        """Share of the iterations in which the buffer suffices."""
        return 1.0 - self.shares[-1].value


def consumptions(
    plan: BufferedPlan, result: SimulationResult, confidence: float = CONFIDENCE
) -> tuple[BufferConsumption, ...]:
    """Tell how much of each buffer the iterations of a run of the buffered plan eat.

    Parameters
    ----------
    plan : BufferedPlan
    result : SimulationResult
        Of its project.
    confidence : float
        Of the intervals.
    """
    found = []
    for buffer in plan.buffers:
        eaten, minutes = _eaten(result, buffer)
        shares = eaten_shares(eaten, minutes, confidence)
        mean = float(np.clip(eaten / minutes, 0.0, 1.0).mean())
        found.append(BufferConsumption(buffer, minutes / _minutes_per_day(result), shares, mean))
    return tuple(found)


def _minutes_per_day(result: SimulationResult) -> float:
    return result.timeline.calendar.minutes_per_day


def _eaten(result: SimulationResult, buffer: PlacedBuffer) -> tuple[Floats, float]:
    """Return the minutes by which the work is later than in the plan, and those of the buffer."""
    index, planned = result.project.task_index, result.deterministic.early_finish
    base, promise = float(planned[index[buffer.work]]), float(planned[index[buffer.promise]])
    return result.milestones[buffer.work].minutes - base, promise - base


def eaten_shares(eaten: Floats, size: float, confidence: float = CONFIDENCE) -> tuple[ProbabilityEstimate, ...]:
    """Return the share of the iterations in each of ZONES.

    Parameters
    ----------
    eaten : ndarray(float64), shape (iterations,)
        Minutes by which the work is later than planned.
    size : float
        Of the buffer, minutes.
    confidence : float
        Of the intervals.

    Examples
    --------
    >>> [share.value for share in eaten_shares(np.array([-5.0, 0.0, 10.0, 20.0, 25.0, 31.0]), 30.0)]
    [0.3333333333333333, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666]
    """
    n = eaten.size
    until = [int((eaten <= end * size + SAME_INSTANT).sum()) for end in _ENDS]
    counts = np.diff([0, *until, n])
    return tuple(proportion_interval(int(count), n, confidence) for count in counts)


def consumption_frame(found: Sequence[BufferConsumption]) -> pd.DataFrame:
    """Build the frame behind the chart of what is eaten: a row for each buffer.

    Returns
    -------
    DataFrame
        Indexed by the id of what it protects: ``name``, ``days``, ``mean``, and a share for each of ZONES.
    """
    import pandas as pd

    columns: dict[str, Iterable[object]] = {
        "name": [item.buffer.name for item in found],
        "days": [item.days for item in found],
        "mean": [item.mean for item in found],
    }
    for place, zone in enumerate(ZONES):
        columns[zone] = [item.shares[place].value for item in found]
    return pd.DataFrame(columns, index=pd.Index([item.buffer.target for item in found], name="id", dtype=object))


def fever_frame(plan: BufferedPlan, result: SimulationResult, buffer: PlacedBuffer) -> pd.DataFrame:
    """Build the frame behind the fever chart: what is eaten of a buffer when each task of its chain is done.

    The chain is the one that drives the work in the plan's own schedule. Percentiles of the finishes are over the first
    iterations of the run, as in the detail of a result.

    Parameters
    ----------
    plan : BufferedPlan
    result : SimulationResult
        Of its project.
    buffer : PlacedBuffer

    Returns
    -------
    DataFrame
        Indexed by the id of the task, in the order of the chain: ``name``; ``progress``, the share of the chain's
        planned time that is behind it; ``p10``, ``p50``, ``p90``, the share of the buffer that its delay eats.
    """
    import pandas as pd

    chain = _chain_to(plan, result, buffer)
    planned, starts = result.deterministic.early_finish, result.deterministic.early_start
    base = float(planned[plan.project.task_index[buffer.work]])
    size = float(planned[plan.project.task_index[buffer.promise]]) - base
    begin = float(starts[chain[0]])
    rows = np.array(chain)
    eaten = (result.detail.finishes[rows] - planned[rows, None]) / size
    columns: dict[str, object] = {
        "name": [plan.project.tasks[index].name for index in chain],
        "progress": (planned[rows] - begin) / max(base - begin, 1.0),
    }
    columns |= {f"p{100 * level:g}": eaten[:, place] for place, level in enumerate(DETAIL_LEVELS)}
    return pd.DataFrame(columns, index=pd.Index([plan.project.tasks[i].id for i in chain], name="id", dtype=object))


def _chain_to(plan: BufferedPlan, result: SimulationResult, buffer: PlacedBuffer) -> tuple[int, ...]:
    """Return the tasks that drive the work that eats a buffer; milestones that only name an instant are left out."""
    last = plan.project.task_index[buffer.work]
    path = driving_path(plan.project, result.deterministic, result.timeline, last)
    tasks = () if path is None else path.tasks
    working = tuple(index for index in tasks if not plan.project.tasks[index].milestone)
    return working or (last,)
