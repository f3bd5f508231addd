"""Quantities with the units that planners write: ``5d``, ``1.5mo``, ``90%``, and plain numbers, ``120k``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from riskmc.errors import PlanError, Problem
from riskmc.model._record import fault, shown

__all__ = ["TIME_UNITS", "Kind", "Quantity", "as_fraction", "as_quantity"]

Kind = Literal["time", "percent", "number"]

TIME_UNITS = ("min", "h", "d", "w", "mo")
KINDS: dict[str, Kind] = {**dict.fromkeys(TIME_UNITS, "time"), "%": "percent", "": "number"}
MAGNITUDE_LIMIT = 1e12
ALLOWED = "write a number with a unit: min, h, d, w, mo or %, such as 5d or 1.5mo"

_TEXT = re.compile(r"\s*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*(min|h|d|w|mo|%|k|M|bn|)\s*")
_OTHER_UNIT = re.compile(r"\s*([+-]?[0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+)\.?\s*")
_DECIMAL_COMMA = re.compile(r"\s*([+-]?[0-9]+),([0-9]+)\s*([A-Za-z%]*)\s*")
_MULTIPLES = {"k": 1e3, "M": 1e6, "bn": 1e9}
_WORDS = {
    **dict.fromkeys(("minute", "minutes", "mins"), "min"),
    **dict.fromkeys(("hour", "hours", "hr", "hrs"), "h"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("week", "weeks", "wk", "wks"), "w"),
    **dict.fromkeys(("month", "months", "mon", "mos", "mth"), "mo"),
    **dict.fromkeys(("percent", "pct"), "%"),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit.

    Parameters
    ----------
    value : float
        Finite number.
    unit : str
        ``"min"``, ``"h"``, ``"d"``, ``"w"`` or ``"mo"`` (working time), ``"%"``, or ``""`` for a plain number.

    Raises
    ------
    riskmc.errors.PlanError
        If the unit is not known or the number is not finite.

    Examples
    --------
    >>> Quantity(5, "d")
    Quantity(value=5.0, unit='d')
    >>> str(Quantity.parse("1.50mo"))
    '1.5mo'
    """

    value: float
    unit: str = ""

    def __post_init__(self) -> None:
        if self.unit not in KINDS:
            raise PlanError([Problem(what=f"unknown unit {self.unit!r}", allowed=ALLOWED)])
        if not abs(self.value) <= MAGNITUDE_LIMIT:
            raise PlanError([Problem(what=f"{self.value} is not a number that a plan can hold")])
        object.__setattr__(self, "value", float(self.value))

    @classmethod
    def parse(cls, text: str | float | Quantity) -> Quantity:
        """Read a quantity as it is written in a plan.

        Parameters
        ----------
        text : str, int, float or Quantity
            Such as ``"5d"``, ``"1.5mo"``, ``"90%"`` or ``30``.

        Returns
        -------
        Quantity

        Raises
        ------
        riskmc.errors.PlanError
            If it is not a quantity.

        Examples
        --------
        >>> Quantity.parse("90%"), Quantity.parse(30)
        (Quantity(value=90.0, unit='%'), Quantity(value=30.0, unit=''))
        >>> Quantity.parse("5 days")
        Traceback (most recent call last):
        ...
        riskmc.errors.PlanError: '5 days' is not a quantity; write a number with a unit: ... (did you mean '5d'?)
        """
        try:
            return as_quantity(text)
        except PydanticCustomError as error:
            context = error.context or {}
            what = str(context["what"]).replace("{here} ", "")
        raise PlanError([Problem(what=what, allowed=context["allowed"], hint=context["hint"])])

    @property
    def kind(self) -> Kind:
        """``"time"``, ``"percent"`` or ``"number"``."""
        return KINDS[self.unit]

    def scaled_by(self, planned: Quantity) -> Quantity:
        """Return this share (in percent, or as a factor) of a planned quantity.

        Examples
        --------
        >>> str(Quantity(130, "%").scaled_by(Quantity(20, "d")))
        '26d'
        """
        value = self.value * planned.value
        return Quantity(value / 100 if self.unit == "%" else value, planned.unit)

    def __str__(self) -> str:
        whole = self.value.is_integer() and abs(self.value) < 1e15
        return f"{int(self.value) if whole else repr(self.value)}{self.unit}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a Pydantic field of this type read the text form."""
        return core_schema.no_info_plain_validator_function(as_quantity)


def as_quantity(value: object) -> Quantity:
    """Read a quantity inside a validator; a problem is raised as a fault."""
    if isinstance(value, str):
        return _parse_text(value)
    if isinstance(value, Quantity):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and _is_in_range(value):
        return Quantity(float(value))
    raise fault(f"{{here}} {shown(value)} is not a quantity", ALLOWED)


def as_fraction(value: object, noun: str = "probability") -> float:
    """Read a probability or a confidence, ``0.15`` or ``15%``, inside a validator.

    Parameters
    ----------
    value : str, int, float or Quantity
    noun : str
        What it is called where it is none.

    Returns
    -------
    float
        In 0..1.
    """
    allowed = "write a number from 0 to 1, or a percentage from 0% to 100%"
    if isinstance(value, str) and _TEXT.fullmatch(value) is None:
        raise fault(f"{{here}} {shown(value)} is not a {noun}", allowed)
    quantity = as_quantity(value)
    if quantity.kind == "time":
        raise fault(f"{{here}} {shown(value)} is not a {noun}", allowed)
    fraction = quantity.value / 100 if quantity.unit == "%" else quantity.value
    if not 0 <= fraction <= 1:
        hint = f"did you mean {quantity.value:g}%?" if quantity.unit == "" and 1 < quantity.value <= 100 else ""
        raise fault(f"{{here}} {quantity} is not between 0 and 1", allowed, hint)
    return fraction


@lru_cache(maxsize=65_536)
def _parse_text(text: str) -> Quantity:
    match = _TEXT.fullmatch(text)
    if match is None:
        raise fault(f"{{here}} {shown(text)} is not a quantity", ALLOWED, _repair(text))
    value = float(match[1]) * _MULTIPLES.get(match[2], 1.0)
    if not _is_in_range(value):
        raise fault(f"{{here}} {shown(text)} is too large", f"at most {MAGNITUDE_LIMIT:g} is allowed")
    return Quantity(value, "" if match[2] in _MULTIPLES else match[2])


def _is_in_range(value: float) -> bool:
    return abs(value) <= MAGNITUDE_LIMIT


def _repair(text: str) -> str:
    comma = _DECIMAL_COMMA.fullmatch(text)
    if comma is not None:
        return f"did you mean '{comma[1]}.{comma[2]}{comma[3]}'?"
    other = _OTHER_UNIT.fullmatch(text)
    if other is None:
        return ""
    unit = other[2].lower()
    if unit == "m":
        return f"did you mean '{other[1]}min' or '{other[1]}mo'?"
    unit = _WORDS.get(unit, unit)
    return f"did you mean '{other[1]}{unit}'?" if unit in KINDS else ""
