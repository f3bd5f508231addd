"""Turns a plan of plain lists into the array records that kernels receive."""

from __future__ import annotations

from typing import Any

import numpy as np

from riskmc.kernels import arrays
from riskmc.kernels.arrays import Copula, Events, Network, Streams, Workspace, independent, workspace
from riskmc.kernels.marginals import Marginals
from tests import naive

KIND_CODES = {"FS": arrays.FS, "SS": arrays.SS, "FF": arrays.FF, "SF": arrays.SF}
SAMPLING_CODES = {"random": arrays.RANDOM, "lhs": arrays.LHS, "sobol": arrays.SOBOL}
EFFECT_CODES = {
    "factor": arrays.FACTOR, "parallel_factor": arrays.PARALLEL_FACTOR, "delay": arrays.DELAY,
    "parallel_delay": arrays.PARALLEL_DELAY, "cost": arrays.COST, "cost_factor": arrays.COST_FACTOR,
}  # fmt: skip
RELATION_CODES = {"requires": arrays.REQUIRES, "excludes": arrays.EXCLUDES}


def frozen(values: Any, dtype: Any, shape: tuple[int, ...] | None = None) -> Any:
    """A read-only array, as the compiler hands them over."""
    array = np.array(values, dtype=dtype)
    array = np.ascontiguousarray(array if shape is None else array.reshape(shape))
    array.flags.writeable = False
    return array


def offsets(owners: list[int], count: int) -> list[int]:
    return [sum(owner < number for owner in owners) for number in range(count + 1)]


def network_of(plan: naive.Plan) -> Network:
    n_tasks = len(plan.durations)
    links = sorted(plan.links, key=lambda link: link.target)
    outgoing = sorted(range(len(links)), key=lambda number: links[number].source)
    return Network(
        frozen(offsets([link.target for link in links], n_tasks), np.int64),
        frozen([link.source for link in links], np.int64),
        frozen([link.target for link in links], np.int64),
        frozen([KIND_CODES[link.kind] for link in links], np.uint8),
        frozen([link.lag for link in links], np.float64),
        frozen([link.row for link in links], np.int64),
        frozen(offsets([link.source for link in links], n_tasks), np.int64),
        frozen(outgoing, np.int64),
        frozen(plan.reference or [(0.0, 0.0)] * (n_tasks + 1), np.float64),
        frozen(plan.milestones, np.int64),
        frozen([plan.critical_float], np.float64),
        frozen(existence_rows(plan), np.int64),
    )


def existence_rows(plan: naive.Plan) -> list[int]:
    row_of = {task: row for row, (task, _) in enumerate(plan.existence)}
    return [row_of.get(task, -1) for task in range(len(plan.durations))]


def marginals_of(draws: list[naive.Draw]) -> Marginals:
    parameters, tables = [], []
    coefficients: list[np.float32] = []
    probabilities: list[float] = []
    values: list[float] = []
    for draw in draws:
        begin, size = 0, 0
        if draw.coefficients:
            begin, size = len(coefficients), len(draw.coefficients) - 2
            coefficients += draw.coefficients
        elif draw.values:
            begin, size = len(values), len(draw.values)
            probabilities += draw.probabilities
            values += draw.values
        parameters.append((draw.location, draw.scale, draw.shape))
        tables.append((naive.METHODS.index(draw.method), begin, size))
    return Marginals(
        frozen(parameters, np.float64, (-1, 3)), frozen(tables, np.int64, (-1, 3)),
        frozen(coefficients, np.float32), frozen([probabilities, values], np.float64),
    )  # fmt: skip


def begins(sizes: list[int]) -> list[int]:
    return [sum(sizes[:number]) for number in range(len(sizes) + 1)]


def base_rows(effects: list[naive.Effect], n_tasks: int) -> list[int]:
    met = sorted({effect.task for effect in effects if effect.meeting >= 0})
    return [met.index(task) if task in met else -1 for task in range(n_tasks)]


def events_of(plan: naive.Plan) -> Events:
    clauses = [clause for _, parts in plan.existence for clause in parts]
    ranges = [part for clause in clauses for part in clause]
    relations, effects, n_tasks = plan.relations, plan.effects, len(plan.durations)
    costs = sorted(plan.costs, key=lambda cost: cost.risk)
    return Events(
        floor=frozen([event.floor for event in plan.events], np.uint64),
        threshold=frozen([event.threshold for event in plan.events], np.uint64),
        chance=frozen([event.chance for event in plan.events], np.int64),
        chance_scale=frozen([event.scale for event in plan.events], np.float64),
        risk_ptr=frozen(begins(plan.risk_sizes), np.int64),
        relation_event=frozen([relation.event for relation in relations], np.int64),
        relation_begin=frozen([relation.others.start for relation in relations], np.int64),
        relation_end=frozen([relation.others.stop for relation in relations], np.int64),
        relation_kind=frozen([RELATION_CODES[relation.kind] for relation in relations], np.uint8),
        existence_task=frozen([task for task, _ in plan.existence], np.int64),
        existence_ptr=frozen(begins([len(parts) for _, parts in plan.existence]), np.int64),
        clause_ptr=frozen(begins([len(clause) for clause in clauses]), np.int64),
        clause_begin=frozen([part.start for part in ranges], np.int64),
        clause_end=frozen([part.stop for part in ranges], np.int64),
        row_event=frozen(plan.row_events, np.int64),
        row_kind=frozen([EFFECT_CODES[kind] for kind in plan.row_kinds], np.uint8),
        effect_ptr=frozen(offsets([effect.task for effect in effects], n_tasks), np.int64),
        effect_event=frozen([effect.event for effect in effects], np.int64),
        effect_row=frozen([effect.row for effect in effects], np.int64),
        effect_kind=frozen([EFFECT_CODES[effect.kind] for effect in effects], np.uint8),
        effect_meeting=frozen([effect.meeting for effect in effects], np.int64),
        base_row=frozen(base_rows(effects, n_tasks), np.int64),
        cost_ptr=frozen(offsets([cost.risk for cost in costs], len(plan.risk_sizes)), np.int64),
        cost_event=frozen([cost.event for cost in costs], np.int64),
        cost_row=frozen([cost.row for cost in costs], np.int64),
        cost_existence=frozen([cost.existence for cost in costs], np.int64),
        cost_meeting=frozen([-1] * len(costs), np.int64),
    )


def streams_of(plan: naive.Plan) -> Streams:
    streams = plan.streams()
    is_sobol = plan.sampling == "sobol"
    shifts = [naive.digital_shift(stream, plan.key) for stream in streams] if is_sobol else [0]
    return Streams(
        frozen([low for low, _ in streams], np.uint32),
        frozen([high for _, high in streams], np.uint32),
        frozen(plan.key, np.uint32),
        frozen([SAMPLING_CODES[plan.sampling]], np.int64),
        frozen(plan.directions if is_sobol else [[0] * 32], np.uint32),
        frozen(shifts, np.uint32),
        copula_of(plan),
    )


def copula_of(plan: naive.Plan) -> Copula:
    """Members stand in the order of their blocks; blocks in the order in which the plan lists them."""
    mixture = plan.mixture
    if mixture is None:
        return independent(len(plan.streams()))
    members = [member for block in mixture.blocks for member in block]
    rows = {member.stream: row for row, member in enumerate(members)}
    sizes = [len(block) for block in mixture.blocks]
    loadings = [pair for member in members for pair in member.loadings]
    n_own = len(plan.streams()) - len(mixture.factors) - len(mixture.scales)
    return Copula(
        frozen([rows.get(stream, -1) for stream in range(len(plan.streams()))], np.int64),
        frozen([member.stream for member in members], np.int64),
        frozen(np.cumsum([0, *sizes]), np.int64),
        frozen([(-1, 2**62)] * len(sizes), np.int64, (-1, 2)),
        frozen(np.cumsum([0, *(len(member.root) for member in members)])[:-1], np.int64),
        frozen([weight for member in members for weight in member.root], np.float64),
        frozen(np.cumsum([0, *(len(member.loadings) for member in members)]), np.int64),
        frozen([factor for factor, _ in loadings], np.int64),
        frozen([loading for _, loading in loadings], np.float64),
        frozen([n_own + factor for factor in range(len(mixture.factors))], np.int64),
        frozen([member.scale for member in members], np.int64),
        frozen([n_own + len(mixture.factors) + scale for scale in range(len(mixture.scales))], np.int64),
        frozen(mixture.log_scale, np.float32),
        frozen([mixture.freedom], np.float64),
        frozen(mixture.bend, np.float64),
    )


def room_for(plan: naive.Plan) -> Workspace:
    return workspace(
        len(plan.durations), len(plan.lags), len(plan.magnitudes), len(plan.events), len(plan.existence),
        copula=copula_of(plan),
    )  # fmt: skip


def all_draws(plan: naive.Plan) -> list[naive.Draw]:
    return [*plan.durations, *plan.lags, *plan.magnitudes]


def marginals_of_plan(plan: naive.Plan) -> Marginals:
    return marginals_of(all_draws(plan))
