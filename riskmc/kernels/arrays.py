"""The array records that kernels receive. Ragged data is an offset array (``_ptr``) and payloads named alike."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from riskmc._typing import Codes, Floats, Floats32, Integers, PackedWords, Words
from riskmc.kernels._constants import BLOCK_ITERATIONS, LANES

RANDOM = 0
LHS = 1
SOBOL = 2
"""Codes of the ways to sample."""

FS, SS, FF, SF = 0, 1, 2, 3
"""Codes of the kinds of link."""

FACTOR, PARALLEL_FACTOR, DELAY, PARALLEL_DELAY, COST, COST_FACTOR = 0, 1, 2, 3, 4, 5
"""Codes of what the magnitude of a risk does, the first four in the order in which they strike a duration."""

REQUIRES, EXCLUDES = 0, 1
"""Codes of the relations between events."""

TASK_STATISTICS = (
    "duration", "duration_square", "duration_finish", "critical", "significance", "total_float", "early_finish",
)  # fmt: skip
"""What is summed for each task, in the order of the sums."""

RISK_STATISTICS = ("occurred", "occurred_finish", "count", "cost")
"""What is summed for each risk, in the order of the sums."""


class Network(NamedTuple):
    """Tasks in topological order and the links between them.

    Attributes
    ----------
    pred_ptr : ndarray(int64), shape (n_tasks + 1,)
        Links ``pred_ptr[t]`` to ``pred_ptr[t + 1]`` lead to task t.
    link_from, link_to : ndarray(int64), shape (n_links,)
        Tasks that a link joins; ``link_from < link_to``.
    link_kind : ndarray(uint8), shape (n_links,)
        FS, SS, FF or SF.
    link_lag : ndarray(float64), shape (n_links,)
        Working minutes; ignored where the lag is random.
    link_row : ndarray(int64), shape (n_links,)
        Row of the random lag, or -1.
    succ_ptr : ndarray(int64), shape (n_tasks + 1,)
    succ_link : ndarray(int64), shape (n_links,)
        The links that leave task t.
    reference : ndarray(float64, ndim=2), shape (n_tasks + 1, 2)
        Duration and early finish that sums are taken around, working minutes; the last row is the project's.
    milestones : ndarray(int64), shape (n_milestones,)
        Tasks whose finishes are kept.
    critical_float : ndarray(float64), shape (1,)
        A task is critical where its total float is at most this, working minutes.
    existence : ndarray(int64), shape (n_tasks,)
        Row of ``exists`` of a task that may not exist, or -1.
    """

    pred_ptr: Integers
    link_from: Integers
    link_to: Integers
    link_kind: Codes
    link_lag: Floats
    link_row: Integers
    succ_ptr: Integers
    succ_link: Integers
    reference: Floats
    milestones: Integers
    critical_float: Floats
    existence: Integers


class Events(NamedTuple):
    """Risk events: where they occur, what else must have occurred, which tasks exist then, and what they do.

    An event happens or not in an iteration. The occurrences of a risk that happens several times are events of one
    stream, each a part of the one before; the options of a branch are events of one stream that share it out.

    Attributes
    ----------
    floor, threshold : ndarray(uint64), shape (n_events,)
        An event occurs where its word is at least the one and below the other: probabilities times 2**32.
    chance : ndarray(int64), shape (n_events,)
        Row of the magnitude that is the drawn probability of the event, in place of its threshold; or -1.
    chance_scale : ndarray(float64), shape (n_events,)
        What that is multiplied by, 2**32 at least.
    risk_ptr : ndarray(int64), shape (n_risks + 1,)
        Events ``risk_ptr[r]`` to ``risk_ptr[r + 1]`` belong to risk r. Those of tasks and branches come after all.
    relation_event, relation_begin, relation_end : ndarray(int64), shape (n_relations,)
        An event, and the events that must, or must not, have occurred where it does. What a relation looks at has been
        settled by those before it.
    relation_kind : ndarray(uint8), shape (n_relations,)
        REQUIRES (any of the events) or EXCLUDES (none of them).
    existence_task : ndarray(int64), shape (n_uncertain,)
        Tasks that may not exist, rising.
    existence_ptr : ndarray(int64), shape (n_uncertain + 1,)
        Clauses of each; it exists where all of them hold.
    clause_ptr : ndarray(int64), shape (n_clauses + 1,)
        Ranges of events of each clause; it holds where any of them occurred, and never without a range.
    clause_begin, clause_end : ndarray(int64), shape (n_ranges,)
    row_event : ndarray(int64), shape (n_magnitudes,)
        The event of each magnitude, or -1 for a drawn probability. It is drawn where the event occurs in some lane.
        The number of events for an amount of money, which is drawn where costs are told.
    row_kind : ndarray(uint8), shape (n_magnitudes,)
        FACTOR, PARALLEL_FACTOR, DELAY, PARALLEL_DELAY, COST or COST_FACTOR.
    effect_ptr : ndarray(int64), shape (n_tasks + 1,)
        Effects of task t, in the order of their kinds.
    effect_event, effect_row : ndarray(int64), shape (n_effects,)
        The event that must occur, and the row of the magnitude.
    effect_kind : ndarray(uint8), shape (n_effects,)
        FACTOR, PARALLEL_FACTOR, DELAY or PARALLEL_DELAY.
    effect_meeting : ndarray(int64), shape (n_effects,)
        Row of ``met`` of an effect that takes place in a window alone, or -1.
    base_row : ndarray(int64), shape (n_tasks,)
        Row of ``bases`` of a task with such effects, or -1.
    cost_ptr : ndarray(int64), shape (n_risks + 1,)
        Costs of risk r.
    cost_event, cost_row, cost_existence, cost_meeting : ndarray(int64), shape (n_costs,)
        The event that must occur, the row of the amount, and what must hold of the task at which it arises: rows of
        ``exists`` and ``met``, or -1.
    """

    floor: PackedWords
    threshold: PackedWords
    chance: Integers
    chance_scale: Floats
    risk_ptr: Integers
    relation_event: Integers
    relation_begin: Integers
    relation_end: Integers
    relation_kind: Codes
    existence_task: Integers
    existence_ptr: Integers
    clause_ptr: Integers
    clause_begin: Integers
    clause_end: Integers
    row_event: Integers
    row_kind: Codes
    effect_ptr: Integers
    effect_event: Integers
    effect_row: Integers
    effect_kind: Codes
    effect_meeting: Integers
    base_row: Integers
    cost_ptr: Integers
    cost_event: Integers
    cost_row: Integers
    cost_existence: Integers
    cost_meeting: Integers


class Windows(NamedTuple):
    """When risks can strike that do so at some time only.

    A meeting is a task and the window of a risk that can strike it; it takes place where the task is at work in the
    window.

    Attributes
    ----------
    meeting_ptr : ndarray(int64), shape (n_tasks + 1,)
        Meetings of task t.
    meeting_dates : ndarray(float64, ndim=2), shape (n_meetings, 2)
        Begin and end of the window, instants; ``NEVER`` and ``ALWAYS`` where it is open at all times.
    during_ptr : ndarray(int64), shape (n_meetings + 1,)
    during_task : ndarray(int64)
        The tasks while which the window is open, in place of dates; they come before the task that is struck.
    event_begin, event_end : ndarray(int64), shape (n_events,)
        The range of ``event_meeting`` of an event: it counts where any of these meetings takes place. Empty for an
        event without a window.
    event_meeting : ndarray(int64)
    """

    meeting_ptr: Integers
    meeting_dates: Floats
    during_ptr: Integers
    during_task: Integers
    event_begin: Integers
    event_end: Integers
    event_meeting: Integers


class Copula(NamedTuple):
    """How the words of correlated streams are mixed: factors, and blocks of members that are mixed with one another.

    A member's score is the sum of its loadings times the factors and of its row of the block's root times the scores of
    the block's own words; its variance is 1.

    Attributes
    ----------
    row : ndarray(int64), shape (n_streams,)
        Row of ``Workspace.linked`` of each stream, or -1 where it is its own word.
    stream : ndarray(int64), shape (n_rows,)
        A stream of each row, whose own words are mixed.
    block_ptr : ndarray(int64), shape (n_blocks + 1,)
        Rows ``block_ptr[b]`` to ``block_ptr[b + 1]`` are mixed with one another.
    block_span : ndarray(int64, ndim=2), shape (n_blocks, 2)
        First task, and one past the last, that a block of tasks alone serves; of other blocks all.
    root_ptr : ndarray(int64), shape (n_rows,)
        First coefficient of each row in ``root``.
    root : ndarray(float64), shape (n_coefficients,)
        Lower triangles, row by row: a row's coefficients of the scores of its block up to its own.
    loading_ptr : ndarray(int64), shape (n_rows + 1,)
    loading_factor : ndarray(int64), shape (n_loadings,)
    loading : ndarray(float64), shape (n_loadings,)
    factor_stream : ndarray(int64), shape (n_factors,)
    scale : ndarray(int64), shape (n_rows,)
        Number of the scale that multiplies the row, -1 under a Gaussian copula.
    scale_stream : ndarray(int64), shape (n_scales,)
    log_scale : ndarray(float32), shape (n_segments + 2,)
        Table of the logarithm of a scale over the quantile axis.
    freedom : ndarray(float64), shape (1,)
        Degrees of freedom of the t copula.
    bend : ndarray(float64), shape (n,)
        See :func:`riskmc.kernels.correlation.scores_of_variates`.
    """

    row: Integers
    stream: Integers
    block_ptr: Integers
    block_span: Integers
    root_ptr: Integers
    root: Floats
    loading_ptr: Integers
    loading_factor: Integers
    loading: Floats
    factor_stream: Integers
    scale: Integers
    scale_stream: Integers
    log_scale: Floats32
    freedom: Floats
    bend: Floats


def independent(n_streams: int) -> Copula:
    """Return the copula of streams that are all independent, read-only.

    Examples
    --------
    >>> independent(2).row.tolist()
    [-1, -1]
    """
    none, numbers = np.zeros(0, np.int64), np.zeros(0)
    copula = Copula(
        np.full(n_streams, -1, np.int64), none, np.zeros(1, np.int64), np.zeros((0, 2), np.int64), none, numbers,
        np.zeros(1, np.int64), none, numbers, none, none, none, np.zeros(3, np.float32), np.ones(1), np.ones(2),
    )  # fmt: skip
    for array in copula:
        array.flags.writeable = False
    return copula


class Streams(NamedTuple):
    """Addresses of random quantities: events, then task durations, lags and magnitudes, then what correlates them.

    Attributes
    ----------
    low, high : ndarray(uint32), shape (n_streams,)
        The halves of the identity of each stream.
    key : ndarray(uint32), shape (2,)
        The halves of the seed.
    sampling : ndarray(int64), shape (1,)
        RANDOM, LHS or SOBOL.
    directions : ndarray(uint32, ndim=2), shape (n_streams, 32) with SOBOL, else (1, 32)
        Direction numbers of each stream's dimension.
    shifts : ndarray(uint32), shape (n_streams,) with SOBOL, else (1,)
        Digital shift of each stream.
    copula : Copula
    """

    low: Words
    high: Words
    key: Words
    sampling: Integers
    directions: Words
    shifts: Words
    copula: Copula


class MixingRoom(NamedTuple):
    """Room in which correlated words are mixed.

    Attributes
    ----------
    factors, scales : ndarray(float64, ndim=2), shape (n_factors, LANES), (n_scales, LANES)
    scores : ndarray(float64, ndim=2), shape (members of the largest block, LANES)
    mixed : ndarray(float64), shape (LANES,)
    bits, floats : ndarray(uint64), ndarray(float64), shape (2 * LANES,)
        Two views of the same memory.
    """

    factors: Floats
    scales: Floats
    scores: Floats
    mixed: Floats
    bits: PackedWords
    floats: Floats


class Workspace(NamedTuple):
    """Room for one chunk; every row is a lane of LANES iterations.

    Attributes
    ----------
    durations, starts, finishes : ndarray(float64), shape (n_tasks * LANES,)
        Working minutes. ``starts`` holds early starts after the forward pass and late starts after the backward pass.
    lags : ndarray(float64, ndim=2), shape (n_lags, LANES)
    magnitudes : ndarray(float64, ndim=2), shape (n_magnitudes, LANES)
        What changes nothing stands where the event did not occur: factors 1, delays and costs 0, parallel effects
        -inf. Rows of events that occurred in no lane are as they were.
    occurred : ndarray(float64, ndim=2), shape (n_events, LANES)
        1 where the event occurred, else 0.
    hits : ndarray(int64), shape (n_events + 1,)
        Lanes in which the event occurred, before relations took some away; the last, of no event, stays 0.
    exists : ndarray(float64, ndim=2), shape (n_uncertain, LANES)
        1 where the task exists, else 0.
    met : ndarray(float64, ndim=2), shape (n_meetings, LANES)
        1 where the task is at work in the window, else 0.
    bases : ndarray(float64, ndim=2), shape (n_bases, LANES)
        Durations before any risk, of tasks with meetings.
    lanes : ndarray(float64, ndim=2), shape (4, LANES)
        Project finish, its deviation from the reference, a late finish, and room for partial sums.
    words, bits, floats
        See :class:`riskmc.kernels.marginals.LaneScratch`.
    keys : ndarray(uint32, ndim=2), shape (n_streams, 4)
        Permutation keys of the block at work.
    linked : ndarray(uint32, ndim=2), shape (n_rows, LANES)
        Words of the correlated streams.
    mixing : MixingRoom
    """

    durations: Floats
    starts: Floats
    finishes: Floats
    lags: Floats
    magnitudes: Floats
    occurred: Floats
    hits: Integers
    exists: Floats
    met: Floats
    bases: Floats
    lanes: Floats
    words: Words
    bits: Words
    floats: Floats32
    keys: Words
    linked: Words
    mixing: MixingRoom


class BlockOutput(NamedTuple):
    """What a block leaves behind.

    Attributes
    ----------
    finish : ndarray(float64), shape (BLOCK_ITERATIONS,)
        Project finish, working minutes from the project's start.
    milestones : ndarray(float64, ndim=2), shape (n_milestones, BLOCK_ITERATIONS)
        Their finishes.
    task_sums : ndarray(float64, ndim=2), shape (n_tasks, 7)
        Sums of TASK_STATISTICS.
    risk_sums : ndarray(float64, ndim=2), shape (n_risks, 4)
        Sums of RISK_STATISTICS.
    kept_durations, kept_finishes : ndarray(float64, ndim=2), shape (n_tasks, BLOCK_ITERATIONS) or (0, 0)
        Task samples, where they were asked for.
    """

    finish: Floats
    milestones: Floats
    task_sums: Floats
    risk_sums: Floats
    kept_durations: Floats
    kept_finishes: Floats


def workspace(
    n_tasks: int, n_lags: int, n_magnitudes: int, n_events: int, n_uncertain: int = 0, n_meetings: int = 0,
    n_bases: int = 0, copula: Copula | None = None,
) -> Workspace:  # fmt: skip
    """Allocate the room that a block is worked in.

    Examples
    --------
    >>> workspace(3, 0, 0, 0).durations.shape
    (384,)
    """
    rows = [np.zeros(n_tasks * LANES) for _ in range(3)]
    bits = np.zeros(6 * LANES, np.uint32)
    n_streams = n_events + n_tasks + n_lags + n_magnitudes
    copula = independent(n_streams) if copula is None else copula
    return Workspace(
        rows[0], rows[1], rows[2], np.zeros((n_lags, LANES)), np.zeros((n_magnitudes, LANES)),
        np.zeros((n_events, LANES)), np.zeros(n_events + 1, np.int64), np.ones((n_uncertain, LANES)),
        np.zeros((n_meetings, LANES)), np.zeros((n_bases, LANES)), np.zeros((4, LANES)), np.zeros(LANES, np.uint32),
        bits, bits.view(np.float32), np.zeros((copula.row.size, 4), np.uint32),
        np.zeros((copula.stream.size, LANES), np.uint32), _mixing_room(copula),
    )  # fmt: skip


def _mixing_room(copula: Copula) -> MixingRoom:
    largest = int(np.diff(copula.block_ptr).max(initial=0))
    bits = np.zeros(2 * LANES, np.uint64)
    return MixingRoom(
        np.zeros((copula.factor_stream.size, LANES)), np.zeros((copula.scale_stream.size, LANES)),
        np.zeros((largest, LANES)), np.zeros(LANES), bits, bits.view(np.float64),
    )  # fmt: skip


def block_output(n_tasks: int, n_milestones: int, n_risks: int, *, keep_samples: bool) -> BlockOutput:
    """Allocate what a block writes, all zero.

    Examples
    --------
    >>> block_output(3, 1, 0, keep_samples=False).task_sums.shape
    (3, 7)
    """
    kept = (n_tasks, BLOCK_ITERATIONS) if keep_samples else (0, 0)
    return BlockOutput(
        np.zeros(BLOCK_ITERATIONS), np.zeros((n_milestones, BLOCK_ITERATIONS)),
        np.zeros((n_tasks, len(TASK_STATISTICS))), np.zeros((n_risks, len(RISK_STATISTICS))),
        np.zeros(kept), np.zeros(kept),
    )  # fmt: skip
