"""The risk-adjusted Gantt chart, and the tables that can be sorted, in a real browser."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import riskmc
from riskmc.report import write_report
from tests.report.chromium import Browser

pytestmark = pytest.mark.chromium

HOSTILE = [
    '<img src=x onerror="window.harmed=1"></script><script>window.harmed=1</script>', "Überlänge " * 30, "مرحلة البناء",
    "第一阶段施工", "🏗️ Ausbau 👷", "a\u2028b\u202ec", "'\"`${1}{{7*7}}", "W" * 300,
]  # fmt: skip
ROWS = "document.querySelectorAll('#schedule-chart tbody tr[data-row]')"
LISTED = "Number(document.getElementById('schedule-chart').dataset.rows)"
COUNT = "document.querySelector('#schedule-chart output').textContent"
FOCUS = "document.activeElement"

Make = Callable[..., Path]


def simulated(
    n: int, group: Callable[[int], str], name: Callable[[int], str], iterations: int
) -> riskmc.SimulationResult:
    tasks: list[dict[str, Any]] = [
        {
            "id": f"t{i}",
            "name": name(i),
            "group": group(i),
            "duration": {"pert": ["4d", "6d", "15d"]},
            "after": [f"t{i - 7}"] if i >= 7 else [],
        }
        for i in range(n - 1)
    ]
    tasks.append(
        {
            "id": "end",
            "name": name(n - 1),
            "group": group(n - 1),
            "milestone": True,
            "after": [f"t{i}" for i in range(n - 8, n - 1)],
        }
    )
    return riskmc.simulate(riskmc.Project(name="Plant", start="2027-01-04", tasks=tasks), iterations=iterations)


def page_of(folder: Path, n: int, groups: int, names: Sequence[str] = (), iterations: int = 600) -> Path:
    def group(i: int) -> str:
        return f"area{i % groups}.part{i // groups % 3}" if groups else ""

    def name(i: int) -> str:
        return f"{names[i % len(names)]}{i}" if names else f"Task number {i}"

    return write_report(simulated(n, group, name, iterations), folder / f"{n}-{groups}.html")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of 30 tasks in 3 groups of 3."""
    return page_of(tmp_path_factory.mktemp("gantt"), 30, 3)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of 3,000 tasks in 20 groups."""
    return page_of(tmp_path_factory.mktemp("gantt"), 3_000, 20)


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of 3,000 tasks without a group."""
    return page_of(tmp_path_factory.mktemp("gantt"), 3_000, 0)


def press(browser: Browser, key: str, code: int = 0) -> None:
    """Press a key as a person does."""
    text = {"Enter": "\r", " ": " "}.get(key, "")
    for kind in ("keyDown", "keyUp"):
        more = {"text": text} if kind == "keyDown" and text else {}
        browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more)
    browser.settle()


def write(browser: Browser, words: str) -> None:
    """Write into the search field."""
    browser.ask("document.querySelector('#schedule-chart input').select()")
    browser.call("Input.insertText", text=words)
    browser.wait_for(f"{COUNT}.includes(' of ')")
    browser.settle()


def test_every_task_of_a_small_plan_is_shown_with_its_bars(browser: Browser, small: Path) -> None:
    browser.look(1_200)
    browser.open(small)
    assert browser.ask("document.querySelectorAll('#schedule-chart tr.task').length") == 30
    assert browser.ask("document.querySelectorAll('#schedule-chart tr.group').length") == 12
    assert browser.ask("document.querySelectorAll('#schedule-chart tr.task .risk').length") == 30
    assert browser.ask("document.querySelectorAll('#schedule-chart tr.task .whisker').length") == 30
    assert browser.ask("document.querySelectorAll('#schedule-chart .risk.diamond').length") == 1
    assert browser.ask("document.querySelectorAll('.gantt-lines .planned, .gantt-lines .promised').length") == 2
    assert browser.ask("document.querySelectorAll('.gantt-axis .tick').length") >= 4
    widths = browser.ask(
        "[...document.querySelectorAll('#schedule-chart .risk:not(.diamond)')].map(b => b.offsetWidth)"
    )
    assert min(widths) >= 3
    assert browser.complaints == []


def test_bars_lie_where_their_dates_are(browser: Browser, small: Path) -> None:
    browser.look(1_200)
    browser.open(small)
    places = browser.ask(
        "[...document.querySelectorAll('#schedule-chart tr.task')].map(r => { const box = s => r.querySelector(s)"
        ".getBoundingClientRect(); const cell = box('td.bars');"
        " return [box('.whisker').left, box('.whisker').right, box('.risk').right, cell.left, cell.right]; })"
    )
    for p10, p90, p50, left, right in places[:-1]:
        assert left <= p10 <= p50 + 3 <= p90 + 6
        assert p90 <= right


def test_it_is_a_table_whose_rows_tell_all_dates(browser: Browser, small: Path) -> None:
    browser.look(1_200)
    browser.open(small)
    row = browser.ask("document.querySelector('#schedule-chart tr.task').textContent")
    for word in ("planned", "P10", "P50", "P90", "critical in"):
        assert word in row
    assert browser.ask("[...document.querySelectorAll('#schedule-chart tbody th')].every(th => th.scope === 'row')")
    assert browser.ask("document.querySelector('#schedule-chart table').getAttribute('aria-rowcount')") == "43"
    browser.ask("document.querySelector('[data-show=dates]').click()")
    shown = "getComputedStyle(c).display !== 'none'"
    assert browser.ask(f"[...document.querySelectorAll('#schedule-chart thead th')].filter(c => {shown}).length") == 7
    assert browser.ask("document.querySelector('[data-show=dates]').getAttribute('aria-pressed')") == "true"


def test_groups_fold_by_mouse_and_by_key(browser: Browser, small: Path) -> None:
    browser.look(1_200)
    browser.open(small)
    button = "document.querySelector('#schedule-chart button.fold')"
    assert browser.ask(f"{button}.getAttribute('aria-expanded')") == "true"
    browser.ask(f"{button}.click()")
    assert browser.ask(LISTED) == 42 - 13
    browser.ask(f"{button}.focus()")
    press(browser, "Enter", 13)
    assert browser.ask(LISTED) == 42
    assert browser.ask(f"{FOCUS}.className") == "fold"
    press(browser, "ArrowLeft", 37)
    assert browser.ask(LISTED) == 42 - 13
    assert browser.ask(f"{FOCUS}.getAttribute('aria-expanded')") == "false"
    browser.ask("document.querySelector('[data-fold=close]').click()")
    assert browser.ask(LISTED) == 3
    browser.ask("document.querySelector('[data-fold=open]').click()")
    assert browser.ask(LISTED) == 42


def test_arrow_keys_walk_through_the_rows_and_tell_their_dates(browser: Browser, small: Path) -> None:
    browser.look(1_200)
    browser.open(small)
    browser.ask("document.querySelector('#schedule-chart tr.task[tabindex=\"0\"]').focus()")
    press(browser, "ArrowDown", 40)
    assert browser.ask(f"{FOCUS}.tagName") == "TR"
    told = browser.ask("document.querySelector('.gantt-readout').textContent")
    name = browser.ask(f"{FOCUS}.querySelector('bdi').textContent")
    assert told.startswith(name)
    assert "critical in" in told
    press(browser, "End", 35)
    assert browser.ask(f"{FOCUS}.querySelector('bdi').textContent") == "Task number 26"


@pytest.mark.parametrize("words", ["number 17", "NUMBER 17", "t17"])
def test_the_search_finds_names_and_ids_counts_and_is_cleared_by_escape(
    browser: Browser, small: Path, words: str
) -> None:
    browser.look(1_200)
    browser.open(small)
    browser.ask("document.querySelector('[data-fold=close]').click()")
    write(browser, words)
    assert browser.ask(COUNT) == "1 of 30 tasks and milestones"
    assert browser.ask("document.querySelector('#schedule-chart tr.task bdi').textContent") == "Task number 17"
    press(browser, "Escape", 27)
    assert browser.ask(COUNT) == "30 tasks and milestones"
    assert browser.ask("document.querySelector('#schedule-chart input').value") == ""
    assert browser.ask(LISTED) == 3


def test_a_search_for_nothing_there_is_says_so(browser: Browser, small: Path) -> None:
    browser.look(1_200)
    browser.open(small)
    write(browser, "no such task")
    assert browser.ask(LISTED) == 0
    assert browser.ask("document.querySelector('.gantt-none').hidden") is False


def test_the_filter_keeps_tasks_that_are_critical_often_enough(browser: Browser, small: Path) -> None:
    browser.look(1_200)
    browser.open(small)
    data = "JSON.parse(document.getElementById('gantt-data').textContent)"
    expected = browser.ask(f"{data}.critical.filter(share => share >= 0.25).length")
    assert 0 < expected < 30
    change = "s.value = '0.25'; s.dispatchEvent(new Event('change'))"
    browser.ask(f"(() => {{ const s = document.querySelector('select[name=floor]'); {change}; }})()")
    assert browser.ask("document.querySelectorAll('#schedule-chart tr.task').length") == expected


def test_the_most_critical_can_come_first(browser: Browser, small: Path) -> None:
    browser.look(1_200)
    browser.open(small)
    change = "s.value = 'critical'; s.dispatchEvent(new Event('change'))"
    browser.ask(f"(() => {{ const s = document.querySelector('select[name=order]'); {change}; }})()")
    assert browser.ask("document.querySelectorAll('#schedule-chart tr.group').length") == 0
    assert browser.ask("document.querySelector('#schedule-chart tr.task td.critical').textContent") == "100\u00a0%"


def test_a_large_plan_is_folded_at_first_and_builds_only_what_is_seen(browser: Browser, large: Path) -> None:
    browser.look(1_200)
    browser.open(large)
    assert browser.ask(LISTED) == 20
    assert browser.complaints == []
    browser.ask("document.querySelector('[data-fold=open]').click()")
    browser.settle()
    assert browser.ask(LISTED) == 3_000 + 20 + 60
    assert browser.ask(f"{ROWS}.length") < 200
    browser.ask("document.querySelector('.gantt-scroll').scrollTop = 40000")
    browser.settle()
    browser.wait_for(f"Number({ROWS}[0].dataset.row) > 1000")
    assert browser.ask(f"{ROWS}.length") < 200


@pytest.mark.parametrize(
    ("days", "first"),
    [(4, "4"), (60, "4"), (250, "Jan"), (700, "Q1"), (1_500, "2027"), (6_000, "2025"), (40_000, "2020")],
)
def test_the_axis_of_dates_has_a_unit_that_fits(browser: Browser, tmp_path: Path, days: int, first: str) -> None:
    task = {"id": "a", "duration": {"uniform": [f"{days * 0.6}d", f"{days * 0.7}d"]}}
    result = riskmc.simulate(riskmc.Project(name="x", start="2027-01-04", tasks=[task]), iterations=50)
    browser.look(1_200)
    browser.open(write_report(result, tmp_path / "x.html"))
    ticks = browser.ask("[...document.querySelectorAll('.gantt-axis .tick:not(.above)')].map(t => t.textContent)")
    assert ticks[0] == first
    assert 3 <= len(ticks) <= 26
    edges = browser.ask("[...document.querySelectorAll('.gantt-axis .tick')].map(t => t.getBoundingClientRect().right)")
    assert max(edges) <= browser.ask("document.querySelector('.gantt-axis').getBoundingClientRect().right") + 2
    assert browser.complaints == []


def test_dates_can_be_fitted_to_the_rows_in_sight(browser: Browser, flat: Path) -> None:
    browser.look(1_200)
    browser.open(flat)
    widest = "Math.max(...[...document.querySelectorAll('#schedule-chart .risk')].map(b => b.offsetWidth))"
    before = browser.ask(widest)
    ticks = browser.ask("document.querySelector('.gantt-axis').textContent")
    browser.ask("document.querySelector('[data-fit]').click()")
    assert browser.ask(widest) > 4 * before
    assert browser.ask("document.querySelector('.gantt-axis').textContent") != ticks
    browser.ask("document.querySelector('.gantt-scroll').scrollTop = 1e6")
    browser.wait_for(f"Number({ROWS}[0].dataset.row) > 2000 && {widest} > 4 * {before}")
    browser.ask("document.querySelector('[data-fit]').click()")
    assert browser.ask("document.querySelector('.gantt-axis').textContent") == ticks
    assert browser.complaints == []


def test_keys_reach_the_last_row_of_a_large_plan_without_groups(browser: Browser, flat: Path) -> None:
    browser.look(1_200)
    browser.open(flat)
    assert browser.ask(LISTED) == 3_000
    assert browser.ask("[...document.querySelectorAll('[data-fold]')].every(b => b.hidden)")
    assert browser.ask(f"{ROWS}.length") < 200
    browser.ask("document.querySelector('#schedule-chart tr.task').focus()")
    press(browser, "End", 35)
    assert browser.ask(f"{FOCUS}.dataset.row") == "2999"
    press(browser, "ArrowUp", 38)
    assert browser.ask(f"{FOCUS}.dataset.row") == "2998"
    place = f"{FOCUS}.getBoundingClientRect()"
    browser.wait_for(f"{place}.top >= 0 && {place}.bottom <= innerHeight")


@pytest.mark.parametrize("width", [400, 700, 1_000, 1_600])
@pytest.mark.parametrize("view", ["chart", "dates"])
def test_nothing_runs_over_the_edge_in_either_view(browser: Browser, small: Path, width: int, view: str) -> None:
    browser.look(width)
    browser.open(small)
    browser.ask(f"document.querySelector('[data-show={view}]').click()")
    browser.settle()
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.ask("document.querySelector('.gantt-scroll').getBoundingClientRect().right") <= width


@pytest.mark.parametrize("width", [400, 1_200])
def test_hostile_names_are_text_and_stay_in_their_cells(browser: Browser, tmp_path: Path, width: int) -> None:
    result = simulated(40, lambda i: HOSTILE[i % 8] if i % 2 else "a", lambda i: HOSTILE[i % 8], 600)
    browser.look(width)
    browser.open(write_report(result, tmp_path / "hostile.html"))
    browser.ask("document.querySelectorAll('details > summary').forEach(s => s.click())")
    browser.ask("document.querySelector('#schedule-chart tr.task').focus()")
    browser.settle()
    assert browser.ask("window.harmed === undefined")
    assert browser.ask("document.querySelectorAll('#schedule-chart img, #schedule-chart script').length") == 0
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.complaints == []
    names = browser.ask("[...document.querySelectorAll('#schedule-chart tr.task bdi')].map(b => b.textContent)")
    assert set(names) == {riskmc.Task(id="x", name=name, milestone=True).name for name in HOSTILE}
    write(browser, "第一")
    assert browser.ask("document.querySelectorAll('#schedule-chart tr.task').length") == 5


def test_the_schedule_is_on_paper_with_every_task_of_a_small_plan(browser: Browser, small: Path) -> None:
    browser.look(1_000)
    browser.open(small)
    browser.ask("document.querySelector('[data-fold=close]').click()")
    browser.look(1_000, media="print")
    browser.settle()
    assert browser.ask("document.querySelectorAll('#schedule-chart tr.task').length") == 30
    assert browser.ask("getComputedStyle(document.querySelector('.gantt-tools')).display") == "none"
    browser.look(1_000)
    browser.settle()
    assert browser.ask(LISTED) == 3


def test_of_a_large_plan_the_most_critical_tasks_are_on_paper(browser: Browser, large: Path) -> None:
    browser.look(1_000, media="print")
    browser.open(large)
    assert browser.ask("document.querySelectorAll('#schedule-chart tr.task').length") == 100
    assert "100 most critical of 3,000" in browser.ask("document.querySelector('.gantt-note').textContent")
    assert len(base64.b64decode(browser.call("Page.printToPDF", printBackground=True)["data"])) > 50_000
    assert browser.complaints == []


@pytest.mark.parametrize("dark", [False, True])
def test_criticality_is_told_in_shades_that_differ_in_lightness(browser: Browser, small: Path, dark: bool) -> None:
    browser.look(1_000, dark=dark)
    browser.open(small)
    shades = browser.ask(
        "[0, 1, 2, 3, 4].map(i => getComputedStyle(document.querySelector(`.key.c${i}`)).backgroundColor"
        ".match(/\\d+/g).map(Number))"
    )
    weights = (0.2126, 0.7152, 0.0722)
    light = [sum(w * (part / 255) ** 2.2 for w, part in zip(weights, shade, strict=True)) for shade in shades[1:]]
    assert light == sorted(light, reverse=not dark)
    for one, other in pairwise(sorted(light)):
        assert (other + 0.05) / (one + 0.05) >= 1.3


def test_tables_are_sorted_by_mouse_and_by_key(browser: Browser, small: Path) -> None:
    browser.look(1_200)
    browser.open(small)
    browser.ask("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    table = "document.querySelector('[aria-label^=Sensitivity] table[data-sortable]')"
    column = f"[...({table}).tBodies[0].rows].map(r => parseFloat(r.cells[1].textContent))"
    browser.ask(f"({table}).querySelectorAll('button.sort')[1].click()")
    values = browser.ask(column)
    assert values == sorted(values, reverse=True)
    assert browser.ask(f"({table}).querySelectorAll('th')[1].getAttribute('aria-sort')") == "descending"
    browser.ask(f"({table}).querySelectorAll('button.sort')[1].focus()")
    press(browser, "Enter", 13)
    assert browser.ask(column) == sorted(values)
    assert browser.ask(f"({table}).querySelectorAll('th')[1].getAttribute('aria-sort')") == "ascending"
    browser.ask(f"({table}).querySelectorAll('button.sort')[0].click()")
    names = browser.ask(f"[...({table}).tBodies[0].rows].map(r => r.cells[0].textContent)")
    assert names == sorted(names)


def test_without_scripts_the_most_critical_tasks_are_in_a_table(browser: Browser, small: Path) -> None:
    browser.look(1_000)
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.call("Page.navigate", url=small.as_uri())
        browser.wait_for("document.readyState === 'complete' && document.querySelector('#schedule') !== null")
        text = "document.querySelector('#schedule').innerText"
        assert "scripts are switched off" in browser.ask(text)
        assert browser.ask("document.querySelectorAll('#schedule noscript tbody tr').length") == 30
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
