"""The tables of what drives the finish: sensitivity of tasks, critical paths, merge points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from riskmc.analysis.estimates import half_width
from riskmc.analysis.names import distinct_names
from riskmc.analysis.sensitivity import sensitivity_frame
from riskmc.analysis.wording import count_text, counted_text
from riskmc.report.escaping import without_direction
from riskmc.report.tables import Kind, Table, with_error
from riskmc.result import SimulationResult

MOST_SENSITIVE = 200
"""Rows in the table of sensitivity; it says how many there are besides."""

MOST_PATHS = 10
MOST_MERGES = 12

MOST_IN_CHAIN = 8
"""Names of a path that are written in its row."""

LONGEST_IN_CHAIN = 60
"""Characters of each of them."""

_INDICES: tuple[tuple[str, str, float, int, str], ...] = (
    ("Criticality", "criticality", 100.0, 1, " %"),
    ("Cruciality, Spearman", "cruciality_spearman", 1.0, 2, ""),
    ("Pearson", "cruciality_pearson", 1.0, 2, ""),
    ("Kendall", "cruciality_kendall", 1.0, 2, ""),
    ("Significance", "significance", 1.0, 3, ""),
    ("SSI", "ssi", 1.0, 3, ""),
)


def shift_text(days: float, half: float) -> str:
    """Write a shift with its sign and the half-width of its interval, in a column of such; small ones to two decimals.

    Examples
    --------
    >>> shift_text(8.0, 0.52), shift_text(-11.94, 1.2), shift_text(0.84, 0.03), shift_text(np.nan, np.nan)
    ('+8.0 ± 0.5 d', '−11.9 ± 1.2 d', '+0.84 ± 0.03 d', '–')
    """
    if np.isnan(days):
        return "–"
    decimals = 2 if half < 0.05 else 1
    error = "" if np.isnan(half) else f" ± {half:,.{decimals}f}"
    return f"{days:+,.{decimals}f}{error} d".replace("-", "−")


def tornado_table(frame: pd.DataFrame) -> Table:
    """Tabulate the tornado."""
    columns = ("name", "shorter_days", "shorter_half", "longer_days", "longer_half", "swing_days", "swing_half")
    rows = (
        (
            str(name),
            shift_text(shorter, shorter_half),
            shift_text(longer, longer_half),
            shift_text(swing, swing_half),
        )
        for name, shorter, shorter_half, longer, longer_half, swing, swing_half in zip(
            *(frame[column] for column in columns), strict=True
        )
    )
    headings: tuple[tuple[str, Kind], ...] = (
        ("Task", "name"),
        ("Finish where it is shortest", "number"),
        ("Finish where it is longest", "number"),
        ("Swing", "number"),
    )
    return Table("How far the mean finish moves with each task, in working days", headings, tuple(rows))


def sensitivity_table(result: SimulationResult, confidence: float, most: int = MOST_SENSITIVE) -> Table:
    """Tabulate every index of sensitivity side by side, the tasks that drive the finish most first.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).
    most : int
        Rows at most; tasks that are never critical and never vary are left out.
    """
    tasks = sensitivity_frame(result)
    tasks = tasks[(tasks["criticality"] > 0.0) | tasks["cruciality_pearson"].notna()]
    shown = tasks.head(most)
    columns = [
        [
            with_error(value, error, confidence, scale, decimals, unit)
            for value, error in zip(shown[column], shown[f"{column}_se"], strict=True)
        ]
        for _, column, scale, decimals, unit in _INDICES
    ]
    columns += [
        [
            shift_text(days, half_width(error, confidence))
            for days, error in zip(shown[f"{side}_shift_days"], shown[f"{side}_shift_days_se"], strict=True)
        ]
        for side in ("shorter", "longer")
    ]
    caption = "Sensitivity of the finish to each task"
    if len(shown) < len(tasks):
        caption += f": the first {count_text(len(shown))} of {counted_text(len(tasks), 'task')} by SSI"
    names = distinct_names(result.project)
    labels = (names[identity] for identity in shown.index)
    return Table(
        caption,
        (
            ("Task", "name"),
            *((heading, "number") for heading, *_ in _INDICES),
            ("Finish where shortest", "number"),
            ("Finish where longest", "number"),
        ),
        tuple(zip(labels, *columns, strict=True)),
        is_sortable=True,
    )


def path_table(result: SimulationResult, confidence: float, most: int = MOST_PATHS) -> Table:
    """Tabulate the paths that were critical most often; of all but the first, only what is different.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).
    most : int
        Rows at most.
    """
    paths = result.paths.head(most)
    names = distinct_names(result.project)
    chains = [tuple(chain) for chain in paths["tasks"]]
    rows = (
        (
            str(number),
            with_error(frequency, error, confidence, 100.0, 1, " %"),
            count_text(len(chain)),
            chain_text([names[identity] if identity else "" for identity in _beside(chain, chains[0], number == 1)]),
        )
        for number, frequency, error, chain in zip(
            range(1, len(paths) + 1), paths["frequency"], paths["frequency_se"], chains, strict=True
        )
    )
    headings: tuple[tuple[str, Kind], ...] = (
        ("Path", "text"),
        ("Critical in", "number"),
        ("Tasks", "number"),
        ("Its tasks; of all but the first path, those that are not on the first", "chain"),
    )
    return Table("Paths that were critical, the most frequent first", headings, tuple(rows))


def first_path(result: SimulationResult) -> list[str]:
    """Name the tasks of the most frequent critical path, in their order."""
    names = distinct_names(result.project)
    return [names[identity] for chain in result.paths["tasks"].head(1) for identity in chain]


def _beside(chain: Sequence[str], first: Sequence[str], is_whole: bool) -> list[str]:
    """Return the ids of a path, with an empty text for each stretch that it shares with the first path."""
    shared = set() if is_whole else set(first)
    stretches: list[str] = []
    for identity in chain:
        shown = "" if identity in shared else identity
        if shown or not stretches or stretches[-1]:
            stretches.append(shown)
    return stretches


def chain_text(names: Sequence[str], most: int = MOST_IN_CHAIN) -> str:
    r"""Write names in their order, each in its own direction of writing; an empty one is an ellipsis.

    Of more names than `most` the first and the last are written.

    Examples
    --------
    >>> chain_text(["", "Dig", "Build"]).replace("\u2068", "").replace("\u2069", "")
    '… → Dig → Build'
    """
    if len(names) > most:
        half = most // 2
        left_out = count_text(len(names) - 2 * half)
        return f"{chain_text(names[:half], half)} → … {left_out} more … → {chain_text(names[-half:], half)}"
    return " → ".join(f"\u2068{_short(without_direction(name))}\u2069" if name else "…" for name in names)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_IN_CHAIN else f"{name[: LONGEST_IN_CHAIN - 1].rstrip()}…"


def merge_table(result: SimulationResult, confidence: float, most: int = MOST_MERGES) -> Table:
    """Tabulate where paths meet, the largest delay first.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).
    most : int
        Rows at most; merges that are never critical are left out.
    """
    merges = result.merges
    merges = merges[(merges["criticality"] > 0.0) & (merges["delay_days"] > 0.0)].head(most)
    names = distinct_names(result.project)
    columns = ("predecessors", "delay_days", "delay_days_se", "latest", "latest_share", "criticality")
    rows = (
        (
            names[identity],
            count_text(int(predecessors)),
            shift_text(delay, half_width(error, confidence)),
            names[latest],
            f"{100 * share:.0f} %",
            f"{100 * criticality:.0f} %",
        )
        for identity, predecessors, delay, error, latest, share, criticality in zip(
            merges.index, *(merges[column] for column in columns), strict=True
        )
    )
    headings: tuple[tuple[str, Kind], ...] = (
        ("Where paths meet", "name"),
        ("Predecessors", "number"),
        ("Start delayed by", "number"),
        ("Last to arrive, most often", "name"),
        ("In", "number"),
        ("Criticality", "number"),
    )
    return Table("Where paths meet, the longest delay first", headings, tuple(rows), is_sortable=True)
