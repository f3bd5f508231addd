"""The correlations of the samples are told beside those that were wanted."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from scipy.stats import spearmanr

from riskmc.analysis.correlation import correlation_frame, correlation_statements
from riskmc.cli import riskmc_command
from riskmc.io.plan_text import plan_text
from riskmc.model.project import Project
from riskmc.report.page import render_report
from riskmc.result.storage import read_result
from riskmc.simulation import extend
from tests.constants import Z
from tests.simulation.runs import run

RANGE = {"pert": ["3d", "5d", "12d"]}
RISKS = [
    {"id": "R1", "probability": 0.2, "impacts": [{"on": "a", "delay": {"uniform": ["1d", "5d"]}}]},
    {"id": "R2", "probability": 0.4, "impacts": [{"on": "b", "delay": {"uniform": ["1d", "5d"]}}]},
]


def plan(*correlations: dict[str, Any], **settings: Any) -> dict[str, Any]:
    tasks = [{"id": identity, "group": "g", "duration": RANGE} for identity in "abcdef"]
    more = {"correlations": list(correlations), "correlation_settings": settings}
    return {
        "name": "x",
        "start": "2027-01-04",
        "tasks": [*tasks, {"id": "sure", "duration": "5d"}],
        "risks": RISKS,
        **more,
    }


GROUP = {"group": ["a", "b", "c"], "rho": 0.6}
PAIR = {"between": ["e", "f"], "rho": -0.4}
EVENTS = {"between": ["occurs:R1", "occurs:R2"], "rho": 0.7}
MIXED = {"between": ["occurs:R2", "d"], "rho": 0.5}


def test_a_plan_without_correlations_has_none():
    assert run(plan(), iterations=100).correlations is None
    assert "independently of each other" in correlation_statements(run(plan(), iterations=100))[0]


@pytest.mark.parametrize("sampling", ["lhs", "random", "sobol"])
@pytest.mark.parametrize("settings", [{}, {"copula": "t", "degrees_of_freedom": 3}], ids=["gaussian", "t"])
def test_what_was_wanted_is_attained_within_its_error(settings: dict[str, Any], sampling: Any):
    found = run(plan(GROUP, PAIR, EVENTS, MIXED, **settings), iterations=8_192, sampling=sampling).correlations
    assert found is not None
    assert [row.pairs for row in found.rows] == [3, 1, 1, 1]
    for row in found.rows:
        if not np.isnan(row.target):
            # Ranks under a t copula scatter more than the formula for normal scores says.
            assert abs(row.attained - row.target) <= Z * 1.5 * row.error, row.name
    assert found.rows[0].target == pytest.approx(0.6, abs=1e-9)
    assert found.rows[1].target == pytest.approx(-0.4, abs=1e-9)
    assert 0.0 < found.rows[2].target < found.rows[2].most == pytest.approx(np.sqrt(0.2 * 0.6 / (0.4 * 0.8)))


def test_the_attained_correlation_is_that_of_the_samples_before_risks_strike():
    tasks = plan(PAIR, {"group": ["c", "d"], "rho": 0.3})
    result = run(tasks, iterations=3_000)
    for row, pair in zip(result.correlations.rows, ("cd", "ef"), strict=True):  # type: ignore[union-attr]
        expected = spearmanr(*(result.task_durations(identity) for identity in pair)).statistic
        assert row.attained == pytest.approx(expected, abs=1e-6)


def test_a_continued_and_a_saved_run_keep_their_correlations(tmp_path: Path):
    arguments = plan(GROUP, PAIR, EVENTS, repair="nearest", within_groups="default")
    whole = run(arguments, iterations=2_500)
    again = extend(run(arguments, iterations=1_500), 1_000)
    back = read_result(whole.save(tmp_path / "x.riskmc"))
    # What is not known is nan, which does not equal itself.
    assert repr(again.correlations) == repr(back.correlations) == repr(whole.correlations)


CLASH = [
    {"between": ["a", "b"], "rho": 0.9, "measure": "normal"}, {"between": ["b", "c"], "rho": 0.9, "measure": "normal"},
    {"between": ["a", "c"], "rho": 0.2, "measure": "normal"},
]  # fmt: skip


def test_a_repair_is_told_with_its_distance_and_what_it_moved():
    result = run(plan(*CLASH, repair="nearest"), iterations=4_096)
    (repair,) = result.correlations.repairs  # type: ignore[union-attr]
    assert (repair.members, repair.moved) == (3, 3)
    assert repair.smallest_eigenvalue == pytest.approx(0.1 + 1 - np.sqrt(0.1**2 + 2 * 0.9**2), abs=1e-9)
    assert repair.distance == pytest.approx(np.sqrt(2 * sum((p.stated - p.taken) ** 2 for p in repair.pairs)))
    assert repair.pairs[0].first, repair.pairs[0].second == ("a", "c")
    for row in result.correlations.rows:  # type: ignore[union-attr]
        assert abs(row.attained - row.target) <= Z * 1.2 * row.error
        assert row.target != pytest.approx(0.9)
    assert "could not all hold" in correlation_statements(result)[-1]


def test_the_default_is_named_and_cited():
    told = " ".join(correlation_statements(run(plan(within_groups="default"), iterations=100)))
    assert "0.18" in told and "DSLIB" in told and "Batselier" in told
    assert "DSLIB" not in " ".join(correlation_statements(run(plan(PAIR), iterations=100)))


def test_what_joins_nothing_that_varies_is_told():
    result = run(plan({"between": ["a", "sure"], "rho": 0.5}), iterations=100)
    assert result.correlations.rows[0].pairs == 0  # type: ignore[union-attr]
    assert "'a ~ sure'" in " ".join(correlation_statements(result))


def test_a_correlation_inside_groups_where_there_is_none_is_told():
    tasks = [{"id": identity, "duration": RANGE} for identity in "ab"]
    arguments = {"name": "x", "start": "2027-01-04", "tasks": tasks, "correlation_settings": {"within_groups": 0.3}}
    assert "no two tasks stand in one group" in correlation_statements(run(arguments, iterations=100))[-1]
    assert "no two tasks" not in " ".join(correlation_statements(run(plan(within_groups=0.3), iterations=100)))


def test_a_large_group_stands_for_itself_by_some_of_its_members():
    tasks = [{"id": f"t{n}", "duration": RANGE} for n in range(60)]
    arguments = {"name": "x", "start": "2027-01-04", "tasks": tasks, "correlations": [{"group": "all", "rho": 0.5}]}
    (row,) = run(arguments, iterations=8_192).correlations.rows  # type: ignore[union-attr]
    assert (row.members, row.pairs) == (60, 120)
    assert abs(row.attained - 0.5) <= Z * row.error


def test_the_frame_has_a_row_for_every_correlation():
    frame = correlation_frame(run(plan(GROUP, PAIR), iterations=2_000))
    assert frame["name"].tolist() == ["a, b, c", "e ~ f"]
    assert (frame["half"] / frame["error"]).round(2).tolist() == [1.96, 1.96]


def test_the_command_line_tells_what_was_attained(tmp_path: Path):
    file = tmp_path / "plan.yaml"
    file.write_text(plan_text(Project(**plan(GROUP, EVENTS, {**PAIR, "rho": "default"}))), encoding="utf-8")
    told = CliRunner().invoke(riskmc_command, ["run", str(file), "--iterations", "2000"], env={"COLUMNS": "110"})
    assert told.exit_code == 0, told.output
    assert "Correlations, of ranks" in told.stdout
    assert "occurs:R1 ~ occurs:R2" in told.stdout
    assert "(at most 0.61)" in told.stdout
    assert "DSLIB" in told.stdout
    printed = CliRunner().invoke(riskmc_command, ["run", str(file), "--iterations", "2000", "--json"])
    document = json.loads(printed.stdout)
    schema = json.loads(files("riskmc.cli").joinpath("schemas/run.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    assert [row["name"] for row in document["correlations"]["rows"]] == ["a, b, c", "occurs:R1 ~ occurs:R2", "e ~ f"]


def test_the_command_line_refuses_a_clash_without_writing(tmp_path: Path):
    file = tmp_path / "plan.yaml"
    file.write_text(plan_text(Project(**plan(*CLASH))), encoding="utf-8")
    arguments = ["run", str(file), "--report", str(tmp_path / "r.html")]
    told = CliRunner().invoke(riskmc_command, arguments)
    assert told.exit_code == 2
    assert "a ~ c to 0.62 .. 1" in told.stderr
    assert not (tmp_path / "r.html").exists()


def test_the_report_shows_correlations_and_escapes_their_names():
    named = {**GROUP, "name": "<script>alert(1)</script>"}
    page = render_report(run(plan(named, EVENTS), iterations=2_000))
    assert 'id="correlations"' in page
    assert "<script>alert(1)" not in page
    assert "occurs:R1 ~ occurs:R2" in page
    assert 'id="correlations"' not in render_report(run(plan(), iterations=100))


def test_results_without_the_key_are_read(tmp_path: Path):
    result = replace(run(plan(), iterations=100), correlations=None)
    assert read_result(result.save(tmp_path / "x.riskmc")).correlations is None
