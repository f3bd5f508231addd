"""Sensitivity measures side by side."""

from __future__ import annotations

import numpy as np
import pytest

from riskmc.analysis.sensitivity import COLUMNS, MEASURES, sensitivity_frame
from riskmc.model import Project
from riskmc.result import SimulationResult
from riskmc.simulation import simulate


@pytest.fixture(scope="module")
def result() -> SimulationResult:
    tasks = [
        {"id": "sure", "duration": "40d"},
        {"id": "wild", "duration": {"uniform": ["5d", "30d"]}, "after": ["sure"]},
        {"id": "tame", "duration": {"uniform": ["14d", "16d"]}, "after": ["sure"]},
        {"id": "idle", "duration": {"uniform": ["1d", "5d"]}},
        {"id": "end", "milestone": True, "after": ["wild", "tame", "idle"]},
    ]
    return simulate(Project(name="Four", start="2027-01-04", tasks=tasks), iterations=9_000, jobs=1)


def test_each_measure_has_its_error_beside_it(result: SimulationResult) -> None:
    frame = sensitivity_frame(result)
    assert frame.columns.tolist() == ["name", *(column + suffix for column in COLUMNS for suffix in ("", "_se"))]
    assert frame.index.tolist()[0] == "wild"
    assert "end" not in frame.index
    assert (frame.loc["wild", [f"{column}_se" for column in COLUMNS]].astype(float) > 0.0).all()


@pytest.mark.parametrize(
    ("by", "first"),
    [("ssi", "wild"), ("criticality", "sure"), ("cruciality", "wild"), ("significance", "sure"), ("shift", "wild")],
)
def test_tasks_are_ranked_by_what_is_asked_for(result: SimulationResult, by, first: str) -> None:
    assert sensitivity_frame(result, by).index[0] == first
    assert len(sensitivity_frame(result, by, top=2)) == 2


def test_a_task_that_never_varies_has_no_correlation_and_stands_by_its_criticality(result: SimulationResult) -> None:
    frame = sensitivity_frame(result, "cruciality")
    assert np.isnan(frame.loc["sure", "cruciality_kendall"])
    assert frame.index[-1] in ("sure", "idle")


def test_an_unknown_measure_is_refused(result: SimulationResult) -> None:
    with pytest.raises(ValueError, match="ranked by one of " + ", ".join(MEASURES)):
        sensitivity_frame(result, "luck")  # type: ignore[arg-type]
