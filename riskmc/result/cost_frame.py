"""The table of what costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from riskmc.model.project import Project
from riskmc.result.cost_sums import COST_INDICES

if TYPE_CHECKING:
    import pandas as pd

    from riskmc.result.run_result import SimulationResult


def cost_frame(result: SimulationResult) -> pd.DataFrame:
    """Build the table of what costs: tasks, costs of the project, risks, responses.

    Returns
    -------
    DataFrame
        Indexed by ``carrier``, such as ``task:piling``: tasks with a cost in plan order, costs of the project, risks
        that cost money, responses in force that do. ``id``, ``kind`` (task, cost, risk or response), ``name``,
        ``group``; ``planned``, ``mean`` and ``sd`` of what it costs, in the currency of the project;
        ``covariance_share``: its covariance with the total over the variance of the total, which add up to 1;
        ``finish_correlation`` with the project's finish; each with its standard error ``..._se``. A task has what its
        cost factors add, a risk what it costs itself. The rows add up to the total.
    """
    import pandas as pd

    costs = result.run_costs
    assert costs is not None
    names = _names(result.project)
    rows = [(carrier.partition(":")[2], carrier.partition(":")[0], *names[carrier]) for carrier in costs.carriers]
    index = pd.Index(costs.carriers, name="carrier")
    frame = pd.DataFrame(rows, index, ["id", "kind", "name", "group"])
    frame["planned"] = costs.planned[:-1]
    for column, name in enumerate(COST_INDICES):
        frame[name] = result.cost_indices[:, column]
        frame[f"{name}_se"] = result.cost_errors[:, column]
    return frame


def _names(project: Project) -> dict[str, tuple[str, str]]:
    """Return name and group of everything that may cost."""
    found = {f"task:{task.id}": (task.name, task.group) for task in project.tasks}
    found |= {f"cost:{cost.id}": (cost.name, cost.group) for cost in project.costs}
    for risk in project.risks:
        found[f"risk:{risk.id}"] = (risk.title, risk.category)
        found |= {f"response:{response.id}": (response.action, risk.id) for response in risk.responses}
    return found
