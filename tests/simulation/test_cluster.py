"""A cluster gives the same bits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from riskmc.errors import UsageError
from riskmc.simulation import simulate, simulate_until
from riskmc.simulation.cluster import connect
from tests.result.test_result import PLAN

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]


def _cache_folder() -> str:
    from riskmc.kernels._jit import cache_folder

    return cache_folder()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    if os.environ.get("RISKMC_REQUIRE_ALL") != "1":
        pytest.importorskip("distributed")
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as local:
        yield local


def test_two_workers_give_the_bits_of_one_thread(cluster: Any) -> None:
    alone = simulate(PLAN, iterations=5_000, seed=3, jobs=1, keep_samples=True)
    client = connect(cluster.scheduler_address)
    with client:
        shared = simulate(PLAN, iterations=5_000, seed=3, executor=client, keep_samples=True)
        folders = client.run(_cache_folder).values()
    assert len(set(folders)) == 2
    assert all("riskmc-worker-" in folder for folder in folders)
    assert shared.finish_minutes.tobytes() == alone.finish_minutes.tobytes()
    assert shared.kept_durations.tobytes() == alone.kept_durations.tobytes()
    assert shared.sums.tasks.tobytes() == alone.sums.tasks.tobytes()
    assert shared.tasks.equals(alone.tasks)
    assert shared.risks.equals(alone.risks)


def test_a_run_that_stops_by_itself_stops_at_the_same_bits_on_a_cluster(cluster: Any) -> None:
    alone = simulate_until(PLAN, "0.2d", iterations=1_500, jobs=1)
    with connect(cluster.scheduler_address) as client:
        shared = simulate_until(PLAN, "0.2d", iterations=1_500, executor=client)
    assert shared.precision == alone.precision
    assert shared.precision.looks > 1
    assert shared.result.finish_minutes.tobytes() == alone.result.finish_minutes.tobytes()


def test_a_scheduler_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("riskmc.simulation.cluster._CONNECT_SECONDS", 1)
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9 "):
        connect("tcp://127.0.0.1:9")
