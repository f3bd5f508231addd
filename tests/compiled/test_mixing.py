"""Members are mixed so that they have the correlations that were asked for."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.compiled import compile_project
from riskmc.compiled.mixing import MOST_JOINED, Mixture, mix
from riskmc.compiled.nearest_correlation import feasible_range, is_feasible, lower_root, nearest_correlation
from riskmc.compiled.rank_conversion import normal_from_rank, rank_from_normal
from riskmc.errors import PlanError
from riskmc.model.project import Project
from tests.strategies import examples


def achieved(mixture: Mixture, n_members: int) -> np.ndarray:
    """The correlations that a mixture gives, from its loadings and roots."""
    n_factors = 1 + max((number for own in mixture.loadings for number, _ in own), default=-1)
    weights = np.zeros((n_members, n_factors + n_members))
    for member, own in enumerate(mixture.loadings):
        for number, weight in own:
            weights[member, number] = weight
    for block in mixture.blocks:
        for place, member in enumerate(block.members):
            weights[member, [n_factors + other for other in block.members]] = block.root[place]
    return weights @ weights.T


@examples(200)
@given(data=st.data(), n=st.integers(2, 7))
def test_groups_and_pairs_get_their_correlations_wherever_they_can_be(data: st.DataObject, n: int):
    members = list(range(n))
    groups, left = [], [1.0] * n
    for _ in range(data.draw(st.integers(0, 3))):
        chosen = data.draw(st.lists(st.sampled_from(members), min_size=2, unique=True))
        correlation = data.draw(st.floats(0.01, 1.0)) * min(left[m] for m in chosen)
        if correlation > 1e-3:
            groups.append((tuple(chosen), correlation))
            for member in chosen:
                left[member] -= correlation
    wanted = np.eye(n)
    for chosen, correlation in groups:
        for i, j in itertools.permutations(chosen, 2):
            wanted[i, j] += correlation
    pairs = {}
    for i, j in itertools.combinations(members, 2):
        if data.draw(st.booleans()):
            pairs[i, j] = wanted[i, j] = wanted[j, i] = data.draw(st.floats(-1, 1))
    mixture = mix(n, groups, pairs, repair=False)
    found = achieved(mixture, n)
    assert sorted(member for block in mixture.blocks for member in block.members) == members
    assert np.abs(np.diag(found) - 1.0).max() <= 1e-9
    if is_feasible(wanted):
        assert not mixture.clashes
        assert np.abs(found - wanted).max() <= 1e-4  # A nearly singular matrix loses half the digits.
        assert np.median(np.abs(found - wanted)) <= 1e-6
    else:
        assert mixture.clashes
        repaired = achieved(mix(n, groups, pairs, repair=True), n)
        joined = np.abs(repaired - wanted)
        assert joined.max() > 0.0
        assert np.abs(np.diag(repaired) - 1.0).max() <= 1e-9


def test_a_pair_inside_a_group_leaves_the_other_members_to_their_factor():
    mixture = mix(5, [(range(5), 0.4)], {(0, 1): 0.7}, repair=False)
    assert [block.members for block in mixture.blocks] == [(0, 1), (2,), (3,), (4,)]
    assert all(own == [(0, pytest.approx(np.sqrt(0.4)))] for own in mixture.loadings)


def test_a_pair_below_its_group_takes_the_whole_matrix_where_that_can_be():
    mixture = mix(3, [(range(3), 0.6)], {(0, 1): 0.1}, repair=False)
    assert [block.members for block in mixture.blocks] == [(0, 1, 2)]
    assert np.abs(achieved(mixture, 3) - [[1, 0.1, 0.6], [0.1, 1, 0.6], [0.6, 0.6, 1]]).max() <= 1e-12


def test_a_pair_that_says_what_its_group_says_changes_nothing():
    assert mix(3, [(range(3), 0.25)], {(0, 1): 0.25}, repair=False).components == [0, 0, 0]
    assert len(mix(3, [(range(3), 0.25)], {(0, 1): 0.25}, repair=False).blocks) == 3
    assert mix(3, [], {(0, 1): 0.0}, repair=False).components == [0, 1, 2]


def test_too_many_members_of_one_matrix_are_not_looked_at():
    n = MOST_JOINED + 1
    (clash,) = mix(n, [(range(n), 0.6)], {(0, 1): 0.1}, repair=True).clashes
    assert clash.matrix.size == 0


def by_alternating_projections(matrix: np.ndarray, steps: int = 20_000) -> np.ndarray:
    """Higham (2002), algorithm 3.3, with Dykstra's correction."""
    y, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(steps):
        values, vectors = np.linalg.eigh(y - correction)
        x = (vectors * np.maximum(values, 0.0)) @ vectors.T
        correction = x - (y - correction)
        before, y = y, x.copy()
        np.fill_diagonal(y, 1.0)
        if np.abs(y - before).max() < 1e-14:
            break
    return y


@examples(25)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 8))
def test_the_nearest_matrix_is_that_of_alternating_projections(seed: int, n: int):
    matrix = np.random.default_rng(seed).uniform(-1.0, 1.0, (n, n))
    matrix = 0.5 * (matrix + matrix.T)
    np.fill_diagonal(matrix, 1.0)
    nearest = nearest_correlation(matrix)
    assert np.abs(np.diag(nearest) - 1.0).max() == 0.0
    assert np.linalg.eigvalsh(nearest)[0] >= -1e-12
    slow = by_alternating_projections(matrix)
    assert np.linalg.norm(nearest - matrix) <= np.linalg.norm(slow - matrix) + 1e-7
    assert np.abs(nearest - slow).max() <= 1e-5


def test_a_matrix_that_can_be_is_its_own_nearest():
    matrix = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert (nearest_correlation(matrix) == matrix).all()


@examples(50)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 8), rank=st.integers(1, 8))
def test_a_root_gives_its_matrix_back_singular_or_not(seed: int, n: int, rank: int):
    weights = np.random.default_rng(seed).normal(size=(n, rank))
    matrix = weights @ weights.T
    scale = 1.0 / np.sqrt(np.diag(matrix))
    matrix = matrix * scale[:, None] * scale
    root = lower_root(matrix)
    assert (np.triu(root, 1) == 0.0).all()
    assert np.abs(root @ root.T - matrix).max() <= 1e-6


@examples(50)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 6))
def test_a_pair_can_lie_in_its_range_and_nowhere_else(seed: int, n: int):
    weights = np.random.default_rng(seed).normal(size=(n, n))
    matrix = np.corrcoef(weights)
    found = feasible_range(matrix, 0, 1)
    assert found is not None
    low, high = found
    for place, can_be in ((low + 1e-6, True), (high - 1e-6, True), (low - 1e-3, False), (high + 1e-3, False)):
        moved = matrix.copy()
        moved[0, 1] = moved[1, 0] = place
        if abs(place) <= 1.0 and high - low > 1e-4:
            smallest = np.linalg.eigvalsh(moved)[0]
            # Next to a singular matrix the smallest eigenvalue falls slowly, but below rounding in any case.
            assert smallest >= -1e-7 if can_be else smallest < -1e-12


@pytest.mark.parametrize("freedom", [None, 1, 4, 50])
@pytest.mark.parametrize("rank", [-1.0, -0.95, -0.3, 0.0, 0.2, 0.999, 1.0])
def test_ranks_under_both_copulas_convert_there_and_back(freedom: int | None, rank: float):
    assert rank_from_normal(normal_from_rank(rank, freedom), freedom) == pytest.approx(rank, abs=1e-8)


# -- plans ------------------------------------------------------------------------------------------------------------


def plan(*correlations: dict[str, Any], repair: str = "refuse", n: int = 4, **rest: Any) -> Project:
    tasks = [{"id": f"t{number}", "duration": {"pert": ["3d", "5d", "9d"]}} for number in range(n)]
    settings = {"repair": repair}
    arguments = {"tasks": tasks, "correlations": list(correlations), "correlation_settings": settings, **rest}
    return Project(name="x", start="2027-01-04", **arguments)


def between(first: str, second: str, rho: float, measure: str = "normal") -> dict[str, Any]:
    return {"between": [first, second], "rho": rho, "measure": measure}


CLASH = (between("t0", "t1", 0.9), between("t1", "t2", 0.9), between("t0", "t2", 0.2))


def test_pairs_that_cannot_all_hold_are_refused_with_what_each_may_be():
    with pytest.raises(PlanError) as caught:
        compile_project(plan(*CLASH))
    (problem,) = caught.value.problems
    assert str(problem) == (
        "correlations[0]: correlations: the correlations of 3 members cannot all hold (smallest eigenvalue -0.177); "
        "most at odds: t0 ~ t1 0.9, t1 ~ t2 0.9, t0 ~ t2 0.2; move t0 ~ t1 to -0.247 .. 0.607, or t1 ~ t2 to "
        "-0.247 .. 0.607, or t0 ~ t2 to 0.62 .. 1 (or write correlation_settings: {repair: nearest} to take the "
        "nearest correlations that can hold)"
    )


def test_what_a_pair_may_be_is_told_in_the_measure_that_it_is_stated_in():
    with pytest.raises(PlanError) as caught:
        compile_project(plan(*(between(*c["between"], c["rho"], "rank") for c in CLASH)))
    low = float(str(caught.value).partition("t0 ~ t2 to ")[2].partition(" ..")[0])
    compile_project(
        plan(*(between(*c["between"], c["rho"], "rank") for c in CLASH[:2]), between("t0", "t2", low, "rank"))
    )


def test_every_set_of_correlations_that_cannot_be_is_told():
    more = [between(f"t{3 + i}", f"t{3 + j}", -0.9) for i, j in ((0, 1), (1, 2), (0, 2))]
    with pytest.raises(PlanError) as caught:
        compile_project(plan(*CLASH, *more, n=6))
    assert len(caught.value.problems) == 2


def test_a_repair_is_kept_with_what_it_moved():
    (clash,) = compile_project(plan(*CLASH, repair="nearest")).correlated.mixture.clashes  # type: ignore[union-attr]
    assert clash.nearest is not None
    expected = np.array([[1.0, 0.9, 0.2], [0.9, 1.0, 0.9], [0.2, 0.9, 1.0]])
    assert np.allclose(clash.matrix, expected)
    assert np.allclose(clash.nearest, nearest_correlation(expected))


def test_what_is_certain_takes_no_part():
    tasks = [{"id": "a", "duration": "5d"}, {"id": "b", "duration": {"uniform": ["1d", "2d"]}}]
    found = plan(between("a", "b", 0.5), {"group": "all", "rho": 0.3}, tasks=tasks)
    correlated = compile_project(found).correlated
    assert correlated.members == ("b",)
    assert (correlated.copula.row == -1).all()


def test_streams_of_factors_follow_all_others():
    compiled = compile_project(plan({"group": "all", "rho": 0.5}, {"group": ["t0", "t1"], "rho": 0.2, "name": "two"}))
    assert compiled.correlated.identities == ("correlation:all/factor", "correlation:two/factor")
    assert compiled.low.size == 6
    assert compiled.copula.factor_stream.tolist() == [4, 5]


@pytest.mark.parametrize("rho", [-0.9, 0.5, 1.0])
def test_a_pair_with_a_risk_of_several_draws_can_always_be(rho: float):
    impacts = [
        {"on": ["t0", "t1"], "draw": "each_task", "delay": {"uniform": ["1d", "5d"]}},
        {"on": "t1", "factor": {"uniform": [1.0, 1.4]}, "delay": {"uniform": ["1d", "5d"]}},
    ]
    risks = [{"id": "R1", "probability": 0.3, "impacts": impacts}]
    compiled = compile_project(plan(between("t3", "risk:R1", rho), risks=risks))
    correlated = compiled.correlated
    assert len(correlated.members) == 5
    assert correlated.mixture is not None
    found = achieved(correlated.mixture, 5)
    place = correlated.members.index("t3")
    others = [number for number in range(5) if number != place]
    assert np.allclose(found[place, others], rho, atol=1e-6)
    assert np.allclose(found[np.ix_(others, others)][~np.eye(4, dtype=bool)], abs(rho), atol=1e-6)
