"""What trigger points and reserves say, in sentences that a steering committee understands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

from riskmc.analysis.money_words import amount_text
from riskmc.analysis.reserves import ReserveOutcome
from riskmc.analysis.signals import SignalSamples, Target
from riskmc.analysis.trigger_points import OwnThreshold, TriggerPoint, Triggers, Watch
from riskmc.analysis.wording import (
    chance_text,
    counted_text,
    date_text,
    day_of_finish,
    days_range_text,
    days_text,
    instant_text,
    level_text,
    range_text,
    share_text,
)
from riskmc.result.estimates import ProbabilityEstimate, proportion_interval

__all__ = [
    "MEANING",
    "NOT_PLAYED",
    "alarm_sentence",
    "interval_text",
    "outlook_sentence",
    "own_sentence",
    "plan_title",
    "point_notes",
    "point_sentence",
    "point_text",
    "proposal_sentence",
    "reserve_name",
    "reserve_sentence",
    "signal_title",
    "size_text",
    "target_text",
    "telling_sentence",
    "tells_little",
    "value_text",
    "watch_notes",
    "watch_sentences",
]  # fmt: skip

_FAIR = 0.7
"""Area under the curve from which on a signal tells something that one can act on."""

NOT_PLAYED = (
    "Responses are not played inside the iterations: all chances are those without the response, and what it would"
    " win is not in them."
)

MEANING = (
    "A trigger point is where the chance of the objective, given that the signal comes just there, falls below the"
    " level; beyond it the chance is lower still. False alarms count all that lies beyond: the share of the cases in"
    " which the signal goes off and the objective is met all the same."
)


def signal_title(signal: SignalSamples) -> str:
    """Say what a signal is about.

    Examples
    --------
    >>> import numpy as np
    >>> signal_title(SignalSamples("finish(a)", "finish", "a", "Steel delivered", np.zeros(1), np.zeros(1)))
    'finish of Steel delivered'
    """
    if signal.kind == "finish":
        return f"finish of {signal.name}"
    if signal.kind == "buffer":
        return f"reserve {signal.name} used up"
    if signal.kind == "cost":
        on = "" if signal.on is None else f" up to {instant_text(signal.on)}"
        return f"money spent{on}"
    return f"{signal.name} strikes"


def target_text(target: Target) -> str:
    """Name what is protected, and what says by when.

    Examples
    --------
    >>> import numpy as np
    >>> target_text(Target("t", "Handover by 31 March 2028", "finish", "h", np.ones(1, bool), 0.0, np.zeros(1), "deadline"))
    'Handover by 31 March 2028 (its deadline)'
    """  # noqa: E501
    basis = {"objective": "", "deadline": " (its deadline)", "reserve": " (the plan's date and the reserves)"}
    return f"{target.name}{basis[target.basis]}"


def plan_title(watch: Watch) -> str:
    """Name a contingency plan, or the signal that is proposed.

    A plan with a title is named by its id and its title.
    """
    plan = watch.plan
    if plan is None:
        return f"Proposed: {signal_title(watch.signal)}"
    return plan.id if not plan.title else f"{plan.id}: {plan.title}"


def value_text(watch: Watch, value: float, day: datetime | None, currency: str | None, *, short: bool = False) -> str:
    """Write a value of a signal: a date, a share with its date, money."""
    kind = watch.signal.kind
    if kind == "finish":
        return "–" if day is None else _day_text(watch, day, short=short)
    if kind == "buffer":
        when = "" if day is None else f" ({date_text(day, short=short)})"
        return f"{share_text(value)}{when}" if math.isfinite(value) else "–"
    return amount_text(value, currency) if kind == "cost" else "struck"


def _day_text(watch: Watch, day: datetime, *, short: bool) -> str:
    """Write a date, with its time of day where the trigger points of a signal are known to less than a day."""
    is_close = any(
        point.low_date and point.high_date and day_of_finish(point.low_date) == day_of_finish(point.high_date)
        for point in watch.points
    )
    return f"{date_text(day, short=short)} {_clock(day)}" if is_close else date_text(day, short=short)


def _clock(when: datetime) -> str:
    """Write the time of day of a finish; midnight closes a day.

    Examples
    --------
    >>> _clock(datetime(2027, 8, 14)), _clock(datetime(2027, 8, 14, 9, 59, 40))
    ('24:00', '10:00')
    """
    rounded = when + timedelta(seconds=30)
    return "24:00" if (rounded.hour, rounded.minute) == (0, 0) else f"{rounded:%H:%M}"


def point_text(watch: Watch, point: TriggerPoint, currency: str | None, *, short: bool = True) -> str:
    """Write a trigger point for a table: ``after 14 Aug 2027``, or that there is none."""
    found = point.crossing
    if found.place == "never_below":
        return "never below"
    if found.place == "always_below":
        return "always below"
    if watch.signal.kind == "risk":
        return "it strikes" if watch.curve.falls else "it does not strike"
    words = {"finish": ("after", "before"), "buffer": ("above", "below"), "cost": ("above", "below")}
    side = words[watch.signal.kind][0 if watch.curve.falls else 1]
    return f"{side} {value_text(watch, found.value, point.date, currency, short=short)}"


def interval_text(watch: Watch, point: TriggerPoint, currency: str | None, *, short: bool = True) -> str:
    """Write the interval of a trigger point: ``10–17 Aug 2027``, with an open end where the samples leave one."""
    found, kind = point.crossing, watch.signal.kind
    if found.place != "crossed" or kind == "risk":
        return "–"
    if kind == "finish":
        return _date_interval(point, short=short)
    if math.isinf(found.low) or math.isinf(found.high):
        end = found.high if math.isinf(found.low) else found.low
        number = share_text(end) if kind == "buffer" else amount_text(end, currency)
        return f"{number} or {'less' if math.isinf(found.low) else 'more'}"
    if kind == "buffer":
        low, high = share_text(found.low), share_text(found.high)
        return low if low == high else f"{low.removesuffix(' %')}–{high}"
    return f"{amount_text(found.low)}–{amount_text(found.high, currency)}"


def _date_interval(point: TriggerPoint, *, short: bool) -> str:
    low, high = point.low_date, point.high_date
    if low is None and high is None:
        return "any day"
    if low is None or high is None:
        end = low or high
        assert end is not None
        return f"{date_text(end, short=short)} or {'later' if low is not None else 'earlier'}"
    if day_of_finish(low) == day_of_finish(high):
        return f"{_clock(low)}–{_clock(high)}"
    return range_text(low, high, short=short).replace(" and ", "–" if low.month == high.month else " – ")


def point_sentence(watch: Watch, point: TriggerPoint, currency: str | None) -> str:
    """Say where the chance falls below a level, how often that happens, and by when one must decide."""
    found, level, goal = point.crossing, level_text(point.level), watch.target.name
    if found.place == "never_below":
        return f"{_whatever(watch)}, the chance of {goal} is not seen to fall below {level}."
    if found.place == "always_below":
        return f"{_whatever(watch, is_best=True)}, the chance of {goal} is below {level}."
    spread = interval_text(watch, point, currency, short=False)
    said = "" if spread == "–" else f" ({spread})"
    decide = _decide(watch, point)
    reached = chance_text(point.alarm.reached, interval=False)
    return (
        f"If {_happens(watch, point, currency)}{said}, the chance of {goal} is below {level}; that happens in "
        f"{reached} of cases{decide}."
    )


def _happens(watch: Watch, point: TriggerPoint, currency: str | None) -> str:
    signal, falls = watch.signal, watch.curve.falls
    if signal.kind == "risk":
        return f"{signal.name} {'strikes' if falls else 'does not strike'}"
    value = value_text(watch, point.crossing.value, point.date, currency)
    if signal.kind == "finish":
        return f"{signal.name} finishes {'after' if falls else 'before'} {value}"
    side = "more than" if falls else "less than"
    if signal.kind == "buffer":
        return f"{side} {value} of the reserve {signal.name} is used up"
    on = "" if signal.on is None else f" by {instant_text(signal.on)}"
    return f"{side} {value} is spent{on}"


def _whatever(watch: Watch, *, is_best: bool = False) -> str:
    signal = watch.signal
    late = watch.curve.falls != is_best
    if signal.kind == "finish":
        return f"However {'late' if late else 'early'} {signal.name} finishes"
    if signal.kind == "buffer":
        return f"However {'much' if late else 'little'} of the reserve {signal.name} is used up"
    if signal.kind == "cost":
        return f"However {'much' if late else 'little'} is spent by then"
    return f"Whether or not {signal.name} strikes"


def _decide(watch: Watch, point: TriggerPoint) -> str:
    if point.decide_by is None:
        return ""
    by = date_text(point.decide_by)
    plan = watch.plan
    has_lead = plan is not None and plan.lead_time.value > 0.0
    lead = f", {plan.lead_time} ahead" if has_lead and plan is not None else ""
    if point.is_past:
        return f"; it had to be decided by {by}{lead}, before the status date"
    return f"; decide by {by}{lead}"


def point_notes(point: TriggerPoint) -> Iterator[str]:
    """Say what is wrong with a trigger point: too late, or seldom."""
    if point.crossing.place == "crossed" and point.room_days < 0.0:
        yield (
            f"A response that is only decided on when the signal goes off takes effect {days_text(-point.room_days)}"
            " after the date that it is to save."
        )


def tells_little(watch: Watch) -> bool:
    """Whether a signal is hardly better than none: met and missed iterations differ little in it, or not at all."""
    return not max(watch.telling.value, 1.0 - watch.telling.value) >= _FAIR


def telling_sentence(watch: Watch) -> str:
    """Say how well the signal tells what becomes of the objective."""
    telling = watch.telling
    if math.isnan(telling.value):
        outcome = "met" if watch.target.met.all() else "missed"
        return f"{watch.target.name} is {outcome} in every iteration, so that no signal tells anything of it."
    area = max(telling.value, 1.0 - telling.value)
    how = "little" if tells_little(watch) else "a fair part" if area < 0.8 else "much" if area < 0.95 else "nearly all"
    shares = (telling.value, telling.low, telling.high)
    if not watch.curve.falls:
        shares = (1.0 - telling.value, 1.0 - telling.high, 1.0 - telling.low)
    pairs = chance_text(ProbabilityEstimate(*shares, 0.95))
    return (
        f"The signal tells {how} of what becomes of it: in {pairs} of pairs of a missed and a met iteration it is"
        f" {'higher' if watch.curve.falls else 'lower'} in the missed one (area under the curve; half is chance)."
    )


def watch_notes(watch: Watch) -> Iterator[str]:
    """Say what a reader must know of a signal before he trusts its trigger point."""
    if not watch.is_steady:
        yield (
            "The chance does not fall steadily with this signal, so that no single value parts good from bad: look at"
            " the shares in the chart."
        )
    if not watch.curve.falls and watch.signal.kind in ("finish", "buffer"):
        yield "A later date goes with a higher chance here: look for what both depend on."
    if not watch.curve.falls and watch.signal.kind == "cost":
        yield (
            "The more is spent by then, the higher the chance: less is spent because the work is late, so that this"
            " signal watches progress, not prices."
        )
    if watch.late_share > 0.05:
        share = share_text(watch.late_share)
        yield f"In {share} of cases the signal comes only when it is decided whether the objective is met."
    plan = watch.plan
    if plan is not None and plan.lead_time.value > 0.0 and watch.helpless_share > watch.late_share + 0.05:
        yield (
            f"In {share_text(watch.helpless_share)} of cases the signal is there less than {plan.lead_time} before the"
            " date promised, so that a response that is only then decided on comes too late."
        )
    if plan is not None and plan.lead_time.value > 0.0 and watch.signal.kind == "cost" and watch.signal.on is not None:
        yield (
            f"What is spent by {instant_text(watch.signal.on)} is known only then, {plan.lead_time} after one must"
            " decide: go by a forecast of it, or the response takes effect that much later."
        )
    for point in watch.points[-1:]:
        yield from point_notes(point)


def own_sentence(watch: Watch, own: OwnThreshold, currency: str | None) -> str:
    """Judge the threshold that the owner of a plan set himself."""
    level = level_text(watch.points[-1].level)
    value = value_text(watch, own.value, own.date, currency)
    head = (
        f"The owner's threshold, {value}: just there the chance is {chance_text(own.chance)}; it goes off in "
        f"{chance_text(own.alarm.reached, interval=False)} of cases"
    )
    if own.verdict == "open":
        return f"{head}; there is no trigger point for {level} to hold it against."
    away = "" if math.isnan(own.days) else f" {days_text(abs(own.days))}"
    words = {
        "early": f"it lies{away} before the trigger point for {level}, and so warns early, and more often for nothing",
        "late": f"it lies{away} beyond the trigger point for {level}: when it goes off, the chance is gone already",
        "near": f"it lies within the interval of the trigger point for {level}",
    }  # fmt: skip
    return f"{head}; {words[own.verdict]}."


def outlook_sentence(watch: Watch) -> str:
    """Say how likely the objective is as things stand."""
    met = watch.target.met
    return f"As things stand, {watch.target.name} is met in {share_text(float(met.mean()))} of cases."


def alarm_sentence(point: TriggerPoint) -> str:
    """Say how often an alarm beyond a trigger point is false, and how often none comes where one should."""
    alarm = point.alarm
    if point.crossing.place != "crossed" or alarm.met_beyond is None or alarm.misses is None:
        return ""
    return (
        f"Of the alarms, {chance_text(alarm.met_beyond)} are false (the objective is met all the same); of the misses,"
        f" {chance_text(alarm.misses)} come without an alarm."
    )


def _struck_sentence(watch: Watch) -> str:
    """Say what the chance is where a risk strikes, and where it does not."""
    struck, met = watch.signal.values > 0.0, watch.target.met
    parts = []
    for where, words in ((struck, "strikes"), (~struck, "does not strike")):
        if where.any():
            chance = proportion_interval(int((met & where).sum()), int(where.sum()))
            parts.append(f"where {watch.signal.name} {words}, the chance is {chance_text(chance)}")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def watch_sentences(watch: Watch, currency: str | None) -> Iterator[str]:
    """Tell all of a signal that is watched, the trigger points first."""
    if not math.isnan(watch.telling.value):
        if watch.signal.kind == "risk":
            yield _struck_sentence(watch)
        yield from (point_sentence(watch, point, currency) for point in watch.points)
        lowest = watch.points[-1]
        said = alarm_sentence(lowest)
        if said:
            yield f"At {level_text(lowest.level)}: {said[0].lower()}{said[1:]}"
    yield telling_sentence(watch)
    if watch.own is not None and not math.isnan(watch.telling.value):
        yield own_sentence(watch, watch.own, currency)
    yield from watch_notes(watch)


def reserve_name(outcome: ReserveOutcome) -> str:
    """Name a reserve by its id and title, and its kind where that is management."""
    reserve = outcome.reserve
    name = reserve.id if not reserve.title else f"{reserve.id}: {reserve.title}"
    return f"{name} (management)" if reserve.kind == "management" else name


def size_text(value: float, unit: str, currency: str | None) -> str:
    """Write working days or money.

    Examples
    --------
    >>> size_text(7.24, "days", "EUR"), size_text(7200.0, "money", "EUR"), size_text(math.nan, "days", None)
    ('7.2 d', '7,200 EUR', '–')
    """
    if math.isnan(value):
        return "–"
    return f"{days_range_text(value, value)} d" if unit == "days" else amount_text(value, currency)


def reserve_sentence(outcome: ReserveOutcome, currency: str | None) -> str:
    """Say how likely a reserve is enough, and what is missing where it is not."""
    unit = outcome.unit
    size = days_text(outcome.amount) if unit == "days" else amount_text(outcome.amount, currency)
    where = f" before {outcome.before}" if outcome.before else ""
    held = f"{reserve_name(outcome)}, {size}{where}"
    with_others = " together with the reserves before it" if outcome.base else ""
    enough = f"{held}{with_others}: enough in {chance_text(outcome.enough)} of cases"
    short = outcome.shortfall
    if not short.iterations:
        return f"{enough}; it was never too small in the run."
    mean = days_text(short.mean) if unit == "days" else amount_text(short.mean, currency)
    return f"{enough}; where it is not, {mean} are missing on the average."


def proposal_sentence(triggers: Triggers) -> str:
    """Say that the plan has no contingency plans, and what is shown instead."""
    if not triggers.ranked:
        return (
            "The plan has no contingency plans, and there is no signal to propose: it needs an objective that some"
            " iterations miss, and a milestone before it."
        )
    count = counted_text(len(triggers.watches), "signal")
    return f"The plan has no contingency plans. These are {count} worth watching, by what they tell and how early."
