"""When money is spent: iterations are played again for the months of a run, and for the dates that plans look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time

import numpy as np

from riskmc._typing import Floats
from riskmc.compiled.project import CompiledProject
from riskmc.compiled.restraints import clock_of
from riskmc.kernels import BLOCK_CHUNKS, BLOCK_ITERATIONS, LANES
from riskmc.kernels.arrays import Workspace
from riskmc.kernels.calendars import to_positions
from riskmc.kernels.cash import spend_chunk
from riskmc.kernels.cost_arrays import CostRoom, cost_room
from riskmc.kernels.costs import draw_amounts
from riskmc.kernels.sampling import prepare_block
from riskmc.kernels.windows import settle_windows
from riskmc.model.calendars import end_of_day
from riskmc.model.project import Project
from riskmc.result.cash import CASH_LEVELS, CashFlow
from riskmc.result.estimates import CONFIDENCE, order_statistic_interval, quantile_rank
from riskmc.result.watched import Watched
from riskmc.simulation.blocks import BlockPlan, Stopped, thread_workspace
from riskmc.simulation.cost_pass import planned_work
from riskmc.simulation.dating import date_forward
from riskmc.simulation.drawing import draw_chunk
from riskmc.simulation.executors import map_in_order

_LINE_ITERATIONS = 4_000_000
_MOST_MONTHS = 1_200


def cash_iterations(n_lines: int, iterations: int) -> int:
    """Return how many iterations the cash flow is made of: whole blocks that fit the time, one at least.

    Examples
    --------
    >>> [cash_iterations(n_lines, 10_000) for n_lines in (30, 1_000, 10_000)]
    [10000, 3072, 1024]
    """
    blocks = max(_LINE_ITERATIONS // (max(n_lines, 1) * BLOCK_ITERATIONS), 1)
    return min(iterations, blocks * BLOCK_ITERATIONS)


def cash_flow(plan: BlockPlan, project: Project, finish: Floats, jobs: int) -> CashFlow | None:
    """Find what is spent month by month; None where nothing costs money.

    Parameters
    ----------
    plan : BlockPlan
    project : Project
    finish : ndarray(float64), shape (done,)
        Project finishes of all iterations, minutes of its timeline.
    jobs : int
        Threads.
    """
    costs = plan.compiled.costs
    if costs is None:
        return None
    n = cash_iterations(len(costs.lines), finish.size)
    months = _months(project, costs.lines, float(finish.max()))
    edges = _positions(plan.compiled, project, [datetime.combine(month, time()) for month in months[1:]])
    by_end = np.concatenate(list(_played(plan, n, edges, jobs)), axis=1)
    planned = _planned(plan.compiled, edges)
    in_month = np.diff(by_end, axis=0, prepend=0.0)
    arrays = {
        "by_end": _percentiles(by_end), "in_month": _percentiles(in_month), "mean_by_end": by_end.mean(axis=1),
        "mean_in_month": in_month.mean(axis=1), "planned_by_end": planned,
        "planned_in_month": np.diff(planned, prepend=0.0),
    }  # fmt: skip
    for array in arrays.values():
        array.flags.writeable = False
    return CashFlow(n, CONFIDENCE, tuple(months[:-1]), **arrays)


def watch_costs(plan: BlockPlan, project: Project, done: int, jobs: int) -> Watched | None:
    """Find what is spent by the dates that contingency plans look at; None where none does, or nothing costs money.

    Parameters
    ----------
    plan : BlockPlan
    project : Project
    done : int
        Iterations of the run.
    jobs : int
        Threads.
    """
    signals = [held.signal for held in project.contingency.plans if held.signal is not None]
    days = {signal.on for signal in signals if signal.on is not None}
    if not days or plan.compiled.costs is None:
        return None
    ordered = sorted(days, key=end_of_day)
    ends = [end_of_day(day) for day in ordered]
    values = np.concatenate(list(_played(plan, done, _positions(plan.compiled, project, ends), jobs)), axis=1)
    timeline = project.timeline()
    known = np.repeat([[timeline.minutes_at(end)] for end in ends], done, axis=1)
    values.flags.writeable = known.flags.writeable = False
    return Watched(tuple(f"cost(total, {day.isoformat()})" for day in ordered), values, known)


def _played(plan: BlockPlan, n: int, edges: Floats, jobs: int) -> Iterator[Floats]:
    """Play blocks again; yield of each what is spent by the edges."""
    compiled = plan.compiled
    assert compiled.costs is not None
    n_carriers = len(compiled.costs.carriers)

    def work_block(block: int, is_stopped: Callable[[], bool]) -> Floats:
        work, place = thread_workspace(compiled), cost_room(n_carriers)
        count = min(BLOCK_ITERATIONS, n - block * BLOCK_ITERATIONS)
        spent, room = np.zeros((edges.size, count)), np.zeros((edges.size, LANES))
        prepare_block(block, plan.streams, work)
        for position in range(-(-count // LANES)):
            if is_stopped():
                raise Stopped
            begin, valid = position * LANES, min(LANES, count - position * LANES)
            _play(plan, block * BLOCK_CHUNKS + position, work)
            _spend(compiled, edges, work, place, room)
            spent[:, begin : begin + valid] = room[:, :valid]
        return spent

    yield from map_in_order(work_block, -(-n // BLOCK_ITERATIONS), jobs)


def _play(plan: BlockPlan, chunk: int, work: Workspace) -> None:
    """Draw and date one chunk, as the run did."""
    compiled = plan.compiled
    draw_chunk(chunk, 0, compiled.n_tasks, compiled.marginals, compiled.events, plan.streams, work)
    date_forward(compiled, work)
    if compiled.restraints is not None and work.met.shape[0]:
        settle_windows(compiled.windows, work)
    if compiled.costs is not None:
        draw_amounts(chunk, compiled.costs.first_row, compiled.n_tasks, compiled.marginals, plan.streams, work)


def _spend(compiled: CompiledProject, edges: Floats, work: Workspace, place: CostRoom, spent: Floats) -> None:
    costs = compiled.costs
    assert costs is not None
    spend_chunk(edges, compiled.network, compiled.events, costs.arrays, costs.calendars, work, place, spent)


def _planned(compiled: CompiledProject, edges: Floats) -> Floats:
    """Return what the plan itself spends by the edges: ndarray(float64), shape (n_edges,)."""
    costs = compiled.costs
    assert costs is not None
    spent = np.zeros((edges.size, LANES))
    _spend(compiled, edges, planned_work(compiled), cost_room(len(costs.carriers)), spent)
    found: Floats = spent[:, 0].copy()
    return found


def _months(project: Project, lines: Sequence[object], last_finish: float) -> list[date]:
    """Return the first days of all months in which anything can be spent, and of the one after."""
    facts = [when for line in lines for when in (getattr(line, "begins", None), getattr(line, "ends", None)) if when]
    timeline = project.timeline()
    begin = min([project.start, *facts])
    end = max([timeline.date_of(max(last_finish, 0.0)), *facts])
    months = [date(begin.year, begin.month, 1)]
    while datetime.combine(months[-1], time()) <= end and len(months) < _MOST_MONTHS:
        year, month = divmod(12 * months[-1].year + months[-1].month, 12)
        months.append(date(year, month + 1, 1))
    return months


def _positions(compiled: CompiledProject, project: Project, dates: Sequence[datetime]) -> Floats:
    """Return instants as positions on the project's calendar: ndarray(float64), shape (n_dates,)."""
    costs = compiled.costs
    assert costs is not None
    clock = clock_of(project)
    found = np.zeros(-(-max(len(dates), 1) // LANES) * LANES)
    found[: len(dates)] = [clock.minutes(when) for when in dates]
    for begin in range(0, found.size, LANES):
        lanes = found[begin : begin + LANES]
        to_positions(0, costs.calendars, lanes, lanes)
    return found[: len(dates)].copy()


def _percentiles(rows: Floats) -> Floats:
    """Return CASH_LEVELS of each row with their intervals: ndarray(float64), shape (n_rows, 3, 3)."""
    ordered = np.sort(rows, axis=1)
    n = rows.shape[1]
    ranks = [(quantile_rank(n, level), *order_statistic_interval(n, level)) for level in CASH_LEVELS]
    found: Floats = ordered[:, np.array(ranks)]
    return np.ascontiguousarray(found)
