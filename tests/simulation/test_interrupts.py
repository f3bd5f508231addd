"""Ctrl-C ends a run within half a second and offers what is done."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap

import pytest

from riskmc.simulation import Interrupted, simulate
from tests.result.test_result import PLAN


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_run_offers_the_blocks_that_were_done(jobs: int) -> None:
    def stop(done: int, of: int) -> None:
        if done >= 3 * 1024:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="interrupted after 3,072 iterations") as caught:
        simulate(PLAN, iterations=500_000, jobs=jobs, progress=stop)
    partial = caught.value.result
    assert partial is not None
    assert not partial.provenance.is_complete
    whole = simulate(PLAN, iterations=3_072)
    assert partial.finish_minutes.tobytes() == whole.finish_minutes.tobytes()
    assert partial.tasks.equals(whole.tasks)


def test_a_run_that_is_interrupted_before_its_first_block_offers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("riskmc.simulation.executors.run_block", stop)
    with pytest.raises(Interrupted) as caught:
        simulate(PLAN, iterations=5_000, jobs=1)
    assert caught.value.result is None


SCRIPT = textwrap.dedent(
    """
    import sys, time
    from riskmc.simulation import Interrupted, simulate
    from riskmc.model import Project

    tasks = [{"id": f"t{i}", "duration": {"pert": ["5d", "8d", "20d"]}} for i in range(4_000)]
    plan = Project(name="long", start="2027-01-04", tasks=tasks)
    simulate(plan, iterations=64, jobs=2)
    def started(done, of):
        print("running", flush=True)
    try:
        simulate(plan, iterations=50_000_000, jobs=2, progress=started)
    except Interrupted as interrupt:
        print("offered", interrupt.result.provenance.iterations % 1024, flush=True)
    """
)


def test_a_signal_is_heard_while_kernels_run() -> None:
    with subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert rest.splitlines()[-1] == "offered 0"
    assert process.returncode == 0
