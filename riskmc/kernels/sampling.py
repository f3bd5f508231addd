"""Draw everything that is random in one chunk: events, lags, magnitudes and durations."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Words
from riskmc.kernels._constants import BLOCK_CHUNKS, LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import FACTOR, LHS, SOBOL, Events, Streams, Workspace
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


@inlined
def sample_events(chunk: int, events: Events, streams: Streams, work: Workspace) -> None:
    """Decide for each event and lane whether it occurs; events hold the first streams."""
    low = streams.low
    high = streams.high
    key = streams.key
    directions = streams.directions
    shifts = streams.shifts
    sampling = streams.sampling[0]
    keys = work.keys
    words = work.words
    occurred = work.occurred
    for event in range(events.threshold.shape[0]):
        stream_words(event, chunk, sampling, low[event], high[event], key, keys, directions, shifts, words)
        threshold = events.threshold[event]
        for i in range(np.uint64(0), np.uint64(LANES)):
            occurred[event, i] = 1.0 if np.uint64(words[i]) < threshold else 0.0


@inlined
def sample_rows(chunk: int, n_tasks: int, marginals: Marginals, streams: Streams, work: Workspace) -> None:
    """Draw the random lags and the magnitudes of risk effects, whose draws follow those of the tasks."""
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
    n_lags = work.lags.shape[0]
    n_rows = n_lags + work.magnitudes.shape[0]
    n_events = work.occurred.shape[0]
    for row in range(n_rows):
        draw = n_tasks + row
        stream = n_events + draw
        if tables[draw, 0] != FIXED:
            stream_words(stream, chunk, sampling, low[stream], high[stream], key, work.keys, directions, shifts, words)
        out = work.lags[row] if row < n_lags else work.magnitudes[row - n_lags]
        quantile_lane(draw, parameters, tables, coefficients, steps, words, work.bits, work.floats, out)


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
    durations = work.durations
    n_events = work.occurred.shape[0]
    for task in range(first_task, end_task):
        stream = n_events + task
        if tables[task, 0] != FIXED:
            stream_words(stream, chunk, sampling, low[stream], high[stream], key, keys, directions, shifts, words)
        begin = (task - first_task) * LANES
        quantile_lane(
            task, parameters, tables, coefficients, steps, words, bits, floats, durations[begin : begin + LANES]
        )


@inlined
def strike_durations(first_task: int, end_task: int, events: Events, work: Workspace) -> None:
    """Let the risks that occurred strike the durations: factors multiply, then delays add, and none falls below 0."""
    durations = work.durations
    occurred = work.occurred
    magnitudes = work.magnitudes
    for task in range(first_task, end_task):
        begin = events.effect_ptr[task]
        end = events.effect_ptr[task + 1]
        if begin == end:
            continue
        base = np.uint64(task - first_task) * np.uint64(LANES)
        for effect in range(begin, end):
            event = events.effect_event[effect]
            row = events.effect_row[effect]
            if events.effect_kind[effect] == FACTOR:
                for i in range(np.uint64(0), np.uint64(LANES)):
                    factor = magnitudes[row, i] if occurred[event, i] > 0.0 else 1.0
                    durations[base + i] *= factor
            else:
                for i in range(np.uint64(0), np.uint64(LANES)):
                    durations[base + i] += magnitudes[row, i] if occurred[event, i] > 0.0 else 0.0
        for i in range(np.uint64(0), np.uint64(LANES)):
            duration = durations[base + i]
            durations[base + i] = 0.0 if duration < 0.0 else duration
