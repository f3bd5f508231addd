"""What a check finds as one JSON object: ``riskmc.check/1``, described by ``schemas/check.schema.json``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from riskmc.analysis.certificate_words import cause_count_text, cause_text
from riskmc.analysis.lint_rules import NOTES
from riskmc.cli.documents import Document, instant, without_nan

if TYPE_CHECKING:
    from riskmc.analysis.certificate import Agreement, Certificate, Difference
    from riskmc.analysis.lint_records import Linted, PlanWarning
    from riskmc.analysis.quality_records import QualityCheck, ScheduleQuality
    from riskmc.errors import Problem
    from riskmc.model.linting import Silence

__all__ = ["SCHEMA", "check_document"]

SCHEMA = "riskmc.check/1"


def check_document(
    plan: Path,
    problems: Iterable[Problem] = (),
    linted: Linted | None = None,
    certificate: Certificate | None = None,
    quality: ScheduleQuality | None = None,
    scenario: str | None = None,
) -> Document:
    """Write the findings as a document of plain values; the scenario is that of a plan that could be read."""
    document: Document = without_nan(
        {
            "schema": SCHEMA,
            "plan": str(plan),
            "scenario": None if scenario is None else scenario.replace("_", "-"),
            "problems": [_problem(problem) for problem in problems],
            "warnings": [_warning(item) for item in (() if linted is None else linted.warnings)],
            "silenced": [_silenced(silence, found) for silence, found in (() if linted is None else linted.silenced)],
            "certificate": None if certificate is None else _certificate(certificate),
            "quality": None if quality is None else _quality(quality),
        }
    )
    return document


def _warning(item: PlanWarning) -> Document:
    kind = "note" if item.rule in NOTES else "warning"
    return {
        "rule": item.rule,
        "kind": kind,
        "where": item.where,
        "entries": list(item.entries),
        "message": item.message,
    }


def _silenced(silence: Silence, found: Iterable[PlanWarning]) -> Document:
    return {
        "rule": silence.rule,
        "entry": silence.entry or None,
        "why": silence.why,
        "warnings": [_warning(item) for item in found],
    }


def _problem(problem: Problem) -> Document:
    return {
        "file": problem.where.file,
        "line": problem.where.line,
        "column": problem.where.column,
        "path": problem.where.path,
        "where": problem.subject,
        "what": problem.what,
        "allowed": problem.allowed,
        "hint": problem.hint,
        "message": str(problem),
    }


def _certificate(certificate: Certificate) -> Document:
    finishes = {"file": certificate.file_finish, "engine": certificate.engine_finish}
    return {
        "verdict": certificate.verdict,
        "tolerance": {"dates": certificate.tolerance.dates, "floats": certificate.tolerance.floats},
        **_agreement(certificate.not_started),
        "started": _agreement(certificate.started),
        "finished": certificate.finished,
        "without_dates": certificate.without_dates,
        "finish": {name: None if when is None else instant(when) for name, when in finishes.items()},
        "tool": certificate.tool,
        "file": certificate.file,
        "stale": certificate.stale,
        "marked": [
            {"cause": marked.cause, "tasks": list(marked.ids), "exact": marked.exact} for marked in certificate.marked
        ],
        "counts": [
            {"what": count.what, "in_file": count.in_file, "read": count.read, "reason": count.reason}
            for count in certificate.counts
        ],
        "changes": [
            {"subject": notice.subject, "what": notice.what, "count": notice.count, "items": list(notice.items)}
            for notice in certificate.changes
        ],
        "causes": [
            {
                "cause": count.cause,
                "detail": count.detail,
                "tasks": count.roots,
                "followers": count.followers,
                "message": cause_count_text(count),
            }
            for count in certificate.causes
        ],
        "differences": [_difference(item) for item in certificate.differences],
    }


def _agreement(agreement: Agreement) -> Document:
    return {
        "compared": agreement.compared,
        "start_exact": agreement.start.share,
        "finish_exact": agreement.finish.share,
        "float_exact": agreement.total_float.share,
    }


def _difference(item: Difference) -> Document:
    return {
        "task": item.id,
        "name": item.name,
        "state": item.state,
        "file": {
            "start": None if item.file_start is None else instant(item.file_start),
            "finish": None if item.file_finish is None else instant(item.file_finish),
            "float_days": item.file_float_days,
        },
        "engine": {
            "start": instant(item.engine_start),
            "finish": instant(item.engine_finish),
            "float_days": item.engine_float_days,
        },
        "days": {"start": item.start_days, "finish": item.finish_days, "float": item.float_days},
        "cause": item.cause,
        "detail": item.detail,
        "follows": item.root or None,
        "message": cause_text(item),
    }


def _quality(quality: ScheduleQuality) -> Document:
    return {
        "assessed": quality.assessed,
        "failed": [check.rule for check in quality.poor],
        "checks": [_check(check) for check in quality.checks],
    }


def _check(check: QualityCheck) -> Document:
    return {
        "rule": check.rule,
        "title": check.title,
        "verdict": check.verdict,
        "count": check.count,
        "of": check.of,
        "share": check.share,
        "limit": check.limit,
        "note": check.note,
        "items": [{"task": item.id, "name": item.name, "detail": item.detail} for item in check.items],
    }
