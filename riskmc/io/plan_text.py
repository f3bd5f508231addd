"""A project as the text of a plan file: block YAML with a line a task, as a person would write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Any, Final

from riskmc.io.plan_document import BODY, plan_document
from riskmc.model.calendars import WEEKDAYS
from riskmc.model.project import Project

__all__ = ["plan_text", "yaml_scalar"]

WIDTH: Final = 120

_PLAIN_TEXT = re.compile(r"[^\W\d_](?:[\w.()/%+\- ]*[\w.()/%+\-])?")
_PLAIN_AMOUNT = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?:min|h|d|w|mo|%)")
_PLAIN_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?")
_PLAIN_LINK = re.compile(r"[\w.\-]*\w[\w.\-]* (?:FS|SS|FF|SF)(?:[+-][\w.+\-]+)?")
_PLAIN_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_PLAIN_KEY = re.compile(r"[\w%][\w.%\-]*")
_WORDS: Final = frozenset(("null", "true", "false", "~"))
_IDS: Final = frozenset(("id", "after", "task"))
"""Keys whose values may be written as numbers: they are read as ids all the same."""

_TITLES: Final[Mapping[str, str]] = {
    "calendars": "",
    "objectives": "",
    "tasks": "",
    "templates": "Ranges for groups of tasks, in % of their planned durations; of several the last counts.",
    "risks": "",
}
