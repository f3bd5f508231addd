"""A plan with another shape on the same three points is the same plan but for that."""

from __future__ import annotations

import pytest

from riskmc.io.plan_document import plan_document
from riskmc.model import Project
from riskmc.model.shapes import SHAPES, Shape, with_shape

LAG = {"pert": ["1d", "2d", "5d"]}
FACTOR = {"triangular": [1, 1.2, 2]}
PLAN = Project(
    name="Shed",
    start="2027-01-04",
    tasks=[
        {"id": "dig", "duration": {"pert": ["5d", "8d", "20d"]}},
        {"id": "wall", "duration": {"triangular": ["4d", "1w", "2w"]}, "after": ["dig"], "tags": ["mason"]},
        {"id": "roof", "duration": {"lognormal": ["4d", "5d", "9d"]}, "after": [{"task": "dig", "lag": LAG}]},
        {"id": "paint", "duration": {"normal": {"mean": "5d", "sd": "1d"}}, "after": ["roof"]},
        {"id": "glaze", "duration": {"lognormal": {"mean": "5d", "sd": "1d"}}, "after": ["roof"]},
        {"id": "tiles", "duration": {"trigen": ["4d", "5d", "9d"]}, "after": ["roof"]},
        {"id": "sure", "duration": {"pert": ["5d", "5d", "5d"]}},
        {"id": "late", "duration": {"pert": ["5d", "5d", "9d"]}},
        {"id": "door", "duration": "4d"},
        {"id": "gate", "duration": {"pert": ["90%", "100%", "130%"]}, "planned": "10d"},
    ],
    templates=[{"for": ["door"], "duration": {"triangular": ["90%", "100%", "130%"]}}],
    risks=[
        {"id": "R1", "probability": "30%", "impacts": [{"on": "tag:mason", "delay": {"pert": ["1d", "3d", "9d"]}}]},
        {"id": "R2", "probability": "30%", "impacts": [{"on": "dig", "factor": FACTOR, "delay": "2d"}]},
    ],
)  # fmt: skip


@pytest.mark.parametrize(("shape", "changed", "one_sided"), [("triangular", 6, 0), ("pert", 4, 0), ("lognormal", 7, 1)])
def test_every_range_of_three_points_is_counted_once_and_the_others_beside_it(
    shape: Shape, changed: int, one_sided: int
):
    # Ranges: dig, wall, roof and its lag, late, door by its template, gate, R1, R2. Others: paint, glaze, tiles.
    other = with_shape(PLAN, shape)
    assert (other.changed, other.ranges, other.one_sided, other.others) == (changed, 9, one_sided, 3)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_plan_that_comes_of_it_is_valid_and_has_the_same_planned_durations(shape: Shape):
    other = with_shape(PLAN, shape).project
    fields = {**dict(other.items()), "templates": list(other.templates)}
    again = Project(**fields)
    assert plan_document(again) == plan_document(other)
    for task, changed in zip(PLAN.tasks, other.tasks, strict=True):
        assert PLAN.planned_duration(task) == other.planned_duration(changed)
        assert task.id == changed.id


def test_the_three_points_stay_and_the_shape_changes():
    other = with_shape(PLAN, "lognormal").project
    durations = {task.id: other.effective_duration(task).describe() for task in other.tasks}
    assert durations["dig"] == "lognormal 5d / 8d / 20d"
    assert durations["wall"] == "lognormal 4d / 1w / 2w"
    assert durations["door"] == "lognormal 3.6d / 4d / 5.2d"
    assert durations["gate"] == "lognormal 9d / 10d / 13d"
    assert durations["late"] == "PERT 5d / 5d / 9d"
    assert durations["paint"] == "normal mean 5d, sd 1d"
    assert other.tasks[2].after[0].lag.describe() == "lognormal 1d / 2d / 5d"
    assert other.risks[1].impacts[0].factor.describe() == "lognormal 1 / 1.2 / 2"
    assert PLAN.tasks[0].duration.describe() == "PERT 5d / 8d / 20d"


def test_a_shape_that_a_plan_has_already_changes_nothing():
    once = with_shape(PLAN, "triangular").project
    twice = with_shape(once, "triangular")
    assert twice.changed == 0
    assert twice.project.digest() == once.digest()
