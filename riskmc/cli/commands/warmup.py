"""``riskmc warmup``: compile the kernels now, so that the first run does not wait for it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from riskmc.model.project import Project

EPILOG = """\b
Example:
  riskmc warmup
"""


@click.command("warmup", epilog=EPILOG, short_help="Compile the simulator for this machine.")
def command() -> None:
    """Compile the simulator for this machine; it is kept for later runs, and says how long it took.

    RISKMC_CACHE_DIR names another folder for it than the cache of the user.
    """
    from riskmc.cli.commands.init import starter_plan
    from riskmc.cli.terminal import line

    started = time.perf_counter()
    seconds = _compile_all(starter_plan("plan.yaml"))
    from riskmc.kernels._jit import cache_folder

    line(f"The simulator is ready after {seconds:.1f} s ({time.perf_counter() - started:.1f} s with imports).")
    line(f"It is kept in {cache_folder()}")


def _compile_all(plan: str) -> float:
    """Run a plan with each sampling, which compiles every kernel; return the seconds."""
    import tempfile
    from pathlib import Path

    from riskmc.cli.running import announce_compilation
    from riskmc.io.plan_file import read_plan
    from riskmc.simulation import simulate

    announce_compilation()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "plan.yaml")
        file.write_text(plan, encoding="utf-8")
        project = read_plan(file)
    started = time.perf_counter()
    for sampling in ("lhs", "random", "sobol"):
        simulate(project, iterations=256, sampling=sampling, executor="serial")
    # A plan with constraints, calendars or progress takes kernels of its own.
    simulate(_dated(project), iterations=256, executor="serial")
    simulate(_windowed(project), iterations=256, executor="serial")
    return time.perf_counter() - started


def _dated(project: Project) -> Project:
    """Return a plan that takes the kernels for constraints, calendars and progress."""
    from riskmc.model.constraints import Constraint

    late = project.tasks[-1].model_copy(update={"constraint": (Constraint("as_late_as_possible"),)})
    update = {"status_date": project.start + timedelta(days=1), "tasks": (*project.tasks[:-1], late)}
    return project.model_copy(update=update)


def _windowed(project: Project) -> Project:
    """Return a plan that takes the kernels for risks that strike at some time only."""
    from riskmc.model.risks import Window

    window = Window(**{"from": project.start})
    return project.model_copy(
        update={"risks": tuple(risk.model_copy(update={"window": window}) for risk in project.risks)}
    )
