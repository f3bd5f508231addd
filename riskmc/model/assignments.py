"""Resources that a task uses: how many of them, and how much of a material."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator

from riskmc.model._record import Fault, Number, Record, raise_faults, shown
from riskmc.model._task_faults import describe, negative_faults
from riskmc.model.network import TaskId
from riskmc.model.quantities import as_quantity
from riskmc.model.spelling import MaybeUncertain

__all__ = ["Assignment", "Assignments", "Units"]

_ID = re.compile(r"[\w.\-]*")
_SHORT = re.compile(r"\s*(?P<id>[\w.\-]+)(?:\s+[x×]\s*(?P<units>[0-9.]+\s*%?)|\s*=\s*(?P<quantity>[0-9].*?))\s*")
"""``crew x2``, ``crew x50%``, ``steel = 120``."""


def _as_units(value: object) -> object:
    """Read a number of units, or a share of one: ``2``, ``50%``."""
    if isinstance(value, str):
        quantity = as_quantity(value)
        return quantity.value / 100.0 if quantity.unit == "%" else quantity.value
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


Units = Annotated[Number, Field(gt=0, le=1e6), BeforeValidator(_as_units)]


class Assignment(Record):
    """A resource that a task uses.

    Parameters
    ----------
    resource : str
        Its id.
    units : float
        How many of it work, above 0; ``50%`` is half of one.
    quantity : Quantity or Distribution, optional
        How much of a material is used; only of a resource with a price per unit.

    Examples
    --------
    >>> Assignment(resource="crew", units=2).units
    2.0
    """

    noun: ClassVar[str] = "resource"

    resource: TaskId = Field(alias="id")
    units: Units = 1.0
    quantity: MaybeUncertain = None

    @model_validator(mode="after")
    def _check_quantity(self) -> Self:
        if self.quantity is not None:
            faults = list(negative_faults("quantity", self.quantity))
            if self.quantity.kind != "number":
                what = f"quantity {describe(self.quantity)} is not a plain number"
                faults = [Fault(("quantity",), "", what, "write how many units are used, such as 120")]
            if faults:
                raise_faults(faults)
        return self


def _as_assignments(value: object) -> object:
    if value is None:
        return ()
    items = value if isinstance(value, list | tuple) else [value]
    read = [_spelled_out(item) if isinstance(item, str | int | float) else item for item in items]
    faults = [
        Fault((place,), "", f"{shown(item)} is not a resource", _ALLOWED)
        for place, item in enumerate(read)
        if isinstance(item, str)
    ]
    if faults:
        raise_faults(faults)
    return tuple(read)


_ALLOWED = "write its id, 'crew x2' for two of it, 'crew x50%' for half of one, or 'steel = 120' for a quantity"


def _spelled_out(item: str | float) -> object:
    """Take a short text apart: an id, alone or with units or a quantity; one that is neither stays as it is."""
    if not isinstance(item, str) or _ID.fullmatch(item.strip()):
        return {"id": item.strip() if isinstance(item, str) else item}
    found = _SHORT.fullmatch(item)
    return item if found is None else {key: part for key, part in found.groupdict().items() if part is not None}


Assignments = Annotated[tuple[Assignment, ...], BeforeValidator(_as_assignments)]
