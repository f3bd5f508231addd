"""The import certificate in the words of planners."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from riskmc.analysis.certificate import (
    Agreement,
    CauseCount,
    Certificate,
    Difference,
    MarkedTasks,
    Tally,
    Tolerance,
)
from riskmc.analysis.difference_causes import FILES_OWN, CauseKind
from riskmc.analysis.wording import count_text, counted_text, instant_text, level_text, share_text, signed_days_text

__all__ = [
    "VERDICTS", "agreement_text", "cause_count_text", "cause_text", "certificate_sentences", "finish_sentence",
    "gap_text", "tally_text", "tolerance_text",
]  # fmt: skip

VERDICTS = {"pass": "passed", "fail": "failed", "undecided": "undecided", "nothing_to_compare": "nothing to compare"}
"""A word for each verdict."""

_NAMED = 5
"""Tasks that a sentence names."""

_SMALL_DAYS = 0.05
"""Below this a tenth of a day shows nothing."""

_CAUSES: dict[CauseKind, str] = {
    "file": "the file's own",
    "before_status_date": "the file plans it before the status date, so it was not scheduled since",
    "same_working_time": "the same working time, on the other side of a pause",
    "changed": "changed by the import",
    "outside_calendar": "the file has it where its calendar rests",
    "stale": "the file was not saved as its tool would schedule it",
    "duration": "another duration",
    "constraint": "perhaps its constraint",
    "expected_finish": "perhaps its expected finish",
    "split": "perhaps its split work",
    "span": "perhaps what it reaches over",
    "progress": "perhaps its progress",
    "lag_calendar": "perhaps the calendar of its lag",
    "calendar": "perhaps its calendar",
    "project_finish": "the project's finish differs, from which float is counted",
    "open_end": "nothing follows it, so its float is counted to the project's finish",
    "unexplained": "not explained",
}


def cause_text(difference: Difference) -> str:
    """Say what a difference comes from.

    Examples
    --------
    >>> from datetime import datetime
    >>> day, nan = datetime(2027, 1, 4), float("nan")
    >>> row = Difference("b", "B", "not_started", day, day, 0.0, day, day, 0.0, nan, nan, nan, "file", "levelled", "a")
    >>> cause_text(row)
    'follows from a (levelled)'
    """
    text = _cause(difference.cause, difference.detail)
    return f"follows from {difference.root} ({text})" if difference.root else text


def cause_count_text(count: CauseCount) -> str:
    """Say how many tasks differ from one cause.

    Examples
    --------
    >>> cause_count_text(CauseCount("file", "levelled by resources", 3, 12))
    'levelled by resources: 3 tasks, and 12 that follow from them'
    """
    text = f"{_cause(count.cause, count.detail)}: {counted_text(count.roots, 'task')}"
    if count.followers:
        whom = "it" if count.roots == 1 else "them"
        text += f", and {count_text(count.followers)} that follow{'s' if count.followers == 1 else ''} from {whom}"
    return text


def _cause(cause: CauseKind, detail: str) -> str:
    if not detail:
        return _CAUSES[cause]
    return detail if cause == "file" else f"{_CAUSES[cause]}: {detail}"


def certificate_sentences(certificate: Certificate) -> tuple[str, ...]:
    """Say what the certificate found: the verdict, what it rests on, and what the file is.

    Parameters
    ----------
    certificate : Certificate
    """
    head = _SENTENCES[certificate.verdict](certificate)
    return (head, *_file_sentences(certificate))


def _passed(certificate: Certificate) -> str:
    if not certificate.differences:
        return f"With no uncertainty riskmc gives back every date of {_source(certificate)} to the minute."
    return (
        f"With no uncertainty riskmc gives back the dates of {_source(certificate)}:"
        f" {agreement_text(certificate.not_started)} of the tasks that are not started are exact to the minute."
    )


def _failed(certificate: Certificate) -> str:
    return (
        f"With no uncertainty riskmc does not give back the dates of {_source(certificate)} as wanted:"
        f" {agreement_text(certificate.not_started)} of the tasks that are not started are exact to the minute, and"
        f" {tolerance_text(certificate.tolerance)} are wanted."
    )


def _undecided(certificate: Certificate) -> str:
    of_all, rest = certificate.not_started, certificate.comparable
    others = f"of the others {agreement_text(rest)} are" if rest.compared else "there are no others"
    return (
        f"The dates of {_source(certificate)} are not all those that its tool would give today, so they show neither"
        f" that riskmc is right nor that it is wrong: {agreement_text(of_all)} of the tasks that are not started are"
        f" exact to the minute; {others}."
    )


def _nothing(certificate: Certificate) -> str:
    if certificate.finished and not certificate.started.compared and not certificate.without_dates:
        return f"Every task of {_source(certificate)} is finished: there is nothing to compare."
    return f"{_source(certificate)} gives no dates of tasks that are not started: there is nothing to compare."


_SENTENCES = {"pass": _passed, "fail": _failed, "undecided": _undecided, "nothing_to_compare": _nothing}


def _source(certificate: Certificate) -> str:
    name = PurePath(certificate.file).name
    return f"{name} ({certificate.tool})" if certificate.tool else name


def _file_sentences(certificate: Certificate) -> Iterator[str]:
    if certificate.stale:
        yield f"Of the file as a whole: {certificate.stale}."
    own = [count for count in certificate.causes if count.cause in FILES_OWN and count.cause != "stale"]
    for count in own:
        yield f"The file has tasks otherwise than its tool would schedule them: {cause_count_text(count)}."
    yield from (_marked_sentence(marked) for marked in certificate.marked if marked.exact)
    rest = finish_sentence(certificate)
    if rest:
        yield rest


def _marked_sentence(marked: MarkedTasks) -> str:
    is_one = marked.exact == 1
    head = f"{counted_text(marked.exact, 'task')} {'is' if is_one else 'are'} in the file {marked.cause}"
    whom = "it" if is_one else "them"
    return f"{head} ({_named(marked.ids)}); riskmc has {whom} there too, which says nothing of how it schedules."


def _named(ids: Sequence[str]) -> str:
    more = f" and {count_text(len(ids) - _NAMED)} more" if len(ids) > _NAMED else ""
    return ", ".join(ids[:_NAMED]) + more


def finish_sentence(certificate: Certificate) -> str:
    """Say whether the work finishes when the file says; empty where the file does not."""
    own, engine = certificate.file_finish, certificate.engine_finish
    if own is None or engine is None:
        return ""
    if abs((engine - own).total_seconds()) < 60.0:
        return f"The last task finishes as in the file, on {instant_text(own)}."
    return f"The last task finishes on {instant_text(engine)}; in the file on {instant_text(own)}."


def gap_text(days: float) -> str:
    """Write a gap in working days, with so many digits that it is not nothing.

    Examples
    --------
    >>> gap_text(3.04), gap_text(-1 / 480), gap_text(0.0), gap_text(float("nan"))
    ('+3 d', '−0.002 d', '0 d', '–')
    """
    if math.isnan(days) or abs(days) >= _SMALL_DAYS or round(days, 4) == 0.0:
        return signed_days_text(days)
    digits = 3 if abs(days) >= 0.001 else 4
    return f"{days:+.{digits}f} d".replace("-", "−")


def agreement_text(agreement: Agreement) -> str:
    """Write the three shares in a row.

    Examples
    --------
    >>> agreement_text(Agreement(400, Tally(400, 398), Tally(400, 400), Tally(0, 0)))
    '398 of 400 starts (99.5 %) and all 400 finishes'
    """
    tallies = ((agreement.start, "start"), (agreement.finish, "finish"), (agreement.total_float, "total float"))
    parts = [_tally_of(tally, noun) for tally, noun in tallies if tally.compared]
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else "nothing"


def _tally_of(tally: Tally, noun: str) -> str:
    plural = "finishes" if noun == "finish" else f"{noun}s"
    if tally.exact == tally.compared:
        return f"all {count_text(tally.compared)} {plural}" if tally.compared > 1 else f"the {noun}"
    share = share_text(tally.share, 1)
    return f"{count_text(tally.exact)} of {counted_text(tally.compared, noun, plural)} ({share})"


def tally_text(tally: Tally) -> str:
    """Write how many are exact, and the share.

    Examples
    --------
    >>> tally_text(Tally(400, 398)), tally_text(Tally(0, 0))
    ('398 of 400 (99.5 %)', '–')
    """
    if not tally.compared:
        return "–"
    return f"{count_text(tally.exact)} of {count_text(tally.compared)} ({share_text(tally.share, 1)})"


def tolerance_text(tolerance: Tolerance) -> str:
    """Write what is wanted.

    Examples
    --------
    >>> tolerance_text(Tolerance())
    '99.5 % of the starts and finishes and 98 % of the floats'
    """
    dates, floats = level_text(tolerance.dates), level_text(tolerance.floats)
    return f"{dates} of the starts and finishes and {floats} of the floats"
