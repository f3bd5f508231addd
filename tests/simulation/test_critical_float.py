"""What counts as critical: zero float, or as near to it as is asked for."""

from __future__ import annotations

import pytest

from riskmc.errors import UsageError
from riskmc.model import Project
from riskmc.simulation import simulate

PARALLEL = Project(
    name="x",
    start="2027-01-04",
    tasks=[{"id": "long", "duration": "5d"}, {"id": "short", "duration": "4d"}, {"id": "tie", "duration": "5d"}],
)


def criticality(critical_float: str | None) -> dict[str, float]:
    result = simulate(PARALLEL, iterations=100, critical_float=critical_float)
    return dict(result.tasks["criticality"])


def test_only_tasks_without_float_are_critical_and_ties_all_are() -> None:
    assert criticality(None) == {"long": 1.0, "short": 0.0, "tie": 1.0}
    assert criticality("7.9h")["short"] == 0.0


def test_near_critical_tasks_count_up_to_the_float_that_is_asked_for() -> None:
    assert criticality("1d") == {"long": 1.0, "short": 1.0, "tie": 1.0}


@pytest.mark.parametrize("text", ["-1d", "soon", "5", "50%"])
def test_a_critical_float_that_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=f"critical float {text} is not an amount of time; give one such as 1d"):
        simulate(PARALLEL, iterations=1, critical_float=text)
