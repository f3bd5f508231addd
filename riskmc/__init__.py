"""Monte Carlo risk simulation for projects: when the work will finish, what drives that, and how sure that is.

Examples
--------
>>> import riskmc
>>> project = riskmc.Project(
...     name="Shed",
...     start="2027-01-04",
...     tasks=[
...         riskmc.Task(id="dig", duration={"pert": ["2d", "3d", "6d"]}),
...         riskmc.Task(id="build", duration={"triangular": ["4d", "5d", "9d"]}, after=["dig"]),
...     ],
... )
>>> result = riskmc.simulate(project, iterations=2_000, seed=1)
>>> result.finish.quantile(0.8) > result.finish.quantile(0.5)
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from riskmc._version import __version__

if TYPE_CHECKING:
    from riskmc import errors
    from riskmc.io.overlay_file import overlay
    from riskmc.io.plan_file import read_plan
    from riskmc.io.schedule_files import read_schedule
    from riskmc.model import distributions
    from riskmc.model.calendars import Calendar
    from riskmc.model.network import Link
    from riskmc.model.project import Project
    from riskmc.model.quantities import Quantity
    from riskmc.model.risks import Impact, Risk
    from riskmc.model.tasks import Objective, Task, Template
    from riskmc.result.run_result import SimulationResult
    from riskmc.result.storage import read_result
    from riskmc.simulation.engine import extend, simulate
    from riskmc.simulation.envelope import envelope
    from riskmc.simulation.precision import Precision
    from riskmc.simulation.removal import remove_risks
    from riskmc.simulation.replay import replay
    from riskmc.simulation.response_worth import response_worths
    from riskmc.simulation.until import extend_until, simulate_until

__all__ = [
    "Calendar",
    "Correlation",
    "CorrelationSettings",
    "Impact",
    "Link",
    "Objective",
    "Precision",
    "Project",
    "Quantity",
    "Risk",
    "SimulationResult",
    "Task",
    "Template",
    "__version__",
    "distributions",
    "envelope",
    "errors",
    "extend",
    "extend_until",
    "overlay",
    "read_plan",
    "read_result",
    "read_schedule",
    "remove_risks",
    "replay",
    "response_worths",
    "simulate",
    "simulate_until",
]

_MODULES = {"distributions": "riskmc.model.distributions", "errors": "riskmc.errors"}
_HOMES = {
    "Calendar": "riskmc.model.calendars",
    "Correlation": "riskmc.model.correlation",
    "CorrelationSettings": "riskmc.model.correlation",
    "Impact": "riskmc.model.risks",
    "Link": "riskmc.model.network",
    "Objective": "riskmc.model.tasks",
    "Precision": "riskmc.simulation.precision",
    "Project": "riskmc.model.project",
    "Quantity": "riskmc.model.quantities",
    "Risk": "riskmc.model.risks",
    "SimulationResult": "riskmc.result.run_result",
    "Task": "riskmc.model.tasks",
    "Template": "riskmc.model.tasks",
    "envelope": "riskmc.simulation.envelope",
    "extend": "riskmc.simulation.engine",
    "extend_until": "riskmc.simulation.until",
    "overlay": "riskmc.io.overlay_file",
    "read_plan": "riskmc.io.plan_file",
    "read_result": "riskmc.result.storage",
    "read_schedule": "riskmc.io.schedule_files",
    "remove_risks": "riskmc.simulation.removal",
    "replay": "riskmc.simulation.replay",
    "response_worths": "riskmc.simulation.response_worth",
    "simulate": "riskmc.simulation.engine",
    "simulate_until": "riskmc.simulation.until",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for (PEP 562), so that `import riskmc` costs next to nothing."""
    if name in _MODULES:
        value: object = import_module(_MODULES[name])
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, whether they were imported yet or not."""
    return sorted({*globals(), *__all__})
