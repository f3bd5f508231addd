"""The chance given a signal, and where it falls below a level, against closed forms and exact enumeration."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from riskmc._typing import Flags, Floats
from riskmc.analysis.conditional_chance import chance_curve
from riskmc.analysis.signal_ranking import area_under_curve
from tests.constants import Z

CHERNOFF_SD = 0.5134
"""Standard deviation of Chernoff's distribution (P. Groeneboom and J. A. Wellner, "Computing Chernoff's distribution",
Journal of Computational and Graphical Statistics 10, 2001), which the error of an isotonic regression has."""


def in_series(n: int, rho: float, promised: float, seed: int) -> tuple[Floats, Flags]:
    """Two tasks in series, normal: signal, the finish of the first, and whether the second meets the date.

    In units of the finish's spread around its mean; `rho` is the correlation of signal and finish.
    """
    draws = np.random.default_rng(seed).standard_normal((2, n))
    finish = rho * draws[0] + math.sqrt(1.0 - rho**2) * draws[1]
    return draws[0], finish <= promised


def true_point(rho: float, promised: float, level: float) -> float:
    """Where the conditional chance of two normal tasks in series is at a level."""
    return float((promised - math.sqrt(1.0 - rho**2) * ndtri(level)) / rho)


def true_chance(rho: float, promised: float, signal: float) -> float:
    return float(ndtr((promised - rho * signal) / math.sqrt(1.0 - rho**2)))


def point_error(n: int, rho: float, promised: float, level: float) -> float:
    """Standard error of the crossing of an isotonic regression of `n` iterations."""
    point = true_point(rho, promised, level)
    density = math.exp(-(point**2) / 2.0) / math.sqrt(2.0 * math.pi)
    slope = math.exp(-(ndtri(level) ** 2) / 2.0) / math.sqrt(2.0 * math.pi) * rho / math.sqrt(1.0 - rho**2)
    return CHERNOFF_SD * (4.0 * level * (1.0 - level) / (density * slope**2 * n)) ** (1.0 / 3.0)


@pytest.mark.parametrize("rho", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("level", [0.5, 0.8])
@pytest.mark.parametrize("falls", [True, False])
def test_two_normal_tasks_in_series_have_the_trigger_point_of_the_conditional_normal(rho, level, falls):
    signal, met = in_series(100_000, rho, 0.5, seed=0)
    sign = 1.0 if falls else -1.0
    found = chance_curve(sign * signal, met, falls=falls).crossing(level)
    truth = true_point(rho, 0.5, level)
    assert found.place == "crossed"
    assert abs(sign * found.value - truth) <= Z * point_error(100_000, rho, 0.5, level)
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("rho", [0.3, 0.6, 0.9])
def test_the_curve_is_the_conditional_chance(rho):
    n = 100_000
    signal, met = in_series(n, rho, 0.5, seed=1)
    curve = chance_curve(signal, met)
    for at in (-1.0, 0.0, 0.7, 1.4):
        chance = true_chance(rho, 0.5, at)
        density = math.exp(-(at**2) / 2.0) / math.sqrt(2.0 * math.pi)
        slope = math.exp(-(ndtri(chance) ** 2) / 2.0) / math.sqrt(2.0 * math.pi) * rho / math.sqrt(1.0 - rho**2)
        error = CHERNOFF_SD * (4.0 * chance * (1.0 - chance) * slope / (density * n)) ** (1.0 / 3.0)
        found = curve.at(at)
        assert abs(found.value - chance) <= Z * error
        assert found.low <= found.value <= found.high


RUNS = 300


@pytest.mark.parametrize(
    ("rho", "level", "n"), [(0.3, 0.8, 2_000), (0.6, 0.5, 500), (0.9, 0.8, 500), (0.9, 0.5, 5_000)]
)
def test_the_interval_of_a_trigger_point_covers_it_as_often_as_it_says(rho, level, n):
    truth = true_point(rho, 0.5, level)
    found = [chance_curve(*in_series(n, rho, 0.5, seed)).crossing(level) for seed in range(RUNS)]
    covered = sum(item.low <= truth <= item.high for item in found)
    assert covered >= 0.95 * RUNS - Z * math.sqrt(RUNS * 0.95 * 0.05)
    # And it is no wider than it must be: half as confident an interval misses often.
    narrow = [chance_curve(*in_series(n, rho, 0.5, seed)).crossing(level, 0.5) for seed in range(RUNS)]
    assert sum(item.low <= truth <= item.high for item in narrow) < 0.85 * RUNS


@pytest.mark.parametrize("at", [-1.0, 0.5, 1.5])
def test_the_band_covers_the_chance_at_a_value_as_often_as_it_says(at):
    truth = true_chance(0.6, 0.5, at)
    found = [chance_curve(*in_series(1_000, 0.6, 0.5, seed)).at(at) for seed in range(RUNS)]
    covered = sum(item.low <= truth <= item.high for item in found)
    assert covered >= 0.95 * RUNS - Z * math.sqrt(RUNS * 0.95 * 0.05)


FIRST = {10.0: 0.2, 12.0: 0.3, 15.0: 0.3, 20.0: 0.2}
SECOND = {5.0: 0.5, 8.0: 0.3, 14.0: 0.2}


@pytest.mark.parametrize(
    ("promised", "level", "last_good"), [(24.0, 0.9, 10.0), (24.0, 0.7, 15.0), (20.0, 0.7, 12.0), (20.0, 0.4, 15.0)]
)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_discrete_durations_have_the_trigger_point_that_enumeration_gives(promised, level, last_good, sign):
    exact = {first: sum(share for second, share in SECOND.items() if first + second <= promised) for first in FIRST}
    assert max(first for first, chance in exact.items() if chance >= level) == last_good
    rng = np.random.default_rng(3)
    signal = rng.choice(list(FIRST), 20_000, p=list(FIRST.values()))
    met = signal + rng.choice(list(SECOND), 20_000, p=list(SECOND.values())) <= promised
    curve = chance_curve(sign * signal, met, falls=sign > 0.0)
    for first, chance in exact.items():
        count = int((signal == first).sum())
        estimate = curve.at(sign * first)
        assert abs(estimate.value - chance) <= Z * math.sqrt(chance * (1.0 - chance) / count) + 1e-12
        assert estimate.low <= estimate.value <= estimate.high
    found = curve.crossing(level)
    assert found.value == sign * last_good
    assert found.low <= found.value <= found.high


def test_a_chance_that_drops_at_a_step_has_its_trigger_point_there():
    covered = 0
    for seed in range(RUNS):
        rng = np.random.default_rng(seed)
        signal = rng.random(2_000)
        found = chance_curve(signal, rng.random(2_000) < np.where(signal <= 0.6, 0.8, 0.3)).crossing(0.5)
        covered += found.low <= 0.6 <= found.high
    assert covered >= 0.95 * RUNS - Z * math.sqrt(RUNS * 0.95 * 0.05)


def test_an_atom_with_just_the_level_is_covered():
    chances, covered = np.array([0.9, 0.7, 0.5, 0.4, 0.1]), 0
    for seed in range(RUNS):
        rng = np.random.default_rng(seed)
        signal = rng.integers(0, 5, 1_000)
        found = chance_curve(signal.astype(float), rng.random(1_000) < chances[signal]).crossing(0.5)
        covered += found.low <= 2.0 <= found.high
    assert covered >= 0.95 * RUNS - Z * math.sqrt(RUNS * 0.95 * 0.05)


def test_what_is_always_or_never_met_has_no_trigger_point():
    signal = np.random.default_rng(0).random(1_000)
    never = chance_curve(signal, np.ones(1_000, bool)).crossing(0.5)
    assert (never.place, never.value, never.high) == ("never_below", signal.max(), math.inf)
    always = chance_curve(signal, np.zeros(1_000, bool)).crossing(0.5)
    assert (always.place, always.value, always.low) == ("always_below", -math.inf, -math.inf)
    turned = chance_curve(signal, np.zeros(1_000, bool), falls=False).crossing(0.5)
    assert (turned.place, turned.value, turned.high) == ("always_below", math.inf, math.inf)


def test_a_few_late_misses_do_not_make_a_trigger_point():
    signal = np.arange(10_000.0)
    met = np.random.default_rng(0).random(10_000) < 0.7
    met[-3:] = False
    assert chance_curve(signal, met).crossing(0.5).place == "never_below"
    met[-200:] = False
    found = chance_curve(signal, met).crossing(0.5)
    assert found.place == "crossed"
    assert abs(found.value - 9_800) < 50


def test_the_curve_never_rises_and_keeps_the_mean():
    signal, met = in_series(5_000, 0.5, 0.0, seed=2)
    curve = chance_curve(signal, met)
    assert (np.diff(curve.chance) <= 0.0).all()
    assert np.average(curve.chance, weights=curve.counts) == pytest.approx(met.mean())


def test_a_chance_that_rises_and_falls_is_told():
    signal = np.random.default_rng(0).random(10_000)
    draw = np.random.default_rng(1).random(10_000)
    assert chance_curve(signal, draw < 1.0 - signal).is_steady()
    assert not chance_curve(signal, draw < np.abs(2.0 * signal - 1.0)).is_steady()
    steady = sum(chance_curve(*in_series(1_000, 0.4, 0.5, seed)).is_steady() for seed in range(RUNS))
    assert steady == RUNS


def naive_area(signal: Floats, met: Flags) -> float:
    """Count pairs of a missed and a met iteration one by one."""
    pairs = [(bad > good) + 0.5 * (bad == good) for bad in signal[~met] for good in signal[met]]
    return sum(pairs) / len(pairs)


def test_the_area_counts_pairs():
    rng = np.random.default_rng(0)
    signal, met = rng.integers(0, 6, 60).astype(float), rng.random(60) < 0.6
    assert area_under_curve(signal, met).value == pytest.approx(naive_area(signal, met))


def test_the_interval_of_the_area_covers_it():
    truth = naive_area(*in_series(3_000, 0.6, 0.5, seed=99))
    spread = area_under_curve(*in_series(3_000, 0.6, 0.5, seed=99)).error
    found = [area_under_curve(*in_series(400, 0.6, 0.5, seed)) for seed in range(RUNS)]
    covered = sum(item.low - Z * spread <= truth <= item.high + Z * spread for item in found)
    assert covered >= 0.95 * RUNS - Z * math.sqrt(RUNS * 0.95 * 0.05)
    errors = np.array([item.error for item in found])
    scatter = float(np.std([item.value for item in found], ddof=1))
    assert abs(scatter / errors.mean() - 1.0) <= Z / math.sqrt(2.0 * RUNS)


def test_what_is_always_met_has_no_area():
    assert math.isnan(area_under_curve(np.arange(5.0), np.ones(5, bool)).value)
