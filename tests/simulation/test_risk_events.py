"""What risk events do to each other and to tasks, iteration by iteration."""

from __future__ import annotations

import copy
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.compiled import compile_project
from riskmc.errors import PlanError
from riskmc.kernels.block import sample_chunk
from riskmc.kernels.sampling import prepare_block
from riskmc.model.project import Project
from riskmc.result.run_result import SimulationResult
from riskmc.simulation import extend, replay, simulate
from riskmc.simulation.blocks import streams_of, workspace_of
from tests.simulation.runs import assert_same_bits, run
from tests.strategies import examples

LANES = 128


def happened(project: Project, chunks: int = 4, sampling: Any = "lhs", seed: int = 3) -> dict[str, np.ndarray]:
    """Which risks occur in the first iterations, by their ids."""
    compiled = compile_project(project)
    streams, work = streams_of(compiled, seed, sampling), workspace_of(compiled)
    found: dict[str, list[np.ndarray]] = {risk.id: [] for risk in project.risks}
    for chunk in range(chunks):
        if chunk % 8 == 0:
            prepare_block(chunk // 8, streams, work)
        sample_chunk(chunk, 0, compiled.n_tasks, compiled.marginals, compiled.events, streams, work)
        for index, risk in enumerate(project.risks):
            rows = slice(*compiled.events.risk_ptr[index : index + 2])
            found[risk.id].append(work.occurred[rows].max(axis=0) > 0.0)
    return {risk: np.concatenate(rows) for risk, rows in found.items()}


@st.composite
def registers(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Risks of every kind on three tasks, which require and exclude each other where that is possible."""
    n = draw(st.integers(2, 6))
    ids = draw(st.permutations([f"R{number}" for number in range(n)]))
    risks = []
    for place, identity in enumerate(ids):
        impact: dict[str, Any] = {"on": draw(st.sampled_from(("a", ["a", "b"], "all")))}
        impact["draw"] = draw(st.sampled_from(("once", "each_task")))
        if draw(st.booleans()):
            impact["delay"] = draw(st.sampled_from(("2d", "-3d", {"uniform": ["1d", "4d"]})))
        else:
            impact["factor"] = draw(st.sampled_from((0.9, {"uniform": [0.8, 1.5]})))
        if draw(st.booleans()):
            impact["cost"] = {"uniform": [100, 900]}
        risk: dict[str, Any] = {"id": identity, "impacts": [impact]}
        chance = draw(st.sampled_from((0.02, 0.1, {"triangular": [0.02, 0.1, 0.14]}, "count")))
        risk |= {"occurrences": 0.1} if chance == "count" else {"probability": chance}
        risk["strikes"] = draw(st.sampled_from(("once", "each_task")))
        risk["combine"] = draw(st.sampled_from(("series", "parallel")))
        if place:
            others = draw(st.lists(st.sampled_from(ids[:place]), max_size=2, unique=True))
            risk[draw(st.sampled_from(("requires", "excludes")))] = others
        risks.append(risk)
    return risks


def with_risks(risks: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    tasks: list[dict[str, Any]] = [
        {"id": "a", "duration": {"pert": ["3d", "5d", "9d"]}},
        {"id": "b", "duration": {"uniform": ["2d", "7d"]}, "after": ["a"]},
        {"id": "c", "duration": {"triangular": ["1d", "6d", "9d"]}},
    ]
    return {"name": "drawn", "start": "2027-01-04", "tasks": tasks, "risks": copy.deepcopy(risks), **rest}


def without_naming(risk: dict[str, Any], other: str) -> dict[str, Any]:
    """A risk that neither requires nor excludes another any more."""
    named = {key: [one for one in risk.get(key, ()) if one != other] for key in ("requires", "excludes")}
    return {**risk, **named}


def relatives(risks: list[dict[str, Any]], identity: str) -> set[str]:
    """The risks that a risk is related to, however far."""
    pairs = [(r["id"], other) for r in risks for key in ("requires", "excludes") for other in r.get(key, ())]
    found = {identity}
    while more := {b for a, b in pairs if a in found} | {a for a, b in pairs if b in found}:
        if more <= found:
            break
        found |= more
    return found


@examples(40)
@given(risks=registers(), data=st.data())
def test_what_a_risk_requires_has_occurred_and_what_it_excludes_has_not(
    risks: list[dict[str, Any]], data: st.DataObject
):
    for risk in risks:
        risk["strikes"] = "once"
    found = happened(Project(**with_risks(risks)), sampling=data.draw(st.sampled_from(("lhs", "random", "sobol"))))
    for risk in risks:
        for other in risk.get("requires", ()):
            assert not (found[risk["id"]] & ~found[other]).any()
        for other in risk.get("excludes", ()):
            assert not (found[risk["id"]] & found[other]).any()


@examples(40)
@given(risks=registers(), order=st.randoms(use_true_random=False))
def test_the_order_of_a_register_changes_no_number(risks: list[dict[str, Any]], order: random.Random):
    shuffled = copy.deepcopy(risks)
    order.shuffle(shuffled)
    for risk in shuffled:
        for key in ("requires", "excludes"):
            order.shuffle(risk.get(key, []))
    one, two = run(with_risks(risks), iterations=300), run(with_risks(shuffled), iterations=300)
    assert one.finish_minutes.tobytes() == two.finish_minutes.tobytes()
    assert one.kept_durations.tobytes() == two.kept_durations.tobytes()
    for risk in risks:
        assert one.risks.loc[risk["id"]].equals(two.risks.loc[risk["id"]])


@examples(40)
@given(risks=registers(), data=st.data())
def test_closing_or_removing_a_risk_keeps_all_that_is_not_related_to_it(
    risks: list[dict[str, Any]], data: st.DataObject
):
    chosen = data.draw(st.sampled_from([risk["id"] for risk in risks]))
    related = relatives(risks, chosen)
    closed = [{**risk, "status": "closed"} if risk["id"] == chosen else risk for risk in risks]
    without = [without_naming(risk, chosen) for risk in risks if risk["id"] != chosen]
    base = happened(Project(**with_risks(risks)))
    for changed in (closed, without):
        found = happened(Project(**with_risks(changed)))
        for identity in set(found) - related:
            assert np.array_equal(base[identity], found[identity])
        assert chosen not in found or not found[chosen].any()


@examples(30)
@given(risks=registers())
def test_a_closed_risk_does_what_a_removed_one_does(risks: list[dict[str, Any]]):
    chosen = risks[0]["id"]
    closed = [{**risk, "status": "closed"} if risk["id"] == chosen else risk for risk in risks]
    # What requires it never occurs either; to leave it out is to close that as well.
    gone = {chosen}
    while more := {r["id"] for r in risks if set(r.get("requires", ())) & gone} - gone:
        gone |= more
    left = [
        {**r, "excludes": [o for o in r.get("excludes", ()) if o not in gone]} for r in risks if r["id"] not in gone
    ]
    one, two = run(with_risks(closed), iterations=300), run(with_risks(left), iterations=300)
    assert one.kept_durations.tobytes() == two.kept_durations.tobytes()


@examples(25)
@given(risks=registers(), sampling=st.sampled_from(("lhs", "random", "sobol")), few=st.integers(1, 1_100))
def test_registers_are_the_same_on_threads_and_in_pieces(risks: list[dict[str, Any]], sampling: Any, few: int):
    project = Project(**with_risks(risks))
    whole = simulate(project, iterations=1_500, sampling=sampling, jobs=1, keep_samples=True)
    assert_same_bits(whole, simulate(project, iterations=1_500, sampling=sampling, jobs=2, keep_samples=True))
    pieces = extend(simulate(project, iterations=few, sampling=sampling, keep_samples=True), 1_500 - few)
    assert_same_bits(whole, pieces)
    assert whole.sums.risks.tobytes() == pieces.sums.risks.tobytes()


@examples(25)
@given(risks=registers(), iteration=st.integers(0, 299))
def test_replays_of_any_register_equal_its_run(risks: list[dict[str, Any]], iteration: int):
    result = simulate(Project(**with_risks(risks)), iterations=300, keep_samples=True)
    again = replay(result, iteration)
    assert again.schedule.duration.tobytes() == result.kept_durations[:, iteration].tobytes()
    occurred = happened(result.project, chunks=3, seed=0)
    assert set(again.struck) == {risk for risk, rows in occurred.items() if rows[iteration]}


def test_without_a_risk_what_required_it_is_gone_too():
    risks = [
        {"id": "A", "probability": 1, "impacts": [{"on": "a", "delay": "1d"}]},
        {"id": "B", "probability": 1, "requires": ["A"], "impacts": [{"on": "a", "delay": "2d"}]},
    ]
    again = replay(simulate(Project(**with_risks(risks)), iterations=10), 0)
    assert {risk: effect.task_minutes["a"] for risk, effect in again.effects.items()} == pytest.approx(
        {"A": 3 * 480.0, "B": 2 * 480.0}
    )


def test_without_a_risk_what_it_excluded_does_not_take_its_place():
    risks = [
        {"id": "A", "probability": 0.5, "impacts": [{"on": "a", "delay": "1d"}]},
        {"id": "B", "probability": 0.5, "excludes": ["A"], "impacts": [{"on": "a", "delay": "2d"}]},
    ]
    result = simulate(Project(**with_risks(risks)), iterations=50)
    played = [replay(result, iteration).effects for iteration in range(50)]
    assert {tuple(effects) for effects in played} == {("A",), ("B",)}
    added = {risk: round(one.task_minutes["a"] / 480.0, 9) for effects in played for risk, one in effects.items()}
    assert added == {"A": 1.0, "B": 2.0}


def test_events_of_one_stream_take_one_sobol_dimension():
    counted = {"id": "N", "occurrences": 2.0, "impacts": [{"on": "a", "cost": 5}]}
    compiled = compile_project(Project(**with_risks([counted])))
    directions = streams_of(compiled, 0, "sobol").directions
    assert compiled.n_events > 10
    assert len(np.unique(directions[directions.any(axis=1)], axis=0)) == 1 + 3
    assert np.array_equal(directions[0], directions[compiled.n_events - 1])


# -- existence --------------------------------------------------------------------------------------------------------


def branched(**rest: Any) -> dict[str, Any]:
    tasks: list[dict[str, Any]] = [
        {"id": "start", "duration": "1d"},
        {"id": "deep", "duration": "9d", "after": ["start"]},
        {"id": "shallow", "duration": "4d", "after": ["start"]},
        {"id": "end", "duration": "1d", "after": ["deep", "shallow"]},
        {"id": "rework", "duration": "2d", "after": ["end"], "exists": "40%"},
        {"id": "repair", "duration": "3d", "after": ["rework"], "exists": "R"},
    ]
    options = [{"tasks": "deep", "probability": "60%"}, {"tasks": "shallow", "probability": "30%"}]
    return {
        "name": "branched", "start": "2027-01-04", "tasks": tasks, "branches": [{"id": "soil", "options": options}],
        "risks": [{"id": "R", "probability": 0.3, "impacts": [{"on": "all", "delay": "1d"}]}], **rest,
    }  # fmt: skip


CALENDARS = {
    "office": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
    "night": {"week": {"mon-sun": ["20:00-24:00"]}},
}


@pytest.mark.parametrize("more", [{}, {"calendars": CALENDARS, "status_date": "2027-01-05"}], ids=["plain", "dated"])
def test_a_task_that_does_not_exist_takes_no_time_is_struck_by_nothing_and_is_never_critical(more: dict[str, Any]):
    arguments = branched(**more)
    if more:
        arguments["tasks"][4]["calendar"] = "night"
    result = run(arguments, iterations=600)
    durations = {task.id: result.task_durations(task.id) > 0.0 for task in result.project.tasks}
    assert not (durations["deep"] & durations["shallow"]).any()
    shares = result.tasks["criticality"]
    for identity, exists in durations.items():
        assert shares[identity] <= exists.mean() + 1e-12
    absent = [replay(result, iteration).absent for iteration in range(60)]
    for identity in ("deep", "shallow", "rework", "repair"):
        assert [identity not in missing for missing in absent] == durations[identity][:60].tolist()
    struck = [replay(result, iteration).struck.get("R", ()) for iteration in range(60)]
    assert not any(set(hit) & missing for hit, missing in zip(struck, absent, strict=True))


def test_on_other_calendars_logic_passes_through_a_task_that_does_not_exist_as_if_it_were_not_there():
    arguments = branched(calendars=CALENDARS, status_date="2027-01-05")
    held = {"calendar": "night", "constraint": {"start_no_earlier_than": "2029-01-01"}}
    arguments["tasks"][4] |= {**held, "exists": 0}
    arguments["branches"] = []
    without = copy.deepcopy(arguments)
    del without["tasks"][4]
    without["tasks"][4]["after"] = ["end"]
    one, two = run(arguments, iterations=300), run(without, iterations=300)
    assert one.finish_minutes.tobytes() == two.finish_minutes.tobytes()
    assert one.tasks["criticality"].drop("rework").equals(two.tasks["criticality"])


def test_the_plan_itself_takes_the_likeliest_way_and_no_risk():
    result = run(branched(), iterations=10)
    days = dict(zip(result.tasks.index, result.deterministic.duration / 480.0, strict=True))
    assert days == {"start": 1.0, "deep": 9.0, "shallow": 0.0, "end": 1.0, "rework": 0.0, "repair": 0.0}


def test_tasks_of_a_response_exist_in_the_scenarios_in_which_it_counts():
    arguments = with_risks([
        {"id": "R", "probability": 0.5, "impacts": [{"on": "a", "delay": "4d"}],
         "response": {"strategy": "mitigate", "tasks": ["survey"], "probability": 0.1, "secondary": ["S"]}},
        {"id": "S", "probability": 0.5, "impacts": [{"on": "b", "delay": "2d"}]},
    ])  # fmt: skip
    arguments["tasks"] += [{"id": "survey", "duration": "2d"}]
    by_scenario = {name: run({**arguments, "scenario": name}, iterations=2_000) for name in ("pre", "post")}
    pre, post = by_scenario["pre"], by_scenario["post"]
    assert not pre.task_durations("survey").any()
    assert (post.task_durations("survey") == 960.0).all()
    assert (pre.risks["occurrences"]["S"], pre.tasks["criticality"]["survey"]) == (0.0, 0.0)
    assert post.risks["occurred"]["R"] < 0.2 < 0.4 < pre.risks["occurred"]["R"]
    assert pre.task_durations("c").tobytes() == post.task_durations("c").tobytes()


# -- costs ------------------------------------------------------------------------------------------------------------


def cost_of(impact: dict[str, Any], **risk: Any) -> float:
    risks = [{"id": "R", "probability": 1, "impacts": [{"on": ["a", "b"], **impact}], **risk}]
    return float(run(with_risks(risks), iterations=10).risks["mean_cost"]["R"])


def test_a_cost_arises_once_or_at_each_task_where_it_is_drawn_for_each():
    assert cost_of({"cost": 100}) == 100.0
    assert cost_of({"cost": 100, "draw": "each_task"}) == 200.0
    assert cost_of({"cost": 100}, strikes="each_task") == 200.0
    risk = {"id": "R", "probability": 1, "impacts": [{"cost": 100}]}
    assert run(with_risks([risk]), iterations=10).risks["mean_cost"]["R"] == 100.0


def test_no_cost_arises_at_a_task_that_does_not_exist_or_that_is_missed():
    risks = [{"id": "R", "probability": 1, "impacts": [{"on": "all", "cost": 100, "draw": "each_task"}]}]
    arguments = with_risks(risks)
    arguments["tasks"][2]["exists"] = 0
    assert run(arguments, iterations=10).risks["mean_cost"]["R"] == 200.0
    risks[0]["window"] = {"to": "2027-01-04"}
    assert run({**arguments, "risks": risks}, iterations=10).risks["mean_cost"]["R"] == 100.0


# -- what is refused --------------------------------------------------------------------------------------------------


def exclusive(*chances: Any) -> list[dict[str, Any]]:
    ids = [f"R{number}" for number in range(len(chances))]
    return [
        {"id": i, "probability": p, "excludes": [o for o in ids if o != i]} for i, p in zip(ids, chances, strict=True)
    ]


def test_exclusive_risks_of_more_than_one_hundred_percent_are_refused():
    with pytest.raises(
        PlanError,
        match=r"risks\[1\]\.probability: risk 'R1': .* up to 60%, never together with R0, and they leave it 50%",
    ):
        compile_project(Project(**with_risks(exclusive(0.5, 0.6))))
    with pytest.raises(PlanError, match="up to 35%"):
        compile_project(Project(**with_risks(exclusive(0.7, {"triangular": [0.1, 0.2, 0.35]}))))
    assert compile_project(Project(**with_risks(exclusive(0.5, 0.5)))).n_events == 2


def test_exclusions_that_cannot_be_enumerated_are_refused_with_what_would_do():
    hubs = [{"id": f"A{n:02}", "probability": 0.01} for n in range(20)]
    last = [{"id": f"B{n:02}", "probability": 0.01, "excludes": [f"A{n:02}", "C"]} for n in range(20)]
    with pytest.raises(PlanError, match=r"depend on each other in more than 100,000 ways.*take out some"):
        compile_project(Project(**with_risks([*hubs, {"id": "C", "probability": 0.01}, *last])))


def test_a_long_chain_of_requirements_is_simulated():
    risks: list[dict[str, Any]] = [{"id": "R0", "probability": 1}]
    risks += [{"id": f"R{n}", "probability": 1, "requires": [f"R{n - 1}"]} for n in range(1, 1_500)]
    result: SimulationResult = run(with_risks(risks), iterations=10)
    assert (result.risks["occurred"] == 1.0).all()
