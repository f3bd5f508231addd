"""From everything that can cost money to arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from riskmc._typing import Flags, Floats, Integers
from riskmc.compiled.clockwork import Clockwork
from riskmc.compiled.escalation import level_tables
from riskmc.compiled.marginals import Marginal, marginal_of
from riskmc.compiled.restraints import clock_of, project_calendar, start_of_line
from riskmc.compiled.risks import RiskArrays
from riskmc.kernels._constants import NEVER
from riskmc.kernels.arrays import Network
from riskmc.kernels.calendars import START_SIDE, Calendars
from riskmc.kernels.cost_arrays import (
    AT_FINISH,
    AT_START,
    BACK,
    CARRIER_PLAIN,
    CARRIER_TASK,
    ELAPSED,
    FRONT,
    LINE_MEASURE,
    LINE_QUANTITY,
    LINE_SAME,
    LINEAR,
    MINUTE,
    N_PARTS,
    ONCE,
    RESPONSES,
    RISKS,
    SPANNED,
    SPANNED_BY_TASK,
    STANDING,
    TIME_DEPENDENT,
    TIME_INDEPENDENT,
    Costs,
)
from riskmc.kernels.dated_arrays import CALENDAR, Restraints
from riskmc.kernels.marginals import FIXED
from riskmc.model.distributions import Distribution
from riskmc.model.levels import share_of
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.spending import Spending, spendings

_PARTS: Final = {
    "time_independent": TIME_INDEPENDENT, "time_dependent": TIME_DEPENDENT, "standing": STANDING, "risks": RISKS,
    "responses": RESPONSES,
}  # fmt: skip
_SPREADS: Final = {"linear": LINEAR, "front": FRONT, "back": BACK, "start": AT_START, "finish": AT_FINISH}


@dataclass(frozen=True)
class CompiledCosts:
    """The costs of a project as the kernels see them.

    Attributes
    ----------
    arrays : Costs
        ``reference`` is zero until the planned cost is known.
    calendars : Calendars
        The project's is the first.
    carriers : tuple of str
        What costs: ``task:piling`` in plan order, ``cost:site``, ``risk:R1``, ``response:R1.1``.
    lines : tuple of Spending
        Of each line.
    amounts : tuple of (str, Marginal)
        Identities and marginals of the random amounts, in the order of their rows.
    first_row : int
        Row of the first of them among the magnitudes.
    planned : ndarray(float64), shape (n_amounts,)
        Their planned values.
    planned_parts : ndarray(float64), shape (6,)
        What the planned cost is made of; zero until that is known.
    """

    arrays: Costs
    calendars: Calendars
    carriers: tuple[str, ...]
    lines: tuple[Spending, ...]
    amounts: tuple[tuple[str, Marginal], ...]
    first_row: int
    planned: Floats
    planned_parts: Floats = field(default_factory=lambda: np.zeros(N_PARTS))


@dataclass(frozen=True)
class Dated:
    """What costs need to know of dates.

    Attributes
    ----------
    position : mapping
        Place of each task (its index in the plan) in topological order.
    planned : ndarray(float64), shape (n_tasks,)
        Planned durations, in topological order.
    network : Network
    restraints : Restraints or None
    calendars : Calendars or None
    """

    position: Mapping[int, int]
    planned: Floats
    network: Network
    restraints: Restraints | None
    calendars: Calendars | None


def compile_costs(project: Project, risks: RiskArrays, dated: Dated) -> CompiledCosts:
    """Lay out what costs.

    Parameters
    ----------
    project : Project
        One that has costs.
    risks : RiskArrays
    dated : Dated

    Raises
    ------
    PlanError
        Where a distribution cannot be tabled.
    """
    clock = clock_of(project)
    calendars = dated.calendars or project_calendar(project, clock, _longest_path(dated.planned, dated.network))
    start = start_of_line(project, clock) if dated.restraints is None else dated.restraints.line
    first_row = len(risks.magnitudes)
    lines = _Lines(project, dated, clock, first_row)
    carriers = _carriers(lines.spendings, project, risks)
    ordered = sorted(range(len(lines.spendings)), key=lambda row: carriers[lines.spendings[row].carrier])
    risk_index = lines.index_of("") if risks.cost_tasks else -1
    levels, step = level_tables(project.escalation, list(lines.indices), clock, calendars, float(start[1]))
    n_cells = len(levels) // max(len(lines.indices), 1)
    line_arrays, factor_arrays = lines.arrays(ordered), _factor_arrays(risks, dated.position)
    carrier_arrays = _carrier_arrays(project, carriers, [lines.spendings[row] for row in ordered], dated.position)
    is_plain = _are_plain(carrier_arrays, line_arrays["line_codes"], factor_arrays["factor_ptr"], dated.network)
    carrier_arrays["carrier_codes"][:, CARRIER_PLAIN] = is_plain
    arrays = Costs(
        **line_arrays,
        **carrier_arrays,
        **factor_arrays,
        risk_task_ptr=_offsets([len(tasks) for tasks in risks.cost_tasks]),
        risk_task=_integers([dated.position[task] for tasks in risks.cost_tasks for task in tasks]),
        tasks=_task_codes(project, dated),
        levels=levels,
        line=np.array([_first_instant(calendars, float(start[1])), start[1], step]),
        rules=_integers([dated.restraints is not None, risk_index, n_cells, first_row]),
        reference=np.zeros(len(carriers) + 1),
    )  # fmt: skip
    return CompiledCosts(
        arrays, calendars, tuple(carriers), tuple(lines.spendings[row] for row in ordered),
        tuple(lines.amounts.items()), first_row, np.array(lines.planned, np.float64),
    )  # fmt: skip


def _longest_path(planned: Floats, network: Network) -> Floats:
    """Return the work of the longest path, shape (1,), without leads: the calendar is tabled far beyond it."""
    ends = planned.tolist()
    links = zip(network.link_from.tolist(), network.link_to.tolist(), network.link_lag.tolist(), strict=True)
    for source, target, lag in links:
        ends[target] = max(ends[target], ends[source] + max(lag, 0.0) + float(planned[target]))
    return np.array([max(ends, default=0.0)])


def _first_instant(calendars: Calendars, position: float) -> float:
    """Return the instant at which the work of the project starts that begins at a position of its calendar."""
    cell = min(int((position + START_SIDE) / calendars.step[0]), int(calendars.step_ptr[1]) - 1)
    return position + float(calendars.rested[cell])


class _Lines:
    """The lines of a project, as its spendings are met."""

    def __init__(self, project: Project, dated: Dated, clock: Clockwork, first_row: int) -> None:
        self.project, self.clock = project, clock
        self.spendings = spendings(project)
        self.amounts: dict[str, Marginal] = {}
        self.planned: list[float] = []
        self.indices: dict[str, int] = {}
        self._numbers_of_indices: dict[str, int] = {}
        self._rows: dict[str, int] = {}
        self._first_row = first_row
        self._tasks = {task.id: task for task in project.tasks}
        self._places = {task.id: dated.position[index] for index, task in enumerate(project.tasks)}
        self._codes: list[tuple[int, ...]] = []
        self._numbers: list[tuple[float, ...]] = []
        for one in self.spendings:
            self._add(one)

    def _add(self, one: Spending) -> None:
        amount, row = self._drawn(one.amount, one.stream, one.carrier, one.planned)
        quantity, quantity_row = 1.0, -1
        if one.quantity is not None:
            quantity, quantity_row = self._drawn(one.quantity, one.quantity_stream, one.carrier)
        first, last = (one.task, one.task) if one.task else (one.from_, one.to)
        begin, end = self._facts(one, first, last)
        index = -1 if one.price_index is None else self.index_of(one.price_index)
        self._codes.append(
            (self._measure(one), _SPREADS[one.spread], index, _PARTS[one.part], row, quantity_row,
             self._places.get(first, -1), self._places.get(last, -1))
        )  # fmt: skip
        worked = 0.0 if one.measure == "once" else one.worked
        self._numbers.append((one.scale * amount * quantity, worked, begin, end))

    def _drawn(
        self, amount: Quantity | Distribution, stream: str, subject: str, planned: Quantity | None = None
    ) -> tuple[float, int]:
        """Return an amount that is certain and -1, or 1 and the row of a random one."""
        if isinstance(amount, Quantity):
            return share_of(amount), -1
        marginal = marginal_of(amount, share_of, subject, floor=0.0)
        if marginal.method == FIXED:
            return marginal.location, -1
        if stream not in self.amounts:
            self._rows[stream] = self._first_row + len(self.amounts)
            self.amounts[stream] = marginal
            stated = amount.planned() if planned is None else planned
            self.planned.append(marginal.mean if stated is None else share_of(stated))
        return 1.0, self._rows[stream]

    def index_of(self, name: str) -> int:
        """Return the number of an index of prices, -1 where they do not change."""
        if name not in self._numbers_of_indices:
            is_flat = self.project.escalation.is_flat(name)
            self._numbers_of_indices[name] = -1 if is_flat else self.indices.setdefault(name, len(self.indices))
        return self._numbers_of_indices[name]

    def _measure(self, one: Spending) -> int:
        if one.measure == "once":
            return ONCE
        if one.measure == "elapsed_minute":
            return ELAPSED
        if not one.task:
            return SPANNED
        return MINUTE if self._tasks[one.task].span is None else SPANNED_BY_TASK

    def _facts(self, one: Spending, first: str, last: str) -> tuple[float, float]:
        """Return the instants at which it begins and ends, where they are known; what is left of a task lies ahead."""
        begin = NEVER if one.begins is None else self.clock.minutes(one.begins)
        end = NEVER if one.ends is None else self.clock.minutes(one.ends)
        if one.begins is not None or one.ends is not None:
            return begin, end
        if first:
            task = self._tasks[first]
            begun = task.actual_start
            is_left = bool(one.task) and task.cost is not None and task.cost.actual is not None
            if begun is not None and not (is_left and task.state == "started"):
                begin = self.clock.start_on(task.calendar, begun)
        if last and (done := self._tasks[last].actual_finish) is not None:
            end = self.clock.finish_on(self._tasks[last].calendar, done)
        return begin, end

    def arrays(self, order: Sequence[int]) -> dict[str, np.ndarray[Any, Any]]:
        """Lay the lines out, in an order that puts those of a carrier together."""
        codes = np.zeros((len(order), 9), np.int64)
        codes[:, :8] = np.array(self._codes, np.int64).reshape(-1, 8)[order]
        numbers = np.array(self._numbers, np.float64).reshape(-1, 4)[order]
        carriers = np.array([self.spendings[row].carrier for row in order], np.str_)
        times = np.column_stack([codes[:, 1:3], codes[:, 6:8], numbers[:, 2:]])
        codes[1:, 8] = (carriers[1:] == carriers[:-1]) & (times[1:] == times[:-1]).all(axis=1)
        return {"line_codes": codes, "line_numbers": numbers}


def _carriers(found: Sequence[Spending], project: Project, risks: RiskArrays) -> dict[str, int]:
    """Give what costs its place: tasks in plan order, costs of the project, risks in plan order, responses."""
    named = list(dict.fromkeys(one.carrier for one in found))
    counts = np.diff(risks.events.cost_ptr)
    of_risks = [f"risk:{risk.id}" for risk, count in zip(project.risks, counts, strict=True) if count]
    responses = [carrier for carrier in named if carrier.startswith("response:")]
    others = [carrier for carrier in named if not carrier.startswith("response:")]
    return {carrier: row for row, carrier in enumerate([*others, *of_risks, *responses])}


def _carrier_arrays(
    project: Project, carriers: Mapping[str, int], lines: Sequence[Spending], position: Mapping[int, int]
) -> dict[str, np.ndarray[Any, Any]]:
    counts = np.bincount([carriers[one.carrier] for one in lines], minlength=len(carriers))
    risk_index = {f"risk:{risk.id}": row for row, risk in enumerate(project.risks)}
    task_of = {one.carrier: position[project.task_index[one.task]] for one in lines if one.task}
    codes = [(task_of.get(carrier, -1), risk_index.get(carrier, -1), 0) for carrier in carriers]
    return {"carrier_ptr": _offsets(counts), "carrier_codes": np.array(codes, np.int64).reshape(-1, 3)}


def _are_plain(
    carrier_arrays: Mapping[str, Integers], line_codes: Integers, factor_ptr: Integers, network: Network
) -> Flags:
    """Tell of which carriers CARRIER_PLAIN holds: ndarray(bool), shape (n_carriers,)."""
    ptr, tasks = carrier_arrays["carrier_ptr"], carrier_arrays["carrier_codes"][:, CARRIER_TASK]
    is_first = np.isin(np.arange(len(line_codes)), ptr[:-1])
    is_simple = np.isin(line_codes[:, LINE_MEASURE], (ONCE, MINUTE)) & (line_codes[:, LINE_QUANTITY] < 0)
    is_simple &= is_first | (line_codes[:, LINE_SAME] > 0)
    carriers = np.repeat(np.arange(tasks.size), np.diff(ptr))
    others = np.bincount(carriers[~is_simple], minlength=tasks.size)
    decides = (network.existence >= 0) | (np.diff(factor_ptr) > 0)
    found: Flags = (np.diff(ptr) > 0) & (others == 0) & ~((tasks >= 0) & decides[tasks])
    return found


def _factor_arrays(risks: RiskArrays, position: Mapping[int, int]) -> dict[str, np.ndarray[Any, Any]]:
    """Lay the cost factors out, sorted by identity, so that the order of the risks does not touch the rounding."""
    ordered = sorted(
        risks.cost_factors, key=lambda f: (position[f[0].task], f[0].is_parallel, f[0].order, f[0].magnitude)
    )  # fmt: skip
    counts = np.bincount([position[factor.task] for factor, _ in ordered], minlength=len(position))
    codes = [(factor.event, row, factor.is_parallel, factor.meeting) for factor, row in ordered]
    return {"factor_ptr": _offsets(counts), "factor_codes": np.array(codes, np.int64).reshape(-1, 4)}


def _task_codes(project: Project, dated: Dated) -> Integers:
    codes = np.zeros((len(project.tasks), 2), np.int64)
    for index, place in dated.position.items():
        codes[place, 1] = project.tasks[index].milestone
    if dated.restraints is not None:
        codes[:, 0] = dated.restraints.codes[:, CALENDAR]
    return codes


def _offsets(counts: Sequence[int] | Integers) -> Integers:
    return np.concatenate([[0], np.cumsum(np.asarray(counts, np.int64))]).astype(np.int64)


def _integers(values: Sequence[int]) -> Integers:
    return np.array(values, np.int64)
