"""The report's page, its size, and how soon it is built and drawn: ``python -m benchmarks.report_page``.

Needs Chromium and the tests' packages. A page counts as drawn two frames after it has loaded, all charts and the rows
of the schedule in sight included; time runs from the start of the navigation.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

import riskmc
from benchmarks.plans import layered_plan
from riskmc.report import render_report
from tests.report.chromium import Browser, chromium_or_skip

SIZES = (30, 300, 3_000, 10_000)
OPENINGS = 5


def grouped_plan(n_tasks: int) -> riskmc.Project:
    """Return a layered plan whose tasks stand in about twenty groups of three."""
    plan = layered_plan(n_tasks)
    per_group = max(n_tasks // 20, 5)
    tasks = [
        task.model_copy(update={"group": f"area{i // per_group}.part{i % 3}", "name": f"Task number {i} of the plan"})
        for i, task in enumerate(plan.tasks)
    ]
    return plan.model_copy(update={"tasks": tuple(tasks)})


def opened(browser: Browser, page: Path) -> float:
    """Return the seconds from the start of the navigation until the page is drawn."""
    browser.open(page)
    return float(browser.ask("performance.now()")) / 1000.0


def row(browser: Browser, folder: Path, n_tasks: int) -> list[str]:
    """Measure one size."""
    result = riskmc.simulate(grouped_plan(n_tasks), iterations=10_000)
    render_report(riskmc.simulate(grouped_plan(30), iterations=100))
    begin = time.perf_counter()
    html = render_report(result)
    built = time.perf_counter() - begin
    page = folder / f"{n_tasks}.html"
    page.write_text(html, encoding="utf-8")
    times = [opened(browser, page) for _ in range(OPENINGS)]
    if browser.complaints:
        raise SystemExit(f"the page complains: {browser.complaints}")
    browser.ask("document.querySelector('[data-fold=open]').click()")
    begin = time.perf_counter()
    browser.ask("document.querySelector('.gantt-scroll').scrollTop = 1e6")
    browser.settle()
    scrolled = time.perf_counter() - begin
    cells = [f"{len(html.encode()) / 1e6:.2f} MB", f"{built:.2f} s", f"{np.median(times):.2f} s", f"{max(times):.2f} s"]
    return [f"{n_tasks:,}", *cells, f"{1000 * scrolled:.0f} ms"]


def main() -> None:
    """Print the table."""
    print("| tasks | page | built in | drawn after, median | worst | unfolded, to the last row |")
    print("|---" * 6 + "|")
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        Browser(chromium_or_skip(), Path(folder) / "profile") as browser,
    ):
        browser.look(1_200)
        for n_tasks in SIZES:
            print(f"| {' | '.join(row(browser, Path(folder), n_tasks))} |", flush=True)


if __name__ == "__main__":
    main()
