"""Slow, obvious twins of the kernels that date plans with calendars, constraints and progress.

Plain lists, one iteration at a time; nothing is imported from riskmc. An instant is a number of elapsed minutes from
the origin of the plan. The rules are those by which the tools of planners schedule: a finish is the latest of what the
work, the links and the constraints demand, a late finish the earliest of what they allow.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

SAME = 1e-6
LOOSE = 1e9

# -- working time -----------------------------------------------------------------------------------------------------

Interval = tuple[float, float]


@dataclass
class Shifts:
    """Working time as intervals that neither overlap nor touch; before the first and after the last it never rests."""

    intervals: list[Interval]


def merged(intervals: Sequence[Interval]) -> Shifts:
    """Intervals that overlap or touch are one."""
    found: list[Interval] = []
    for start, finish in sorted(intervals):
        if finish <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], finish))
        else:
            found.append((start, finish))
    return Shifts(found)


def position(instant: float, shifts: Shifts) -> float:
    """Working minutes from the origin to an instant."""
    if instant < 0.0:
        return instant
    worked = sum(min(instant, finish) - start for start, finish in shifts.intervals if start < instant)
    return worked + max(instant - shifts.intervals[-1][1], 0.0)


def instant_of(worked: float, side: str, shifts: Shifts) -> float:
    """The instant of a position; at a pause where the next work starts, or where the last finished."""
    margin = SAME if side == "start" else -SAME
    before = 0.0
    for start, finish in shifts.intervals[:-1]:
        after = before + finish - start
        if worked + margin < after:
            return start + (worked - before)
        before = after
    return shifts.intervals[-1][0] + (worked - before)


def start_side(instant: float, shifts: Shifts) -> float:
    return instant_of(position(instant, shifts), "start", shifts)


def finish_side(instant: float, shifts: Shifts) -> float:
    return instant_of(position(instant, shifts), "finish", shifts)


def add(instant: float, work: float, shifts: Shifts | None) -> float:
    """Work after an instant, on the finish side, or before it, on the start side; no work leaves it where it is."""
    if shifts is None:
        return instant + work
    if work == 0.0:
        return instant
    return instant_of(position(instant, shifts) + work, "finish" if work > 0.0 else "start", shifts)


def up(instant: float, shifts: Shifts) -> float:
    """The instant itself where it touches work on either side, else the next start."""
    touches = abs(finish_side(instant, shifts) - instant) <= SAME
    return instant if touches else start_side(instant, shifts)


def down(instant: float, shifts: Shifts) -> float:
    """The instant itself where it touches work on either side, else the last finish."""
    touches = abs(start_side(instant, shifts) - instant) <= SAME
    return instant if touches else finish_side(instant, shifts)


# -- a plan, as kernels see one ---------------------------------------------------------------------------------------

MODES = ("work", "start", "finish", "milestone", "linked", "point", "held", "by_hand", "span")
"""A task with work; a milestone at the start of work, at the finish, where links put it outside of pauses, or where
they put it at all; finished work that passes on logic; finished work; a task that a planner dates; what reaches over
others."""


@dataclass
class Task:
    """What holds one task; None where nothing does."""

    calendar: int = 0
    mode: str = "work"
    floor: float = 0.0
    finish_floor: float | None = None
    fact_start: float | None = None
    fact_finish: float | None = None
    start_pin: float | None = None
    finish_pin: float | None = None
    start_limit: float | None = None
    finish_limit: float | None = None
    start_cap: float | None = None
    finish_cap: float | None = None
    delay: float = 0.0
    pause: float = 0.0
    expected: float | None = None
    planned: float = 0.0
    is_open: bool = False
    is_late: bool = False

    @property
    def is_pinned(self) -> bool:
        return self.start_pin is not None or self.finish_pin is not None


@dataclass
class Link:
    """``live`` says in which passes it holds: ``both``, ``early`` or ``none``; ``calendar`` is -1 for the clock.

    With ``passes_on_starts`` it passes on the start of work on its calendar, not an instant of rest.
    """

    source: int
    target: int
    kind: str = "FS"
    lag: float = 0.0
    row: int = -1
    calendar: int = -1
    used: float | None = None
    late_used: float | None = None
    base: float | None = None
    live: str = "both"
    passes_on_starts: bool = False


@dataclass
class Plan:
    """Tasks are numbered in topological order; the project's calendar is the first."""

    tasks: list[Task]
    links: list[Link]
    calendars: list[Shifts]
    start: float = 0.0
    trace: float = 2.0**-20
    must_finish_by: float | None = None
    lateness: str = "free_float"
    milestones: list[int] = field(default_factory=list)
    reference: list[tuple[float, float]] = field(default_factory=list)
    critical_float: float = 1e-3
    absent: frozenset[int] = frozenset()
    """Tasks that do not exist in the iteration at hand."""

    def shifts(self, task: int) -> Shifts:
        return self.calendars[self.tasks[task].calendar]

    def into(self, task: int) -> list[Link]:
        return [link for link in self.links if link.target == task]

    def out_of(self, task: int) -> list[Link]:
        return [link for link in self.links if link.source == task]


@dataclass
class Dates:
    starts: list[float]
    finishes: list[float]


# -- links ------------------------------------------------------------------------------------------------------------


def lag_left(lag: float, used: float | None) -> float:
    """What is left of a lag of which some minutes have run; a lead has nothing left."""
    return lag if used is None else max(lag - used, 0.0)


def has_no_lag(link: Link, used: float | None) -> bool:
    return link.row < 0 and lag_left(link.lag, used) == 0.0


def lag_later(plan: Plan, link: Link, lags: Sequence[float], instant: float) -> float:
    """A lag after an instant."""
    lag = lag_left(link.lag if link.row < 0 else lags[link.row], link.used)
    return add(instant, lag, None if link.calendar < 0 else plan.calendars[link.calendar])


def lag_earlier(plan: Plan, link: Link, lags: Sequence[float], instant: float) -> float:
    """A lag before an instant."""
    lag = lag_left(link.lag if link.row < 0 else lags[link.row], link.late_used)
    return add(instant, -lag, None if link.calendar < 0 else plan.calendars[link.calendar])


def demanded(plan: Plan, link: Link, lags: Sequence[float], dates: Dates) -> float:
    """The date that a link demands of the start (FS, SS) or of the finish (FF, SF) of its successor."""
    from_finish = link.kind in ("FS", "FF")
    instant = dates.finishes[link.source] if from_finish else dates.starts[link.source]
    found = lag_later(plan, link, lags, instant if link.base is None else link.base)
    return start_side(found, plan.calendars[link.calendar]) if link.passes_on_starts else found


def allowed(plan: Plan, link: Link, lags: Sequence[float], late: Dates) -> float:
    """The date that a link allows the finish (FS, FF) or the start (SS, SF) of its predecessor."""
    if link.kind in ("FF", "SF"):
        return lag_earlier(plan, link, lags, late.finishes[link.target])
    return lag_earlier(plan, link, lags, late.starts[link.target] - plan.tasks[link.target].delay)


def demands(plan: Plan, task: int, lags: Sequence[float], dates: Dates) -> tuple[list[float], list[float]]:
    """Dates that the links of a task demand of its start, and of its finish."""
    live = [link for link in plan.into(task) if link.live != "none"]
    starts = [demanded(plan, link, lags, dates) for link in live if link.kind in ("FS", "SS")]
    finishes = [demanded(plan, link, lags, dates) for link in live if link.kind in ("FF", "SF")]
    return starts, finishes


def binds(plan: Plan, link: Link, has_caps: bool) -> bool:
    """Whether the late dates of the successor limit those of the predecessor."""
    after = plan.tasks[link.target]
    if link.live != "both" or (after.mode == "span" and link.kind in ("FS", "SS")):
        return False
    return has_caps or not (after.is_pinned or after.mode == "held")


def allowances(
    plan: Plan, task: int, lags: Sequence[float], late: Dates, has_caps: bool
) -> tuple[list[float], list[float]]:
    """Dates that the links of a task allow its start, and its finish."""
    live = [link for link in plan.out_of(task) if binds(plan, link, has_caps)]
    starts = [allowed(plan, link, lags, late) for link in live if link.kind in ("SS", "SF")]
    finishes = [allowed(plan, link, lags, late) for link in live if link.kind in ("FS", "FF")]
    return starts, finishes


# -- early dates ------------------------------------------------------------------------------------------------------


def work_of(task: Task, duration: float) -> float:
    return duration + (task.pause if duration > 0.0 else 0.0)


def stretched(task: Task, start: float, duration: float, shifts: Shifts) -> float:
    """Work of a task from its start; what is planned of it stretches to the date at which it is expected to finish."""
    work = work_of(task, duration)
    if task.expected is None:
        return work
    room = position(task.expected, shifts) - position(start, shifts)
    return max(max(room, 0.0) + work - task.planned, 0.0)


def given(*instants: float | None) -> list[float]:
    return [instant for instant in instants if instant is not None]


def earliest_start(
    task: Task, starts: Sequence[float], finishes: Sequence[float], work: float, shifts: Shifts
) -> tuple[float, list[float]]:
    """The earliest start, before it is moved into working time, and the finishes that are demanded."""
    finishes = [up(finish, shifts) for finish in finishes]
    start = max([*starts, *(add(finish, -work, shifts) for finish in finishes)])
    if task.delay > 0.0:
        start = (start_side(start, shifts) if work > 0.0 else start) + task.delay
    if task.is_pinned:
        start = task.start_pin if task.start_pin is not None else add(up(task.finish_pin, shifts), -work, shifts)
        finishes = []
    limits = given(task.start_limit, None if task.finish_limit is None else add(task.finish_limit, -work, shifts))
    if limits and min(limits) < start:
        return min(limits), []
    return start, finishes


def early_dates(
    task: Task, starts: Sequence[float], finishes: Sequence[float], duration: float, shifts: Shifts
) -> tuple[float, float]:
    """Early start and finish of a task whose links and restraints demand these dates."""
    if task.mode == "point":
        latest = max([*starts, *finishes])
        return latest, latest
    start, finishes = earliest_start(task, starts, finishes, work_of(task, duration), shifts)
    if task.mode == "milestone":
        start = up(start, shifts)
    elif task.mode in ("work", "start"):
        idle = up(start, shifts)
        start = start_side(start, shifts)
        # Without work there is nothing to wait for.
        start = idle if task.mode == "work" and stretched(task, start, duration, shifts) == 0.0 else start
    finish = max(add(start, stretched(task, start, duration, shifts), shifts), start)
    if task.mode == "start":
        return start, finish
    return start, max([finish, *finishes]) if task.finish_pin is None else task.finish_pin


def dates_by_hand(task: Task, duration: float, shifts: Shifts) -> tuple[float, float]:
    """A task that a planner dated; with more or less work than planned it finishes as much later or earlier."""
    finish = task.finish_pin
    if duration != task.planned:
        finish = instant_of(position(finish, shifts) + duration - task.planned, "finish", shifts)
    return task.start_pin, max(finish, task.start_pin)


def span_dates(task: Task, starts: Sequence[float], finishes: Sequence[float], shifts: Shifts) -> tuple[float, float]:
    """From the first of some dates to the last of others."""
    start = max(min(starts, default=task.floor), task.floor)
    finish = max([start, *finishes, *given(task.finish_floor)])
    start = start_side(start, shifts)
    return start, max(finish_side(finish, shifts), start)


def dates_of(
    plan: Plan, task: int, duration: float, lags: Sequence[float], dates: Dates, held: dict[int, float]
) -> tuple[float, float]:
    """Early start and finish of a task, from the dates of those before it."""
    one, shifts = plan.tasks[task], plan.shifts(task)
    if one.mode == "held":
        return one.floor, one.finish_floor
    if one.mode == "by_hand" and task not in plan.absent:
        return dates_by_hand(one, duration, shifts)
    starts, finishes = demands(plan, task, lags, dates)
    if task in plan.absent:
        return 2 * (max([plan.start, *starts, *finishes]),)
    if one.mode == "span":
        return span_dates(one, starts, finishes, shifts)
    starts += given(one.floor, held.get(task))
    finishes += given(one.finish_floor)
    return early_dates(one, starts, finishes, duration, shifts)


def forward_pass(
    plan: Plan, durations: Sequence[float], lags: Sequence[float], held: dict[int, float] | None = None
) -> tuple[Dates, float]:
    """Early dates of all tasks, and the project's finish."""
    dates = Dates([], [])
    for task, duration in enumerate(durations):
        start, finish = dates_of(plan, task, duration, lags, dates, held or {})
        dates.starts.append(start)
        dates.finishes.append(finish)
    return dates, max(dates.finishes)


@dataclass
class Meeting:
    """A task and the window of a risk that can strike it: dates, or the tasks while which it is open."""

    task: int
    begin: float = -math.inf
    end: float = math.inf
    during: list[int] = field(default_factory=list)


def window_of(meeting: Meeting, dates: Dates) -> tuple[float, float]:
    """Begin and end of a window; while tasks are at work, from the first start of those that take time."""
    if not meeting.during:
        return meeting.begin, meeting.end
    spans = [(dates.starts[task], dates.finishes[task]) for task in meeting.during]
    spans = [span for span in spans if span[0] < span[1]]
    return min((start for start, _ in spans), default=math.inf), max((end for _, end in spans), default=-math.inf)


def is_met(meeting: Meeting, dates: Dates, own: tuple[float, float]) -> bool:
    """Whether a task that stands so is at work in a window; one without work is so at its instant."""
    begin, end = window_of(meeting, dates)
    return own[0] < end and (own[1] > begin if own[1] > own[0] else own[0] >= begin)


def windowed_pass(
    plan: Plan, struck: Callable[[int, Sequence[bool]], float], meetings: Sequence[Meeting], lags: Sequence[float]
) -> tuple[Dates, float, list[bool]]:
    """Early dates where risks strike in windows, and which meetings took place; ``struck`` tells the duration then."""
    dates = Dates([], [])
    met = [False] * len(meetings)
    for task in range(len(plan.tasks)):
        own = dates_of(plan, task, struck(task, met), lags, dates, {})
        mine = [number for number, meeting in enumerate(meetings) if meeting.task == task]
        for number in mine:
            met[number] = task not in plan.absent and is_met(meetings[number], dates, own)
        if mine:
            own = dates_of(plan, task, struck(task, met), lags, dates, {})
        dates.starts.append(own[0])
        dates.finishes.append(own[1])
    return dates, max(dates.finishes), met


def counted(events: Sequence[bool], met: Sequence[Sequence[bool]]) -> list[bool]:
    """Which events count: those without a window, and those of which a meeting took place."""
    return [one and (not own or any(own)) for one, own in zip(events, met, strict=True)]


# -- late dates -------------------------------------------------------------------------------------------------------


def project_limit(plan: Plan, finish: float, has_caps: bool) -> float:
    return plan.must_finish_by if has_caps and plan.must_finish_by is not None else finish


def own_allowances(task: Task, limit: float, finish: float, has_caps: bool) -> tuple[list[float], list[float], bool]:
    """What the restraints of a task allow its start and its finish, and whether its links count as well."""
    if not has_caps:
        return [], [limit], True
    if task.is_pinned and task.mode != "by_hand":
        return given(task.start_pin), given(task.finish_pin), False
    return given(task.start_cap), [finish if task.is_open else limit, *given(task.finish_cap)], True


def late_dates(
    task: Task, starts: Sequence[float], finishes: Sequence[float], work: float, shifts: Shifts
) -> tuple[float, float]:
    """Late start and finish of a task that is allowed these starts and finishes."""
    if task.mode == "point":
        latest = min([*starts, *finishes])
        return latest, latest
    if task.mode == "span":
        return min(finishes), min(finishes)
    starts = [] if task.mode == "by_hand" else [down(start, shifts) for start in starts]
    finish = min([*finishes, *(add(start, work, shifts) for start in starts)])
    if task.mode not in ("linked", "by_hand"):
        finish = finish_side(finish, shifts)
    start = finish if work == 0.0 else instant_of(position(finish, shifts) - work, "start", shifts)
    if task.mode == "start":
        start = start_side(start, shifts)
    start = min([start, *starts])
    return start, start if task.mode == "start" and work == 0.0 else finish


def backward_pass(
    plan: Plan, durations: Sequence[float], lags: Sequence[float], early: Dates, finish: float, *, has_caps: bool
) -> Dates:
    """Late dates of all tasks. With caps those of planners; else by the project's finish alone."""
    limit = project_limit(plan, finish, has_caps)
    late = Dates(list(early.starts), list(early.finishes))
    for number in reversed(range(len(durations))):
        task, shifts = plan.tasks[number], plan.shifts(number)
        if task.mode == "held":
            continue
        if number in plan.absent:
            starts, finishes = allowances(plan, number, lags, late, has_caps)
            late.starts[number] = late.finishes[number] = min([limit, *starts, *finishes])
            continue
        starts, finishes, counts = own_allowances(task, limit, early.finishes[number], has_caps)
        if counts:
            more = allowances(plan, number, lags, late, has_caps)
            starts, finishes = starts + more[0], finishes + more[1]
        work = stretched(task, early.starts[number], durations[number], shifts)
        late.starts[number], late.finishes[number] = late_dates(task, starts, finishes, work, shifts)
    return late


def late_pass(
    plan: Plan, durations: Sequence[float], lags: Sequence[float], early: Dates, finish: float, *, has_caps: bool
) -> Dates:
    """Late dates, where tasks reach from the late dates of some to the late dates of others."""
    late = backward_pass(plan, durations, lags, early, finish, has_caps=has_caps)
    for number, task in enumerate(plan.tasks):
        if task.mode == "span":
            starts, finishes = demands(plan, number, lags, late)
            late.starts[number], late.finishes[number] = span_dates(task, starts, finishes, plan.shifts(number))
    return late


# -- as late as possible ----------------------------------------------------------------------------------------------


def put_off_by_free_float(
    plan: Plan, durations: Sequence[float], lags: Sequence[float], early: Dates, finish: float
) -> Dates:
    """Early dates, with tasks put off as far as the early dates of their successors leave them."""
    dates = Dates(list(early.starts), list(early.finishes))
    for number in reversed(range(len(durations))):
        task, shifts = plan.tasks[number], plan.shifts(number)
        if not task.is_late:
            continue
        starts, finishes = allowances(plan, number, lags, dates, True)
        work = stretched(task, early.starts[number], durations[number], shifts)
        start, end = late_dates(task, starts, [*finishes, finish], work, shifts)
        if task.mode in ("work", "start"):
            start = start_side(start, shifts)
        if start > dates.starts[number]:
            dates.starts[number], dates.finishes[number] = start, max(start, end)
    return dates


def held_by_total_float(
    plan: Plan, durations: Sequence[float], lags: Sequence[float], early: Dates, finish: float
) -> dict[int, float]:
    """Starts of tasks that are put off to their late dates."""
    late = late_pass(plan, durations, lags, early, finish, has_caps=True)
    return {number: late.starts[number] for number, task in enumerate(plan.tasks) if task.is_late}


def schedule(plan: Plan, durations: Sequence[float], lags: Sequence[float]) -> tuple[Dates, float]:
    """Early dates, those of tasks as late as possible among them, and the project's finish."""
    early, finish = forward_pass(plan, durations, lags)
    if not any(task.is_late for task in plan.tasks):
        return early, finish
    if plan.lateness == "free_float":
        return put_off_by_free_float(plan, durations, lags, early, finish), finish
    return forward_pass(plan, durations, lags, held_by_total_float(plan, durations, lags, early, finish))


# -- what is told of a schedule ---------------------------------------------------------------------------------------


def on_line(instant: float, plan: Plan) -> float:
    """Minutes of the project's timeline: working minutes, and a trace of each minute of rest."""
    shifts = plan.calendars[0]
    worked = position(instant, shifts) - position(plan.start, shifts)
    return worked + plan.trace * (instant - plan.start - worked)


def positions_of(plan: Plan, instants: Sequence[float], calendars: Sequence[int]) -> list[float]:
    """Dates of all tasks as positions on a calendar of each."""
    return [position(instant, plan.calendars[own]) for instant, own in zip(instants, calendars, strict=True)]


def lines_of(plan: Plan, instants: Sequence[float], facts: Sequence[float | None]) -> list[float]:
    """Dates of all tasks on the project's timeline; facts stand for those that are known."""
    return [on_line(instant if fact is None else fact, plan) for instant, fact in zip(instants, facts, strict=True)]


def total_float(plan: Plan, task: int, early: Dates, late: Dates) -> float:
    """Working time of its own calendar between the early and the late finish of a task."""
    shifts = plan.shifts(task)
    return position(late.finishes[task], shifts) - position(early.finishes[task], shifts)


def is_done(plan: Plan, task: int, dates: Dates) -> bool:
    """Whether finished work passes on no logic: its date is a fact, or that of the status date."""
    one = plan.tasks[task]
    return one.mode == "held" or (one.mode == "point" and dates.finishes[task] <= one.floor)


def link_slacks(plan: Plan, lags: Sequence[float], dates: Dates) -> list[float]:
    """How much earlier each link would let its successor start or finish, in working time of the successor."""
    slacks = []
    for link in plan.links:
        task, is_start = plan.tasks[link.target], link.kind in ("FS", "SS")
        cannot = task.mode == "held" or task.is_pinned or (task.mode == "span" and is_start)
        if cannot or link.live == "none" or is_done(plan, link.source, dates):
            slacks.append(LOOSE)
            continue
        own = dates.starts[link.target] if is_start else dates.finishes[link.target]
        shifts = plan.shifts(link.target)
        slacks.append(position(own, shifts) - position(demanded(plan, link, lags, dates), shifts))
    return slacks


TWINS: dict[str, Callable[..., Any]] = {
    "calendars.position_at": position,
    "calendars.to_positions": position,
    "calendars.to_line": on_line,
    "calendars.to_instants": instant_of,
    "calendars.add_work": add,
    "calendars.touch_work": up,
    "dated_links.lag_left": lag_left,
    "dated_links.is_plain": has_no_lag,
    "dated_links.link_date": lag_later,
    "dated_early.settle_early": early_dates,
    "dated_early.leave_idle": early_dates,
    "dated_early.settle_by_date": earliest_start,
    "dated_early.stretch_work": stretched,
    "dated_links.link_reach": demanded,
    "dated_links.reach_over_links": demands,
    "dated_links.raise_over_links": demands,
    "dated_early.date_task": dates_of,
    "dated_early.pass_early": dates_of,
    "dated_early.dated_forward_pass": forward_pass,
    "windows.open_window": window_of,
    "windows.meet_windows": is_met,
    "windows.strike_again": windowed_pass,
    "windows.windowed_forward_pass": windowed_pass,
    "windows.settle_windows": counted,
    "dated_early.settle_by_hand": dates_by_hand,
    "dated_early.settle_span": span_dates,
    "dated_links.allow_over_links": allowances,
    "dated_late.settle_late": late_dates,
    "dated_late.restrain_late": own_allowances,
    "dated_late.late_dates": backward_pass,
    "dated_late.pass_late": backward_pass,
    "dated_block.measure": on_line,
    "dated_block.set_limit": project_limit,
    "dated_block.dated_late_pass": late_pass,
    "dated_block.dated_backward_pass": backward_pass,
    "dated_block.store_dated_samples": lines_of,
    "dated_block.hold_by_free_float": put_off_by_free_float,
    "dated_block.write_slacks": link_slacks,
    "dated_block.measure_rows": lines_of,
    "dated_block.position_rows": positions_of,
}
"""The twin of every kernel that dates plans with calendars, by module and name."""
