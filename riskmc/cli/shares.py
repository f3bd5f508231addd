"""Shares and chances among the options of commands."""

from __future__ import annotations

from riskmc.errors import PlanError

__all__ = ["read_share"]


def read_share(name: str, text: str, problems: list[str], *, may_be_zero: bool = False) -> float:
    """Read a share such as 80%, 0.8 or P80.

    Parameters
    ----------
    name : str
        Of the option.
    text : str
    problems : list of str
        Takes what is wrong.
    may_be_zero : bool

    Returns
    -------
    float
        Below 1; a half where something is wrong.

    Examples
    --------
    >>> problems = []
    >>> read_share("--level", "P80", problems), read_share("--level", "80", problems)
    (0.8, 0.5)
    >>> problems
    ['--level 80 is not above 0 and below 100%; write one such as 80% or 0.8; did you mean 80%?']
    """
    from riskmc.model.quantities import Quantity

    stated = text.strip()
    stated = f"{stated[1:]}%" if stated[:1] in ("P", "p") and stated[1:2].isdigit() else stated
    try:
        quantity = Quantity.parse(stated)
    except PlanError:
        problems.append(f"{name} {text!r} is not a share; write one such as 80%, P80 or 0.8")
        return 0.5
    share = quantity.value / 100 if quantity.unit == "%" else quantity.value
    if quantity.kind == "time" or not (0.0 <= share < 1.0 if may_be_zero else 0.0 < share < 1.0):
        least = "0 or more" if may_be_zero else "above 0"
        meant = f"; did you mean {quantity.value:g}%?" if quantity.unit == "" and 1 < share < 100 else ""
        problems.append(f"{name} {text} is not {least} and below 100%; write one such as 80% or 0.8{meant}")
        return 0.5
    return share
