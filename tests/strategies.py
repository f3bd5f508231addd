"""Hypothesis strategies: networks that are acyclic by construction, as kernels and as planners see them."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from tests import naive

WORDS = st.integers(0, 2**32 - 1)
KEYS = st.tuples(WORDS, WORDS)
BRIEFLY = "RISKMC_TEST_BRIEFLY"
"""Environment variable under which properties try few examples: for slow ways to run kernels."""


def examples(count: int) -> settings:
    """How many examples a property tries."""
    return settings(max_examples=max(3, count // 15) if os.environ.get(BRIEFLY) else count)


KINDS = st.sampled_from(("FS", "SS", "FF", "SF"))
MINUTES = st.integers(0, 4_800).map(float) | st.floats(0.0, 4_800.0)
LAGS = st.integers(-960, 960).map(float) | st.floats(-960.0, 960.0)


@st.composite
def draws(draw: st.DrawFn, methods: tuple[str, ...] = naive.METHODS) -> naive.Draw:
    """A random quantity whose values lie, nearly always, between 0 and some working weeks."""
    method = draw(st.sampled_from(methods))
    made = naive.Draw(draw(KEYS), method, draw(MINUTES), draw(st.floats(0.0, 4_800.0)))
    if method in ("spline", "exp_spline"):
        segments = draw(st.integers(1, 6))
        values = st.floats(0.0 if method == "spline" else -2.0, 3.0, width=32).map(np.float32)
        made.coefficients = draw(st.lists(values, min_size=segments + 2, max_size=segments + 2))
    elif method == "triangular":
        made.shape = draw(st.floats(0.0, 1.0))
    elif method == "weibull":
        made.shape = draw(st.floats(0.2, 3.0))
    elif method == "steps":
        weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=7))
        made.probabilities = [sum(weights[: i + 1]) / sum(weights) for i in range(len(weights))]
        made.values = draw(st.lists(MINUTES, min_size=len(weights), max_size=len(weights)))
    return made


@st.composite
def plans(draw: st.DrawFn, max_tasks: int = 6, methods: tuple[str, ...] = naive.METHODS) -> naive.Plan:
    """A plan as the kernels see it: every kind of link, lags and leads, random lags, risks with several events."""
    n_tasks = draw(st.integers(1, max_tasks))
    one = draws(methods)
    plan = naive.Plan([draw(one) for _ in range(n_tasks)], key=draw(KEYS))
    plan.sampling = draw(st.sampled_from(("random", "lhs", "sobol")))
    for target in range(1, n_tasks):
        for source in draw(st.lists(st.integers(0, target - 1), max_size=3)):
            row = -1
            if draw(st.booleans()):
                row = len(plan.lags)
                plan.lags.append(draw(one))
            plan.links.append(naive.Link(source, target, draw(KINDS), draw(LAGS), row))
    add_risks(draw, plan, one)
    plan.directions = [draw(st.lists(WORDS, min_size=32, max_size=32)) for _ in plan.streams()[:3]]
    plan.directions = directions_by_stream(plan)
    plan.milestones = draw(st.lists(st.integers(0, n_tasks - 1), max_size=2))
    plan.reference = [(draw(MINUTES), draw(MINUTES)) for _ in range(n_tasks + 1)]
    return plan


def directions_by_stream(plan: naive.Plan) -> list[list[int]]:
    """Take turns with the directions of a plan, so that one stream has one dimension in all its rows."""
    distinct = list(dict.fromkeys(plan.streams()))
    return [plan.directions[distinct.index(stream) % len(plan.directions)] for stream in plan.streams()]


def add_risks(draw: st.DrawFn, plan: naive.Plan, one: st.SearchStrategy[naive.Draw]) -> None:
    """Give a plan up to two risks of up to two events, which strike tasks, cost money, and depend on one another.

    Events share streams, have drawn probabilities, are options of a branch; some tasks exist only with some events.
    """
    plan.risk_sizes = draw(st.lists(st.integers(1, 2), max_size=2))
    n_tasks, n_events = len(plan.durations), sum(plan.risk_sizes) + draw(st.integers(0, 2))
    tasks = st.integers(0, n_tasks - 1)
    for event in range(n_events):
        bounds = sorted((draw(st.sampled_from((0, 0, 0, 2**30))), draw(st.sampled_from((0, 2**31, 2**32)) | WORDS)))
        shares = event > 0 and draw(st.booleans())
        made = naive.Event(plan.events[-1].stream if shares else draw(KEYS), bounds[1], bounds[0])
        if draw(st.integers(0, 3)) == 0:
            made.chance = len(plan.magnitudes)
            chance = draw(one)
            add_magnitude(plan, -1, "factor", chance)
            chance.location, chance.scale = chance.location / 9_600.0, chance.scale / 9_600.0
        plan.events.append(made)
        for task in draw(st.lists(tasks, max_size=2)):
            kind = draw(st.sampled_from(naive.KINDS[:4]))
            plan.effects.append(naive.Effect(task, event, len(plan.magnitudes), kind))
            magnitude = draw(one)
            if kind.endswith("factor"):
                magnitude.location, magnitude.scale = magnitude.location / 2_400.0, magnitude.scale / 2_400.0
            else:
                magnitude.location -= 2_400.0
            add_magnitude(plan, event, kind, magnitude)
    plan.effects.sort(key=lambda effect: (effect.task, naive.KINDS.index(effect.kind)))
    if n_events:
        add_relations(draw, plan)
        add_costs(draw, plan, one)


def add_magnitude(plan: naive.Plan, event: int, kind: str, magnitude: naive.Draw) -> None:
    plan.row_events.append(event)
    plan.row_kinds.append(kind)
    plan.magnitudes.append(magnitude)


@st.composite
def ranges_of_events(draw: st.DrawFn, n_events: int) -> range:
    begin = draw(st.integers(0, n_events - 1))
    return range(begin, draw(st.integers(begin + 1, n_events)))


def add_relations(draw: st.DrawFn, plan: naive.Plan) -> None:
    """Let events require and exclude those before them, and tasks exist only with some events."""
    n_events = len(plan.events)
    for event in range(1, n_events):
        if draw(st.booleans()):
            plan.relations.append(
                naive.Relation(event, draw(ranges_of_events(event)), draw(st.sampled_from(("requires", "excludes"))))
            )
    clause = st.lists(ranges_of_events(n_events), max_size=2)
    for task in sorted(draw(st.sets(st.integers(0, len(plan.durations) - 1), max_size=2))):
        plan.existence.append((task, draw(st.lists(clause, max_size=2))))


def add_costs(draw: st.DrawFn, plan: naive.Plan, one: st.SearchStrategy[naive.Draw]) -> None:
    """Let some events cost money, some of it only where a task exists."""
    for risk, size in enumerate(plan.risk_sizes):
        begin = sum(plan.risk_sizes[:risk])
        for event in draw(st.lists(st.integers(begin, begin + size - 1), max_size=2)):
            existence = draw(st.integers(-1, len(plan.existence) - 1))
            plan.costs.append(naive.Cost(risk, event, len(plan.magnitudes), existence))
            add_magnitude(plan, event, draw(st.sampled_from(("cost",))), draw(one))


DAYS = st.integers(0, 20)


@st.composite
def uncertain(draw: st.DrawFn, low: int = 0) -> Any:
    """A quantity or distribution of working days, as a plan file spells it, and never below ``low``."""
    a, b, c = sorted(draw(st.tuples(DAYS, DAYS, DAYS)))
    days = [f"{low + value}d" for value in (a, b, c)]
    forms: list[Any] = [days[1], {"uniform": [days[0], days[2]]}, {"triangular": days}, {"pert": days}]
    if len(set(days)) > 1:
        forms.append({"discrete": {day: f"{100 / len(set(days))}%" for day in dict.fromkeys(days)}})
    return draw(st.sampled_from(forms))


@st.composite
def project_arguments(
    draw: st.DrawFn, kinds: tuple[str, ...] = ("FS", "SS", "FF", "SF"), max_tasks: int = 6, leads: bool = True,
    with_risks: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """Arguments of a Project whose tasks are listed in an order that the links know nothing of."""
    n_tasks = draw(st.integers(1, max_tasks))
    labels = draw(st.permutations([f"t{number}" for number in range(n_tasks)]))
    tasks = []
    for place in range(n_tasks):
        after = []
        for source in draw(st.lists(st.integers(0, place - 1), max_size=2, unique=True)) if place else []:
            lag = draw(st.just("0d") | st.integers(-4 if leads else 0, 4).map("{}d".format) | uncertain())
            after.append({"task": labels[source], "link": draw(st.sampled_from(kinds)), "lag": lag})
        tasks.append({"id": labels[place], "duration": draw(uncertain()), "after": after})
    risks = draw(st.lists(risk_arguments(labels), max_size=2)) if with_risks else []
    for number, risk in enumerate(risks):
        risk["id"] = f"R{number}"
    shuffled = draw(st.permutations(tasks))
    return {"name": "drawn", "start": "2027-01-04", "tasks": shuffled, "risks": risks}


@st.composite
def risk_arguments(draw: st.DrawFn, labels: list[str]) -> dict[str, Any]:
    """A risk with one or two impacts on some of the tasks."""
    impacts = []
    for _ in range(draw(st.integers(1, 2))):
        on = draw(st.lists(st.sampled_from(labels), min_size=1, max_size=2, unique=True))
        impact: dict[str, Any] = {"on": on, "draw": draw(st.sampled_from(("once", "each_task")))}
        if draw(st.booleans()):
            impact["delay"] = draw(uncertain(low=-4))
        else:
            impact["factor"] = draw(st.sampled_from(("80%", "1.5", {"uniform": [0.5, 2.0]})))
        impacts.append(impact)
    probability = draw(st.sampled_from((0.0, 0.2, 0.5, 1.0)))
    return {"probability": probability, "impacts": impacts, "strikes": draw(st.sampled_from(("once", "each_task")))}


MONEY = st.integers(0, 10**9) | st.floats(0.0, 1e9) | st.sampled_from(("120k", "4.2M", "0.5bn"))
UNITS = st.sampled_from((1, 2, 0.3, "50%"))
SPREADS = st.sampled_from(("linear", "front", "back", "start", "finish"))


@st.composite
def money(draw: st.DrawFn) -> Any:
    """An amount of money, or a distribution of amounts, as a plan file spells it."""
    a, b, c = sorted(draw(st.tuples(*[st.integers(0, 10**6)] * 3)))
    forms: list[Any] = [draw(MONEY), {"fixed": a}, {"uniform": [a, c]}, {"triangular": [a, b, c]}, {"pert": [a, b, c]}]
    return draw(st.sampled_from(forms))


@st.composite
def some_of(draw: st.DrawFn, *keys: str) -> dict[str, Any]:
    """Amounts under some of the keys, at least one."""
    chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=len(keys), unique=True))
    return {key: draw(money()) for key in chosen}


@st.composite
def priced(draw: st.DrawFn, currencies: list[str], indices: list[str], *keys: str) -> dict[str, Any]:
    """Amounts under some of the keys, in one of the currencies, at prices of one of the indices."""
    chosen = {"currency": draw(st.sampled_from(["", *currencies])), "index": draw(st.sampled_from(["", *indices]))}
    return {**draw(some_of(*keys)), **chosen}


@st.composite
def cost_arguments(draw: st.DrawFn, tasks: list[dict[str, Any]], ids: st.SearchStrategy[str]) -> dict[str, Any]:
    """Costs, resources, currencies, rising prices and a budget for a plan; its tasks are given costs."""
    texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
    names = texts | st.sampled_from(("no", "1", "a: b"))
    rates = st.integers(-50, 100).map("{}%".format) | st.floats(-0.5, 1.0)
    currencies = draw(st.dictionaries(names.filter("EUR".__ne__), st.floats(1e-6, 1e6), max_size=2))
    dates = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)).map(str)
    steps = st.dictionaries(dates, rates, min_size=1, max_size=3).map(lambda found: dict(sorted(found.items())))
    indices = draw(st.dictionaries(names, rates | steps, max_size=2))
    tied = list(currencies), list(indices)
    available = st.none() | st.floats(0.1, 9.0)
    prices = priced(*tied, "per_day", "per_use", "per_unit")
    resources = [
        {"id": identity, **draw(prices), "available": draw(available)}
        for identity in draw(st.lists(ids, max_size=3, unique=True))
    ]
    for task in tasks:
        own = draw(priced(*tied, "fixed", "per_day", "per_hour"))
        task["cost"] = draw(st.none() | money() | st.just({**own, "spread": draw(SPREADS)}))
        used = [one for one in resources if draw(st.booleans())]
        task["resources"] = [
            {"id": one["id"], "quantity": draw(money()) if "per_unit" in one else None, "units": draw(UNITS)}
            for one in used
        ]
    ends = st.sampled_from(["", *(task["id"] for task in tasks)])
    standing = priced(*tied, "fixed", "per_day", "per_calendar_day", "per_month")
    costs = [
        {"id": identity, **draw(standing), "spread": draw(SPREADS), "from": draw(ends), "to": draw(ends)}
        for identity in draw(st.lists(ids, max_size=2, unique=True))
    ]
    return {
        "currency": "EUR", "currencies": currencies, "resources": resources, "costs": costs,
        "escalation": {"base": draw(st.none() | dates), "rate": draw(rates), "indices": indices},
        "objectives": [{"id": "b", "at_most": draw(MONEY), "confidence": "70%"}],
        "templates": [{"for": "all", "cost": {"triangular": ["90%", "100%", "130%"]}}],
    }  # fmt: skip
