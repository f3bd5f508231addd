"""What one iteration says, in a page of plain text."""

from __future__ import annotations

from collections.abc import Iterator

from riskmc.analysis.money_words import amount_text
from riskmc.analysis.replayed import ReplayedRisk, ReplayedTask, ReplaySummary, replay_sentences
from riskmc.analysis.wording import count_text, counted_text, date_text, signed_days_text
from riskmc.cli.layout import named, paragraphs, table
from riskmc.cli.terminal import clipped, columns

__all__ = ["TOP", "replay_lines"]

TOP = 8
"""How many tasks are printed."""

MOST_RISKS = 6
MOST_PATHS = 2

PATH_ENDS = 12
"""Tasks of a long path that are printed from its beginning, and from its end."""

_ARROW = " > "
_NARROW, _NARROWER = 90, 60
_TITLE_LIMIT = 40


def replay_lines(summary: ReplaySummary, width: int, top: int | None = TOP) -> list[str]:
    """Write an iteration as lines of text.

    Parameters
    ----------
    summary : ReplaySummary
    width : int
        Columns of the terminal.
    top : int or None
        How many tasks are told; None tells all of everything.
    """
    parts = (
        _head(summary, width), _risks(summary, width, top), _paths(summary, width, top), _tasks(summary, width, top),
        _costs(summary, width, top),
    )  # fmt: skip
    return paragraphs(parts)


def _head(summary: ReplaySummary, width: int) -> Iterator[str]:
    yield clipped(summary.project, width)
    which = f"Iteration {summary.iteration} of {count_text(summary.iterations)} (counted from 0), seed {summary.seed}"
    yield from _wrapped(which.split(" "), " ", width, indent="")
    if summary.scenario_note:
        yield from _wrapped(f"Scenario {summary.scenario_note}".split(" "), " ", width, indent="")
    yield ""
    for sentence in replay_sentences(summary):
        yield from _wrapped(sentence.split(" "), " ", width)


def _risks(summary: ReplaySummary, width: int, top: int | None) -> Iterator[str]:
    if not summary.risks:
        return
    shown = summary.risks if top is None else summary.risks[:MOST_RISKS]
    head = ["Risks that struck", "tasks", "their durations", "the finish"]
    rows = [
        [named(risk.id, risk.title), _struck(risk), _added(risk), signed_days_text(risk.finish_days)] for risk in shown
    ]
    if width < _NARROWER:
        head, rows = [*head[:1], head[3]], [[row[0], row[3]] for row in rows]
    yield from table(head, rows, align="llrr" if len(head) == 4 else "lr", width=width)
    left = len(summary.risks) - len(shown)
    more = f"; {counted_text(left, 'more risk')} with --all" if left else ""
    note = f"(each against the same iteration without that risk alone{more})"
    yield from _wrapped(note.split(" "), " ", width)


def _struck(risk: ReplayedRisk) -> str:
    return risk.task_days[0][0] if len(risk.task_days) == 1 else counted_text(len(risk.task_days), "task")


def _added(risk: ReplayedRisk) -> str:
    return signed_days_text(sum(days for _, days in risk.task_days))


def _paths(summary: ReplaySummary, width: int, top: int | None) -> Iterator[str]:
    paths = summary.paths
    shown = paths.paths if top is None else paths.paths[:MOST_PATHS]
    for path in shown:
        yield f"  Critical path, {counted_text(len(path.tasks), 'task')}"
        yield from _wrapped(_cut(path.tasks, top), _ARROW, width, indent="    ")
    if paths.count > len(shown):
        yield f"  {counted_text(paths.count - len(shown), 'more path is', 'more paths are')} critical too."


def _cut(tasks: tuple[str, ...], top: int | None) -> list[str]:
    """Leave out the middle of a long path."""
    left = len(tasks) - 2 * PATH_ENDS
    if top is None or left <= 1:
        return list(tasks)
    return [*tasks[:PATH_ENDS], f"({count_text(left)} more with --all)", *tasks[-PATH_ENDS:]]


def _wrapped(words: list[str], between: str, width: int, indent: str = "  ") -> Iterator[str]:
    """Break a sequence into lines between its words."""
    line = indent + clipped(words[0], width - len(indent))
    for word in words[1:]:
        if columns(line + between + word) > width:
            yield line.rstrip() if between == " " else f"{line}{between.rstrip()}"
            line = indent + clipped(word, width - len(indent))
        else:
            line += between + word
    yield line


def _tasks(summary: ReplaySummary, width: int, top: int | None) -> Iterator[str]:
    tasks = summary.tasks if top is None else summary.furthest(top)
    if not tasks:
        return
    title = "Tasks, in the order of the plan" if top is None else "Tasks furthest beyond their plan"
    head = [title, "plan", "took", "more", "finish", "late", "float", "risks"]
    rows = [_row(task) for task in tasks]
    align = "lrrrlrrl"
    kept = 8 if width >= _NARROW else 5 if width >= _NARROWER else 4
    head, rows, align = head[:kept], [row[:kept] for row in rows], align[:kept]
    yield from table(head, rows, align=align, width=width)
    left = sum(not task.milestone for task in summary.tasks) - len(tasks)
    more = f" {counted_text(left, 'more task')} with --all." if top is not None and left > 0 else ""
    yield from _wrapped(f"(* critical; working days.{more})".split(" "), " ", width)


def _costs(summary: ReplaySummary, width: int, top: int | None) -> Iterator[str]:
    """Tell what cost most beyond its plan, and what each risk cost with what it delayed."""
    cost = summary.cost
    if cost is None:
        return
    carriers = cost.furthest(top)
    if carriers:
        head = ["Costs, in the order of the plan" if top is None else "Costs furthest beyond their plan"]
        rows = [
            [named(one.id, one.name), one.kind, amount_text(one.planned), amount_text(one.amount), _signed(one.more)]
            for one in carriers
        ]
        yield from table([*head, "kind", "plan", "cost", "more"], rows, align="llrrr", width=width)
    if cost.risks:
        yield from ([""] if carriers else [])
        shown = cost.risks if top is None else cost.risks[:MOST_RISKS]
        rows = [[risk, _signed(amount)] for risk, amount in shown]
        yield from table(["What risks cost, with what they delayed", cost.currency], rows, align="lr", width=width)
        note = "(each against the same iteration without that risk alone)"
        yield from _wrapped(note.split(" "), " ", width)


def _signed(amount: float) -> str:
    text = amount_text(amount)
    return f"+{text}" if amount > 0 and text != "0" else text


def _row(task: ReplayedTask) -> list[str]:
    name = named(task.id, task.name)
    mark = "* " if task.critical else "  "
    return [
        mark + name, f"{task.planned_days:,.1f}", f"{task.days:,.1f}", signed_days_text(task.more_days),
        date_text(task.finish, short=True), signed_days_text(task.late_days), f"{task.float_days:,.1f}",
        " ".join(task.risks),
    ]  # fmt: skip
