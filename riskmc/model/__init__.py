"""What the user means: projects, tasks, links, calendars, distributions and risks. No numbers are drawn here."""

from riskmc.model.calendars import Calendar, CalendarException, CountryHolidays, Shift, always
from riskmc.model.correlation import Correlation, CorrelationSettings
from riskmc.model.distributions import Distribution
from riskmc.model.network import CycleError, Link, topological_order
from riskmc.model.project import Notice, Project
from riskmc.model.quantities import Quantity
from riskmc.model.risks import Impact, Risk
from riskmc.model.selection import select
from riskmc.model.tasks import Objective, Task, Template
from riskmc.model.timeline import WorkingTimeline
from riskmc.model.validation import find_problems

__all__ = [
    "Calendar",
    "CalendarException",
    "Correlation",
    "CorrelationSettings",
    "CountryHolidays",
    "CycleError",
    "Distribution",
    "Impact",
    "Link",
    "Notice",
    "Objective",
    "Project",
    "Quantity",
    "Risk",
    "Shift",
    "Task",
    "Template",
    "WorkingTimeline",
    "always",
    "find_problems",
    "select",
    "topological_order",
]
