"""Laws of telling one schedule format from another."""

from __future__ import annotations

import pytest

from riskmc.errors import ScheduleFileError
from riskmc.io.schedule_files import formats as formats_module
from riskmc.io.schedule_files import is_schedule_file, read_schedule

P6_XML = (
    b'<?xml version="1.0"?><APIBusinessObjects xmlns="http://xmlns.oracle.com/Primavera/P6/V8/API/BusinessObjects"/>'
)


@pytest.fixture
def refusal(tmp_path):
    """Return the message with which a file of some content is refused."""

    def message(name: str, content: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ScheduleFileError) as caught:
            read_schedule(path)
        text = str(caught.value)
        assert text.startswith(str(path))
        return text.removeprefix(str(path))

    return message


@pytest.mark.parametrize(
    ("name", "content", "kind", "remedy"),
    [
        ("a.xml", P6_XML, "the file has no project", "export a project from P6"),
        ("a.pmxml", P6_XML, "the file has no project", "export a project from P6"),
        (
            "a.gan",
            b'<?xml version="1.0"?><project name="x" version="3"/>',
            "holds no tasks",
            "save a project that has tasks",
        ),
        ("a.xml", b"<html><body/></html>", "XML whose root element is html", "Save As > XML"),
        ("a.xml", b"<Project/>", "not in the namespace http://schemas.microsoft.com/project", "Save As > XML"),
        ("a.xml", b"<Project", "broken before its first element", "export the file again"),
        ("a.xer", b"PK\x03\x04" + bytes(60), "a ZIP archive or Office document", "unpack it"),
        ("a.xer", b"task,duration\nA,5\n", "the file is text of no known schedule format", "Primavera PM - (XER)"),
        ("a.xer", bytes(range(256)) * 8, "the file is binary data of no known schedule format", "Save As > XML"),
    ],
)
def test_other_formats_are_named_with_how_to_export_one_that_is_read(refusal, name, content, kind, remedy):
    message = refusal(name, content)
    assert kind in message
    assert remedy in message


@pytest.mark.parametrize("content", [b"", b" \r\n\t"])
def test_an_empty_file_is_called_empty(refusal, content):
    assert "the file is empty" in refusal("a.xer", content)


def test_a_file_or_a_folder_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(ScheduleFileError, match="there is no such file"):
        read_schedule(tmp_path / "none.xer")
    with pytest.raises(ScheduleFileError, match="the file cannot be read"):
        read_schedule(tmp_path)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(refusal, monkeypatch):
    monkeypatch.setattr(formats_module, "MAX_BYTES", 1000)
    assert "at most" in refusal("a.xer", b"ERMHDR" + bytes(2000))


def test_the_content_tells_the_format_whatever_the_extension(tmp_path, fixture_text):
    for name, fixture in (("crane.xml", "footbridge.xer"), ("crane.xer", "kiosk.xml"), ("crane", "kiosk.xml")):
        path = tmp_path / name
        path.write_bytes(fixture_text(fixture).encode())
        assert read_schedule(path).tasks


@pytest.mark.parametrize("name", ["a.xer", "a.XER", "a.xml", "a.pmxml", "a.mpp", "a.gan", "folder.x/a.mpx"])
def test_the_extension_tells_the_command_line_that_a_schedule_file_is_meant(name):
    assert is_schedule_file(name)


@pytest.mark.parametrize("name", ["plan.yaml", "folder", "xer", "plan.yml", "tasks.csv"])
def test_plans_are_not_taken_for_schedule_files(name):
    assert not is_schedule_file(name)


def test_a_projectlibre_file_is_read_from_the_xml_behind_its_objects(tmp_path, fixture_text, refusal):
    text = fixture_text("kiosk.xml").encode()
    mark = b"@@@@@@@@@@ProjectLibreSeparator_MSXML@@@@@@@@@@"
    path = tmp_path / "kiosk.pod"
    path.write_bytes(b"\xac\xed\x00\x05objects" * 100 + mark + text)
    project = read_schedule(path)
    assert [task.id for task in project.tasks] == [task.id for task in _kiosk(tmp_path, text).tasks]
    assert project.origin is not None
    assert project.origin.tool == "ProjectLibre"
    assert "the XML is broken" in refusal("cut.pod", b"\xac\xed\x00\x05objects" + mark + text[:500])


def _kiosk(folder, text):
    path = folder / "kiosk.xml"
    path.write_bytes(text)
    return read_schedule(path)
