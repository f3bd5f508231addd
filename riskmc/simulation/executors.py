"""Ways to map the block function over blocks: in this thread or over threads. All give the same bits."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Protocol, TypeVar

from riskmc.simulation.blocks import BlockPlan, WorkedBlock, run_block, thread_workspace

_POLL_SECONDS = 0.1
_Item = TypeVar("_Item")


class Executor(Protocol):
    """Maps the block function over the blocks of a run."""

    def blocks(self, plan: BlockPlan) -> Generator[WorkedBlock, None, None]:
        """Yield the outputs of all blocks of the plan from its first, in order."""
        ...


class SerialExecutor:
    """Works block after block in the calling thread."""

    def blocks(self, plan: BlockPlan) -> Generator[WorkedBlock, None, None]:
        """Yield the outputs of all blocks, in order."""
        work = thread_workspace(plan.compiled)
        for block in range(plan.first_block, plan.n_blocks):
            yield run_block(plan, block, work, _never)


class ThreadExecutor:
    """Works blocks on several threads; kernels hold no interpreter lock.

    Parameters
    ----------
    jobs : int, optional
        Threads; by default one for each processor this process may use.
    """

    def __init__(self, jobs: int | None = None) -> None:
        self.jobs = jobs or available_processors()

    def blocks(self, plan: BlockPlan) -> Generator[WorkedBlock, None, None]:
        """Yield the outputs of all blocks, in order; few blocks are under way at a time, so that memory stays flat."""

        def work_block(piece: int, is_stopped: Callable[[], bool]) -> WorkedBlock:
            return run_block(plan, plan.first_block + piece, thread_workspace(plan.compiled), is_stopped)

        yield from map_in_order(work_block, plan.n_blocks - plan.first_block, self.jobs)


def map_in_order(
    work: Callable[[int, Callable[[], bool]], _Item], count: int, jobs: int
) -> Generator[_Item, None, None]:
    """Yield ``work(0), work(1), ...`` in order from a few threads, and stop them all when the caller stops.

    Parameters
    ----------
    work : callable
        Takes the number of the piece and a function that tells whether to stop.
    count : int
    jobs : int
        Threads.
    """
    stop = threading.Event()
    waiting: deque[Future[_Item]] = deque()
    upcoming = iter(range(count))
    with ThreadPoolExecutor(min(jobs, max(count, 1)), thread_name_prefix="riskmc") as pool:
        try:
            for piece in upcoming:
                waiting.append(pool.submit(work, piece, stop.is_set))
                if len(waiting) >= 2 * jobs:
                    yield _wait(waiting.popleft())
            while waiting:
                yield _wait(waiting.popleft())
        finally:
            stop.set()
            for future in waiting:
                future.cancel()


def _wait(future: Future[_Item]) -> _Item:
    """Wait in short steps, so that an interrupt is heard at once."""
    while True:
        try:
            return future.result(timeout=_POLL_SECONDS)
        except FutureTimeoutError:
            if future.done():
                raise


def _never() -> bool:
    return False


def available_processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
