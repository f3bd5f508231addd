"""What the signals of contingency plans were in every iteration, where that is neither a finish nor a cost."""

from __future__ import annotations

from dataclasses import dataclass

from riskmc._typing import Floats

__all__ = ["Watched"]


@dataclass(frozen=True)
class Watched:
    """Signals that a run followed, one row each.

    Attributes
    ----------
    labels : tuple of str
        Such as ``risk(R1)``.
    values : ndarray(float64, ndim=2), shape (n_signals, iterations)
        Of a risk 1 where it struck, else 0.
    known : ndarray(float64, ndim=2), shape (n_signals, iterations)
        When that is known, minutes of the project's timeline: the start of the first task that the risk struck;
        infinite where it never is.
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
