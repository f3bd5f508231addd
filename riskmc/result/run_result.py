"""The result of a run, as a user meets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from riskmc._typing import Floats
from riskmc.model.project import Project
from riskmc.model.timeline import WorkingTimeline
from riskmc.result.amounts import CostSamples
from riskmc.result.cash import CashFlow
from riskmc.result.columns import describe
from riskmc.result.correlations import Correlations
from riskmc.result.cost_frame import cost_frame
from riskmc.result.cost_sums import COST_INDICES, COST_PARTS, RunCosts, cost_errors, cost_indices
from riskmc.result.detail import RunDetail
from riskmc.result.envelope import Envelope
from riskmc.result.frames import risk_frame, task_frame
from riskmc.result.network_frames import merge_frame, path_frame
from riskmc.result.provenance import Provenance
from riskmc.result.ranks import RankMeasures
from riskmc.result.removal import Removals
from riskmc.result.sample_frames import ResultFrames
from riskmc.result.samples import FinishSamples
from riskmc.result.schedule import Schedule
from riskmc.result.sums import FEWEST_REPLICATES, RunSums, formula_errors, replicate_errors, task_indices
from riskmc.result.watched import Watched

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class SimulationResult:
    """What a run found; frozen, labelled, and able to say how sure it is.

    All arrays are read-only and in plan order.

    Attributes
    ----------
    project : Project
        The plan that was run.
    provenance : Provenance
        Seed, iterations, sampling, versions.
    deterministic : Schedule
        The plan's own schedule: planned durations and lags, no risks.
    finish_minutes : ndarray(float64), shape (iterations,)
        Project finish of each iteration, working minutes from the project's start.
    milestone_ids : tuple of str
    milestone_minutes : ndarray(float64, ndim=2), shape (n_milestones, iterations)
    sums : RunSums
        Sums over the iterations, in plan order.
    ranks : RankMeasures
        How each task's duration goes with the finish, over the first iterations.
    detail : RunDetail
        A closer look at the first iterations: dates of every task, critical paths, slack of the links.
    kept_durations, kept_finishes : ndarray(float64, ndim=2), shape (n_tasks, iterations) or (0, 0)
        Task samples in working minutes, where they were kept.
    critical_float : float
        A task counts as critical where its total float is at most this, working minutes.
    finish_at_means : float
        Project finish if every task took its simulated mean duration and every lag its mean, working minutes. The mean
        finish lies later by the merge bias.
    correlations : Correlations or None
        What became of the correlations of the plan; None where it has none.
    envelope : Envelope or None
        How far a percentile of the finish moves with other shapes of distribution and other seeds, where that was tried
        (:func:`riskmc.envelope`).
    removals : Removals or None
        What each risk does to the finish, where the plan was run again without each of them
        (:func:`riskmc.remove_risks`).
    watched : Watched or None
        The risks and the costs to date that contingency plans watch, in every iteration; None where none does.
    cash : CashFlow or None
        What is spent month by month; None where nothing in the plan costs money.
    run_costs : RunCosts or None
        What the run knows of money; None where nothing in the plan costs any.
    """

    project: Project
    provenance: Provenance
    deterministic: Schedule
    finish_minutes: Floats
    milestone_ids: tuple[str, ...]
    milestone_minutes: Floats
    sums: RunSums
    ranks: RankMeasures
    detail: RunDetail
    critical_float: float
    finish_at_means: float
    kept_durations: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    kept_finishes: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    correlations: Correlations | None = None
    envelope: Envelope | None = None
    removals: Removals | None = None
    run_costs: RunCosts | None = None
    watched: Watched | None = None
    cash: CashFlow | None = None

    @cached_property
    def timeline(self) -> WorkingTimeline:
        """Turns working minutes from the project's start into dates."""
        return self.project.timeline()

    @cached_property
    def finish(self) -> FinishSamples:
        """The finish of the project over all iterations."""
        return FinishSamples(self.finish_minutes, self.timeline)

    @cached_property
    def milestones(self) -> Mapping[str, FinishSamples]:
        """The finish of each milestone, and of each task that an objective or a contingency plan names, by its id."""
        return {
            identity: FinishSamples(minutes, self.timeline)
            for identity, minutes in zip(self.milestone_ids, self.milestone_minutes, strict=True)
        }

    @cached_property
    def task_indices(self) -> Floats:
        """Indices of the tasks: ndarray(float64), shape (n_tasks, 8), columns ``riskmc.result.sums.REPLICATED``."""
        plan = self.deterministic
        return task_indices(
            self.sums.iterations, self.sums.tasks, self.sums.finish, plan.duration, plan.early_finish, plan.finish
        )

    @cached_property
    def task_errors(self) -> Floats:
        """Standard errors of :attr:`task_indices`, from the scatter between blocks where there are enough of them."""
        if self.has_replicates:
            return replicate_errors(self.sums)
        return formula_errors(self.sums.iterations, self.task_indices)

    @property
    def has_replicates(self) -> bool:
        """Whether standard errors come from the scatter between blocks, not from formulas."""
        return self.sums.blocks >= FEWEST_REPLICATES

    @cached_property
    def tasks(self) -> pd.DataFrame:
        """One row a task: planned and simulated durations, criticality and sensitivity with their standard errors."""
        return describe(task_frame(self), "Tasks", self)

    @cached_property
    def risks(self) -> pd.DataFrame:
        """One row a risk: how often it occurred, and how much later the project finished where it did."""
        return describe(risk_frame(self), "Risks", self)

    @property
    def has_costs(self) -> bool:
        """Whether anything in the plan costs money."""
        return self.run_costs is not None

    @cached_property
    def cost(self) -> CostSamples | None:
        """What the project costs over all iterations, with prices as they rise; None where nothing costs money."""
        return None if self.run_costs is None else CostSamples(self.run_costs.total, self.project.currency or "")

    @cached_property
    def cost_parts(self) -> Mapping[str, CostSamples]:
        """What the cost is made of, by the names of COST_PARTS; they add up to it. Empty where nothing costs money."""
        if self.run_costs is None:
            return {}
        currency = self.project.currency or ""
        return {name: CostSamples(row, currency) for name, row in zip(COST_PARTS, self.run_costs.parts, strict=True)}

    @cached_property
    def cost_indices(self) -> Floats:
        """Indices of what costs: ndarray(float64), shape (n_carriers, 4), columns COST_INDICES."""
        costs = self.run_costs
        if costs is None:
            return np.zeros((0, len(COST_INDICES)))
        return cost_indices(
            self.sums.iterations, costs.sums.carriers, costs.sums.total, self.sums.finish, costs.planned
        )  # fmt: skip

    @cached_property
    def cost_errors(self) -> Floats:
        """Standard errors of :attr:`cost_indices`."""
        if self.run_costs is None:
            return np.zeros((0, len(COST_INDICES)))
        return cost_errors(self.sums.iterations, self.sums.blocks, self.run_costs.sums, self.cost_indices)

    @cached_property
    def costs(self) -> pd.DataFrame:
        """One row for everything that costs money: planned and simulated amounts, and its share of the spread."""
        return describe(cost_frame(self), "Costs", self)

    def frames(self) -> Mapping[str, pd.DataFrame]:
        """Return all tables of the result by their names, each built when it is asked for.

        Returns
        -------
        mapping of str to DataFrame
            ``tasks``, ``risks``, ``paths``, ``merges``, and ``costs`` where anything costs money; ``percentiles`` and
            ``finish`` (one row an iteration) of the project, and the same of the milestones as
            ``milestone_percentiles`` and ``milestones``; where task samples were kept, ``task_durations`` and
            ``task_finishes`` (one row an iteration, one column a task, working days).
            The ``attrs`` of each hold its ``title``, ``units``, ``labels`` and ``provenance``.
        """
        return ResultFrames(self)

    @cached_property
    def paths(self) -> pd.DataFrame:
        """One row a critical path, the most frequent first: its tasks in order, and how often it was critical."""
        return describe(path_frame(self), "Critical paths", self)

    @cached_property
    def merges(self) -> pd.DataFrame:
        """One row a merge point, the largest first: the delay it adds, and which predecessor is most often the last."""
        return describe(merge_frame(self), "Merge points", self)

    def task_durations(self, identity: str) -> Floats:
        """Return the kept durations of a task: ndarray(float64), shape (iterations,), working minutes.

        Raises
        ------
        KeyError
            Where no task has this id, or task samples were not kept (``keep_samples=True``).
        """
        if self.kept_durations.size == 0:
            raise KeyError(f"durations of task {identity!r} were not kept; run with keep_samples=True")
        row: Floats = self.kept_durations[self.project.task_index[identity]]
        return row

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the result to one file, whole or not at all.

        Parameters
        ----------
        path : str or Path
            By custom it ends in ``.riskmc``.
        force : bool
            Replace a file that is there.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        OutputExistsError
            Where the file exists and `force` is false.
        """
        from riskmc.result.storage import save_result

        return save_result(self, Path(path), force=force)
