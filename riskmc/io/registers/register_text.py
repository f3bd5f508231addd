"""A register as YAML that is laid over a plan with ``--with``: one risk below the other, to be read and edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

from riskmc.io.plan_text import WIDTH, flow_text, scalar
from riskmc.io.registers.records import Column, Entry, Probability, Reading, Spread
from riskmc.io.registers.scales import LEVEL_NAMES
from riskmc.io.registers.targets import Targets

__all__ = ["is_whole", "register_text", "risk_document", "scoring_document"]

_BUILT_IN: Final = ("schedule", "cost", "quality", "safety", "reputation")
_TEXTS: Final = ("title", "cause", "event", "effect", "category", "owner")
_FOUR: Final[Mapping[str, Any]] = {
    "levels": list(LEVEL_NAMES[4]),
    "probability": ["0%", "25%", "50%", "75%", "100%"],
    "impacts": {"schedule": ["0%", "2%", "5%", "10%", "20%"], "cost": ["0%", "5%", "10%", "20%", "40%"]},
}
_COLUMNS_SHOWN: Final = 60


def is_whole(entry: Entry) -> bool:
    """Tell whether an entry can stand in a plan: it has a probability, before its responses or at all."""
    if entry.document is not None:
        return any(key in entry.document for key in ("probability", "occurrences", "systemic"))
    return entry.probability is not None


def scoring_document(reading: Reading) -> dict[str, Any]:
    """Return the scoring scheme that the levels of a register need; nothing where it has none.

    Parameters
    ----------
    reading : Reading
    """
    if not reading.n_levels:
        return dict(reading.scoring)
    names = LEVEL_NAMES[reading.n_levels]
    found: dict[str, Any] = (
        {**_FOUR, "impacts": dict(_FOUR["impacts"])} if reading.n_levels == 4 else {"levels": reading.n_levels}
    )
    kinds = {kind for entry in reading.entries for kind in (*entry.levels, *entry.residual_levels)}
    known = ("schedule", "cost") if reading.n_levels == 4 else _BUILT_IN
    own = {kind: list(names) for kind in sorted(kinds) if kind not in known}
    if own:
        found["impacts"] = {**found.get("impacts", {}), **own}
    return found


def risk_document(entry: Entry, reading: Reading, targets: Targets) -> dict[str, Any]:
    """Spell a risk as a plan does.

    Parameters
    ----------
    entry : Entry
    reading : Reading
    targets : Targets
        What its names of tasks are in a plan.
    """
    if entry.document is not None:
        return _in_percent(entry.document)
    found: dict[str, Any] = {"id": entry.id}
    found |= {name: entry.texts[name] for name in _TEXTS if name in entry.texts}
    if entry.kind != "threat":
        found["kind"] = entry.kind
    if entry.is_closed:
        found["status"] = "closed"
    found |= {name: entry.dates[name].isoformat() for name in ("identified", "review") if name in entry.dates}
    if entry.probability is not None:
        found["probability"] = _probability(entry.probability)
    window = {
        name.removeprefix("window."): day.isoformat()
        for name, day in sorted(entry.dates.items())
        if name.startswith("window.")
    }
    if window and window.get("from", "") <= window.get("to", "9999"):
        found["window"] = window
    impacts = _impacts(entry, reading, targets, is_residual=False)
    if impacts:
        found["impacts"] = impacts
    if entry.levels:
        found["levels"] = dict(entry.levels)
    responses = _responses(entry, reading, targets)
    if responses:
        found["response"] = responses[0] if len(responses) == 1 else responses
    return found | {name: entry.texts[name] for name in ("trigger", "contingency", "fallback") if name in entry.texts}


def _in_percent(document: Mapping[str, Any]) -> dict[str, Any]:
    """Write chances in % where that loses nothing."""
    found = dict(document)
    share = found.get("probability")
    if isinstance(share, float) and float(f"{100 * share:.12g}") / 100 == share:
        found["probability"] = _percent(share)
    return found


def _probability(probability: Probability) -> Any:
    if probability.level:
        return probability.level
    if probability.low == probability.high:
        return _percent(probability.low)
    return {"uniform": [_percent(probability.low), _percent(probability.high)]}


def _percent(share: float) -> str:
    return f"{100 * share:.12g}%"


def _impacts(entry: Entry, reading: Reading, targets: Targets, *, is_residual: bool) -> list[dict[str, Any]]:
    """Spell what a risk does, before or after its responses."""
    levels = entry.residual_levels if is_residual else entry.levels
    level = levels.get("schedule") or levels.get("impact")
    has_times = any("schedule" in strike.spreads or "schedule" in strike.residual for strike in entry.strikes)
    found = []
    for strike in entry.strikes:
        spreads = strike.residual if is_residual else strike.spreads
        impact: dict[str, Any] = {}
        on = targets.selectors(strike.tasks)
        if on:
            impact["on"] = on
        if "schedule" in spreads:
            impact["delay"] = _spread(spreads["schedule"], reading)
        elif level and not has_times:
            impact["delay"] = level
        if "cost" in spreads:
            impact["cost"] = _spread(spreads["cost"], reading)
        if impact.keys() - {"on"} and impact not in found:
            found.append(impact)
    return found


def _spread(spread: Spread, reading: Reading) -> Any:
    points = [_amount(value, unit) for value, unit in spread.points]
    if len(set(points)) == 1:
        return points[0]
    if len(points) == 2:
        return {"uniform": points}
    values = [value for value, _ in spread.points]
    if spread.percents and values[0] < values[1] < values[2]:
        return {"percentiles": dict(zip(spread.percents, points, strict=True))}
    if reading.distribution == "uniform":
        return {"uniform": [points[0], points[-1]]}
    family = reading.distribution
    if family == "trigen" and not values[0] < values[1] < values[2]:
        family = "triangular"
    return {family: points}


def _amount(value: float, unit: str) -> Any:
    number = int(value) if float(value).is_integer() else float(f"{value:.12g}")
    return f"{number}{unit}" if unit else number


def _responses(entry: Entry, reading: Reading, targets: Targets) -> list[dict[str, Any]]:
    found = [_response(response) for response in entry.responses]
    left: dict[str, Any] = {}
    if entry.residual_probability is not None:
        left["probability"] = _probability(entry.residual_probability)
    impacts = _impacts(entry, reading, targets, is_residual=True)
    if impacts:
        left["impacts"] = impacts
    if entry.residual_levels:
        left["levels"] = dict(entry.residual_levels)
    if not left:
        return found
    # What is left of a risk is left when the last of its responses is through.
    return [*found[:-1], {**found[-1], **left}] if found else [left]


def _response(response: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: response[name] for name in ("strategy", "action", "owner") if name in response}
    if "cost" in response:
        found["cost"] = _amount(abs(response["cost"]), "")
    if "due" in response:
        found["due"] = response["due"].isoformat()
    if response.get("status", "planned") != "planned":
        found["status"] = response["status"]
    return found


def register_text(reading: Reading, name: str, version: str, targets: Targets | None = None) -> str:
    """Write a register as a part of a plan, with comments on what was not read.

    Parameters
    ----------
    reading : Reading
    name : str
        Of the register, without its folder.
    version : str
        Of riskmc.
    targets : Targets, optional
        What the names of tasks are in a plan.

    Returns
    -------
    str
        YAML.
    """
    aim = targets or Targets()
    lines = [*_head(reading, name, version), "riskmc: 1", "overlay: true", ""]
    scoring = scoring_document(reading)
    if scoring:
        lines += ["scoring:", *(line for key, value in scoring.items() for line in _value_lines(key, value, "  ")), ""]
    whole = [entry for entry in reading.entries if is_whole(entry)]
    lines += ["risks:"] if whole else ["risks: []"]
    for entry in reading.entries:
        lines += _entry_lines(entry, reading, aim)
    return "\n".join([*lines, ""])


def _head(reading: Reading, name: str, version: str) -> Iterator[str]:
    sheet = f" (sheet '{reading.grid.name}')" if reading.grid.name else ""
    yield from _comment(f"Made from {name}{sheet} by riskmc {version}. Run it: riskmc run PLAN --with THIS_FILE")
    yield "#"
    yield "# What its columns were taken for:"
    for column in reading.columns[:_COLUMNS_SHOWN]:
        if column.field:
            yield from _comment(f"  {column.letters} {column.header} -> {column.field}{_how(column)}")
    unused = [column.header for column in reading.columns if not column.field]
    if unused:
        yield from _comment(f"  not used: {', '.join(unused)}")
    decided = [*reading.notices, *((f"money is in {reading.currency}",) if reading.currency else ())]
    if decided:
        yield "# What was decided:"
        for notice in decided:
            yield from _comment(f"  - {notice}")


def _how(column: Column) -> str:
    if column.how in ("text", "words"):
        return ""
    unit = (
        f", in {column.unit}"
        if column.unit and column.how == "time"
        else f", times {column.unit}"
        if column.unit
        else ""
    )
    return f" ({column.how}{unit})"


def _comment(text: str, indent: str = "") -> Iterator[str]:
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    head = plain[: len(plain) - len(plain.lstrip())]
    yield from wrap(
        plain.strip(), WIDTH, initial_indent=f"{indent}# {head}", subsequent_indent=f"{indent}# {head}    "
    ) or [f"{indent}#"]


def _entry_lines(entry: Entry, reading: Reading, targets: Targets) -> Iterator[str]:
    document = risk_document(entry, reading, targets)
    yield ""
    for note in entry.notes:
        where = f"row {note.row}{f', column {note.column}' if note.column else ''}"
        yield from _comment(f"{where}: {note.what}", "  ")
    unknown = targets.unknown([task for strike in entry.strikes for task in strike.tasks])
    if unknown:
        yield from _comment(f"row {entry.row}: tasks as the register names them: {'; '.join(unknown)}", "  ")
    lines = _mapping_lines(document)
    if not is_whole(entry):
        yield from _comment(
            f"row {entry.row}: it has no probability that can be read; write one, and take away the '# '", "  "
        )
        yield from (f"  # {line}" for line in lines)
    else:
        yield from (f"  {line}" for line in lines)


def _mapping_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Write a risk as a block: a line for each key."""
    mark = "- "
    for key, value in document.items():
        for line in _value_lines(key, value, ""):
            yield f"{mark}{line}"
            mark = "  "


def _value_lines(key: str, value: Any, indent: str) -> Iterator[str]:
    """Write a key and its value, in one line where that is short."""
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        yield f"{indent}{key}:"
        for item in value:
            yield from _item_lines(item, f"{indent}  ")
    elif isinstance(value, Mapping) and not _fits(key, value, indent):
        yield f"{indent}{key}:"
        for name, part in value.items():
            yield from _value_lines(name, part, f"{indent}  ")
    else:
        yield f"{indent}{key}: {_flow(value, key)}"


def _item_lines(item: Mapping[str, Any], indent: str) -> Iterator[str]:
    if len(text := f"{indent}- {flow_text(item)}") <= WIDTH:
        yield text
        return
    mark = "- "
    for name, part in item.items():
        for line in _value_lines(name, part, ""):
            yield f"{indent}{mark}{line}"
            mark = "  "


def _fits(key: str, value: Mapping[str, Any], indent: str) -> bool:
    return len(f"{indent}{key}: {flow_text(value)}") <= WIDTH - 20


def _flow(value: Any, key: str) -> str:
    return flow_text(value, key) if isinstance(value, Mapping | list) else scalar(value, key)


def unused(columns: Sequence[Column]) -> list[Column]:
    """Return the columns that were not used and hold anything."""
    return [column for column in columns if not column.field and column.examples]
