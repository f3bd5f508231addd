"""Laws of schedule files that are broken, huge or meant to do harm: read, or refused with a reason, in bounded time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskmc.errors import PlanError, RiskmcError, ScheduleFileError
from riskmc.io.schedule_files import formats, problems, read_schedule, xml_tree
from riskmc.io.schedule_files.identifiers import Identifiers
from riskmc.simulation.deterministic import planned_schedule
from tests.io.schedule_files.conftest import FIXTURES
from tests.io.schedule_files.mutations import damaged
from tests.io.schedule_files.p6_xml_twin import as_p6_xml

NAMES = ["footbridge.xer", "footbridge_update.xer", "two_projects.xer", "kiosk.xml", "footbridge.pmxml", "shed.gan",
         "pavilion.sm", "pavilion.rcp"]  # fmt: skip
XML = ["kiosk.xml", "footbridge.pmxml", "shed.gan"]


def content(name: str) -> bytes:
    if name == "footbridge.pmxml":
        return as_p6_xml((FIXTURES / "footbridge.xer").read_text(encoding="utf-8")).encode()
    return (FIXTURES / name).read_bytes()


def refusal(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(ScheduleFileError) as caught:
        read_schedule(path)
    assert all(problem.where.file == str(path) for problem in caught.value.problems)
    return str(caught.value)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_damage_ends_in_a_project_or_in_a_sentence_that_names_the_file(tmp_path: Path, name: str, seed: int):
    path = tmp_path / name
    path.write_bytes(damaged(content(name), random.Random(seed)))
    try:
        read_schedule(path)
    except RiskmcError as error:
        assert str(path) in str(error)  # noqa: PT017
        assert error.exit_code == 2  # noqa: PT017


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_was_cut_off_anywhere_is_read_or_refused(tmp_path: Path, name: str):
    data = content(name)
    for share in range(1, 20):
        path = tmp_path / name
        path.write_bytes(data[: len(data) * share // 20])
        try:
            read_schedule(path)
        except RiskmcError as error:
            assert str(path) in str(error)  # noqa: PT017


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/never.dtd">',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>',
    ],
)
def test_document_types_and_entities_are_refused_in_each_kind_of_xml(tmp_path: Path, name: str, declaration: str):
    head, mark, rest = content(name).partition(b"?>")
    assert "declares a document type or entities" in refusal(tmp_path / name, head + mark + declaration.encode() + rest)


@pytest.mark.parametrize("name", XML)
def test_deep_nesting_is_refused_in_each_kind_of_xml(tmp_path: Path, name: str):
    head, mark, rest = content(name).rpartition(b"</")
    deep = b"<a>" * 500_000 + b"</a>" * 500_000
    assert "nest deeper than 100" in refusal(tmp_path / name, head + deep + mark + rest)


@pytest.mark.parametrize("name", ["footbridge.xer", "kiosk.xml", "footbridge.pmxml", "shed.gan"])
def test_names_meant_for_other_programs_stay_names(tmp_path: Path, name: str):
    hostile = ["=cmd|'/c calc'!A0", "&lt;script&gt;alert(1)&lt;/script&gt;", "../../etc/passwd", "{{7*7}}", "%R $(id)"]
    old = {"kiosk.xml": "Sketch", "shed.gan": "Base"}.get(name, "Excavate")
    for text in hostile:
        path = tmp_path / name
        path.write_bytes(content(name).replace(old.encode(), text.encode()))
        project = read_schedule(path)
        shown = text if name == "footbridge.xer" else text.replace("&lt;", "<").replace("&gt;", ">")
        assert shown in {task.name for task in project.tasks}
        assert all(set("/<>=$|'\"{} ") & set(task.id + task.group) == set() for task in project.tasks)


@pytest.mark.parametrize(
    ("codec", "start"),
    [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"\xef\xbb\xbf"), ("cp1251", b"")],
)
def test_an_xer_file_is_read_in_each_code_that_can_be_told(tmp_path: Path, codec: str, start: bytes):
    text = content("footbridge.xer").decode().replace("Excavate", "Котлован").replace("€", "")
    path = tmp_path / "a.xer"
    path.write_bytes(start + text.encode(codec))
    assert "Котлован" in {task.name for task in read_schedule(path).tasks}


@pytest.mark.parametrize("name", XML)
def test_xml_is_read_in_utf_16(tmp_path: Path, name: str):
    text = content(name).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').replace("utf-8", "UTF-16")
    path = tmp_path / name
    path.write_bytes(text.encode("utf-16"))
    assert read_schedule(path).tasks


@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_nul_bytes_is_refused(tmp_path: Path, name: str):
    assert "known schedule format" in refusal(tmp_path / name, bytes(100_000))


@pytest.mark.parametrize("hours", ["1e11", "30000000"])
def test_a_duration_beyond_all_dates_is_named_by_the_engine(tmp_path: Path, hours: str):
    path = tmp_path / "a.xer"
    path.write_bytes(content("footbridge.xer").replace(b"\t40\t40\t", f"\t{hours}\t{hours}\t".encode()))
    project = read_schedule(path)
    finish = float(planned_schedule(project).early_finish.max())
    with pytest.raises(PlanError, match="after the year 9999"):
        project.timeline().date_of(finish)


def test_more_activities_than_a_plan_may_have_are_refused_before_they_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(problems.LIMITS, "tasks", 3)
    for name in NAMES:
        if name != "two_projects.xer":
            assert "activities; at most 3 are read" in refusal(tmp_path / name, content(name))


def test_more_elements_than_a_schedule_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(xml_tree, "MAX_ELEMENTS", 30)
    for name in XML:
        assert "more than 30 elements" in refusal(tmp_path / name, content(name))


def test_networks_are_refused_at_a_smaller_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(formats, "MAX_NETWORK_BYTES", 50)
    for name in ("pavilion.sm", "pavilion.rcp"):
        assert "MB of a network are read" in refusal(tmp_path / name, content(name))


def test_of_very_many_problems_the_first_are_listed_and_the_rest_counted(tmp_path: Path):
    tasks = "".join(f'<task id="{i}" start="soon" duration="1"/>' for i in range(5000))
    message = refusal(tmp_path / "a.gan", f"<project><tasks>{tasks}</tasks></project>".encode())
    assert len(message.splitlines()) == 101
    assert "there are 4,900 more problems" in message


def test_the_same_code_many_times_over_is_no_slower_to_tell_apart():
    identifiers = Identifiers()
    assert len({identifiers.unique("A") for _ in range(100_000)}) == 100_000
