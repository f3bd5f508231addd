"""What each way of sampling gives at equal n: ``python -m benchmarks.sampling_error``.

Root-mean-square errors of the mean, P80 and the criticality of one task over 200 seeds, against a run of two million
iterations, for a chain of ten PERT tasks and for a network of sixty.
"""

from __future__ import annotations

import numpy as np

import riskmc
from benchmarks.plans import layered_plan

SEEDS = 200


def chain(n_tasks: int) -> riskmc.Project:
    """Return a chain of PERT tasks."""
    tasks = [
        {"id": f"t{i}", "duration": {"pert": ["8d", "10d", "18d"]}, "after": [f"t{i - 1}"] if i else []}
        for i in range(n_tasks)
    ]
    return riskmc.Project(name="chain", start="2027-01-04", tasks=tasks)


def figures(result: riskmc.SimulationResult) -> np.ndarray:
    """Return mean and P80 of the finish in days, and the criticality index that is nearest to one half."""
    per_day = result.project.working_calendar.minutes_per_day
    finish = result.finish
    return np.array([finish.mean_days, finish.quantile_minutes(0.8) / per_day, result.tasks["criticality"].iloc[5]])


def main() -> None:
    """Print the table."""
    print("| network | n | sampling | mean (days) | P80 (days) | criticality of a task |")
    print("|---|---|---|---|---|---|")
    for name, project in (("chain of 10", chain(10)), ("network of 60", layered_plan(60))):
        truth = figures(riskmc.simulate(project, iterations=2_000_000, seed=99_991, sampling="random"))
        for n in (1_024, 8_192):
            for sampling in ("random", "lhs", "sobol"):
                runs = [
                    figures(riskmc.simulate(project, iterations=n, seed=seed, sampling=sampling, jobs=1))
                    for seed in range(SEEDS)
                ]
                error = np.sqrt(np.mean((np.array(runs) - truth) ** 2, axis=0))
                print(f"| {name} | {n:,} | {sampling} | {error[0]:.4f} | {error[1]:.4f} | {error[2]:.4f} |", flush=True)


if __name__ == "__main__":
    main()
