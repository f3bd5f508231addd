"""The colours of the charts, light and dark; with any kind of colour vision, shapes and dashes tell marks apart too."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from riskmc.report.series import dark_of_series


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by role, as CSS writes them.

    Attributes
    ----------
    ink, muted, grid, paper : str
        Text, lesser text, grid lines, ground behind marks.
    curve, band, bar : str
        S-curve and lines, its confidence band, bars of the histogram.
    first, second : str
        Bars of two indices side by side.
    plan, objective : str
        The plan's own dates; the dates of objectives.
    critical : str
        Tasks on a critical path.
    """

    ink: str
    muted: str
    grid: str
    paper: str
    curve: str
    band: str
    bar: str
    first: str
    second: str
    plan: str
    objective: str
    critical: str


LIGHT = Palette(
    ink="#1b2733",
    muted="#586673",
    grid="#e1e6eb",
    paper="#fefefe",
    curve="#0b5394",
    band="rgba(11, 83, 148, 0.18)",
    bar="#9dbbd8",
    first="#4f86b8",
    second="#3d8577",
    plan="#c2410c",
    objective="#6b3fa0",
    critical="#b3123f",
)
"""The colours that figures are made with."""

DARK = Palette(
    ink="#e7ecf1",
    muted="#a3b0bc",
    grid="#2c3743",
    paper="#12181f",
    curve="#74b6f2",
    band="rgba(116, 182, 242, 0.25)",
    bar="#3f6284",
    first="#5a93c9",
    second="#4fa393",
    plan="#ff9a5c",
    objective="#c8a6f7",
    critical="#ff7d97",
)
"""What the page replaces them with where the reader prefers dark."""


@dataclass(frozen=True, slots=True)
class Band:
    """A band of the criticality index.

    Attributes
    ----------
    upper : float
        Where it ends, as a share; the last ends above 1.
    label : str
    light, dark : str
        Its colour; the bands get darker, or on dark ground brighter, the more critical, in grey too.
    """

    upper: float
    label: str
    light: str
    dark: str


CRITICALITY_BANDS = (
    Band(0.05, "below 5 %", "#dfe4e9", "#36414c"),
    Band(0.25, "5 to 25 %", "#fff3c4", "#5d5021"),
    Band(0.5, "25 to 50 %", "#f6c65b", "#a87412"),
    Band(0.75, "50 to 75 %", "#d9692e", "#ef8347"),
    Band(2.0, "75 % and more", "#7a1f3d", "#ffd2c2"),
)
"""The colours of the schedule, which its style sheet has too."""


def dark_of_light() -> dict[str, str]:
    """Return the dark colour of each light colour."""
    dark = asdict(DARK)
    bands = {band.light: band.dark for band in CRITICALITY_BANDS}
    return {colour: dark[role] for role, colour in asdict(LIGHT).items()} | bands | dark_of_series()
