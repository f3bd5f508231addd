"""Cost contingency against closed forms, and who needs it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from riskmc._typing import Floats
from riskmc.analysis.buffer_words import cost_sentences
from riskmc.analysis.cost_contingency import cost_contingency, cost_shares, shares_by_group, study_costs
from riskmc.result.amounts import CostSamples
from tests.constants import Z

PLANNED = np.array([100.0, 200.0, 50.0])
MEANS = np.array([110.0, 230.0, 50.0])
SDS = np.array([10.0, 30.0, 0.0])


def parts(n: int, seed: int = 0) -> Floats:
    """Two normal amounts and a certain one."""
    samples: Floats = np.random.default_rng(seed).normal(MEANS[:, None], SDS[:, None], (3, n))
    return samples


def frame(samples: Floats) -> pd.DataFrame:
    """The table of what costs money, as a result has it."""
    total, n = samples.sum(axis=0), samples.shape[1]
    spread = total - total.mean()
    shares = (samples - samples.mean(axis=1, keepdims=True)) @ spread / (spread @ spread)
    return pd.DataFrame(
        {
            "id": ["piling", "R1", "site"],
            "kind": ["task", "risk", "cost"],
            "name": ["Bore piles", "Wreck", "Site office"],
            "group": ["civil.foundation", "Ground", "civil"],
            "planned": PLANNED,
            "mean": samples.mean(axis=1),
            "mean_se": samples.std(axis=1, ddof=1) / math.sqrt(n),
            "covariance_share": shares,
            "covariance_share_se": np.full(3, 0.01),
        }
    )


def test_the_contingency_of_normal_costs_is_that_of_their_sum() -> None:
    n, level = 40_000, 0.8
    found = cost_contingency(CostSamples(parts(n).sum(axis=0), "EUR"), PLANNED.sum(), level, 0.95)
    sd = math.hypot(*SDS)
    exact = (MEANS - PLANNED).sum() + norm.ppf(level) * sd
    error = sd * math.sqrt(level * (1 - level) / n) / norm.pdf(norm.ppf(level))
    assert found.amount.value == pytest.approx(exact, abs=Z * error)
    assert found.amount.low < exact < found.amount.high
    chance = norm.cdf((PLANNED.sum() - MEANS.sum()) / sd)
    assert found.chance.value == pytest.approx(chance, abs=Z * math.sqrt(chance * (1 - chance) / n))
    assert found.reserve is not None
    assert found.reserve.amount.low < sd * (norm.ppf(0.95) - norm.ppf(0.8)) < found.reserve.amount.high
    assert found.estimate.value + found.reserve.amount.value == pytest.approx(found.reserve.until.value)


def test_a_budget_holds_on_fresh_iterations_as_often_as_is_said() -> None:
    n, level = 20_000, 0.8
    samples, fresh = (CostSamples(parts(n, seed).sum(axis=0)) for seed in (0, 1))
    found = cost_contingency(samples, PLANNED.sum(), level, fresh=fresh)
    assert found.coverage is not None
    assert found.coverage.value == pytest.approx(level, abs=Z * math.sqrt(2 * level * (1 - level) / n))


def test_shares_add_up_and_follow_the_variance() -> None:
    samples = parts(40_000)
    total = CostSamples(samples.sum(axis=0), "EUR")
    shares = {share.id: share for share in cost_shares(frame(samples), total, 0.8)}
    whole = total.quantile(0.8) - PLANNED.sum()
    assert sum(share.amount.value for share in shares.values()) == pytest.approx(whole)
    sd, rest, n = math.hypot(*SDS), norm.ppf(0.8) * math.hypot(*SDS), 40_000
    percentile_error = sd * math.sqrt(0.16 / n) / norm.pdf(norm.ppf(0.8))
    for identity, part, beyond in zip(("piling", "R1", "site"), SDS, MEANS - PLANNED, strict=True):
        share = (part / sd) ** 2
        slope_error = part * math.sqrt(1.0 - share) / (sd * math.sqrt(n))
        error = part / math.sqrt(n) + rest * slope_error + share * (percentile_error + sd / math.sqrt(n))
        assert shares[identity].amount.value == pytest.approx(beyond + share * rest, abs=Z * error + 1e-9)
    assert shares["site"].reason.endswith("what is planned on average, and it adds nothing to the spread of the whole")
    assert shares["R1"].reason.startswith("it costs 30 EUR more than planned on average, and 90 % of the spread")


def test_groups_add_up_what_is_in_them() -> None:
    samples = parts(4_000)
    shares = cost_shares(frame(samples), CostSamples(samples.sum(axis=0)), 0.8)
    groups = {share.name: share for share in shares_by_group(shares)}
    assert set(groups) == {"civil", "risks: Ground"}
    assert sum(share.amount.value for share in groups.values()) == pytest.approx(
        sum(share.amount.value for share in shares)
    )
    assert groups["civil"].reason == "2 parts"


def test_the_sentences_say_budget_and_reserve() -> None:
    samples = CostSamples(np.linspace(1_001.0, 2_000.0, 1_000), "EUR")
    words = list(cost_sentences(cost_contingency(samples, 1_500.0, 0.8, 0.95)))
    assert words[0].startswith("To be 80 % sure to keep the budget, hold 1,800 EUR: 300 EUR (27")
    assert words[1].startswith("A management reserve of another 150 EUR (")
    cheap = next(cost_sentences(cost_contingency(samples, 5_000.0, 0.8)))
    assert cheap.startswith("No cost contingency is needed to be 80 % sure: 1,800 EUR suffices for that")


def test_a_certain_cost_needs_no_contingency() -> None:
    samples = CostSamples(np.full(100, 350.0))
    certain = frame(parts(100)).assign(mean=PLANNED, mean_se=0.0, covariance_share=np.nan, covariance_share_se=np.nan)
    study = study_costs(samples, 350.0, certain, 0.8, 0.95)
    assert study.contingency.amount.value == 0.0
    assert [share.amount.value for share in study.shares] == [0.0, 0.0, 0.0]
