"""The language of what is asked of a run: ``P80``, ``P90(handover)``, ``P(finish <= 2028-03-31)``, ``95%``."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING

from riskmc.errors import PlanError, UsageError
from riskmc.model.followed import followed_tasks
from riskmc.model.quantities import Quantity
from riskmc.result.estimates import fewest_for_interval

if TYPE_CHECKING:
    from riskmc.model.project import Project
    from riskmc.result.estimates import ProbabilityEstimate, QuantileEstimate
    from riskmc.result.run_result import SimulationResult
    from riskmc.result.samples import FinishSamples

PROJECT = "finish"
"""How the finish of the project is named."""

ID = r"(?P<subject>[\w.\-]+)"
DATE = r"(?P<date>\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?)"
PERCENTILE = rf"P(?P<level>\d+(?:\.\d+)?)\s*(?:\(\s*{ID}\s*\))?"
CHANCE = rf"P\(\s*{ID}\s*(?P<inner><=|<)\s*{DATE}\s*\)"
"""Regular expressions of the parts."""

ALLOWED = """\
write one of
  P80                                  the date that the project keeps in 80 % of the iterations
  P80(handover)                        the same of a milestone
  P(finish <= 2028-03-31)              the chance of a date, of the project or of a milestone (< or <=)"""

_PERCENTILE = re.compile(PERCENTILE, re.IGNORECASE)
_CHANCE = re.compile(CHANCE, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statistic:
    """A percentile of a finish, or the chance of a date.

    Attributes
    ----------
    text : str
        As it was written.
    subject : str
        A milestone or a task that an objective names, or :data:`PROJECT`.
    level : float
        Of the percentile, in (0, 1); 0 for a chance.
    limit : datetime or None
        The date of a chance; the end of the day where only a day was written.

    Examples
    --------
    >>> watched = parse_statistic("P90(handover)")
    >>> watched.subject, watched.level, watched.is_chance
    ('handover', 0.9, False)
    """

    text: str
    subject: str
    level: float
    limit: datetime | None

    @property
    def is_chance(self) -> bool:
        """Whether it is the chance of a date, and not a percentile."""
        return self.limit is not None

    def estimate(self, samples: FinishSamples, confidence: float) -> QuantileEstimate | ProbabilityEstimate:
        """Return the estimate with its interval.

        Parameters
        ----------
        samples : FinishSamples
            Of the subject.
        confidence : float
            In (0, 1).
        """
        if self.limit is not None:
            return samples.probability_by(self.limit, confidence)
        return samples.estimate(self.level, confidence)

    def half_width(self, samples: FinishSamples, confidence: float) -> float:
        """Return how far the interval reaches from the estimate, to the side where it reaches further.

        Returns
        -------
        float
            Working days of a percentile, a share in [0, 1] of a chance; infinite where there are too few iterations for
            an interval of that confidence.
        """
        if self.limit is not None:
            chance = samples.probability_by(self.limit, confidence)
            return max(chance.value - chance.low, chance.high - chance.value)
        if samples.iterations < fewest_for_interval(self.level, confidence):
            return math.inf
        estimate = samples.estimate(self.level, confidence)
        return max(estimate.days - estimate.low_days, estimate.high_days - estimate.days)


def parse_statistic(text: str) -> Statistic:
    """Read what is asked of a run.

    Parameters
    ----------
    text : str

    Raises
    ------
    UsageError
        With the forms that are allowed.

    Examples
    --------
    >>> parse_statistic("P(finish <= 2028-03-31)").limit
    datetime.datetime(2028, 4, 1, 0, 0)
    """
    text = text.strip()
    found = _PERCENTILE.fullmatch(text)
    if found is not None:
        return Statistic(text, read_subject(found["subject"]), read_level(found["level"], repr(text)), None)
    found = _CHANCE.fullmatch(text)
    if found is not None:
        limit = read_limit(found["date"], repr(text), before=found["inner"] == "<")
        return Statistic(text, read_subject(found["subject"]), 0.0, limit)
    raise UsageError(f"{text!r} is not understood; {ALLOWED}")


def read_subject(name: str | None) -> str:
    """Return whose finish is meant; nobody's name is the project's."""
    return PROJECT if name is None or name.lower() in (PROJECT, "project") else name


def read_level(percent: str, whose: str) -> float:
    """Read the level of a percentile.

    Parameters
    ----------
    percent : str
        Such as ``80``.
    whose : str
        What holds it, for the message.
    """
    level = float(percent) / 100
    if not 0 < level < 1:
        raise UsageError(f"{whose} asks for P{percent}; write a percentile above P0 and below P100")
    return level


def read_limit(text: str, whose: str, *, before: bool) -> datetime:
    """Read a date; a day alone is kept up to its end, and 'before' a day is up to its beginning.

    Parameters
    ----------
    text : str
    whose : str
        What holds it, for the message.
    before : bool
        Whether the comparison is strict.
    """
    try:
        if len(text) > len("2028-03-31"):
            return datetime.fromisoformat(text)
        day = date.fromisoformat(text)
        return datetime.combine(day if before else day + timedelta(days=1), time())
    except (ValueError, OverflowError):
        raise UsageError(f"{whose} names {text}, which is no date; write YYYY-MM-DD") from None


def check_subject(subject: str, project: Project, whose: str) -> None:
    """Refuse a finish that the plan does not follow through all iterations.

    Parameters
    ----------
    subject : str
    project : Project
    whose : str
        What names it, for the message.

    Raises
    ------
    UsageError
        With the name that is near.
    """
    milestones = [task.id for task in project.tasks if task.milestone]
    if subject == PROJECT or subject in followed_tasks(project):
        return
    if subject in project.task_index:
        advice = "write an objective for it, or a milestone after it"
        raise UsageError(f"{whose}: {subject!r} is a task without an objective; {advice}")
    raise UsageError(f"{whose}: there is no milestone {subject!r}{near(subject, milestones)}")


def samples_of(subject: str, result: SimulationResult) -> FinishSamples:
    """Return the finishes that are meant; the plan has them."""
    return result.finish if subject == PROJECT else result.milestones[subject]


def near(name: str, names: Sequence[str]) -> str:
    """Say which name may be meant, or which there are."""
    close = get_close_matches(name, [*names, PROJECT], n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]}?"
    shown = ", ".join(names[:8])
    return f"; there are {shown}{', ...' if len(names) > 8 else ''}" if names else "; the plan has none"


def parse_confidence(value: str | float) -> float:
    """Read the confidence of intervals.

    Parameters
    ----------
    value : str or float
        Such as ``"95%"`` or 0.95.

    Returns
    -------
    float
        In (0, 1).

    Raises
    ------
    UsageError
        Where it is no such share.

    Examples
    --------
    >>> parse_confidence("99%"), parse_confidence(0.8)
    (0.99, 0.8)
    """
    try:
        quantity = Quantity.parse(value)
    except PlanError:
        raise UsageError(f"the confidence {value!r} is not a share; write one such as 95% or 0.95") from None
    share = quantity.value / 100 if quantity.unit == "%" else quantity.value
    if quantity.kind == "time" or not 0 < share < 1:
        meant = f"; did you mean {quantity.value:g}%?" if quantity.unit == "" and 50 <= share < 100 else ""
        advice = "is not above 0 and below 100%; write one such as 95% or 0.95"
        raise UsageError(f"the confidence {value} {advice}{meant}")
    return share
