"""One schedule: the dates of all tasks in one case, such as the plan itself."""

from __future__ import annotations

from dataclasses import dataclass

from riskmc._typing import Floats


@dataclass(frozen=True)
class Schedule:
    """Dates of all tasks, in plan order, as minutes of the project's timeline, from its start.

    Attributes
    ----------
    duration : ndarray(float64), shape (n_tasks,)
        Working minutes of the task's own calendar; of a started task what is left, of a finished one 0.
    early_start, early_finish, late_start, late_finish : ndarray(float64), shape (n_tasks,)
        ``result.timeline.date_of`` gives their dates. The start of a started task is that of what is left.
    total_float : ndarray(float64), shape (n_tasks,)
        Working minutes of the calendar on which it is counted, mostly the task's own; below 0 where a constraint or a
        date by which the project must finish is missed.
    finish : float
        Project finish: the latest early finish.
    cost : float or None
        What the project costs, with prices as they rise; None where nothing costs money.
    task_costs : ndarray(float64), shape (n_tasks,), or None
        What each task costs, with what cost factors add.
    """

    duration: Floats
    early_start: Floats
    early_finish: Floats
    late_start: Floats
    late_finish: Floats
    total_float: Floats
    finish: float
    cost: float | None = None
    task_costs: Floats | None = None
