"""What the signals of contingency plans were in every iteration, where that is no finish."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmc._typing import Floats

__all__ = ["Watched", "joined"]


@dataclass(frozen=True)
class Watched:
    """Signals that a run followed, one row each.

    Attributes
    ----------
    labels : tuple of str
        Such as ``risk(R1)`` or ``cost(total, 2027-09-01)``.
    values : ndarray(float64, ndim=2), shape (n_signals, iterations)
        Of a risk 1 where it struck, else 0; of a cost what is spent by the end of that day, in money of its time.
    known : ndarray(float64, ndim=2), shape (n_signals, iterations)
        When that is known, minutes of the project's timeline: the start of the first task that the risk struck;
        infinite where it never is. A cost is known at the end of its day.
    """

    labels: tuple[str, ...]
    values: Floats
    known: Floats

    def row(self, label: str) -> tuple[Floats, Floats] | None:
        """Return the values of a signal and when they are known; nothing where it was not followed."""
        if label not in self.labels:
            return None
        place = self.labels.index(label)
        return self.values[place], self.known[place]


def joined(first: Watched | None, second: Watched | None) -> Watched | None:
    """Put the signals of two together; nothing where neither has any."""
    if first is None or second is None:
        return first or second
    values = np.concatenate([first.values, second.values])
    known = np.concatenate([first.known, second.known])
    values.flags.writeable = known.flags.writeable = False
    return Watched((*first.labels, *second.labels), values, known)
