"""The envelope: paired with the run, exact where the answer is known, and stored with the result."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from riskmc.analysis.envelope import envelope_frame, envelope_notes, interval_text, weight_sentence
from riskmc.errors import SimulationError, UsageError
from riskmc.model.shapes import with_shape
from riskmc.result import SimulationResult, read_result
from riskmc.result.paired import paired_quantile_difference
from riskmc.simulation import envelope
from tests.compiled.test_lognormal import law
from tests.constants import Z
from tests.simulation.runs import run

LOW, MODE, HIGH = 5.0, 8.0, 20.0
TRUTH = {
    "triangular": stats.triang((MODE - LOW) / (HIGH - LOW), LOW, HIGH - LOW),
    "PERT": stats.beta(1 + 4 * (MODE - LOW) / (HIGH - LOW), 1 + 4 * (HIGH - MODE) / (HIGH - LOW), LOW, HIGH - LOW),
    "lognormal": law(LOW, MODE, HIGH),
}


def one_task(family: str = "pert", **more: Any) -> dict[str, Any]:
    task = {"id": "a", "duration": {family: ["5d", "8d", "20d"]}}
    return {"name": "x", "start": "2027-01-04", "tasks": [task], **more}


def network(n: int = 12) -> dict[str, Any]:
    tasks = [
        {"id": f"t{i}", "duration": {"pert": ["4d", "5d", "9d"]}, "after": [f"t{j}" for j in (i - 2, i - 3) if j >= 0]}
        for i in range(n)
    ]
    return {"name": "x", "start": "2027-01-04", "tasks": tasks}


@pytest.mark.parametrize("own", ["triangular", "pert", "lognormal"])
@pytest.mark.parametrize("level", [0.5, 0.8])
def test_the_moves_of_one_task_are_the_differences_of_the_laws(own: str, level: float):
    result = run(one_task(own), iterations=20_000, sampling="random", keep_samples=False)
    found = envelope(result, level=level, seeds=0)
    name = {"pert": "PERT"}.get(own, own)
    start = TRUTH[name].ppf(level)
    for row in found.shapes:
        truth = TRUTH[row.label]
        end = truth.ppf(level)
        # One uniform number moves both quantiles: their errors are of one sign, and differ by the slopes.
        slopes = abs(1.0 / truth.pdf(end) - 1.0 / TRUTH[name].pdf(start))
        error = math.sqrt(level * (1.0 - level) / 20_000) * slopes
        table = 1e-4 * (HIGH - LOW) * 2.0
        assert row.days == pytest.approx(end - start, abs=Z * error * 1.2 + table)
        assert row.changed == (row.label != name)
    own_row = next(row for row in found.shapes if row.label == name)
    assert (own_row.days, own_row.low_days, own_row.high_days) == (0.0, 0.0, 0.0)
    assert own_row.date == result.finish.quantile(level)


@pytest.mark.parametrize("sampling", ["lhs", "random", "sobol"])
def test_a_shape_leaves_every_other_draw_as_it_was(sampling: str):
    plan = network()
    plan["tasks"][4]["duration"] = {"normal": {"mean": "5d", "sd": "1d"}}
    plan["risks"] = [{"id": "R", "probability": "40%", "impacts": [{"on": "t5", "delay": "3d"}]}]
    result = run(plan, sampling=sampling)
    other = run(dict(with_shape(result.project, "triangular").project.items()), sampling=sampling)
    assert result.task_durations("t4").tobytes() == other.task_durations("t4").tobytes()
    ranks = [run_.task_durations("t3").argsort().tolist() for run_ in (result, other)]
    assert ranks[0] == ranks[1]
    assert result.risks["occurred"].equals(other.risks["occurred"])


def test_the_moves_are_those_of_whole_runs_of_the_changed_plans():
    result = run(network(), iterations=9_000)
    found = envelope(result, seeds=2)
    for shape, row in zip(("triangular", "pert", "lognormal"), found.shapes, strict=True):
        other = run(dict(with_shape(result.project, shape).project.items()), iterations=9_000)
        moved = other.finish.quantile_minutes(0.8) - result.finish.quantile_minutes(0.8)
        assert row.days == pytest.approx(moved / 480.0, abs=1e-12)
        assert row.date == other.finish.quantile(0.8)
        assert row.low_days <= row.days <= row.high_days
    moves = [
        (run(network(), iterations=9_000, seed=seed).finish.quantile_minutes(0.8) - result.finish.quantile_minutes(0.8))
        / 480.0
        for seed in (1, 2)
    ]
    seeds = found.rows[-1]
    assert seeds.kind == "seed"
    assert seeds.days == max(moves, key=abs)
    assert seeds.label == str(1 + moves.index(seeds.days))


def test_pairing_makes_the_interval_of_a_shape_narrower_than_that_of_two_seeds():
    result = run(network(), iterations=10_000, keep_samples=False)
    row = envelope(result, seeds=0).shapes[0]
    plan = dict(with_shape(result.project, "triangular").project.items())
    apart = run(plan, iterations=10_000, seed=1, keep_samples=False)
    _, low, high = paired_quantile_difference(result.finish_minutes, apart.finish_minutes, 0.8)
    assert row.high_days - row.low_days < 0.5 * (high - low) / 480.0


@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_an_envelope_does_not_depend_on_who_works_it(executor: Any):
    result = run(network(), iterations=3_000)
    assert envelope(result, executor=executor, jobs=2) == envelope(result, jobs=1)


def test_the_largest_seed_is_followed_by_the_first():
    result = run(one_task(), seed=2**64 - 1)
    assert envelope(result, seeds=1).rows[-1].label == "0"


def test_progress_counts_the_iterations_of_all_runs():
    told: list[tuple[int, int]] = []
    envelope(run(network(), iterations=2_000), seeds=2, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (14_000, 14_000)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_plan_without_three_points_says_so():
    plan = one_task()
    plan["tasks"][0]["duration"] = {"normal": {"mean": "8d", "sd": "1d"}}
    result = run(plan)
    found = envelope(result, seeds=1)
    assert found.shapes == ()
    assert (found.ranges, found.others) == (0, 1)
    assert "no shape to exchange" in envelope_notes(found)[0]
    assert weight_sentence(found, result.finish.estimate(0.8)) == ""


def test_the_choice_of_distribution_is_held_against_the_number_of_iterations():
    many, few = run(network(), iterations=10_000, keep_samples=False), run(network(), iterations=10)
    assert "matters more than the number of iterations" in weight_sentence(envelope(many), many.finish.estimate(0.8))
    assert weight_sentence(envelope(few), few.finish.estimate(0.8)) == ""


def test_what_rounds_to_nothing_is_not_said_to_be_nothing():
    plan = {"name": "x", "start": "2027-01-04", "tasks": [{"id": "a", "duration": {"pert": ["1d", "1.2d", "3d"]}}]}
    result = run(plan, iterations=200_000, keep_samples=False)
    found = envelope(result, seeds=1)
    assert interval_text(found.rows[-1]) == "allowed: under 0.1 d"
    sentence = weight_sentence(found, result.finish.estimate(0.8))
    assert sentence.endswith("and the iterations leave less than a tenth of a working day open.")


def test_one_iteration_has_moves_without_intervals():
    found = envelope(run(one_task(), iterations=1), seeds=2)
    changed = [row for row in found.rows if row.changed or row.kind == "seed"]
    assert changed
    assert all(math.isnan(row.low_days) and not math.isnan(row.days) for row in changed)


def test_a_saved_result_keeps_its_envelope(tmp_path: Path):
    result = run(one_task(), iterations=2_000)
    whole = replace(result, envelope=envelope(result))
    back = read_result(whole.save(tmp_path / "x.riskmc"))
    assert back.envelope == whole.envelope
    assert read_result(result.save(tmp_path / "y.riskmc")).envelope is None
    assert envelope(back) == whole.envelope


def test_a_result_of_other_numbers_is_not_paired():
    result = run(one_task())
    other = replace(result, finish_minutes=np.asarray(result.finish_minutes + 1.0))
    assert isinstance(other, SimulationResult)
    with pytest.raises(SimulationError, match="run the plan again with this version"):
        envelope(other)


@pytest.mark.parametrize("options", [{"level": 80}, {"level": 0.0}, {"confidence": 1.0}, {"seeds": -1}])
def test_an_argument_out_of_range_is_refused(options: dict[str, Any]):
    with pytest.raises(UsageError, match="give"):
        envelope(run(one_task()), **options)


def test_the_frame_has_a_row_for_every_change():
    found = envelope(run(network()), seeds=2)
    frame = envelope_frame(found)
    assert frame["label"].tolist()[:3] == ["triangular", "PERT", "lognormal"]
    assert frame["kind"].tolist() == ["shape"] * 3 + ["correlation"] * 4 + ["seed"]


def test_durations_that_go_together_spread_the_finish_of_a_chain():
    result = run(chain(), iterations=10_000)
    rows = {row.label: row for row in envelope(result, seeds=0).correlations}
    assert list(rows) == ["0", "default", "0.5", "1"]
    assert (rows["0"].days, rows["0"].changed) == (0.0, 0)
    assert 0.0 < rows["default"].low_days < rows["default"].high_days < rows["0.5"].low_days
    assert rows["0.5"].high_days < rows["1"].low_days
    assert rows["1"].changed == 9


def test_at_a_correlation_of_1_a_chain_takes_the_sum_of_the_percentiles():
    result = run(chain(), iterations=10_000)
    row = envelope(result, seeds=0).correlations[-1]
    p80 = result.finish.estimate(0.8).days + row.days
    own = run(chain(1), iterations=10_000).finish.estimate(0.8)
    assert 9 * own.low_days <= p80 <= 9 * own.high_days


def test_the_correlations_of_the_plan_are_the_run_itself():
    own = run({**chain(), "correlations": [{"group": "all", "rho": 0.5}]}, iterations=2_000)
    rows = {row.label: row for row in envelope(own, seeds=0).correlations}
    assert list(rows) == ["0", "as planned", "0.5", "1"]
    assert (rows["as planned"].days, rows["as planned"].changed) == (0.0, 0)
    assert rows["0"].high_days < 0.0 < rows["1"].low_days
    alone = run(chain(), iterations=2_000)
    assert rows["0"].date == alone.finish.quantile(0.8)


def test_one_duration_goes_with_nothing():
    assert envelope(run(one_task()), seeds=0).correlations == ()


def chain(n_tasks: int = 9) -> dict[str, Any]:
    tasks = [
        {"id": f"t{n}", "duration": {"pert": ["3d", "5d", "12d"]}, "after": [f"t{n - 1}"] if n else []}
        for n in range(n_tasks)
    ]
    return {"name": "chain", "start": "2027-01-04", "tasks": tasks}
