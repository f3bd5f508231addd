"""What costs take: ``python -m benchmarks.costs``.

The layered plan of 1,000 tasks in which every task has a fixed cost and one for each day, a third of them random,
against the same plan without costs; 10,000 iterations on one thread: the blocks alone, and the whole run with its
compilation, closer look, ranks and cash flow. Both are timed in turn, and the ratio is that of the shortest times.
"""

from __future__ import annotations

import time
from typing import Any

import riskmc
from benchmarks.calendars import nanoseconds
from benchmarks.plans import layered_plan

TASKS = 1_000


def with_costs(plan: riskmc.Project, **more: Any) -> riskmc.Project:
    """Return a plan in which each task costs a fixed amount and one for each day; of every third both are random."""
    tasks = []
    for number, task in enumerate(plan.tasks):
        cost: dict[str, Any] = {"fixed": "20k", "per_day": 900}
        if number % 3 == 0:
            cost = {"fixed": {"pert": ["15k", "20k", "40k"]}, "per_day": {"triangular": [700, 900, 1400]}}
        tasks.append({**dict(task.items()), "cost": cost})
    return riskmc.Project(name=plan.name, start=plan.start, tasks=tasks, **more)


def seconds(project: riskmc.Project) -> float:
    """Return the processor time of a whole run of 10,000 iterations, with all that is done before and after."""
    begin = time.process_time()
    riskmc.simulate(project, iterations=10_000, jobs=1)
    return time.process_time() - begin


def main() -> None:
    """Measure, and print a table."""
    plan = layered_plan(TASKS)
    site = [{"id": "site", "per_day": "4k", "per_month": "10k"}]
    rows = {
        "every task fixed and per day, a third random": with_costs(plan),
        "... and a cost of the project": with_costs(plan, costs=site),
        "... and prices that rise": with_costs(plan, costs=site, escalation={"rate": "3%"}),
    }
    print(f"{TASKS:,} tasks: times the run without costs      blocks   whole run")
    for name, project in rows.items():
        pairs = [(nanoseconds(plan)[1], nanoseconds(project)[1]) for _ in range(3)]
        blocks = min(pair[1] for pair in pairs) / min(pair[0] for pair in pairs)
        runs = [(seconds(plan), seconds(project)) for _ in range(5)]
        whole = min(run[1] for run in runs) / min(run[0] for run in runs)
        print(f"{name:<46} {blocks:>8.2f} {whole:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
