"""The links of an MS Project XML file, those of summary tasks and of other projects included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product
from typing import Final

from riskmc.io.schedule_files.calendar_book import CalendarBook
from riskmc.io.schedule_files.mspdi_summaries import Outline
from riskmc.io.schedule_files.mspdi_tasks import ELAPSED_FORMATS, PERCENT_FORMATS, MspdiTask
from riskmc.io.schedule_files.mspdi_work import Work, base_calendar
from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import ELAPSED, Activity, NoticeBook, Relationship
from riskmc.model.network import LinkKind

__all__ = ["Links", "read_links"]

_KINDS: Final[Mapping[str, LinkKind]] = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
_MAX_LAG: Final = 1e12

_ARROW: Final = " -> "


@dataclass
class Links:
    """What the links of a file become.

    Attributes
    ----------
    relationships : list[Relationship]
    milestones : dict[str, Activity]
        Those that stand for the finish of a summary that many tasks wait for, by key.
    starts, finishes : dict[str, datetime]
        Before which a task does not start or finish for the sake of other projects, by UID.
    kinds : dict[str, int]
        How many links of each kind came through.
    n_lags : int
        How many of them have a lag.
    """

    relationships: list[Relationship] = field(default_factory=list)
    milestones: dict[str, Activity] = field(default_factory=dict)
    starts: dict[str, datetime] = field(default_factory=dict)
    finishes: dict[str, datetime] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_KINDS.values(), 0))
    n_lags: int = 0


@dataclass(frozen=True)
class _Found:
    """Links of the rows, by what they concern, with the label of each of the others."""

    plain: list[Relationship] = field(default_factory=list)
    of_summaries: list[Relationship] = field(default_factory=list)
    from_outside: list[Relationship] = field(default_factory=list)
    percent: list[str] = field(default_factory=list)
    outgoing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_links(
    rows: Sequence[MspdiTask],
    network: Mapping[str, MspdiTask],
    book: CalendarBook,
    default: str,
    works: Mapping[str, Work],
    notices: NoticeBook,
    *,
    limits_pull: bool,
) -> Links:
    """Read the links between tasks.

    Parameters
    ----------
    rows : sequence of MspdiTask
        All rows.
    network : mapping of str to MspdiTask
        Those that are scheduled, by UID.
    book : CalendarBook
    default : str
        UID of the project's calendar.
    works : mapping of str to Work
        How the tasks of the network are worked, by UID.
    notices : NoticeBook
        Receives what did not come through as it is.
    limits_pull : bool
        Whether constraints hold tasks before their links let them start.

    Returns
    -------
    Links
    """
    known = {task.uid: task for task in rows}
    found = _find(rows, known, network, book, default)
    links = Links(list(found.plain))
    outline = Outline(rows, network, [*found.plain, *found.of_summaries], limits_pull=limits_pull)
    for link in found.of_summaries:
        _expand(link, known, outline, links)
    for link in found.from_outside:
        _hold(link, known, book, links)
    links.relationships = [_with_word(link, works) for link in links.relationships]
    for link in (*found.plain, *found.of_summaries, *found.from_outside):
        links.kinds[link.kind] += 1
        links.n_lags += bool(link.lag_minutes)
    _note(found, known, links, notices)
    return links


def _find(
    rows: Sequence[MspdiTask],
    known: Mapping[str, MspdiTask],
    network: Mapping[str, MspdiTask],
    book: CalendarBook,
    default: str,
) -> _Found:
    found = _Found()
    for task in rows:
        for fields in task.links:
            predecessor = known.get(fields.get("PredecessorUID", ""))
            label = f"{predecessor.label if predecessor else '(unknown)'}{_ARROW}{task.label}"
            if predecessor is None:
                found.unknown.append(label)
                continue
            link = _relationship(fields, predecessor, task, book, default)
            if link.lag_minutes and fields.get("LagFormat") in PERCENT_FORMATS:
                found.percent.append(label)
            ends = (predecessor, task)
            if any(end.fields.get("Active") in ("0", "false") for end in ends):
                found.left_out.append(label)
            elif task.is_set("ExternalTask"):
                found.outgoing.append(label)
            elif predecessor.is_set("ExternalTask"):
                found.from_outside.append(link)
            else:
                are_tasks = predecessor.uid in network and task.uid in network
                (found.plain if are_tasks else found.of_summaries).append(link)
    return found


def _relationship(
    link: Mapping[str, str], predecessor: MspdiTask, task: MspdiTask, book: CalendarBook, default: str
) -> Relationship:
    kind = _KINDS.get(link.get("Type", "1"))
    lag_text, lag_format = link.get("LinkLag") or "0", link.get("LagFormat", "")
    try:
        lag = float(lag_text)
    except ValueError:
        lag = float("nan")
    if kind is None or not abs(lag) < _MAX_LAG:
        what = f"the link type is {link.get('Type')!r}" if kind is None else f"LinkLag is {lag_text!r}"
        allowed = "Type is 0 (FF), 1 (FS), 2 (SF) or 3 (SS), and LinkLag a number of tenths of a minute"
        raise refuse(task.file, what, allowed=allowed, subject=f"task {task.label}", line=task.line)
    # A lag runs on the calendar of the successor, never on that of a resource.
    calendar = base_calendar(task, default, book)
    minutes = lag / 10
    if lag_format in PERCENT_FORMATS:
        minutes = (predecessor.minutes("Duration") or 0.0) * lag / 100
    is_elapsed = lag_format in ELAPSED_FORMATS or (lag_format in PERCENT_FORMATS and predecessor.is_elapsed)
    return Relationship(predecessor.uid, task.uid, kind, minutes, ELAPSED if is_elapsed else calendar, task.line)


def _with_word(link: Relationship, works: Mapping[str, Work]) -> Relationship:
    """Say in a word that a lag runs on the calendar of its successor, where that is so."""
    work = works.get(link.successor)
    is_own = not link.lag_minutes or (work is not None and work.calendar == link.lag_calendar)
    return replace(link, lag_calendar="successor") if is_own else link


def _expand(link: Relationship, known: Mapping[str, MspdiTask], outline: Outline, links: Links) -> None:
    """Replace a link of a summary by links of the tasks below it."""
    sources = outline.last(link.predecessor) if link.kind[0] == "F" else outline.first_of_all(link.predecessor)
    targets = outline.first(link.successor) if link.kind[1] == "S" else outline.last(link.successor)
    if len(sources) * len(targets) > len(sources) + len(targets):
        sources = [_finish_of(known[link.predecessor], sources, outline, links)]
    for source, target in product(sources, targets):
        new = replace(link, predecessor=source, successor=target)
        if source != target and not outline.is_implied(new):
            links.relationships.append(new)


def _finish_of(summary: MspdiTask, last: Sequence[str], outline: Outline, links: Links) -> str:
    """Return the key of a milestone at the finish of a summary, which is made where there is none."""
    key = f"{summary.uid} finish"
    if key not in links.milestones:
        code, name = f"uid{summary.uid}-finish", f"{summary.fields.get('Name') or summary.label}: finish"
        group = outline.group(summary.uid, last[0])
        links.milestones[key] = Activity(key, code, name, group, 0.0, True, ELAPSED, line=summary.line)
        links.relationships += (Relationship(uid, key, "FS", 0.0, ELAPSED, summary.line) for uid in last)
    return key


def _hold(link: Relationship, known: Mapping[str, MspdiTask], book: CalendarBook, links: Links) -> None:
    """Turn a link from another project into the date that it holds its successor to."""
    outside = known[link.predecessor]
    when = outside.moment("Finish" if link.kind[0] == "F" else "Start")
    if when is not None:
        dates = links.starts if link.kind[1] == "S" else links.finishes
        held = book.after(link.lag_calendar, when, link.lag_minutes)
        dates[link.successor] = max(held, dates.get(link.successor, held))


def _note(found: _Found, known: Mapping[str, MspdiTask], links: Links, notices: NoticeBook) -> None:
    def labels(relationships: Sequence[Relationship]) -> list[str]:
        return [f"{known[link.predecessor].label}{_ARROW}{known[link.successor].label}" for link in relationships]

    what = "links of summary tasks became links of the tasks below them"
    notices.add("links", what, labels(found.of_summaries))
    what = "milestones stand for the finish of summary tasks that many tasks wait for"
    notices.add("links", what, [milestone.label for milestone in links.milestones.values()])
    what = "links from tasks of other projects became the dates before which their successors do not start or finish"
    notices.add("links", what, labels(found.from_outside))
    notices.add("links", "links to tasks of other projects are not honoured", found.outgoing)
    notices.add("links", "links with tasks that are not in the file are not honoured", found.unknown)
    notices.add("links", "links of tasks that are inactive are left out with them", found.left_out)
    what = "lags in percent became a fixed lag from the predecessor's planned duration"
    notices.add("lags", what, found.percent)
