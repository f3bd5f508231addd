"""What is compared: the runs, read or run, and what they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from riskmc.cli.inputs import InputKind, kind_of, load_project
from riskmc.cli.options import RunOptions, given_options
from riskmc.cli.running import run_plan
from riskmc.cli.terminal import message
from riskmc.errors import UsageError

if TYPE_CHECKING:
    from riskmc.report.browser import Format
    from riskmc.result import SimulationResult

__all__ = ["formats_of", "instants_of", "names_of", "pictures_of", "results_of"]

_OF_A_RUN = ("iterations", "seed", "sampling")


def names_of(sources: Sequence[Path], names: str | None, own: Sequence[str] | None = None) -> list[str]:
    """Return what the runs are called: as was asked for, else after their files, with folders where these agree.

    Parameters
    ----------
    sources : sequence of Path
    names : str, optional
        With commas between them.
    own : sequence of str, optional
        What the runs are called by themselves, where they are not those of several files.

    Raises
    ------
    UsageError
        Where there are fewer than two runs, or the names do not fit them.
    """
    if own is None and len(sources) < 2:
        advice = "name two or more to compare, or compare its scenarios with --scenarios pre,post"
        raise UsageError(f"{sources[0]} is one run; {advice}")
    usual = _told_apart(sources) if own is None else list(own)
    if names is None:
        return usual
    given = [name.strip() for name in names.split(",")]
    if len(given) != len(usual):
        raise UsageError(f"--names has {len(given)} names for {len(usual)} runs; give one for each, with commas")
    if not all(given) or len(set(given)) < len(given):
        raise UsageError(f"--names {names!r} has a name that is empty or given twice; give each run its own")
    return given


def _told_apart(sources: Sequence[Path]) -> list[str]:
    places = [source.resolve() for source in sources]
    names = [place.stem for place in places]
    if len(set(names)) < len(names):
        names = [place.name for place in places]
    if len(set(names)) < len(names):
        names = [f"{place.parent.name}/{place.name}" for place in places]
    counts: Counter[str] = Counter()
    for position, name in enumerate(names):
        counts[name] += 1
        if names.count(name) > 1 and counts[name] > 1:
            names[position] = f"{name} ({counts[name]})"
    return names


def instants_of(dates: Sequence[str]) -> list[date | datetime]:
    """Read the dates of which the chance is asked.

    Raises
    ------
    UsageError
        With all of them that are none.
    """
    from pydantic_core import PydanticCustomError

    from riskmc.model.calendars import as_instant

    found: list[date | datetime] = []
    wrong = []
    for text in dates:
        try:
            found.append(as_instant(text))
        except PydanticCustomError:
            wrong.append(repr(text))
    if wrong:
        raise UsageError(f"--by {', '.join(wrong)} is no date; write 2028-03-31, or 2028-03-31T12:00")
    return found


def formats_of(out: Path | None, *, png: bool, svg: bool, pdf: bool) -> list[Format]:
    """Return the formats of the pictures that are asked for.

    Raises
    ------
    UsageError
        Where there is no page beside which they would be.
    """
    wanted: tuple[tuple[Format, bool], ...] = (("png", png), ("svg", svg), ("pdf", pdf))
    formats = [kind for kind, is_wanted in wanted if is_wanted]
    if formats and out is None:
        raise UsageError(f"--{formats[0]} draws pictures beside the page; name the page with --out FILE.html")
    return formats


def pictures_of(out: Path | None, formats: Sequence[Format]) -> list[Path]:
    """List the pictures that will be written, where there is a browser to draw them."""
    if out is None or not formats:
        return []
    from riskmc.report import find_browser, picture_paths
    from riskmc.report.comparison_page import CHARTS

    find_browser()
    return picture_paths(out, formats, CHARTS)


def results_of(
    sources: Sequence[Path],
    options: RunOptions,
    *,
    template: str | None,
    project: str | None,
    overlays: Sequence[Path] = (),
) -> list[SimulationResult] | None:
    """Read the saved runs, and run the plans as the first saved run was, where the command line says nothing else.

    Parameters
    ----------
    sources : sequence of Path
    options : RunOptions
    template, project : str, optional
        For schedule files of other tools.
    overlays : sequence of Path
        Laid over each plan and schedule that is run.

    Returns
    -------
    list of SimulationResult or None
        None where a run was interrupted.

    Raises
    ------
    UsageError
        Where an option goes with none of the sources.
    riskmc.errors.InputError
        With all problems of a file.
    """
    from riskmc.result import read_result

    kinds = [kind_of(source) for source in sources]
    _check_options(kinds, template=template, project=project)
    if overlays and set(kinds) == {"result"}:
        raise UsageError("--with lays over plans and schedules, and all of them are saved results; leave it away")
    saved = {place: read_result(place) for place, kind in zip(sources, kinds, strict=True) if kind == "result"}
    plans = {
        place: load_project(
            place, overlays=overlays, **({"template": template, "project": project} if kind == "schedule" else {})
        )
        for place, kind in zip(sources, kinds, strict=True)
        if kind != "result"
    }
    options = _as_the_first(options, next(iter(saved.items()), None), bool(plans))
    for place, plan in plans.items():
        result = run_plan(plan, options)
        if not result.provenance.is_complete:
            message("Nothing is compared.")
            return None
        saved[place] = result
    return [saved[place] for place in sources]


def _check_options(kinds: Sequence[InputKind], *, template: str | None, project: str | None) -> None:
    given = given_options(("iterations", "seed", "sampling", "jobs", "scheduler"))
    if given and set(kinds) == {"result"}:
        raise UsageError(f"all of them are saved results, which are not run again; leave {', '.join(given)} away")
    for name, value in (("--template", template), ("--project", project)):
        if value is not None and "schedule" not in kinds:
            raise UsageError(f"{name} is for schedule files of other tools, and there is none; leave it away")


def _as_the_first(options: RunOptions, first: tuple[Path, SimulationResult] | None, has_plans: bool) -> RunOptions:
    """Run plans as the first saved run was, so that they share its random numbers."""
    if first is None or not has_plans:
        return options
    place, result = first
    given = given_options(_OF_A_RUN)
    made = result.provenance
    taken = {name: getattr(made, name) for name in _OF_A_RUN if f"--{name}" not in given}
    if taken:
        words = ", ".join(
            f"{name} {value:,}" if name == "iterations" else f"{name} {value}" for name, value in taken.items()
        )
        message(f"Plans are run as {place} was: {words}.")
    return replace(options, **taken)
