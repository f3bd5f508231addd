"""Laws of ``--with``: what is kept beside a schedule is laid over it, wherever a plan is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FIXTURES = Path(__file__).resolve().parents[1] / "io" / "schedule_files" / "fixtures"
FIRST, UPDATE = FIXTURES / "footbridge.xer", FIXTURES / "footbridge_update.xer"
RISKS = """\
riskmc: 1
overlay: true
templates:
  - {for: all, duration: {triangular: [90%, 100%, 130%]}}
risks:
  - {id: R1, probability: 30%, impacts: [{on: C20, delay: {pert: [1d, 3d, 9d]}}]}
objectives:
  - {id: open, finish: M9, by: 2027-04-30, confidence: 80%}
"""


@pytest.fixture
def overlay(tmp_path):
    file = tmp_path / "risks.yaml"
    file.write_text(RISKS, encoding="utf-8")
    return file


def test_a_run_has_the_risks_of_the_overlay_and_another_digest(invoke, overlay):
    plain = json.loads(invoke("run", FIRST, "--template", "90/100/130", "-n", 100, "--json").stdout)
    laid = json.loads(invoke("run", FIRST, "--with", overlay, "-n", 100, "--json").stdout)
    assert [risk["id"] for risk in laid["risks"]] == ["R1"]
    assert laid["digest"] != plain["digest"]
    assert laid["plan"] == f"{FIRST} with {overlay}"


def test_the_same_overlay_applies_to_the_next_update_and_says_what_is_gone(invoke, overlay):
    updated = invoke("run", UPDATE, "--with", overlay, "-n", 100, "--json")
    assert updated.exit_code == 0
    assert [risk["id"] for risk in json.loads(updated.stdout)["risks"]] == ["R1"]
    assert "objectives of the overlay are about tasks that are not in the schedule" in updated.stderr
    assert "open: M9" in updated.stderr


def test_an_overlay_fits_a_plan_too_and_several_are_laid_one_over_the_other(invoke, tmp_path, overlay):
    more = tmp_path / "more.yaml"
    more.write_text("riskmc: 1\nranges: {C30: 120%}\n", encoding="utf-8")
    assert invoke("import", FIRST, "--out", tmp_path / "plan.yaml").exit_code == 0
    twice = json.loads(
        invoke("run", tmp_path / "plan.yaml", "--with", overlay, "--with", more, "-n", 100, "--json").stdout
    )
    again = json.loads(invoke("run", FIRST, "--with", overlay, "--with", more, "-n", 100, "--json").stdout)
    assert twice["digest"] == again["digest"]


def test_all_commands_that_read_a_plan_take_an_overlay(invoke, tmp_path, overlay):
    for command in (
        ("check", FIRST),
        ("report", FIRST, "-n", 100, "--out", tmp_path / "r.html"),
        ("compare", FIRST, UPDATE, "-n", 100),
        ("sensitivity", FIRST, "-n", 100),
        ("replay", FIRST, "-n", 100, "--percentile", 80),
        ("import", FIRST, "--out", tmp_path / "p.yaml"),
    ):
        result = invoke(*command, "--with", overlay)
        assert result.exit_code == 0, (command, result.stderr)
    assert "id: R1" in (tmp_path / "p.yaml").read_text(encoding="utf-8")


def test_a_saved_result_takes_no_overlay(invoke, tmp_path, overlay):
    saved = tmp_path / "a.riskmc"
    assert invoke("run", FIRST, "--with", overlay, "-n", 100, "--save", saved).exit_code == 0
    for command in (("run", saved, "--add", 100), ("report", saved), ("sensitivity", saved), ("compare", saved, saved)):
        result = invoke(*command, "--with", overlay)
        assert result.exit_code != 0
        assert "--with" in f"{result.exception} {result.stderr}"


@pytest.mark.parametrize("name", ["footbridge.xer", "saved.riskmc", "nothing.yaml"])
def test_what_is_no_overlay_is_refused(command, tmp_path, name):
    (tmp_path / "saved.riskmc").write_bytes(b"PK")
    refused = command("check", FIRST, "--with", FIXTURES / name if name.endswith("xer") else name)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert "overlay" in refused.stderr or "there is no such file" in refused.stderr
