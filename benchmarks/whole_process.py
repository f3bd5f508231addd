"""Whole processes: ``riskmc run`` against the NumPy script: ``python -m benchmarks.whole_process``.

Both start from a file, run 10,000 iterations and print P80. Wall-clock time and peak memory are the operating system's;
runs alternate, and medians are printed. The kernels are compiled beforehand; no report is written.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.numpy_loop import Network
from benchmarks.plans import layered_plan, plan_text

ITERATIONS = "10000"
HERE = Path(__file__).parent


# A process inherits the peak memory of the one that starts it, so a small one starts them.
LAUNCHER = """
import os, sys, time
begin = time.perf_counter()
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, 1, 0)])
_, status, usage = os.wait4(pid, 0)
print(status, time.perf_counter() - begin, usage.ru_maxrss / 1024)
"""


def timed(arguments: list[str]) -> tuple[float, float]:
    """Run a process; return seconds and peak memory in MiB."""
    launcher = [sys.executable, "-I", "-S", "-c", LAUNCHER, *arguments]
    told = subprocess.run(launcher, stdout=subprocess.PIPE, check=True, text=True).stdout.split()
    if told[0] != "0":
        raise SystemExit(f"{' '.join(arguments)} ended with status {told[0]}")
    return float(told[1]), float(told[2])


def measure(n_tasks: int, repeats: int, folder: Path) -> None:
    """Print the row of one size."""
    plan = layered_plan(n_tasks)
    plan_file, network_file = folder / f"{n_tasks}.yaml", folder / f"{n_tasks}.npz"
    plan_file.write_text(plan_text(plan), encoding="utf-8")
    network = Network.of(plan)
    np.savez(network_file, **vars(network))
    script = [sys.executable, str(HERE / "numpy_loop.py"), str(network_file), ITERATIONS]
    commands = {
        "riskmc run": [sys.executable, "-m", "riskmc", "run", str(plan_file), "--iterations", ITERATIONS],
        "NumPy, all at once": [*script, ITERATIONS],
        "NumPy, chunks of 1,000": [*script, "1000"],
    }
    timed(commands["riskmc run"])
    runs = {name: [timed(command) for _ in range(1)] for name, command in commands.items()}
    for _ in range(repeats):
        for name, command in commands.items():
            runs[name].append(timed(command))
    for name, measured in runs.items():
        seconds, memory = (statistics.median(values) for values in zip(*measured[1:], strict=True))
        print(f"| {n_tasks:,} | {name} | {seconds:.2f} s | {memory:.0f} MiB |")


def main() -> None:
    """Print the table."""
    print("| tasks | process | wall-clock time | peak memory |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for n_tasks in (30, 300, 3_000):
            measure(n_tasks, 5, Path(folder))


if __name__ == "__main__":
    main()
