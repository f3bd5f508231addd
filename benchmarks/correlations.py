"""What correlations cost: ``python -m benchmarks.correlations``.

The same layered plan of 1,000 tasks is played without correlations, with one group of all its tasks, with twenty
groups, with tasks joined by pairs, and with a t copula. Blocks are timed on one thread, 10,000 iterations, with all
sums; the time to compile the plan, which finds how the members are mixed, stands beside.
"""

from __future__ import annotations

import time
from typing import Any

import riskmc
from benchmarks.calendars import nanoseconds
from benchmarks.engine import ITERATIONS
from benchmarks.plans import layered_plan
from riskmc.compiled import compile_project

N_TASKS = 1_000


def pairs(n_members: int) -> list[dict[str, Any]]:
    """Return correlations between all of the first tasks, which fall with the distance of two."""
    return [
        {"between": [f"t{first}", f"t{second}"], "rho": round(0.8 ** (second - first), 6)}
        for second in range(n_members)
        for first in range(second)
        if 0.8 ** (second - first) > 1e-3
    ]


def variants() -> dict[str, dict[str, Any]]:
    """Return what each row adds to the plan."""
    twenty = [{"group": [f"t{t}" for t in range(g, N_TASKS, 20)], "rho": 0.5, "name": f"g{g}"} for g in range(20)]
    one = [{"group": "all", "rho": 0.5}]
    return {
        "no correlations": {},
        "one group of all tasks": {"correlations": one},
        "twenty groups of fifty tasks": {"correlations": twenty},
        "a hundred tasks in pairs": {"correlations": pairs(100)},
        "500 tasks in pairs": {"correlations": pairs(500)},
        "one group of all tasks, t copula": {"correlations": one, "correlation_settings": {"copula": "t"}},
    }


def main() -> None:
    """Measure, and print a table."""
    print(f"{N_TASKS:,} tasks, {ITERATIONS:,} iterations, one thread   ns a task-iteration   seconds   to compile")
    plain = layered_plan(N_TASKS)
    for name, more in variants().items():
        project = riskmc.Project(name=plain.name, start=plain.start, tasks=plain.tasks, **more)
        begun = time.perf_counter()
        compile_project(project)
        compiling = time.perf_counter() - begun
        each, seconds = nanoseconds(project)
        print(f"{name:<44} {each:>18.1f} {seconds:>12.2f} {compiling:>9.2f} s", flush=True)


if __name__ == "__main__":
    main()
