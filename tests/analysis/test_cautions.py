"""A reader is told what must be known before the numbers are believed, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from riskmc.analysis import find_cautions
from riskmc.analysis.cautions import notice_text
from riskmc.model import Notice
from riskmc.result import SimulationResult
from tests.analysis.results import by_hand, interrupted, spread

MANY = spread(1.0, 20.0, 1_000)


def told(result: SimulationResult, confidence: float = 0.95) -> list[str]:
    return [str(caution) for caution in find_cautions(result, confidence)]


def rules(result: SimulationResult) -> list[str]:
    return [caution.rule for caution in find_cautions(result)]


def risk(identity: str, probability: float) -> dict[str, Any]:
    return {"id": identity, "probability": probability, "impacts": [{"on": "work", "delay": "2d"}]}


def work(**tasks: str) -> list[dict[str, Any]]:
    uncertain = {"id": "work", "duration": {"uniform": ["1d", "100d"]}, "planned": "10d"}
    return [uncertain, *({"id": name, "duration": duration} for name, duration in tasks.items())]


def test_a_usual_run_has_no_caution() -> None:
    assert told(by_hand(MANY)) == []


@pytest.mark.parametrize(
    ("days", "requested", "text"),
    [(MANY, 10_000, "1,000 of 10,000 iterations were done"), ([5.0], 10, "1 of 10 iterations was done")],
)
def test_an_interrupted_run_says_so_first(days: list[float], requested: int, text: str) -> None:
    cautions = find_cautions(interrupted(by_hand(days), requested))
    assert cautions[0].rule == "interrupted"
    assert cautions[0].message == f"The run was interrupted: {text}. The intervals count only what was done."


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (1, "The run is small: 1 iteration, too few for an interval of P80; run 10,000 iterations or more."),
        (16, "The run is small: 16 iterations, too few for an interval of P80; run 10,000 iterations or more."),
        (
            100,
            "The run is small: 100 iterations. At 95 % confidence P80 is only known to lie 72–89 working days after the"
            " start; run 10,000 iterations or more.",
        ),
    ],
)
def test_a_small_run_says_how_little_it_knows(n: int, text: str) -> None:
    assert told(by_hand([float(day) for day in range(1, n + 1)])) == [text]


def test_a_run_is_small_below_a_thousand_iterations() -> None:
    assert rules(by_hand(MANY[:-1])) == ["few_iterations"]
    assert rules(by_hand(MANY)) == []


def test_a_small_run_is_judged_at_the_confidence_that_is_asked_for() -> None:
    days = [float(day) for day in range(1, 21)]
    assert "At 97.5 % confidence" in told(by_hand([*days, 21.0]), 0.975)[0]
    assert "too few for an interval" in told(by_hand(days), 0.99)[0]


def test_a_small_run_that_is_certain_claims_no_interval() -> None:
    assert told(by_hand([5.0] * 100)) == [
        "The run is small: 100 iterations; run 10,000 iterations or more.",
        "The finish is the same in every iteration: no task or risk that is uncertain moved it.",
    ]


def test_a_finish_that_varies_by_less_than_a_second_is_the_same() -> None:
    assert rules(by_hand([5.0 - 1e-9, 5.0] * 500)) == ["certain"]
    assert rules(by_hand([5.0 - 1e-4, 5.0] * 500)) == []


@pytest.mark.parametrize("n", [1_000, 1_023, 1_025, 10_000])
def test_sobol_sampling_wants_a_power_of_two(n: int) -> None:
    below = 1 << (n.bit_length() - 1)
    assert told(by_hand(spread(1.0, 20.0, n), sampling="sobol")) == [
        f"Sobol sampling is balanced for powers of two, and {n:,} iterations are none; run {below:,} or {2 * below:,}."
    ]


@pytest.mark.parametrize("sampling", ["lhs", "random"])
def test_other_sampling_wants_no_power_of_two(sampling: str) -> None:
    assert told(by_hand(spread(1.0, 20.0, 1_025), sampling=sampling)) == []


def test_few_sobol_iterations_are_a_caution_only_beside_risks() -> None:
    days = spread(1.0, 20.0, 1_024)
    struck = [[index % 2 == 0 for index in range(1_024)]]
    assert told(by_hand(days, sampling="sobol")) == []
    (text,) = told(by_hand(days, sampling="sobol", struck=struck, risks=[risk("R", 0.5)]))
    assert text.startswith("Sobol sampling may pair a rare risk with one end of another range below 32,768 iterations")
    many = spread(1.0, 20.0, 32_768)
    assert told(by_hand(many, sampling="sobol", struck=[struck[0] * 32], risks=[risk("R", 0.5)])) == []


@pytest.mark.parametrize(
    ("fixed", "text"),
    [
        (1, "1 of 2 tasks has a single duration and no range, and varies only where a risk strikes: t0."),
        (2, "2 of 3 tasks have a single duration and no range, and vary only where a risk strikes: t0, t1."),
        (
            1_234,
            "1,234 of 1,235 tasks have a single duration and no range, and vary only where a risk strikes:"
            " t0, t1, t2, t3, t4 and 1,229 more.",
        ),
    ],
)
def test_tasks_without_a_range_are_counted_and_the_first_are_named(fixed: int, text: str) -> None:
    assert told(by_hand(MANY, tasks=work(**{f"t{index}": "2d" for index in range(fixed)}))) == [text]


def test_the_only_task_of_a_plan_may_be_without_a_range() -> None:
    (caution,) = find_cautions(by_hand(MANY, tasks=[{"id": "work", "duration": "10d"}]))
    assert caution.rule == "without_range"
    assert caution.message.startswith("1 of 1 task has a single duration")


def test_milestones_and_templates_are_no_tasks_without_a_range() -> None:
    tasks = [*work(other="5d"), {"id": "end", "milestone": True, "after": ["work"]}]
    templates = [{"for": "all", "duration": {"pert": ["90%", "100%", "130%"]}}]
    assert "without_range" in rules(by_hand(MANY, tasks=tasks))
    assert "without_range" not in rules(by_hand(MANY, tasks=tasks, templates=templates))


def test_a_risk_that_never_struck_is_named_with_its_exact_probability() -> None:
    never = [False] * 1_000
    result = by_hand(MANY, struck=[never, [True] * 1_000, never], risks=[risk("A", 0.025), risk("B", 1), risk("C", 0)])
    assert told(result) == ["Risk A (2.5 %) occurred in none of 1,000 iterations."]


def test_a_risk_that_did_not_strike_in_one_iteration_is_told_in_the_singular() -> None:
    assert "Risk A (2.5 %) did not occur in the one iteration." in told(
        by_hand([5.0], struck=[[False]], risks=[risk("A", 0.025)])
    )


@pytest.mark.parametrize(("n", "cautions"), [(1, 1), (5, 5), (6, 1), (400, 1)])
def test_many_risks_that_never_struck_are_told_in_one_caution(n: int, cautions: int) -> None:
    risks = [risk(f"R{index}", 0.001) for index in range(n)]
    texts = told(by_hand(MANY, struck=[[False] * 1_000] * n, risks=risks))
    assert len(texts) == cautions
    if n == 400:
        assert texts == [
            "400 risks occurred in none of 1,000 iterations: R0 (0.1 %), R1 (0.1 %), R2 (0.1 %), R3 (0.1 %),"
            " R4 (0.1 %) and 395 more."
        ]


@pytest.mark.parametrize(
    ("notice", "text"),
    [
        (Notice("", "The file has no calendar"), "The file has no calendar"),
        (Notice("task 'A'", "is not read"), "task 'A': is not read"),
        (Notice("constraints", "are not honoured", 3), "constraints: are not honoured (3 times)"),
        (Notice("constraints", "are not honoured", 1, ("A",)), "constraints: are not honoured (A)"),
        (Notice("links", "were dropped", 2, ("A", "B")), "links: were dropped (2 times: A, B)"),
        (
            Notice("links", "were dropped", 6, tuple("ABCDEF")),
            "links: were dropped (6 times: A, B, C, D, E and 1 more)",
        ),
        (Notice("links", "were dropped", 2_000, ("A",)), "links: were dropped (2,000 times: A and 1,999 more)"),
    ],
)
def test_a_notice_is_one_line_with_its_count_and_first_items(notice: Notice, text: str) -> None:
    assert notice_text(notice) == text


def test_the_notices_of_the_plan_come_last_in_their_order() -> None:
    notices = [Notice("b", "is not read"), Notice("a", "is not read")]
    result = interrupted(by_hand([5.0, 6.0], tasks=work(other="2d"), notices=notices), 10)
    assert rules(result) == ["interrupted", "few_iterations", "without_range", "notice", "notice"]
    assert told(result)[-2:] == ["b: is not read", "a: is not read"]
