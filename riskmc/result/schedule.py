"""One schedule: the dates of all tasks in one case, such as the plan itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmc._typing import Floats


@dataclass(frozen=True)
class Schedule:
    """Dates of all tasks, in plan order, as working minutes from the project's start.

    Attributes
    ----------
    duration, early_start, early_finish, late_start, late_finish : ndarray(float64), shape (n_tasks,)
        Working minutes; read-only.
    finish : float
        Project finish, working minutes: the latest early finish.
    """

    duration: Floats
    early_start: Floats
    early_finish: Floats
    late_start: Floats
    late_finish: Floats
    finish: float

    @property
    def total_float(self) -> Floats:
        """Late finish less early finish: ndarray(float64), shape (n_tasks,), working minutes, >= 0."""
        floats: Floats = self.late_finish - self.early_finish
        return np.where(np.abs(floats) < 1e-6, 0.0, floats)
