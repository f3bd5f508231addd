"""Laws of the JSON Schema of the plan format."""
# ruff: noqa: E501

import pytest

from riskmc.errors import PlanError
from riskmc.io.plan_file import PLAN_KEYS, PROJECT_KEYS, read_plan
from riskmc.io.schema import plan_schema
from riskmc.io.yaml_marks import read_marked
from riskmc.model import Calendar, Impact, Link, Objective, Risk, Task, Template
from riskmc.model.assignments import Assignment
from riskmc.model.constraints import CONSTRAINT_KINDS
from riskmc.model.contingency import Contingency, ContingencyPlan, ContingencyResponse, Reserve, Signal
from riskmc.model.costs import Budget, Escalation, ProjectCost, Resource, TaskCost
from riskmc.model.linting import Linter, Silence
from riskmc.model.scheduling import Scheduling
from riskmc.model.scoring import Scoring
from riskmc.model.spelling import CLASSES
from riskmc.model.tasks import Pause, Span

jsonschema = pytest.importorskip("jsonschema")

HEAD = "riskmc: 1\nproject: {name: Harbour, start: 2027-01-04}\n"
GOOD_TASK = "tasks: [{id: a, duration: 5d}]\n"


@pytest.fixture(scope="module")
def validator():
    """Check of plans against the schema."""
    schema = plan_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


GOOD = [
    "tasks: [{id: a, duration: 5d}, {id: 7, duration: 1.5mo, after: a}, {id: m, milestone: true, after: [7, a FS+5d, a ss - 2h]}]",
    "tasks: [{id: a, duration: {pert: [1d, 2d, 5d], shape: 4}, name: no, tags: x}]",
    "tasks: [{id: a, duration: {trigen: [1d, 2d, 5d], percentiles: [10, 90]}}]",
    "tasks: [{id: a, duration: {uniform: [90%, 120%]}, planned: 10d}]",
    "tasks: [{id: a, duration: {lognormal: [1d, 2d, 5d]}}, {id: b, duration: {lognormal: {mean: 10d, sd: 2d}}}]",
    "tasks: [{id: a, duration: {normal: {mean: 10d, sd: 2d}}}, {id: b, duration: {normal: {p10: 8d, p90: 14d}}}]",
    "tasks: [{id: a, duration: {beta: {alpha: 2, beta: 5, low: 3d, high: 9d}}}]",
    "tasks: [{id: a, duration: {gamma: {mean: 9d, sd: 3d}}}, {id: b, duration: {gamma: {shape: 2, scale: 3d}}}]",
    "tasks: [{id: a, duration: {weibull: {shape: 1.5, scale: 10d, location: 2d}}}, {id: b, duration: {exponential: {mean: 5d}}}]",
    "tasks: [{id: a, duration: {discrete: {5d: 30%, 8d: 0.7}}}, {id: b, duration: {empirical: [3d, 4d]}}]",
    "tasks: [{id: a, duration: {percentiles: {10: 15d, 50: 20d, 90: 40d}, low: 5d, high: 60d, method: metalog}}]",
    "tasks: [{id: a, duration: {fixed: 5d}}, {id: b, duration: 1d, after: {task: a, link: SS, lag: {triangular: [1d, 2d, 3d]}}}]",
    GOOD_TASK + "calendars: {s: {week: {mon-fri: ['08:00-12:00'], 'sat,sun': '10:00-12:00'}, holidays: 2027-05-05, hours_per_day: 8}}",
    GOOD_TASK + "calendars: {s: {holidays: [2027-12-24, {country: DE, subdivision: BY}], exceptions: [{date: 2027-05-05}, {from: 2027-07-19, to: 2027-07-30, work: []}]}}",
    GOOD_TASK + "objectives: [{id: o, finish: project, by: 2028-03-31T17:00, confidence: 80%}]",
    GOOD_TASK + "templates: [{for: [a], duration: {triangular: [90%, 100%, 140%]}}, {for: all, duration: 110%}]",
    GOOD_TASK + "templates: [{for: a, cost: {triangular: [90%, 100%, 140%]}}, {for: all, cost: 110%, duration: 110%, basis: x}]",
    GOOD_TASK + "risks: [{id: R1, probability: 15%, strikes: each_task, impacts: [{on: 'task:a', delay: -5d, factor: 1.2}, {on: [all], factor: 120%}]}]",
    GOOD_TASK + "scheduling: {progress: progress_override, lag_calendar: 24h, total_float: smallest, hard_constraints: relax, late_constraints: dates, as_late_as_possible: total_float, must_finish_by: 2028-03-31}",
    GOOD_TASK + "scheduling: {start_lag_from: early_start, remaining_work: where_planned, open_ends: task}",
    "tasks: [{id: a, duration: 5d, calendar: 24h}, {id: b, duration: 5d, after: [a FS+2ed, {task: a, link: SS, lag: 1d, calendar: successor}]}]",
    "tasks: [{id: a, duration: 5d, constraint: {start_no_earlier_than: 2027-05-03T08:00, finish_no_later_than: 2027-06-01}, deadline: 2027-06-30}]",
    "tasks: [{id: a, duration: 5d, constraint: {as_late_as_possible: true}, expected_finish: 2027-02-01}, {id: m, milestone: true, side: finish, after: a}]",
    "tasks: [{id: a, duration: 5d, actual_start: 2027-01-04T08:00, actual_finish: 2027-01-08}, {id: b, duration: 5d, actual_start: 2027-01-04, percent_complete: 40%, suspended: 2027-01-11, resume: 2027-02-01}, {id: c, duration: 1d, delay: 3d}]",
    "tasks: [{id: a, duration: 5d, actual_start: 2027-01-04, remaining: {pert: [1d, 2d, 5d]}}, {id: b, duration: 5d, pauses: [{after: 2d, lasting: 1w}]}]",
    GOOD_TASK + 'linter: {silence: [{rule: lead, entry: a, why: "so built"}, {rule: no-range, why: "as it was"}]}',
    GOOD_TASK + "scoring: {levels: 3}",
    GOOD_TASK + "scoring: {levels: [a, b, c, d], probability: [0%, 5%, 20%, 0.5, 1], impacts: {schedule: [0d, 1w, 1mo, 3mo, 12mo], press: [w, x, y, z]}, appetite: 8}",
    GOOD_TASK + "risks: [{id: R1, probability: high, kind: opportunity, combine: parallel, window: {while: a}, impacts: [{delay: high}, {on: a, cost: {pert: [50k, 120k, 600k]}, cost_factor: 1.1}], levels: {quality: low}, trigger: smoke}]",
    GOOD_TASK + "risks: [{id: R1, occurrences: 1.5, requires: R2, excludes: [R3], response: {strategy: mitigate, cost: 60k, tasks: [a], secondary: R3, probability: 5%, status: done}}, {id: R2, systemic: true}, {id: R3, probability: {uniform: [5%, 9%]}, response: [{action: a}, {action: b, impacts: []}]}]",
    "tasks: [{id: a, duration: 5d, exists: 40%}, {id: b, duration: 5d, exists: R7}]\nrisks: [{id: R7, probability: 1}]\nbranches: [{id: soil, options: [{tasks: a, probability: 60%}, {tasks: [b], probability: 0.4}]}]",
    GOOD_TASK + "scoring: {levels: 3, score: {low: [1, 2, 3], medium: [2, 4, 6], high: [3, 6, 9]}, tolerance: {medium: 3, high: 6}, budget: 4200000}",
    GOOD_TASK + "scoring: {score: product, values: {impact: [0.05, 0.1, 0.2, 0.4, 0.8]}, impacts: {cost: [0, 1000, 5000, 10000, 50000, 1000000]}}",
    "tasks: [{id: a, duration: 5d}, {id: s, span: {over: all}}, {id: h, span: {from: a SS, to: [a FF+1d]}}]",
    GOOD_TASK + "contingency: {reserves: {schedule: 30d, cost: 350k}, plans: }",
    GOOD_TASK + "contingency: {reserves: [{id: f, of: schedule, amount: 30d, before: a, owner: x}, {id: m, of: cost, kind: management, amount: 350k}]}",
    GOOD_TASK + "contingency: {reserves: {schedule: 3d}, plans: [{id: C1, title: x, protects: 'task:a', signal: {finish: a}, threshold: 2027-08-14, level: 50%, response: {strategy: mitigate, action: x, owner: y, cost: 60k, lead_time: 20d}, fallback: z}, {id: C2, signal: {buffer: schedule}, threshold: 60%}, {id: C3, signal: {cost: total, on: 2027-09-01}, threshold: 2.1M}, {id: C4, signal: the weather}]}",
    GOOD_TASK.replace("5d", "5d, cost: 120k") + "costs: [{id: site, per_day: 4k, per_month: {pert: [1, 2, 3]}, from: a, to: a, spread: back}]\nobjectives: [{id: b, cost: total, at_most: 4.2M, confidence: 70%}]",
    GOOD_TASK.replace("5d", "5d, cost: {fixed: 1k, per_hour: {uniform: [1, 2]}, spread: front, index: i}") + "escalation: {base: 2027-01-01, rate: 3%, indices: {i: 4%, j: {2027-01-01: 5%, 2028-01-01: 2%}}}",
    GOOD_TASK.replace("5d", "5d, resources: [7, r, s x2, t x 50%, u = 1.2k, {id: v, units: 150%, quantity: {pert: [1, 2, 3]}}]") + "resources: [{id: 7, per_day: 1}, {id: r, per_hour: 1, available: 2}, {id: s, per_use: 1}, {id: t}, {id: u, per_unit: 1}, {id: v, per_unit: 2}]",
]  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_the_schema_accepts_what_is_read(validator, text, tmp_path):
    (tmp_path / "plan.yaml").write_text(HEAD + text)
    read_plan(tmp_path)
    validator.validate(read_marked(HEAD + text, "f").data)


def test_the_schema_accepts_names_of_tables(validator):
    validator.validate(read_marked(HEAD + "tasks: tasks.csv\nrisks: risks.XLSX\n", "f").data)


BAD = [
    "tasks: []",
    "tasks: tasks.txt",
    "taks: [{id: a, duration: 5d}]",
    GOOD_TASK + "costs: [{id: site}]",
    GOOD_TASK + "costs: [{id: site, per_day: 4k, till: a}]",
    GOOD_TASK + "currencies: {USD: -1}",
    GOOD_TASK + "escalation: {rates: 3%}",
    GOOD_TASK + "resources: [{id: crane, rate: 4k}]",
    GOOD_TASK + "objectives: [{id: b, cost: total, at_most: 5M}]",
    "tasks: [{id: a, duration: 5}]",
    "tasks: [{id: a, duration: 5 days}]",
    "tasks: [{id: a, durration: 5d}]",
    "tasks: [{id: a b, duration: 5d}]",
    "tasks: [{id: 1.1, duration: 5d}]",
    "tasks: [{duration: 5d}]",
    "tasks: [{id: a, duration: {pert: [1d, 2d]}}]",
    "tasks: [{id: a, duration: {lognormal: [1d, 2d]}}]",
    "tasks: [{id: a, duration: {pret: [1d, 2d, 3d]}}]",
    "tasks: [{id: a, duration: {pert: [1d, 2d, 3d], percentiles: [10, 90]}}]",
    "tasks: [{id: a, duration: {normal: {mean: 3d}}}]",
    "tasks: [{id: a, duration: {discrete: {5d: 130%x}}}]",
    "tasks: [{id: a, duration: 5d, after: [b FX+2d]}]",
    "tasks: [{id: a, duration: 5d, after: [b FS+50%]}]",
    "tasks: [{id: a, duration: 5d, cost: {lump: 5}}]",
    "tasks: [{id: a, duration: 5d, resources: [{id: crane, count: 5}]}]",
    "tasks: [{id: a, duration: 5d, resources: [crane 5]}]\nresources: [{id: crane}]",
    "tasks: [{id: a, milestone: yes}]",
    GOOD_TASK + "calendars: {s: {week: {mon-fry: ['08:00-12:00']}}}",
    GOOD_TASK + "calendars: {s: {week: {mon: ['8-12']}}}",
    GOOD_TASK + "calendars: {s: {exceptions: [{from: 2027-05-05}]}}",
    GOOD_TASK + "objectives: [{id: o, finish: a, by: 31.3.2028, confidence: 80%}]",
    GOOD_TASK + "objectives: [{id: o, finish: a, confidence: 80%}]",
    GOOD_TASK + "templates: [{duration: {triangular: [90%, 100%, 140%]}}]",
    GOOD_TASK + "templates: [{for: a, basis: x}]",
    GOOD_TASK + "templates: [{for: a, costs: 110%}]",
    GOOD_TASK + "risks: [{id: R1, probability: 3d, impacts: [{on: a, delay: 5d}]}]",
    GOOD_TASK + "risks: [{id: R1, probability: 15, impacts: [{on: a, delay: 5d}]}]",
    GOOD_TASK + "risks: [{id: R1, probability: 15%, impacts: [{on: a}]}]",
    GOOD_TASK + "risks: [{id: R1, probability: 15%, impacts: [{on: a}]}]",
    GOOD_TASK + "scheduling: {progress: override}",
    GOOD_TASK + "scheduling: {lag_calendar: standard}",
    "tasks: [{id: a, duration: 5d, constraint: {start_on_or_after: 2027-05-03}}]",
    "tasks: [{id: a, duration: 5d, constraint: {start_on: 3.5.2027}}]",
    "tasks: [{id: a, duration: 5d, constraint: {as_late_as_possible: 2027-05-03}}]",
    "tasks: [{id: a, duration: 5d, constraint: {start_on: 2027-05-03, finish_on: 2027-05-03, must_start_on: 2027-05-03}}]",
    "tasks: [{id: a, duration: 5d, side: left}]",
    "tasks: [{id: a, duration: 5d, actual_start: 2027-01-04, remaining: 40%}]",
    "tasks: [{id: a, duration: 5d, actual_start: 2027-01-04, percent_complete: 40}]",
    "tasks: [{id: a, duration: 5d, pauses: [{after: 2d}]}]",
    "tasks: [{id: a, duration: 5d}, {id: s, span: {from: a}}]",
    "tasks: [{id: a, duration: 5d}, {id: b, duration: 5d, after: [a FS+5em]}]",
    GOOD_TASK + "linter: {silence: [{rule: leads, why: so built}]}",
    GOOD_TASK + "linter: {silence: [{rule: lead}]}",
    GOOD_TASK + "scoring: {levels: 4}",
    GOOD_TASK + "scoring: {bands: 3}",
    GOOD_TASK + "scoring: {levels: 3, impacts: {schedule: [few, some, many]}}",
    GOOD_TASK + "scoring: {tolerance: {medium: 3}}",
    GOOD_TASK + "scoring: {score: sum}",
    GOOD_TASK + "contingency: []",
    GOOD_TASK + "contingency: {reserves: {time: 30d}}",
    GOOD_TASK + "contingency: {reserves: [{id: f, of: schedule, amount: 350k}]}",
    GOOD_TASK + "contingency: {plans: [{id: C1, signal: {cost: total}}]}",
    GOOD_TASK + "contingency: {plans: [{id: C1, signal: {finish: a, risk: R1}}]}",
    GOOD_TASK + "contingency: {plans: [{id: C1, response: {leadtime: 20d}}]}",
]


@pytest.mark.parametrize("text", BAD)
def test_the_schema_refuses_what_is_refused(validator, text, tmp_path):
    (tmp_path / "plan.yaml").write_text(HEAD + text)
    with pytest.raises(PlanError):
        read_plan(tmp_path)
    assert not validator.is_valid(read_marked(HEAD + text, "f").data)


def test_the_schema_knows_the_keys_of_the_model():
    schema = plan_schema()
    definitions = schema["$defs"]
    assert tuple(schema["properties"]) == PLAN_KEYS
    assert tuple(definitions["project"]["properties"]) == PROJECT_KEYS
    for name, record in [
        ("task", Task), ("template", Template), ("risk", Risk), ("impact", Impact), ("calendar", Calendar),
        ("resource", Resource), ("project_cost", ProjectCost), ("escalation", Escalation),
    ]:  # fmt: skip
        assert tuple(definitions[name]["properties"]) == record.known_keys()
    for branch, record in enumerate((Objective, Budget)):
        assert tuple(definitions["objective"]["anyOf"][branch]["properties"]) == record.known_keys()
    assert tuple(definitions["task_cost"]["anyOf"][2]["properties"]) == TaskCost.known_keys()
    assert tuple(definitions["assignment"]["anyOf"][2]["properties"]) == Assignment.known_keys()
    assert tuple(definitions["scheduling"]["properties"]) == Scheduling.known_keys()
    assert tuple(definitions["scoring"]["properties"]) == Scoring.known_keys()
    assert tuple(definitions["linter"]["properties"]) == Linter.known_keys()
    assert tuple(definitions["linter"]["properties"]["silence"]["items"]["properties"]) == Silence.known_keys()
    for name, held in [
        ("contingency", Contingency), ("reserve", Reserve), ("contingency_plan", ContingencyPlan),
        ("contingency_response", ContingencyResponse),
    ]:  # fmt: skip
        assert tuple(definitions[name]["properties"]) == held.known_keys()
    assert tuple(definitions["signal"]["anyOf"][0]["properties"]) == Signal.known_keys()
    assert tuple(definitions["pause"]["properties"]) == Pause.known_keys()
    assert tuple(definitions["span"]["properties"]) == Span.known_keys()
    assert tuple(definitions["constraint"]["anyOf"][0]["properties"]) == CONSTRAINT_KINDS
    assert tuple(definitions["link"]["anyOf"][1]["properties"]) == Link.known_keys()
    assert [next(iter(family["properties"])) for family in definitions["distribution"]["anyOf"]] == list(CLASSES)


def test_every_plan_of_the_collection_fits_the_schema(validator, request):
    plans = sorted((request.config.rootpath / "configs").glob("**/*.yaml"))
    if not plans:
        pytest.skip("there are no configs")
    for plan in plans:
        validator.validate(read_marked(plan.read_text(encoding="utf-8"), plan.name).data)
