"""The engine against the NumPy loop, in process: ``python -m benchmarks.engine [--quick]``.

Both do PERT sampling, forward pass, backward pass with criticality, and sums, for 10,000 iterations, in one run, on one
thread; NumPy in chunks of 1,000 iterations. The engine's blocks are timed (the same work), and the whole call of
``riskmc.simulate`` beside them, which also compiles the plan, ranks, and builds the result.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

import riskmc
from benchmarks.numpy_loop import Network, run_in_chunks
from benchmarks.plans import layered_plan
from riskmc.compiled import compile_project
from riskmc.kernels.block import sample_chunk
from riskmc.kernels.network import forward_pass
from riskmc.simulation.blocks import BlockPlan, run_block, streams_of, thread_workspace

ITERATIONS = 10_000


def best(function: Callable[[], object], repeats: int) -> float:
    """Return the shortest of a few times, in seconds."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        function()
        times.append(time.perf_counter() - begin)
    return min(times)


def sampling_and_forward(plan: BlockPlan) -> float:
    """Return the seconds that sampling and the forward pass of all chunks take."""
    compiled, work = plan.compiled, thread_workspace(plan.compiled)
    n = compiled.n_tasks

    def chunks() -> None:
        for chunk in range(ITERATIONS // 128):
            sample_chunk(chunk, 0, n, compiled.marginals, compiled.events, plan.streams, work)
            forward_pass(compiled.network, work)

    chunks()
    return best(chunks, 5) * ITERATIONS / (ITERATIONS // 128 * 128)


def measure(n_tasks: int, repeats: int) -> dict[str, float]:
    """Measure one size; times in seconds, per task-iteration in nanoseconds."""
    project = layered_plan(n_tasks)
    network = Network.of(project)
    compiled = compile_project(project)
    plan = BlockPlan(compiled, streams_of(compiled, 0, "lhs"), ITERATIONS, keep_samples=False)
    work = thread_workspace(compiled)

    def blocks() -> None:
        for block in range(plan.n_blocks):
            run_block(plan, block, work, lambda: False)

    def one_thread() -> riskmc.SimulationResult:
        return riskmc.simulate(project, iterations=ITERATIONS, jobs=1)

    finish, _ = run_in_chunks(network, ITERATIONS, 1_000)
    result = one_thread()
    p80 = float(np.quantile(finish, 0.8, method="inverted_cdf"))
    estimate = result.finish.estimate(0.8, 0.999999)
    if not estimate.low_days * 0.99 < p80 < estimate.high_days * 1.01:
        raise SystemExit(f"the two disagree: P80 {p80} against {estimate}")
    blocks()
    pairs = [(best(blocks, 1), best(lambda: run_in_chunks(network, ITERATIONS, 1_000), 1)) for _ in range(repeats)]
    unit = 1e9 / (n_tasks * ITERATIONS)
    return {
        "tasks": n_tasks,
        "numpy": min(numpy for _, numpy in pairs),
        "blocks": min(mine for mine, _ in pairs),
        "ratio": float(np.median([numpy / mine for mine, numpy in pairs])),
        "numpy_ns": min(numpy for _, numpy in pairs) * unit,
        "blocks_ns": min(mine for mine, _ in pairs) * unit,
        "forward_ns": sampling_and_forward(plan) * unit,
        "call_1": best(one_thread, repeats),
        "call_2": best(lambda: riskmc.simulate(project, iterations=ITERATIONS, jobs=2), repeats),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats, and no 3,000 tasks")
    quick = parser.parse_args().quick
    print(
        "| tasks | NumPy in chunks | engine | times as fast | ns per task-iteration: NumPy | engine | "
        "of it sampling + forward pass | riskmc.simulate, 1 thread | 2 threads |"
    )
    print("|---" * 9 + "|")
    for n_tasks in (30, 300) if quick else (30, 300, 3_000):
        row = measure(n_tasks, 3 if quick else 7)
        cells = [
            f"{n_tasks:,}", f"{row['numpy']:.3f} s", f"{row['blocks']:.4f} s", f"{row['ratio']:.1f}",
            f"{row['numpy_ns']:.0f}", f"{row['blocks_ns']:.1f}", f"{row['forward_ns']:.1f}", f"{row['call_1']:.3f} s",
            f"{row['call_2']:.3f} s",
        ]  # fmt: skip
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
