"""What reserves and contingency plans name that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from riskmc.model._parts import Parts, repeated_id_faults
from riskmc.model._record import Fault, Path, did_you_mean
from riskmc.model.contingency import WHOLE, ContingencyPlan, Reserve


def find_contingency_faults(parts: Parts, suggest: Callable[[str], str]) -> Iterator[Fault]:
    """Find what reserves and contingency plans name that is not there or can not be.

    Parameters
    ----------
    parts : Parts
    suggest : callable
        Suggests a task for an unknown id.

    Yields
    ------
    Fault
    """
    tasks = {task.id for _, task in parts.tasks} | parts.other_ids
    yield from repeated_id_faults(("contingency", "reserves"), parts.reserves)
    for position, reserve in parts.reserves:
        if reserve.before not in tasks and reserve.before != WHOLE:
            path: Path = ("contingency", "reserves", position, "before")
            what, allowed = f"there is no task {reserve.before!r}", "write the id of a task, or project"
            yield Fault(path, f"reserve {reserve.id!r}", what, allowed, suggest(reserve.before))
    yield from repeated_id_faults(("contingency", "plans"), parts.contingency_plans)
    for position, plan in parts.contingency_plans:
        yield from _protected_faults(position, plan, parts, tasks)
        yield from _signal_faults(position, plan, parts, tasks, suggest)


def _protected_faults(position: int, plan: ContingencyPlan, parts: Parts, tasks: set[str]) -> Iterator[Fault]:
    path: Path = ("contingency", "plans", position, "protects")
    subject = f"contingency plan {plan.id!r}"
    known = {
        "objective": {goal.id for _, goal in parts.objectives} | parts.other_objective_ids,
        "task": tasks,
        "risk": {risk.id for _, risk in parts.risks} | parts.other_risk_ids,
    }
    kind, _, identity = plan.protects.rpartition(":")
    if identity == WHOLE and not kind:
        return
    found = [name for name, ids in known.items() if identity in ids and kind in ("", name)]
    if not found:
        hint = did_you_mean(
            identity, (item for name, ids in known.items() if kind in ("", name) for item in sorted(ids))
        )
        what = f"there is no {kind or 'objective, task or risk'} {identity!r}"
        yield Fault(path, subject, what, "write the id of an objective, a task or a risk, or project", hint)
    elif len(found) > 1:
        what = f"{identity!r} is the id of {' and of '.join(f'an {n}' if n[0] == 'o' else f'a {n}' for n in found)}"
        yield Fault(path, subject, what, f"write {' or '.join(f'{name}:{identity}' for name in found)}")


def _signal_faults(
    position: int, plan: ContingencyPlan, parts: Parts, tasks: set[str], suggest: Callable[[str], str]
) -> Iterator[Fault]:
    signal = plan.signal
    if signal is None:
        return
    path: Path = ("contingency", "plans", position, "signal", signal.kind)
    subject = f"contingency plan {plan.id!r}"
    reserves = {reserve.id: reserve for _, reserve in parts.reserves}
    risks = {risk.id for _, risk in parts.risks} | parts.other_risk_ids
    if signal.finish and signal.finish not in tasks:
        what = f"there is no task {signal.finish!r}"
        yield Fault(path, subject, what, "write the id of a task or milestone", suggest(signal.finish))
    if signal.risk and signal.risk not in risks:
        yield Fault(path, subject, f"there is no risk {signal.risk!r}", "", did_you_mean(signal.risk, sorted(risks)))
    if signal.buffer and signal.buffer not in reserves and signal.buffer not in parts.other_reserve_ids:
        what = f"there is no reserve {signal.buffer!r}"
        hint = did_you_mean(signal.buffer, reserves)
        yield Fault(path, subject, what, "write the id of one of contingency: {reserves: [...]}", hint)
    elif signal.buffer in reserves and _is_of_cost(reserves[signal.buffer]):
        what = f"the reserve {signal.buffer!r} is one of money"
        yield Fault(path, subject, what, "write a reserve of: schedule", "to watch money, write cost: total, on: DATE")


def _is_of_cost(reserve: Reserve) -> bool:
    return reserve.of == "cost"
