"""What is wrong between the risks of a plan, and between risks, responses, branches and tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from riskmc.model._parts import Parts
from riskmc.model._record import Fault, Path, did_you_mean
from riskmc.model.impacts import Impact
from riskmc.model.levels import Level
from riskmc.model.network import find_cycles
from riskmc.model.responses import Response
from riskmc.model.risks import Risk
from riskmc.model.scoring import Scoring
from riskmc.model.selection import Selection


def find_risk_faults(parts: Parts, selection: Selection) -> Iterator[Fault]:
    """Find what risks, responses and branches name that is not there or can not be.

    Parameters
    ----------
    parts : Parts
    selection : Selection
        Of its tasks.

    Yields
    ------
    Fault
    """
    risks = {risk.id: risk for _, risk in parts.risks}
    known_tasks = {task.id for _, task in parts.tasks} | parts.other_ids
    for position, risk in parts.risks:
        yield from _relation_faults(position, risk, risks, parts)
        yield from _response_faults(position, risk, risks, known_tasks, parts)
        if parts.scoring is not None:
            yield from _level_faults(position, risk, parts.scoring)
    yield from _cycle_faults(parts)
    for position, task in parts.tasks:
        if isinstance(task.exists, str):
            path, subject = ("tasks", position, "exists"), f"task {task.id!r}"
            yield from _unknown_risk(path, subject, task.exists, risks, parts)
    yield from _branch_faults(parts, selection)


def _relation_faults(position: int, risk: Risk, risks: Mapping[str, Risk], parts: Parts) -> Iterator[Fault]:
    subject = f"risk {risk.id!r}"
    for key in ("requires", "excludes"):
        for index, other in enumerate(getattr(risk, key)):
            path = ("risks", position, key, index)
            if other == risk.id:
                yield Fault(path, subject, f"the risk {key} itself", "", "take it out")
            elif key == "excludes" and other in risk.requires:
                yield Fault(path, subject, f"the risk requires {other!r} and excludes it", "", "take out one of both")
            else:
                yield from _unknown_risk(path, subject, other, risks, parts)


def _unknown_risk(path: Path, subject: str, other: str, risks: Mapping[str, Risk], parts: Parts) -> Iterator[Fault]:
    if other not in risks and other not in parts.other_risk_ids:
        yield Fault(path, subject, f"there is no risk {other!r}", "", did_you_mean(other, risks))


def _response_faults(
    position: int, risk: Risk, risks: Mapping[str, Risk], known_tasks: set[str], parts: Parts
) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, response in enumerate(risk.responses):
        subject = f"response {response.id!r}"
        path: Path = ("risks", position, "response", index)
        if first.setdefault(response.id, index) != index:
            what = f"the id is used already by response {first[response.id] + 1} of the risk"
            yield Fault((*path, "id"), subject, what, "give each response an id of its own")
        for place, identity in enumerate(response.tasks):
            if identity not in known_tasks:
                what = f"there is no task {identity!r}"
                yield Fault((*path, "tasks", place), subject, what, "", did_you_mean(identity, known_tasks))
        for place, other in enumerate(response.secondary):
            if other == risk.id:
                yield Fault((*path, "secondary", place), subject, "the risk is its own secondary risk")
            else:
                yield from _unknown_risk((*path, "secondary", place), subject, other, risks, parts)


def _level_faults(position: int, risk: Risk, scoring: Scoring) -> Iterator[Fault]:
    """Find levels that the scoring scheme does not have, and levels of impact that have no numbers."""
    for path, level, kind in _levels(position, risk):
        subject = f"risk {risk.id!r}"
        if scoring.find(level) is None:
            what, allowed = f"there is no level {str(level)!r}", f"levels are {', '.join(scoring.names)}"
            hint = did_you_mean(level, scoring.names) or "scoring: {levels: 5} names other levels"
            yield Fault(path, subject, what, allowed, hint)
        elif kind and scoring.scale(kind) is None and path[-2:-1] == ("levels",):
            what = f"there is no scale for {kind}"
            yield Fault(path, subject, what, f"kinds of impact are {', '.join(scoring.kinds)}", "", is_key=True)
        elif kind == "cost" and path[-1] == "cost" and path[-2] != "levels" and _is_share(scoring):
            what = f"the level {str(level)!r} has no amount: the scale of cost is in % of a budget"
            yield Fault(path, subject, what, "write scoring: {budget: 4.2M}, or a scale in money")


def _is_share(scoring: Scoring) -> bool:
    edges = scoring.edges("cost")
    return scoring.budget is None and edges is not None and any(edge.unit == "%" for edge in edges)


def _levels(position: int, risk: Risk) -> Iterator[tuple[Path, Level, str]]:
    """Yield where a risk names a level, the level, and the kind of impact (empty for a probability)."""
    places: list[tuple[Path, Risk | Response]] = [(("risks", position), risk)]
    places += [(("risks", position, "response", index), response) for index, response in enumerate(risk.responses)]
    for path, record in places:
        probability = record.probability
        if isinstance(probability, Level):
            yield (*path, "probability"), probability, ""
        impacts: tuple[Impact, ...] = record.impacts or ()
        for index, impact in enumerate(impacts):
            for key, kind in (("delay", "schedule"), ("cost", "cost")):
                level = getattr(impact, key)
                if isinstance(level, Level):
                    yield (*path, "impacts", index, key), level, kind
        for kind, level in record.levels.items():
            yield (*path, "levels", kind), level, "" if kind == "probability" else kind


def _cycle_faults(parts: Parts) -> Iterator[Fault]:
    places = {risk.id: position for position, risk in reversed(parts.risks)}
    pairs = [
        (other, risk.id) for _, risk in parts.risks for other in risk.requires if other in places and other != risk.id
    ]
    for cycle in find_cycles(list(places), pairs):
        what = f"risks require each other in a circle: {' -> '.join(cycle)}"
        yield Fault(("risks", places[cycle[0]], "requires"), f"risk {cycle[0]!r}", what, "", "take one of them out")


def _branch_faults(parts: Parts, selection: Selection) -> Iterator[Fault]:
    for position, branch in parts.branches:
        subject = f"branch {branch.id!r}"
        taken: dict[int, int] = {}
        for index, option in enumerate(branch.options):
            for place, selector in enumerate(option.tasks):
                for found in selection.find(selector):
                    task = parts.tasks[found][1]
                    path = ("branches", position, "options", index, "tasks", place)
                    if taken.setdefault(found, index) != index:
                        what = f"task {task.id!r} belongs to the option before too"
                        yield Fault(path, subject, what, "", "let each task belong to one option")
                    elif task.span is not None or task.actual_start is not None:
                        state = "reaches over others" if task.span is not None else "is started"
                        yield Fault(path, subject, f"task {task.id!r} {state}, so that it is no option")
