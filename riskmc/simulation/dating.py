"""Dating one chunk, whatever the plan: by links and one calendar, or by all that can hold a task."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.compiled.project import CompiledProject
from riskmc.compiled.restraints import with_caps
from riskmc.kernels import LANES
from riskmc.kernels._constants import NEVER
from riskmc.kernels.accumulators import add_risk_sums
from riskmc.kernels.arrays import TASK_STATISTICS, BlockOutput, Streams, Workspace
from riskmc.kernels.calendars import to_line
from riskmc.kernels.cost_arrays import CostOutput, CostRoom
from riskmc.kernels.costs import add_cost_sums, cost_chunk, draw_amounts
from riskmc.kernels.dated_arrays import (
    BY_FREE_FLOAT,
    BY_TOTAL_FLOAT,
    FACT_FINISH,
    FACT_START,
    LATE_ROW,
    LATENESS,
    DatedWorkspace,
    dated_workspace,
)
from riskmc.kernels.dated_block import (
    dated_backward_pass,
    dated_late_pass,
    hold_by_free_float,
    measure_rows,
    position_rows,
    store_dated_samples,
    write_slacks,
)
from riskmc.kernels.dated_early import dated_forward_pass
from riskmc.kernels.network import backward_pass, forward_pass
from riskmc.kernels.paths import link_slacks
from riskmc.kernels.windows import settle_windows, windowed_forward_pass
from riskmc.result.schedule import Schedule
from riskmc.simulation.drawing import draw_chunk


def date_early(compiled: CompiledProject, work: Workspace, slacks: Floats | None = None) -> None:
    """Write the early dates of the durations of a workspace, in minutes of the project's timeline.

    Parameters
    ----------
    compiled : CompiledProject
    work : Workspace
        With durations and lags; ``starts``, ``finishes`` and the first of ``lanes``, the project's finish, are written.
    slacks : ndarray(float64), shape (n_links * LANES,), optional
        Receives the slack of each link, working minutes of its successor's calendar.
    """
    restraints, calendars = compiled.restraints, compiled.calendars
    if restraints is None or calendars is None:
        forward_pass(compiled.network, work)
        if slacks is not None:
            link_slacks(compiled.network, work, slacks)
        return
    dated = dated_workspace(compiled.n_late)
    date_instants(compiled, work, dated)
    if slacks is not None:
        write_slacks(compiled.network, restraints, calendars, work, dated, slacks)
    measure_rows(restraints, calendars, FACT_START, work.starts)
    measure_rows(restraints, calendars, FACT_FINISH, work.finishes)
    work.lanes[0] = dated.measured[0]


def date_instants(compiled: CompiledProject, work: Workspace, dated: DatedWorkspace) -> None:
    """Write the early dates of a plan with calendars, constraints or progress, as instants.

    Tasks that are to be as late as possible are dated early first; then these move alone, or all again with them.

    Parameters
    ----------
    compiled : CompiledProject
    work : Workspace
        ``starts``, ``finishes`` and the first of ``lanes`` are written.
    dated : DatedWorkspace
        The project's finish and its deviation from the reference, in minutes of its timeline, go into rows 0 and 1 of
        ``measured``.
    """
    network, restraints, calendars = compiled.network, compiled.restraints, compiled.calendars
    assert restraints is not None
    assert calendars is not None
    dated.held[:] = NEVER
    _date_forward(compiled, work, dated)
    lateness = restraints.rules[LATENESS]
    if lateness == BY_FREE_FLOAT:
        hold_by_free_float(network, with_caps(restraints), calendars, work, dated)
    elif lateness == BY_TOTAL_FLOAT:
        dated_late_pass(network, with_caps(restraints), calendars, work, dated)
        is_late = restraints.codes[:, LATE_ROW] >= 0
        dated.held[:-1] = work.starts.reshape(-1, LANES)[is_late]
        _date_forward(compiled, work, dated)
    to_line(restraints.line, calendars, work.lanes[0], dated.measured[0])
    dated.measured[1] = dated.measured[0] - network.reference[-1, 1]


def _date_forward(compiled: CompiledProject, work: Workspace, dated: DatedWorkspace) -> None:
    """Run the forward pass, with the windows of risks where there are some and events have been drawn."""
    network, restraints, calendars = compiled.network, compiled.restraints, compiled.calendars
    assert restraints is not None
    assert calendars is not None
    if work.met.shape[0]:
        windowed_forward_pass(network, restraints, calendars, compiled.events, compiled.windows, work, dated)
    else:
        dated_forward_pass(network, restraints, calendars, work, dated)


def work_chunk(
    chunk: int, first: int, valid: int, compiled: CompiledProject, streams: Streams, work: Workspace,
    dated: DatedWorkspace, output: BlockOutput, costing: tuple[CostRoom, CostOutput] | None = None,
) -> None:  # fmt: skip
    """Do for one chunk of a plan with calendars, constraints or progress all that a block does.

    Parameters
    ----------
    chunk : int
        Number of the chunk, iteration // LANES.
    first, valid : int
        Its first iteration within the block, and how many of its lanes count.
    compiled : CompiledProject
    streams : Streams
    work : Workspace
    dated : DatedWorkspace
    output : BlockOutput, added to
    costing : (CostRoom, CostOutput), optional
        Where the costs of a plan that has some go.
    """
    network, restraints, calendars = compiled.network, compiled.restraints, compiled.calendars
    assert restraints is not None
    assert calendars is not None
    draw_chunk(chunk, 0, compiled.n_tasks, compiled.marginals, compiled.events, streams, work)
    date_instants(compiled, work, dated)
    store_dated_samples(valid, first, network, restraints, calendars, work, dated, output)
    if costing is not None:
        assert compiled.costs is not None
        draw_amounts(chunk, compiled.costs.first_row, compiled.n_tasks, compiled.marginals, streams, work)
        cost_dated(compiled, work, costing[0])
        add_cost_sums(valid, first, dated.measured[1], compiled.costs.arrays, *costing)
    dated_backward_pass(valid, network, restraints, calendars, work, dated, output.task_sums)
    settle_windows(compiled.windows, work)
    add_risk_sums(valid, compiled.events, work, dated.measured[1], output.risk_sums)


def cost_dated(compiled: CompiledProject, work: Workspace, place: CostRoom) -> None:
    """Write what a chunk costs that the forward pass has dated.

    Parameters
    ----------
    compiled : CompiledProject
        With costs.
    work : Workspace
        Its dates are instants where the plan has calendars, constraints or progress. Windows are settled.
    place : CostRoom
        Its amounts, parts and total are written.
    """
    assert compiled.costs is not None
    if compiled.restraints is not None and work.met.shape[0]:
        settle_windows(compiled.windows, work)
    cost_chunk(compiled.network, compiled.events, compiled.costs.arrays, compiled.costs.calendars, work, place)


def date_forward(compiled: CompiledProject, work: Workspace) -> None:
    """Write the early dates of a workspace as they stand between the passes: as instants, where dates are such."""
    if compiled.restraints is None:
        forward_pass(compiled.network, work)
    else:
        date_instants(compiled, work, dated_workspace(compiled.n_late))


def lane_schedule(compiled: CompiledProject, work: Workspace, lane: int, *, has_caps: bool) -> Schedule:
    """Schedule the durations and lags of a workspace, and take out one lane.

    Parameters
    ----------
    compiled : CompiledProject
    work : Workspace
    lane : int
    has_caps : bool
        Whether late constraints and a date by which the project must finish limit the late dates.

    Returns
    -------
    Schedule
        In topological order.
    """
    if compiled.restraints is not None:
        return _dated_schedule(compiled, work, lane, has_caps=has_caps)
    forward_pass(compiled.network, work)
    durations, early_start, early_finish = (_row(rows, lane) for rows in (work.durations, work.starts, work.finishes))
    finish = float(work.lanes[0, lane])
    backward_pass(1, compiled.network, work, np.zeros((compiled.n_tasks, len(TASK_STATISTICS))))
    late_start = _row(work.starts, lane)
    late_finish = late_start + durations
    total_float = late_finish - early_finish
    total_float[np.abs(total_float) < _NO_FLOAT] = 0.0
    return Schedule(durations, early_start, early_finish, late_start, late_finish, total_float, finish)


_NO_FLOAT = 1e-6
"""Minutes of float that only rounding can leave."""


def _dated_schedule(compiled: CompiledProject, work: Workspace, lane: int, *, has_caps: bool) -> Schedule:
    restraints, calendars = compiled.restraints, compiled.calendars
    assert restraints is not None
    assert calendars is not None
    dated = dated_workspace(compiled.n_late)
    date_instants(compiled, work, dated)
    early = work.starts.copy(), work.finishes.copy()
    finish = float(dated.measured[0, lane])
    if has_caps and compiled.n_late:
        # The late dates of planners are those of a network in which nothing has been put off.
        dated.held[:] = NEVER
        _date_forward(compiled, work, dated)
    late_restraints = with_caps(restraints) if has_caps else restraints
    dated_late_pass(compiled.network, late_restraints, calendars, work, dated)
    late = work.starts.copy(), work.finishes.copy()
    positions = []
    for rows in (*early, *late):
        position_rows(restraints, calendars, placed_rows := rows.copy())
        positions.append(_row(placed_rows, lane))
    for rows, facts in zip((*early, *late), 2 * (FACT_START, FACT_FINISH), strict=True):
        measure_rows(restraints, calendars, facts, rows)
    start_float, finish_float = positions[2] - positions[0], positions[3] - positions[1]
    total_float = {
        "finish": finish_float, "start": start_float, "smallest": np.minimum(start_float, finish_float),
    }[compiled.float_measure]  # fmt: skip
    total_float = np.where(compiled.is_started, finish_float, total_float)
    total_float = np.where(compiled.is_finished | (np.abs(total_float) < _NO_FLOAT), 0.0, total_float)
    early_start, early_finish = (_row(rows, lane) for rows in early)
    late_start, late_finish = (_row(rows, lane) for rows in late)
    return Schedule(_row(work.durations, lane), early_start, early_finish, late_start, late_finish, total_float, finish)


def _row(rows: Floats, lane: int) -> Floats:
    return rows[lane::LANES].copy()
