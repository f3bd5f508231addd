"""The page of a comparison: offline, legible for eight runs, names harmless."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

import riskmc
from riskmc.analysis.comparison import compare_runs
from riskmc.analysis.plan_changes import plan_changes
from riskmc.report.comparison_page import CHARTS, comparison_charts, render_comparison, write_comparison
from riskmc.report.palette import DARK, LIGHT, dark_of_light
from riskmc.report.series import SERIES
from tests.report.chromium import Browser

HOSTILE = '<img src=x onerror="window.harmed=1"></script>&amp;{{7*7}}'
NAMES = [HOSTILE, "Überlänge " * 12, "مرحلة", "第一阶段", "a", "b", "c", "d", "the ninth"]


def plan(days: int, name: str = "x") -> riskmc.Project:
    task = {"id": "t", "name": name, "duration": {"pert": [f"{days}d", f"{days + 2}d", f"{days + 9}d"]}}
    risk = {"id": "R", "title": name, "probability": "40%", "impacts": [{"on": "t", "delay": f"{days}d"}]}
    end = {"id": "m", "name": name, "milestone": True, "after": ["t"]}
    return riskmc.Project(name=name, start="2027-01-04", tasks=[task, end], risks=[risk])


def page_of(names: list[str], folder: Path) -> Path:
    results = {
        name: riskmc.simulate(plan(5 + place, name), iterations=600) for place, name in enumerate(names)
    }  # fmt: skip
    comparison = compare_runs(results)
    first = comparison.first.result.project
    changes = {run.name: plan_changes(first, run.result.project) for run in comparison.runs[1:]}
    return write_comparison(comparison, changes, folder / "comparison.html")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(NAMES, tmp_path_factory.mktemp("comparison"))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_run_has_a_dash_a_symbol_and_colours_that_stand_out_of_their_own() -> None:
    for field in ("light", "dark", "dash", "symbol"):
        assert len({getattr(series, field) for series in SERIES}) == len(SERIES) == 8
    for series in SERIES:
        assert contrast(series.light, LIGHT.paper) >= 4.5
        assert contrast(series.dark, DARK.paper) >= 4.5
        assert dark_of_light()[series.light] == series.dark


def test_a_chart_draws_eight_runs_and_the_tables_hold_all(page: Path) -> None:
    results = {f"r{i}": riskmc.simulate(plan(5 + i), iterations=50) for i in range(10)}
    comparison = compare_runs(results)
    figures = comparison_charts(comparison)
    assert tuple(figures) == CHARTS
    drawn = [trace.name for trace in figures["curves"].data if trace.line.dash]
    assert drawn == [f"r{i}" for i in range(8)]
    labels = [note.y for note in figures["curves"].layout.annotations if note.showarrow]
    assert all(abs(one - other) >= 8 for one, other in combinations(labels, 2))
    assert len(figures["differences"].data) == 7
    text = render_comparison(comparison, {})
    assert text.count(">r9<") >= 3
    assert "r8, r9 stand in the table" in text


def test_the_same_runs_give_the_same_page() -> None:
    results = {name: riskmc.simulate(plan(days), iterations=100) for name, days in (("a", 5), ("b", 7))}
    assert render_comparison(compare_runs(results), {}) == render_comparison(compare_runs(results), {})


@pytest.mark.chromium
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [400, 1_600])
def test_the_page_draws_without_a_complaint_and_fits(browser: Browser, page: Path, width: int, dark: bool) -> None:
    browser.look(width, dark=dark)
    browser.open(page)
    assert browser.complaints == []
    assert [url for url in browser.requests if not url.startswith(("data:", "blob:"))] == [page.as_uri()]
    assert browser.ask("document.documentElement.scrollWidth") <= width
    lines = browser.ask("document.querySelectorAll('#chart-curves .js-line').length")
    assert lines >= 8
    assert browser.ask("document.querySelectorAll('#chart-differences .point').length") == 7 * 5


@pytest.mark.chromium
def test_names_of_runs_are_shown_as_they_are_and_do_nothing(browser: Browser, page: Path) -> None:
    browser.look(1_200)
    browser.open(page)
    assert browser.ask("window.harmed === undefined")
    assert browser.ask("document.querySelectorAll('img').length") == 0
    assert HOSTILE in browser.ask("document.querySelector('h1').textContent")
    assert "第一阶段" in browser.ask("document.querySelector('#chart-curves').textContent")
    assert "<img src" in browser.ask("document.querySelector('#chart-curves').textContent")


@pytest.mark.chromium
def test_links_and_headings_of_the_page_are_in_order(browser: Browser, page: Path) -> None:
    browser.look(1_000)
    browser.open(page)
    targets = browser.ask("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    assert browser.ask(f"{json.dumps(targets)}.every(t => document.querySelector(t) !== null)")
    assert browser.ask("[...document.querySelectorAll('table')].every(t => t.caption?.textContent.trim())")
    assert browser.ask("[...document.querySelectorAll('[data-figure]')].every(c => c.hasAttribute('aria-label'))")


@pytest.mark.chromium
def test_the_printed_page_holds_both_charts(browser: Browser, page: Path) -> None:
    browser.look(1_000, dark=True, media="print")
    browser.open(page)
    assert browser.ask("document.querySelectorAll('#chart-curves .js-line').length") >= 8
    assert len(browser.call("Page.printToPDF", printBackground=True)["data"]) > 40_000
    assert browser.complaints == []
