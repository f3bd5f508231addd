"""Drawing one chunk, and first what goes together in it, where a plan has correlations."""

from __future__ import annotations

from riskmc.kernels.arrays import Events, Streams, Workspace
from riskmc.kernels.block import sample_chunk
from riskmc.kernels.correlation import correlate_chunk
from riskmc.kernels.marginals import Marginals


def correlate(chunk: int, n_tasks: int, streams: Streams, work: Workspace) -> None:
    """Draw the correlated words of a chunk, if there are any; a plan without them spares compiling that.

    Parameters
    ----------
    chunk : int
        Number of the chunk, iteration // LANES; its block has been prepared.
    n_tasks : int
    streams : Streams
    work : Workspace
        ``linked`` is written.
    """
    if streams.copula.stream.size:
        correlate_chunk(chunk, 0, n_tasks, streams, work)


def draw_chunk(
    chunk: int, first_task: int, end_task: int, marginals: Marginals, events: Events, streams: Streams, work: Workspace
) -> None:
    """Draw one chunk: events, lags, magnitudes, and the durations of some tasks as the risks leave them.

    Parameters
    ----------
    chunk : int
        Number of the chunk, iteration // LANES; its block has been prepared.
    first_task, end_task : int
        Tasks whose durations are drawn, into ``durations`` from its start.
    marginals : Marginals
    events : Events
    streams : Streams
    work : Workspace
    """
    if streams.copula.stream.size:
        correlate_chunk(chunk, first_task, end_task, streams, work)
    sample_chunk(chunk, first_task, end_task, marginals, events, streams, work)
