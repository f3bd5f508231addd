"""Which sensitivity measure ranks tasks as they deserve: ``python -m benchmarks.sensitivity_truth PLAN ...``.

Each task of a plan is changed by itself, on the same random numbers, and the finish is compared: made certain, at its
mean duration, which shows what its uncertainty costs at P80; and shortened by a tenth, which shows what crashing it
gains at the mean. Then it is told how well each measure of the unchanged plan ranks the tasks by these gains
(Spearman's correlation over the tasks that vary).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

import riskmc
from riskmc.model.project import Project

ITERATIONS = 50_000
MEASURES = {
    "criticality index": "criticality",
    "cruciality, Pearson": "cruciality_pearson",
    "cruciality, Spearman": "cruciality_spearman",
    "cruciality, Kendall": "cruciality_kendall",
    "significance index": "significance",
    "schedule sensitivity index": "ssi",
}


def finishes(project: Project) -> np.ndarray:
    """Return the finishes of a plan in working days."""
    return riskmc.simulate(project, iterations=ITERATIONS).finish_minutes / project.working_calendar.minutes_per_day


def gains(project: Project, position: int, mean: float, before: np.ndarray) -> tuple[float, float]:
    """Return the days gained at P80 where a task is certain, and at the mean where it is a tenth shorter."""
    task = project.tasks[position].id
    # Two equal ends: a single value would be given the range of a template.
    sure = {"name": "x", "start": project.start, "tasks": [{"id": task, "duration": {"uniform": [f"{mean!r}d"] * 2}}]}
    risk = {"id": "shorter-by-a-tenth", "probability": 1, "impacts": [{"on": task, "factor": 0.9}]}
    donor = Project.model_validate({**sure, "risks": [risk]})
    tasks = list(project.tasks)
    tasks[position] = tasks[position].model_copy(update={"duration": donor.tasks[0].duration, "planned": None})
    certain = finishes(project.model_copy(update={"tasks": tuple(tasks)}))
    crashed = finishes(project.model_copy(update={"risks": (*project.risks, *donor.risks)}))
    return float(np.quantile(before, 0.8) - np.quantile(certain, 0.8)), float(before.mean() - crashed.mean())


def main() -> None:
    """Print a table for each plan."""
    for name in sys.argv[1:]:
        project = riskmc.read_plan(Path(name))
        result = riskmc.simulate(project, iterations=ITERATIONS)
        tasks = result.tasks[(result.tasks["sd_days"] > 0) & ~result.tasks["milestone"]]
        alone = riskmc.simulate(project.model_copy(update={"risks": ()}), iterations=ITERATIONS).tasks["mean_days"]
        before = result.finish_minutes / project.working_calendar.minutes_per_day
        gained = np.array([gains(project, project.task_index[key], float(alone[key]), before) for key in tasks.index])
        print(f"{project.name}: {len(tasks)} tasks that vary\n")
        print(
            "| measure | ranks what certainty gains at P80 | ranks what shortening gains at the mean |\n|---|---|---|"
        )
        for label, column in MEASURES.items():
            values = np.nan_to_num(tasks[column].to_numpy(float))
            found = [spearmanr(values, gained[:, which]).statistic for which in (0, 1)]
            print(f"| {label} | {found[0]:.2f} | {found[1]:.2f} |")
        swing = (tasks["longer_shift_days"] - tasks["shorter_shift_days"]).to_numpy(float)
        found = [spearmanr(swing, gained[:, which]).statistic for which in (0, 1)]
        print(f"| swing between the outer tenths | {found[0]:.2f} | {found[1]:.2f} |\n")


if __name__ == "__main__":
    main()
