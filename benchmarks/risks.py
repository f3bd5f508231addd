"""What risks cost: ``python -m benchmarks.risks``.

The layered plan of 1,000 tasks with 200 risks, half of them factors and half delays, against the same plan without
risks; blocks on one thread, 10,000 iterations, with all sums. Both are timed in turn, and the ratio is that of the
shortest times.
"""

from __future__ import annotations

import random
from typing import Any

import riskmc
from benchmarks.calendars import nanoseconds
from benchmarks.plans import layered_plan

TASKS, RISKS = 1_000, 200


def with_risks(plan: riskmc.Project, hits: int, **more: Any) -> riskmc.Project:
    """Return a plan with risks that strike some tasks each; all of them where `hits` is their number."""
    rng = random.Random(1)
    ids = [task.id for task in plan.tasks]
    risks = []
    for number in range(RISKS):
        impact: dict[str, Any] = {"on": "all" if hits == len(ids) else sorted(rng.sample(ids, hits))}
        if number % 2:
            impact["delay"] = {"pert": ["1d", "3d", "12d"]}
        else:
            impact["factor"] = {"triangular": [0.9, 1.1, 1.5]}
        risks.append({"id": f"R{number}", "probability": rng.choice([0.05, 0.1, 0.3]), "impacts": [impact], **more})
    return riskmc.Project(name=plan.name, start=plan.start, tasks=[dict(t.items()) for t in plan.tasks], risks=risks)


def main() -> None:
    """Measure, and print a table."""
    plan = layered_plan(TASKS)
    counted: dict[str, Any] = {"probability": None, "occurrences": 1.0}
    rows: dict[str, riskmc.Project] = {
        f"each on {hits:,} tasks": with_risks(plan, hits) for hits in (1, 5, 20, 100, TASKS)
    }
    rows["each on 5 tasks, in parallel"] = with_risks(plan, 5, combine="parallel")
    rows["each on 5 tasks, at each by itself"] = with_risks(plan, 5, strikes="each_task")
    rows["each on 5 tasks, once on average (Poisson)"] = with_risks(plan, 5, **counted)
    print(f"{TASKS:,} tasks, {RISKS} risks                          seconds   times the run without risks")
    for name, project in rows.items():
        pairs = [(nanoseconds(plan)[1], nanoseconds(project)[1]) for _ in range(2)]
        without, seconds = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
        print(f"{name:<46} {seconds:>8.3f} {seconds / without:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
