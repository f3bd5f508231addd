"""Gates: conditions on a run, such as ``P80 <= 2028-03-31``, by which a pipeline can stop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from riskmc.errors import UsageError
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

GateKind = Literal["date", "probability", "criticality"]

ALLOWED = """\
a gate is one of
  P80 <= 2028-03-31                    a date that the project keeps in 80 % of the iterations (< or <=)
  P80(handover) <= 2028-03-31          the same of a milestone; 2028-03-31T12:00 names an hour
  P(finish <= 2028-03-31) >= 80%       the chance of a date, of the project or of a milestone (> or >=)
  criticality(piling) <= 50%           how often a task is critical (< or <=)"""

_SHARE = r"(?P<share>\d+(?:\.\d+)?|\.\d+)\s*(?P<percent>%)?"
_FORMS: dict[GateKind, re.Pattern[str]] = {
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
    kind : {"date", "probability", "criticality"}
        What is compared: a percentile with a date, the chance of a date with a share, a criticality index with a share.
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
    """

    text: str
    kind: GateKind
    subject: str
    level: float
    limit: datetime | None
    share: float
    is_strict: bool


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
        The estimate and its interval: dates, or shares in [0, 1].
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
    )


def check_gate_subjects(gates: Sequence[Gate], project: Project) -> None:
    """Refuse gates on what the plan does not have, before it is run.

    Raises
    ------
    UsageError
        With the names that are near.
    """
    for gate in gates:
        whose = f"gate {gate.text!r}"
        if gate.kind != "criticality":
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


def _judge_share(gate: Gate, estimate: ProbabilityEstimate, *, is_least: bool) -> GateOutcome:
    """Compare a share with the least, or the most, that is allowed."""
    if estimate.value == gate.share:
        is_met = not gate.is_strict
    else:
        is_met = (estimate.value > gate.share) is is_least
    is_certain = not estimate.low <= gate.share <= estimate.high
    return GateOutcome(gate, is_met, is_certain, estimate.value, estimate.low, estimate.high, None, estimate.confidence)
