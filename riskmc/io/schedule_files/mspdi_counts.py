"""What the raw text of an MS Project XML file holds, against what was read of it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from riskmc.model.origin import RawCount

__all__ = ["raw_counts"]

_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_LINK = re.compile(rb"<PredecessorLink>(.*?)</PredecessorLink>", re.DOTALL)
_LINK_TYPE = re.compile(rb"<Type>\s*(\d+)\s*</Type>")
_LAG = re.compile(rb"<LinkLag>\s*-?0*[1-9]\d*(?:\.\d*)?\s*</LinkLag>")
_CONSTRAINT = re.compile(rb"<ConstraintType>\s*[1-7]\s*</ConstraintType>")
_KINDS: Final = {b"0": "FF", b"1": "FS", b"2": "SF", b"3": "SS"}


def raw_counts(
    data: bytes,
    n_tasks: int,
    links: dict[str, int],
    n_lags: int,
    n_calendars: int,
    n_constraints: int,
) -> tuple[RawCount, ...]:
    """Count the things of the raw text, whatever the reader made of them.

    Parameters
    ----------
    data : bytes
        Content of the file.
    n_tasks : int
        Rows of the file that came through as activities.
    links : dict[str, int]
        Links that came through, by kind.
    n_lags, n_calendars, n_constraints : int
        How many of the file's came through.

    Returns
    -------
    tuple[RawCount, ...]
        Empty where the elements of the file have a prefix.
    """
    if data.startswith(_UTF16_MARKS):
        data = data.decode("utf-16", errors="ignore").encode()
    n_rows = data.count(b"<Task>")
    if not n_rows:
        return ()
    found = _LINK.findall(data)
    kinds = Counter(_KINDS.get(kind[1] if (kind := _LINK_TYPE.search(link)) else b"1", "FS") for link in found)
    left_out = "links of inactive tasks, and with tasks that are not in the file"
    counts = [
        _count("rows of tasks", n_rows, n_tasks, "summaries, blank rows, inactive and external tasks"),
        *(_count(f"links {kind}", kinds[kind], read, left_out) for kind, read in links.items()),
        _count("lags", sum(_LAG.search(link) is not None for link in found), n_lags, left_out),
        _count(
            "calendars", data.count(b"<Calendar>"), n_calendars, "the others mean the same, or nobody works on them"
        ),
        _count("constraints", len(_CONSTRAINT.findall(data)), n_constraints, "those of rows that are no activities"),
    ]
    return tuple(count for count in counts if count.in_file or count.read)


def _count(what: str, in_file: int, read: int, reason: str) -> RawCount:
    return RawCount(what, in_file, read, "" if in_file == read else reason)
