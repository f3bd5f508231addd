"""A closer look at the first iterations of a run: dates of every task, critical paths, and the slack of the links."""

from __future__ import annotations

from dataclasses import dataclass

from riskmc._typing import Floats

DETAIL_LEVELS = (0.1, 0.5, 0.9)
"""Percentiles of the dates of every task."""

MOST_PATHS_KEPT = 20
"""Critical paths whose tasks are kept, at most."""


@dataclass(frozen=True)
class CriticalPath:
    """A path from a task that nothing holds back to a task that finishes last.

    Attributes
    ----------
    tasks : tuple of int
        Indices in the plan, in the order of the path.
    count : int
        Iterations in which it was critical.
    """

    tasks: tuple[int, ...]
    count: int


@dataclass(frozen=True)
class RunDetail:
    """What a closer look at the first iterations of a run gives; arrays in plan order.

    Attributes
    ----------
    iterations : int
        How many were looked at, from the first.
    starts, finishes : ndarray(float64, ndim=2), shape (n_tasks, 3)
        Percentiles of the early starts and finishes at DETAIL_LEVELS, working minutes from the project's start; for
        milestones, and for tasks that an objective names, over all iterations of the run.
    paths : tuple of CriticalPath
        The most frequent first, MOST_PATHS_KEPT at most. With ties an iteration has several.
    distinct_paths : int
        How many different paths were critical in any of the iterations.
    truncated : int
        Iterations with so many critical paths at once that some were not counted.
    link_slacks : ndarray(float64, ndim=2), shape (n_links, 3)
        For each link, those of the first task first: sum of its slack, in working minutes, sum of the square of it, and
        in how many iterations it had none, so that it decided when its successor starts.
    """

    iterations: int
    starts: Floats
    finishes: Floats
    paths: tuple[CriticalPath, ...]
    distinct_paths: int
    truncated: int
    link_slacks: Floats
