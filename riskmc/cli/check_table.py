"""What a check finds, in lines of plain text: problems, the import certificate, quality, warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from textwrap import wrap
from typing import TYPE_CHECKING

from riskmc.analysis.cautions import notice_text
from riskmc.analysis.certificate_words import (
    VERDICTS,
    cause_count_text,
    cause_text,
    certificate_sentences,
    gap_text,
    tally_text,
    tolerance_text,
)
from riskmc.analysis.lint_rules import GROUPS, MEANINGS, NOTES
from riskmc.analysis.lint_words import silence_text
from riskmc.analysis.own_dates import is_exact
from riskmc.analysis.quality_words import found_text, limit_text, quality_sentence, share_found_text
from riskmc.analysis.wording import count_text, counted_text, share_text
from riskmc.cli.layout import named, paragraphs, table
from riskmc.cli.terminal import clipped, columns

if TYPE_CHECKING:
    from riskmc.analysis.certificate import Agreement, Certificate, Difference
    from riskmc.analysis.lint_records import Linted, PlanWarning
    from riskmc.analysis.quality_records import QualityCheck, ScheduleQuality
    from riskmc.model.project import Project

__all__ = ["check_lines", "counts_text", "rule_lines"]

SHOWN = 5
"""Warnings of a rule, tasks of a check of quality, and items of a change that are printed."""

DIFFERENCES = 8
"""Differences that are printed."""

_NARROW = 100
"""Below so many columns shares stand alone."""

CAUSES = 6
"""Causes of differences that are printed."""


def check_lines(
    head: str,
    linted: Linted,
    certificate: Certificate | None,
    quality: ScheduleQuality,
    width: int,
) -> list[str]:
    """Write what was found in a plan that can be run.

    Parameters
    ----------
    head : str
        The first line.
    linted : Linted
        What the linter found.
    certificate : Certificate or None
        None for a plan that comes from no schedule file.
    quality : ScheduleQuality
    width : int
        Columns of the terminal.
    """
    # A certificate lists itself what is not honoured.
    listed = [item for item in linted.warnings if certificate is None or item.rule != "not-honoured"]
    notes = [item for item in listed if item.rule in NOTES]
    warnings = [item for item in listed if item.rule not in NOTES]
    return paragraphs(
        (
            [head],
            *(() if certificate is None else _certificate(certificate, width)),
            *_quality(quality, width),
            _warnings(warnings, "warning", width),
            _warnings(notes, "note", width),
            _silenced(linted, width),
        )
    )


def counts_text(project: Project) -> str:
    """Count what a plan holds."""
    milestones = sum(task.milestone for task in project.tasks)
    parts = [
        f"{counted_text(len(project.tasks), 'task')} ({counted_text(milestones, 'milestone')})",
        counted_text(sum(len(task.after) for task in project.tasks), "link"),
        counted_text(len(project.risks), "risk"),
        counted_text(len(project.objectives), "objective"),
        counted_text(len(project.templates), "template"),
    ]
    more = (
        ("resource", project.resources), ("standing cost", project.costs), ("reserve", project.contingency.reserves),
        ("contingency plan", project.contingency.plans),
    )  # fmt: skip
    return ", ".join([*parts, *(counted_text(len(records), noun) for noun, records in more if records)])


def rule_lines(width: int) -> list[str]:
    """List the rules of the linter, each with what it means.

    Parameters
    ----------
    width : int
        Columns of the terminal.
    """
    names = list(MEANINGS)
    return paragraphs(
        [
            f"{title}:",
            *(
                row
                for name in names[names.index(first) : names.index(last) + 1]
                for row in _wrapped(f"{name}: {MEANINGS[name].replace('`', '')}", width)
            ),
        ]
        for title, (first, last) in GROUPS.items()
    )


def _certificate(certificate: Certificate, width: int) -> Iterator[list[str]]:
    verdict = VERDICTS[certificate.verdict].upper()
    sentences = certificate_sentences(certificate)
    yield [f"Import certificate: {verdict}", *(row for text in sentences for row in _wrapped(text, width))]
    yield _agreements(certificate, width)
    yield _counts(certificate, width)
    changes = [row for notice in certificate.changes for row in _wrapped(notice_text(notice), width)]
    yield ["Changed or left out:", *changes] if changes else []
    yield _causes(certificate, width)
    yield _differences(certificate, width)


def _agreements(certificate: Certificate, width: int) -> list[str]:
    rows = [
        _agreement(name, agreement, width)
        for name, agreement in (("not started", certificate.not_started), ("started", certificate.started))
        if agreement.compared
    ]
    if not rows:
        return []
    lines = table(["To the minute", "tasks", "start", "finish", "total float"], rows, align="lrrrr", width=width)
    rest = [
        f"{counted_text(number, 'task')} {what}"
        for number, what in (
            (certificate.finished, "finished: facts, not compared"),
            (certificate.without_dates, "without dates in the file"),
        )
        if number
    ]
    wanted = f"Wanted of what is not started: {tolerance_text(certificate.tolerance)}, and the same finish."
    return [*lines, *(row for text in (wanted, *rest) for row in _wrapped(text, width))]


def _agreement(name: str, agreement: Agreement, width: int) -> list[str]:
    tallies = (agreement.start, agreement.finish, agreement.total_float)
    cells = [tally_text(tally) if width >= _NARROW else share_text(tally.share, 1) for tally in tallies]
    return [name, count_text(agreement.compared), *cells]


def _counts(certificate: Certificate, width: int) -> list[str]:
    if not certificate.counts:
        return []
    rows = [
        [count.what, count_text(count.in_file), count_text(count.read), count.reason] for count in certificate.counts
    ]
    if not any(count.reason for count in certificate.counts):
        return table(["Came through", "in the file", "read"], [row[:3] for row in rows], align="lrr", width=width)
    head = ["Came through", "in the file", "read", ""]
    return table(head, rows, align="lrrl", width=width, text_column=3)


def _causes(certificate: Certificate, width: int) -> list[str]:
    if not certificate.causes:
        return []
    n = len(certificate.differences)
    shown = [cause_count_text(count) for count in certificate.causes[:CAUSES]]
    if len(certificate.causes) > CAUSES:
        shown.append(f"and {counted_text(len(certificate.causes) - CAUSES, 'more cause')}")
    head = f"{counted_text(n, 'task')} {'differs' if n == 1 else 'differ'}, by cause:"
    return [head, *(row for text in shown for row in _wrapped(text, width))]


def _differences(certificate: Certificate, width: int) -> list[str]:
    if not certificate.differences:
        return []
    shown = certificate.differences[:DIFFERENCES]
    rows = [_difference(item) for item in shown]
    head = ["Largest differences", "of", "in the file", "riskmc", "by"]
    lines = table(head, rows, align="lllrr", width=width)
    out = [lines[0]]
    for row, item in zip(lines[1:], shown, strict=True):
        out += [row, *wrap(cause_text(item), width, initial_indent="      ", subsequent_indent="      ")]
    if len(certificate.differences) > DIFFERENCES:
        more = count_text(len(certificate.differences) - DIFFERENCES)
        out.append(f"  and {more} more, listed by --json and --differences FILE.csv")
    return out


def _difference(item: Difference) -> list[str]:
    """Write the value of a task that differs most."""
    name = named(item.id, item.name)
    dates = (
        ("start", item.file_start, item.engine_start, item.start_days),
        ("finish", item.file_finish, item.engine_finish, item.finish_days),
    )
    differing = [row for row in dates if row[1] is not None and not is_exact((row[2] - row[1]).total_seconds() / 60)]
    if not differing:
        floats = [f"{days:,.1f} d" for days in (item.file_float_days, item.engine_float_days)]
        return [name, "float", *floats, gap_text(item.float_days)]
    what, own, engine, days = max(differing, key=lambda row: abs(row[3]))
    return [name, what, _minute(own), _minute(engine), gap_text(days)]


def _minute(when: datetime | None) -> str:
    return "" if when is None else f"{when:%Y-%m-%d %H:%M}"


def _quality(quality: ScheduleQuality, width: int) -> Iterator[list[str]]:
    poor = quality.poor
    if not poor:
        yield [quality_sentence(quality)]
        return
    rows = [[check.title, found_text(check), share_found_text(check), limit_text(check)] for check in poor]
    head = f"Schedule quality: fails {count_text(len(poor))} of {counted_text(quality.assessed, 'check')}"
    lines = table(["Check", "found", "share", "at most"], rows, align="lrrr", width=width)
    out = [head, lines[0]]
    for row, check in zip(lines[1:], poor, strict=True):
        out += [row, f"      {_found_tasks(check, width - 6)}"]
    yield out


def _found_tasks(check: QualityCheck, width: int) -> str:
    """Name the first of the tasks, as many as a line holds."""
    if check.count == 1:
        item = check.items[0]
        return clipped(": ".join(filter(None, (item.id, item.detail))), width)
    ids = list(dict.fromkeys(item.id for item in check.items))
    for n in range(min(len(ids), SHOWN), 0, -1):
        more = f" and {count_text(len(ids) - n)} more" if len(ids) > n else ""
        text = ", ".join(ids[:n]) + more
        if columns(text) <= width:
            return text
    return clipped(ids[0], width)


def _warnings(warnings: Sequence[PlanWarning], noun: str, width: int) -> Iterator[str]:
    """Write warnings rule by rule, the first few of each; those with the same words share a line."""
    if not warnings:
        return
    yield f"{counted_text(len(warnings), noun)}:"
    groups: dict[tuple[str, str], list[str]] = {}
    for warning in warnings:
        groups.setdefault((warning.rule, warning.message), []).append(warning.where)
    for rule in dict.fromkeys(warning.rule for warning in warnings):
        found = [(message, places) for (name, message), places in groups.items() if name == rule]
        for message, places in found[:SHOWN]:
            where = _places(places)
            yield from _wrapped(f"{rule}: {where}{': ' if where else ''}{message}", width)
        more = sum(len(places) for _, places in found[SHOWN:])
        if more:
            yield f"  {rule}: and {more:,} more, listed by --json"


def _silenced(linted: Linted, width: int) -> Iterator[str]:
    """Write what the plan silences, with its reasons."""
    quiet = [(silence, found) for silence, found in linted.silenced if found]
    if quiet:
        yield f"{counted_text(sum(len(found) for _, found in quiet), 'warning')} silenced in the plan:"
        for silence, found in quiet:
            yield from _wrapped(silence_text(silence, len(found)), width)


def _places(places: Sequence[str]) -> str:
    shown = ", ".join(places[:SHOWN])
    more = len(places) - SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, width, initial_indent="  ", subsequent_indent="    ")
