"""Whether the schedule can be trusted: its import certificate and the checks of quality, as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from riskmc.analysis.cautions import Caution, notice_text
from riskmc.analysis.certificate import Agreement, Certificate, Difference, certificate_of
from riskmc.analysis.certificate_words import (
    VERDICTS,
    cause_count_text,
    cause_text,
    certificate_sentences,
    gap_text,
    tally_text,
    tolerance_text,
)
from riskmc.analysis.lint_words import silence_text
from riskmc.analysis.plan_warnings import lint
from riskmc.analysis.quality_records import QualityCheck, ScheduleQuality
from riskmc.analysis.quality_words import (
    QUALITY_VERDICTS,
    found_text,
    limit_text,
    quality_sentence,
    share_found_text,
)
from riskmc.analysis.schedule_quality import quality_of
from riskmc.analysis.wording import count_text, counted_text
from riskmc.model.project import Project
from riskmc.report.tables import Kind, Table
from riskmc.result import SimulationResult

__all__ = ["CHECKING_RULES", "MOST_ROWS", "CertificateView", "CheckView", "Finding", "check_view", "head_cautions"]

MOST_ROWS = 250
"""Rows of a list in the page; `riskmc check` writes all."""

CHECKING_RULES = ("certificate", "schedule_quality")
"""Cautions that the section of the page explains."""


@dataclass(frozen=True, slots=True)
class CertificateView:
    """The certificate as the page shows it.

    Attributes
    ----------
    verdict : str
        A word or two.
    sentences : tuple of str
    agreement : Table
    wanted : str
        What passes.
    counts : Table
    changes, causes : tuple of str
    differences : Table
    n_differences : int
        How many there are, beside those in the table.
    """

    verdict: str
    sentences: tuple[str, ...]
    agreement: Table
    wanted: str
    counts: Table
    changes: tuple[str, ...]
    causes: tuple[str, ...]
    differences: Table
    n_differences: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes
    ----------
    title, meaning : str
    table : Table
    count : int
        How many there are, beside those in the table.
    """

    title: str
    meaning: str
    table: Table
    count: int


@dataclass(frozen=True, slots=True)
class CheckView:
    """The section.

    Attributes
    ----------
    certificate : CertificateView or None
        None for a plan that comes from no schedule file.
    quality : str
        In a sentence.
    checks : Table
    notes : tuple of str
        What there is to add to them.
    findings : tuple of Finding
        Of the checks that found anything.
    silenced : tuple of str
        Rules of the linter that the plan silences, with its reasons.
    """

    certificate: CertificateView | None
    quality: str
    checks: Table
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]
    silenced: tuple[str, ...] = ()


def check_view(result: SimulationResult) -> CheckView:
    """Prepare the section of a run."""
    found, quality = certificate_of(result), quality_of(result)
    return CheckView(
        certificate=None if found is None else _certificate(found),
        quality=quality_sentence(quality),
        checks=_checks(quality),
        notes=tuple(_notes(quality)),
        findings=tuple(_finding(check) for check in quality.checks if check.items),
        silenced=_silenced(result.project),
    )


def _silenced(project: Project) -> tuple[str, ...]:
    if not project.linter.silence:
        return ()
    return tuple(silence_text(silence, len(found)) for silence, found in lint(project).silenced if found)


def head_cautions(cautions: Sequence[Caution], view: CheckView) -> list[Caution]:
    """Return what the head of the page says; where the schedule fails a check of quality, that too."""
    is_told = any(caution.rule == "schedule_quality" for caution in cautions)
    is_poor = any(row[-1] == QUALITY_VERDICTS["poor"] for row in view.checks.rows)
    if is_told or not is_poor:
        return list(cautions)
    first_notice = next((i for i, caution in enumerate(cautions) if caution.rule == "notice"), len(cautions))
    return [*cautions[:first_notice], Caution("schedule_quality", view.quality), *cautions[first_notice:]]


def _certificate(found: Certificate) -> CertificateView:
    return CertificateView(
        verdict=VERDICTS[found.verdict],
        sentences=certificate_sentences(found),
        agreement=_agreement(found),
        wanted=f"Wanted of what is not started: {tolerance_text(found.tolerance)}, and the same finish.",
        counts=_counts(found),
        changes=tuple(notice_text(notice) for notice in found.changes),
        causes=tuple(cause_count_text(count) for count in found.causes),
        differences=_differences(found.differences[:MOST_ROWS]),
        n_differences=len(found.differences),
    )


def _agreement(found: Certificate) -> Table:
    rows = [
        _agreement_row(name, agreement)
        for name, agreement in (("not started", found.not_started), ("started", found.started))
        if agreement.compared
    ]
    rest = (("finished", found.finished), ("without dates in the file", found.without_dates))
    rows += [(name, count_text(number), "–", "–", "–") for name, number in rest if number]
    return Table(
        "Dates and floats that are exact to the minute",
        (
            ("Tasks", "text"), ("Number", "number"), ("Start", "number"), ("Finish", "number"),
            ("Total float", "number"),
        ),
        tuple(rows),
    )  # fmt: skip


def _agreement_row(name: str, agreement: Agreement) -> tuple[str, ...]:
    tallies = (agreement.start, agreement.finish, agreement.total_float)
    return (name, count_text(agreement.compared), *map(tally_text, tallies))


def _counts(found: Certificate) -> Table:
    rows = tuple(
        (count.what, count_text(count.in_file), count_text(count.read), count.reason) for count in found.counts
    )
    head: tuple[tuple[str, Kind], ...] = (
        ("What", "text"), ("In the file", "number"), ("Read", "number"), ("Why not all", "name"),
    )  # fmt: skip
    n_columns = 4 if any(count.reason for count in found.counts) else 3
    title = "What came through, counted in the raw file"
    return Table(title, head[:n_columns], tuple(row[:n_columns] for row in rows))


def _differences(differences: Iterable[Difference]) -> Table:
    rows = tuple(
        (
            item.id,
            item.name,
            cause_text(item),
            _minute(item.file_start), _minute(item.engine_start), _days(item.start_days),
            _minute(item.file_finish), _minute(item.engine_finish), _days(item.finish_days),
            _days(item.float_days),
        )
        for item in differences
    )  # fmt: skip
    return Table(
        "Tasks that differ, those that follow from others last",
        (
            ("Task", "name"), ("Name", "name"), ("Cause", "name"), ("Start in the file", "number"),
            ("Start in riskmc", "number"), ("By", "number"), ("Finish in the file", "number"),
            ("Finish in riskmc", "number"), ("By", "number"), ("Float by", "number"),
        ),
        rows,
        is_sortable=True,
    )  # fmt: skip


def _minute(when: datetime | None) -> str:
    return "–" if when is None else f"{when:%Y-%m-%d %H:%M}"


def _days(days: float) -> str:
    return "" if days == 0.0 else gap_text(days)


def _checks(quality: ScheduleQuality) -> Table:
    rows = tuple(
        (check.title, found_text(check), share_found_text(check), limit_text(check), QUALITY_VERDICTS[check.verdict])
        for check in quality.checks
        if check.verdict != "not_assessed"
    )
    return Table(
        "Checks of quality, in the manner of the DCMA 14-point assessment",
        (
            ("Check", "text"), ("Found", "number"), ("Share", "number"), ("At most", "number"), ("Verdict", "text"),
        ),
        rows,
    )  # fmt: skip


def _notes(quality: ScheduleQuality) -> Iterator[str]:
    path = quality.check("critical-path")
    if path.verdict == "good":
        yield f"The critical path is whole: {path.note}."
    for check in quality.checks:
        if check.verdict == "not_assessed":
            yield f"Not assessed: {check.title} ({check.note})."


def _finding(check: QualityCheck) -> Finding:
    shown = check.items[:MOST_ROWS]
    columns: list[tuple[str, Kind]] = [("Task", "name")]
    cells = [[item.id or "–" for item in shown]]
    if any(item.name not in ("", item.id) for item in shown):
        columns.append(("Name", "name"))
        cells.append([item.name for item in shown])
    if any(item.detail for item in shown):
        columns.append(("What", "name"))
        cells.append([item.detail for item in shown])
    title = f"{check.title}: {counted_text(check.count, _noun(check))}"
    rows = tuple(zip(*cells, strict=True))
    return Finding(title, check.meaning, Table(title, tuple(columns), rows), check.count)


def _noun(check: QualityCheck) -> str:
    return check.noun if check.noun == "link" else "task"
