"""What is asked of a run is said in a small language, and what it does not know is answered with its forms."""

from __future__ import annotations

import math
import re
from datetime import datetime

import numpy as np
import pytest

from riskmc.errors import UsageError
from riskmc.model import Project
from riskmc.result import FinishSamples
from riskmc.result.statistic import check_subject, parse_confidence, parse_statistic

PROJECT = Project(
    name="x",
    start="2027-01-04",
    objectives=[{"id": "o", "finish": "roof", "by": "2027-02-26", "confidence": "80%"}],
    tasks=[
        {"id": "dig", "duration": "3d"},
        {"id": "roof", "duration": "3d", "after": ["dig"]},
        {"id": "handover", "milestone": True, "after": ["roof"]},
    ],
)


def samples(minutes: object) -> FinishSamples:
    return FinishSamples(np.asarray(minutes, float), PROJECT.timeline())


@pytest.mark.parametrize(
    ("text", "subject", "level", "limit"),
    [
        ("P80", "finish", 0.8, None),
        (" p99.5 ", "finish", 0.995, None),
        ("P90(handover)", "handover", 0.9, None),
        ("P50( project )", "finish", 0.5, None),
        ("P(finish <= 2028-03-31)", "finish", 0.0, datetime(2028, 4, 1)),
        ("P(roof<2028-03-31)", "roof", 0.0, datetime(2028, 3, 31)),
        ("P(roof < 2028-03-31T12:00)", "roof", 0.0, datetime(2028, 3, 31, 12)),
    ],
)
def test_a_statistic_means_what_it_says(text: str, subject: str, level: float, limit: datetime | None) -> None:
    statistic = parse_statistic(text)
    assert (statistic.subject, statistic.level, statistic.limit) == (subject, pytest.approx(level), limit)
    assert statistic.is_chance is (limit is not None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mean", "'mean' is not understood; write one of\n  P80"),
        ("", "is not understood"),
        ("P80 <= 2028-03-31", "is not understood"),
        ("P0", "asks for P0; write a percentile above P0 and below P100"),
        ("P100(handover)", "asks for P100"),
        ("P(finish <= 2028-02-30)", "names 2028-02-30, which is no date"),
        ("P(finish <= 9999-12-31)", "names 9999-12-31, which is no date"),
    ],
)
def test_what_is_not_understood_is_answered_with_what_is(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        parse_statistic(text)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("handovr", "x: there is no milestone 'handovr'; did you mean handover?"),
        ("zzz", "there is no milestone 'zzz'; there are handover"),
        ("dig", "'dig' is a task without an objective; write an objective for it"),
    ],
)
def test_a_finish_that_is_not_followed_is_refused(subject: str, words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        check_subject(subject, PROJECT, "x")


@pytest.mark.parametrize("subject", ["finish", "roof", "handover"])
def test_the_project_milestones_and_tasks_with_objectives_are_followed(subject: str) -> None:
    check_subject(subject, PROJECT, "x")


@pytest.mark.parametrize(("text", "share"), [("95%", 0.95), ("0.8", 0.8), (0.99, 0.99), ("99.9 %", 0.999)])
def test_a_confidence_is_a_share(text: str | float, share: float) -> None:
    assert parse_confidence(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["0", "0%", "100", "100%", "1", "1.5", "-5%", "2d", "sure", "", math.nan])
def test_what_is_no_confidence_is_refused(text: str | float) -> None:
    with pytest.raises(UsageError, match=r"the confidence .* write one such as 95% or 0.95"):
        parse_confidence(text)


def test_a_half_width_is_that_of_the_interval_to_the_side_where_it_reaches_further() -> None:
    finish = samples(480.0 * np.arange(1, 1001) ** 2)
    for text in ("P80", "P20"):
        estimate = finish.estimate(parse_statistic(text).level, 0.9)
        expected = max(estimate.high_days - estimate.days, estimate.days - estimate.low_days)
        assert parse_statistic(text).half_width(finish, 0.9) == expected
    chance = finish.probability_by(datetime(2027, 3, 1), 0.9)
    expected = max(chance.high - chance.value, chance.value - chance.low)
    assert parse_statistic("P(finish < 2027-03-01)").half_width(finish, 0.9) == expected > 0


def test_too_few_iterations_know_nothing_however_narrow_they_lie() -> None:
    assert parse_statistic("P80").half_width(samples([480.0]), 0.95) == math.inf
    assert parse_statistic("P80").half_width(samples([480.0] * 16), 0.95) == math.inf
    assert parse_statistic("P80").half_width(samples([480.0] * 17), 0.95) == 0.0


def test_a_chance_that_never_came_true_is_still_unsure() -> None:
    for limit in ("2026-01-01", "2028-01-01"):
        width = parse_statistic(f"P(finish <= {limit})").half_width(samples([480.0] * 100), 0.95)
        assert width == pytest.approx(1.0 - 0.025 ** (1 / 100))
