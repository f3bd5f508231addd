"""The page as a file: whole, offline, and the same every time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import riskmc
from riskmc.errors import OutputExistsError
from riskmc.model.scenarios import in_scenario
from riskmc.report import render_report, write_report
from riskmc.report.escaping import escape_json, plotly_text, script_hash, script_json
from riskmc.report.response_tables import response_table
from tests.conftest import ROOT


class Elements(HTMLParser):
    """Collects elements with their attributes, and the text of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._is_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._is_script = tag == "script" and dict(attrs).get("id") != "gantt-data"
        if self._is_script:
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self._is_script:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._is_script = False


@pytest.fixture(scope="module")
def text(construction: riskmc.SimulationResult) -> str:
    return render_report(construction)


def test_the_page_loads_nothing(text: str) -> None:
    for tag, attributes in Elements(text).found:
        for name in ("src", "href", "srcset", "poster", "action", "data"):
            value = attributes.get(name)
            assert value is None or value.startswith("#"), (tag, name, value)
        assert tag not in ("iframe", "object", "embed", "link", "base", "form")


def test_the_security_policy_names_exactly_the_scripts_of_the_page(text: str) -> None:
    page = Elements(text)
    policy = next(a["content"] for tag, a in page.found if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    allowed = re.findall(r"'sha256-[^']+'", policy)
    data, *scripts = page.scripts
    assert allowed == [script_hash(script) for script in scripts]
    assert "default-src 'none'" in policy
    json.loads(data)


def test_charts_neither_share_nor_show_a_logo(text: str) -> None:
    config = json.loads(Elements(text).scripts[0])["config"]
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["displaylogo"] is False


def test_the_same_result_gives_the_same_page(construction: riskmc.SimulationResult, text: str) -> None:
    assert render_report(construction) == text


def test_a_report_of_a_saved_result_is_the_same_page(
    construction: riskmc.SimulationResult, text: str, tmp_path: Path
) -> None:
    construction.save(tmp_path / "x.riskmc")
    assert render_report(riskmc.read_result(tmp_path / "x.riskmc")) == text


def test_a_page_of_three_hundred_tasks_stays_under_three_megabytes() -> None:
    tasks = [
        {"id": f"t{i}", "duration": {"pert": ["4d", "6d", "15d"]}, "after": [f"t{i - 7}"] if i >= 7 else []}
        for i in range(300)
    ]
    plan = riskmc.Project(name="300", start="2027-01-04", tasks=tasks)
    assert len(render_report(riskmc.simulate(plan, iterations=10_000)).encode()) <= 3_000_000


def test_a_report_is_not_overwritten_unless_forced(construction: riskmc.SimulationResult, tmp_path: Path) -> None:
    target = tmp_path / "new" / "report.html"
    write_report(construction, target)
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputExistsError, match=r"report\.html"):
        write_report(construction, target)
    assert target.read_text(encoding="utf-8") == "mine"
    write_report(construction, target, force=True)
    assert target.stat().st_size > 1_000_000
    assert [path.name for path in target.parent.iterdir()] == ["report.html"]


def test_text_for_plotly_keeps_no_tag_and_no_control_character() -> None:
    assert plotly_text("<b>R&D</b>\n\x00x") == "&lt;b&gt;R&amp;D&lt;/b&gt;  x"


@pytest.mark.parametrize("name", ["</script>", "<!--", "a\u2028b", "&lt;", '"\\', "🏗"])
def test_any_text_survives_the_trip_through_a_script(name: str) -> None:
    written = script_json({"name": name})
    assert json.loads(written) == {"name": name}
    assert not set("<>&\u2028\u2029") & set(escape_json(written))


def test_a_report_needs_no_engine(construction: riskmc.SimulationResult, tmp_path: Path) -> None:
    construction.save(tmp_path / "x.riskmc")
    code = (
        "import sys; from riskmc.result import read_result; from riskmc.report import write_report;"
        "write_report(read_result(sys.argv[1]), sys.argv[2]);"
        "print([m for m in ('numba', 'riskmc.simulation', 'riskmc.kernels', 'plotly.express') if m in sys.modules])"
    )
    paths = [str(tmp_path / "x.riskmc"), str(tmp_path / "x.html")]
    done = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_bundled_plotly_is_the_version_that_is_noted_with_its_licence() -> None:
    assets = ROOT / "riskmc" / "report" / "assets"
    head = (assets / "plotly-cartesian.min.js").read_text(encoding="utf-8")[:200]
    version = re.search(r"plotly\.js .*v([\d.]+)", head)
    assert version is not None
    assert f"plotly.js-cartesian-dist-min@{version[1]}" in (assets / "README.md").read_text(encoding="utf-8")
    assert "MIT License" in (assets / "plotly-LICENSE.txt").read_text(encoding="utf-8")


def test_a_name_cannot_turn_around_the_words_that_follow_it() -> None:
    plan = riskmc.Project(
        name="Ship\u202eyard",
        start="2027-01-04",
        tasks=[{"id": "a", "name": "Dig\u2067", "duration": {"uniform": ["4d", "8d"]}}],
        objectives=[{"id": "o", "finish": "a", "by": "2027-01-11", "confidence": "80%"}],
    )
    text = render_report(riskmc.simulate(plan, iterations=500))
    for name in ("Ship\u202eyard", "Dig\u2067"):
        places = [text[max(at - 12, 0) : at] for at in (match.start() for match in re.finditer(name, text))]
        assert places
        assert all(place.endswith(("<bdi>", "<title>")) for place in places), places


def test_the_table_of_responses_tells_mean_delays_and_costs_before_and_after() -> None:
    before = [{"on": "a", "delay": {"triangular": ["5d", "10d", "30d"]}, "cost": {"uniform": ["10k", "30k"]}}]
    after = [{"on": "a", "delay": "4d", "cost_factor": 1.1}]
    risk = {"id": "R1", "probability": "40%", "impacts": before, "response": {"id": "A", "impacts": after}}
    tasks = [{"id": "a", "duration": "8d", "cost": {"fixed": "10k", "per_day": "5k"}}]
    table = response_table(riskmc.Project(name="x", start="2027-01-04", currency="EUR", tasks=tasks, risks=[risk]))
    assert table is not None
    assert [name for name, _ in table.columns][-2:] == ["Mean delay, d", "Mean cost, EUR"]
    assert table.rows[0][-2:] == ("15.0 to 4.0", "20,000 to 5,000")


def test_the_page_tables_the_responses_and_says_which_count() -> None:
    response = {"strategy": "mitigate", "action": "Trial pits", "cost": "5k", "due": "2027-02-01", "probability": "5%"}
    risk = {"id": "R1", "title": "Boulders", "probability": "40%", "impacts": [{"on": "a", "delay": "5d"}]}
    tasks = [{"id": "a", "duration": {"triangular": ["5d", "8d", "20d"]}}]
    plan = riskmc.Project(
        name="x", start="2027-01-04", currency="EUR", tasks=tasks, risks=[{**risk, "response": response}]
    )  # fmt: skip
    for scenario, counts in (("post", "yes"), ("pre", "no")):
        page = render_report(riskmc.simulate(in_scenario(plan, scenario), iterations=200))
        table = page.partition('<h3 id="responses">')[2].partition("</table>")[0]
        cells = re.findall(r"<t[dh][^>]*>(?:<bdi>)?(.*?)(?:</bdi>)?</t[dh]>", table.partition("<tbody>")[2])
        expected = ["R1.1: Trial pits", "R1: Boulders", "mitigate", "–", "1 Feb 2027", "planned", counts, "5,000"]
        assert [cell.replace("\u00a0", " ") for cell in cells] == [*expected, "40 % to 5 %", "5.0", "–"]
    bare = riskmc.Project(name="x", start="2027-01-04", tasks=tasks, risks=[risk])
    assert '<h3 id="responses">' not in render_report(riskmc.simulate(bare, iterations=200))


def test_the_page_lists_the_rules_that_the_plan_silences_with_their_reasons() -> None:
    tasks = [{"id": "a", "duration": "5d"}]
    why = "</li><script>alert(1)</script> measured twice"
    silence = [{"rule": "no-objective", "why": why}, {"rule": "lead", "why": "nothing to say"}]
    plan = riskmc.Project(name="x", start="2027-01-04", tasks=tasks, linter={"silence": silence})
    page = render_report(riskmc.simulate(plan, iterations=200))
    listed = page.partition("Rules that the plan silences</h3>")[2].partition("</ul>")[0]
    assert "no-objective: &lt;/li&gt;&lt;script&gt;alert(1)&lt;/script&gt; measured twice (1 warning)" in listed
    assert "nothing to say" not in listed
