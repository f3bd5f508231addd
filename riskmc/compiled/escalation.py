"""Tables of the level of prices over the working time of a project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from riskmc._typing import Floats
from riskmc.compiled.clockwork import Clockwork
from riskmc.kernels.calendars import Calendars
from riskmc.model.costs import DAYS_PER_YEAR, Escalation

_MOST_CELLS: Final = 100_000
_LONG_AGO: Final = date(1, 1, 2)
_MINUTES_PER_DAY: Final = 1440.0


def level_tables(
    escalation: Escalation, indices: Sequence[str], clock: Clockwork, calendars: Calendars, start_position: float
) -> tuple[Floats, float]:
    """Tabulate levels of prices, and the areas under them, cell by cell of the project's working time.

    Parameters
    ----------
    escalation : Escalation
    indices : sequence of str
        Names of the indices; empty for that of all costs.
    clock : Clockwork
    calendars : Calendars
        The project's is the first.
    start_position : float
        Of the project's start; areas are taken from there, so that little is lost in rounding.

    Returns
    -------
    (ndarray(float64), shape (n_indices * n_cells, 4), float)
        The tables, as in :class:`riskmc.kernels.cost_arrays.Costs`, and the working minutes of a cell. Where pauses lie
        between cells, the level leaps from one to the next.
    """
    begins, ends, step = _cell_instants(calendars)
    if not indices:
        return np.zeros((0, 4)), step
    return np.concatenate(
        [_table(escalation, index, clock, begins, ends, step, start_position) for index in indices]
    ), step


def _cell_instants(calendars: Calendars) -> tuple[Floats, Floats, float]:
    """Return the instants at which the work of each cell begins and ends, and the working minutes of a cell."""
    n, step = int(calendars.step_ptr[1]), float(calendars.step[0])
    wide = -(-n // _MOST_CELLS)
    rested = calendars.rested[:n].astype(np.float64)
    first = np.arange(0, n, wide)
    last = np.minimum(first + wide, n)
    return first * step + rested[first], last * step + rested[last - 1], step * wide


def _table(
    escalation: Escalation, index: str, clock: Clockwork, begins: Floats, ends: Floats, step: float,
    start_position: float,
) -> Floats:  # fmt: skip
    at_begin, at_end = (levels_at(escalation, index, clock, instants) for instants in (begins, ends))
    slope = (at_end - at_begin) / step
    first = min(int(start_position / step), begins.size - 1)
    u = start_position - first * step
    area = _from_start(step * (at_begin + 0.5 * slope * step), first, u * (at_begin[first] + 0.5 * slope[first] * u))
    steps = step * (area + step * (0.5 * at_begin + slope * step / 6.0))
    into = u * (area[first] + u * (0.5 * at_begin[first] + slope[first] * u / 6.0))
    return np.column_stack([at_begin, slope, area, _from_start(steps, first, into)])


def _from_start(steps: Floats, first: int, into: float) -> Floats:
    """Add up steps to each cell so that the sum is 0 at some way into the first."""
    sums = np.concatenate([[0.0], np.cumsum(steps)[:-1]])
    found: Floats = sums - sums[first] - into
    return found


def levels_at(escalation: Escalation, index: str, clock: Clockwork, instants: Floats) -> Floats:
    """Return what a price of 1 at the base date is at other instants.

    Parameters
    ----------
    escalation : Escalation
    index : str
    clock : Clockwork
    instants : ndarray(float64), shape (n,)
        Elapsed minutes from the origin of the clock.

    Returns
    -------
    ndarray(float64), shape (n,)
        Prices rise continuously: by the factor 1 + rate in 365.25 days.
    """
    base = clock.minutes(clock.project.start if escalation.base is None else escalation.base)
    steps = escalation.steps(index)
    begins = np.array([clock.minutes(begin or _LONG_AGO) for begin, _ in steps])
    rates = np.log1p([rate for _, rate in steps]) / (DAYS_PER_YEAR * _MINUTES_PER_DAY)
    found: Floats = np.exp(_log_levels(begins, rates, instants) - _log_levels(begins, rates, np.array([base])))
    return found


def _log_levels(begins: Floats, rates: Floats, instants: Floats) -> Floats:
    """Integrate rates that hold from some instants on; the first holds before them too."""
    sums = np.concatenate([[0.0], np.cumsum(rates[:-1] * np.diff(begins))])
    place = np.maximum(np.searchsorted(begins, instants, side="right") - 1, 0)
    found: Floats = sums[place] + rates[place] * (instants - begins[place])
    return found
