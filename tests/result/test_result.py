"""What a user does with a result."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from riskmc.errors import OutputExistsError, ResultFileError
from riskmc.io.plan_document import plan_document, project_from_document
from riskmc.model import Project
from riskmc.model.origin import Origin, OwnDates, RawCount
from riskmc.result import SimulationResult, read_result
from riskmc.result.sums import replicate_errors, task_indices
from riskmc.simulation import simulate
from tests.constants import Z

PLAN = Project(
    name="Shed",
    start="2027-01-04",
    objectives=[{"id": "on-time", "finish": "done", "by": "2027-02-05", "confidence": "80%"}],
    tasks=[
        {"id": "dig", "duration": {"pert": ["5d", "8d", "20d"]}},
        {"id": "wall", "duration": {"triangular": ["4d", "6d", "12d"]}, "after": ["dig"], "tags": ["mason"]},
        {"id": "roof", "duration": {"lognormal": {"mean": "7d", "sd": "3d"}}, "after": ["dig SS+3d"]},
        {"id": "done", "milestone": True, "after": ["wall", "roof"]},
    ],
    risks=[{"id": "R1", "title": "Rain", "probability": "30%", "impacts": [{"on": "tag:mason", "delay": "3d"}]}],
)


@pytest.fixture(scope="module")
def result() -> SimulationResult:
    return simulate(PLAN, iterations=20_000, keep_samples=True)


def test_a_saved_result_comes_back_as_it_was(result: SimulationResult, tmp_path: Path) -> None:
    path = result.save(tmp_path / "new" / "shed.riskmc")
    back = read_result(path)
    assert back.project == result.project
    assert back.provenance == result.provenance
    assert back.finish_minutes.tobytes() == result.finish_minutes.tobytes()
    assert back.kept_durations.tobytes() == result.kept_durations.tobytes()
    assert back.tasks.equals(result.tasks)
    assert back.risks.equals(result.risks)
    assert back.milestones["done"].quantile(0.8) == result.milestones["done"].quantile(0.8)
    assert [p.name for p in path.parent.iterdir()] == ["shed.riskmc"]


def test_a_result_is_not_overwritten_unless_forced(result: SimulationResult, tmp_path: Path) -> None:
    path = tmp_path / "shed.riskmc"
    path.write_text("mine")
    with pytest.raises(OutputExistsError, match=r"shed\.riskmc"):
        result.save(path)
    assert path.read_text() == "mine"
    result.save(path, force=True)
    assert read_result(path).provenance == result.provenance


def test_a_failed_write_leaves_nothing_behind(
    result: SimulationResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez_compressed", fail)
    with pytest.raises(OSError, match="disk full"):
        result.save(tmp_path / "shed.riskmc")
    assert list(tmp_path.iterdir()) == []


def test_risk_sums_of_earlier_versions_are_read_with_what_they_did_not_count(tmp_path: Path) -> None:
    path = simulate(PLAN, iterations=300).save(tmp_path / "x.riskmc")
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    for name in ("sums_risks", "sums_complete_risks"):
        arrays[name] = arrays[name][:, :2]
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
    risks = read_result(path).risks
    assert risks["occurred"].tolist() == simulate(PLAN, iterations=300).risks["occurred"].tolist()
    assert risks["occurrences"].isna().all()
    assert (risks["mean_cost"] == 0.0).all()


def _damaged(path: Path, kind: str) -> None:
    if kind == "text":
        path.write_text("hello")
    elif kind == "cut":
        path.write_bytes(path.read_bytes()[:-200])
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "other archive":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")
    else:
        with np.load(path) as stored:
            arrays = dict(stored)
        document = json.loads(arrays["document"].tobytes())
        if kind == "newer":
            document["schema"] = "riskmc.result/9"
        elif kind == "without plan":
            del document["plan"]
        elif kind == "impossible plan":
            document["plan"]["tasks"][0]["duration"] = "soon"
        elif kind == "short":
            arrays["finish_minutes"] = arrays["finish_minutes"][:-1]
        text = "[" * 200_000 if kind == "nested" else json.dumps(document)
        arrays["document"] = np.frombuffer(text.encode(), np.uint8)
        with path.open("wb") as file:
            np.savez(file, **arrays)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("text", "damaged or is no saved result"), ("cut", "damaged or is no saved result"),
        ("empty", "damaged or is no saved result"), ("other archive", "damaged or is no saved result"),
        ("without plan", r"damaged or is no saved result \('plan'\)"), ("nested", "damaged or is no saved result"),
        ("impossible plan", "damaged or is no saved result .*soon"),
        ("short", r"finish_minutes has the shape \(19999,\) where \(20000,\) belongs"),
        ("newer", "the format 'riskmc.result/9' is not 'riskmc.result/3', which this version reads"),
    ],
)  # fmt: skip
def test_a_damaged_result_is_refused_with_its_name(
    result: SimulationResult, tmp_path: Path, kind: str, message: str
) -> None:
    path = result.save(tmp_path / "shed.riskmc")
    _damaged(path, kind)
    with pytest.raises(ResultFileError, match=message) as caught:
        read_result(path)
    assert "shed.riskmc" in str(caught.value)
    assert "riskmc run PLAN --save FILE" in str(caught.value)


def test_a_missing_result_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResultFileError, match=r"none\.riskmc.*no such file"):
        read_result(tmp_path / "none.riskmc")


def test_a_result_is_read_without_numba(result: SimulationResult, tmp_path: Path) -> None:
    path = result.save(tmp_path / "shed.riskmc")
    code = (
        "import sys, riskmc.result as r; x = r.read_result(sys.argv[1]); x.tasks; x.risks; x.finish.estimate(0.8);"
        "print(sorted(m for m in ('numba', 'distributed', 'plotly') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_plan_document_reads_back_to_the_same_plan() -> None:
    document = json.loads(json.dumps(plan_document(PLAN)))
    assert project_from_document(document) == PLAN
    assert project_from_document(document).digest() == PLAN.digest()


def test_a_plan_document_keeps_where_the_plan_came_from() -> None:
    own = OwnDates(datetime(2027, 1, 4, 8), datetime(2027, 1, 6, 17), None, datetime(2027, 1, 8), 960.0, "levelled")
    origin = Origin(
        "a tool", "shed.xer", (RawCount("links", 5, 4, "1 is broken"),), {"dig": own, "wall": OwnDates()}, "old"
    )
    plan = PLAN.model_copy(update={"origin": origin})
    document = json.loads(json.dumps(plan_document(plan)))
    assert project_from_document(document).origin == origin
    assert project_from_document(document).digest() == PLAN.digest()
    assert project_from_document({key: part for key, part in document.items() if key != "origin"}).origin is None


def test_a_saved_result_keeps_where_its_plan_came_from(tmp_path: Path) -> None:
    origin = Origin("a tool", "shed.xer", own={"dig": OwnDates(finish=datetime(2027, 1, 6, 17))})
    result = simulate(PLAN.model_copy(update={"origin": origin}), iterations=10)
    assert read_result(result.save(tmp_path / "shed.riskmc")).project.origin == origin


def test_a_lognormal_of_three_points_reads_back_to_the_same_plan() -> None:
    task = {"id": "a", "duration": {"lognormal": ["5d", "8d", "20d"]}}
    template = {"for_": "all", "duration": {"lognormal": ["90%", "100%", "130%"]}}
    plan = Project(name="x", start="2027-01-04", tasks=[task, {"id": "b", "duration": "4d"}], templates=[template])
    document = json.loads(json.dumps(plan_document(plan)))
    assert document["tasks"][0]["duration"] == {"lognormal": ["5d", "8d", "20d"]}
    assert project_from_document(document) == plan
    assert plan.effective_duration(plan.tasks[1]).describe() == "lognormal 3.6d / 4d / 5.2d"


def test_the_chance_of_a_date_counts_the_whole_day(result: SimulationResult) -> None:
    finish = result.finish
    p80 = finish.quantile(0.8)
    assert finish.probability_by(p80).value >= 0.8
    assert finish.probability_by(p80.date()).value >= finish.probability_by(p80).value
    assert finish.probability_by(date(2026, 1, 1)).value == 0.0
    assert finish.probability_by(datetime(2100, 1, 1)).value == 1.0


def test_an_estimate_lies_inside_its_interval_and_tells_days_and_dates_alike(result: SimulationResult) -> None:
    estimate = result.finish.estimate(0.8)
    assert estimate.low <= estimate.value <= estimate.high
    assert estimate.low_days <= estimate.days <= estimate.high_days
    assert result.timeline.days(result.timeline.minutes_at(estimate.value)) == pytest.approx(estimate.days, abs=1e-4)


def test_a_probability_that_is_none_is_refused(result: SimulationResult) -> None:
    with pytest.raises(ValueError, match=r"80 is not between 0 and 1; write 0\.8 for P80"):
        result.finish.quantile(80)


def test_task_durations_are_there_when_kept(result: SimulationResult) -> None:
    assert result.task_durations("dig").mean() / 480 == pytest.approx(result.tasks.loc["dig", "mean_days"], rel=1e-12)
    with pytest.raises(KeyError, match="keep_samples=True"):
        simulate(PLAN, iterations=10).task_durations("dig")


def test_indices_from_sums_are_those_of_the_samples(result: SimulationResult) -> None:
    finish = result.finish_minutes
    frame = result.tasks
    for row, identity in enumerate(("dig", "wall", "roof")):
        durations = result.kept_durations[row]
        sd = durations.std(ddof=1)
        assert frame.loc[identity, "sd_days"] == pytest.approx(sd / 480, rel=1e-9)
        pearson = np.corrcoef(durations, finish)[0, 1]
        assert frame.loc[identity, "cruciality_pearson"] == pytest.approx(pearson, abs=1e-9)
        criticality = frame.loc[identity, "criticality"]
        assert frame.loc[identity, "ssi"] == pytest.approx(sd * criticality / finish.std(ddof=1), rel=1e-9)


def test_a_constant_duration_has_no_correlation_and_harms_nothing(result: SimulationResult) -> None:
    done = result.tasks.loc["done"]
    assert np.isnan(done["cruciality_pearson"])
    assert np.isnan(done["cruciality_spearman"])
    assert done["ssi"] == 0.0
    assert done["criticality"] == 1.0


def test_a_plan_without_uncertainty_finishes_on_its_own_date() -> None:
    certain = simulate(Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "5d"}]), iterations=100)
    assert certain.finish.quantile(0.1) == certain.finish.quantile(0.9) == datetime(2027, 1, 8, 17)
    assert certain.finish.sd_days == 0.0
    assert certain.tasks.loc["a", "ssi"] == 0.0


def test_standard_errors_by_replicates_match_the_scatter_between_seeds() -> None:
    runs = [simulate(PLAN, iterations=16 * 1024, seed=seed, jobs=1) for seed in range(40)]
    columns = slice(0, 6)
    values = np.array([run.task_indices[:3, columns] for run in runs])
    stated = np.sqrt(np.mean([run.task_errors[:3, columns] ** 2 for run in runs], axis=0))
    scatter = values.std(axis=0, ddof=1)
    varies = scatter > 1e-9
    # Both are standard deviations from samples: of 40 runs, and of 40 times 15 degrees of freedom.
    ratio_error = np.sqrt(1.0 / (2.0 * 39.0) + 1.0 / (2.0 * 600.0))
    assert varies.sum() >= 15
    assert np.abs(scatter[varies] / stated[varies] - 1.0).max() < Z * ratio_error


def test_few_iterations_fall_back_on_formulas() -> None:
    few = simulate(PLAN, iterations=3_000)
    assert not few.has_replicates
    assert few.task_errors[0, 0] == pytest.approx(few.task_indices[0, 1] / np.sqrt(3_000))


def test_replicates_that_agree_have_no_error(result: SimulationResult) -> None:
    milestone = replicate_errors(result.sums)[3]
    assert milestone[:3].tolist() == [0.0, 0.0, 0.0]
    assert np.isnan(milestone[3])
    assert milestone[4:7].tolist() == [0.0, 0.0, 0.0]
    assert milestone[7] > 0.0


def test_risks_tell_how_often_they_struck_and_what_that_did(result: SimulationResult) -> None:
    rain = result.risks.loc["R1"]
    assert rain["probability"] == 0.3
    assert abs(rain["occurred"] - 0.3) < Z * np.sqrt(0.3 * 0.7 / 20_000)
    assert 0.0 < rain["finish_shift_days"] <= 3.0 + Z * rain["finish_shift_days_se"]


def test_indices_of_no_spread_are_not_numbers_but_do_not_warn() -> None:
    sums = np.array([[0.0, 0.0, 0.0, 4.0, 40.0, 0.0, 0.0]])
    indices = task_indices(4, sums, np.array([0.0, 0.0]), np.array([10.0]), np.array([10.0]), 10.0)
    assert np.isnan(indices[0, 3])
    assert indices[0, 2] == 1.0
