"""The engine with and without calendars: ``python -m benchmarks.calendars [SCHEDULE ...]``.

The same layered plan is played with links and one calendar alone, and with everything that can hold a task: the same
calendar with an unbinding constraint on each task, and four calendars with lags of their own. Schedule files of other
tools that are named are played too. Blocks are timed on one thread, 10,000 iterations, with all sums.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import Any

import riskmc
from benchmarks.engine import ITERATIONS, best
from benchmarks.plans import layered_plan
from riskmc.simulation.blocks import BlockPlan, run_block, streams_of, thread_workspace
from riskmc.simulation.engine import compiled_with_schedule

CALENDARS: dict[str, Any] = {
    "office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
    "site": {"week": {"mon-sat": ["07:00-12:00", "12:30-16:30"]}},
    "night": {"week": {"mon-fri": ["22:00-06:00"]}},
    "plant": {"week": {"mon-sun": ["06:00-18:00"]}},
}


def held(project: riskmc.Project, names: list[str]) -> riskmc.Project:
    """Return a plan whose tasks take turns on some calendars, each with a constraint that does not bind."""
    constraint = {"start_no_earlier_than": project.start}
    tasks = [
        {**dict(task.items()), "calendar": names[number % len(names)], "constraint": constraint}
        for number, task in enumerate(project.tasks)
    ]
    calendars = {name: CALENDARS[name] for name in names}
    return riskmc.Project(name=project.name, start=project.start, calendars=calendars, tasks=tasks)


def nanoseconds(project: riskmc.Project) -> tuple[float, float]:
    """Return the nanoseconds a task-iteration and the seconds of all iterations."""
    compiled, _ = compiled_with_schedule(project, 1e-3)
    plan = BlockPlan(compiled, streams_of(compiled, 0, "lhs"), ITERATIONS, keep_samples=False)
    work = thread_workspace(compiled)

    def blocks() -> None:
        for block in range(plan.n_blocks):
            run_block(plan, block, work, lambda: False)

    blocks()
    seconds = best(blocks, 7)
    return seconds / ITERATIONS / compiled.n_tasks * 1e9, seconds


def main(schedules: Sequence[str] = ()) -> None:
    """Measure, and print a table; schedule files of other tools below it."""
    print(f"{ITERATIONS:,} iterations, one thread        ns a task-iteration   seconds")
    for n_tasks in (300, 3_000):
        plain = layered_plan(n_tasks)
        rows = {
            "links and one calendar": plain,
            "one calendar, a constraint on each task": held(plain, ["office"]),
            "four calendars, a constraint on each task": held(plain, list(CALENDARS)),
        }
        for name, project in rows.items():
            each, seconds = nanoseconds(project)
            print(f"{n_tasks:>6,} tasks, {name:<44} {each:>6.1f} {seconds:>9.2f}")
    for path in schedules:
        begun = time.perf_counter()
        project = riskmc.read_schedule(path, template="85/100/140")
        read = time.perf_counter() - begun
        each, seconds = nanoseconds(project)
        begun = time.perf_counter()
        riskmc.simulate(project, iterations=ITERATIONS)
        whole = time.perf_counter() - begun
        size = f"{len(project.tasks):,} activities, {sum(len(task.after) for task in project.tasks):,} links"
        print(f"{path}: {size}: {each:.1f} ns, {seconds:.2f} s; read {read:.2f} s, simulate {whole:.2f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
