"""The vectorised NumPy loop that a competent user would write: all iterations of a task at once.

It does what the engine does: PERT sampling, forward pass, backward pass with criticality, and the sums of duration,
its square, its product with the finish, criticality and significance. As a script it reads a network from an npz file,
runs it un-chunked or in chunks, and prints P80.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Network:
    """Three points of each task in days, and predecessors as offsets and payload; tasks in topological order."""

    low: np.ndarray
    mode: np.ndarray
    high: np.ndarray
    pred_ptr: np.ndarray
    pred_idx: np.ndarray

    @classmethod
    def of(cls, plan) -> Network:  # type: ignore[no-untyped-def]
        """Take the network out of a plan whose tasks are in topological order."""
        index = plan.task_index
        points = np.array([[q.value for q in (t.duration.low, t.duration.mode, t.duration.high)] for t in plan.tasks])
        preds = [[index[link.predecessor] for link in task.after] for task in plan.tasks]
        ptr = np.concatenate([[0], np.cumsum([len(p) for p in preds])])
        return cls(*points.T, ptr, np.array([p for ps in preds for p in ps], np.int64))


def run(network: Network, iterations: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the finishes and the sums of one chunk: shapes (iterations,) and (n_tasks, 5)."""
    n = network.low.size
    ptr, idx = network.pred_ptr, network.pred_idx
    alpha = 1.0 + 4.0 * (network.mode - network.low) / (network.high - network.low)
    width = network.high - network.low
    durations = np.empty((n, iterations))
    finishes = np.empty((n, iterations))
    for task in range(n):
        durations[task] = network.low[task] + width[task] * rng.beta(alpha[task], 6.0 - alpha[task], iterations)
        start = np.zeros(iterations)
        for p in idx[ptr[task] : ptr[task + 1]]:
            np.maximum(start, finishes[p], out=start)
        np.add(start, durations[task], out=finishes[task])
    finish = finishes.max(axis=0)
    late = np.broadcast_to(finish, (n, iterations)).copy()
    sums = np.empty((n, 5))
    for task in range(n - 1, -1, -1):
        late_start = late[task] - durations[task]
        for p in idx[ptr[task] : ptr[task + 1]]:
            np.minimum(late[p], late_start, out=late[p])
        duration = durations[task]
        total_float = late[task] - finishes[task]
        is_critical = total_float <= 1e-9
        significance = duration / (duration + total_float) * finish
        sums[task] = (
            duration.sum(), duration @ duration, duration @ finish, is_critical.sum(), significance.sum(),
        )  # fmt: skip
    return finish, sums


def run_in_chunks(network: Network, iterations: int, chunk: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return the finishes and the sums of all chunks."""
    rng = np.random.default_rng(seed)
    parts = [run(network, min(chunk, iterations - first), rng) for first in range(0, iterations, chunk)]
    return np.concatenate([finish for finish, _ in parts]), np.sum([sums for _, sums in parts], axis=0)


def main() -> None:
    """Run the network of an npz file: ``numpy_loop.py NETWORK.npz ITERATIONS CHUNK``."""
    path, iterations, chunk = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    with np.load(path) as stored:
        network = Network(*(stored[name] for name in ("low", "mode", "high", "pred_ptr", "pred_idx")))
    finish, _ = run_in_chunks(network, iterations, chunk)
    print(f"P80 {np.quantile(finish, 0.8, method='inverted_cdf'):.2f} days")


if __name__ == "__main__":
    main()
