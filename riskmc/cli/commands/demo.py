"""``riskmc demo``: a plan that comes with riskmc is run, and its report is written."""

from __future__ import annotations

from pathlib import Path

import click

from riskmc.cli.options import PATH, RunOptions, force_option

EPILOG = """\b
Examples:
  riskmc demo
  riskmc demo --out somewhere/else
"""

PLAN = "construction.yaml"


@click.command("demo", epilog=EPILOG, short_help="Run a plan that comes with riskmc; write its report.")
@click.option("--out", type=PATH, default=Path("reports"), show_default=True, metavar="DIR", help="Where to write.")
@force_option
def command(out: Path, force: bool) -> int:
    """Run the plan of a school's new building, and write plan, result and report to a folder."""
    from riskmc.cli.commands.run import finish_run
    from riskmc.cli.inputs import load_project
    from riskmc.cli.outputs import check_outputs, write_text
    from riskmc.cli.running import play, run_envelope

    plan = out / PLAN
    save, report = plan.with_suffix(".riskmc"), plan.with_suffix(".html")
    check_outputs([plan, save, report], force=force)
    write_text(plan, demo_plan(), force=force)
    played = run_envelope(play(load_project(plan), RunOptions(), None), RunOptions())
    return finish_run(played, (), save=save, report=report, force=force, as_json=False)


def demo_plan() -> str:
    """Return the text of the plan."""
    from importlib.resources import files

    return files("riskmc.cli").joinpath("plans", PLAN).read_text(encoding="utf-8")
