"""`--envelope` of run and report: a small table of second thoughts, in text, JSON, the saved result and the page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

import riskmc

from .test_run import run_schema

Invoke = Callable[..., Result]


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_the_table_tells_how_far_p80_moves(invoke: Invoke, plan: Path) -> None:
    result = invoke("run", plan, "--envelope", "--iterations", "10000")
    assert result.exit_code == 0
    for shape in ("triangular", "PERT", "lognormal"):
        assert re.search(rf"{shape} ranges +[+−][\d.]+ d +\S+( to \S+)? d +\d+ \w+ 2027", result.stdout)
    assert re.search(r"seed \d, of 5 tried .* allowed: up to [\d.]+ d", result.stdout)
    assert "2 uncertain quantities not stated by three points stay as they are." in result.stdout
    assert "The choice of distribution matters more than the number of iterations" in result.stdout
    assert "Second thoughts" not in invoke("run", plan).stdout


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_the_table_fits_the_terminal(invoke: Invoke, plan: Path, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = invoke("run", plan, "--envelope").stdout.partition("Second thoughts")[2].partition("\n\n")[0].splitlines()
    assert max(map(len, lines)) <= columns


def test_the_document_follows_its_schema_and_says_what_python_says(invoke: Invoke, plan: Path) -> None:
    document = json.loads(invoke("run", plan, "--json", "--envelope", "--iterations", "3000").stdout)
    jsonschema.validate(document, run_schema())
    found = riskmc.envelope(riskmc.simulate(riskmc.read_plan(plan), iterations=3000))
    assert [row["label"] for row in document["envelope"]] == [row.label for row in found.rows]
    assert [row["days"] for row in document["envelope"]] == [row.days for row in found.rows]
    assert json.loads(invoke("run", plan, "--json").stdout)["envelope"] == []


def test_an_interval_that_there_is_not_is_null(invoke: Invoke, plan: Path) -> None:
    document = json.loads(invoke("run", plan, "--json", "--envelope", "--iterations", "1").stdout)
    jsonschema.validate(document, run_schema())
    assert document["envelope"][-1]["low"] is None


def test_the_saved_result_and_its_report_hold_the_envelope(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    assert invoke("run", plan, "--envelope", "--save", "shed.riskmc").exit_code == 0
    assert riskmc.read_result(tmp_path / "shed.riskmc").envelope is not None
    assert invoke("report", "shed.riskmc").exit_code == 0
    page = (tmp_path / "shed.html").read_text(encoding="utf-8")
    assert 'id="envelope"' in page
    assert "If every range is lognormal" in page


def test_a_report_of_a_plan_has_the_envelope_where_it_was_asked_for(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    assert invoke("report", plan, "--envelope", "--out", "with.html").exit_code == 0
    assert invoke("report", plan, "--out", "without.html").exit_code == 0
    assert 'id="envelope"' in (tmp_path / "with.html").read_text(encoding="utf-8")
    assert 'id="envelope"' not in (tmp_path / "without.html").read_text(encoding="utf-8")


def test_a_saved_result_gets_no_envelope_by_the_option(invoke: Invoke, plan: Path) -> None:
    invoke("run", plan, "--save", "shed.riskmc")
    result = invoke("report", "shed.riskmc", "--envelope")
    assert result.exit_code == 2
    assert "leave --envelope away" in result.stderr


def test_an_interrupt_leaves_the_run_whole_and_the_envelope_out(
    invoke: Invoke, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("riskmc.simulation.envelope", interrupt)
    result = invoke("run", plan, "--envelope", "--save", "shed.riskmc", "--json")
    assert result.exit_code == 130
    assert "Interrupted: the run is complete" in result.stderr
    document = json.loads(result.stdout)
    assert document["complete"] is True
    assert document["envelope"] == []
    assert riskmc.read_result(tmp_path / "shed.riskmc").envelope is None
