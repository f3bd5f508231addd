"""Correlations: which durations, impacts and occurrences go together, and how closely."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field, PlainValidator, model_validator

from riskmc.model._record import Fault, Record, Text, fault, raise_faults, shown
from riskmc.model.network import as_task_id

__all__ = [
    "COST", "DEFAULT_CORRELATION", "DEFAULT_SOURCE", "NAMED", "OCCURS", "RESOURCE", "RISK", "Correlation",
    "CorrelationSettings", "normal_of_rank", "rank_of_normal",
]  # fmt: skip

DEFAULT_CORRELATION: Final = 0.18
"""What ``rho: default`` and ``within_groups: default`` stand for, a correlation of normal scores."""

DEFAULT_SOURCE: Final = (
    "correlation of ln(actual / planned duration) of the tasks of one project, about 0.18 over the 132 projects of the "
    "DSLIB database (J. Batselier and M. Vanhoucke, 'Construction and evaluation framework for a real-life project "
    "database', Int. J. Project Management 33, 2015)"
)
"""Where :data:`DEFAULT_CORRELATION` comes from."""

RISK: Final = "risk:"
OCCURS: Final = "occurs:"
"""How members that are impacts, or the occurrence, of a risk begin."""

COST: Final = "cost:"
RESOURCE: Final = "resource:"
"""How members that are the amounts of a task's or the project's cost, or the prices of a resource, begin."""

NAMED: Final = (RISK, OCCURS, COST, RESOURCE)
"""How members begin that are no durations of tasks."""

Measure = Literal["rank", "normal"]
Stated = float | Literal["default"]
_OTHERS = "'risk:ID' (its impacts), 'occurs:ID' (its occurrence), 'cost:ID' (its amounts) or 'resource:ID' (its prices)"
_MEMBERS = f"write a task, 'group:...', 'tag:...', 'all', {_OTHERS}"
_PAIR = f"write two of: the id of a task, {_OTHERS}"
_RHO = "write a number from -1 to 1, or default"


def normal_of_rank(rank: float) -> float:
    """Return the correlation of normal scores that has a given rank correlation: 2 sin(pi rho / 6).

    K. Pearson, "On further methods of determining correlation" (1907); exact under a Gaussian copula.

    Examples
    --------
    >>> round(normal_of_rank(0.6), 6), normal_of_rank(1.0)
    (0.618034, 1.0)
    """
    return 2.0 * math.sin(math.pi * rank / 6.0) if abs(rank) < 1.0 else rank


def rank_of_normal(normal: float) -> float:
    """Return Spearman's correlation of variables whose normal scores have a given correlation: (6 / pi) asin(r / 2).

    Examples
    --------
    >>> round(rank_of_normal(0.7), 6)
    0.682911
    """
    return 6.0 / math.pi * math.asin(max(-1.0, min(1.0, normal)) / 2.0) if abs(normal) < 1.0 else normal


def _as_rho(value: object) -> Stated:
    if isinstance(value, str) and value.strip().lower() == "default":
        return "default"
    if isinstance(value, str) and value.strip().endswith("%"):
        raise fault(f"{{here}} {shown(value)} is not a correlation", _RHO, "0.3 is written for 30 %")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise fault(f"{{here}} {shown(value)} is not a correlation", _RHO)
    if not -1.0 <= value <= 1.0:
        hint = f"did you mean {value / 100:g}?" if 1.0 < abs(value) <= 100.0 else ""
        raise fault(f"{{here}} {value:g} is not between -1 and 1", _RHO, hint)
    return float(value)


def _as_within(value: object) -> Stated:
    stated = _as_rho(value)
    if stated != "default" and stated < 0.0:
        raise fault(
            f"{{here}} {stated:g} is below 0: many tasks cannot all go against one another",
            "write a number from 0 to 1",
        )
    return stated


def _as_members(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list | tuple) else [value]
    if not items:
        raise fault("{here} names nothing", _MEMBERS)
    return tuple(dict.fromkeys(_as_member(item, _MEMBERS) for item in items))


def _as_member(item: object, allowed: str) -> str:
    if isinstance(item, str) and item.strip():
        kind, colon, name = item.strip().partition(":")
        kind, name = kind.strip(), name.strip()
        if not colon:
            return kind
        return name if kind == "task" else f"{kind}:{name}"
    if isinstance(item, int | float) and not isinstance(item, bool):
        return as_task_id(item)
    raise fault(f"{{here}} {shown(item)} is not a member", allowed)


def _as_pair(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        got = f"{len(value)} entries" if isinstance(value, list | tuple) else shown(value)
        raise fault(f"{{here}} has {got} where two members are expected", _PAIR, "more than two make a group")
    first, second = (_as_member(item, _PAIR) for item in value)
    for member in (first, second):
        kind = member.partition(":")[0] if ":" in member else ""
        if member == "all" or (kind and f"{kind}:" not in NAMED):
            raise fault(f"{member!r} is not a single member", _PAIR, "write a group for more")
    if first == second:
        raise fault(f"{first!r} stands on both sides", "", "a quantity goes with itself anyhow")
    return first, second


Members = Annotated[tuple[str, ...], PlainValidator(_as_members)]
Pair = Annotated[tuple[str, ...], PlainValidator(_as_pair)]


class Correlation(Record):
    """How closely the members of a group, or of a pair, go together.

    Members are tasks (their durations), ``risk:ID`` (the impacts of a risk), ``occurs:ID`` (its occurrence),
    ``cost:ID`` (the amounts of the cost of a task, or of the project) and ``resource:ID`` (its prices). A positive
    correlation means long with long, long with dear, and long with occurring.

    Parameters
    ----------
    group : tuple of str, optional
        Selectors of tasks, ``risk:ID``, ``occurs:ID``, ``cost:ID``, ``resource:ID``: each two of the members have the
        correlation.
    between : tuple of two str, optional
        A pair. It counts before the groups that both are in.
    rho : float or "default"
        In -1..1; ``default`` is 0.18 of normal scores.
    measure : {"rank", "normal"}
        Whether `rho` is Spearman's rank correlation, or that of the normal scores, the parameter of the copula.
    name : str
        Addresses the random numbers of a group; by default what `group` says.

    Examples
    --------
    >>> Correlation(group="tag:marine", rho=0.6).title
    'tag:marine'
    >>> Correlation(between=["permit", "design"], rho=0.3).title
    'design ~ permit'
    """

    noun: ClassVar[str] = "correlation"

    group: Members | None = None
    between: Pair | None = None
    rho: Annotated[Stated, PlainValidator(_as_rho)]
    measure: Measure = "rank"
    name: Text = ""

    @classmethod
    def subject_of(cls, data: Mapping[str, Any]) -> str:
        """Name the correlation that some data describe."""
        return f"correlation {data['name']!r}" if data.get("name") else cls.noun

    @model_validator(mode="after")
    def _check_kind(self) -> Self:
        if (self.group is None) == (self.between is None):
            what = (
                "the correlation has neither a group nor a pair" if self.group is None else "it has a group and a pair"
            )
            raise_faults([Fault((), "", what, "write group: ... or between: [..., ...]")])
        return self

    @property
    def title(self) -> str:
        """What it is called: its name, else its members."""
        if self.name:
            return self.name
        return ", ".join(self.group) if self.group is not None else " ~ ".join(sorted(self.between or ()))

    @property
    def value(self) -> float:
        """The correlation as a number."""
        return DEFAULT_CORRELATION if self.rho == "default" else self.rho

    @property
    def is_rank(self) -> bool:
        """Whether :attr:`value` is a rank correlation."""
        return self.measure == "rank" and self.rho != "default"


class CorrelationSettings(Record):
    """How correlations act.

    Parameters
    ----------
    copula : {"gaussian", "t"}
        Under ``t`` extremes come together more often. A rank correlation is kept under both.
    degrees_of_freedom : int
        Of the t copula, 1..50: the fewer, the more often extremes come together.
    repair : {"refuse", "nearest"}
        What becomes of pairs that cannot all hold: the plan is refused, or the nearest correlations that can hold are
        taken (N. J. Higham, "Computing the nearest correlation matrix", IMA J. Numer. Anal. 22, 2002) and told.
    within_groups : float or "default"
        Rank correlation between the durations of tasks of one ``group``; 0 for none; ``default`` is 0.18 of normal
        scores.

    Examples
    --------
    >>> CorrelationSettings(within_groups="default").within
    0.18
    """

    noun: ClassVar[str] = "correlation_settings"

    copula: Literal["gaussian", "t"] = "gaussian"
    degrees_of_freedom: Annotated[int, Field(strict=True, ge=1, le=50)] = 4
    repair: Literal["refuse", "nearest"] = "refuse"
    within_groups: Annotated[Stated, PlainValidator(_as_within)] = 0.0

    @property
    def within(self) -> float:
        """The correlation inside groups as a number."""
        return DEFAULT_CORRELATION if self.within_groups == "default" else self.within_groups
