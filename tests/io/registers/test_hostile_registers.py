"""Laws of registers that are broken, huge or hostile: read, or refused by a problem; never a traceback."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskmc.errors import InputError, PlanError
from riskmc.io.overlay_file import read_overlay
from riskmc.io.registers import Targets, mapping_text, read_mapping, read_register, register_text
from riskmc.io.registers.amounts import read_amount
from riskmc.io.registers.columns import FIELDS
from riskmc.io.registers.dates import read_date
from riskmc.io.registers.levels import read_level
from riskmc.io.registers.names import guesses
from riskmc.io.registers.probabilities import read_probability

from .cases import CASES

HEADER = ["ID", "Risk", "Probability", "Impact", "Delay (days)", "Cost", "Mitigation", "Owner", "Status", "Due date"]
ODD_CELLS = (
    "High", "4 - Likely", "30%", "0.3", "10-20 d", "1.234,5 €", "TBC", "=1+1", "2027-01-01", "Closed", "#REF!", "\x00",
    "{a: b}", "- x", "'", '"', "\u202e", "9" * 40, "1e400", "-5", "100000%",
)  # fmt: skip
CELLS = st.one_of(st.text(max_size=20), st.sampled_from(ODD_CELLS))
WORKBOOKS = [case for case in CASES if case.file.endswith(".xlsx")]


def _read_or_refused(path):
    """Read, and hold what is written to be an overlay; or return None where it is refused."""
    try:
        reading = read_register(path)
    except InputError:
        return None
    out = path.with_suffix(".yaml")
    out.write_text(register_text(reading, path.name, "0", Targets()), encoding="utf-8")
    read_overlay(out)
    mapping = path.with_suffix(".map.yaml")
    mapping.write_text(mapping_text(reading), encoding="utf-8")
    read_mapping(mapping)
    return reading


@settings(max_examples=150)
@given(rows=st.lists(st.lists(CELLS, max_size=11), max_size=8))
def test_any_cells_under_a_header_are_read_or_refused(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("cells") / "r.csv"
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        csv.writer(file).writerows([HEADER, ["1", "First", "High", "Low", "3", "5", "", "", "", ""], *rows])
    _read_or_refused(path)


@settings(max_examples=150)
@given(data=st.binary(max_size=400), suffix=st.sampled_from([".csv", ".xlsx", ".xls", ".ods"]))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data, suffix):
    path = tmp_path_factory.mktemp("bytes") / f"r{suffix}"
    path.write_bytes(data)
    _read_or_refused(path)


@pytest.mark.parametrize("case", WORKBOOKS[:3], ids=lambda case: case.name)
def test_a_workbook_with_broken_bytes_is_read_or_refused(tmp_path, case):
    path = tmp_path / case.file
    case.write(path)
    data = bytearray(path.read_bytes())
    for place in range(0, len(data), max(len(data) // 40, 1)):
        broken = bytearray(data)
        broken[place] ^= 0x5A
        path.write_bytes(bytes(broken))
        _read_or_refused(path)
    for cut in range(0, len(data), max(len(data) // 20, 1)):
        path.write_bytes(bytes(data[:cut]))
        _read_or_refused(path)


@settings(max_examples=300)
@given(text=st.text(max_size=60))
def test_any_text_can_be_offered_to_the_readers_of_cells(text):
    for measure in ("time", "money"):
        amount = read_amount(text, measure)
        assert amount is None or 1 <= len(amount.points) <= 3
    chance = read_probability(text, is_percent=True)
    assert chance is None or 0 <= chance.low <= chance.high <= 1
    level = read_level(text)
    assert level is None or 0 <= level.rank <= 5
    read_date(text)
    assert all(0 <= guess.sure <= 1 for guess in guesses(text))


def _workbook(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_bomb_is_refused_before_it_unpacks(tmp_path):
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(_workbook({"xl/worksheets/sheet1.xml": b" " * (250 * 2**20)}))
    with pytest.raises(PlanError, match="unpacks to more than 200 MiB"):
        read_register(path)


def test_two_cells_far_apart_are_refused(tmp_path):
    sheet = b'<sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row></sheetData>'
    path = tmp_path / "far.xlsx"
    path.write_bytes(_workbook({"xl/worksheets/sheet1.xml": sheet}))
    with pytest.raises(PlanError, match="reaches over 1,048,576 rows"):
        read_register(path)


def test_a_row_that_is_repeated_a_million_times_is_refused(tmp_path):
    row = (
        b'<table:table-row table:number-rows-repeated="1000000">'
        b'<table:table-cell table:number-columns-repeated="900"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    path = tmp_path / "long.ods"
    path.write_bytes(_workbook({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": row}))
    with pytest.raises(PlanError, match="reaches over 1,000,000 rows"):
        read_register(path)


def test_a_file_above_the_limit_is_refused(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(20 * 2**20 + 1)
    with pytest.raises(PlanError, match="larger than 20 MiB"):
        read_register(path)


def test_a_page_of_html_with_the_name_of_a_workbook_is_told(tmp_path):
    path = tmp_path / "jira.xls"
    path.write_text("<html><table><tr><td>ID</td></tr></table></html>", encoding="utf-8")
    with pytest.raises(PlanError, match="a web page or XML"):
        read_register(path)


def test_texts_that_would_be_yaml_stay_texts(tmp_path):
    path = tmp_path / "r.csv"
    rows = 'ID,Risk,Probability,Mitigation\n1,"{a: [b","50%","- x: &y *z #c"\n2,"yes: no",10%,"!!python"\n'
    path.write_text(rows, encoding="utf-8")
    _read_or_refused(path)
    risks = read_overlay(tmp_path / "r.yaml").risks
    assert [risk.title for risk in risks] == ["{a: [b", "yes: no"]
    assert [risk.responses[0].action for risk in risks] == ["- x: &y *z #c", "!!python"]


def test_ten_thousand_risks_are_read_and_more_are_refused(tmp_path):
    path = tmp_path / "many.csv"
    rows = [f"R{number},Risk number {number},{number % 100}%,{number % 30}" for number in range(10_001)]
    path.write_text("\n".join(["ID,Risk,Probability,Delay (days)", *rows[:-1]]), encoding="utf-8")
    assert len(read_register(path).entries) == 10_000
    path.write_text("\n".join(["ID,Risk,Probability,Delay (days)", *rows]), encoding="utf-8")
    with pytest.raises(PlanError, match="more than 10,000 risks"):
        read_register(path)


def test_the_order_of_rows_and_columns_does_not_matter(tmp_path):
    rows = [["R1", "Late", "30%", "10"], ["R2", "Lost", "5%", "20"], ["R3", "Long", "50%", "1"]]
    head = ["ID", "Title", "Probability", "Delay (days)"]
    readings = []
    for order in ([0, 1, 2, 3], [3, 1, 0, 2]):
        path = tmp_path / "r.csv"
        table = [head, *(rows if order[0] == 0 else rows[::-1])]
        path.write_text("\n".join(",".join(row[place] for place in order) for row in table), encoding="utf-8")
        readings.append({entry.id: (entry.probability, entry.strikes) for entry in read_register(path).entries})
    assert readings[0] == readings[1]


def test_every_field_can_be_mapped(tmp_path):
    path = tmp_path / "map.yaml"
    names = [f"A{chr(65 + place)}" if place < 26 else f"B{chr(39 + place)}" for place in range(len(FIELDS))]
    entries = [f"  - {{column: {name}, field: {field}}}\n" for name, field in zip(names, FIELDS[:52], strict=False)]
    path.write_text(f"columns:\n{''.join(entries)}", encoding="utf-8")
    assert [column.field for column in read_mapping(path).columns] == list(FIELDS[:52])


def test_signs_alone_among_letters_are_no_level(tmp_path):
    path = tmp_path / "r.csv"
    rows = [
        ["ID", "Risk", "Probability", "Impact"],
        ["1", "First", "A", "B"],
        ["2", "Second", "-", "A"],
        ["3", "Third", "B", "?"],
    ]
    path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    reading = _read_or_refused(path)
    assert reading is not None
