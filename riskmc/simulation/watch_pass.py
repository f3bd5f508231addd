"""Which risks struck in every iteration, and when: a run is played again for the contingency plans that watch them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from riskmc._typing import Flags, Floats, Integers
from riskmc.compiled.project import CompiledProject
from riskmc.kernels import BLOCK_CHUNKS, BLOCK_ITERATIONS, LANES
from riskmc.kernels.arrays import Workspace
from riskmc.kernels.sampling import prepare_block
from riskmc.kernels.windows import settle_windows
from riskmc.model.project import Project
from riskmc.result.watched import Watched
from riskmc.simulation.blocks import BlockPlan, Stopped, thread_workspace
from riskmc.simulation.dating import date_early
from riskmc.simulation.drawing import draw_chunk
from riskmc.simulation.executors import map_in_order

__all__ = ["watch_risks"]


def watch_risks(plan: BlockPlan, project: Project, done: int, jobs: int) -> Watched | None:
    """Play a run again, and tell in which iterations the risks that contingency plans watch struck, and when.

    Parameters
    ----------
    plan : BlockPlan
    project : Project
    done : int
        Iterations of the run that were done.
    jobs : int
        Threads.

    Returns
    -------
    Watched or None
        None where no contingency plan watches a risk.
    """
    signals = [held.signal for held in project.contingency.plans]
    watched = list(dict.fromkeys(signal.risk for signal in signals if signal is not None and signal.risk))
    if not watched:
        return None
    rows = {risk.id: row for row, risk in enumerate(project.risks)}
    strikes = [_Strikes.of(plan.compiled, rows[identity]) for identity in watched]

    def work_block(block: int, is_stopped: Callable[[], bool]) -> tuple[Floats, Floats]:
        first = block * BLOCK_ITERATIONS
        n = min(BLOCK_ITERATIONS, done - first)
        values, known = np.zeros((len(strikes), n)), np.full((len(strikes), n), np.inf)
        work = thread_workspace(plan.compiled)
        prepare_block(block, plan.streams, work)
        for position in range(-(-n // LANES)):
            if is_stopped():
                raise Stopped
            begin, valid = position * LANES, min(LANES, n - position * LANES)
            _play(plan, block * BLOCK_CHUNKS + position, work)
            for row, one in enumerate(strikes):
                struck, when = one.look(work)
                values[row, begin : begin + valid] = struck[:valid]
                known[row, begin : begin + valid] = when[:valid]
        return values, known

    blocks = list(map_in_order(work_block, -(-done // BLOCK_ITERATIONS), jobs))
    values, known = (np.concatenate([block[which] for block in blocks], axis=1) for which in (0, 1))
    values.flags.writeable = known.flags.writeable = False
    return Watched(tuple(f"risk({identity})" for identity in watched), values, known)


def _play(plan: BlockPlan, chunk: int, work: Workspace) -> None:
    compiled = plan.compiled
    draw_chunk(chunk, 0, compiled.n_tasks, compiled.marginals, compiled.events, plan.streams, work)
    date_early(compiled, work)
    settle_windows(compiled.windows, work)


@dataclass(frozen=True)
class _Strikes:
    """Where a risk may strike: its events, and its effects on tasks.

    Attributes
    ----------
    events : slice
        Of the compiled plan.
    event, task, meeting, existence : ndarray(int64), shape (n_effects,)
        Of each effect: its event, its task, and the rows of what must hold at that task, or -1.
    """

    events: slice
    event: Integers
    task: Integers
    meeting: Integers
    existence: Integers

    @classmethod
    def of(cls, compiled: CompiledProject, risk: int) -> Self:
        """Find where the risk of a row may strike."""
        events = compiled.events
        begin, end = int(events.risk_ptr[risk]), int(events.risk_ptr[risk + 1])
        tasks = np.repeat(np.arange(compiled.n_tasks), np.diff(events.effect_ptr))
        mine = (events.effect_event >= begin) & (events.effect_event < end)
        return cls(
            slice(begin, end), events.effect_event[mine], tasks[mine], events.effect_meeting[mine],
            compiled.network.existence[tasks[mine]],
        )  # fmt: skip

    def look(self, work: Workspace) -> tuple[Floats, Floats]:
        """Return where it struck in a chunk, 1 or 0, and the start of the first task that it struck; shape (LANES,).

        A risk that strikes no task strikes where it occurs; nobody knows when.
        """
        if not self.task.size:
            occurred = (work.occurred[self.events] > 0.0).any(axis=0)
            return np.asarray(occurred, np.float64), np.full(LANES, np.inf)
        hit = (work.occurred[self.event] > 0.0) & _holds(work.met, self.meeting) & _holds(work.exists, self.existence)
        starts: Floats = np.where(hit, work.starts.reshape(-1, LANES)[self.task], np.inf)
        return np.asarray(hit.any(axis=0), np.float64), np.asarray(starts.min(axis=0), np.float64)


def _holds(rows: Floats, index: Integers) -> Flags:
    """Tell where rows are 1; -1 is no row, and always holds."""
    found: Flags = np.concatenate([rows, np.ones((1, LANES))])[index] > 0.0
    return found
