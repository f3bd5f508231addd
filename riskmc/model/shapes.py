"""A plan with another shape of distribution on the same three points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar, get_args

from riskmc.model.distributions import Distribution, Fixed, Lognormal, Pert, Triangular
from riskmc.model.levels import Level
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity

__all__ = ["NEAREST_MODE", "SHAPES", "Reshaped", "Shape", "reshaped", "with_shape"]

Shape = Literal["triangular", "pert", "lognormal"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

NEAREST_MODE: Final = 1e-4
"""Nearest that the most likely value comes to an end, as a share of the range, where a lognormal is put on it."""

_Value = TypeVar(
    "_Value", Quantity | Distribution, Quantity | Distribution | None, Quantity | Distribution | Level | None
)
_Fate = Literal["changed", "same", "one-sided", "other"]


@dataclass(frozen=True)
class Reshaped:
    """A plan in which every range of three points has one shape.

    A range is the duration of a task, a lag, or the delay or factor of an impact.

    Attributes
    ----------
    project : Project
    changed : int
        Ranges that had another shape before.
    ranges : int
        Ranges of three points, changed or not.
    one_sided : int
        Those of them that keep their shape, because a lognormal has no mode at an end of its range.
    others : int
        Uncertain quantities that are stated in another way and stay as they are.
    """

    project: Project
    changed: int
    ranges: int
    one_sided: int
    others: int


def with_shape(project: Project, shape: Shape) -> Reshaped:
    """Give every range of three points of a plan one shape: triangular, PERT or lognormal.

    Ids, links and everything else stay, so that a run has the same random numbers. A range without width is certain,
    and no range. A PERT keeps its weight of the most likely value where PERT is wanted.

    Parameters
    ----------
    project : Project
    shape : {"triangular", "pert", "lognormal"}

    Examples
    --------
    >>> task = {"id": "dig", "duration": {"pert": ["4d", "5d", "9d"]}}
    >>> other = with_shape(Project(name="Shed", start="2027-01-04", tasks=[task]), "triangular")
    >>> other.project.tasks[0].duration.describe(), other.changed
    ('triangular 4d / 5d / 9d', 1)
    """
    change = _Change(shape, _measure_of(project))
    tasks = tuple(
        task.model_copy(
            update={
                "duration": change.of(task.duration, is_counted=False),
                "remaining": change.of(task.remaining, is_counted=False),
                "after": tuple(link.model_copy(update={"lag": change.of(link.lag)}) for link in task.after),
            }
        )
        for task in project.tasks
    )
    templates = tuple(
        template.model_copy(update={"duration": change.of(template.duration, is_counted=False)})
        if template.duration is not None
        else template
        for template in project.templates
    )
    risks = tuple(
        risk.model_copy(
            update={
                "impacts": tuple(
                    impact.model_copy(update={"delay": change.of(impact.delay), "factor": change.of(impact.factor)})
                    for impact in risk.impacts
                )
            }
        )
        for risk in project.risks
    )
    for task in project.tasks:
        change.of(project.effective_duration(task))
    fates = change.fates
    return Reshaped(
        project.model_copy(update={"tasks": tasks, "templates": templates, "risks": risks}),
        changed=fates["changed"],
        ranges=fates["changed"] + fates["same"] + fates["one-sided"],
        one_sided=fates["one-sided"],
        others=fates["other"],
    )


def reshaped(
    distribution: Distribution, shape: Shape, measure: Callable[[Quantity], float]
) -> tuple[Distribution, _Fate | None]:
    """Put a shape on the three points of a distribution.

    Parameters
    ----------
    distribution : Distribution
    shape : {"triangular", "pert", "lognormal"}
    measure : callable
        Puts its quantities on one scale.

    Returns
    -------
    Distribution
        The same one where nothing changes.
    {"changed", "same", "one-sided", "other"} or None
        What became of it; None where it is certain.
    """
    points = _three_points(distribution)
    if points is None:
        return distribution, None if isinstance(distribution, Fixed) else "other"
    low, mode, high = (measure(point) for point in points)
    if low == high:
        return distribution, None
    if distribution.family == shape:
        return distribution, "same"
    if shape == "lognormal" and min(mode - low, high - mode) < NEAREST_MODE * (high - low):
        return distribution, "one-sided"
    family = {"triangular": Triangular, "pert": Pert, "lognormal": Lognormal}[shape]
    return family(low=points[0], mode=points[1], high=points[2]), "changed"


def _three_points(distribution: Distribution) -> tuple[Quantity, Quantity, Quantity] | None:
    if isinstance(distribution, Triangular | Pert):
        return distribution.low, distribution.mode, distribution.high
    return distribution.three_points if isinstance(distribution, Lognormal) else None


@dataclass
class _Change:
    """Puts a shape on one value after the other, and counts what became of them."""

    shape: Shape
    measure: Callable[[Quantity], float]
    fates: Counter[str] = field(default_factory=Counter)

    def of(self, value: _Value, *, is_counted: bool = True) -> _Value:
        if not isinstance(value, Distribution):
            return value
        distribution, fate = reshaped(value, self.shape, self.measure)
        if is_counted and fate is not None:
            self.fates[fate] += 1
        return distribution


def _measure_of(project: Project) -> Callable[[Quantity], float]:
    minutes = project.working_calendar.minutes
    return lambda quantity: minutes(quantity) if quantity.kind == "time" else quantity.value
