"""What a study of buffers says, in sentences that a sponsor understands."""

from __future__ import annotations

import math
from collections.abc import Iterator

from riskmc.analysis.buffer_choice import BufferChoice
from riskmc.analysis.buffer_methods import MethodBuffer
from riskmc.analysis.buffer_study import BufferStudy
from riskmc.analysis.cost_contingency import CostContingency
from riskmc.analysis.estimates import fewest_for_interval
from riskmc.analysis.joint_buffers import JointBuffers
from riskmc.analysis.money_words import amount_text, measured_amount_text, step_of
from riskmc.analysis.schedule_contingency import ScheduleContingency
from riskmc.analysis.wording import (
    chance_text,
    count_text,
    counted_text,
    date_text,
    days_range_text,
    days_text,
    level_text,
    share_text,
)
from riskmc.result import ProbabilityEstimate
from riskmc.result.replicates import Measured

__all__ = [
    "METHOD_WORDS", "ZONE_TITLES", "chain_sentences", "choice_sentences", "consumption_sentence",
    "contingency_sentences", "cost_sentences", "estimates_text", "joint_sentences", "measured_text", "method_sentences",
    "notes",
]  # fmt: skip

ZONE_TITLES = {
    "none": "nothing",
    "third": "up to a third",
    "two_thirds": "up to two thirds",
    "all": "up to all",
    "over": "more than it has",
}

METHOD_WORDS = {
    "replicates": "from the scatter between groups of 1,024 iterations",
    "bootstrap": "from a bootstrap of the iterations",
    "none": "",
}

_CLOSE = 0.05
"""A method whose confidence is within this of what is wanted counts as near to it."""


def measured_text(amount: Measured) -> str:
    """Write working days with their interval.

    Examples
    --------
    >>> measured_text(Measured(48.62, 47.96, 49.27)), measured_text(Measured(3.0, math.nan, math.nan))
    ('48.6 (48–49.3)', '3')
    """
    value = days_range_text(amount.value, amount.value)
    return value if math.isnan(amount.low) else f"{value} ({days_range_text(amount.low, amount.high)})"


def contingency_sentences(item: ScheduleContingency) -> Iterator[str]:
    """Say which date can be promised, and what that takes beyond the plan."""
    held = item.contingency
    planned, until = date_text(item.planned), date_text(held.estimate.value)
    chance = _chance(item.chance)
    if held.days.value > 0.0:
        yield (
            f"To be {level_text(held.level)} sure, promise {until}: {_days(held.days)}, or"
            f" {counted_text(round(held.calendar_days.value), 'calendar day')}, beyond the {planned} of the plan, which"
            f" itself holds in {chance} of cases."
        )
    else:
        yield (
            f"No contingency is needed to be {level_text(held.level)} sure: that takes until {until}, and the plan says"
            f" {planned}, which holds in {chance} of cases."
        )
    reserve = item.reserve
    if reserve is not None:
        yield (
            f"A management reserve of another {_days(reserve.days)} makes {level_text(reserve.level)} sure:"
            f" {date_text(reserve.until.value)}."
        )


def cost_sentences(item: CostContingency) -> Iterator[str]:
    """Say which budget can be promised, and what that takes beyond the planned cost."""
    currency = item.currency
    level, chance = level_text(item.estimate.probability), _chance(item.chance)
    step = step_of(item.estimate.low, item.estimate.high)
    planned, budget = amount_text(item.planned, currency), amount_text(item.estimate.value, currency, step)
    if item.amount.value > 0.0:
        yield (
            f"To be {level} sure to keep the budget, hold {budget}: {measured_amount_text(item.amount, currency)}"
            f" beyond the {planned} of the plan, which itself suffices in {chance} of cases."
        )
    else:
        yield (
            f"No cost contingency is needed to be {level} sure: {budget} suffices for that, and the plan says"
            f" {planned}, which suffices in {chance} of cases."
        )
    if item.reserve is not None:
        yield (
            f"A management reserve of another {measured_amount_text(item.reserve.amount, currency)} makes"
            f" {level_text(item.reserve.level)} sure: {amount_text(item.reserve.until.value, currency, step)}."
        )
    if item.coverage is not None:
        yield f"On other iterations the budget of {budget} is kept in {_chance(item.coverage)} of cases."


def _days(amount: Measured) -> str:
    days = days_text(amount.value)
    return days if math.isnan(amount.low) else f"{days} ({days_range_text(amount.low, amount.high)})"


def _chance(chance: ProbabilityEstimate) -> str:
    return chance_text(chance)


def joint_sentences(joint: JointBuffers, coverage: ProbabilityEstimate | None) -> Iterator[str]:
    """Say what it takes to hold several milestones at once."""
    many = counted_text(len(joint.buffers), "milestone")
    yield (
        f"Where each of {many} is promised at {level_text(joint.confidence)} by itself, all of them are held in"
        f" {_chance(joint.together)} of cases."
    )
    level = share_text(joint.level.value, 1)
    if not math.isnan(joint.level.low):
        low, high = share_text(joint.level.low, 1), share_text(joint.level.high, 1)
        level = f"{level} ({low.removesuffix(' %')}–{high})"
    yield f"To hold all of them at once with {level_text(joint.confidence)}, each has to stand at {level} of its own."
    if coverage is not None:
        yield f"On other iterations these dates are all held in {_chance(coverage)} of cases."


def estimates_text(level: float | None) -> str:
    """Name an estimate of a task: a percentile, or the duration that the plan says.

    Examples
    --------
    >>> estimates_text(0.9), estimates_text(None)
    ('P90', "the plan's own")
    """
    return "the plan's own" if level is None else f"P{100 * level:g}"


def chain_sentences(study: BufferStudy) -> Iterator[str]:
    """Say what the critical chain is, and what joins it."""
    if study.chain is None:
        yield "All work is finished: there is no critical chain."
        return
    chain, estimates = study.chain.chain, study.estimates
    safe, lean = estimates_text(estimates.safe_level), estimates_text(estimates.aggressive_level)
    yield (
        f"The critical chain has {counted_text(len(chain.tasks), 'task')}: {days_text(chain.days)} of work at"
        f" aggressive estimates ({lean}), {days_text(chain.safe_days)} at safe ones ({safe}); risks are in neither."
    )
    if not study.chain.is_whole:
        first = study.result.project.tasks[chain.tasks[0]]
        yield (
            f"It begins where a date of the plan holds {first.name}, and not with the project: the rules size the"
            " buffer from the work after that date alone."
        )
    short = sum(1 for row in study.feeding if row.missing_days() > 0.0)
    if study.feeding:
        yield (
            f"{counted_text(len(study.feeding), 'path').capitalize()} {'joins' if len(study.feeding) == 1 else 'join'}"
            f" it; {_some(short)} less float than its feeding buffer by root square error."
        )
    yield _resources_sentence(study)
    if study.chain.overbooked:
        yield _overbooked_sentence(study)


def _overbooked_sentence(study: BufferStudy) -> str:
    """Say which resources are wanted more often at once than there is of them."""
    assert study.chain is not None
    names = {item.id: item.name or item.id for item in study.result.project.resources}
    said = "; ".join(
        f"{names[item.resource]} ({item.wanted:g} wanted, {item.available:g} there)" for item in study.chain.overbooked
    )
    return (
        f"More is wanted at once than there is of: {said}. In the literature such tasks wait for each other; here a"
        " link has to say so."
    )


def _resources_sentence(study: BufferStudy) -> str:
    """Say which resource is scarcest on the chain, or why none is known to be."""
    assert study.chain is not None
    chain, project = study.chain.chain, study.result.project
    if chain.tightness is not None:
        name = next(item.name or item.id for item in project.resources if item.id == chain.scarcest)
        return (
            f"The scarcest resource of the chain is {name}: its tasks need {share_text(chain.tightness)} of its time."
        )
    if any(project.tasks[index].resources for index in chain.tasks):
        return (
            "No resource of the chain says how many of it there are (available), so that no buffer can be sized by"
            " their tightness."
        )
    return "The plan assigns no resources to the chain, so that no buffer can be sized by their tightness."


def _some(count: int) -> str:
    return "none has" if count == 0 else f"{count} has" if count == 1 else f"{count} have"


def method_sentences(study: BufferStudy) -> Iterator[str]:
    """Say which rules come near what is wanted, and which give something else."""
    tried = [row for row in study.methods if row.coverage is not None and row.counts_from == "aggressive"]
    wanted = study.wish.level
    if not tried:
        return
    low = [row for row in tried if _coverage(row) < wanted - _CLOSE]
    high = [row for row in tried if _coverage(row) > wanted + _CLOSE]
    near = [row for row in tried if row not in low and row not in high]
    if near:
        yield f"Near to {level_text(wanted)} in this plan: {_listed(near)}."
    if low:
        yield f"Promises that hold less often than wanted: {_listed(low)}."
    if high:
        yield f"Promises that cost more days than wanted: {_listed(high)}."


def _listed(rows: list[MethodBuffer]) -> str:
    return "; ".join(f"{row.title} ({share_text(_coverage(row))})" for row in rows)


def _coverage(row: MethodBuffer) -> float:
    return math.nan if row.coverage is None else row.coverage.value


def consumption_sentence(study: BufferStudy) -> str:
    """Say how much of the first buffer is eaten; nothing where no buffer is in place."""
    if not study.consumption:
        return ""
    item = study.consumption[0]
    little = item.shares[0].value + item.shares[1].value
    return (
        f"With a buffer of {days_text(item.days)} before {item.buffer.name}, the work eats none or up to a third of it"
        f" in {share_text(little)} of the iterations, and more than it has in {_chance(item.shares[-1])}."
    )


def choice_sentences(choice: BufferChoice, currency: str | None) -> Iterator[str]:
    """Say which buffer is cheapest, and what it saves."""
    prices = f"{amount_text(choice.delay_cost, currency)} a working day of delay and"
    prices += f" {amount_text(choice.buffer_cost, currency)} a working day of buffer"
    if choice.level <= 0.0:
        yield f"At {prices} no buffer pays: a day of it costs as much as the day of delay that it may save."
        return
    yield (
        f"At {prices} the cheapest buffer has {_days(choice.days)}: promise {date_text(choice.date)}, which holds in"
        f" {_chance(choice.attained)} of cases."
    )
    cost, without = choice.cost, choice.cost_without
    yield (
        f"Buffer and expected delay then cost {measured_amount_text(cost, currency)}, against"
        f" {measured_amount_text(without, currency)} without a buffer."
    )


def _too_few(study: BufferStudy) -> Iterator[str]:
    """Say which percentiles lie beyond what the iterations can tell."""
    wish, n = study.wish, study.result.provenance.iterations
    for level in (wish.level, wish.reserve_to):
        if level is not None and n < (fewest := fewest_for_interval(level, wish.confidence)):
            yield (
                f"{counted_text(n, 'iteration')} cannot bracket P{100 * level:.10g}: no interval around it is to be"
                f" trusted below {count_text(fewest)} iterations (--iterations)."
            )


def notes(study: BufferStudy) -> Iterator[str]:
    """Say what a reader must know to read the numbers right."""
    yield "Working days are those of the project's calendar; calendar days count weekends and holidays."
    yield from _too_few(study)
    if study.fresh_seed is None:
        yield "No date was tried on other iterations (--no-trial)."
    else:
        yield (
            f"How often a date holds is counted over {counted_text(study.result.provenance.iterations, 'iteration')} of"
            f" another seed, {study.fresh_seed}, by which no buffer was sized."
        )
    if study.joint is not None and study.joint.method != "none":
        yield f"Intervals of joint buffers are {METHOD_WORDS[study.joint.method]}."
