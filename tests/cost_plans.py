"""Random plans that cost money in every way, and what their iterations cost by the slow twin."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from riskmc.compiled.project import CompiledProject
from riskmc.compiled.restraints import clock_of
from riskmc.compiled.streams import stream_of
from riskmc.kernels import LANES
from riskmc.kernels.arrays import Workspace
from riskmc.model import Project
from riskmc.model.calendars import midnight
from riskmc.model.impacts import Impact
from riskmc.model.levels import share_of
from riskmc.model.risks import Risk
from riskmc.model.spending import Spending, spendings
from riskmc.model.tasks import Task
from riskmc.model.timeline import WorkingTimeline
from tests import naive_cost

SPREADS = ("linear", "front", "back", "start", "finish")
SHIFTS = {
    "days": {"week": {"mon-sun": ["07:00-19:00"]}},
    "nights": {"week": {"mon-fri": ["22:00-06:00"]}},
}


def amount(rng: random.Random, low: float = 100.0) -> Any:
    """An amount of money, random or not."""
    if rng.random() < 0.5:
        return low * rng.randint(1, 20)
    mode = low * rng.uniform(2.0, 10.0)
    return {rng.choice(["pert", "triangular"]): [mode * 0.7, mode, mode * rng.uniform(1.1, 3.0)]}


def _duration(rng: random.Random) -> Any:
    days = rng.randint(1, 40)
    return (
        f"{days}d" if rng.random() < 0.3 else {"triangular": [f"{0.8 * days:.1f}d", f"{days}d", f"{2.1 * days:.1f}d"]}
    )


def costly_plan(seed: int, *, is_dated: bool) -> Project:
    """Return a plan with costs of every kind; with calendars and progress where it is dated."""
    rng = random.Random(seed)
    tasks = [_task(rng, number, is_dated=is_dated) for number in range(rng.randint(2, 8))]
    ids = [task["id"] for task in tasks]
    rates = {str(year): f"{rng.uniform(-2, 9):.2f}%" for year in (2027, 2028)}
    escalation: dict[str, Any] = {"rate": f"{rng.choice([0, 3, 6])}%"}
    escalation["indices"] = {"steel": {"2027-02-01": rates["2027"], "2027-09-15": rates["2028"]}, "labour": "4%"}
    if rng.random() < 0.5:
        escalation["base"] = "2026-07-01"
    more: dict[str, Any] = {"calendars": SHIFTS, "status_date": "2027-02-10"} if is_dated else {}
    return Project(
        name="x", start="2027-01-04", currency="EUR", currencies={"USD": 0.9}, escalation=escalation, tasks=tasks,
        resources=[
            {"id": "crew", "per_hour": amount(rng, 10.0), "index": "labour"},
            {"id": "crane", "per_day": amount(rng), "per_use": amount(rng), "currency": "USD"},
            {"id": "steel", "per_unit": amount(rng, 1.0), "index": "steel"},
        ],
        costs=list(_standing(rng, ids)), risks=list(_risks(rng, ids)), **more,
    )  # fmt: skip


def _task(rng: random.Random, number: int, *, is_dated: bool) -> dict[str, Any]:
    task: dict[str, Any] = {"id": f"t{number}", "duration": _duration(rng)}
    task["after"] = [f"t{rng.randrange(number)}"] if number and rng.random() < 0.8 else []
    if rng.random() < 0.85:
        cost: dict[str, Any] = {"spread": rng.choice(SPREADS), "index": rng.choice(["", "steel", "labour"])}
        cost |= {key: amount(rng) for key in ("fixed", "per_day", "per_hour") if rng.random() < 0.6}
        cost["currency"] = rng.choice(["", "USD"])
        task["cost"] = cost if len(cost) > 3 else amount(rng)
    if rng.random() < 0.4:
        task["resources"] = [
            {"id": "crew", "units": 2}, "crane", {"id": "steel", "quantity": amount(rng, 1.0)}
        ][: rng.randint(1, 3)]  # fmt: skip
    if is_dated and number == 0:
        task |= {"actual_start": "2027-01-05"} | ({"actual_finish": "2027-02-03"} if rng.random() < 0.5 else {})
        task["after"] = []
        if "actual_finish" not in task:
            task["remaining"] = _duration(rng)
        if isinstance(task.get("cost"), dict) and "spread" in task["cost"] and rng.random() < 0.5:
            task["cost"]["actual"] = "1k"
    elif is_dated:
        task["calendar"] = rng.choice(["", "days", "nights", "24h"])
    if "actual_start" not in task and rng.random() < 0.25:
        task["exists"] = rng.choice([0.5, "50%", "R0"])
    return task


def _standing(rng: random.Random, ids: list[str]) -> Iterator[dict[str, Any]]:
    for number in range(rng.randint(0, 3)):
        cost: dict[str, Any] = {"id": f"s{number}", "spread": rng.choice(SPREADS), "index": rng.choice(["", "labour"])}
        cost[rng.choice(["fixed", "per_day", "per_hour", "per_calendar_day", "per_month"])] = amount(rng)
        first = rng.randrange(len(ids))
        cost |= {"from": ids[first]} if rng.random() < 0.5 else {}
        cost |= {"to": ids[rng.randrange(first, len(ids))]} if rng.random() < 0.5 else {}
        yield cost


def _risks(rng: random.Random, ids: list[str]) -> Iterator[dict[str, Any]]:
    for number in range(3):
        on = rng.sample(ids, rng.randint(0, min(3, len(ids))))
        impact: dict[str, Any] = {"cost": amount(rng)}
        if on:
            impact |= {"on": on, "draw": rng.choice(["once", "each_task"])}
            impact |= {"cost_factor": {"uniform": [0.8, 1.6]}, "delay": {"uniform": ["1d", "9d"]}}
        yield {
            "id": f"R{number}", "probability": 0.5, "impacts": [impact],
            "combine": rng.choice(["series", "parallel"]),
            "strikes": rng.choice(["once", "each_task"]) if on else "once",
            "response": {"id": f"a{number}", "cost": "3k", "status": "done", "action": "act"},
        }  # fmt: skip


@dataclass
class Lane:
    """One lane of a chunk that was dated and drawn, as the twin sees it."""

    project: Project
    compiled: CompiledProject
    work: Workspace
    lane: int

    def __post_init__(self) -> None:
        self.clock = clock_of(self.project)
        self.place = {identity: row for row, identity in enumerate(self.compiled.task_ids)}
        halves = list(zip(self.compiled.low.tolist(), self.compiled.high.tolist(), strict=True))
        self.row_of_stream = {low | high << 32: row for row, (low, high) in reversed(list(enumerate(halves)))}

    def drawn(self, identity: str) -> float:
        """The value of an event or a magnitude by its identity."""
        row = self.row_of_stream[stream_of(identity)]
        if row < self.compiled.n_events:
            return float(self.work.occurred[row, self.lane])
        row -= self.compiled.n_events + self.compiled.n_tasks + self.compiled.n_lags
        return float(self.work.magnitudes[row, self.lane])

    def amount(self, value: Any, stream: str) -> float:
        """An amount that is certain, or the one that was drawn."""
        return self.drawn(stream) if stream_of(stream) in self.row_of_stream else share_of(value)

    def exists(self, task: str) -> bool:
        row = self.compiled.network.existence[self.place[task]]
        return row < 0 or self.work.exists[row, self.lane] > 0.0

    def duration(self, task: str) -> float:
        return float(self.work.durations[self.place[task] * LANES + self.lane])

    def date(self, task: str, side: str) -> float:
        """An instant of a task, or of the project, in elapsed minutes from the origin."""
        rows = self.work.starts if side == "start" else self.work.finishes
        value = rows[self.place[task] * LANES + self.lane] if task else self.work.lanes[0, self.lane]
        if not task and side == "start":
            begins = self.clock.minutes(self.project.start)
            return next(max(first, begins) for first, last in self.stretches("") if last > begins)
        if self.compiled.restraints is not None:
            return float(value)
        whole = round(float(value) * 60)
        found = self.project.timeline().date_of(whole / 60, "start" if side == "start" else "finish")
        return self.clock.minutes(found) + float(value) - whole / 60

    def stretches(self, calendar: str) -> list[naive_cost.Stretch]:
        """The work of a calendar, in elapsed minutes from the origin."""
        begin = self.project.start - timedelta(days=60)
        timeline = WorkingTimeline(self.project.calendar_named(calendar), begin)
        starts, finishes, _ = timeline.intervals(begin, begin + timedelta(days=8 * 366))
        zero = self.clock.origin.toordinal() * 86_400
        return [((a - zero) / 60, (b - zero) / 60) for a, b in zip(starts, finishes, strict=True)]

    def index(self, name: str | None) -> naive_cost.Index | None:
        if name is None:
            return None
        rising = self.project.escalation
        base = self.clock.minutes(midnight(rising.base or self.project.start))
        return naive_cost.Index(
            base, [(self.clock.minutes(at or datetime(2000, 1, 1)), r) for at, r in rising.steps(name)]
        )

    def lines(self) -> list[naive_cost.Line]:
        found = [self._spent(one) for one in spendings(self.project)]
        for risk in self.project.risks_in_force:
            found += self._of_risk(risk)
        return found

    def _spent(self, one: Spending) -> naive_cost.Line:
        value = one.scale * self.amount(one.amount, one.stream)
        if one.quantity is not None:
            value *= self.amount(one.quantity, one.quantity_stream)
        begin, end = self._span(one)
        minutes = None
        if one.measure == "elapsed_minute":
            minutes = max(end - begin, 0.0)
        elif one.measure == "minute" and one.task:
            minutes = one.worked + self.duration(one.task)
        elif one.measure == "minute":
            minutes = naive_cost.worked(self.stretches(""), begin, end)
        series, parallel = self._factors(one.task) if one.task else ([], [])
        exists = not one.task or self.exists(one.task)
        return naive_cost.Line(
            one.carrier, one.part, value, minutes, begin, max(end, begin), one.spread,
            self.index(one.price_index), exists, series, parallel,
        )  # fmt: skip

    def _span(self, one: Spending) -> naive_cost.Stretch:
        if one.begins is not None and one.ends is not None:
            return self.clock.minutes(one.begins), self.clock.minutes(one.ends)
        first, last = (one.task or one.from_), (one.task or one.to)
        begin, end = self.date(first, "start"), self.date(last, "finish")
        begun = self._task(first).actual_start if first else None
        is_left = bool(one.task) and self._task(one.task).state == "started" and self._actual(one.task)
        if begun is not None and not is_left:
            begin = self.clock.start_on(self._task(first).calendar, begun)
        done = self._task(last).actual_finish if last else None
        if done is not None:
            end = self.clock.finish_on(self._task(last).calendar, done)
        return begin, end

    def _actual(self, task: str) -> bool:
        cost = self._task(task).cost
        return cost is not None and cost.actual is not None

    def _task(self, identity: str) -> Task:
        return self.project.tasks[self.project.task_index[identity]]

    def _hits(self, impact: Impact) -> list[str]:
        return [task.id for task in self.project.tasks if task.id in impact.on and task.state != "finished"]

    def _of_risk(self, risk: Risk) -> Iterator[naive_cost.Line]:
        for impact in risk.impacts:
            hits, name = self._hits(impact), f"risk:{risk.id}/impact/cost"
            is_shared = (risk.strikes == "once" and impact.draw == "once") or not impact.on
            for task in [""] if is_shared else hits:
                if is_shared and impact.on and not hits:
                    continue
                of_task = f"/task:{task}" if task else ""
                happens = self.drawn(f"risk:{risk.id}/occurs" + (of_task if risk.strikes == "each_task" else ""))
                dates = [(self.date(t, "start"), self.date(t, "finish")) for t in ([task] if task else hits)]
                begin, end = naive_cost.span(dates or [(self.date("", "start"), self.date("", "finish"))])
                exists = happens > 0.0 and (not task or self.exists(task))
                value = self.drawn(name + of_task) if exists else 0.0
                yield naive_cost.Line(
                    f"risk:{risk.id}", "risks", value, None, begin, end, "linear", self.index(""), exists
                )  # fmt: skip

    def _factors(self, task: str) -> tuple[list[float], list[float]]:
        found: tuple[list[float], list[float]] = ([], [])
        for risk in self.project.risks_in_force:
            for impact in risk.impacts:
                if task not in self._hits(impact) or impact.cost_factor is None:
                    continue
                of_task = f"/task:{task}"
                happens = self.drawn(f"risk:{risk.id}/occurs" + (of_task if risk.strikes == "each_task" else ""))
                each = risk.strikes == "each_task" or impact.draw == "each_task"
                if happens > 0.0:
                    value = self.drawn(f"risk:{risk.id}/impact/cost_factor" + (of_task if each else ""))
                    found[risk.combine == "parallel"].append(value)
        return found
