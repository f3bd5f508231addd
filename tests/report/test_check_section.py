"""The page tells whether the schedule can be trusted, in its head and task by task, also from a saved run."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import riskmc
from riskmc.model import Notice, Project
from riskmc.model.origin import Origin, OwnDates, RawCount
from riskmc.report import render_report, write_report
from riskmc.report.check_view import MOST_ROWS, check_view
from riskmc.result import read_result
from riskmc.simulation.deterministic import planned_schedule
from tests.report.chromium import Browser

RANGE = {"triangular": ["2d", "3d", "6d"]}
TASKS: list[dict[str, Any]] = [
    {"id": "dig", "name": "Dig the pit", "duration": RANGE},
    {"id": "pour", "duration": RANGE, "after": ["dig"]},
    {"id": "build", "duration": RANGE, "after": ["pour"]},
]
HOSTILE = "</td><script>alert(1)</script>\u202e<img src=x onerror=alert(2)>"


def own_dates(project: Project, *, late: int = 0, cause: str = "") -> dict[str, OwnDates]:
    """Give the dates of the engine as those of a file, the last `late` tasks a week later."""
    schedule, line = planned_schedule(project), project.timeline()
    found = {}
    for index, task in enumerate(project.tasks):
        is_late = index >= len(project.tasks) - late
        week = timedelta(days=7 if is_late else 0)
        start = line.date_of(float(schedule.early_start[index]), "start") + week
        finish = line.date_of(float(schedule.early_finish[index])) + week
        found[task.id] = OwnDates(start, finish, None, None, 0.0, cause if is_late else "")
    return found


def run(
    tasks: list[dict[str, Any]] = TASKS, *, late: int = 0, cause: str = "", **origin: Any
) -> riskmc.SimulationResult:
    project = Project(name="Shed", start="2027-01-04", tasks=tasks)
    own = own_dates(project, late=late, cause=cause)
    given = {"tool": "Primavera P6", "file": "shed.xer", "own": own, **origin}
    return riskmc.simulate(project.model_copy(update={"origin": Origin(**given)}), iterations=200)


def section(page: str) -> str:
    found = re.search(r'<section id="check".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def head(page: str) -> str:
    return page[page.index("<main") : page.index('<section id="finish"')]


def test_a_schedule_that_passes_is_not_in_the_head() -> None:
    page = render_report(run())
    assert '<span class="verdict passed">passed</span>' in section(page)
    assert "riskmc gives back every date of shed.xer (Primavera P6) to the minute" in section(page)
    assert "Import certificate" not in head(page)
    assert "checks of quality" not in head(page)


def test_a_certificate_that_fails_is_in_the_head() -> None:
    page = render_report(run(late=1))
    assert "Import certificate: failed." in head(page)
    assert '<a href="#check">' in head(page)
    assert "2027-01-21 17:00" in section(page)
    assert "not explained: 1 task" in section(page)


def test_a_file_that_is_levelled_is_neither_passed_nor_failed() -> None:
    page = render_report(run(late=1, cause="levelled by resources"))
    assert "Import certificate: undecided." in head(page)
    assert '<span class="verdict undecided">undecided</span>' in section(page)
    assert "levelled by resources" in section(page)


def test_a_schedule_that_fails_a_check_of_quality_is_in_the_head_of_plans_too() -> None:
    lead = [*TASKS[:2], {**TASKS[2], "after": ["pour FS-1d"]}]
    plan = riskmc.simulate(Project(name="Shed", start="2027-01-04", tasks=lead), iterations=200)
    for result in (plan, run(lead)):
        page = render_report(result)
        assert head(page).count("The schedule fails 1 of 1") == 1
        assert "Leads: 1 link" in section(page)
        assert "pour FS-1d" in section(page)
    assert "Import certificate" not in render_report(plan)


def test_a_saved_run_tells_the_same(tmp_path: Path) -> None:
    result = run(late=2, cause="levelled", counts=(RawCount("links FS", 3, 2, "1 leads nowhere"),), stale="it is old")
    again = read_result(result.save(tmp_path / "shed.riskmc"))
    assert section(render_report(again)) == section(render_report(result))
    assert "1 leads nowhere" in section(render_report(again))


def test_what_was_changed_is_listed() -> None:
    result = run()
    notice = Notice("summaries", "are left out", 2, ("S1", "S2"))
    project = result.project.model_copy(update={"notices": (notice,)})
    assert "summaries: are left out (2 times: S1, S2)" in section(render_report(replace(result, project=project)))


def test_long_lists_are_cut_and_say_so() -> None:
    n = MOST_ROWS + 50
    tasks = [{"id": f"t{k}", "duration": RANGE} for k in range(n)]
    view = check_view(run(tasks, late=n))
    assert view.certificate is not None
    assert (len(view.certificate.differences.rows), view.certificate.n_differences) == (MOST_ROWS, n)
    page = section(render_report(run(tasks, late=n)))
    assert f"The first {MOST_ROWS} of {n}; riskmc check FILE --differences FILE.csv writes all." in page
    assert f"The first {MOST_ROWS} of {n - 1}; riskmc check FILE --findings FILE.csv writes all." in page


def test_names_of_a_file_are_text() -> None:
    tasks = [{**TASKS[0], "name": HOSTILE}, {"id": "b", "name": HOSTILE, "duration": RANGE}]
    counts = (RawCount(HOSTILE, 3, 2, HOSTILE),)
    page = render_report(run(tasks, late=2, cause=HOSTILE, tool=HOSTILE, file=HOSTILE, stale=HOSTILE, counts=counts))
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.chromium
@pytest.mark.parametrize(("width", "dark"), [(1100, False), (380, True)])
def test_the_lists_open_and_stay_on_the_page(browser: Browser, tmp_path: Path, width: int, dark: bool) -> None:
    tasks = [{**TASKS[0], "name": HOSTILE}, {"id": "b", "name": "W" * 300, "duration": RANGE}]
    page = write_report(run(tasks, late=2, cause=HOSTILE), tmp_path / "report.html")
    browser.look(width, dark=dark)
    browser.open(page)
    lists = "[...document.querySelectorAll('#check details')]"
    assert browser.ask(f"{lists}.length") >= 4
    assert not browser.ask(f"{lists}.some(list => list.open)")
    browser.ask(f"{lists}.forEach(list => {{ list.querySelector('summary').click() }})")
    browser.settle()
    assert browser.ask(f"{lists}.every(list => list.open)")
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.complaints == []
