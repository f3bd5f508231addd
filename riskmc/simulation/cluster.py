"""Blocks on a Dask cluster, for those who outgrow one machine (extra ``cluster``)."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import Any

from riskmc.errors import MissingExtraError, UsageError
from riskmc.simulation.blocks import BlockPlan, WorkedBlock, run_block, thread_workspace
from riskmc.simulation.thaw import refrozen

_CONNECT_SECONDS = 10

_OWN_CACHE = """
import os, tempfile
os.environ.setdefault("RISKMC_CACHE_DIR", os.path.join(tempfile.gettempdir(), f"riskmc-worker-{os.getpid()}"))
"""
"""Run on each worker before it meets riskmc, which chooses the folder of its compiled kernels when it is imported: two
workers that write to one folder at the same time could spoil it."""


class ClusterExecutor:
    """Works blocks on the workers of a Dask cluster; results are merged here, in order, to the same bits.

    Parameters
    ----------
    client : distributed.Client
    """

    def __init__(self, client: Any) -> None:
        self.client = client

    def blocks(self, plan: BlockPlan) -> Generator[WorkedBlock, None, None]:
        """Yield the outputs of all blocks, in order; a few for each worker thread are under way at a time."""
        self.client.run(exec, _OWN_CACHE)
        shared = self.client.scatter(plan, broadcast=True, hash=False)
        window = 2 * max(sum(self.client.nthreads().values()), 1)
        waiting: deque[Any] = deque()
        try:
            for block in range(plan.first_block, plan.n_blocks):
                waiting.append(self.client.submit(work_block, shared, block, pure=False))
                if len(waiting) >= window:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            self.client.cancel(list(waiting))


def work_block(plan: BlockPlan, block: int) -> WorkedBlock:
    """Work one block on a worker."""
    plan = refrozen(plan)
    return run_block(plan, block, thread_workspace(plan.compiled), lambda: False)


def connect(address: str) -> Any:
    """Connect to a Dask scheduler.

    Parameters
    ----------
    address : str
        Such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    MissingExtraError
        Where the extra ``cluster`` is not installed.
    UsageError
        Where no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtraError("cluster", f"running on the scheduler {address}") from None
    try:
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"no Dask scheduler answers at {address} ({str(error).splitlines()[0]}); "
            "start one with: dask scheduler --host ADDRESS, then dask worker ADDRESS:8786"
        ) from None
