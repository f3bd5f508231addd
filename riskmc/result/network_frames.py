"""The tables of critical paths and of merge points."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from riskmc.result.dates import task_days
from riskmc.result.sums import REPLICATED

if TYPE_CHECKING:
    import pandas as pd

    from riskmc.result.run_result import SimulationResult

MERGE_COLUMNS = ("name", "predecessors", "delay_days", "delay_days_se", "latest", "latest_share", "criticality")


def path_frame(result: SimulationResult) -> pd.DataFrame:
    """Build the table of critical paths.

    Returns
    -------
    DataFrame
        The most frequent path first, 20 at most: ``tasks`` (tuple of task ids, in order), ``frequency`` (share of the
        iterations looked at closer in which the path was critical; with ties an iteration has several) with
        ``frequency_se``.
    """
    import pandas as pd

    ids = [task.id for task in result.project.tasks]
    n = result.detail.iterations
    frequency = np.array([path.count for path in result.detail.paths], float) / n
    index = pd.RangeIndex(1, len(frequency) + 1, name="path")
    tasks = [tuple(ids[task] for task in path.tasks) for path in result.detail.paths]
    return pd.DataFrame(
        {
            "tasks": pd.Series(tasks, index, dtype=object),
            "frequency": frequency,
            "frequency_se": np.sqrt(frequency * (1.0 - frequency) / n),
        },
        index=index,
    )


def merge_frame(result: SimulationResult) -> pd.DataFrame:
    """Build the table of merge points: tasks that wait for several others.

    Returns
    -------
    DataFrame
        Indexed by task id, the largest delay first: ``name``; ``predecessors`` (how many); ``delay_days``: how much
        later the mean of the latest arrival is than the latest mean arrival, in working days of its
        calendar, with ``delay_days_se``;
        ``latest``: the predecessor that is most often the last, and ``latest_share``, in what share of the iterations;
        ``criticality`` of the task. Over the iterations looked at closer.
    """
    import pandas as pd

    rows = sorted(_merges(result), key=lambda row: -row["delay_days"])
    index = pd.Index([row.pop("id") for row in rows], name="id", dtype=object)
    return pd.DataFrame(rows, index=index, columns=pd.Index(MERGE_COLUMNS))


def _merges(result: SimulationResult) -> Iterator[dict[str, Any]]:
    project = result.project
    n = result.detail.iterations
    criticality = result.task_indices[:, REPLICATED.index("criticality")].tolist()
    first = 0
    for task, share, per_day in zip(project.tasks, criticality, task_days(project).tolist(), strict=True):
        links = task.after
        slacks = result.detail.link_slacks[first : first + len(links)]
        first += len(links)
        predecessors = {link.predecessor for link in links}
        if len(predecessors) < 2:
            continue
        # The latest arrival is that much later than the arrival over the link with the least mean slack.
        means = slacks[:, 0] / n
        least = int(np.argmin(means))
        variance = max(slacks[least, 1] / n - means[least] ** 2, 0.0)
        shares = dict.fromkeys(predecessors, 0.0)
        for link, driving in zip(links, slacks[:, 2], strict=True):
            shares[link.predecessor] = max(shares[link.predecessor], float(driving) / n)
        latest = max(dict.fromkeys(link.predecessor for link in links), key=shares.__getitem__)
        yield {
            "id": task.id,
            "name": task.name,
            "predecessors": len(predecessors),
            "delay_days": max(float(means[least]), 0.0) / per_day,
            "delay_days_se": math.sqrt(variance / n) / per_day,
            "latest": latest,
            "latest_share": shares[latest],
            "criticality": share,
        }
