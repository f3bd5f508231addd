"""`riskmc heatmap` shows the risks by score and by simulation."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import Result

Invoke = Callable[..., Result]

PLAN = """\
riskmc: 1
project: {name: Quay <i>wall</i>, start: 2027-01-04}
tasks:
  - {id: long, duration: {pert: [90d, 100d, 115d]}}
  - {id: short, duration: 40d}
  - {id: end, duration: 10d, after: [long, short]}
risks:
  - {id: OFF, title: "Beside <script>alert(1)</script>", probability: 60%, impacts: [{on: short, delay: 25d}]}
  - id: "ON"
    title: On the path
    probability: high
    owner: Site manager
    impacts: [{on: long, delay: {triangular: [2d, 4d, 9d]}}]
    response: {action: Dig first, probability: 10%, cost: 20k, owner: Site manager}
  - {id: GAIN, title: Dry summer, kind: opportunity, probability: 30%, impacts: [{on: long, delay: -5d}]}
  - {id: DONE, probability: 20%, status: closed, impacts: [{on: long, delay: 5d}]}
  - {id: REP, title: Bad press, probability: low, impacts: [], levels: {reputation: medium}}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "quay.yaml"
    file.write_text(PLAN, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(files("riskmc.cli").joinpath("schemas", "heatmap.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_matrix_the_risks_and_the_inversions_are_shown(invoke: Invoke, plan: Path) -> None:
    shown = invoke("heatmap", plan, "-n", "2000")
    assert shown.exit_code == 0
    lines = shown.stdout.splitlines()
    head = " ".join(lines[1:3])
    assert head.startswith("3 threats and 1 opportunity scored with the responses that are done: of the threats 1 high")
    assert max(map(len, lines[1:3])) <= 100
    assert "Threats: probability by impact" in lines
    assert "Opportunities: probability by gain" in lines
    high = next(text for text in lines if text.startswith("  high  "))
    assert high.split() == ["high", ".", "+", "ON", "+", ".", "!", ".", "!", "OFF"]
    assert any(text.startswith("  v OFF: Beside") for text in lines)
    assert "    Its task short is never critical (mean float 60.7 working days)." in lines or any(
        "Its task short is never critical" in text for text in lines
    )
    assert "Without a place in the matrix: DONE: it is closed." in lines


def test_one_object_is_printed_that_the_schema_describes(invoke: Invoke, plan: Path, validator) -> None:
    for more in ([], ["--no-simulation"], ["--before-after", "--by", "schedule"], ["--scenario", "post", "-n", "1"]):
        shown = invoke("heatmap", plan, "--json", "-n", "2000", *more)
        assert shown.exit_code == 0
        document = json.loads(shown.stdout)
        validator.validate(document)
    document = json.loads(invoke("heatmap", plan, "--json", "-n", "2000").stdout)
    risks = {risk["id"]: risk for risk in document["risks"]}
    assert risks["ON"]["now"]["probability_source"] == "stated"
    assert risks["ON"]["now"]["chance"] == pytest.approx(0.6)
    assert risks["OFF"]["now"]["impacts"][0] | {"mean": 25.0} == {
        "kind": "schedule", "level": "very high", "source": "number", "mean": 25.0, "mean_from_level": False,
    }  # fmt: skip
    assert risks["REP"]["now"]["impacts"][0]["mean"] is None
    assert risks["ON"]["after"]["probability"] == "very low"
    assert risks["GAIN"]["simulated"]["days"] < 0
    assert risks["DONE"]["left_out"] == "it is closed"
    assert next(item["id"] for item in document["simulation"]["inversions"] if item["overrated"]) == "OFF"
    assert sum(len(cell["risks"]) for cell in document["threats"]) == 3


def test_the_same_risks_are_scored_for_one_kind_of_impact(invoke: Invoke, plan: Path) -> None:
    document = json.loads(invoke("heatmap", plan, "--json", "-n", "500", "--by", "reputation").stdout)
    assert [risk["id"] for risk in document["risks"] if risk["now"]] == ["REP"]
    refused = invoke("heatmap", plan, "--by", "reputaton")
    assert refused.exit_code == 2
    assert "--by 'reputaton' is no kind of impact of this plan; give one of overall, schedule" in refused.stderr
    assert "did you mean 'reputation'?" in refused.stderr


def test_scenarios_move_risks(invoke: Invoke, plan: Path) -> None:
    before, after = (
        json.loads(invoke("heatmap", plan, "--json", "-n", "500", "--scenario", word).stdout)
        for word in ("pre", "post")
    )
    of_on = [next(risk for risk in found["risks"] if risk["id"] == "ON") for found in (before, after)]
    assert [risk["now"]["probability"] for risk in of_on] == ["high", "very low"]
    assert of_on[0]["simulated"]["days"] > of_on[1]["simulated"]["days"]


def test_slides_are_drawn_without_a_browser_as_svg(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    shown = invoke("heatmap", plan, "-n", "500", "--svg", "map.svg", "--before-after")
    assert shown.exit_code == 0
    for name in ("map.svg", "map-simulated.svg"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        root = ElementTree.fromstring(text)
        assert root.get("viewBox") == "0 0 1280 720"
        assert "<script" not in text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "Beside &lt;script&gt;alert" in (tmp_path / "map-simulated.svg").read_text(encoding="utf-8")
    refused = invoke("heatmap", plan, "--svg", "map.svg")
    assert refused.exit_code == 2
    assert "map.svg exists already" in refused.stderr
    assert invoke("heatmap", plan, "--svg", "map.svg", "--force", "-n", "500").exit_code == 0


def test_a_table_of_all_risks_is_written(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    assert invoke("heatmap", plan, "-n", "500", "--csv", "risks.csv").exit_code == 0
    with (tmp_path / "risks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert list(rows) == ["OFF", "ON", "GAIN", "DONE", "REP"]
    assert rows["OFF"]["now_score"] == "20.0"
    assert rows["OFF"]["gap"] not in ("", "0.0")
    assert rows["DONE"]["left_out"] == "it is closed"


def test_the_page_is_whole_and_its_names_are_escaped(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    assert invoke("heatmap", plan, "-n", "500", "--html", "map.html").exit_code == 0
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "<h1><bdi>Quay &lt;i&gt;wall&lt;/i&gt;</bdi></h1>" in page
    assert "alert(1)</script>" not in page
    assert page.count('<svg viewBox="0 0 1070') == 2
    assert "Where score and simulation disagree" in page


def test_a_saved_result_keeps_what_its_risks_do(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    run = invoke("run", plan, "-n", "2000", "--save", "quay.riskmc", "--heatmap", "--report", "quay.html")
    assert run.exit_code == 0
    assert invoke("heatmap", "quay.riskmc").stdout == invoke("heatmap", plan, "-n", "2000").stdout
    page = (tmp_path / "quay.html").read_text(encoding="utf-8")
    assert '<a href="#heatmap">Heatmap</a>' in page
    assert "What the risks did in the simulation" in page
    report = invoke("report", plan, "-n", "2000", "--out", "plain.html")
    assert report.exit_code == 0
    plain = (tmp_path / "plain.html").read_text(encoding="utf-8")
    assert "What the risks did in the simulation" not in plain
    assert '<section id="heatmap"' in plain


def test_a_plan_without_risks_has_no_heatmap(invoke: Invoke, tmp_path: Path) -> None:
    bare = PLAN[: PLAN.index("risks:")]
    (tmp_path / "bare.yaml").write_text(bare, encoding="utf-8")
    refused = invoke("heatmap", tmp_path / "bare.yaml", "--svg", "map.svg")
    assert refused.exit_code == 2
    assert "bare.yaml has no risks; a heatmap shows those of a plan, under its key risks" in refused.stderr
    assert not (tmp_path / "map.svg").exists()
    invoke("report", tmp_path / "bare.yaml", "-n", "500", "--out", "bare.html")
    assert 'id="heatmap"' not in (tmp_path / "bare.html").read_text(encoding="utf-8")


def test_an_input_is_never_overwritten(invoke: Invoke, plan: Path) -> None:
    refused = invoke("heatmap", plan, "--csv", plan, "--force")
    assert refused.exit_code == 2
    assert "is the input of this command" in refused.stderr
    assert plan.read_text(encoding="utf-8") == PLAN


def test_an_interrupt_leaves_nothing_written(
    invoke: Invoke, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("riskmc.simulation.removal._Without.finish", stop)
    stopped = invoke("heatmap", plan, "-n", "500", "--svg", "map.svg")
    assert stopped.exit_code == 130
    assert "Interrupted: what each risk does to the finish is not known." in stopped.stderr
    assert stopped.stdout == ""
    assert not (tmp_path / "map.svg").exists()
    run = invoke("run", plan, "-n", "500", "--heatmap", "--save", "kept.riskmc")
    assert run.exit_code == 130
    assert (tmp_path / "kept.riskmc").exists()
