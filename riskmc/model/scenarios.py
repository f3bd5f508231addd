"""Scenarios of one plan: which responses count, and the plan without one of them."""

from __future__ import annotations

from typing import Final

from riskmc.model._record import did_you_mean
from riskmc.model.project import Project
from riskmc.model.responses import Response, Scenario
from riskmc.model.risks import Risk

__all__ = ["SCENARIO_NAMES", "SCENARIO_WORDS", "in_scenario", "responses_in_force", "without_response"]

SCENARIO_WORDS: Final[dict[str, Scenario]] = {"pre": "pre", "post": "post", "as-is": "as_is"}
"""How scenarios are written on the command line."""

SCENARIO_NAMES: Final[dict[Scenario, str]] = {"pre": "pre-mitigation", "post": "post-mitigation", "as_is": "as-is"}
"""How scenarios are called where they are shown."""


def in_scenario(project: Project, scenario: Scenario) -> Project:
    """Return the project with the responses of a scenario in force.

    Parameters
    ----------
    project : Project
    scenario : {"pre", "post", "as_is"}

    Examples
    --------
    >>> response = {"strategy": "mitigate", "probability": "5%"}
    >>> risk = {"id": "R1", "probability": "15%", "impacts": [{"on": "dig", "delay": "5d"}], "response": response}
    >>> plan = Project(name="Shed", start="2027-01-04", tasks=[{"id": "dig", "duration": "3d"}], risks=[risk])
    >>> [in_scenario(plan, name).risks_in_force[0].probability for name in ("pre", "post", "as_is")]
    [0.15, 0.05, 0.15]
    """
    return project if project.scenario == scenario else project.model_copy(update={"scenario": scenario})


def responses_in_force(project: Project) -> tuple[tuple[Risk, Response], ...]:
    """Return the responses that count in the scenario of a project, each with its risk, in the order of the register.

    Parameters
    ----------
    project : Project
    """
    return tuple(
        (risk, response)
        for risk in project.risks
        if risk.status == "open"
        for response in risk.responses
        if response.counts_in(project.scenario)
    )


def without_response(project: Project, identity: str) -> Project:
    """Return the project without one response; risks and tasks keep their places, so that all draws stay as they are.

    Parameters
    ----------
    project : Project
    identity : str
        Id of the response.

    Raises
    ------
    KeyError
        Where the project has no such response.
    """
    known = [response.id for risk in project.risks for response in risk.responses]
    if identity not in known:
        hint = did_you_mean(identity, known)
        raise KeyError(f"there is no response {identity!r}" + (f"; {hint}" if hint else ""))
    risks = tuple(
        risk.model_copy(update={"responses": tuple(_cancelled(item, identity) for item in risk.responses)})
        if any(item.id == identity for item in risk.responses)
        else risk
        for risk in project.risks
    )
    return project.model_copy(update={"risks": risks})


def _cancelled(response: Response, identity: str) -> Response:
    return response.model_copy(update={"status": "cancelled"}) if response.id == identity else response
