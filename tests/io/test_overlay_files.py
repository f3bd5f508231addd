"""Laws of reading overlay files."""
# ruff: noqa: E501

from pathlib import Path

import pytest

import riskmc
from riskmc.errors import PlanError
from riskmc.io.overlay_file import OVERLAY_KEYS, read_overlay
from riskmc.io.plan_file import read_plan

FIXTURES = Path(__file__).parent / "schedule_files" / "fixtures"
KNOWN = f"known keys are {', '.join(OVERLAY_KEYS)}"
RANGED = "riskmc: 1\noverlay: true\nranges: {C20: {triangular: [80%, 100%, 150%]}}\n"


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def writer(text, name="risks.yaml"):
        Path(name).write_text(text, encoding="utf-8")
        return name

    return writer


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "risks.yaml: the overlay is empty (start with riskmc: 1)"),
        ("- a\n", "risks.yaml:1:1: an overlay is a mapping; write keys such as ranges: and risks:"),
        ("riskmc: 1\n", "risks.yaml:1:1: the overlay says nothing; write one of scheduling, currencies, escalation, ranges, task_costs, task_resources, objectives, resources, costs, templates, risks, correlations, correlation_settings, contingency, scoring, linter"),
        ("riskmc: 2\nranges: {a: 90%}\n", "risks.yaml:1:9: the overlay has the format 2; this version of riskmc reads format 1"),
        ("overlay: no\nranges: {a: 90%}\n", "risks.yaml:1:10: overlay is not true; write overlay: true, or leave it out"),
        ("rangs: {a: 90%}\nrisks: []\n", f"risks.yaml:1:1: unknown key 'rangs'; {KNOWN} (did you mean 'ranges'?)"),
        ("tasks: []\nrisks: []\n", "risks.yaml:1:1: an overlay has no tasks: they are those of the plan or schedule that it is laid over (to read this file by itself, name it as the plan)"),
        ("project: {name: x, start: 2027-01-04}\n", "risks.yaml:1:20: project: unknown key 'start'; known keys are name, currency"),
        ("ranges: [a]\n", "risks.yaml:1:9: ranges ['a'] is not a mapping; write the ids of tasks and their ranges"),
        ("ranges: {a: 3, b c: 90%}\n", "risks.yaml:1:13: range of task 'a': the range 3 has no unit; write a range in % of the planned duration, {triangular: [90%, 100%, 140%]}, or in units of time\nrisks.yaml:1:21: range of task 'b c': b c 'b c' is not an id; write letters, digits, '_', '-' and '.', without spaces"),
        ("task_costs: {a: 5d, b: {fixd: 3}, c: {fixed: -3}}\n", "risks.yaml:1:17: cost of task 'a': a 5d is not an amount of money; write money as a plain number, such as 120k or 4.2M\nrisks.yaml:1:25: cost of task 'b': unknown key 'fixd'; known keys are fixed, per_day, per_hour, spread, actual, currency, index (did you mean 'fixed'?)\nrisks.yaml:1:46: cost of task 'c': fixed -3 is negative; write 0 or more"),
        ("task_resources: {a: crew 2}\nresources: [{id: r, per_day: 1}, {id: r}]\n", "risks.yaml:1:21: resource of task 'a': 'crew 2' is not a resource; write its id, 'crew x2' for two of it, 'crew x50%' for half of one, or 'steel = 120' for a quantity"),
        ("resources: [{id: r, per_day: 1}, {id: r}]\n", "risks.yaml:1:39: resource 'r': the id is used already by resource number 1; give each resource an id of its own"),
        ("objectives: [{id: b, cost: total, at_most: 5M}]\ncosts: [{id: site}]\n", "risks.yaml:1:14: objective 'b': confidence is missing\nrisks.yaml:2:9: cost 'site': the cost has no amount; write fixed, per_day, per_hour, per_calendar_day or per_month"),
        ("currencies: {USD: 0}\nescalation: {rate: 3}\n", "risks.yaml:1:19: USD 0 is no exchange rate; write what one unit is worth in the currency of the project, such as 0.92\nrisks.yaml:2:20: rate 3 is not between -50% and 100% for a year; write a percentage for a year, such as 3% (did you mean 3%?)"),
        ("ranges: {a: -5d}\n", "risks.yaml:1:13: range of task 'a': the range -5d has the negative value -5d; write 0 or more"),
        ("risks:\n- {id: R1, probability: 15, impacts: [{on: a, delay: 5d}]}\n", "risks.yaml:2:25: risk 'R1': probability 15 is not between 0 and 1; write a number from 0 to 1, or a percentage from 0% to 100% (did you mean 15%?)"),
        ("objectives:\n- {id: o, finish: a, by: 2027-01-01, confidence: 80%}\n- {id: o, finish: b, by: 2027-01-01, confidence: 80%}\n", "risks.yaml:3:8: objective 'o': the id is used already by objective number 1; give each objective an id of its own"),
    ],
)  # fmt: skip
def test_every_problem_has_its_place_and_its_words(file, text, message):
    with pytest.raises(PlanError) as caught:
        read_overlay(file(text))
    assert str(caught.value).split("\n") == message.split("\n")


def test_the_risks_of_an_overlay_may_be_a_table(file):
    file("id,probability,on,delay\nR1,15%,C20,5d\n", "register.csv")
    assert read_overlay(file("risks: register.csv\n")).risks[0].impacts[0].on == ("C20",)


def test_an_overlay_that_is_read_as_a_plan_says_how_it_is_given(file):
    with pytest.raises(
        PlanError, match="this is an overlay; name the plan or the schedule, and the overlay behind --with"
    ):
        read_plan(file(RANGED))


def test_an_overlay_is_laid_over_a_schedule_when_it_is_read_or_later(file):
    name = file(RANGED)
    schedule = FIXTURES / "footbridge.xer"
    project = riskmc.read_schedule(schedule, overlay=name)
    assert project == riskmc.overlay(riskmc.read_schedule(schedule), name)
    assert project.source == f"{schedule} with risks.yaml"
    task = project.tasks[project.task_index["C20"]]
    assert project.effective_duration(task).family == "triangular"
