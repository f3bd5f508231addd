"""Indices on fixed runs: given durations go through the kernels, without any draw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from riskmc.kernels import LANES
from riskmc.kernels.network import backward_pass, forward_pass
from riskmc.kernels.ranks import Other, rank_products
from riskmc.result.sums import REPLICATED, task_indices
from tests import naive
from tests.kernels.plans import network_of, room_for


@pytest.fixture
def case(shared_oracle: Path) -> dict[str, Any]:
    return json.loads((shared_oracle / "X01_fixed_runs_8act.json").read_text("utf-8"))


@pytest.fixture
def durations(case: dict[str, Any]) -> np.ndarray:
    return np.array([case["model"]["runs"][name] for name in case["model"]["predecessors"]], float)


def worked(case: dict[str, Any], durations: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Project finishes, total floats and the task sums of the fixed runs."""
    names = list(case["model"]["predecessors"])
    links = [
        naive.Link(names.index(before), target)
        for target, name in enumerate(names)
        for before in case["model"]["predecessors"][name]
    ]
    plan = naive.Plan([naive.Draw((0, row)) for row in range(len(names))], links)
    network, work, runs = network_of(plan), room_for(plan), durations.shape[1]
    work.durations.reshape(-1, LANES)[:, :runs] = durations
    forward_pass(network, work)
    work.lanes[1] = work.lanes[0]
    sums = np.zeros((len(names), 7))
    backward_pass(runs, network, work, sums)
    late = (work.starts + work.durations).reshape(-1, LANES)
    floats = (late - work.finishes.reshape(-1, LANES))[:, :runs]
    return work.lanes[0, :runs].copy(), floats, sums


def test_project_durations_and_floats_of_fixed_runs_are_exact(case: dict[str, Any], durations: np.ndarray):
    finish, floats, _ = worked(case, durations)
    assert finish.tolist() == case["expected"]["project_durations"]["value"]
    for row, name in zip(floats, case["model"]["predecessors"], strict=True):
        assert row.tolist() == case["expected"][f"total_float.{name}"]["value"]


def test_indices_of_fixed_runs_are_exact(case: dict[str, Any], durations: np.ndarray):
    finish, _, sums = worked(case, durations)
    n = len(finish)
    zero = np.zeros(len(durations))
    totals = np.array([finish.sum(), (finish**2).sum()])
    table = dict(zip(REPLICATED, task_indices(n, sums, totals, zero, zero, 0.0).T, strict=True))
    keys = {"criticality": "criticality", "significance": "si", "ssi": "ssi", "pearson": "cri_pearson"}
    checked = 0
    for column, key in keys.items():
        for row, name in enumerate(case["model"]["predecessors"]):
            expected = case["expected"].get(f"{key}.{name}")
            if expected is not None:
                value = expected.get("signed", expected["value"])
                assert table[column][row] == pytest.approx(value, rel=1e-12, abs=1e-15), f"{key}.{name}"
                checked += 1
    assert checked == 4 * 8 - 2
    assert np.isnan(table["pearson"][3])
    assert table["ssi"][3] == 0.0


def test_rank_correlations_of_fixed_runs_are_exact_with_ties(case: dict[str, Any], durations: np.ndarray):
    finish, _, _ = worked(case, durations)
    n = len(finish)
    ranks = np.array(naive.centred_ranks(finish.tolist()))
    order = np.unique(finish, return_inverse=True)[1].astype(np.int64)
    other = Other(ranks, finish - finish.mean(), order, np.array([0.1 * n]))
    values = durations.astype(np.float32)
    sums = np.zeros((len(durations), 8))
    packed, spare = np.zeros((2, n), np.uint64)
    counts, tree = np.zeros(2048, np.int64), np.zeros(n + 1, np.int64)
    rank_products(values.view(np.uint32), other, packed, spare, counts, tree, sums)
    assert sums[3, [0, 1, 6, 7]].tolist() == [0.0, 0.0, 0.0, 0.0]
    untied = naive.concordance(finish.tolist(), finish.tolist())[1]
    pairs = n * (n - 1) / 2
    checked = 0
    for row, name in enumerate(case["model"]["predecessors"]):
        measures = {
            "cri_spearman_tie_corrected": sums[row, 0] / np.sqrt(sums[row, 1] * (ranks @ ranks)) if row != 3 else 0.0,
            "cri_kendall_tau_b": sums[row, 6] / np.sqrt(sums[row, 7] * untied) if row != 3 else 0.0,
            "cri_kendall_tau_a": sums[row, 6] / pairs,
        }
        for key, value in measures.items():
            expected = case["expected"].get(f"{key}.{name}")
            if expected is not None:
                assert value == pytest.approx(expected["value"], rel=1e-12), f"{key}.{name}"
                checked += 1
    assert checked == 3 * 7
