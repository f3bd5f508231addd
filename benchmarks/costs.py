"""What costs take: ``python -m benchmarks.costs``.

The layered plan of 1,000 tasks in which every task has a fixed cost and one for each day, a third of them random,
against the same plan without costs, 10,000 iterations on one thread: the blocks alone, the whole of `riskmc.simulate`
with its compilation, closer look, ranks and cash flow, and `riskmc run` as a process of its own, from the plan file to
the table. Both plans are timed in turn, and the ratio is that of the shortest times.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import riskmc
from benchmarks.calendars import nanoseconds
from benchmarks.plans import layered_plan, plan_text

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


def simulate_seconds(project: riskmc.Project) -> float:
    """Return the processor time of 10,000 iterations, with all that is done before and after."""
    begin = time.process_time()
    riskmc.simulate(project, iterations=10_000, jobs=1)
    return time.process_time() - begin


def process_seconds(plan_file: Path) -> float:
    """Return the time that ``riskmc run`` takes, from its start to its end."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "riskmc", "run", str(plan_file), "--iterations", "10000", "--jobs", "1"]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin


def ratio(measure: Callable[[Any], float], without: Any, with_them: Any, times: int) -> float:
    """Return how many times as long something takes with costs, both measured in turn."""
    pairs = [(measure(without), measure(with_them)) for _ in range(times)]
    return min(pair[1] for pair in pairs) / min(pair[0] for pair in pairs)


def main() -> None:
    """Measure, and print a table."""
    plan = layered_plan(TASKS)
    site = [{"id": "site", "per_day": "4k", "per_month": "10k"}]
    rows = {
        "every task fixed and per day, a third random": with_costs(plan),
        "... and a cost of the project": with_costs(plan, costs=site),
        "... and prices that rise": with_costs(plan, costs=site, escalation={"rate": "3%"}),
    }
    print(f"{TASKS:,} tasks: times the run without costs      blocks   simulate   riskmc run")
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder, "without.yaml"), Path(folder, "with.yaml")
        files[0].write_text(plan_text(plan), "utf-8")
        for name, project in rows.items():
            files[1].write_text(plan_text(project), "utf-8")
            blocks = ratio(lambda one: nanoseconds(one)[1], plan, project, 5)
            whole = ratio(simulate_seconds, plan, project, 9)
            process = ratio(process_seconds, *files, 5)
            print(f"{name:<46} {blocks:>8.2f} {whole:>10.2f} {process:>12.2f}", flush=True)


if __name__ == "__main__":
    main()
