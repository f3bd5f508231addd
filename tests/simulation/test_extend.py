"""A continued run is one run, to the bit."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from riskmc.errors import SimulationError, UsageError
from riskmc.result import SimulationResult, read_result
from riskmc.simulation import Interrupted, extend, simulate
from tests.result.test_result import PLAN


def assert_same_bits(one: SimulationResult, other: SimulationResult) -> None:
    for field in dataclasses.fields(SimulationResult):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            assert a.tobytes() == b.tobytes(), field.name
        elif field.name in ("sums", "deterministic", "ranks", "detail"):
            for part in dataclasses.fields(a):
                left, right = getattr(a, part.name), getattr(b, part.name)
                if isinstance(left, np.ndarray):
                    left, right = left.tobytes(), right.tobytes()
                assert left == right, part.name
        else:
            assert a == b, field.name


@pytest.mark.parametrize("sampling", ["lhs", "random", "sobol"])
@pytest.mark.parametrize(("first", "more"), [(1, 1), (300, 100), (300, 900), (1_024, 1), (1_500, 548), (2_048, 7_952)])
def test_a_continued_run_equals_the_run_in_one_go(first: int, more: int, sampling: Any) -> None:
    part = simulate(PLAN, iterations=first, seed=4, sampling=sampling)
    assert_same_bits(extend(part, more), simulate(PLAN, iterations=first + more, seed=4, sampling=sampling))


def test_a_run_can_be_continued_again_and_again_and_on_any_threads() -> None:
    result = simulate(PLAN, iterations=700, jobs=2)
    for more, jobs in ((1, 1), (2_000, 2), (323, 1), (5_000, 2)):
        result = extend(result, more, jobs=jobs)
    assert_same_bits(result, simulate(PLAN, iterations=8_024, jobs=1))


def test_kept_samples_go_on_being_kept() -> None:
    part = simulate(PLAN, iterations=1_100, keep_samples=True)
    assert_same_bits(extend(part, 1_000), simulate(PLAN, iterations=2_100, keep_samples=True))


def test_a_saved_run_can_be_continued(tmp_path: Path) -> None:
    path = simulate(PLAN, iterations=1_100).save(tmp_path / "x.riskmc")
    assert_same_bits(extend(read_result(path), 1_000), simulate(PLAN, iterations=2_100))


def test_the_earlier_result_stays_as_it_was() -> None:
    part = simulate(PLAN, iterations=1_100)
    before = part.finish_minutes.tobytes(), part.sums.tasks.tobytes()
    extend(part, 1_000)
    assert (part.finish_minutes.tobytes(), part.sums.tasks.tobytes()) == before


def test_an_interrupted_run_can_be_brought_to_its_end() -> None:
    def stop(done: int, of: int) -> None:
        if done >= 2_048:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        simulate(PLAN, iterations=9_000, progress=stop)
    partial = caught.value.result
    assert partial is not None
    rest = 9_000 - partial.provenance.iterations
    assert_same_bits(extend(partial, rest), simulate(PLAN, iterations=9_000))


def test_a_wider_critical_float_goes_on_counting() -> None:
    part = simulate(PLAN, iterations=1_100, critical_float="1d")
    assert_same_bits(extend(part, 1_000), simulate(PLAN, iterations=2_100, critical_float="1d"))


def test_adding_nothing_or_less_is_refused() -> None:
    part = simulate(PLAN, iterations=100)
    for more in (0, -5):
        with pytest.raises(UsageError, match=f"iterations {more} is out of range; give a number from 1"):
            extend(part, more)


def test_a_result_of_other_numbers_is_not_continued() -> None:
    part = simulate(PLAN, iterations=2_000)
    other = dataclasses.replace(part, finish_minutes=part.finish_minutes + 1.0)
    with pytest.raises(SimulationError, match="run the plan again with this version"):
        extend(other, 1_000)
