"""Which schedule format a file is in, told by its content."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from riskmc.errors import ScheduleFileError
from riskmc.io.schedule_files.converted import CONVERTED, converted_kind
from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.psplib import is_psplib
from riskmc.io.schedule_files.xml_tree import root_name

__all__ = [
    "MAX_BYTES",
    "POD_MARK",
    "SCHEDULE_SUFFIXES",
    "Format",
    "is_network",
    "is_schedule_file",
    "load",
    "schedule_format",
]

Format = Literal["xer", "p6_xml", "mspdi", "gan", "pod", "converted", "psplib", "patterson"]

MAX_BYTES: Final = 200 * 1024 * 1024
"""Largest file that is read."""

MAX_NETWORK_BYTES: Final = 20 * 1024 * 1024
"""Largest network of bare numbers that is read."""

SCHEDULE_SUFFIXES: Final = frozenset({".xer", ".xml", ".pmxml", ".gan", ".pod", ".sm", ".mm", ".rcp", *CONVERTED})
"""Extensions of schedule files, those that this version refuses included."""

_READ: Final = (
    "this version reads Primavera P6 .xer and .xml files, MS Project .xml files (MSPDI), GanttProject .gan and "
    "ProjectLibre .pod files, networks of PSPLIB (.sm) and Patterson (.rcp), and by way of Java "
    f"{', '.join(CONVERTED)}"
)
POD_MARK: Final = b"@@@@@@@@@@ProjectLibreSeparator_MSXML@@@@@@@@@@"
"""What stands before the MS Project XML in a ProjectLibre file."""

SERIALISED: Final = b"\xac\xed\x00\x05"
"""How a ProjectLibre file begins: with objects of Java, which are passed over."""

_MSPDI_NAMESPACE: Final = "http://schemas.microsoft.com/project"
_FROM_P6: Final = "in P6: File > Export > Primavera PM - (XER)"
_FROM_PROJECT: Final = "in MS Project: File > Save As > XML Format (*.xml)"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_NETWORKS: Final[Mapping[str, Format]] = {".sm": "psplib", ".mm": "psplib", ".rcp": "patterson"}
_NUMBERS = re.compile(r"\s*\d+\s+\d[\d\s]*")
_HEAD_BYTES: Final = 4096


def is_schedule_file(path: str | Path) -> bool:
    """Tell by its extension whether a path is meant as a schedule file of another tool, not as a plan.

    Parameters
    ----------
    path : str or Path
        Any path; the file need not exist.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_schedule_file("crane.XER"), is_schedule_file("plan.yaml")
    (True, False)
    """
    return Path(path).suffix.lower() in SCHEDULE_SUFFIXES


def load(path: str | Path) -> bytes:
    """Read the bytes of a file, unless it is too large.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    bytes

    Raises
    ------
    ScheduleFileError
        Where it does not exist, is a folder, cannot be read, is empty or above `MAX_BYTES`.
    """
    file = str(path)
    try:
        size = Path(path).stat().st_size
        if size > MAX_BYTES:
            allowed = f"at most {MAX_BYTES / 1e6:,.0f} MB are read"
            raise refuse(file, f"the file has {size / 1e6:,.0f} MB", allowed=allowed)
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise refuse(file, "there is no such file") from None
    except OSError as error:
        raise refuse(file, f"the file cannot be read: {error.strerror or error}") from None
    if not data.strip():
        raise refuse(file, "the file is empty")
    return data


def schedule_format(data: bytes, file: str) -> Format:
    r"""Tell the format by the content, whatever the extension says.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for messages.

    Returns
    -------
    {"xer", "p6_xml", "mspdi", "gan", "pod", "converted", "psplib", "patterson"}

    Raises
    ------
    ScheduleFileError
        Where it is another format: the message names it, and how to export one that is read.

    Examples
    --------
    >>> schedule_format(b"ERMHDR\t20.12", "crane.xer")
    'xer'
    """
    head = data[:16].removeprefix(b"\xef\xbb\xbf")
    if data.startswith(_UTF16_MARKS):
        head = data[:64].decode("utf-16", errors="ignore").encode()
    if head.startswith(b"ERMHDR"):
        return "xer"
    if head.startswith(SERIALISED) and POD_MARK in data:
        return "pod"
    network = _network_format(data, file)
    if network is not None:
        if len(data) > MAX_NETWORK_BYTES:
            allowed = f"at most {MAX_NETWORK_BYTES / 1e6:,.0f} MB of a network are read"
            raise refuse(file, f"the file has {len(data) / 1e6:,.0f} MB", allowed=allowed)
        return network
    root = root_name(data)
    if root is None or b"mrproject-version" in data[:_HEAD_BYTES]:
        if converted_kind(data, file) is not None:
            return "converted"
        raise _refusal_by_head(head, data, file)
    namespace, name = root
    if (namespace, name) == (_MSPDI_NAMESPACE, "Project") or name == "!DOCTYPE":
        return "mspdi"
    if name in ("APIBusinessObjects", "PMXML"):
        return "p6_xml"
    if name == "project" and not namespace:
        return "gan"
    if name == "Project":
        what = f"the root element Project is not in the namespace {_MSPDI_NAMESPACE}"
        raise refuse(file, what, allowed=_READ, hint=_FROM_PROJECT)
    raise _refusal(file, f"XML whose root element is {name}", f"{_FROM_P6}; {_FROM_PROJECT}")


def is_network(head: str) -> bool:
    r"""Tell by the beginning of a text whether it is a network of the research field: PSPLIB, or bare numbers.

    Parameters
    ----------
    head : str
        The first characters of a file, as many as are at hand.

    Examples
    --------
    >>> is_network("302     4\n10 10 10 10"), is_network("*" * 24), is_network("riskmc: 1")
    (True, True, False)
    """
    return is_psplib(head) or head.startswith("*" * 8) or _NUMBERS.fullmatch(head) is not None


def _network_format(data: bytes, file: str) -> Format | None:
    """Tell a network by its content, else by its extension where it is a text without a format of its own."""
    codec = "utf-16" if data.startswith(_UTF16_MARKS) else "utf-8-sig"
    head = data[:_HEAD_BYTES].decode(codec, errors="ignore")
    if is_psplib(head):
        return "psplib"
    if _NUMBERS.fullmatch(head):
        return "patterson"
    is_text = "\0" not in head and not head.startswith(("<", "MPX", "PK", "ERMHDR"))
    return _NETWORKS.get(Path(file).suffix.lower()) if is_text else None


def _refusal_by_head(head: bytes, data: bytes, file: str) -> ScheduleFileError:
    if head.startswith(b"PK"):
        return _refusal(file, "a ZIP archive or Office document", "unpack it, or export the schedule as .xer or .xml")
    if head.lstrip().startswith(b"<"):
        return refuse(file, "the XML is broken before its first element", allowed=_READ, hint="export the file again")
    kind = "binary data" if b"\0" in data[:1024] else "text"
    what = f"the file is {kind} of no known schedule format"
    return refuse(file, what, allowed=_READ, hint=f"{_FROM_P6}; {_FROM_PROJECT}")


def _refusal(file: str, kind: str, hint: str) -> ScheduleFileError:
    return refuse(file, f"this is {kind}, which is not read", allowed=_READ, hint=hint)
