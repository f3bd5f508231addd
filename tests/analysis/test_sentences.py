"""The answer in plain language is correct English, and correct, at every edge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from riskmc.analysis import headline, opening_sentences, summarise
from riskmc.analysis.sentences import contingency_sentence, merge_bias_text, objective_sentence
from riskmc.analysis.summary import RunSummary
from riskmc.result import proportion_interval
from tests.analysis.results import by_hand, spread


def said(days: list[float], **changes: Any) -> tuple[str, ...]:
    return opening_sentences(summarise(by_hand(days, **changes)))


def goal(by: str, confidence: float, finish: str = "project") -> dict[str, Any]:
    return {"objectives": [{"id": "ready", "finish": finish, "by": by, "confidence": confidence}]}


def judged(days: list[float], by: str, confidence: float, finish: str = "project", **changes: Any) -> str:
    summary = summarise(by_hand(days, **goal(by, confidence, finish), **changes))
    return headline(summary)[-1]


def with_chance(summary: RunSummary, hits: int, n: int) -> RunSummary:
    return replace(summary, iterations=n, planned=replace(summary.planned, chance=proportion_interval(hits, n, 0.95)))


def test_a_usual_run_says_when_and_how_sure_and_what_it_takes() -> None:
    # Days 1 .. 100 after the start: P80 is day 80, and its interval the order statistics 72 and 89.
    assert said([float(day) for day in range(1, 101)]) == (
        "There is an 80 % chance that Shed is finished by Fri 23 April 2027"
        " (between 13 April and 6 May 2027 at 95 % confidence).",
        "The plan's own date, 15 January 2027, has a 10 % chance (5–18 %).",
        "To be 80 % sure, 70 working days (62–79) must be added to the plan.",
    )


def test_a_single_iteration_says_nothing_about_chances() -> None:
    assert said([12.0]) == (
        "In the one iteration that was run, Shed finishes on Tue 19 January 2027; the plan's own date is"
        " 15 January 2027.",
        "One iteration says nothing about chances.",
    )


@pytest.mark.parametrize(
    ("days", "beside"),
    [
        (10.0, "Fri 15 January 2027 in all 20 iterations, which is the plan's own date."),
        (9.98, "Fri 15 January 2027 in all 20 iterations, which is the plan's own date."),
        (
            10.02,
            "Mon 18 January 2027 in all 20 iterations, less than a tenth of a working day later than the plan's own"
            " date, 15 January 2027.",
        ),
        (
            11.0,
            "Mon 18 January 2027 in all 20 iterations, 1 working day later than the plan's own date, 15 January 2027.",
        ),
        (
            7.5,
            "Wed 13 January 2027 in all 20 iterations, 2.5 working days earlier than the plan's own date,"
            " 15 January 2027.",
        ),
    ],
)
def test_a_certain_finish_is_compared_with_the_plan_by_its_day(days: float, beside: str) -> None:
    first, second = said([days] * 20)
    assert first == f"Shed finishes on {beside}"
    assert second == "Nothing that is uncertain in the plan moved its finish."


@pytest.mark.parametrize("n", [2, 10, 16])
def test_iterations_too_few_for_an_interval_claim_none(n: int) -> None:
    promise, _, contingency = said(spread(11.0, 20.0, n))
    assert f"(from {n} iterations, too few for an interval)" in promise
    assert "(too few iterations for an interval)" in contingency
    assert "confidence" not in promise + contingency


def test_seventeen_iterations_are_enough_for_an_interval_at_95_percent_and_not_at_99() -> None:
    result = by_hand(spread(11.0, 27.0, 17))
    assert "at 95 % confidence" in opening_sentences(summarise(result, 0.95))[0]
    assert "too few for an interval" in opening_sentences(summarise(result, 0.99))[0]


def test_the_confidence_is_written_with_all_its_digits() -> None:
    result = by_hand(spread(11.0, 27.0, 200))
    assert "at 97.5 % confidence" in opening_sentences(summarise(result, 0.975))[0]


def test_a_plan_that_no_iteration_kept_has_at_most_the_upper_bound() -> None:
    assert said(spread(11.0, 20.0, 100))[1] == (
        "The plan's own date, 15 January 2027, was met in none of 100 iterations: its chance is at most 3.63 %."
    )


def test_a_plan_that_every_iteration_kept_has_at_least_the_lower_bound() -> None:
    assert said(spread(5.0, 9.0, 100))[1] == (
        "The plan's own date, 15 January 2027, was met in all of 100 iterations: its chance is at least 96.37 %."
    )


@pytest.mark.parametrize(
    ("hits", "n", "words"),
    [
        (8, 100, "has an 8 % chance (4–15 %)."),
        (11, 100, "has an 11 % chance (6–19 %)."),
        (18, 100, "has an 18 % chance (11–27 %)."),
        (80, 100, "has an 80 % chance (71–87 %)."),
        (88, 100, "has an 88 % chance (80–94 %)."),
        (1, 100, "has a 1 % chance (0.03–5 %)."),
        (12, 100, "has a 12 % chance (6–20 %)."),
        (7_960, 100_000, "has an 8.0 % chance (7.8–8.1 %)."),
        (7_944, 100_000, "has a 7.9 % chance (7.8–8.1 %)."),
        (17_600, 100_000, "has a 17.6 % chance (17.4–17.8 %)."),
        (79_600, 100_000, "has a 79.6 % chance (79.3–79.8 %)."),
        (81_260, 100_000, "has an 81.3 % chance (81.0–81.5 %)."),
        (820, 100_000, "has a 0.8 % chance (0.8–0.9 %)."),
    ],
)
def test_the_article_fits_the_number_as_it_is_written(hits: int, n: int, words: str) -> None:
    summary = with_chance(summarise(by_hand(spread(5.0, 20.0, 20))), hits, n)
    assert opening_sentences(summary)[1] == f"The plan's own date, 15 January 2027, {words}"


def need(days: float, low: float, high: float) -> str:
    summary = summarise(by_hand(spread(5.0, 20.0, 100)))
    return contingency_sentence(
        replace(summary, contingency=replace(summary.contingency, days=days, low_days=low, high_days=high))
    )


NOTHING = "nothing needs to be added to the plan"


@pytest.mark.parametrize(
    ("days", "low", "high", "rest"),
    [
        (2.5, 2.0, 3.0, "2.5 working days (2–3) must be added to the plan."),
        (1.0, 0.5, 1.5, "1 working day (0.5–1.5) must be added to the plan."),
        (0.5, -0.5, 1.5, "0.5 working days (−0.5 to 1.5) must be added to the plan."),
        (3.0, 2.98, 3.02, "3 working days (3, to a tenth of a day) must be added to the plan."),
        (0.0, -0.3, 0.4, f"{NOTHING} (−0.3 to 0.4 working days)."),
        (0.02, 0.0, 0.04, f"{NOTHING} (0 working days, to a tenth of a day)."),
        (-1.0, -1.5, -0.5, f"{NOTHING}: P80 lies 1 working day (0.5–1.5) before the plan's own date."),
        (-4.0, -6.0, 0.5, f"{NOTHING}: P80 lies 4 working days (−0.5 to 6) before the plan's own date."),
    ],
)
def test_the_contingency_is_said_for_every_sign(days: float, low: float, high: float, rest: str) -> None:
    assert need(days, low, high) == f"To be 80 % sure, {rest}"


def test_an_objective_that_is_surely_met_says_its_chance_and_no_other_date() -> None:
    assert judged(spread(1.0, 20.0, 1000), "2027-01-29", 0.8) == (
        "Objective ready (the project by 29 January 2027 with 80 % confidence) is met: the chance is at least 99.63 %"
        " (it is met in all of 1,000 iterations)."
    )


def test_an_objective_that_is_surely_missed_says_when_it_is_reached() -> None:
    # Days 1 .. 100; day 80 is Friday 23 April.
    assert judged([float(day) for day in range(1, 101)], "2027-01-15", 0.8) == (
        "Objective ready (the project by 15 January 2027 with 80 % confidence) is missed: the chance is"
        " 10 % (5–18 %). 80 % is reached on 23 April 2027."
    )


def test_an_objective_that_is_never_met_says_the_upper_bound() -> None:
    text = judged(spread(11.0, 20.0, 100), "2027-01-15", 0.8)
    assert "is missed: the chance is at most 3.63 % (it is met in none of 100 iterations)." in text


def test_an_objective_exactly_at_its_confidence_counts_as_met() -> None:
    assert judged([5.0] * 80 + [15.0] * 20, "2027-01-15", 0.8) == (
        "Objective ready (the project by 15 January 2027 with 80 % confidence) is too close to call, and counts as met:"
        " the chance is 80 % (71–87 %)."
    )


def test_a_chance_just_below_what_is_wanted_is_not_rounded_up_to_it() -> None:
    assert judged([5.0] * 1591 + [15.0] * 409, "2027-01-15", 0.8) == (
        "Objective ready (the project by 15 January 2027 with 80 % confidence) is too close to call, and counts as"
        " missed: the chance is 79.5 % (78–81 %). 80 % is reached on 22 January 2027."
    )


def test_a_chance_just_above_what_is_wanted_is_not_rounded_down_to_it() -> None:
    text = judged([5.0] * 1606 + [15.0] * 394, "2027-01-15", 0.8025)
    assert "with 80.25 % confidence) is too close to call, and counts as met: the chance is 80.3 % (78–82 %)." in text


def test_what_is_wanted_is_written_with_all_its_digits() -> None:
    text = judged([5.0] * 50 + [15.0] * 50, "2027-01-15", 0.975)
    assert "with 97.5 % confidence) is missed" in text
    assert text.endswith("97.5 % is reached on 22 January 2027.")


def test_an_objective_of_a_task_names_the_task_and_its_hour() -> None:
    tasks = [{"id": "work", "name": "Roof & <walls>", "duration": {"uniform": ["1d", "9d"]}, "planned": "10d"}]
    text = judged([5.0] * 50 + [9.5] * 50, "2027-01-15T09:00", 0.8, "work", tasks=tasks)
    assert text == (
        "Objective ready (Roof & <walls> by 15 January 2027 09:00 with 80 % confidence) is missed: the chance is"
        " 50 % (40–60 %). 80 % is reached at 12:00 that day."
    )


def test_an_objective_of_one_iteration_speaks_of_one() -> None:
    assert "at least 2.50 % (it is met in the one iteration)." in judged([5.0], "2027-01-15", 0.8)
    assert "at most 97.50 % (it is not met in the one iteration)." in judged([15.0], "2027-01-15", 0.8)


def test_the_headline_is_the_opening_and_one_sentence_for_each_objective() -> None:
    objectives = [
        {"id": f"o{index}", "finish": "project", "by": f"2027-01-{15 + index}", "confidence": 0.5} for index in range(3)
    ]
    summary = summarise(by_hand(spread(5.0, 20.0, 100), objectives=objectives))
    goals = tuple(objective_sentence(objective, summary) for objective in summary.objectives)
    assert headline(summary) == (*opening_sentences(summary), *goals)
    assert [text.split(" (")[0] for text in goals] == ["Objective o0", "Objective o1", "Objective o2"]


def test_a_name_is_told_as_it_is_written() -> None:
    name = 'Köln {0} 100 % <b>(A&B)</b> \\ "x" 雪'
    assert f"chance that {name} is finished by" in said(spread(5.0, 20.0, 100), name=name)[0]


@pytest.mark.parametrize("n", [1, 2, 16, 17, 100, 1_000])
@pytest.mark.parametrize(("first", "last"), [(10.0, 10.0), (1.0, 9.0), (1.0, 40.0), (11.0, 11.5), (9.99, 10.01)])
def test_every_sentence_is_whole(n: int, first: float, last: float) -> None:
    for text in headline(summarise(by_hand(spread(first, last, n), **goal("2027-01-18", 0.9)))):
        assert text[0].isupper()
        assert text.endswith(".")
        assert text.count("(") == text.count(")")
        for wrong in ("  ", "nan", "..", " 1 iterations", " 1 working days", "−0 ", "()", "a 8", "a 11 ", "an 7"):
            assert wrong not in text


def test_the_merge_bias_has_an_interval_unless_there_is_one_iteration() -> None:
    summary = replace(summarise(by_hand(spread(5.0, 20.0, 100))), merge_bias_days=3.21, merge_bias_days_se=0.2)
    assert merge_bias_text(summary) == "+3.2 ± 0.4 d"
    assert merge_bias_text(summarise(by_hand([12.0]))) == "0 d"
