"""Risks that strike who is at work in a window, in the forward pass."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from riskmc.kernels.arrays import Windows, Workspace, workspace
from riskmc.kernels.dated_arrays import DatedWorkspace
from riskmc.kernels.windows import settle_windows, windowed_forward_pass
from tests import naive
from tests import naive_dated as twin
from tests.dated_strategies import DrawnPlan, dated_plans, instants
from tests.kernels.dated_plans import network_of, restraints_of, room_for, tables_of, uncertain
from tests.kernels.plans import begins, events_of, frozen, offsets
from tests.kernels.test_dated_network import LANES, PATTERNS, SEEDS, absent_in, assert_lanes, at, iterations_of
from tests.strategies import examples

N_EVENTS = 3


@st.composite
def meetings_of(draw: st.DrawFn, plan: DrawnPlan) -> list[twin.Meeting]:
    """Tasks and windows, of dates or while others are at work that come before."""
    meetings = []
    for task, one in enumerate(plan.tasks):
        if one.mode in ("held", "point", "span"):
            continue
        for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2)))):
            ends = sorted((draw(instants(plan.calendars)), draw(instants(plan.calendars))))
            during = draw(st.lists(st.integers(0, task - 1), max_size=2, unique=True)) if task else []
            meetings.append(twin.Meeting(task, ends[0], ends[1], during))
    return meetings


def windows_of(meetings: list[twin.Meeting], events: list[list[int]], n_tasks: int) -> Windows:
    ends = np.cumsum([0, *(len(mine) for mine in events)])
    return Windows(
        frozen(offsets([meeting.task for meeting in meetings], n_tasks), np.int64),
        frozen([(meeting.begin, meeting.end) for meeting in meetings], np.float64, (-1, 2)),
        frozen(begins([len(meeting.during) for meeting in meetings]), np.int64),
        frozen([task for meeting in meetings for task in meeting.during], np.int64),
        frozen(ends[:-1], np.int64),
        frozen(ends[1:], np.int64),
        frozen([row for mine in events for row in mine], np.int64),
    )


def risks_of(n_tasks: int, meetings: list[twin.Meeting]) -> naive.Plan:
    """Each meeting lets one event strike by a factor or a delay; tasks are struck at any time besides."""
    plan = naive.Plan([naive.Draw((0, n)) for n in range(n_tasks)], risk_sizes=[N_EVENTS])
    plan.events = [naive.Event((1, n), 0) for n in range(N_EVENTS)]
    for row, meeting in enumerate(meetings):
        kind = naive.KINDS[row % 4]
        plan.effects.append(naive.Effect(meeting.task, row % N_EVENTS, len(plan.effects), kind, row))
        plan.effects.append(naive.Effect(meeting.task, 0, len(plan.effects), "delay"))
    plan.effects.sort(key=lambda effect: (effect.task, naive.KINDS.index(effect.kind)))
    return plan


def filled(
    plan: DrawnPlan, risks: naive.Plan, meetings: list[twin.Meeting], seed: int
) -> tuple[Workspace, DatedWorkspace, np.ndarray, np.ndarray]:
    """Room with durations before risks, what occurred, and how hard it strikes."""
    iterations = iterations_of(plan, seed)
    rng = np.random.default_rng(seed)
    lags, dated = room_for(plan)[0].lags, room_for(plan)[1]
    bases = sorted({meeting.task for meeting in meetings})
    n_effects = len(risks.effects)
    work = workspace(len(plan.tasks), len(lags), n_effects, N_EVENTS, len(uncertain(plan)), len(meetings), len(bases))
    occurred = rng.random((N_EVENTS, PATTERNS)) < 0.6
    magnitudes = rng.uniform(0.5, 2.0, (n_effects, PATTERNS))
    for effect in risks.effects:
        if effect.kind.endswith("delay"):
            magnitudes[effect.row] = np.round(rng.uniform(-600.0, 2_400.0, PATTERNS))
        idle = np.where(occurred[effect.event], magnitudes[effect.row], naive.neutral(effect.kind))
        work.magnitudes[effect.row] = np.tile(idle, LANES // PATTERNS)
    work.occurred[:] = np.tile(occurred, LANES // PATTERNS)
    work.hits[:-1] = work.occurred.sum(axis=1)
    work.durations.reshape(-1, LANES)[:] = np.tile(np.array([one[0] for one in iterations]).T, LANES // PATTERNS)
    work.bases[:] = work.durations.reshape(-1, LANES)[bases]
    work.lags[:] = np.tile(np.array([one[1] for one in iterations]).reshape(PATTERNS, -1).T, LANES // PATTERNS)
    for row, number in enumerate(uncertain(plan)):
        there = [float(number not in absent_in(plan, n)) for n in range(PATTERNS)]
        work.exists[row] = np.tile(there, LANES // PATTERNS)
    return work, dated, occurred, magnitudes


@examples(150)
@given(plan=dated_plans(), seed=SEEDS, data=st.data())
def test_dates_with_windows_equal_their_twin(plan: DrawnPlan, seed: int, data: st.DataObject):
    meetings = data.draw(meetings_of(plan))
    risks = risks_of(len(plan.tasks), meetings)
    work, dated, occurred, magnitudes = filled(plan, risks, meetings, seed)
    events = [[row for row in range(len(meetings)) if row % N_EVENTS == event] for event in range(N_EVENTS)]
    windows = windows_of(meetings, events, len(plan.tasks))
    tables, network = tables_of(plan), network_of(plan)
    windowed_forward_pass(network, restraints_of(plan), tables, events_of(risks), windows, work, dated)
    settle_windows(windows, work)
    found, counts = [], []
    for n, (durations, lags) in enumerate(iterations_of(plan, seed)):

        def struck(task: int, met: list[bool], n: int = n, durations: list[float] = durations) -> float:
            if task in absent_in(plan, n):
                return 0.0
            mine = [effect for effect in risks.effects if effect.task == task and occurred[effect.event, n]]
            mine = [effect for effect in mine if effect.meeting < 0 or met[effect.meeting]]
            return naive.struck_task(durations[task], [(effect.kind, magnitudes[effect.row, n]) for effect in mine])

        found.append(twin.windowed_pass(at(plan, n), struck, meetings, lags))
        met = [[found[-1][2][row] for row in mine] for mine in events]
        counts.append([float(one) for one in twin.counted(occurred[:, n].tolist(), met)])
    assert_lanes(work.starts, [dates.starts for dates, _, _ in found], "starts")
    assert_lanes(work.finishes, [dates.finishes for dates, _, _ in found], "finishes")
    assert_lanes(work.lanes[0], [[finish] for _, finish, _ in found], "project")
    assert_lanes(work.occurred, counts, "occurred")
    if meetings:
        assert_lanes(work.met, [[float(one) for one in met] for _, _, met in found], "met")
