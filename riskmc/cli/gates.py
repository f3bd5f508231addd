"""Gates: conditions on a run, such as ``P80 <= 2028-03-31``, by which a pipeline can stop."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from riskmc.errors import UsageError
from riskmc.model.quantities import Quantity
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.statistic import (
    CHANCE,
    DATE,
    ID,
    PERCENTILE,
    PROJECT,
    check_subject,
    near,
    read_level,
    read_limit,
    read_subject,
    samples_of,
)

if TYPE_CHECKING:
    from riskmc.model.project import Project
    from riskmc.result.estimates import ProbabilityEstimate
    from riskmc.result.run_result import SimulationResult
    from riskmc.result.samples import FinishSamples

__all__ = ["PROJECT", "Gate", "GateOutcome", "check_gate_subjects", "judge", "parse_gate"]

GateKind = Literal["date", "probability", "criticality", "amount", "cost_probability", "joint"]
MONEY_KINDS = ("amount", "cost_probability", "joint")

ALLOWED = """\
a gate is one of
  P80 <= 2028-03-31                    a date that the project keeps in 80 % of the iterations (< or <=)
  P80(handover) <= 2028-03-31          the same of a milestone; 2028-03-31T12:00 names an hour
  P(finish <= 2028-03-31) >= 80%       the chance of a date, of the project or of a milestone (> or >=)
  criticality(piling) <= 50%           how often a task is critical (< or <=)
  P80(cost) <= 4.2M                    an amount that the project costs at most in 80 % of the iterations (< or <=)
  P(cost <= 4.2M) >= 70%               the chance of a budget (> or >=)
  JCL(2028-03-31, 4.2M) >= 70%         the chance of date and budget together; JCL >= 70% of the plan's objectives"""

_SHARE = r"(?P<share>\d+(?:\.\d+)?|\.\d+)\s*(?P<percent>%)?"
_MONEY = r"(?P<money>\d[\d_,]*(?:\.\d+)?\s*(?:k|M|bn)?)"
_FORMS: dict[GateKind, re.Pattern[str]] = {
    "amount": re.compile(rf"[Pp](?P<level>\d+(?:\.\d+)?)\s*\(\s*[Cc]ost\s*\)\s*(?P<comparison><=|<)\s*{_MONEY}"),
    "cost_probability": re.compile(
        rf"[Pp]\(\s*[Cc]ost\s*(?P<inner><=|<)\s*{_MONEY}\s*\)\s*(?P<comparison>>=|>)\s*{_SHARE}"
    ),
    "joint": re.compile(rf"(?:JCL|jcl)\s*(?:\(\s*{DATE}\s*[,;]\s*{_MONEY}\s*\))?\s*(?P<comparison>>=|>)\s*{_SHARE}"),
    "date": re.compile(rf"{PERCENTILE}\s*(?P<comparison><=|<)\s*{DATE}", re.I),
    "probability": re.compile(rf"{CHANCE}\s*(?P<comparison>>=|>)\s*{_SHARE}", re.I),
    "criticality": re.compile(rf"criticality\s*\(\s*{ID}\s*\)\s*(?P<comparison><=|<)\s*{_SHARE}", re.I),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition on a run.

    Attributes
    ----------
    text : str
        As it was written.
    kind : {"date", "probability", "criticality", "amount", "cost_probability", "joint"}
        What is compared: a percentile with a date, the chance of a date with a share, a criticality index with a share;
        a percentile of the cost with an amount, the chance of a budget, or of date and budget together, with a share.
    subject : str
        A milestone or task, or :data:`PROJECT`.
    level : float
        Of the percentile, in (0, 1); 0 where the gate has none.
    limit : datetime or None
        The date; the end of the day where only a day was written.
    share : float
        In [0, 1]; 0 where the gate has none.
    is_strict : bool
        Whether the limit itself misses the gate; before a day, its midnight is the end of the day before and keeps it.
    amount : float
        Of money, in the currency of the project; nan where the gate has none.
    """

    text: str
    kind: GateKind
    subject: str
    level: float
    limit: datetime | None
    share: float
    is_strict: bool
    amount: float = math.nan


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """What a run says to a gate.

    Attributes
    ----------
    gate : Gate
    is_met : bool
    is_certain : bool
        Whether that is sure: the interval of the chance, or of the share, lies on one side of what is asked.
    value, low, high : datetime or float
        The estimate and its interval: dates, shares in [0, 1], or amounts of money.
    by_days : float or None
        Working days from the limit to the value, positive where it is later; None where shares are compared.
    confidence : float
        Of the interval.
    """

    gate: Gate
    is_met: bool
    is_certain: bool
    value: datetime | float
    low: datetime | float
    high: datetime | float
    by_days: float | None
    confidence: float = CONFIDENCE


def parse_gate(text: str) -> Gate:
    """Read a gate.

    Parameters
    ----------
    text : str

    Raises
    ------
    UsageError
        With the forms that are allowed.

    Examples
    --------
    >>> gate = parse_gate("P80(handover) <= 2028-03-31")
    >>> gate.kind, gate.subject, gate.level, gate.limit
    ('date', 'handover', 0.8, datetime.datetime(2028, 4, 1, 0, 0))
    """
    for kind, form in _FORMS.items():
        found = form.fullmatch(text.strip())
        if found is not None:
            return _gate(text.strip(), kind, {key: value for key, value in found.groupdict().items() if value})
    raise UsageError(f"the gate {text!r} is not understood; {ALLOWED}")


def _gate(text: str, kind: GateKind, part: dict[str, str]) -> Gate:
    whose = f"the gate {text!r}"
    share = float(part["share"]) / (100 if "percent" in part else 1) if "share" in part else 0.0
    if share > 1:
        raise UsageError(f"{whose} compares with {part['share']}; write a share such as 80% or 0.8")
    is_date_strict = part.get("inner", part["comparison"]) == "<"
    return Gate(
        text=text,
        kind=kind,
        subject=read_subject(part.get("subject")),
        level=read_level(part["level"], whose) if "level" in part else 0.0,
        limit=read_limit(part["date"], whose, before=is_date_strict) if "date" in part else None,
        share=share,
        is_strict=is_date_strict and ":" in part["date"] if kind == "date" else part["comparison"] in ("<", ">"),
        amount=_amount(part["money"]) if "money" in part else math.nan,
    )


def _amount(text: str) -> float:
    return Quantity.parse(re.sub(r"[\s_,]", "", text)).value


def check_gate_subjects(gates: Sequence[Gate], project: Project) -> None:
    """Refuse gates on what the plan does not have, before it is run.

    Raises
    ------
    UsageError
        With the names that are near.
    """
    for gate in gates:
        whose = f"gate {gate.text!r}"
        if gate.kind in MONEY_KINDS:
            check_money_gate(gate, project)
        elif gate.kind != "criticality":
            check_subject(gate.subject, project, whose)
        elif gate.subject not in project.task_index:
            raise UsageError(
                f"{whose}: there is no task {gate.subject!r}{near(gate.subject, list(project.task_index))}"
            )


def judge(gate: Gate, result: SimulationResult, confidence: float = CONFIDENCE) -> GateOutcome:
    """Compare a gate with a run.

    Parameters
    ----------
    gate : Gate
        Its subject is in the plan.
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).
    """
    if gate.kind == "criticality":
        return _judge_criticality(gate, result, confidence)
    if gate.kind in MONEY_KINDS:
        return _judge_money(gate, result, confidence)
    samples = samples_of(gate.subject, result)
    if gate.kind == "date":
        return _judge_date(gate, samples, confidence)
    return _judge_probability(gate, samples, confidence)


def _judge_date(gate: Gate, samples: FinishSamples, confidence: float) -> GateOutcome:
    if gate.limit is None:
        raise ValueError("a gate on a percentile has a date")
    timeline = samples.timeline
    estimate = samples.estimate(gate.level, confidence)
    is_met = estimate.value < gate.limit if gate.is_strict else estimate.value <= gate.limit
    # The chance of the date decides how sure it is: its interval is honest for a small run, too.
    chance = samples.probability_by(gate.limit, confidence)
    is_certain = chance.low > gate.level if is_met else chance.high < gate.level
    late = timeline.days(timeline.minutes_at(estimate.value) - timeline.minutes_at(gate.limit))
    return GateOutcome(gate, is_met, is_certain, estimate.value, estimate.low, estimate.high, late, confidence)


def _judge_probability(gate: Gate, samples: FinishSamples, confidence: float) -> GateOutcome:
    if gate.limit is None:
        raise ValueError("a gate on the chance of a date has a date")
    return _judge_share(gate, samples.probability_by(gate.limit, confidence), is_least=True)


def _judge_criticality(gate: Gate, result: SimulationResult, confidence: float) -> GateOutcome:
    from riskmc.result.estimates import proportion_interval
    from riskmc.result.sums import TASK_STATISTICS

    task = result.project.task_index[gate.subject]
    critical = result.sums.tasks[task, TASK_STATISTICS.index("critical")]
    estimate = proportion_interval(round(float(critical)), result.sums.iterations, confidence)
    return _judge_share(gate, estimate, is_least=False)


def check_money_gate(gate: Gate, project: Project) -> None:
    """Refuse a gate on money that the plan does not cost, or on objectives that it does not have."""
    whose = f"gate {gate.text!r}"
    if not project.has_costs:
        raise UsageError(f"{whose}: nothing in the plan costs money")
    if gate.kind == "joint" and gate.limit is None and not (project.promises and project.budgets):
        what = "a date" if not project.promises else "a budget"
        raise UsageError(f"{whose}: the plan has no objective on {what}; name both, as in JCL(2028-03-31, 4.2M) >= 70%")


def _judge_money(gate: Gate, result: SimulationResult, confidence: float) -> GateOutcome:
    samples = result.cost
    assert samples is not None
    if gate.kind == "cost_probability":
        return _judge_share(gate, samples.probability_within(gate.amount, confidence), is_least=True)
    if gate.kind == "joint":
        return _judge_share(gate, _joint_chance(gate, result, confidence), is_least=True)
    estimate = samples.estimate(gate.level, confidence)
    is_met = estimate.value < gate.amount if gate.is_strict else estimate.value <= gate.amount
    # The chance of the amount decides how sure it is: its interval is honest for a small run, too.
    chance = samples.probability_within(gate.amount, confidence)
    is_certain = chance.low > gate.level if is_met else chance.high < gate.level
    return GateOutcome(gate, is_met, is_certain, estimate.value, estimate.low, estimate.high, None, confidence)


def _joint_chance(gate: Gate, result: SimulationResult, confidence: float) -> ProbabilityEstimate:
    from riskmc.analysis.joint_confidence import joint_chance, joint_confidence

    assert result.cost is not None
    if gate.limit is None:
        found = joint_confidence(result, confidence)
        assert found is not None
        return found.chance.both
    finish = result.finish
    by = finish.timeline.minutes_at(gate.limit)
    return joint_chance(finish.minutes, result.cost.amounts, by, gate.amount, confidence).both


def _judge_share(gate: Gate, estimate: ProbabilityEstimate, *, is_least: bool) -> GateOutcome:
    """Compare a share with the least, or the most, that is allowed."""
    if estimate.value == gate.share:
        is_met = not gate.is_strict
    else:
        is_met = (estimate.value > gate.share) is is_least
    is_certain = not estimate.low <= gate.share <= estimate.high
    return GateOutcome(gate, is_met, is_certain, estimate.value, estimate.low, estimate.high, None, estimate.confidence)
