"""Laws of reading registers: what people keep, in their languages and layouts, is read as they mean it."""

from __future__ import annotations

import pytest

from riskmc.errors import PlanError
from riskmc.io.overlay_file import read_overlay
from riskmc.io.registers import Targets, read_register, register_text
from riskmc.io.registers.register_text import is_whole, risk_document

from .cases import CASES, REFUSED, Case


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_register_is_read_as_it_is_meant(tmp_path, case: Case):
    path = tmp_path / case.file
    case.write(path)
    reading = read_register(path)
    assert len(reading.entries) == case.count
    documents = {entry.id: risk_document(entry, reading, Targets()) for entry in reading.entries}
    for identity, expected in case.risks.items():
        found = documents[identity]
        assert {key: found.get(key) for key in expected} == expected
    if case.levels is not None:
        assert reading.n_levels == case.levels
    fields = {column.letters: column.field for column in reading.columns}
    assert {letters: fields[letters] for letters in case.columns} == case.columns
    for words in case.notes:
        assert any(words in note.what for note in reading.notes), reading.notes
    for words in case.notices:
        assert any(words in notice for notice in reading.notices), reading.notices


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_written_is_an_overlay(tmp_path, case: Case):
    path = tmp_path / case.file
    case.write(path)
    reading = read_register(path)
    out = tmp_path / "risks.yaml"
    out.write_text(register_text(reading, case.file, "0"), encoding="utf-8")
    overlay = read_overlay(out)
    assert [risk.id for risk in overlay.risks] == [entry.id for entry in reading.entries if is_whole(entry)]


@pytest.mark.parametrize(("name", "write", "reason"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_a_table_that_is_no_register_is_refused_with_the_reason(tmp_path, name, write, reason):
    path = tmp_path / name
    write(path)
    with pytest.raises(PlanError, match=reason) as refused:
        read_register(path)
    assert str(path) in str(refused.value)
    assert len(refused.value.problems) >= 1
