"""Why the score of a risk and its simulation disagree: reasons, each from numbers of the run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from riskmc._typing import Floats
from riskmc.analysis.risk_matrix import MatrixRank
from riskmc.analysis.scoring import impact_days
from riskmc.analysis.scoring_records import ScoredRisk
from riskmc.analysis.wording import counted_text, days_text, level_text, share_text
from riskmc.result.removal import Removal, Unmoved

if TYPE_CHECKING:
    from riskmc.model.project import Project
    from riskmc.model.tasks import Task
    from riskmc.result import SimulationResult

__all__ = ["Code", "Reason", "RiskFacts", "facts_of", "reasons_for"]

Code = Literal[
    "never", "no_delay", "other_kind", "stated", "not_critical", "float", "side_by_side", "finish_held", "rare", "size",
    "merge_point", "critical", "many_tasks", "others", "unexplained",
]  # fmt: skip

SELDOM: Final = 0.25
"""Share of the iterations below which a task is called seldom critical."""

OFTEN: Final = 0.75
ABSORBED: Final = 0.6
"""Share of the delays that reaches the finish, below which float or parallel work is said to take them up."""

PASSED: Final = 0.6
MANY: Final = 3
MOST_REASONS: Final = 3
_EXPLAINED: Final = 1.0 / 3.0
"""Share of the gap from which the size of a risk is a reason for it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes
    ----------
    code : str
        ``never``: it never occurred. ``no_delay``: nothing of it delays a task. ``other_kind``: its level is that of
        another kind of impact than the schedule. ``stated``: the stated level is not that of its numbers.
        ``not_critical``: its tasks are never or seldom critical. ``float``: the float of its tasks takes up its delay.
        ``side_by_side``: it delays tasks that run side by side. ``finish_held``: its tasks finish with others, which
        finish later anyway. ``rare``: it is rarer than what the percentile sees.
        ``size``: the width of the levels hides its size. ``merge_point``: it hits where several paths have met.
        ``critical``: its task is nearly always critical. ``many_tasks``: it delays many tasks, one after the other.
        ``others``: those that score above it reach the finish less. ``unexplained``: none of these.
    text : str
        The same in words, with the numbers of the run.
    """

    code: Code
    text: str


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """Numbers of a run about one risk.

    Attributes
    ----------
    chance : float
        That it occurs.
    impact_days : float or None
        Mean total delay where it occurs, working days, as if all of it counted; below zero for a gain.
    longest_days : float
        The largest part of it that falls on one task.
    reached : float or None
        Share of that delay by which the mean finish moves where it occurs; None where there is none.
    mean_days : float
        How far it moves the mean finish, working days.
    tasks : tuple of str
        Ids of the tasks that it can strike.
    critical_task : str
        That of them which is critical most often.
    criticality : float
        In what share of the iterations.
    critical_float_days : float
        Mean total float of that task over the iterations, in working days of its calendar.
    float_task : str
        The task with the largest mean total float.
    float_days : float
        That float, in working days of its calendar.
    planned_float_days : float
        Its total float in the plan.
    merge_task : str
        Of the tasks that it strikes, or that wait for them, and are often critical, that with most predecessors.
    merge_count : int
        For how many it waits; 0 where there is none.
    merge_criticality : float
        In what share of the iterations it is critical.
    held_task : str
        One of its tasks whose finish waits for that of others; empty where there is none.
    unmoved : str
        Why it needed no run of its own.
    iterations : int
    """

    chance: float
    impact_days: float | None
    longest_days: float
    reached: float | None
    mean_days: float
    tasks: tuple[str, ...]
    critical_task: str
    criticality: float
    critical_float_days: float
    float_task: str
    float_days: float
    planned_float_days: float
    merge_task: str
    merge_count: int
    merge_criticality: float
    held_task: str
    unmoved: Unmoved
    iterations: int


def facts_of(result: SimulationResult, project: Project, risk: ScoredRisk, removal: Removal) -> RiskFacts:
    """Gather what a run says of one risk.

    Parameters
    ----------
    result : SimulationResult
    project : Project
        Of the result, with its planned length.
    risk : ScoredRisk
    removal : Removal
    """
    force = project.risks_in_force[risk.index]
    timed = [impact for impact in force.impacts if impact.delay is not None or impact.factor is not None]
    struck = sorted({index for impact in timed for selector in impact.on for index in project.selection.find(selector)})
    table = result.tasks
    criticality = table["criticality"].to_numpy(float)
    worst = max(struck, key=lambda index: criticality[index], default=None)
    floats = table["mean_float_days"].to_numpy(float)
    loosest = max(struck, key=lambda index: floats[index], default=None)
    days = impact_days(project, force)
    merge_task, merge_count, merge_criticality = _merge(project, struck, criticality)
    chance = risk.now.chance if risk.now is not None else removal.occurred
    expected = None if days is None else removal.occurred * days
    return RiskFacts(
        chance=chance,
        impact_days=days,
        longest_days=0.0 if days is None else abs(days) / max(len(struck), 1),
        reached=None if not expected else removal.mean_days / expected,
        mean_days=removal.mean_days,
        tasks=tuple(project.tasks[index].id for index in struck),
        critical_task="" if worst is None else project.tasks[worst].id,
        criticality=0.0 if worst is None else float(criticality[worst]),
        critical_float_days=math.nan if worst is None else float(floats[worst]),
        float_task="" if loosest is None else project.tasks[loosest].id,
        float_days=math.nan if loosest is None else float(floats[loosest]),
        planned_float_days=math.nan if loosest is None else float(table["planned_float_days"].iloc[loosest]),
        merge_task=merge_task,
        merge_count=merge_count,
        merge_criticality=merge_criticality,
        held_task=next((task.id for index in struck if _waits_at_its_finish(task := project.tasks[index])), ""),
        unmoved=removal.unmoved,
        iterations=result.provenance.iterations,
    )


def _waits_at_its_finish(task: Task) -> bool:
    return any(link.kind in ("FF", "SF") for link in task.after)


def _merge(project: Project, struck: list[int], criticality: Floats) -> tuple[str, int, float]:
    """Find where several paths meet at, or right behind, the tasks that a risk strikes, and go on critically."""
    ids = {project.tasks[index].id for index in struck if criticality[index] >= OFTEN}
    found = ("", 0, 0.0)
    for index, task in enumerate(project.tasks):
        waits_for = {link.predecessor for link in task.after}
        is_near = task.id in ids or bool(waits_for & ids)
        if is_near and criticality[index] >= OFTEN and len(waits_for) > max(found[1], 1):
            found = task.id, len(waits_for), float(criticality[index])
    return found


def reasons_for(
    risk: ScoredRisk, by_score: MatrixRank, facts: Mapping[str, RiskFacts], *, gap: int, level: float
) -> tuple[Reason, ...]:
    """Say why the score places a risk higher, or lower, than its simulation.

    Parameters
    ----------
    risk : ScoredRisk
    by_score : MatrixRank
        Its places by score.
    facts : mapping of str to RiskFacts
        Of all risks, by their ids.
    gap : int
        Places between score and simulation beyond the errors, above 0 where the score places it higher.
    level : float
        The percentile by which risks were simulated, 0.8 for P80.
    """
    own = facts[risk.id]
    find = _overrated if gap > 0 else _underrated
    found = list(find(risk, own, level))
    found = [*found, *_size(risk, by_score, facts, gap)][:MOST_REASONS]
    return tuple(found) or (_by_comparison(own, facts, is_overrated=gap > 0),)


def _overrated(risk: ScoredRisk, own: RiskFacts, level: float) -> Iterator[Reason]:
    if own.unmoved in ("never", "closed"):
        yield Reason("never", f"it never occurred in {counted_text(own.iterations, 'iteration')}")
        return
    yield from _of_kind(risk, own)
    if own.unmoved == "no_delay":
        return
    yield from _taken_up(own)
    if own.chance <= 1.0 - level and (own.reached or 0.0) >= ABSORBED:
        percentile, share = f"P{100 * level:g}", level_text(round(1.0 - level, 9))
        what = f"it occurs in {share_text(own.chance)} of the iterations, and {percentile} sees little of what is rarer"
        yield Reason("rare", f"{what} than {share}; the mean finish moves by {days_text(own.mean_days)}")


def _of_kind(risk: ScoredRisk, own: RiskFacts) -> Iterator[Reason]:
    """Say where the level is not that of the delay."""
    position = risk.now
    if position is None:
        return
    schedule = next((found for found in position.impacts if found.kind == "schedule"), None)
    if own.unmoved == "no_delay":
        yield Reason("no_delay", f"nothing of it delays a task; its score is that of its impact on {position.kind}")
    elif position.kind != "schedule":
        words = "is not known" if schedule is None else f"is {schedule.level}"
        named = "its overall impact" if position.kind == "impact" else f"its impact on {position.kind}"
        what = f"{named} is {position.impact} and decides; on the schedule it {words}"
        yield Reason("other_kind", what)
    yield from _stated(risk)


def _stated(risk: ScoredRisk) -> Iterator[Reason]:
    """Say where the stated level of the schedule is not that of the numbers."""
    if risk.now is None or risk.now.kind != "schedule":
        return
    found = risk.now.decisive
    if found.by_number and found.by_number != found.level and found.amount is not None:
        what = f"its impact on the schedule is stated as {found.level}, and its numbers are {found.by_number}"
        yield Reason("stated", f"{what}: {days_text(found.amount)} on average")


def _taken_up(own: RiskFacts) -> Iterator[Reason]:
    """Say where its delay goes that does not reach the finish."""
    if not own.tasks:
        return
    tasks = f"its task {own.critical_task} is" if len(own.tasks) == 1 else "its tasks are"
    floats = f"mean float {days_text(own.critical_float_days)}"
    if own.criticality <= 0.0:
        yield Reason("not_critical", f"{tasks} never critical ({floats})")
    elif own.criticality < SELDOM:
        share = share_text(own.criticality)
        yield Reason("not_critical", f"{tasks} seldom critical: {own.critical_task} in {share} of the iterations")
    if own.reached is None or own.reached >= ABSORBED or own.impact_days is None:
        return
    lost = _part_text(1.0 - own.reached)
    days = days_text(abs(own.impact_days))
    largest = max(own.float_days, own.planned_float_days)
    if largest >= 0.25 * own.longest_days and largest > 0.05:
        what = f"float takes up {lost} of its {days} of delay: {own.float_task} has"
        mean = days_text(own.float_days).split(" ")[0]
        yield Reason("float", f"{what} {days_text(own.planned_float_days)} of it in the plan and {mean} on average")
    elif len(own.tasks) > 1:
        what = (
            f"it delays {len(own.tasks)} tasks that run side by side: of its {days} in sum, {lost} does not reach the"
        )
        yield Reason("side_by_side", f"{what} finish")
    elif own.held_task:
        what = f"{own.held_task} cannot finish before others do (finish-to-finish), which takes up {lost} of its"
        yield Reason("finish_held", f"{what} {days} of delay")


def _part_text(share: float) -> str:
    """Write how much of something, in words where it is about all."""
    return "all" if share >= 1.0 else "nearly all" if share >= 0.995 else share_text(share)


def _underrated(risk: ScoredRisk, own: RiskFacts, level: float) -> Iterator[Reason]:
    del level
    yield from _stated(risk)
    reached = own.reached or 0.0
    if own.merge_count and reached >= PASSED:
        where = "it hits a merge point" if own.merge_task in own.tasks else "a merge point is right behind its tasks"
        share = share_text(own.merge_criticality)
        critical = "always" if own.merge_criticality >= 1.0 else f"in {share} of the iterations"
        what = f"{where}: {own.merge_task} waits for {own.merge_count} others and is critical {critical}, so that"
        yield Reason("merge_point", f"{what} no float takes up its delay")
    elif own.criticality >= OFTEN and reached >= PASSED:
        what = f"its task {own.critical_task} is critical in {share_text(own.criticality)} of the iterations, so that"
        yield Reason("critical", f"{what} {share_text(min(reached, 1.0))} of its delay reaches the finish")
    if len(own.tasks) >= MANY and reached >= PASSED and own.impact_days is not None:
        what = f"it delays {len(own.tasks)} tasks that follow one another, by {days_text(abs(own.impact_days))} in sum"
        yield Reason("many_tasks", what)


def _size(risk: ScoredRisk, by_score: MatrixRank, facts: Mapping[str, RiskFacts], gap: int) -> Iterator[Reason]:
    """Say where chance times delay places a risk otherwise than its levels do, by a good part of the gap."""
    own = facts[risk.id]
    sizes = {name: found.chance * abs(found.impact_days) for name, found in facts.items() if found.impact_days}
    if risk.id not in sizes or risk.now is None or own.impact_days is None or own.unmoved == "never":
        return
    place = 1 + sum(size > sizes[risk.id] for size in sizes.values())
    explained = place - by_score.worst if gap > 0 else by_score.best - place
    if explained >= max(_EXPLAINED * abs(gap), 1.0):
        words = f"{risk.now.probability} and {risk.now.impact}"
        chance, days = share_text(own.chance), days_text(abs(own.impact_days))
        what = f"the levels {words} hide its size: {chance} x {days} is {days_text(sizes[risk.id])} on average"
        yield Reason("size", f"{what}, place {place} of {len(sizes)}")


def _by_comparison(own: RiskFacts, facts: Mapping[str, RiskFacts], *, is_overrated: bool) -> Reason:
    """Compare the share of the delay that reaches the finish with that of the other risks."""
    others = sorted(found.reached for found in facts.values() if found.reached is not None and found is not own)
    if own.reached is None or not others:
        return Reason("unexplained", "the run shows no single reason")
    less = sum(reached < own.reached for reached in others)
    mine = share_text(max(min(own.reached, 1.0), 0.0))
    if not is_overrated and 2 * less >= len(others):
        what = f"{mine} of its delay reaches the finish, and of {less} of the other {len(others)} risks less"
        return Reason("others", f"{what}: float takes up theirs")
    mean = share_text(max(min(math.fsum(others) / len(others), 1.0), 0.0))
    return Reason("unexplained", f"{mine} of its delay reaches the finish; of the other risks {mean} on average")
