"""The pictures of the heatmap: every risk is there, everything fits, and colours are told apart by any eye."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from functools import cache
from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest

import riskmc
from riskmc.analysis.scoring import score_risks
from riskmc.analysis.simulated_matrix import simulated_matrix, with_planned_length
from riskmc.report.charts._matrix_layout import Box, Grid, chips, title_lines, title_size
from riskmc.report.charts._svg import text_width, wrap_text
from riskmc.report.charts.heatmap import matrix_svg
from riskmc.report.heatmap_page import HEIGHT, WIDTH, Heatmap, _matrix_picture, heatmap_of, heatmap_section, slides
from tests.report.chromium import chromium_or_skip

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</svg><script>alert(1)</script> & "quoted" \x07'
TITLES = (
    "Unexploded ordnance found at the quay", "Permit for night work comes late", "Piling rig breaks down", HOSTILE,
    "Crane delivery slips behind a strike at the yard", "起重机交付延误", "مخاطر التأخير", "Key designer leaves",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "",
)  # fmt: skip


@cache
def heatmap(count: int, *, moves: bool = False, gains: bool = True, levels: int = 5) -> Heatmap:
    """Make the heatmap of a register of this length, simulated briefly."""
    generator = np.random.default_rng(count)
    tasks = [{"id": "a", "duration": {"pert": ["80d", "100d", "140d"]}}, {"id": "b", "duration": "60d"}]
    risks = []
    for number in range(count):
        is_gain = gains and number % 7 == 6
        size = float(generator.choice([0.5, 2, 4, 8, 15, 30])) * (-0.5 if is_gain else 1.0)
        risk = {
            "id": f"R{number + 1}", "title": TITLES[number % len(TITLES)], "probability": float(generator.uniform()),
            "kind": "opportunity" if is_gain else "threat", "impacts": [{"on": "ab"[number % 2], "delay": f"{size}d"}],
        }  # fmt: skip
        if number % 3 == 0:
            risk["response"] = {"action": "act", "probability": "3%"}
        risks.append(risk)
    project = riskmc.Project(
        name=f"Quay {HOSTILE}", start="2027-01-04", tasks=tasks, risks=risks, scoring={"levels": levels}
    )
    result = riskmc.simulate(project, iterations=200)
    simulated = simulated_matrix(result, riskmc.remove_risks(result))
    return heatmap_of(result, simulated.scored, simulated, moves=moves)


def drawn(heatmap: Heatmap) -> dict[str, ElementTree.Element]:
    return {name: ElementTree.fromstring(text) for name, text in slides(heatmap).items()}


def boxes(grid: Grid) -> list[tuple[object, Box]]:
    return [
        (cell, grid.cell_box(row, column))
        for row, cells in enumerate(grid.matrix.cells)
        for column, cell in enumerate(cells)
    ]


@pytest.mark.parametrize("moves", [False, True])
@pytest.mark.parametrize("count", [1, 5, 20, 60])
def test_every_risk_has_its_id_and_its_title_on_the_slide(count, moves):
    root = drawn(heatmap(count, moves=moves))["matrix"]
    words = " ".join(" ".join(node.itertext()) for node in root.iter(f"{SVG}g"))
    for risk in heatmap(count, moves=moves).scored:
        assert re.search(rf"\b{risk.id}\b", words)
        if risk.title.isascii() and risk.title and HOSTILE not in risk.title:
            assert risk.title.split()[0] in words


@pytest.mark.parametrize("moves", [False, True])
@pytest.mark.parametrize("count", [1, 5, 20, 60, 200])
def test_no_text_leaves_the_slide(count, moves):
    for root in drawn(heatmap(count, moves=moves)).values():
        for node in root.iter(f"{SVG}text"):
            if node.get("transform"):
                continue
            words, size = "".join(node.itertext()), float(node.get("font-size"))
            width = text_width(words, size)
            x = float(node.get("x")) - {"end": width, "middle": width / 2}.get(node.get("text-anchor", ""), 0.0)
            assert x >= -2.0
            assert x + width <= WIDTH + 8.0, words
            assert 0 < float(node.get("y")) <= HEIGHT


@pytest.mark.parametrize("count", [1, 5, 20, 60, 200])
def test_ids_lie_in_their_cells_and_never_on_each_other(count):
    picture = _matrix_picture(heatmap(count), "x")
    grids = [Grid(matrix, Box(100.0, 80.0, 480.0, 300.0)) for matrix in picture.matrices]
    for grid in grids:
        for cell, box in boxes(grid):
            placed = chips(cell.risks, box)
            shown = sum(chip.risk is not None for chip in placed)
            assert shown == len(cell.risks) or placed[-1].label == f"+{len(cell.risks) - shown}" or shown == 0
            for chip in placed:
                assert box.x <= chip.box.x and chip.box.right <= box.right
                assert box.y <= chip.box.y and chip.box.bottom <= box.bottom
            for one, other in combinations(placed, 2):
                apart = one.box.right <= other.box.x or other.box.right <= one.box.x
                assert apart or one.box.bottom <= other.box.y or other.box.bottom <= one.box.y


@pytest.mark.parametrize("count", [1, 5, 20])
def test_titles_lie_in_their_cells_where_they_are_written_there(count):
    picture = _matrix_picture(heatmap(count, gains=False), "x")
    grid = Grid(picture.matrices[0], Box(100.0, 80.0, 1100.0, 520.0))
    size = title_size([grid])
    if size is None:
        assert count > 5
        return
    for cell, box in boxes(grid):
        for line in title_lines(cell, box, size):
            assert box.y < line.y <= box.bottom - 10
            room = text_width(line.risk.id, size, bold=True) if line.has_id else 0.0
            assert line.x + room + text_width(line.words, size) <= box.right + 1


@pytest.mark.parametrize("count", [1, 5, 20, 60, 200])
def test_the_lowest_line_of_the_bubbles_stands_clear_of_the_note(count):
    lines = sorted(float(node.get("y")) for node in drawn(heatmap(count))["simulated"].iter(f"{SVG}text"))
    assert lines[-1] - max(y for y in lines if y < lines[-1]) >= 16


@pytest.mark.parametrize("count", [1, 5, 20])
def test_no_id_of_a_bubble_is_struck_through_by_the_line_of_no_effect(count):
    root = drawn(heatmap(count))["simulated"]
    zero = next(node for node in root.iter(f"{SVG}path") if node.get("class") == "hm-zero")
    y = float(re.match(r"M[\d.]+ ([\d.]+)H", zero.get("d"))[1])
    labels = [node for node in root.iter(f"{SVG}text") if "hm-label" in (node.get("class") or "")]
    assert labels
    struck = [label for label in labels if float(label.get("y")) - 10 < y < float(label.get("y"))]
    # Where the bubbles lie so close that an id has no other place, it rather stands on the line.
    assert not struck or count == 20


@pytest.mark.parametrize("count", [5, 20])
def test_the_legend_of_the_bubbles_names_what_is_shown_and_no_more(count):
    found = heatmap(count)
    gain = {"threat": "", "opportunity": " gain"}
    shown = {f"{row.risk.now.tolerance}{gain[row.risk.kind]}" for row in found.simulated.rows}
    words = {node.text for node in drawn(found)["simulated"].iter(f"{SVG}text") if node.text}
    bands = {f"{band}{kind}" for band in ("low", "medium", "high") for kind in gain.values()}
    assert words & bands == shown


def test_opportunities_are_mirrored():
    picture = _matrix_picture(heatmap(20), "x")
    assert [matrix.kind for matrix in picture.matrices] == ["threat", "opportunity"]
    box = Box(0.0, 0.0, 500.0, 500.0)
    plain, mirrored = Grid(picture.matrices[0], box), Grid(picture.matrices[1], box, is_mirrored=True)
    for row in range(5):
        for column in range(5):
            assert plain.cell_box(row, column) == mirrored.cell_box(row, 4 - column)


def test_arrows_lead_each_risk_that_moves_or_count_them():
    few, many = heatmap(20, moves=True, gains=False), heatmap(60, moves=True, gains=False)
    moved = sum(risk.has_moved for risk in few.scored)
    assert 0 < moved <= 14
    root = drawn(few)["matrix"]
    arrows = [node for node in root.iter(f"{SVG}path") if node.get("class") == "hm-arrow"]
    assert len(arrows) == moved + 1  # that of the legend
    assert sum(risk.has_moved for risk in many.scored) > 14
    root = drawn(many)["matrix"]
    flows = sum(node.get("class") == "hm-flow" for node in root.iter(f"{SVG}path")) - 1
    counts = [
        int(node.text) for node in root.iter(f"{SVG}text") if "hm-count-text" in (node.get("class") or "") and node.text
    ]
    assert flows - len(counts) + sum(counts) == sum(risk.has_moved for risk in many.scored)


def test_names_are_escaped_and_nothing_is_fetched():
    for text in slides(heatmap(20)).values():
        assert "<script" not in text
        assert "\x07" not in text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_risks_without_room_are_counted():
    root = drawn(heatmap(200, gains=False))["matrix"]
    words = [node.text or "" for node in root.iter(f"{SVG}text")]
    assert any(re.fullmatch(r"and \d+ more: see the table", word) for word in words)


def test_three_levels_have_nine_cells():
    root = drawn(heatmap(5, gains=False, levels=3))["matrix"]
    cells = [node for node in root.iter(f"{SVG}rect") if "hm-cell" in (node.get("class") or "")]
    assert len(cells) == 9 + 3  # and those of the legend


def colours() -> dict[str, np.ndarray]:
    style = (files("riskmc.report") / "assets" / "heatmap.css").read_text(encoding="utf-8")
    found = re.findall(r"\.hm-((?:gain-)?(?:low|medium|high)|ink) \{ fill: #([0-9a-f]{6});", style)
    return {name: np.array([int(value[i : i + 2], 16) for i in (0, 2, 4)]) / 255 for name, value in found}


def linear(colour: np.ndarray) -> np.ndarray:
    return np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)


def luminance(colour: np.ndarray) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A physiologically-based model for simulation of color vision
# deficiency, IEEE Transactions on Visualization and Computer Graphics 15, 2009: severity 1.0, on linear RGB.
EYES = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("kind", ["", "gain-"])
def test_bands_get_darker_for_every_eye_and_hold_the_text(eye, kind):
    known = colours()
    seen = {name: EYES[eye] @ linear(colour) for name, colour in known.items()}
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, medium, high = (float(seen[f"{kind}{band}"] @ weights) for band in ("low", "medium", "high"))
    # A step of 1.2 in contrast is seen as another grey.
    assert (low + 0.05) / (medium + 0.05) > 1.2
    assert (medium + 0.05) / (high + 0.05) > 1.2
    ink = luminance(known["ink"])
    for band in ("low", "medium", "high"):
        assert (luminance(known[f"{kind}{band}"]) + 0.05) / (ink + 0.05) > 4.5


def test_the_section_of_a_page_has_a_wide_and_a_narrow_picture_of_each_kind():
    section = heatmap_section(heatmap(20))
    classes = [re.search(r'class="heatmap (hm-\w+)"', picture)[1] for picture in section["matrix"]]
    assert classes == ["hm-wide", "hm-narrow", "hm-narrow"]
    heads = re.findall(r'id="([\w-]+)"', "".join(heatmap_section(heatmap(20, moves=True))["matrix"]))
    assert len(heads) == len(set(heads))


def test_scores_alone_have_a_matrix_and_no_bubbles():
    whole = heatmap(5)
    scored = score_risks(with_planned_length(whole.result))
    section = heatmap_section(heatmap_of(whole.result, scored, None))
    assert section["bubbles"] == []
    assert section["inversions"] == []
    assert len(section["table"].columns) == 5


def test_a_narrow_picture_holds_the_same_ids():
    picture = _matrix_picture(heatmap(20, gains=False), "x", is_narrow=True)
    root = ElementTree.fromstring(f"<svg>{matrix_svg(picture, 420, 540, is_slide=False, has_list=False)}</svg>")
    words = " ".join(root.itertext())
    assert all(re.search(rf"\b{risk.id}\b", words) for risk in heatmap(20, gains=False).scored)


@pytest.mark.parametrize("words", [*TITLES, "a" * 300, "word " * 80])
def test_wrapped_lines_fit_and_lose_nothing(words):
    lines = wrap_text(words, 12, 120, first=40)
    assert all(text_width(line, 12) <= 120 for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())
    cut = wrap_text(words, 12, 120, lines=2)
    assert len(cut) <= 2
    assert all(text_width(line, 12) <= 120 for line in cut)


@pytest.mark.chromium
def test_slides_are_drawn_as_png_and_as_pages_of_a_pdf(tmp_path):
    from riskmc.report.heatmap_pictures import draw_slides

    chromium_or_skip()
    paths = {name: tmp_path / f"{name}.png" for name in ("matrix", "simulated")}
    found = draw_slides(slides(heatmap(20)), png=paths, pdf=tmp_path / "both.pdf")
    for path in paths.values():
        assert found[path][:8] == b"\x89PNG\r\n\x1a\n"
        assert [int.from_bytes(found[path][i : i + 4], "big") for i in (16, 20)] == [2_880, 1_620]
    pdf = found[tmp_path / "both.pdf"]
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") == 2
