"""Laws of the files that Java turns into MS Project XML: read as the tool wrote them, or refused with a sentence."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from riskmc.errors import ScheduleFileError
from riskmc.io.schedule_files import java as java_module
from riskmc.io.schedule_files import read_schedule
from tests.conftest import ROOT
from tests.io.schedule_files.conftest import FIXTURES

posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Java is a shell script")
JETTY = FIXTURES / "jetty.mpx"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
StandIn = Callable[[str], Path]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Put a shell script in the place of Java; return the folder in which it leaves what it saw."""

    def put(script: str) -> Path:
        home, seen, jars = tmp_path / "home", tmp_path / "seen", tmp_path / "jars"
        for folder in (home / "bin", seen, jars):
            folder.mkdir(parents=True)
        program = home / "bin" / "java"
        program.write_text(f'#!/bin/sh\nSEEN="{seen}"\n{script}\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("JAVA_HOME", str(home))
        monkeypatch.setattr(java_module, "find_jars", lambda: jars)
        return seen

    return put


def refusal(path: Path) -> str:
    with pytest.raises(ScheduleFileError) as caught:
        read_schedule(path)
    assert caught.value.exit_code == 2
    message = str(caught.value)
    assert all(line.startswith(str(path)) for line in message.splitlines())
    return message


@pytest.mark.usefixtures("java")
def test_an_mpx_file_gives_its_tasks_links_and_lags():
    project = read_schedule(JETTY)
    assert [(task.name, [str(link) for link in task.after]) for task in project.tasks] == [
        ("Piles", []),
        ("Deck", ["uid2 FS+2d"]),
        ("Rails, lamps", ["uid3 FF+1d"]),
        ("Opened", ["uid3", "uid4"]),
    ]
    assert [task.milestone for task in project.tasks] == [False, False, False, True]
    assert f"{project.start:%Y-%m-%d}" == "2027-01-04"


@pytest.mark.usefixtures("java")
def test_the_name_of_a_file_is_never_taken_for_an_option(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "-version.mpx",
        "-cp",
        "$(touch x).mpx",
        "a;b'\"`.mpx",
        "\N{SNOWMAN} \N{LATIN SMALL LETTER E WITH ACUTE}.mpx",
    ):
        Path(name).write_bytes(JETTY.read_bytes())
        assert len(read_schedule(name).tasks) == 4


@pytest.mark.usefixtures("java")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.mpp", OLE, "looks like an MS Project .mpp file, but it is broken, cut off"),
        ("a.mpp", b"piles, 5 days", "looks like an MS Project .mpp file, but it is broken"),
        ("a.mpx", b"MPX,Microsoft Project,4.0\r\n" * 40, "the file holds no tasks"),
        ("a.pp", b"\0" * 5000, "looks like an Asta Powerproject file, but it is broken"),
        ("a.planner", b"<project mrproject-version='2'>" + b" " * 600, "no element found"),
        (
            "a.planner",
            b"<!DOCTYPE project SYSTEM 'http://127.0.0.1:9/x'><project mrproject-version='2'/>",
            "declares a",
        ),
        ("a.planner", b"<project mrproject-version='2'>" + b"<a>" * 200, "nest deeper than 100"),
    ],
)
def test_a_broken_file_is_refused_with_what_it_should_be(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    assert words in refusal(path)


@pytest.mark.usefixtures("java")
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
def test_a_file_that_was_cut_off_is_read_or_refused(tmp_path, share):
    content = JETTY.read_bytes()
    path = tmp_path / "cut.mpx"
    path.write_bytes(content[: int(len(content) * share)])
    try:
        assert len(read_schedule(path).tasks) <= 4
    except ScheduleFileError as error:
        assert str(path) in str(error)  # noqa: PT017


@pytest.mark.usefixtures("java")
def test_a_password_is_named(shared_data):
    message = refusal(shared_data / "schedules" / "ms_project" / "PasswordProtected.mpp")
    assert "that a password protects (save it without a password, or in MS Project: File > Save As > XML" in message


def test_without_java_and_its_jars_both_are_named_and_what_needs_neither(tmp_path, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(java_module, "find_jars", lambda: None)
    path = tmp_path / "a.mpp"
    path.write_bytes(OLE)
    java, jars = refusal(path).splitlines()
    assert "apt-get install default-jre-headless" in java
    assert "JAVA_HOME" in java
    assert "needs the extra 'schedules' (pip install 'riskmc[schedules]'" in jars
    assert "Primavera P6 .xer and .xml, MS Project .xml, GanttProject .gan and ProjectLibre .pod need no Java" in jars
    monkeypatch.setattr(java_module, "find_jars", lambda: tmp_path)
    assert "need no Java" in refusal(path)


def test_looking_for_the_jars_starts_no_java_in_this_process():
    code = "import sys; from riskmc.io.schedule_files.java import find_jars; find_jars(); print('jpype' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.stdout.strip() == "False", done.stderr


@posix
@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 'Conversion Error: java.lang.NullPointerException: null'; exit 1", "(NullPointerException: null)"),
        ("echo 'Caused by: java.lang.OutOfMemoryError: Java heap space'; exit 1", "too large to be read in 2,048 MB"),
        ("echo 'org.mpxj.MPXJException: File is password protected'; exit 1", "that a password protects"),
        ("echo 'java.lang.UnsupportedClassVersionError: org/mpxj'; exit 1", "is too old to read an MPX file"),
        ("echo 'Error: Could not create the Java Virtual Machine.'; exit 1", "does not start (Error: Could not create"),
        ("exit 0", "could not be read (status 0)"),
        ("kill -9 $$", "could not be read (status -9)"),
        ("printf '\\033[31mred\\n' >&2; exit 3", "could not be read ( [31mred)"),
        ("echo '<Project/>' > converted.xml", "jetty.mpx: the file holds no tasks"),
        ("echo '<Project' > converted.xml", "jetty.mpx: the XML is broken"),
    ],
)  # fmt: skip
def test_whatever_java_does_a_sentence_comes_of_it(stand_in, tmp_path, script, words):
    stand_in(script)
    path = tmp_path / "jetty.mpx"
    path.write_bytes(JETTY.read_bytes())
    assert words in refusal(path)


@posix
def test_java_that_cannot_be_run_is_named(stand_in, tmp_path):
    stand_in("exit 0")
    program = tmp_path / "home" / "bin" / "java"
    program.write_bytes(b"\x7fELF broken")
    assert f"{program} cannot be run (Exec format error)" in refusal(JETTY)


@posix
def test_java_works_in_a_private_folder_that_is_gone_afterwards(stand_in):
    seen = stand_in(
        'pwd > "$SEEN/folder"; ls -ld . > "$SEEN/mode"; echo "$@" > "$SEEN/arguments"; cat > "$SEEN/stdin"; exit 1'
    )
    refusal(JETTY)
    folder = Path((seen / "folder").read_text().strip())
    assert not folder.exists()
    assert (seen / "mode").read_text().startswith("drwx------")
    assert (seen / "stdin").read_bytes() == b""
    arguments = (seen / "arguments").read_text()
    assert arguments.endswith("org.mpxj.sample.MpxjConvert schedule.mpx converted.xml\n")
    assert "-Xmx2048m" in arguments
    assert f"-Djava.io.tmpdir={folder}" in arguments
    assert str(JETTY) not in arguments


@posix
def test_java_that_does_not_end_is_ended(stand_in, monkeypatch):
    seen = stand_in('echo $$ > "$SEEN/process"; exec sleep 600')
    monkeypatch.setattr(java_module, "SECONDS", 0.5)
    assert "an MPX file was not read within 0 seconds" in refusal(JETTY)
    with pytest.raises(ProcessLookupError):
        os.kill(int((seen / "process").read_text()), 0)


@posix
def test_an_interrupt_ends_java_and_removes_its_folder(stand_in, tmp_path):
    seen = stand_in('pwd > "$SEEN/folder"; echo $$ > "$SEEN/process"; exec sleep 600')
    jars = tmp_path / "jars"
    code = (
        "import sys; from pathlib import Path; from riskmc.io.schedule_files import java, read_schedule\n"
        f"java.find_jars = lambda: Path({str(jars)!r})\n"
        "try: read_schedule(sys.argv[1])\n"
        "except KeyboardInterrupt: sys.exit(130)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(JETTY)], env={**os.environ, "PYTHONPATH": str(ROOT)})
    while not (seen / "process").is_file() or not (seen / "process").read_text().strip():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    assert not Path((seen / "folder").read_text().strip()).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int((seen / "process").read_text()), 0)
