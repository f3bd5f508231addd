"""The page in a real browser: it draws, asks for nothing, complains of nothing, and fits."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import riskmc
from riskmc.report import write_report
from tests.report.chromium import Browser

pytestmark = pytest.mark.chromium

HOSTILE = '<img src=x onerror="window.harmed=1"></script><script>window.harmed=1</script>&amp;\'"`${1}{{7*7}}'
LONG = "Überlänge " * 30
NAMES = [HOSTILE, LONG, "مرحلة البناء الأولى", "第一阶段施工", "🏗️ Ausbau 👷", "=HYPERLINK(1)", "a\u2028b\u202ec"]
FIGURES = "[...document.querySelectorAll('[data-figure]')]"


@pytest.fixture(scope="module")
def page(construction: riskmc.SimulationResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(construction, tmp_path_factory.mktemp("report") / "school.html")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tasks = [
        {
            "id": f"t{i}",
            "name": name,
            "group": name if i % 2 else "a.b",
            "duration": {"pert": ["4d", "6d", "15d"]},
            "owner": name,
        }
        for i, name in enumerate(NAMES)
    ]
    ends = [
        {"id": f"m{i}", "name": name, "milestone": True, "after": [f"t{i}"]} for i, name in enumerate(NAMES)
    ]  # fmt: skip
    plan = riskmc.Project(
        name=HOSTILE,
        start="2027-01-04",
        source="<b>plan</b>.yaml",
        objectives=[{"id": "o", "finish": "m0", "by": "2027-01-14", "confidence": "80%"}],
        tasks=[*tasks, *ends],
        risks=[
            {"id": f"R{i}", "title": name, "probability": "40%", "impacts": [{"on": f"t{i}", "delay": "3d"}]}
            for i, name in enumerate(NAMES)
        ],
    )
    return write_report(riskmc.simulate(plan, iterations=1_500), tmp_path_factory.mktemp("report") / "hostile.html")


def drawn_paths(browser: Browser) -> list[int]:
    """Count the marks that each chart has drawn."""
    marks = "'.trace path, .points path, .bars path, .js-line'"
    counts: list[int] = browser.ask(f"{FIGURES}.map(chart => chart.querySelectorAll({marks}).length)")
    return counts


@pytest.mark.parametrize("dark", [False, True])
def test_every_chart_draws_without_a_complaint_or_a_request(browser: Browser, page: Path, dark: bool) -> None:
    browser.look(1_200, dark=dark)
    browser.open(page)
    counts = drawn_paths(browser)
    assert len(counts) == 15
    assert min(counts) >= 5
    assert browser.complaints == []
    assert [url for url in browser.requests if not url.startswith(("data:", "blob:"))] == [page.as_uri()]


def test_the_security_policy_would_be_heard(browser: Browser, page: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled.html"
    text = page.read_text(encoding="utf-8")
    spoiled.write_text(text.replace("</body>", "<script>window.extra = 1</script></body>"), encoding="utf-8")
    browser.look(1_200)
    browser.open(spoiled)
    assert any("Content Security Policy" in complaint for complaint in browser.complaints)
    assert browser.ask("window.extra === undefined")


@pytest.mark.parametrize("width", [400, 700, 1_000, 1_600])
@pytest.mark.parametrize("which", ["page", "hostile"])
def test_nothing_runs_over_the_edge(browser: Browser, request: pytest.FixtureRequest, which: str, width: int) -> None:
    browser.look(width)
    browser.open(request.getfixturevalue(which))
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.ask(f"Math.max(...{FIGURES}.map(c => c.getBoundingClientRect().right))") <= width
    assert browser.complaints == []


def test_charts_follow_the_window(browser: Browser, page: Path) -> None:
    browser.look(1_600)
    browser.open(page)
    browser.look(400)
    browser.wait_for(f"{FIGURES}.every(c => c.dataset.narrow === 'true')")
    browser.settle()
    assert browser.ask("document.documentElement.scrollWidth") <= 400
    assert min(drawn_paths(browser)) >= 5


def test_what_is_written_into_a_narrow_chart_of_date_and_budget_lies_apart(browser: Browser, page: Path) -> None:
    browser.look(390)
    browser.open(page)
    browser.wait_for(f"{FIGURES}.every(c => c.dataset.narrow === 'true')")
    browser.settle()
    boxes = browser.ask(
        f"{FIGURES}.filter(c => c.textContent.includes('sure of both'))"
        ".flatMap(c => [...c.querySelectorAll('.annotation-text, .modebar-group')])"
        ".map(t => t.getBoundingClientRect()).map(r => [r.left, r.top, r.right, r.bottom])"
    )
    assert len(boxes) >= 6
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert right <= 390
        for other in boxes[:i]:
            assert left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]


def test_the_scheme_of_colours_follows_the_reader(browser: Browser, page: Path) -> None:
    browser.look(1_000)
    browser.open(page)
    colour = "getComputedStyle(document.body).backgroundColor"
    light = browser.ask(colour)
    browser.look(1_000, dark=True)
    browser.settle()
    assert browser.ask(colour) != light


def test_names_are_shown_as_they_are_and_do_nothing(browser: Browser, hostile: Path) -> None:
    browser.look(1_200)
    browser.open(hostile)
    assert browser.ask("window.harmed === undefined")
    assert browser.ask("document.querySelectorAll('img').length") == 0
    assert browser.ask("document.querySelector('h1').textContent") == HOSTILE
    assert browser.ask("document.title").startswith("<img src=x")
    assert min(drawn_paths(browser)) >= 5
    shown = browser.ask(f"{FIGURES}.map(c => c.textContent).join(' ')")
    assert "<img src=x" in shown
    assert "第一阶段施工" in shown
    assert browser.complaints == []


def test_folds_open_and_hold_the_numbers_behind_each_chart(browser: Browser, page: Path) -> None:
    browser.look(1_000)
    browser.open(page)
    folds = browser.ask("document.querySelectorAll('details').length")
    assert folds >= 4
    browser.ask("document.querySelectorAll('details:not([open]) > summary').forEach(s => s.click())")
    assert browser.ask("document.querySelectorAll('details[open]').length") == folds
    rows = browser.ask(
        "[...document.querySelectorAll('figure details:has(table)')]"
        ".map(d => [d.querySelector('summary').innerText.includes('strikes'), d.querySelectorAll('tbody tr').length])"
    )
    assert min(count for is_risk, count in rows if not is_risk) >= 5
    assert [count for is_risk, count in rows if is_risk] == [2], "a risk strikes, or it does not"
    others = "[...document.querySelectorAll('details')].filter(d => !d.closest('figure')).map(d => d.innerText.length)"
    assert min(browser.ask(others)) > 40, "a fold that opens on nothing"
    assert browser.ask("document.documentElement.scrollWidth") <= 1_000


def test_links_lead_to_places_on_the_page(browser: Browser, page: Path) -> None:
    browser.look(1_000)
    browser.open(page)
    targets = browser.ask("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    assert len(targets) >= 6
    assert all(target.startswith("#") for target in targets)
    assert browser.ask(f"{targets}.every(t => document.querySelector(t) !== null)")


def test_each_part_has_a_heading_and_each_chart_a_name(browser: Browser, page: Path) -> None:
    browser.look(1_000)
    browser.open(page)
    assert browser.ask("document.querySelectorAll('h1').length") == 1
    assert browser.ask("[...document.querySelectorAll('table')].every(t => t.caption?.textContent.trim())")
    assert browser.ask("[...document.querySelectorAll('th')].every(t => t.hasAttribute('scope'))")
    labelled = "c.closest('[role=img][aria-label], figure[aria-label], [aria-labelledby]') !== null"
    assert browser.ask(f"{FIGURES}.every(c => {labelled})")
    assert browser.ask("document.documentElement.lang") == "en"


def test_a_page_without_anything_uncertain_still_stands(browser: Browser, tmp_path: Path) -> None:
    plan = riskmc.Project(name="Certain", start="2027-01-04", tasks=[{"id": "a", "duration": "5d"}])
    browser.look(800)
    browser.open(write_report(riskmc.simulate(plan, iterations=100), tmp_path / "certain.html"))
    assert browser.complaints == []
    assert "8 January 2027" in browser.ask("document.querySelector('.answer').textContent")


def test_an_interrupted_run_says_so_at_the_top(
    browser: Browser, construction: riskmc.SimulationResult, tmp_path: Path
) -> None:
    provenance = dataclasses.replace(construction.provenance, requested_iterations=50_000)
    cut = dataclasses.replace(construction, provenance=provenance)
    browser.look(800)
    browser.open(write_report(cut, tmp_path / "cut.html"))
    assert "50,000" in browser.ask("document.querySelector('.cautions').textContent")


def test_paper_is_light_and_holds_all_charts(browser: Browser, page: Path) -> None:
    browser.look(1_000, dark=True, media="print")
    browser.open(page)
    assert min(drawn_paths(browser)) >= 5
    pdf = browser.call("Page.printToPDF", printBackground=True)["data"]
    assert len(pdf) > 50_000
    assert browser.complaints == []


def test_one_far_finish_does_not_press_the_curve_into_a_corner(
    browser: Browser, construction: riskmc.SimulationResult, tmp_path: Path
) -> None:
    minutes = construction.finish_minutes.copy()
    minutes[7] = 20.0 * minutes.max()
    browser.look(1_200)
    browser.open(write_report(dataclasses.replace(construction, finish_minutes=minutes), tmp_path / "far.html"))
    text = "document.getElementById('chart-finish').textContent"
    assert "off the chart: " in browser.ask(text)
    widths = "[...document.querySelectorAll('#chart-finish .bars path')].map(p => p.getBoundingClientRect().width)"
    assert len(browser.ask(widths)) > 15
    assert browser.complaints == []
