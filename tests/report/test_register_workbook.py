"""Laws of the exported register: nothing that the user wrote is lost on the way there and back."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from riskmc.analysis.scoring import score_risks
from riskmc.analysis.simulated_matrix import simulated_matrix, with_planned_length
from riskmc.io.overlay_file import read_overlay
from riskmc.io.registers import read_register, register_text
from riskmc.model.project import Project
from riskmc.report.register_workbook import register_workbook
from riskmc.simulation import remove_risks, simulate

TASKS = [
    {"id": "dig", "duration": {"pert": ["5d", "8d", "20d"]}, "tags": ["ground"]},
    {"id": "frame", "duration": "20d", "after": ["dig"], "group": "civil.frame"},
    {"id": "roof", "duration": "10d", "after": ["frame"]},
]
LETTERS = st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Zl", "Zp"))
WORDS = st.one_of(
    st.sampled_from(
        ["=1+1", "+A1", "-", "@SUM(A1)", "N/A", "#REF!", "Total", "High", "30%", "{a: [b", "a\nb", "  x ", "e.g."]
    ),
    st.text(LETTERS, min_size=1, max_size=30).filter(str.strip),
)
PERCENTS = st.integers(0, 100).map(lambda share: f"{share}%")
LEVELS = st.sampled_from(["very low", "low", "medium", "high", "very high"])
DAYS = st.integers(1, 400).map(lambda half: f"{half / 2:g}d")
ODD_TIMES = st.sampled_from(["90min", "3h", "1.5w", "2mo", "0.125d"])
MONEY = st.one_of(st.integers(1, 10**9), st.sampled_from(["60k", "1.2M", 1234567.89, 0.1]))


def _points(values, unit):
    low, mode, high = sorted(values)
    return [f"{low}{unit}", f"{mode}{unit}", f"{high + 1}{unit}"] if unit else [low, mode, high + 1]


def _spread(unit):
    points = st.lists(st.integers(1, 10**6), min_size=3, max_size=3).map(lambda values: _points(values, unit))
    return st.one_of(
        st.builds(
            lambda family, values: {family: values},
            st.sampled_from(["triangular", "pert", "trigen"]),
            points.filter(lambda v: len(set(v)) == 3),
        ),
        points.map(lambda values: {"uniform": [values[0], values[2]]}),
        points.filter(lambda v: len(set(v)) == 3).map(lambda values: {"lognormal": values}),
    )


DELAYS = st.one_of(DAYS, ODD_TIMES, LEVELS, _spread("d"), _spread("h"))
COSTS = st.one_of(MONEY, _spread(""))
SELECTORS = st.lists(
    st.sampled_from(["dig", "frame", "tag:ground", "group:civil", "all"]), min_size=1, max_size=3, unique=True
)
PROBABILITIES = st.one_of(
    PERCENTS,
    LEVELS,
    st.floats(0, 1, width=64),
    st.just({"triangular": ["10%", "20%", "35%"]}),
    st.just({"uniform": ["5%", "15%"]}),
)
DATES = st.dates(date(1990, 1, 1), date(2090, 12, 31)).map(str)


def _some(required, optional):
    return st.fixed_dictionaries(required, optional=optional)


IMPACTS = st.one_of(
    _some(
        {"delay": DELAYS},
        {"on": SELECTORS, "cost": COSTS, "factor": st.sampled_from([1.2, "130%"]), "draw": st.just("each_task")},
    ),
    _some({"cost": COSTS}, {"on": SELECTORS, "cost_factor": st.just(1.1)}),
)
STATES = st.sampled_from(["planned", "in_progress", "done", "cancelled"])
RESPONSES = _some(
    {},
    {
        "strategy": st.sampled_from(["avoid", "mitigate", "accept", "escalate"]),
        "action": WORDS,
        "owner": WORDS,
        "cost": st.one_of(st.integers(1, 10**7), st.just("60k")),
        "due": DATES,
        "status": STATES,
        "probability": PROBABILITIES,
        "impacts": st.lists(IMPACTS, max_size=2),
        "levels": st.dictionaries(st.sampled_from(["schedule", "cost"]), LEVELS),
    },
)
RISKS = _some(
    {"probability": PROBABILITIES},
    {
        "title": WORDS,
        "cause": WORDS,
        "event": WORDS,
        "effect": WORDS,
        "category": WORDS,
        "owner": WORDS,
        "kind": st.sampled_from(["threat", "opportunity"]),
        "status": st.sampled_from(["open", "closed"]),
        "identified": DATES,
        "review": DATES,
        "impacts": st.lists(IMPACTS, max_size=3),
        "strikes": st.just("each_task"),
        "levels": st.dictionaries(st.sampled_from(["schedule", "cost", "safety", "press"]), LEVELS),
        "response": st.lists(RESPONSES, max_size=3),
        "trigger": WORDS,
        "contingency": WORDS,
        "fallback": WORDS,
        "window": st.just({"from": "2027-01-01", "to": "2027-03-31"}),
        "combine": st.just("parallel"),
    },
)
SCORING = {"levels": 5, "impacts": {"press": ["a", "b", "c", "d", "e"]}, "budget": 5_000_000}


def _project(risks, **more):
    named = [{"id": f"R{place}", **risk} for place, risk in enumerate(risks, start=1)]
    head = {"name": "Shed", "start": "2027-01-04", "tasks": TASKS, "scoring": SCORING, "planned_length": "38d"}
    return Project(**{**head, "risks": named, **more})


def _written(project, tmp_path):
    """Write the register of a project that needs no run."""

    class Unrun:
        pass

    result = Unrun()
    result.project = project
    result.provenance = type("P", (), {"version": "0", "iterations": 1, "seed": 0})()
    path = tmp_path / "register.xlsx"
    path.write_bytes(register_workbook(result, score_risks(project), None))
    return path


def _read_back(path):
    reading = read_register(path)
    assert not reading.notes
    out = path.with_suffix(".yaml")
    out.write_text(register_text(reading, path.name, "0"), encoding="utf-8")
    return read_overlay(out)


@settings(max_examples=200)
@given(risks=st.lists(RISKS, min_size=1, max_size=4))
def test_a_register_that_is_exported_and_imported_is_the_same(tmp_path_factory, risks):
    project = _project(risks)
    overlay = _read_back(_written(project, tmp_path_factory.mktemp("register")))
    assert overlay.risks == project.risks
    assert overlay.scoring == project.scoring


def test_relations_factors_and_counts_come_back_too(tmp_path):
    risks = [
        {
            "probability": "10%",
            "window": {"while": ["dig"]},
            "excludes": ["R3"],
            "impacts": [{"delay": "2d", "number": 4}],
        },
        {"occurrences": 1.5, "impacts": [{"on": "all", "factor": {"uniform": [1.1, 1.4]}}]},
        {"systemic": True, "impacts": [{"on": ["dig"], "factor": 1.3}]},
        {
            "probability": "5%",
            "requires": ["R1"],
            "response": {"id": "survey", "tasks": ["roof"], "secondary": ["R2"], "probability": "1%"},
        },
    ]
    project = _project(
        [*risks[:2], {"probability": "20%", "impacts": [{"delay": "-3d"}], "kind": "opportunity"}, *risks[2:]]
    )
    assert _read_back(_written(project, tmp_path)).risks == project.risks


def test_levels_of_ones_own_come_back(tmp_path):
    scoring = {
        "levels": ["minor", "serious", "grave"],
        "probability": ["0%", "10%", "40%", "100%"],
        "impacts": {"schedule": ["0d", "2d", "9d", "50d"]},
    }
    risk = {"probability": "grave", "impacts": [{"on": ["dig"], "delay": "serious"}], "levels": {"schedule": "minor"}}
    project = _project([risk], scoring=scoring)
    overlay = _read_back(_written(project, tmp_path))
    assert (overlay.risks, overlay.scoring) == (project.risks, project.scoring)


def test_what_is_edited_in_the_workbook_counts(tmp_path):
    from riskmc.io.registers.export_rows import read_rows

    header = ["ID", "Title", "Probability", "Delay", "Cost impact", "Response due date", "Response status", "Score"]
    rows = [
        (6, ["R1", "Frost", 0.25, "2-4 weeks", "€50k", datetime(2027, 3, 1), "In progress", 99]),
        (7, ["R2", "Heat", "30 %", "5d / 10d / 20d", 1500.5, "1 April 2027", None, None]),
        (8, ["R3", "Fog", "maybe", "high", None, None, None, None]),
    ]
    found, problems = read_rows(header, rows, ["low", "high"])
    assert [risk for _, risk in found] == [
        {
            "id": "R1",
            "title": "Frost",
            "probability": 0.25,
            "impacts": [{"delay": {"uniform": ["2w", "4w"]}, "cost": 50000}],
            "response": [{"due": "2027-03-01", "status": "in_progress"}],
        },
        {
            "id": "R2",
            "title": "Heat",
            "probability": "30%",
            "impacts": [{"delay": {"triangular": ["5d", "10d", "20d"]}, "cost": 1500.5}],
            "response": [{"due": "2027-04-01"}],
        },
        {"id": "R3", "title": "Fog", "impacts": [{"delay": "high"}]},
    ]
    assert [(row, what) for row, _, _, what in problems] == [
        (8, "probability 'maybe' is not read: it is no probability")
    ]


@pytest.fixture(scope="module")
def simulated():
    risks = [
        {
            "title": "=cmd|' /C calc'!A0",
            "probability": "40%",
            "impacts": [{"on": ["frame"], "delay": {"triangular": ["2d", "5d", "15d"]}}],
            "response": {"strategy": "mitigate", "probability": "10%"},
        },
        {"title": "Never", "probability": "0%", "impacts": [{"on": ["roof"], "delay": "5d"}]},
        {
            "title": "Dry summer",
            "kind": "opportunity",
            "probability": "50%",
            "impacts": [{"on": ["dig"], "delay": "-2d"}],
        },
        {"title": "Closed", "status": "closed", "probability": "50%", "impacts": [{"on": ["dig"], "delay": "2d"}]},
    ]
    result = simulate(_project(risks), iterations=500)
    return result, simulated_matrix(result, remove_risks(result))


def test_scores_ranks_and_what_the_run_says_stand_beside_each_risk(simulated):
    result, matrix = simulated
    book = CalamineWorkbook.from_filelike(io.BytesIO(register_workbook(result, matrix.scored, matrix)))
    rows = book.get_sheet_by_name("Risk register").to_python(skip_empty_area=False)
    head = rows[4]
    first = dict(zip(head, rows[5], strict=True))
    row = next(row for row in matrix.rows if row.risk.id == "R1")
    assert first["Score"] == row.risk.now.score
    assert first["Score after responses"] == row.risk.after.score < first["Score before responses"]
    assert first["Simulated: share of iterations"] == pytest.approx(row.removal.occurred, abs=1e-12)
    assert first["Moves P80 of the finish, working days"] == pytest.approx(row.removal.days, abs=1e-9)
    assert first["from (95 %)"] <= first["Moves P80 of the finish, working days"] <= first["to (95 %)"]
    closed = dict(zip(head, rows[8], strict=True))
    assert (closed["ID"], closed["Score"]) == ("R4", "")
    assert closed["No score because"]


def test_a_text_that_looks_like_a_formula_is_a_text(simulated):
    result, matrix = simulated
    content = register_workbook(result, matrix.scored, matrix)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet or b"<f " in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_the_heatmap_has_each_risk_in_its_cell_and_a_native_chart(simulated):
    result, matrix = simulated
    content = register_workbook(result, matrix.scored, matrix)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Heatmap").to_python()
    texts = [str(cell) for row in cells for cell in row]
    assert any(re.match(r"R1\n1 risk; score \d+, (low|medium|high)", text) for text in texts)
    assert any(text.startswith("Opportunities: 1 by probability and impact") for text in texts)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<c:scatterChart>" in chart
    assert "Heatmap!$B$" in chart
    for identity in ("R1", "R2", "R3"):
        assert f"<a:t>{identity}</a:t>" in chart
    assert all(colour in styles for colour in ("FFE3F1EA", "FFF8D57E", "FFEF8D78"))


def test_without_a_simulation_there_is_no_chart_and_no_numbers_of_one(simulated):
    result, _ = simulated
    content = register_workbook(result, score_risks(with_planned_length(result)), None)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "chart" in name]
    head = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Risk register").to_python()
    assert not any("Simulated" in str(cell) for row in head for cell in row)


def test_the_same_register_is_the_same_workbook_for_a_generic_reader(simulated, tmp_path):
    """Where the hidden sheet is gone, as after a copy of the cells, its columns are told like those of any register."""
    result, matrix = simulated
    book = CalamineWorkbook.from_filelike(io.BytesIO(register_workbook(result, matrix.scored, matrix)))
    rows = book.get_sheet_by_name("Risk register").to_python(skip_empty_area=False)
    import csv

    path = tmp_path / "copied.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    reading = read_register(path)
    fields = {column.header: column.field for column in reading.columns if column.field}
    assert fields["Probability"] == "probability"
    assert fields["Delay"] == "schedule"
    assert fields["Residual probability"] == "residual.probability"
    assert fields["Tasks affected"] == "tasks"
    assert [entry.id for entry in reading.entries] == ["R1", "R2", "R3", "R4"]
