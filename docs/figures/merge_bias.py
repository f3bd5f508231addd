"""Measure merge bias on benchmark networks, and draw docs/images/merge-bias.svg.

    python docs/figures/merge_bias.py FOLDER

FOLDER holds networks in the formats of PSPLIB (`.sm`) and Patterson (`.rcp`), a folder a set: `j30/j301_1.sm`. Every
job gets the range PERT 80 % / 100 % / 150 % of its duration, and every network 10,000 iterations at seed 0. The tables
of docs/explanation/merge-bias.md go to stdout, the numbers of each network to merge_bias.csv beside this script. The
figure needs the extra `images`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from riskmc import Project, read_schedule, simulate
from riskmc.model.network import topological_order
from riskmc.report.palette import LIGHT

HERE = Path(__file__).resolve().parent
RANGE = "pert:80/100/150"
ITERATIONS = 10_000
NEAR = 0.05
"""A task counts as near-critical where its total float is at most this share of the deterministic duration."""
GROWN = "j30"
"""The set whose networks are copied side by side and end to end."""
COPIES = (1, 2, 4, 8)


def network_files(folder: Path) -> list[Path]:
    """List the networks of a folder, set by set, the sets of few jobs first."""
    files = [file for suffix in ("*.sm", "*.rcp") for file in folder.rglob(suffix)]
    return sorted(files, key=lambda file: (int(re.sub(r"\D", "", file.parent.name) or 0), file.name))


def measure(project: Project, iterations: int = ITERATIONS) -> dict[str, float]:
    """Simulate a network; return gaps in % of its deterministic duration, and what shape it has."""
    result = simulate(project, iterations=iterations, seed=0)
    finish, planned = result.finish, result.deterministic.finish
    values = {
        "p50": finish.quantile_minutes(0.5),
        "p80": finish.quantile_minutes(0.8),
        "mean": float(finish.minutes.mean()),
        "at_means": result.finish_at_means,
    }
    gaps = {name: 100 * (value / planned - 1) for name, value in values.items()}
    is_near = result.deterministic.total_float <= NEAR * planned
    return {
        **shape(project, [bool(near) for near in is_near]),
        "days": planned / project.working_calendar.minutes_per_day,
        **gaps,
        "merge_bias": gaps["mean"] - gaps["at_means"],
        "sd": 100 * float(finish.minutes.std(ddof=1)) / planned,
    }


def shape(project: Project, is_near: Sequence[bool]) -> dict[str, float]:
    """Return what a network looks like before it is simulated.

    ``depth`` is the number of jobs on the longest chain of jobs, ``width`` the jobs a step of it, ``order_strength``
    the share of all pairs of jobs that are in a fixed order (Mastor 1970), ``near`` the near-critical jobs by job of
    the longest chain among them: 1 is a single path.
    """
    index = project.task_index
    before = [[index[link.predecessor] for link in task.after] for task in project.tasks]
    pairs = [(link.predecessor, task.id) for task in project.tasks for link in task.after]
    order = topological_order([task.id for task in project.tasks], pairs)
    is_job = [not task.milestone for task in project.tasks]
    ancestors = [0] * len(order)
    for place in order:
        for other in before[place]:
            ancestors[place] |= ancestors[other] | (is_job[other] << other)
    jobs = sum(is_job)
    ordered = sum(found.bit_count() for found, job in zip(ancestors, is_job, strict=True) if job)
    near = [job and close for job, close in zip(is_job, is_near, strict=True)]
    depth = longest_chain(order, before, is_job)
    return {
        "jobs": jobs,
        "links": len(pairs),
        "depth": depth,
        "width": jobs / depth,
        "order_strength": ordered / (jobs * (jobs - 1) / 2),
        "near": sum(near) / longest_chain(order, before, near),
    }


def longest_chain(order: Iterable[int], before: Sequence[Sequence[int]], counts: Sequence[bool]) -> int:
    """Return the largest number of counted jobs on one chain of links."""
    length = [0] * len(before)
    for place in order:
        length[place] = counts[place] + max((length[other] for other in before[place]), default=0)
    return max(length)


def copied(project: Project, copies: int, how: str) -> Project:
    """Put copies of a network between one start and one finish, side by side or end to end; each draws for itself."""
    tasks: list[dict[str, Any]] = []
    ends: list[str] = []
    for copy in range(copies):
        inner = {link.predecessor for task in project.tasks for link in task.after}
        for task in project.tasks:
            after = [{"task": f"c{copy}.{link.predecessor}", "link": link.kind} for link in task.after]
            if not after and how == "end to end":
                after = [{"task": end} for end in ends]
            duration = {"milestone": True} if task.milestone else {"duration": task.duration}
            tasks.append({"id": f"c{copy}.{task.id}", "after": after, **duration})
        last = [f"c{copy}.{task.id}" for task in project.tasks if task.id not in inner]
        ends = [*ends, *last] if how == "side by side" else last
    tasks.append({"id": "finish", "milestone": True, "after": [{"task": end} for end in ends]})
    return Project(name=f"{copies} {how}", start=project.start, tasks=tasks, templates=project.templates)


def measured_sets(files: Iterable[Path]) -> pd.DataFrame:
    """Measure each network as it is."""
    rows = [
        {"set": file.parent.name, "network": file.stem, **measure(read_schedule(file, template=RANGE))}
        for file in files
    ]
    return pd.DataFrame(rows)


def measured_copies(files: Iterable[Path]) -> pd.DataFrame:
    """Measure the networks of one set in growing numbers of copies."""
    rows = [
        {"how": how, "copies": copies, **measure(copied(project, copies, how))}
        for project in (read_schedule(file, template=RANGE) for file in files)
        for how in ("side by side", "end to end")
        for copies in COPIES
    ]
    return pd.DataFrame(rows)


def set_table(networks: pd.DataFrame) -> str:
    """Write the medians and ranges by set as a Markdown table."""
    lines = ["| set | networks | jobs | depth | width | P50 | P80 | mean | of it merge bias |", "|---|" + "--:|" * 8]
    for name, group in networks.groupby("set", sort=False):
        sizes = f"{len(group)} | {group.jobs.median():.0f} | {group.depth.median():g} | {group.width.median():.1f}"
        gaps = " | ".join(_median_and_range(group[key]) for key in ("p50", "p80", "mean", "merge_bias"))
        lines.append(f"| {name} | {sizes} | {gaps} |")
    return "\n".join(lines)


def copy_table(copies: pd.DataFrame) -> str:
    """Write the medians by number of copies as a Markdown table."""
    lines = ["| copies | placed | P50 | P80 | of it merge bias | sd |", "|--:|---|" + "--:|" * 4]
    for (how, number), group in copies.groupby(["how", "copies"], sort=False):
        gaps = " | ".join(_median_and_range(group[key]) for key in ("p50", "p80", "merge_bias"))
        lines.append(f"| {number} | {how} | {gaps} | {group.sd.median():.1f} |")
    return "\n".join(lines)


def rank_table(networks: pd.DataFrame) -> str:
    """Write how well each property of a network ranks the networks by their merge bias (Spearman) as a table."""
    keys = ["jobs", "depth", "width", "order_strength", "near"]
    lines = ["| set | " + " | ".join(keys) + " |", "|---|" + "--:|" * len(keys)]
    groups = [("all", networks), *networks.groupby("set", sort=False)]
    for name, group in groups:
        cells = [_correlation(group.merge_bias, group[key]) for key in keys]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _correlation(values: pd.Series[float], others: pd.Series[float]) -> str:
    if others.nunique() == 1:
        return ""
    return f"{values.corr(others, method='spearman'):+.2f}".replace("-", "−")


def _median_and_range(values: pd.Series[float]) -> str:
    low, middle, high = (f"{round(value, 1) + 0.0:.1f}" for value in (values.min(), values.median(), values.max()))
    return f"{middle} ({low}–{high})"


def figure(networks: pd.DataFrame, copies: pd.DataFrame) -> go.Figure:
    """Draw the gaps by set, and by number of copies; markers and dashes tell the lines apart without colour."""
    titles = ("Networks as published", f"{GROWN} networks in copies")
    chart = make_subplots(
        1, 2, subplot_titles=titles, shared_yaxes=True, horizontal_spacing=0.07, column_widths=[0.5, 0.5]
    )
    sets = list(dict.fromkeys(networks["set"]))
    for key, shift, style in (("p50", -0.17, _P50), ("p80", 0.17, _P80)):
        for place, name in enumerate(sets):
            values = networks.loc[networks["set"] == name, key]
            chart.add_trace(_points(place + shift, values, style), 1, 1)
            text = f"{'P50' if style is _P50 else 'P80'}<br>{values.median():.1f} %"
            chart.add_annotation(
                x=place + shift, y=values.max(), text=text, showarrow=False, yshift=19, row=1, col=1,
                font={"color": style["color"], "size": 12},
            )  # fmt: skip
    for how, dash in (("side by side", "solid"), ("end to end", "dot")):
        rows = copies[copies["how"] == how]
        for key, label, style in (("p50", "P50", _P50), ("p80", "P80", _P80)):
            chart.add_trace(_line(rows.groupby("copies")[key].median(), style, dash), 1, 2)
            last = rows[rows["copies"] == COPIES[-1]][key].median()
            text = f"{label}, {how}"
            chart.add_annotation(
                x=len(COPIES) - 1, y=last, text=text, showarrow=False, xshift=8, xanchor="left", row=1, col=2,
                font={"color": style["color"], "size": 12},
            )  # fmt: skip
    return _laid_out(chart, networks, sets)


_P50 = {"color": LIGHT.curve, "symbol": "circle", "light": LIGHT.bar}
_P80 = {"color": LIGHT.plan, "symbol": "diamond", "light": "#f2b48f"}


def _points(place: float, values: pd.Series[float], style: dict[str, str]) -> go.Box:
    return go.Box(
        x=[place] * len(values),
        y=values,
        boxpoints="all",
        pointpos=0,
        jitter=0.9,
        width=0.28,
        line={"color": style["color"], "width": 1.5},
        fillcolor="rgba(0,0,0,0)",
        marker={
            "color": style["light"],
            "symbol": style["symbol"],
            "size": 4.5,
            "line": {"color": style["color"], "width": 0.5},
        },
        whiskerwidth=0,
        showlegend=False,
    )


def _line(values: pd.Series[float], style: dict[str, str], dash: str) -> go.Scatter:
    return go.Scatter(
        x=list(range(len(values))),
        y=values,
        mode="lines+markers",
        line={"color": style["color"], "dash": dash, "width": 2},
        marker={"symbol": style["symbol"], "size": 8},
        showlegend=False,
    )


def _laid_out(chart: go.Figure, networks: pd.DataFrame, sets: list[str]) -> go.Figure:
    at_means = float(networks["at_means"].median())
    for column, right in ((1, len(sets) - 0.5), (2, len(COPIES) - 0.5)):
        chart.add_shape(
            type="line", x0=-0.5, x1=right, y0=at_means, y1=at_means, row=1, col=column, layer="below",
            line={"color": LIGHT.muted, "dash": "dash", "width": 1.5},
        )  # fmt: skip
    words = f"every duration at its mean: {at_means:.0f} %"
    chart.add_annotation(
        x=-0.45, y=at_means, text=words, showarrow=False, yshift=-16, xanchor="left", row=1, col=1,
        font={"color": LIGHT.muted, "size": 12},
    )  # fmt: skip
    axis = {"gridcolor": LIGHT.grid, "linecolor": LIGHT.grid, "zeroline": False, "tickfont": {"color": LIGHT.muted}}
    medians = networks.groupby("set", sort=False)[["jobs", "depth"]].median()
    labels = [f"{name}<br>{row.jobs:.0f} jobs, depth {row.depth:g}" for name, row in medians.iterrows()]
    chart.update_xaxes(axis | {"showgrid": False})
    chart.update_yaxes(axis | {"rangemode": "tozero", "ticksuffix": " %"})
    chart.update_xaxes(tickvals=list(range(len(sets))), ticktext=labels, range=[-0.5, len(sets) - 0.5], row=1, col=1)
    chart.update_xaxes(
        tickvals=list(range(len(COPIES))), ticktext=[str(number) for number in COPIES], title="copies",
        range=[-0.3, len(COPIES) + 0.4], row=1, col=2,
    )  # fmt: skip
    chart.update_yaxes(title="later than the deterministic finish", row=1, col=1)
    return chart.update_layout(
        width=1100,
        height=470,
        margin={"l": 70, "r": 20, "t": 44, "b": 60},
        paper_bgcolor=LIGHT.paper,
        plot_bgcolor=LIGHT.paper,
        font={"family": "Helvetica, Arial, sans-serif", "size": 13, "color": LIGHT.ink},
    )


def main() -> None:
    """Measure the networks of a folder, print the tables, and write the figure."""
    parser = argparse.ArgumentParser(description="Measure merge bias on benchmark networks.")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="networks, a folder a set")
    parser.add_argument(
        "--out", type=Path, default=HERE.parent / "images" / "merge-bias.svg", help="the figure (.svg, .png)"
    )
    options = parser.parse_args()
    files = network_files(options.folder)
    if not files:
        parser.error(f"{options.folder} holds no .sm or .rcp file")
    networks = measured_sets(files)
    copies = measured_copies([file for file in files if file.parent.name == GROWN])
    networks.round(6).to_csv(HERE / "merge_bias.csv", index=False)
    print(set_table(networks), copy_table(copies), rank_table(networks), sep="\n\n")
    figure(networks, copies).write_image(options.out)
    print(f"\n{options.out}")


if __name__ == "__main__":
    main()
