"""What a run says, in a page of plain text that a manager understands."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from textwrap import wrap
from typing import TYPE_CHECKING

from riskmc.analysis import ObjectiveOutcome, RunSummary
from riskmc.analysis.correlation import attained_text, joins_text, stated_text, target_text
from riskmc.analysis.cost_summary import BudgetOutcome, joint_sentences
from riskmc.analysis.envelope import change_text, envelope_notes, interval_text, move_text, weight_sentence
from riskmc.analysis.estimates import half_width
from riskmc.analysis.money_words import amount_text, measured_amount_text
from riskmc.analysis.wording import (
    chance_text,
    count_text,
    date_text,
    day_of_finish,
    days_text,
    instant_text,
    level_text,
    share_text,
    signed_days_text,
)
from riskmc.cli.documents import instant
from riskmc.cli.gates import PROJECT, GateOutcome
from riskmc.cli.layout import named, paragraphs, table
from riskmc.cli.terminal import clipped

if TYPE_CHECKING:
    from riskmc.result import ProbabilityEstimate, QuantileEstimate

__all__ = ["gate_text", "run_lines"]

LEVELS = (0.1, 0.5, 0.8, 0.9)
"""The percentiles that are printed."""

DRIVERS = 5
"""How many tasks and risks are printed."""

MILESTONES = 12
"""How many milestones are printed at most."""

CORRELATIONS = 8
"""How many correlations are printed at most."""

_SAMPLING = {"lhs": "Latin hypercube", "random": "random", "sobol": "Sobol"}
_NARROW = 78


def run_lines(summary: RunSummary, gates: Sequence[GateOutcome], width: int) -> list[str]:
    """Write a run as lines of text.

    Parameters
    ----------
    summary : RunSummary
    gates : sequence of GateOutcome
    width : int
        Columns of the terminal.
    """
    parts = (
        _head(summary, width), _finish(summary, width), _cost(summary, width), _joint(summary, width),
        _envelope(summary, width), _correlations(summary, width), _objectives(summary, width), _gates(gates),
        _milestones(summary, width), _tasks(summary, width), _risks(summary, width),
    )  # fmt: skip
    return paragraphs(parts)


def _head(summary: RunSummary, width: int) -> Iterator[str]:
    yield clipped(summary.project, width)
    done, asked = count_text(summary.iterations), count_text(summary.requested_iterations)
    is_complete = summary.iterations == summary.requested_iterations
    count = done if is_complete else f"INTERRUPTED after {done} of {asked}"
    noun = "iteration" if summary.requested_iterations == 1 else "iterations"
    how = f"({_SAMPLING[summary.sampling]}), seed {summary.seed}"
    yield f"{count} {noun} {how}; intervals at {level_text(summary.confidence)}"
    if summary.scenario_note:
        yield from wrap(f"Scenario {summary.scenario_note}", width)


def _finish(summary: RunSummary, width: int) -> Iterator[str]:
    planned, mean = summary.planned, summary.mean
    rows = [["as planned", date_text(planned.date, weekday=True, short=True), "", f"{planned.days:,.1f}", ""]]
    for level in LEVELS:
        estimate = summary.percentile(level)
        rows.append([f"P{100 * level:g}", *_quantile_cells(estimate)])
    error = half_width(mean.days_se, summary.confidence)
    interval = "" if math.isnan(error) else _days_range(mean.days - error, mean.days + error)
    rows.append(["mean", date_text(mean.date, weekday=True, short=True), "", f"{mean.days:,.1f}", interval])
    head = ["Finish", "date", "interval", "working days", "interval"]
    if width < _NARROW:
        head, rows = head[:4], [row[:4] for row in rows]
    yield from table(head, rows, align="lllrl", width=width)
    yield ""
    yield f"  The date of the plan, {date_text(planned.date)}, is kept with a chance of {chance_text(planned.chance)}."
    buffer = summary.contingency
    interval = _days_range(buffer.low_days, buffer.high_days)
    yield f"  Contingency from the plan to P{100 * buffer.level:g}: {days_text(buffer.days)} ({interval})."


def _cost(summary: RunSummary, width: int) -> Iterator[str]:
    cost = summary.cost
    if cost is None:
        return
    rows = [["as planned", amount_text(cost.planned), "", ""]]
    for level in LEVELS:
        estimate = cost.percentile(level)
        beyond = amount_text(estimate.value - cost.planned)
        rows.append([f"P{100 * level:g}", amount_text(estimate.value), _amounts(estimate.low, estimate.high), beyond])
    error = half_width(cost.mean_se, summary.confidence)
    interval = "" if math.isnan(error) else _amounts(cost.mean - error, cost.mean + error)
    rows.append(["mean", amount_text(cost.mean), interval, amount_text(cost.mean - cost.planned)])
    head = ["Cost", cost.currency or "money", "interval", "beyond the plan"]
    if width < _NARROW:
        head, rows = head[:3], [row[:3] for row in rows]
    yield from table(head, rows, align="lrlr", width=width)
    yield ""
    yield (
        f"  The cost of the plan, {amount_text(cost.planned, cost.currency)}, is kept with a chance of"
        f" {chance_text(cost.planned_chance)}."
    )
    needed = measured_amount_text(cost.contingency, cost.currency)
    yield f"  Contingency from the plan to P{100 * cost.level:g}: {needed}."


def _amounts(low: float, high: float) -> str:
    return f"{amount_text(low)} to {amount_text(high)}"


def _joint(summary: RunSummary, width: int) -> Iterator[str]:
    if summary.cost is None or summary.cost.is_certain or summary.is_certain:
        return
    for text in joint_sentences(summary.cost):
        # A number keeps its percent sign.
        lines = wrap(text.replace(" %", "\xa0%"), width, initial_indent="  ", subsequent_indent="  ")
        yield from (line.replace("\xa0", " ") for line in lines)


def _envelope(summary: RunSummary, width: int) -> Iterator[str]:
    envelope = summary.envelope
    if envelope is None:
        return
    head = ["Second thoughts", f"P{100 * envelope.level:g} moves by", "interval", "date"]
    rows = [
        [change_text(row, envelope), move_text(row), interval_text(row), date_text(row.date, short=True)]
        for row in envelope.rows
    ]
    if width < _NARROW:
        head, rows = head[:3], [row[:3] for row in rows]
    yield from table(head, rows, align="lrlr", width=width)
    sentence = weight_sentence(envelope, summary.percentile(envelope.level))
    for text in (*envelope_notes(envelope), *([sentence] if sentence else [])):
        yield from wrap(text, width, initial_indent="  ", subsequent_indent="  ")


def _correlations(summary: RunSummary, width: int) -> Iterator[str]:
    found = summary.correlations
    if found is None:
        return
    head = ["Correlations, of ranks", "stated", "joins", "wanted", "attained"]
    shown = found.rows[:CORRELATIONS]
    rows = [
        [row.name, stated_text(row), joins_text(row), target_text(row), attained_text(row, half)]
        for row in shown
        for half in (half_width(row.error, summary.confidence),)
    ]
    if width < _NARROW:
        head, rows = [head[0], *head[3:]], [[row[0], *row[3:]] for row in rows]
    yield from table(head, rows, align="l" + "r" * (len(head) - 1), width=width)
    if len(found.rows) > len(shown):
        yield f"  and {count_text(len(found.rows) - len(shown))} more, in the report and in --json"
    for text in summary.correlation_statements:
        yield from wrap(text, width, initial_indent="  ", subsequent_indent="  ")


def _quantile_cells(estimate: QuantileEstimate) -> list[str]:
    day = date_text(estimate.value, weekday=True, short=True)
    interval = _days_range(estimate.low_days, estimate.high_days)
    return [day, _days_between(estimate.low, estimate.high), f"{estimate.days:,.1f}", interval]


def _days_range(low: float, high: float) -> str:
    return f"{low:,.1f} to {high:,.1f}"


def _days_between(low: datetime, high: datetime) -> str:
    """Write an interval of days, the month and the year once where they are the same."""
    first, last = day_of_finish(low), day_of_finish(high)
    if first == last:
        return "within the day"
    if first.year != last.year:
        return f"{date_text(first, short=True)} to {date_text(last, short=True)}"
    start = date_text(first, short=True).split()
    return f"{' '.join(start[: 1 if first.month == last.month else 2])} to {date_text(last, short=True)}"


def _objectives(summary: RunSummary, width: int) -> Iterator[str]:
    budgets = summary.cost.budgets if summary.cost is not None else ()
    if not summary.objectives and not budgets:
        return
    head = ["Objectives", "by" if not budgets else "by, at most", "chance", "wanted", ""]
    rows = [
        [_objective_name(goal), _by(goal.by), chance_text(goal.chance), level_text(goal.wanted), _verdict(goal)]
        for goal in summary.objectives
    ]
    currency = summary.cost.currency if summary.cost is not None else ""
    for budget in budgets:
        chance, most = chance_text(budget.chance), amount_text(budget.amount, currency)
        rows.append([budget.id, most, chance, level_text(budget.wanted), _verdict(budget)])
    yield from table(head, rows, align="lllrl", width=width)
    for goal in summary.objectives:
        if not goal.met:
            day = date_text(goal.attained.value)
            yield f"  To be {level_text(goal.wanted)} sure of {goal.id}, promise {day}."
    for budget in budgets:
        if not budget.met:
            amount = amount_text(budget.attained.value, currency)
            yield f"  To be {level_text(budget.wanted)} sure of {budget.id}, promise {amount}."
    outcomes: tuple[ObjectiveOutcome | BudgetOutcome, ...] = (*summary.objectives, *budgets)
    if any(not goal.is_certain for goal in outcomes):
        yield "  (close: the interval of the chance holds what is wanted; more iterations tell)"


def _objective_name(goal: ObjectiveOutcome) -> str:
    return goal.id if goal.is_project else named(goal.id, goal.name)


def _by(when: date | datetime) -> str:
    return date_text(when, short=True) if not isinstance(when, datetime) else instant_text(when)


def _verdict(goal: ObjectiveOutcome | BudgetOutcome) -> str:
    word = "met" if goal.met else "MISSED"
    return word if goal.is_certain else f"{word} (close)"


def _gates(gates: Sequence[GateOutcome]) -> Iterator[str]:
    if gates:
        yield "  Gates"
        for outcome in gates:
            yield f"  {gate_text(outcome)}"


def gate_text(outcome: GateOutcome) -> str:
    """Say whether a gate is met, by how much, and how sure that is."""
    gate = outcome.gate
    word = "met   " if outcome.is_met else "MISSED"
    level = level_text(outcome.confidence)
    sure = f"sure at {level}" if outcome.is_certain else f"not sure at {level}: more iterations tell"
    whose = "" if gate.subject == PROJECT else f"({gate.subject})"
    if isinstance(outcome.value, datetime):
        found = f"P{100 * gate.level:g}{whose} is {_minute(outcome.value)}, {_by_days(outcome)}"
        interval = f"{_minute(outcome.low)} to {_minute(outcome.high)}"
    elif gate.kind == "amount":
        found = f"P{100 * gate.level:g}(cost) is {_money(outcome.value)}, {_by_amount(outcome)}"
        interval = f"{_money(outcome.low)} to {_money(outcome.high)}"
    else:
        name = f"criticality({gate.subject})" if gate.kind == "criticality" else "the chance"
        name = "the joint confidence" if gate.kind == "joint" else name
        found = f"{name} is {share_text(outcome.value, 1)}"
        interval = f"{_share(outcome.low)} to {_share(outcome.high)}"
    return f"{word}  {gate.text}: {found} ({interval}; {sure})"


def _minute(when: datetime | float) -> str:
    return instant(when).replace("T", " ") if isinstance(when, datetime) else ""


def _share(share: datetime | float) -> str:
    return "" if isinstance(share, datetime) else share_text(share, 1)


def _money(amount: datetime | float) -> str:
    return "" if isinstance(amount, datetime) else amount_text(amount)


def _by_amount(outcome: GateOutcome) -> str:
    beyond = 0.0 if isinstance(outcome.value, datetime) else outcome.value - outcome.gate.amount
    return f"{amount_text(abs(beyond))} {'below' if outcome.is_met else 'above'}"


def _by_days(outcome: GateOutcome) -> str:
    late = outcome.by_days or 0.0
    return f"{days_text(abs(late))} {'early' if outcome.is_met else 'late'}"


def _milestones(summary: RunSummary, width: int) -> Iterator[str]:
    if not summary.milestones:
        return
    head = ["Milestones", "planned", "P50", "P80", "plan kept"]
    rows = []
    for milestone in summary.milestones[:MILESTONES]:
        dates = [date_text(_percentile(milestone.percentiles, level), short=True) for level in (0.5, 0.8)]
        planned = date_text(milestone.planned, short=True)
        rows.append([named(milestone.id, milestone.name), planned, *dates, _short_chance(milestone.chance)])
    yield from table(head, rows, align="lrrrr", width=width)
    if len(summary.milestones) > MILESTONES:
        yield f"  and {count_text(len(summary.milestones) - MILESTONES)} more, in the report and in --json"


def _percentile(percentiles: Sequence[QuantileEstimate], level: float) -> datetime:
    return next(estimate.value for estimate in percentiles if abs(estimate.probability - level) < 1e-9)


def _short_chance(chance: ProbabilityEstimate) -> str:
    return chance_text(chance, interval=False)


def _tasks(summary: RunSummary, width: int) -> Iterator[str]:
    drivers = [task for task in summary.tasks if task.ssi > 0][:DRIVERS]
    if not drivers:
        return
    head = ["Tasks that drive the finish", "critical", "sensitivity (SSI)", "mean days"]
    rows = [
        [named(task.id, task.name), share_text(task.criticality), f"{task.ssi:.2f}", f"{task.mean_days:,.1f}"]
        for task in drivers
    ]
    yield from table(head, rows, align="lrrr", width=width)


def _risks(summary: RunSummary, width: int) -> Iterator[str]:
    risks = [risk for risk in summary.risks if not math.isnan(risk.shift_days)][:DRIVERS]
    if not risks:
        return
    head = ["Risks that drive the finish", "occurs", "finish when it does", "on average"]
    rows = []
    for risk in risks:
        error = half_width(risk.shift_days_se, summary.confidence)
        shift = signed_days_text(risk.shift_days, error)
        chance = chance_text(risk.occurred, interval=False)
        rows.append([named(risk.id, risk.title), chance, shift, signed_days_text(risk.expected_days)])
    yield from table(head, rows, align="lrrr", width=width)
