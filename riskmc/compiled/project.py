"""The border: a project becomes read-only arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from riskmc._typing import Flags, Floats, Integers, Words
from riskmc.compiled.clockwork import lag_calendar
from riskmc.compiled.correlation import Correlated, compile_correlations
from riskmc.compiled.costs import CompiledCosts, Dated, compile_costs
from riskmc.compiled.marginals import Marginal, marginal_of, marginals_of
from riskmc.compiled.occurrences import Occurrences
from riskmc.compiled.relations import Relations
from riskmc.compiled.restraints import clock_of, compile_restraints
from riskmc.compiled.risks import compile_risks
from riskmc.compiled.streams import stream_halves
from riskmc.compiled.windows import circle_of_windows, window_pairs
from riskmc.errors import PlanError, Problem
from riskmc.kernels.arrays import COST, FF, FS, SF, SS, Copula, Events, Network, Windows
from riskmc.kernels.calendars import Calendars
from riskmc.kernels.dated_arrays import LATE_ROW, Restraints
from riskmc.kernels.marginals import FIXED, Marginals
from riskmc.model.followed import followed_tasks
from riskmc.model.network import CycleError, Link, topological_order
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.scheduling import FloatMeasure
from riskmc.model.tasks import Span

CRITICAL_FLOAT = 1e-3
"""Total float, in working minutes, at or below which a task is critical: zero, but for rounding."""

_KINDS = {"FS": FS, "SS": SS, "FF": FF, "SF": SF}
_Arrays = TypeVar("_Arrays", bound=tuple[Any, ...])


@dataclass(frozen=True)
class CompiledProject:
    """A project as the kernels see it. Tasks are in topological order; times are working minutes from its start.

    Attributes
    ----------
    network : Network
        ``reference`` is zero until the deterministic schedule is known.
    restraints : Restraints or None
        What holds tasks beside the links; None where links and one calendar are all, and times are working minutes.
    calendars : Calendars or None
        With them, tables of the calendars.
    marginals : Marginals
        Draws of the tasks, then of the random lags, then of the magnitudes of risks.
    events : Events
    windows : Windows
    low, high : ndarray(uint32), shape (n_streams,)
        Streams of the events, then of all draws, then of what correlates them.
    correlated : Correlated
        How streams are mixed.
    order : ndarray(int64), shape (n_tasks,)
        Index in the plan of each task.
    link_order : ndarray(int64), shape (n_links,)
        Index in the plan of each link: those of the first task, then those of the second, and so on.
    planned : ndarray(float64), shape (n_tasks,)
        Planned durations: as stated, most likely, or mean; nothing of a task that is not likely to exist.
    is_planned : ndarray(bool), shape (n_tasks,)
        Whether a task exists in the plan's own schedule.
    planned_lags, mean_lags : ndarray(float64), shape (n_lags,)
        Of the random lags.
    milestone_ids : tuple of str
        Milestones, and tasks that objectives or contingency plans name, in the order of ``network.milestones``.
    task_ids : tuple of str
        In topological order.
    n_plan_links : int
        Links of the plan; what tasks reach over without waiting for it comes after them.
    is_started, is_finished : ndarray(bool), shape (n_tasks,)
    float_measure : {"finish", "start", "smallest"}
        What total float means.
    costs : CompiledCosts or None
        None where nothing costs money.
    """

    network: Network
    restraints: Restraints | None
    calendars: Calendars | None
    marginals: Marginals
    events: Events
    windows: Windows
    low: Words
    high: Words
    correlated: Correlated
    order: Integers
    link_order: Integers
    planned: Floats
    is_planned: Flags
    planned_lags: Floats
    mean_lags: Floats
    milestone_ids: tuple[str, ...]
    task_ids: tuple[str, ...]
    n_plan_links: int
    is_started: Flags
    is_finished: Flags
    float_measure: FloatMeasure
    costs: CompiledCosts | None = None

    @property
    def copula(self) -> Copula:
        """How the words of correlated streams are mixed."""
        return self.correlated.copula

    @property
    def n_late(self) -> int:
        """Number of tasks that are to be as late as possible."""
        return 0 if self.restraints is None else int((self.restraints.codes[:, LATE_ROW] >= 0).sum())

    @property
    def n_tasks(self) -> int:
        """Number of tasks, milestones included."""
        return len(self.task_ids)

    @property
    def n_lags(self) -> int:
        """Number of random lags."""
        return int(self.mean_lags.size)

    @property
    def n_events(self) -> int:
        """Number of risk events."""
        return int(self.events.threshold.size)

    @property
    def n_magnitudes(self) -> int:
        """Number of magnitudes: probabilities that are drawn, effects of risks, and random amounts of money."""
        return int(self.marginals.tables.shape[0]) - self.n_tasks - self.n_lags

    @property
    def n_amounts(self) -> int:
        """Number of random amounts of money, the last of the magnitudes."""
        return 0 if self.costs is None else len(self.costs.amounts)

    @property
    def n_uncertain(self) -> int:
        """Number of tasks that need not exist."""
        return int(self.events.existence_task.size)

    @property
    def n_meetings(self) -> int:
        """Number of meetings of tasks with the windows of risks."""
        return int(self.windows.meeting_dates.shape[0])

    @property
    def n_bases(self) -> int:
        """Number of tasks with such meetings."""
        return int((self.events.base_row >= 0).sum())

    @property
    def n_risks(self) -> int:
        """Number of risks."""
        return int(self.events.risk_ptr.size) - 1


def frozen(arrays: _Arrays) -> _Arrays:
    """Make the arrays of a record read-only: kernels are compiled for exactly that type."""
    for array in arrays:
        if isinstance(array, tuple):
            frozen(array)
        else:
            array.flags.writeable = False
    return arrays


def compile_project(project: Project, *, critical_float: float = CRITICAL_FLOAT) -> CompiledProject:
    """Turn a project into arrays.

    Parameters
    ----------
    project : Project
    critical_float : float
        Total float, in working minutes, at or below which a task counts as critical.

    Raises
    ------
    PlanError
        Where a distribution cannot be tabled, two random quantities would share their random numbers, risks that
        exclude each other do not fit into 100 %, or a window is open while tasks are at work that wait for those that
        it strikes.

    Examples
    --------
    >>> plan = Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "5d"}])
    >>> compile_project(plan).planned.tolist()
    [2400.0]
    """
    try:
        return _compiled(project, critical_float)
    except PlanError as error:
        from riskmc.io.problem_places import placed_in_files

        problems = (*error.problems, *_more_problems(project, error))
        raise PlanError(placed_in_files(dict.fromkeys(problems), project)) from None


def _more_problems(project: Project, error: PlanError) -> tuple[Problem, ...]:
    """Find what the risks of a plan that cannot be compiled have wrong beside what was met first."""
    try:
        Relations(Occurrences(project))
    except PlanError as more:
        return tuple(problem for problem in more.problems if problem not in error.problems)
    return ()


def _compiled(project: Project, critical_float: float) -> CompiledProject:
    index = project.task_index
    links = [(index[link.predecessor], task, link) for task, t in enumerate(project.tasks) for link in t.after]
    links += _span_links(project)
    order = _topological(project, links)
    position = {task: place for place, task in enumerate(order)}
    durations, stated = _durations(project, order)
    lags = _Lags(project)
    link_order = sorted(range(len(links)), key=lambda row: (position[links[row][1]], position[links[row][0]]))
    ordered = [links[row] for row in link_order]
    risks = compile_risks(project, position, clock_of(project) if project.is_dated else None)
    planned: Floats = np.where(risks.is_planned, stated, 0.0)
    network = _network(project, ordered, position, lags, critical_float)._replace(existence=risks.existence)
    restraints = calendars = None
    if project.is_dated:
        restraints, calendars = compile_restraints(project, order, ordered, network, planned)
    costs = None
    if project.has_costs:
        costs = compile_costs(project, risks, Dated(position, planned, network, restraints, calendars))
        frozen((costs.arrays, costs.calendars))
    amounts = () if costs is None else costs.amounts
    magnitudes = [marginal for _, marginal in (*risks.magnitudes, *amounts)]
    ids = tuple(project.tasks[task].id for task in order)
    identities = [
        *risks.event_identities, *(f"task:{identity}/duration" for identity in ids), *lags.identities,
        *(identity for identity, _ in (*risks.magnitudes, *amounts)),
    ]  # fmt: skip
    subjects = [f"task {identity!r}" for identity in ids] + identities[len(risks.event_identities) + len(ids) :]
    marginals = frozen(marginals_of([*durations, *lags.marginals, *magnitudes], subjects))
    n_events = len(risks.event_identities)
    is_random = np.concatenate([np.ones(n_events, bool), marginals.tables[:, 0] != FIXED])
    correlated = compile_correlations(project, identities, is_random, n_events, len(ids))
    low, high = _streams([*identities, *correlated.identities])
    compiled = CompiledProject(
        network=frozen(network),
        restraints=None if restraints is None else frozen(restraints),
        calendars=None if calendars is None else frozen(calendars),
        marginals=marginals,
        events=frozen(_with_amounts(risks.events, len(amounts))),
        windows=frozen(risks.windows),
        low=low,
        high=high,
        correlated=correlated,
        order=np.array(order, np.int64),
        link_order=np.array(link_order, np.int64),
        planned=planned,
        is_planned=risks.is_planned,
        planned_lags=np.array(lags.planned, np.float64),
        mean_lags=np.array([marginal.mean for marginal in lags.marginals], np.float64),
        milestone_ids=tuple(ids[row] for row in network.milestones),
        task_ids=ids,
        n_plan_links=sum(len(task.after) for task in project.tasks),
        is_started=np.array([project.tasks[task].state == "started" for task in order], bool),
        is_finished=np.array([project.tasks[task].state == "finished" for task in order], bool),
        float_measure=project.scheduling.total_float,
        costs=costs,
    )
    frozen((compiled.low, compiled.high, compiled.order, compiled.link_order))
    frozen((compiled.planned, compiled.is_planned, compiled.planned_lags, compiled.mean_lags))
    return compiled


def _with_amounts(events: Events, n_amounts: int) -> Events:
    """Let rows for random amounts of money follow the magnitudes of the risks; they wait for the costs to be told."""
    if not n_amounts:
        return events
    return events._replace(
        row_event=np.concatenate([events.row_event, np.full(n_amounts, events.threshold.size)]),
        row_kind=np.concatenate([events.row_kind, np.full(n_amounts, COST, np.uint8)]),
    )


def _streams(identities: list[str]) -> tuple[Words, Words]:
    """Address the draws; one draw that is measured on several calendars has one address."""
    distinct = list(dict.fromkeys(identities))
    place = {identity: row for row, identity in enumerate(distinct)}
    rows = [place[identity] for identity in identities]
    low, high = stream_halves(distinct)
    return low[rows], high[rows]


def _topological(project: Project, links: list[tuple[int, int, Link]]) -> list[int]:
    """Order tasks after those that they follow, and after those while which a risk can strike them."""
    ids = [task.id for task in project.tasks]
    before = [(source, target) for source, target, _ in links]
    windows = window_pairs(project)
    try:
        return list(topological_order(ids, [(ids[source], ids[target]) for source, target in (*before, *windows)]))
    except CycleError:
        if windows:
            raise circle_of_windows(project, before, windows) from None
        raise


def _span_links(project: Project) -> list[tuple[int, int, Link]]:
    """List what tasks with a span reach over, as links to them."""
    found = []
    for target, task in enumerate(project.tasks):
        if task.span is None:
            continue
        found += [(project.task_index[link.predecessor], target, link) for link in (*task.span.from_, *task.span.to)]
        for source in _covered(project, target, task.span):
            identity = project.tasks[source].id
            found += [(source, target, Link(predecessor=identity, kind=kind)) for kind in ("SS", "FF")]
    return found


def _covered(project: Project, target: int, span: Span) -> list[int]:
    """List the tasks that another reaches over; behind a status date those that are not finished, if any are not."""
    found = {source for selector in span.over for source in project.selection.find(selector)} - {target}
    tasks = [source for source in sorted(found) if project.tasks[source].span is None]
    if project.scheduling.remaining_work == "where_planned":
        return tasks
    return [source for source in tasks if project.tasks[source].state != "finished"] or tasks


def _durations(project: Project, order: list[int]) -> tuple[list[Marginal], list[float]]:
    marginals: list[Marginal] = []
    planned: list[float] = []
    for index in order:
        task = project.tasks[index]
        calendar = project.calendar_of(task)
        distribution = project.effective_duration(task)
        marginal = marginal_of(distribution, calendar.minutes, f"task {task.id!r}", floor=0.0)
        stated = project.planned_duration(task)
        marginals.append(marginal)
        planned.append(marginal.mean if stated is None else calendar.minutes(stated))
    return marginals, planned


class _Lags:
    """The random lags of a project, row by row, as the links are met."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.identities: list[str] = []
        self.marginals: list[Marginal] = []
        self.planned: list[float] = []
        self._met: dict[str, int] = {}

    def place(self, link: Link, successor: str) -> tuple[float, int]:
        """Return a link's fixed lag and -1, or zero and the row of its random lag."""
        target = self.project.tasks[self.project.task_index[successor]]
        calendar = self.project.calendar_named(lag_calendar(self.project, link, target))
        if isinstance(link.lag, Quantity):
            return calendar.minutes(link.lag), -1
        name = f"link:{link.predecessor}>{successor}/{link.kind}"
        self._met[name] = count = self._met.get(name, 0) + 1
        identity = name + (f":{count}" if count > 1 else "") + "/lag"
        marginal = marginal_of(link.lag, calendar.minutes, identity, floor=None)
        stated = link.lag.planned()
        self.identities.append(identity)
        self.marginals.append(marginal)
        self.planned.append(marginal.mean if stated is None else calendar.minutes(stated))
        return 0.0, len(self.identities) - 1


def _network(
    project: Project, rows: list[tuple[int, int, Link]], position: dict[int, int], lags: _Lags, critical_float: float
) -> Network:
    n_tasks = len(project.tasks)
    placed = [lags.place(link, project.tasks[task].id) for _, task, link in rows]
    link_from = np.array([position[source] for source, _, _ in rows], np.int64)
    link_to = np.array([position[target] for _, target, _ in rows], np.int64)
    followed = followed_tasks(project)
    milestones = [position[index] for index, task in enumerate(project.tasks) if task.id in followed]
    return Network(
        pred_ptr=_offsets(link_to, n_tasks),
        link_from=link_from,
        link_to=link_to,
        link_kind=np.array([_KINDS[link.kind] for _, _, link in rows], np.uint8),
        link_lag=np.array([lag for lag, _ in placed], np.float64),
        link_row=np.array([row for _, row in placed], np.int64),
        succ_ptr=_offsets(link_from, n_tasks),
        succ_link=np.argsort(link_from, kind="stable").astype(np.int64),
        reference=np.zeros((n_tasks + 1, 2)),
        milestones=np.array(milestones, np.int64),
        critical_float=np.array([critical_float], np.float64),
        existence=np.full(n_tasks, -1),
    )


def _offsets(owners: Integers, n_tasks: int) -> Integers:
    counts = np.bincount(owners, minlength=n_tasks) if owners.size else np.zeros(n_tasks, np.int64)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
