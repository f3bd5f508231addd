"""What iterations cost, against a slow twin that knows nothing of tables, lanes and sums."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskmc.compiled.project import CompiledProject
from riskmc.kernels import LANES
from riskmc.kernels.arrays import Workspace
from riskmc.kernels.calendars import to_positions
from riskmc.kernels.cash import spend_chunk
from riskmc.kernels.cost_arrays import CARRIER_PLAIN, cost_output, cost_room
from riskmc.kernels.costs import add_cost_sums, draw_amounts
from riskmc.kernels.price_levels import SHORT
from riskmc.kernels.sampling import prepare_block
from riskmc.model import Project
from riskmc.result.cost_sums import COST_PARTS
from riskmc.simulation.blocks import streams_of, workspace_of
from riskmc.simulation.cost_pass import costed
from riskmc.simulation.dating import date_forward
from riskmc.simulation.drawing import draw_chunk
from riskmc.simulation.engine import compiled_with_schedule
from tests import naive_cost
from tests.cost_plans import Lane, costly_plan

NEARLY = 1e-6
"""The level of prices is a straight line within a shift."""

OVER_A_PAUSE = 1e-3
"""What is spent within minutes at the end of a shift may count before the pause or after it."""


def drawn_chunk(project: Project, seed: int) -> tuple[CompiledProject, Workspace]:
    """Draw and date the first chunk of a plan, amounts of money too."""
    compiled, _ = compiled_with_schedule(project, 1e-3)
    assert compiled.costs is not None
    streams, work = streams_of(compiled, seed % 1000, "lhs"), workspace_of(compiled)
    prepare_block(0, streams, work)
    draw_chunk(0, 0, compiled.n_tasks, compiled.marginals, compiled.events, streams, work)
    date_forward(compiled, work)
    draw_amounts(0, compiled.costs.first_row, compiled.n_tasks, compiled.marginals, streams, work)
    return compiled, work


@pytest.mark.parametrize("is_dated", [False, True], ids=["links", "calendars and progress"])
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_an_iteration_costs_what_the_twin_says(is_dated: bool, seed: int):
    project = costly_plan(seed, is_dated=is_dated)
    compiled, work = drawn_chunk(project, seed)
    assert (compiled.restraints is not None) == is_dated
    assert compiled.costs is not None
    place = costed(compiled, work)
    for lane in (0, 77):
        seen = Lane(project, compiled, work, lane)
        lines, stretches = seen.lines(), seen.stretches("")
        carriers, parts, total = naive_cost.iteration_cost(lines, stretches)
        found = dict(zip(compiled.costs.carriers, place.amounts[:, lane].tolist(), strict=True))
        assert set(carriers) <= set(found)
        for carrier, amount in found.items():
            mine = [line for line in lines if line.carrier == carrier]
            is_short = any(naive_cost.worked(stretches, line.begin, line.end) <= SHORT + 1.0 for line in mine)
            near = OVER_A_PAUSE if is_short else NEARLY
            assert amount == pytest.approx(carriers.get(carrier, 0.0), rel=near, abs=1e-6)
        found = dict(zip(COST_PARTS, place.parts[:, lane].tolist(), strict=True))
        escalation = found.pop("escalation")
        assert found == pytest.approx({part: parts[part] for part in found}, rel=1e-9, abs=1e-9 * abs(total))
        assert escalation == pytest.approx(parts["escalation"], abs=OVER_A_PAUSE * abs(total))
        assert sum(found.values()) + escalation == pytest.approx(place.total[lane])


@pytest.mark.parametrize("is_dated", [False, True], ids=["links", "calendars and progress"])
@given(seed=st.integers(0, 2**32 - 1), days=st.lists(st.integers(0, 200), min_size=1, max_size=3, unique=True))
@settings(max_examples=8, deadline=None)
def test_what_is_spent_by_a_date_is_what_the_twin_says(is_dated: bool, seed: int, days: list[int]):
    project = costly_plan(seed, is_dated=is_dated)
    compiled, work = drawn_chunk(project, seed)
    assert compiled.costs is not None
    seen = Lane(project, compiled, work, 5)
    lines, stretches = seen.lines(), seen.stretches("")
    # An hour and some minutes into a shift, at which nothing else happens.
    begins = [first for first, _ in stretches if first > seen.clock.minutes(project.start) - 1.0]
    instants = [begins[day] + 61.7 for day in sorted(days)]
    edges = np.zeros(LANES)
    edges[: len(days)] = instants
    to_positions(0, compiled.costs.calendars, edges, edges)
    spent = np.zeros((len(days), LANES))
    place = cost_room(len(compiled.costs.carriers))
    if compiled.restraints is not None:
        costed(compiled, work)
    spend_chunk(
        edges[: len(days)].copy(), compiled.network, compiled.events, compiled.costs.arrays, compiled.costs.calendars,
        work, place, spent,
    )  # fmt: skip
    _, _, total = naive_cost.iteration_cost(lines, stretches)
    for found, instant in zip(spent[:, 5].tolist(), instants, strict=True):
        assert found == pytest.approx(naive_cost.spent_by(lines, stretches, instant), abs=OVER_A_PAUSE * abs(total))


@pytest.mark.parametrize("valid", [1, 77, LANES])
def test_sums_of_costs_are_those_of_the_lanes_that_count(valid: int):
    compiled, _ = compiled_with_schedule(costly_plan(5, is_dated=False), 1e-3)
    assert compiled.costs is not None
    n = len(compiled.costs.carriers)
    rng = np.random.default_rng(1)
    place, output = cost_room(n), cost_output(n)
    place.amounts[:] = rng.uniform(0.0, 1e6, place.amounts.shape)
    place.total[:] = place.amounts.sum(axis=0)
    deviation = rng.normal(0.0, 1e4, LANES)
    rows = [row[:valid].tolist() for row in place.amounts.copy()]
    reference = compiled.costs.arrays.reference
    twin = naive_cost.cost_sums(rows, deviation[:valid].tolist(), reference.tolist())
    total = place.total.copy()
    add_cost_sums(valid, 0, deviation, compiled.costs.arrays, place, output)
    scale = np.abs(place.amounts - reference[:-1, None]).max() ** 2
    np.testing.assert_allclose(output.sums, twin, rtol=1e-10, atol=1e-10 * scale)
    assert np.array_equal(output.total[:valid], total[:valid])
    assert not output.total[valid:LANES].any()


PAIRS = [
    {"fixed": 100},
    {"per_day": {"triangular": [5, 8, 20]}},
    {"fixed": {"pert": [50, 80, 200]}, "per_day": 9},
    {"per_day": 9, "per_hour": {"triangular": [1, 2, 5]}},
    {"fixed": 70, "per_day": 9, "per_hour": {"triangular": [1, 2, 5]}},
]
"""One line, two, and three, of different parts and of one part."""


@pytest.mark.parametrize("rate", ["0%", "6%"])
def test_plain_tasks_cost_the_same_line_by_line(rate: str):
    crew = {"id": "crew", "per_hour": {"triangular": [20, 30, 60]}, "per_use": 40}
    tasks = [
        {"id": f"t{place}", "duration": {"triangular": ["4d", "6d", "15d"]}, "cost": cost,
         "after": [f"t{place - 1}"][:place], "resources": ["crew"] if place % 2 else []}
        for place, cost in enumerate([*PAIRS, *PAIRS])
    ]  # fmt: skip
    project = Project(name="x", start="2027-01-04", tasks=tasks, resources=[crew], escalation={"rate": rate})
    compiled, work = drawn_chunk(project, 5)
    assert compiled.costs is not None
    arrays = compiled.costs.arrays
    assert arrays.carrier_codes[:, CARRIER_PLAIN].all()
    assert set(np.diff(arrays.carrier_ptr)) == {1, 2, 3, 4, 5}
    plain = costed(compiled, work)
    codes = arrays.carrier_codes.copy()
    codes[:, CARRIER_PLAIN] = 0
    codes.flags.writeable = False
    one_by_one = replace(compiled.costs, arrays=arrays._replace(carrier_codes=codes))
    slow = costed(replace(compiled, costs=one_by_one), work)
    np.testing.assert_allclose(plain.amounts, slow.amounts, rtol=1e-13)
    np.testing.assert_allclose(plain.parts, slow.parts, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(plain.total, slow.total, rtol=1e-13)


def test_a_task_is_plain_only_where_nothing_else_decides():
    risk = {"id": "R", "probability": 0.5, "impacts": [{"on": "struck", "cost_factor": 1.5}]}
    cost = {"cost": {"fixed": 100, "per_day": 9}}
    tasks = [
        {"id": "plain", "duration": "5d", **cost},
        {"id": "struck", "duration": "5d", **cost},
        {"id": "perhaps", "duration": "5d", "exists": "50%", **cost},
        {"id": "built", "duration": "5d", "resources": [{"resource": "steel", "quantity": 3}]},
        {"id": "mixed", "duration": "5d", "cost": {"fixed": 5, "spread": "front"}, "resources": ["crew"]},
    ]
    resources = [{"id": "steel", "per_unit": 80}, {"id": "crew", "per_hour": 30, "index": "labour"}]
    rising = {"rate": "2%", "indices": {"labour": "4%"}}
    project = Project(name="x", start="2027-01-04", tasks=tasks, risks=[risk], resources=resources, escalation=rising)
    compiled, _ = drawn_chunk(project, 1)
    assert compiled.costs is not None
    is_plain = compiled.costs.arrays.carrier_codes[:, CARRIER_PLAIN] > 0
    found = dict(zip(compiled.costs.carriers, is_plain.tolist(), strict=True))
    assert [name for name, value in found.items() if value] == ["task:plain", "task:built"]
