"""The passes through a network whose tasks keep calendars, constraints and progress of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.kernels.arrays import Workspace, block_output
from riskmc.kernels.calendars import to_line
from riskmc.kernels.dated_arrays import FACT_FINISH, FACT_START, DatedWorkspace
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
from tests import naive
from tests import naive_dated as twin
from tests.dated_strategies import DrawnPlan, dated_plans
from tests.kernels.dated_plans import float_calendar, network_of, restraints_of, room_for, tables_of, uncertain
from tests.strategies import examples

LANES = 128
PATTERNS = 4
"""Different iterations in a chunk, one after the other and again and again, so that neighbours differ."""
CLOSE = 1e-6
"""Minutes: sums of some dozen terms below 1e5 minutes round by less than 1e-9."""
SEEDS = st.integers(0, 2**20)

Iteration = tuple[list[float], list[float]]


def iterations_of(plan: DrawnPlan, seed: int) -> list[Iteration]:
    """Durations and random lags of a few iterations: whole minutes, quarters, none, and any."""
    rng = np.random.default_rng(seed)

    def drawn(n: int, low: float, high: float) -> list[float]:
        values = rng.uniform(low, high, n)
        values = np.where(rng.random(n) < 0.6, np.round(values / 30.0) * 30.0, values)
        return np.where(rng.random(n) < 0.2, 0.0, values).tolist()

    found = []
    for _ in range(PATTERNS):
        durations = drawn(len(plan.tasks), 0.0, 2_400.0)
        for number, task in enumerate(plan.tasks):
            if task.mode in ("held", "point", "span") or (task.mode != "work" and rng.random() < 0.7):
                durations[number] = task.planned if task.mode == "by_hand" else 0.0
        for number in absent_in(plan, len(found)):
            durations[number] = 0.0
        found.append((durations, drawn(sum(link.row >= 0 for link in plan.links), -960.0, 960.0)))
    return found


def absent_in(plan: DrawnPlan, iteration: int) -> frozenset[int]:
    """Tasks that do not exist in one of the few iterations."""
    return frozenset(number for number in uncertain(plan) if (number + iteration) % 2)


def at(plan: DrawnPlan, iteration: int) -> DrawnPlan:
    """The plan as it is in one of the few iterations."""
    return replace(plan, absent=absent_in(plan, iteration))


def late_of(plan: DrawnPlan, iteration: int, one: Iteration, has_caps: bool) -> twin.Dates:
    there = at(plan, iteration)
    return twin.late_pass(there, *one, *twin.forward_pass(there, *one), has_caps=has_caps)


def slacks_of(plan: DrawnPlan, one: Iteration) -> list[float]:
    return twin.link_slacks(plan, one[1], twin.forward_pass(plan, *one)[0])


def filled(plan: DrawnPlan, iterations: list[Iteration]) -> tuple[Workspace, DatedWorkspace]:
    work, dated = room_for(plan)
    durations = np.array([durations for durations, _ in iterations]).T
    lags = np.array([lags for _, lags in iterations]).reshape(PATTERNS, -1).T
    work.durations.reshape(-1, LANES)[:] = np.tile(durations, LANES // PATTERNS)
    work.lags[:] = np.tile(lags, LANES // PATTERNS)
    for row, number in enumerate(uncertain(plan)):
        there = [float(number not in absent_in(plan, n)) for n in range(PATTERNS)]
        work.exists[row] = np.tile(there, LANES // PATTERNS)
    return work, dated


def rows(values: np.ndarray) -> np.ndarray:
    return values.reshape(-1, LANES)


def assert_lanes(found: np.ndarray, expected: list[list[float]], told: str = "") -> None:
    """All lanes of a kernel equal the few iterations of the twin."""
    wanted = np.tile(np.array(expected).T, LANES // PATTERNS)
    if rows(found).shape != wanted.shape:
        wanted = wanted.reshape(rows(found).shape)
    off = np.abs(rows(found) - wanted) > CLOSE
    assert not off.any(), (told, rows(found)[:, :PATTERNS], wanted[:, :PATTERNS])


def begun(plan: DrawnPlan, seed: int) -> tuple[list[Iteration], Workspace, DatedWorkspace]:
    iterations = iterations_of(plan, seed)
    return iterations, *filled(plan, iterations)


@examples(150)
@given(plan=dated_plans(), seed=SEEDS)
def test_early_dates_equal_their_twin(plan: DrawnPlan, seed: int):
    network = network_of(plan)
    iterations, work, dated = begun(plan, seed)
    dated_forward_pass(network, restraints_of(plan), tables_of(plan), work, dated)
    expected = [twin.forward_pass(at(plan, n), *one) for n, one in enumerate(iterations)]
    assert_lanes(work.starts, [dates.starts for dates, _ in expected], "starts")
    assert_lanes(work.finishes, [dates.finishes for dates, _ in expected], "finishes")
    assert_lanes(work.lanes[0], [[finish] for _, finish in expected], "project")


@examples(150)
@given(plan=dated_plans(), seed=SEEDS, has_caps=st.booleans())
def test_late_dates_equal_their_twin(plan: DrawnPlan, seed: int, has_caps: bool):
    network, tables, restraints = network_of(plan), tables_of(plan), restraints_of(plan, has_caps=has_caps)
    iterations, work, dated = begun(plan, seed)
    dated_forward_pass(network, restraints, tables, work, dated)
    dated_late_pass(network, restraints, tables, work, dated)
    expected = [late_of(plan, n, one, has_caps) for n, one in enumerate(iterations)]
    assert_lanes(work.starts, [late.starts for late in expected], "starts")
    assert_lanes(work.finishes, [late.finishes for late in expected], "finishes")


@examples(100)
@given(plan=dated_plans(), seed=SEEDS)
def test_tasks_that_are_put_off_to_their_free_float_equal_their_twin(plan: DrawnPlan, seed: int):
    plan.lateness = "free_float"
    network, tables = network_of(plan), tables_of(plan)
    iterations, work, dated = begun(plan, seed)
    dated_forward_pass(network, restraints_of(plan), tables, work, dated)
    hold_by_free_float(network, restraints_of(plan, has_caps=True), tables, work, dated)
    expected = [twin.schedule(at(plan, n), *one) for n, one in enumerate(iterations)]
    assert_lanes(work.starts, [dates.starts for dates, _ in expected], "starts")
    assert_lanes(work.finishes, [dates.finishes for dates, _ in expected], "finishes")
    assert_lanes(work.lanes[0], [[finish] for _, finish in expected], "project")


@examples(60)
@given(plan=dated_plans(), seed=SEEDS, valid=st.integers(1, LANES))
def test_the_sums_and_samples_of_a_chunk_equal_their_twin(plan: DrawnPlan, seed: int, valid: int):
    network, restraints, tables = network_of(plan), restraints_of(plan), tables_of(plan)
    iterations, work, dated = begun(plan, seed)
    output = block_output(len(plan.tasks), len(plan.milestones), 0, keep_samples=True)
    dated_forward_pass(network, restraints, tables, work, dated)
    to_line(restraints.line, tables, work.lanes[0], dated.measured[0])
    dated.measured[1] = dated.measured[0] - network.reference[-1, 1]
    store_dated_samples(valid, LANES, network, restraints, tables, work, dated, output)
    dated_backward_pass(valid, network, restraints, tables, work, dated, output.task_sums)
    told = [told_of(at(plan, n), one) for n, one in enumerate(iterations)]
    assert_told(plan, valid, output, told)


def told_of(plan: DrawnPlan, one: Iteration) -> tuple[list[float], list[naive.Lane]]:
    """Finishes on the timeline, and what each task adds to its sums."""
    early, finish = twin.forward_pass(plan, *one)
    late = twin.backward_pass(plan, *one, early, finish, has_caps=False)
    project = twin.on_line(finish, plan)
    deviation = project - plan.reference[-1][1]
    lines = twin.lines_of(plan, early.finishes, [task.fact_finish for task in plan.tasks])
    lanes = [
        naive.Lane(one[0][n], lines[n], lines[n] + twin.total_float(plan, n, early, late), project, deviation)
        for n in range(len(plan.tasks))
    ]
    return lines, lanes


def assert_told(plan: DrawnPlan, valid: int, output, told) -> None:
    projects = [told[lane % PATTERNS][1][0].project for lane in range(valid)]
    assert output.finish[LANES : LANES + valid] == pytest.approx(projects, abs=CLOSE)
    for task in range(len(plan.tasks)):
        lines = [told[lane % PATTERNS][0][task] for lane in range(valid)]
        assert output.kept_finishes[task, LANES : LANES + valid] == pytest.approx(lines, abs=CLOSE)
        lanes = [told[lane % PATTERNS][1][task] for lane in range(valid)]
        exists = [task not in absent_in(plan, lane) for lane in range(valid)]
        sums = naive.add_uncertain_task_sums(lanes, exists, plan.reference[task], plan.critical_float, [0.0] * 7)
        if plan.tasks[task].mode in ("held", "point"):
            sums = [0.0] * 7
        assert output.task_sums[task] == pytest.approx(sums, rel=1e-9, abs=1e-3)
    for row, task in enumerate(plan.milestones):
        assert np.array_equal(output.milestones[row], output.kept_finishes[task])
    assert not output.finish[LANES + valid :].any()


@examples(80)
@given(plan=dated_plans(), seed=SEEDS)
def test_slacks_of_links_equal_their_twin(plan: DrawnPlan, seed: int):
    network, restraints, tables = network_of(plan), restraints_of(plan), tables_of(plan)
    iterations, work, dated = begun(plan, seed)
    slacks = np.zeros(len(plan.links) * LANES)
    dated_forward_pass(network, restraints, tables, work, dated)
    write_slacks(network, restraints, tables, work, dated, slacks)
    if plan.links:
        expected = [slacks_of(at(plan, n), one) for n, one in enumerate(iterations)]
        assert_lanes(slacks, expected)


@examples(60)
@given(plan=dated_plans(), seed=SEEDS)
def test_dates_on_the_timeline_and_on_the_calendars_of_floats_equal_their_twin(plan: DrawnPlan, seed: int):
    network, restraints, tables = network_of(plan), restraints_of(plan), tables_of(plan)
    iterations, work, dated = begun(plan, seed)
    dated_forward_pass(network, restraints, tables, work, dated)
    expected = [twin.forward_pass(at(plan, n), *one)[0] for n, one in enumerate(iterations)]
    counted = [float_calendar(plan, number) for number in range(len(plan.tasks))]
    facts = [task.fact_start for task in plan.tasks], [task.fact_finish for task in plan.tasks]
    for column, instants, known, name in (
        (FACT_START, work.starts, facts[0], "starts"), (FACT_FINISH, work.finishes, facts[1], "finishes"),
    ):  # fmt: skip
        placed, measured = instants.copy(), instants.copy()
        position_rows(restraints, tables, placed)
        measure_rows(restraints, tables, column, measured)
        assert_lanes(placed, [twin.positions_of(plan, getattr(dates, name), counted) for dates in expected])
        assert_lanes(measured, [twin.lines_of(plan, getattr(dates, name), known) for dates in expected])


# -- mutants ----------------------------------------------------------------------------------------------------------


def blind_to_sides(instant: float, shifts: twin.Shifts) -> float:
    """A mutant: a finish that a link dictates is moved to the next start."""
    return twin.start_side(instant, shifts)


def of_the_start(worked: float, side: str, shifts: twin.Shifts) -> float:
    """A mutant: work finishes where the next starts."""
    return ORIGINAL(worked, "start", shifts)


ORIGINAL = twin.instant_of


@pytest.mark.parametrize(("name", "mutant"), [("instant_of", of_the_start), ("up", blind_to_sides)])
def test_the_comparison_catches_a_wrong_rule(name: str, mutant, monkeypatch: pytest.MonkeyPatch):
    from riskmc.model.calendars import WEEKDAYS, Calendar, Shift
    from tests.dated_strategies import NAMED, intervals_of

    shifts = intervals_of(NAMED["night"], {})
    model = Calendar(week={WEEKDAYS[day]: [Shift(*s) for s in found] for day, found in NAMED["night"].items()})
    tasks = [twin.Task(floor=3 * 1_440.0), twin.Task(floor=1_440.0), twin.Task(floor=1_440.0)]
    links = [twin.Link(0, 1, "FF"), twin.Link(1, 2, "SF")]
    plan = DrawnPlan(tasks, links, [shifts], 1_440.0, models=[model])
    iterations = [([360.0, 120.0, 60.0], [])] * PATTERNS
    work, dated = filled(plan, iterations)
    work.exists[:] = 1.0
    dated_forward_pass(network_of(plan), restraints_of(plan), tables_of(plan), work, dated)
    assert_lanes(work.finishes, [twin.forward_pass(plan, *one)[0].finishes for one in iterations])
    monkeypatch.setattr(twin, name, mutant)
    with pytest.raises(AssertionError):
        assert_lanes(work.finishes, [twin.forward_pass(plan, *one)[0].finishes for one in iterations])


def test_a_task_dated_by_hand_that_takes_less_time_finishes_at_the_finish_of_a_shift():
    # Planned for Thursday and Friday; a day is enough, and Thursday's work ends at 17:00.
    from riskmc.model.calendars import Calendar
    from tests.dated_strategies import NAMED, intervals_of

    day = 1_440.0
    task = twin.Task(mode="by_hand", start_pin=3 * day + 480.0, finish_pin=4 * day + 1_020.0, planned=960.0)
    plan = DrawnPlan([task], [], [intervals_of(NAMED["office"], {})], day, models=[Calendar()])
    work, dated = filled(plan, [([480.0], [])] * PATTERNS)
    dated_forward_pass(network_of(plan), restraints_of(plan), tables_of(plan), work, dated)
    assert work.finishes[0] == 3 * day + 1_020.0
    assert work.starts[0] == 3 * day + 480.0
