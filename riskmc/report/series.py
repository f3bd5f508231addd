"""How runs are told apart in a chart: a colour and a dash each, so that either alone would do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Series:
    """The look of one run.

    Attributes
    ----------
    light, dark : str
        Colour on the light and on the dark page.
    dash : str
        Of its line, as plotly writes it.
    symbol : str
        Of its marks.
    """

    light: str
    dark: str
    dash: str
    symbol: str


SERIES = (
    Series("#0b5395", "#75b6f2", "solid", "circle"),
    Series("#c2420c", "#ff9a5d", "dash", "diamond"),
    Series("#0f766e", "#5fd0bf", "dashdot", "square"),
    Series("#86198f", "#e79cf0", "dot", "triangle-up"),
    Series("#1b2734", "#e7ecf2", "longdash", "cross"),
    Series("#8a5a00", "#e6c15a", "longdashdot", "x"),
    Series("#be185d", "#ff9cc4", "2px,2px,8px,2px", "triangle-down"),
    Series("#4d7c0f", "#b4dd6c", "12px,3px,2px,3px,2px,3px", "star"),
)
"""Of the first eight runs of a comparison; more are not legible in one chart."""


def dark_of_series() -> dict[str, str]:
    """Return the dark colour of each light colour."""
    return {series.light: series.dark for series in SERIES}
