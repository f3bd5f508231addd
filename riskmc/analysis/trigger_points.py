"""Trigger points: from which value of a signal on the chance of an objective is too low, and by when one must decide.

A trigger point is read from the joint samples of a run: signal and objective of the same iteration. What is done when
the signal comes, the response, is not played inside the iteration: the chances are those without it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

import numpy as np

from riskmc._typing import Flags
from riskmc.analysis.conditional_chance import ChanceCurve, Crossing, chance_curve
from riskmc.analysis.lead_times import days_between, now_of, shifted
from riskmc.analysis.reserves import ReserveOutcome, reserve_outcomes
from riskmc.analysis.signal_ranking import AreaUnderCurve, RankedSignal, area_under_curve, proposed, ranked_signals
from riskmc.analysis.signals import (
    NOT_FOLLOWED,
    NOT_KEPT,
    SignalSamples,
    Target,
    planned_minutes,
    signal_samples,
    targets_of,
)
from riskmc.model.calendars import end_of_day
from riskmc.model.contingency import ContingencyPlan
from riskmc.model.quantities import Quantity
from riskmc.result.estimates import CONFIDENCE, ProbabilityEstimate, proportion_interval
from riskmc.result.run_result import SimulationResult
from riskmc.result.samples import FinishSamples

__all__ = [
    "FEWEST_ITERATIONS", "LEVELS", "Alarm", "OwnThreshold", "TriggerPoint", "Triggers", "Unjudged", "Watch",
    "trigger_points",
]  # fmt: skip

LEVELS: Final = (0.5, 0.8)
"""Chances of the objective for which trigger points are found, unless others are asked for."""

FEWEST_ITERATIONS: Final = 200
"""With fewer iterations no trigger point is found."""

MOST_PROPOSALS: Final = 3
"""Signals that are proposed for each objective where the plan has no contingency plans."""

Verdict = Literal["in_time", "early", "late", "near", "open"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What becomes of a signal that goes off beyond a value.

    Attributes
    ----------
    reached : ProbabilityEstimate
        Chance that it goes off.
    met_beyond : ProbabilityEstimate or None
        Chance of the objective where it goes off: the share of false alarms. None where it never does.
    met_within : ProbabilityEstimate or None
        Chance of the objective where it does not. None where it always does.
    misses : ProbabilityEstimate or None
        Share of the iterations that miss the objective in which it does not go off. None where none misses it.
    false_positives : ProbabilityEstimate or None
        Share of the iterations that meet the objective in which it goes off. None where none meets it.
    when : tuple of datetime
        P10, P50 and P90 of the date on which the signal is there, where it goes off; empty where it never does.
    """

    reached: ProbabilityEstimate
    met_beyond: ProbabilityEstimate | None
    met_within: ProbabilityEstimate | None
    misses: ProbabilityEstimate | None
    false_positives: ProbabilityEstimate | None
    when: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class TriggerPoint:
    """From which value of a signal on the chance of an objective is below a level.

    Attributes
    ----------
    crossing : Crossing
        In the unit of the signal: minutes of the project's timeline, share of a reserve, money, or 0 for a risk that
        has not struck.
    date, low_date, high_date : datetime or None
        Of a finish or a buffer: the same as dates; None where that side is open.
    alarm : Alarm
    decide_by : datetime or None
        The last instant to decide so that the response is at work when the signal goes off: the lead time before the
        trigger point; of a risk before the P10 of the date on which it strikes, of cost before the date on which it is
        looked at. None where there is no trigger point.
    is_past : bool
        Whether that lies before the status date.
    room_days : float
        Working days from when a response that is only decided on at the signal takes effect to the deadline of the
        objective; below 0 it comes too late. nan for cost.
    """

    crossing: Crossing
    date: datetime | None
    low_date: datetime | None
    high_date: datetime | None
    alarm: Alarm
    decide_by: datetime | None
    is_past: bool
    room_days: float

    @property
    def level(self) -> float:
        """Chance of the objective below which it falls there."""
        return self.crossing.level


@dataclass(frozen=True, slots=True)
class OwnThreshold:
    """The trigger that the owner of a plan set himself.

    Attributes
    ----------
    value : float
        In the unit of the signal.
    date : datetime or None
        Of a finish or a buffer.
    chance : ProbabilityEstimate
        Of the objective, where the signal is just at that value.
    alarm : Alarm
    verdict : {"early", "near", "late", "open"}
        Against the trigger point of the lowest level: before its interval, in it, or after it; open where there is no
        trigger point.
    days : float
        Working days from the trigger point to it, for a finish or a buffer; else nan.
    """

    value: float
    date: datetime | None
    chance: ProbabilityEstimate
    alarm: Alarm
    verdict: Verdict
    days: float


@dataclass(frozen=True)
class Watch:
    """A signal that is watched for an objective.

    Attributes
    ----------
    plan : ContingencyPlan or None
        None where the signal is proposed.
    signal : SignalSamples
    target : Target
    curve : ChanceCurve
    telling : AreaUnderCurve
        How well the signal tells whether the objective is met.
    is_steady : bool
        Whether the chance falls steadily with the signal, so that one value parts good from bad.
    late_share : float
        Share of the iterations in which the signal comes only when the objective is decided.
    helpless_share : float
        Share of the iterations in which a response that is only decided on when the signal is there takes effect after
        the deadline; nan for cost.
    points : tuple of TriggerPoint
        One a level, the highest first.
    own : OwnThreshold or None
    """

    plan: ContingencyPlan | None
    signal: SignalSamples
    target: Target
    curve: ChanceCurve
    telling: AreaUnderCurve
    is_steady: bool
    late_share: float
    helpless_share: float
    points: tuple[TriggerPoint, ...]
    own: OwnThreshold | None


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A contingency plan without a trigger point, and why."""

    plan: ContingencyPlan
    why: str


@dataclass(frozen=True)
class Triggers:
    """What the joint samples of a run say of contingency plans, reserves and signals.

    Attributes
    ----------
    result : SimulationResult
    confidence : float
        Of all intervals.
    watches : tuple of Watch
        By contingency plan; or those that are proposed where the plan has none.
    unjudged : tuple of Unjudged
    reserves : tuple of ReserveOutcome
    ranked : tuple of RankedSignal
        All milestones by how well they tell what becomes of each objective, the best first.
    is_proposal : bool
        Whether the file has no contingency plans, so that signals are proposed.
    """

    result: SimulationResult
    confidence: float
    watches: tuple[Watch, ...]
    unjudged: tuple[Unjudged, ...]
    reserves: tuple[ReserveOutcome, ...]
    ranked: tuple[RankedSignal, ...]
    is_proposal: bool


def trigger_points(result: SimulationResult, levels: Sequence[float] = (), confidence: float = CONFIDENCE) -> Triggers:
    """Find the trigger points of the contingency plans of a project; without any, those of signals worth watching.

    Parameters
    ----------
    result : SimulationResult
    levels : sequence of float
        Chances of the objective, in (0, 1); by default those that the plans state, else 50 % and 80 %.
    confidence : float
        Of the intervals, in (0, 1).
    """
    plans = result.project.contingency.plans
    watches: list[Watch] = []
    unjudged: list[Unjudged] = []
    for plan in plans:
        found = list(_watches(result, plan, levels, confidence))
        watches += (item for item in found if isinstance(item, Watch))
        unjudged += (item for item in found if isinstance(item, Unjudged))
    ranked = ranked_signals(result, confidence)
    if not plans and result.sums.iterations >= FEWEST_ITERATIONS:
        for item in proposed(ranked, MOST_PROPOSALS):
            watches.append(watch(result, None, item.signal, item.target, levels or LEVELS, confidence))
    reserves = reserve_outcomes(result, confidence)
    return Triggers(result, confidence, tuple(watches), tuple(unjudged), reserves, ranked, not plans)


def _watches(
    result: SimulationResult, plan: ContingencyPlan, levels: Sequence[float], confidence: float
) -> Iterator[Watch | Unjudged]:
    signal = None if plan.signal is None else signal_samples(result, plan.signal)
    targets = targets_of(result, plan)
    n = result.sums.iterations
    if plan.signal is None:
        yield Unjudged(plan, "it has no signal")
    elif plan.signal.kind == "words":
        yield Unjudged(plan, "its signal is known in words alone")
    elif n < FEWEST_ITERATIONS:
        yield Unjudged(plan, f"{n:,} iterations are too few; {FEWEST_ITERATIONS} are the fewest")
    elif signal is None:
        yield Unjudged(plan, NOT_FOLLOWED if plan.signal.kind == "cost" else NOT_KEPT)
    elif not targets:
        yield Unjudged(plan, "nothing says when what it protects must be finished: an objective, a deadline, a reserve")
    else:
        wanted = levels or ((plan.level,) if plan.level is not None else LEVELS)
        yield from (watch(result, plan, signal, target, wanted, confidence) for target in targets)


def watch(
    result: SimulationResult,
    plan: ContingencyPlan | None,
    signal: SignalSamples,
    target: Target,
    levels: Sequence[float],
    confidence: float = CONFIDENCE,
) -> Watch:
    """Hold a signal against an objective.

    Parameters
    ----------
    result : SimulationResult
    plan : ContingencyPlan, optional
        Gives lead time and threshold.
    signal : SignalSamples
    target : Target
    levels : sequence of float
    confidence : float
    """
    telling = area_under_curve(signal.values, target.met, confidence)
    # Only a signal that clearly goes the other way is read the other way.
    falls = math.isnan(telling.value) or telling.high >= 0.5
    curve = chance_curve(signal.values, target.met, falls=falls)
    lead = 0.0 if plan is None else result.project.working_calendar.minutes(plan.lead_time)
    is_known = np.isfinite(signal.known)
    helpless = math.nan
    if target.kind == "finish":
        helpless = float(np.mean(is_known & (signal.known + lead > target.deadline)))
    late = float(np.mean(is_known & (signal.known >= target.decided)))
    made = Watch(
        plan,
        signal,
        target,
        curve,
        telling,
        curve.is_steady(),
        late,
        helpless,
        (),
        None,
    )
    points = tuple(_point(result, made, level, confidence) for level in sorted(set(levels), reverse=True))
    made = replace(made, points=points)
    return replace(made, own=_own(result, made, confidence))


def _point(result: SimulationResult, watched: Watch, level: float, confidence: float) -> TriggerPoint:
    found = watched.curve.crossing(level, confidence)
    alarm = _alarm(result, watched, found.value, confidence)
    signal = watched.signal
    day, low, high = (_date(result, signal, value) for value in (found.value, found.low, found.high))
    when = _when_minutes(result, watched, found)
    if when is None:
        return TriggerPoint(found, day, low, high, alarm, None, False, math.nan)
    lead = 0.0 if watched.plan is None else result.project.working_calendar.minutes(watched.plan.lead_time)
    project, fires = result.project, result.timeline.date_of(when)
    decide = shifted(project, fires, -lead)
    room = math.nan
    if watched.target.kind == "finish":
        room = days_between(project, shifted(project, fires, lead), result.timeline.date_of(watched.target.deadline))
    return TriggerPoint(found, day, low, high, alarm, decide, decide < now_of(project), room)


def _when_minutes(result: SimulationResult, watched: Watch, found: Crossing) -> float | None:
    """Return when the signal goes off, minutes: the trigger point itself, or when the signal is there."""
    if found.place != "crossed":
        return None
    signal = watched.signal
    if signal.kind in ("finish", "buffer"):
        return _minutes(result, signal, found.value)
    known = np.sort(signal.known[_beyond(watched, found.value)])
    return float(known[int(0.1 * (known.size - 1))]) if known.size and np.isfinite(known[0]) else None


def _minutes(result: SimulationResult, signal: SignalSamples, value: float) -> float:
    """Return the minute at which a finish or a buffer has a value."""
    if signal.kind == "finish":
        return value
    reserve = result.project.contingency.reserve(signal.subject)
    if reserve is None:
        raise ValueError(f"there is no reserve {signal.subject}")
    amount = result.project.working_calendar.minutes(reserve.amount)
    return planned_minutes(result, reserve.before) + value * amount


def _date(result: SimulationResult, signal: SignalSamples, value: float) -> datetime | None:
    if signal.kind not in ("finish", "buffer") or math.isinf(value):
        return None
    return result.timeline.date_of(_minutes(result, signal, value))


def _beyond(watched: Watch, value: float) -> Flags:
    values = watched.signal.values
    flags: Flags = values > value if watched.curve.falls else values < value
    return flags


def _alarm(result: SimulationResult, watched: Watch, value: float, confidence: float) -> Alarm:
    beyond, met = _beyond(watched, value), watched.target.met
    known = watched.signal.known[beyond]
    known = known[np.isfinite(known)]
    when: tuple[datetime, ...] = ()
    if known.size:
        samples = FinishSamples(known, result.timeline)
        when = tuple(samples.quantile(share) for share in (0.1, 0.5, 0.9))
    return Alarm(
        reached=proportion_interval(int(beyond.sum()), beyond.size, confidence),
        met_beyond=_share(met, beyond, confidence),
        met_within=_share(met, ~beyond, confidence),
        misses=_share(~beyond, ~met, confidence),
        false_positives=_share(beyond, met, confidence),
        when=when,
    )


def _share(what: Flags, among: Flags, confidence: float) -> ProbabilityEstimate | None:
    count = int(among.sum())
    return None if count == 0 else proportion_interval(int((what & among).sum()), count, confidence)


def _own(result: SimulationResult, watched: Watch, confidence: float) -> OwnThreshold | None:
    plan = watched.plan
    if plan is None or plan.threshold is None:
        return None
    value = threshold_value(result, watched.signal, plan.threshold)
    chance = watched.curve.at(value, confidence)
    alarm = _alarm(result, watched, value, confidence)
    day = _date(result, watched.signal, value)
    lowest = watched.points[-1]
    if lowest.crossing.place != "crossed":
        return OwnThreshold(value, day, chance, alarm, "open", math.nan)
    sign = 1.0 if watched.curve.falls else -1.0
    ends = sorted(sign * end for end in (lowest.crossing.low, lowest.crossing.high))
    verdict: Verdict = "early" if sign * value < ends[0] else "late" if sign * value > ends[1] else "near"
    days = math.nan
    if day is not None:
        signal = watched.signal
        own, found = _minutes(result, signal, value), _minutes(result, signal, lowest.crossing.value)
        days = result.timeline.days(own - found)
    return OwnThreshold(value, day, chance, alarm, verdict, days)


def threshold_value(result: SimulationResult, signal: SignalSamples, threshold: date | datetime | Quantity) -> float:
    """Return the threshold of a plan in the unit of its signal.

    Parameters
    ----------
    result : SimulationResult
    signal : SignalSamples
    threshold : date, datetime or Quantity
        A date counts to its end; working time behind the plan's date is turned into minutes, or a share of a reserve.
    """
    calendar = result.project.working_calendar
    if not isinstance(threshold, Quantity):
        return result.timeline.minutes_at(end_of_day(threshold))
    if signal.kind == "finish":
        return planned_minutes(result, signal.subject) + calendar.minutes(threshold)
    if signal.kind == "buffer" and threshold.kind == "time":
        reserve = result.project.contingency.reserve(signal.subject)
        return math.nan if reserve is None else calendar.minutes(threshold) / calendar.minutes(reserve.amount)
    return threshold.value / 100.0 if threshold.unit == "%" else threshold.value
