"""Hypothesis strategies: calendars as planners see them and as plain intervals, and plans that keep several."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from riskmc.model.calendars import WEEKDAYS, Calendar, Shift
from tests import naive_dated as naive
from tests.strategies import KINDS

DAY = 1_440
DAYS = 24
"""Days of the window in which calendars rest; outside of it all work without a pause."""
WINDOW = DAYS * DAY
ORIGIN = datetime(2027, 2, 22)
"""A Monday."""

Shifts = list[tuple[int, int]]


@dataclass(frozen=True)
class Week:
    """A calendar as the model has it, and the same as plain intervals from the origin."""

    calendar: Calendar
    shifts: naive.Shifts


@st.composite
def day_shifts(draw: st.DrawFn, grid: int, most: int = 5) -> Shifts:
    """Shifts of one day on a grid of minutes; some of them touch."""
    cuts = sorted(draw(st.lists(st.integers(0, DAY // grid), min_size=2, max_size=most, unique=True)))
    pieces = [(grid * a, grid * b) for a, b in pairwise(cuts)]
    kept = draw(st.lists(st.booleans(), min_size=len(pieces), max_size=len(pieces)))
    return [piece for piece, is_kept in zip(pieces, kept, strict=True) if is_kept] or pieces[:1]


def over_midnight(week: dict[int, Shifts], minutes: int) -> dict[int, Shifts]:
    """Let the last shift of each day run on into the next, up to the first shift there."""
    found = {}
    for day, shifts in week.items():
        following = week.get((day + 1) % 7, [])
        room = min(minutes, following[0][0] if following else minutes, shifts[-1][0])
        found[day] = [*shifts[:-1], (shifts[-1][0], DAY + room)] if room else shifts
    return found


NAMED = {
    "office": {day: [(480, 720), (780, 1_020)] for day in range(5)},
    "night": {day: [(1_320, 1_800)] for day in (0, 1, 2, 3, 6)},
    "always": {day: [(0, DAY)] for day in range(7)},
    "half past": {day: [(450, 1_045)] for day in range(6)},
}


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """A calendar with shifts by day or by night, over midnight, that touch, and with exceptions."""
    kind = draw(st.sampled_from((*NAMED, "drawn", "drawn")))
    grid = draw(st.sampled_from((1, 15, 60, 240)))
    week = NAMED.get(kind) or {
        day: draw(day_shifts(grid)) for day in sorted(draw(st.sets(st.integers(0, 6), min_size=1)))
    }
    if kind == "drawn" and draw(st.booleans()):
        week = over_midnight(week, grid * draw(st.integers(1, 4)))
    days = st.integers(1, DAYS - 2)
    exceptions = draw(st.dictionaries(days, st.just([]) | day_shifts(grid), max_size=4))
    calendar = Calendar(
        week={WEEKDAYS[day]: [Shift(*shift) for shift in shifts] for day, shifts in week.items()},
        exceptions=[
            {"date": (ORIGIN + timedelta(days=day)).date(), "work": [Shift(*shift) for shift in shifts]}
            for day, shifts in exceptions.items()
        ],
    )
    return Week(calendar, intervals_of(week, exceptions))


def intervals_of(week: dict[int, Shifts], exceptions: dict[int, Shifts]) -> naive.Shifts:
    """The working time of a window whose first and last day are worked through."""
    worked = [
        (day * DAY + start, day * DAY + finish)
        for day in range(-1, DAYS)
        for start, finish in exceptions.get(day, week.get(day % 7, []))
    ]
    inside = [(max(start, DAY), min(finish, WINDOW - DAY)) for start, finish in worked]
    return naive.merged([(0, DAY), *inside, (WINDOW - DAY, WINDOW)])


# -- plans ------------------------------------------------------------------------------------------------------------

WHOLE = st.integers(0, 2_400).map(float)
QUARTERS = st.integers(0, 9_600).map(lambda quarters: quarters / 4)
WORK = st.just(0.0) | WHOLE | QUARTERS | st.floats(0.0, 2_400.0)
LAG = st.just(0.0) | st.integers(-960, 960).map(float) | st.floats(-960.0, 960.0)


@st.composite
def instants(draw: st.DrawFn, calendars: list[naive.Shifts]) -> float:
    """An instant of the window: on the edge of a shift, on the hour, or anywhere."""
    edges = [edge for shifts in calendars for interval in shifts.intervals for edge in interval]
    hours = st.integers(24, 24 * (DAYS - 1)).map(lambda hour: 60.0 * hour)
    return float(draw(st.sampled_from(edges) | hours | st.floats(DAY, WINDOW - DAY)))


def maybe(strategy: st.SearchStrategy[float]) -> st.SearchStrategy[float | None]:
    """Mostly nothing."""
    return st.one_of(st.none(), st.none(), st.none(), strategy)


@st.composite
def dated_tasks(draw: st.DrawFn, calendars: list[naive.Shifts], mode: str) -> naive.Task:
    """What may hold a task of a mode, as the compiler states it."""
    when = instants(calendars)
    task = naive.Task(draw(st.integers(0, len(calendars) - 1)), mode, draw(when))
    if mode in ("held", "point", "by_hand", "span"):
        later = task.floor + draw(st.integers(0, 4_000))
        task.finish_floor = {"held": later}.get(mode)
        if mode == "by_hand":
            task.start_pin, task.finish_pin, task.planned = task.floor, later, draw(WORK)
            task.finish_cap = draw(maybe(when))
        if mode == "point":
            task.fact_start, task.fact_finish = task.floor - 2_000.0, task.floor - 1_000.0
        return task
    task.finish_floor, task.finish_cap, task.start_cap = draw(maybe(when)), draw(maybe(when)), draw(maybe(when))
    task.start_pin = draw(maybe(maybe(when)))
    task.finish_pin = draw(maybe(maybe(when))) if task.start_pin is None else None
    task.start_limit, task.finish_limit = draw(maybe(maybe(when))), draw(maybe(maybe(when)))
    task.delay = draw(st.sampled_from((0.0, 0.0, 0.0, 90.0, 1_440.0)))
    task.is_open = draw(st.booleans())
    if mode == "work":
        task.pause = draw(st.sampled_from((0.0, 0.0, 60.0, 480.0)))
        task.expected = draw(maybe(maybe(when)))
        task.planned = draw(WORK)
    task.is_late = draw(st.integers(0, 3)) == 0 and not task.is_pinned
    return task


@st.composite
def dated_links(draw: st.DrawFn, source: int, target: int, n_calendars: int) -> naive.Link:
    """A link with a lag on any calendar, or none, of which progress may have used some or all."""
    link = naive.Link(source, target, draw(KINDS), draw(LAG), calendar=draw(st.integers(-1, n_calendars - 1)))
    link.used = draw(st.sampled_from((None, None, None, 0.0, 120.0, 1e12)))
    link.late_used = draw(st.sampled_from((link.used, link.used, 1e12)))
    link.live = draw(st.sampled_from(("both",) * 6 + ("early", "none")))
    link.passes_on_starts = link.calendar >= 0 and draw(st.integers(0, 5)) == 0
    return link


@dataclass
class DrawnPlan(naive.Plan):
    """A plan, and its calendars as the model has them."""

    models: list[Calendar] = field(default_factory=list)


@st.composite
def dated_plans(draw: st.DrawFn, max_tasks: int = 7) -> DrawnPlan:
    """A plan with some calendars, and all kinds of links and tasks."""
    made = draw(st.lists(weeks(), min_size=1, max_size=3))
    calendars = [week.shifts for week in made]
    n_tasks = draw(st.integers(1, max_tasks))
    modes = st.sampled_from(("work",) * 7 + naive.MODES + ("span",))
    tasks = [draw(dated_tasks(calendars, draw(modes))) for _ in range(n_tasks)]
    ends = [
        (source, target)
        for target in range(1, n_tasks)
        for source in draw(st.lists(st.integers(0, target - 1), max_size=3))
    ]
    links = [draw(dated_links(*pair, len(calendars))) for pair in ends]
    for row, link in enumerate(link for link in links if draw(st.integers(0, 3)) == 0):
        link.row = row
    for link in links:
        link.base = draw(maybe(maybe(instants(calendars))))
    plan = DrawnPlan(tasks, links, calendars, draw(instants(calendars)))
    plan.must_finish_by = draw(maybe(instants(calendars)))
    plan.lateness = draw(st.sampled_from(("free_float", "total_float")))
    plan.milestones = draw(st.lists(st.integers(0, n_tasks - 1), max_size=2))
    plan.reference = [(draw(WORK), draw(WORK)) for _ in range(n_tasks + 1)]
    plan.models = [week.calendar for week in made]
    return plan
