"""Sensitivity measures side by side, ranked by any one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from riskmc._typing import Floats
from riskmc.analysis.criticality import ranking
from riskmc.result import SimulationResult

if TYPE_CHECKING:
    import pandas as pd

Measure = Literal["ssi", "criticality", "cruciality", "significance", "shift"]
"""What tasks are ranked by; ``cruciality`` is Spearman's, ``shift`` the swing from shortest to longest."""

MEASURES: tuple[Measure, ...] = get_args(Measure)

COLUMNS = (
    "criticality", "cruciality_pearson", "cruciality_spearman", "cruciality_kendall", "significance", "ssi",
    "shorter_shift_days", "longer_shift_days",
)  # fmt: skip
"""The measures of the table; each has its standard error beside it as ``..._se``."""


def sensitivity_frame(result: SimulationResult, by: Measure = "ssi", top: int | None = None) -> pd.DataFrame:
    """Build the table of the sensitivity measures of the tasks, without milestones.

    Parameters
    ----------
    result : SimulationResult
    by : {"ssi", "criticality", "cruciality", "significance", "shift"}
        What the tasks are ranked by, the largest first; correlations and shifts by their size, whatever their sign.
        Ties stand by criticality, then in plan order.
    top : int, optional
        How many tasks; all by default.

    Returns
    -------
    DataFrame
        Indexed by task id: ``name``, then COLUMNS, each with its standard error. nan where a task never varies.

    Raises
    ------
    ValueError
        Where the tasks cannot be ranked by that.
    """
    if by not in MEASURES:
        raise ValueError(f"tasks are ranked by one of {', '.join(MEASURES)}, not by {by!r}")
    table = result.tasks.loc[~result.tasks["milestone"]]
    table = table[["name", *(f"{column}{suffix}" for column in COLUMNS for suffix in ("", "_se"))]]
    return table.iloc[ranking(_size(table, by), table["criticality"].to_numpy(float))[:top]]


def _size(table: pd.DataFrame, by: Measure) -> Floats:
    column = "cruciality_spearman" if by == "cruciality" else "longer_shift_days" if by == "shift" else by
    size: Floats = table[column].to_numpy(float)
    if by == "shift":
        size = size - table["shorter_shift_days"].to_numpy(float)
    return np.abs(size)
