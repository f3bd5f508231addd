"""A summary repeats the result, each number with its error."""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from riskmc import simulate
from riskmc.analysis import contingency, summarise
from riskmc.analysis.estimates import chance_at
from riskmc.analysis.objectives import objective_outcomes
from riskmc.analysis.summary import HEADLINE_LEVELS, LEVELS, interval_statement
from riskmc.model import Project
from riskmc.result import proportion_interval
from tests.analysis.results import by_hand, interrupted, spread
from tests.constants import Z

ONE_TO_HUNDRED = [float(day) for day in range(1, 101)]


def test_a_summary_repeats_the_percentiles_of_the_result() -> None:
    result = by_hand(ONE_TO_HUNDRED)
    summary = summarise(result, 0.9)
    assert [estimate.probability for estimate in summary.percentiles] == list(LEVELS)
    for estimate in summary.percentiles:
        assert estimate == result.finish.estimate(estimate.probability, 0.9)
        assert estimate.days == 100.0 * estimate.probability
        assert summary.percentile(estimate.probability) == estimate
    assert set(HEADLINE_LEVELS) <= set(LEVELS)


def test_a_percentile_that_a_summary_does_not_hold_says_where_to_ask() -> None:
    with pytest.raises(KeyError, match=r"P85 is not in the summary; ask result\.finish\.estimate\(0\.85\)"):
        summarise(by_hand(ONE_TO_HUNDRED)).percentile(0.85)


def test_the_numbers_of_a_known_run_are_exact() -> None:
    summary = summarise(by_hand(ONE_TO_HUNDRED, planned=10.0))
    assert (summary.project, summary.iterations, summary.requested_iterations) == ("Shed", 100, 100)
    assert (summary.seed, summary.sampling, summary.version) == (7, "random", "1.2.3")
    assert summary.start == datetime(2027, 1, 4, 8)
    assert (summary.earliest, summary.latest) == (datetime(2027, 1, 4, 17), datetime(2027, 5, 21, 17))
    assert (summary.planned.date, summary.planned.days) == (datetime(2027, 1, 15, 17), 10.0)
    assert summary.planned.chance == proportion_interval(10, 100)
    assert summary.mean.days == 50.5
    assert summary.mean.date == datetime(2027, 3, 15, 12)
    assert summary.mean.sd_days == pytest.approx(math.sqrt(100 * 101 / 12), rel=1e-14)
    assert summary.mean.days_se == pytest.approx(math.sqrt(101 / 12), rel=1e-14)
    assert summary.merge_bias_days == 0.0
    assert not summary.is_certain


def test_the_contingency_is_the_percentile_less_the_plan() -> None:
    result = by_hand(ONE_TO_HUNDRED, planned=10.0)
    assert summarise(result).contingency == contingency(result)
    for level in (0.05, 0.5, 0.8, 0.95):
        need = contingency(result, level, 0.9)
        estimate = result.finish.estimate(level, 0.9)
        assert (need.level, need.days) == (level, 100.0 * level - 10.0)
        assert (need.low_days, need.high_days) == (estimate.low_days - 10.0, estimate.high_days - 10.0)


def test_a_plan_with_days_to_spare_needs_less_than_none() -> None:
    need = summarise(by_hand(ONE_TO_HUNDRED, planned=90.0)).contingency
    assert need.days == -10.0
    assert need.low_days < need.days < need.high_days


def test_a_single_iteration_has_no_error_and_no_spread() -> None:
    summary = summarise(by_hand([12.0]))
    assert math.isnan(summary.mean.days_se)
    assert math.isnan(summary.mean.sd_days)
    assert summary.is_certain
    assert {estimate.days for estimate in summary.percentiles} == {12.0}


def test_an_interrupted_run_counts_what_was_done() -> None:
    summary = summarise(interrupted(by_hand(ONE_TO_HUNDRED), 10_000))
    assert (summary.iterations, summary.requested_iterations) == (100, 10_000)
    assert summary.planned.chance == proportion_interval(10, 100)
    assert summary.warnings[0].rule == "interrupted"


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.1, 95.0, math.nan])
def test_a_confidence_that_is_none_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match=r"not between 0 and 1; write 0\.95 for 95 %"):
        summarise(by_hand(ONE_TO_HUNDRED), confidence)


def test_more_confidence_widens_every_interval() -> None:
    result = by_hand(spread(1.0, 40.0, 500))
    narrow, wide = summarise(result, 0.8), summarise(result, 0.99)
    assert wide.planned.chance.low < narrow.planned.chance.low < narrow.planned.chance.high < wide.planned.chance.high
    for one, other in zip(narrow.percentiles, wide.percentiles, strict=True):
        assert other.low_days <= one.low_days <= one.high_days <= other.high_days
    assert narrow.confidence == 0.8


def test_the_plan_and_an_objective_at_its_date_have_the_same_chance() -> None:
    objectives = [{"id": "o", "finish": "project", "by": "2027-01-15T17:00", "confidence": 0.8}]
    result = by_hand(ONE_TO_HUNDRED, objectives=objectives)
    assert objective_outcomes(result)[0].chance == summarise(result).planned.chance
    assert chance_at(result.finish, 4800.0, 0.95) == summarise(result).planned.chance


def test_the_top_tasks_are_as_many_as_asked_for() -> None:
    tasks = [{"id": f"t{index:03}", "duration": {"uniform": ["1d", f"{index + 2}d"]}} for index in range(300)]
    result = simulate(Project(name="Wide", start="2027-01-04", tasks=tasks), iterations=64, jobs=1)
    assert len(summarise(result).tasks) == 10
    assert len(summarise(result, top=None).tasks) == 300
    assert summarise(result, top=25).tasks == summarise(result, top=None).tasks[:25]


def test_the_merge_bias_of_two_equal_paths_is_what_the_latest_of_them_costs() -> None:
    # The mean of the larger of two uniform numbers on 0 .. 1 is 2/3, and their common mean 1/2.
    path = {"uniform": ["0d", "12d"]}
    plan = Project(
        name="Fork", start="2027-01-04", tasks=[{"id": "a", "duration": path}, {"id": "b", "duration": path}]
    )
    summary = summarise(simulate(plan, iterations=4096, sampling="random", jobs=1))
    # The bias is the mean of |a - b| / 2, up to the sampled means; sd of |a - b| is 12 / sqrt(18).
    error = 6.0 / math.sqrt(18.0 * 4096) + 12.0 / math.sqrt(12.0 * 4096)
    assert summary.merge_bias_days == pytest.approx(2.0, abs=Z * error)
    assert summary.merge_bias_days_se == summary.mean.days_se > 0.0


def test_one_path_has_no_merge_bias() -> None:
    plan = Project(
        name="Chain",
        start="2027-01-04",
        tasks=[
            {"id": "a", "duration": {"uniform": ["1d", "9d"]}},
            {"id": "b", "duration": {"pert": ["2d", "3d", "9d"]}, "after": ["a"]},
        ],
    )
    summary = summarise(simulate(plan, iterations=500, jobs=1))
    assert summary.merge_bias_days == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("sampling", "end"),
    [
        ("random", "binomial for probabilities."),
        ("lhs", "and are as a rule conservative under Latin hypercube sampling."),
        ("sobol", "and are as a rule conservative under Sobol sampling."),
    ],
)
def test_the_method_of_the_intervals_is_told_for_each_sampling(sampling: str, end: str) -> None:
    summary = summarise(by_hand(ONE_TO_HUNDRED, sampling=sampling), 0.975)
    assert summary.interval_statement == interval_statement(summary.sampling, 0.975)
    assert summary.interval_statement.startswith("Intervals are at 97.5 % confidence: order statistics")
    assert summary.interval_statement.endswith(end)


_SUMMARISE = """
import sys
from riskmc.result import read_result
from riskmc.analysis import headline, summarise
summary = summarise(read_result(sys.argv[1]))
assert len(headline(summary)) == 4
loaded = {name for name in sys.modules}
print(sorted(name for name in ("pandas", "plotly", "numba", "dask", "click", "jinja2") if name in loaded))
print(sorted(name for name in loaded if name.startswith(("riskmc.simulation", "riskmc.kernels", "riskmc.compiled"))))
"""

_IMPORT = """
import sys
import riskmc.analysis
import riskmc.analysis.plan_warnings
print(sorted(name for name in ("pandas", "plotly", "numba", "dask", "click", "jinja2") if name in sys.modules))
print(sorted(name for name in sys.modules if name.startswith(("riskmc.simulation", "riskmc.kernels", "riskmc.report"))))
"""


def _python(*arguments: str) -> str:
    run = subprocess.run([sys.executable, "-c", *arguments], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_analysis_is_imported_without_engine_charts_or_tables() -> None:
    assert _python(_IMPORT) == "[]\n[]\n"


def test_a_summary_needs_neither_pandas_nor_the_engine(tmp_path: Path) -> None:
    plan = Project(
        name="Shed",
        start="2027-01-04",
        objectives=[{"id": "o", "finish": "dig", "by": "2027-01-15", "confidence": 0.8}],
        tasks=[{"id": "dig", "duration": {"uniform": ["5d", "20d"]}}],
        risks=[{"id": "R", "probability": 0.3, "impacts": [{"on": "dig", "delay": "2d"}]}],
    )
    path = simulate(plan, iterations=100, jobs=1).save(tmp_path / "shed.riskmc")
    assert _python(_SUMMARISE, str(path)) == "[]\n[]\n"


def test_summarising_leaves_the_result_as_it_was() -> None:
    result = by_hand(spread(1.0, 40.0, 50))
    before = result.finish_minutes.copy()
    assert summarise(result) == summarise(result)
    assert np.array_equal(result.finish_minutes, before)
