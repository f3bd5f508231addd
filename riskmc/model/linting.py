"""The rules of the linter by their names, and how a plan silences them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import BeforeValidator, PlainValidator

from riskmc.model._record import Record, Text, did_you_mean, fault, shown

__all__ = ["RULES", "Linter", "Rule", "Silence"]

Rule = Literal[
    "open-start", "open-end", "dangling-start", "dangling-finish", "lead", "start-to-finish", "no-duration",
    "no-range", "token-range", "idle-template", "uncorrelated-range", "no-objective", "late-start-objective",
    "no-currency", "certain-cost", "no-cost-of-time", "task-without-cost", "cost-without-actual",
    "resource-without-price", "unused-resource", "unused-rate", "idle-cost-factor", "no-budget", "idle-budget",
    "unmapped-risk", "impossible-risk", "risk-without-effect", "certain-risk", "impact-on-finished", "double-counted",
    "high-risk-without-owner", "trigger-without-plan", "plan-without-trigger", "credited-response", "idle-response",
    "residual-worse", "unfit-strategy", "idle-secondary", "done-early", "past-date", "contingency-without-response",
    "contingency-without-owner", "contingency-without-budget", "contingency-without-lead-time", "unseen-signal",
    "undated-contingency", "late-signal", "short-lead-time", "reserve-without-owner", "levels-without-scoring",
    "numbers-from-levels", "no-status-date", "future-actual", "done-not-finished", "idle-suspension", "early-deadline",
    "no-date-between", "late-pause", "not-honoured", "idle-silence",
]  # fmt: skip
"""Names of the rules, in the order in which they are told."""

RULES: tuple[Rule, ...] = get_args(Rule)


def _as_rule(value: object) -> object:
    if value in RULES:
        return value
    hint = did_you_mean(value, RULES) if isinstance(value, str) else ""
    raise fault(f"{{here}} {shown(value)} is no rule", "riskmc check --rules lists them", hint)


def _as_why(value: object) -> object:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise fault("{here} gives no reason", "say why nobody needs to hear of it, such as why: agreed on 3 May")


def _as_entry(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_silences(value: object) -> object:
    return () if value is None else value


class Silence(Record):
    """A rule that is not told of, for one entry of the plan or for all, with the reason.

    Parameters
    ----------
    rule : str
        Name of the rule.
    entry : str
        Id of what it is not told of, ``R7``, with its kind, ``task:R7``, where ids of several kinds agree; or empty.
    why : str
        The reason, which `riskmc check` and the report list.

    Examples
    --------
    >>> silence = Silence(rule="token-range", entry="survey", why="measured twice")
    >>> silence.covers("token-range", ["task:survey"]), silence.covers("token-range", ["task:dig"])
    (True, False)
    """

    noun: ClassVar[str] = "silence"

    rule: Annotated[Rule, PlainValidator(_as_rule)]
    entry: Annotated[Text, BeforeValidator(_as_entry)] = ""
    why: Annotated[Text, BeforeValidator(_as_why)]

    def covers(self, rule: str, entries: Sequence[str]) -> bool:
        """Tell whether a finding is silenced.

        Parameters
        ----------
        rule : str
        entries : sequence of str
            What it is about, with their kinds: ``task:dig``, ``risk:R7``.
        """
        if rule != self.rule:
            return False
        return not self.entry or any(self.entry in (entry, entry.partition(":")[2]) for entry in entries)


class Linter(Record):
    """What the linter leaves unsaid.

    Parameters
    ----------
    silence : tuple of Silence

    Examples
    --------
    >>> linter = Linter(silence=[{"rule": "lead", "why": "as the contract has them"}])
    >>> linter.silences("lead", ["task:dig"]), linter.silences("open-end", ["task:dig"])
    (True, False)
    """

    noun: ClassVar[str] = "linter"

    silence: Annotated[tuple[Silence, ...], BeforeValidator(_as_silences)] = ()

    def silences(self, rule: str, entries: Sequence[str]) -> bool:
        """Tell whether a finding of a rule about some entries is silenced."""
        return any(item.covers(rule, entries) for item in self.silence)
