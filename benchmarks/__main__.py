"""All measurements, one table after the other: ``make bench``, or ``python -m benchmarks``."""

from __future__ import annotations

import os
import platform

from benchmarks import calendars, correlations, costs, engine, risks, whole_process


def processor() -> str:
    """Return the name of the processor, as far as the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def main() -> None:
    """Measure and print."""
    print(f"{processor()}, {os.cpu_count()} processors, Python {platform.python_version()}\n")
    engine.main()
    print()
    whole_process.main()
    print()
    calendars.main()
    print()
    correlations.main()
    print()
    risks.main()
    print()
    costs.main()


if __name__ == "__main__":
    main()
