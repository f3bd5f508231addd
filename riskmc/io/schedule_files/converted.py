"""Schedule files that Java turns into MS Project XML: MS Project's own, and those of a dozen other tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from riskmc.errors import Location, ScheduleFileError
from riskmc.io.schedule_files.java import convert
from riskmc.io.schedule_files.mspdi import read_mspdi
from riskmc.io.schedule_files.records import Schedule
from riskmc.io.schedule_files.xml_tree import parse_xml
from riskmc.model.origin import RawCount

__all__ = ["CONVERTED", "ConvertedKind", "converted_kind", "read_converted", "read_embedded"]

_FROM_PROJECT: Final = "in MS Project: File > Save As > XML Format (*.xml)"
_FROM_TOOL: Final = "save it in the tool that wrote it as XML of MS Project"
_HEAD_BYTES: Final = 4096
_OLE: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class ConvertedKind:
    """One kind of file that Java reads.

    Attributes
    ----------
    suffix : str
        Its extension.
    tool : str
        The tool that writes it, for people.
    name : str
        What it is, for messages.
    remedy : str
        How to have the schedule in a format that needs no Java.
    """

    suffix: str
    tool: str
    name: str
    remedy: str = _FROM_TOOL


def _project(suffix: str, article: str = "an") -> ConvertedKind:
    return ConvertedKind(suffix, "MS Project", f"{article} MS Project {suffix} file", _FROM_PROJECT)


CONVERTED: Final[Mapping[str, ConvertedKind]] = {
    kind.suffix: kind
    for kind in (
        _project(".mpp"),
        _project(".mpt"),
        ConvertedKind(".mpx", "MS Project", "an MPX file", _FROM_PROJECT),
        ConvertedKind(".mpd", "MS Project", "an MS Project database", _FROM_PROJECT),
        ConvertedKind(".pp", "Asta Powerproject", "an Asta Powerproject file"),
        ConvertedKind(".ppx", "Phoenix Project Manager", "a Phoenix file"),
        ConvertedKind(".planner", "Planner", "a Planner file"),
        ConvertedKind(".sp", "Synchro", "a Synchro file"),
        ConvertedKind(".stx", "SureTrak", "a SureTrak file"),
        ConvertedKind(".prx", "Primavera P3", "a Primavera P3 file"),
        ConvertedKind(".fts", "FastTrack", "a FastTrack file"),
        ConvertedKind(".bk3", "Open Plan", "an Open Plan file"),
        ConvertedKind(".pep", "TurboProject", "a TurboProject file"),
        ConvertedKind(".cdpx", "ConceptDraw PROJECT", "a ConceptDraw PROJECT file"),
        ConvertedKind(".sdef", "SDEF", "an SDEF file"),
    )
}
"""By extension."""


def converted_kind(data: bytes, file: str) -> ConvertedKind | None:
    r"""Tell by content, then by extension, whether Java is to read a file, and as what.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name.

    Returns
    -------
    ConvertedKind or None

    Examples
    --------
    >>> converted_kind(b"MPX,Microsoft Project,4.0", "crane.txt").suffix
    '.mpx'
    >>> converted_kind(b"riskmc: 1", "crane.yaml") is None
    True
    """
    named = CONVERTED.get(Path(file).suffix.lower())
    if data.startswith(_OLE):
        return named or CONVERTED[".mpp"]
    if data.removeprefix(b"\xef\xbb\xbf").startswith(b"MPX"):
        return CONVERTED[".mpx"]
    return CONVERTED[".planner"] if b"mrproject-version" in data[:_HEAD_BYTES] else named


def read_converted(data: bytes, file: str, kind: ConvertedKind) -> Schedule:
    """Read a file by way of MS Project XML.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for messages.
    kind : ConvertedKind
        What it is.

    Returns
    -------
    Schedule
        Without lines, which would be those of the XML. Its counts hold what the raw file says, where that is text.

    Raises
    ------
    ScheduleFileError
        Where Java or its jars are missing, or the file cannot be read.
    """
    if data.lstrip().startswith((b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<")):
        parse_xml(data, file)
    xml = convert(data, file, kind.name, kind.suffix, kind.remedy)
    schedule = read_embedded(xml, file, kind.tool)
    counter = _COUNTERS.get(kind.suffix)
    counts = {count.what: count for count in (*schedule.counts, *(counter(data, schedule) if counter else ()))}
    return replace(schedule, counts=tuple(counts.values()))


def read_embedded(xml: bytes, file: str, tool: str) -> Schedule:
    """Read MS Project XML that is a part of a file, or was made of it; its lines are not those of the file.

    Parameters
    ----------
    xml : bytes
        The XML.
    file : str
        Name of the file, for messages.
    tool : str
        The tool that wrote the file.

    Returns
    -------
    Schedule

    Raises
    ------
    ScheduleFileError
        Without lines.
    """
    try:
        schedule = read_mspdi(xml, file)
    except ScheduleFileError as error:
        raise ScheduleFileError(replace(problem, where=Location(file)) for problem in error.problems) from None
    return replace(
        schedule,
        tool=tool,
        activities=tuple(replace(activity, line=0) for activity in schedule.activities),
        relationships=tuple(replace(link, line=0) for link in schedule.relationships),
    )


def _mpx_counts(data: bytes, schedule: Schedule) -> tuple[RawCount, ...]:
    """Count the records of tasks: each begins with its number and the sign that separates fields."""
    separator = data.removeprefix(b"\xef\xbb\xbf")[3:4]
    rows = sum(line.startswith(b"70" + separator) for line in data.splitlines())
    reason = "summary tasks, blank rows and inactive tasks are no activities"
    return (RawCount("rows of tasks", rows, len(schedule.activities), reason),)


def _planner_counts(data: bytes, schedule: Schedule) -> tuple[RawCount, ...]:
    links = data.count(b"<predecessor ")
    reason = "" if links == len(schedule.relationships) else "the library that reads the file left them out"
    return (RawCount("links", links, len(schedule.relationships), reason),)


_COUNTERS: Final[Mapping[str, Callable[[bytes, Schedule], tuple[RawCount, ...]]]] = {
    ".mpx": _mpx_counts,
    ".planner": _planner_counts,
}
