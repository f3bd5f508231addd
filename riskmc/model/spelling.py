"""How a plan file spells distributions: ``{pert: [20d, 30d, 55d]}`` and its relatives.

Plain functions, not unions of models: they are quick, and their problems lie at the keys that the user wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, NoReturn

from pydantic import PlainValidator, ValidationError

from riskmc.model import distributions as d
from riskmc.model._record import Fault, Path, did_you_mean, fault, faults_of, raise_faults, shown, unknown_key
from riskmc.model.quantities import ALLOWED, Quantity, as_quantity

__all__ = ["OPTIONS", "Uncertain", "as_distribution", "as_uncertain"]

CLASSES: dict[str, type[d.Distribution]] = {
    cls.family: cls
    for cls in (
        d.Fixed, d.Uniform, d.Triangular, d.Pert, d.Trigen, d.Normal, d.Lognormal, d.Beta, d.Gamma, d.Weibull,
        d.Exponential, d.Discrete, d.Empirical, d.Percentiles,
    )
}  # fmt: skip

OPTIONS: dict[str, tuple[str, ...]] = {
    "pert": ("shape",),
    "trigen": ("percentiles",),
    "percentiles": ("low", "high", "method"),
}
"""Keys beside the key of the family."""

_LISTED: dict[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    **dict.fromkeys(("triangular", "pert", "trigen", "lognormal"), ("low", "mode", "high")),
}
_LISTED_EXAMPLES = {family: "[5d, 8d, 20d]" if len(names) == 3 else "[5d, 9d]" for family, names in _LISTED.items()}

_MAPPED_EXAMPLES = {
    "discrete": "{5d: 30%, 8d: 70%}",
    "percentiles": "{10: 15d, 50: 20d, 90: 40d}",
    "beta": "{alpha: 2, beta: 5, low: 3d, high: 9d}",
    "weibull": "{shape: 1.5, scale: 10d}",
    "exponential": "{mean: 5d}",
}

Spelled = tuple[dict[str, Any], dict[Path, Path]]
"""Arguments of the class, and where in the spelling each argument stands."""


def as_uncertain(value: object) -> Quantity | d.Distribution:
    """Read a quantity or a distribution inside a validator.

    Parameters
    ----------
    value : str, int, float, mapping, Quantity or Distribution
        As in a plan file, or built already.

    Returns
    -------
    Quantity or Distribution
    """
    if isinstance(value, str):
        return as_quantity(value)
    if isinstance(value, Mapping):
        return as_distribution(value)
    if isinstance(value, d.Distribution | Quantity):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return as_quantity(value)
    hint = "did you mean {pert: [...]} or {triangular: [...]}?" if isinstance(value, list | tuple) else ""
    raise fault(f"{{here}} {shown(value)} is neither a quantity nor a distribution", ALLOWED, hint)


def as_distribution(value: object) -> d.Distribution:
    """Read a distribution as a plan file spells it, inside a validator.

    Parameters
    ----------
    value : mapping or Distribution
        Such as ``{"pert": ["20d", "30d", "55d"]}``.

    Returns
    -------
    Distribution

    Examples
    --------
    >>> as_distribution({"percentiles": {10: "15d", 50: "20d", 90: "40d"}, "low": "5d"}).describe()
    'percentiles P10 15d, P50 20d, P90 40d, from 5d'
    """
    if isinstance(value, d.Distribution):
        return value
    if not isinstance(value, Mapping):
        raise fault(f"{{here}} {shown(value)} is not a distribution", "write one such as {pert: [20d, 30d, 55d]}")
    family = _family_of(value)
    arguments, places = _SPELLINGS.get(family, _spelled_by_keys)(family, value[family])
    options = OPTIONS.get(family, ())
    unknown = [unknown_key(str(key), (family, *options)) for key in value if key != family and key not in options]
    arguments.update((key, value[key]) for key in options if key in value)
    try:
        result = CLASSES[family].model_validate(arguments)
    except ValidationError as error:
        unknown += [item._replace(path=_moved(item.path, places)) for item in faults_of(error)]
    if unknown:
        raise_faults(unknown)
    return result


def _family_of(value: Mapping[Any, Any]) -> str:
    found = [key for key in value if key in CLASSES]
    if found == ["trigen", "percentiles"] or found == ["percentiles", "trigen"]:
        return "trigen"
    if len(found) != 1:
        _raise_family_fault(value, found)
    return str(found[0])


def _raise_family_fault(value: Mapping[Any, Any], found: list[Any]) -> NoReturn:
    allowed = f"write one of {', '.join(CLASSES)}"
    if found:
        raise fault(f"{{here}} has more than one distribution: {', '.join(found)}", "write one distribution")
    if not value:
        raise fault("{here} is an empty mapping", allowed)
    first = str(next(iter(value)))
    suggestion = did_you_mean(first, CLASSES)
    raise_faults([Fault((first,), "", f"unknown distribution {first!r}", allowed, suggestion, is_key=True)])


def _moved(path: Path, places: Mapping[Path, Path]) -> Path:
    for length in range(len(path), -1, -1):
        if path[:length] in places:
            return places[path[:length]] + path[length:]
    return path


def _spelled_as_list(family: str, value: object) -> Spelled:
    names = _LISTED[family]
    if isinstance(value, str | Mapping) or not isinstance(value, list | tuple) or len(value) != len(names):
        got = f"{len(value)} values" if isinstance(value, list | tuple) else shown(value)
        allowed = f"write {len(names)} values: {{{family}: {_LISTED_EXAMPLES[family]}}}"
        raise_faults([Fault((family,), "", f"{family} has {got}", allowed)])
    places: dict[Path, Path] = {(name,): (family, index) for index, name in enumerate(names)}
    return dict(zip(names, value, strict=True)), places


def _spelled_as_value(family: str, value: object) -> Spelled:
    return {"value": value}, {("value",): (family,)}


def _spelled_as_values(family: str, value: object) -> Spelled:
    return {"values": value}, {("values",): (family,)}


def _spelled_by_keys(family: str, value: object) -> Spelled:
    known = [key for key in CLASSES[family].model_fields if key != "percentiles"]
    arguments = dict(_mapping(family, value))
    unknown = [unknown_key(str(key), known) for key in arguments if key not in known]
    if unknown:
        raise_faults(item._replace(path=(family, *item.path)) for item in unknown)
    places: dict[Path, Path] = {(name,): (family, name) for name in known}
    return arguments, {**places, (): (family,)}


def _spelled_by_moments(family: str, value: object) -> Spelled:
    mapping = _mapping(family, value)
    arguments: dict[str, Any] = {}
    places: dict[Path, Path] = {(): (family,), ("mean",): (family, "mean"), ("sd",): (family, "sd")}
    points: list[tuple[str, Any]] = []
    for key, amount in mapping.items():
        name = str(key)
        if name in ("mean", "sd"):
            arguments[name] = amount
        elif name[:1] in "pP" and name[1:].replace(".", "", 1).isdigit():
            places["percentiles", len(points)] = (family, name)
            places["percentiles", len(points), 1] = (family, name)
            points.append((name, amount))
        else:
            fault_of_key = unknown_key(name, ("mean", "sd", "p10", "p90"))
            raise_faults([fault_of_key._replace(path=(family, name))])
    if points:
        arguments["percentiles"] = points
    return arguments, places


def _spelled_as_list_or_by_moments(family: str, value: object) -> Spelled:
    return _spelled_as_list(family, value) if isinstance(value, list | tuple) else _spelled_by_moments(family, value)


def _spelled_as_pairs(family: str, value: object) -> Spelled:
    mapping = _mapping(family, value)
    places: dict[Path, Path] = {("values",): (family,), ("probabilities",): (family,)}
    for index, key in enumerate(mapping):
        places["values", index] = places["probabilities", index] = (family, str(key))
    return {"values": list(mapping), "probabilities": list(mapping.values())}, places


def _spelled_as_points(family: str, value: object) -> Spelled:
    mapping = _mapping(family, value)
    places: dict[Path, Path] = {("points",): (family,)}
    for index, key in enumerate(mapping):
        places["points", index] = places["points", index, 0] = places["points", index, 1] = (family, str(key))
    return {"points": list(mapping.items())}, places


def _mapping(family: str, value: object) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        allowed = f"write {{{family}: {_MAPPED_EXAMPLES.get(family, '{mean: 10d, sd: 2d}')}}}"
        raise_faults([Fault((family,), "", f"{family} {shown(value)} is not a mapping", allowed)])
    return value


_SPELLINGS: dict[str, Callable[[str, object], Spelled]] = {
    "fixed": _spelled_as_value,
    "empirical": _spelled_as_values,
    **dict.fromkeys(_LISTED, _spelled_as_list),
    "normal": _spelled_by_moments,
    "lognormal": _spelled_as_list_or_by_moments,
    "discrete": _spelled_as_pairs,
    "percentiles": _spelled_as_points,
}


def as_optional_uncertain(value: object) -> Quantity | d.Distribution | None:
    """Read a quantity, a distribution or nothing inside a validator."""
    return None if value is None else as_uncertain(value)


Uncertain = Annotated[Quantity | d.Distribution, PlainValidator(as_uncertain)]
MaybeUncertain = Annotated[Quantity | d.Distribution | None, PlainValidator(as_optional_uncertain)]
Spread = Annotated[d.Distribution, PlainValidator(as_distribution)]
