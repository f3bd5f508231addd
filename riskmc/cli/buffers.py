"""What ``riskmc buffer`` is asked for, and the study that answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from riskmc.cli.options import RunOptions
from riskmc.cli.results import checked_result
from riskmc.cli.running import run_trial
from riskmc.cli.shares import read_share
from riskmc.errors import PlanError, UsageError

if TYPE_CHECKING:
    from riskmc.analysis.buffer_methods import MethodName
    from riskmc.analysis.buffer_study import BufferStudy, BufferWish
    from riskmc.model.project import Project
    from riskmc.result.run_result import SimulationResult

__all__ = ["Asked", "read_wish", "result_for", "study_for"]

_RESERVES = (0.95, 0.99, 0.999, 0.9999)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options ask for, before the plan is read.

    Attributes
    ----------
    wish : BufferWish
        Without its joint milestones.
    joint : str or None
        As written.
    safe : float
    aggressive : float or None
        None for the durations of the plan.
    """

    wish: BufferWish
    joint: str | None
    safe: float
    aggressive: float | None


def read_wish(options: Mapping[str, Any]) -> Asked:
    """Read the options; all problems at once.

    Raises
    ------
    UsageError
    """
    from riskmc.analysis.buffer_study import BufferWish

    reader = _Reader()
    level = reader.share("--confidence", options["confidence"])
    reserve = _reserve(reader, options["reserve_to"], level)
    interval = reader.share("--interval", options["interval"])
    bias = reader.share("--bias", options["bias"], may_be_zero=True)
    safe, aggressive = reader.share("--safe", options["safe"]), None
    if options["aggressive"].strip().lower() != "plan":
        aggressive = reader.share("--aggressive", options["aggressive"])
    if aggressive is not None and aggressive >= safe:
        reader.problems.append(f"--aggressive {options['aggressive']} is not below --safe {options['safe']}")
    delay, buffer = _prices(reader, options)
    place = _method(reader, options["place"])
    reader.raise_problems()
    wish = BufferWish(
        level=level, reserve_to=reserve, confidence=interval, bias=bias, delay_cost=delay, buffer_cost=buffer,
        place=place,
    )  # fmt: skip
    return Asked(wish, options["joint"], safe, aggressive)


class _Reader:
    def __init__(self) -> None:
        self.problems: list[str] = []

    def share(self, name: str, text: str, *, may_be_zero: bool = False) -> float:
        return read_share(name, text, self.problems, may_be_zero=may_be_zero)

    def price(self, name: str, text: str) -> float:
        """Read an amount of money such as 12k."""
        from riskmc.model.quantities import Quantity

        try:
            quantity = Quantity.parse(text)
        except PlanError:
            quantity = Quantity(0.0)
        if quantity.kind != "number" or quantity.value <= 0.0:
            self.problems.append(f"{name} {text} is not an amount of money above 0; write one such as 12k or 2500")
            return 1.0
        return quantity.value

    def raise_problems(self) -> None:
        """Refuse what was found."""
        if self.problems:
            raise UsageError("; ".join(self.problems))


def _reserve(reader: _Reader, text: str | None, level: float) -> float | None:
    if text is None:
        return next((reserve for reserve in _RESERVES if reserve > level), None)
    if text.strip().lower() == "none":
        return None
    before = len(reader.problems)
    reserve = reader.share("--reserve-to", text)
    if len(reader.problems) == before and reserve <= level:
        reader.problems.append(f"--reserve-to {text} is not above --confidence, which is {100 * level:g}%")
    return reserve


def _method(reader: _Reader, text: str) -> MethodName:
    from riskmc.analysis.buffer_methods import CHAIN_METHODS

    known: tuple[MethodName, ...] = ("simulated", *CHAIN_METHODS)
    for name in known:
        if text.strip().lower().replace("-", "_") == name:
            return name
    said = ", ".join(name.replace("_", "-") for name in known)
    reader.problems.append(f"--place {text!r} is no method that sizes a buffer; write one of {said}")
    return "simulated"


def _prices(reader: _Reader, options: Mapping[str, Any]) -> tuple[float | None, float | None]:
    delay, buffer = options["delay_cost"], options["buffer_cost"]
    if delay is None and buffer is None:
        return None, None
    if delay is None or buffer is None:
        missing = "--delay-cost" if delay is None else "--buffer-cost"
        reader.problems.append(f"the cheapest buffer needs both --delay-cost and --buffer-cost; give {missing} too")
        return None, None
    return reader.price("--delay-cost", delay), reader.price("--buffer-cost", buffer)


def study_for(result: SimulationResult, asked: Asked, options: RunOptions, *, has_trial: bool) -> BufferStudy | None:
    """Study the buffers of a run; None at an interrupt."""
    from dataclasses import replace

    from riskmc.analysis.buffer_study import place_buffers, study_buffers, with_consumption
    from riskmc.simulation.task_estimates import task_estimates

    wish = replace(asked.wish, joint=_joint(result, asked.joint))
    estimates = task_estimates(result, asked.aggressive, asked.safe)
    fresh = None
    if has_trial:
        fresh = run_trial(result.project, result, options, "Trying the dates on other iterations")
        if fresh is None:
            return None
    study = study_buffers(result, wish, estimates, fresh)
    if wish.place not in {row.name for row in study.methods}:
        name = wish.place.replace("_", "-")
        raise UsageError(f"--place {name}: that method sizes no buffer for this plan; leave it out, or name another")
    plan = place_buffers(study)
    if plan is None or not has_trial:
        return replace(study, plan=plan)
    buffered = run_trial(plan.project, result, options, "With the buffers in place")
    return None if buffered is None else with_consumption(study, plan, buffered)


def _joint(result: SimulationResult, text: str | None) -> tuple[str, ...]:
    """Name the milestones that are to hold together."""
    if text is None:
        return ()
    from riskmc.analysis.schedule_contingency import buffer_targets

    return buffer_targets(result)[1:] if _is_all(text) else _names(text)


def _is_all(text: str) -> bool:
    return text.strip().lower() == "all"


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def check_joint(project: Project, text: str | None) -> None:
    """Refuse milestones that the plan does not have, before it is run.

    Parameters
    ----------
    project : Project
    text : str, optional
        As ``--joint`` has it.

    Raises
    ------
    UsageError
    """
    if text is None:
        return
    from riskmc.result.statistic import near

    promised = {objective.finish for objective in project.promises}
    known = [task.id for task in project.tasks if task.state != "finished" and (task.milestone or task.id in promised)]
    if _is_all(text):
        if not known:
            raise UsageError("--joint all: the plan has no milestones that are still to be reached")
        return
    names = _names(text)
    unknown = [f"there is no open milestone {name!r}{near(name, known)}" for name in names if name not in known]
    if unknown or not names:
        raise UsageError(f"--joint: {'; '.join(unknown) or 'name milestones, as a,b,c, or all'}")


def result_for(
    source: Path,
    asked: Asked,
    options: RunOptions,
    *,
    scenario: str | None,
    template: str | None,
    project: str | None,
    overlays: Sequence[Path],
) -> SimulationResult | None:
    """Read a saved result, or run a plan once it is known to have what is asked for; None at an interrupt."""
    return checked_result(
        source, options, lambda content: check_joint(content, asked.joint), "No buffer is sized.",
        template=template, project=project, overlays=overlays, scenario=scenario,
    )  # fmt: skip
