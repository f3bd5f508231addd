"""Sizes of critical-chain buffers, by the rules of their sources."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from riskmc.analysis.buffer_sizes import (
    adaptive_with_density,
    adaptive_with_tightness,
    biased_root_square_error,
    cut_and_paste,
    half_of_chain,
    root_square_error,
)


def test_every_rule_gives_the_published_size(shared_oracle: Path) -> None:
    case = json.loads((shared_oracle / "K13_ccpm_buffers.json").read_text(encoding="utf-8"))
    chain, expected = case["model"]["chain"], case["expected"]
    safe = [task["safe"] for task in chain]
    lean = [task["aggressive"] for task in chain]
    found = {
        "aggressive_chain": sum(lean),
        "safe_chain": sum(safe),
        "buffer_cut_and_paste_50pct": cut_and_paste(safe, lean),
        "buffer_half_of_aggressive_chain": half_of_chain(lean),
        "buffer_ssq": root_square_error(safe, lean),
        "buffer_bias_plus_ssq(15% bias)": biased_root_square_error(safe, lean, 0.15),
        "buffer_2sigma_newbold (sum((S-A)/2)^2)": root_square_error(safe, lean),
    }
    assert found.keys() == expected.keys()
    for name, value in found.items():
        assert value == pytest.approx(expected[name]["value"], rel=1e-14), name


def test_both_fifty_percent_rules_agree_where_safety_doubles_every_task() -> None:
    lean = [3.0, 8.0, 5.5]
    assert cut_and_paste([2 * days for days in lean], lean) == half_of_chain(lean)


def test_a_safe_estimate_below_the_aggressive_one_has_no_safety_to_take() -> None:
    assert cut_and_paste([10.0, 4.0], [8.0, 5.0]) == 1.0
    assert root_square_error([10.0, 4.0], [8.0, 5.0]) == 2.0


def test_the_adaptive_procedures_scale_the_deviation_of_the_chain() -> None:
    sd = [1.0, 2.0, 2.0]
    assert adaptive_with_density(sd, 2, 3) == pytest.approx(3.0 * (1.0 + 2.0 / 3.0))
    assert adaptive_with_tightness(sd, 0.75) == pytest.approx(5.25)
    assert adaptive_with_density([], 0, 0) == 0.0


def test_root_square_error_grows_with_the_root_of_a_chain_and_cut_and_paste_with_its_length() -> None:
    for n in (1, 4, 16):
        safe, lean = [2.0] * n, [1.0] * n
        assert root_square_error(safe, lean) == pytest.approx(math.sqrt(n))
        assert cut_and_paste(safe, lean) == 0.5 * n
