"""Plans for measuring: layered networks with PERT durations, the same at every call."""

from __future__ import annotations

import numpy as np

from riskmc import Project


def layered_plan(n_tasks: int, *, seed: int = 2027, links_per_task: float = 2.5) -> Project:
    """Return a plan whose tasks stand in layers of about twenty and follow tasks of the two layers before.

    Every task has a shape of its own, so that no table is shared.
    """
    rng = np.random.default_rng(seed)
    layer_of = np.arange(n_tasks) // 20
    tasks = []
    for task in range(n_tasks):
        layer = layer_of[task]
        earlier = np.flatnonzero((layer_of >= layer - 2) & (layer_of < layer))
        count = min(earlier.size, 1 + rng.poisson(links_per_task - 1.0))
        chosen = sorted(rng.choice(earlier, count, replace=False).tolist()) if count else []
        mode = rng.uniform(3.0, 25.0)
        low, high = mode * rng.uniform(0.6, 0.95), mode * rng.uniform(1.15, 2.3)
        points = [f"{value:.4f}d" for value in (low, mode, high)]
        tasks.append({"id": f"t{task}", "duration": {"pert": points}, "after": [f"t{p}" for p in chosen]})
    return Project(name=f"{n_tasks} tasks", start="2027-01-04", tasks=tasks)


def plan_text(plan: Project) -> str:
    """Return a plan as the text of a plan file."""
    import yaml

    from riskmc.io.plan_document import plan_document

    document = plan_document(plan)
    sections = ("riskmc", "project", "escalation", "tasks", "costs")
    return yaml.dump({key: document[key] for key in sections if key in document}, sort_keys=False)
