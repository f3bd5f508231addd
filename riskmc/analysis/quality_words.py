"""The quality of a schedule in the words of planners."""

from __future__ import annotations

from riskmc.analysis.quality_records import QualityCheck, QualityVerdict, ScheduleQuality
from riskmc.analysis.wording import count_text, counted_text, level_text, share_text

__all__ = ["QUALITY_VERDICTS", "found_text", "limit_text", "quality_sentence", "share_found_text"]

QUALITY_VERDICTS: dict[QualityVerdict, str] = {"good": "good", "poor": "poor", "not_assessed": "not assessed"}
"""A word for each verdict."""

_NAMED = 4
"""Checks that a sentence names."""


def quality_sentence(quality: ScheduleQuality) -> str:
    """Say how many checks a schedule fails, and which.

    Examples
    --------
    >>> quality_sentence(ScheduleQuality(()))
    'The schedule passes all 0 checks of quality.'
    """
    poor = quality.poor
    if not poor:
        return f"The schedule passes all {counted_text(quality.assessed, 'check')} of quality."
    named = ", ".join(f"{_lower(check.title)} ({found_text(check)})" for check in poor[:_NAMED])
    more = f" and {count_text(len(poor) - _NAMED)} more" if len(poor) > _NAMED else ""
    checks = counted_text(quality.assessed, "check")
    return f"The schedule fails {count_text(len(poor))} of {checks} of quality: {named}{more}."


def found_text(check: QualityCheck) -> str:
    """Say how many were found, of how many.

    Examples
    --------
    >>> from riskmc.analysis.quality_records import QualityItem
    >>> found_text(QualityCheck("leads", "Leads", "", 40, "link", 0.0, (QualityItem("a"),), "poor"))
    '1 of 40 links'
    """
    if check.verdict == "not_assessed":
        return "–"
    if check.rule == "critical-path":
        return "yes" if check.items else "no"
    return f"{count_text(check.count)} of {counted_text(check.of, check.noun)}"


def limit_text(check: QualityCheck) -> str:
    """Say how many there may be at most."""
    return "none" if check.limit == 0 else level_text(check.limit)


def share_found_text(check: QualityCheck) -> str:
    """Write the share that was found."""
    return "–" if check.verdict == "not_assessed" or check.rule == "critical-path" else share_text(check.share, 1)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
