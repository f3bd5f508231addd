"""Cash flow and watched signals: months add up to what an iteration costs, and each amount lies where it is spent."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import riskmc
from riskmc.simulation import cash_pass, engine

START = "2027-01-04"


def played(project, dates, iterations=256, seed=0):
    """Return what is spent by dates in each iteration, beside the run itself."""
    result = riskmc.simulate(project, iterations=iterations, seed=seed)
    gathered = engine.begin_run(
        project, iterations=iterations, seed=seed, sampling="lhs", jobs=1, keep_samples=False, critical_float=None
    )
    edges = cash_pass._positions(gathered.plan.compiled, gathered.project, dates)
    return result, np.concatenate(list(cash_pass._played(gathered.plan, iterations, edges, 1)), axis=1)


def shed(cost, duration="40d", **fields):
    task = {"id": "dig", "duration": duration, "cost": cost}
    return riskmc.Project(**{"name": "Shed", "start": START, "currency": "EUR", "tasks": [task], **fields})


def midnight(text):
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("spread", "by_half", "by_quarter"),
    [
        ("linear", 0.5, 0.25),
        ("front", 0.75, 1 - 0.75**2),
        ("back", 0.25, 0.0625),
        ("start", 1.0, 1.0),
        ("finish", 0.0, 0.0),
    ],
)
def test_money_is_spent_as_its_spread_says(spread, by_half, by_quarter):
    # 40 working days from Monday, 4 January; ten are done on Friday the 15th, twenty on Friday the 29th.
    project = shed({"fixed": 1000, "spread": spread})
    dates = [midnight(START), midnight("2027-01-16"), midnight("2027-01-30"), midnight("2027-03-01")]
    _, spent = played(project, dates, iterations=1)
    assert spent[:, 0] == pytest.approx([0.0, 1000 * by_quarter, 1000 * by_half, 1000.0])


@pytest.mark.parametrize("spread", ["linear", "front", "back"])
def test_rising_prices_weigh_what_is_spent_late(spread):
    project = shed({"fixed": 1000, "spread": spread}, "200d", escalation={"base": START, "rate": "20%"})
    days = [dt.datetime(2027, 1, 4) + dt.timedelta(days=7 * week) for week in range(41)]
    result, spent = played(project, days, iterations=1)
    assert spent[-1, 0] == pytest.approx(result.cost.amounts[0], rel=1e-12)
    u = np.arange(41) / 40
    # A week is spent at the price of its middle: right to a thousandth of what is spent.
    middle = 1.2 ** ((7 * (np.arange(40) + 0.5)) / 365.25)
    weeks = np.diff({"linear": u, "front": 1 - (1 - u) ** 2, "back": u**2}[spread])
    assert spent[:, 0] == pytest.approx(1000 * np.concatenate([[0.0], np.cumsum(weeks * middle)]), abs=0.6)


def test_what_is_spent_at_the_start_of_a_month_is_spent_in_it():
    tasks = [
        {"id": "wait", "duration": "20d"},
        {"id": "buy", "duration": "5d", "after": "wait", "cost": {"fixed": 100, "spread": "start"}},
    ]
    project = riskmc.Project(name="Shed", start=START, tasks=tasks)
    _, spent = played(project, [midnight("2027-02-01"), midnight("2027-02-02")], iterations=1)
    assert spent[:, 0].tolist() == [0.0, 100.0]


@st.composite
def plans(draw):
    """Draw plans with everything that can cost money."""
    n = draw(st.integers(1, 4))
    spread = st.sampled_from(["linear", "front", "back", "start", "finish"])
    tasks = []
    for number in range(n):
        low = draw(st.integers(1, 30))
        cost = {"fixed": {"uniform": [10, 20]}, "spread": draw(spread)}
        if draw(st.booleans()):
            cost |= {"per_day": draw(st.integers(1, 9)), "index": draw(st.sampled_from(["", "steel"]))}
        task = {"id": f"t{number}", "duration": {"triangular": [f"{low}d", f"{low + 2}d", f"{low + 9}d"]}, "cost": cost}
        if number and draw(st.booleans()):
            task["after"] = f"t{draw(st.integers(0, number - 1))}"
        if draw(st.booleans()):
            task["exists"] = 0.6
        if draw(st.booleans()):
            task["calendar"] = draw(st.sampled_from(["standard", "long"]))
        tasks.append(task)
    costs = [{"id": "site", "per_day": 3, "per_calendar_day": 1, "spread": draw(spread)}]
    if draw(st.booleans()):
        costs.append({"id": "rent", "per_month": 40, "from": "t0", "to": f"t{n - 1}"})
    impact = {
        "on": draw(st.sampled_from(["t0", "all"])),
        "cost": {"uniform": [5, 50]},
        "cost_factor": 1.2,
        "delay": "3d",
    }
    risk = {
        "id": "R1",
        "probability": 0.5,
        "impacts": [impact],
        "response": {"action": "x", "cost": 30, "status": "done"},
    }
    calendars = {"standard": {}, "long": {"week": {"mon-sun": ["06:00-18:00"]}}}
    rising = {"rate": draw(st.sampled_from(["0%", "7%"])), "indices": {"steel": "12%"}}
    return riskmc.Project(
        name="x", start=START, tasks=tasks, costs=costs, risks=[risk], calendars=calendars, escalation=rising
    )


@given(plans())
@settings(max_examples=25, deadline=None)
def test_months_add_up_to_what_each_iteration_costs_and_never_shrink(project):
    dates = [dt.datetime(2027, 1, 1) + dt.timedelta(days=10 * step) for step in range(60)]
    result, spent = played(project, dates, iterations=128)
    assert spent[-1] == pytest.approx(result.cost.amounts, rel=1e-9)
    assert (np.diff(spent, axis=0) >= -1e-7).all()
    assert (spent[0] == 0.0).all()
    cash = result.cash
    assert cash.mean_in_month.sum() == pytest.approx(result.cost.mean, rel=1e-9)
    assert cash.planned_by_end[-1] == pytest.approx(result.deterministic.cost, rel=1e-9)
    assert (cash.by_end[:, :, 1] <= cash.by_end[:, :, 0]).all()
    assert (cash.by_end[:, :, 0] <= cash.by_end[:, :, 2]).all()


def test_a_response_is_paid_at_its_due_date_and_actual_costs_before_the_status_date():
    task = {
        "id": "dig",
        "duration": "40d",
        "actual_start": START,
        "remaining": "20d",
        "cost": {"fixed": 500, "actual": 800},
    }
    risk = {
        "id": "R1",
        "probability": 0.1,
        "response": {"action": "x", "cost": 70, "status": "done", "due": "2027-06-15"},
    }
    project = riskmc.Project(name="x", start=START, status_date="2027-02-01", tasks=[task], risks=[risk])
    cash = riskmc.simulate(project, iterations=100).cash
    months = [month.month for month in cash.months]
    assert cash.planned_in_month[months.index(1)] == pytest.approx(800)
    assert cash.planned_in_month[months.index(2)] == pytest.approx(500)
    assert cash.planned_in_month[months.index(6)] == pytest.approx(70)


def watching(on):
    task = {"id": "dig", "duration": {"uniform": ["20d", "40d"]}, "cost": {"per_day": 100}}
    signal = {"signal": {"cost": "total", "on": on}, "id": "C1"}
    return riskmc.Project(name="x", start=START, tasks=[task], contingency={"plans": [signal]})


def test_the_cost_to_date_is_watched_in_every_iteration():
    result = riskmc.simulate(watching("2027-01-31"), iterations=1500)
    spent, known = result.watched.row("cost(total, 2027-01-31)")
    # Twenty working days have passed, and every iteration digs at least as long.
    assert spent == pytest.approx(np.full(1500, 2000.0))
    assert (known == result.timeline.minutes_at(dt.datetime(2027, 2, 1))).all()


def test_what_is_spent_survives_a_file_and_a_longer_run(tmp_path):
    project = watching("2027-02-10")
    short = riskmc.simulate(project, iterations=1500)
    longer, whole = riskmc.extend(short, 700), riskmc.simulate(project, iterations=2200)
    assert (longer.watched.values == whole.watched.values).all()
    assert (longer.cash.by_end == whole.cash.by_end).all()
    read = riskmc.read_result(short.save(tmp_path / "x.riskmc"))
    assert (read.watched.values == short.watched.values).all()
    assert (read.cash.in_month == short.cash.in_month).all()
    assert read.cash.months == short.cash.months


def test_no_money_flows_where_there_is_none():
    bare = riskmc.Project(name="x", start=START, tasks=[{"id": "dig", "duration": "5d"}])
    assert riskmc.simulate(bare, iterations=10).cash is None
