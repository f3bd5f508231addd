"""A comparison of runs in plain language."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime

from riskmc.analysis.comparison_records import Comparison, RunDifference
from riskmc.analysis.differences import Difference
from riskmc.analysis.wording import bound_text, count_text, days_text, instant_text, level_text, signed_days_text
from riskmc.result import proportion_interval

__all__ = [
    "comparison_sentences", "day_text", "difference_sentence", "pairing_notes", "points_text", "shift_text",
    "step_sentence",
]  # fmt: skip


def comparison_sentences(comparison: Comparison) -> tuple[str, ...]:
    """Say of each run how much earlier or later it finishes than the first.

    Parameters
    ----------
    comparison : Comparison
    """
    return tuple(difference_sentence(item, comparison) for item in comparison.differences)


def difference_sentence(difference: RunDifference, comparison: Comparison) -> str:
    """Say how much earlier or later the chosen percentile lies in a run than in the first.

    Parameters
    ----------
    difference : RunDifference
    comparison : Comparison
        That it is of.
    """
    level, confidence = comparison.level, comparison.confidence
    if difference.same == 1.0:
        chance = proportion_interval(0, difference.iterations, confidence)
        return (
            f"{difference.name} finishes at the same instant as {difference.against} in all"
            f" {count_text(difference.iterations)} iterations; they differ in at most"
            f" {bound_text(chance.high, is_upper=True)} of all courses of events."
        )
    days = difference.at(level).days
    kind = "paired" if difference.is_paired else "not paired"
    head = f"In {difference.name}, P{100 * level:g} is"
    if math.isnan(days.low):
        return f"{head} {_amount(days.value)} than in {difference.against} (too few iterations for an interval)."
    how = f"{kind}, {level_text(confidence)}"
    if days.is_told_apart:
        low, high = sorted((abs(days.low), abs(days.high)))
        decimals = _decimals(days)
        ends = f"{_number(low, decimals)} to {_number(high, decimals)}"
        if _number(low, decimals) == _number(high, decimals):
            ends = "to a tenth of a day"
        return f"{head} {_amount(days.value, decimals)} than in {difference.against} ({ends}, {how})."
    return (
        f"{head} not told apart from that of {difference.against}: {_amount(days.value)}"
        f" ({_amount(days.low)} to {_amount(days.high)}, {how})."
    )


def step_sentence(comparison: Comparison) -> str:
    """Say how the steps from run to run add up.

    Parameters
    ----------
    comparison : Comparison
    """
    steps = ", ".join(f"{step.cause} {signed_days_text(step.days.value)}" for step in comparison.bridge)
    total = signed_days_text(comparison.end_days - comparison.start_days)
    return f"Step by step, P{100 * comparison.level:g} moves {total}: {steps}."


def pairing_notes(comparison: Comparison) -> tuple[str, ...]:
    """Say what the differences rest on: which runs are paired, over how many iterations, in which calendar.

    Parameters
    ----------
    comparison : Comparison
    """
    return (*_pairing(comparison), *_lengths(comparison), *_calendars(comparison), *_interrupted(comparison))


def _pairing(comparison: Comparison) -> list[str]:
    first = comparison.first.name
    paired = [run.name for run in comparison.runs[1:] if run.is_paired]
    notes = []
    if paired:
        verb = "shares" if len(paired) == 1 else "share"
        notes.append(
            f"{', '.join(paired)} {verb} the random numbers of {first}: iteration by iteration the same course of"
            " events, so that only what differs between the plans is left in a difference (paired)."
        )
    notes += [
        f"{run.name} does not share the random numbers of {first} ({run.why_not_paired}): the errors of both runs add"
        " up in its differences (not paired)."
        for run in comparison.runs[1:]
        if not run.is_paired
    ]
    return notes


def _lengths(comparison: Comparison) -> list[str]:
    cut = [run for run in comparison.runs if run.paired_iterations < run.result.provenance.iterations]
    return [
        f"Differences of {run.name} are taken over its first {count_text(run.paired_iterations)} iterations, which all"
        f" runs that share its random numbers have; its own numbers are over all"
        f" {count_text(run.result.provenance.iterations)}."
        for run in cut
    ]


def _calendars(comparison: Comparison) -> list[str]:
    first = comparison.first.result.project
    other = [
        run.name
        for run in comparison.runs[1:]
        if (run.result.project.working_calendar, run.result.project.start) != (first.working_calendar, first.start)
    ]
    if not other:
        return []
    return [
        f"Working days are those of {comparison.first.name} throughout, from its start;"
        f" {', '.join(other)} {'has' if len(other) == 1 else 'have'} another calendar or another start."
    ]


def _interrupted(comparison: Comparison) -> list[str]:
    return [
        f"{run.name} was interrupted: {count_text(run.result.provenance.iterations)} of"
        f" {count_text(run.result.provenance.requested_iterations)} iterations were done."
        for run in comparison.runs
        if not run.result.provenance.is_complete
    ]


def shift_text(difference: Difference) -> str:
    """Write a difference in working days with its error, or its interval where that has arms of two lengths.

    Examples
    --------
    >>> shift_text(Difference(-2.4, -2.6, -2.2)), shift_text(Difference(-2.4, -2.9, -2.2))
    ('−2.4 ± 0.2 d', '−2.4 d (−2.9 to −2.2)')
    """
    if math.isnan(difference.low):
        return signed_days_text(difference.value)
    if difference.low == difference.high:
        return signed_days_text(difference.value)
    below, above = difference.value - difference.low, difference.high - difference.value
    if abs(below - above) <= 0.01 * (below + above) + 1e-9:
        return signed_days_text(difference.value, difference.half)
    decimals = _decimals(difference)
    low, high = (_signed(end, decimals) for end in (difference.low, difference.high))
    return f"{_signed(difference.value, decimals)} d ({low} to {high})"


def points_text(difference: Difference) -> str:
    """Write a difference of chances in percentage points with its interval.

    Examples
    --------
    >>> points_text(Difference(0.0213, 0.018, 0.025)), points_text(Difference(0.0, -0.0002, 0.0002))
    ('+2.1 points (+1.8 to +2.5)', '0 points (−0.02 to +0.02)')
    """
    scaled = difference.scaled(100.0)
    decimals = _decimals(scaled)
    low, high = (_signed(end, decimals) for end in (scaled.low, scaled.high))
    return f"{_signed(scaled.value, decimals)} points ({low} to {high})"


def day_text(by: date | datetime, labels: Sequence[str] = ()) -> str:
    """Write a date with what it is called.

    Examples
    --------
    >>> day_text(date(2028, 3, 31), ["on-time"])
    '31 March 2028 (on-time)'
    """
    names = ", ".join(label for label in labels if label)
    return f"{instant_text(by)} ({names})" if names else instant_text(by)


def _decimals(difference: Difference) -> int:
    """Return the decimals at which the width of an interval shows its first digit."""
    half = difference.half
    decimals = 1
    while 0.0 < half < 0.5 * 10.0**-decimals and decimals < 4:
        decimals += 1
    return decimals


def _number(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}".removesuffix(".0")


def _signed(value: float, decimals: int) -> str:
    text = _number(abs(value), decimals)
    if float(text.replace(",", "")) == 0.0:
        return "0"
    return f"{'+' if value > 0 else '−'}{text}"


def _amount(days: float, decimals: int = 1) -> str:
    """Write a shift in words: ``4.2 working days earlier``."""
    text = _number(abs(days), decimals)
    if float(text.replace(",", "")) == 0.0:
        return f"{days_text(0.0)} later" if days >= 0 else f"{days_text(0.0)} earlier"
    noun = "working day" if text == "1" else "working days"
    return f"{text} {noun} {'later' if days > 0 else 'earlier'}"
