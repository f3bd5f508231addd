"""Laws of ranges for all tasks."""

from __future__ import annotations

import pytest

from riskmc.errors import UsageError
from riskmc.io.schedule_files import parse_template


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("90/100/130", "triangular 90% / 100% / 130%"),
        ("90%/100%/130%", "triangular 90% / 100% / 130%"),
        (" Triangular: 90 / 100 / 130 ", "triangular 90% / 100% / 130%"),
        ("pert:90/100/130", "PERT 90% / 100% / 130%"),
        ("lognormal:90/100/130", "lognormal 90% / 100% / 130%"),
        ("uniform:90/130", "uniform 90% to 130%"),
        ("87.5/100/112.5", "triangular 87.5% / 100% / 112.5%"),
    ],
)
def test_a_template_is_read_in_percent_for_all_tasks(text, described):
    template = parse_template(text)
    assert template.for_ == ("all",)
    assert template.duration.describe() == described


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "has '' where a percentage"),
        ("90/100", "has 2 numbers"),
        ("100", "has 1 number"),
        ("uniform:90/100/130", "has 3 numbers"),
        ("90/100/5d", "has '5d' where a percentage"),
        ("-10/100/130", "has '-10' where a percentage"),
        ("nan/100/130", "has 'nan' where a percentage"),
        ("130/100/90", "is not in rising order"),
        ("lognormal:90/90/130", "where a lognormal has no mode"),
        ("beta:90/100/130", "names the family 'beta'"),
    ],
)
def test_a_bad_template_is_refused_with_what_is_allowed_and_an_example(text, what):
    with pytest.raises(UsageError) as caught:
        parse_template(text)
    message = str(caught.value)
    assert what in message
    assert "pert:90/100/130" in message
    assert "for example 90/100/130" in message


def test_a_template_gives_every_task_its_range(read_fixture):
    project = read_fixture("footbridge.xer", template="90/100/130")
    ranges = [project.effective_duration(task).describe() for task in project.tasks]
    assert ranges[1] == "triangular 4.5d / 5d / 6.5d"
    assert ranges[0].startswith("fixed 0") or ranges[0].startswith("0")


def test_without_a_template_durations_are_single_values(read_fixture):
    assert read_fixture("kiosk.xml").templates == ()
