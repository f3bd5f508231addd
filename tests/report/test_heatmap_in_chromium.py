"""The page of the heatmap in a real browser: nothing is fetched, every text fits, pointing tells the numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskmc.report.heatmap_page import render_heatmap, slides
from tests.report.chromium import Browser
from tests.report.test_heatmap_pictures import heatmap

pytestmark = pytest.mark.chromium

WIDE, NARROW = "document.querySelector('svg.hm-wide')", "document.querySelector('svg.hm-narrow')"
OUTSIDE = """[...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width).flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < frame.left - 2 || box.right > frame.right + 2 || box.bottom > frame.bottom + 2;
  }).map(text => text.textContent);
})"""


@pytest.fixture(scope="module", params=[(20, False), (60, True)], ids=["20", "60 with moves"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    count, moves = request.param
    path = tmp_path_factory.mktemp("heatmap") / "heatmap.html"
    path.write_text(render_heatmap(heatmap(count, moves=moves)), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [360, 800, 1_400])
def test_the_page_asks_for_nothing_and_every_text_fits(browser: Browser, page: Path, width: int) -> None:
    for dark in (False, True):
        browser.look(width, dark=dark)
        browser.open(page)
        assert browser.complaints == []
        assert browser.requests == [page.as_uri()]
        assert browser.ask(OUTSIDE) == []
        assert browser.ask("window.harmed === undefined && document.documentElement.scrollWidth <= innerWidth")
    is_narrow = width < 750
    assert browser.ask(f"{WIDE}.getBoundingClientRect().width > 0") is not is_narrow
    assert browser.ask(f"{NARROW}.getBoundingClientRect().width > 0") is is_narrow


def test_pointing_at_a_risk_tells_its_numbers_and_marks_it_everywhere(browser: Browser, page: Path) -> None:
    browser.look(1_400)
    browser.open(page)
    point = "const group = document.querySelectorAll('svg.hm-wide')[1].querySelector('.hm-risk');"
    spot = browser.ask(
        f"(() => {{ {point} group.scrollIntoView({{block: 'center', behavior: 'instant'}});"
        " const box = group.querySelector('circle,rect,path:last-child').getBoundingClientRect();"
        " return [box.x + box.width / 2, box.y + box.height / 2, group.dataset.risk]; })()"
    )
    browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=spot[0], y=spot[1])
    browser.wait_for("[...document.querySelectorAll('.hm-tip')].some(tip => !tip.hidden)")
    told = browser.ask("[...document.querySelectorAll('.hm-tip')].find(tip => !tip.hidden).textContent")
    assert "of the iterations" in told
    assert "of the finish by" in told
    identity = told.split()[0]
    assert browser.ask(f"document.querySelectorAll('.hm-active[data-risk=\"{identity}\"]').length") >= 2


def test_dark_bands_hold_their_text(browser: Browser, page: Path) -> None:
    browser.look(1_400, dark=True)
    browser.open(page)
    assert browser.ask("getComputedStyle(document.querySelector('.hm-chip, .hm-ink')).fill") != "rgb(255, 255, 255)"
    assert browser.ask("getComputedStyle(document.querySelector('.hm-high')).fill") == "rgb(150, 63, 44)"


def test_letters_are_no_wider_than_was_reckoned(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "matrix.html"
    file.write_text(f"<!DOCTYPE html><body>{slides(heatmap(60, gains=False))['matrix']}</body>", encoding="utf-8")
    browser.look(1_400)
    browser.open(file)
    assert browser.ask(OUTSIDE) == []
    # No title runs into the score beside it.
    clashes = browser.ask(
        "[...document.querySelectorAll('.hm-risk')].filter(group => group.querySelectorAll('text').length >= 3)"
        ".filter(group => { const [, score, title] = [...group.querySelectorAll('text')]"
        ".map(text => text.getBoundingClientRect()); return score.width && title.right > score.left + 1"
        " && title.top < score.bottom && title.bottom > score.top; }).map(group => group.textContent)"
    )
    assert clashes == []
