"""Draw everything that is random in one chunk: events, lags, magnitudes and durations."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Words
from riskmc.kernels._constants import BLOCK_CHUNKS, LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import COST, DELAY, LHS, PARALLEL_DELAY, PARALLEL_FACTOR, SOBOL, Events, Streams, Workspace
from riskmc.kernels.marginals import FIXED, Marginals, quantile_lane
from riskmc.kernels.philox import random_words
from riskmc.kernels.sobol import sobol_words
from riskmc.kernels.stratification import stratify, stratum_keys


@inlined
def prepare_block(block: int, streams: Streams, work: Workspace) -> None:
    """Write what the streams need once for a block: the permutation keys of its Latin hypercube."""
    if streams.sampling[0] == LHS:
        stratum_keys(work.keys, np.uint64(block), streams.low, streams.high, streams.key[0], streams.key[1])


@kernel
def stream_words(
    stream: int, chunk: int, sampling: int, low: np.uint32, high: np.uint32, key: Words, keys: Words, directions: Words,
    shifts: Words, words: Words,
) -> None:  # fmt: skip
    """Write the uniform words of one stream for one chunk, as the way of sampling says.

    Parameters
    ----------
    stream : int
        Row of the stream in ``keys``, ``directions`` and ``shifts``.
    chunk : int
        Number of the chunk, iteration // LANES.
    sampling : int
        RANDOM, LHS or SOBOL.
    low, high : uint32
        Identity of the stream.
    key, keys, directions, shifts
        See :class:`Streams` and :class:`Workspace`.
    words : ndarray(uint32), shape (LANES,), written
    """
    if sampling == SOBOL:
        sobol_words(words, np.uint64(chunk), directions[stream], shifts[stream])
    else:
        random_words(words, np.uint64(chunk), low, high, key[0], key[1])
        if sampling == LHS:
            stratify(words, np.uint64((chunk % BLOCK_CHUNKS) * LANES), keys[stream])


@kernel
def copy_words(linked: Words, row: int, words: Words) -> None:
    """Take the words of a stream that is correlated with others: ndarray(uint32), shape (LANES,)."""
    for i in range(np.uint64(0), np.uint64(LANES)):
        words[i] = linked[row, i]


@inlined
def sample_events(chunk: int, events: Events, streams: Streams, work: Workspace) -> None:
    """Decide for each event and lane whether it is drawn; events hold the first streams, those of one stream together.

    An event of a drawn probability occurs where its word lies below that.
    """
    low = streams.low
    high = streams.high
    key = streams.key
    directions = streams.directions
    shifts = streams.shifts
    sampling = streams.sampling[0]
    keys = work.keys
    words = work.words
    linked = streams.copula.row
    occurred = work.occurred
    for event in range(events.threshold.shape[0]):
        place = linked[event]
        if place >= 0:
            copy_words(work.linked, place, words)
        elif event == 0 or low[event] != low[event - 1] or high[event] != high[event - 1]:
            stream_words(event, chunk, sampling, low[event], high[event], key, keys, directions, shifts, words)
        chance = events.chance[event]
        hits = 0
        if chance >= 0:
            scale = events.chance_scale[event]
            for i in range(np.uint64(0), np.uint64(LANES)):
                is_drawn = np.float64(words[i]) < scale * work.magnitudes[chance, i]
                occurred[event, i] = 1.0 if is_drawn else 0.0
                hits += 1 if is_drawn else 0
        else:
            floor = events.floor[event]
            width = events.threshold[event] - floor
            for i in range(np.uint64(0), np.uint64(LANES)):
                is_drawn = np.uint64(words[i]) - floor < width
                occurred[event, i] = 1.0 if is_drawn else 0.0
                hits += 1 if is_drawn else 0
        work.hits[event] = hits


@inlined
def sample_row(chunk: int, n_tasks: int, row: int, marginals: Marginals, streams: Streams, work: Workspace) -> None:
    """Draw one random lag or magnitude, by its row; their draws follow those of the tasks."""
    draw = n_tasks + row
    stream = work.occurred.shape[0] + draw
    n_lags = work.lags.shape[0]
    out = work.lags[row] if row < n_lags else work.magnitudes[row - n_lags]
    place = streams.copula.row[stream]
    if place >= 0:
        copy_words(work.linked, place, work.words)
    elif marginals.tables[draw, 0] != FIXED:
        stream_words(
            stream, chunk, streams.sampling[0], streams.low[stream], streams.high[stream], streams.key, work.keys,
            streams.directions, streams.shifts, work.words,
        )  # fmt: skip
    quantile_lane(
        draw, marginals.parameters, marginals.tables, marginals.coefficients, marginals.steps, work.words, work.bits,
        work.floats, out,
    )  # fmt: skip


@inlined
def neutral(kind: int) -> float:
    """Return the magnitude that changes nothing: 0 for delays and costs, 1 for factors; parallel ones stand back."""
    if kind in (PARALLEL_FACTOR, PARALLEL_DELAY):
        return -np.inf
    return 0.0 if kind in (DELAY, COST) else 1.0


@kernel
def sample_rows(
    chunk: int, n_tasks: int, hang_on_events: int, marginals: Marginals, events: Events, streams: Streams,
    work: Workspace,
) -> None:  # fmt: skip
    """Draw the random lags and magnitudes that hang on events, or those that do not.

    Parameters
    ----------
    chunk : int
        Number of the chunk, iteration // LANES.
    n_tasks : int
    hang_on_events : int
        0 for the random lags, and the probabilities that are uncertain themselves; 1 for the magnitudes of the
        events that occurred in any lane: where they did not, what changes nothing is written.
    marginals, events, streams
        Read.
    work : Workspace
    """
    n_lags = work.lags.shape[0]
    for row in range(n_lags + work.magnitudes.shape[0]):
        event = -1 if row < n_lags else events.row_event[row - n_lags]
        if (event >= 0) != (hang_on_events > 0) or (event >= 0 and work.hits[event] == 0):
            continue
        sample_row(chunk, n_tasks, row, marginals, streams, work)
        if event >= 0:
            magnitudes = work.magnitudes[row - n_lags]
            idle = neutral(events.row_kind[row - n_lags])
            for i in range(np.uint64(0), np.uint64(LANES)):
                magnitudes[i] = magnitudes[i] if work.occurred[event, i] > 0.0 else idle


@inlined
def sample_durations(
    chunk: int, first_task: int, end_task: int, marginals: Marginals, streams: Streams, work: Workspace
) -> None:
    """Draw the durations of tasks ``first_task`` to ``end_task``, before risks, into ``durations`` from its start."""
    low = streams.low
    high = streams.high
    key = streams.key
    directions = streams.directions
    shifts = streams.shifts
    sampling = streams.sampling[0]
    parameters = marginals.parameters
    tables = marginals.tables
    coefficients = marginals.coefficients
    steps = marginals.steps
    words = work.words
    bits = work.bits
    floats = work.floats
    keys = work.keys
    linked = streams.copula.row
    durations = work.durations
    n_events = work.occurred.shape[0]
    for task in range(first_task, end_task):
        stream = n_events + task
        place = linked[stream]
        if place >= 0:
            copy_words(work.linked, place, words)
        elif tables[task, 0] != FIXED:
            stream_words(stream, chunk, sampling, low[stream], high[stream], key, keys, directions, shifts, words)
        begin = (task - first_task) * LANES
        quantile_lane(
            task, parameters, tables, coefficients, steps, words, bits, floats, durations[begin : begin + LANES]
        )
