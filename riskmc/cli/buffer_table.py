"""A study of buffers in plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from riskmc.analysis.allocation import spread_text
from riskmc.analysis.buffer_words import (
    chain_sentences,
    choice_sentences,
    consumption_sentence,
    contingency_sentences,
    cost_sentences,
    joint_sentences,
    measured_text,
    method_sentences,
    notes,
)
from riskmc.analysis.money_words import amount_text, measured_amount_text
from riskmc.analysis.objectives import PROJECT
from riskmc.analysis.wording import chance_text, counted_text, date_text, days_range_text, level_text, share_text
from riskmc.cli.layout import named, paragraphs, table

if TYPE_CHECKING:
    from riskmc.analysis.buffer_study import BufferStudy
    from riskmc.analysis.buffered_plan import PlacedBuffer
    from riskmc.analysis.cost_contingency import CostShare

__all__ = ["buffer_lines"]

MILESTONES, FEEDING, SHARES = 20, 8, 12
"""How many are printed."""


def buffer_lines(study: BufferStudy, width: int) -> list[str]:
    """Write a study of buffers as lines of text.

    Parameters
    ----------
    study : BufferStudy
    width : int
        Columns of the terminal.
    """
    return paragraphs(
        [
            _head(study, width),
            _contingency(study, width),
            _joint(study, width),
            _methods(study, width),
            _feeding(study, width),
            _consumption(study, width),
            _choice(study, width),
            _legs(study, width),
            _cost(study, width),
            _wrapped(notes(study), width),
        ]
    )


def _head(study: BufferStudy, width: int) -> Iterator[str]:
    run = study.result.provenance
    yield f"{study.result.project.name}: contingency and buffers"
    confidence = level_text(study.wish.confidence)
    yield f"{counted_text(run.iterations, 'iteration')}, seed {run.seed}; intervals at {confidence}"
    yield ""
    yield from _wrapped(contingency_sentences(study.project), width)


def _wrapped(sentences: Iterable[str], width: int) -> Iterator[str]:
    for sentence in sentences:
        yield from textwrap.wrap(sentence, width)


def _contingency(study: BufferStudy, width: int) -> Iterator[str]:
    level = level_text(study.wish.level)
    head = ["Contingency", "plan", "holds in", f"{level} sure", "working days", "calendar"]
    has_reserve = study.wish.reserve_to is not None
    if study.wish.reserve_to is not None:
        head += [f"{level_text(study.wish.reserve_to)} sure", "reserve"]
    rows = []
    for item in study.schedule[: MILESTONES + 1]:
        held = item.contingency
        row = [
            "the project" if item.is_project else named(item.id, item.name),
            date_text(item.planned, short=True), chance_text(item.chance, interval=False),
            date_text(held.estimate.value, short=True), measured_text(held.days),
            f"{held.calendar_days.value:+.0f}".replace("-", "−"),
        ]  # fmt: skip
        if item.reserve is not None:
            row += [date_text(item.reserve.until.value, short=True), f"{item.reserve.days.value:+.1f}"]
        rows.append(row)
    yield from table(head, rows, align="lrrrrr" + "rr" * has_reserve, width=width)
    if len(study.schedule) > MILESTONES + 1:
        yield f"  and {len(study.schedule) - MILESTONES - 1} more milestones, in --json and --html"


def _joint(study: BufferStudy, width: int) -> Iterator[str]:
    joint = study.joint
    if joint is None:
        return
    yield from _wrapped(joint_sentences(joint, study.joint_coverage), width)
    date = study.result.timeline.date_of
    rows = [
        [named(buffer.id, buffer.name), date_text(date(buffer.minutes), short=True), measured_text(buffer.days)]
        for buffer in joint.buffers[:MILESTONES]
    ]
    head = [f"All at once, {level_text(joint.confidence)} sure", "promise", "working days"]
    yield from table(head, rows, align="lrr", width=width)
    if len(joint.buffers) > MILESTONES:
        yield f"  and {len(joint.buffers) - MILESTONES} more, in --json and --html"


def _methods(study: BufferStudy, width: int) -> Iterator[str]:
    plan, lean = study.methods[0].base, None
    rows = []
    for row in study.methods:
        lean = row.base if row.counts_from == "aggressive" else lean
        coverage = "" if row.coverage is None else chance_text(row.coverage)
        rows.append(
            [
                row.title, measured_text(row.days), row.counts_from, date_text(row.promised, short=True),
                f"{row.beyond_plan:+.1f} d".replace("-", "−"), coverage,
            ]
        )  # fmt: skip
    head = ["Project buffer", "working days", "after", "promises", "beyond plan", "holds in"]
    yield from table(head, rows, align="lrlrrr", width=width)
    if lean is not None:
        said = f"The plan finishes on {date_text(plan)}, the schedule of aggressive estimates on {date_text(lean)}."
        yield from _wrapped([said], width)
    yield from _wrapped(method_sentences(study), width)
    yield from _wrapped(chain_sentences(study), width)


def _feeding(study: BufferStudy, width: int) -> Iterator[str]:
    if not study.feeding:
        return
    rows = [
        [
            f"{row.last} > {row.joins}", str(row.n_tasks), f"{row.days:.1f}",
            f"{row.sizes['cut_and_paste']:.1f}", f"{row.sizes['root_square_error']:.1f}",
            f"{row.sizes['adaptive_density']:.1f}", f"{row.float_days:.1f}",
            f"{row.missing_days():.1f}" if row.missing_days() > 0.05 else "", share_text(row.decides.value),
        ]
        for row in study.feeding[:FEEDING]
    ]  # fmt: skip
    head = [
        "Feeding buffers, days",
        "tasks",
        "path",
        "half safety",
        "root square",
        "density",
        "float",
        "missing",
        "decides",
    ]
    yield from table(head, rows, align="lrrrrrrrr", width=width)
    if len(study.feeding) > FEEDING:
        yield f"  and {len(study.feeding) - FEEDING} more, in --json and --html"


def _consumption(study: BufferStudy, width: int) -> Iterator[str]:
    if not study.consumption:
        return
    yield from _wrapped([consumption_sentence(study)], width)
    rows = [
        [_target(item.buffer), f"{item.days:.1f}", *(share_text(s.value) for s in item.shares)]
        for item in study.consumption[: MILESTONES + 1]
    ]
    head = ["What is eaten of each buffer", "days", "nothing", "to 1/3", "to 2/3", "to all", "over"]
    yield from table(head, rows, align="lrrrrrr", width=width)


def _target(buffer: PlacedBuffer) -> str:
    return "the project" if buffer.target == PROJECT else named(buffer.target, buffer.name)


def _choice(study: BufferStudy, width: int) -> Iterator[str]:
    if study.choice is not None:
        yield from _wrapped(choice_sentences(study.choice, study.result.project.currency), width)


def _cost(study: BufferStudy, width: int) -> Iterator[str]:
    if study.cost is None:
        return
    contingency, currency = study.cost.contingency, study.cost.contingency.currency
    yield from _wrapped(cost_sentences(contingency), width)
    unit = f", {currency}" if currency else ""
    for title, shares in (("group", study.cost.groups), ("part", study.cost.shares)):
        shown = shares[:SHARES]
        rows = [[_share_name(share), measured_amount_text(share.amount), spread_text(share.variance_share)]
                for share in shown]  # fmt: skip
        if len(shares) > len(shown):
            rest = sum(share.amount.value for share in shares[SHARES:])
            rows.append([f"{len(shares) - len(shown)} more", amount_text(rest), ""])
        rows.append(["together", amount_text(sum(share.amount.value for share in shares)), ""])
        head = [f"Cost contingency by {title}{unit}", "amount", "of the spread"]
        yield from table(head, rows, align="lrr", width=width)


def _share_name(share: CostShare) -> str:
    return share.name if share.kind == "group" else named(share.id, share.name)


def _legs(study: BufferStudy, width: int) -> Iterator[str]:
    if len(study.legs) < 2:
        return
    rows = [[part.name, measured_text(part.amount), spread_text(part.variance_share)] for part in study.legs]
    total = sum(part.amount.value for part in study.legs)
    rows.append(["together", days_range_text(total, total), ""])
    head = ["Where the contingency is needed", "working days", "of the spread"]
    yield from table(head, rows, align="lrr", width=width)
    for part in study.legs:
        text = f"{part.name}: {part.reason}."
        yield from textwrap.wrap(text[:1].upper() + text[1:], width, initial_indent="  ", subsequent_indent="    ")
