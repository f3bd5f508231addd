"""The page and the pictures of contingency and buffers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from riskmc.analysis.buffer_study import BufferStudy, BufferWish, place_buffers, study_buffers, with_consumption
from riskmc.analysis.cost_contingency import study_costs
from riskmc.analysis.objectives import PROJECT
from riskmc.report.buffer_names import CHARTS
from riskmc.report.buffer_page import buffer_charts, draw_buffers, render_buffers
from riskmc.report.charts.buffer_costs import leg_chart
from riskmc.report.charts.buffers import contingency_chart
from riskmc.result.amounts import CostSamples
from riskmc.simulation import simulate
from riskmc.simulation.task_estimates import task_estimates
from tests.analysis.test_contingency import series
from tests.analysis.test_cost_contingency import PLANNED, frame, parts
from tests.report.chromium import Browser, chromium_or_skip


@pytest.fixture(scope="module")
def study() -> BufferStudy:
    """All there is to say of a plan, money too."""
    project = series(currency="EUR")
    result, fresh = simulate(project, iterations=2_048), simulate(project, iterations=2_048, seed=1)
    wish = BufferWish(joint=("m0", "m1"), delay_cost=12_000.0, buffer_cost=3_000.0)
    found = study_buffers(result, wish, task_estimates(result), fresh)
    plan = place_buffers(found)
    assert plan is not None
    found = with_consumption(found, plan, simulate(plan.project, iterations=2_048, seed=1))
    samples = parts(2_048)
    total = CostSamples(samples.sum(axis=0), "EUR")
    return replace(found, cost=study_costs(total, float(PLANNED.sum()), frame(samples), 0.8, 0.95))


def test_every_chart_is_drawn_and_has_its_numbers_in_a_table(study: BufferStudy) -> None:
    charts = buffer_charts(study)
    assert tuple(charts) == CHARTS
    for name, (title, figure, table) in charts.items():
        assert title and table.rows, name
        assert len(figure.data) >= 1, name
        assert all(len(row) == len(table.columns) for row in table.rows), name


def test_the_bars_of_the_contingency_reach_from_the_plan_to_the_promise(study: BufferStudy) -> None:
    figure = buffer_charts(study)["contingency"][1]
    bar = figure.data[0]
    whole = study.project.contingency.estimate.value - study.project.planned
    assert bar.base[0] == study.project.planned.isoformat()
    assert bar.x[0] == whole.total_seconds() * 1000


def test_a_milestone_that_needs_nothing_has_no_bar() -> None:
    import pandas as pd

    when = pd.Timestamp("2027-03-01 17:00").to_pydatetime()
    early = pd.Timestamp("2027-02-01 17:00").to_pydatetime()
    rows = pd.DataFrame(
        {
            "name": ["a"], "planned": [when], "held": [early], "low": [early], "high": [early], "reserved": [None],
            "days": [-20.0], "reserve_days": [0.0],
        },
        index=[PROJECT],
    )  # fmt: skip
    figure = contingency_chart(rows, "80 %", None)
    assert len(figure.data[0].y) == 0
    assert figure.layout.annotations[0].text == "−20.0 d"


def test_shares_below_zero_reach_to_the_left() -> None:
    import pandas as pd

    rows = pd.DataFrame({"name": ["a", "b"], "beyond": [-3.0, 5.0], "spread": [1.0, 2.0], "words": ["−2 d", "7 d"]})
    low, high = leg_chart(rows, " d").layout.xaxis.range
    assert low < -3.0
    assert high > 7.0


def test_the_page_has_a_section_for_all_that_was_studied(study: BufferStudy) -> None:
    page = render_buffers(study)
    for section in ("contingency", "joint", "methods", "eaten", "cheapest", "where", "money"):
        assert f'<section id="{section}"' in page, section
    assert page == render_buffers(study)
    assert "Bore piles" in page


@pytest.mark.chromium
def test_the_charts_are_drawn_as_pictures_and_as_pages_of_a_pdf(study: BufferStudy, tmp_path: Path) -> None:
    chromium_or_skip()
    found = draw_buffers(study, png=tmp_path / "b.png", svg=None, pdf=tmp_path / "b.pdf")
    names = {path.name for path in found}
    assert names == {"b.pdf", "b.png", *(f"b-{name}.png" for name in CHARTS[1:])}
    assert all(found[path].startswith(b"\x89PNG") for path in found if path.suffix == ".png")
    pdf = found[tmp_path / "b.pdf"]
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") == len(CHARTS)


@pytest.mark.chromium
def test_drawings_need_nothing_beside_them(study: BufferStudy, tmp_path: Path) -> None:
    chromium_or_skip()
    bare = replace(study, plan=None, buffered=None, consumption=(), choice=None, cost=None, legs=study.legs[:1])
    found = draw_buffers(bare, png=None, svg=tmp_path / "b.svg", pdf=None)
    assert {path.name for path in found} == {"b.svg", "b-methods.svg"}
    for content in found.values():
        root = ElementTree.fromstring(content)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert np.isfinite(float(root.get("width", "nan").removesuffix("px")))


@pytest.mark.chromium
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1_400, False)])
def test_the_page_draws_without_a_complaint_and_fits(
    browser: Browser, study: BufferStudy, tmp_path: Path, width: int, dark: bool
) -> None:
    page = tmp_path / "buffer.html"
    page.write_text(render_buffers(study), encoding="utf-8")
    browser.look(width, dark=dark)
    browser.open(page)
    assert browser.complaints == []
    assert [url for url in browser.requests if not url.startswith(("data:", "blob:"))] == [page.as_uri()]
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.ask("document.querySelectorAll('.chart svg.main-svg').length") >= len(CHARTS)
