"""Second thoughts about the inputs, in words and as a frame."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING

from riskmc.analysis.estimates import fewest_for_interval
from riskmc.analysis.wording import counted_text, days_range_text, days_text, level_text, signed_days_text
from riskmc.model.correlation import DEFAULT_CORRELATION
from riskmc.result import Envelope, EnvelopeRow, QuantileEstimate

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "change_text", "condition_text", "correlation_condition", "envelope_frame", "envelope_notes", "interval_text",
    "move_text", "weight_sentence",
]  # fmt: skip

_SMALLEST = 0.05
"""Working days that are not written as none."""


def envelope_frame(envelope: Envelope) -> pd.DataFrame:
    """Lay an envelope out as a frame.

    Returns
    -------
    DataFrame
        One row a change: ``kind``, ``label``, ``days``, ``low_days``, ``high_days`` (working days), ``changed``
        (ranges), ``date``.
    """
    import pandas as pd

    return pd.DataFrame([asdict(row) for row in envelope.rows], columns=list(EnvelopeRow.__slots__))


def condition_text(row: EnvelopeRow, envelope: Envelope) -> str:
    """Say what is otherwise in a row, such as ``every range is triangular``."""
    if row.kind == "seed":
        return f"the seed is another ({envelope.seeds} tried, {row.label} moves it most)"
    if row.kind == "correlation":
        return correlation_condition(row)
    return f"every range is {row.label}"


def correlation_condition(row: EnvelopeRow) -> str:
    """Say how the durations go together in a row of correlations."""
    if row.label == "as planned":
        return "durations go together as the plan says"
    if row.label == "0":
        return "no durations go together"
    rho = f"{DEFAULT_CORRELATION:g}, the default" if row.label == "default" else row.label
    return f"all durations go together with a correlation of {rho}"


def change_text(row: EnvelopeRow, envelope: Envelope) -> str:
    """Name what is otherwise in a row in a few words, such as ``triangular ranges``."""
    if row.kind == "seed":
        return f"seed {row.label}, of {envelope.seeds} tried"
    if row.kind == "correlation":
        rho = f"{DEFAULT_CORRELATION:g} (default)" if row.label == "default" else row.label
        return "correlations as planned" if row.label == "as planned" else f"all durations, rho {rho}"
    return f"{row.label} ranges"


def move_text(row: EnvelopeRow) -> str:
    """Write how far the percentile moves, such as ``+6.1 d``."""
    return "0 d, as planned" if row.kind != "seed" and not row.changed else signed_days_text(row.days)


def interval_text(row: EnvelopeRow) -> str:
    """Write the interval of a move; for seeds what the interval of the run allows."""
    if math.isnan(row.high_days):
        return "–"
    if row.kind == "seed":
        reach = "under 0.1 d" if row.high_days < _SMALLEST else f"up to {signed_days_text(row.high_days)[1:]}"
        return f"allowed: {reach}"
    return f"{days_range_text(row.low_days, row.high_days)} d" if row.changed else "–"


def envelope_notes(envelope: Envelope) -> tuple[str, ...]:
    """Say which uncertain quantities stay as they are."""
    notes = []
    if not envelope.ranges:
        notes.append("No range of the plan is stated by three points, so that there is no shape to exchange.")
    if envelope.others and envelope.ranges:
        verb = "stays as it is" if envelope.others == 1 else "stay as they are"
        notes.append(
            f"{counted_text(envelope.others, 'uncertain quantity', 'uncertain quantities')} not stated by three points"
            f" {verb}."
        )
    if envelope.one_sided:
        notes.append(
            f"{counted_text(envelope.one_sided, 'range')} whose most likely value is an end keep"
            f"{'s' if envelope.one_sided == 1 else ''} the own shape where the others are lognormal."
        )
    return tuple(notes)


def weight_sentence(envelope: Envelope, own: QuantileEstimate) -> str:
    """Say that the choice of distribution matters more than the number of iterations, where it does.

    Parameters
    ----------
    envelope : Envelope
    own : QuantileEstimate
        The percentile of the run that the envelope follows.

    Returns
    -------
    str
        Empty where no shape moves the percentile further than its own interval reaches.
    """
    widest = envelope.widest
    if widest is None or envelope.iterations < fewest_for_interval(envelope.level, envelope.confidence):
        return ""
    reach = max(own.high_days - own.days, own.days - own.low_days)
    is_sure = widest.low_days > 0.0 or widest.high_days < 0.0
    if not is_sure or abs(widest.days) <= max(reach, _SMALLEST):
        return ""
    left = "less than a tenth of a working day" if reach < _SMALLEST else days_text(reach)
    percentile = f"P{level_text(envelope.level).removesuffix(' %')}"
    return (
        f"The choice of distribution matters more than the number of iterations: it moves {percentile} by up to"
        f" {days_text(abs(widest.days))}, and the iterations leave {left} open."
    )
