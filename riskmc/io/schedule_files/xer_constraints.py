"""Constraints of the activities of an XER project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from riskmc.io.schedule_files.records import ActivitySpan, State
from riskmc.io.schedule_files.xer_context import XerContext
from riskmc.io.schedule_files.xer_imposed import imposed_on_activity
from riskmc.io.schedule_files.xer_tables import XerRow
from riskmc.model.constraints import Constraint, ConstraintKind

__all__ = ["read_constraints"]

_KINDS: Final[Mapping[str, ConstraintKind]] = {
    "CS_ALAP": "as_late_as_possible",
    "CS_MEO": "finish_on",
    "CS_MEOA": "finish_no_earlier_than",
    "CS_MEOB": "finish_no_later_than",
    "CS_MSO": "start_on",
    "CS_MSOA": "start_no_earlier_than",
    "CS_MSOB": "start_no_later_than",
    "CS_MANDFIN": "must_finish_on",
    "CS_MANDSTART": "must_start_on",
}
_COLUMNS: Final = (("cstr_type", "cstr_date"), ("cstr_type2", "cstr_date2"))
_MOST: Final = 2


def read_constraints(
    row: XerRow, state: State, span: ActivitySpan | None, imposed: Sequence[Constraint], context: XerContext
) -> tuple[tuple[Constraint, ...], datetime | None]:
    """Read what holds an activity beside its links.

    Parameters
    ----------
    row : XerRow
        The activity.
    state : {"planned", "started", "finished"}
    span : ActivitySpan or None
        What it reaches over, where its dates come from others.
    imposed : sequence of Constraint
        Dates that links with other projects of the file impose.
    context : XerContext
        The project.

    Returns
    -------
    constraints : tuple[Constraint, ...]
        At most two, each of another kind.
    resume : datetime or None
        Date before which started work does not go on.
    """
    if state == "finished":
        return (), None
    own = list(_own(row, context))
    imposed = [*imposed, *imposed_on_activity(row, context)]
    if span is not None:
        what = "constraints of levels of effort and WBS summaries hold nothing and are left out"
        if own or imposed:
            context.notices.add_item("constraints", what, _label(row, [*own, *imposed]))
        return (), None
    resume = row.moment("resume_date") if state == "started" else None
    if state == "started":
        starts = [c.instant for c in imposed if c.kind == "start_no_earlier_than"]
        resume = max((moment for moment in (resume, *starts) if moment is not None), default=None)
        imposed = [c for c in imposed if c.kind != "start_no_earlier_than"]
    merged = _merged([*own, *imposed])
    if len(merged) > _MOST:
        what = "dates that other projects impose beside two constraints of the activity are left out"
        context.notices.add_item("constraints", what, _label(row, imposed))
        merged = _merged(own)
    return tuple(merged), resume


def _own(row: XerRow, context: XerContext) -> Iterable[Constraint]:
    for kind_column, date_column in _COLUMNS:
        text = row.text(kind_column)
        if not text:
            continue
        kind, when = _KINDS.get(text), row.moment(date_column)
        if kind is None:
            context.notices.add_item("constraints", f"constraints {text!r} are unknown and left out", row.label)
        elif kind == "as_late_as_possible":
            yield Constraint(kind)
        elif when is None:
            context.notices.add_item("constraints", f"constraints {kind!r} without a date are left out", row.label)
        else:
            yield Constraint(kind, when)


def _merged(constraints: Iterable[Constraint]) -> list[Constraint]:
    """Of constraints of the same kind keep the stricter one."""
    kept: dict[ConstraintKind, Constraint] = {}
    for constraint in constraints:
        other = kept.get(constraint.kind)
        kept[constraint.kind] = constraint if other is None else _stricter(constraint, other)
    return list(kept.values())


def _stricter(constraint: Constraint, other: Constraint) -> Constraint:
    choose = min if constraint.kind.endswith("no_later_than") else max
    return choose(constraint, other, key=lambda item: item.instant or datetime.min)


def _label(row: XerRow, constraints: Iterable[Constraint]) -> str:
    told = ", ".join(f"{c.kind} {c.when:%Y-%m-%d %H:%M}" if c.when else c.kind for c in constraints)
    return f"{row.label} ({told})" if told else row.label
