"""A run that stops by itself is a run like any other, and stops where the right interval is narrow enough."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import binom

from riskmc.errors import UsageError
from riskmc.model import Project
from riskmc.result import FinishSamples, order_statistic_interval, read_result
from riskmc.result.estimates import fewest_for_interval
from riskmc.result.statistic import Statistic
from riskmc.simulation import Interrupted, Precision, PrecisionOutcome, extend_until, simulate, simulate_until
from riskmc.simulation.gather import Gathered
from riskmc.simulation.precision import FEWEST_ITERATIONS, next_look
from tests.constants import Z
from tests.result.test_result import PLAN

from .test_extend import assert_same_bits

SEEDS = 200
ODDS = math.erfc(Z / math.sqrt(2.0))
"""The chance that Z stands for: by it a binomial count may lie off."""


def plan_of(*durations: Any) -> Project:
    tasks = [{"id": f"t{number}", "duration": duration} for number, duration in enumerate(durations)]
    return Project(name="x", start="2027-01-04", tasks=tasks)


PAIR = plan_of({"uniform": ["0d", "10d"]}, {"uniform": ["0d", "10d"]})
"""The later of two uniforms: P(finish <= x) = (x / 10)^2."""

SKEWED = plan_of({"triangular": ["0d", "0d", "10d"]})
"""P(finish > x) = (1 - x / 10)^2: few finishes lie beyond P95."""


def quantile_of_the_pair(level: float) -> float:
    return 10.0 * math.sqrt(level)


def quantile_of_the_skewed(level: float) -> float:
    return 10.0 * (1.0 - math.sqrt(1.0 - level))


# -- the run ----------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(
    first=st.integers(1, 6_000),
    factor=st.floats(0.2, 1.2),
    sampling=st.sampled_from(["lhs", "random", "sobol"]),
    jobs=st.sampled_from([1, 2]),
    keeps=st.booleans(),
)
def test_a_run_that_stops_by_itself_equals_the_run_in_one_go(
    first: int, factor: float, sampling: Any, jobs: int, keeps: bool
) -> None:
    run = simulate_until(
        PLAN, f"{factor:.3f}d", iterations=first, seed=4, sampling=sampling, jobs=jobs, keep_samples=keeps
    )
    count = run.precision.iterations
    assert run.precision.is_reached
    assert count >= first
    assert_same_bits(run.result, simulate(PLAN, iterations=count, seed=4, sampling=sampling, keep_samples=keeps))


@settings(deadline=None, max_examples=15)
@given(first=st.integers(1, 4_000), factor=st.floats(0.2, 1.2), sampling=st.sampled_from(["lhs", "random"]))
def test_a_run_continued_to_a_precision_equals_the_run_in_one_go(first: int, factor: float, sampling: Any) -> None:
    part = simulate(PLAN, iterations=first, seed=4, sampling=sampling)
    run = extend_until(part, f"{factor:.3f}d")
    assert run.precision.is_reached
    assert_same_bits(run.result, simulate(PLAN, iterations=run.precision.iterations, seed=4, sampling=sampling))


def test_a_saved_run_is_continued_to_a_precision(tmp_path: Path) -> None:
    saved = read_result(simulate(PLAN, iterations=1_500, keep_samples=True).save(tmp_path / "x.riskmc"))
    run = extend_until(saved, "0.2d")
    assert run.precision.iterations > 1_500
    assert_same_bits(run.result, simulate(PLAN, iterations=run.precision.iterations, keep_samples=True))


def test_a_run_that_is_precise_enough_is_handed_back_as_it_is() -> None:
    part = simulate(PLAN, iterations=3_000)
    run = extend_until(part, "5d")
    assert run.result is part
    assert (run.precision.looks, run.precision.iterations) == (1, 3_000)


def test_the_first_look_is_taken_after_the_iterations_that_were_asked_for() -> None:
    run = simulate_until(PLAN, "5d", iterations=3_001)
    assert (run.precision.iterations, run.precision.looks) == (3_001, 1)


def test_no_run_stops_at_a_look_that_says_little() -> None:
    assert simulate_until(PLAN, "5d", iterations=1).precision.iterations == FEWEST_ITERATIONS
    assert extend_until(simulate(PLAN, iterations=30), "5d").precision.iterations == FEWEST_ITERATIONS


def test_what_is_costly_is_summed_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    result = Gathered.result
    monkeypatch.setattr(Gathered, "result", lambda self, threads: (calls.append(1), result(self, threads))[1])
    assert simulate_until(PAIR, "0.02d", iterations=2_000).precision.looks > 1
    assert calls == [1]


def test_an_interrupt_between_looks_leaves_what_was_done() -> None:
    def stop(done: int, of: int) -> None:
        if done >= 20 * 1024:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        simulate_until(PLAN, "0.01d", iterations=1_500, progress=stop)
    partial = caught.value.result
    assert partial is not None
    assert partial.provenance.iterations == 20 * 1024
    assert_same_bits_but_provenance(partial, simulate(PLAN, iterations=20 * 1024))


def test_an_interrupt_at_a_look_leaves_what_was_done() -> None:
    def stop(outcome: PrecisionOutcome) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="after 1,500 iterations") as caught:
        simulate_until(PLAN, "0.01d", iterations=1_500, on_look=stop)
    assert caught.value.result is not None


def assert_same_bits_but_provenance(one: Any, other: Any) -> None:
    assert one.finish_minutes.tobytes() == other.finish_minutes.tobytes()
    assert one.tasks.equals(other.tasks)


# -- the rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_a_run_stops_where_the_interval_of_the_percentile_is_narrow_enough(level: float, confidence: float) -> None:
    looks: list[PrecisionOutcome] = []
    precision = Precision.parse("0.05d", of=f"P{100 * level:g}", confidence=confidence)
    run = simulate_until(SKEWED, precision, iterations=1_024, sampling="random", on_look=looks.append)
    estimate = run.result.finish.estimate(level, confidence)
    assert max(estimate.days - estimate.low_days, estimate.high_days - estimate.days) <= 0.05
    assert looks[-1] == run.precision
    for look in looks[:-1]:
        part = simulate(SKEWED, iterations=look.iterations, sampling="random").finish.estimate(level, confidence)
        assert max(part.days - part.low_days, part.high_days - part.days) > 0.05


def assert_takes_what_theory_says(level: float, confidence: float, z: float) -> None:
    """By theory n = (z / w)^2 p (1 - p) / f(q)^2 iterations are needed."""
    precision = Precision.parse("0.03d", of=f"P{100 * level:g}", confidence=confidence)
    found = simulate_until(SKEWED, precision, iterations=1_024, sampling="random", seed=1).precision.iterations
    density = 2.0 * (1.0 - quantile_of_the_skewed(level) / 10.0) / 10.0
    needed = (z / 0.03) ** 2 * level * (1.0 - level) / density**2
    # Half of the interval spans about m order statistics, so that the square of its width is off by 2 Z / sqrt(m) of
    # itself; the last step adds up to a tenth and a block, and one half is up to a twentieth wider than the other.
    slack = 2.0 * Z / math.sqrt(z * math.sqrt(needed * level * (1.0 - level)))
    assert needed * (1.0 - slack) <= found <= needed * (1.0 + slack) * 1.1 * 1.1 + 1_024


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
@pytest.mark.parametrize(("confidence", "z"), [(0.8, 1.2816), (0.99, 2.5758)])
def test_it_takes_the_iterations_that_the_percentile_needs_at_the_confidence(
    level: float, confidence: float, z: float
) -> None:
    assert_takes_what_theory_says(level, confidence, z)


def width_of_the_mean(statistic: Statistic, samples: FinishSamples, confidence: float) -> float:
    return float(ndtri(0.5 + confidence / 2.0)) * samples.sd_days / math.sqrt(samples.iterations)


def width_at_80(statistic: Statistic, samples: FinishSamples, confidence: float) -> float:
    return HALF_WIDTH(statistic, samples, 0.8)


HALF_WIDTH = Statistic.half_width


@pytest.mark.parametrize("mutant", [width_of_the_mean, width_at_80])
def test_a_rule_that_stops_on_another_width_is_caught(monkeypatch: pytest.MonkeyPatch, mutant: Any) -> None:
    monkeypatch.setattr(Statistic, "half_width", mutant)
    with pytest.raises(AssertionError):
        assert_takes_what_theory_says(0.95, 0.99, 2.5758)


@pytest.mark.parametrize("sampling", ["random", "lhs"])
@pytest.mark.parametrize(
    ("plan", "quantile", "of", "level"),
    [(PAIR, quantile_of_the_pair, "P80", 0.8), (SKEWED, quantile_of_the_skewed, "P95", 0.95)],
)
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_the_true_percentile_lies_in_the_stated_interval_as_often_as_is_stated(
    plan: Project, quantile: Any, of: str, level: float, sampling: Any, confidence: float
) -> None:
    precision = Precision.parse("0.1d", of=of, confidence=confidence)
    covered, counts = 0, []
    for seed in range(SEEDS):
        run = simulate_until(plan, precision, iterations=1_024, seed=seed, sampling=sampling, jobs=1)
        estimate = run.result.finish.estimate(level, confidence)
        covered += estimate.low_days <= quantile(level) <= estimate.high_days
        counts.append(run.precision.iterations)
    assert len(set(counts)) > 1  # it does stop by itself
    assert covered >= binom.ppf(ODDS / 2, SEEDS, confidence)
    if sampling == "random":
        assert covered <= binom.isf(ODDS / 2, SEEDS, _coverage(min(counts), level, confidence))


def _coverage(n: int, level: float, confidence: float) -> float:
    """Return how often an interval of n independent iterations holds: order statistics are discrete, and keep more."""
    low, high = order_statistic_interval(n, level, confidence)
    return float(binom.cdf(high, n, level) - binom.cdf(low, n, level))


@pytest.mark.parametrize("sampling", ["random", "lhs"])
def test_the_true_chance_lies_in_the_stated_interval_as_often_as_is_stated(sampling: Any) -> None:
    when = PAIR.timeline().date_of(480.0 * 9.0)
    precision = Precision.parse("1%", of=f"P(finish <= {when:%Y-%m-%dT%H:%M})", confidence=0.8)
    covered = 0
    for seed in range(SEEDS):
        run = simulate_until(PAIR, precision, iterations=1_024, seed=seed, sampling=sampling, jobs=1)
        chance = run.result.finish.probability_by(when, 0.8)
        assert max(chance.value - chance.low, chance.high - chance.value) <= 0.01
        covered += chance.low <= 0.81 <= chance.high
    assert covered >= binom.ppf(ODDS / 2, SEEDS, 0.8)


def test_a_milestone_is_watched_by_its_own_interval() -> None:
    tasks = [
        {"id": "a", "duration": {"uniform": ["0d", "1d"]}},
        {"id": "m", "milestone": True, "after": ["a"]},
        {"id": "b", "duration": {"uniform": ["0d", "100d"]}, "after": ["m"]},
        {"id": "n", "milestone": True, "after": ["b"]},
    ]
    plan = Project(name="x", start="2027-01-04", tasks=tasks)
    near, far = (simulate_until(plan, Precision.parse("0.5d", of=f"P80({m})"), iterations=1_024) for m in "mn")
    assert near.precision.iterations == 1_024
    assert far.precision.iterations > 10_000
    estimate = far.result.milestones["n"].estimate(0.8)
    assert max(estimate.days - estimate.low_days, estimate.high_days - estimate.days) <= 0.5


def test_precision_counts_working_days_of_the_projects_calendar() -> None:
    precision = Precision.parse("4h")
    assert precision.half_width(PAIR) == 0.5
    calendars = {"long": {"week": {"mon-fri": ["08:00-18:00"]}}}
    long = Project(
        name="x", start="2027-01-04", calendars=calendars, calendar="long", tasks=[{"id": "a", "duration": "1d"}]
    )
    assert precision.half_width(long) == 0.4


@pytest.mark.parametrize(
    "plan", [plan_of("5d"), plan_of({"discrete": {"1d": 0.5, "9d": 0.5}})], ids=["certain", "atoms"]
)
def test_a_finish_that_is_certain_at_the_percentile_ends_at_once(plan: Project) -> None:
    run = simulate_until(plan, "1min", iterations=2_000)
    assert (run.precision.looks, run.precision.half_width, run.precision.iterations) == (1, 0.0, 2_000)


@pytest.mark.parametrize("date", ["2026-01-01", "2030-01-01"])
def test_a_chance_of_none_or_all_is_known_as_well_as_the_iterations_tell(date: str) -> None:
    run = simulate_until(PAIR, Precision.parse("0.1%", of=f"P(finish <= {date})"), iterations=1_024)
    assert run.precision.is_reached
    # 1 - 0.025^(1 / n) <= 0.001
    assert run.precision.iterations == 4_096


def test_a_far_percentile_waits_for_an_interval() -> None:
    run = simulate_until(PAIR, Precision.parse("1d", of="P99.95"), iterations=1_024)
    assert run.precision.iterations >= fewest_for_interval(0.9995, 0.95)


# -- looks ------------------------------------------------------------------------------------------------------------


def test_looks_follow_one_another_geometrically_and_add_whole_blocks() -> None:
    looks: list[PrecisionOutcome] = []
    simulate_until(SKEWED, Precision.parse("0.02d", of="P95"), iterations=1_500, on_look=looks.append)
    counts = [look.iterations for look in looks]
    assert [look.looks for look in looks] == list(range(1, len(looks) + 1))
    assert len(looks) <= 8
    assert all(count % 1024 == 0 for count in counts[1:])
    assert all(1.1 * a <= b <= 10 * a + 1024 for a, b in pairwise(counts))


def test_a_sobol_sequence_grows_to_powers_of_two() -> None:
    looks: list[PrecisionOutcome] = []
    simulate_until(SKEWED, "0.02d", iterations=1_024, sampling="sobol", on_look=looks.append)
    assert len(looks) > 1
    assert all(look.iterations & (look.iterations - 1) == 0 for look in looks)


def test_progress_goes_to_the_next_look() -> None:
    told: list[tuple[int, int]] = []
    looks: list[PrecisionOutcome] = []
    simulate_until(
        PAIR, "0.03d", iterations=1_500, on_look=looks.append, progress=lambda done, of: told.append((done, of))
    )
    assert len(looks) > 1
    assert [of for done, of in told if done == of] == [look.iterations for look in looks]


@pytest.mark.parametrize("most", [500, 5_000, 20_480])
def test_no_more_than_the_most_is_worked_and_that_is_said(most: int) -> None:
    run = simulate_until(PAIR, "0.001d", iterations=2_000, most_iterations=most)
    outcome = run.precision
    assert outcome.iterations == (most if most < 2_000 else most // 1024 * 1024)
    assert run.result.provenance.iterations == outcome.iterations
    assert run.result.provenance.is_complete
    assert not outcome.is_reached
    assert outcome.iterations_needed == math.ceil(outcome.iterations * (outcome.half_width / 0.001) ** 2)
    pattern = r"P80 is known to ±0\.\d+ working days at 95 % after [\d,]+ iterations \(\d looks?\), not to ±0\.001d "
    assert re.match(pattern + r"as was wanted: that takes about [\d,]+$", str(outcome))


def test_a_run_that_reached_the_most_is_not_continued() -> None:
    part = simulate(PAIR, iterations=5_000)
    run = extend_until(part, "0.001d", most_iterations=5_000)
    assert run.result is part
    assert not run.precision.is_reached


def test_the_most_that_is_worked_falls_with_the_memory_of_an_iteration() -> None:
    looks: list[PrecisionOutcome] = []
    for keeps in (False, True):
        simulate_until(
            PLAN, "5d", iterations=1_024, keep_samples=keeps, jobs=1, on_look=looks.append, most_iterations=None
        )
    assert looks[0].allowed == 10_000_000
    assert looks[1].allowed <= 10_000_000
    many = plan_of(*["1d"] * 1_000)
    simulate_until(many, "5d", iterations=1_024, keep_samples=True, on_look=looks.append)
    assert looks[-1].allowed == 2**31 // (8 + 16_000)


def outcome_of(half_width: float, iterations: int = 2_048, allowed: int = 10**7) -> PrecisionOutcome:
    return PrecisionOutcome(Precision.parse("1d"), 1.0, half_width, iterations, 1, allowed)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (outcome_of(1.0), None),
        (outcome_of(0.0), None),
        (outcome_of(1.0001), 3_072),
        (outcome_of(2.0), 8_192),
        (outcome_of(2.0, 10_000), 40_960),
        (outcome_of(100.0), 20_480),
        (outcome_of(math.inf), 20_480),
        (outcome_of(2.0, allowed=4_500), 4_096),
        (outcome_of(2.0, allowed=2_048), None),
        (outcome_of(2.0, allowed=1_000), None),
        (outcome_of(0.5, 300), 1_024),
    ],
)
def test_the_next_look_is_where_the_width_should_suffice(outcome: PrecisionOutcome, expected: int | None) -> None:
    assert next_look(outcome, "lhs") == expected


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "wanted", "half_width", "looks", "words"),
    [
        ("P80", "1d", 0.8, 4, "P80 is known to ±0.8 working days at 95 % after 34,816 iterations (4 looks)"),
        ("P90(m)", "8h", 1.0, 1, "P90(m) is known to ±1 working day at 95 % after 34,816 iterations (1 look)"),
        ("P(finish <= 2028-03-31)", "1%", 0.00912, 2, "P(finish <= 2028-03-31) is known to ±0.91 percentage points"),
        (
            "P80",
            "1d",
            1.002,
            2,
            "P80 is known to ±1.002 working days at 95 % after 34,816 iterations (2 looks), not to",
        ),
        (
            "P80",
            "1d",
            math.inf,
            1,
            "P80 is not known at 95 % after 34,816 iterations (1 look), not to ±1d as was wanted",
        ),
    ],
)
def test_an_outcome_says_what_is_known_and_what_it_took(
    of: str, wanted: str, half_width: float, looks: int, words: str
) -> None:
    precision = Precision.parse(wanted, of=of)
    outcome = PrecisionOutcome(precision, precision.half_width(PAIR), half_width, 34_816, looks, 10**7)
    assert str(outcome).startswith(words)


@pytest.mark.parametrize(
    ("wanted", "of", "words"),
    [
        ("0d", "P80", "the precision 0d is not above zero; write working time for a percentile"),
        ("-1d", "P80", "the precision -1d is not above zero"),
        ("5x", "P80", "the precision '5x' is not an amount; write working time for a percentile, such as 1d"),
        ("1%", "P80", "the precision 1% is a share, and P80 is a date; write working time, such as 1d or 4h"),
        ("1", "P80", "the precision 1 has no unit; did you mean 1d?"),
        ("1", "P(finish <= 2028-03-31)", "the precision 1 has no unit; did you mean 1%?"),
        ("1d", "P(finish <= 2028-03-31)", "the precision 1d is a time, and P(finish <= 2028-03-31) is a chance"),
        ("100%", "P(finish <= 2028-03-31)", "the precision 100% says nothing of a chance"),
    ],
)
def test_a_precision_that_means_nothing_is_refused(wanted: str, of: str, words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        Precision.parse(wanted, of=of)


@pytest.mark.parametrize(
    "arguments", [{"iterations": 0}, {"most_iterations": 0}, {"most_iterations": 2**40}, {"seed": -1}, {"jobs": 0}]
)
def test_arguments_out_of_range_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="is out of range"):
        simulate_until(PAIR, "1d", **arguments)


def test_a_precision_of_what_the_plan_does_not_have_is_refused_before_it_is_run() -> None:
    with pytest.raises(UsageError, match="precision of 'P80\\(m\\)': there is no milestone 'm'"):
        simulate_until(PAIR, Precision.parse("1d", of="P80(m)"))
    with pytest.raises(UsageError, match="there is no milestone"):
        extend_until(simulate(PAIR, iterations=100), Precision.parse("1d", of="P80(m)"))
