"""Scenarios in words: which responses count in a run."""

from __future__ import annotations

from riskmc.analysis.wording import counted_text
from riskmc.model.project import Project
from riskmc.model.scenarios import SCENARIO_NAMES, responses_in_force

__all__ = ["plan_text", "scenario_text"]


def plan_text(project: Project) -> str:
    """Name a plan, with its scenario where it has responses.

    Examples
    --------
    >>> plan_text(Project(name="Shed", start="2027-01-04", tasks=[{"id": "dig", "duration": "3d"}]))
    'Shed'
    """
    has_responses = any(risk.responses for risk in project.risks)
    return f"{project.name}, {SCENARIO_NAMES[project.scenario]}" if has_responses else project.name


def scenario_text(project: Project) -> str:
    """Say which responses count; empty where the plan has none, so that all scenarios are one.

    Parameters
    ----------
    project : Project

    Examples
    --------
    >>> risk = {"id": "R1", "probability": "15%", "response": {"strategy": "mitigate", "probability": "5%"}}
    >>> plan = Project(name="Shed", start="2027-01-04", tasks=[{"id": "dig", "duration": "3d"}], risks=[risk])
    >>> scenario_text(plan)
    'as-is: of 1 response none is done, so that none counts'
    >>> scenario_text(plan.model_copy(update={"scenario": "post"}))
    'post-mitigation: 1 response counts as if it worked as stated'
    """
    total = sum(response.status != "cancelled" for risk in project.risks for response in risk.responses)
    if not total:
        return ""
    name, count = SCENARIO_NAMES[project.scenario], len(responses_in_force(project))
    if project.scenario == "pre":
        return f"{name}: none of {counted_text(total, 'response')} counts"
    if project.scenario == "post":
        is_one = count == 1
        worked = "counts as if it worked" if is_one else "count as if they worked"
        return f"{name}: {counted_text(count, 'response')} {worked} as stated"
    if not count:
        return f"{name}: of {counted_text(total, 'response')} none is done, so that none counts"
    verb = "is done and counts" if count == 1 else "are done and count"
    return f"{name}: of {counted_text(total, 'response')} {count:,} {verb}"
