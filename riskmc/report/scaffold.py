"""What every page of riskmc is made of: the template engine, the assets, and the data that its script reads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import plotly.graph_objects as go
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from riskmc.report.escaping import escape_json, script_hash, script_json, without_direction
from riskmc.report.palette import dark_of_light
from riskmc.report.tables import Table

__all__ = ["CONFIG", "ChartView", "asset", "render_page"]

CONFIG = {
    "responsive": True,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "scrollZoom": False,
    "doubleClick": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2},
}
"""How plotly.js behaves: it sends nothing anywhere, and leaves scrolling to the page."""

_SCRIPTS = ("report.js", "calendar-axis.js", "group-tree.js", "schedule.js", "sorting.js", "heatmap.js")
"""What moves on a page; each does nothing where its part of the page is missing."""

_STYLES = ("report.css", "schedule.css", "heatmap.css", "heatmap-page.css")

_NO_BREAK = re.compile(r"(?<=\d) (?=%|d\b|working day|± )|(?<=±) (?=\d)")


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart as the page shows it.

    Attributes
    ----------
    id : str
        Of the elements that belong to it.
    label : str
        What it shows, for those who do not see it.
    table : Table
        The numbers behind it.
    height : int
        Pixels, so that the page does not jump when it is drawn.
    """

    id: str
    label: str
    table: Table
    height: int


def render_page(template: str, figures: Mapping[str, go.Figure], **parts: Any) -> str:
    """Fill the template of a page, with everything in it that a page carries.

    Parameters
    ----------
    template : str
        Name of an asset.
    figures : mapping of str to Figure
        By the ids of their charts.
    **parts
        What the template names besides.

    Returns
    -------
    str
        HTML that loads nothing, and whose content security policy forbids it to.
    """
    script, library = "\n".join(map(asset, _SCRIPTS)), asset("plotly-cartesian.min.js")
    page: str = (
        _environment()
        .get_template(template)
        .render(
            style=Markup("".join(map(asset, _STYLES))),  # noqa: S704
            script=Markup(script),  # noqa: S704
            library=Markup(library),  # noqa: S704
            script_sources=f"{script_hash(library)} {script_hash(script)}",
            data=Markup(_page_data(figures)),  # noqa: S704
            **parts,
        )
    )
    return page


def _page_data(figures: Mapping[str, go.Figure]) -> str:
    """Write what the script reads: the figures, the colours of the dark page, and the behaviour of plotly.js."""
    parts = [f"{json.dumps(name)}:{escape_json(figure.to_json())}" for name, figure in figures.items()]
    return f'{{"figures":{{{",".join(parts)}}},"dark":{script_json(dark_of_light())},"config":{script_json(CONFIG)}}}'


def _no_break(text: str) -> str:
    """Keep numbers and their units together on a line, and words in their direction whatever names are among them."""
    return _NO_BREAK.sub("\u00a0", without_direction(text))


def _capitalize_first(text: str) -> str:
    """Begin a sentence, and leave all other letters as they are."""
    return text[:1].upper() + text[1:]


@cache
def asset(name: str) -> str:
    """Read one of the files that pages are made of."""
    return (files("riskmc.report") / "assets" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    filters: dict[str, Any] = {"no_break": _no_break, "capitalize_first": _capitalize_first}
    environment.filters.update(filters)
    return environment
