"""What iterations cost, against a slow twin that knows nothing of tables, lanes and sums."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskmc.kernels import LANES
from riskmc.kernels.cost_arrays import cost_output, cost_room
from riskmc.kernels.costs import add_cost_sums, draw_amounts
from riskmc.kernels.sampling import prepare_block
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


@pytest.mark.parametrize("is_dated", [False, True], ids=["links", "calendars and progress"])
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_an_iteration_costs_what_the_twin_says(is_dated: bool, seed: int):
    project = costly_plan(seed, is_dated=is_dated)
    compiled, _ = compiled_with_schedule(project, 1e-3)
    assert (compiled.restraints is not None) == is_dated
    assert compiled.costs is not None
    streams, work = streams_of(compiled, seed % 1000, "lhs"), workspace_of(compiled)
    prepare_block(0, streams, work)
    draw_chunk(0, 0, compiled.n_tasks, compiled.marginals, compiled.events, streams, work)
    date_forward(compiled, work)
    draw_amounts(0, compiled.costs.first_row, compiled.n_tasks, compiled.marginals, streams, work)
    place = costed(compiled, work)
    for lane in (0, 77):
        seen = Lane(project, compiled, work, lane)
        carriers, parts, total = naive_cost.iteration_cost(seen.lines(), seen.stretches(""))
        found = dict(zip(compiled.costs.carriers, place.amounts[:, lane].tolist(), strict=True))
        assert found == pytest.approx({carrier: carriers.get(carrier, 0.0) for carrier in found}, rel=NEARLY, abs=1e-6)
        assert set(carriers) <= set(found)
        found = dict(zip(COST_PARTS, place.parts[:, lane].tolist(), strict=True))
        assert found == pytest.approx(parts, rel=NEARLY, abs=NEARLY * abs(total))
        assert place.total[lane] == pytest.approx(total, rel=NEARLY)


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
