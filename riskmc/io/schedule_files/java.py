"""The Java program that reads binary schedule files: found, run in a process of its own, and given up when need be.

The jars of the package ``mpxj`` turn a file into MS Project XML. Nothing of that package is imported: it would start
Java inside this process.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from riskmc.errors import Location, Problem, ScheduleFileError
from riskmc.io.schedule_files.problems import refuse

__all__ = ["MEMORY_MB", "SECONDS", "convert", "find_jars", "find_java"]

SECONDS: Final = 180.0
"""How long Java may take."""

MEMORY_MB: Final = 2048
"""Memory that Java may fill."""

WITHOUT_JAVA: Final = (
    "Primavera P6 .xer and .xml, MS Project .xml, GanttProject .gan and ProjectLibre .pod need no Java"
)

_MAX_OUT: Final = 512 * 1024 * 1024
_PROGRAM: Final = "org.mpxj.sample.MpxjConvert"
_NOWHERE: Final = ("127.0.0.1", "9")
_WORDS_LIMIT: Final = 200
_LOG_BYTES: Final = 65_536
_REASON = re.compile(r"^(?:Conversion Error|Caused by|Exception in thread \S+|Error):? +(.+)$", re.MULTILINE)
_PACKAGE = re.compile(r"\b(?:[a-z]\w*\.)+(?=[A-Z])")
_OPTIONS: Final = (
    "-XX:+IgnoreUnrecognizedVMOptions",
    f"-Xmx{MEMORY_MB}m",
    "-Xss4m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "-Duser.language=en",
    "-Duser.country=US",
    # XML of the file names no other file, and what is looked for on a network finds nothing.
    "-Djavax.xml.accessExternalDTD=",
    "-Djavax.xml.accessExternalSchema=",
    "-Djavax.xml.accessExternalStylesheet=",
    *(f"-D{kind}.proxyHost={_NOWHERE[0]}" for kind in ("http", "https", "ftp")),
    *(f"-D{kind}.proxyPort={_NOWHERE[1]}" for kind in ("http", "https", "ftp")),
    f"-DsocksProxyHost={_NOWHERE[0]}",
    f"-DsocksProxyPort={_NOWHERE[1]}",
    "-Dhttp.nonProxyHosts=",
)


def find_java() -> str | None:
    """Return the path of Java: by the environment's ``JAVA_HOME``, then by its ``PATH``; None where there is none.

    Examples
    --------
    >>> java = find_java()
    >>> java is None or "java" in java
    True
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=os.path.join(home, "bin")) if home else None
    return found or shutil.which("java")


def find_jars() -> Path | None:
    """Return the folder of the jars of the package ``mpxj``, or None where it is not installed."""
    try:
        spec = find_spec("mpxj")
    except (ImportError, ValueError):
        return None
    for folder in (spec.submodule_search_locations if spec else None) or ():
        jars = Path(folder) / "lib"
        if (jars / "mpxj.jar").is_file():
            return jars
    return None


def convert(data: bytes, file: str, kind: str, suffix: str, remedy: str) -> bytes:
    """Turn a schedule file into MS Project XML.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for messages.
    kind : str
        What it is, for messages, such as ``an MS Project .mpp file``.
    suffix : str
        Extension that Java sees, such as ``.mpp``.
    remedy : str
        How to have the schedule in a format that needs no Java.

    Returns
    -------
    bytes
        The XML.

    Raises
    ------
    ScheduleFileError
        Where Java or its jars are missing, or it cannot read the file, or not within `SECONDS` and `MEMORY_MB`.
    """
    java, jars = find_java(), find_jars()
    if java is None or jars is None:
        raise _missing(file, kind, remedy, has_java=java is not None, has_jars=jars is not None)
    with tempfile.TemporaryDirectory(prefix="riskmc-schedule-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, out = folder / f"schedule{suffix}", folder / "converted.xml"
        source.write_bytes(data)
        options = [*_OPTIONS, f"-Djava.io.tmpdir={folder}", f"-XX:ErrorFile={folder / 'crash.log'}"]
        command = [java, *options, "-cp", str(jars / "*"), _PROGRAM, source.name, out.name]
        try:
            status, words = _run(command, folder)
        except subprocess.TimeoutExpired:
            raise refuse(file, f"{kind} was not read within {SECONDS:.0f} seconds", hint=remedy) from None
        except OSError as error:
            what = f"{java} cannot be run ({error.strerror or error})"
            raise refuse(file, what, hint="name another Java in the environment as JAVA_HOME") from None
        if status != 0 or not out.is_file():
            raise _failure(file, kind, remedy, java, status, words)
        if out.stat().st_size > _MAX_OUT:
            what = f"the schedule has {out.stat().st_size / 1e6:,.0f} MB as XML"
            raise refuse(file, what, allowed=f"at most {_MAX_OUT / 1e6:,.0f} MB are read")
        return out.read_bytes()


def _run(command: Sequence[str], folder: Path) -> tuple[int, str]:
    """Run a command in a folder; return its status and the first of its words. It never outlives this call."""
    log = folder / "words.log"
    with (
        log.open("wb") as words,
        subprocess.Popen(  # noqa: S603
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=words, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            _limit_files(process.pid)
            status = process.wait(SECONDS)
        finally:
            process.kill()
            process.wait()
    with log.open("rb") as written:
        return status, written.read(_LOG_BYTES).decode(errors="replace")


def _limit_files(process: int) -> None:
    """Let no file that the process writes grow without end, where the system can do that."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.prlimit(process, resource.RLIMIT_FSIZE, (2 * _MAX_OUT, 2 * _MAX_OUT))


def _missing(file: str, kind: str, remedy: str, *, has_java: bool, has_jars: bool) -> ScheduleFileError:
    """Say in one go all that is not installed."""
    problems = []
    if not has_java:
        what = f"{kind} is read with Java, and there is none on this machine"
        hint = (
            "install it (on Debian: apt-get install default-jre-headless), or name one in the environment as JAVA_HOME"
        )
        problems.append(Problem(Location(file), "", what, "", hint))
    if not has_jars:
        what = f"reading {kind} needs the extra 'schedules'"
        problems.append(Problem(Location(file), "", what, "", "pip install 'riskmc[schedules]'"))
    problems[-1] = replace(problems[-1], hint=f"{problems[-1].hint}; {WITHOUT_JAVA}: {remedy}")
    return ScheduleFileError(problems)


def _failure(file: str, kind: str, remedy: str, java: str, status: int, words: str) -> ScheduleFileError:
    """Tell the reason of a failure from what Java wrote."""
    if "password" in words.lower():
        hint = "save it without a password"
        return refuse(file, f"this is {kind} that a password protects", hint=f"{hint}, or {remedy}")
    if "OutOfMemoryError" in words or "File size limit" in words:
        return refuse(file, f"{kind} is too large to be read in {MEMORY_MB:,} MB of memory", hint=remedy)
    if "UnsupportedClassVersionError" in words:
        return refuse(file, f"{java} is too old to read {kind}", hint="install Java 11 or later, or set JAVA_HOME")
    if "Could not create the Java Virtual Machine" in words or "Could not reserve enough space" in words:
        hint = "another may be named in the environment as JAVA_HOME"
        return refuse(file, f"{java} does not start ({_last_line(words)})", hint=hint)
    if "Unsupported file type" in words or "Invalid file format" in words:
        what = f"the file looks like {kind}, but it is broken, cut off, or of a version that is not known"
        return refuse(file, what, hint=f"save it again, or {remedy}")
    reasons = _REASON.findall(words)
    reason = _PACKAGE.sub("", reasons[-1].strip()) if reasons else _last_line(words) or f"status {status}"
    reason = "".join(sign if sign.isprintable() else " " for sign in reason)[:_WORDS_LIMIT]
    return refuse(file, f"{kind} could not be read ({reason})", hint=f"the file may be broken: {remedy}")


def _last_line(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return lines[-1][:_WORDS_LIMIT] if lines else ""
